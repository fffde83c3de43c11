"""Stories of restricted duties: on duty as everybody else, and never sent."""

from __future__ import annotations

from tests.stories.hand import DAY, World
from tests.stories.test_pressure_pair_stories import pressure
from tests.stories.test_response_stories import dispatch

INVESTIGATING = {"investigative_model.routes": [{"name": "all", "to": "response"}]}


def test_restricted_officers_investigate_and_are_never_sent() -> None:
    """Bob alone is sent, though ann is idle, nearer in the list, and at a desk later."""
    world = World(dispatch(divert_for=["emergency"], call_off={"emergency": ["priority"]}) | INVESTIGATING)
    world.patrol("ann", (0, 5000), (6000, 9000), restricted=True)
    world.patrol("bob", (100, 2000))
    world.incident(0, "priority")
    world.incident(200)
    world.incident(1500)
    world.incident(6000)
    world.crime(10, work=[3000])
    told = world.diary("what happens")
    assert {line.split()[3] for line in told if "DISPATCHED" in line} == {"bob"}
    assert [line for line in told if " ann " in line] == [
        "10 ALLOCATED 0 ann 256 -",
        "10 STARTED 0 ann 0 3000",
        "3010 FINISHED 0 ann 0 0",
        "3010 CLOSED 0 ann 3 0",
    ]


def test_restricted_duties_are_not_lifted_by_protected_days_nor_broken_for_emergencies() -> None:
    protected = {"desks": ["response", "investigation"], "protected": {"every": 2, "break_for": ["emergency"]}}
    world = World(dispatch(), teams={"response": protected})
    world.patrol("ann", (0, 1000), (2000, 3000), (4000, 5000), restricted=True)
    world.patrol("bob", (3500, 6000))
    world.incident(0)
    world.incident(2100)
    assert [line for line in world.diary("work") if "DISPATCHED" in line] == [
        "3500 DISPATCHED 0 bob 0 0",
        "4400 DISPATCHED 1 bob 0 0",
    ]


def test_a_restricted_investigator_is_not_sent_under_pressure_either() -> None:
    for restricted, sent in ((False, "dee"), (True, "ann")):
        world = World(pressure(divert_investigators=["cid"]))
        world.patrol("ann", (5000, DAY))
        world.detective("dee", (0, DAY), restricted=restricted)
        world.incident(0)
        world.incident(10)
        world.incident(20)
        assert next(line for line in world.diary("work") if "DISPATCHED" in line).split()[3] == sent
