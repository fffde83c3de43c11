"""Weeks: what runs did week by week, as arrays, with what they show of growth and of differences between options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.comparison import IDENTICAL, LOWER, NO_DIFFERENCE, TOO_FEW, WHOLE, Comparison, verdict
from demandsim.experiment.precision import LEVEL, Interval, holm, p_value, t_interval

Floats = NDArray[np.float64]

GROWS, FALLS = "grows", "falls"


@dataclass(frozen=True, slots=True)
class Weeks:
    """What the runs of a comparison did week by week."""

    options: tuple[str, ...]
    """The options, the baseline first."""
    starts_on: tuple[date, ...]
    """First day of each week."""
    values: Mapping[tuple[str, str], Floats]
    """By series and group: options x replications x weeks, NaN where an option has no such replication."""

    def of(self, series: str, group: str = WHOLE) -> Floats:
        """Give the values of a series: options x replications x weeks."""
        return self.values[series, group]

    def groups(self, series: str) -> list[str]:
        """List the parts of the force of which a series is told, in the order of the table."""
        return [group for name, group in self.values if name == series and group != WHOLE]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a difference shows: of an option from the baseline, or of the last week from the first."""

    name: str
    """The option, or the part of the force."""
    difference: Interval
    verdict: str
    """better, worse (or higher, lower), no difference shown, identical, too few replications."""


def weeks_of(comparison: Comparison) -> Weeks | None:
    """Put the tables by week together; None where the results hold none, or no whole week."""
    table = comparison.weekly
    if table.empty:
        return None
    options, count = comparison.options, int(table["week"].max()) + 1
    runs = np.sort(table["replication"].unique())
    at = (
        pd.Index(options).get_indexer(pd.Index(table["option"].astype(str))),
        np.searchsorted(runs, table["replication"]),
        table["week"].to_numpy(np.int64),
    )
    played = np.full((len(options), len(runs), count), np.nan)
    played[at] = 0.0
    values = {}
    named = table["series"].astype(str) + "\n" + table["group"].astype(str)
    for name, rows in table.groupby(named, sort=False).indices.items():
        # A team that holds nothing in a run that was played has no rows there.
        found = played.copy()
        found[tuple(axis[rows] for axis in at)] = table["value"].to_numpy(np.float64)[rows]
        series, _, group = str(name).partition("\n")
        values[series, group] = found
    dates = table.drop_duplicates("week").sort_values("week")["starts_on"]
    return Weeks(options, tuple(date.fromisoformat(str(day)) for day in dates), values)


def means(values: Floats) -> list[Interval]:
    """Give mean and interval over replications, week by week, of an array of replications x weeks."""
    return [t_interval(week) for week in values.T]


def growth(values: Floats) -> tuple[str, Interval]:
    """Say whether something grows from the first week to the last, from an array of replications x weeks.

    Gives `GROWS` or `FALLS` where the 95 % interval of the paired difference leaves out zero; otherwise why not.
    """
    change = t_interval(values[:, -1] - values[:, 0])
    if change.n < 2:
        return TOO_FEW, change
    if change.mean == 0 and change.sd == 0:
        return IDENTICAL, change
    if abs(change.mean) <= change.half_width:
        return NO_DIFFERENCE, change
    return (GROWS if change.mean > 0 else FALLS), change


def growth_by_group(weeks: Weeks, series: str) -> list[Shown]:
    """Say of each part of the force whether something grows under the baseline, allowing for all at once (Holm)."""
    changes = {group: growth(weeks.of(series, group)[0])[1] for group in weeks.groups(series)}
    return _judged_together(changes, "neither")


def against_baseline(first: Floats, others: Mapping[str, Floats], better: str = LOWER) -> list[Shown]:
    """Set each option against the baseline, replication by replication, allowing for all of them at once (Holm)."""
    return _judged_together({option: t_interval(values - first) for option, values in others.items()}, better)


def _judged_together(changes: Mapping[str, Interval], better: str) -> list[Shown]:
    raised = holm([p_value(change.mean, change.sd, change.n) for change in changes.values()])
    return [
        Shown(name, change, verdict(change.mean, change.sd, change.n, p < 1 - LEVEL, better))
        for (name, change), p in zip(changes.items(), raised, strict=True)
    ]


def day_words(day: date) -> str:
    """Write a date as it stands under an axis: 4 Jun."""
    return f"{day.day} {day:%b}"


def judged(shown: Sequence[Shown], asked: str) -> list[Shown]:
    """Pick what has a verdict, the greatest difference first."""
    found = [each for each in shown if each.verdict == asked]
    return sorted(found, key=lambda each: -abs(each.difference.mean))
