"""Busy and habits: how many handlers there were, and how they worked, read from logs whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from demandsim.tape.busy import CENSORED, MOST, WHILE_WAITING, BusyTimes, busy_times, handlers, rest_of_call, spells
from demandsim.tape.habits import answered_past, taken_first

GAP = np.nan


def table(*rows: tuple[float, str, float, float, float]) -> pd.DataFrame:
    """Calls as (received at, line, talk, patience, waited)."""
    return pd.DataFrame(rows, columns=["received_at", "line", "talk", "patience", "waited"])


BY_HAND = table(
    (0, "a", 40, GAP, 0),
    (10, "a", 20, GAP, 0),
    (20, "a", 10, GAP, 10),
    (60, "a", GAP, 15, 15),
)
"""Two busy from 10 to 40 (somebody waits from 20 to 30); nobody is there from 40, and one waits in vain to 75."""


def test_busy_times_by_hand() -> None:
    times = busy_times(BY_HAND, slot=50, slots=2)
    assert times.total.tolist() == [[10, 10, 30], [50, 0, 0]]
    assert times.waiting.tolist() == [[0, 0, 10], [15, 0, 0]]


def test_handlers_by_hand() -> None:
    """A slot: 20 s with 1 busy, somebody waiting for 5 of them, and 30 s with 3 busy, somebody waiting for 10.

    In the 15 s in which 1 was busy and nobody waited, 1 was wanted: they do not say whether a second was there. Of the
    35 s in which more than 1 was wanted, 5 had only 1. More than 3: unknown.
    """
    times = BusyTimes(50, np.array([[0.0, 20, 0, 30]]), np.array([[0.0, 5, 0, 10]]))
    assert handlers(times, MOST).tolist() == [3]
    assert handlers(times, WHILE_WAITING) == pytest.approx([(5 * 1 + 10 * 3) / 15])
    assert handlers(times, CENSORED) == pytest.approx([1 + 2 * (1 - 5 / 35)])


def test_while_nobody_waits_the_busiest_moment_is_all_there_is() -> None:
    times = BusyTimes(50, np.array([[20.0, 30, 0], [50, 0, 0]]), np.zeros((2, 3)))
    for how in (MOST, WHILE_WAITING, CENSORED):
        assert handlers(times, how).tolist() == [1, 0]


def test_waiting_before_an_empty_desk_counts() -> None:
    assert handlers(busy_times(BY_HAND, slot=50, slots=2))[1] == 0


def test_wrap_keeps_a_handler_busy() -> None:
    times = busy_times(BY_HAND.assign(wrap=[0, 5, 0, GAP]), slot=50, slots=1)
    assert times.total.tolist() == [[10, 10, 25, 5]]


def test_like_slots_are_pooled() -> None:
    times = busy_times(BY_HAND, slot=25, slots=4)
    pooled = times.pooled([np.array([0, 1]), np.array([], dtype=np.int64)])
    assert pooled.total.tolist() == [[10, 10, 30], [0, 0, 0]]
    assert handlers(pooled).tolist() == [2, 0]


def test_an_answered_call_of_unknown_length_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1: the caller was answered"):
        busy_times(BY_HAND.assign(talk=[40, GAP, 10, GAP]))


def test_the_censored_estimate_sees_through_breaks() -> None:
    """Demand varies without regard to the handlers, who are 4 for two thirds of the time and 2 for one third.

    The most busy at once is 4, and while somebody waits it is mostly 2; the mean is 10/3.
    """
    rng = np.random.default_rng(7)
    there = np.where(rng.random(200_000) < 2 / 3, 4, 2)
    wanted = rng.poisson(2.5, 200_000)
    busy, waits = np.minimum(there, wanted), wanted > there
    total, waiting = (np.bincount(busy[rows], minlength=5).astype(float)[None] for rows in (waits | True, waits))
    times = BusyTimes(1_800, total, waiting)
    assert handlers(times, CENSORED) == pytest.approx([10 / 3], abs=0.02)
    assert handlers(times, MOST) == [4]
    assert handlers(times, WHILE_WAITING)[0] < 2.8


def test_spells_follow_the_positions() -> None:
    handler, start, end = spells(np.array([0, 2, 1, 1, 0, 1]), slot=100, early=30)
    assert list(zip(handler, start, end, strict=True)) == [(0, 100, 370), (1, 100, 170), (0, 500, 570)]
    _, start, end = spells(np.array([1]), slot=100, early=500)
    assert (end - start).tolist() == [1]
    assert [len(column) for column in spells(np.zeros(3, dtype=np.int64))] == [0, 0, 0]


def test_the_rest_of_a_call_in_hand() -> None:
    assert rest_of_call(pd.Series([100.0, 100.0, GAP])) == 50
    assert rest_of_call(pd.Series([0.0, 200.0])) == 100
    assert rest_of_call(pd.Series([GAP])) == 0
    assert rest_of_call(pd.Series(np.random.default_rng(8).exponential(180, 100_000))) == pytest.approx(180, abs=3)


def desk(lines: list[str], order: dict[str, int], handlers_of: list[set[str]], credit: int = 0) -> pd.DataFrame:
    """Let handlers (each with the lines it takes) work off random calls; lowest (order, arrival) first.

    With `credit` a line of order 0 goes before one of order 1 unless the other has waited so much longer.
    """
    rng = np.random.default_rng(9)
    count = 4_000
    at = np.sort(rng.integers(0, count * 60, count))
    line, talk = rng.choice(lines, count), rng.integers(20, 300, count)
    free_at, answered = [0] * len(handlers_of), np.full(count, -1)
    waiting: list[int] = []
    arrivals = iter(range(count))
    following = next(arrivals)
    for now in range(int(at[-1]) + 100_000):
        while following is not None and at[following] <= now:
            waiting.append(following)
            following = next(arrivals, None)
        for handler, takes in enumerate(handlers_of):
            if free_at[handler] <= now:
                mine = [call for call in waiting if line[call] in takes]
                if mine:
                    far = credit or 10**9
                    best = min(mine, key=lambda call: (order[line[call]] * far + at[call], call))
                    waiting.remove(best)
                    answered[best], free_at[handler] = now, now + talk[best]
        if following is None and not waiting:
            break
    return pd.DataFrame({"received_at": at, "line": line, "talk": talk, "patience": GAP, "waited": answered - at})


def test_lines_with_their_own_handlers_are_told_from_shared_ones() -> None:
    shared = desk(["a", "b"], {"a": 0, "b": 0}, [{"a", "b"}] * 3)
    apart = desk(["a", "b"], {"a": 0, "b": 0}, [{"a"}, {"a"}, {"b"}, {"b"}])
    some = desk(["a", "b"], {"a": 0, "b": 0}, [{"a", "b"}, {"a", "b"}, {"a"}])
    assert answered_past(shared, "b") < 0.1
    assert answered_past(apart, "b") == pytest.approx(1, abs=0.08)
    assert 0.15 < answered_past(some, "b") < 0.85
    assert answered_past(some, "a") < 0.1, "nobody who takes b does not take a"


def test_nothing_is_said_of_lines_that_never_wait() -> None:
    assert np.isnan(answered_past(BY_HAND.assign(waited=0), "a"))


def test_who_is_taken_first_is_read_from_the_log() -> None:
    together = [{"a", "b"}] * 3
    one_queue, strict = desk(["a", "b"], {"a": 0, "b": 0}, together), desk(["a", "b"], {"a": 0, "b": 1}, together)
    head_start = desk(["a", "b"], {"a": 0, "b": 1}, together, credit=90)
    found = {
        name: taken_first(calls, "a", "b", [0, 90])["taken"].to_numpy()
        for name, calls in (("one", one_queue), ("strict", strict), ("head", head_start))
    }
    assert found["one"] == pytest.approx([1, 0, 0], abs=0.03)
    assert found["strict"] == pytest.approx([1, 1, 1], abs=0.03)
    assert found["head"] == pytest.approx([1, 1, 0], abs=0.03)
    assert (taken_first(strict, "a", "b", [0, 90])["times"] > 30).all()
