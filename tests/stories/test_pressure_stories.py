"""Stories of pressure: when rules begin and end, what each does differently, and what they do together.

Somebody looks every 100 s; a rule begins when more than `above` wait and ends when no more than `release` do. PRESSED
and EASED end with the number of the rule and the queue. Travel takes 300 s and the work on scene 600 s where nothing
else is said. `DISPATCHED` ends with its reasons, added up: 1 borrowed, 2 called away from a desk, 4 diverted, 64 an
investigator.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_response_stories import BEGINNING, dispatch

LONG = (0, 20_000)
TO_CID = {"investigative_model.routes": [{"name": "all", "to": "cid"}]}


def rule(name: str, above: int = 0, release: int = 0, watch: dict[str, Any] | None = None, **do: Any) -> dict[str, Any]:
    watches = {"queue": "incidents"} | (watch or {})
    return {"name": name, "watch": watches, "above": above, "release": release, "every": "100 s", "do": do}


def pressure(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"rules.pressure": list(rules)} | more


def test_a_rule_begins_above_its_trigger_and_ends_at_its_release_when_somebody_looks() -> None:
    world = World(pressure(rule("busy", above=1, release=1, stop=["scheduled"])))
    world.patrol("ann", LONG)
    world.incident(0, "scheduled")
    world.incident(10, "scheduled")
    world.incident(20, "priority")
    world.incident(30, "priority")
    world.expect(
        """
        0    GRADED     0  -    2  0
        0    DISPATCHED 0  ann  0  0
        10   GRADED     1  -    2  0
        20   GRADED     2  -    1  0
        30   GRADED     3  -    1  0
        100  PRESSED    -  -    0  3       # three want officers; ann, on the way to the other, goes on
        300  ARRIVED    0  ann  0  300
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    2  1
        900  DISPATCHED 2  ann  0  0
        1200 ARRIVED    2  ann  0  1180    # two wait: more than the release level
        1800 CLEARED    2  ann  0  -
        1800 ATTENDED   2  -    1  1
        1800 DISPATCHED 3  ann  0  0
        1800 EASED      -  -    0  1       # looked at last in the second: what was stopped waits still
        2100 ARRIVED    3  ann  0  2070
        2700 CLEARED    3  ann  0  -
        2700 ATTENDED   3  -    1  1
        2700 DISPATCHED 1  ann  0  0       # served again
        3000 ARRIVED    1  ann  0  2990
        3600 CLEARED    1  ann  0  -
        3600 ATTENDED   1  -    2  1
        """,
        about="what happens",
    )


def test_what_is_stopped_stays_in_its_place_though_somebody_is_free() -> None:
    world = World(pressure(rule("busy", above=1, release=1, stop=["priority"])))
    world.patrol("ann", (0, 50), (1000, 9000))
    world.incident(60, "priority", scene=100)
    world.incident(70, "scheduled", scene=100)
    world.expect(
        """
        60   GRADED     0  -    1  0
        70   GRADED     1  -    2  0
        1000 DISPATCHED 1  ann  0  0       # the graver one is stopped and lets the other pass
        1300 ARRIVED    1  ann  0  1230
        1400 CLEARED    1  ann  0  -
        1400 ATTENDED   1  -    2  1
        1400 DISPATCHED 0  ann  0  0       # the rule has ended at 1000, when only one waited
        1700 ARRIVED    0  ann  0  1640
        1800 CLEARED    0  ann  0  -
        1800 ATTENDED   0  -    1  1
        """,
        about="incident",
    )


def test_stop_and_borrow_together_leave_the_neighbours_for_what_is_served() -> None:
    world = World(pressure(rule("busy", stop=["priority"], borrow=True)))
    world.patrol("sue", LONG, area="south")
    world.patrol("ann", (0, 500))
    world.incident(0, "priority", scene=50, travel=100)
    world.incident(20, "priority")
    world.incident(30, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        20   GRADED     1  -    1  0       # nobody borrows: `borrow_after` is left out
        30   GRADED     2  -    0  0
        100  ARRIVED    0  ann  0  100
        100  PRESSED    -  -    0  2
        100  DISPATCHED 2  sue  0  1       # borrowed at once; 1 is stopped, for neighbours too
        150  CLEARED    0  ann  0  -
        150  ATTENDED   0  -    1  1       # ann is free until 500, sue from 1600: 1 is not served
        1000 ARRIVED    2  sue  0  970
        1600 CLEARED    2  sue  0  -
        1600 ATTENDED   2  -    0  1
        """,
        about="what happens",
    )


def test_borrowing_ends_with_the_rule() -> None:
    world = World(pressure(rule("busy", above=1, release=1, borrow=True), **dispatch(borrow_after="1 h")))
    world.patrol("sue", (0, 10_000), area="south")
    world.incident(50)
    world.incident(60)
    world.expect(
        """
        50   GRADED     0  -    0  0
        60   GRADED     1  -    0  0
        100  PRESSED    -  -    0  2
        100  DISPATCHED 0  sue  0  1
        200  EASED      -  -    0  1
        1000 ARRIVED    0  sue  0  950     # ten minutes more over the border
        1600 CLEARED    0  sue  0  -
        1600 ATTENDED   0  -    0  1       # sue is free and not lent before the wait of an hour is over
        3660 DISPATCHED 1  sue  0  1
        4560 ARRIVED    1  sue  0  4500
        5160 CLEARED    1  sue  0  -
        5160 ATTENDED   1  -    0  1
        """,
        about="what happens",
    )


def test_what_is_stopped_diverts_nobody_and_who_is_diverted_leaves_it_unserved() -> None:
    rules = dispatch(divert_for=["emergency", "priority"])
    world = World(pressure(rule("busy", stop=["priority", "scheduled"]), **rules))
    world.patrol("ann", LONG)
    world.incident(10, "scheduled", travel=1000)
    world.incident(20, "scheduled")
    world.incident(150, "priority")
    world.incident(200, "emergency")
    world.expect(
        """
        10   GRADED     0  -    2  0
        10   DISPATCHED 0  ann  0  0
        20   GRADED     1  -    2  0
        100  PRESSED    -  -    0  1
        150  GRADED     2  -    1  0       # would turn ann away, were it served
        200  GRADED     3  -    0  0
        200  DIVERTED   0  ann  0  3
        200  DISPATCHED 3  ann  0  4
        500  ARRIVED    3  ann  0  300
        1100 CLEARED    3  ann  0  -
        1100 ATTENDED   3  -    0  1       # three wait, none is served
        """,
        about="what happens",
    )


def test_investigators_are_sent_and_finish_when_the_rule_has_ended() -> None:
    world = World(pressure(rule("busy", divert_investigators=["cid"])))
    world.detective("eve", LONG)
    world.patrol("ann", (0, 1500))
    world.crime(0, work=[5000])
    world.incident(10)
    world.incident(20)
    world.incident(350)
    world.incident(7050)
    world.expect(
        """
        0    STARTED    0  eve  0  5000
        100  PAUSED     0  eve  0  4900
        100  DISPATCHED 1  eve  0  66      # called away from a desk, an investigator
        400  ARRIVED    1  eve  0  380     # the rule has ended at 200
        1000 CLEARED    1  eve  0  -
        1000 STARTED    0  eve  0  4900    # begun again at 400 for the third incident, ended at 1000: ann went at 910
        5900 FINISHED   0  eve  0  0
        5900 CLOSED     0  eve  3  0
        7100 DISPATCHED 3  eve  0  64      # lent again by the first look that finds somebody waiting
        7400 ARRIVED    3  eve  0  350
        8000 CLEARED    3  eve  0  -
        """,
        about="eve",
        without="ON_DUTY OFF_DUTY ALLOCATED",
    )


def test_an_investigator_at_a_desk_stays_for_grades_that_do_not_interrupt() -> None:
    world = World(pressure(rule("busy", divert_investigators=["cid"]), **dispatch(interrupt_for=["emergency"])))
    world.detective("eve", LONG)
    world.detective("fay", (150, 20_000))
    world.patrol("ann", (0, 10))
    world.crime(0, work=[500])
    world.incident(20, "priority")
    world.incident(30, "priority")
    world.expect(
        """
        20   GRADED     0  -    1  0
        30   GRADED     1  -    1  0
        150  DISPATCHED 0  fay  0  64      # has nothing in hand
        450  ARRIVED    0  fay  0  430
        500  DISPATCHED 1  eve  0  64      # has finished the crime
        800  ARRIVED    1  eve  0  770
        1050 CLEARED    0  fay  0  -
        1050 ATTENDED   0  -    1  1
        1400 CLEARED    1  eve  0  -
        1400 ATTENDED   1  -    1  1
        """,
        about="incident",
    )


def test_investigators_of_the_force_go_only_to_the_area_under_pressure() -> None:
    world = World(pressure(rule("busy", watch={"area": "south"}, divert_investigators=["cid"])))
    world.detective("eve", LONG)
    world.detective("fay", LONG)
    world.incident(10, area="north")
    world.incident(20, area="south")
    world.expect(
        """
        10   GRADED     0  -    0  0
        20   GRADED     1  -    0  0
        100  PRESSED    -  -    0  1
        100  DISPATCHED 1  eve  0  64
        200  EASED      -  -    0  0
        400  ARRIVED    1  eve  0  380
        1000 CLEARED    1  eve  0  -
        1000 ATTENDED   1  -    0  1
        """,
        about="what happens",
    )


def test_officers_are_kept_on_once_and_until_the_next_turn_at_most() -> None:
    world = World(pressure(rule("busy", keep_on={"teams": ["response"], "time": "1 h"})))
    world.patrol("ann", (0, 1000), (2000, 9000))
    world.patrol("bob", (0, 1000))
    world.incident(0, officers=4, scene=900)
    world.incident(10, scene=200)
    world.expect(
        """
        0    ON_DUTY    -  ann  -  1000
        0    ON_DUTY    -  bob  -  1000
        100  PRESSED    -  -    0  2       # two more for the first incident, and the second
        1000 KEPT_ON    -  ann  0  2000    # until her next turn
        1000 KEPT_ON    -  bob  0  4600    # for an hour
        1200 EASED      -  -    0  0       # ann has cleared and goes to the second
        2000 OFF_DUTY   -  ann  -  1000    # overtime: from the roster's end
        2000 ON_DUTY    -  ann  -  9000
        4600 OFF_DUTY   -  bob  -  3600
        9000 OFF_DUTY   -  ann  -  0
        """,
        without="GRADED DISPATCHED ARRIVED CLEARED ATTENDED",
    )


def test_who_is_kept_on_into_the_next_turn_by_work_on_scene_is_not_kept_on_again() -> None:
    world = World(pressure(rule("busy", keep_on={"teams": ["response"], "time": "1 h"})))
    world.patrol("ann", (0, 1000), (2000, 3000))
    world.incident(0, officers=2, scene=2500)
    world.incident(10)
    world.expect(
        """
        0    ON_DUTY    -  ann  -  1000
        100  PRESSED    -  -    0  2
        1000 KEPT_ON    -  ann  0  2000    # on scene until 2800: what lies between the turns is overtime
        2800 EASED      -  -    0  0
        3700 OFF_DUTY   -  ann  -  700     # the second incident is finished beyond the end of the second turn
        """,
        without="GRADED DISPATCHED ARRIVED CLEARED ATTENDED",
    )


def test_kept_on_at_a_desk_until_the_new_end() -> None:
    world = World(pressure(rule("full", watch={"queue": "crimes", "teams": ["cid"]},
                                keep_on={"teams": ["cid"], "time": "10 min"}), **TO_CID), caps={"cid": 1})  # fmt: skip
    world.detective("eve", (0, 1000))
    world.crime(0, work=[5000])
    world.crime(10, work=[600])
    world.expect(
        """
        0    ON_DUTY    -  eve  -  1000
        0    STARTED    0  eve  0  5000
        100  PRESSED    -  -    0  1       # the second crime finds her full
        1000 KEPT_ON    -  eve  0  1600
        1600 PAUSED     0  eve  0  3400
        1600 OFF_DUTY   -  eve  -  600
        """,
        without=BEGINNING,
    )
