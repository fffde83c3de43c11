"""Hours: at what time of the day, and on which days, something is done."""

from __future__ import annotations

from typing import Literal

from demandsim.quantities import Clock
from demandsim.rules.choice import Choice

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEK: tuple[Weekday, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Hours(Choice):
    """Part of the day by the local clock, on some days of the week."""

    opens: Clock
    """Begins at this time of the day."""
    closes: Clock
    """Ends at this time; at or before `opens`: on the next day."""
    days: tuple[Weekday, ...] = WEEK
    """Days of the week on which it begins (left out: every day)."""
