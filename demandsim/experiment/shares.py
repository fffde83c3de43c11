"""Shares of ignorance: which of the assumptions that matter drives how much of what the ranges leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from demandsim.experiment.extras import library
from demandsim.experiment.store import ResultsError
from demandsim.experiment.worlds import Player
from demandsim.scenario.ranges import World
from demandsim.statistics.sensitivity import variance_design, variance_shares

NORMAL_95 = 1.96

SHARES_MEANING = {
    "option": "Option",
    "measure": "Measure",
    "assumption": "What is moved, together with the other assumptions of this table",
    "in_all": "Share of the variance of the difference from today that it has a part in (total effect)",
    "in_all_half_width": "Half-width of the 95 % interval of that share (bootstrap over the points of the design)",
    "alone": "Share that it accounts for by itself (first-order effect)",
    "alone_half_width": "Half-width of the 95 % interval of that share",
    "ignorance": "Half-width of the 95 % interval of the difference that the assumptions of this table leave open",
}


def shares_of_ignorance(
    ask: Player, chosen: Sequence[int], base: int, seed: int, say: Callable[[str], object]
) -> pd.DataFrame:
    """Share what the ranges of the chosen assumptions leave open of every difference from today among them.

    The others stay as assumed. Plays base x (chosen + 2) worlds under every option and says beforehand how many runs
    these are; more of them later profit from those that are there. One row per option, measure and assumption with the
    columns of `SHARES_MEANING`, empty where nothing was chosen. Source: as `variance_design` and `variance_shares`.
    """
    if not chosen:
        say("No assumption matters, so there is no ignorance to share out.")
        return pd.DataFrame(columns=list(SHARES_MEANING))
    study = ask.study
    design = variance_design(base, len(chosen), seed)
    runs = base * (len(chosen) + 2) * len(study.options) * study.replications
    worlds = [_world(len(study.assumptions), chosen, point.tolist()) for point in design]
    say(
        f"Shares of ignorance: {len(worlds):,} worlds x {len(study.options)} options x {study.replications} "
        f"replication{'s' * (study.replications != 1)}, {runs:,} runs; "
        f"{len(study.missing(list(product(worlds, study.options)))):,} are still to be played."
    )
    means = ask.differences(worlds).mean(axis=-1)
    rows = []
    for o, option, m, name in ask.cells():
        found = variance_shares(len(chosen), means[:, o, m])
        ignorance = NORMAL_95 * float(np.std(means[:, o, m], ddof=1))
        rows += [
            (option, name, study.assumptions[number].what, *each, ignorance)
            for number, *each in zip(chosen, *found, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(SHARES_MEANING))


def can_share(base: int) -> None:
    """Make sure that ignorance can be shared out in so many rounds; raises `ResultsError` where it cannot."""
    library("SALib", "analysis")
    if base < 2 or base & (base - 1):
        raise ResultsError(f"shares of ignorance take 2, 4, 8, 16, … rounds, a power of 2; {base} is none")


def _world(number: int, chosen: Sequence[int], point: Sequence[float]) -> World:
    """Give the world in which the chosen assumptions are at a point and the others as assumed."""
    at = dict(zip(chosen, point, strict=True))
    return tuple(at.get(place) for place in range(number))
