"""Where a series is cut, and how it drifts, against series whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from demandsim.statistics.warm_up import mser, slopes


def test_a_series_that_is_steady_from_the_start_is_not_cut() -> None:
    steady = 10 + np.tile([0.3, -0.3, 0.2, -0.2, 0.0, 0.1, -0.1], 30)
    assert mser(steady).values == 0
    assert mser(steady).settled


def test_a_ramp_is_cut_where_it_ends() -> None:
    series = np.concatenate([np.linspace(0, 10, 50), np.full(150, 10.0)])
    found = mser(series)
    assert found.values == 50
    assert (found.mean, found.statistic) == (10.0, 0.0)


def test_a_series_that_grows_for_ever_has_not_settled() -> None:
    assert not mser(np.arange(200.0)).settled


def test_the_statistic_by_hand() -> None:
    # Batches of one: 9 1 1 1. Uncut 48/16 = 3, without the first 0/9.
    found = mser(np.array([9.0, 1, 1, 1]), batch=1)
    assert (found.batches, found.statistic) == (1, 0.0)
    assert mser(np.array([1.0, 1, 9, 1]), batch=1).statistic == pytest.approx(3.0)


@pytest.mark.parametrize("series", [np.arange(19.0), np.append(np.arange(30.0), np.nan)])
def test_short_series_and_gaps_are_refused(series: np.ndarray) -> None:
    with pytest.raises(ValueError, match="too short, or has gaps"):
        mser(series)


def test_slopes_of_straight_lines() -> None:
    assert slopes(np.array([[1.0, 3, 5, 7], [4, 4, 4, 4], [2, 1, 0, -1]])) == pytest.approx([2, 0, -1])
    with pytest.raises(ValueError, match="two values"):
        slopes(np.ones((3, 1)))
