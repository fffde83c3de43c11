"""Stories of dispatch rules: who is preferred, who goes first, who is sent only after a wait, and who helps whom.

Travel takes 300 s and the work on scene 600 s where nothing else is said; the mean journey is 5,000 s for every grade,
and ten minutes more over a border. `DISPATCHED` ends with its reasons, added up: 1 borrowed, 2 called away from a desk,
4 diverted, 8 of a reserve team.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.hand import World
from tests.stories.test_response_stories import BEGINNING, TO_RESPONSE, dispatch

SKILLED = ("pip1", "pip2", "rasso")


def test_the_longest_idle_goes_however_far() -> None:
    def sent(kind: str) -> list[str]:
        world = World({"rules.dispatch": {"kind": kind, "borrow_after": "0 s"}})
        world.patrol("ann", (1000, 9000))
        world.patrol("sue", (0, 9000), area="south")
        world.incident(1000)
        return [line for line in world.diary("incident") if "DISPATCHED" in line]

    assert sent("longest_idle") == ["1000 DISPATCHED 0 sue 0 1"]
    assert sent("nearest") == ["1000 DISPATCHED 0 ann 0 0"]


def test_least_disruptive_sends_the_idle_first_and_then_whose_crime_does_least_harm() -> None:
    world = World({**TO_RESPONSE, "rules.dispatch": {"kind": "least_disruptive", "borrow_after": "0 s"}})
    world.patrol("ann", (0, 9000), skills=SKILLED)
    world.patrol("bob", (0, 9000), skills=SKILLED)
    world.patrol("sue", (0, 9000), area="south")
    world.crime(0, "rape", work=[9000])
    world.crime(0, "theft", work=[9000])
    for at in (100, 200, 300):
        world.incident(at)
    world.expect(
        """
        0    STARTED    0  ann  0  9000
        0    STARTED    1  bob  0  9000
        100  GRADED     0  -    0  0
        100  DISPATCHED 0  sue  0  1       # idle, though over the border
        200  GRADED     1  -    0  0
        200  PAUSED     1  bob  0  8800    # the theft lies there
        200  DISPATCHED 1  bob  0  2
        300  GRADED     2  -    0  0
        300  PAUSED     0  ann  0  8700    # and then the rape
        300  DISPATCHED 2  ann  0  2
        500  ARRIVED    1  bob  0  300
        600  ARRIVED    2  ann  0  300
        1000 ARRIVED    0  sue  0  900
        1100 CLEARED    1  bob  0  -
        1100 ATTENDED   1  -    0  1
        1100 STARTED    1  bob  0  8800
        1200 CLEARED    2  ann  0  -
        1200 ATTENDED   2  -    0  1
        1200 STARTED    0  ann  0  8700
        1600 CLEARED    0  sue  0  -
        1600 ATTENDED   0  -    0  1
        9000 PAUSED     0  ann  0  900
        9000 PAUSED     1  bob  0  900
        """,
        about="work",
        without=BEGINNING,
    )


def weighted(**weights: float) -> dict[str, Any]:
    """Scores in minutes; help from over the border comes at once and is ten minutes further away."""
    rule = {"kind": "weighted", "borrow_after": "0 s", "borrow_for": ["emergency"], "divert_for": ["emergency"]}
    return {**TO_RESPONSE, "rules.dispatch": rule | weights}


def test_weighted_spares_a_desk_for_the_minutes_that_it_is_worth() -> None:
    world = World(weighted(at_desk=11))
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.crime(0, work=[9000])
    world.incident(100)
    world.incident(200)
    world.expect(
        """
        0    STARTED    0  ann  0  9000
        100  GRADED     0  -    0  0
        100  DISPATCHED 0  sue  0  1       # 10 minutes further are less than 11
        200  GRADED     1  -    0  0
        200  PAUSED     0  ann  0  8800
        200  DISPATCHED 1  ann  0  2
        500  ARRIVED    1  ann  0  300
        1000 ARRIVED    0  sue  0  900
        1100 CLEARED    1  ann  0  -
        1100 ATTENDED   1  -    0  1
        1100 STARTED    0  ann  0  8800
        1600 CLEARED    0  sue  0  -
        1600 ATTENDED   0  -    0  1
        9000 PAUSED     0  ann  0  900
        """,
        about="work",
        without=BEGINNING,
    )


@pytest.mark.parametrize(
    ("weights", "who"),
    [
        ({}, "ann"),
        ({"at_desk": 9}, "ann"),
        ({"at_desk": 11}, "sue"),
        ({"at_desk": 11, "borrowed": 2}, "ann"),
        ({"harm": 0.049}, "ann"),  # a theft's harm is 200 in this story: 9.8 minutes
        ({"harm": 0.051}, "sue"),
    ],
)
def test_weighted_sends_from_the_desk_or_over_the_border(weights: dict[str, float], who: str) -> None:
    world = World({**weighted(**weights), "demand.offences.theft.harm": 200})
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.crime(0, work=[9000])
    world.incident(100)
    assert f"100 DISPATCHED 0 {who} 0 {'2' if who == 'ann' else '1'}" in world.diary("incident")


@pytest.mark.parametrize(("on_the_way", "sent"), [(9, "ann 0 4"), (11, "sue 0 1")])
def test_weighted_diverts_or_sends_over_the_border(on_the_way: float, sent: str) -> None:
    world = World(weighted(on_the_way=on_the_way))
    world.patrol("ann", (0, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.incident(0, "priority")
    world.incident(100, "emergency")
    assert f"100 DISPATCHED 1 {sent}" in world.diary("incident")


@pytest.mark.parametrize(("idle", "sent"), [(9, "ann 0 0"), (11, "sue 0 1")])
def test_weighted_sends_who_has_long_been_idle(idle: float, sent: str) -> None:
    """Sue has been idle for an hour longer and is ten minutes further away."""
    world = World(weighted(idle=idle))
    world.patrol("ann", (3600, 9000))
    world.patrol("sue", (0, 9000), area="south")
    world.incident(3600)
    assert f"3600 DISPATCHED 0 {sent}" in world.diary("incident")


def test_an_incident_that_is_about_to_miss_its_target_goes_before_the_second_officer_of_another() -> None:
    def world(**facts: Any) -> World:
        world = World(dispatch(**facts))
        world.patrol("ann", (0, 9000))
        world.patrol("bob", (1000, 9000))
        world.incident(0, "priority", officers=2, scene=3000)
        world.incident(10, "priority")
        return world

    world(escalate={"priority": "10 min"}).expect(
        """
        0    GRADED     0  -    1  0
        0    DISPATCHED 0  ann  0  0
        10   GRADED     1  -    1  0
        300  ARRIVED    0  ann  0  300     # its target is met: it is not escalated
        610  ESCALATED  1  -    1  600
        1000 DISPATCHED 1  bob  0  0
        1300 ARRIVED    1  bob  0  1290
        1900 CLEARED    1  bob  0  -
        1900 ATTENDED   1  -    1  1
        1900 DISPATCHED 0  bob  1  0
        2200 ARRIVED    0  bob  1  2200
        3300 CLEARED    0  ann  0  -
        5200 CLEARED    0  bob  1  -
        5200 ATTENDED   0  -    1  2
        """,
        about="incident",
    )
    assert "1000 DISPATCHED 0 bob 1 0" in world().diary("incident")


def test_a_graver_incident_goes_before_one_that_is_escalated() -> None:
    world = World(dispatch(escalate={"priority": "1 min"}))
    world.patrol("ann", (1000, 9000))
    world.incident(0, "priority")
    world.incident(500, "emergency")
    told = world.diary("incident")
    assert told.index("60 ESCALATED 0 - 1 60") < told.index("1000 DISPATCHED 1 ann 0 0")
    assert "1900 DISPATCHED 0 ann 0 0" in told


def reserves(**facts: Any) -> World:
    """A neighbourhood officer, who is sent after ten minutes."""
    world = World(dispatch(reserve_teams={"neighbourhood": "10 min"}, **facts))
    world.teams["neighbourhood"] = {"desks": ["response"]}
    world.officer("nel", "neighbourhood", (0, 9000), area="north")
    return world


def test_a_reserve_team_is_sent_after_the_wait() -> None:
    world = reserves()
    world.patrol("ann", (800, 9000))
    world.incident(0)
    world.incident(250)
    world.expect(
        """
        0    GRADED     0  -    0  0
        250  GRADED     1  -    0  0
        600  DISPATCHED 0  nel  0  8
        800  DISPATCHED 1  ann  0  0       # 550 s: nel would not be sent yet
        900  ARRIVED    0  nel  0  900
        1100 ARRIVED    1  ann  0  850
        1500 CLEARED    0  nel  0  -
        1500 ATTENDED   0  -    0  1
        1700 CLEARED    1  ann  0  -
        1700 ATTENDED   1  -    0  1
        """,
        about="incident",
    )


def test_a_reserve_officer_on_the_way_is_diverted_only_after_the_wait() -> None:
    """Pair: reserve teams and diversion."""
    world = reserves(divert_for=["emergency"])
    world.incident(0, "scheduled", travel=2000)
    world.incident(700, "emergency")
    told = world.diary("incident")
    assert told[:4] == [
        "0 GRADED 0 - 2 0",
        "600 DISPATCHED 0 nel 0 8",
        "700 GRADED 1 - 0 0",
        "1300 DIVERTED 0 nel 0 1",
    ]
    assert told[4] == "1300 DISPATCHED 1 nel 0 12"


def test_all_that_changes_after_the_same_wait_changes_at_once() -> None:
    """Pairs: reserve teams with borrowing and with escalation. Sue, idle for longer, may go when nel may."""
    rule = {"reserve_teams": {"neighbourhood": "10 min"}, "borrow_after": "10 min", "escalate": {"emergency": "10 min"}}
    world = World(dispatch(**rule | {"kind": "longest_idle"}))
    world.teams["neighbourhood"] = {"desks": ["response"]}
    world.officer("nel", "neighbourhood", (10, 9000), area="north")
    world.patrol("sue", (0, 9000), area="south")
    world.incident(20)
    world.expect(
        """
        20   GRADED     0  -    0  0
        620  ESCALATED  0  -    0  600
        620  DISPATCHED 0  sue  0  1
        1520 ARRIVED    0  sue  0  1500
        2120 CLEARED    0  sue  0  -
        2120 ATTENDED   0  -    0  1
        """,
        about="incident",
    )


def test_an_emergency_of_a_neighbour_goes_before_the_areas_own_routine() -> None:
    world = World(dispatch(borrow_after="0 s", borrow_for=["emergency"]))
    world.patrol("sue", (500, 9000), area="south")
    world.incident(0, "priority", area="south")
    world.incident(100, "emergency", area="north")
    world.expect(
        """
        0    GRADED     0  -    1  0
        100  GRADED     1  -    0  0
        500  DISPATCHED 1  sue  0  1
        1400 ARRIVED    1  sue  0  1300
        2000 CLEARED    1  sue  0  -
        2000 ATTENDED   1  -    0  1
        2000 DISPATCHED 0  sue  0  0
        2300 ARRIVED    0  sue  0  2300
        2900 CLEARED    0  sue  0  -
        2900 ATTENDED   0  -    1  1
        """,
        about="incident",
    )
