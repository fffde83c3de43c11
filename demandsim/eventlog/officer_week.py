"""An officer's week: every spell of duty from Monday to Sunday by the local clock, in hours that add up to the duty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from demandsim.eventlog.duty import SUBJECT_OF, SUBJECTS, Spells, spells
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Activity
from demandsim.eventlog.timeline import told
from demandsim.scenario.calendar import Calendar

Stretch = tuple[int, int]

WORDS = {
    Activity.AVAILABLE: "available",
    Activity.TALKING: "on the telephone",
    Activity.WRAPPING: "wrapping up calls",
    Activity.TRAVELLING: "travelling",
    Activity.ON_SCENE: "on scene",
    Activity.IN_CUSTODY: "custody",
    Activity.INVESTIGATING: "investigating",
    Activity.ALLOCATING: "allocating",
    Activity.REVIEWING: "reviewing",
    Activity.WRITING: "written contacts",
    Activity.RESTING: "break",
    Activity.REPORTING: "writing reports",
    Activity.PREVENTING: "proactive work",
    Activity.RESOLVING: "resolving at the desk",
    Activity.CONTACTING: "calling victims",
}
"""What an officer may be doing on duty, as a table names it."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Absence(NamedTuple):
    """A rostered turn that the officer missed."""

    from_at: int
    to_at: int
    reason: str


class Doing(NamedTuple):
    """A spell of one activity within one day."""

    day: int
    """0 is Monday."""
    from_at: int
    to_at: int
    activity: str
    about: str
    """What the log says of it; empty while available."""
    crime: int
    """Its uid, -1 for none."""


class Worked(NamedTuple):
    """How long the officer was busy with a crime in the week."""

    uid: int
    offence: str
    seconds: int
    spells: int


@dataclass(frozen=True, slots=True)
class Day:
    """One local day; lengths are seconds."""

    date: date
    played: bool
    """Whether the run holds it."""
    turns: tuple[Stretch, ...]
    """On duty from when to when, within the day."""
    by_activity: dict[str, int]
    """They add up to `duty`."""
    duty: int
    overtime: tuple[Stretch, ...]
    """On duty outside of the rostered turns."""
    absent: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class OfficerWeek:
    """What an officer did from a Monday to the Sunday after."""

    officer: str
    monday: date
    days: tuple[Day, ...]
    doings: tuple[Doing, ...]
    bounds: tuple[int, ...]
    """Elapsed seconds of the eight midnights."""
    crimes: tuple[Worked, ...]

    @property
    def activities(self) -> list[str]:
        """Activities of the week, in the order of `WORDS`."""
        return [words for words in WORDS.values() if any(day.by_activity.get(words) for day in self.days)]


def officer_week(log: EventLog, officer: int, monday: date, missed: Iterable[Absence] = ()) -> OfficerWeek:
    """Tell what an officer (a row of the log) did in a week; `missed` are the rostered turns that were not worked.

    Days are local: on the days of the clock changes they last 23 and 25 hours.
    """
    scenario = log.facts.scenario
    calendar = Calendar(scenario.start, scenario.timezone)
    first = (monday - scenario.start).days
    bounds = tuple(calendar.elapsed(first + day, 0) for day in range(8))
    doings = _doings(log, officer, bounds)
    mine = log.facts.spell_officer == officer
    rostered = list(zip(log.facts.spell_from[mine].tolist(), log.facts.spell_to[mine].tolist(), strict=True))
    absences = list(missed)
    days = []
    for day, (begins, ends) in enumerate(pairwise(bounds)):
        today = [doing for doing in doings if doing.day == day]
        turns = _joined([(doing.from_at, doing.to_at) for doing in today])
        lengths: dict[str, int] = {}
        for doing in today:
            lengths[doing.activity] = lengths.get(doing.activity, 0) + doing.to_at - doing.from_at
        days.append(
            Day(
                date=monday + timedelta(days=day),
                played=begins >= 0 and ends <= log.ends_at,
                turns=tuple(turns),
                by_activity=lengths,
                duty=sum(lengths.values()),
                overtime=tuple(_outside(turns, rostered)),
                absent=tuple(
                    Absence(max(a.from_at, begins), min(a.to_at, ends), a.reason)
                    for a in absences
                    if a.from_at < ends and a.to_at > begins
                ),
            )
        )
    return OfficerWeek(
        log.facts.officer_key[officer], monday, tuple(days), tuple(doings), bounds, tuple(_crimes(log, doings))
    )


def _crimes(log: EventLog, doings: Iterable[Doing]) -> Iterable[Worked]:
    """Add up the time by crime, in the order in which the officer came to them."""
    found: dict[int, list[int]] = {}
    for doing in doings:
        if doing.crime >= 0:
            found.setdefault(doing.crime, []).append(doing.to_at - doing.from_at)
    facts = log.facts
    for uid, lengths in found.items():
        offence = int(facts.crime_offence[np.flatnonzero(facts.crime_uid == uid)[0]])
        yield Worked(uid, facts.scenario.demand.offences[offence].name, sum(lengths), len(lengths))


def _doings(log: EventLog, officer: int, bounds: Sequence[int]) -> list[Doing]:
    found = spells(log)
    chosen = (found.officer == officer) & (found.to_at > bounds[0]) & (found.from_at < bounds[-1])
    mine = Spells(*(column[chosen] for column in found))
    said = told(log, mine.row)
    doings = []
    for number, step in enumerate(said):
        row, activity = int(mine.row[number]), Activity(int(mine.activity[number]))
        subject = SUBJECT_OF[log.moment[row]]
        uid, about = -1, ""
        if activity != Activity.AVAILABLE and subject >= 0:
            kind, which = SUBJECTS[int(subject)], int(log.subject[row])
            uids = getattr(log.facts, f"{kind}_uid")
            about = f"{step.words} ({kind} {uids[which]})"
            uid = int(uids[which]) if kind == "crime" else -1
        elif activity != Activity.AVAILABLE:
            about = step.words
        for day, (begins, ends) in enumerate(pairwise(bounds)):
            since, until = max(int(mine.from_at[number]), begins), min(int(mine.to_at[number]), ends)
            if until > since:
                doings.append(Doing(day, since, until, WORDS[activity], about, uid))
    return doings


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join stretches, in order of time, where one ends when the next begins."""
    found: list[Stretch] = []
    for since, until in stretches:
        if found and found[-1][1] >= since:
            found[-1] = found[-1][0], max(found[-1][1], until)
        else:
            found.append((since, until))
    return found


def _outside(turns: Iterable[Stretch], rostered: Sequence[Stretch]) -> list[Stretch]:
    """Give what of the turns lies in none of the rostered stretches."""
    left = list(turns)
    for begins, ends in rostered:
        left = [
            part
            for since, until in left
            for part in ((since, min(until, begins)), (max(since, ends), until))
            if part[1] > part[0]
        ]
    return left


def monday_of(day: date) -> date:
    """Give the Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def busiest_week(log: EventLog, officer: int, begin: int) -> date:
    """Give the Monday of the whole week from `begin` on in which an officer was busy longest: the first of equals.

    Busy is on duty and neither available nor on a break. Without a whole week it is the week in which `begin` lies.
    """
    scenario = log.facts.scenario
    calendar = Calendar(scenario.start, scenario.timezone)
    monday = monday_of(calendar.local(begin).date())
    found = spells(log)
    idle = np.isin(found.activity, (Activity.AVAILABLE, Activity.RESTING))
    mine = (found.officer == officer) & ~idle
    best, most = monday, -1
    while True:
        day = (monday - scenario.start).days
        since, until = calendar.elapsed(day, 0), calendar.elapsed(day + 7, 0)
        if until > log.ends_at:
            return best
        if since >= begin:
            length = np.clip(found.to_at[mine], since, until) - np.clip(found.from_at[mine], since, until)
            if int(length.sum()) > most:
                best, most = monday, int(length.sum())
        monday += timedelta(days=7)
