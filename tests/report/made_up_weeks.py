"""Made-up tables by week and by hour of the week whose truth is known, with luck that all options share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

LEVELS = {
    ("crimes_recorded", ""): 1600.0,
    ("crimes_closed", ""): 1580.0,
    ("open_crimes", ""): 6000.0,
    ("open_crimes", "team=cid"): 2200.0,
    ("open_crimes", "team=response"): 3800.0,
    ("incidents_graded", ""): 6000.0,
    ("incidents_waiting", ""): 150.0,
    ("calls_offered", ""): 11_000.0,
    ("calls_abandoned", ""): 1100.0,
}
WORST_HOURS = tuple(range(120, 130))
"""Saturday 00:00 to 10:00."""
CASES = 12
"""Cases in every hour of the week of a replication."""
USUAL, LOW = 0.9, 0.5
"""Share in target in the usual and in the worst hours."""


def weekly(
    options: Sequence[str],
    replications: int,
    weeks: int = 4,
    growth: Mapping[str, float] | None = None,
    apart: Mapping[tuple[str, str], float] | None = None,
) -> pd.DataFrame:
    """Make a table by week; luck has mean 0 and standard deviation 1 over the replications of every week.

    `growth` is by how much a series rises from week to week, of the whole and of each team; `apart` by how much an
    option is above the first one in a series in the last week, reached in equal steps, with a tenth of the luck.
    """
    rows = []
    for number, ((series, group), level) in enumerate(LEVELS.items()):
        luck = _luck(number, weeks, replications)
        for option in options:
            own = 0.1 * _luck(100 + 100 * list(options).index(option) + number, weeks, replications)
            away = (apart or {}).get((option, series))
            for week in range(weeks):
                value = level + (growth or {}).get(series, 0.0) * week + luck[week]
                if away is not None:
                    value = value + away * (week + 1) / weeks + own[week]
                starts_on = (date(2018, 4, 15) + timedelta(weeks=week)).isoformat()
                told = (week, starts_on, series, group)
                rows += [(option, n, *told, float(value[n]), "made up") for n in range(replications)]
    columns = ["option", "replication", "week", "starts_on", "series", "group", "value", "unit"]
    return pd.DataFrame(rows, columns=columns)


def hourly(
    options: Sequence[str],
    replications: int,
    worst: Sequence[int] = (),
    gains: Mapping[str, float] | None = None,
    cases: int = CASES,
) -> pd.DataFrame:
    """Make a table of response by hour of the week: every case has the same luck under every option.

    In the `worst` hours the share in target is LOW, elsewhere USUAL; `gains` is what an option adds to it in the worst
    hours. Arrivals take 10 minutes, in the worst hours 30.
    """
    rows = [
        (option, n, hour, grade, "north", cases, cases, kept, cases, cases * 60 * (30 if hour in worst else 10))
        for option, n, hour, kept in _kept(options, replications, worst, gains, cases)
        for grade in ("emergency", "priority")
    ]
    columns = [
        "option",
        "replication",
        "hour",
        "grade",
        "area",
        "incidents",
        "due",
        "in_target",
        "arrived",
        "wait_time",
    ]
    return pd.DataFrame(rows, columns=columns)


def calls_by_hour(
    options: Sequence[str],
    replications: int,
    worst: Sequence[int] = (),
    gains: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Make a table of calls by hour of the week on the lines 999 and 101, as `hourly` makes one of incidents."""
    rows = [
        (option, n, "hour of week", f"{hour:03d}", 4.0, line, CASES, kept, CASES)
        for option, n, hour, kept in _kept(options, replications, worst, gains, CASES)
        for line in ("999", "101", "")
    ]
    columns = ["option", "replication", "by", "period", "hours", "line", "offered", "in_target", "due"]
    return pd.DataFrame(rows, columns=columns)


def _luck(number: int, weeks: int, replications: int) -> np.ndarray:
    """Luck by week and replication, mean 0 and standard deviation 1 over replications; 0 for a single one."""
    drawn = np.random.default_rng(number).normal(size=(weeks, replications))
    if replications == 1:
        return 0 * drawn
    centred = drawn - drawn.mean(axis=1, keepdims=True)
    return np.asarray(centred / centred.std(axis=1, ddof=1, keepdims=True))


def _kept(
    options: Sequence[str],
    replications: int,
    worst: Sequence[int],
    gains: Mapping[str, float] | None,
    cases: int,
) -> Iterator[tuple[str, int, int, int]]:
    """Give option, replication, hour of the week and the cases in target."""
    low = np.isin(np.arange(168), worst)
    for n in range(replications):
        luck = np.random.default_rng(1000 + n).random((168, cases))
        for option in options:
            share = np.where(low, LOW + (gains or {}).get(option, 0.0), USUAL)
            yield from ((option, n, hour, int(kept)) for hour, kept in enumerate((luck < share[:, None]).sum(axis=1)))
