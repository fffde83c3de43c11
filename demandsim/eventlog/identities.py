"""Identities: what must be true of every log, whatever the scenario and the rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from demandsim.eventlog.case_duties import (
    advice_is_for_an_owner,
    bails_end_as_granted,
    signatures_come_before_closing,
    suspects_are_released_in_time,
    victims_are_owed_calls,
)
from demandsim.eventlog.contacts import WAIT_ENDS
from demandsim.eventlog.desk import attempts_are_counted, contact_lengths_agree, silence_is_kept, trunks_suffice
from demandsim.eventlog.journeys import BACKLOG_CAUSE, FIRST_CALL, holdings, incidents, reporting_contact
from demandsim.eventlog.lengths import duty_adds_up, lengths_agree, nobody_lingers
from demandsim.eventlog.littles_law import littles_law
from demandsim.eventlog.log import COLUMNS, EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.owners import owners_are_explained
from demandsim.eventlog.pressure import investigators_are_lent, pressure_is_felt
from demandsim.eventlog.prevention import what_is_prevented_follows_from_the_hours
from demandsim.eventlog.promises import appointments_are_kept_or_missed, diversions_pay, grades_rise
from demandsim.eventlog.queues import CALLS, UNALLOCATED, waits
from demandsim.eventlog.quiet import (
    breaks_keep_their_window,
    quiet_lengths_agree,
    reports_are_the_writers_own,
    turns_have_their_hours,
)
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
from demandsim.eventlog.scene import prisoners_wait_their_turn, work_on_scene_adds_up
from demandsim.eventlog.service import only_who_serves
from demandsim.eventlog.specialists import specialists_do_their_stages
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
    found = shown("time goes back", [f"from {log.at[n]} to {log.at[n + 1]} at row {n + 1}" for n in back.tolist()])
    if log.at[0] < 0 or log.at[-1] > log.ends_at:
        found.append(f"rows lie outside the run: from {log.at[0]} to {log.at[-1]}, the run ends at {log.ends_at}")
    return found


def causes_come_first(log: EventLog) -> list[str]:
    """An incident follows its call, a crime its call or incident, a repeated or asking call what it is about."""
    facts = log.facts
    contacts, incident_count, crime_count = (
        len(facts.contact_uid),
        len(facts.incident_uid),
        len(facts.crime_uid),
    )
    heard = first_of(log, rows_of(log, Moment.HUNG_UP, Moment.DEALT_WITH), contacts)
    graded = rows_of(log, Moment.GRADED)
    recorded = rows_of(log, Moment.RECORDED)
    contact = reporting_contact(log)[log.subject[graded]]
    unheard = (contact >= 0) & ~_passed_on(log, graded, contact)
    found = _after(log, "incident graded before its call was heard", graded, unheard, codes_at(heard, contact))
    cause = log.amount[recorded]
    by_contact, by_incident = log.detail[recorded] == BY_CONTACT, log.detail[recorded] == BY_INCIDENT
    found += _after(
        log,
        "crime recorded before its call was heard",
        recorded,
        by_contact,
        codes_at(heard, np.where(by_contact, cause, NO_ROW)),
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
    known = codes_at(first_of(log, recorded, crime_count), np.where(about_crime, facts.contact_crime[caller], NO_ROW))
    found += _after(log, "call for news before the crime was recorded", rang, about_crime, known)
    about_incident = again & ~about_crime
    known = codes_at(
        first_of(log, graded, incident_count),
        np.where(about_incident, facts.contact_incident[caller], NO_ROW),
    )
    return found + _after(log, "repeated call before the incident was graded", rang, about_incident, known)


def _passed_on(log: EventLog, graded: Ints, contact: Ints) -> Flags:
    """Tell which incidents were graded while the caller still spoke, on a line that passes emergencies on so soon."""
    lines = log.facts.scenario.demand.lines.values()
    after = np.array([-1 if line.emergency_passed_on is None else line.emergency_passed_on for line in lines])
    spoken = rows_of(log, Moment.ANSWERED, Moment.RUNG_BACK)
    answered = codes_at(last_of(log, spoken, len(log.facts.contact_uid)), contact)
    wait = after[np.maximum(codes_at(log.detail, answered), 0)]
    soonest = codes_at(log.at, answered) + wait
    passed: Flags = (answered != NO_ROW) & (wait >= 0) & (answered < graded) & (log.at[graded] >= soonest)
    return passed


def _after(log: EventLog, what: str, rows: Ints, applies: Flags, causes: Ints) -> list[str]:
    """Check that each row to which it applies has a cause and comes after it."""
    wrong = rows[applies & ((causes == NO_ROW) | (causes >= rows))]
    return shown(what, [f"{log.subject[row]} at {log.at[row]}" for row in wrong.tolist()])


def arrivals_are_accounted_for(log: EventLog) -> list[str]:
    """What arrived is closed, passed on or still open, for calls, incidents and crimes; nothing ends twice.

    A crime that is opened again has one more end, or is open.
    """
    facts = log.facts
    found: list[str] = []
    for what, count, first, ends in (
        ("contact", len(facts.contact_uid), Moment.RECEIVED, (Moment.FREED, Moment.DEALT_WITH, Moment.LOST)),
        ("incident", len(facts.incident_uid), Moment.GRADED, (Moment.RESOLVED, Moment.ATTENDED, Moment.LAPSED)),
        ("crime", len(facts.crime_uid), Moment.RECORDED, (Moment.CLOSED,)),
    ):
        arrived = count_of(log, rows_of(log, first), count)
        ended = count_of(log, rows_of(log, *ends), count)
        if what != "contact":
            twice = np.flatnonzero(arrived > 1)
            found += shown(f"a {what} begins twice", [f"{what} {n}" for n in twice.tolist()])
        if what == "crime":
            ended -= count_of(log, rows_of(log, Moment.REOPENED), count)
        found += shown(f"a {what} ends twice", [f"{what} {n}" for n in np.flatnonzero(ended > 1).tolist()])
        stray = np.flatnonzero((ended > 0) & (arrived == 0))
        found += shown(f"a {what} ends that never began", [f"{what} {n}" for n in stray.tolist()])
    over, rows = int(waits(log, CALLS)["left_at"].notna().sum()), len(rows_of(log, *WAIT_ENDS))
    if over != rows:
        found.append(f"{rows} waits came to an end, but only {over} of them had begun")
    heard = rows_of(log, Moment.HUNG_UP, Moment.DEALT_WITH)
    reported = log.subject[heard]
    reported = reported[(facts.contact_cause[reported] == FIRST_CALL) & (log.detail[heard] == ABOUT_INCIDENT)]
    by_call = reporting_contact(log)[log.subject[rows_of(log, Moment.GRADED)]]
    lost = np.setdiff1d(reported, by_call).tolist()
    found += shown("a call reported an incident that was never graded", [f"contact {n}" for n in lost])
    frame = incidents(log)
    uncleared = frame["closed_at"].notna() & ~frame["resolved"] & (frame["sent"] != _cleared(log)[frame["incident"]])
    return found + shown("closed with officers not clear", [f"incident {n}" for n in frame["incident"][uncleared]])


def _cleared(log: EventLog) -> Ints:
    gone = (Moment.CLEARED, Moment.DIVERTED, Moment.CALLED_OFF, Moment.LEFT, Moment.HANDED_OVER)
    return count_of(log, rows_of(log, *gone), len(log.facts.incident_uid))


def one_holder(log: EventLog) -> list[str]:
    """From its first routing on, every open crime is in a unit's queue, with an owner, or in transit: exactly one.

    The seconds spent in queues, with owners and in transit add up to the crime's life, and nobody but the owner works
    on it, offers it or closes it.
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
    again = rows_of(log, Moment.REOPENED)
    ended = last_of(log, rows_of(log, Moment.CLOSED, Moment.REOPENED), count)
    over = np.where(codes_at(log.moment, ended) == Moment.CLOSED, codes_at(log.at, ended), log.ends_at)
    shut = np.bincount(log.subject[again], weights=log.amount[again], minlength=count)
    life = np.where(first == NO_ROW, 0, over - codes_at(log.at, first) - shut)
    wrong = np.flatnonzero(held != life)
    found = shown(
        "an open crime has no holder or more than one",
        [f"crime {n}: held for {held[n]:.0f} of {life[n]:.0f} s" for n in wrong.tolist()],
    )
    recorded = rows_of(log, Moment.RECORDED)
    due = np.zeros(count, dtype=np.bool_)
    due[log.subject[rows_of(log, Moment.SCREENED)]] = True
    due[log.subject[recorded[log.detail[recorded] == BACKLOG_CAUSE]]] = True
    found += shown("a crime belongs to no unit", [f"crime {n}" for n in np.flatnonzero(due & (first == NO_ROW))])
    found += shown("a crime was not screened", [f"crime {n}" for n in np.flatnonzero(~due & (first != NO_ROW))])
    return found + _only_owners_work(log)


def _only_owners_work(log: EventLog) -> list[str]:
    working = (
        Moment.STARTED, Moment.PAUSED, Moment.FINISHED, Moment.OFFERED, Moment.REFUSED, Moment.ACCEPTED, Moment.CLOSED,
        Moment.PASSED, Moment.REOPENED, Moment.HANDED_BACK,
    )  # fmt: skip
    rows = rows_of(log, Moment.ALLOCATED, *working)
    rows = rows[stable_order(log.subject[rows])]
    moment = log.moment[rows]
    place = np.arange(len(rows))
    # An acceptance and a hand-back end ownership for the rows after them, as a closing does where a crime is opened
    # again; work in hand is put down by the former owner at once.
    sets = np.isin(moment, (Moment.ALLOCATED, Moment.ACCEPTED, Moment.HANDED_BACK, Moment.REOPENED))
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


CHECKS: tuple[Callable[[EventLog], list[str]], ...] = (
    successions,
    nobody_in_two_places,
    duty_adds_up,
    nobody_lingers,
    causes_come_first,
    arrivals_are_accounted_for,
    one_holder,
    owners_are_explained,
    lengths_agree,
    appointments_are_kept_or_missed,
    diversions_pay,
    work_on_scene_adds_up,
    prisoners_wait_their_turn,
    grades_rise,
    pressure_is_felt,
    investigators_are_lent,
    contact_lengths_agree,
    attempts_are_counted,
    silence_is_kept,
    trunks_suffice,
    littles_law,
    quiet_lengths_agree,
    breaks_keep_their_window,
    reports_are_the_writers_own,
    turns_have_their_hours,
    what_is_prevented_follows_from_the_hours,
    suspects_are_released_in_time,
    bails_end_as_granted,
    signatures_come_before_closing,
    advice_is_for_an_owner,
    victims_are_owed_calls,
    specialists_do_their_stages,
    only_who_serves,
)
"""The identities, each tells what is violated."""
