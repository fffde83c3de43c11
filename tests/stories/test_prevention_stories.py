"""Stories of demand that proactive work prevents.

Half an hour a day is 3.5 hours a week, and hours are remembered for a day. After the first day the level is
3.5 x (1 - 1/e) = 2.2124 hours a week, 63.212 % of what the full effect of 50 % takes: 31.606 % are prevented on the
next day, and 11.627 %, less by a factor e, on the day after it if nothing more is done.
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.calendar import DAY
from tests.stories.hand import World
from tests.stories.quiet import plans, tells

MORNING = (8 * 3600, 12 * 3600)
NOON = 13 * 3600


def world(*entries: dict[str, Any], days: int = 4, area: str = "north", **changes: Any) -> World:
    """Somebody who gives half an hour to each plan on the first day, and is never sent."""
    made = World(plans(*({"teams": ["patrols"], "effect": 0.5, **entry} for entry in entries)) | changes, days=days)
    made.teams["patrols"] = {"desks": ["investigation"]}
    made.officer("pat", "patrols", MORNING, area=area)
    return made


def prevented(told: World) -> list[str]:
    return [line for line in told.diary("incident") if "PREVENTED" in line]


def test_hours_tell_from_the_next_day_on_and_fade() -> None:
    told = world({})
    for day in range(3):
        for luck in (0, 0.11626, 0.11628, 0.31606, 0.31607):
            told.incident(day * DAY + NOON, prevention_luck=luck)
    assert prevented(told) == [
        f"{DAY + NOON} PREVENTED 5 - 0 -",
        f"{DAY + NOON} PREVENTED 6 - 0 -",
        f"{DAY + NOON} PREVENTED 7 - 0 -",
        f"{DAY + NOON} PREVENTED 8 - 0 -",
        f"{2 * DAY + NOON} PREVENTED 10 - 0 -",
        f"{2 * DAY + NOON} PREVENTED 11 - 0 -",
    ]


def test_what_is_prevented_leaves_nothing_else_behind_and_its_crime_never_comes_to_light() -> None:
    told = world({})
    gone, stays = (told.incident(DAY + NOON, prevention_luck=luck) for luck in (0.3, 0.4))
    told.crime(incident=gone)
    told.crime(incident=stays)
    told.patrol("ann", (DAY, 2 * DAY))
    told.detective("dan", (DAY, 2 * DAY))
    tells(told, f"{DAY + NOON} PREVENTED 0 - 0 -", of="incident 0")
    assert told.diary("crime 0") == []
    assert told.diary("crime 1") != []


def test_the_effect_begins_and_changes_at_midnight() -> None:
    told = world({})
    for at in (DAY - 1, DAY, 2 * DAY - 1, 2 * DAY):
        told.incident(at, prevention_luck=0.2)
    assert prevented(told) == [f"{DAY} PREVENTED 1 - 0 -", f"{2 * DAY - 1} PREVENTED 2 - 0 -"]


@pytest.mark.parametrize(("lag", "days"), [("0 s", 1), ("1 day", 1), ("25 h", 2), ("2 days", 2)])
def test_hours_tell_only_after_the_lag_in_whole_days(lag: str, days: int) -> None:
    told = world({"lag": lag})
    for day in range(4):
        told.incident(day * DAY + NOON, prevention_luck=0.2)
    assert prevented(told) == [f"{days * DAY + NOON} PREVENTED {days} - 0 -"]


def test_hours_count_where_the_officer_is_based() -> None:
    told = world({})
    told.incident(DAY + NOON, prevention_luck=0.1, area="south")
    told.incident(DAY + NOON, prevention_luck=0.1, area="north")
    assert prevented(told) == [f"{DAY + NOON} PREVENTED 1 - 0 -"]


def test_hours_of_the_whole_force_are_spread_over_the_areas_by_share() -> None:
    """Each of the two areas of equal share has half: 15.803 % are prevented."""
    told = world({}, area="force")
    for area in ("north", "south"):
        for luck in (0.15803, 0.15804):
            told.incident(DAY + NOON, prevention_luck=luck, area=area)
    assert prevented(told) == [f"{DAY + NOON} PREVENTED {incident} - 0 -" for incident in (0, 2)]


def test_only_kinds_that_the_plan_names_become_rarer() -> None:
    told = world({"incidents": ["property"]})
    told.incident(DAY + NOON, prevention_luck=0)
    assert prevented(told) == []


def test_more_hours_than_the_full_effect_takes_have_no_more_effect() -> None:
    told = world({"per_turn": "4 h"})
    for luck in (0.4999, 0.5):
        told.incident(DAY + NOON, prevention_luck=luck)
    assert prevented(told) == [f"{DAY + NOON} PREVENTED 0 - 0 -"]


def test_two_plans_act_one_after_another() -> None:
    """The second prevents 31.606 % of the 68.394 % that the first leaves: up to 53.222 %."""
    told = world({}, {"name": "visits"})
    for luck in (0.316, 0.317, 0.5322, 0.5323):
        told.incident(DAY + NOON, prevention_luck=luck)
    assert prevented(told) == [
        f"{DAY + NOON} PREVENTED 0 - 0 -",
        f"{DAY + NOON} PREVENTED 1 - 1 -",
        f"{DAY + NOON} PREVENTED 2 - 1 -",
    ]


def test_a_turn_over_midnight_counts_on_the_day_on_which_the_hours_are_done() -> None:
    """Of an hour half is done before midnight; a quarter of an hour of it counts on each of the days."""
    told = World(plans({"effect": 0.5, "protected": True}), days=3)
    told.patrol("ann", (DAY - 900, DAY + 3600))
    for luck in (0.15803, 0.15804):
        told.incident(DAY + NOON, prevention_luck=luck)
    # On the second day as much again is done: 15.803 % and 36.788 % of the 15.803 % of the day before.
    for luck in (0.21616, 0.21617):
        told.incident(2 * DAY + NOON, prevention_luck=luck)
    assert prevented(told) == [f"{DAY + NOON} PREVENTED 0 - 0 -", f"{2 * DAY + NOON} PREVENTED 2 - 0 -"]


def test_a_call_that_is_prevented_never_rings_and_leaves_the_handler_to_the_next() -> None:
    told = world({})
    told.handler("joe", (DAY, 2 * DAY))
    first = told.call(DAY + NOON, "999", talk=300)
    told.call(DAY + NOON + 10, "999", talk=60)
    told.incident(call=first, prevention_luck=0.2)
    tells(
        told,
        """
        133200 PREVENTED 0 -   0 -
        133210 RECEIVED  1 -   0 1
        133210 ANSWERED  1 joe 0 0
        133270 HUNG_UP   1 joe 0 60
        133270 FREED     1 joe - 0
        """,
        of="work",
    )


def test_a_call_about_something_else_and_one_by_day_0_ring_all_the_same() -> None:
    told = world({})
    told.handler("joe", (0, 2 * DAY))
    told.detective("dan", (0, 2 * DAY))
    calls = [told.call(at, "101") for at in (NOON, DAY + NOON, DAY + NOON + 100)]
    told.incident(call=calls[0], prevention_luck=0)
    told.crime(call=calls[1])
    assert [line.split()[2] for line in told.diary("contact") if "RECEIVED" in line] == ["0", "1", "2"]
