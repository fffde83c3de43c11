"""The desk of a sheet: what the runs of a results folder left about the contact desk, read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.comparison import compare_values
from demandsim.experiment.precision import Interval, t_interval
from demandsim.experiment.store import (
    TODAY,
    ResultsError,
    finished_runs,
    read_parts,
    read_recipe,
    read_values,
    scenario_of,
)
from demandsim.measures import MEASURES
from demandsim.measures.performance import ALL_LINES
from demandsim.measures.performance_avoidable import CAUSES
from demandsim.provenance import Recipe
from demandsim.quantities import HOURS_A_WEEK
from demandsim.scenario.problems import did_you_mean
from demandsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

BY_LINE = (
    ("calls_in_target", "answered in target, %"),
    ("calls_abandoned", "given up, %"),
    ("call_wait_p90", "wait of nine in ten"),
)
OF_THE_DESK = (
    ("time_to_help", "From the first ring to somebody who helps"),
    ("longest_wait", "Longest wait"),
    ("callbacks_kept", "Rung back as promised, %"),
    ("calls_put_through", "Put through, %"),
    ("written_outstanding", "Written contacts undone"),
    ("handler_occupancy", "Handlers busy, %"),
    ("calls_per_handler_hour", "Calls answered per handler hour"),
    ("avoidable_calls", "Avoidable contacts a week"),
    ("avoidable_hours", "Handler hours a week on them"),
    ("cost", "Cost of all posts and overtime, £ a week"),
)
"""Measures that stand side by side under today and every option, with their names in the table."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a results folder holds of the contact desk."""

    made: Recipe
    scenario: Scenario
    """The scenario under the option of the sheet."""
    option: str
    options: tuple[str, ...]
    """The options with finished runs, the one to compare with first."""
    replications: int
    """Finished replications of the option of the sheet."""
    performance: pd.DataFrame
    """Tables of `measures.performance` of the option of the sheet, with a column replication."""
    avoidable: pd.DataFrame
    """Balance sheets of `measures.performance_avoidable`, likewise."""
    comparison: pd.DataFrame
    """All options compared on the measures of the sheet, as in `comparison.csv`."""

    @property
    def telephone_lines(self) -> list[str]:
        """Names of the telephone lines on which anybody rang."""
        rang = self.performance.groupby("line", observed=True)["offered"].sum()
        return [name for name, line in self.scenario.demand.lines.items() if not line.yields and rang.get(name, 0) > 0]

    @property
    def written_lines(self) -> list[str]:
        """Names of the lines of written work."""
        return [name for name, line in self.scenario.demand.lines.items() if line.yields]

    @property
    def weeks(self) -> float:
        """Length of what is measured, in weeks."""
        return float(self.rows("window", ALL_LINES)["hours"].iloc[0]) / HOURS_A_WEEK

    def rows(self, by: str, line: str) -> pd.DataFrame:
        """Give the rows of one kind of period and one line, over all replications."""
        return self.performance[(self.performance["by"] == by) & (self.performance["line"] == line)]


def read_desk(folder: Path, option: str | None = None) -> Desk:
    """Read what the finished runs of a results folder left about the contact desk; left out: today, or the first.

    Raises `ResultsError` for a folder without finished runs or an option that it does not hold.
    """
    made = read_recipe(folder)
    runs = {name: numbers for name, numbers in finished_runs(folder, made).items() if numbers}
    if not runs:
        raise ResultsError(f"{folder} holds no finished run yet")
    options = tuple(sorted(runs, key=lambda name: name != TODAY))
    chosen = chosen_option(folder, option, options)
    mine = {chosen: runs[chosen]}
    values = read_values(folder, runs)
    values = values[values["measure"].isin([name for name, _ in (*BY_LINE, *OF_THE_DESK)])]
    return Desk(
        made=made,
        scenario=scenario_of(made, chosen),
        option=chosen,
        options=options,
        replications=len(mine[chosen]),
        performance=read_parts(folder, mine, "performance"),
        avoidable=read_parts(folder, mine, "avoidable"),
        comparison=compare_values(values, options, tuple(MEASURES.values())),
    )


def chosen_option(folder: Path, option: str | None, options: Sequence[str]) -> str:
    """Give the option that a sheet speaks of, the first where none is named; raises `ResultsError` for another one."""
    if option is not None and option not in options:
        raise ResultsError(
            f"{folder} holds no option {option!r}{did_you_mean(option, list(options))}; it holds: {', '.join(options)}"
        )
    return options[0] if option is None else option


@dataclass(frozen=True, slots=True)
class AvoidableShares:
    """Shares of all contacts, and of the handler hours they took, that were avoidable, over replications."""

    calls: Interval
    hours: Interval
    by_cause: dict[str, Floats]
    """Share of all contacts by cause, one number a replication."""


def avoidable_shares(desk: Desk) -> AvoidableShares:
    """Say what share of contacts and of hours was avoidable."""
    runs = sorted(desk.avoidable["replication"].unique())
    of_all = desk.avoidable.groupby("replication")[["calls", "hours"]].sum().reindex(runs)

    def share(what: str, cause: str) -> Floats:
        mine = desk.avoidable[desk.avoidable["cause"] == cause]
        part = mine.groupby("replication")[["calls", "hours"]].sum().reindex(runs, fill_value=0)
        return array(part[what] / of_all[what])

    by_cause = {cause: share("calls", cause) for cause in CAUSES}
    hours = np.sum([share("hours", cause) for cause in CAUSES], axis=0)
    return AvoidableShares(t_interval(np.sum(list(by_cause.values()), axis=0)), t_interval(hours), by_cause)


def array(values: pd.Series) -> Floats:
    """Turn a column into plain numbers, missing ones into NaN."""
    return values.to_numpy(np.float64, na_value=np.nan)
