"""Dispatch and grade: who is sent, with ties, and what a desk may take over."""

from __future__ import annotations

import pytest

from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import (
    AT_DESK,
    IDLE,
    NOBODY,
    ON_SCENE,
    ON_THE_WAY,
    AnyDispatch,
    Candidate,
    LeastDisruptive,
    LongestIdle,
    Nearest,
    Weighted,
    choose_officer,
    dispatch_order,
)
from demandsim.rules.grade import AS_ASSESSED, BY_DESK, RESOLUTION, AsAssessed, DeskFirst, grade

NOW = 7200
NEAREST = Nearest(kind="nearest")
LONGEST_IDLE = LongestIdle(kind="longest_idle")
LEAST = LeastDisruptive(kind="least_disruptive")


def weighted(**prices: float) -> Weighted:
    return Weighted(kind="weighted", **prices)  # type: ignore[arg-type]


NEAR_AT_DESK = Candidate(540.0, AT_DESK, 0, 1, 50.0)
FAR_IDLE = Candidate(600.0, IDLE, 3600, 2)
NEAR_ON_THE_WAY = Candidate(540.0, ON_THE_WAY, 0, 3)
BORROWED = Candidate(540.0, IDLE, 3600, 4, 0.0, True)


@pytest.mark.parametrize(
    ("rule", "candidates", "sent"),
    [
        (NEAREST, [], NOBODY),
        (NEAREST, [NEAR_AT_DESK, FAR_IDLE], 1),
        (LONGEST_IDLE, [NEAR_AT_DESK, FAR_IDLE], 2),
        (LEAST, [NEAR_AT_DESK, FAR_IDLE], 2),
        (NEAREST, [NEAR_AT_DESK, NEAR_ON_THE_WAY], 1),  # as near: a desk is left rather than a journey broken off
        (LONGEST_IDLE, [NEAR_ON_THE_WAY, NEAR_AT_DESK], 1),
        (LEAST, [NEAR_ON_THE_WAY, NEAR_AT_DESK], 1),
        (LEAST, [NEAR_AT_DESK, Candidate(900.0, AT_DESK, 0, 5, 49.0)], 5),  # less harm lies on that desk
        (LEAST, [NEAR_AT_DESK, Candidate(539.0, AT_DESK, 9, 5, 50.0)], 5),  # as much, but nearer
        (NEAREST, [Candidate(9.0, IDLE, 7, 1), Candidate(9.0, IDLE, 5, 2)], 2),  # ready longest
        (NEAREST, [Candidate(9.0, IDLE, 5, 2), Candidate(9.0, IDLE, 5, 1)], 1),  # lowest id
        (weighted(), [NEAR_AT_DESK, FAR_IDLE], 1),
        (weighted(at_desk=1.1), [NEAR_AT_DESK, FAR_IDLE], 2),  # the desk is a minute nearer
        (weighted(at_desk=0.9), [NEAR_AT_DESK, FAR_IDLE], 1),
        (weighted(harm=0.021), [NEAR_AT_DESK, FAR_IDLE], 2),
        (weighted(harm=0.019), [NEAR_AT_DESK, FAR_IDLE], 1),
        (weighted(on_the_way=1.1), [NEAR_ON_THE_WAY, FAR_IDLE], 2),
        (weighted(on_the_way=0.9), [NEAR_ON_THE_WAY, FAR_IDLE], 3),
        (weighted(borrowed=1.1), [BORROWED, FAR_IDLE], 2),
        (weighted(borrowed=0.9), [BORROWED, FAR_IDLE], 4),
        (weighted(idle=0.9), [Candidate(600.0, IDLE, 0, 6), BORROWED], 4),  # an hour longer idle
        (weighted(idle=1.1), [Candidate(600.0, IDLE, 0, 6), BORROWED], 6),
    ],
)
def test_the_officer_who_is_sent(rule: AnyDispatch, candidates: list[Candidate], sent: int) -> None:
    order = dispatch_order(rule)
    assert choose_officer(order, candidates, NOW) == sent
    assert choose_officer(order, candidates[::-1], NOW) == sent


def test_a_desk_takes_over_only_what_the_rule_names_and_luck_allows() -> None:
    rule = DeskFirst(kind="desk_first", grades=("priority", "scheduled"), incidents=("property",), share=0.3)
    priority = GRADES.index("priority")
    assert grade(rule, priority, True, 0.2999) == (RESOLUTION, BY_DESK)
    assert grade(rule, priority, True, 0.3) == (priority, AS_ASSESSED)
    assert grade(rule, priority, False, 0.0) == (priority, AS_ASSESSED)
    assert grade(rule, GRADES.index("emergency"), True, 0.0) == (0, AS_ASSESSED)
    assert grade(AsAssessed(kind="as_assessed"), priority, True, 0.0) == (priority, AS_ASSESSED)


def test_the_weighted_rule_prices_calling_off_like_diversion_and_has_no_reward_for_work() -> None:
    """Calling off costs 10 minutes besides 1 of way; an idle hour outweighs 5 minutes of the other officer's way."""
    rule = weighted(on_the_way=10, idle=5)
    now, on_scene = 3600, Candidate(60.0, ON_SCENE, -300, 1)
    for way, first in ((15, 2), (17, 1)):
        assert choose_officer(dispatch_order(rule), [on_scene, Candidate(60.0 * way, IDLE, 0, 2)], now) == first
