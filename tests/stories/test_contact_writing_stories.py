"""Stories of written work, done between calls. Line 0 is 999, 1 is 101, 2 is online."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.hand import World
from tests.worlds import VILLAGE

HOUR = 3600
ONLINE = {**VILLAGE["demand"]["lines"]["101"], "yields": True}
ORDER = ["999", "101", "online"]


PRIORITY: dict[str, Any] = {"kind": "priority", "order": ORDER}


def writing(answer: dict[str, Any] = PRIORITY, **more: Any) -> World:
    """A world with online reports, which handlers deal with between calls and `clerks` deal with alone."""
    teams = {"handlers": {"lines": ORDER}, "clerks": {"desks": ["contact"], "lines": ["online"]}}
    return World({"demand.lines.online": ONLINE, "rules.answer": answer, **more}, teams=teams)


def test_written_work_yields_to_a_call_and_is_taken_up_where_it_stopped() -> None:
    world = writing()
    world.handler("ann", (0, HOUR))
    world.call(10, "online", talk=100, wrap=20)
    world.call(50, "101", talk=30, wrap=10)
    world.call(120, "999", talk=10)
    world.expect("""
        0    ON_DUTY    -  ann  -  3600
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  120
        50   RECEIVED   1  -    1  1
        50   SET_ASIDE  0  ann  2  80
        50   ANSWERED   1  ann  1  0
        80   HUNG_UP    1  ann  0  30
        90   FREED      1  ann  -  10
        90   TAKEN_UP   0  ann  2  80
        120  RECEIVED   2  -    0  1
        120  SET_ASIDE  0  ann  2  50
        120  ANSWERED   2  ann  0  0
        130  HUNG_UP    2  ann  0  10
        130  FREED      2  ann  -  0
        130  TAKEN_UP   0  ann  2  50
        180  DEALT_WITH 0  ann  0  120
        3600 OFF_DUTY   -  ann  -  0
    """)


def test_calls_go_before_written_work_however_long_it_has_waited() -> None:
    """Even where the rule is first come, first served."""
    world = writing({"kind": "first_come"})
    world.handler("ann", (100, HOUR))
    world.call(0, "online", talk=50)
    world.call(90, "101", talk=50)
    world.expect(
        """
        0    RECEIVED   0  -    2  1
        90   RECEIVED   1  -    1  1
        100  ANSWERED   1  ann  1  10
        150  HUNG_UP    1  ann  0  50
        150  FREED      1  ann  -  0
        150  TAKEN_UP   0  ann  2  50
        200  DEALT_WITH 0  ann  0  50
        """,
        about="contact",
    )


def test_written_work_is_put_down_at_the_end_of_the_turn_and_a_colleague_goes_on() -> None:
    world = writing()
    world.handler("ann", (0, 100))
    world.handler("bob", (200, 250))
    world.handler("cat", (240, HOUR))
    world.call(10, "online", talk=200)
    world.expect("""
        0    ON_DUTY    -  ann  -  100
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  200
        100  SET_ASIDE  0  ann  2  110
        100  OFF_DUTY   -  ann  -  0      # no overtime for written work
        200  ON_DUTY    -  bob  -  250
        200  TAKEN_UP   0  bob  2  110
        240  ON_DUTY    -  cat  -  3600
        250  SET_ASIDE  0  bob  2  60
        250  OFF_DUTY   -  bob  -  0
        250  TAKEN_UP   0  cat  2  60     # cat is there and idle
        310  DEALT_WITH 0  cat  0  200
        3600 OFF_DUTY   -  cat  -  0
    """)


def test_written_work_that_is_done_in_the_second_in_which_the_turn_ends_is_done() -> None:
    world = writing()
    world.handler("ann", (0, 100))
    world.call(40, "online", talk=60)
    world.expect("""
        0    ON_DUTY    -  ann  -  100
        40   RECEIVED   0  -    2  1
        40   TAKEN_UP   0  ann  2  60
        100  DEALT_WITH 0  ann  0  60
        100  OFF_DUTY   -  ann  -  0
    """)


def test_who_does_written_work_counts_as_kept_free() -> None:
    """Pair: reserve and written work."""
    world = writing({**PRIORITY, "reserve": {"999": 1}})
    world.handler("ann", (0, HOUR))
    world.handler("bob", (0, HOUR))
    world.call(10, "online", talk=300)
    world.call(20, "101", talk=100)
    world.call(30, "101", talk=60)
    world.call(40, "999", talk=10)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  300    # the last but one is not kept from writing
        20   RECEIVED   1  -    1  1
        20   ANSWERED   1  bob  1  0      # ann can be called away for 999
        30   RECEIVED   2  -    1  1      # she is not for 101
        40   RECEIVED   3  -    0  1
        40   SET_ASIDE  0  ann  2  270
        40   ANSWERED   3  ann  0  0
        50   HUNG_UP    3  ann  0  10
        50   FREED      3  ann  -  0
        50   TAKEN_UP   0  ann  2  270    # nor is the last one
        120  HUNG_UP    1  bob  0  100
        120  FREED      1  bob  -  0
        120  ANSWERED   2  bob  1  90
        180  HUNG_UP    2  bob  0  60
        180  FREED      2  bob  -  0
        320  DEALT_WITH 0  ann  0  300
        """,
        about="contact",
    )


def test_who_began_last_is_called_away_and_what_is_set_aside_goes_first() -> None:
    world = writing()
    world.handler("ann", (0, HOUR))
    world.handler("bob", (0, HOUR))
    world.call(10, "online", talk=50)
    world.call(20, "online", talk=100)
    world.call(30, "online", talk=20)
    world.call(40, "101", talk=30)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  50
        20   RECEIVED   1  -    2  1
        20   TAKEN_UP   1  bob  2  100
        30   RECEIVED   2  -    2  1
        40   RECEIVED   3  -    1  1
        40   SET_ASIDE  1  bob  2  80     # ann began before bob did
        40   ANSWERED   3  bob  1  0
        60   DEALT_WITH 0  ann  0  50
        60   TAKEN_UP   1  ann  2  80     # before what nobody has begun yet
        70   HUNG_UP    3  bob  0  30
        70   FREED      3  bob  -  0
        70   TAKEN_UP   2  bob  2  20
        90   DEALT_WITH 2  bob  0  20
        140  DEALT_WITH 1  ann  0  100
        """,
        about="contact",
    )


@pytest.mark.parametrize("team", ["handlers", "more handlers"])
def test_of_two_who_began_in_one_second_the_later_is_called_away(team: str) -> None:
    """Whether or not they belong to one team."""
    world = writing()
    world.teams["more handlers"] = {"desks": ["contact"], "lines": ORDER}
    world.handler("ann", (10, HOUR))
    world.handler("bob", (10, HOUR), team=team)
    for at, line in ((0, "online"), (5, "online"), (20, "101"), (30, "999")):
        world.call(at, line, talk=100)
    world.expect(
        """
        0    RECEIVED   0  -    2  1
        5    RECEIVED   1  -    2  1
        10   TAKEN_UP   0  ann  2  100
        10   TAKEN_UP   1  bob  2  100
        20   RECEIVED   2  -    1  1
        20   SET_ASIDE  1  bob  2  90
        20   ANSWERED   2  bob  1  0
        30   RECEIVED   3  -    0  1
        30   SET_ASIDE  0  ann  2  80
        30   ANSWERED   3  ann  0  0
        120  HUNG_UP    2  bob  0  100
        120  FREED      2  bob  -  0
        120  TAKEN_UP   0  bob  2  80     # set aside last
        130  HUNG_UP    3  ann  0  100
        130  FREED      3  ann  -  0
        130  TAKEN_UP   1  ann  2  90
        200  DEALT_WITH 0  bob  0  100
        220  DEALT_WITH 1  ann  0  100
        """,
        about="contact",
    )


def test_the_idle_answer_before_anybody_is_called_away() -> None:
    world = writing()
    world.handler("ann", (0, HOUR))
    world.handler("bob", (5, HOUR))
    world.call(10, "online", talk=50)
    world.call(20, "101", talk=10)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  50
        20   RECEIVED   1  -    1  1
        20   ANSWERED   1  bob  1  0
        30   HUNG_UP    1  bob  0  10
        30   FREED      1  bob  -  0
        60   DEALT_WITH 0  ann  0  50
        """,
        about="contact",
    )


def test_an_idle_colleague_who_answers_no_calls_goes_on_with_what_is_set_aside() -> None:
    """Pair: written work and mixed teams."""
    world = writing()
    world.handler("ann", (0, HOUR))
    world.handler("wim", (5, HOUR), team="clerks")
    world.call(10, "online", talk=100)
    world.call(20, "101", talk=10)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  100
        20   RECEIVED   1  -    1  1
        20   SET_ASIDE  0  ann  2  90
        20   ANSWERED   1  ann  1  0
        20   TAKEN_UP   0  wim  2  90
        30   HUNG_UP    1  ann  0  10
        30   FREED      1  ann  -  0
        110  DEALT_WITH 0  wim  0  100
        """,
        about="contact",
    )


def test_a_report_in_writing_is_passed_on_when_it_is_dealt_with() -> None:
    world = writing()
    world.handler("ann", (0, HOUR))
    world.patrol("pat", (0, HOUR))
    world.incident(call=world.call(10, "online", talk=100), grade="priority", travel=60, scene=30)
    world.call(50, "101", talk=20)
    world.expect(
        """
        10   RECEIVED   0  -    2  1
        10   TAKEN_UP   0  ann  2  100
        50   RECEIVED   1  -    1  1
        50   SET_ASIDE  0  ann  2  60
        50   ANSWERED   1  ann  1  0
        70   HUNG_UP    1  ann  0  20
        70   FREED      1  ann  -  0
        70   TAKEN_UP   0  ann  2  60
        130  DEALT_WITH 0  ann  1  100
        130  GRADED     0  -    1  0
        130  DISPATCHED 0  pat  0  0
        190  ARRIVED    0  pat  0  60
        220  CLEARED    0  pat  0  -
        220  ATTENDED   0  -    1  1
        """,
        about="work",
    )
