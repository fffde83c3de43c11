"""The allocation desk: supervisors who give every unit's crimes to its officers, where the rule names their team."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from demandsim.engine.tables import FORCE_WIDE, NO_UNIT, UnitFinder
from demandsim.roster import Roster
from demandsim.rules.allocate import Allocate

NextAllocation = Callable[[int], tuple[int, int] | None]


class AllocationDesk:
    """Which unit's supervisors allocate the crimes of which units; without such a team every unit does its own."""

    def __init__(self, roster: Roster, rule: Allocate) -> None:
        count = len(roster.units)
        self.of: Sequence[int] = range(count)
        """By unit: the unit whose supervisors allocate its crimes."""
        self._named = rule.by is not None and rule.takes > 0
        if rule.by is not None and self._named:
            find = UnitFinder(roster)
            own = [number for number, unit in enumerate(roster.units) if unit.team == rule.by]
            found = [find.unit(rule.by, unit.area) for unit in roster.units]
            # A force-wide unit may find that the team is in the areas only: its first unit serves it then.
            self.of = [
                own[0] if desk == NO_UNIT and unit.area == FORCE_WIDE and own else number if desk == NO_UNIT else desk
                for number, (unit, desk) in enumerate(zip(roster.units, found, strict=True))
            ]
        self._serves = [tuple(unit for unit in range(count) if self.of[unit] == desk) for desk in range(count)]

    def shared(self, next_allocation: NextAllocation) -> NextAllocation:
        """Give what a unit's supervisors allocate next, from a function that says what is next in a unit's queue."""
        if not self._named:
            return next_allocation

        def first(desk: int) -> tuple[int, int] | None:
            found = (next_allocation(unit) for unit in self._serves[desk])
            return next((each for each in found if each is not None), None)

        return first
