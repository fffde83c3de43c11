"""Protected days: turns in which officers who attend incidents are left to investigate; restricted duties: all."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.duty import Duty
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.scenario.scenario import Scenario

AS_USUAL = None
NEVER_SENT = ()
Sent = tuple[int, ...] | None
"""Grades to which a protected officer is sent all the same, or AS_USUAL."""


class Protection:
    """Counts the turns that officers work; every so many are protected, and colleagues begin at different ones.

    All turns of officers with restricted duties are, and nothing breaks that.

    `protect(officer, grades)` tells to which grades alone an officer is sent in the turn that begins.
    """

    def __init__(self, duty: Duty, scenario: Scenario, roster: Roster, protect: Callable[[int, Sent], None]) -> None:
        self._protect = protect
        self._turns: dict[int, int] = {}
        """Turns begun, moved on by the officer's number in the unit; only officers who are ever protected."""
        self._every: dict[int, int] = {}
        self._sent_to: dict[int, tuple[int, ...]] = {}
        for unit in roster.units:
            rule = scenario.workforce.teams[unit.team].protected
            if rule is not None:
                for number, officer in enumerate(unit.officers):
                    if roster.officers[officer].restricted:
                        continue
                    self._turns[officer], self._every[officer] = number, rule.every
                    self._sent_to[officer] = tuple(GRADES.index(grade) for grade in rule.break_for)
        for officer, about in enumerate(roster.officers):
            if about.restricted:
                protect(officer, NEVER_SENT)
        if self._turns:
            duty.also_when_turn_begins(self._turn_begins)

    def _turn_begins(self, officer: int) -> None:
        if officer in self._turns:
            protected = self._turns[officer] % self._every[officer] == 0
            self._turns[officer] += 1
            self._protect(officer, self._sent_to[officer] if protected else AS_USUAL)
