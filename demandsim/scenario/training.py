"""Training: who goes on which course, and when skills are gained and lapse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import log1p
from typing import NamedTuple

from demandsim.scenario.calendar import DAY, Calendar
from demandsim.scenario.workforce import Workforce

YEAR = 365 * DAY


class Attendance(NamedTuple):
    """An officer is on a course between two seconds: turns that begin in between are missed."""

    officer: int
    begins_at: int
    ends_at: int


class SkillChange(NamedTuple):
    """An officer gains or loses a skill."""

    at: int
    officer: int
    skill: int
    """Index in the scenario's order."""
    gained: bool


def lapses_at(share: float, luck: float) -> int:
    """Give the second at which a holder loses a skill that a share of its holders, below 1, loses in a year.

    Whoever still holds it is as likely as ever to lose it: the time is exponential.
    """
    return round(YEAR * log1p(-luck) / log1p(-share))


def serves(spans: Sequence[tuple[int, int]], since: int, until: int) -> bool:
    """Tell whether somebody serves from one second to another, the time before the start apart."""
    return not spans or any(begins_at <= max(0, since) and until <= ends_at for begins_at, ends_at in spans)


def train(
    workforce: Workforce,
    calendar: Calendar,
    unit: tuple[str, str],
    learners: Mapping[int, str],
    held: dict[int, int],
    luck: Mapping[tuple[str, str], float],
    service: Mapping[int, Sequence[tuple[int, int]]],
) -> tuple[list[Attendance], list[SkillChange]]:
    """Say who of a unit (team, area or `force`) goes on which course, and which skills are gained and lost.

    `learners` are the unit's officers, supervisors apart, by row with their keys; `held` their skills as bit masks,
    to which courses that are over before the start add theirs. On every course, in order of its first day, go the
    first who do not hold the skill then, are on no other course and serve from its first to its last day: `service`
    are the spans of seconds in which each serves, none for those who always do. What is held at the start and may
    lapse does so by luck; what a course has given does not.
    """
    lapsed, gained = _lapses(workforce, learners, held, luck), dict[tuple[int, int], int]()
    away: list[Attendance] = []
    team, place = unit
    for course in sorted(workforce.courses, key=lambda one: one.begins):
        if course.team != team:
            continue
        skill = workforce.skills.index(course.skill)
        begins_at, ends_at = (_midnight(calendar, course.begins, days) for days in (0, course.days))
        busy = {one.officer for one in away if one.begins_at < ends_at and begins_at < one.ends_at}
        lacking = [
            row
            for row in learners
            if row not in busy
            and serves(service[row], begins_at, ends_at)
            and not gained.get((row, skill), begins_at + 1) <= begins_at
            and not (held[row] >> skill & 1 and lapsed.get((row, skill), begins_at + 1) > begins_at)
        ]
        for row in lacking[: course.places.get(place, 0)]:
            away.append(Attendance(row, begins_at, ends_at))
            gained[row, skill] = ends_at
    for (row, skill), at in gained.items():
        if at <= 0:
            held[row] |= 1 << skill
    changes = [SkillChange(at, *who, False) for who, at in lapsed.items()]
    changes += [SkillChange(at, *who, True) for who, at in gained.items() if at > 0]
    return [one for one in away if one.ends_at > 0], changes


def _lapses(
    workforce: Workforce, learners: Mapping[int, str], held: Mapping[int, int], luck: Mapping[tuple[str, str], float]
) -> dict[tuple[int, int], int]:
    """Give the seconds at which holders lose skills by (row, skill)."""
    return {
        (row, number): lapses_at(workforce.lapses[skill], luck[key, skill])
        for number, skill in enumerate(workforce.skills)
        if workforce.lapses.get(skill, 0.0) > 0
        for row, key in learners.items()
        if held[row] >> number & 1 and (key, skill) in luck
    }


def _midnight(calendar: Calendar, day: date, days: int) -> int:
    return calendar.instant(datetime.combine(day + timedelta(days=days), time(0)))
