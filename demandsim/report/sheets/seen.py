"""What a one-page sheet sees of a comparison: one option and the baseline, asked by measure and group."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.audit.audit import Audit, audit
from demandsim.experiment.comparison import WHOLE, Comparison
from demandsim.experiment.store import scenario_of
from demandsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Record = dict[Hashable, object]


@dataclass(frozen=True)
class Seen:
    """One option of a comparison beside the baseline."""

    comparison: Comparison
    option: str
    scenario: Scenario
    """The scenario under the option."""

    @property
    def baseline(self) -> str:
        """The option with which this one is compared."""
        return self.comparison.baseline

    @property
    def compared(self) -> bool:
        """Whether the sheet sets the option beside the baseline."""
        return self.option != self.baseline

    @property
    def replications(self) -> int:
        """Finished replications of the option."""
        return len(self._by_run)

    @cached_property
    def audited(self) -> Audit:
        """The audit of skills and leaders under the option: arithmetic on means."""
        return audit(self.scenario)

    @cached_property
    def audited_before(self) -> Audit:
        """The same under the baseline."""
        return audit(scenario_of(self.comparison.made, self.baseline)) if self.compared else self.audited

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], Record]:
        table = self.comparison.table
        mine = table[table["option"].isin([self.option, self.baseline])]
        return {(str(row["option"]), str(row["measure"]), str(row["group"])): row for row in mine.to_dict("records")}

    @cached_property
    def _groups(self) -> dict[str, tuple[str, ...]]:
        table = self.comparison.table
        mine = table[table["option"] == self.option]
        return {str(name): tuple(rows["group"].astype(str)) for name, rows in mine.groupby("measure", observed=True)}

    @cached_property
    def _by_run(self) -> pd.DataFrame:
        """Values by replication (rows) and by measure and group (columns)."""
        values = self.comparison.values
        mine = values[values["option"] == self.option].astype({"measure": str, "group": str})
        return mine.pivot(index="replication", columns=["measure", "group"], values="value").sort_index()

    def row(self, measure: str, group: str = WHOLE, option: str | None = None) -> Record | None:
        """Give the row of the comparison for a measure and group; None where the results hold none."""
        return self._rows.get((self.option if option is None else option, measure, group))

    def mean(self, measure: str, group: str = WHOLE, option: str | None = None) -> float:
        """Give the mean over replications; NaN where the results hold none."""
        row = self.row(measure, group, option)
        return math.nan if row is None else number(row["mean"])

    def runs(self, measure: str, group: str = WHOLE) -> Floats:
        """Give the values by replication, in the same order for all measures; empty where there are none."""
        if (measure, group) not in self._by_run.columns:
            return np.array([])
        found: Floats = self._by_run[measure, group].to_numpy(np.float64)
        return found

    def names(self, measure: str, key: str, of: str = WHOLE) -> tuple[str, ...]:
        """List the names that a key has in the groups of a measure, such as the teams; `of` fixes another key."""
        start = f"{of}, {key}=" if of else f"{key}="
        groups = self._groups.get(measure, ())
        return tuple(name for group in groups if group.startswith(start) and ", " not in (name := group[len(start) :]))


def number(value: object) -> float:
    """Read a figure of a row."""
    assert isinstance(value, int | float)
    return float(value)


def group_of(key: str, name: str, of: str = WHOLE) -> str:
    """Write the group of a name, as measures write it."""
    return f"{of}, {key}={name}" if of else f"{key}={name}"
