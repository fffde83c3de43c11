"""By week and by hour of the week: a story worked out on paper, and sums that give the measures back in any world."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.measures import measure_window
from demandsim.measures.by_hour import MEANING as HOUR_MEANING
from demandsim.measures.by_hour import by_hour
from demandsim.measures.by_week import MEANING as WEEK_MEANING
from demandsim.measures.by_week import by_week
from demandsim.measures.window import Window
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.logs import ASSAULT_QUEUED, DAY, DETECTIVE, LINE_101, RAPE, SOUTH, STORY, log_of, story, story_facts
from tests.promises.any_response import ANY_RESPONSE
from tests.promises.any_world import loaded
from tests.worlds import village

WEEK = 7 * DAY
LATER = (
    (172_800, "ABANDONED", 6, -1, LINE_101, 10),
    # The second week: the rape is closed on its second day, the scheduled incident is sent to on the third.
    (8 * DAY, "CLOSED", RAPE, DETECTIVE, 3, 0),
    (9 * DAY, "DISPATCHED", 3, SOUTH, 0, 0),
    # With the third week begins what is left of the run: less than a week.
    (14 * DAY, "CLOSED", ASSAULT_QUEUED, SOUTH, 3, 0),
)


def weeks_of(log: EventLog, since: int = 0) -> dict[tuple[str, str], list[float]]:
    """The values by series and group, week by week."""
    table = by_week(Window(log, since))
    assert list(table.columns) == list(WEEK_MEANING)
    return {
        (str(series), str(group)): rows.sort_values("week")["value"].tolist()
        for (series, group), rows in table.groupby(["series", "group"])
    }


def test_two_weeks_on_paper() -> None:
    found = weeks_of(log_of([*STORY, *LATER], ends_at=15 * DAY))
    on_paper = {
        ("crimes_recorded", ""): [4, 0],
        ("crimes_closed", ""): [2, 1],
        # Both old crimes all the time; the theft for 25,500 s, the assault for 25,560 s; the rape and the assault in
        # the queue from the second day, the rape until the second week is a day old.
        ("open_crimes", ""): [(4 * WEEK - 90_000 - 95_000 + 25_500 + 25_560) / WEEK, 3 + 1 / 7],
        ("open_crimes", "team=cid"): [(2 * WEEK - 90_000 + 10_560) / WEEK, 1 + 1 / 7],
        ("open_crimes", "team=response"): [(2 * WEEK - 95_000 + 15_000) / WEEK, 2],
        ("open_crimes", "team=crime_bureau"): [25_500 / WEEK, 0],
        ("incidents_graded", ""): [4, 0],
        # One waits for 7,600 s, one from its grading until the third day of the second week.
        ("incidents_waiting", ""): [(7600 + WEEK - 160_000) / WEEK, 2 / 7],
        ("calls_offered", ""): [8, 0],
        ("calls_abandoned", ""): [3, 0],
    }
    assert found.keys() == on_paper.keys()
    for key, values in on_paper.items():
        assert found[key] == pytest.approx(values, rel=1e-12), key


def test_weeks_begin_with_the_window() -> None:
    log = log_of([*STORY, *LATER], ends_at=15 * DAY)
    table = by_week(Window(log, 1))
    assert table.loc[table["series"] == "crimes_recorded", "starts_on"].tolist() == ["2025-01-07", "2025-01-14"]
    # From the second day on: two of four crimes; both weeks end a day later, and so the last closing counts.
    found = weeks_of(log, 1)
    assert found["crimes_recorded", ""] == [2, 0]
    assert found["crimes_closed", ""] == [0, 2]
    assert found["calls_offered", ""] == [1, 0]


def test_a_week_in_which_the_clocks_change_is_as_long_as_it_is() -> None:
    scenario = village(start="2025-03-24", **{"period.days": 14, "period.warm_up": 0})
    log = log_of([], story_facts(scenario), ends_at=14 * DAY - 3600)
    table = by_week(Window(log, 0))
    assert table.loc[table["series"] == "crimes_recorded", "starts_on"].tolist() == ["2025-03-24", "2025-03-31"]
    short = log_of([], story_facts(scenario), ends_at=14 * DAY - 3601)
    assert by_week(Window(short, 0))["week"].max() == 0


def test_less_than_a_week_has_no_rows() -> None:
    table = by_week(Window(story(), 0))
    assert table.empty
    assert list(table.columns) == list(WEEK_MEANING)


def test_hours_of_the_week_on_paper() -> None:
    table = by_hour(Window(story(), 0))
    assert list(table.columns) == list(HOUR_MEANING)
    # Monday 01:00: reached 840 s after the call; 8,200 s after grading, past the hour; one resolved. Tuesday 20:00: one
    # that still waits and has time.
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        (1, "emergency", "north", 1, 1, 1, 1, 840),
        (1, "priority", "south", 1, 1, 0, 1, 8200),
        (1, "resolution", "north", 1, 0, 0, 0, 0),
        (44, "scheduled", "south", 1, 0, 0, 0, 0),
    ]


def sums_give_the_measures_back(window: Window) -> None:
    """In a window of weeks of equal length, counts add up to the measures and means over time average to them."""
    values = measure_window(window).set_index(["measure", "group"])["value"]
    weekly, hourly = by_week(window), by_hour(window)
    long = weekly.groupby(["series", "group"])["value"]
    for name in ("crimes_recorded", "crimes_closed", "incidents_graded", "calls_offered"):
        assert long.sum()[name, ""] == pytest.approx(values[name, ""] * window.weeks, rel=1e-12), name
    abandoned, calls = long.sum()["calls_abandoned", ""], window.calls
    assert abandoned == pytest.approx(values["calls_abandoned", ""] * calls["ended"].notna().sum(), rel=1e-12)
    for key in (("open_crimes", ""), ("incidents_waiting", ""), *((s, g) for s, g in long.groups if g)):
        assert long.mean()[key] == pytest.approx(values[key], rel=1e-9, abs=1e-9), key
    held = {group for series, group in long.groups if series == "open_crimes"}
    teams = values["open_crimes"]
    assert set(teams.index[teams > 0]) <= held
    assert int(hourly["incidents"].sum()) == len(window.incidents)
    for keys in ((), ("grade",), ("area",), ("grade", "area")):
        parts = hourly.groupby(list(keys), observed=True) if keys else [((), hourly)]
        for names, rows in parts:
            group = ", ".join(f"{key}={name}" for key, name in zip(keys, names, strict=True))
            due, kept = int(rows["due"].sum()), int(rows["in_target"].sum())
            if due:
                assert kept / due == values["response_in_target", group], group
            else:
                assert math.isnan(values["response_in_target"].get(group, math.nan))
    attended = window.incidents[~window.incidents["resolved"]]
    if len(attended) and attended["arrived_at"].notna().all():
        minutes = hourly["wait_time"].sum() / hourly["arrived"].sum() / 60
        assert minutes == pytest.approx(values["response_time", ""], rel=1e-12)


def played(days: int, replication: int = 0, **changes: Any) -> Window:
    """A window of so many days after a day of warm-up."""
    scenario = village(**{"period.days": days, "period.warm_up": 1} | changes)
    tape = record(scenario, replication=replication, days=days + 1)
    return Window(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules), 1)


def test_sums_of_the_village() -> None:
    sums_give_the_measures_back(played(28))


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(changes=ANY_RESPONSE, load=st.sampled_from([1, 4]), replication=st.integers(0, 50))
def test_sums_of_any_world(changes: dict[str, Any], load: int, replication: int) -> None:
    sums_give_the_measures_back(played(7, replication, **loaded(load), **changes))
