"""Promises of response: appointments are kept or missed when their slot is over, and diversions lead to graver work."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, first_of, rows_of
from demandsim.eventlog.successions import shown
from demandsim.rules.dispatch import CALLED_OFF, DIVERTED


def appointments_are_kept_or_missed(log: EventLog) -> list[str]:
    """Nobody is sent before the slot begins, and when it is over somebody is there, or it is missed in that second.

    An incident that lapses by then misses nothing.
    """
    count = len(log.facts.incident_uid)
    booked = rows_of(log, Moment.BOOKED)
    incident, begins = log.subject[booked], log.amount[booked]
    ends = begins + log.detail[booked]
    sent, there, missed = (
        codes_at(log.at, first_of(log, rows_of(log, *moments), count)[incident])
        for moments in ((Moment.DISPATCHED,), (Moment.ARRIVED, Moment.LAPSED), (Moment.MISSED,))
    )
    early = (sent >= 0) & (sent < begins)
    found = shown("sent before the slot", [f"incident {n}" for n in incident[early].tolist()])
    in_time = (there >= 0) & (there <= ends)
    due = np.where(in_time | (ends >= log.ends_at), NO_ROW, ends)
    wrong = incident[missed != due]
    found += shown("an appointment is wrongly told or not told as missed", [f"incident {n}" for n in wrong.tolist()])
    astray = np.setdiff1d(log.subject[rows_of(log, Moment.MISSED)], incident)
    return found + shown("missed without an appointment", [f"incident {n}" for n in astray.tolist()])


def diversions_pay(log: EventLog) -> list[str]:
    """Whoever is diverted or called off is sent in the same second to the incident that the row names, a graver one."""
    graded = first_of(log, rows_of(log, Moment.GRADED), len(log.facts.incident_uid))
    grade = codes_at(log.detail, graded)
    sent = rows_of(log, Moment.DISPATCHED)
    found: list[str] = []
    for moment, reason in ((Moment.DIVERTED, DIVERTED), (Moment.CALLED_OFF, CALLED_OFF)):
        turned, onward = rows_of(log, moment), sent[log.amount[sent] & reason > 0]
        left, taken_up = (_deeds(log, rows, to) for rows, to in ((turned, log.amount), (onward, log.subject)))
        found += shown(
            "a diversion leads nowhere, or none is told of",
            [f"officer {who} at {at}" for at, who, _ in sorted(left ^ taken_up)],
        )
    turned = rows_of(log, Moment.DIVERTED, Moment.CALLED_OFF)
    to = log.amount[turned]
    known = (to >= 0) & (to < len(grade))
    less = ~known | (grade[np.where(known, to, 0)] >= grade[log.subject[turned]]) if len(grade) else ~known
    return found + shown(
        "diverted to something no graver", [f"{log.subject[n]} at {log.at[n]}" for n in turned[less].tolist()]
    )


def _deeds(log: EventLog, rows: Ints, to: Ints) -> set[tuple[int, int, int]]:
    return {*zip(log.at[rows].tolist(), log.officer[rows].tolist(), to[rows].tolist(), strict=True)}
