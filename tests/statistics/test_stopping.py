"""How many values a width takes, and when to stop, against figures worked out by others and worlds that are known."""

from __future__ import annotations

import numpy as np
import pytest

from demandsim.experiment.precision import t_interval
from demandsim.statistics.stopping import FEWEST, LOOK_AHEAD, MOST, Look, first_within, half_widths, look, values_within

# Reference cases M02 and M03, each computed in two ways before this program was written.
TEN = np.array([12.3, 11.8, 13.1, 12.9, 10.7, 14.2, 12.0, 11.5, 13.3, 12.6])
TWENTY = np.array([50.0, 62, 47, 55, 58, 49, 61, 53, 52, 57, 54, 56, 50, 59, 55, 53, 54, 57, 52, 56])


def test_values_for_two_per_cent_of_the_mean() -> None:
    assert values_within(float(TEN.std(ddof=1)), 0.02 * TEN.mean()) == 65


def test_a_target_that_nothing_reaches() -> None:
    assert values_within(1.0, 1e-6) is None
    assert values_within(0.0, 1e-6) == 2
    assert look(TEN, 1e-6) == Look(False, MOST)


def test_half_widths_are_those_of_the_intervals_one_by_one() -> None:
    series = 1e6 + TWENTY
    widths = half_widths(series)
    assert np.isnan(widths[0])
    assert widths[1:] == pytest.approx([t_interval(series[:n]).half_width for n in range(2, 21)])
    assert half_widths(np.full(5, 0.1))[1:].tolist() == [0.0] * 4


def test_cumulative_precision_is_reached_and_held_at_fourteen() -> None:
    running = np.cumsum(TWENTY) / np.arange(1, 21)
    widths = half_widths(TWENTY)
    assert first_within(widths <= 0.05 * running, look_ahead=0) == 14
    assert first_within(widths <= 0.05 * running) == 14
    assert widths[-1] / running[-1] == pytest.approx(0.0337225, abs=5e-8)


def test_a_lucky_dip_into_precision_is_not_enough() -> None:
    series = np.array([10.0, 10.1, 10.0, 30.0, 10.0, 10.0, 10.0, 10.0])
    inside = half_widths(series) <= 0.5
    assert first_within(inside, look_ahead=0) == FEWEST
    assert first_within(inside) is None
    assert look(series[:3], 0.5) == Look(False, FEWEST + LOOK_AHEAD)
    assert not look(series, 0.5).reached


def test_a_look_says_when_it_was_held_long_enough() -> None:
    target = 0.05 * 54.0
    first = first_within(half_widths(TWENTY) <= target)
    assert first is not None
    for n in range(first, 21):
        assert look(TWENTY[:n], target) == Look(n >= first + LOOK_AHEAD, max(n, first + LOOK_AHEAD))
    with_gaps = np.insert(TWENTY, 3, np.nan)
    assert look(with_gaps, target) == look(TWENTY, target)


def test_too_few_values_are_never_enough() -> None:
    for n in range(FEWEST):
        assert look(np.ones(n), 1.0) == Look(False, FEWEST + LOOK_AHEAD)
    assert look(np.ones(FEWEST + LOOK_AHEAD), 1.0).reached


@pytest.mark.slow
def test_stopping_when_it_is_narrow_enough_costs_hardly_any_coverage() -> None:
    """Who stops when the interval happens to be narrow stops a little too often when it is too narrow."""
    rng = np.random.default_rng(2018)
    truth, sd, target, worlds = 100.0, 10.0, 4.0, 4_000
    inside, within = 0, 0
    for _ in range(worlds):
        series = rng.normal(truth, sd, 400)
        found = look(series[:10], target)
        n = 10
        while not found.reached:
            n = found.wanted
            found = look(series[:n], target)
        seen = t_interval(series[:n])
        assert seen.half_width <= target
        inside += seen.low <= truth <= seen.high
        within += abs(seen.mean - truth) <= target
    print(inside / worlds, within / worlds)
    # The error of a share near 0.95 over 4,000 worlds is 0.0034.
    assert 0.935 <= inside / worlds <= 0.96
    assert within / worlds >= 0.95
