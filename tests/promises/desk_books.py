"""Whom a contact desk must serve next, and by whom: the answer rules as they are written, over books kept by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from demandsim.roster import Roster
from demandsim.rules.answer import Ageing, BySkill, Priority
from demandsim.tape import Tape

NOBODY = -1

Pair = tuple[int, int]
"""(contact, handler)"""


@dataclass
class Wait:
    """Somebody, or something written, waits."""

    contact: int
    line: str
    since: int
    """Second from which it counts."""
    joins: int
    """Second in which it can be served first."""
    place: int
    """Place among those who joined in the same second."""
    late: bool = False
    """Whether it joins only after those who are free have looked round: after an announcement, or put through."""
    gives_up_at: int | None = None
    due_at: int | None = None
    """Call-backs: promised by this second."""


class Books:
    """Who waits and who is there to serve; every entry is made from outside."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.rule, self.lines = scenario.desk_rules.answer, scenario.demand.lines
        self.names = tuple(self.lines)
        self.calendar = tape.absences.calendar
        self.desks = {name: team for name, team in scenario.workforce.teams.items() if "contact" in team.desks}
        self.team = {
            officer: unit.team for unit in roster.units if unit.team in self.desks for officer in unit.officers
        }
        """Team of every handler."""
        self.idle: dict[int, int] = {}
        """Since when each idle handler is so."""
        self.writing: dict[int, int] = {}
        """Row of the log with which each handler at written work began."""
        self.callers: dict[str, dict[int, Wait]] = {name: {} for name in self.names}
        """Callers and written work, by line and contact."""
        self.promised: dict[str, dict[int, Wait]] = {name: {} for name in self.names}
        """Those to be rung back."""
        self.silent: set[str] = set()

    def best(self, at: int, served: int = NOBODY, everybody: bool = False, as_they_rang: bool = False) -> list[Pair]:
        """Whom the rule puts first now, with the handlers who may be the one: empty if nobody can be served.

        `served` is the contact that was served just now; of others who join in this second some may have joined later.
        """

        def is_there(wait: Wait) -> bool:
            return wait.joins < at or (wait.joins == at and (everybody or not wait.late or wait.contact == served))

        urgent, quiet, written = [], [], []
        for line in self.names:
            if line in self.silent:
                continue
            here = [wait for wait in self.callers[line].values() if is_there(wait)]
            if here:
                (written if self.lines[line].yields else urgent).append(_head(here, served, as_they_rang))
            offer = self.rule.call_back.get(line)
            to_be_rung = [wait for wait in self.promised[line].values() if is_there(wait)]
            due = [w for w in to_be_rung if offer and (offer.order == "keeps_place" or (w.due_at or 0) <= at)]
            urgent += [min(due, key=lambda wait: (wait.since, wait.contact))] if due else []
            rest = [wait for wait in to_be_rung if wait not in due]
            quiet += [min(rest, key=lambda wait: (wait.since, wait.contact))] if rest else []
        if not self.idle and not self.writing:
            return []
        by_team = isinstance(self.rule, BySkill)
        return (
            (self._by_team(urgent, at, served) if by_team else [])
            or self._by_call(urgent, at)
            or self._by_call(quiet, at)
            or self._by_call(written, at)
        )

    def _by_team(self, waits: list[Wait], at: int, served: int) -> list[Pair]:
        """The handler who has been idle longest and may serve somebody takes the first line of the team."""
        assert isinstance(self.rule, BySkill)
        for officer in sorted(self.idle, key=lambda officer: (self.idle[officer], officer)):
            team = self.team[officer]
            takes = self.rule.takes.get(team, ())
            may = [wait for wait in waits if self._may(team, wait, at)]
            if may:
                first = min(may, key=lambda w: (_index(takes, w.line), w.since, w.contact))
                found = [(first.contact, officer)]
                if first.contact == served and first.joins == at:
                    # A call that finds somebody free goes to the first team of its route.
                    found += self._by_call([first], at)
                return found
        return []

    def _by_call(self, waits: list[Wait], at: int) -> list[Pair]:
        """The most urgent of those whom somebody may serve, and who serves."""
        can = [(wait, handler) for wait in waits if (handler := self._handler_for(wait, at)) != NOBODY]
        if not can:
            return []
        wait, handler = min(can, key=lambda one: (self._urgency(one[0], at), one[0].since, one[0].contact))
        return [(wait.contact, handler)]

    def _urgency(self, wait: Wait, at: int) -> float:
        if isinstance(self.rule, Priority):
            return self.rule.order.index(wait.line)
        return (wait.since - at) * self.rule.weights[wait.line] if isinstance(self.rule, Ageing) else 0

    def _handler_for(self, wait: Wait, at: int) -> int:
        """Who serves: the idle before those at written work, who are called away, but not for other written work.

        By skill, the first team of the route; else, and within the team, the longest idle, then the lowest id; of those
        who write, whoever began last.
        """
        for pool in (self.idle, {} if self.lines[wait.line].yields else self.writing):
            may = [officer for officer in pool if self._may(self.team[officer], wait, at)]
            if not may:
                continue
            if isinstance(self.rule, BySkill):
                steps = self.rule.routes.get(wait.line)
                route = [step.team for step in steps] if steps is not None else list(self.desks)
                first = min(route.index(self.team[officer]) for officer in may)
                may = [officer for officer in may if self.team[officer] == route[first]]
            if pool is self.writing:
                return max(may, key=lambda officer: self.writing[officer])
            return min(may, key=lambda officer: (self.idle[officer], officer))
        return NOBODY

    def _may(self, team: str, wait: Wait, at: int) -> bool:
        """Whether the team's people may serve it now: by the routes, and without touching who is kept free."""
        line = wait.line
        if isinstance(self.rule, BySkill) and line in self.rule.routes:
            if not any(step.team == team and step.after <= at - wait.since for step in self.rule.routes[line]):
                return False
        elif line not in self.desks[team].lines:
            return False
        return self.lines[line].yields or not any(
            other in self.desks[team].lines and self._free_for(other) <= self._reserve(other, at)
            for other in self._protected_from(line)
        )

    def _protected_from(self, line: str) -> Iterable[str]:
        for other in self.rule.reserve:
            if isinstance(self.rule, Priority):
                if self.rule.order.index(other) < self.rule.order.index(line):
                    yield other
            elif isinstance(self.rule, Ageing):
                if self.rule.weights[other] > self.rule.weights[line]:
                    yield other
            elif other != line:
                yield other

    def _free_for(self, line: str) -> int:
        here = [*self.idle, *self.writing]
        return sum(line in self.desks[self.team[officer]].lines for officer in here)

    def _reserve(self, line: str, at: int) -> int:
        table = self.rule.reserve[line]
        if isinstance(table, int):
            return table
        local = self.calendar.local(at)
        hour, half_hours = local.weekday() * 24 + local.hour, local.minute // 30
        place = {24: local.hour, 48: local.hour * 2 + half_hours, 168: hour, 336: hour * 2 + half_hours}
        return table[place[len(table)]]


def _head(waits: list[Wait], served: int, as_they_rang: bool) -> Wait:
    """The first in a queue; of those who joined in one second the lowest, or the first to ring if that is `served`.

    With `as_they_rang` the first to ring in any case.
    """
    joins = min(wait.joins for wait in waits)
    together = [wait for wait in waits if wait.joins == joins]
    first = min(together, key=lambda wait: wait.place)
    return first if as_they_rang or first.contact == served else min(together, key=lambda wait: wait.contact)


def _index(order: tuple[str, ...], line: str) -> int:
    return order.index(line) if line in order else len(order)
