"""The roster: who is on duty when, from the workforce and the tape's absences; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demandsim.scenario.calendar import DAY, HALF_HOUR, place_in_table
from demandsim.scenario.workforce import FORCE, SUPERVISORS, Shift, Team, Workforce
from demandsim.tape.absences import Posts, posts_of
from demandsim.tape.tape import NONE, Absences

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Unit:
    """A team in one area (or for the whole force): the smallest body that holds a queue of crimes."""

    team: str
    area: int
    """Area index, -1 for the force."""
    officers: tuple[int, ...]
    """Rows of those who answer, attend or investigate."""
    supervisors: tuple[int, ...]
    """Rows of those who allocate and review."""


@dataclass(frozen=True, slots=True)
class Officer:
    """One post: where it belongs and what its holder can do."""

    key: str
    """`team/area/rank/number`, the same under every option that keeps the post."""
    unit: int
    rank: str
    skills: int
    """Bit mask over the scenario's skills."""
    supervisor: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Units, officers and their spells of duty in order of start."""

    units: tuple[Unit, ...]
    officers: tuple[Officer, ...]
    spell_officer: Ints
    spell_from: Ints
    spell_to: Ints
    """Seconds from the start; spells of one officer never overlap or touch (touching ones are merged)."""


Spells = tuple[Ints, Ints]
"""Starts and ends in seconds, in order."""


def build_roster(workforce: Workforce, absences: Absences) -> Roster:
    """Work out who is on duty when: the shift pattern of every post, less abstraction and sickness.

    Units are in order of teams, within a team of areas (the force last); officers in order of units, of ranks
    as written and of number. A turn is missed when the officer's luck of that day is below the share of
    abstraction or when it begins in a spell of sickness. Turns that began before the first midnight are left
    out; the last may end after the run. Staffed positions become seats: seat 3 is on duty whenever there
    are more than 3 positions.

    The people of a rank in a unit are dealt round the shift's groups by number. Of a unit's supervisors, and of
    its other people, the first hold each skill, as many as its share says: a rarer skill is held by people who
    hold the commoner one, and every group has its part of both.

    Raises ValueError for posts of which the tape knows nothing, and for a shift whose turns overlap.
    """
    units: list[Unit] = []
    officers: list[Officer] = []
    who: list[Ints] = []
    starts: list[Ints] = []
    ends: list[Ints] = []
    half_hours = np.array([of_week for _, of_week in absences.calendar.half_hours(absences.days)])
    turns = {name: _turns(name, shift, absences) for name, shift in workforce.shifts.items()}
    for name, team in workforce.teams.items():
        for unit in _units(name, team, absences.areas):
            keys = [(key, posts.rank, number) for posts in unit for number, key in enumerate(posts.keys)]
            above = [rank in SUPERVISORS for _, rank, _ in keys]
            first = len(officers)
            for (key, rank, number), skills, supervisor in zip(
                keys, _skills(workforce, team, above), above, strict=True
            ):
                if team.positions is not None:
                    on, off = _seat(team.positions, number, half_hours, absences.fewer.get(name))
                else:
                    groups = turns[str(team.shift)]
                    on, off = _duty(groups[number % len(groups)], key, workforce.abstraction, absences)
                who.append(np.full(len(on), len(officers)))
                starts.append(on)
                ends.append(off)
                officers.append(Officer(key, len(units), rank, skills, supervisor))
            rows = range(first, len(officers))
            units.append(
                Unit(
                    team=name,
                    area=unit[0].area_index,
                    officers=tuple(row for row in rows if not officers[row].supervisor),
                    supervisors=tuple(row for row in rows if officers[row].supervisor),
                )
            )
    nothing = np.empty(0, dtype=np.int64)
    officer, start, end = (np.concatenate([nothing, *column]) for column in (who, starts, ends))
    order = np.lexsort((officer, start))
    return Roster(tuple(units), tuple(officers), officer[order], start[order], end[order])


def _units(name: str, team: Team, areas: tuple[str, ...]) -> list[list[Posts]]:
    """Group a team's posts by area; staffed positions are posts of the force, enough for the busiest hour."""
    if team.positions is not None:
        return [[Posts(name, FORCE, NONE, team.position_rank, max(team.positions))]]
    by_area: dict[int, list[Posts]] = {}
    for posts in posts_of(name, team, areas):
        by_area.setdefault(posts.area_index, []).append(posts)
    return list(by_area.values())


def _skills(workforce: Workforce, team: Team, above: Sequence[bool]) -> list[int]:
    """Give each of a unit's officers a bit mask of skills; supervisors and the rest are served apart.

    So a rarer skill is held by people who hold the commoner one, and as officers are dealt round the shift's
    groups in the same order, every group has its part.
    """
    masks = [0] * len(above)
    for bit, skill in enumerate(workforce.skills):
        share = team.skills.get(skill, 0.0)
        for supervisor in (False, True):
            rows = [row for row, is_above in enumerate(above) if is_above == supervisor]
            for row in rows[: int(share * len(rows) + 0.5)]:
                masks[row] |= 1 << bit
    return masks


def _turns(name: str, shift: Shift, absences: Absences) -> list[tuple[Ints, Ints, Ints]]:
    """List (day, start, end) of every turn of each of a shift's groups, on the local clock.

    Cycle day 0 of the first group is the Monday on or before the start; each later group is a step further in
    the cycle. A night over the clock change in spring is an hour shorter.
    """
    calendar, days = absences.calendar, absences.days
    clock: dict[str, list[tuple[int, int]]] = {}
    for letter, turn in shift.turns.items():
        until = turn.ends if turn.ends > turn.starts else turn.ends + DAY
        clock[letter] = [(calendar.elapsed(day, turn.starts), calendar.elapsed(day, until)) for day in range(days)]
    groups = []
    for group in range(shift.teams):
        first = calendar.start.weekday() + group * len(shift.cycle) // shift.teams
        letters = [shift.cycle[(first + day) % len(shift.cycle)] for day in range(days)]
        rows = [(day, *clock[letter][day]) for day, letter in enumerate(letters) if letter != "-"]
        day, start, end = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        if (start[1:] < end[:-1]).any():
            raise ValueError(f"shift {name}: a turn begins before the one on the day before has ended")
        groups.append((day, start, end))
    return groups


def _duty(turns: tuple[Ints, Ints, Ints], key: str, abstraction: float, absences: Absences) -> Spells:
    """Take the turns that an officer misses out of those of the group."""
    luck, sick = absences.shift_luck.get(key), absences.sick.get(key)
    if luck is None or sick is None:
        raise ValueError(f"the tape was recorded for another workforce: it knows no absences of {key}")
    day, start, end = turns
    there = luck[day] >= abstraction
    if len(sick):
        spell = np.searchsorted(sick[:, 0], start, side="right") - 1
        there &= (spell < 0) | (start >= sick[spell, 1])
    return _merged(start[there], end[there])


def _seat(positions: Sequence[int], seat: int, half_hours: Ints, present: Floats | None) -> Spells:
    """Give the spells in which a seat is staffed; `present` is the share of positions staffed by half hour."""
    staffed = np.array(positions)[place_in_table(len(positions), half_hours)]
    if present is not None:
        staffed = np.floor(staffed * present + 0.5)
    start = np.flatnonzero(staffed > seat) * HALF_HOUR
    return _merged(start, start + HALF_HOUR)


def _merged(start: Ints, end: Ints) -> Spells:
    """Join spells that touch."""
    apart = start[1:] > end[:-1]
    return start[np.append(True, apart)[: len(start)]], end[np.append(apart, True)[: len(end)]]
