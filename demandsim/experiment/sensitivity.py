"""Sensitivity: what would change our mind about each option, and how much of what is open is ignorance, not luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.precision import LEVEL, t_interval
from demandsim.experiment.shares import NORMAL_95, SHARES_MEANING, can_share, shares_of_ignorance
from demandsim.experiment.store import ResultsError, write_table
from demandsim.experiment.turns import TURNS_MEANING, Bracket, Cell, brackets, shown, turning_points
from demandsim.experiment.worlds import Player, Study, Task
from demandsim.measures import MEASURES
from demandsim.statistics.sensitivity import (
    latin_hypercube,
    luck_and_ignorance,
    screening_design,
    screening_effects,
)

Floats = NDArray[np.float64]
DESIGN_SEED = 1

LEVELS_MEANING = {
    "assumption": "What is moved, alone",
    "position": "Where it is put: 0 at the low end of its range, 1 at the high one; as assumed lies between",
    "value": "The same as a factor or a value",
    "option": "Option",
    "measure": "Measure",
    "difference": "Mean of the paired differences from today",
    "half_width": "Half-width of the 95 % interval of the difference; empty with one replication",
    "verdict": "What the difference says: better, worse or no difference shown",
    "as_assumed": "Verdict as assumed",
}
WORLDS_MEANING = {
    "world": "Number of the plausible world",
    "option": "Option",
    "measure": "Measure",
    "mean": "Mean over replications",
    "difference": "Mean of the paired differences from today; empty for today",
    "best": "Share of the first place: 1 for the best option, shared where several are equal",
}
SPLIT_MEANING = {
    "option": "Option",
    "measure": "Measure",
    "difference": "Mean difference from today over plausible worlds",
    "low": "Smallest mean difference in a plausible world",
    "high": "Largest mean difference in a plausible world",
    "luck": "Half-width of the 95 % interval that more replications would shrink",
    "ignorance": "The same for the ranges, which no number of replications shrinks",
    "share": "Share of ignorance in the variance of the difference",
    "better_in": "Share of plausible worlds in which the option is better than today",
    "best_in": "Share of plausible worlds in which it is the best of all",
}
SCREENING_MEANING = {
    "option": "Option",
    "measure": "Measure",
    "assumption": "What is moved",
    "size": "Mean absolute change of the difference from today over the range (mu star)",
    "spread": "Standard deviation of that change (sigma): large where it depends on the other assumptions",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How thoroughly the ranges are tried."""

    worlds: int = 20
    """Plausible worlds, all assumptions moved at once; 0: none."""
    screen: int = 0
    """Trajectories of a screening of which only the few that matter are looked at closely; 0: all are."""
    matter: int = 3
    """How many matter, for each option and measure."""
    levels: int = 2
    """Values tried of each assumption alone; 2: the ends."""
    turns: bool = True
    """Whether the values are sought at which differences and verdicts turn."""
    sobol: int = 0
    """Rounds, a power of 2, in which the ignorance is shared out among the assumptions that matter; 0: it is not."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a study says; tables with the columns of the meanings above, empty where not asked for."""

    study: Study
    levels: pd.DataFrame
    turns: pd.DataFrame
    worlds: pd.DataFrame
    split: pd.DataFrame
    screening: pd.DataFrame
    shares: pd.DataFrame


def sensitivity(
    study: Study,
    asked: Asked,
    *,
    jobs: int = 1,
    tell: Callable[[Task], None] | None = None,
    say: Callable[[str], object] = lambda _: None,
) -> Sensitivity:
    """Try the verdicts on all options over the ranges, and leave the tables in the study's folder.

    `tell` hears of every run that is finished, `say` what a costly part will cost before it begins. Raises
    `ResultsError` where there is nothing to compare or a library is missing, `TaskFailed` for a run.
    """
    if len(study.options) < 2:
        raise ResultsError("there is no option to compare with today; name one with --options")
    if asked.sobol:
        can_share(asked.sobol)
    ask = Player(study, jobs, tell)
    screening, chosen = _screening(ask, asked)
    levels, turning = _levels(ask, chosen, asked.levels)
    turns = turning_points(ask, turning if asked.turns else [], say)
    worlds, split = _worlds(ask, asked.worlds)
    shares = pd.DataFrame(columns=list(SHARES_MEANING))
    if asked.sobol:
        shares = shares_of_ignorance(ask, chosen, asked.sobol, DESIGN_SEED, say)
    found = Sensitivity(study, levels, turns, worlds, split, screening, shares)
    for name, table, meaning in (
        ("levels", found.levels, LEVELS_MEANING),
        ("turns", found.turns, TURNS_MEANING),
        ("worlds", found.worlds, WORLDS_MEANING),
        ("luck_and_ignorance", found.split, SPLIT_MEANING),
        ("screening", found.screening, SCREENING_MEANING),
        ("shares_of_ignorance", found.shares, SHARES_MEANING),
    ):
        if len(table):
            write_table(study.folder, name, table, meaning)
    return found


def _screening(ask: Player, asked: Asked) -> tuple[pd.DataFrame, list[int]]:
    """Screen the assumptions; gives the table and the numbers of those that matter (all, where none is asked for)."""
    assumptions = ask.study.assumptions
    every = list(range(len(assumptions)))
    if asked.screen == 0:
        return pd.DataFrame(columns=list(SCREENING_MEANING)), every
    try:
        design = screening_design(asked.screen, len(assumptions), DESIGN_SEED)
    except ImportError:
        raise ResultsError("screening needs SALib: pip install 'demandsim[analysis]'") from None
    means = ask.differences([tuple(map(float, point)) for point in design]).mean(axis=-1)
    rows, chosen = [], set[int]()
    for o, option, m, name in ask.cells():
        found = screening_effects(design, means[:, o, m])
        rows += [
            (option, name, each.what, size, spread)
            for each, size, spread in zip(assumptions, found.size, found.spread, strict=True)
        ]
        order = np.argsort(-found.size, kind="stable")[: asked.matter]
        chosen |= {int(n) for n in order if found.size[n] > 0}
    return pd.DataFrame(rows, columns=list(SCREENING_MEANING)), sorted(chosen)


def _levels(ask: Player, chosen: Sequence[int], levels: int) -> tuple[pd.DataFrame, list[Bracket]]:
    """Move one assumption at a time; gives the table, as assumed first, and where signs and verdicts turn."""
    study = ask.study
    steps = [float(step) for step in np.linspace(0, 1, levels)]
    points = [(number, step) for number in chosen for step in steps]
    assumed = {number: study.assumptions[number].position for number in chosen}
    found = ask.differences([study.as_assumed, *(study.at(*point) for point in points)])
    rows: list[tuple[object, ...]] = []
    turning: list[Bracket] = []
    for o, option, m, name in ask.cells():
        here, *there = (shown(differences, name) for differences in found[:, o, m])
        rows.append(("", np.nan, "", option, name, *_seen(found[0, o, m]), here.verdict, here.verdict))
        for (number, step), differences, said in zip(points, found[1:, o, m], there, strict=True):
            each = study.assumptions[number]
            row = (each.what, step, each.written(step), option, name, *_seen(differences))
            rows.append((*row, said.verdict, here.verdict))
        turning += brackets(Cell(o, m, here, dict(zip(points, there, strict=True))), assumed, steps)
    return pd.DataFrame(rows, columns=list(LEVELS_MEANING)), turning


def _worlds(ask: Player, number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Play plausible worlds; gives each option's values in each, and what they say together."""
    study = ask.study
    if number == 0:
        return pd.DataFrame(columns=list(WORLDS_MEANING)), pd.DataFrame(columns=list(SPLIT_MEANING))
    points = latin_hypercube(number, len(study.assumptions), DESIGN_SEED)
    values = ask.values([tuple(map(float, point)) for point in points])
    means = values.mean(axis=-1)
    rows, said = [], []
    for m, name in enumerate(study.measures):
        first = _first_places(means[:, :, m], MEASURES[name].better)
        for o, option in enumerate(study.options):
            differences = values[:, o, m] - values[:, 0, m]
            apart = differences.mean(axis=1)
            rows += [
                (world, option, name, means[world, o, m], apart[world] if o else np.nan, first[world, o])
                for world in range(number)
            ]
            if o > 0:
                better_in = _better(apart, MEASURES[name].better)
                said.append((option, name, *_split(differences), better_in, _mean(first[:, o])))
            else:
                said.append((option, name, *[np.nan] * 7, _mean(first[:, o])))
    return pd.DataFrame(rows, columns=list(WORLDS_MEANING)), pd.DataFrame(said, columns=list(SPLIT_MEANING))


def _split(differences: Floats) -> tuple[float, ...]:
    """Say what luck and what ignorance leave open of a difference, given by world and replication."""
    from scipy import special

    split, means = luck_and_ignorance(differences), differences.mean(axis=1)
    replications = differences.shape[1]
    luck = special.stdtrit(replications - 1, (1 + LEVEL) / 2) * np.sqrt(split.luck) if replications > 1 else np.nan
    return split.mean, means.min(), means.max(), luck, NORMAL_95 * np.sqrt(split.ignorance), split.share


def _better(apart: Floats, better: str) -> float:
    if better not in ("higher", "lower") or np.isnan(apart).all():
        return float("nan")
    return float((apart > 0).mean() if better == "higher" else (apart < 0).mean())


def _mean(shares: Floats) -> float:
    known = shares[~np.isnan(shares)]
    return float(known.mean()) if len(known) else float("nan")


def _first_places(means: Floats, better: str) -> Floats:
    """Share the first place of each world (row) among its best options; nothing where no direction is better."""
    if better not in ("higher", "lower"):
        return np.full(means.shape, np.nan)
    best = means.max(axis=1, keepdims=True) if better == "higher" else means.min(axis=1, keepdims=True)
    first = (means == best).astype(np.float64)
    total = first.sum(axis=1, keepdims=True)
    shared: Floats = np.divide(first, total, out=np.full(means.shape, np.nan), where=total > 0)
    return shared


def _seen(differences: Floats) -> tuple[float, float]:
    seen = t_interval(differences)
    return seen.mean, seen.half_width
