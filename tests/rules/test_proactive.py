"""Proactive work: how hours add up and fade, what they prevent, and which of several plans prevents it."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from demandsim.quantities import DAY
from demandsim.rules.proactive import Proactive, days_of_lag, first_to_prevent, next_level, share_prevented
from tests.stories.quiet import plans


def plan(**facts: Any) -> Proactive:
    (entry,) = plans({"effect": 0.4, "hours_a_week": 20, **facts})["rules.proactive"]
    return Proactive.model_validate(entry)


def test_hours_kept_up_come_to_seven_days_worth_and_then_fade() -> None:
    level = 0.0
    for _ in range(400):
        level = next_level(level, 2.0, 30 * DAY)
    assert level == pytest.approx(14, rel=1e-5)
    assert next_level(level, 0.0, 30 * DAY) == pytest.approx(14 * exp(-1 / 30), rel=1e-5)


@pytest.mark.parametrize(("level", "share"), [(0, 0), (10, 0.2), (20, 0.4), (50, 0.4)])
def test_the_effect_is_in_proportion_up_to_the_hours_for_all_of_it(level: float, share: float) -> None:
    assert share_prevented(plan(), level) == pytest.approx(share)


@pytest.mark.parametrize(("lag", "days"), [("0 s", 1), ("1 s", 1), ("1 day", 1), ("86401 s", 2), ("14 days", 14)])
def test_the_lag_is_whole_days_and_at_least_one(lag: str, days: int) -> None:
    assert days_of_lag(plan(lag=lag)) == days


@pytest.mark.parametrize(("luck", "found"), [(0, 0), (0.4999, 0), (0.5, 2), (0.5999, 2), (0.6, -1), (0.9999, -1)])
def test_plans_prevent_one_after_another(luck: float, found: int) -> None:
    assert first_to_prevent([0.5, 0.0, 0.2], luck) == found
    assert first_to_prevent([], luck) == -1
