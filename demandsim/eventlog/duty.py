"""Duty: the log read by officer, what each did from when to when, and the turns of duty with their overtime."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.eventlog.rows import (
    MOMENTS,
    NO_ROW,
    Flags,
    Ints,
    codes_at,
    names,
    references,
    rows_of,
    stable_order,
    taken,
)

ACTIVITIES = tuple(activity.name.lower() for activity in Activity)
SUBJECTS = ("contact", "incident", "crime")


def _by_moment(values: dict[Moment, int]) -> Ints:
    table = np.full(MOMENTS, -1, dtype=np.int64)
    for moment, value in values.items():
        table[moment] = value
    return table


ACTIVITY_OF = _by_moment({m: int(c.activity) for m, c in SCHEMA.items() if c.activity is not None})
"""Activity that begins with a moment, -1 where the officer's activity does not change."""
SUBJECT_OF = _by_moment({m: SUBJECTS.index(c.subject) for m, c in SCHEMA.items() if c.subject})
"""Kind of subject of a moment, -1 for none."""


class Steps(NamedTuple):
    """What officers turn to, officer by officer in order of time: equal-length columns."""

    officer: Ints
    row: Ints
    """Row of the log at which the step happens."""
    activity: Ints
    """Activity from then on."""


def steps(log: EventLog) -> Steps:
    """Give every change of activity, officer by officer in order of time.

    A supervisor who allocates is free again when the crime has its owner: that ALLOCATED row names the owner as its
    officer and the supervisor in `amount`, and counts as the supervisor's step.
    """
    changes = np.flatnonzero((ACTIVITY_OF[log.moment] >= 0) & (log.officer >= 0))
    freeing = rows_of(log, Moment.ALLOCATED)
    freeing = freeing[log.amount[freeing] >= 0]
    row = np.concatenate([changes, freeing])
    officer = np.concatenate([log.officer[changes], log.amount[freeing]])
    activity = np.concatenate([ACTIVITY_OF[log.moment[changes]], np.full(len(freeing), int(Activity.AVAILABLE))])
    if len(freeing):
        order = np.argsort(row, kind="stable")
        row, officer, activity = row[order], officer[order], activity[order]
    order = stable_order(officer)
    return Steps(officer[order], row[order], activity[order])


class Spells(NamedTuple):
    """Spells of activity on duty, longer than nothing: equal-length columns."""

    officer: Ints
    row: Ints
    """Row of the log with which the spell begins."""
    activity: Ints
    from_at: Ints
    to_at: Ints


def spells(log: EventLog, taken_steps: Steps | None = None) -> Spells:
    """Give the spells of activity, officer by officer in order of time, closed at the end of the log.

    Whoever has the `steps` of the log already hands them over, to save the time of sorting them again.
    """
    officer, row, activity = steps(log) if taken_steps is None else taken_steps
    from_at = log.at[row]
    to_at = np.full(len(row), log.ends_at, dtype=np.int64)
    if len(row):
        same = officer[1:] == officer[:-1]
        to_at[:-1][same] = from_at[1:][same]
    kept = (activity != Activity.OFF_DUTY) & (to_at > from_at)
    return Spells(officer[kept], row[kept], activity[kept], from_at[kept], to_at[kept])


def seconds_by_activity(log: EventLog, begin: int, end: int, found: Spells | None = None) -> NDArray[np.float64]:
    """Add up on-duty seconds between two instants: an array of shape (officers, activities)."""
    officer, _, activity, from_at, to_at = spells(log) if found is None else found
    seconds = np.clip(to_at, begin, end) - np.clip(from_at, begin, end)
    width = len(ACTIVITIES)
    officers = len(log.facts.officer_key)
    flat = np.bincount(officer * width + activity, weights=seconds, minlength=officers * width)
    return flat.reshape(officers, width).astype(np.float64)


def duty(log: EventLog) -> pd.DataFrame:
    """What every officer did on duty from when to when, officer by officer; spells last longer than nothing.

    `about` and `subject` name the contact, incident or crime that the officer was busy with; both are missing while
    the officer was available.
    """
    officer, row, activity, from_at, to_at = spells(log)
    idle = activity == Activity.AVAILABLE
    return pd.DataFrame(
        {
            "officer": officer,
            "activity": names(activity, ACTIVITIES),
            "from_at": from_at,
            "to_at": to_at,
            "about": names(np.where(idle, -1, SUBJECT_OF[log.moment[row]]), SUBJECTS),
            "subject": references(np.where(idle, -1, log.subject[row])),
        }
    )


def turns(log: EventLog) -> pd.DataFrame:
    """Every turn of duty: when it began and ended, and how much of it was planned in the roster or overtime.

    `off_at` is missing while the turn goes on at the end of the log; `worked` then counts until the end. Work that
    outlasts one planned spell until the next begins makes them a single turn: what lies between is overtime.
    """
    row = rows_of(log, Moment.ON_DUTY, Moment.OFF_DUTY)
    row = row[stable_order(log.officer[row])]
    following = np.full(len(row), NO_ROW, dtype=np.int64)
    if len(row) > 1:
        ended = (log.officer[row[1:]] == log.officer[row[:-1]]) & (log.moment[row[1:]] == Moment.OFF_DUTY)
        following[:-1][ended] = row[1:][ended]
    began = log.moment[row] == Moment.ON_DUTY
    row, following = row[began], following[began]
    officer, on_at = log.officer[row], log.at[row]
    until = np.where(following == NO_ROW, log.ends_at, codes_at(log.at, following))
    planned_time, planned_spells = _begun_within(log, officer, on_at, until)
    return pd.DataFrame(
        {
            "officer": officer,
            "on_at": on_at,
            "off_at": taken(log.at, following),
            "spells": planned_spells,
            "worked": until - on_at,
            "planned": planned_time,
            "overtime": until - on_at - planned_time,
        }
    )


class _Roster(NamedTuple):
    """The roster's spells in order of officer and start, cut at the end of the log."""

    width: int
    key: Ints
    """officer × width + start."""
    officer: Ints
    to_at: Ints
    total: Ints
    """Seconds of all spells before each one; one more entry for all of them."""


def _roster(log: EventLog) -> _Roster:
    facts = log.facts
    width = log.ends_at + 1
    begun = np.flatnonzero(facts.spell_from < log.ends_at)
    key = facts.spell_officer[begun] * width + facts.spell_from[begun]
    order = np.argsort(key, kind="stable")
    begun = begun[order]
    to_at = np.minimum(facts.spell_to[begun], log.ends_at)
    total = np.concatenate([[0], np.cumsum(to_at - facts.spell_from[begun])])
    return _Roster(width, key[order], facts.spell_officer[begun], to_at, total)


def _begun_within(log: EventLog, officer: Ints, since: Ints, until: Ints) -> tuple[Ints, Ints]:
    """Add up the length of the officers' spells that begin from `since` to before `until`, and count them."""
    roster = _roster(log)
    first = np.searchsorted(roster.key, officer * roster.width + since)
    last = np.searchsorted(roster.key, officer * roster.width + until)
    return roster.total[last] - roster.total[first], last - first


def planned(log: EventLog, officer: Ints, since: Ints, until: Ints) -> Flags:
    """Tell whether each stretch of an officer's time lies wholly within one spell of the roster.

    A spell at whose end the officer is kept on lasts as long as is then said.
    """
    roster = _roster(log)
    begun = np.searchsorted(roster.key, officer * roster.width + since, side="right") - 1
    if not len(roster.key):
        return np.zeros(len(officer), dtype=np.bool_)
    to_at, kept = roster.to_at.copy(), rows_of(log, Moment.KEPT_ON)
    spell = np.searchsorted(roster.key, log.officer[kept] * roster.width + log.at[kept]) - 1
    to_at[spell] = np.minimum(log.amount[kept], log.ends_at)
    inside: Flags = (begun >= 0) & (roster.officer[begun] == officer) & (to_at[begun] >= until)
    return inside


def planned_seconds(log: EventLog, begin: int, end: int) -> NDArray[np.float64]:
    """Add up the roster's seconds of every officer between two instants."""
    facts = log.facts
    seconds = np.clip(facts.spell_to, begin, end) - np.clip(facts.spell_from, begin, end)
    return np.bincount(facts.spell_officer, weights=seconds, minlength=len(facts.officer_key)).astype(np.float64)


def planned_from(log: EventLog, officer: Ints, at: Ints) -> Ints:
    """Give the start of each officer's latest spell of the roster by a second, or -1."""
    roster = _roster(log)
    begun = np.searchsorted(roster.key, officer * roster.width + at, side="right") - 1
    if not len(roster.key):
        return np.full(len(officer), -1, dtype=np.int64)
    since: Ints = roster.key[np.maximum(begun, 0)] % roster.width
    return np.where((begun >= 0) & (roster.officer[begun] == officer), since, -1)
