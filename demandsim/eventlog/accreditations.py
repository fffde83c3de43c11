"""Accreditations: which skills an officer held at a moment of the log."""

from __future__ import annotations

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import Ints, rows_of


def skills_held(log: EventLog, officer: Ints, rows: Ints) -> Ints:
    """Give the bit mask of the skills that each officer held at each row: those at the start, gained and lapsed since.

    `officer` and `rows` are equally long.
    """
    held: Ints = log.facts.officer_skills[officer]
    for change in rows_of(log, Moment.QUALIFIED, Moment.DISQUALIFIED).tolist():
        skill = 1 << int(log.detail[change])
        since = (officer == log.officer[change]) & (rows > change)
        if log.moment[change] == Moment.QUALIFIED:
            held[since] |= skill
        else:
            held[since] &= ~skill
    return held
