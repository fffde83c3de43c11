"""Hours over a run: they begin and end by the clock on the wall, also when it is put forward or back."""

from __future__ import annotations

from datetime import date

import pytest

from demandsim.engine.clock import Clock
from demandsim.engine.opening import LocalWeek, Opening, clock_settings
from demandsim.rules.hours import Hours, windows, within
from demandsim.scenario.calendar import Calendar
from tests.stories.hand import World

STEP = 300
"""Seconds between the moments looked at; all hours here are a multiple of it."""


@pytest.mark.parametrize("start", ["2025-03-28", "2025-10-24", "2025-06-01"])
@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [
        ("08:00", "18:00", ["Mon", "Sat"]),
        ("22:00", "06:00", ["Sat", "Sun"]),
        ("01:15", "01:45", ["Sun"]),
        ("01:30", "02:10", ["Sun", "Mon"]),
        ("00:00", "24:00", ["Sat", "Sun", "Mon"]),
    ],
)
def test_they_are_open_where_the_calendar_says_so(start: str, opens: str, closes: str, days: list[str]) -> None:
    hours = Hours.model_validate({"opens": opens, "closes": closes, "days": days})
    tape = World({"start": start}, days=6).tape()
    calendar, opening = Calendar(date.fromisoformat(start), "Europe/London"), Opening(hours, tape)
    clock = Clock(tape.ends_at)
    week = LocalWeek(tape, clock)
    there = []
    for second in range(0, tape.ends_at, STEP):
        local = calendar.local(second)
        of_week = (local.weekday() * 24 + local.hour) * 3600 + local.minute * 60
        clock.now = second
        assert week.now() == of_week
        there.append(within(windows(hours), of_week))
        assert opening.is_open(second) is there[-1], local
    begins = [n * STEP for n in range(1, len(there)) if there[n] and not there[n - 1]]
    found, second = [], opening.next(0)
    while second is not None:
        found.append(second)
        second = opening.next(second)
    assert found == begins


def test_the_clock_is_set_twice_a_year() -> None:
    settings = clock_settings(Calendar(date(2025, 1, 6), "Europe/London"), 360 * 86_400)
    assert settings == [(0, 0), (83 * 86_400 + 3600, 3600), (293 * 86_400 + 3600, 0)]
