"""Streams: the same name gives the same luck, whatever else is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demandsim.tape.streams import SMALLEST, Chance, stream, uniforms

PINNED = [0.3266973543930797, 0.91546978666799, 0.5972313847682891]


def test_the_same_seed_replication_and_name_give_these_numbers_on_any_machine() -> None:
    assert stream(1, 0, "contacts/101/talk").random(3).tolist() == PINNED


@pytest.mark.parametrize("other", [(2, 0, "a/talk"), (1, 1, "a/talk"), (1, 0, "a/wrap"), (1, 0, "A/talk")])
def test_another_seed_replication_or_name_gives_unrelated_numbers(other: tuple[int, int, str]) -> None:
    n = 20_000
    mine, theirs = stream(1, 0, "a/talk").random(n), stream(*other).random(n)
    # The correlation of independent columns has standard error 1 / sqrt(n).
    assert abs(np.corrcoef(mine, theirs)[0, 1]) * math.sqrt(n) < 4.5


def test_a_swap_of_seed_and_replication_is_another_world() -> None:
    assert stream(3, 7, "a").random() != stream(7, 3, "a").random()


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**32, 0), (0, -1), (0, 2**32)])
def test_seeds_that_could_mean_the_same_stream_are_refused(seed: int, replication: int) -> None:
    with pytest.raises(ValueError, match="lies between 0 and"):
        stream(seed, replication, "a")


def test_a_longer_column_begins_with_the_shorter_one() -> None:
    chance = Chance(1, 0)
    assert np.array_equal(chance.luck("a", 1000)[:10], chance.luck("a", 10))
    assert np.array_equal(chance.luck("a", 1000, 4)[:10], chance.luck("a", 10, 4))


def test_luck_is_never_exactly_0_so_that_every_inversion_is_finite() -> None:
    class Lowest(np.random.Generator):
        def random(self, *_: object) -> np.ndarray:  # type: ignore[override]
            return np.array([0.0, 0.5])

    assert uniforms(Lowest(np.random.PCG64(1)), 2).tolist() == [SMALLEST, 0.5]


def test_a_row_keeps_its_luck_and_identity_whichever_other_rows_are_kept() -> None:
    everybody = Chance(5, 2).source("contacts/101", 1000)
    rows = everybody.luck("coin") < 0.3
    some = everybody.only(rows)
    assert 200 < len(some.kept) < 400
    for column, width in (("talk", ()), ("patience", (4,))):
        assert np.array_equal(some.luck(column, *width), everybody.luck(column, *width)[rows])
    assert np.array_equal(some.uid(), everybody.uid()[rows])
    assert np.array_equal(some.uid(4), everybody.uid(4)[rows])
    last = some.only(np.arange(len(some.kept)) == len(some.kept) - 1)
    assert last.luck("talk") == everybody.luck("talk")[some.kept[-1]]


def test_identities_differ_between_sources_and_never_turn_negative() -> None:
    chance = Chance(1, 0)
    names = [f"contacts/{line}" for line in range(300)]
    uids = np.concatenate([chance.source(name, 50).uid() for name in names])
    assert len(np.unique(uids)) == len(uids)
    assert uids.min() >= 0
    assert len(np.unique(chance.source("asking", 50).uid(4))) == 200


def test_a_source_with_more_rows_than_can_be_numbered_is_refused() -> None:
    source = Chance(1, 0).source("contacts/101", 10)
    huge = type(source)(source.chance, source.name, 2**29, source.kept)
    assert huge.uid().shape == (10,)
    with pytest.raises(ValueError, match="too many to number"):
        huge.uid(4)
