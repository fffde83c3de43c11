"""Local clock and elapsed seconds: inside everything is seconds from the start, outside it is local time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 86_400
HOUR = 3_600


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

    def day_of(self, elapsed: int) -> int:
        """Give the local day, counted from 0, in which an elapsed second lies."""
        return (self.local(elapsed).date() - self.start).days
