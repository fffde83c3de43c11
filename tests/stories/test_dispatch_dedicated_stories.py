"""Stories of teams that are sent to some grades only, as cars for appointments are.

Travel takes 300 s and the work on scene 600 s; cars are officers of a team that goes to scheduled incidents.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

CARS = {"cars": {"desks": ["response"]}}


def world_with_cars(**rule: Any) -> World:
    return World(dispatch(only_for={"cars": ["scheduled"]}, **rule), teams=CARS)


def sent(world: World) -> list[str]:
    return [line for line in world.diary("incident") if "DISPATCHED" in line]


def test_a_car_for_visits_goes_before_others_and_to_nothing_else() -> None:
    """The emergency waits for ann, though carl is free; the visit is for carl, though ann has been free for longer."""
    world = world_with_cars()
    world.patrol("ann", (0, 9000))
    world.officer("carl", "cars", (50, 9000), area="north")
    world.incident(100, "scheduled")
    world.incident(200, "emergency")
    world.incident(300, "emergency")
    assert sent(world) == ["100 DISPATCHED 0 carl 0 0", "200 DISPATCHED 1 ann 0 0", "1100 DISPATCHED 2 ann 0 0"]


def test_others_go_where_no_car_is_free() -> None:
    world = world_with_cars()
    world.patrol("ann", (0, 9000))
    world.officer("carl", "cars", (0, 9000), area="north")
    world.incident(100, "scheduled")
    world.incident(200, "scheduled")
    assert sent(world) == ["100 DISPATCHED 0 carl 0 0", "200 DISPATCHED 1 ann 0 0"]


def test_cars_are_not_kept_back_and_do_not_count() -> None:
    """Pair: dedicated teams and officers kept free. One is kept of ann and bob; carl's being free spares nobody."""
    world = world_with_cars(hold_back={"scheduled": 1})
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (700, 9000))
    world.officer("carl", "cars", (0, 9000), area="north")
    for at in (100, 200, 300):
        world.incident(at, "scheduled")
    assert sent(world) == ["100 DISPATCHED 0 carl 0 0", "700 DISPATCHED 1 ann 0 0", "1000 DISPATCHED 2 carl 0 0"]


def test_a_car_on_its_way_to_a_visit_is_not_diverted() -> None:
    """Pair: dedicated teams and diversion."""
    world = world_with_cars(divert_for=["emergency"])
    world.officer("carl", "cars", (0, 9000), area="north")
    world.incident(0, "scheduled")
    world.incident(100, "emergency")
    assert sent(world) == ["0 DISPATCHED 0 carl 0 0"]
