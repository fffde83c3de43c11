"""Pressure: somebody looks at a queue from time to time; while it is too long, things are done differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.contact import ContactDesk
from demandsim.engine.duty import Duty
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.response import ResponseDesk
from demandsim.engine.tables import FORCE_WIDE
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.rules.pressure import Pressure, in_force
from demandsim.rules.screen import harder
from demandsim.scenario.scenario import Scenario

PRESSED, EASED = int(Moment.PRESSED), int(Moment.EASED)


class PressureRules:
    """Rules of pressure: each looks at its queue, is in force or not, and what it does adds up with the others'.

    Where several are in force the screen is made harder by the largest of them, officers stay on for the longest
    time, and of all else everything is done that any of them says.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        scenario: Scenario,
        roster: Roster,
        rules: tuple[Pressure, ...],
        contact: ContactDesk,
        response: ResponseDesk,
        investigation: InvestigationDesk,
        lend: Callable[[int, tuple[int, ...]], None],
    ) -> None:
        areas, lines = list(scenario.places.areas), list(scenario.demand.lines)
        self._clock, self._log, self._duty, self._rules = clock, log, duty, rules
        self._contact, self._response, self._investigation, self._lend = contact, response, investigation, lend
        self._screen = scenario.investigative_model.screen
        self._base = [roster.units[officer.unit].area for officer in roster.officers]
        self._team = [roster.units[officer.unit].team for officer in roster.officers]
        self._supervisor = [officer.supervisor for officer in roster.officers]
        self._areas = [
            range(len(areas)) if rule.watch.area is None else (areas.index(rule.watch.area),) for rule in rules
        ]
        """By rule: the areas that it watches and in which it does things differently."""
        self._grades = [frozenset(GRADES.index(grade) for grade in rule.watch.grades or GRADES) for rule in rules]
        self._lines = [frozenset(lines.index(line) for line in rule.watch.lines or lines) for rule in rules]
        self._units = [
            [
                number
                for number, unit in enumerate(roster.units)
                if not rule.watch.teams or unit.team in rule.watch.teams
            ]
            for rule in rules
        ]
        self._on: list[bool] = [False] * len(rules)

    def begin(self) -> None:
        """Let everybody look at their queue for the first time after as long as it takes."""
        for number, rule in enumerate(self._rules):
            self._clock.at(rule.every, Rank.PRESSURE, number, self._look)
        if any(rule.do.keep_on is not None for rule in self._rules):
            self._duty.stays = self._stays

    def _look(self, appointment: Appointment) -> None:
        number, now = appointment.who, self._clock.now
        rule, queue = self._rules[number], self._queue(appointment.who)
        is_on = in_force(rule, self._on[number], queue)
        if is_on != self._on[number]:
            self._on[number] = is_on
            self._log.write((now, PRESSED if is_on else EASED, -1, -1, number, queue))
            self._does_differently(number)
        self._clock.at(now + rule.every, Rank.PRESSURE, number, self._look)

    def _queue(self, number: int) -> int:
        """Count those who wait in the queue that a rule watches."""
        areas, queue = self._areas[number], self._rules[number].watch.queue
        if queue == "incidents":
            return sum(self._response.waiting.count(area, self._grades[number]) for area in areas)
        if queue == "crimes":
            return sum(self._investigation.queued(unit, areas) for unit in self._units[number])
        return self._contact.count(self._lines[number])

    def _does_differently(self, number: int) -> None:
        """Make everything that a rule has to do with as the rules in force now want it."""
        do = self._rules[number].do
        for area in self._areas[number]:
            if do.screen_harder:
                self._investigation.screens[area] = harder(
                    self._screen, max((rule.do.screen_harder for rule in self._in_force(area)), default=0.0)
                )
            if do.stop:
                stopped = frozenset(GRADES.index(grade) for rule in self._in_force(area) for grade in rule.do.stop)
                self._response.waiting.stop(area, stopped)
            if do.borrow:
                self._response.waiting.help_at_once(area, any(rule.do.borrow for rule in self._in_force(area)))
        if do.divert_investigators:
            for officer, team in enumerate(self._team):
                if team in do.divert_investigators and not self._supervisor[officer]:
                    self._lend(officer, self._may_go_to(team))

    def _in_force(self, area: int) -> Iterable[Pressure]:
        return (
            rule for rule, on, areas in zip(self._rules, self._on, self._areas, strict=True) if on and area in areas
        )

    def _may_go_to(self, team: str) -> tuple[int, ...]:
        """Give the areas to whose incidents officers of an investigation team may be sent now."""
        found = {
            area
            for rule, on, areas in zip(self._rules, self._on, self._areas, strict=True)
            if on and team in rule.do.divert_investigators
            for area in areas
        }
        return tuple(sorted(found))

    def _stays(self, officer: int) -> tuple[int, int] | None:
        """Say for how much longer an officer whose turn ends now stays on, and by which rule; None: not at all."""
        asked = [
            (rule.do.keep_on.time, -number)
            for number, rule in enumerate(self._rules)
            if self._on[number]
            and rule.do.keep_on is not None
            and self._team[officer] in rule.do.keep_on.teams
            and (self._base[officer] == FORCE_WIDE or self._base[officer] in self._areas[number])
        ]
        if not asked:
            return None
        time, number = max(asked)
        return time, -number
