"""Quiet hours: the order in which an officer to whom nobody sends takes things up, and how they are put down again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from demandsim.engine.breaks import Breaks
from demandsim.engine.clock import Clock
from demandsim.engine.duty import Duty
from demandsim.engine.prevention import Prevention
from demandsim.engine.proactive import ProactiveWork
from demandsim.engine.reports import Reports
from demandsim.eventlog.log import LogBook
from demandsim.roster import Roster
from demandsim.rules.proactive import Proactive
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Rest


class Work(Protocol):
    """Something that an officer takes up in a quiet hour, and puts down when called away."""

    def take_up(self, officer: int) -> None:
        """Let a free officer begin, if there is anything to do."""

    def put_down(self, officer: int) -> None:
        """Let an officer who is at it stop; nothing happens to others."""


class Quiet:
    """What a scenario declares of quiet hours: breaks, reports and proactive work, each None where it does not."""

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        scenario: Scenario,
        roster: Roster,
        plans: tuple[Proactive, ...],
        prevention: Prevention | None,
        reports: Reports | None,
        cannot_be_sent: Callable[[int], None],
        break_is_due: Callable[[int], None],
    ) -> None:
        teams = scenario.workforce.teams
        of_unit = [None if "contact" in teams[unit.team].desks else unit.team for unit in roster.units]
        of_officer = [None if officer.supervisor else of_unit[officer.unit] for officer in roster.officers]
        """Team of everybody who attends, investigates or resolves; None for supervisors and contact teams."""
        rests: list[Rest | None] = [None if team is None else teams[team].rest for team in of_officer]
        self._breaks = Breaks(clock, log, duty, rests, break_is_due) if any(rests) else None
        self._reports = reports
        self._protected, self._unprotected = (
            ProactiveWork(
                clock,
                log,
                duty,
                [
                    {
                        n: plan.per_turn
                        for n, plan in enumerate(plans)
                        if plan.protected == protected and team in plan.teams
                    }
                    for team in of_officer
                ],
                prevention,
                begins,
            )
            if prevention is not None and any(plan.protected == protected for plan in plans)
            else None
            for protected, begins in ((True, cannot_be_sent), (False, lambda _: None))
        )
        if self._breaks or self._protected or self._unprotected:
            duty.turn_begins = self._turn_begins

    def in_order(self, own_crimes: Work, calls: Work | None, specialists: Work | None) -> tuple[Work, ...]:
        """Give the kinds of work in the order in which a free officer looks for one.

        Calls to victims leave those of the own crimes before them for which somebody is in custody.
        """
        order = (self._breaks, self._protected, self._reports, calls, own_crimes, specialists, self._unprotected)
        return tuple(work for work in order if work is not None)

    def gives_way(self, officer: int) -> bool:
        """Tell whether an officer is at work that comes after all other desk work."""
        return self._unprotected is not None and self._unprotected.has_in_hand(officer)

    def _turn_begins(self, officer: int) -> None:
        for work in (self._breaks, self._protected, self._unprotected):
            if work is not None:
                work.turn_begins(officer)
