"""Stories of diversion and lapses: who is turned away from what, what is left behind, and what nobody needs any more.

Travel takes 300 s and the work on scene 600 s where nothing else is said; the mean journey is 5,000 s for every grade,
and ten minutes more over a border. `DISPATCHED` ends with its reasons, added up: 1 borrowed, 2 called away from a desk,
4 diverted, 8 of a reserve team.
"""

from __future__ import annotations

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

DAY_LONG = (0, 86_400)


def test_an_officer_on_the_way_turns_to_something_graver() -> None:
    world = World(dispatch(divert_for=["emergency"]))
    world.patrol("ann", (0, 9000))
    world.incident(0, "priority")
    world.incident(50, "priority")
    world.incident(100, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        50   GRADED     1  -    1  0       # nobody turns to something as grave
        100  GRADED     2  -    0  0
        100  DIVERTED   0  ann  0  2
        100  DISPATCHED 2  ann  0  4       # the way to it begins anew
        400  ARRIVED    2  ann  0  300
        1000 CLEARED    2  ann  0  -
        1000 ATTENDED   2  -    0  1
        1000 DISPATCHED 0  ann  1  0       # before the one graded at 50; the second who is sent to it
        1300 ARRIVED    0  ann  1  1300
        1900 CLEARED    0  ann  1  -
        1900 ATTENDED   0  -    1  2
        1900 DISPATCHED 1  ann  0  0
        2200 ARRIVED    1  ann  0  2150
        2800 CLEARED    1  ann  0  -
        2800 ATTENDED   1  -    1  1
        """,
        about="incident",
    )


def test_nobody_is_diverted_who_has_arrived_or_for_a_grade_that_does_not_divert() -> None:
    world = World(dispatch(divert_for=["emergency"]))
    world.patrol("ann", (0, 9000))
    world.incident(0, "scheduled")
    world.incident(100, "priority")
    world.incident(300, "emergency")
    world.expect(
        """
        0    GRADED     0  -    2  0
        0    DISPATCHED 0  ann  0  0
        100  GRADED     1  -    1  0       # a priority incident diverts nobody
        300  ARRIVED    0  ann  0  300
        300  GRADED     2  -    0  0       # too late
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    2  1
        900  DISPATCHED 2  ann  0  0
        1200 ARRIVED    2  ann  0  900
        1800 CLEARED    2  ann  0  -
        1800 ATTENDED   2  -    0  1
        1800 DISPATCHED 1  ann  0  0
        2100 ARRIVED    1  ann  0  2000
        2700 CLEARED    1  ann  0  -
        2700 ATTENDED   1  -    1  1
        """,
        about="incident",
    )


def test_what_is_left_behind_goes_to_somebody_else_at_once() -> None:
    """Pair: diversion and borrowing. Ann helps the south, until the north needs her itself."""
    world = World(dispatch(divert_for=["emergency"], borrow_after="0 s", borrow_for=["priority"]))
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (100, 9000), area="south")
    world.incident(0, "priority", area="south", travel=[900, 100])
    world.incident(200, "emergency", area="north")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  1       # borrowed
        200  GRADED     1  -    0  0       # sue may not be borrowed for it
        200  DIVERTED   0  ann  0  1
        200  DISPATCHED 1  ann  0  4
        200  DISPATCHED 0  sue  1  0
        300  ARRIVED    0  sue  1  300
        500  ARRIVED    1  ann  0  300
        900  CLEARED    0  sue  1  -
        900  ATTENDED   0  -    1  2
        1100 CLEARED    1  ann  0  -
        1100 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_who_is_diverted_from_an_incident_where_all_is_done_is_missed_by_nobody() -> None:
    world = World(dispatch(divert_for=["emergency"]))
    world.patrol("ann", (0, 700))
    world.patrol("bob", (0, 9000))
    world.incident(0, "priority", officers=2, travel=[100, 800])
    world.incident(750, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        0    DISPATCHED 0  bob  1  0
        100  ARRIVED    0  ann  0  100
        700  CLEARED    0  ann  0  -
        750  GRADED     1  -    0  0
        750  DIVERTED   0  bob  1  1
        750  ATTENDED   0  -    1  2       # nothing is left to do there
        750  DISPATCHED 1  bob  0  4
        1050 ARRIVED    1  bob  0  300
        1650 CLEARED    1  bob  0  -
        1650 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_what_is_left_behind_after_the_wait_is_borrowed_for_and_escalated_at_once() -> None:
    """Pairs: diversion with borrowing and with escalation. Both waits ended while ann was on the way."""
    rule = dispatch(
        divert_for=["emergency"], borrow_after="10 min", borrow_for=["priority"], escalate={"priority": "5 min"}
    )
    world = World(rule)
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.incident(0, "priority", travel=[2000, 100])
    world.incident(700, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        700  GRADED     1  -    0  0
        700  DIVERTED   0  ann  0  1
        700  DISPATCHED 1  ann  0  4
        700  DISPATCHED 0  sue  1  1       # borrowed
        1000 ARRIVED    1  ann  0  300
        1400 ARRIVED    0  sue  1  1400
        1600 CLEARED    1  ann  0  -
        1600 ATTENDED   1  -    0  1
        2000 CLEARED    0  sue  1  -
        2000 ATTENDED   0  -    1  2
        """,
        about="incident",
    )
    alone = World(rule)
    alone.patrol("ann", (0, 9000))
    alone.incident(0, "priority", travel=[2000, 100])
    alone.incident(700, "emergency")
    assert "700 ESCALATED 0 - 1 700" in alone.diary("incident")


def test_an_incident_lapses_where_nobody_is_on_the_way() -> None:
    world = World()
    world.patrol("ann", (0, 9000))
    world.incident(0, lapse=250)  # ann is on the way
    world.incident(10, lapse=890)  # nobody is, and in this second ann becomes free
    world.incident(20, lapse=870)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        10   GRADED     1  -    0  0
        20   GRADED     2  -    0  0
        300  ARRIVED    0  ann  0  300
        890  LAPSED     2  -    0  870
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    0  1
        900  DISPATCHED 1  ann  0  0       # who is sent in the second in which it would lapse is sent
        1200 ARRIVED    1  ann  0  1190
        1800 CLEARED    1  ann  0  -
        1800 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_an_incident_that_lapses_lets_the_next_one_go() -> None:
    """Pair: incidents that lapse and officers kept free: the one that comes first holds the other up."""
    world = World(dispatch(hold_back={"priority": 1}))
    world.patrol("ann", (0, 9000))
    world.incident(0, "priority", lapse=100)
    world.incident(10, "scheduled")
    sent = [line for line in world.diary("incident") if "GRADED" not in line][:2]
    assert sent == ["100 LAPSED 0 - 1 100", "100 DISPATCHED 1 ann 0 0"]


def test_an_incident_whose_officer_is_diverted_after_its_time_lapses_at_once() -> None:
    """Pair: diversion and incidents that lapse."""
    world = World(dispatch(divert_for=["emergency"]))
    world.patrol("ann", (0, 9000))
    world.incident(0, "priority", travel=2000, lapse=400)
    world.incident(500, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        500  GRADED     1  -    0  0
        500  DIVERTED   0  ann  0  1
        500  DISPATCHED 1  ann  0  4
        500  LAPSED     0  -    1  500
        800  ARRIVED    1  ann  0  300
        1400 CLEARED    1  ann  0  -
        1400 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_who_lapses_does_not_ring_again() -> None:
    """Pair: incidents that lapse and repeated calls."""
    world = World({"demand.repeat.times": 1, "demand.repeat.after": {"emergency": "15 min"}})
    world.handler("hal", DAY_LONG)
    world.incident(call=world.call(0, talk=60), lapse=800)
    assert not [line for line in world.diary("contact 1") if "RECEIVED" in line]
