"""Stories of incidents that become graver while nobody comes.

Incidents of the first kind graded priority become emergencies and scheduled ones priority, where the story says when.
Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons.
"""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.views import incidents
from tests.stories.hand import World
from tests.stories.test_dispatch_visit_stories import visits
from tests.stories.test_response_stories import dispatch

LONG = (0, 20_000)


def graver(**more: Any) -> dict[str, Any]:
    risk = {"share": 1.0, "after": "1 h"}
    upgrades = {"priority": risk | {"to": "emergency"}, "scheduled": risk | {"to": "priority"}}
    return {"demand.incidents.violence.upgrades": upgrades} | more


def test_what_has_become_graver_goes_before_what_has_not() -> None:
    world = World(graver())
    world.patrol("ann", LONG)
    world.incident(0, "emergency")
    world.incident(10, "priority")
    world.incident(20, "priority", upgrade=500)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        10   GRADED     1  -    1  0
        20   GRADED     2  -    1  0
        300  ARRIVED    0  ann  0  300
        520  UPGRADED   2  -    0  500
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    0  1
        900  DISPATCHED 2  ann  0  0
        1200 ARRIVED    2  ann  0  1180
        1800 CLEARED    2  ann  0  -
        1800 ATTENDED   2  -    0  1
        1800 DISPATCHED 1  ann  0  0
        2100 ARRIVED    1  ann  0  2090
        2700 CLEARED    1  ann  0  -
        2700 ATTENDED   1  -    1  1
        """,
        about="incident",
    )
    frame = incidents(world.play())
    assert frame["grade"].astype(str).tolist() == ["emergency", "priority", "priority"]
    assert frame["upgraded_at"].fillna(-1).tolist() == [-1, -1, 520]


def test_nothing_becomes_graver_when_somebody_is_there_or_nobody_is_needed() -> None:
    world = World(graver())
    world.patrol("ann", LONG)
    world.incident(0, "priority", upgrade=300)
    world.incident(10, "priority", upgrade=500, lapse=400)
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        10   GRADED     1  -    1  0
        300  ARRIVED    0  ann  0  300     # in the second in which it would have become graver
        410  LAPSED     1  -    1  400
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    1  1
        """,
        about="incident",
    )


def test_whoever_is_on_the_way_is_not_turned_to_what_is_no_graver_now() -> None:
    world = World(graver(**dispatch(divert_for=["emergency"])))
    world.patrol("ann", LONG)
    world.incident(0, "priority", upgrade=100)
    world.incident(200, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        100  UPGRADED   0  -    0  100
        200  GRADED     1  -    0  0       # as grave as the one to which ann is on the way
        300  ARRIVED    0  ann  0  300
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    0  1
        900  DISPATCHED 1  ann  0  0
        1200 ARRIVED    1  ann  0  1000
        1800 CLEARED    1  ann  0  -
        1800 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_what_becomes_graver_after_a_diversion_waits_at_its_new_grade() -> None:
    world = World(graver(**dispatch(divert_for=["emergency"])))
    world.patrol("ann", LONG)
    world.incident(0, "priority", upgrade=200)
    world.incident(50, "priority")
    world.incident(100, "emergency")
    told = [line for line in world.diary("incident") if int(line.split()[0]) <= 1000]
    assert told == [
        "0 GRADED 0 - 1 0",
        "0 DISPATCHED 0 ann 0 0",
        "50 GRADED 1 - 1 0",
        "100 GRADED 2 - 0 0",
        "100 DIVERTED 0 ann 0 2",
        "100 DISPATCHED 2 ann 0 4",
        "200 UPGRADED 0 - 0 200",  # turns nobody away: ann is on the way to something as grave
        "400 ARRIVED 2 ann 0 300",
        "1000 CLEARED 2 ann 0 -",
        "1000 ATTENDED 2 - 0 1",
        "1000 DISPATCHED 0 ann 1 0",
    ]


def test_a_booked_visit_that_becomes_graver_is_given_up() -> None:
    world = World(graver(**visits()))
    world.patrol("ann", (1000, 1500))
    world.incident(0, "scheduled", upgrade=900)
    world.incident(910, "scheduled")
    world.expect(
        """
        0     GRADED     0  -    2    0
        0     BOOKED     0  -    3600 3600
        900   UPGRADED   0  -    1    900    # it wants officers at once, and nothing is missed later
        910   GRADED     1  -    2    0
        910   BOOKED     1  -    3600 3600   # the slot is free again
        1000  DISPATCHED 0  ann  0    0
        1300  ARRIVED    0  ann  0    1300
        1900  CLEARED    0  ann  0    -
        1900  ATTENDED   0  -    1    1
        7200  MISSED     1  -    -    -
        """,
        about="incident",
    )
    assert incidents(world.play())["visit_kept"].isna().tolist() == [True, False]


def test_it_is_escalated_by_the_wait_of_its_new_grade() -> None:
    world = World(graver(**dispatch(escalate={"priority": "200 s", "emergency": "400 s"})))
    world.patrol("ann", (1000, 1100))
    world.incident(0, "priority", upgrade=300)
    world.incident(10, "priority", upgrade=500)
    world.incident(20, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        10   GRADED     1  -    1  0
        20   GRADED     2  -    0  0
        200  ESCALATED  0  -    1  200
        210  ESCALATED  1  -    1  200
        300  UPGRADED   0  -    0  300     # in its new grade it has to wait longer
        400  ESCALATED  0  -    0  400
        420  ESCALATED  2  -    0  400
        510  UPGRADED   1  -    0  500
        510  ESCALATED  1  -    0  500     # that wait is over already
        1000 DISPATCHED 0  ann  0  0
        1300 ARRIVED    0  ann  0  1300
        1900 CLEARED    0  ann  0  -
        1900 ATTENDED   0  -    0  1
        """,
        about="incident",
    )


def test_neighbours_help_it_by_the_rule_for_its_new_grade() -> None:
    world = World(graver(**dispatch(borrow_after="5 min", borrow_for=["emergency"])))
    world.patrol("sue", LONG, area="south")
    world.incident(0, "priority", upgrade=1000)
    world.incident(10, "priority", upgrade=100)
    told = [line for line in world.diary("incident") if "DISPATCHED" in line or "UPGRADED" in line]
    assert told == [
        "110 UPGRADED 1 - 0 100",
        "310 DISPATCHED 1 sue 0 1",
        "1000 UPGRADED 0 - 0 1000",
        "1810 DISPATCHED 0 sue 0 1",
    ]
