"""Intervals where a plain mean does not fit: centiles by order statistics, and smooth figures by the jackknife.

Both are worked out from the values alone. The bootstrap is left out on purpose: it needs luck of its own, and with the
ten to fifty replications that an experiment has it covers less often than it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A figure with its interval; the ends are NaN where there are too few values for one."""

    value: float
    low: float
    high: float
    level: float
    """Share of the time in which such an interval covers the truth; for a centile at least that, and not rounded."""


def quantile_interval(values: Floats, share: float, level: float = 0.95) -> Bounds:
    """Give the value below which a share of all replications lies: the worst year in ten, say, with `share` 0.9.

    The ends are two of the values themselves, as near to each other in rank as the level allows; whatever the law of
    the values, the interval covers at least as often as `level` of the result says. Missing values are left out.
    Source: David and Nagaraja, Order Statistics, section 7.1. Raises ValueError for a share or level outside 0 to 1.
    """
    from scipy import stats

    if not 0 < share < 1 or not 0 < level < 1:
        raise ValueError(f"a share and a level lie between 0 and 1, not {share} and {level}")
    ordered = np.sort(values[~np.isnan(values)])
    n = len(ordered)
    if n == 0:
        return Bounds(float("nan"), float("nan"), float("nan"), level)
    value = float(np.quantile(ordered, share, method="median_unbiased"))
    # Ranks a < b, from 1, cover when at least a and fewer than b values lie below the truth.
    below = np.asarray(stats.binom.cdf(np.arange(n), n, share))
    first = np.arange(n)
    last = np.searchsorted(below, below + level)
    possible = last < n
    if not possible.any():
        return Bounds(value, float("nan"), float("nan"), level)
    first, last = first[possible], last[possible]
    covered = below[last] - below[first]
    best = np.lexsort((-covered, last - first))[0]
    return Bounds(value, float(ordered[first[best]]), float(ordered[last[best]]), float(covered[best]))


def jackknife(values: Floats, figure: Callable[[Floats], float], level: float = 0.95) -> Bounds:
    """Give a figure worked out of all replications together, such as a ratio of two means, with its interval.

    `values` has a row for each replication (and a column for each of several measures); `figure` turns such an array
    into a number, and must not jump when one row changes a little: for a median or a centile use `quantile_interval`.
    The bias of order 1/n is taken out. Source: Tukey (1958), Bias and confidence in not-quite large samples, Annals of
    Mathematical Statistics 29, 614; Miller (1974), The jackknife - a review, Biometrika 61, 1-15: Student's t on the
    pseudo-values.
    """
    from scipy import special

    n = len(values)
    whole = figure(values) if n else float("nan")
    if n < 2:
        return Bounds(whole, float("nan"), float("nan"), level)
    without = np.array([figure(np.delete(values, row, axis=0)) for row in range(n)])
    pseudo = n * whole - (n - 1) * without
    value = float(pseudo.mean())
    half = float(special.stdtrit(n - 1, (1 + level) / 2) * pseudo.std(ddof=1) / np.sqrt(n))
    return Bounds(value, value - half, value + half, level)
