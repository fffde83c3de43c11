"""Stories of work on scene: officers apart, and those called off for something graver.

Travel takes 300 s and the work on scene 600 s where nothing else is said. `DISPATCHED` ends with its reasons, added up:
4 diverted, 16 called off a scene.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.test_response_stories import dispatch

CALL_OFF = {"emergency": ["priority", "scheduled"]}
APART = {"demand.incidents.0.apart": True}


def one_called_off(**rule: Any) -> World:
    world = World(dispatch(call_off=CALL_OFF, **rule))
    world.patrol("ann", (0, 9000))
    world.incident(0, "scheduled")
    world.incident(500, "emergency")
    return world


def test_an_officer_is_called_off_and_the_work_left_is_continued() -> None:
    one_called_off().expect(
        """
        0    GRADED     0  -    2  0
        0    DISPATCHED 0  ann  0  0
        300  ARRIVED    0  ann  0  300
        500  GRADED     1  -    0  0
        500  CALLED_OFF 0  ann  0  1       # 400 s are left
        500  DISPATCHED 1  ann  0  16
        800  ARRIVED    1  ann  0  300
        1400 CLEARED    1  ann  0  -
        1400 ATTENDED   1  -    0  1
        1400 DISPATCHED 0  ann  1  0
        1700 ARRIVED    0  ann  1  1700
        2100 CLEARED    0  ann  1  -
        2100 ATTENDED   0  -    2  2
        """,
        about="incident",
    )


def test_the_work_left_is_done_again_where_the_rule_says_so() -> None:
    told = one_called_off(work_left="done again").diary("incident 0")
    assert told[-2:] == ["2300 CLEARED 0 ann 1 -", "2300 ATTENDED 0 - 2 2"]


def test_nobody_is_called_off_for_or_from_a_grade_that_is_not_named() -> None:
    world = World(dispatch(call_off={"emergency": ["scheduled"]}))
    world.patrol("ann", (0, 9000))
    world.incident(0, "priority")
    world.incident(400, "emergency")
    world.incident(450, "priority")
    assert not [line for line in world.diary("incident") if "CALLED_OFF" in line]


def test_the_latest_to_arrive_goes_first_after_those_on_the_way() -> None:
    world = World(dispatch(call_off=CALL_OFF, divert_for=["emergency"]))
    for name in ("ann", "bob", "cat", "dan"):
        world.patrol(name, (0, 9000))
    world.incident(0, "scheduled", scene=2000)
    world.incident(0, "scheduled", scene=2000)
    world.incident(0, "scheduled", scene=2000, travel=400)
    world.incident(0, "scheduled", scene=2000, travel=1000)
    for at in (500, 510, 520, 530):
        world.incident(at, "emergency", scene=5000)
    told = [line for line in world.diary("incident") if "CALLED_OFF" in line or "DIVERTED" in line]
    assert told == [
        "500 DIVERTED 3 dan 0 4",
        "510 CALLED_OFF 2 cat 0 5",  # since 400
        "520 CALLED_OFF 0 ann 0 6",  # as long as bob: the lowest id
        "530 CALLED_OFF 1 bob 0 7",
    ]


def test_nothing_is_left_behind_when_the_work_there_is_done() -> None:
    world = World(dispatch(call_off=CALL_OFF))
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.incident(0, "priority", officers=2, travel=[300, 700])
    world.incident(1000, "emergency")
    world.incident(1000, "emergency")
    world.expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        0    DISPATCHED 0  bob  1  0
        300  ARRIVED    0  ann  0  300
        700  ARRIVED    0  bob  1  700
        900  CLEARED    0  ann  0  -
        1000 CALLED_OFF 0  bob  1  2
        1000 ATTENDED   0  -    1  2
        """,
        about="incident 0",
    )


def test_a_whole_crew_is_made_up_of_those_called_off() -> None:
    """Pair: calling off and whole crews. Two are enough for two, and not for three."""
    for needed, reasons in ((2, ["0", "16"]), (3, [])):
        world = World(dispatch(call_off=CALL_OFF, whole_crew=["emergency"]))
        world.patrol("ann", (0, 9000))
        world.patrol("bob", (450, 9000))
        world.incident(0, "scheduled")
        world.incident(500, "emergency", officers=needed, lapse=300)
        sent = [line.split() for line in world.diary("incident 1") if "DISPATCHED" in line]
        assert [(line[0], line[-1]) for line in sent] == [("500", reason) for reason in reasons]


def test_what_is_left_behind_waits_in_its_old_place_and_does_not_lapse() -> None:
    """Pair: calling off and lapses. Somebody has come, so the incident does not lapse at 900."""
    world = World(dispatch(call_off=CALL_OFF))
    world.patrol("ann", (0, 9000))
    world.incident(0, "priority", lapse=900)
    world.incident(50, "priority")
    world.incident(500, "emergency")
    told = [line for line in world.diary("incident") if "DISPATCHED" in line or "LAPSED" in line]
    assert told == [
        "0 DISPATCHED 0 ann 0 0",
        "500 DISPATCHED 2 ann 0 16",
        "1400 DISPATCHED 0 ann 1 0",  # before the one graded at 50
        "2100 DISPATCHED 1 ann 0 0",
    ]


def test_officers_apart_all_do_their_own_work_and_stay_wanted() -> None:
    world = World(dispatch() | APART)
    world.patrol("ann", (0, 9000))
    world.patrol("bob", (0, 9000))
    world.detective("dora", (0, 9000), skills=["pip1"])
    world.incident(0, officers=3, scene_apart=[600, 100, 50])
    world.crime(incident=0)
    world.expect(
        """
        0    GRADED     0  -    0  0
        0    DISPATCHED 0  ann  0  0
        0    DISPATCHED 0  bob  1  0
        300  ARRIVED    0  ann  0  300
        300  ARRIVED    0  bob  1  300
        400  CLEARED    0  bob  1  -       # brings the crime to light; a third is wanted still
        400  DISPATCHED 0  bob  2  0
        700  ARRIVED    0  bob  2  700
        750  CLEARED    0  bob  2  -
        900  CLEARED    0  ann  0  -
        900  ATTENDED   0  -    0  3
        """,
        about="incident",
    )
    assert [line for line in world.diary("crime") if "RECORDED" in line] == ["400 RECORDED 0 bob 2 0"]


def test_work_left_apart_is_taken_up_by_the_next_who_arrives() -> None:
    """Pair: calling off and work apart, continued and done again (the third has 50 s of his own)."""
    for work_left, cleared in (("continued", 1300), ("done again", 850)):
        world = World(dispatch(call_off=CALL_OFF, work_left=work_left) | APART)
        world.patrol("ann", (0, 9000))
        world.patrol("bob", (0, 9000))
        world.incident(0, "priority", officers=2, scene_apart=[600, 200, 50])
        world.incident(400, "emergency", scene_apart=[5000])
        world.expect(
            f"""
            0    GRADED     0  -    1  0
            0    DISPATCHED 0  ann  0  0
            0    DISPATCHED 0  bob  1  0
            300  ARRIVED    0  ann  0  300
            300  ARRIVED    0  bob  1  300
            400  CALLED_OFF 0  ann  0  1       # 500 s are left
            500  CLEARED    0  bob  1  -
            500  DISPATCHED 0  bob  2  0
            800  ARRIVED    0  bob  2  800
            {cleared} CLEARED  0  bob  2  -
            {cleared} ATTENDED 0  -    1  3
            """,
            about="incident 0",
        )


def test_who_is_diverted_from_work_apart_is_wanted_there_still() -> None:
    """Pair: diversion and work apart: the first to finish has not finished for those on the way."""
    world = World(dispatch(divert_for=["emergency"]) | APART)
    world.patrol("ann", (0, 220))
    world.patrol("bob", (0, 9000))
    world.patrol("cat", (300, 9000))
    world.incident(0, "priority", officers=2, travel=[100, 2000, 100], scene_apart=[100, 100, 70])
    world.incident(250, "emergency")
    assert world.diary("incident 0")[3:] == [
        "100 ARRIVED 0 ann 0 100",
        "200 CLEARED 0 ann 0 -",
        "250 DIVERTED 0 bob 1 1",
        "300 DISPATCHED 0 cat 2 0",
        "400 ARRIVED 0 cat 2 400",
        "470 CLEARED 0 cat 2 -",
        "470 ATTENDED 0 - 1 3",
    ]
