"""Stories of the queues that rules of pressure watch, and of a screen that they make harder.

Somebody looks every 100 s; a rule begins when more than `above` wait and ends when no more than `release` do. PRESSED
and EASED end with the number of the rule and the queue, SCREENED with what becomes of the crime (1 filed, 2 desk).
"""

from __future__ import annotations

import pytest

from tests.stories.hand import World
from tests.stories.test_pressure_stories import LONG, TO_CID, pressure, rule
from tests.stories.test_response_stories import dispatch

SCREEN = {
    "investigative_model.screen": {"kind": "solvability", "by": "bureau", "file_below": 0.2, "desk_below": 0.4},
}


def test_two_rules_file_up_to_the_higher_score_and_no_further_than_the_desk_works() -> None:
    crimes = {"queue": "crimes", "teams": ["cid"]}
    rules = (
        rule("full", watch=crimes, screen_harder=0.05),
        rule("fuller", 1, 1, crimes, screen_harder=0.5),
    )
    world = World(pressure(*rules, **SCREEN, **TO_CID), caps={"cid": 1})
    world.detective("eve", LONG)
    world.officer("ben", "bureau", LONG)
    world.crime(0, work=[20_000])
    world.crime(10)
    world.crime(110, score=0.24)
    world.crime(120, score=0.26)
    world.crime(130)
    world.crime(210, score=0.39)
    world.crime(220, score=0.41)
    world.expect(
        """
        0   SCREENED 0  -  0  1
        10  SCREENED 1  -  0  1
        100 PRESSED  -  -  0  1
        110 SCREENED 2  -  1  2            # below 0.2 + 0.05: filed
        120 SCREENED 3  -  2  2            # worked at the desk
        130 SCREENED 4  -  0  1
        200 PRESSED  -  -  1  2
        210 SCREENED 5  -  1  2            # below 0.2 + 0.5, and what the desk works ends at 0.4
        220 SCREENED 6  -  0  1
        """,
        without="RECORDED ROUTED ALLOCATED STARTED PAUSED FINISHED CLOSED ON_DUTY OFF_DUTY",
    )


def test_the_screen_is_made_harder_in_the_area_that_is_watched() -> None:
    watch = {"queue": "crimes", "area": "south"}
    world = World(pressure(rule("full", watch=watch, screen_harder=0.1), **SCREEN, **TO_CID))
    world.officer("ben", "bureau", LONG)
    world.detective("eve", (0, 10))
    world.caps["cid"] = 0
    world.crime(0, area="north")
    world.crime(50, area="south")
    world.crime(110, area="north", score=0.25)
    world.crime(120, area="south", score=0.25)
    world.expect(
        """
        0   SCREENED 0  -  0  1
        50  SCREENED 1  -  0  1
        100 PRESSED  -  -  0  1            # only the one in the south counts
        110 SCREENED 2  -  2  2
        120 SCREENED 3  -  1  2
        """,
        without="RECORDED ROUTED ALLOCATED STARTED PAUSED FINISHED CLOSED ON_DUTY OFF_DUTY",
    )


@pytest.mark.parametrize(
    ("lines", "pressed"), [(["101"], []), (["999"], ["100 PRESSED - - 0 2"]), ([], ["100 PRESSED - - 0 2"])]
)
def test_calls_that_ring_are_watched_by_line(lines: list[str], pressed: list[str]) -> None:
    world = World(pressure(rule("ringing", 1, 0, {"queue": "calls", "lines": lines}, stop=["scheduled"])))
    world.handler("hal", (0, 3600))
    for at in (0, 10, 20):
        world.call(at, "999", talk=500)
    assert [line for line in world.diary() if "PRESSED" in line] == pressed


def test_booked_visits_do_not_press_before_their_slot() -> None:
    appointments = {
        "opens": "01:00", "closes": "03:00", "slot": "1 h", "notice": "30 min", "visits": {"north": 1},
    }  # fmt: skip
    world = World(pressure(rule("busy", stop=["scheduled"]), **dispatch(appointments=appointments)))
    world.patrol("ann", (0, 100))
    world.incident(0, "scheduled")
    world.expect(
        """
        0     GRADED  0  -  2    0
        0     BOOKED  0  -  3600 3600
        3600  PRESSED -  -  0    1
        7200  MISSED  0  -  -    -
        """,
        about="what happens",
    )
