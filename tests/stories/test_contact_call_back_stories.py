"""Stories of callers who are rung back. Line 0 is 999, 1 is 101, 2 is online or the switchboard's."""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.worlds import VILLAGE

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


def test_who_is_to_be_tried_again_after_the_promise_has_passed_goes_before_fresh_promises_and_callers() -> None:
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


def test_ringing_back_leaves_those_alone_who_are_kept_for_999() -> None:
    """Pair: call-back and reserve, also once the promise has passed."""
    world = call_back(answer={"reserve": {"999": 1}}, offer={"within": "2 min"})
    world.handler("bob", (500, HOUR))
    world.call(0, talk=20, accepts_luck=ACCEPTS)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        60   PROMISED  0  -    1  60
        500  RUNG_BACK 0  ann  1  440
        520  HUNG_UP   0  ann  0  20
        520  FREED     0  ann  -  0
        """,
        about="contact",
    )


def test_ringing_back_goes_before_written_work_and_calls_away_from_it() -> None:
    """Pair: call-back and written work."""
    online = {**VILLAGE["demand"]["lines"]["101"], "yields": True}
    world = call_back(
        answer={"order": [*ORDER, "online"]}, offer={"try_again_after": "1 min"}, **{"demand.lines.online": online}
    )
    world.teams["handlers"] = {"lines": [*ORDER, "online"]}
    world.call(0, talk=100)
    world.call(5, "online", talk=100)
    world.call(10, talk=20, accepts_luck=ACCEPTS, reached_luck=(UNREACHED, REACHED))
    world.expect(
        """
        0    RECEIVED   0  -    1  1
        0    ANSWERED   0  ann  1  0
        5    RECEIVED   1  -    2  1
        10   RECEIVED   2  -    1  1
        70   PROMISED   2  -    1  60
        100  HUNG_UP    0  ann  0  100
        100  FREED      0  ann  -  0
        100  RUNG_BACK  2  ann  1  30
        130  UNREACHED  2  ann  1  30
        130  TAKEN_UP   1  ann  2  100
        190  SET_ASIDE  1  ann  2  40
        190  RUNG_BACK  2  ann  1  120
        210  HUNG_UP    2  ann  0  20
        210  FREED      2  ann  -  0
        210  TAKEN_UP   1  ann  2  40
        250  DEALT_WITH 1  ann  0  100
        """,
        about="contact",
    )


def test_a_promise_gives_the_trunk_back() -> None:
    """Pair: call-back and trunks."""
    world = call_back(**{"demand.lines.101.trunks": 2})
    world.call(0, talk=100)
    world.call(10, talk=50, accepts_luck=ACCEPTS)
    world.call(69)
    world.call(71, talk=10, patience=29)
    world.call(110, talk=10)
    world.call(120, talk=10)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        69   RECEIVED  2  -    1  1
        69   BLOCKED   2  -    1  1
        69   LOST      2  -    0  1
        70   PROMISED  1  -    1  60
        71   RECEIVED  3  -    1  1
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  ANSWERED  3  ann  1  29
        110  HUNG_UP   3  ann  0  10
        110  FREED     3  ann  -  0
        110  RUNG_BACK 1  ann  1  40
        110  RECEIVED  4  -    1  1      # ringing back takes no trunk: there are two for callers
        120  RECEIVED  5  -    1  1
        160  HUNG_UP   1  ann  0  50
        160  FREED     1  ann  -  0
        160  ANSWERED  4  ann  1  50
        170  HUNG_UP   4  ann  0  10
        170  FREED     4  ann  -  0
        170  ANSWERED  5  ann  1  50
        180  HUNG_UP   5  ann  0  10
        180  FREED     5  ann  -  0
        """,
        about="contact",
    )


def test_who_waits_after_being_put_through_is_offered_it_after_that_wait() -> None:
    """Pair: call-back and switchboard; the offer counts the second wait alone."""
    world = call_back(
        answer={"order": [*ORDER, "front"], "switchboard": ["101"]},
        **{
            "demand.lines.front": VILLAGE["demand"]["lines"]["101"],
            "demand.switchboard": {"line": "front", "resolves": {}},
        },
    )
    world.teams["operators"] = {"desks": ["contact"], "lines": ["front"]}
    world.handler("opa", (40, HOUR), team="operators")
    world.call(0, "999", talk=200)
    world.call(0, "101", sorting=30, talk=10, accepts_luck=ACCEPTS)
    world.expect(
        """
        0    RECEIVED    1  -    2  1
        40   ANSWERED    1  opa  2  40
        70   PUT_THROUGH 1  opa  1  30
        130  PROMISED    1  -    1  60
        200  RUNG_BACK   1  ann  1  70
        210  HUNG_UP     1  ann  0  10     # the force rings: no switchboard
        210  FREED       1  ann  -  0
        """,
        about="contact 1",
    )


def test_an_announcement_longer_than_the_wait_for_an_offer_comes_first() -> None:
    """Pair: call-back and announcement; nobody who can be answered at once is offered anything."""
    world = call_back(**{"demand.lines.101.announcement": "90 s"})
    world.call(0, talk=20, accepts_luck=ACCEPTS)
    world.call(5, talk=20, accepts_luck=ACCEPTS)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        5    RECEIVED  1  -    1  1
        90   ANSWERED  0  ann  1  90
        95   PROMISED  1  -    1  90
        110  HUNG_UP   0  ann  0  20
        110  FREED     0  ann  -  0
        110  RUNG_BACK 1  ann  1  15
        130  HUNG_UP   1  ann  0  20
        130  FREED     1  ann  -  0
        """,
        about="contact",
    )


def test_nobody_is_rung_back_on_a_silent_line() -> None:
    """Pair: call-back and outage."""
    outage = {
        "name": "cut", "kind": "outage", "begins": "2025-01-06 00:01", "ends": "2025-01-06 00:10", "lines": ["101"]
    }  # fmt: skip
    world = call_back(offer={"within": "1 min"}, events=[outage])
    world.call(0, talk=100)
    world.call(10, talk=20, accepts_luck=ACCEPTS)
    world.call(65, talk=20, accepts_luck=REFUSES)
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        60   SILENCED  -  -    1  -
        65   RECEIVED  2  -    1  1
        70   PROMISED  1  -    1  60
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        600  RESTORED  -  -    1  -
        600  RUNG_BACK 1  ann  1  530
        620  HUNG_UP   1  ann  0  20
        620  FREED     1  ann  -  0
        620  ANSWERED  2  ann  1  555
        640  HUNG_UP   2  ann  0  20
        640  FREED     2  ann  -  0
        """,
        about="what happens",
    )


def test_an_incident_reported_when_rung_back_is_graded_then() -> None:
    """Pair: call-back and passing on."""
    world = call_back(**{"demand.lines.101.emergency_passed_on": "15 s"})
    world.call(0, talk=100)
    world.incident(call=world.call(10, talk=40, accepts_luck=ACCEPTS))
    world.expect(
        """
        0    RECEIVED  0  -    1  1
        0    ANSWERED  0  ann  1  0
        10   RECEIVED  1  -    1  1
        70   PROMISED  1  -    1  60
        100  HUNG_UP   0  ann  0  100
        100  FREED     0  ann  -  0
        100  RUNG_BACK 1  ann  1  30
        115  GRADED    0  -    0  0
        140  HUNG_UP   1  ann  1  40
        140  FREED     1  ann  -  0
        """,
        about="work",
    )
