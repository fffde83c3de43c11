"""Ranking against the reference cases, and against made-up options whose best is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from demandsim.statistics.ranking import (
    budget_shares,
    chance_correct,
    constants,
    not_ruled_out,
    select,
    share_out,
    told_apart,
    with_the_best,
)

Floats = NDArray[np.float64]
SURELY = 0.001
"""A test fails by chance so rarely."""


def shared(seed: int, means: list[float], sds: list[float], replications: int, common: float = 2.0) -> Floats:
    """Draw normal results with a share of luck that all options of a replication have in common."""
    chance = np.random.default_rng(seed)
    own = chance.normal(size=(len(means), replications)) * np.array(sds)[:, None]
    return own + common * chance.normal(size=replications) + np.array(means)[:, None]


def at_least(hits: int, trials: int, promised: float) -> bool:
    """Tell whether so few hits are still likely where the promise is kept."""
    return bool(stats.binom.cdf(hits, trials, promised) > SURELY)


def test_constants_of_kim_and_nelson() -> None:
    """Reference case M10."""
    assert constants(5, 20) == pytest.approx((0.2372383, 9.015056), rel=1e-6)


def test_shares_of_ocba() -> None:
    """Reference case M12: costs, of which the lowest is the best."""
    shares = budget_shares(-np.array([1.0, 2, 3, 4]), np.array([1.0, 1, 2, 3]))
    assert shares == pytest.approx([0.28, 0.24, 0.24, 0.24])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("means", "right"),
    [
        ([0.0, 0.0, 0.0, 0.0], 0),
        ([0.0, 0.0, 1.0, 0.0], 2),
        ([0.0, 2.0, 3.0, 2.0], 2),
        ([1.0, 0.0, 0.0, 0.0], 0),
    ],
    ids=["nothing is better", "better than today and others alike", "better than good ones", "today is best"],
)
@pytest.mark.parametrize("first", [4, 10])
def test_the_best_is_selected_as_often_as_promised(means: list[float], right: int, first: int) -> None:
    trials, sds = 500, [1.0, 0.7, 1.3, 1.0]
    found = [
        select(shared(seed, means, sds, 900), 1.0, first=first, sure=0.9, standard=0).still_in for seed in range(trials)
    ]
    assert at_least(found.count((right,)), trials, 0.9), found.count((right,)) / trials


def kim_and_nelson(
    results: Floats, least: float, first: int, standard: int | None
) -> tuple[list[int], list[int | None]]:
    """The procedure as the paper writes it, pair by pair: who is left, and after how many each other was ruled out."""
    options, raised = range(len(results)), results.copy()
    h2 = constants(len(results), first)[1]
    if standard is not None:
        raised[standard] += least / 2
    lead = {(i, j): least / 2 if standard in (i, j) else least for i in options for j in options}
    variance = {}
    for i, j in lead:
        apart = results[i, :first] - results[j, :first]
        alike = (np.var(results[i, :first], ddof=1) + np.var(results[j, :first], ddof=1)) / 2 / first
        variance[i, j] = np.var(apart, ddof=1) if apart.any() else alike
    left, out = set(options), [None] * len(results)
    for used in range(first, results.shape[1] + 1):
        sums = raised[:, :used].sum(axis=1)
        room = {ij: max(0, lead[ij] / 2 * (h2 * variance[ij] / lead[ij] ** 2 - used)) for ij in lead}
        worse = {i for i in left for j in left - {i} if sums[i] < sums[j] - room[i, j]}
        out = [used if i in worse else out[i] for i in options]
        left -= worse
        last = max((math.floor(h2 * variance[i, j] / lead[i, j] ** 2) for i in left for j in left - {i}), default=0)
        if len(left) == 1 or used == last + 1:
            break
    return sorted(left), out


@pytest.mark.parametrize("standard", [None, 1])
def test_the_selection_is_that_of_the_paper(standard: int | None) -> None:
    for seed in range(40):
        chance = np.random.default_rng(seed)
        results = shared(seed, chance.normal(0, 0.8, 4).tolist(), [1.0, 0.7, 1.3, 1.0], 900)
        if seed % 2:
            # Two options that no tape of the first stage tells apart.
            results[3, :5] = results[2, :5]
        found = select(results, 0.7, first=5, standard=standard)
        assert found.settled
        assert (list(found.still_in), list(found.out_after)) == kim_and_nelson(results, 0.7, 5, standard)


def test_a_promise_that_is_not_kept_is_noticed() -> None:
    assert not at_least(425, 500, 0.95)
    trials = 200
    looked_at_once = sum(
        int(shared(seed, [0, 0, 0, 0], [1.0] * 4, 10).mean(axis=1).argmax() == 0) for seed in range(trials)
    )
    assert not at_least(looked_at_once, trials, 0.9)


@pytest.mark.parametrize("standard", [None, 0])
def test_shared_luck_does_not_matter(standard: int | None) -> None:
    calm = shared(5, [0, 0, 2, 1], [1.0] * 4, 200, common=0)
    moved = calm + 50 * np.random.default_rng(6).normal(size=200)
    assert select(moved, 1, first=6, standard=standard) == select(calm, 1, first=6, standard=standard)


def test_a_selection_goes_on_where_it_stopped() -> None:
    results = shared(3, [0.0, 0.6, 0.8, -1.0], [1.0] * 4, 500)
    whole = select(results, 0.5, first=8, standard=0)
    assert whole.settled
    assert whole.used > 30
    ends = []
    for number in range(1, whole.used):
        part = select(results[:, :number], 0.5, first=8, standard=0)
        assert not part.settled
        assert part.used == number
        assert set(whole.still_in) <= set(part.still_in)
        if part.at_most is not None and part.more is not None:
            assert 1 <= part.more <= part.at_most
            ends.append(number + part.at_most)
    assert ends[-1] >= whole.used
    assert ends == sorted(ends, reverse=True)
    # What an option would have done after it was ruled out is not asked.
    for option, after in enumerate(whole.out_after):
        if after is not None:
            results[option, after:] = np.nan
    assert select(results, 0.5, first=8, standard=0) == whole


def test_what_it_still_takes_is_what_it_takes() -> None:
    """Without chance after the first stage, the forecast is exact."""
    results = np.zeros((2, 400))
    results[1] = 0.3
    results[0, :10:2], results[0, 1:10:2] = 1.0, -1.0
    early = select(results[:, :10], 0.5, first=10)
    assert early.more is not None
    assert not select(results[:, : 10 + early.more - 1], 0.5, first=10).settled
    found = select(results[:, : 10 + early.more], 0.5, first=10)
    assert (found.settled, found.still_in, found.used) == (True, (1,), 10 + early.more)


def test_a_replication_without_a_value_is_left_out() -> None:
    results = shared(1, [0, 1.0, 0], [1.0] * 3, 100)
    holed = np.insert(results, [3, 20], np.nan, axis=1)
    holed[0, 3] = 1.0
    assert select(holed, 0.6, first=10) == select(results, 0.6, first=10)
    missing = select(np.full((2, 30), np.nan), 1, first=5)
    assert (missing.used, missing.settled, missing.more, missing.still_in) == (0, False, None, (0, 1))


def test_options_that_never_differ_end_together() -> None:
    results = shared(1, [0, 3.0], [1.0] * 2, 60)
    found = select(np.vstack([results, results[1]]), 1, first=10, standard=0)
    assert (found.settled, found.still_in) == (True, (1, 2))
    assert found.used < 60


def test_options_that_seldom_differ_are_not_ruled_out_before_they_do() -> None:
    """An option that helps on one tape in four is better by a difference that matters, but the first ten hide it."""
    results = shared(8, [0.0, 0.0], [0.0, 0.0], 600, common=10.0)
    results[1, 12::4] += 12.0
    assert select(results[:, :12], 2.0, first=10, standard=0).still_in == (0, 1)
    found = select(results, 2.0, first=10, standard=0)
    assert (found.settled, found.still_in) == (True, (1,))
    # One that never differs costs replications, but not for ever.
    results[1] = results[0]
    kept = select(results, 2.0, first=10, standard=0)
    assert (kept.settled, kept.still_in) == (True, (0,))
    assert 10 < kept.used < 60
    # A difference that is always the same needs no luck to be told.
    assert select(np.vstack([results[0], results[0] + 3]), 2.0, first=10, standard=0).used == 10


def test_differences_below_what_matters_keep_the_standard() -> None:
    results = shared(2, [0, 0.2], [1.0] * 2, 3000, common=1.0)
    assert select(results, 1.0, first=10, standard=0).still_in == (0,)
    assert select(results, 1.0, first=10, standard=1).still_in == (1,)


@pytest.mark.parametrize(("least", "first", "rows"), [(0.0, 5, 2), (math.nan, 5, 2), (1.0, 1, 2), (1.0, 5, 1)])
def test_a_selection_that_makes_no_sense_is_refused(least: float, first: int, rows: int) -> None:
    with pytest.raises(ValueError, match=r"above 0|two options or more"):
        select(np.zeros((rows, 10)), least, first=first)


def test_leads_over_the_best_of_two_are_one_sided_intervals() -> None:
    results = shared(4, [0, 2.5], [1.0, 1.0], 12)
    low, high = with_the_best(results)
    lead = stats.ttest_rel(results[1], results[0], alternative="greater").confidence_interval(0.95)
    fall = stats.ttest_rel(results[1], results[0], alternative="less").confidence_interval(0.95)
    assert lead.low > 0
    # The second is shown to be best: its interval begins at 0 and ends at the most that it can be ahead.
    assert (low[1], high[0]) == (0.0, 0.0)
    assert (high[1], low[0]) == pytest.approx((fall.high, -fall.high))


def test_leads_of_options_on_unlike_numbers_of_tapes() -> None:
    results = shared(4, [0, 0.3, -4], [1.0] * 3, 40)
    results[2, 10:] = np.nan
    low, high = with_the_best(results)
    assert high[2] == 0
    assert low[2] < -3
    shared_tapes = [stats.ttest_rel(results[2, :10], results[n, :10], alternative="greater") for n in (0, 1)]
    assert low[2] == pytest.approx(min(found.confidence_interval(0.975).low for found in shared_tapes))
    both = with_the_best(results[:2], sure=0.975)
    assert (low[:2], high[:2]) == (pytest.approx(both[0]), pytest.approx(both[1]))
    results[2, 1:] = np.nan
    assert np.isnan(with_the_best(results)).any(axis=0).tolist() == [True, True, True]
    with pytest.raises(ValueError, match="needs others"):
        with_the_best(results[:1])


@pytest.mark.slow
@pytest.mark.parametrize("means", [[0.0, 0.0, 0.0, 0.0], [0.0, 0.5, 1.0, 0.9], [3.0, 0.0, 2.9, 3.0]])
def test_leads_hold_for_all_options_at_once_as_often_as_promised(means: list[float]) -> None:
    trials = 1000
    best = np.array([max(means[:place] + means[place + 1 :]) for place in range(4)])
    truth, held = np.array(means) - best, 0
    for seed in range(trials):
        low, high = with_the_best(shared(seed, means, [1.0, 0.5, 2.0, 1.0], 8), sure=0.9)
        held += bool(((low <= truth) & (truth <= high)).all())
    assert at_least(held, trials, 0.9), held / trials


def test_the_chance_of_two_is_that_of_the_paired_test() -> None:
    results = shared(7, [0, 0.4], [1.0] * 2, 15)
    ahead = int(results.mean(axis=1).argmax())
    test = stats.ttest_rel(results[ahead], results[1 - ahead], alternative="greater")
    assert chance_correct(results) == pytest.approx(1 - test.pvalue)
    three = np.vstack([results, results[1 - ahead] - 0.1])
    assert 0 < chance_correct(three) < chance_correct(results)
    assert chance_correct(np.array([[1.0, 2, 3], [2.0, 3, 4]])) == 1
    assert chance_correct(np.array([[1.0, 2, 3], [1.0, 2, 3]])) == 0.5
    assert math.isnan(chance_correct(np.array([[1.0], [2.0]])))


def test_runs_go_to_options_that_are_close_or_vary() -> None:
    shares = budget_shares(np.array([10.0, 9.0, 5.0, 9.0]), np.array([1.0, 1.0, 1.0, 2.0]))
    assert shares.sum() == pytest.approx(1)
    assert shares[3] == pytest.approx(4 * shares[1])
    assert shares[1] == pytest.approx(25 * shares[2])
    with pytest.raises(ValueError, match="equally good"):
        budget_shares(np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    assert budget_shares(np.array([1.0, 1.0]), np.array([1.0, 1.0]), least=0.5) == pytest.approx([0.5, 0.5])
    assert budget_shares(np.array([1.0, 2.0]), np.zeros(2)) == pytest.approx([0.5, 0.5])
    assert share_out(np.array([10, 10, 10, 10]), shares, 200).tolist() == pytest.approx((240 * shares).round(), abs=10)
    assert share_out(np.array([90, 10]), np.array([0.5, 0.5]), 20).tolist() == [90, 30]


@pytest.mark.slow
def test_runs_given_out_by_ocba_find_the_best_more_often_than_equal_ones() -> None:
    """Ten options in a row, a known case where equal shares waste runs on those that are far behind."""
    means, budget, right = -np.arange(10.0), 300, {"equal": 0, "ocba": 0}
    for seed in range(400):
        results = shared(seed, list(means), [6.0] * 10, budget, common=0)
        counts = np.full(10, 10)
        right["equal"] += int(results[:, : budget // 10].mean(axis=1).argmax() == 0)
        while counts.sum() < budget:
            seen = [results[place, :count] for place, count in enumerate(counts)]
            shares = budget_shares(
                np.array([one.mean() for one in seen]), np.array([one.std(ddof=1) for one in seen]), 1e-9
            )
            counts = share_out(counts, shares, 10)
        right["ocba"] += int(np.argmax([results[place, :count].mean() for place, count in enumerate(counts)]) == 0)
    assert right["ocba"] > right["equal"] + 20, right


def test_who_may_be_the_best_is_who_no_other_is_shown_to_beat() -> None:
    results = shared(9, [0.0, 3.0, 3.0, 0.0], [0.5] * 4, 12)
    results[2] = results[1]
    assert not_ruled_out(results).tolist() == [False, True, True, False]
    # Of twins at the head the interval alone cannot tell that neither is behind.
    results[3] = results[1] + np.tile([-1.0, 1.1], 6)
    low, high = with_the_best(results)
    assert (low[1] < 0, high[1]) == (True, 0.0)
    assert not_ruled_out(results).tolist() == [False, True, True, True]
    results[0, 1:] = np.nan
    with pytest.raises(ValueError, match="shared tapes"):
        not_ruled_out(results)
    with pytest.raises(ValueError, match="needs others"):
        not_ruled_out(results[:1])


@pytest.mark.slow
def test_the_best_is_not_ruled_out_as_often_as_promised() -> None:
    trials = 1000
    held = [not_ruled_out(shared(seed, [0, 1, 1.2], [1.0, 0.5, 2.0], 8), sure=0.9)[2] for seed in range(trials)]
    assert at_least(sum(map(bool, held)), trials, 0.9)


def test_what_tells_options_apart_is_the_f_ratio_of_options_by_tapes() -> None:
    results = np.array([[1.0, 2.0, 4.0], [2.0, 3.0, 4.0]])
    # For two options F is the square of the paired t.
    assert told_apart(results) == pytest.approx(stats.ttest_rel(results[0], results[1]).statistic ** 2)
    assert told_apart(shared(3, [0.0] * 5, [1.0] * 5, 400)) == pytest.approx(1, abs=1.5)
    assert told_apart(np.array([[1.0, 2.0], [2.0, 3.0]])) == math.inf
    assert told_apart(np.ones((2, 2))) == 0
    assert math.isnan(told_apart(np.array([[1.0, np.nan], [1.0, 2.0]])))
    assert math.isnan(told_apart(results[:1]))
