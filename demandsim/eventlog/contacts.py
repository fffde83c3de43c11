"""Contacts: the log read by wait, one row per attempt to get through and per second wait of those put through."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import (
    MOMENTS,
    NO_ROW,
    Ints,
    codes_at,
    first_of,
    names,
    rows_of,
    stable_order,
    taken,
)

CONTACT_CAUSES = ("first call", "asking for news", "nobody came")
CONTACT_ABOUT = ("information", "incident", "crime", "other agency")
FIRST_CALL, ASKING, NOBODY_CAME = range(3)
OTHER_AGENCY = CONTACT_ABOUT.index("other agency")

ENDED = ("answered", "abandoned", "blocked", "promised")
"""How a wait ends; written work that is taken up is answered, `blocked` is the engaged tone, `promised` to be rung."""
ANSWERED = ENDED.index("answered")
AVOIDABLE = ("rang again", "asking for news", "nobody came", "other agency", "put through")
"""Why a contact need not have been."""

NOBODY = -1

WAIT_BEGINS = (Moment.RECEIVED, Moment.PUT_THROUGH)
WAIT_ENDS = {
    Moment.ANSWERED: "answered",
    Moment.TAKEN_UP: "answered",
    Moment.ABANDONED: "abandoned",
    Moment.BLOCKED: "blocked",
    Moment.PROMISED: "promised",
}
"""Moments that end a wait, and how."""
AFTERWARDS = (Moment.RUNG_BACK, Moment.UNREACHED)

_HOW = np.full(MOMENTS, -1, dtype=np.int64)
_HOW[list(WAIT_ENDS)] = [ENDED.index(how) for how in WAIT_ENDS.values()]


def calls(log: EventLog) -> pd.DataFrame:
    """Every wait to get through, one row each in the order in which they began; what has not happened is missing.

    A wait is an attempt (`leg` 0), or the second wait of a caller whom the switchboard has put through (`leg` 1, with
    `received_at` the instant of putting through); the first of the two is `put_through`, both have one `attempt`.
    Times are seconds from the start, `wait` is seconds until the wait `ended`. `handler`, `hung_up_at` and `freed_at`
    belong to the conversation to which it led, answered or rung back; a switchboard that puts through is free at
    once. `rung_back_at` is known once a caller who was reached has hung up.

    Written work is answered when it is first taken up, hung up and freed when it is dealt with. Where it was set
    aside and the writer gave up on it, it has both `answered_at` and `abandoned_at`.

    `cause` says whether the force itself caused the contact. `avoidable` says why the wait need not have been and is
    missing for need; of several reasons "put through" counts first, then "rang again", asking for news or nobody
    came, "other agency". `cause_id` is the `uid` of what caused it: the crime asked about, the incident to which
    nobody came, the contact itself otherwise. `last` says that the caller was heard, or will not try again.
    """
    facts = log.facts
    contacts = len(facts.contact_uid)
    rows = rows_of(log, *WAIT_BEGINS, *WAIT_ENDS, *AFTERWARDS)
    rows = rows[stable_order(log.subject[rows])]
    subject, moment = log.subject[rows], log.moment[rows]
    begin = np.flatnonzero((moment == Moment.RECEIVED) | (moment == Moment.PUT_THROUGH))
    ringing = np.maximum.accumulate(np.where(moment[begin] == Moment.RECEIVED, begin, 0))
    next_begin = np.append(begin[1:], len(rows))
    order = np.argsort(rows[begin])
    begin, ringing, next_begin = begin[order], ringing[order], next_begin[order]
    contact, leg = subject[begin], (moment[begin] == Moment.PUT_THROUGH).astype(np.int64)

    # All that befell the wait stands from `begin` to before `until`; `final` waits are the last of their contact.
    until = np.minimum(next_begin, np.searchsorted(subject, contact, side="right"))
    final = np.append(subject, NOBODY)[next_begin] != contact
    put_through = ~final & (np.append(moment, 0)[next_begin] == Moment.PUT_THROUGH)
    ended = np.where(until > begin + 1, rows[np.minimum(begin + 1, until - 1)], NO_ROW)
    latest = rows[until - 1]
    how = _HOW[np.maximum(codes_at(log.moment, ended), 0)]
    ended = np.where(how < 0, NO_ROW, ended)
    answered, abandoned = how == ANSWERED, log.moment[latest] == Moment.ABANDONED
    heard = first_of(log, rows_of(log, Moment.HUNG_UP, Moment.DEALT_WITH), contacts)[contact]
    freed = first_of(log, rows_of(log, Moment.FREED, Moment.DEALT_WITH), contacts)[contact]
    lost = first_of(log, rows_of(log, Moment.LOST), contacts)[contact]
    reached = (log.moment[latest] == Moment.RUNG_BACK) & (heard != NO_ROW)
    spoken = final & (answered | reached)
    through = np.where(put_through, np.append(rows, NO_ROW)[next_begin], NO_ROW)
    conversation = np.where(reached, latest, np.where(answered, ended, NO_ROW))

    attempt = log.amount[rows[ringing]]
    cause, about = facts.contact_cause[contact], facts.contact_about[contact]
    avoidable = np.select(
        [leg > 0, attempt > 1, cause == ASKING, cause == NOBODY_CAME, about == OTHER_AGENCY],
        [AVOIDABLE.index(why) for why in ("put through", "rang again", *CONTACT_CAUSES[1:], "other agency")],
        default=-1,
    )
    return pd.DataFrame(
        {
            "contact": contact,
            "uid": facts.contact_uid[contact],
            "line": names(log.detail[rows[begin]], tuple(facts.scenario.demand.lines)),
            "cause": names(cause, CONTACT_CAUSES),
            "about": names(about, CONTACT_ABOUT),
            "attempt": attempt,
            "leg": leg,
            "received_at": log.at[rows[begin]],
            "answered_at": taken(log.at, np.where(answered, ended, NO_ROW)),
            "abandoned_at": taken(log.at, np.where(abandoned, latest, NO_ROW)),
            "ended": names(how, ENDED),
            "wait": taken(log.at, ended) - log.at[rows[begin]],
            "handler": taken(log.officer, conversation),
            "put_through": put_through,
            "rung_back_at": taken(log.at, np.where(reached, latest, NO_ROW)),
            "hung_up_at": taken(log.at, np.where(spoken, heard, through)),
            "freed_at": taken(log.at, np.where(spoken, freed, through)),
            "last": final & ((lost != NO_ROW) | (answered & ~abandoned) | reached),
            "avoidable": names(avoidable, AVOIDABLE),
            "cause_id": _cause_id(log, contact, avoidable),
        }
    )


def _cause_id(log: EventLog, contact: Ints, avoidable: Ints) -> pd.arrays.IntegerArray:
    """Give the uid of the crime, incident or contact that caused each wait; missing for need."""
    facts = log.facts
    crime, incident = facts.contact_crime[contact], facts.contact_incident[contact]
    asks = (avoidable == AVOIDABLE.index("asking for news")) & (crime >= 0)
    nobody_came = (avoidable == AVOIDABLE.index("nobody came")) & (incident >= 0)
    uid = facts.contact_uid[contact].copy()
    uid[asks] = facts.crime_uid[crime[asks]]
    uid[nobody_came] = facts.incident_uid[incident[nobody_came]]
    needed = avoidable < 0
    return pd.arrays.IntegerArray(np.where(needed, 0, uid), needed)
