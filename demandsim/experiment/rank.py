"""Ranking of options: which is best on a measure, which can be ruled out, and what it takes to know.

Today's model is the standard: it is kept unless another option is better, and differences below the smallest one that
matters are not worth a replication. Everything is reckoned from results on the same tapes.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.comparison import HIGHER, LOWER, WHOLE
from demandsim.experiment.runner import UnknownOption, plan_experiment, plan_further, run_experiment
from demandsim.experiment.smallest import smallest_difference
from demandsim.experiment.store import TODAY, ResultsError, finished_runs, read_recipe, read_values, write_table
from demandsim.measures import MEASURES
from demandsim.quantities import QuantityError, parse_share
from demandsim.scenario.problems import did_you_mean
from demandsim.statistics.front import front_chances, on_front
from demandsim.statistics.ranking import (
    SURE,
    Selection,
    budget_shares,
    chance_correct,
    select,
    share_out,
    with_the_best,
)

Floats = NDArray[np.float64]
Said = Callable[[str], object]

FIRST = 10
"""Replications before anything is ruled out, unless another number is asked for."""
AT_MOST = 200
"""Replications of an option at which playing ends without a result."""
AHEAD = 0.1
"""Share of the replications so far by which playing may go ahead of ruling out: processes start once for several."""
SELECTED, STILL_IN, RULED_OUT = "selected", "still in", "ruled out"

MEANING = {
    "option": "Option; the first is today's model, the standard",
    "measure": "Name of the measure by which options are ranked",
    "unit": "Unit of mean and lead",
    "better": "Which direction is better: higher or lower",
    "least": "Smallest difference that matters, in the unit",
    "n": "Replications with a value",
    "mean": "Mean over these replications",
    "sd": "Standard deviation over these replications",
    "lead_low": "Lower end of the interval of the lead over the best of the others; below 0: it may fall so far short",
    "lead_high": "Upper end; 0: it is shown not to be the best",
    "sure": "Probability of the selection, and level of the intervals for all options at once",
    "verdict": f"{SELECTED}, {STILL_IN} or {RULED_OUT} by the sequential selection",
    "ruled_out_after": "Replications after which it was ruled out",
}
"""What the columns of `ranking.csv` hold."""

FRONT_MEANING = {
    "option": "Option",
    "replications": "Replications with a value of every measure under every option",
    "on_front": "Whether no other option is as good on every measure and better on one, by the means",
    "probability": "Probability that its true means are on that front",
}
"""What the columns of `front.csv` hold, beside the mean of every measure under its name."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Options ranked on one measure; numbers of options are places in `options`."""

    measure: str
    unit: str
    better: str
    least: float
    sure: float
    first: int
    options: tuple[str, ...]
    """Today's model first."""
    played: tuple[int, ...]
    """Replications of each that are finished without a gap."""
    selection: Selection
    chance: float
    """Probability, at least, that the option with the best mean is the best, as `chance_correct` estimates it."""
    ahead: str
    """The option with the best mean."""
    dropped: int
    """Replications left out because an option that was played in them has no value."""
    table: pd.DataFrame
    """One row per option with the columns of `MEANING`."""

    @property
    def still_in(self) -> tuple[str, ...]:
        """Options that cannot be ruled out."""
        return tuple(self.options[number] for number in self.selection.still_in)


@dataclass(frozen=True, slots=True)
class Playing:
    """How far playing for a ranking may go."""

    first: int = FIRST
    at_most: int = AT_MOST
    runs: int | None = None
    """Runs in all, given out by OCBA; left out: as many as the selection needs, of those that are still in."""
    workers: int | None = None


def rank(
    folder: str | Path,
    measure: str,
    least: str,
    *,
    options: Sequence[str] | None = None,
    sure: float | str = SURE,
    first: int | None = None,
) -> Ranking:
    """Rank the options of a results folder on a measure; today's model is the standard, and always among them.

    `least` is the smallest difference that matters, such as "5 per week"; `first` replications judge the spread
    (left out: ten, or all where there are fewer). Raises `ResultsError` for what cannot be ranked.
    """
    better, unit = _judged(measure)
    smallest, certain = smallest_difference(least, unit), _certain(sure)
    names, played, results = _results(Path(folder), options, [measure])
    values = results[:, 0, :]
    counts = (~np.isnan(values)).sum(axis=1)
    if counts.min() < 2:
        raise ResultsError(
            f"{names[int(counts.argmin())]!r} has {counts.min()} replications with a value of {measure}; "
            "a ranking needs two or more"
        )
    gains = values if better == HIGHER else -values
    stage = min(FIRST, int(counts.min())) if first is None else first
    selection = select(gains, smallest, first=stage, sure=certain, standard=0)
    low, high = with_the_best(gains, certain)
    inside = SELECTED if selection.settled else STILL_IN
    table = pd.DataFrame(
        {
            "option": names,
            "measure": measure,
            "unit": unit,
            "better": better,
            "least": smallest,
            "n": counts,
            "mean": np.nanmean(values, axis=1),
            "sd": np.nanstd(values, axis=1, ddof=1),
            "lead_low": low,
            "lead_high": high,
            "sure": certain,
            "verdict": [inside if place in selection.still_in else RULED_OUT for place in range(len(names))],
            "ruled_out_after": pd.array(selection.out_after, dtype="Int64"),
        }
    )[list(MEANING)]
    there = np.arange(values.shape[1]) < np.array(played)[:, None]
    return Ranking(
        measure=measure,
        unit=unit,
        better=better,
        least=smallest,
        sure=certain,
        first=stage,
        options=names,
        played=played,
        selection=selection,
        chance=chance_correct(gains),
        ahead=names[int(np.nanmean(gains, axis=1).argmax())],
        dropped=int((there & np.isnan(values)).any(axis=0).sum()),
        table=table,
    )


def front(folder: str | Path, measures: Sequence[str], options: Sequence[str] | None = None) -> pd.DataFrame:
    """Say which options no other beats on two or three measures at once, and how probably each is one of them.

    One row per option with the columns of `FRONT_MEANING` and a mean per measure. Raises `ResultsError`.
    """
    if not 2 <= len(dict.fromkeys(measures)) <= 3 or len(set(measures)) < len(measures):
        raise ResultsError("a front is of two or three different measures")
    signs = np.array([1.0 if _judged(measure)[0] == HIGHER else -1.0 for measure in measures])
    names, _, results = _results(Path(folder), options, measures)
    whole = ~np.isnan(results).any(axis=(0, 1))
    if whole.sum() < 2:
        raise ResultsError(f"fewer than two replications have a value of {', '.join(measures)} under every option")
    gains = results[:, :, whole] * signs[:, None]
    means = gains.mean(axis=2)
    found: dict[str, object] = {"option": names, "replications": int(whole.sum()), "on_front": on_front(means)}
    found["probability"] = front_chances(gains)
    return pd.DataFrame(found | dict(zip(measures, (means * signs).T, strict=True)))


def play_and_rank(
    file: str | Path,
    measure: str,
    least: str,
    playing: Playing,
    *,
    out: str | Path,
    options: Sequence[str] | None = None,
    sure: float | str = SURE,
    days: int | None = None,
    warm_up_days: int | None = None,
    seed: int = 1,
    tell: Said = lambda _: None,
) -> Ranking:
    """Play a scenario under its options, the promising ones longer, until one is selected; gives the ranking.

    Asking again goes on in the same folder: nothing that was finished is played twice. Ends without a selection after
    `playing.at_most` replications of an option, or when `playing.runs` are spent. Raises as `rank` and
    `plan_experiment` do, before anything is played where that can be known.
    """
    smallest_difference(least, _judged(measure)[1])
    _certain(sure)
    plan = plan_experiment(
        file,
        out=out,
        options=options,
        replications=playing.first,
        days=days,
        warm_up_days=warm_up_days,
        seed=seed,
    )
    names = plan.made["options"] if options is None else [TODAY, *options]
    workers = playing.workers or os.cpu_count() or 1
    while True:
        run_experiment(plan, workers=workers)
        found = rank(plan.folder, measure, least, options=names, sure=sure, first=playing.first)
        tell(f"{max(found.played)} replications, {sum(found.played)} runs; still in: {', '.join(found.still_in)}")
        further = {} if found.selection.settled else _further(found, playing, workers)
        if not further:
            return found
        plan = plan_further(plan, further)


def write_ranking(folder: Path, ranking: Ranking) -> Path:
    """Leave a ranking in a results folder, with its columns described."""
    write_table(folder, "ranking", ranking.table, MEANING)
    return folder / "ranking.csv"


def write_front(folder: Path, found: pd.DataFrame) -> Path:
    """Leave a front in a results folder, with its columns described."""
    means = {name: f"Mean of {name}" for name in found.columns if name not in FRONT_MEANING}
    write_table(folder, "front", found, FRONT_MEANING | means)
    return folder / "front.csv"


def _further(found: Ranking, playing: Playing, workers: int) -> dict[str, int]:
    """Say how many replications in all the next round wants, of the options that get more; none ends the playing."""
    there = dict(zip(found.options, found.played, strict=True))
    if playing.runs is None:
        fewest = min(there[name] for name in found.still_in)
        step = max(1, math.ceil(workers / len(found.still_in)), int(AHEAD * fewest))
        wanted = dict.fromkeys(found.still_in, fewest + step)
    else:
        more = max(0, min(max(workers, len(there)), playing.runs - sum(found.played)))
        means = found.table["mean"].to_numpy(np.float64) * (1 if found.better == HIGHER else -1)
        shares = budget_shares(means, found.table["sd"].to_numpy(np.float64), found.least)
        counts = share_out(np.array(found.played), shares, more)
        wanted = dict(zip(found.options, counts.tolist(), strict=True))
    wanted = {name: min(runs, playing.at_most) for name, runs in wanted.items()}
    return {name: runs for name, runs in wanted.items() if runs > there[name]}


def _results(
    folder: Path, options: Sequence[str] | None, measures: Sequence[str]
) -> tuple[tuple[str, ...], tuple[int, ...], Floats]:
    """Give the options, today first, how many replications of each are finished without a gap, and their values.

    Values are options by measures by replications, NaN where there is none. What lies beyond a gap does not count, so
    that an interrupted experiment is judged as it would have been a little earlier.
    """
    runs = finished_runs(folder, read_recipe(folder))
    for name in options or ():
        if name not in runs:
            valid = ", ".join(runs)
            raise UnknownOption(f"these results hold no option {name!r}{did_you_mean(name, runs)}; valid: {valid}")
    names = tuple(dict.fromkeys([TODAY, *(runs if options is None else options)]))
    if len(names) < 2:
        raise ResultsError("ranking needs an option beside today")
    whole = {name: [n for at, n in enumerate(runs[name]) if n == at] for name in names}
    table = read_values(folder, whole)
    table = table[table["group"] == WHOLE]
    results = np.full((len(names), len(measures), max(map(len, whole.values()))), np.nan)
    for place, measure in enumerate(measures):
        rows = table[table["measure"] == measure]
        if rows.empty:
            raise ResultsError(f"these results hold no measure {measure!r}")
        results[pd.Index(names).get_indexer(pd.Index(rows["option"])), place, rows["replication"]] = rows["value"]
    return names, tuple(len(whole[name]) for name in names), results


def _judged(name: str) -> tuple[str, str]:
    """Give the better direction of a measure and its unit."""
    if name not in MEASURES:
        raise ResultsError(f"there is no measure {name!r}{did_you_mean(name, MEASURES)}; see `demandsim measures`")
    measure = MEASURES[name]
    if measure.better not in (HIGHER, LOWER):
        raise ResultsError(f"{name} only describes: neither more nor less of it is better, so it ranks nothing")
    return measure.better, measure.unit


def _certain(sure: float | str) -> float:
    try:
        found = parse_share(sure)
    except QuantityError as error:
        raise ResultsError(str(error)) from None
    if not 0.5 <= found < 1:
        raise ResultsError("how sure a ranking is lies between 50 % and less than 100 %")
    return found
