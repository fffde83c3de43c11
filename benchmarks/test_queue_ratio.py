"""The contact desk against a hand-written loop on the same world: the same waits, and how much slower."""

from __future__ import annotations

from statistics import median
from time import process_time

import numpy as np
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.plain_queue import plain_queue
from demandsim.eventlog import Moment
from tests.theory.queues import Queue, alike
from tests.theory.worlds import World

HANDLERS, ROUNDS = 10, 7
QUEUE = Queue([3.0, 7.0], [("exp", 0.95)] * 2, alike(HANDLERS, 2), patience=[("exp", 2.0)] * 2, calls=40_000)
"""Two classes at 95 % load, with callers who give up after about twice the mean talk."""

Numbers = tuple[list[int], list[bool], list[int], list[int], int]


def one_world() -> tuple[World, Numbers]:
    """Draw a world, as the engine takes it and as the loop does."""
    world, _ = QUEUE.world(np.random.default_rng(2018))
    contacts = world.tape.contacts
    return world, (
        np.diff(contacts.received_at, prepend=0).tolist(),
        (contacts.line == 0).tolist(),
        contacts.talk.tolist(),
        contacts.patience[:, 0].tolist(),
        HANDLERS,
    )


def test_speed_beside_a_plain_loop(benchmark: BenchmarkFixture) -> None:
    """Time both in turns, in one process, and report the ratio of the medians (1 would be as fast as the loop)."""
    world, numbers = one_world()

    def in_turns() -> tuple[float, float]:
        spent: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for times, play in zip(spent, (lambda: plain_queue(*numbers), world.play), strict=True):
                before = process_time()
                play()
                times.append(process_time() - before)
        return median(spent[0]), median(spent[1])

    loop, engine = benchmark.pedantic(in_turns, rounds=1)
    benchmark.extra_info["speed_beside_plain_loop"] = round(loop / engine, 3)
    print(f"\nspeed of the contact desk beside a plain loop: {loop / engine:.2f}")


def test_both_give_the_same_waits() -> None:
    """What is compared is the same queue: every wait and the number who gave up agree exactly."""
    world, numbers = one_world()
    urgent, routine, gave_up = plain_queue(*numbers)
    log = world.play()
    answered = log.moment == Moment.ANSWERED
    for line, waits in enumerate((urgent, routine)):
        assert sorted(log.amount[answered & (log.detail == line)].tolist()) == sorted(waits)
    assert (log.moment == Moment.ABANDONED).sum() == gave_up > 0
