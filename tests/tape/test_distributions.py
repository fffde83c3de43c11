"""Distributions: every inversion rises with its luck and has the mean that the planner wrote."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from demandsim.scenario.laws import Law
from demandsim.tape.distributions import (
    busyness,
    chosen,
    chosen_or_none,
    counts,
    happens,
    lengths,
    promising,
    seconds,
    seconds_by,
    whole_numbers,
)
from demandsim.tape.streams import SMALLEST, Floats

# Integrals over luck are taken over its normal quantile: the far tails then carry next to no weight.
NORMAL = np.linspace(-8, 8, 8001)
LUCK = special.ndtr(NORMAL)
WEIGHT = np.exp(-(NORMAL**2) / 2)
WEIGHT /= WEIGHT.sum()

means = st.integers(1, 10_000_000)
shares = st.floats(0, 1)
lucks = st.floats(SMALLEST, 1 - 2**-53)


def written(law: dict[str, Any]) -> Law:
    return Law.model_validate(law)


laws = st.one_of(
    means.map(lambda mean: written({"constant": f"{mean} s"})),
    means.map(lambda mean: written({"exponential": {"mean": f"{mean} s"}})),
    st.builds(lambda mean, cv: written({"lognormal": {"mean": f"{mean} s", "cv": cv}}), means, st.floats(0.01, 5)),
    st.builds(
        lambda mean, phases: written({"erlang": {"mean": f"{mean} s", "phases": phases}}),
        means,
        st.integers(1, 50),
    ),
    st.builds(lambda low, more: written({"uniform": {"low": f"{low} s", "high": f"{low + more} s"}}), means, means),
)


@given(laws)
def test_a_law_has_the_mean_it_states(law: Law) -> None:
    assert np.sum(lengths(law, LUCK) * WEIGHT) == pytest.approx(law.mean, rel=1e-5)


@given(laws)
def test_more_luck_never_gives_less_time(law: Law) -> None:
    # The incomplete gamma inverse is good to about 14 digits: neighbouring lucks may tie, not turn round.
    steps = np.diff(lengths(law, LUCK))
    assert (steps >= -1e-9 * law.mean).all()


@given(laws, lucks)
def test_times_are_whole_seconds_within_half_a_second_of_the_law(law: Law, luck: float) -> None:
    exact = lengths(law, np.array([luck]))
    whole = seconds(law, np.array([luck]))
    assert whole.dtype == np.int64
    assert 0 <= exact[0] < np.inf
    assert abs(whole[0] - exact[0]) <= 0.5


@pytest.mark.parametrize(
    ("law", "cv"),
    [
        ({"lognormal": {"mean": "380 s", "cv": 0.8}}, 0.8),
        ({"lognormal": {"mean": "380 s", "cv": 1.5}}, 1.5),
        ({"exponential": {"mean": "10 min"}}, 1.0),
        ({"erlang": {"mean": "10 min", "phases": 4}}, 0.5),
        ({"uniform": {"low": "0 s", "high": "10 min"}}, 1 / np.sqrt(3)),
        ({"constant": "10 min"}, 0.0),
    ],
)
def test_a_law_has_the_variation_it_states(law: dict[str, Any], cv: float) -> None:
    times = lengths(written(law), LUCK)
    mean = np.sum(times * WEIGHT)
    assert np.sqrt(np.sum((times - mean) ** 2 * WEIGHT)) / mean == pytest.approx(cv, rel=1e-3)


def test_a_law_of_no_time_takes_no_time() -> None:
    for law in (
        {"lognormal": {"mean": "0 s", "cv": 1}},
        {"exponential": {"mean": "0 s"}},
        {"constant": "0 s"},
    ):
        assert seconds(written(law), LUCK).max() == 0


def test_every_row_follows_its_own_law() -> None:
    three = [
        written({"constant": "1 min"}),
        written({"exponential": {"mean": "1 h"}}),
        written({"constant": "2 s"}),
    ]
    luck = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
    rows = seconds_by(three, np.array([2, 1, 0]), luck)
    assert rows.tolist() == [[2, 2], seconds(three[1], luck[1]).tolist(), [60, 60]]


@given(st.floats(0, 5000), st.floats(1e-9, 1 - 1e-9))
def test_a_count_is_the_first_that_the_poisson_law_reaches_at_this_luck(mean: float, luck: float) -> None:
    count = int(counts(np.array([mean]), np.array([luck]))[0])
    # Cumulative shares are good to about 14 digits.
    assert stats.poisson.cdf(count, mean) >= luck * (1 - 1e-12)
    assert count == 0 or stats.poisson.cdf(count - 1, mean) < luck * (1 + 1e-12)


@given(st.floats(0, 500), st.floats(0, 500), lucks, lucks)
def test_more_luck_or_a_greater_mean_never_gives_fewer(mean: float, more: float, luck: float, other: float) -> None:
    low, high = sorted((luck, other))
    few, many_by_luck, many_by_mean = counts(np.array([mean, mean, mean + more]), np.array([low, high, low]))
    assert few <= many_by_luck
    assert few <= many_by_mean


def test_no_arrivals_in_the_first_hour_of_case_m14_as_often_as_it_says() -> None:
    # Reference case M14: 4 an hour on average, an empty first hour with probability 0.01831564.
    at, over = counts(np.array([4.0, 4.0]), np.array([0.01831563, 0.01831565]))
    assert (at, over) == (0, 1)


@pytest.mark.parametrize("cv", [0.05, 0.2, 10**-0.5, 1.0, 2.0])
def test_busyness_has_mean_1_and_the_stated_variation(cv: float) -> None:
    factor = busyness(cv, LUCK)
    assert np.sum(factor * WEIGHT) == pytest.approx(1, rel=1e-6)
    assert np.sqrt(np.sum((factor - 1) ** 2 * WEIGHT)) == pytest.approx(cv, rel=1e-4)


def test_without_dispersion_every_day_is_alike() -> None:
    assert (busyness(0, LUCK) == 1).all()


@given(st.floats(0, 60), lucks)
def test_whole_numbers_lie_next_to_their_mean(mean: float, luck: float) -> None:
    number = whole_numbers(np.array([mean]), np.array([luck]))[0]
    assert number == np.floor(mean) + (luck < mean % 1)


def test_whole_numbers_have_their_mean() -> None:
    even = (np.arange(1000) + 0.5) / 1000
    for mean in (0.0, 0.4, 1.0, 1.5, 2.2, 6.0):
        assert whole_numbers(np.full(1000, mean), even).mean() == pytest.approx(mean)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8).filter(lambda weights: sum(weights) > 1e-3))
def test_choices_are_in_proportion_and_nothing_impossible_is_chosen(weights: list[float]) -> None:
    even = (np.arange(20_000) + 0.5) / 20_000
    index = chosen(weights, even)
    share = np.bincount(index, minlength=len(weights)) / 20_000
    assert share == pytest.approx(np.array(weights) / sum(weights), abs=1e-4)
    extreme = chosen(weights, np.array([SMALLEST, 1 - 2**-53]))
    assert all(weights[index] > 0 for index in extreme)


def test_shares_that_rounding_leaves_short_of_1_still_choose_something() -> None:
    assert chosen([0.3333, 0.3333, 0.3333, 0], np.array([0.99999999])).tolist() == [2]


def test_nothing_to_choose_from_is_refused() -> None:
    with pytest.raises(ValueError, match="all weights are 0"):
        chosen([0, 0], LUCK)


@given(st.lists(st.floats(0, 0.2), max_size=4), st.floats(0, 0.2))
def test_a_share_added_at_the_end_takes_from_nobody(before: list[float], added: float) -> None:
    even = (np.arange(1000) + 0.5) / 1000
    old, new = chosen_or_none(before, even, -1), chosen_or_none([*before, added], even, -1)
    assert np.array_equal(old[old >= 0], new[old >= 0])
    assert set(new[old < 0]) <= {-1, len(before)}
    assert np.mean(new == len(before)) == pytest.approx(added, abs=2e-3)


def grid(accuracy: float) -> tuple[Floats, Floats, Floats]:
    """Every pair of prospect and luck on a fine grid, and what is seen of it."""
    even = (np.arange(1000) + 0.5) / 1000
    prospect, luck = (axis.reshape(-1) for axis in np.meshgrid(even, even))
    return prospect, luck, promising(prospect, luck, accuracy)


@pytest.mark.parametrize("accuracy", [0.0, 0.3, 0.6, 0.95])
def test_what_is_seen_correlates_with_the_prospect_as_stated_and_is_uniform(accuracy: float) -> None:
    prospect, _, seen = grid(accuracy)
    correlation = np.corrcoef(special.ndtri(1 - prospect), special.ndtri(seen))[0, 1]
    assert correlation == pytest.approx(accuracy, abs=1e-3)
    for quantile in (0.1, 0.5, 0.9):
        assert np.mean(seen < quantile) == pytest.approx(quantile, abs=2e-3)


def test_a_greater_share_keeps_those_whom_a_smaller_one_chose() -> None:
    assert (happens(LUCK, 0.3) <= happens(LUCK, 0.31)).all()
    assert not happens(LUCK, 0.0).any()
    assert happens(LUCK[LUCK < 1], 1.0).all()
