"""What response and investigation take from each other, and pressure, on days played by hand and worked out on paper.

Travel takes 300 s and the work on scene 600 s where nothing else is said; a world lasts a day, a seventh of a week.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from demandsim.eventlog.views import calls
from demandsim.measures import measure
from tests.logs import log_of
from tests.measures.desk_story import DESK, desk_facts
from tests.stories.hand import World
from tests.stories.test_pressure_stories import pressure, rule
from tests.stories.test_response_stories import TO_RESPONSE, dispatch

WEEKS = 1 / 7
HOUR = 3600
LONG = (0, 20_000)


def values(world: World, name: str, warm_up_days: int = 0) -> pd.Series:
    return measure(world.play(), [name], warm_up_days).set_index("group")["value"]


def hours_a_week(seconds: float) -> Any:
    return pytest.approx(seconds / HOUR / WEEKS, rel=1e-12, abs=1e-12)


def test_at_incidents_while_a_crime_could_be_worked_on() -> None:
    world = World(TO_RESPONSE)
    world.patrol("ann", LONG)
    world.crime(0, work=(1000, 500), waits=(4000,))
    world.incident(200)
    world.incident(2500)
    world.incident(5500)
    world.expect(
        """
        0    STARTED    0  ann  0  1000
        200  PAUSED     0  ann  0  800
        200  DISPATCHED 0  ann  0  2       # 900 s in which the crime is ready
        500  ARRIVED    0  ann  0  300
        1100 CLEARED    0  ann  0  -
        1100 STARTED    0  ann  0  800
        1900 FINISHED   0  ann  0  4000    # waits for others until 5,900
        2500 DISPATCHED 1  ann  0  0       # nothing is lost
        2800 ARRIVED    1  ann  0  300
        3400 CLEARED    1  ann  0  -
        5500 DISPATCHED 2  ann  0  0
        5800 ARRIVED    2  ann  0  300
        5900 WAITED     0  ann  1  -       # from now on it could be worked on, until 6,400
        6400 CLEARED    2  ann  0  -
        6400 STARTED    0  ann  1  500
        6900 FINISHED   0  ann  1  0
        6900 CLOSED     0  ann  3  0
        """,
        about="ann",
        without="ON_DUTY OFF_DUTY ALLOCATED",
    )
    found = values(world, "investigation_lost_to_response")
    assert found[""] == found["team=response"] == hours_a_week(900 + 500)
    assert found["team=cid"] == 0


def test_two_crimes_at_once_do_not_count_twice_and_what_somebody_else_holds_does_not_count() -> None:
    world = World(TO_RESPONSE)
    world.patrol("ann", LONG)
    world.crime(0, work=[3000])
    world.crime(10, work=[3000])
    world.patrol("bob", LONG, area="south")
    world.incident(200)
    world.incident(300, area="south")
    found = values(world, "investigation_lost_to_response")
    assert found[""] == hours_a_week(900)  # ann holds two crimes, bob none


def test_what_specialists_do_could_not_be_worked_on_by_the_owner() -> None:
    """Dot has it from 100 to 1,100, the results come at 1,600, and ann is at an incident from 900 to 1,800."""
    stages = [
        {"name": "enquiries", "work": 0.5},
        {"name": "download", "work": 0.25, "by": "cid"},
        {"name": "file", "work": 0.25},
    ]
    world = World({**TO_RESPONSE, "demand.plans.short": stages})
    world.patrol("ann", LONG)
    world.detective("dot", LONG)
    world.crime(0, work=[100, 1000, 400], waits=[0, 500])
    world.incident(900)
    assert values(world, "investigation_lost_to_response")[""] == hours_a_week(200)


def test_investigating_while_somebody_waits() -> None:
    world = World(TO_RESPONSE | dispatch(interrupt_for=["emergency"]))
    world.patrol("ann", LONG)
    world.patrol("sue", LONG, area="south")
    world.crime(0, work=[3000])
    world.crime(0, work=[5000], area="south")
    world.incident(1000, "priority")
    world.incident(1500, "priority")
    world.incident(2000, "priority", area="south", lapse=100)
    found = values(world, "response_lost_to_investigation")
    # Ann works until 3,000 while one waits from 1,000 on; the one in the south waits for 100 s.
    assert found["area=north"] == hours_a_week(2000)
    assert found["area=south"] == hours_a_week(100)
    assert found["area=force"] == 0
    assert found[""] == hours_a_week(2100)


def test_what_is_stopped_or_booked_for_later_does_not_wait_and_what_became_graver_does_again() -> None:
    stops = pressure(rule("busy", stop=["scheduled"]), **TO_RESPONSE)
    graver = {"scheduled": {"share": 1.0, "after": "1 h", "to": "priority"}}
    world = World(stops | dispatch(interrupt_for=["emergency"]) | {"demand.incidents.violence.upgrades": graver})
    world.patrol("ann", (0, 6000))
    world.crime(0, work=[9000])
    world.incident(40, "scheduled", upgrade=3000)
    found = values(world, "response_lost_to_investigation")
    # Waits from 40 to 100, is stopped until it is priority at 3,040, and waits on while ann works until 6,000.
    assert found[""] == hours_a_week(60 + (6000 - 3040))


def test_force_wide_officers_count_for_every_area() -> None:
    world = World({"investigative_model.routes": [{"name": "all", "to": "response"}]} | dispatch(interrupt_for=[]))
    world.officer("fay", "response", LONG)
    world.crime(0, work=[1000])
    world.incident(400, "priority", area="south")
    assert values(world, "response_lost_to_investigation")["area=force"] == hours_a_week(600)


def test_the_age_of_those_who_wait_is_averaged_over_time() -> None:
    world = World()
    world.patrol("ann", (3600, 9000))
    world.incident(0)
    world.incident(1800, area="south", lapse=1800)
    found = values(world, "waiting_age")
    # One waits for 3,600 s, at 1,800 s of age on average; one for 1,800 s, at 900 s.
    assert found["area=north"] == pytest.approx(0.5)
    assert found["area=south"] == pytest.approx(0.25)
    assert found[""] == pytest.approx((3600 * 1800 + 1800 * 900) / 5400 / 3600)


def test_pressure_is_counted_in_hours_times_pounds_and_harm() -> None:
    keeps = rule("busy", above=1, release=0, keep_on={"teams": ["response"], "time": "1 h"})
    prices = {"pounds_per_hour": 40, "harm_per_hour": 3}
    world = World({"rules.pressure": [keeps | prices, rule("calm", 90, 90, borrow=True)]})
    world.patrol("ann", (0, 1000))
    world.incident(0)
    world.incident(10)
    world.incident(20)
    world.expect(
        """
        0    ON_DUTY    -  ann  -  1000
        100  PRESSED    -  -    0  2
        1000 KEPT_ON    -  ann  0  4600
        1800 EASED      -  -    0  0       # the last one is sent to
        4600 OFF_DUTY   -  ann  -  3600
        """,
        without="GRADED DISPATCHED ARRIVED CLEARED ATTENDED",
    )
    found = {
        name: values(world, name)
        for name in ("pressure_hours", "pressure_begun", "pressure_cost", "pressure_harm", "kept_on_hours", "overtime")
    }
    assert found["pressure_hours"]["rule=busy"] == found["pressure_hours"][""] == hours_a_week(1700)
    assert found["pressure_hours"]["rule=calm"] == 0
    assert found["pressure_begun"]["rule=busy"] == pytest.approx(7)
    assert found["pressure_cost"][""] == hours_a_week(1700 * 40)
    assert found["pressure_harm"]["rule=busy"] == hours_a_week(1700 * 3)
    assert found["kept_on_hours"]["team=response"] == hours_a_week(3600)
    assert found["overtime"]["team=response"] == hours_a_week(3600)


def test_work_on_scene_beyond_the_new_end_is_overtime_but_no_longer_kept_on() -> None:
    world = World(pressure(rule("busy", keep_on={"teams": ["response"], "time": "10 min"})))
    world.patrol("ann", (0, 1000))
    world.incident(0, officers=2, scene=3000)
    world.incident(10)
    assert values(world, "kept_on_hours")[""] == hours_a_week(600)
    assert values(world, "overtime")[""] == hours_a_week(300 + 3000 - 1000)


def test_what_becomes_graver_is_counted_by_its_first_grade() -> None:
    graver = {"priority": {"share": 1.0, "after": "1 h", "to": "emergency"}}
    world = World({"demand.incidents.violence.upgrades": graver})
    world.patrol("ann", (9000, 9001))
    world.incident(0, "priority", upgrade=100)
    world.incident(5, "priority", area="south", upgrade=100)
    world.incident(9, "priority")
    found = values(world, "incidents_upgraded")
    assert found[""] == pytest.approx(14)
    assert found["grade=priority, area=south"] == pytest.approx(7)
    assert found["grade=emergency"] == 0


def test_calls_we_caused_counts_attempts_not_waits() -> None:
    """Of eleven attempts on telephones four are ours: two rung again, one for news, one because nobody came.

    One caller waits twice, at the switchboard and behind it on 101, and counts on the switchboard's line only.
    """
    log = log_of(DESK, desk_facts())
    assert calls(log)["leg"].sum() == 1
    found = measure(log, ["calls_we_caused"], 0).set_index("group")["value"]
    assert found[""] == pytest.approx(4 / 11)
    assert found["line=999"] == pytest.approx(1 / 2)
    assert found["line=101"] == pytest.approx(3 / 8)
    assert found["line=switchboard"] == 0
