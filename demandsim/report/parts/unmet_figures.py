"""Figures of the ledger of demand: means over replications, paired differences from the baseline, and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from demandsim.experiment.comparison import WHOLE, Comparison, compare_values
from demandsim.experiment.precision import t_interval
from demandsim.measures.unmet import CLASSES, DEMAND, HOURS, NO, YES

NUMBER, HARM, VULNERABLE = "number", "harm", "vulnerable"
QUANTITIES = (NUMBER, HARM, VULNERABLE)
CAME_IN = "came in"
KIND_WORDS = {
    "contacts": "contacts",
    "incidents": "incidents",
    "crimes": "crimes recorded",
    "backlog": "crimes open at the beginning",
}
RUN = ["option", "replication"]


class Question(NamedTuple):
    """What of the ledger is compared, in the form in which measures are."""

    name: str
    better: str
    headline: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one option: mean with half-width, and how far it is from the baseline."""

    mean: float
    half_width: float
    difference: float
    """NaN for the baseline, as is the next."""
    difference_half_width: float
    verdict: str


NOTHING = Figure(0.0, 0.0, 0.0, 0.0, "")
"""Of what no option has any."""


class Figures:
    """All figures of the ledger of a comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.options = comparison.options
        self.baseline = comparison.baseline
        self._ledger = comparison.unmet
        asked = tuple(
            Question(
                _name(kind, quantity, met),
                {NO: "lower", YES: "higher"}.get(met, "neither"),
                # By these two, for the whole of a kind, options are judged: all at once.
                met == NO and quantity in (NUMBER, HARM),
            )
            for kind in DEMAND
            for quantity in QUANTITIES
            for met in (CAME_IN, *CLASSES)
        )
        demand = self._ledger[self._ledger["kind"].isin(DEMAND)]
        found = compare_values(pd.concat(_values(demand), ignore_index=True), self.options, asked)
        self._found: dict[tuple[str, str, str], Figure] = {
            (str(row["option"]), str(row["measure"]), str(row["group"])): Figure(
                row["mean"], row["ci_high"] - row["mean"], row["difference"], row["half_width"], row["verdict"]
            )
            for row in found.to_dict("records")
        }

    def of(self, option: str, kind: str, met: str, quantity: str = NUMBER, group: str = WHOLE) -> Figure:
        """Give one figure; of single groups only what came in and what is not met is known."""
        return self._found.get((option, _name(kind, quantity, met), group), NOTHING)

    def groups(self, kind: str) -> list[str]:
        """Name the groups of a kind of which any option has something, in their order."""
        mine = self._ledger[self._ledger["kind"] == kind]
        some = mine.groupby("group", sort=False, observed=True)[NUMBER].sum()
        return [str(group) for group in some.index[some > 0]]

    def states(self, kind: str, quantity: str = NUMBER) -> pd.DataFrame:
        """Give the baseline's ledger of a kind: means by group (rows) and state (columns, those that occur)."""
        mine = self._ledger[(self._ledger["kind"] == kind) & (self._ledger["option"] == self.baseline)]
        runs = mine["replication"].nunique()
        table = mine.pivot_table(index="group", columns="state", values=quantity, aggfunc="sum", sort=False) / runs
        return table.loc[table.sum(axis=1) > 0, table.sum(axis=0) > 0]

    def hours(self) -> Mapping[str, tuple[float, float]]:
        """Give by team, and by `TEAM, supervisors`, the baseline's hours on duty and those of them at work."""
        table = self.states(HOURS)
        return {str(team): (float(row.sum()), float(row.get("at work", 0.0))) for team, row in table.iterrows()}

    def replications(self) -> int:
        """Count the baseline's replications."""
        return int(self._ledger.loc[self._ledger["option"] == self.baseline, "replication"].nunique())

    def unseen(self) -> tuple[float, float]:
        """Give the severity, with its half-width, of crimes unrecorded because the baseline met no contact or visit."""
        mine = self._ledger[(self._ledger["option"] == self.baseline) & (self._ledger["met"] == NO)]
        mine = mine[mine["kind"].isin(["contacts", "incidents"])]
        seen = t_interval(mine.groupby("replication")[HARM].sum().to_numpy(np.float64))
        return seen.mean, seen.half_width


def _name(kind: str, quantity: str, met: str) -> str:
    return f"{kind}: {quantity}, {met}"


def _values(demand: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give what is compared as values of measures: kinds as a whole by class, groups in all and what is not met."""
    for frame, keys, quantities in (
        (demand, ["met"], QUANTITIES),
        (demand.assign(met=CAME_IN), ["met"], QUANTITIES),
        (demand[demand["met"] == NO], ["met", "group"], QUANTITIES[:2]),
        (demand.assign(met=CAME_IN), ["met", "group"], QUANTITIES[:2]),
    ):
        sums = frame.groupby([*RUN, "kind", *keys], observed=True, sort=False)[list(quantities)].sum().reset_index()
        for quantity in quantities:
            yield pd.DataFrame(
                {
                    "option": sums["option"],
                    "replication": sums["replication"],
                    "measure": [
                        _name(kind, quantity, met) for kind, met in zip(sums["kind"], sums["met"], strict=True)
                    ],
                    "group": sums["group"] if "group" in keys else WHOLE,
                    "value": sums[quantity].astype(np.float64),
                    "unit": "",
                }
            )
