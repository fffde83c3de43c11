"""Designs and splits on functions whose answer is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from demandsim.statistics.sensitivity import (
    crossings,
    latin_hypercube,
    luck_and_ignorance,
    screening_design,
    screening_effects,
    variance_design,
    variance_shares,
)

SLOPES = np.array([3.0, -1.0, 0.0, 0.5])


def test_every_part_of_every_range_is_met_once() -> None:
    worlds = latin_hypercube(10, 3, seed=1)
    assert (np.sort((worlds * 10).astype(int), axis=0) == np.arange(10)[:, None]).all()


def test_screening_finds_the_slopes_of_a_straight_function() -> None:
    design = screening_design(4, 4, seed=2)
    assert design.shape == (4 * 5, 4)
    found = screening_effects(design, design @ SLOPES)
    assert found.size == pytest.approx(np.abs(SLOPES))
    assert found.spread == pytest.approx(np.zeros(4), abs=1e-12)


def test_screening_shows_by_the_spread_that_factors_hang_together() -> None:
    design = screening_design(20, 3, seed=3)
    found = screening_effects(design, design[:, 0] * design[:, 1] + design[:, 2])
    assert (found.spread[:2] > 0.2).all()
    assert found.spread[2] == pytest.approx(0, abs=1e-12)


def test_shares_of_variance_of_the_ishigami_function() -> None:
    """Ishigami and Homma (1990), a = 7, b = 0.1: the shares follow from the integrals."""
    design = variance_design(4096, 3, seed=4)
    x = np.pi * (2 * design - 1)
    found = variance_shares(3, np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))
    first, second = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8
    both = 0.1**2 * np.pi**8 * 8 / 225
    whole = first + second + both
    assert found.alone == pytest.approx([first / whole, second / whole, 0], abs=0.02)
    assert found.in_all == pytest.approx([(first + both) / whole, second / whole, both / whole], abs=0.02)


def test_shares_of_variance_of_a_straight_function_are_squares_of_slopes() -> None:
    found = variance_shares(4, variance_design(1024, 4, seed=5) @ SLOPES)
    assert found.alone == pytest.approx(SLOPES**2 / (SLOPES**2).sum(), abs=0.01)


def test_intervals_of_shares_cover_the_truth_and_narrow_with_more_points() -> None:
    chance, covered, wide = np.random.default_rng(8), 0, []
    for seed in range(1, 101):
        slopes = chance.uniform(0.5, 2, 3)
        found = variance_shares(3, variance_design(64, 3, seed) @ slopes)
        truth = slopes**2 / (slopes**2).sum()
        covered += int(((found.in_all - truth) ** 2 <= found.in_all_half**2).sum())
        wide.append(found.in_all_half.mean())
    assert covered >= 0.9 * 300
    more = variance_shares(3, variance_design(1024, 3, 1) @ np.array([1.0, 1.0, 1.0]))
    assert more.in_all_half.mean() < np.mean(wide) / 2


def test_shares_are_the_same_every_time_and_a_larger_design_begins_with_the_smaller() -> None:
    design = variance_design(16, 3, seed=2)
    assert np.array_equal(variance_design(32, 3, seed=2)[: len(design)], design)
    values = design @ np.array([1.0, 2.0, 3.0])
    for one, other in zip(variance_shares(3, values), variance_shares(3, values), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("values", [np.full(5 * 4, 7.0), 0.1 + np.tile([0.2, 0.2 + 1e-16], 10), np.full(20, np.nan)])
def test_where_nothing_varies_or_a_value_is_missing_there_is_nothing_to_share(values: np.ndarray) -> None:
    assert all(np.isnan(part).all() for part in variance_shares(3, values))


class TestLuckAndIgnorance:
    def test_on_a_made_up_function(self) -> None:
        """Worlds differ with variance 4, tapes with 9, both together with 1: over five tapes 10/5 is luck."""
        worlds, tapes, rounds = 40, 5, 300
        chance = np.random.default_rng(6)
        found = [
            luck_and_ignorance(
                7
                + chance.normal(0, 2, (worlds, 1))
                + chance.normal(0, 3, (1, tapes))
                + chance.normal(0, 1, (worlds, tapes))
            )
            for _ in range(rounds)
        ]
        assert np.mean([split.ignorance for split in found]) == pytest.approx(4, rel=0.05)
        assert np.mean([split.luck for split in found]) == pytest.approx(2, rel=0.1)

    def test_where_no_range_matters_all_is_luck(self) -> None:
        tape = np.array([1.0, 2.0, 4.0])
        split = luck_and_ignorance(np.tile(tape, (6, 1)))
        assert split.ignorance == 0
        assert split.luck == pytest.approx(tape.var(ddof=1) / 3)
        assert split.share == 0

    def test_where_no_chance_matters_all_is_ignorance(self) -> None:
        split = luck_and_ignorance(np.array([[1.0, 1.0], [3.0, 3.0], [8.0, 8.0]]))
        assert split.mean == 4
        assert split.ignorance == pytest.approx(13)
        assert split.share == 1

    def test_one_replication_cannot_tell_them_apart(self) -> None:
        split = luck_and_ignorance(np.array([[1.0], [3.0]]))
        assert np.isnan(split.luck)
        assert np.isnan(split.share)


class TestCrossings:
    def test_planted_ones_are_found_together(self) -> None:
        turns = [0.3, 0.77]
        asked: list[int] = []

        def at(points: Sequence[tuple[int, float]]) -> list[float]:
            asked.append(len(points))
            return [turns[n] - point for n, point in points]

        found = crossings(at, [(0.0, 1.0, 1.0), (1.0, 0.5, -1.0)], tolerance=0.01)
        for (start, end), turn in zip(found, turns, strict=True):
            assert min(start, end) <= turn <= max(start, end)
            assert abs(end - start) <= 0.01
        assert asked == [2] * 6 + [1]
