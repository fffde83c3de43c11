"""Stories of places: the travel matrix, and a map on which officers have a place.

On the map of these stories a metre along a street takes a second (3.6 km an hour), from a station in the south-west
corner of the north, which is a square of two kilometres; the south lies below it. `DISPATCHED` ends with its reasons,
added up: 1 borrowed, 2 called away from a desk, 4 diverted.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

LONG = (0, 86_400)
GRADES = ("emergency", "priority", "scheduled")
ALL_HELP = dispatch(borrow_after="0 s", borrow_for=list(GRADES))


def on_map(stations: dict[str, Any] | None = None, turnout: str = "0 s", **facts: Any) -> dict[str, Any]:
    """The map of these stories."""
    corner = {"corner": {"at": [0, 0], "share": 1.0}} if stations is None else stations
    return {
        "places.areas": {
            "north": {"share": 0.5, "box": [0, 0, 2, 2], "stations": corner, "borders": {"south": "0 s"}},
            "south": {"share": 0.5, "box": [0, -1, 2, 0], "borders": {"north": "0 s"}},
        },
        "places.map": {
            "metric": "streets",
            "speed": dict.fromkeys((*GRADES, "resolution"), 3.6),
            "turnout": turnout,
            **facts,
        },
    }


def told(world: World, *moments: str) -> list[str]:
    """Give what the log tells of some moments."""
    return [line for line in world.diary("incident") if line.split()[1] in moments]


def matrix(**rule: Any) -> dict[str, Any]:
    """The matrix of these stories: means at emergencies, whose law has a mean of 5,000 s."""
    return {
        "places.between": {
            "north": {"north": "5000 s", "south": "10000 s"},
            "south": {"north": "2500 s", "south": "1000 s"},
        },
        **dispatch(borrow_after="0 s", borrow_for=list(GRADES), **rule),
    }


def test_a_travel_matrix_gives_the_mean_from_the_officers_area() -> None:
    """The luck of 300 s by the law, whose mean is 5,000 s, becomes 60 s within the south."""
    world = World(matrix())
    world.patrol("sue", LONG, area="south")
    world.patrol("pam", LONG, area="force")
    world.incident(0, area="south", scene=10)
    world.incident(0, area="north", scene=10)
    assert told(world, "DISPATCHED", "ARRIVED") == [
        "0 DISPATCHED 0 sue 0 0",
        "0 DISPATCHED 1 pam 0 0",
        "60 ARRIVED 0 sue 0 60",
        "300 ARRIVED 1 pam 0 300",  # officers of the force set out as from the incident's own area
    ]


def test_with_a_matrix_the_nearest_may_come_over_the_border_and_the_border_costs_nothing_more() -> None:
    world = World(matrix())
    world.patrol("ann", LONG, area="north")
    world.patrol("sue", LONG, area="south")
    world.incident(0, area="north")
    world.incident(10, area="south", travel=400)
    assert told(world, "DISPATCHED", "ARRIVED") == [
        "0 DISPATCHED 0 sue 0 1",  # 2,500 s in the mean against 5,000
        "10 DISPATCHED 1 ann 0 1",
        "150 ARRIVED 0 sue 0 150",
        "810 ARRIVED 1 ann 0 800",
    ]


def test_other_grades_keep_their_ratio_to_the_matrix() -> None:
    laws = {"emergency": "10 min", "priority": "20 min", "scheduled": "20 min", "resolution": "20 min"}
    changes = {"places.travel": laws, **matrix()}
    world = World(changes)
    world.patrol("sue", LONG, area="south")
    world.incident(0, "priority", area="north")
    assert told(world, "ARRIVED") == ["5000 ARRIVED 0 sue 0 5000"]  # twice 2,500 s


def test_an_area_may_have_a_law_of_its_own() -> None:
    areas = {"north": {"share": 0.5, "travel": {"emergency": "70 s"}, "travel_factor": 2}, "south": {"share": 0.5}}
    world = World({"places.areas": areas})
    world.patrol("ann", LONG, area="north")
    world.incident(0, area="north", scene=10)
    world.incident(1000, "priority", area="north", scene=10)
    assert told(world, "ARRIVED") == ["140 ARRIVED 0 ann 0 140", "1600 ARRIVED 1 ann 0 600"]


def test_the_nearest_by_the_areas_own_law_goes() -> None:
    """Pair: laws of an area and borrowing over a border: within the north a journey takes 800 s, but 500 s more."""
    areas = {
        "north": {"share": 0.5, "travel": {"emergency": "800 s"}, "borders": {"south": "500 s"}},
        "south": {"share": 0.5},
    }
    world = World({"places.areas": areas, **ALL_HELP})
    world.patrol("sue", LONG, area="south")
    world.patrol("ann", LONG, area="north")
    world.incident(0, area="north")
    world.incident(0, area="north")
    assert told(world, "ARRIVED") == ["800 ARRIVED 0 ann 0 800", "1300 ARRIVED 1 sue 0 1300"]


def test_on_a_map_the_nearest_by_distance_goes_whatever_the_area() -> None:
    world = World({**on_map(), **ALL_HELP})
    world.patrol("ann", LONG, area="north")  # at 0, 0
    world.patrol("sue", LONG, area="south")  # in the middle of the south: 1000, -500
    world.incident(0, area="north", place=(1000, 100), scene=10)
    world.incident(2000, area="north", place=(100, 100), scene=10)
    assert told(world, "DISPATCHED", "ARRIVED") == [
        "0 DISPATCHED 0 sue 0 1",
        "600 ARRIVED 0 sue 0 600",
        "2000 DISPATCHED 1 ann 0 0",
        "2200 ARRIVED 1 ann 0 200",
    ]


@pytest.mark.parametrize(("metric", "seconds"), [("streets", 1050), ("straight", 750)])
def test_streets_are_longer_than_the_straight_line_and_roads_make_detours(metric: str, seconds: int) -> None:
    """300 m east and 400 m north are 700 m or 500 m, and half as much again for the roads."""
    world = World(on_map(metric=metric, detour=1.5))
    world.patrol("ann", LONG)
    world.incident(0, place=(300, 400))
    assert told(world, "ARRIVED") == [f"{seconds} ARRIVED 0 ann 0 {seconds}"]


def test_the_speed_is_that_of_the_grade_as_assessed() -> None:
    world = World(on_map(speed={"emergency": 36, "priority": 7.2, "scheduled": 3.6}))
    for number, grade in enumerate(GRADES):
        world.patrol(f"ann {number}", LONG)
        world.incident(0, grade, place=(600, 0))
    assert [line.split()[0] for line in told(world, "ARRIVED")] == ["60", "300", "600"]


def test_turnout_is_slowed_by_the_hour_like_the_way() -> None:
    """Pair: travel by the hour and the map: twice 30 s of turnout and 100 s on the road."""
    world = World({"places.travel_hours": [2.0] * 24, **on_map(turnout="30 s")})
    world.patrol("ann", LONG)
    world.incident(0, place=(100, 0))
    assert told(world, "ARRIVED") == ["260 ARRIVED 0 ann 0 260"]


def test_officers_of_the_force_set_out_from_the_middle_of_the_incidents_area() -> None:
    world = World(on_map())
    world.patrol("pam", LONG, area="force")
    world.incident(0, area="south", place=(1000, -1000), scene=10)
    world.incident(1000, area="north", place=(1000, 1200), scene=10)
    assert told(world, "ARRIVED") == ["500 ARRIVED 0 pam 0 500", "1200 ARRIVED 1 pam 0 200"]


def test_stations_are_dealt_by_largest_remainders_in_order() -> None:
    """Of five officers 2.25 belong at the first, 1 at the second and 1.75 at the third."""
    shares = {"a": 0.45, "b": 0.2, "c": 0.35}
    stations = {name: {"at": [0, number], "share": share} for number, (name, share) in enumerate(shares.items())}
    world = World({**on_map(stations)})
    for name in ("ann", "bob", "cat", "dan", "eve"):
        world.patrol(name, LONG)
    for _ in range(5):
        world.incident(0, place=(0, 0))
    assert told(world, "ARRIVED") == [
        "0 ARRIVED 0 ann 0 0",
        "0 ARRIVED 1 bob 0 0",
        "1000 ARRIVED 2 cat 0 1000",
        "2000 ARRIVED 3 dan 0 2000",
        "2000 ARRIVED 4 eve 0 2000",
    ]


def test_supervisors_take_no_place_at_a_station() -> None:
    stations = {"near": {"at": [0, 0], "share": 0.5}, "far": {"at": [2, 0], "share": 0.5}}
    world = World(on_map(stations))
    world.supervisor("sam", "response", LONG, area="north")
    world.patrol("ann", LONG)
    world.patrol("bob", LONG)
    world.incident(0, place=(2000, 0))
    assert told(world, "DISPATCHED") == ["0 DISPATCHED 0 bob 0 0"]


def test_who_is_diverted_sets_out_from_where_the_car_has_got_to() -> None:
    """Bob is free, but ann, who passes by, is nearer, and her turnout is over."""
    stations = {"near": {"at": [0, 0], "share": 0.5}, "far": {"at": [2, 0], "share": 0.5}}
    world = World({**on_map(stations, turnout="100 s"), **dispatch(divert_for=["emergency"])})
    world.patrol("ann", LONG)
    world.patrol("bob", (900, 86_400))
    world.incident(0, "priority", place=(1000, 1000), scene=10)  # first 1,000 m east, then 1,000 m north
    world.incident(900, place=(1300, 200), scene=10)
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        900  GRADED     1  -    0  0
        900  DIVERTED   0  ann  0  1       # at 800, 0
        900  DISPATCHED 1  ann  0  4       # 700 s; bob needs 100 s and then 900 s
        900  DISPATCHED 0  bob  1  0
        1600 ARRIVED    1  ann  0  700
        1610 CLEARED    1  ann  0  -
        1610 ATTENDED   1  -    0  1
        3000 ARRIVED    0  bob  1  3000
        3010 CLEARED    0  bob  1  -
        3010 ATTENDED   0  -    1  2
        """,
        about="incident",
    )


@pytest.mark.parametrize(
    ("metric", "at", "seconds"),
    [
        ("streets", 50, 1200),  # still at the station, and no second turnout
        ("streets", 500, 800),  # at 400, 0
        ("streets", 1300, 800),  # at 1000, 200
        ("straight", 1100, 200),  # at 600, 800: the way of 1,414 m would have been longer by streets
    ],
)
def test_where_somebody_is_on_the_way(metric: str, at: int, seconds: int) -> None:
    place = (1000, 1000) if metric == "streets" else (1200, 1600)
    turn_to = (1000, 200 if at < 1000 else 1000) if metric == "streets" else (600, 1000)
    world = World({**on_map(turnout="100 s", metric=metric), **dispatch(divert_for=["emergency"])})
    world.patrol("ann", LONG)
    world.incident(0, "priority", place=place, scene=10)
    world.incident(at, place=turn_to, scene=10)
    assert told(world, "ARRIVED")[0] == f"{at + seconds} ARRIVED 1 ann 0 {seconds}"


def test_who_is_diverted_twice_goes_on_from_the_second_way() -> None:
    world = World({**on_map(), **dispatch(divert_for=["emergency", "priority"])})
    world.patrol("ann", LONG)
    world.incident(0, "scheduled", place=(1000, 0), scene=10)
    world.incident(400, "priority", place=(400, 300), scene=10)
    world.incident(600, place=(400, 0), scene=10)  # ann is at 400, 200
    assert told(world, "ARRIVED")[0] == "800 ARRIVED 2 ann 0 200"


def test_after_clearing_an_officer_counts_as_back_at_the_station_at_once() -> None:
    world = World(on_map())
    world.patrol("ann", LONG)
    world.incident(0, place=(1000, 0), scene=10)
    world.incident(0, place=(1000, 0), scene=10)
    assert told(world, "ARRIVED") == ["1000 ARRIVED 0 ann 0 1000", "2010 ARRIVED 1 ann 0 2010"]


def test_officers_who_wait_anywhere_are_chosen_by_the_middle_and_set_out_by_luck_without_turnout() -> None:
    """The luck of the second place in the crew counts for whoever is sent second."""
    world = World({**on_map(turnout="1 h", waiting_at="anywhere"), **ALL_HELP})
    world.patrol("ann", LONG, area="north")
    world.patrol("sue", LONG, area="south")
    luck = [0.25, 0.5, 0.75, 0.5]  # 500, 1000 in the north; 1500, -500 in the south
    world.incident(0, place=(1000, 400), officers=2, scene=10, patrol_luck=luck)
    assert told(world, "DISPATCHED", "ARRIVED") == [
        "0 DISPATCHED 0 ann 0 0",  # 600 m from the middle, sue 900 m
        "0 DISPATCHED 0 sue 1 1",
        "1100 ARRIVED 0 ann 0 1100",
        "1400 ARRIVED 0 sue 1 1400",
    ]


def crews(*pairs_from: int, **rule: Any) -> dict[str, Any]:
    """Officers ride in pairs in the hours given, alone otherwise."""
    return dispatch(crews=[2 if hour in pairs_from else 1 for hour in range(24)], **rule)


def test_a_crew_of_two_leaves_together_and_waits_for_the_second() -> None:
    world = World(crews(0))
    world.patrol("ann", LONG)
    world.patrol("bob", (500, 86_400))
    world.incident(0, scene=10)
    world.expect(
        """
        0    GRADED     0  -    0  0
        500  DISPATCHED 0  ann  0  0
        500  DISPATCHED 0  bob  1  0
        800  ARRIVED    0  ann  0  800
        800  ARRIVED    0  bob  1  800
        810  CLEARED    0  ann  0  -
        810  CLEARED    0  bob  1  -
        810  ATTENDED   0  -    0  2
        """,
        about="incident",
    )


def test_three_wanted_are_two_crews_and_the_second_may_come_later() -> None:
    world = World(crews(0))
    for name, comes in (("ann", 0), ("bob", 0), ("cat", 0), ("dan", 200)):
        world.patrol(name, (comes, 86_400))
    world.incident(0, officers=3)
    assert [line.split()[0::3] for line in told(world, "DISPATCHED")] == [
        ["0", "ann"],
        ["0", "bob"],
        ["200", "cat"],
        ["200", "dan"],
    ]


def test_a_whole_crew_waits_for_all_its_pairs() -> None:
    """Pair: crews and whole crews."""
    world = World(crews(0, whole_crew=["emergency"]))
    for name, comes in (("ann", 0), ("bob", 0), ("cat", 0), ("dan", 200)):
        world.patrol(name, (comes, 86_400))
    world.incident(0, officers=3)
    assert [line.split()[0] for line in told(world, "DISPATCHED")] == ["200"] * 4


def test_who_rides_in_pairs_depends_on_the_hour_of_grading() -> None:
    world = World(crews(1))
    world.patrol("ann", LONG)
    world.incident(3599, scene=10)
    world.incident(3600, scene=10)
    assert [line.split()[2] for line in told(world, "DISPATCHED")] == ["0"]  # nobody rides with ann at one


def test_if_one_of_a_crew_is_diverted_one_is_enough_to_take_the_place() -> None:
    """Pair: crews and diversion. The emergency of the hour of single crews takes one of the two."""
    world = World(crews(0, divert_for=["emergency"]))
    world.patrol("ann", LONG)
    world.patrol("bob", LONG)
    world.patrol("cat", (3700, 86_400))
    world.incident(3500, "priority", travel=1000)
    world.incident(3600)
    assert told(world, "DISPATCHED", "DIVERTED") == [
        "3500 DISPATCHED 0 ann 0 0",
        "3500 DISPATCHED 0 bob 1 0",
        "3600 DIVERTED 0 ann 0 1",
        "3600 DISPATCHED 1 ann 0 4",
        "3700 DISPATCHED 0 cat 2 0",
    ]


def test_an_officer_held_back_does_not_make_up_a_pair() -> None:
    """Pair: crews and officers kept free."""
    world = World(crews(0, hold_back={"scheduled": 1}))
    world.patrol("ann", LONG)
    world.patrol("bob", LONG)
    world.patrol("cat", (100, 86_400))
    world.incident(0, "scheduled")
    assert [line.split()[0] for line in told(world, "DISPATCHED")] == ["100", "100"]
