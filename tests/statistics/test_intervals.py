"""Intervals against worlds whose truth is known: how often they cover it, and what they say of too few values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from demandsim.experiment.precision import fieller, t_interval
from demandsim.statistics.intervals import jackknife, quantile_interval

Floats = NDArray[np.float64]

WORLDS = 5_000
"""Five times the thousand that would do, so that 94-96 % is over three standard errors either way."""


def ratio_of_means(values: Floats) -> float:
    return float(values[:, 0].mean() / values[:, 1].mean())


def paired(rng: np.random.Generator, n: int) -> Floats:
    """Crimes closed and officers present, say: means 6 and 20, rising and falling together."""
    present = rng.normal(20, 2, n)
    return np.column_stack([0.3 * present + rng.normal(0, 0.8, n), present])


def covered(low: float, high: float, truth: float) -> bool:
    return low <= truth <= high


@pytest.mark.slow
def test_every_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2018)
    found: dict[str, list[bool]] = {"mean": [], "median": [], "nine in ten": [], "ratio": [], "jackknife": []}
    nine_in_ten = -math.log(0.1)
    for _ in range(WORLDS):
        normal, skewed, pairs = rng.normal(50, 7, 12), rng.exponential(1, 30), paired(rng, 25)
        mean = t_interval(normal)
        found["mean"].append(covered(mean.low, mean.high, 50))
        for name, share, truth in (("median", 0.5, math.log(2)), ("nine in ten", 0.9, nine_in_ten)):
            seen = quantile_interval(skewed, share)
            assert seen.level >= 0.95
            found[name].append(covered(seen.low, seen.high, truth))
        ratio = fieller(pairs[:, 0], pairs[:, 1])
        found["ratio"].append(covered(ratio.low, ratio.high, 0.3))
        knife = jackknife(pairs, ratio_of_means)
        found["jackknife"].append(covered(knife.low, knife.high, 0.3))
    shares = {name: float(np.mean(hits)) for name, hits in found.items()}
    print(shares)
    assert all(0.94 <= share <= 0.96 for name, share in shares.items() if name != "median"), shares
    # Whole ranks cannot meet 95 % exactly; what the interval says of itself can be met.
    assert shares["median"] == pytest.approx(quantile_interval(np.arange(30.0), 0.5).level, abs=0.01)


def test_the_ends_for_a_centile_are_the_ranks_of_the_binomial_table() -> None:
    # Median of ten values: ranks 2 and 9, which cover with 1 - 2 (1 + 10) / 2**10.
    seen = quantile_interval(np.array([7.0, 1, 9, 3, 10, 2, 8, 6, 4, 5]), 0.5)
    assert (seen.value, seen.low, seen.high) == (pytest.approx(5.5), 2.0, 9.0)
    assert seen.level == pytest.approx(1 - 22 / 1024)


def test_no_shorter_pair_of_ranks_would_do() -> None:
    for n, share in ((30, 0.9), (50, 0.25), (17, 0.5)):
        seen = quantile_interval(np.arange(n, dtype=np.float64), share)
        width = int(seen.high - seen.low)
        below = stats.binom.cdf(np.arange(n), n, share)
        assert max(below[first + width - 1] - below[first] for first in range(n - width)) < 0.95


def test_missing_values_and_too_few_values() -> None:
    ten = np.arange(10.0)
    assert quantile_interval(np.append(ten, np.nan), 0.5) == quantile_interval(ten, 0.5)
    rare = quantile_interval(ten, 0.9)
    assert math.isnan(rare.low)
    assert rare.value == pytest.approx(8.6333333)
    assert math.isnan(quantile_interval(np.array([]), 0.5).value)
    assert math.isnan(jackknife(np.array([[1.0, 2.0]]), ratio_of_means).low)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_interval(ten, 90)


def test_the_jackknife_of_a_mean_is_the_t_interval() -> None:
    values = np.array([12.3, 11.8, 13.1, 12.9, 10.7, 14.2, 12.0, 11.5, 13.3, 12.6])
    ours, textbook = jackknife(values, lambda v: float(v.mean())), t_interval(values)
    assert (ours.value, ours.low, ours.high) == pytest.approx((textbook.mean, textbook.low, textbook.high))


def test_the_jackknife_takes_out_bias() -> None:
    # The plain variance (divided by n) is too small by 1/n; the jackknife makes it the one divided by n - 1.
    values = np.array([1.0, 4.0, 4.0, 9.0, 2.0])
    assert jackknife(values, lambda v: float(v.var())).value == pytest.approx(values.var(ddof=1))
