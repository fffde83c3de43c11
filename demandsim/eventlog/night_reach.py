"""How soon somebody came to the incidents of a night, by grade."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from demandsim.eventlog.night import Night
from demandsim.rules.choice import GRADES


class Reached(NamedTuple):
    """Incidents of one grade that came in during a night and that somebody must attend; lengths are seconds."""

    grade: str
    incidents: int
    by_the_end: int
    """Reached before the night was over."""
    median: float
    """Of those reached before the run ends, from notice to the first arrival; NaN where none is."""
    longest: float
    target: int | None
    in_target: int
    due: int
    """Incidents of which it is known whether the target is kept."""


def reached(night: Night) -> list[Reached]:
    """Give how soon the incidents graded in a night were reached, then or afterwards; grades without any are left out.

    An incident at which nobody is needed any more before somebody came kept its target unless it had passed already.
    """
    scenario = night.log.facts.scenario
    targets = {str(grade): length for grade, length in scenario.places.targets.items()}
    frame = night.incidents
    frame = frame[(frame["graded_at"] >= night.begin) & (frame["graded_at"] < night.end) & ~frame["resolved"]]
    found = []
    for grade in GRADES:
        mine = frame[frame["grade"] == grade]
        if not len(mine):
            continue
        arrived = mine["arrived_at"].fillna(-1).to_numpy(np.int64)
        notice = mine["notice_at"].to_numpy(np.int64)
        there = arrived >= 0
        over = there | mine["lapsed_at"].notna().to_numpy(np.bool_)
        until = np.where(there, arrived, mine["lapsed_at"].fillna(night.log.ends_at).to_numpy(np.int64))
        took, target = (arrived - notice)[there], targets.get(grade)
        late = until - notice > (np.inf if target is None else target)
        found.append(
            Reached(
                grade=grade,
                incidents=len(mine),
                by_the_end=int(np.sum(there & (arrived <= night.end))),
                median=float(np.median(took)) if len(took) else float("nan"),
                longest=float(took.max()) if len(took) else float("nan"),
                target=target,
                in_target=int(np.sum(over & ~late)),
                due=int(np.sum(over | late)),
            )
        )
    return found
