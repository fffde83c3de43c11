"""Duty: the turns that the groups of a team work on the days of a run, before anybody is absent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.shifts import Shift
from demandsim.scenario.workforce import BankHolidays, Team

Ints = NDArray[np.int64]
Hours = tuple[int, int, str]
"""(starts at, ends at, letter) of a turn, in seconds from the start of the run."""


class Turns(NamedTuple):
    """The turns of a group in order of start, one row each."""

    day: Ints
    """Local day on which it begins, from 0."""
    start: Ints
    end: Ints
    letter: Ints
    """Code of the turn's letter."""


def bank_holidays(kept: BankHolidays | None, start: date, days: int) -> frozenset[int]:
    """Give the days of a run, counted from 0, that are bank holidays; none where a scenario keeps none.

    Raises ValueError for a country or a part of one that the library does not know.
    """
    if kept is None:
        return frozenset()
    last = start + timedelta(days=days)
    known = _holidays_of(kept, start.year, last.year)
    return frozenset((day - start).days for day in known if start <= day < last)


@lru_cache(maxsize=16)
def _holidays_of(kept: BankHolidays, first: int, last: int) -> frozenset[date]:
    # Loaded here because it takes longer to load than most scenarios to check, and few of them ask for it.
    import holidays

    try:
        return frozenset(holidays.country_holidays(kept.country, subdiv=kept.subdivision, years=range(first, last + 1)))
    except NotImplementedError as fault:
        raise ValueError(f"no bank holidays are known: {fault}") from None


def turns_of(
    team: Team, shifts: Mapping[str, Shift], calendar: Calendar, days: int, free: frozenset[int]
) -> list[Turns]:
    """List the turns of each group of a team with posts: officer number n works those of group n modulo their number.

    Every cycle begins on the Monday on or before the start, whatever the season; each later group is a step
    further in it. A turn belongs to the local day on which it begins: that day decides over shift, hours and bank
    holiday (`free` are the days that are one). Hours are those of the local clock, so that a night over the change
    in spring is an hour shorter and one over the change in autumn an hour longer. A turn that would begin before
    the former one has ended (where a season or a bank holiday changes the hours) is not worked.

    Raises ValueError for a shift whose turns overlap by themselves.
    """
    on = [str(team.shift)] * days
    if team.seasons:
        on = [team.shift_on(f"{calendar.start + timedelta(days=day):%m-%d}") for day in range(days)]
    hours = {name: _hours(name, shifts[name], calendar, days, free) for name in team.shifts}
    groups = []
    for group in range(lcm(*(shifts[name].teams for name in team.shifts))):
        rows: list[tuple[int, int, int, int]] = []
        ended = 0
        for day, name in enumerate(on):
            turn = hours[name][group % len(hours[name])][day]
            if turn is not None and turn[0] >= ended:
                rows.append((day, turn[0], turn[1], ord(turn[2])))
                ended = turn[1]
        groups.append(Turns(*np.array(rows, dtype=np.int64).reshape(-1, 4).T))
    return groups


def _hours(name: str, shift: Shift, calendar: Calendar, days: int, free: frozenset[int]) -> list[list[Hours | None]]:
    """List for each group of a shift the turn of every day, None for a day of rest."""
    overlap = shift.overlap()
    if overlap is not None:
        raise ValueError(f"shift {name}: a turn begins before the one on the day before has ended: {overlap}")
    monday = calendar.start.weekday()
    instead = shift.on_bank_holidays
    clock: dict[str, list[Hours]] = {}
    for letter, turn in shift.turns.items():
        each = [turn.on((monday + day) % 7) for day in range(days)]
        clock[letter] = [
            (calendar.elapsed(day, hours.starts), calendar.elapsed(day, hours.until), letter)
            for day, hours in enumerate(each)
        ]
    groups = []
    for group in range(shift.teams):
        letters = [shift.letter(monday + day, group) for day in range(days)]
        if instead != "work":
            for day in free:
                if letters[day] != "-":
                    letters[day] = "-" if instead == "rest" else instead
        groups.append([None if letter == "-" else clock[letter][day] for day, letter in enumerate(letters)])
    return groups
