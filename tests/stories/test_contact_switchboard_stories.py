"""Stories of the switchboard. Line 0 is 999, 1 is 101, 2 is the switchboard's."""

from __future__ import annotations

from typing import Any

from demandsim.tape.tape import OTHER_AGENCY
from tests.stories.hand import World
from tests.worlds import VILLAGE

HOUR = 3600
LINE = "demand.lines.101"


def switchboard(**more: Any) -> World:
    """A world in which operators answer 101 first: they resolve 30 % of questions, and of nothing else."""
    changes = {
        "demand.lines.front": VILLAGE["demand"]["lines"]["101"],
        "demand.switchboard": {"line": "front", "resolves": {"information": 0.3}},
        "rules.answer": {"kind": "priority", "order": ["999", "101", "front"], "switchboard": ["101"]},
    }
    world = World({**changes, **more}, teams={"operators": {"desks": ["contact"], "lines": ["front"]}})
    world.handler("ann", (0, HOUR))
    world.handler("opa", (0, HOUR), team="operators")
    return world


def test_the_switchboard_resolves_a_call_or_puts_it_through() -> None:
    world = switchboard()
    world.call(10, "101", sorting=30, sorting_luck=0.29)
    world.call(20, "101", sorting=40, sorting_luck=0.3, talk=60, wrap=5)
    world.call(25, "999", talk=5)
    world.call(30, "101", sorting=20, sorting_luck=0.0, about=OTHER_AGENCY, talk=10)
    world.expect(
        """
        10   RECEIVED    0  -    2  1
        10   ANSWERED    0  opa  2  0
        20   RECEIVED    1  -    2  1
        25   RECEIVED    2  -    0  1
        25   ANSWERED    2  ann  0  0      # no switchboard on 999
        30   HUNG_UP     2  ann  0  5
        30   FREED       2  ann  -  0
        30   RECEIVED    3  -    2  1
        40   HUNG_UP     0  opa  0  30     # resolved: the call ends there, without wrap-up
        40   FREED       0  opa  -  0
        40   ANSWERED    1  opa  2  20
        80   PUT_THROUGH 1  opa  1  40
        80   ANSWERED    3  opa  2  50     # the operator is free at once
        80   ANSWERED    1  ann  1  0
        100  PUT_THROUGH 3  opa  1  20     # what belongs to others is resolved by nobody here
        140  HUNG_UP     1  ann  0  60
        145  FREED       1  ann  -  5
        145  ANSWERED    3  ann  1  45
        155  HUNG_UP     3  ann  3  10
        155  FREED       3  ann  -  0
        """,
        about="contact",
    )


def test_patience_counts_the_waits_before_and_after_the_switchboard_together() -> None:
    world = switchboard()
    world.call(0, "999", talk=200)
    world.call(0, "101", sorting=20, talk=10)
    world.call(1, "101", sorting=30, talk=10, patience=[50], retry_luck=0.0, retry_time=200)
    world.expect(
        """
        0    RECEIVED    0  -    0  1
        0    ANSWERED    0  ann  0  0
        0    RECEIVED    1  -    2  1
        0    ANSWERED    1  opa  2  0
        1    RECEIVED    2  -    2  1
        20   PUT_THROUGH 1  opa  1  20
        20   ANSWERED    2  opa  2  19
        50   PUT_THROUGH 2  opa  1  30
        81   ABANDONED   2  -    1  31     # 19 + 31 of 50 seconds
        200  HUNG_UP     0  ann  0  200
        200  FREED       0  ann  -  0
        200  ANSWERED    1  ann  1  180
        210  HUNG_UP     1  ann  0  10
        210  FREED       1  ann  -  0
        281  RECEIVED    2  -    2  2      # at the switchboard again, with patience of its own
        281  ANSWERED    2  opa  2  0
        311  PUT_THROUGH 2  opa  1  30
        311  ANSWERED    2  ann  1  0
        321  HUNG_UP     2  ann  0  10
        321  FREED       2  ann  -  0
        """,
        about="contact",
    )


def test_who_used_up_all_patience_at_the_switchboard_stays_only_if_answered_at_once() -> None:
    world = switchboard()
    world.call(0, "101", sorting=20, talk=80)
    world.call(0, "101", sorting=20, talk=10, patience=20)
    world.call(0, "101", sorting=80, talk=10, patience=40)
    world.expect(
        """
        0    RECEIVED    0  -    2  1
        0    ANSWERED    0  opa  2  0
        0    RECEIVED    1  -    2  1
        0    RECEIVED    2  -    2  1
        20   PUT_THROUGH 0  opa  1  20
        20   ANSWERED    1  opa  2  20
        20   ANSWERED    0  ann  1  0
        40   PUT_THROUGH 1  opa  1  20
        40   ANSWERED    2  opa  2  40
        40   ABANDONED   1  -    1  0
        40   LOST        1  -    0  1
        100  HUNG_UP     0  ann  0  80
        100  FREED       0  ann  -  0
        120  PUT_THROUGH 2  opa  1  80
        120  ANSWERED    2  ann  1  0
        130  HUNG_UP     2  ann  0  10
        130  FREED       2  ann  -  0
        """,
        about="contact",
    )


def test_who_answers_both_lines_goes_on_with_the_call_unless_another_waits() -> None:
    """Pair: switchboard and lines. The operator is free before the call asks for somebody."""
    world = switchboard()
    world.teams["operators"] = {"desks": ["contact"], "lines": ["front", "101"]}
    world.call(0, "999", talk=HOUR)
    world.call(10, "101", sorting=30, talk=60)
    world.call(200, "101", sorting=30, talk=10)
    world.call(220, "101", sorting=30, talk=10)
    world.expect(
        """
        0    ON_DUTY     -  opa  -  3600
        10   ANSWERED    1  opa  2  0
        40   PUT_THROUGH 1  opa  1  30
        40   ANSWERED    1  opa  1  0
        100  HUNG_UP     1  opa  0  60
        100  FREED       1  opa  -  0
        200  ANSWERED    2  opa  2  0
        230  PUT_THROUGH 2  opa  1  30
        230  ANSWERED    3  opa  2  10     # who waits at the switchboard is first
        260  PUT_THROUGH 3  opa  1  30
        260  ANSWERED    2  opa  1  30
        270  HUNG_UP     2  opa  0  10
        270  FREED       2  opa  -  0
        270  ANSWERED    3  opa  1  10
        280  HUNG_UP     3  opa  0  10
        280  FREED       3  opa  -  0
        3600 OFF_DUTY    -  opa  -  0
        """,
        about="opa",
    )


def test_an_incident_resolved_at_the_switchboard_or_put_through_is_reported_once() -> None:
    """Pair: switchboard and passing on; an emergency is passed on in the conversation, not at the switchboard."""
    resolves = {"demand.switchboard.resolves": {"incident": 0.5}, f"{LINE}.emergency_passed_on": "15 s"}
    world = switchboard(**resolves)
    world.incident(call=world.call(0, "101", sorting=30, sorting_luck=0.4))
    world.incident(call=world.call(100, "101", sorting=30, sorting_luck=0.6, talk=60))
    world.expect(
        """
        0    RECEIVED    0  -    2  1
        0    ANSWERED    0  opa  2  0
        30   HUNG_UP     0  opa  1  30
        30   GRADED      0  -    0  0
        30   FREED       0  opa  -  0
        100  RECEIVED    1  -    2  1
        100  ANSWERED    1  opa  2  0
        130  PUT_THROUGH 1  opa  1  30
        130  ANSWERED    1  ann  1  0
        145  GRADED      1  -    0  0
        190  HUNG_UP     1  ann  1  60
        190  FREED       1  ann  -  0
        """,
        about="work",
    )


def test_an_outage_behind_the_switchboard_leaves_callers_put_through_waiting() -> None:
    """Pair: outage and switchboard."""
    outage = {
        "name": "cut", "kind": "outage", "begins": "2025-01-06 00:00", "ends": "2025-01-06 00:10", "lines": ["101"]
    }  # fmt: skip
    world = switchboard(events=[outage])
    world.call(10, "101", sorting=30, talk=10, patience=100)
    world.call(400, "101", sorting=30, talk=10, patience=200)
    world.expect(
        """
        0    SILENCED    -  -    1  -
        10   RECEIVED    0  -    2  1
        10   ANSWERED    0  opa  2  0
        40   PUT_THROUGH 0  opa  1  30
        140  ABANDONED   0  -    1  100
        140  LOST        0  -    0  1
        400  RECEIVED    1  -    2  1
        400  ANSWERED    1  opa  2  0
        430  PUT_THROUGH 1  opa  1  30
        600  RESTORED    -  -    1  -
        600  ANSWERED    1  ann  1  170
        610  HUNG_UP     1  ann  0  10
        610  FREED       1  ann  -  0
        """,
        about="what happens",
    )
