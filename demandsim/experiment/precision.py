"""How sure we are: intervals, what would settle a difference, and what many comparisons at once allow us to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.95
"""Confidence level of every interval unless another is asked for."""
MOST_REPLICATIONS = 1000
"""Beyond this many further replications we only say "more than 1,000"."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its Student t interval; NaN where the number of values does not allow one."""

    n: int
    mean: float
    sd: float
    half_width: float
    level: float = LEVEL

    @property
    def low(self) -> float:
        """Lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end."""
        return self.mean + self.half_width


def t_interval(values: Sequence[float] | Floats, level: float = LEVEL) -> Interval:
    """Give the mean of independent values with the interval that covers the truth `level` of the time.

    Missing values are left out. Source: Student's t with n - 1 degrees of freedom on the standard error sd
    / sqrt(n).
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    n = len(known)
    if n == 0:
        return Interval(0, float("nan"), float("nan"), float("nan"), level)
    mean = float(np.mean(known))
    if n == 1:
        return Interval(1, mean, float("nan"), float("nan"), level)
    sd = _deviation(known)
    return Interval(n, mean, sd, float(_per_deviation(n, n, level)[0]) * sd, level)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two means with its interval; its ends are NaN where the interval has none."""

    value: float
    low: float
    high: float


def fieller(above: Floats, below: Floats, level: float = LEVEL) -> Ratio:
    """Give the ratio of two means of paired values with the interval that covers the truth `level` of the time.

    The interval holds every ratio R for which the mean of `above` - R x `below` is not shown to differ from zero. It
    only has two ends where the mean of `below` is itself shown to differ from zero. Pairs of which a value is missing
    are left out. Source: Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical
    Society B 16, 175-185; with Student's t, as in `t_interval`.
    """
    known = ~np.isnan(above) & ~np.isnan(below)
    x, y = above[known], below[known]
    n, seen = len(x), t_interval(y, level)
    if n == 0 or seen.mean == 0:
        return Ratio(float("nan"), float("nan"), float("nan"))
    over, under = float(np.mean(x)), seen.mean
    if n == 1 or abs(under) <= seen.half_width:
        return Ratio(over / under, float("nan"), float("nan"))
    share = float(_per_deviation(n, n, level)[0]) ** 2
    # The three are 0 to the last digit for values that do not vary.
    xx, yy = share * _deviation(x) ** 2, share * seen.sd**2
    xy = share * float(np.cov(x, y)[0, 1]) if xx and yy else 0.0
    # The ends solve (over - R under)^2 = xx - 2 R xy + R^2 yy; written so that large means do not swallow the spread.
    middle, width = over * under - xy, under**2 - yy
    root = under**2 * xx - 2 * over * under * xy + over**2 * yy - (xx * yy - xy**2)
    half = float(np.sqrt(max(root, 0.0)))
    return Ratio(over / under, (middle - half) / width, (middle + half) / width)


def more_to_settle(mean: float, sd: float, n: int, level: float = LEVEL) -> int | None:
    """Say how many more replications would take zero out of the interval, were mean and spread to stay.

    None stands for more than 1,000; 0 where zero is outside already. `n` is the number of pairs so far, two
    or more.
    """
    settled = _per_deviation(n, n + MOST_REPLICATIONS, level) * sd < abs(mean)
    return int(np.argmax(settled)) if settled.any() else None


def holm(p_values: Sequence[float]) -> list[float]:
    """Raise p values so that, over all of them together, a false finding is as rare as one alone would be.

    Missing values stay missing and do not count. Source: Holm (1979), step-down.
    """
    raw = np.asarray(p_values, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(raw))
    order = known[np.argsort(raw[known], kind="stable")]
    adjusted = np.full(len(raw), np.nan)
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(raw[order] * factors))
    return [float(value) for value in adjusted]


def p_value(mean: float, sd: float, n: int) -> float:
    """Give the two-sided p value of a mean against zero (t test); NaN with fewer than two values."""
    from scipy import special

    if n < 2:
        return float("nan")
    if sd == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * special.stdtr(n - 1, -abs(mean) / (sd / np.sqrt(n))))


def correlation(a: Floats, b: Floats) -> float:
    """Give the correlation of paired values; NaN with fewer than two or where one does not vary."""
    if len(a) < 2 or _deviation(a) == 0 or _deviation(b) == 0:
        return float("nan")
    return float(np.clip(np.corrcoef(a, b)[0, 1], -1, 1))


def saving(a: Floats, b: Floats) -> float:
    """Say how many times more replications independent tapes would need for the same interval.

    (var a + var b) / var(b - a); infinite where the difference does not vary at all, NaN where nothing does.
    """
    if len(a) < 2:
        return float("nan")
    apart = _deviation(a) ** 2 + _deviation(b) ** 2
    together = _deviation(b - a) ** 2
    if apart == 0:
        return float("nan")
    return float("inf") if together == 0 else apart / together


def _deviation(values: Floats) -> float:
    """Standard deviation, exactly 0 for equal values (the plain formula leaves rounding dust)."""
    if np.all(values == values[0]):
        return 0.0
    return float(np.std(values, ddof=1))


@lru_cache(maxsize=256)
def _per_deviation(first: int, last: int, level: float) -> Floats:
    """Half-widths of the interval of first, …, last values for a standard deviation of 1."""
    from scipy import special

    n = np.arange(first, last + 1)
    wide: Floats = np.asarray(special.stdtrit(n - 1, (1 + level) / 2) / np.sqrt(n), dtype=np.float64)
    return wide
