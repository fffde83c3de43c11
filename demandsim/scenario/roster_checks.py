"""Roster checks: are shifts, turns and bank holidays known, and does a turn end before the next one begins?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.scenario.duty import bank_holidays
from demandsim.scenario.problems import is_unknown

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]


def names_in_rosters(scenario: Scenario) -> Found:
    """List shifts, turns and bank holidays that a roster names and nobody knows, as (path, what is wrong)."""
    workforce = scenario.workforce
    for name, team in workforce.teams.items():
        here = ("workforce", "teams", name)
        if team.shift is not None:
            yield from is_unknown("shift", team.shift, workforce.shifts, (*here, "shift"))
        for number, season in enumerate(team.seasons):
            yield from is_unknown("shift", season.shift, workforce.shifts, (*here, "seasons", number, "shift"))
        worked = (workforce.shifts[shift] for shift in team.shifts if shift in workforce.shifts)
        letters = dict.fromkeys(letter for shift in worked for letter in shift.turns)
        for letter in team.minimum:
            yield from is_unknown("turn", letter, (*letters, "all"), (*here, "minimum", letter))
    try:
        bank_holidays(workforce.bank_holidays, scenario.start, 1)
    except ValueError as fault:
        yield ("workforce", "bank_holidays"), str(fault)


def misfits_in_rosters(scenario: Scenario) -> Found:
    """List turns without length, turns that overlap and bank holidays that nobody named."""
    workforce = scenario.workforce
    for name, shift in workforce.shifts.items():
        here = ("workforce", "shifts", name)
        for letter, turn in shift.turns.items():
            path: Path = (*here, "turns", letter)
            if turn.starts == turn.ends:
                yield path, "a turn must end at another time than it starts"
            for days, hours in turn.exceptions.items():
                if hours.starts == hours.ends:
                    yield (*path, "except", days), "a turn must end at another time than it starts"
        overlap = shift.overlap()
        if overlap is not None:
            yield (*here, "cycle"), overlap
        if shift.on_bank_holidays != "work" and workforce.bank_holidays is None:
            yield (*here, "on_bank_holidays"), "say whose bank holidays: `workforce.bank_holidays`, such as country GB"
