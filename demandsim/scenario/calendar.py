"""Local clock and elapsed seconds: inside everything is seconds from the start, outside it is local time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

DAY = 86_400
HOUR = 3_600
HALF_HOUR = 1_800
TABLE_LENGTHS = (24, 48, 168, 336)
"""Numbers in a table by hour or half hour of the day or of the week."""

Index = TypeVar("Index", int, Any)
"""A whole number or an array of them."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Translate between local dates and elapsed seconds from the first midnight; clock changes are real.

    A night shift across the spring change lasts an hour less, and an hour of the week that does not exist has
    no demand; the hour that happens twice in autumn counts twice.
    """

    start: date
    timezone: str
    zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _origin: datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zone = ZoneInfo(self.timezone)
        object.__setattr__(self, "zone", zone)
        object.__setattr__(self, "_origin", datetime.combine(self.start, time(0), zone).astimezone(UTC))

    def elapsed(self, day: int, second: int) -> int:
        """Give the elapsed seconds at a clock time (second of the day, 86,400 = midnight) of day 0, 1, …"""
        when = datetime.combine(self.start, time(0)) + timedelta(days=day, seconds=second)
        return int((when.replace(tzinfo=self.zone).astimezone(UTC) - self._origin).total_seconds())

    def instant(self, when: datetime) -> int:
        """Give the elapsed seconds at a local date and time; negative before the run begins."""
        return int((when.replace(tzinfo=self.zone).astimezone(UTC) - self._origin).total_seconds())

    def local(self, elapsed: int) -> datetime:
        """Give the local date and time at an elapsed second."""
        return (self._origin + timedelta(seconds=elapsed)).astimezone(self.zone)

    def hours(self, days: int) -> list[tuple[int, int, int]]:
        """List every elapsed hour of the run as (starts at, hour of week from Monday 00:00, month 0-11)."""
        rows = []
        for at in range(0, self.elapsed(days, 0), HOUR):
            local = self.local(at)
            rows.append((at, local.weekday() * 24 + local.hour, local.month - 1))
        return rows

    def half_hours(self, days: int) -> list[tuple[int, int]]:
        """List every elapsed half hour of the run as (starts at, half hour of week from Monday 00:00)."""
        return [(at + part * HALF_HOUR, of_week * 2 + part) for at, of_week, _ in self.hours(days) for part in (0, 1)]

    def daily(self, clocks: Iterable[int], days: int) -> list[int]:
        """List the elapsed seconds at some clock times of every day, in order."""
        return sorted({self.elapsed(day, clock) for clock in clocks for day in range(days)})

    def day_of(self, elapsed: int) -> int:
        """Give the local day, counted from 0, in which an elapsed second lies."""
        return (self.local(elapsed).date() - self.start).days


def place_in_table(length: int, half_hour: Index) -> Index:
    """Give the place of a half hour of the week (one, or an array of them) in a table of so many numbers."""
    return (half_hour // 2 if length in (24, 168) else half_hour) % length
