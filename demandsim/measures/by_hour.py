"""By hour of the week: how many incidents came, and how soon somebody was there, by grade and area.

An incident belongs to the hour of the local clock in which its caller first rang or, without a call, in which it was
graded: response times run from there. Calls by the hour of the week stand in `performance`.
"""

from __future__ import annotations

import pandas as pd

from demandsim.eventlog.rows import local_hours_of_week
from demandsim.measures.response import judged_by_target
from demandsim.measures.window import Window

MEANING = {
    "hour": "Hour of the week of the local clock, 0 to 167 from Monday 00:00",
    "grade": "Grade at first",
    "area": "Area",
    "incidents": "Incidents graded in the window of which notice came in that hour",
    "due": "Of those: must be attended, and within the target or past it (as in response_in_target)",
    "in_target": "Of those due: somebody arrived within the target of the grade",
    "arrived": "Incidents at which somebody arrived",
    "wait_time": "Seconds from the first ring (without a call: from grading) to first arrival, summed over arrived",
}
"""What the columns of a table by hour of the week hold."""
KEYS = ("hour", "grade", "area")


def by_hour(window: Window) -> pd.DataFrame:
    """Add up the incidents of the window by hour of the week, grade and area: a row where there was any.

    The columns are those of `MEANING`. Sums over rows give the measures back: `in_target / due` is
    `response_in_target`.
    """
    frame = window.incidents
    judged = judged_by_target(window)["kept"].reindex(frame.index)
    arrived = frame["arrived_at"].notna() & ~frame["resolved"]
    told = pd.DataFrame(
        {
            "hour": local_hours_of_week(window.log, frame["notice_at"].to_numpy("int64")),
            "grade": frame["grade"],
            "area": frame["area"],
            "incidents": 1,
            "due": judged.notna().astype("int64"),
            "in_target": judged.fillna(False).astype("int64"),
            "arrived": arrived.astype("int64"),
            "wait_time": (frame["arrived_at"] - frame["notice_at"]).where(arrived, 0).astype("int64"),
        }
    )
    return told.groupby(list(KEYS), observed=True, sort=True, as_index=False).sum()[list(MEANING)]
