"""Stories of the resolution desk: who resolves what, in which order, and what becomes of the crime.

Travel takes 300 s and the work on scene 600 s where nothing else is said.
"""

from __future__ import annotations

from typing import Any

from tests.stories.hand import World
from tests.stories.quiet import TURN, plans, tells

DESK: dict[str, Any] = {"desk": {"desks": ["resolution"]}}
"""A team that resolves incidents."""


def at_desk(told: World) -> list[str]:
    return [line for line in told.diary("incident") if "RESOLV" in line]


def test_without_such_a_team_or_without_work_an_incident_is_resolved_at_once_by_nobody() -> None:
    told = World(teams=DESK)
    told.officer("ray", "desk", TURN, area="north")
    told.incident(100, "resolution", desk_work=0)
    assert at_desk(told) == ["100 RESOLVED 0 - 3 -"]
    alone = World()
    alone.incident(100, "resolution", desk_work=900)
    assert at_desk(alone) == ["100 RESOLVED 0 - 3 -"]


def test_first_come_first_served() -> None:
    told = World(teams=DESK)
    told.officer("ray", "desk", (1000, 20_000), area="north")
    for at in (100, 100, 50):
        told.incident(at, "resolution", desk_work=600)
    assert at_desk(told) == [
        "1000 RESOLVING 2 ray 3 600",
        "1600 RESOLVED 2 ray 3 -",
        "1600 RESOLVING 0 ray 3 600",
        "2200 RESOLVED 0 ray 3 -",
        "2200 RESOLVING 1 ray 3 600",
        "2800 RESOLVED 1 ray 3 -",
    ]


def test_the_areas_own_come_before_the_forces_and_others_pass_what_nobody_can_take() -> None:
    told = World(teams=DESK)
    told.officer("fay", "desk", TURN)
    told.officer("nat", "desk", TURN, area="north")
    told.incident(100, "resolution", area="north", desk_work=5000)  # nat, though fay is first by number
    told.incident(200, "resolution", area="south", desk_work=1000)  # fay: nobody is in the south
    told.incident(300, "resolution", area="south", desk_work=500)
    told.incident(400, "resolution", area="north", desk_work=500)
    assert [line for line in at_desk(told) if "RESOLVING" in line] == [
        "100 RESOLVING 0 nat 3 5000",
        "200 RESOLVING 1 fay 3 1000",
        "1200 RESOLVING 2 fay 3 500",
        "1700 RESOLVING 3 fay 3 500",
    ]


def test_an_incident_that_nobody_can_take_does_not_keep_others_from_the_desk() -> None:
    told = World(teams=DESK)
    told.officer("nat", "desk", TURN, area="north")
    told.officer("sid", "desk", (5000, 20_000), area="south")
    told.incident(100, "resolution", area="south", desk_work=500)
    told.incident(200, "resolution", area="north", desk_work=500)
    assert [line for line in at_desk(told) if "RESOLVING" in line] == [
        "200 RESOLVING 1 nat 3 500",
        "5000 RESOLVING 0 sid 3 500",
    ]


def test_who_has_been_free_longest_takes_it() -> None:
    told = World(teams=DESK)
    for name in ("ray", "sam"):
        told.officer(name, "desk", TURN, area="north")
    for at in (100, 2000, 4000):
        told.incident(at, "resolution", desk_work=500)
    assert [line for line in at_desk(told) if "RESOLVING" in line] == [
        "100 RESOLVING 0 ray 3 500",
        "2000 RESOLVING 1 sam 3 500",
        "4000 RESOLVING 2 ray 3 500",
    ]


def test_it_is_begun_at_the_end_of_the_turn_and_finished_as_overtime() -> None:
    told = World(teams=DESK)
    told.officer("ray", "desk", (0, 1000), area="north")
    told.incident(900, "resolution", desk_work=600)
    told.incident(901, "resolution", desk_work=600)
    tells(
        told,
        """
        0    ON_DUTY   - ray - 1000
        900  RESOLVING 0 ray 3 600
        1500 RESOLVED  0 ray 3 -
        1500 OFF_DUTY  - ray - 500
        """,
        of="ray",
    )


def test_its_crime_comes_to_light_when_it_is_resolved() -> None:
    told = World(teams=DESK)
    told.officer("ray", "desk", TURN, area="north")
    told.detective("dan", TURN)
    incident = told.incident(100, "resolution", desk_work=600)
    told.crime(incident=incident, work=(300,))
    recorded = [line for line in told.diary("crime") if "RECORDED" in line]
    assert recorded == ["700 RECORDED 0 - 2 0"]


def test_nobody_is_called_away_from_it_even_for_an_emergency() -> None:
    told = World(teams={"desk": {"desks": ["resolution", "response"]}})
    told.officer("ray", "desk", TURN, area="north")
    told.incident(100, "resolution", desk_work=900)
    told.incident(200, "emergency")
    told.incident(300, "resolution", desk_work=900)
    tells(
        told,
        """
        100   RESOLVING  0 ray 3 900
        1000  RESOLVED   0 ray 3 -
        1000  DISPATCHED 1 ray 0 0   # somebody is sent before anything is resolved
        1300  ARRIVED    1 ray 0 1100
        1900  CLEARED    1 ray 0 -
        1900  RESOLVING  2 ray 3 900
        2800  RESOLVED   2 ray 3 -
        20000 OFF_DUTY   - ray - 0
        """,
        of="ray",
        since=1,
    )


def test_it_waits_for_somebody_free_and_comes_before_what_is_done_in_quiet_hours() -> None:
    told = World(plans({"teams": ["desk"], "per_turn": "10 min"}), teams=DESK)
    told.officer("ray", "desk", TURN, area="north")
    told.incident(100, "resolution", desk_work=900)
    assert [line for line in told.diary("ray") if "DUTY" not in line] == [
        "0 PREVENTING - ray 0 600",
        "600 STOPPED - ray 0 600",
        "600 RESOLVING 0 ray 3 900",
        "1500 RESOLVED 0 ray 3 -",
    ]


def test_a_supervisor_of_the_team_resolves_nothing() -> None:
    told = World(teams=DESK)
    told.supervisor("sue", "desk", TURN, area="north")
    told.incident(100, "resolution", desk_work=900)
    assert at_desk(told) == []
