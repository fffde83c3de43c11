"""Case duties: what must be true of custody, bail, signatures, mentoring and calls to victims in every log."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.lengths import disagree
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment, Outcome
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, first_of, rows_of, stable_order
from demandsim.eventlog.successions import REVIEWS, shown
from demandsim.rules.screen import ALLOCATE

AT_INCIDENT = 2
ON_BAIL, CLOCK_ENDED = 1, 1
NEWS = (Moment.ALLOCATED, Moment.FINISHED, Moment.ASSISTED, Moment.REVIEWED, Moment.CONTACTED)
"""What a victim under investigation hears of."""


def suspects_are_released_in_time(log: EventLog) -> list[str]:
    """Suspects are released when the first stage after the arrest is done, or when the clock ends, and not later."""
    clock = log.facts.scenario.demand.custody.clock
    released = rows_of(log, Moment.RELEASED)
    if clock is None:
        return _of_crimes(log, "released, though no clock runs", released)
    arrested = _arrests(log)
    ends = rows_of(log, Moment.FINISHED, Moment.ASSISTED, Moment.CLOSED)
    ends = ends[ends > codes_at(arrested, log.subject[ends])]
    first = first_of(log, ends, len(arrested))
    ended_at = np.where(first == NO_ROW, log.ends_at, codes_at(log.at, first))
    closed = codes_at(log.moment, first) == Moment.CLOSED
    clock_ends = codes_at(log.at, arrested) + clock
    # A crime that is closed in the very second may have been closed just before or just after the clock ended.
    by_clock, either = (clock_ends < ended_at) | closed, closed & (clock_ends == ended_at)
    due = np.minimum(clock_ends, ended_at)
    awaited = (arrested != NO_ROW) & (due < log.ends_at) & ~(closed & (ended_at < clock_ends))
    row = first_of(log, released, len(arrested))
    wrong = np.flatnonzero(((row != NO_ROW) != awaited) & ~either)
    found = shown("wrongly released or not released", [f"crime {n}" for n in wrong.tolist()])
    crime = log.subject[released]
    wrong = (log.at[released] != due[crime]) | ((log.amount[released] == CLOCK_ENDED) != by_clock[crime])
    return found + _of_crimes(log, "not released when due", released[wrong])


def _arrests(log: EventLog) -> Ints:
    """Give the row of each crime that tells of the arrest, at the scene or by the investigation, or NO_ROW."""
    taken = rows_of(log, Moment.ARRESTED)
    prisoners = {*zip(log.subject[taken].tolist(), log.at[taken].tolist(), strict=True)}
    recorded = rows_of(log, Moment.RECORDED)
    recorded = recorded[log.detail[recorded] == AT_INCIDENT]
    scenes = zip(log.amount[recorded].tolist(), log.at[recorded].tolist(), strict=True)
    at_scene = recorded[np.array([scene in prisoners for scene in scenes], dtype=np.bool_)]
    rows = np.sort(np.concatenate([at_scene, rows_of(log, Moment.SUSPECT_ARRESTED)]))
    return first_of(log, rows, len(log.facts.crime_uid))


def bails_end_as_granted(log: EventLog) -> list[str]:
    """A bail that expires has lasted for its first period, or for as long as a supervisor has extended it."""
    rule = log.facts.scenario.demand.custody.released
    rows = rows_of(log, Moment.RELEASED, Moment.BAIL_EXTENDED, Moment.BAIL_EXPIRED)
    if rule is None:
        return []
    granted: dict[int, int] = {}
    ends_at: dict[int, int] = {}
    wrong: list[str] = []
    for row in rows.tolist():
        crime, at, moment = int(log.subject[row]), int(log.at[row]), log.moment[row]
        if moment == Moment.RELEASED and log.detail[row] == ON_BAIL:
            granted[crime], ends_at[crime] = at, at + rule.bail_for
        elif moment == Moment.BAIL_EXTENDED:
            if log.amount[row] != granted.get(crime, -1) + rule.extended_to:
                wrong.append(f"crime {crime} extended at {at}")
            ends_at[crime] = max(at, granted.get(crime, -1) + rule.extended_to)
        elif moment == Moment.BAIL_EXPIRED and ends_at.get(crime) != at:
            wrong.append(f"crime {crime} expired at {at}")
    return shown("a bail is not what was granted", wrong)


def signatures_come_before_closing(log: EventLog) -> list[str]:
    """Where supervisors sign, an investigation is closed in the second in which one has signed, or was withdrawn."""
    facts = log.facts
    signed, closed = rows_of(log, Moment.SIGNED_OFF), rows_of(log, Moment.CLOSED)
    asked = _latest_before(log, signed, Moment.SIGN_OFF_WANTED)
    found = disagree(log, "wait for a signature", signed, log.amount[signed], log.at[signed] - codes_at(log.at, asked))
    if not facts.scenario.rules.review.sign_off:
        return found + _of_crimes(log, "signed off, though nobody signs", signed)
    has_supervisors = np.zeros(len(facts.unit_team), dtype=np.bool_)
    has_supervisors[facts.officer_unit[facts.officer_supervisor]] = True
    verdict = codes_at(log.detail, first_of(log, rows_of(log, Moment.SCREENED), len(facts.crime_uid)))
    crime, owner = log.subject[closed], log.officer[closed]
    wants = (owner >= 0) & (log.detail[closed] != Outcome.VICTIM_WITHDREW)
    wants &= (verdict[crime] == ALLOCATE) | (verdict[crime] < 0)
    wants &= has_supervisors[facts.officer_unit[owner]]
    last = _latest_before(log, closed, Moment.SIGNED_OFF)
    has = (last != NO_ROW) & (codes_at(log.at, last) == log.at[closed])
    return found + _of_crimes(log, "closed without a signature", closed[wants & ~has])


def advice_is_for_an_owner(log: EventLog) -> list[str]:
    """Supervisors advise owners of teams that have mentors, and state how long ago they were given the crime."""
    rows = rows_of(log, Moment.MENTORED)
    given = rows_of(log, Moment.ALLOCATED)
    known = {*zip(log.subject[given].tolist(), log.at[given].tolist(), strict=True)}
    since = (log.at[rows] - log.amount[rows]).tolist()
    wrong = [pair not in known for pair in zip(log.subject[rows].tolist(), since, strict=True)]
    return _of_crimes(log, "advice is not about an allocation", rows[np.array(wrong, dtype=np.bool_)])


def victims_are_owed_calls(log: EventLog) -> list[str]:
    """A call is owed when there has been no news for as long as the rule says, and lateness counts from then."""
    facts, rule = log.facts, log.facts.scenario.rules.victim_contact
    due = rows_of(log, Moment.CONTACT_DUE)
    if rule is None:
        return _of_crimes(log, "a call is owed, though nobody has the duty", due)
    every = np.where(facts.crime_vulnerable, rule.vulnerable_every or rule.every, rule.every)
    last = _latest_before(log, due, *NEWS)
    silent = log.at[due] - codes_at(log.at, last)
    found = disagree(log, "time without news", due, every[log.subject[due]], silent)
    made = rows_of(log, Moment.CONTACTED)
    keys = (log.subject[due] * REVIEWS + log.detail[due]).tolist()
    at = dict(zip(keys, log.at[due].tolist(), strict=True))
    keys = (log.subject[made] * REVIEWS + log.detail[made]).tolist()
    since = np.array([at.get(key, -1) for key in keys], dtype=np.int64)
    return found + disagree(log, "lateness of a call", made, log.amount[made], log.at[made] - since)


def _latest_before(log: EventLog, rows: Ints, *moments: Moment) -> Ints:
    """Give for each row the latest row before it, about the same crime, that tells of the moments, or NO_ROW."""
    all_rows = np.unique(np.concatenate([rows, rows_of(log, *moments)]))
    all_rows = all_rows[stable_order(log.subject[all_rows])]
    place = np.arange(len(all_rows))
    tells = np.isin(log.moment[all_rows], [int(moment) for moment in moments])
    latest = np.maximum.accumulate(np.where(tells, place, -1)) if len(place) else place
    found = np.where(latest >= 0, all_rows[np.maximum(latest, 0)], NO_ROW)
    same = (found != NO_ROW) & (codes_at(log.subject, found) == log.subject[all_rows])
    found = np.where(same, found, NO_ROW)
    by_row = dict(zip(all_rows.tolist(), found.tolist(), strict=True))
    return np.array([by_row[row] for row in rows.tolist()], dtype=np.int64)


def _of_crimes(log: EventLog, what: str, rows: Ints) -> list[str]:
    return shown(what, [f"crime {log.subject[row]} at {log.at[row]}" for row in rows.tolist()])
