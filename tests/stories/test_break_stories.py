"""Stories of breaks: had, cut short and missed.

Travel takes 300 s and the work on scene 600 s where nothing else is said. A break is 900 s long and may begin from
3,600 s to 7,200 s of the turn; only emergencies end it.
"""

from __future__ import annotations

import pytest

from tests.stories.hand import World
from tests.stories.quiet import KEEPING, TURN, rest, tells


def test_a_break_begins_in_the_second_in_which_it_is_due_and_is_had_once_a_turn() -> None:
    world = World(teams=rest())
    world.patrol("ann", TURN, (30_000, 40_000))
    tells(
        world,
        """
        0     ON_DUTY  - ann - 20000
        3600  RESTING  - ann - 900
        4500  RESTED   - ann 0 900
        20000 OFF_DUTY - ann - 0
        30000 ON_DUTY  - ann - 40000
        33600 RESTING  - ann - 900
        34500 RESTED   - ann 0 900
        40000 OFF_DUTY - ann - 0
        """,
    )


def test_a_crime_is_put_down_for_the_break_and_taken_up_after_it() -> None:
    world = World(teams=rest("cid"))
    world.detective("dan", TURN)
    world.crime(0, work=(5000,))
    tells(
        world,
        """
        0     ON_DUTY   - dan -  20000
        0     ALLOCATED 0 dan 16 -
        0     STARTED   0 dan 0  5000
        3600  PAUSED    0 dan 0  1400
        3600  RESTING   - dan -  900
        4500  RESTED    - dan 0  900
        4500  STARTED   0 dan 0  1400
        5900  FINISHED  0 dan 0  0
        5900  CLOSED    0 dan 3  0
        20000 OFF_DUTY  - dan -  0
        """,
        of="dan",
    )


def test_who_is_out_has_the_break_when_free_again_or_misses_it() -> None:
    for scene, free_at in ((5900, 7200), (5901, 7201)):
        world = World(teams=rest())
        world.patrol("ann", TURN)
        world.incident(1000, travel=300, scene=scene)
        had = [line for line in world.diary("ann") if "REST" in line]
        assert had == (["7200 RESTING - ann - 900", "8100 RESTED - ann 0 900"] if free_at == 7200 else [])


def test_only_some_grades_end_a_break_and_the_rest_of_it_is_lost() -> None:
    world = World(teams=rest())
    world.patrol("ann", TURN)
    world.incident(3700, "priority")
    world.incident(4000, "emergency")
    tells(
        world,
        """
        0     ON_DUTY    - ann - 20000
        3600  RESTING    - ann - 900
        4000  RESTED     - ann 1 400
        4000  DISPATCHED 1 ann 0 2
        4300  ARRIVED    1 ann 0 300
        4900  CLEARED    1 ann 0 -
        4900  DISPATCHED 0 ann 0 0
        5200  ARRIVED    0 ann 0 1500
        5800  CLEARED    0 ann 0 -
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
    )


def test_what_may_not_end_a_break_waits_for_its_end_though_it_would_end_desk_work() -> None:
    world = World(teams=rest())
    world.patrol("ann", TURN)
    world.incident(3700, "priority")
    assert [line for line in world.diary("ann") if "DISPATCHED" in line] == ["4500 DISPATCHED 0 ann 0 0"]


def test_an_incident_that_waits_goes_before_the_break() -> None:
    """The routine incident may not interrupt the crime; when that is put down for the break it is served first."""
    world = World(KEEPING, teams=rest())
    world.patrol("ann", TURN)
    world.incident(0, "emergency", travel=0, scene=0)
    world.crime(incident=0, work=(9000,))
    world.incident(1000, "scheduled", travel=0, scene=600)
    tells(
        world,
        """
        0     STARTED    0 ann 0 9000
        3600  PAUSED     0 ann 0 5400
        3600  DISPATCHED 1 ann 0 0
        3600  ARRIVED    1 ann 0 2600
        4200  CLEARED    1 ann 0 -
        4200  RESTING    - ann - 900
        5100  RESTED     - ann 0 900
        5100  STARTED    0 ann 0 5400
        10500 FINISHED   0 ann 0 0
        10500 CLOSED     0 ann 3 0
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=6,
    )


@pytest.mark.parametrize(("off_at", "rests"), [(4500, True), (4499, False)])
def test_a_break_that_would_outlast_the_turn_is_not_begun(off_at: int, rests: bool) -> None:
    world = World(teams=rest())
    world.patrol("ann", (0, off_at))
    told = world.diary("ann")
    assert told == [
        f"0 ON_DUTY - ann - {off_at}",
        *(["3600 RESTING - ann - 900", "4500 RESTED - ann 0 900"] if rests else []),
        f"{off_at} OFF_DUTY - ann - 0",
    ]


def test_a_crime_is_not_put_down_for_a_break_that_would_outlast_the_turn() -> None:
    world = World(teams=rest("cid"))
    world.detective("dan", (0, 4000))
    world.crime(0, work=(9000,))
    assert [line for line in world.diary("dan") if "PAUSED" in line] == ["4000 PAUSED 0 dan 0 5000"]


def test_supervisors_and_officers_of_other_teams_have_no_break() -> None:
    world = World(teams=rest())
    world.supervisor("sue", "response", TURN)
    world.detective("dan", TURN)
    assert [line for line in world.diary() if "REST" in line] == []


def test_a_turn_that_begins_while_the_last_job_goes_on_has_its_own_break() -> None:
    world = World(teams=rest())
    world.patrol("ann", (0, 3000), (5000, 20_000))
    world.incident(2000, travel=300, scene=5000)
    assert [line for line in world.diary("ann") if "REST" in line] == [
        "8600 RESTING - ann - 900",  # an hour after 5000, when the new turn began at the scene
        "9500 RESTED - ann 0 900",
    ]
