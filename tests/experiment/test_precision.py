"""Intervals and rules of stopping against figures worked out by others, and against worlds whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demandsim.experiment.precision import (
    correlation,
    first_precise,
    holm,
    more_to_settle,
    p_value,
    replications_for,
    saving,
    t_interval,
)

# Reference cases M01, M02 and M03: textbook formulas, each computed in two ways before this program was written.
TEN = (12.3, 11.8, 13.1, 12.9, 10.7, 14.2, 12.0, 11.5, 13.3, 12.6)
TWENTY = (50, 62, 47, 55, 58, 49, 61, 53, 52, 57, 54, 56, 50, 59, 55, 53, 54, 57, 52, 56)
# Reference case M05: with 1,000 trials of a 95 % interval, a share outside this band happens once in a hundred tries.
COVERAGE_BAND = (0.931, 0.967)


def test_t_interval_of_ten_observations() -> None:
    seen = t_interval(TEN)
    assert seen.n == 10
    assert seen.mean == pytest.approx(12.44)
    assert seen.sd == pytest.approx(1.002441, abs=5e-7)
    assert seen.half_width == pytest.approx(0.7171034, abs=5e-8)
    assert (seen.low, seen.high) == (pytest.approx(11.7229, abs=5e-5), pytest.approx(13.1571, abs=5e-5))


def test_missing_values_are_left_out_of_an_interval() -> None:
    assert t_interval([*TEN, math.nan]) == t_interval(TEN)


def test_one_value_has_a_mean_but_no_interval_and_none_has_neither() -> None:
    one, none = t_interval([3.0]), t_interval([])
    assert (one.n, one.mean) == (1, 3.0)
    assert math.isnan(one.half_width)
    assert none.n == 0
    assert math.isnan(none.mean)


def test_equal_values_have_no_spread_at_all() -> None:
    assert t_interval([0.1] * 7).half_width == 0.0


def test_replications_for_two_per_cent_of_the_mean() -> None:
    assert replications_for(TEN, 0.02) == 65


def test_replications_cannot_be_judged_from_one_value() -> None:
    with pytest.raises(ValueError, match="two or more"):
        replications_for([1.0], 0.02)


def test_cumulative_precision_is_reached_and_held_at_fourteen() -> None:
    assert first_precise(TWENTY, 0.05, look_ahead=0) == 14
    assert first_precise(TWENTY, 0.05, look_ahead=5) == 14
    last = t_interval(TWENTY)
    assert last.half_width / last.mean == pytest.approx(0.0337225, abs=5e-8)


def test_a_lucky_dip_into_precision_is_not_enough() -> None:
    series = [10.0, 10.1, 10.0, 30.0, 10.0, 10.0, 10.0, 10.0]
    assert first_precise(series, 0.05, look_ahead=0) == 3
    assert first_precise(series, 0.05, look_ahead=5) is None


def test_holm_on_a_textbook_example() -> None:
    # Holm's steps by hand: 0.005 x 4, 0.01 x 3, 0.03 x 2, 0.04 x 1 raised to the 0.06 before it.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_leaves_missing_values_out_of_the_count_and_stops_at_one() -> None:
    found = holm([0.02, math.nan, 0.9, 0.8])
    assert found[0] == pytest.approx(0.06)
    assert math.isnan(found[1])
    assert found[2:] == [1.0, 1.0]


def test_more_replications_settle_what_the_spread_allows() -> None:
    mean, sd, n = 1.0, 4.0, 10
    more = more_to_settle(mean, sd, n)
    assert more is not None
    from scipy import stats

    def half_width(count: int) -> float:
        return float(stats.t.ppf(0.975, count - 1)) * sd / math.sqrt(count)

    assert half_width(n + more) < mean <= half_width(n + more - 1)


def test_a_difference_too_small_to_settle_is_said_to_be_so() -> None:
    assert more_to_settle(0.001, 1.0, 10) is None
    assert more_to_settle(5.0, 1.0, 10) == 0


def test_p_value_agrees_with_the_interval_at_its_edge() -> None:
    seen = t_interval(TEN)
    edge = p_value(seen.half_width, seen.sd, seen.n)
    assert edge == pytest.approx(0.05)
    assert p_value(0.0, 0.0, 5) == 1.0
    assert p_value(2.0, 0.0, 5) == 0.0


def test_paired_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Two options share a tape's luck (correlation 0.8) and truly differ by 3."""
    luck = np.random.default_rng(20180401)
    shared = luck.normal(0, 2, (1000, 15))
    before = 50 + shared + luck.normal(0, 1, (1000, 15))
    after = 53 + shared + luck.normal(0, 1, (1000, 15))
    intervals = [t_interval(b - a) for a, b in zip(before, after, strict=True)]
    covered = np.mean([seen.low <= 3 <= seen.high for seen in intervals])
    assert COVERAGE_BAND[0] <= covered <= COVERAGE_BAND[1]


def test_shared_tapes_save_what_theory_says() -> None:
    """Exponentials of mean 1 and 0.8 from the same luck: variance 1.64 apart, 0.04 together (reference case M13)."""
    luck = np.random.default_rng(7).random(200_000)
    a, b = -np.log(luck), -0.8 * np.log(luck)
    assert correlation(a, b) == pytest.approx(1.0)
    assert saving(a, b) == pytest.approx(1.64 / 0.04)


def test_saving_and_correlation_without_spread() -> None:
    flat, rising = np.full(4, 2.0), np.arange(4.0)
    assert math.isnan(correlation(flat, rising))
    assert math.isnan(saving(flat, flat + 1))
    assert saving(rising, rising + 1) == math.inf
