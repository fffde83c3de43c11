"""By week: what came in, what was done and what lay open in every week of the window, to see whether a backlog grows.

Weeks are those of the window, from its first local midnight; a week with a clock change is an hour shorter or longer.
What is left at the end and shorter than a week is left out. Counts of whole weeks add up to what the measures of the
same names count, means over time average to theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.measures.measure import FORCE, label
from demandsim.measures.performance import telephone_lines
from demandsim.measures.window import Window
from demandsim.quantities import DAYS_A_WEEK
from demandsim.scenario.calendar import Calendar

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MEANING = {
    "week": "Week of the window, from 0",
    "starts_on": "Date on which it begins",
    "series": "What is told; the measure of that name says how it is counted (calls_abandoned is a count here)",
    "group": "Part of the force of which it is told; empty for the whole",
    "value": "Count in the week, or mean over time in the week",
    "unit": "Unit of the value",
}
"""What the columns of a table by week hold."""
CRIMES, INCIDENTS, CALLS = "crimes a week", "incidents a week", "calls a week"


def by_week(window: Window) -> pd.DataFrame:
    """Tell week by week what came in, what was done and what lay open: a row per series, group and week.

    The columns are those of `MEANING`. Calls are those on telephone lines. Teams that hold nothing in any week have no
    rows; a window shorter than a week has none at all.
    """
    edges = _edges(window)
    weeks = len(edges) - 1
    calendar = Calendar(window.scenario.start, window.scenario.timezone)
    starts_on = [calendar.local(int(edge)).date().isoformat() for edge in edges[:-1]]
    tables = [
        pd.DataFrame(
            {
                "week": np.arange(weeks),
                "starts_on": starts_on,
                "series": series,
                "group": group,
                "value": value,
                "unit": unit,
            }
        )
        for series, group, unit, value in _series(window, edges)
        if weeks
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(MEANING))


def _edges(window: Window) -> Ints:
    """Give the seconds at which the whole weeks of the window begin, and at which the last of them ends."""
    calendar = Calendar(window.scenario.start, window.scenario.timezone)
    begin = calendar.local(window.begin)
    edges = [window.begin]
    while (at := calendar.instant((begin + timedelta(days=DAYS_A_WEEK * len(edges))).replace(tzinfo=None))) <= (
        window.end
    ):
        edges.append(at)
    return np.array(edges, dtype=np.int64)


def _series(window: Window, edges: Ints) -> Iterator[tuple[str, str, str, Floats]]:
    """Give series, group, unit and a value a week."""

    def count(at: pd.Series) -> Floats:
        # What happens in the last second of the window still belongs to it.
        week = np.searchsorted(edges, np.minimum(at.to_numpy(np.int64), window.end - 1), side="right") - 1
        counted: Floats = np.bincount(week, minlength=len(edges))[: len(edges) - 1].astype(np.float64)
        return counted

    crimes, incidents, calls = window.all_crimes, window.all_incidents, window.calls
    yield "crimes_recorded", FORCE, CRIMES, count(window.crimes["recorded_at"])
    yield "crimes_closed", FORCE, CRIMES, count(window.closed_crimes["closed_at"])
    stay = _Stays(window, crimes["recorded_at"], crimes["closed_at"])
    yield "open_crimes", FORCE, "crimes", stay.mean_open(edges)
    for team, held in window.open_stays.groupby("team", observed=True):
        number = _Stays(window, held["entered_at"], held["left_at"]).mean_open(edges)
        if number.any():
            yield "open_crimes", label(["team"], [team]), "crimes", number
    yield "incidents_graded", FORCE, INCIDENTS, count(window.incidents["graded_at"])
    waiting = incidents[~incidents["resolved"]]
    stay = _Stays(window, waiting["graded_at"], waiting["dispatched_at"].fillna(waiting["lapsed_at"]))
    yield "incidents_waiting", FORCE, "incidents", stay.mean_open(edges)
    calls = calls[telephone_lines(window.scenario)[calls["line"].cat.codes.to_numpy()]]
    yield "calls_offered", FORCE, CALLS, count(calls["received_at"])
    abandoned = (calls["ended"] == "abandoned").fillna(False)
    yield "calls_abandoned", FORCE, CALLS, count(calls.loc[abandoned, "received_at"])


class _Stays:
    """Stays as the sorted moments at which they begin and end; those that last end with the window."""

    def __init__(self, window: Window, begun: pd.Series, ended: pd.Series) -> None:
        self.begun = np.sort(begun.to_numpy(np.int64))
        self.ended = np.sort(ended.fillna(window.end).to_numpy(np.int64))

    def mean_open(self, edges: Ints) -> Floats:
        """Give the mean number that last, over each week."""
        spent = _spent_by(self.begun, edges) - _spent_by(self.ended, edges)
        mean: Floats = np.diff(spent) / np.diff(edges)
        return mean


def _spent_by(moments: Ints, at: Ints) -> Floats:
    """Add up the seconds that have passed at given instants since each of some sorted moments before them."""
    before = np.searchsorted(moments, at)
    total = np.concatenate([[0], np.cumsum(moments)])
    spent: Floats = (before * at - total[before]).astype(np.float64)
    return spent
