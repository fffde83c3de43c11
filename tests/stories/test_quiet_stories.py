"""Stories of reports and proactive work, and what comes before what in a quiet hour.

Travel takes 300 s and the work on scene 600 s where nothing else is said; for breaks see `test_break_stories`.
"""

from __future__ import annotations

import pytest

from tests.stories.hand import World
from tests.stories.quiet import KEEPING, TURN, plans, rest, tells

# Reports


def test_the_first_to_finish_writes_the_report_when_nobody_waits() -> None:
    world = World()
    world.patrol("ann", TURN)
    world.patrol("bob", TURN)
    world.incident(0, officers=2, travel=(400, 300), report=1800)
    tells(
        world,
        """
        0     ON_DUTY    - bob - 20000
        0     DISPATCHED 0 bob 1 0
        300   ARRIVED    0 bob 1 300
        900   CLEARED    0 bob 1 -
        900   WRITING_UP 0 bob - 1800
        2700  WRITTEN    0 bob - 1800
        20000 OFF_DUTY   - bob - 0
        """,
        of="bob",
    )
    assert len(world.diary("ann")) == 5


def test_a_report_is_put_aside_for_an_incident_and_the_older_one_comes_first() -> None:
    world = World()
    world.patrol("ann", TURN)
    world.incident(0, report=1800)
    world.incident(1000, report=600)
    tells(
        world,
        """
        900   CLEARED    0 ann 0 -
        900   WRITING_UP 0 ann - 1800
        1000  PUT_ASIDE  0 ann - 1700
        1000  DISPATCHED 1 ann 0 2
        1300  ARRIVED    1 ann 0 300
        1900  CLEARED    1 ann 0 -
        1900  WRITING_UP 0 ann - 1700
        3600  WRITTEN    0 ann - 2700
        3600  WRITING_UP 1 ann - 600
        4200  WRITTEN    1 ann - 2300
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=3,
    )


def test_a_grade_that_does_not_interrupt_waits_for_the_report() -> None:
    world = World()
    world.patrol("ann", TURN)
    world.incident(0, report=1800)
    world.incident(1000, "scheduled")
    assert [line for line in world.diary("ann") if "DISPATCHED" in line][1:] == ["2700 DISPATCHED 1 ann 0 0"]


def test_a_report_is_carried_over_to_the_next_turns() -> None:
    world = World()
    world.patrol("ann", (0, 1000), (5000, 5500), (9000, 20_000))
    world.patrol("bob", (1000, 20_000))
    world.incident(0, report=1800)
    tells(
        world,
        """
        900   WRITING_UP 0 ann - 1800
        1000  PUT_ASIDE  0 ann - 1700
        1000  OFF_DUTY   - ann - 0
        5000  ON_DUTY    - ann - 5500
        5000  WRITING_UP 0 ann - 1700
        5500  PUT_ASIDE  0 ann - 1200
        5500  OFF_DUTY   - ann - 0
        9000  ON_DUTY    - ann - 20000
        9000  WRITING_UP 0 ann - 1200
        10200 WRITTEN    0 ann - 9300
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=4,
    )
    assert len(world.diary("bob")) == 2


def test_a_report_waits_for_the_end_of_custody_and_for_the_break_and_goes_before_own_crimes() -> None:
    world = World(KEEPING, teams=rest())
    world.patrol("ann", TURN)
    world.incident(0, travel=0, scene=600, arrest=True, custody=2000, report=2000)
    world.crime(incident=0, work=(600,))
    tells(
        world,
        """
        600   ARRESTED   0 ann 0 2000
        2600  CLEARED    0 ann 0 -
        2600  WRITING_UP 0 ann - 2000
        3600  PUT_ASIDE  0 ann - 1000
        3600  RESTING    - ann - 900
        4500  RESTED     - ann 0 900
        4500  WRITING_UP 0 ann - 1000
        5500  WRITTEN    0 ann - 2900
        5500  STARTED    0 ann 0 600
        6100  FINISHED   0 ann 0 0
        6100  CLOSED     0 ann 3 0
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=5,
    )


def test_who_goes_off_duty_from_the_scene_writes_the_report_another_day() -> None:
    world = World()
    world.patrol("ann", (0, 500), (3000, 20_000))
    world.incident(0, report=600)
    tells(
        world,
        """
        900   CLEARED    0 ann 0 -
        900   OFF_DUTY   - ann - 400
        3000  ON_DUTY    - ann - 20000
        3000  WRITING_UP 0 ann - 600
        3600  WRITTEN    0 ann - 2700
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=3,
    )


# Proactive work


def test_protected_hours_come_before_reports_and_crimes_and_nobody_is_called_away_from_them() -> None:
    world = World(KEEPING | plans({}))
    world.patrol("ann", TURN)
    world.incident(0, travel=0, scene=600, report=600)
    world.crime(incident=0, work=(600,))
    world.incident(1000, "emergency")
    tells(
        world,
        """
        0     PREVENTING - ann 0 1800
        1800  STOPPED    - ann 0 1800
        1800  DISPATCHED 0 ann 0 0
        1800  ARRIVED    0 ann 0 1800
        2400  RECORDED   0 ann 2 0
        2400  ALLOCATED  0 ann 4 -
        2400  CLEARED    0 ann 0 -
        2400  DISPATCHED 1 ann 0 0
        2700  ARRIVED    1 ann 0 1700
        3300  CLEARED    1 ann 0 -
        3300  WRITING_UP 0 ann - 600
        3900  WRITTEN    0 ann - 1500
        3900  STARTED    0 ann 0 600
        4500  FINISHED   0 ann 0 0
        4500  CLOSED     0 ann 3 0
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=1,
    )


def test_unprotected_hours_come_last_and_give_way_to_incidents_reports_and_own_crimes() -> None:
    world = World(KEEPING | plans({"protected": False}))
    world.patrol("ann", TURN)
    world.incident(500, report=600)
    world.crime(incident=0, work=(600, 600), waits=(400,))
    tells(
        world,
        """
        0     PREVENTING - ann 0 1800
        500   STOPPED    - ann 0 500
        500   DISPATCHED 0 ann 0 2
        800   ARRIVED    0 ann 0 300
        1400  RECORDED   0 ann 2 0
        1400  ALLOCATED  0 ann 4 -
        1400  CLEARED    0 ann 0 -
        1400  WRITING_UP 0 ann - 600
        2000  WRITTEN    0 ann - 600
        2000  STARTED    0 ann 0 600
        2600  FINISHED   0 ann 0 400
        2600  PREVENTING - ann 0 1300
        3000  WAITED     0 ann 1 -
        3000  STOPPED    - ann 0 400
        3000  STARTED    0 ann 1 600
        3600  FINISHED   0 ann 1 0
        3600  CLOSED     0 ann 3 0
        3600  PREVENTING - ann 0 900
        4500  STOPPED    - ann 0 900
        20000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=1,
    )


def test_a_grade_that_does_not_interrupt_waits_for_the_end_of_unprotected_hours() -> None:
    world = World(plans({"protected": False}))
    world.patrol("ann", TURN)
    world.incident(500, "scheduled")
    assert [line for line in world.diary("ann") if "DISPATCHED" in line] == ["1800 DISPATCHED 0 ann 0 0"]


def test_a_new_crime_is_taken_up_at_once_from_unprotected_hours_and_after_protected_ones() -> None:
    for protected, starts in ((False, 700), (True, 1800)):
        world = World(plans({"teams": ["cid"], "protected": protected}))
        world.detective("dan", TURN)
        world.crime(700, work=(600,))
        assert [line for line in world.diary("dan") if "STARTED" in line] == [f"{starts} STARTED 0 dan 0 600"]


@pytest.mark.parametrize("protected", [True, False])
def test_the_break_and_the_end_of_the_turn_stop_it_and_the_next_turn_has_its_own_hours(protected: bool) -> None:
    world = World(plans({"per_turn": "2 h", "protected": protected}), teams=rest())
    world.patrol("ann", (0, 8000), (10_000, 13_000))
    tells(
        world,
        """
        0     ON_DUTY    - ann - 8000
        0     PREVENTING - ann 0 7200
        3600  STOPPED    - ann 0 3600
        3600  RESTING    - ann - 900
        4500  RESTED     - ann 0 900
        4500  PREVENTING - ann 0 3600
        8000  STOPPED    - ann 0 3500
        8000  OFF_DUTY   - ann - 0
        10000 ON_DUTY    - ann - 13000
        10000 PREVENTING - ann 0 7200
        13000 STOPPED    - ann 0 3000
        13000 OFF_DUTY   - ann - 0
        """,
    )


def test_a_team_gives_its_hours_to_one_plan_after_another_and_others_give_none() -> None:
    world = World(plans({"protected": False}, {"name": "visits", "per_turn": "10 min"}))
    world.patrol("ann", (0, 5000))
    world.detective("dan", (0, 5000))
    world.supervisor("sue", "response", (0, 5000))
    tells(
        world,
        """
        0    PREVENTING - ann 1 600    # the protected one first
        600  STOPPED    - ann 1 600
        600  PREVENTING - ann 0 1800
        2400 STOPPED    - ann 0 1800
        5000 OFF_DUTY   - ann - 0
        """,
        of="ann",
        since=1,
    )
    assert len(world.diary("dan")) == len(world.diary("sue")) == 2


def test_officers_at_protected_work_are_not_among_those_kept_free() -> None:
    """With one officer held back a routine incident waits until both are free."""
    world = World(
        plans({"teams": ["neighbourhood"]}) | {"rules.dispatch": {"kind": "nearest", "hold_back": {"scheduled": 1}}},
        teams={"neighbourhood": {"desks": ["response"]}},
    )
    world.patrol("ann", TURN)
    world.officer("bob", "neighbourhood", TURN, area="north")
    world.incident(500, "scheduled")
    assert [line for line in world.diary("incident") if "DISPATCHED" in line] == ["1800 DISPATCHED 0 ann 0 0"]
