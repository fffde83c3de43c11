"""Stories of custody: the way to the suite, the wait for a desk, booking in, and the interview afterwards.

Officers arrive after 300 s and finish on scene at 900. The way to the suite takes 100 s, booking in 200 s, and 50 s of
custody work remain then.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

ARREST: dict[str, Any] = {"arrest": True, "transport": 100, "booking": 200, "custody": 50}
FILE_ALL = {"investigative_model.screen": {"kind": "solvability", "by": "bureau", "file_below": 0.9, "desk_below": 0.9}}


def suites(**areas_and_desks: tuple[list[str], int]) -> dict[str, Any]:
    """Custody suites, each with its areas and desks."""
    return {
        "demand.custody.suites": {
            name: {"areas": areas, "desks": desks} for name, (areas, desks) in areas_and_desks.items()
        },
        "demand.custody.transport": "10 min",
        "demand.custody.booking": "20 min",
    }


ONE_DESK = suites(main=(["north", "south"], 1))


def test_two_prisoners_are_booked_in_one_after_the_other_at_one_desk() -> None:
    world = World(ONE_DESK)
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, **ARREST)
    world.incident(0, travel=310, **ARREST)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        0    GRADED     1  -    0  0
        0    DISPATCHED 1  bob  0  0
        300  ARRIVED    0  ann  0  300
        310  ARRIVED    1  bob  0  310
        900  ARRESTED   0  ann  0  100
        910  ARRESTED   1  bob  0  100
        1000 BROUGHT_IN 0  ann  0  0
        1000 TAKEN_IN   0  ann  0  250
        1010 BROUGHT_IN 1  bob  0  1       # one before him at the desk
        1200 TAKEN_IN   1  bob  0  250     # the desk is free though ann is not
        1250 CLEARED    0  ann  0  -
        1250 ATTENDED   0  -    0  1
        1450 CLEARED    1  bob  0  -
        1450 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_a_desk_is_free_for_whoever_is_brought_in_in_the_second_in_which_it_becomes_free() -> None:
    world = World(ONE_DESK)
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, **ARREST)
    world.incident(0, **{**ARREST, "transport": 300})
    told = world.diary("bob")
    assert told[4:6] == ["1200 BROUGHT_IN 1 bob 0 0", "1200 TAKEN_IN 1 bob 0 250"]


def test_prisoners_are_booked_in_as_they_came_at_as_many_desks_as_there_are() -> None:
    world = World(suites(main=(["north", "south"], 2)))
    for number, name in enumerate(("ann", "bob", "cat", "dan")):
        world.patrol(name, (0, 9000))
        world.incident(0, travel=340 - 10 * number, **ARREST)
    told = [line for line in world.diary("incident") if "_IN" in line]
    assert told == [
        "1010 BROUGHT_IN 3 dan 0 0",
        "1010 TAKEN_IN 3 dan 0 250",
        "1020 BROUGHT_IN 2 cat 0 1",
        "1020 TAKEN_IN 2 cat 0 250",
        "1030 BROUGHT_IN 1 bob 0 2",
        "1040 BROUGHT_IN 0 ann 0 3",
        "1210 TAKEN_IN 1 bob 0 250",
        "1220 TAKEN_IN 0 ann 0 250",
    ]


def test_suites_do_not_wait_for_each_other() -> None:
    world = World(suites(far=(["south"], 1), near=(["north"], 1)))
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.incident(0, **ARREST)
    world.incident(0, area="south", **ARREST)
    told = [line for line in world.diary("incident") if "TAKEN_IN" in line]
    assert told == ["1000 TAKEN_IN 0 ann 1 250", "1000 TAKEN_IN 1 sue 0 250"]


def test_a_second_officer_comes_along_and_books_nobody_in() -> None:
    world = World(ONE_DESK)
    for name in ("ann", "bob", "cat"):
        world.patrol(name, (0, 9000))
    world.incident(0, officers=3, custody_officers=2, **ARREST)
    assert world.diary("incident")[7:] == [
        "900 ARRESTED 0 ann 0 100",
        "900 ARRESTED 0 bob 1 150",
        "900 CLEARED 0 cat 2 -",
        "1000 BROUGHT_IN 0 ann 0 0",
        "1000 TAKEN_IN 0 ann 0 250",
        "1050 CLEARED 0 bob 1 -",
        "1250 CLEARED 0 ann 0 -",
        "1250 ATTENDED 0 - 0 3",
    ]


def test_officers_in_custody_finish_as_overtime_and_are_not_called_off() -> None:
    """Pairs: custody with hand-over and with calling off."""
    rule = dispatch(hand_over={"above": "0 s", "waits": False}, call_off={"emergency": ["priority"]})
    world = World({**ONE_DESK, **rule})
    world.patrol("ann", (0, 950))
    world.patrol("bob", (0, 1100))
    world.incident(0, "priority", **ARREST)
    world.incident(0, "priority", travel=310, **ARREST)
    world.incident(1020, "emergency")
    assert world.diary("ann")[-2:] == ["1250 CLEARED 0 ann 0 -", "1250 OFF_DUTY - ann - 300"]
    assert world.diary("bob")[-2:] == ["1450 CLEARED 1 bob 0 -", "1450 OFF_DUTY - bob - 350"]
    assert world.diary("incident 2") == ["1020 GRADED 2 - 0 0"]


def test_without_suites_an_arrest_is_a_length_of_time() -> None:
    world = World()
    world.patrol("ann", (0, 9000))
    world.incident(0, **ARREST)
    assert world.diary("ann")[3:5] == ["900 ARRESTED 0 ann 0 50", "950 CLEARED 0 ann 0 -"]


def found_at_an_incident(changes: dict[str, Any], *, arrest: bool = True, skilled: bool = True) -> list[str]:
    world = World(changes)
    world.patrol("ann", (0, 9000))
    world.detective("dora", (0, 90_000), skills=["pip1"] if skilled else [])
    world.officer("ben", "bureau", (0, 90_000))
    incident = world.incident(0, **{**ARREST, "arrest": arrest}, interview=500)
    world.crime(incident=incident, offence="assault", work=[1000, 400], filed_work=70)
    return [line for line in world.diary("crime") if "STARTED" in line]


def test_an_interview_adds_to_the_first_stage_of_a_crime_with_an_arrest() -> None:
    assert found_at_an_incident({}) == ["900 STARTED 0 dora 0 1500", "2400 STARTED 0 dora 1 400"]
    assert found_at_an_incident({}, arrest=False)[0] == "900 STARTED 0 dora 0 1000"


def test_an_interview_takes_an_owner_below_the_level_longer_as_all_work_does() -> None:
    below = {"mechanics.below_level": {"work": 0.5, "charge": 0, "wait": 0}}
    below |= {"investigative_model.allocate": {"kind": "best_fit", "skill": "preferred"}}
    assert found_at_an_incident(below, skilled=False)[0] == "900 STARTED 0 dora 0 2250"


def test_nobody_is_interviewed_for_a_crime_that_is_filed() -> None:
    assert found_at_an_incident(FILE_ALL) == ["900 STARTED 0 ben 0 70"]
