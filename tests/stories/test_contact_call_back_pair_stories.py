"""Stories of ringing back where other rules meet it. Line 0 is 999, 1 is 101, 2 is online or the switchboard's."""

from __future__ import annotations

from tests.stories.test_contact_call_back_stories import ACCEPTS, HOUR, ORDER, REACHED, REFUSES, UNREACHED, call_back
from tests.worlds import VILLAGE


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
