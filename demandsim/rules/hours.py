"""Hours: is something done at this time of the day, on this day of the week?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from demandsim.quantities import DAY, Clock
from demandsim.rules.choice import Choice

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
SECONDS_A_WEEK = 7 * DAY
WEEK: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Hours(Choice):
    """Part of the day by the local clock, on some days of the week."""

    opens: Clock
    """Begins at this time of the day."""
    closes: Clock
    """Ends at this time; at or before `opens`: on the next day."""
    days: tuple[Weekday, ...] = Field(default=WEEK, min_length=1)
    """Days of the week on which it begins (left out: every day)."""


Windows = tuple[tuple[int, int], ...]
"""Parts of a week as (from, until) in seconds of the local week from Monday 00:00, until itself being outside; a part
that runs over Sunday midnight ends after 604,800."""


def windows(hours: Hours) -> Windows:
    """Lay the hours out over a week, one part for each of their days."""
    lasts = (hours.closes - hours.opens - 1) % DAY + 1
    begins = sorted(WEEK.index(day) * DAY + hours.opens for day in set(hours.days))
    return tuple((second, second + lasts) for second in begins)


def within(parts: Windows, of_week: int) -> bool:
    """Tell whether a second of the local week lies in one of the parts."""
    following = of_week + SECONDS_A_WEEK
    return any(begins <= of_week < until or begins <= following < until for begins, until in parts)
