"""Turns of duty as the roster plans them and as officers are kept on: when did this turn begin, when does it end?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster

Row = tuple[int, ...]


class Turns:
    """The present turn of every officer."""

    def __init__(self, roster: Roster) -> None:
        self._from: list[list[int]] = [[] for _ in roster.officers]
        self._to: list[list[int]] = [[] for _ in roster.officers]
        spells = zip(roster.spell_from.tolist(), roster.spell_officer.tolist(), roster.spell_to.tolist(), strict=True)
        for begins, officer, ends in sorted(spells):
            self._from[officer].append(begins)
            self._to[officer].append(ends)
        self.number = [-1] * len(roster.officers)
        """Number of the present turn, -1 before the first."""
        self.kept: dict[tuple[int, int], tuple[int, int]] = {}
        """Planned end and pressure rule by officer and turn, of those who were kept on."""

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, moment, _, officer, detail, amount = row
        if officer < 0:
            return
        begun = bisect_right if moment == Moment.ON_DUTY else bisect_left
        self.number[officer] = max(self.number[officer], begun(self._from[officer], at) - 1)
        if moment == Moment.KEPT_ON:
            self.kept[officer, self.number[officer]] = amount, detail

    def look_round(self, at: int) -> None:
        """Note at the end of a second whose next turn has begun: work may last into it, without a row."""
        for officer, begins in enumerate(self._from):
            self.number[officer] = bisect_right(begins, at) - 1

    def begins(self, officer: int) -> int:
        """Give the planned start of the present turn."""
        return self._from[officer][self.number[officer]]

    def rostered_end(self, officer: int) -> int:
        """Give the end by the roster of the present turn."""
        return self._to[officer][self.number[officer]]

    def planned_end(self, officer: int) -> int:
        """Give the end of the present turn, with the time for which the officer is kept on."""
        kept = self.kept.get((officer, self.number[officer]))
        return self.rostered_end(officer) if kept is None else kept[0]

    def next_begins(self, officer: int) -> int:
        """Give the start of the following turn, or a second that no run reaches."""
        following = self.number[officer] + 1
        return self._from[officer][following] if following < len(self._from[officer]) else 2**60
