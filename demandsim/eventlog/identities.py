"""Identities: what must be true of every log, whatever the scenario and the rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from demandsim.eventlog.duty import planned_within, seconds_by_activity, spells, steps, turns
from demandsim.eventlog.journeys import (
    BACKLOG_CAUSE,
    FIRST_CALL,
    calls,
    holdings,
    incidents,
    reporting_contact,
    reviews,
)
from demandsim.eventlog.log import COLUMNS, EventLog
from demandsim.eventlog.moments import Activity, Moment
from demandsim.eventlog.queues import CALLS, INCIDENTS, KINDS, OPEN, UNALLOCATED, waits
from demandsim.eventlog.rows import (
    NO_ROW,
    Flags,
    Ints,
    codes_at,
    count_of,
    first_of,
    last_of,
    rows_of,
    stable_order,
    taken,
    with_following,
)
from demandsim.eventlog.successions import nobody_in_two_places, shown, successions

ABOUT_INCIDENT = 1
BY_CONTACT, BY_INCIDENT = 1, 2


def identities(log: EventLog) -> list[str]:
    """Check every identity and list what is violated, in words; an empty list means that the log is sound."""
    found = time_runs_forward(log)
    if found:
        return found
    return [violation for check in CHECKS for violation in check(log)]


def time_runs_forward(log: EventLog) -> list[str]:
    """Columns are equally long, moments are known, time never goes back and nothing happens outside the run."""
    lengths = {len(getattr(log, name)) for name in COLUMNS}
    if len(lengths) > 1:
        return ["the columns differ in length"]
    if not len(log):
        return []
    unknown = ~np.isin(log.moment, [int(moment) for moment in Moment])
    if unknown.any():
        return [f"row {int(np.argmax(unknown))} tells of an unknown moment {log.moment[np.argmax(unknown)]}"]
    back = np.flatnonzero(np.diff(log.at) < 0)
    found = shown(
        "time goes back", [f"from {log.at[n]} to {log.at[n + 1]} at row {n + 1}" for n in back.tolist()]
    )
    if log.at[0] < 0 or log.at[-1] > log.ends_at:
        found.append(
            f"rows lie outside the run: from {log.at[0]} to {log.at[-1]}, the run ends at {log.ends_at}"
        )
    return found


def duty_adds_up(log: EventLog) -> list[str]:
    """On-duty seconds of every officer are the sum of the activities, and the turns are the roster's plus overtime."""
    facts = log.facts
    turn = turns(log)
    officers = len(facts.officer_key)
    on_duty = np.bincount(turn["officer"], weights=turn["worked"], minlength=officers)
    active = seconds_by_activity(log, 0, log.ends_at).sum(axis=1)
    uneven = np.flatnonzero(on_duty != active)
    found = shown(
        "on-duty seconds are not the sum of activities",
        [f"officer {n}: {on_duty[n]:.0f} on duty, {active[n]:.0f} in activities" for n in uneven.tolist()],
    )
    found += shown(
        "a turn ends before it was planned to",
        [
            f"officer {turn['officer'][n]} from {turn['on_at'][n]}"
            for n in np.flatnonzero(turn["overtime"] < 0).tolist()
        ],
    )
    begun = np.flatnonzero(facts.spell_from < log.ends_at)
    if int(turn["spells"].sum()) != len(begun) or (turn["spells"] == 0).any():
        found.append(
            f"{len(begun)} spells in the roster, {int(turn['spells'].sum())} within the turns of duty"
        )
    came = rows_of(log, Moment.ON_DUTY)
    planned = {
        *zip(facts.spell_officer.tolist(), facts.spell_from.tolist(), facts.spell_to.tolist(), strict=True)
    }
    played = zip(log.officer[came].tolist(), log.at[came].tolist(), log.amount[came].tolist(), strict=True)
    found += shown(
        "a turn is not in the roster",
        [f"officer {who} from {on} to {off}" for who, on, off in sorted({*played} - planned)],
    )
    once = turn[(turn["spells"] == 1) & turn["off_at"].notna()]
    went = rows_of(log, Moment.OFF_DUTY)
    stated = {*zip(log.officer[went].tolist(), log.at[went].tolist(), log.amount[went].tolist(), strict=True)}
    counted = {
        *zip(once["officer"].tolist(), once["off_at"].tolist(), once["overtime"].tolist(), strict=True)
    }
    return found + shown(
        "overtime is misstated", [f"officer {who} at {at}" for who, at, _ in sorted(counted - stated)]
    )


def nobody_lingers(log: EventLog) -> list[str]:
    """Beyond the planned end of duty officers only finish live work: nobody is idle or at a desk off the roster."""
    officer, row, activity, from_at, to_at = spells(log)
    idle = (activity == Activity.AVAILABLE) | (activity == Activity.INVESTIGATING)
    officer, row, from_at, to_at = officer[idle], row[idle], from_at[idle], to_at[idle]
    planned, _ = planned_within(log, officer, from_at, to_at)
    wrong = np.flatnonzero(planned != to_at - from_at)
    return shown(
        "idle or at a desk when not planned to be on duty",
        [f"officer {officer[n]} after {Moment(log.moment[row[n]]).name} at {from_at[n]}" for n in wrong.tolist()],
    )


def causes_come_first(log: EventLog) -> list[str]:
    """An incident follows its call, a crime its call or incident, a repeated or asking call what it is about."""
    facts = log.facts
    contacts, incident_count, crime_count = (
        len(facts.contact_uid),
        len(facts.incident_uid),
        len(facts.crime_uid),
    )
    hung_up = first_of(log, rows_of(log, Moment.HUNG_UP), contacts)
    graded = rows_of(log, Moment.GRADED)
    recorded = rows_of(log, Moment.RECORDED)
    contact = reporting_contact(log)[log.subject[graded]]
    found = _after(
        log, "incident graded before its call was heard", graded, contact >= 0, codes_at(hung_up, contact)
    )
    cause = log.amount[recorded]
    by_contact, by_incident = log.detail[recorded] == BY_CONTACT, log.detail[recorded] == BY_INCIDENT
    found += _after(
        log,
        "crime recorded before its call was heard",
        recorded,
        by_contact,
        codes_at(hung_up, np.where(by_contact, cause, NO_ROW)),
    )
    reached = first_of(log, rows_of(log, Moment.ARRIVED, Moment.RESOLVED), incident_count)
    found += _after(
        log,
        "crime recorded before anybody dealt with its incident",
        recorded,
        by_incident,
        codes_at(reached, np.where(by_incident, cause, NO_ROW)),
    )
    found += shown(
        "a crime names another incident than the facts do",
        [
            f"crime {log.subject[row]}"
            for row in recorded[by_incident & (cause != facts.crime_incident[log.subject[recorded]])].tolist()
        ],
    )
    rang = rows_of(log, Moment.RECEIVED)
    caller = log.subject[rang]
    again = facts.contact_cause[caller] != FIRST_CALL
    about_crime = again & (facts.contact_crime[caller] >= 0)
    known = codes_at(
        first_of(log, recorded, crime_count), np.where(about_crime, facts.contact_crime[caller], NO_ROW)
    )
    found += _after(log, "call for news before the crime was recorded", rang, about_crime, known)
    about_incident = again & ~about_crime
    known = codes_at(
        first_of(log, graded, incident_count),
        np.where(about_incident, facts.contact_incident[caller], NO_ROW),
    )
    return found + _after(log, "repeated call before the incident was graded", rang, about_incident, known)


def _after(log: EventLog, what: str, rows: Ints, applies: Flags, causes: Ints) -> list[str]:
    """Check that each row to which it applies has a cause and comes after it."""
    wrong = rows[applies & ((causes == NO_ROW) | (causes >= rows))]
    return shown(what, [f"{log.subject[row]} at {log.at[row]}" for row in wrong.tolist()])


def arrivals_are_accounted_for(log: EventLog) -> list[str]:
    """What arrived is closed, passed on or still open, for calls, incidents and crimes; nothing ends twice."""
    facts = log.facts
    found: list[str] = []
    for what, count, first, ends in (
        ("contact", len(facts.contact_uid), Moment.RECEIVED, (Moment.FREED, Moment.LOST)),
        ("incident", len(facts.incident_uid), Moment.GRADED, (Moment.RESOLVED, Moment.ATTENDED)),
        ("crime", len(facts.crime_uid), Moment.RECORDED, (Moment.CLOSED,)),
    ):
        arrived = count_of(log, rows_of(log, first), count)
        ended = count_of(log, rows_of(log, *ends), count)
        if what != "contact":
            twice = np.flatnonzero(arrived > 1)
            found += shown(f"a {what} begins twice", [f"{what} {n}" for n in twice.tolist()])
        found += shown(f"a {what} ends twice", [f"{what} {n}" for n in np.flatnonzero(ended > 1).tolist()])
        stray = np.flatnonzero((ended > 0) & (arrived == 0))
        found += shown(f"a {what} ends that never began", [f"{what} {n}" for n in stray.tolist()])
    attempts = calls(log)
    answered, abandoned = attempts["answered_at"].notna().sum(), attempts["abandoned_at"].notna().sum()
    rows = len(rows_of(log, Moment.ANSWERED)) + len(rows_of(log, Moment.ABANDONED))
    if answered + abandoned != rows:
        found.append(
            f"{rows} calls were answered or given up, but only {answered + abandoned} of them had rung"
        )
    heard = rows_of(log, Moment.HUNG_UP)
    reported = log.subject[heard]
    reported = reported[(facts.contact_cause[reported] == FIRST_CALL) & (log.detail[heard] == ABOUT_INCIDENT)]
    by_call = reporting_contact(log)[log.subject[rows_of(log, Moment.GRADED)]]
    lost = np.setdiff1d(reported, by_call).tolist()
    found += shown("a call reported an incident that was never graded", [f"contact {n}" for n in lost])
    frame = incidents(log)
    uncleared = (
        frame["closed_at"].notna() & ~frame["resolved"] & (frame["sent"] != _cleared(log)[frame["incident"]])
    )
    return found + shown(
        "attended with officers not clear", [f"incident {n}" for n in frame["incident"][uncleared]]
    )


def _cleared(log: EventLog) -> Ints:
    return count_of(log, rows_of(log, Moment.CLEARED), len(log.facts.incident_uid))


def one_holder(log: EventLog) -> list[str]:
    """From its first routing on, every open crime is in a unit's queue, with an owner, or in transit: exactly one.

    The seconds spent in queues, with owners and in transit add up to the crime's life, owners belong to the unit that
    holds the crime, and nobody but the owner works on it, offers it or closes it.
    """
    count = len(log.facts.crime_uid)
    queued = waits(log, UNALLOCATED)
    owned = holdings(log)
    row, following = with_following(log, Moment.ACCEPTED, Moment.TRANSFERRED, Moment.CLOSED)
    moving = log.moment[row] == Moment.ACCEPTED
    held = np.zeros(count)
    for crime, since, until in (
        (queued["subject"], queued["entered_at"], queued["left_at"]),
        (owned["crime"], owned["from_at"], owned["to_at"]),
        (log.subject[row[moving]], log.at[row[moving]], taken(log.at, following[moving])),
    ):
        ended = pd.Series(until).fillna(log.ends_at).to_numpy(np.int64)
        held += np.bincount(crime, weights=ended - np.asarray(since), minlength=count)
    first = first_of(log, rows_of(log, Moment.ROUTED, Moment.ALLOCATED), count)
    closed = first_of(log, rows_of(log, Moment.CLOSED), count)
    over = np.where(closed == NO_ROW, log.ends_at, codes_at(log.at, closed))
    life = np.where(first == NO_ROW, 0, over - codes_at(log.at, first))
    wrong = np.flatnonzero(held != life)
    found = shown(
        "an open crime has no holder or more than one",
        [f"crime {n}: held for {held[n]:.0f} of {life[n]} s" for n in wrong.tolist()],
    )
    recorded = rows_of(log, Moment.RECORDED)
    due = np.zeros(count, dtype=np.bool_)
    due[log.subject[rows_of(log, Moment.SCREENED)]] = True
    due[log.subject[recorded[log.detail[recorded] == BACKLOG_CAUSE]]] = True
    found += shown("a crime belongs to no unit", [f"crime {n}" for n in np.flatnonzero(due & (first == NO_ROW))])
    given = rows_of(log, Moment.ALLOCATED)
    stranger = given[log.facts.officer_unit[log.officer[given]] != log.detail[given]]
    found += shown(
        "an owner is of another unit", [f"crime {log.subject[n]} at {log.at[n]}" for n in stranger.tolist()]
    )
    return found + _only_owners_work(log, count)


def _only_owners_work(log: EventLog, count: int) -> list[str]:
    working = (
        Moment.STARTED, Moment.PAUSED, Moment.FINISHED, Moment.OFFERED, Moment.REFUSED, Moment.ACCEPTED, Moment.CLOSED
    )  # fmt: skip
    rows = rows_of(log, Moment.ALLOCATED, *working)
    rows = rows[stable_order(log.subject[rows])]
    moment = log.moment[rows]
    place = np.arange(len(rows))
    # An acceptance ends ownership for the rows after it; work in hand is put down by the former owner at once.
    sets = (moment == Moment.ALLOCATED) | (moment == Moment.ACCEPTED)
    latest = np.maximum.accumulate(np.where(sets, place, -1))
    before = np.full(len(rows), -1, dtype=np.int64)
    before[1:] = latest[:-1]
    setter = rows[np.maximum(before, 0)] if len(rows) else rows
    known = (before >= 0) & (log.subject[setter] == log.subject[rows])
    allocated = known & (log.moment[setter] == Moment.ALLOCATED)
    owner = np.where(allocated, log.officer[setter], -1)
    puts_down = (moment == Moment.PAUSED) & known & ~allocated & (log.at[setter] == log.at[rows])
    owner = np.where(puts_down, log.officer[setter], owner)
    wrong = (moment != Moment.ALLOCATED) & (log.officer[rows] != owner)
    return shown(
        "somebody other than the owner",
        [
            f"crime {log.subject[n]}: {Moment(log.moment[n]).name} by {log.officer[n]} at {log.at[n]}"
            for n in rows[wrong].tolist()
        ],
    )


def lengths_agree(log: EventLog) -> list[str]:
    """Lengths that rows state agree with the clock: waits, talk, wrap-up, journeys, work left, lateness."""
    found: list[str] = []
    for what, begins, ends in (
        ("wait until answered", Moment.RECEIVED, Moment.ANSWERED),
        ("wait until given up", Moment.RECEIVED, Moment.ABANDONED),
        ("talk", Moment.ANSWERED, Moment.HUNG_UP),
        ("wrap-up", Moment.HUNG_UP, Moment.FREED),
        ("outside wait", Moment.FINISHED, Moment.WAITED),
    ):
        row, following = with_following(log, begins, ends)
        pair = (log.moment[row] == begins) & (following != NO_ROW)
        pair &= codes_at(log.moment, following) == ends
        row, following = row[pair], following[pair]
        stated = log.amount[row] if what == "outside wait" else log.amount[following]
        found += _disagree(log, what, row, stated, log.at[following] - log.at[row])
    row, following = with_following(log, Moment.STARTED, Moment.PAUSED, Moment.FINISHED)
    pair = (log.moment[row] == Moment.STARTED) & (following != NO_ROW)
    row, following = row[pair], following[pair]
    left = np.where(log.moment[following] == Moment.PAUSED, log.amount[following], 0)
    found += _disagree(log, "work", row, log.amount[row] - left, log.at[following] - log.at[row])
    officer, row, _ = steps(log)
    for what, begins in (
        ("custody work", Moment.ARRESTED),
        ("allocation", Moment.ALLOCATING),
        ("review", Moment.REVIEWING),
    ):
        begun = np.flatnonzero((log.moment[row[:-1]] == begins) & (officer[1:] == officer[:-1]))
        found += _disagree(
            log, what, row[begun], log.amount[row[begun]], log.at[row[begun + 1]] - log.at[row[begun]]
        )
    graded = first_of(log, rows_of(log, Moment.GRADED), len(log.facts.incident_uid))
    arrived = rows_of(log, Moment.ARRIVED)
    since = codes_at(log.at, graded[log.subject[arrived]])
    found += _disagree(log, "time to arrival", arrived, log.amount[arrived], log.at[arrived] - since)
    review = reviews(log)
    done = review[review["reviewed_at"].notna()]
    wrong = done[done["reviewed_at"] - done["due_at"] != done["late"]]
    return found + shown(
        "lateness is misstated", [f"review {n} of crime {c}" for c, n in wrong[["crime", "number"]].values]
    )


def _disagree(log: EventLog, what: str, rows: Ints, stated: Ints, measured: Ints) -> list[str]:
    wrong = np.flatnonzero(stated != measured)
    return shown(
        f"the {what} stated is not the time that passed",
        [
            f"{log.subject[rows[n]]} at {log.at[rows[n]]}: {stated[n]} s, {measured[n]} s passed"
            for n in wrong.tolist()
        ],
    )


def littles_law(log: EventLog) -> list[str]:
    """In every queue the area under its length is the sum of the waits: an identity within one run.

    The lengths are counted from the rows that enter and leave, the waits from the journeys of those who wait.
    """
    found: list[str] = []
    for kind in KINDS:
        stays = waits(log, kind)
        left = stays["left_at"].fillna(log.ends_at).to_numpy(np.int64)
        names = list(stays["queue"].cat.categories)
        codes = stays["queue"].cat.codes.to_numpy()
        wait = np.bincount(codes, weights=left - stays["entered_at"].to_numpy(np.int64), minlength=len(names))
        area, lowest = _areas(log, kind, len(names))
        found += shown(
            "Little's law does not hold",
            [
                f"{names[n]}: {area[n]:.0f} s under its length, {wait[n]:.0f} s of waits"
                for n in np.flatnonzero(area != wait)
            ],
        )
        found += shown("a queue is shorter than nothing", [names[n] for n in np.flatnonzero(lowest < 0)])
    return found


def _areas(log: EventLog, kind: str, queues: int) -> tuple[Ints, Ints]:
    """Count entries and exits row by row: the area under each queue's length, and its lowest length."""
    rows, queue, change = _COUNTED[kind](log)
    order = np.lexsort((rows, queue))
    rows, queue, change = rows[order], queue[order], change[order]
    area = -np.bincount(queue, weights=change * log.at[rows], minlength=queues)
    total = np.bincount(queue, weights=change, minlength=queues)
    level = np.cumsum(change)
    before = np.concatenate([[0], np.cumsum(total)[:-1]])
    lowest = np.zeros(queues, dtype=np.int64)
    if len(rows):
        np.minimum.at(lowest, queue, (level - before[queue]).astype(np.int64))
    return (area + total * log.ends_at).astype(np.int64), lowest


def _calls_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    rows = rows_of(log, Moment.RECEIVED, Moment.ANSWERED, Moment.ABANDONED)
    return rows, log.detail[rows], np.where(log.moment[rows] == Moment.RECEIVED, 1, -1)


def _incidents_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    rows = rows_of(log, Moment.GRADED, Moment.RESOLVED, Moment.DISPATCHED)
    rows = rows[(log.moment[rows] != Moment.DISPATCHED) | (log.detail[rows] == 0)]
    return (
        rows,
        log.facts.incident_area[log.subject[rows]],
        np.where(log.moment[rows] == Moment.GRADED, 1, -1),
    )


def _first_of_backlog(log: EventLog) -> Ints:
    """Give the rows with which the crimes of the opening backlog get their first owner: they are never queued."""
    first = first_of(log, rows_of(log, Moment.ALLOCATED), len(log.facts.crime_uid))
    recorded = rows_of(log, Moment.RECORDED)
    found: Ints = first[log.subject[recorded[log.detail[recorded] == BACKLOG_CAUSE]]]
    found = found[found != NO_ROW]
    return found


def _closings(log: EventLog) -> tuple[Ints, Ints, Ints]:
    """Give the rows that close a crime, the row that last placed it before (or NO_ROW), and the unit it was with."""
    closed = rows_of(log, Moment.CLOSED)
    placing = rows_of(log, Moment.ROUTED, Moment.ALLOCATED, Moment.ACCEPTED)
    placed = last_of(log, placing, len(log.facts.crime_uid))[log.subject[closed]]
    by_detail = codes_at(log.moment, placed) == Moment.ALLOCATED
    return closed, placed, np.where(by_detail, codes_at(log.detail, placed), codes_at(log.amount, placed))


def _unallocated_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    enters = rows_of(log, Moment.ROUTED)
    leaves = np.setdiff1d(rows_of(log, Moment.ALLOCATED), _first_of_backlog(log))
    closed, placed, unit = _closings(log)
    queued = codes_at(log.moment, placed) == Moment.ROUTED
    return (
        np.concatenate([enters, leaves, closed[queued]]),
        np.concatenate([log.amount[enters], log.detail[leaves], unit[queued]]),
        np.concatenate([np.ones(len(enters), np.int64), np.full(len(leaves) + int(queued.sum()), -1)]),
    )


def _open_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    routed = first_of(log, rows_of(log, Moment.ROUTED), len(log.facts.crime_uid))
    recorded = rows_of(log, Moment.RECORDED)
    fresh = log.subject[recorded[log.detail[recorded] != BACKLOG_CAUSE]]
    new = routed[fresh][routed[fresh] != NO_ROW]
    backlog = _first_of_backlog(log)
    moved = rows_of(log, Moment.ACCEPTED)
    closed, placed, unit = _closings(log)
    held = placed != NO_ROW
    enters = [(new, log.amount[new]), (backlog, log.detail[backlog]), (moved, log.amount[moved])]
    leaves = [(moved, log.facts.officer_unit[log.officer[moved]]), (closed[held], unit[held])]
    return (
        np.concatenate([rows for rows, _ in enters + leaves]),
        np.concatenate([units for _, units in enters + leaves]),
        np.concatenate(
            [np.ones(sum(len(r) for r, _ in enters), np.int64), np.full(sum(len(r) for r, _ in leaves), -1)]
        ),
    )


_COUNTED: dict[str, Callable[[EventLog], tuple[Ints, Ints, Ints]]] = {
    CALLS: _calls_counted,
    INCIDENTS: _incidents_counted,
    UNALLOCATED: _unallocated_counted,
    OPEN: _open_counted,
}

CHECKS: tuple[Callable[[EventLog], list[str]], ...] = (
    successions,
    nobody_in_two_places,
    duty_adds_up,
    nobody_lingers,
    causes_come_first,
    arrivals_are_accounted_for,
    one_holder,
    lengths_agree,
    littles_law,
)
"""The identities, each tells what is violated."""
