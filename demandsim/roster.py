"""The roster: who is on duty when, from the workforce and the tape's absences; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.scenario.calendar import HALF_HOUR, place_in_table
from demandsim.scenario.duty import Turns, bank_holidays, turns_of
from demandsim.scenario.training import Attendance, SkillChange, train
from demandsim.scenario.workforce import COURSE, FORCE, SICKNESS, SUPERVISORS, Team, Workforce
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
    restricted: bool = False
    """Never sent to incidents."""


class Stay(NamedTuple):
    """An officer serves between two seconds only; posts in which somebody always is have none."""

    officer: int
    from_at: int
    """First midnight of service; 0 or less for those who are there at the start."""
    to_at: int
    """Midnight after the last day; crimes still held then go back to the unit's queue. After the run: they stay."""


class Missed(NamedTuple):
    """Rostered turns that officers missed, officer by officer in order of start: equal-length columns."""

    officer: Ints
    reason: Ints
    """Place among the reasons of `Roster.lost`."""
    from_at: Ints
    to_at: Ints


NOTHING: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Roster:
    """Units, officers and their spells of duty in order of start."""

    units: tuple[Unit, ...]
    officers: tuple[Officer, ...]
    spell_officer: Ints
    spell_from: Ints
    spell_to: Ints
    """Seconds from the start; spells of one officer never overlap or touch (touching ones are merged)."""
    lost: dict[str, Ints] = field(default_factory=dict)
    """Seconds of rostered turns that each officer missed, by reason (those of the abstraction in written order, then
    sickness, then courses where there are any): shape (officers,); 0 for staffed positions."""
    courses: tuple[Attendance, ...] = ()
    """Who is away on a course from when to when."""
    skill_changes: tuple[SkillChange, ...] = ()
    """Skills gained and lost after the start, in order of time, officer and skill."""
    stays: tuple[Stay, ...] = ()
    """Who joins or leaves, in order of officers; a post with a successor has two stays."""
    missed: Missed = field(default_factory=lambda: Missed(NOTHING, NOTHING, NOTHING, NOTHING))
    """The turns that were missed; their lengths add up to `lost`."""


LETTERS = 128
"""More than the code of any turn's letter."""


class _Part(NamedTuple):
    """An officer's part in the roster: the turns, and why each is missed."""

    turns: Turns
    why: NDArray[np.int8]
    """Place among the reasons for absence; their number for a turn that is worked."""
    fit: NDArray[np.bool_]
    """Whether the turn begins outside of sickness and courses."""


def build_roster(workforce: Workforce, absences: Absences) -> Roster:
    """Work out who is on duty when: the shift pattern of every post, less abstraction and sickness.

    Units are in order of teams, within a team of areas (the force last); officers in order of units, of ranks
    as written and of number. A turn is missed when the officer's luck of that day is below the share of
    abstraction or when it begins in a spell of sickness; where a unit would have fewer than its minimum on a turn,
    officers are called back from abstraction, those of the highest luck first, then of the lowest number. Turns that
    begin on the days of a course are missed by those who attend it (see `demandsim.scenario.training`). Turns
    that began before the first midnight are left out; the last may end after the run. Staffed positions become
    seats: seat 3 is on duty whenever there are more than 3 positions.

    The people of a rank in a unit are dealt round the shift's groups by number. Of a unit's supervisors, and of
    its other people, the first hold each skill, as many as its share says: a rarer skill is held by people who
    hold the commoner one, and every group has its part of both.

    Raises ValueError for posts of which the tape knows nothing, and for a shift whose turns overlap.
    """
    units: list[Unit] = []
    officers: list[Officer] = []
    parts: list[_Part] = []
    calendar, days = absences.calendar, absences.days
    half_hours = np.array([of_week for _, of_week in calendar.half_hours(days)])
    free = bank_holidays(workforce.bank_holidays, calendar.start, days)
    reasons = (*workforce.abstracted, SICKNESS, *((COURSE,) if workforce.courses else ()))
    courses: list[Attendance] = []
    changes: list[SkillChange] = []
    shares = np.cumsum(list(workforce.abstracted.values()))
    of_pattern: dict[tuple[object, ...], list[Turns]] = {}
    for name, team in workforce.teams.items():
        pattern = (team.shift, team.seasons)
        if team.positions is None and pattern not in of_pattern:
            of_pattern[pattern] = turns_of(team, workforce.shifts, calendar, days, free)
        for unit in _units(name, team, absences.areas):
            keys = [(key, posts.rank, number) for posts in unit for number, key in enumerate(posts.keys)]
            above = [rank in SUPERVISORS for _, rank, _ in keys]
            first = len(officers)
            masks = _skills(workforce, team, above)
            away: list[Attendance] = []
            if workforce.courses or workforce.lapses:
                learners = {first + n: key for n, (key, _, _) in enumerate(keys) if not above[n]}
                held = {row: masks[row - first] for row in learners}
                here = (name, unit[0].area)
                away, changed = train(workforce, calendar, here, learners, held, absences.lapse_luck)
                masks = [held.get(first + n, mask) for n, mask in enumerate(masks)]
                courses += away
                changes += changed
            for (key, rank, number), skills, supervisor in zip(keys, masks, above, strict=True):
                if team.positions is not None:
                    parts.append(_seat(team.positions, number, half_hours, absences.fewer.get(name), len(reasons)))
                else:
                    groups = of_pattern[pattern]
                    on_course = [one for one in away if one.officer == len(officers)]
                    turns = groups[number % len(groups)]
                    parts.append(_part(turns, key, shares, len(reasons), absences, on_course))
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
            if team.minimum:
                attending = units[-1].officers
                names = [officers[row].key for row in attending]
                _call_back([parts[row] for row in attending], names, team.minimum, len(reasons), absences)
    return Roster(
        tuple(units),
        tuple(officers),
        *_on_duty(parts, reasons),
        tuple(courses),
        tuple(sorted(changes)),
        missed=_missed(parts, len(reasons)),
    )


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


def _part(
    turns: Turns, key: str, shares: Floats, there: int, absences: Absences, courses: Sequence[Attendance]
) -> _Part:
    """Say of an officer's turns why each is missed; `shares` are those of the abstraction, added up,
    and `there` stands for a turn that is worked.

    The luck of a day falls to the first reason whose added share lies above it. A turn lost for several reasons counts
    as lost to the first of them: abstraction, sickness, course.
    """
    luck = absences.shift_luck.get(key)
    if luck is None or key not in absences.sick:
        raise ValueError(f"the tape was recorded for another workforce: it knows no absences of {key}")
    of_day = luck[turns.day]
    why = np.zeros(len(of_day), dtype=np.int8)
    for share in shares:
        why += of_day >= share
    well, free = _well(turns, absences.sick[key]), np.ones(len(of_day), dtype=np.bool_)
    for course in courses:
        free &= (turns.start < course.begins_at) | (turns.start >= course.ends_at)
    why[(why == len(shares)) & well] = there
    why[(why == there) & ~free] = there - 1
    return _Part(turns, why, well & free)


def _well(turns: Turns, sick: Ints) -> NDArray[np.bool_]:
    """Tell for each turn whether it begins outside the spells of sickness."""
    if not len(sick):
        return np.ones(len(turns.start), dtype=np.bool_)
    spell = np.searchsorted(sick[:, 0], turns.start, side="right") - 1
    well: NDArray[np.bool_] = (spell < 0) | (turns.start >= sick[spell, 1])
    return well


def _call_back(
    parts: Sequence[_Part], keys: Sequence[str], minimum: Mapping[str, int], there: int, absences: Absences
) -> None:
    """Call officers of a unit back from abstraction, in place, where a turn has fewer than its minimum.

    A turn of a unit is a local day and a letter. Those who are ill or on a course are not called back.
    """
    if not parts:
        return
    why = np.concatenate([part.why for part in parts])
    luck = np.concatenate([absences.shift_luck[key][part.turns.day] for key, part in zip(keys, parts, strict=True)])
    fit = np.concatenate([part.fit for part in parts])
    wanted = np.full(LETTERS, minimum.get("all", 0))
    for letter in set(minimum) - {"all"}:
        wanted[ord(letter)] = minimum[letter]
    every = np.concatenate([part.turns.day * LETTERS + part.turns.letter for part in parts])
    turns, turn = np.unique(every, return_inverse=True)
    short = wanted[turns % LETTERS] - np.bincount(turn[why == there], minlength=len(turns))
    away = np.flatnonzero((why < there) & fit)
    # Of equal luck the lower number is called first: the sort is stable and the parts are in order of officers.
    away = away[np.lexsort((-luck[away], turn[away]))]
    place = np.arange(len(away)) - np.searchsorted(turn[away], turn[away])
    why[away[place < short[turn[away]]]] = there
    begins = np.cumsum([len(part.why) for part in parts])[:-1]
    for part, decided in zip(parts, np.split(why, begins), strict=True):
        part.why[:] = decided


def _seat(positions: Sequence[int], seat: int, half_hours: Ints, present: Floats | None, there: int) -> _Part:
    """Give the half hours in which a seat is staffed; `present` is the share of positions staffed by half hour."""
    staffed = np.array(positions)[place_in_table(len(positions), half_hours)]
    if present is not None:
        staffed = np.floor(staffed * present + 0.5)
    changes = np.flatnonzero(np.diff(staffed > seat, prepend=False, append=False)) * HALF_HOUR
    start, end = changes[::2], changes[1::2]
    every = np.ones(len(start), dtype=np.bool_)
    return _Part(Turns(NOTHING, start, end, NOTHING), np.full(len(start), there, dtype=np.int8), every)


def _on_duty(parts: Sequence[_Part], reasons: Sequence[str]) -> tuple[Ints, Ints, Ints, dict[str, Ints]]:
    """Give officer, start and end of every spell of duty in order, those that touch joined, and the seconds lost."""
    start = np.concatenate([NOTHING, *(part.turns.start for part in parts)])
    end = np.concatenate([NOTHING, *(part.turns.end for part in parts)])
    why = np.concatenate([NOTHING, *(part.why for part in parts)])
    officer = np.repeat(np.arange(len(parts)), [len(part.why) for part in parts])
    missed, worked = np.flatnonzero(why < len(reasons)), np.flatnonzero(why == len(reasons))
    seconds = np.bincount(
        officer[missed] * len(reasons) + why[missed],
        weights=end[missed] - start[missed],
        minlength=len(parts) * len(reasons),
    )
    by_reason = seconds.astype(np.int64).reshape(-1, len(reasons)).T
    officer, start, end = officer[worked], start[worked], end[worked]
    apart = (officer[1:] != officer[:-1]) | (start[1:] > end[:-1])
    first, last = np.append(True, apart)[: len(start)], np.append(apart, True)[: len(start)]
    officer, start, end = officer[first], start[first], end[last]
    order = np.argsort(start, kind="stable")
    return officer[order], start[order], end[order], dict(zip(reasons, by_reason, strict=True))


def _missed(parts: Sequence[_Part], there: int) -> Missed:
    """List the turns that are missed; `there` stands for a turn that is worked."""
    why = np.concatenate([NOTHING, *(part.why for part in parts)])
    officer = np.repeat(np.arange(len(parts)), [len(part.why) for part in parts])
    start = np.concatenate([NOTHING, *(part.turns.start for part in parts)])
    end = np.concatenate([NOTHING, *(part.turns.end for part in parts)])
    away = why < there
    return Missed(officer[away], why[away], start[away], end[away])
