"""Places: the areas of the force and how long it takes to get about."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from demandsim.quantities import Duration, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.laws import Length


class Area(Choice):
    """An area: its share of demand and how its roads compare with the force's."""

    share: Share
    """Share of incidents and crimes; the areas add up to 1."""
    travel_factor: float = Field(default=1.0, gt=0, le=5)
    """Travel time within the area compared with the force."""
    borders: dict[Name, Duration] = {}
    """Extra travel time for officers who come from a neighbouring area; others cannot be borrowed."""


class Places(Choice):
    """The areas of the force and travel within and between them."""

    areas: dict[Name, Area]
    """The areas, in the order in which they are reported."""
    travel: dict[Grade, Length]
    """Travel time by grade, before the area's factor."""
    travel_hours: tuple[Annotated[float, Field(gt=0, le=5)], ...] = ()
    """24 factors on travel time by local hour of the day at dispatch (left out: always 1)."""
    targets: dict[Grade, Duration]
    """Target from call to first arrival by grade."""

    @field_validator("travel_hours")
    @classmethod
    def _hours(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) not in (0, 24):
            raise ValueError(f"there are 24 factors, one for each hour of the day; found {len(value)}")
        return value
