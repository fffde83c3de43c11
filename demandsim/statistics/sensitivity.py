"""Sensitivity: designs over ranges, what matters in them, where a difference turns, and luck apart from ignorance.

Points of a design lie in the unit cube: 0 is the low and 1 the high end of each range. The seed of a design decides
only which worlds are looked at; chance within a world stays on its tape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVELS = 4
"""Levels of a screening design, as Morris recommends."""
RESAMPLES = 500
"""Bootstrap samples for the intervals of shares of variance."""
NOTHING = 1e-12
"""Values that lie no further apart do not differ: sums of the same numbers in another order."""


class Effects(NamedTuple):
    """What screening says of each factor."""

    size: Floats
    """Mean absolute effect of going from one end of the range to the other (mu star)."""
    spread: Floats
    """Standard deviation of the effects (sigma): large where the effect is bent or depends on the other factors."""


class Shares(NamedTuple):
    """Share of the variance over the ranges that each factor accounts for; all NaN where there is none."""

    in_all: Floats
    """With all its interactions (total order)."""
    in_all_half: Floats
    """Half-width of its 95 % interval, by bootstrap over the points."""
    alone: Floats
    """By itself (first order)."""
    alone_half: Floats
    """Half-width of its 95 % interval."""


class Split(NamedTuple):
    """How sure a mean is: what chance leaves open and what the ranges leave open, both as variances of the mean."""

    mean: float
    luck: float
    """Falls with more replications."""
    ignorance: float
    """Does not; NaN with fewer than two worlds."""

    @property
    def share(self) -> float:
        """Share of ignorance in the variance of the mean; NaN where nothing is open."""
        both = self.luck + self.ignorance
        return self.ignorance / both if both > 0 else float("nan")


def latin_hypercube(worlds: int, factors: int, seed: int) -> Floats:
    """Spread worlds over the ranges so that each factor meets every part of its range once.

    Gives (worlds, factors). Source: McKay, Beckman and Conover (1979), as in scipy.stats.qmc.
    """
    from scipy.stats import qmc

    found: Floats = np.asarray(qmc.LatinHypercube(factors, rng=seed).random(worlds), dtype=np.float64)
    return found


def screening_design(trajectories: int, factors: int, seed: int) -> Floats:
    """Give the points at which screening looks: trajectories of factors + 1 points, one factor moved at a time.

    Source: Morris (1991), as in SALib, which must be installed (ImportError).
    """
    from SALib.sample import morris

    # Improving the spread of trajectories is left out: it needs many more candidates than are played.
    return np.asarray(morris.sample(_problem(factors), trajectories, num_levels=LEVELS, seed=seed), dtype=np.float64)


def screening_effects(design: Floats, values: Floats) -> Effects:
    """Judge the factors of a screening design by the values found at its points."""
    from SALib.analyze import morris

    # The seed serves intervals that are not looked at.
    said = morris.analyze(_problem(design.shape[1]), design, values, num_levels=LEVELS, seed=0, num_resamples=2)
    return Effects(np.asarray(said["mu_star"], dtype=np.float64), np.asarray(said["sigma"], dtype=np.float64))


def variance_design(base: int, factors: int, seed: int) -> Floats:
    """Give the base x (factors + 2) points from which shares of variance are estimated; `base` is a power of 2.

    Source: Saltelli et al. (2010), as in SALib.
    """
    from SALib.sample import sobol

    points = sobol.sample(_problem(factors), base, calc_second_order=False, seed=seed)
    return np.asarray(points, dtype=np.float64)


def variance_shares(factors: int, values: Floats) -> Shares:
    """Share the variance of the values found at the points of `variance_design` among the factors (Sobol).

    Estimators of Saltelli et al. (2010), with intervals by bootstrap, as in SALib.
    """
    from SALib.analyze import sobol

    if np.isnan(values).any() or float(np.ptp(values)) <= NOTHING:
        return Shares(*np.full((4, factors), np.nan))
    # The seed says which points are drawn again; without one SALib would draw others every time.
    said = sobol.analyze(_problem(factors), values, calc_second_order=False, seed=1, num_resamples=RESAMPLES)
    return Shares(*(np.asarray(said[name], dtype=np.float64) for name in ("ST", "ST_conf", "S1", "S1_conf")))


def luck_and_ignorance(values: Floats) -> Split:
    """Split what is not known of a mean: values by world and replication, the same tapes in every world.

    By the law of total variance the variance of the mean over n replications in a plausible world is E(var / n), luck,
    plus the variance of the true means of worlds, ignorance. The latter is the variance of the observed means less what
    chance adds to it; tapes are shared, so that is only the part of chance in which worlds differ (the residual mean
    square of the two-way table over n). Luck is NaN with one replication.
    """
    worlds, replications = values.shape
    means = values.mean(axis=1)
    if replications < 2:
        return Split(float(means.mean()), float("nan"), float("nan"))
    luck = float(values.var(axis=1, ddof=1).mean()) / replications
    if worlds < 2:
        return Split(float(means.mean()), luck, float("nan"))
    residual = values - means[:, None] - values.mean(axis=0) + values.mean()
    noise = float((residual**2).sum()) / ((worlds - 1) * (replications - 1) * replications)
    return Split(float(means.mean()), luck, max(0.0, float(means.var(ddof=1)) - noise))


def crossings(
    at: Callable[[Sequence[tuple[int, float]]], Sequence[float]],
    brackets: Sequence[tuple[float, float, float]],
    tolerance: float,
) -> list[tuple[float, float]]:
    """Find where differences turn, by bisection, all at once: gives for each the two points between which it does.

    A bracket is (from, to, sign at from): the sign at `to` is another. `at` is asked for the values at (bracket,
    point) pairs, so that they can be played together; brackets are halved until they are no wider than the tolerance.
    """
    found = [(start, end) for start, end, _ in brackets]
    while wide := [n for n, (start, end) in enumerate(found) if abs(end - start) > tolerance]:
        middles = [(n, (found[n][0] + found[n][1]) / 2) for n in wide]
        for (n, middle), value in zip(middles, at(middles), strict=True):
            same = value * brackets[n][2] > 0
            found[n] = (middle, found[n][1]) if same else (found[n][0], middle)
    return found


def _problem(factors: int) -> dict[str, Any]:
    return {"num_vars": factors, "names": [str(n) for n in range(factors)], "bounds": [[0.0, 1.0]] * factors}
