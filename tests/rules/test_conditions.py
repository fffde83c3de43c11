"""Conditions on hours and scores, and points of factors: bounds, nights, and sums as a planner would add them up."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from demandsim.rules.hours import WEEK, Hours, windows, within
from demandsim.rules.screen import (
    ALLOCATE,
    DESK,
    FILE,
    PROTECTED,
    SOLVABLE,
    TOO_LITTLE,
    ByFactors,
    harder,
    points,
    points_by_factor,
    screen,
)
from demandsim.rules.when import CrimeFacts, When, holds, resolve

DAY, HOUR = 86_400, 3_600
CRIME = CrimeFacts(offence=0, area=0, harm=20.0, named=True, vulnerable=False, arrested=False, attended=True, score=0.5)


def said(hours: Hours, of_week: int) -> bool:
    """Tell by the clock whether a second lies in the hours: of this day, or of the night that began yesterday."""
    day, second = divmod(of_week, DAY)
    over_night = hours.closes <= hours.opens
    today = WEEK[day] in hours.days and second >= hours.opens and (over_night or second < hours.closes)
    yesterday = WEEK[day - 1] in hours.days and over_night and second < hours.closes
    return today or yesterday


@pytest.mark.parametrize(
    ("opens", "closes"), [("08:00", "16:00"), ("22:00", "06:00"), ("00:00", "24:00"), ("07:00", "07:00")]
)
@pytest.mark.parametrize("days", [WEEK, ("Sun",), ("Fri", "Mon"), ("Wed", "Thu")])
def test_a_second_lies_in_the_hours_as_the_clock_says(opens: str, closes: str, days: Any) -> None:
    hours = Hours.model_validate({"opens": opens, "closes": closes, "days": days})
    edges = [(hours.opens + late) % DAY for late in (-1, 0, 1)] + [(hours.closes + late) % DAY for late in (-1, 0, 1)]
    for day, second in product(range(7), [*edges, 0, 12 * HOUR, DAY - 1]):
        of_week = day * DAY + second
        assert within(windows(hours), of_week) is said(hours, of_week), (day, second)


def test_hours_on_no_day_are_refused() -> None:
    with pytest.raises(ValidationError):
        Hours.model_validate({"opens": "08:00", "closes": "09:00", "days": []})


@pytest.mark.parametrize(
    ("when", "true"),
    [
        ({"score_at_least": 0.5}, True),
        ({"score_at_least": 0.501}, False),
        ({"score_below": 0.5}, False),
        ({"score_below": 0.501}, True),
        ({"hours": {"opens": "00:00", "closes": "00:01", "days": ["Tue"]}}, True),
        ({"hours": {"opens": "00:00", "closes": "00:01", "days": ["Wed"]}}, False),
        ({"score_below": 0.6, "suspect": "unknown"}, False),
    ],
)
def test_score_and_hours_must_hold_like_everything_else(when: dict[str, Any], true: bool) -> None:
    condition = resolve(When.model_validate(when), {"theft": 0}, {"north": 0})
    assert holds(condition, CRIME._replace(of_week=DAY)) is true


RULE = ByFactors(
    kind="factors",
    by="bureau",
    weights={"cctv": 0.1, "named suspect": -1, "witness": 0.7},
    file_below=0.7,
    desk_below=0.8,
)


def test_points_are_those_of_the_factors_in_the_scenarios_order() -> None:
    weights, for_named = points_by_factor(RULE, ("witness", "footprints", "cctv"))
    assert (weights, for_named) == ((0.7, 0.0, 0.1), -1)
    assert points(weights, for_named, 0b101, False) == 0.8
    assert 0.7 + 0.1 < 0.8  # which is why points are rounded
    assert points(weights, for_named, 0b001, True) == -0.3
    assert points(weights, for_named, 0b010, False) == 0


@pytest.mark.parametrize(
    ("counted", "verdict"),
    [(0.6, (FILE, TOO_LITTLE)), (0.7, (DESK, TOO_LITTLE)), (0.8, (ALLOCATE, SOLVABLE)), (-5, (FILE, TOO_LITTLE))],
)
def test_points_decide_unless_the_crime_is_protected(counted: float, verdict: tuple[int, int]) -> None:
    never = resolve(When(suspect="named"), {}, {})
    assert screen(RULE, (), CRIME, counted) == verdict
    assert screen(RULE, (never,), CRIME, counted) == (ALLOCATE, PROTECTED)
    assert screen(RULE, (never,), CRIME._replace(named=False), counted) == verdict


def test_pressure_makes_no_points_harder() -> None:
    assert harder(RULE, 0.5) is RULE
