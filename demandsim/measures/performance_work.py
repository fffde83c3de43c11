"""Work: who could answer which line when, and to which contact the talk, wrap-up and writing of handlers went."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog import Activity, EventLog, Moment
from demandsim.eventlog.rows import rows_of, stable_order
from demandsim.measures.window import Window, once
from demandsim.quantities import HOUR

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

IS_CONTACT_WORK = np.array([a in (Activity.TALKING, Activity.WRAPPING, Activity.WRITING) for a in Activity])


class Openings(NamedTuple):
    """Instants at which a contact begins to wait, contact by contact in order of time: equal-length columns."""

    row: Ints
    contact: Ints
    attempt: Ints
    leg: Ints
    """0 for ringing (or arriving), 1 for being put through to a second wait."""
    line: Ints


class Work(NamedTuple):
    """Spells of contact work within the window, each with the wait that led to it: equal-length columns."""

    contact: Ints
    attempt: Ints
    leg: Ints
    line: Ints
    from_at: Ints
    to_at: Ints


def openings(log: EventLog) -> Openings:
    """Give every beginning of a wait in the log."""
    rows = rows_of(log, Moment.RECEIVED, Moment.PUT_THROUGH)
    rows = rows[stable_order(log.subject[rows])]
    leg = (log.moment[rows] == Moment.PUT_THROUGH).astype(np.int64)
    # Being put through belongs to the attempt whose ringing comes before it.
    ringing = np.maximum.accumulate(np.where(leg == 0, np.arange(len(rows)), 0)) if len(rows) else rows
    return Openings(rows, log.subject[rows], log.amount[rows[ringing]], leg, log.detail[rows])


@once
def contact_work(window: Window) -> Work:
    """Give the spells of talk, wrap-up and writing within the window, each with the last wait begun before it."""
    log = window.log
    found = window.spells
    chosen = IS_CONTACT_WORK[found.activity] & (found.to_at > window.begin)
    row = found.row[chosen]
    begun = openings(log)
    width = len(log) + 1
    key = log.subject[row] * width + row
    last = np.searchsorted(begun.contact * width + begun.row, key, side="left") - 1
    return Work(
        begun.contact[last],
        begun.attempt[last],
        begun.leg[last],
        begun.line[last],
        np.maximum(found.from_at[chosen], window.begin),
        found.to_at[chosen],
    )


def work_of_waits(window: Window, work: Work) -> Floats:
    """Charge every wait of `window.calls` with the seconds of work that it cost handlers until the window's end.

    Of a call put through, the first conversation is what putting through costs and is charged to the second wait;
    what the second handler does meets the caller's need, and is charged to the first.
    """
    calls = window.calls
    contact, attempt, leg = (calls[name].to_numpy(np.int64) for name in ("contact", "attempt", "leg"))
    through = np.append(calls["put_through"].to_numpy(np.bool_), False)
    width = int(max(attempt.max(initial=0), work.attempt.max(initial=0))) + 1
    wait = _key(contact, attempt, leg, width)
    order = np.argsort(wait)
    place = _place(wait[order], _key(work.contact, work.attempt, work.leg, width))
    here = place >= 0  # work on who rang before the window belongs to no wait in it
    row = np.append(order, -1)
    whose = row[place[here]]
    # In this order the second wait of a call follows the first.
    partner = np.arange(len(wait) + 1)
    first = np.flatnonzero(through[row[:-1]])
    first = first[row[first + 1] >= 0]
    partner[row[first]], partner[row[first + 1]] = row[first + 1], row[first]
    seconds = (work.to_at - work.from_at)[here]
    return np.bincount(partner[whose], weights=seconds, minlength=len(wait)).astype(np.float64)


def _place(ordered: Ints, wanted: Ints) -> Ints:
    """Find where each of the wanted numbers stands in a list in ascending order; -1 where it does not."""
    place = np.searchsorted(ordered, wanted)
    found = np.append(ordered, -1)[place] == wanted
    return np.where(found, place, -1)


def _key(contact: Ints, attempt: Ints, leg: Ints, width: int) -> Ints:
    return (contact * width + attempt) * 2 + leg


class Duty(NamedTuple):
    """Handlers' seconds by elapsed hour of the window, each array of shape (lines, hours); all lines in `whole`."""

    on_duty: Floats
    """Of handlers who answer the line: one who answers two lines counts on both."""
    busy: Floats
    """Of the same handlers, with anything but being available."""
    work: Floats
    """Given to contacts of the line."""
    whole: Floats
    """On duty, busy and at contact work on any line, every handler once: shape (3, hours)."""


def handlers_by_hour(window: Window, work: Work) -> Duty:
    """Add up what handlers did in every elapsed hour of the window; supervisors do not answer and do not count."""
    scenario, facts = window.scenario, window.log.facts
    lines = list(scenario.demand.lines)
    teams = [name for name, team in scenario.workforce.teams.items() if "contact" in team.desks]
    team_of_unit = np.array([teams.index(name) if name in teams else -1 for name in facts.unit_team], dtype=np.int64)
    team_of = np.where(facts.officer_supervisor, -1, team_of_unit[facts.officer_unit])
    found = window.spells
    team = team_of[found.officer]
    there = team >= 0
    busy = there & (found.activity != Activity.AVAILABLE)
    on_duty_of = _by_hour(window, team[there], len(teams), found.from_at[there], found.to_at[there])
    busy_of = _by_hour(window, team[busy], len(teams), found.from_at[busy], found.to_at[busy])
    answers = np.array([[line in scenario.workforce.teams[name].lines for name in teams] for line in lines])
    given = _by_hour(window, work.line, len(lines), work.from_at, work.to_at)
    whole = np.stack([on_duty_of.sum(axis=0), busy_of.sum(axis=0), given.sum(axis=0)])
    weight = answers.reshape(len(lines), len(teams)).astype(np.float64)
    return Duty(weight @ on_duty_of, weight @ busy_of, given, whole)


def hours_in(window: Window) -> int:
    """Count the elapsed hours of the window, the last one begun included."""
    return -(-window.seconds // HOUR)


def _by_hour(window: Window, group: Ints, groups: int, from_at: Ints, to_at: Ints) -> Floats:
    """Add up the seconds of spells within every elapsed hour of the window: shape (groups, hours)."""
    hours = hours_in(window)
    since = np.clip(from_at, window.begin, window.end) - window.begin
    until = np.clip(to_at, window.begin, window.end) - window.begin
    total = np.zeros((groups, hours))
    level = np.zeros((groups, hours))
    for at, sign in ((since, 1.0), (until, -1.0)):
        hour = np.minimum(at // HOUR, hours - 1)
        cell = group * hours + hour
        left = (hour + 1) * HOUR - at
        total += sign * np.bincount(cell, weights=left, minlength=groups * hours).reshape(groups, hours)
        level += sign * np.bincount(cell, minlength=groups * hours).reshape(groups, hours)
    # Whoever began in an earlier hour and has not ended fills the whole hour.
    total[:, 1:] += HOUR * np.cumsum(level, axis=1)[:, :-1]
    return total
