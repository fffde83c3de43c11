"""Skills read from the log: what officers held when, with what courses gave and what has lapsed."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import Ints, rows_of


def skills_at(log: EventLog, officer: Ints, row: Ints) -> Ints:
    """Give the skills (bit masks) that officers held when a row of the log was written; both columns equally long."""
    held: Ints = log.facts.officer_skills[officer]
    changes = rows_of(log, Moment.QUALIFIED, Moment.DISQUALIFIED)
    if not len(changes):
        return held
    width = len(log) + 1
    for skill in np.unique(log.detail[changes]).tolist():
        of_skill = changes[log.detail[changes] == skill]
        key = log.officer[of_skill] * width + of_skill
        order = np.argsort(key)
        place = np.searchsorted(key[order], officer * width + row) - 1
        latest = of_skill[order][np.maximum(place, 0)]
        known = (place >= 0) & (log.officer[latest] == officer)
        gained = np.where(known, log.moment[latest] == Moment.QUALIFIED, held >> skill & 1 > 0)
        held = np.where(gained, held | (1 << skill), held & ~(1 << skill))
    return held
