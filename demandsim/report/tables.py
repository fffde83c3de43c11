"""Tables: what stands in the rows and columns that people read, the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demandsim.experiment.comparison import WHOLE, Comparison
from demandsim.experiment.worse_off import ASPECTS, EVERYONE, IN_BOTH, ONLY_BASELINE, ONLY_OPTION
from demandsim.measures import MEASURES
from demandsim.report.words import (
    amount,
    bare_amount,
    bare_change,
    bare_unit,
    change,
    group_words,
    headline_rows,
    settled_by,
    title,
    verdict_words,
)
from demandsim.scenario.crosscheck import ASSUMPTION, unsourced
from demandsim.scenario.scenario import Scenario

RATES = (" a week", " a day")
"""Units by which throughput is known."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What an option comes to on one measure."""

    value: str
    change: str
    """Difference from the baseline; empty for the baseline itself."""
    figure: str
    """The value without its unit."""
    figure_change: str
    """The difference without its unit."""
    verdict: str
    more: str
    """What would settle an open comparison; empty where none is open."""

    @property
    def words(self) -> str:
        """The verdict as people read it."""
        return verdict_words(self.verdict)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure over all options."""

    name: str
    title: str
    question: str
    unit: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What became of one group under an option."""

    option: str
    by: str
    group: str
    number: str
    better: str
    same: str
    worse: str
    change: str


@dataclass(frozen=True, slots=True)
class Sourcing:
    """How well the figures of a scenario are founded."""

    figures: int
    sourced: float
    """Share of figures with a source."""
    assumed: float
    """Share of figures that are stated assumptions."""
    unaccounted: float
    """Share of figures about which nothing is said."""


def at_a_glance(comparison: Comparison) -> list[Row]:
    """Give the headline measures, one row each, with a cell per option."""
    return _rows(comparison, headline_rows(comparison))


def throughput(comparison: Comparison) -> list[Row]:
    """Give what goes through the force a week or a day, one row per measure."""
    force = _of_force(comparison)
    return _rows(comparison, force[force["unit"].str.endswith(RATES)])


def every_measure(comparison: Comparison) -> list[Row]:
    """Give every measure for the force as a whole."""
    return _rows(comparison, _of_force(comparison))


def who_is_worse_off(comparison: Comparison, aspect: str, by: Sequence[str]) -> list[GroupRow]:
    """Give, per option and group, who is better off, the same or worse off."""
    table = comparison.worse_off
    chosen = table[(table["aspect"] == aspect) & table["by"].isin(list(by))]
    chosen = chosen[~chosen["group"].isin([ONLY_BASELINE, ONLY_OPTION])]
    unit = ASPECTS[aspect].unit
    return [
        GroupRow(
            option=str(row["option"]),
            by=str(row["by"]),
            group="everyone" if row["group"] == IN_BOTH else group_words(str(row["group"])),
            number=f"{row['number'] / max(row['replications'], 1):,.0f}",
            better=amount(float(row["better"]), "share"),
            same=amount(float(row["same"]), "share"),
            worse=amount(float(row["worse"]), "share"),
            change=change(float(row["mean_change"]), float(row["half_width"]), unit),
        )
        for row in chosen.to_dict("records")
    ]


def reconciliation(comparison: Comparison, aspect: str) -> list[tuple[str, str, float, str]]:
    """Give, per option, how the changes of single crimes add up to the difference of the totals.

    One row each for the crimes of both options and those that only one records: option, words, crimes a
    replication, total change a replication.
    """
    table = comparison.worse_off
    chosen = table[(table["aspect"] == aspect) & (table["by"] == EVERYONE)]
    runs = {option: _replications(comparison, option) for option in comparison.options}
    unit = ASPECTS[aspect].unit
    return [
        (
            str(row["option"]),
            str(row["group"]),
            float(row["number"]) / runs[str(row["option"])],
            change(float(row["total_change"]) / runs[str(row["option"])], float("nan"), unit),
        )
        for row in chosen.to_dict("records")
    ]


def sourcing(scenario: Scenario) -> Sourcing:
    """Count which of a scenario's figures have a source, are stated assumptions, or neither."""
    figures = len(unsourced(scenario.model_copy(update={"sources": ()})))
    real = tuple(source for source in scenario.sources if ASSUMPTION not in source.source.upper())
    without = len(unsourced(scenario.model_copy(update={"sources": real})))
    silent = len(unsourced(scenario))
    whole = max(figures, 1)
    return Sourcing(figures, 1 - without / whole, (without - silent) / whole, silent / whole)


def tape_saving(comparison: Comparison) -> float:
    """Give the median saving by shared tapes over the headline measures; NaN where none can be told."""
    savings = headline_rows(comparison)["saving"].to_numpy(np.float64)
    known = savings[np.isfinite(savings)]
    return float(np.median(known)) if len(known) else float("nan")


def _of_force(comparison: Comparison) -> pd.DataFrame:
    return comparison.table[comparison.table["group"] == WHOLE]


def _rows(comparison: Comparison, table: pd.DataFrame) -> list[Row]:
    by_measure: dict[str, dict[str, Mapping[Hashable, object]]] = {}
    for record in table.to_dict("records"):
        by_measure.setdefault(str(record["measure"]), {})[str(record["option"])] = record
    rows = []
    for name, found in by_measure.items():
        measure = MEASURES.get(name)
        cells = tuple(_cell(found[option]) for option in comparison.options if option in found)
        if len(cells) < len(comparison.options):
            continue
        question = "" if measure is None else measure.question
        unit = bare_unit(str(next(iter(found.values()))["unit"]))
        rows.append(Row(name, title(name), question, unit, cells))
    return rows


def _cell(record: Mapping[Hashable, object]) -> Cell:
    unit = str(record["unit"])
    mean, difference, half_width = (_float(record[name]) for name in ("mean", "difference", "half_width"))
    compared = bool(record["baseline"])
    return Cell(
        value=amount(mean, unit),
        change=change(difference, half_width, unit) if compared else "",
        figure=bare_amount(mean, unit),
        figure_change=bare_change(difference, half_width, unit) if compared else "",
        verdict=str(record["verdict"]),
        more=settled_by(str(record["more_replications"])),
    )


def _float(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _replications(comparison: Comparison, option: str) -> int:
    shared = [
        set(comparison.values.loc[comparison.values["option"] == name, "replication"])
        for name in (comparison.baseline, option)
    ]
    return max(len(shared[0] & shared[1]), 1)
