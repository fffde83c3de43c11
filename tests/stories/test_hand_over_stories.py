"""Stories of hand-over: who leaves work on scene when the turn is over, who waits for relief, and what relief does.

Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons, added up:
4 diverted, 16 called off a scene, 32 to relieve a colleague.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch
from tests.stories.test_scene_stories import APART, CALL_OFF

WAITS, LEAVES = {"above": "5 min"}, {"above": "5 min", "waits": False}


def over_at_500(hand_over: dict[str, Any], *, travel: tuple[int, int] = (300, 300), **rule: Any) -> World:
    """Ann's turn ends at 500, with 400 s of work left; bob's begins then."""
    world = World(dispatch(hand_over=hand_over, **rule))
    world.patrol("ann", (0, 500))
    world.patrol("bob", (500, 9000))
    world.incident(0, "priority", travel=travel)
    return world


def test_whoever_need_not_wait_leaves_when_the_turn_is_over() -> None:
    over_at_500(LEAVES).expect(
        """
        0    ON_DUTY    -  ann  -  500
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        300  ARRIVED    0  ann  0  300
        500  LEFT       0  ann  0  400
        500  OFF_DUTY   -  ann  -  0
        500  ON_DUTY    -  bob  -  9000
        500  DISPATCHED 0  bob  1  0
        800  ARRIVED    0  bob  1  800
        1200 CLEARED    0  bob  1  -
        1200 ATTENDED   0  -    1  2
        9000 OFF_DUTY   -  bob  -  0
        """
    )


@pytest.mark.parametrize("hand_over", [WAITS, LEAVES])
def test_what_is_short_is_finished_as_overtime(hand_over: dict[str, Any]) -> None:
    told = over_at_500({**hand_over, "above": "400 s"}).diary("ann")
    assert told[-2:] == ["900 CLEARED 0 ann 0 -", "900 OFF_DUTY - ann - 400"]


def test_relief_is_awaited_and_goes_on_with_the_work() -> None:
    over_at_500(WAITS).expect(
        """
        0    ON_DUTY       -  ann  -  500
        0    GRADED        0  -    1  0
        0    DISPATCHED    0  ann  0  0
        300  ARRIVED       0  ann  0  300
        500  RELIEF_WANTED 0  ann  0  400
        500  ON_DUTY       -  bob  -  9000
        500  DISPATCHED    0  bob  1  32
        800  ARRIVED       0  bob  1  800
        800  HANDED_OVER   0  ann  0  100
        800  OFF_DUTY      -  ann  -  300
        900  CLEARED       0  bob  1  -
        900  ATTENDED      0  -    1  2
        9000 OFF_DUTY      -  bob  -  0
        """
    )


def test_relief_does_the_work_again_where_the_rule_says_so() -> None:
    assert over_at_500(WAITS, work_left="done again").diary("incident")[-2:] == [
        "1400 CLEARED 0 bob 1 -",
        "1400 ATTENDED 0 - 1 2",
    ]


def test_relief_that_comes_too_late_clears_at_once() -> None:
    told = over_at_500(WAITS, travel=(300, 700)).diary("incident")
    assert told[3:] == [
        "500 RELIEF_WANTED 0 ann 0 400",
        "500 DISPATCHED 0 bob 1 32",
        "900 CLEARED 0 ann 0 -",
        "1200 ARRIVED 0 bob 1 1200",
        "1200 CLEARED 0 bob 1 -",
        "1200 ATTENDED 0 - 1 2",
    ]


def test_relief_in_the_second_of_finishing_has_nothing_to_do() -> None:
    assert over_at_500(WAITS, travel=(300, 400)).diary("incident")[5:] == [
        "900 ARRIVED 0 bob 1 900",
        "900 CLEARED 0 bob 1 -",
        "900 CLEARED 0 ann 0 -",
        "900 ATTENDED 0 - 1 2",
    ]


def test_relief_that_nobody_has_been_sent_for_is_wanted_no_more() -> None:
    world = World(dispatch(hand_over=WAITS))
    world.patrol("ann", (0, 500))
    world.patrol("bob", (950, 9000))
    world.incident(0, "priority")
    assert world.diary("incident")[3:] == [
        "500 RELIEF_WANTED 0 ann 0 400",
        "900 CLEARED 0 ann 0 -",
        "900 ATTENDED 0 - 1 1",
    ]


@pytest.mark.parametrize(
    ("comes_at", "sent"), [(500, ["1200 ARRIVED 0 cat 2 1200", "1200 CLEARED 0 cat 2 -"]), (950, [])]
)
def test_relief_apart_is_needless_when_the_colleague_has_finished(comes_at: int, sent: list[str]) -> None:
    """Pair: hand-over and work apart: the other officer works on, and wants nobody."""
    world = World(dispatch(hand_over=WAITS) | APART)
    world.patrol("ann", (0, 500))
    world.patrol("bob", (0, 9000))
    world.patrol("cat", (comes_at, 9000))
    world.incident(0, "priority", officers=2, travel=[300, 300, 700], scene_apart=[600, 2000, 800])
    told = world.diary("incident")
    assert [line for line in told if " cat " in line and "DISPATCHED" not in line] == sent
    assert told[-1] == f"2300 ATTENDED 0 - 1 {3 if sent else 2}"


def test_relief_on_the_way_that_is_needless_may_turn_away_for_good() -> None:
    """Three together: hand-over, work apart and diversion."""
    world = World(dispatch(hand_over=WAITS, divert_for=["emergency"]) | APART)
    world.patrol("ann", (0, 500))
    world.patrol("bob", (500, 9000))
    world.incident(0, "priority", travel=[300, 700])
    world.incident(1000, "emergency")
    assert world.diary("incident 0")[-3:] == [
        "900 CLEARED 0 ann 0 -",
        "1000 DIVERTED 0 bob 1 1",
        "1000 ATTENDED 0 - 1 2",
    ]


def test_the_longest_waiting_is_relieved_by_whoever_arrives_first() -> None:
    """Ann has waited for relief since 500, bob since 600; dan, who was sent second, arrives first."""
    world = World(dispatch(hand_over=WAITS))
    world.patrol("ann", (0, 500))
    world.patrol("bob", (0, 600))
    world.patrol("cat", (500, 9000))
    world.patrol("dan", (600, 9000))
    world.incident(0, "priority", officers=2, scene=2000, travel=[300, 300, 900, 200])
    assert world.diary("incident")[5:] == [
        "500 RELIEF_WANTED 0 ann 0 1800",
        "500 DISPATCHED 0 cat 2 32",
        "600 RELIEF_WANTED 0 bob 1 1700",
        "600 DISPATCHED 0 dan 3 32",
        "800 ARRIVED 0 dan 3 800",
        "800 HANDED_OVER 0 ann 0 1500",
        "1400 ARRIVED 0 cat 2 1400",
        "1400 HANDED_OVER 0 bob 1 900",
        "2300 CLEARED 0 cat 2 -",
        "2300 CLEARED 0 dan 3 -",
        "2300 ATTENDED 0 - 1 4",
    ]


def test_who_waits_for_relief_may_be_called_off_and_the_relief_takes_the_work_up() -> None:
    """Pair: hand-over with waiting and calling off. One is wanted for what ann leaves, not two."""
    world = over_at_500(WAITS, call_off=CALL_OFF)
    world.incident(600, "emergency")
    assert world.diary("incident 0")[3:] == [
        "500 RELIEF_WANTED 0 ann 0 400",
        "500 DISPATCHED 0 bob 1 32",
        "600 CALLED_OFF 0 ann 0 1",
        "800 ARRIVED 0 bob 1 800",
        "1100 CLEARED 0 bob 1 -",
        "1100 ATTENDED 0 - 1 2",
    ]
    assert world.diary("ann")[-1] == "1500 OFF_DUTY - ann - 1000"


def test_pieces_of_work_that_were_left_are_taken_up_in_their_order() -> None:
    """Pair: hand-over without waiting and calling off: first the 500 s of ann, then the 400 s of bob."""
    world = World(dispatch(hand_over=LEAVES, call_off=CALL_OFF))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 500))
    world.patrol("cat", (600, 9000))
    world.patrol("dan", (600, 9000))
    world.incident(0, "priority", officers=2)
    world.incident(400, "emergency", scene=5000)
    assert world.diary("incident 0")[5:] == [
        "400 CALLED_OFF 0 ann 0 1",
        "500 LEFT 0 bob 1 400",
        "600 DISPATCHED 0 cat 2 0",
        "600 DISPATCHED 0 dan 3 0",
        "900 ARRIVED 0 cat 2 900",
        "900 ARRIVED 0 dan 3 900",
        "1300 CLEARED 0 dan 3 -",
        "1400 CLEARED 0 cat 2 -",
        "1400 ATTENDED 0 - 1 4",
    ]


@pytest.mark.parametrize(("hand_over", "last"), [(WAITS, "1300 CLEARED 0 bob 1 -"), (LEAVES, "950 LEFT 0 bob 1 350")])
def test_relief_is_not_wanted_where_the_work_is_done(hand_over: dict[str, Any], last: str) -> None:
    """Ann finishes at 900; bob, there since 700, either works on or goes home, and nobody comes for him."""
    world = World(dispatch(hand_over=hand_over))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 950))
    world.incident(0, "priority", officers=2, travel=[300, 700])
    told = world.diary("incident")
    assert told[5:] == ["900 CLEARED 0 ann 0 -", last, f"{last.split()[0]} ATTENDED 0 - 1 2"]


def test_whoever_waits_for_relief_into_the_next_turn_is_free_when_relieved() -> None:
    world = World(dispatch(hand_over=WAITS))
    world.patrol("ann", (0, 500), (600, 700), (1200, 2000))
    world.patrol("bob", (750, 9000))
    world.incident(0, "priority", scene=2000)
    world.incident(1300, "priority")
    assert world.diary("ann")[3:] == [
        "500 RELIEF_WANTED 0 ann 0 1800",  # asked for once only, though the second turn ends too
        "1050 HANDED_OVER 0 ann 0 1250",
        "1050 OFF_DUTY - ann - 350",
        "1200 ON_DUTY - ann - 2000",
        "1300 DISPATCHED 1 ann 0 0",
        "1600 ARRIVED 1 ann 0 300",
        "2200 CLEARED 1 ann 0 -",
        "2200 OFF_DUTY - ann - 200",
    ]


def test_nothing_is_handed_over_on_the_way() -> None:
    world = World(dispatch(hand_over=LEAVES))
    world.patrol("ann", (0, 100))
    world.incident(0, "priority")
    assert world.diary("ann")[-1] == "900 OFF_DUTY - ann - 800"
