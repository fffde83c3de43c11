"""Stories of whole crews: who waits for whom, and who counts.

Travel takes 300 s and the work on scene 600 s where nothing else is said; the mean journey is 5,000 s for every grade,
and ten minutes more over a border. `DISPATCHED` ends with its reasons, added up: 1 borrowed, 2 called away from a desk,
4 diverted, 8 of a reserve team.
"""

from __future__ import annotations

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch


def test_a_whole_crew_is_awaited_and_not_overtaken() -> None:
    world = World(dispatch(whole_crew=["emergency"]))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (500, 9000))
    world.incident(0, "emergency", officers=2)
    world.incident(10, "priority")
    world.expect(
        """
        0    GRADED     0  -    0  0       # one alone is not sent
        10   GRADED     1  -    1  0       # and not sent elsewhere
        500  DISPATCHED 0  ann  0  0
        500  DISPATCHED 0  bob  1  0
        800  ARRIVED    0  ann  0  800
        800  ARRIVED    0  bob  1  800
        1400 CLEARED    0  ann  0  -
        1400 CLEARED    0  bob  1  -
        1400 ATTENDED   0  -    0  2
        1400 DISPATCHED 1  ann  0  0
        1700 ARRIVED    1  ann  0  1690
        2300 CLEARED    1  ann  0  -
        2300 ATTENDED   1  -    1  1
        """,
        about="incident",
    )


def test_who_is_awaited_by_a_crew_is_not_taken_by_those_behind_it() -> None:
    """Pair: whole crews and borrowing: the second incident has help from the south, not ann."""
    world = World(dispatch(whole_crew=["emergency"], borrow_after="0 s", borrow_for=["priority"]))
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (500, 9000), area="south")
    world.incident(0, "emergency", officers=2)
    world.incident(10, "priority")
    world.expect(
        """
        0    GRADED     0  -    0  0
        10   GRADED     1  -    1  0
        500  DISPATCHED 1  sue  0  1
        1400 ARRIVED    1  sue  0  1390
        2000 CLEARED    1  sue  0  -
        2000 ATTENDED   1  -    1  1
        """,
        about="incident",
    )


def test_a_whole_crew_leaves_those_held_back() -> None:
    """Pair: whole crews and officers kept free. A crew of two needs three where one is kept."""
    world = World(dispatch(whole_crew=["priority"], hold_back={"priority": 1}))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.patrol("cat", (500, 9000))
    world.incident(0, "priority", officers=2)
    sent = [line for line in world.diary("incident") if "DISPATCHED" in line]
    assert sent == ["500 DISPATCHED 0 ann 0 0", "500 DISPATCHED 0 bob 1 0"]


def test_a_whole_crew_is_made_up_of_those_who_turn_round_and_neighbours() -> None:
    """Pairs: whole crews with diversion and with borrowing."""
    world = World(dispatch(whole_crew=["emergency"], divert_for=["emergency"], borrow_after="10 min"))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.incident(0, "scheduled", travel=[2000, 100])
    world.incident(100, "emergency", officers=3, travel=[300, 300, 400])
    world.expect(
        """
        0    GRADED     0  -    2  0
        0    DISPATCHED 0  ann  0  0
        100  GRADED     1  -    0  0       # two would come
        700  DISPATCHED 1  bob  0  0       # with sue, three
        700  DIVERTED   0  ann  0  1
        700  DISPATCHED 1  ann  1  4       # the nearest, though on the way
        700  DISPATCHED 1  sue  2  1
        1000 ARRIVED    1  ann  1  900
        1000 ARRIVED    1  bob  0  900
        1600 CLEARED    1  ann  1  -
        1600 CLEARED    1  bob  0  -
        1600 DISPATCHED 0  ann  1  0
        1700 ARRIVED    0  ann  1  1700
        1700 ARRIVED    1  sue  2  1600
        1700 CLEARED    1  sue  2  -
        1700 ATTENDED   1  -    0  3
        2300 CLEARED    0  ann  1  -
        2300 ATTENDED   0  -    2  2
        """,
        about="incident",
    )
