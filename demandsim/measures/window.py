"""The window: the part of a run that is measured, the views of the log within it, and censored lengths of time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, wraps
from typing import Any, TypeVar, TypeVarTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog import Activity, EventLog, Moment
from demandsim.eventlog.duty import Spells, Steps, planned_seconds, seconds_by_activity, spells, steps
from demandsim.eventlog.journeys import calls, crimes, holdings, incidents, reviews, team_of_units
from demandsim.eventlog.officers import officer_year
from demandsim.eventlog.queues import OPEN, waits
from demandsim.eventlog.rows import local_hours, names, rows_of
from demandsim.quantities import DAY, WEEK
from demandsim.scenario.calendar import Calendar

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Asked = TypeVarTuple("Asked")
Seen = TypeVar("Seen")

SHIFTS = ("early", "late", "night")
"""Shift by local clock: 07:00-15:00, 15:00-23:00, 23:00-07:00."""


class Window:
    """From the end of the warm-up to the end of the log; subjects belong to it that begin in it."""

    def __init__(self, log: EventLog, warm_up_days: int | None = None) -> None:
        scenario = log.facts.scenario
        days = scenario.period.warm_up if warm_up_days is None else warm_up_days
        self.log = log
        self.scenario = scenario
        self.begin = Calendar(scenario.start, scenario.timezone).elapsed(days, 0)
        self.end = log.ends_at
        self.seen: dict[Hashable, Any] = {}
        """What functions marked `once` have given."""
        if self.begin >= self.end:
            raise ValueError(
                f"a warm-up of {days} days leaves nothing to measure: the run ends after {self.days_run:g}"
            )

    @property
    def days_run(self) -> float:
        """Length of the whole run in days of 24 hours."""
        return self.end / DAY

    @property
    def seconds(self) -> int:
        """Length of the window."""
        return self.end - self.begin

    @property
    def days(self) -> float:
        """Length of the window in days of 24 hours."""
        return self.seconds / DAY

    @property
    def weeks(self) -> float:
        """Length of the window in weeks."""
        return self.seconds / WEEK

    @cached_property
    def calls(self) -> pd.DataFrame:
        """Attempts that rang within the window."""
        frame = calls(self.log)
        return frame[self.contains(frame["received_at"])].reset_index(drop=True)

    @cached_property
    def all_incidents(self) -> pd.DataFrame:
        """Incidents of the whole run."""
        return incidents(self.log)

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """Incidents graded within the window."""
        frame = self.all_incidents
        return frame[self.contains(frame["graded_at"])].reset_index(drop=True)

    @cached_property
    def all_crimes(self) -> pd.DataFrame:
        """Crimes of the whole run, the opening backlog included."""
        return crimes(self.log)

    @cached_property
    def crimes(self) -> pd.DataFrame:
        """Crimes recorded within the window, with the shift in which they were."""
        frame = self.all_crimes
        frame = frame[self.contains(frame["recorded_at"]) & ~frame["backlog"]].reset_index(drop=True)
        hours = local_hours(self.log, frame["recorded_at"].to_numpy(np.int64))
        frame["shift"] = names(((hours - 7) % 24) // 8, SHIFTS)
        return frame

    @cached_property
    def open_crimes(self) -> pd.DataFrame:
        """Crimes open at the end of the log, whenever they were recorded."""
        frame = self.all_crimes
        return frame[frame["closed_at"].isna()].reset_index(drop=True)

    @cached_property
    def closed_crimes(self) -> pd.DataFrame:
        """Crimes closed within the window, whenever they were recorded."""
        frame = self.all_crimes
        return frame[self.contains(frame["closed_at"].fillna(-1))].reset_index(drop=True)

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """Reviews of the whole run with the name of the team."""
        frame = reviews(self.log)
        teams, team_of = team_of_units(self.log)
        frame["team"] = names(team_of[frame["unit"].to_numpy(np.int64)], teams)
        return frame

    @cached_property
    def holdings(self) -> pd.DataFrame:
        """Who held which crime when, in the whole run."""
        return holdings(self.log)

    @cached_property
    def open_stays(self) -> pd.DataFrame:
        """Stays of open crimes with the units that hold them, with the name of the team."""
        stays = waits(self.log, OPEN)
        teams, team_of = team_of_units(self.log)
        stays["team"] = names(team_of[stays["queue"].cat.codes.to_numpy()], teams)
        return stays

    @cached_property
    def spells(self) -> Spells:
        """Spells of activity of the whole run."""
        return spells(self.log, self.steps)

    @cached_property
    def steps(self) -> Steps:
        """Changes of activity of the whole run, officer by officer."""
        return steps(self.log)

    @cached_property
    def officer_seconds(self) -> Floats:
        """On-duty seconds within the window by officer and activity: shape (officers, activities)."""
        return seconds_by_activity(self.log, self.begin, self.end, self.spells)

    @cached_property
    def officers(self) -> pd.DataFrame:
        """Officers with team, rank, hours on duty, busy and overtime within the window, and crimes held on average."""
        facts = self.log.facts
        teams, team_of = team_of_units(self.log)
        seconds = self.officer_seconds
        on_duty = seconds.sum(axis=1)
        held = self.within(self.holdings["from_at"], self.holdings["to_at"])
        load = np.bincount(self.holdings["officer"], weights=held, minlength=len(facts.officer_key))
        supervising = seconds[:, Activity.ALLOCATING] + seconds[:, Activity.REVIEWING]
        return pd.DataFrame(
            {
                "team": names(team_of[facts.officer_unit], teams),
                "rank": pd.Categorical(facts.officer_rank),
                "supervisor": facts.officer_supervisor,
                "on_duty": on_duty,
                "busy": on_duty - seconds[:, Activity.AVAILABLE],
                "supervising": supervising,
                "overtime": on_duty - planned_seconds(self.log, self.begin, self.end),
                "caseload": load / self.seconds,
            }
        )

    @cached_property
    def officer_year(self) -> pd.DataFrame:
        """What every officer went through within the window; see `demandsim.eventlog.officers`."""
        return officer_year(self.log, self.begin, self.steps, self.holdings, self.officer_seconds)

    def rows(self, *moments: Moment) -> Ints:
        """Give the rows of the moments within the window."""
        rows = rows_of(self.log, *moments)
        return rows[np.searchsorted(self.log.at[rows], self.begin) :]

    def contains(self, at: pd.Series) -> pd.Series:
        """Tell which instants lie within the window."""
        return (at >= self.begin) & (at <= self.end)

    def within(self, begun: pd.Series, ended: pd.Series) -> Floats:
        """Give the seconds within the window of stays that may still last (missing end)."""
        until: Floats = ended.fillna(self.end).to_numpy(np.float64)
        since: Floats = begun.to_numpy(np.float64)
        seconds: Floats = np.clip(until, self.begin, self.end) - np.clip(since, self.begin, self.end)
        return seconds

    def waited(self, begun: pd.Series, ended: pd.Series) -> tuple[Floats, Flags]:
        """Give how long it took, or has taken so far, and whether it is over."""
        over = ended.notna().to_numpy(np.bool_)
        until = ended.fillna(self.end).to_numpy(np.float64)
        return until - begun.to_numpy(np.float64), over


def once(look: Callable[[Window, *Asked], Seen]) -> Callable[[Window, *Asked], Seen]:
    """Work out once for each window what several measures ask for; whoever is given it must not change it.

    What is asked beside the window must be hashable.
    """

    @wraps(look)
    def remembered(window: Window, /, *asked: *Asked) -> Seen:
        key = (look, *asked)
        if key not in window.seen:
            window.seen[key] = look(window, *asked)
        seen: Seen = window.seen[key]
        return seen

    return remembered


def kept(length: Floats, over: Flags, target: NDArray[np.floating] | float) -> pd.arrays.BooleanArray:
    """Tell whether each length kept within its target; missing while it is open and the target has not passed."""
    late = length > target
    return pd.arrays.BooleanArray(~late, ~over & ~late)


def survival(length: Floats, over: Flags) -> tuple[Floats, Floats]:
    """Estimate by Kaplan and Meier the share still open after each length: (lengths, shares).

    Lengths of cases that are still open count as at least so long: they are censored, never dropped.
    """
    from scipy.stats import CensoredData, ecdf

    found = ecdf(CensoredData.right_censored(length, ~over)).sf
    return np.asarray(found.quantiles, dtype=np.float64), np.asarray(found.probabilities, dtype=np.float64)


def quantile(length: Floats, over: Flags, share: float) -> float:
    """Give the least length by which the share of cases is over (Kaplan-Meier); NaN where it is never reached."""
    if not len(length) or not over.any():
        return float("nan")
    lengths, still_open = survival(length, over)
    # The tolerance only absorbs rounding in the product of the estimate.
    reached = np.flatnonzero(still_open <= 1 - share + 1e-12)
    return float(lengths[reached[0]]) if len(reached) else float("nan")


def mean(length: Floats, over: Flags) -> float:
    """Give the mean length as the area under the Kaplan-Meier curve up to the longest length seen.

    Without open cases it is the plain mean. NaN where no case is over.
    """
    if not over.any():
        return float("nan")
    if over.all():
        return float(length.mean())
    lengths, still_open = survival(length, over)
    return float(np.sum(np.diff(lengths, prepend=0.0) * np.concatenate([[1.0], still_open[:-1]])))
