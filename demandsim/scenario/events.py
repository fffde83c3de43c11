"""Events: what befalls a control centre between two instants: surges, outages, slow systems, waves of sickness."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from demandsim.quantities import Share
from demandsim.rules.choice import Choice, Name

_INSTANT = r"^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$"


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.match(_INSTANT, value.strip()):
        raise ValueError("write date and local time, for example 2018-12-31 22:00")
    return datetime.fromisoformat(value.strip())


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "pattern": _INSTANT, "examples": ["2018-12-31 22:00"], "quantity": "instant"}),
]
"""Date and local time, such as `2018-12-31 22:00`."""


class _Event(Choice):
    name: Name
    """Name of the event; it fixes the event's luck."""
    begins: Instant
    """When it begins, local time."""
    ends: Instant
    """When it is over, local time."""

    @model_validator(mode="after")
    def _ordered(self) -> _Event:
        if self.ends <= self.begins:
            raise ValueError(f"{self.name} ends ({self.ends:%Y-%m-%d %H:%M}) before it has begun")
        return self


class Surge(_Event):
    """More people ring than usual, or fewer: a storm, New Year's Eve, snow."""

    kind: Literal["surge"]
    lines: tuple[Name, ...]
    """Lines on which they ring."""
    factor: float = Field(ge=0, le=50)
    """First calls compared with the usual number; nobody else's call changes."""
    reports: dict[Name, Share] = {}
    """What the extra calls report: shares of incident kinds, the rest is information (left out: as usual)."""


class Outage(_Event):
    """Nobody can answer the lines: calls ring, wait and are given up."""

    kind: Literal["outage"]
    lines: tuple[Name, ...]
    """Lines that nobody can answer."""


class Slow(_Event):
    """Handling takes longer, because a system fails: talk and wrap of calls answered in the meantime."""

    kind: Literal["slow"]
    lines: tuple[Name, ...]
    """Lines whose calls take longer."""
    factor: float = Field(gt=0, le=20)
    """Talk and wrap compared with the usual."""


class SicknessPeak(_Event):
    """A wave of sickness: more people are away than usual."""

    kind: Literal["sickness"]
    teams: tuple[Name, ...]
    """Teams that are struck."""
    share: Share
    """Share of their people who are away for the whole time, beyond the usual; of staffed positions, to the nearest."""


Event = Annotated[Surge | Outage | Slow | SicknessPeak, Field(discriminator="kind")]
