"""Stories of cover: neighbours who help an area, each after its own wait.

Travel takes 300 s, ten minutes more over a border, and the work on scene 600 s. `DISPATCHED` ends with 1: borrowed.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

LONG = (0, 20_000)
AREAS = {
    "north": {"share": 0.4, "borders": {"south": "10 min", "west": "10 min"}},
    "south": {"share": 0.3, "borders": {"north": "10 min"}},
    "west": {"share": 0.3, "borders": {"north": "10 min"}},
}


def cover(**facts: Any) -> dict[str, Any]:
    return {"places.areas": AREAS, "investigative_model.transfer": {}} | dispatch(**facts)


def sent(world: World) -> list[str]:
    return [line for line in world.diary("incident") if "DISPATCHED" in line]


def test_each_neighbour_helps_after_its_own_wait() -> None:
    world = World(cover(cover={"north": {"south": "100 s", "west": "200 s"}}))
    world.patrol("wes", LONG, area="west")
    world.patrol("sue", LONG, area="south")
    for _ in range(3):
        world.incident(0)
    assert sent(world) == [
        "100 DISPATCHED 0 sue 0 1",
        "200 DISPATCHED 1 wes 0 1",
        "1600 DISPATCHED 2 sue 0 1",
    ]


def test_only_those_who_are_named_help_and_other_areas_keep_their_own_rule() -> None:
    world = World(cover(cover={"north": {"west": "300 s"}}, borrow_after="100 s"))
    world.patrol("sue", LONG, area="south")
    world.patrol("ned", (0, 50), (400, 9000), area="north")
    world.incident(60, area="north")
    world.incident(70, area="south")
    world.incident(80, area="south")
    assert sent(world) == [
        "70 DISPATCHED 1 sue 0 0",
        "400 DISPATCHED 0 ned 0 0",  # south is not named, though it borders; nobody is in the west
        "970 DISPATCHED 2 sue 0 0",
    ]


def test_the_second_neighbour_may_come_free_after_the_wait_of_the_first() -> None:
    world = World(cover(cover={"north": {"south": "100 s", "west": "500 s"}}))
    world.patrol("wes", (300, 9000), area="west")
    world.incident(0)
    assert sent(world) == ["500 DISPATCHED 0 wes 0 1"]


@pytest.mark.parametrize(("grade", "at"), [("emergency", 200), ("scheduled", 9000)])
def test_under_pressure_all_who_are_named_help_at_once_with_grades_that_borrow(grade: str, at: int) -> None:
    rule = {"name": "busy", "watch": {"queue": "incidents"}, "above": 0, "release": 0, "every": "200 s"}
    world = World(cover(cover={"north": {"west": "1 h"}}) | {"rules.pressure": [rule | {"do": {"borrow": True}}]})
    world.patrol("wes", LONG, area="west")
    world.patrol("sue", LONG, area="south")
    world.patrol("ned", (9000, 20_000))
    world.incident(10, grade)
    assert sent(world) == [f"{at} DISPATCHED 0 {'wes' if at == 200 else 'ned'} 0 {int(at == 200)}"]
