"""Relations that need no table: they hold in every queue, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from demandsim.eventlog import EventLog, Moment
from tests.theory.call_measures import answered, share_of_time_all_busy
from tests.theory.forces import in_order
from tests.theory.queues import Queue, alike
from tests.theory.runner import FURTHEST, mean_with_error
from tests.theory.worlds import Calls, World, call_world, one_spell

TWO_CLASSES = Queue(
    [3.0, 4.0], [("exp", 1.0), ("exp", 1.0)], alike(9, 2), patience=[("exp", 3.0), ("exp", 6.0)], calls=3_000
)


def logs(queue: Queue, count: int) -> list[EventLog]:
    """Play some replications."""
    return [queue.world(np.random.default_rng([77, number]))[0].play() for number in range(count)]


def test_everybody_who_rang_was_served_or_gave_up() -> None:
    """R02: exact, in every run, and as many as rang."""
    for log in logs(TWO_CLASSES, 3):
        calls = answered(log)
        assert ((calls.answered >= 0) ^ (calls.left >= 0)).all()
        assert (log.moment == Moment.LOST).sum() == (calls.left >= 0).sum() > 0
        assert np.isin(log.moment, [Moment.ANSWERED, Moment.LOST]).sum() == TWO_CLASSES.calls


def test_mean_number_waiting_is_rate_times_mean_wait() -> None:
    """R01 (Little): the number in the queue, counted at every moment, against the waits of those who were in it."""
    log = logs(TWO_CLASSES, 1)[0]
    for line in (0, 1):
        change = np.select(
            [log.moment == Moment.RECEIVED, np.isin(log.moment, [Moment.ANSWERED, Moment.ABANDONED])], [1, -1], 0
        )
        on_line = log.detail == line
        number = np.cumsum(np.where(on_line, change, 0))
        area = int((number[:-1] * np.diff(log.at)).sum())
        ended = on_line & np.isin(log.moment, [Moment.ANSWERED, Moment.ABANDONED])
        assert area == int(log.amount[ended].sum()) > 0


@pytest.mark.slow
def test_callers_find_what_is_there_on_average() -> None:
    """R03: Poisson callers find all handlers busy as often as all handlers are busy."""
    queue = replace(TWO_CLASSES, calls=10_000)
    gaps = []
    for log in logs(queue, 20):
        calls = answered(log)
        first = queue.calls // 10
        since, until = int(calls.received[first]), int(calls.received[-1])
        gaps.append(calls.waited[first:-1].mean() - share_of_time_all_busy(calls, 9, since, until))
    gap, error = mean_with_error(np.array(gaps), np.empty((20, 0)))
    assert error < 0.002
    assert abs(gap) <= FURTHEST * error


def test_one_class_waits_the_same_under_either_rule() -> None:
    """R05: with one line, first come first served and any order of lines are the same rule, row for row."""
    queue = replace(TWO_CLASSES, rates=[7.0], talk=[("exp", 1.0)], answers=alike(9), patience=[("exp", 3.0)])
    by_order, by_time = (replace(queue, order=order) for order in (True, False))
    assert logs(by_order, 1)[0].rows() == logs(by_time, 1)[0].rows()


@pytest.mark.slow
def test_the_rule_of_order_does_not_change_the_wait_of_all() -> None:
    """R08: with one law of talk, who goes first moves waiting between lines and leaves its total (paired worlds)."""
    queue = Queue([3.0, 4.0], [("exp", 1.0)] * 2, alike(9, 2), calls=8_000)
    rules = (queue, replace(queue, order=False))
    ordered, by_time = np.array([[answered(log).wait.mean() / queue.unit for log in logs(rule, 24)] for rule in rules])
    gap, error = mean_with_error(ordered - by_time, np.empty((24, 0)))
    assert error < 0.03 * by_time.mean()
    assert abs(gap) <= FURTHEST * error


def test_hours_for_minutes_change_nothing_but_the_clock() -> None:
    """R09: a world with every length sixty times as long gives the same log, sixty times as slow."""
    world = TWO_CLASSES.world(np.random.default_rng(9))[0]
    slow = slower(world, 60)
    log, slow_log = world.play(), slow.play()
    kept = ~np.isin(slow_log.moment, [Moment.ON_DUTY, Moment.OFF_DUTY])
    also = ~np.isin(log.moment, [Moment.ON_DUTY, Moment.OFF_DUTY])
    for name in ("moment", "subject", "officer"):
        assert np.array_equal(getattr(log, name)[also], getattr(slow_log, name)[kept])
    assert np.array_equal(log.at[also] * 60, slow_log.at[kept])


def slower(world: World, factor: int) -> World:
    """Make every length of a world of calls so many times as long."""
    contacts = world.tape.contacts
    at, talk, wrap, patience = (
        getattr(contacts, name) * factor for name in ("received_at", "talk", "wrap", "patience")
    )
    handlers, ends_at = len(world.roster.officers), world.tape.ends_at * factor
    calls = Calls(at, contacts.line, talk, wrap, patience)
    return call_world(calls, alike(handlers, 2), one_spell(handlers, ends_at), ends_at, in_order(2))
