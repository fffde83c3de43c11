"""Places: the areas of the force and how long it takes to get about."""

from __future__ import annotations

from pydantic import Field

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
    targets: dict[Grade, Duration]
    """Target from call to first arrival by grade."""
