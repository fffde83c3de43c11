"""Intervals and rules of stopping against figures worked out by others, and against worlds whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demandsim.experiment.precision import (
    correlation,
    fieller,
    holm,
    more_to_settle,
    p_value,
    saving,
    t_interval,
)

# Reference case M01: a textbook formula, computed in two ways before this program was written.
TEN = (12.3, 11.8, 13.1, 12.9, 10.7, 14.2, 12.0, 11.5, 13.3, 12.6)
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


def test_a_ratio_with_fiellers_interval_by_hand() -> None:
    """x = 19, 20, 21 against y = 11, 10, 9: means 20 and 10, variances 1, covariance -1; t of two degrees 4.302653.

    Of t^2 / 3 = 6.170942: the ends are (200 + 6.170942 -+ sqrt(6.170942 x (100 + 400 + 400))) / (100 - 6.170942).
    """
    found = fieller(np.array([19.0, 20.0, 21.0]), np.array([11.0, 10.0, 9.0]))
    assert found.value == 2
    assert found.low == pytest.approx((206.170942 - 74.524136) / 93.829058, rel=1e-6)
    assert found.high == pytest.approx((206.170942 + 74.524136) / 93.829058, rel=1e-6)


def test_the_ends_of_a_ratio_are_where_t_tests_stop_refusing_it() -> None:
    luck = np.random.default_rng(7)
    cost, gain = luck.normal(50_000, 900, 8), luck.normal(12, 3, 8)
    found = fieller(cost, gain)
    for end in (found.low, found.high):
        left_over = t_interval(cost - end * gain)
        assert abs(left_over.mean) == pytest.approx(left_over.half_width, rel=1e-9)
    assert found.low < found.value < found.high
    assert found.value - found.low < found.high - found.value
    # Whoever turns the ratio over turns the ends over.
    turned = fieller(gain, cost)
    assert (turned.low, turned.high) == (pytest.approx(1 / found.high), pytest.approx(1 / found.low))


def test_a_ratio_whose_lower_part_may_be_nothing_has_no_ends() -> None:
    unsure = fieller(np.array([5.0, 6.0, 7.0]), np.array([-1.0, 1.0, 3.0]))
    assert unsure.value == 6
    assert math.isnan(unsure.low)
    assert math.isnan(unsure.high)
    one = fieller(np.array([5.0]), np.array([2.0]))
    assert one.value == 2.5
    assert math.isnan(one.low)
    assert math.isnan(fieller(np.array([5.0, 5.0]), np.array([0.0, 0.0])).value)
    assert math.isnan(fieller(np.array([math.nan]), np.array([1.0])).value)


def test_a_ratio_of_what_never_varies_is_exact_and_missing_pairs_do_not_count() -> None:
    exact = fieller(np.array([300.1, 300.1, 300.1]), np.array([0.7, 0.7, 0.7]))
    assert exact.low == exact.value == exact.high
    fixed = fieller(np.array([100.0] * 4), np.array([9.0, 10.0, 11.0, 10.0]))
    seen = t_interval([9.0, 10.0, 11.0, 10.0])
    assert (fixed.low, fixed.high) == (pytest.approx(100 / seen.high), pytest.approx(100 / seen.low))
    gaps = fieller(
        np.array([19.0, math.nan, 20.0, 21.0, 3.0]),
        np.array([11.0, 4.0, 10.0, 9.0, math.nan]),
    )
    assert gaps == fieller(np.array([19.0, 20.0, 21.0]), np.array([11.0, 10.0, 9.0]))


@pytest.mark.parametrize("sway", [0.0, 0.8, -0.8])
def test_fiellers_interval_covers_the_truth_as_often_as_it_says(sway: float) -> None:
    luck = np.random.default_rng(1954)
    gain = luck.normal(10, 2, (1000, 6))
    cost = 40 + sway * (gain - 10) + luck.normal(0, 3, gain.shape)
    found = [fieller(*pair) for pair in zip(cost, gain, strict=True)]
    assert COVERAGE_BAND[0] < np.mean([ratio.low <= 4 <= ratio.high for ratio in found]) < COVERAGE_BAND[1]
