"""The comparison: options side by side on the same tapes, with paired differences and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.precision import (
    LEVEL,
    MOST_REPLICATIONS,
    correlation,
    holm,
    more_to_settle,
    p_value,
    saving,
    t_interval,
)
from demandsim.experiment.results_tables import COMPARISON_MEANING as MEANING
from demandsim.experiment.results_tables import (
    DICTIONARY_MEANING,
    HOURLY_MEANING,
    TABLES,
    UNMET_MEANING,
    WEEKLY_MEANING,
    ResultsTable,
    dictionary,
)
from demandsim.experiment.runner import RUN_MEANING, plan_experiment, run_experiment
from demandsim.experiment.store import (
    TODAY,
    Kind,
    finished_runs,
    part_path,
    read_parts,
    read_recipe,
    read_values,
    scenario_of,
    write_parquet,
    write_table,
)
from demandsim.experiment.worse_off import worse_off
from demandsim.measures import MEASURES
from demandsim.measures.performance import MEANING as PERFORMANCE_MEANING
from demandsim.provenance import Recipe
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.tree import Tree
from demandsim.scenario.validation import validate

Floats = NDArray[np.float64]

WHOLE = ""
"""The group of the force as a whole, by which options are judged."""
BETTER, WORSE, HIGHER, LOWER = "better", "worse", "higher", "lower"
NO_DIFFERENCE, IDENTICAL, TOO_FEW = "no difference shown", "identical", "too few replications"


class Asked(Protocol):
    """What must be known of a measure to judge it."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def better(self) -> str:
        """`higher`, `lower` or `neither`."""

    @property
    def headline(self) -> bool:
        """Whether it belongs to the few by which options are judged."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Options side by side: everything that a report needs."""

    scenario: Scenario
    """The scenario as it stands."""
    made: Recipe
    """What the results are made of."""
    options: tuple[str, ...]
    """The options, the baseline first."""
    values: pd.DataFrame
    """One row per option, replication, measure and group."""
    table: pd.DataFrame
    """One row per option, measure and group, with the columns of `MEANING`."""
    worse_off: pd.DataFrame
    """Who is better and who is worse off; the columns are described in `worse_off.MEANING`."""
    weekly: pd.DataFrame = field(default_factory=pd.DataFrame)
    """What every run did week by week: option, replication and the columns of `by_week`; empty where not kept."""
    hourly: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Its response by hour of the week: option, replication and the columns of `by_hour`; empty where not kept."""
    calls_by_hour: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Its telephone lines by hour of the week: option, replication and the columns of `performance`."""
    unmet: pd.DataFrame = field(default_factory=pd.DataFrame)
    """The ledger of every run: option, replication and the columns of `measures.unmet.MEANING`; empty where the
    results hold none."""

    @property
    def baseline(self) -> str:
        """The option with which the others are compared."""
        return self.options[0]

    def tables(self) -> list[tuple[ResultsTable, pd.DataFrame]]:
        """Give the tables that the results hold, with their rows; those of an older program may hold fewer."""
        every = [(table, getattr(self, table.field)) for table in TABLES]
        return [(table, rows) for table, rows in every if len(rows.columns)]


def compare(
    scenario: Scenario | str | Path,
    options: Sequence[str] | None = None,
    replications: int | None = None,
    *,
    days: int | None = None,
    warm_up_days: int | None = None,
    seed: int = 1,
    workers: int = 1,
    out: str | Path | None = None,
) -> Comparison:
    """Play options on the same tapes and compare each with the scenario as it stands.

    `options` left out: all of the scenario's; `replications`, `days` and `warm_up_days` left out: the
    scenario's own. `out` keeps the results in a folder. With several workers, call this from a script that
    is guarded by `if __name__ == "__main__"`. Raises `ScenarioError`, `ResultsError` or `TaskFailed`;
    ValueError for a scenario that was put together in memory, since its options change the text of a file.
    """
    source = _origin(scenario) if isinstance(scenario, Scenario) else scenario
    with TemporaryDirectory() as passing:
        plan = plan_experiment(
            source,
            out=Path(passing) / "results" if out is None else out,
            options=options,
            replications=replications,
            days=days,
            warm_up_days=warm_up_days,
            seed=seed,
        )
        run_experiment(plan, workers=workers)
        return write_comparison(plan.folder) if out is not None else read_comparison(plan.folder)


def _origin(scenario: Scenario) -> Tree:
    """Give the text of a scenario, which its options change; a copy changed in memory has none."""
    tree = scenario.origin
    if tree is None or validate(Scenario, tree) != scenario:
        raise ValueError("options change the text of a scenario: read it from a file with read_scenario")
    return tree


def read_comparison(folder: str | Path) -> Comparison:
    """Compare the options in a results folder, as far as their runs are finished; raises `ResultsError`."""
    place = Path(folder)
    made = read_recipe(place)
    runs = {option: replications for option, replications in finished_runs(place, made).items() if replications}
    values = read_values(place, runs)
    options = tuple(sorted(runs, key=lambda option: option != TODAY))
    return Comparison(
        scenario=scenario_of(made),
        made=made,
        options=options,
        values=values,
        table=compare_values(values, options, tuple(MEASURES.values())),
        worse_off=worse_off(place, runs, options[0], options[1:]),
        weekly=_left(place, runs, "weekly", WEEKLY_MEANING),
        hourly=_left(place, runs, "hourly", HOURLY_MEANING),
        calls_by_hour=_by_hour_of_week(_left(place, runs, "performance", RUN_MEANING | PERFORMANCE_MEANING)),
        unmet=_left(place, runs, "unmet", UNMET_MEANING),
    )


def _left(folder: Path, runs: Mapping[str, Sequence[int]], kind: Kind, meaning: Mapping[str, str]) -> pd.DataFrame:
    """Put a kind of table of all runs together; empty where runs of an older program left none."""
    if not all(part_path(folder, option, n, kind).exists() for option, numbers in runs.items() for n in numbers):
        return pd.DataFrame()
    return read_parts(folder, runs, kind)[list(meaning)]


def write_comparison(folder: str | Path) -> Comparison:
    """Compare the options in a results folder and leave the tables there, with their columns described."""
    place = Path(folder)
    found = read_comparison(place)
    write_parquet(place, "measures", found.values)
    listed = [(table.name, rows, table.meaning) for table, rows in found.tables()]
    for name, rows, meaning in [*listed, ("dictionary", dictionary(listed), DICTIONARY_MEANING)]:
        write_table(place, name, rows, meaning)
    return found


def _by_hour_of_week(performance: pd.DataFrame) -> pd.DataFrame:
    return performance if performance.empty else performance[performance["by"] == "hour of week"]


def compare_values(
    values: pd.DataFrame, options: Sequence[str], measures: Sequence[Asked], level: float = LEVEL
) -> pd.DataFrame:
    """Summarise values by option and compare each option with the first, pair by pair on shared tapes.

    `values` has the columns option, replication, measure, group, value and unit. A pair of which one value
    is missing is dropped and counted. The verdict of a headline measure, for the force as a whole, allows for
    all headline comparisons made at once (Holm); every other verdict is exploratory and does not. Raises
    ValueError for a value given twice.
    """
    asked = {measure.name: measure for measure in measures}
    keys, units, cube = _cube(values, options)
    rows: list[dict[str, object]] = []
    spreads: list[tuple[int, float]] = []
    for o, option in enumerate(options):
        for k, (name, group) in enumerate(keys):
            seen = t_interval(cube[o, k], level)
            row: dict[str, object] = {"option": option, "measure": name, "group": group, "unit": units[k]}
            row |= {"n": seen.n, "mean": seen.mean, "sd": seen.sd, "ci_low": seen.low, "ci_high": seen.high}
            row["ci_level"] = level
            if o > 0:
                paired, sd = _paired(cube[0, k], cube[o, k], level)
                row |= {"baseline": options[0], **paired}
                spreads.append((len(rows), sd))
            rows.append(row)
    _judge(rows, spreads, asked, level)
    table = pd.DataFrame(rows)
    for column in ("baseline", "verdict", "more_replications"):
        table[column] = table[column].fillna("").astype(str) if column in table else ""
    for column in ("pairs", "dropped"):
        table[column] = (table[column] if column in table else pd.Series(0, table.index)).fillna(0).astype(np.int64)
    return table.reindex(columns=list(MEANING))


def _cube(values: pd.DataFrame, options: Sequence[str]) -> tuple[list[tuple[str, str]], list[str], Floats]:
    """Give (measure, group) pairs, their units, and values by option, pair and replication."""
    named = pd.MultiIndex.from_frame(values[["measure", "group"]].astype(str))
    codes, uniques = pd.factorize(named)
    replications = np.sort(values["replication"].unique())
    where = (
        pd.Index(options).get_indexer(pd.Index(values["option"].astype(str))),
        codes,
        np.searchsorted(replications, values["replication"]),
    )
    cube = np.full((len(options), len(uniques), len(replications)), np.nan)
    if len(np.unique(np.ravel_multi_index(where, cube.shape))) < len(values):
        raise ValueError("a value is given twice for the same option, replication, measure and group")
    cube[where] = values["value"].to_numpy(np.float64)
    first = np.unique(codes, return_index=True)[1]
    return list(uniques), values["unit"].astype(str).iloc[first].tolist(), cube


def _paired(before: Floats, after: Floats, level: float) -> tuple[dict[str, object], float]:
    one = np.isnan(before) != np.isnan(after)
    both = ~np.isnan(before) & ~np.isnan(after)
    a, b = before[both], after[both]
    seen = t_interval(b - a, level)
    found: dict[str, object] = {
        "pairs": seen.n,
        "dropped": int(one.sum()),
        "difference": seen.mean,
        "half_width": seen.half_width,
        "correlation": correlation(a, b),
        "saving": saving(a, b),
        "p": p_value(seen.mean, seen.sd, seen.n),
    }
    return found, seen.sd


def _judge(
    rows: list[dict[str, object]],
    spreads: Sequence[tuple[int, float]],
    asked: Mapping[str, Asked],
    level: float,
) -> None:
    """Add the adjusted p value, the verdict and what would settle it to the rows that compare."""
    headline = [
        at
        for at, _ in spreads
        if (measure := asked.get(str(rows[at]["measure"]))) is not None
        and measure.headline
        and rows[at]["group"] == WHOLE
    ]
    adjusted = dict(zip(headline, holm([_number(rows[at]["p"]) for at in headline]), strict=True))
    for at, sd in spreads:
        row = rows[at]
        mean, half_width, p = (_number(row[column]) for column in ("difference", "half_width", "p"))
        pairs = int(_number(row["pairs"]))
        p_holm = adjusted.get(at, float("nan"))
        measure = asked.get(str(row["measure"]))
        row["p_holm"] = p_holm
        needed = level
        if p > 0 and p_holm > p:
            # The level at which the plain interval says the same as the adjusted p value.
            needed = 1 - (1 - level) * p / p_holm
        shown = p_holm < 1 - level if at in adjusted else abs(mean) > half_width
        row["verdict"] = verdict(mean, sd, pairs, shown, "neither" if measure is None else measure.better)
        if row["verdict"] == NO_DIFFERENCE:
            more = more_to_settle(mean, sd, pairs, needed) if mean != 0 else None
            row["more_replications"] = f"more than {MOST_REPLICATIONS:,}" if more is None else f"{more:,}"


def verdict(difference: float, sd: float, pairs: int, shown: bool, better: str) -> str:
    """Say in a word or three what a paired difference shows; `shown` tells whether zero can be ruled out."""
    if pairs < 2:
        return TOO_FEW
    if difference == 0 and sd == 0:
        return IDENTICAL
    if not shown:
        return NO_DIFFERENCE
    if better not in (HIGHER, LOWER):
        return HIGHER if difference > 0 else LOWER
    return BETTER if (difference > 0) == (better == HIGHER) else WORSE


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
