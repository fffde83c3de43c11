"""Promises of response: appointments are kept or missed when their slot is over, and diversions lead to graver work."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, first_of, rows_of
from demandsim.eventlog.successions import shown
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import CALLED_OFF, DIVERTED


def appointments_are_kept_or_missed(log: EventLog) -> list[str]:
    """Nobody is sent before the slot begins, and when it is over somebody is there, or it is missed in that second.

    An incident that lapses by then misses nothing, nor does one that has become graver: its appointment is given up.
    """
    count = len(log.facts.incident_uid)
    booked = rows_of(log, Moment.BOOKED)
    incident, begins = log.subject[booked], log.amount[booked]
    ends = begins + log.detail[booked]
    sent, there, missed, graver, arrived = (
        codes_at(log.at, first_of(log, rows_of(log, *moments), count)[incident])
        for moments in (
            (Moment.DISPATCHED,),
            (Moment.ARRIVED, Moment.LAPSED, Moment.UPGRADED),
            (Moment.MISSED,),
            (Moment.UPGRADED,),
            (Moment.ARRIVED,),
        )
    )
    early = (sent >= 0) & (sent < begins) & ((graver < 0) | (sent < graver))
    found = shown("sent before the slot", [f"incident {n}" for n in incident[early].tolist()])
    # In the second in which the slot is over, arrivals come before its end; what lapses or becomes graver, after it.
    in_time = (there >= 0) & ((there < ends) | (arrived == ends))
    due = np.where(in_time | (ends >= log.ends_at), NO_ROW, ends)
    wrong = incident[missed != due]
    found += shown("an appointment is wrongly told or not told as missed", [f"incident {n}" for n in wrong.tolist()])
    astray = np.setdiff1d(log.subject[rows_of(log, Moment.MISSED)], incident)
    return found + shown("missed without an appointment", [f"incident {n}" for n in astray.tolist()])


def diversions_pay(log: EventLog) -> list[str]:
    """Whoever is diverted or called off is sent in the same second to the incident that the row names, a graver one."""
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
    known = (to >= 0) & (to < len(log.facts.incident_uid))
    grade = grade_at(log, np.where(known, to, 0), turned)
    less = ~known | (grade < 0) | (grade >= grade_at(log, log.subject[turned], turned))
    return found + shown(
        "diverted to something no graver", [f"{log.subject[n]} at {log.at[n]}" for n in turned[less].tolist()]
    )


def grade_at(log: EventLog, incident: Ints, row: Ints) -> Ints:
    """Give the grade of each incident when its row of the log is written; -1 before it is graded."""
    rows = rows_of(log, Moment.GRADED, Moment.UPGRADED)
    key = log.subject[rows] * len(log) + rows
    order = np.argsort(key)
    place = np.searchsorted(key[order], incident * len(log) + row, side="right") - 1
    latest = np.append(rows[order], NO_ROW)[place]
    return np.where(codes_at(log.subject, latest) == incident, codes_at(log.detail, latest), -1)


def grades_rise(log: EventLog) -> list[str]:
    """An incident that becomes graver does so as its kind says, before anybody has come."""
    facts = log.facts
    becomes = [
        {GRADES.index(grade): GRADES.index(risk.to) for grade, risk in kind.upgrades.items()}
        for kind in facts.scenario.demand.incidents
    ]
    rows = rows_of(log, Moment.UPGRADED)
    incident = log.subject[rows]
    before = grade_at(log, incident, rows - 1).tolist()
    arrived = first_of(log, rows_of(log, Moment.ARRIVED, Moment.LAPSED), len(facts.incident_uid))[incident]
    late = (arrived != NO_ROW) & (arrived < rows)
    wrong = [
        f"incident {n} at {log.at[row]}"
        for n, row, was, is_late in zip(incident.tolist(), rows.tolist(), before, late.tolist(), strict=True)
        if is_late or becomes[facts.incident_kind[n]].get(was) != log.detail[row]
    ]
    return shown("an incident becomes graver when it cannot", wrong)


def _deeds(log: EventLog, rows: Ints, to: Ints) -> set[tuple[int, int, int]]:
    return {*zip(log.at[rows].tolist(), log.officer[rows].tolist(), to[rows].tolist(), strict=True)}
