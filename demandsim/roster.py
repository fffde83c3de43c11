"""The roster: who is on duty when, from the workforce and the tape's absences; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.scenario.calendar import HALF_HOUR, Calendar, place_in_table
from demandsim.scenario.duty import Turns, bank_holidays, turns_of
from demandsim.scenario.people import LEARNING, Person
from demandsim.scenario.posts import Place, places_of, skills_of, units_of
from demandsim.scenario.service import Span, learns, rostered, service, successors_lack
from demandsim.scenario.training import Attendance, SkillChange, train
from demandsim.scenario.workforce import COURSE, SICKNESS, SUPERVISORS, Team, Workforce
from demandsim.tape.tape import Absences

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
    sickness, then courses and protected learning where there are any): shape (officers,); 0 for staffed positions."""
    courses: tuple[Attendance, ...] = ()
    """Who is away on a course from when to when."""
    skill_changes: tuple[SkillChange, ...] = ()
    """Skills gained and lost after the start, in order of time, officer and skill."""
    stays: tuple[Stay, ...] = ()
    """Who joins or leaves, in order of officers; a post with a successor has two stays."""


LETTERS = 128
"""More than the code of any turn's letter."""
NOTHING: Ints = np.empty(0, dtype=np.int64)


class _Part(NamedTuple):
    """An officer's part in the roster: the turns, and why each is missed."""

    turns: Turns
    why: NDArray[np.int8]
    """Place among the reasons for absence; their number for a turn that is worked."""
    fit: NDArray[np.bool_]
    """Whether the turn begins outside of sickness, courses and protected learning."""


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
    hold the commoner one, and every group has its part of both. Listed people and those who join have the skills,
    the group, the share of turns, the learning and the service that is written of them (see
    `demandsim.scenario.service`); who leaves by luck may have a successor in the same row.

    Raises ValueError for posts of which the tape knows nothing, and for a shift whose turns overlap.
    """
    units: list[Unit] = []
    officers: list[Officer] = []
    parts: list[_Part] = []
    calendar, days = absences.calendar, absences.days
    half_hours = np.array([of_week for _, of_week in calendar.half_hours(days)])
    reasons = (*workforce.abstracted, SICKNESS, *((COURSE,) if workforce.courses else ()))
    reasons += (LEARNING,) if any(one.learning for one in (*workforce.people, *workforce.joiners)) else ()
    stays: list[Stay] = []
    courses: list[Attendance] = []
    changes: list[SkillChange] = []
    shares = np.cumsum(list(workforce.abstracted.values()))
    lacking = [] if workforce.leavers is None else [workforce.skills.index(one) for one in workforce.leavers.without]
    turns_of_place = _patterns(workforce, calendar, days)
    for name, team in workforce.teams.items():
        for unit in units_of(name, team, absences.areas, workforce.joiners):
            places = places_of(unit)
            above = [one.rank in SUPERVISORS for one in places]
            first = len(officers)
            masks = skills_of(workforce, team, places, above)
            spans = [_service(workforce, absences, one) if team.positions is None else () for one in places]
            stays += [Stay(first + n, *span) for n, each in enumerate(spans) for span in each]
            away: list[Attendance] = []
            changed: list[SkillChange] = []
            if workforce.courses or workforce.lapses:
                learners = {first + n: one.key for n, one in enumerate(places) if not above[n]}
                held = {row: masks[row - first] for row in learners}
                here = (name, unit[0].area)
                by_row = dict(enumerate(spans, first))
                away, changed = train(workforce, calendar, here, learners, held, absences.lapse_luck, by_row)
                masks = [held.get(first + n, mask) for n, mask in enumerate(masks)]
                courses += away
            for n, each in enumerate(spans):
                if len(each) > 1:
                    changed = successors_lack(first + n, masks[n], each[0][1], lacking, changed)
            changes += changed
            for n, one in enumerate(places):
                if team.positions is not None:
                    seat = _seat(team.positions, one.number, half_hours, absences.fewer.get(name), len(reasons))
                    parts.append(seat)
                else:
                    on_course = [each for each in away if each.officer == len(officers)]
                    turns = rostered(turns_of_place(team, one), one.terms, spans[n])
                    part = _part(turns, one.key, shares, len(reasons), absences, on_course)
                    if one.terms is not None and one.terms.learning:
                        _learn(part, learns(turns, one.terms, calendar.start), len(reasons) - 1)
                    parts.append(part)
                restricted = one.terms is not None and one.terms.restricted
                officers.append(Officer(one.key, len(units), one.rank, masks[n], above[n], restricted))
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
        tuple(units), tuple(officers), *_on_duty(parts, reasons), tuple(courses), tuple(sorted(changes)), tuple(stays)
    )


def _patterns(workforce: Workforce, calendar: Calendar, days: int) -> Callable[[Team, Place], Turns]:
    """Give a function that finds the turns of a place: those of its group in the team's shift, or in its holder's."""
    free = bank_holidays(workforce.bank_holidays, calendar.start, days)
    known: dict[tuple[object, ...], list[Turns]] = {}

    def turns_of_place(team: Team, place: Place) -> Turns:
        group = place.number
        if isinstance(place.terms, Person):
            if place.terms.shift is not None:
                team = team.model_copy(update={"shift": place.terms.shift, "seasons": ()})
            group = group if place.terms.group is None else place.terms.group - 1
        pattern = (team.shift, team.seasons)
        if pattern not in known:
            known[pattern] = turns_of(team, workforce.shifts, calendar, days, free)
        return known[pattern][group % len(known[pattern])]

    return turns_of_place


def _service(workforce: Workforce, absences: Absences, place: Place) -> tuple[Span, ...]:
    if workforce.leavers is not None and place.key not in absences.leaver_luck:
        raise ValueError(f"the tape was recorded for another workforce: it does not know when {place.key} would leave")
    luck = absences.leaver_luck.get(place.key, 0.0)
    return service(place.terms, absences.calendar, absences.days, workforce.leavers, place.rank, luck)


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
    why[(why == there) & ~free] = len(shares) + 1
    return _Part(turns, why, well & free)


def _learn(part: _Part, learning: NDArray[np.bool_], reason: int) -> None:
    """Let turns be spent learning, in place, whatever else would be; nobody is called back from it."""
    part.why[learning] = reason
    part.fit[learning] = False


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
