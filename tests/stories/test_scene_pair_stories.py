"""Stories of two rules that meet on the way and on scene: called off in twos, on a map, apart, in custody at the end.

Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons, added up:
1 borrowed, 2 called away from a desk, 4 diverted, 16 called off a scene, 32 to relieve, 64 an investigator.
"""

from __future__ import annotations

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

OFF_SCENES = {"emergency": ["scheduled"]}


def test_in_custody_nobody_hands_over_and_on_scene_the_rest_is_left() -> None:
    custody = {
        "officers": 1,
        "work": "30 min",
        "suites": {"one": {"areas": ["north", "south"], "desks": 1}},
        "transport": "10 min",
        "booking": "20 min",
    }
    world = World({**dispatch(hand_over={"above": "0 s", "waits": False}), "demand.custody": custody})
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 2000))
    world.patrol("cat", (0, 2000))
    for at in (0, 100):
        world.incident(at, arrest=True, transport=600, booking=1200, custody=1800)
    world.incident(1550)
    world.expect(
        """
        0    ON_DUTY    - ann - 9000
        0    ON_DUTY    - bob - 2000
        0    ON_DUTY    - cat - 2000
        0    GRADED     0 -   0 0
        0    DISPATCHED 0 ann 0 0
        100  GRADED     1 -   0 0
        100  DISPATCHED 1 bob 0 0
        300  ARRIVED    0 ann 0 300
        400  ARRIVED    1 bob 0 300
        900  ARRESTED   0 ann 0 600
        1000 ARRESTED   1 bob 0 600
        1500 BROUGHT_IN 0 ann 0 0
        1500 TAKEN_IN   0 ann 0 3000       # the desk is busy until 2700
        1550 GRADED     2 -   0 0
        1550 DISPATCHED 2 cat 0 0
        1600 BROUGHT_IN 1 bob 0 1
        1850 ARRIVED    2 cat 0 300
        2000 LEFT       2 cat 0 450
        2000 OFF_DUTY   - cat - 0
        2700 TAKEN_IN   1 bob 0 3000       # long after his turn
        4500 CLEARED    0 ann 0 -
        4500 ATTENDED   0 -   0 1
        4500 DISPATCHED 2 ann 1 0
        4800 ARRIVED    2 ann 1 3250
        5250 CLEARED    2 ann 1 -
        5250 ATTENDED   2 -   0 2
        5700 CLEARED    1 bob 0 -
        5700 ATTENDED   1 -   0 1
        5700 OFF_DUTY   - bob - 3700
        9000 OFF_DUTY   - ann - 0
        """
    )


def test_two_who_ride_together_are_called_off_together() -> None:
    world = World(dispatch(call_off=OFF_SCENES, crews=[2] * 24))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, "scheduled")
    world.incident(400, "emergency")
    world.expect(
        """
        0    GRADED     0 -   2 0
        0    DISPATCHED 0 ann 0 0          # one officer would do, but they ride in twos
        0    DISPATCHED 0 bob 1 0
        300  ARRIVED    0 ann 0 300
        300  ARRIVED    0 bob 1 300
        400  GRADED     1 -   0 0
        400  CALLED_OFF 0 ann 0 1
        400  DISPATCHED 1 ann 0 16
        400  CALLED_OFF 0 bob 1 1
        400  DISPATCHED 1 bob 1 16
        700  ARRIVED    1 ann 0 300
        700  ARRIVED    1 bob 1 300
        1300 CLEARED    1 ann 0 -
        1300 CLEARED    1 bob 1 -
        1300 ATTENDED   1 -   0 2
        1300 DISPATCHED 0 ann 2 0
        1300 DISPATCHED 0 bob 3 0
        1600 ARRIVED    0 ann 2 1600
        1600 ARRIVED    0 bob 3 1600
        2100 CLEARED    0 ann 2 -
        2100 CLEARED    0 bob 3 -
        2100 ATTENDED   0 -   2 4
        """,
        about="incident",
    )


def test_whoever_arrives_while_something_graver_waits_is_called_off_at_once() -> None:
    world = World(dispatch(call_off=OFF_SCENES))
    world.patrol("ann", (0, 9000))
    world.incident(0, "scheduled")
    world.incident(100, "emergency")
    world.expect(
        """
        0    GRADED     0 -   2 0
        0    DISPATCHED 0 ann 0 0
        100  GRADED     1 -   0 0          # nobody is diverted on the way
        300  ARRIVED    0 ann 0 300
        300  CALLED_OFF 0 ann 0 1
        300  DISPATCHED 1 ann 0 16
        600  ARRIVED    1 ann 0 500
        1200 CLEARED    1 ann 0 -
        1200 ATTENDED   1 -   0 1
        1200 DISPATCHED 0 ann 1 0
        1500 ARRIVED    0 ann 1 1500
        2100 CLEARED    0 ann 1 -          # all 600 s were left
        2100 ATTENDED   0 -   2 2
        """,
        about="incident",
    )


def test_on_a_map_whoever_is_called_off_drives_from_the_scene_without_turnout() -> None:
    station = {"one": {"at": [0, 0], "share": 1.0}}
    speed = dict.fromkeys(["emergency", "priority", "scheduled"], 36)
    world = World(
        {
            **dispatch(call_off=OFF_SCENES),
            "places.areas": {
                "north": {"share": 0.5, "box": [0, 0, 10, 10], "stations": station},
                "south": {"share": 0.5, "box": [10, 0, 20, 10]},
            },
            "places.map": {"metric": "streets", "speed": speed, "turnout": "1 min"},
        }
    )
    world.patrol("ann", (0, 9000))
    world.incident(0, "scheduled", place=(3000, 0))
    world.incident(500, "emergency", place=(2600, 600))
    world.expect(
        """
        0    GRADED     0 -   2 0
        0    DISPATCHED 0 ann 0 0
        360  ARRIVED    0 ann 0 360        # turnout and 3 km at 10 m/s
        500  GRADED     1 -   0 0
        500  CALLED_OFF 0 ann 0 1
        500  DISPATCHED 1 ann 0 16
        600  ARRIVED    1 ann 0 100        # 400 m west and 600 m north
        1200 CLEARED    1 ann 0 -
        1200 ATTENDED   1 -   0 1
        1200 DISPATCHED 0 ann 1 0
        1560 ARRIVED    0 ann 1 1560       # from the station again
        2020 CLEARED    0 ann 1 -          # 460 s were left
        2020 ATTENDED   0 -   2 2
        """,
        about="incident",
    )


def test_apart_the_report_falls_to_the_first_to_finish_not_to_who_was_called_off() -> None:
    apart = {"demand.incidents.violence.apart": True}
    world = World({**dispatch(call_off={"emergency": ["priority"]}), **apart})
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, "priority", officers=2, scene_apart=[600, 1500], report=900)
    world.incident(400, "emergency")
    world.expect(
        """
        0    GRADED     0 -   1 0
        0    DISPATCHED 0 ann 0 0
        0    DISPATCHED 0 bob 1 0
        300  ARRIVED    0 ann 0 300
        300  ARRIVED    0 bob 1 300
        400  GRADED     1 -   0 0
        400  CALLED_OFF 0 ann 0 1          # both came at 300: the lowest id
        400  DISPATCHED 1 ann 0 16
        700  ARRIVED    1 ann 0 300
        1300 CLEARED    1 ann 0 -
        1300 ATTENDED   1 -   0 1
        1300 DISPATCHED 0 ann 2 0
        1600 ARRIVED    0 ann 2 1600
        1800 CLEARED    0 bob 1 -
        1800 WRITING_UP 0 bob - 900
        2100 CLEARED    0 ann 2 -          # the 500 s that she had left, not her place's 600 s
        2100 ATTENDED   0 -   1 3
        2700 WRITTEN    0 bob - 900
        """,
        about="incident",
    )


def test_by_cover_and_matrix_each_neighbour_after_its_own_wait() -> None:
    areas = {name: {"share": share} for name, share in (("north", 0.5), ("south", 0.3), ("east", 0.2))}
    between = {origin: dict.fromkeys(areas, "5000 s") for origin in areas}
    between["south"]["north"] = "10000 s"
    between["east"]["north"] = "15000 s"
    cover = {"north": {"south": "5 min", "east": "10 min"}}
    world = World({**dispatch(cover=cover), "places.areas": areas, "places.between": between})
    world.patrol("bob", (0, 9000), area="south")
    world.patrol("cat", (0, 9000), area="east")
    world.incident(0)
    world.incident(50)
    world.expect(
        """
        0    GRADED     0 -   0 0
        50   GRADED     1 -   0 0
        300  DISPATCHED 0 bob 0 1
        650  DISPATCHED 1 cat 0 1
        900  ARRIVED    0 bob 0 900        # 300 s by the law, twice as far
        1500 CLEARED    0 bob 0 -
        1500 ATTENDED   0 -   0 1
        1550 ARRIVED    1 cat 0 1500       # and three times as far
        2150 CLEARED    1 cat 0 -
        2150 ATTENDED   1 -   0 1
        """,
        about="incident",
    )
