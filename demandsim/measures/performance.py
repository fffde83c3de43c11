"""Performance: the contact desk as the public and the commissioner see it, by hour, day, week and month.

A contact belongs to the period of the local clock in which its wait began, handlers' hours to the period in which they
were worked. A call that is put through waits twice and counts twice: on the switchboard's line and on the second line.
The whole of all lines is that of telephone lines; written work waits for days and has its own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog.rows import names, stable_order
from demandsim.measures.performance_work import Duty, contact_work, handlers_by_hour, hours_in
from demandsim.measures.window import Window, mean, quantile
from demandsim.quantities import HOUR, MINUTE
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.scenario import Scenario

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]

PERIODS = ("window", "month", "week", "day", "hour of week", "hour")
KEPT = PERIODS[:-1]
"""Periods that every run leaves behind; single hours of the run are only given when they are asked for."""
ALL_LINES = ""
WITHIN = (10, 30, 60)
"""Seconds in which a call may be answered: 999 within 10 is the national standard, 101 within 30 a local promise."""
GIVEN_UP_AFTER = MINUTE
"""Threshold of the second count of calls given up. There is no common standard; Avon and Somerset Constabulary counts
non-emergency calls that are abandoned after waiting one minute (Freedom of Information reply, 2015-16)."""

MEANING = {
    "by": "Kind of period: window (all that is measured), month, week, day, hour of week, hour",
    "period": "Local clock: 2018-04; Monday of the week; date; hour of the week from 000, Monday 00:00; hour begun",
    "hours": "Elapsed hours of the window in the period",
    "line": "Line; empty for all telephone lines",
    "offered": "Waits that began: attempts to get through, and second waits of those put through",
    "answered": "Answered, or written work taken up",
    "answered_in_10": "Answered within 10 seconds",
    "answered_in_30": "Answered within 30 seconds",
    "answered_in_60": "Answered within 60 seconds",
    "in_target": "Answered within the target of the line",
    "due": "Offered, less those who still wait at the end and whose target has not passed",
    "abandoned": "Given up by the caller, without a threshold",
    "abandoned_after_60": "Given up after waiting more than 60 seconds",
    "blocked": "Met the engaged tone",
    "promised": "Left the queue with the promise to be rung back",
    "rung_back": "Of those: rung back, and picked up",
    "waiting": "Still waiting when the run ends",
    "answered_mean": "Mean wait of those answered, s",
    "answered_median": "Median wait of those answered, s",
    "answered_p90": "Wait that nine in ten of those answered did not exceed, s",
    "answered_longest": "Longest wait of those answered, s",
    "wait_mean": "Mean wait until answered, given up or promised to be rung back, s; those who wait on are censored",
    "wait_median": "Median of the same waits, s (Kaplan-Meier where some wait on)",
    "wait_p90": "Wait by which nine in ten of the same waits were over, s (Kaplan-Meier where some wait on)",
    "wait_longest": "Longest of the same waits, of those who wait on so far, s",
    "hours_on_duty": "Hours on duty of handlers who answer the line (one who answers two lines counts on both)",
    "hours_busy": "Hours in which these handlers were anything but available",
    "hours_of_work": "Hours of talk, wrap-up and writing given to contacts of the line",
}
"""What the columns of a performance table hold."""


def telephone_lines(scenario: Scenario) -> Flags:
    """Tell which lines, in the scenario's order, are telephone lines; the others are written work."""
    return np.array([not line.yields for line in scenario.demand.lines.values()])


def performance(window: Window, by: Sequence[str] = KEPT) -> pd.DataFrame:
    """Tell how the contact desk did in every period, by line: a row per kind of period, period and line.

    The columns are those of `MEANING`: counts, waits in seconds and hours. Shares are left to the reader:
    `in_target / due`, `answered_in_60 / offered`, `abandoned / offered`, `hours_busy / hours_on_duty` (occupancy),
    `(answered + rung_back) / hours_on_duty`. The engaged tone is no wait; waits that last when the run ends are
    censored, never dropped. Raises ValueError for an unknown kind of period.
    """
    for kind in by:
        if kind not in PERIODS:
            raise ValueError(f"there are no periods of kind {kind!r}; the kinds are {', '.join(PERIODS)}")
    waits = _Waits(window)
    duty = handlers_by_hour(window, contact_work(window))
    labels = _labels(window)
    tables = []
    for kind in by:
        periods, period_of_hour = np.unique(labels[kind], return_inverse=True)
        tables.append(_table(window, waits, duty, kind, periods, period_of_hour.astype(np.int64)))
    return pd.concat(tables, ignore_index=True)[list(MEANING)]


def _labels(window: Window) -> dict[str, NDArray[np.str_]]:
    """Name the period of every kind in which each elapsed hour of the window lies."""
    calendar = Calendar(window.scenario.start, window.scenario.timezone)
    local = [calendar.local(window.begin + HOUR * hour) for hour in range(hours_in(window))]
    mondays = [at.date() - timedelta(days=at.weekday()) for at in local]
    return {
        "window": np.array([""] * len(local)),
        "month": np.array([f"{at:%Y-%m}" for at in local]),
        "week": np.array([monday.isoformat() for monday in mondays]),
        "day": np.array([at.date().isoformat() for at in local]),
        "hour of week": np.array([f"{24 * at.weekday() + at.hour:03d}" for at in local]),
        "hour": np.array([at.isoformat(timespec="minutes") for at in local]),
    }


class _Waits:
    """The waits of a window as arrays, in order of length, so that every grouping finds its waits sorted."""

    def __init__(self, window: Window) -> None:
        calls = window.calls
        since = calls["received_at"].to_numpy(np.int64)
        ended = calls["ended"]
        length = calls["wait"].to_numpy(np.float64, na_value=np.nan)
        over = ended.notna().to_numpy(np.bool_)
        length = np.where(over, length, window.end - since)
        order = np.argsort(length, kind="stable")
        self.length, self.over = length[order], over[order]
        self.line = calls["line"].cat.codes.to_numpy().astype(np.int64)[order]
        self.hour = np.minimum((since[order] - window.begin) // HOUR, hours_in(window) - 1)
        self.answered, self.abandoned, self.blocked, self.promised = (
            (ended == how).fillna(False).to_numpy(np.bool_)[order]
            for how in ("answered", "abandoned", "blocked", "promised")
        )
        self.rung_back = calls["rung_back_at"].notna().to_numpy(np.bool_)[order]
        targets = [line.target.within for line in window.scenario.demand.lines.values()]
        self.target = np.array(targets, dtype=np.float64)[self.line]
        self.telephone = telephone_lines(window.scenario)[self.line]


def _table(
    window: Window, waits: _Waits, duty: Duty, kind: str, periods: NDArray[np.str_], period_of_hour: Ints
) -> pd.DataFrame:
    lines = list(window.scenario.demand.lines)
    count = len(periods)
    period = period_of_hour[waits.hour]
    elapsed = np.minimum(HOUR, window.seconds - HOUR * np.arange(hours_in(window))) / HOUR
    whole: Columns = {"line": np.zeros(count, dtype=np.int64), "at": np.arange(count)}
    whole |= _figures(waits, np.where(waits.telephone, period, -1), count)
    whole |= _hours(period_of_hour, count, duty.whole)
    by_line: Columns = {
        "line": np.repeat(np.arange(len(lines)) + 1, count),
        "at": np.tile(np.arange(count), len(lines)),
    }
    by_line |= _figures(waits, waits.line * count + period, count * len(lines))
    each = [
        _hours(period_of_hour, count, np.stack([duty.on_duty[n], duty.busy[n], duty.work[n]]))
        for n in range(len(lines))
    ]
    by_line |= {name: np.concatenate([part[name] for part in each]) for name in each[0]}
    table = pd.concat([pd.DataFrame(whole), pd.DataFrame(by_line)])
    at = table.pop("at").to_numpy(np.int64)
    table["by"] = names(np.full(len(table), PERIODS.index(kind)), PERIODS)
    table["period"] = periods[at]
    table["hours"] = np.bincount(period_of_hour, weights=elapsed, minlength=count)[at]
    table["line"] = names(table["line"].to_numpy(np.int64), (ALL_LINES, *lines))
    return table.sort_values(["period", "line"], kind="stable")


def _hours(period_of_hour: Ints, periods: int, seconds: Floats) -> Columns:
    columns = ("hours_on_duty", "hours_busy", "hours_of_work")
    return {
        name: np.bincount(period_of_hour, weights=of, minlength=periods) / HOUR
        for name, of in zip(columns, seconds, strict=True)
    }


def _figures(waits: _Waits, cell: Ints, cells: int) -> Columns:
    """Count and time the waits of every cell; waits in cell -1 belong to none."""

    def count(chosen: Flags) -> Ints:
        return np.bincount(cell[chosen & inside], minlength=cells)

    inside = cell >= 0
    late = waits.length > waits.target
    found: Columns = {"offered": count(inside), "answered": count(waits.answered)}
    found |= {f"answered_in_{limit}": count(waits.answered & (waits.length <= limit)) for limit in WITHIN}
    found |= {
        "in_target": count(waits.answered & ~late),
        "due": count(waits.over | late),
        "abandoned": count(waits.abandoned),
        f"abandoned_after_{GIVEN_UP_AFTER}": count(waits.abandoned & (waits.length > GIVEN_UP_AFTER)),
        "blocked": count(waits.blocked),
        "promised": count(waits.promised),
        "rung_back": count(waits.rung_back),
        "waiting": count(~waits.over),
    }
    for name, chosen in (("answered", waits.answered), ("wait", ~waits.blocked)):
        rows = np.flatnonzero(chosen & inside)
        for statistic, values in _statistics(waits.length[rows], waits.over[rows], cell[rows], cells):
            found[f"{name}_{statistic}"] = values
    return found


def _statistics(length: Floats, over: Flags, cell: Ints, cells: int) -> Iterator[tuple[str, Floats]]:
    """Give mean, median, nine in ten and the longest of lengths that come in ascending order, by cell."""
    size = np.bincount(cell, minlength=cells)
    some = np.maximum(size, 1)
    first = np.cumsum(size) - size
    by_cell = stable_order(cell)
    ordered = np.append(length[by_cell], np.nan)

    def at_rank(rank: Ints) -> Floats:
        return np.where(size > 0, ordered[np.where(size > 0, first + rank - 1, -1)], np.nan)

    def share(of: float) -> Floats:
        # The tolerance only absorbs rounding, as in `quantile`.
        return at_rank(np.maximum(np.ceil(of * size - 1e-9), 1).astype(np.int64))

    average = np.where(size > 0, np.bincount(cell, weights=length, minlength=cells) / some, np.nan)
    median, nine_in_ten, longest = share(0.5), share(0.9), at_rank(size)
    for censored in np.unique(cell[~over]).tolist():
        rows = by_cell[first[censored] : first[censored] + size[censored]]
        average[censored] = mean(length[rows], over[rows])
        median[censored] = quantile(length[rows], over[rows], 0.5)
        nine_in_ten[censored] = quantile(length[rows], over[rows], 0.9)
    yield from (("mean", average), ("median", median), ("p90", nine_in_ten), ("longest", longest))
