"""Warm-up: how much of the beginning of a series still belongs to the way it was begun, and whether it drifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BATCH = 5
"""Values averaged into one, so that single peaks do not decide."""


@dataclass(frozen=True, slots=True)
class Truncation:
    """Where a series is best cut: what comes before says more of the beginning than of the long run."""

    batches: int
    """Batches to leave out."""
    values: int
    """Values to leave out."""
    statistic: float
    """Squared standard error of what is left, as far as it is known; the smallest there is."""
    mean: float
    """Mean of what is left."""
    settled: bool
    """False where the best cut is the latest one allowed: the series had not settled half-way."""


def mser(series: Floats, batch: int = BATCH) -> Truncation:
    """Find the cut that leaves the mean of the rest known best: the marginal standard error rule, MSER-5.

    At most half of the series may go, and of equally good cuts the first is taken. Values after the last whole batch
    are left out. Source: White (1997), An effective truncation heuristic for bias reduction in simulation output,
    Simulation 69, 323-334; batches of five: White, Cobb and Spratt (2000), Winter Simulation Conference. Raises
    ValueError for a series of fewer than four batches, and for missing values.
    """
    count = len(series) // batch
    if count < 4 or np.isnan(series).any():
        raise ValueError(f"a series of {len(series)} values is too short, or has gaps: {4 * batch} or more are needed")
    means = series[: count * batch].reshape(count, batch).mean(axis=1)
    cuts = range((count + 1) // 2)
    statistic = [float(np.sum((means[cut:] - means[cut:].mean()) ** 2)) / (count - cut) ** 2 for cut in cuts]
    best = int(np.argmin(statistic))
    settled = best < cuts[-1]
    return Truncation(best, best * batch, statistic[best], float(means[best:].mean()), settled)


def slopes(series: Floats) -> Floats:
    """Give the change per step of the straight line through each row (least squares): shape (rows, steps) to (rows,).

    Raises ValueError for fewer than two steps.
    """
    steps = series.shape[1]
    if steps < 2:
        raise ValueError("a slope needs two values or more")
    at = np.arange(steps) - (steps - 1) / 2
    found: Floats = series @ at / (at @ at)
    return found
