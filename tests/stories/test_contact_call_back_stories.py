"""Stories of callers who are rung back. Line 0 is 999, 1 is 101."""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World

HOUR = 3600
ORDER = ["999", "101"]
OFFER: dict[str, Any] = {"offer_after": "60 s", "within": "10 min"}
ACCEPTS, REFUSES, REACHED, UNREACHED = 0.49, 0.5, 0.79, 0.8
"""Luck on either side of the shares below."""


def call_back(answer: dict[str, Any] | None = None, offer: dict[str, Any] | None = None, **more: Any) -> World:
    """A world in which half of the callers on 101 accept to be rung back, and four in five pick up."""
    rule = {"kind": "priority", "order": ORDER, "call_back": {"101": {**OFFER, **(offer or {})}}, **(answer or {})}
    world = World({"demand.lines.101.call_back": {"accepts": 0.5, "reached": 0.8}, "rules.answer": rule, **more})
    world.handler("ann", (0, HOUR))
    return world


def test_who_accepts_leaves_the_queue_and_is_rung_back_when_no_caller_waits() -> None:
    world = call_back()
    world.call(0, talk=300)
    world.call(10, talk=20, patience=100, accepts_luck=ACCEPTS)
    world.call(20, talk=30, accepts_luck=REFUSES)
    world.call(295, talk=30, accepts_luck=ACCEPTS)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    1  1
        70   PROMISED  1  -    1  60     # at 80 the other refuses
        295  RECEIVED  3  -    1  1
        300  HUNG_UP   0  ann  0  300
        300  FREED     0  ann  -  0
        300  ANSWERED  2  ann  1  280
        330  HUNG_UP   2  ann  0  30
        330  FREED     2  ann  -  0
        330  ANSWERED  3  ann  1  35     # answered before anything is offered
        360  HUNG_UP   3  ann  0  30
        360  FREED     3  ann  -  0
        360  RUNG_BACK 1  ann  1  290    # patience plays no part any more
        380  HUNG_UP   1  ann  0  20
        380  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_once_the_promise_has_passed_the_call_back_goes_before_those_who_rang_later() -> None:
    world = call_back(offer={"within": "5 min"})
    world.call(0, talk=300)
    world.call(10, talk=20, accepts_luck=ACCEPTS)
    world.call(20, talk=70)
    world.call(30, talk=70)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    1  1
        30   RECEIVED  3  -    1  1
        70   PROMISED  1  -    1  60     # to be rung back by 370
        300  HUNG_UP   0  ann  0  300
        300  FREED     0  ann  -  0
        300  ANSWERED  2  ann  1  280    # not due yet: callers go first
        370  HUNG_UP   2  ann  0  70
        370  FREED     2  ann  -  0
        370  RUNG_BACK 1  ann  1  300    # the very second in which it is due
        390  HUNG_UP   1  ann  0  20
        390  FREED     1  ann  -  0
        390  ANSWERED  3  ann  1  360
        460  HUNG_UP   3  ann  0  70
        460  FREED     3  ann  -  0
        """,
        about="contact",
    )


def test_an_overdue_promise_goes_before_longer_waits_of_no_graver_line_only() -> None:
    """Pair: overdue promise and order of lines; and it goes by when the caller rang, not by when it fell due."""
    world = call_back(offer={"within": "1 min"})
    world.call(0, talk=300)
    world.call(5, talk=10, accepts_luck=REFUSES)
    world.call(10, talk=20, accepts_luck=ACCEPTS)
    world.call(290, "999", talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        5    RECEIVED  1  -    1  1
        10   RECEIVED  2  -    1  1
        70   PROMISED  2  -    1  60
        290  RECEIVED  3  -    0  1
        300  HUNG_UP   0  ann  0  300
        300  FREED     0  ann  -  0
        300  ANSWERED  3  ann  0  10
        310  HUNG_UP   3  ann  0  10
        310  FREED     3  ann  -  0
        310  ANSWERED  1  ann  1  305    # rang before
        320  HUNG_UP   1  ann  0  10
        320  FREED     1  ann  -  0
        320  RUNG_BACK 2  ann  1  250
        340  HUNG_UP   2  ann  0  20
        340  FREED     2  ann  -  0
        """,
        about="contact",
    )


def test_a_caller_may_keep_the_place_in_the_queue() -> None:
    world = call_back(offer={"order": "keeps_place"})
    world.call(0, talk=300)
    world.call(10, talk=20, accepts_luck=ACCEPTS)
    world.call(20, talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        20   RECEIVED  2  -    1  1
        70   PROMISED  1  -    1  60
        300  HUNG_UP   0  ann  0  300
        300  FREED     0  ann  -  0
        300  RUNG_BACK 1  ann  1  230
        320  HUNG_UP   1  ann  0  20
        320  FREED     1  ann  -  0
        320  ANSWERED  2  ann  1  300
        330  HUNG_UP   2  ann  0  10
        330  FREED     2  ann  -  0
        """,
        about="contact",
    )


def test_who_does_not_pick_up_is_tried_again() -> None:
    world = call_back(offer={"try_again_after": "5 min"})
    world.call(0, talk=100)
    world.call(10, talk=20, wrap=5, accepts_luck=ACCEPTS, reached_luck=(UNREACHED, REACHED))
    world.call(110, talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        70   PROMISED  1  -    1  60
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  RUNG_BACK 1  ann  1  30
        110  RECEIVED  2  -    1  1
        130  UNREACHED 1  ann  1  30     # the first try, in vain, took half a minute
        130  ANSWERED  2  ann  1  20
        140  HUNG_UP   2  ann  0  10
        140  FREED     2  ann  -  0
        430  RUNG_BACK 1  ann  1  360
        450  HUNG_UP   1  ann  0  20
        455  FREED     1  ann  -  5
        """,
        about="contact",
    )


def test_after_the_last_try_a_caller_is_lost() -> None:
    world = call_back(offer={"try_again_after": "5 min", "tries": 2})
    world.call(0, talk=100)
    world.call(10, accepts_luck=ACCEPTS, reached_luck=(UNREACHED, UNREACHED, REACHED), retry_luck=0.0)
    world.expect(
        """
        10   RECEIVED  1  -    1  1
        70   PROMISED  1  -    1  60
        100  RUNG_BACK 1  ann  1  30
        130  UNREACHED 1  ann  1  30
        430  RUNG_BACK 1  ann  1  360
        460  UNREACHED 1  ann  2  30
        460  LOST      1  -    0  1      # does not ring again either
        """,
        about="contact 1",
    )


def test_who_was_tried_in_vain_and_is_overdue_goes_before_fresh_promises() -> None:
    """Pair: overdue promise and trying again."""
    world = call_back(offer={"within": "5 min", "try_again_after": "5 min"})
    world.call(0, talk=100)
    world.call(10, talk=20, accepts_luck=ACCEPTS, reached_luck=(UNREACHED, REACHED))
    world.call(140, talk=400)
    world.call(300, talk=20, accepts_luck=ACCEPTS)
    world.call(350, talk=20)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        70   PROMISED  1  -    1  60     # by 370
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  RUNG_BACK 1  ann  1  30
        130  UNREACHED 1  ann  1  30     # to be tried again from 430 on
        140  RECEIVED  2  -    1  1
        140  ANSWERED  2  ann  1  0
        300  RECEIVED  3  -    1  1
        350  RECEIVED  4  -    1  1
        360  PROMISED  3  -    1  60     # by 660
        540  HUNG_UP   2  ann  0  400
        540  FREED     2  ann  -  0
        540  RUNG_BACK 1  ann  1  470    # overdue for longest
        560  HUNG_UP   1  ann  0  20
        560  FREED     1  ann  -  0
        560  ANSWERED  4  ann  1  210
        580  HUNG_UP   4  ann  0  20
        580  FREED     4  ann  -  0
        580  RUNG_BACK 3  ann  1  220
        600  HUNG_UP   3  ann  0  20
        600  FREED     3  ann  -  0
        """,
        about="contact",
    )
