"""The front of options on several measures, against what is known of it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from demandsim.statistics.front import front_chances, on_front


def test_the_front_is_what_nothing_else_beats() -> None:
    means = np.array([[1.0, 5.0], [3.0, 3.0], [2.0, 3.0], [5.0, 1.0], [5.0, 1.0], [0.0, 0.0]])
    assert on_front(means).tolist() == [True, True, False, True, True, False]
    assert on_front(np.stack([means, -means])).tolist()[1] == [False, False, False, False, False, True]
    assert on_front(np.array([[1.0], [2.0], [2.0]])).tolist() == [False, True, True]


@pytest.mark.parametrize("number", [3, 12, 60])
def test_for_two_options_and_one_measure_it_is_the_paired_test(number: int) -> None:
    chance = np.random.default_rng(number)
    swings = chance.normal(size=number)
    results = np.stack([swings, swings + chance.normal(0.2, 0.5, size=number)])
    p = stats.ttest_rel(results[1], results[0], alternative="greater").pvalue
    assert front_chances(results[:, None, :]) == pytest.approx([p, 1 - p], abs=0.01)


def test_for_independent_measures_chances_multiply() -> None:
    """An option is beaten by the only other one where that is better on both measures."""
    chance = np.random.default_rng(3)
    results = chance.normal(size=(2, 2, 400))
    results[0] += np.array([[0.05], [0.08]])
    behind = [stats.ttest_rel(results[0, m], results[1, m], alternative="greater").pvalue for m in range(2)]
    expected = [1 - behind[0] * behind[1], 1 - (1 - behind[0]) * (1 - behind[1])]
    assert front_chances(results) == pytest.approx(expected, abs=0.03)


def test_options_that_never_differ_are_on_it_together() -> None:
    results = np.random.default_rng(1).normal(size=(3, 3, 9))
    results[2] = results[0]
    found = front_chances(results)
    assert found[0] == found[2]
    assert (front_chances(results[[0, 2]]) == 1).all()


def test_one_that_is_beaten_always_is_never_on_it() -> None:
    results = np.random.default_rng(1).normal(size=(2, 2, 9))
    results[1] = results[0] - 1
    assert front_chances(results).tolist() == [1, 0]


def test_the_same_results_give_the_same_chances() -> None:
    results = np.random.default_rng(1).normal(size=(4, 2, 20))
    assert (front_chances(results) == front_chances(results)).all()


@pytest.mark.parametrize("results", [np.zeros((2, 2, 1)), np.full((2, 2, 5), np.nan)])
def test_too_little_to_judge_is_refused(results: np.ndarray) -> None:
    with pytest.raises(ValueError, match="two replications or more"):
        front_chances(results)
