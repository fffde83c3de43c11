"""Places: the areas of the force and how long it takes to get about."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from demandsim.quantities import Duration, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.laws import Length

Kilometres = Annotated[float, Field(ge=-10_000, le=10_000)]


class Station(Choice):
    """A station: where officers of an area are based, on the map."""

    at: tuple[Kilometres, Kilometres]
    """Place on the map, in kilometres east and north of any fixed point."""
    share: Share
    """Share of the area's officers based there; the stations of an area add up to 1."""


class Area(Choice):
    """An area: its share of demand and how its roads compare with the force's."""

    share: Share
    """Share of incidents and crimes; the areas add up to 1."""
    travel_factor: float = Field(default=1.0, gt=0, le=5)
    """Travel time within the area compared with the force."""
    borders: dict[Name, Duration] = {}
    """Extra travel time for officers who come from a neighbouring area; others cannot be borrowed."""
    travel: dict[Grade, Length] = {}
    """Travel time by grade in this area, instead of the force's and before the area's factor."""
    box: tuple[Kilometres, Kilometres, Kilometres, Kilometres] | None = None
    """With a map: west, south, east and north edge of a rectangle over which incidents are spread evenly."""
    stations: dict[Name, Station] = {}
    """With a map: where its officers are based (left out: in the middle of the rectangle)."""


class Map(Choice):
    """A map: travel from where an officer is to where the incident is, instead of by a law."""

    metric: Literal["streets", "straight"]
    """Distance along streets that run east and north, or as the crow flies."""
    detour: float = Field(default=1.0, ge=1, le=3)
    """Roads are longer than the distance by this factor."""
    speed: dict[Grade, Annotated[float, Field(gt=0, le=300)]]
    """Kilometres an hour by grade."""
    turnout: Duration = Field(default=0, ge=0)
    """Time from being sent until the car moves, for those at a station."""
    waiting_at: Literal["station", "anywhere"] = "station"
    """Where officers who are free wait: at their station, or anywhere in their area (patrolling)."""


class Places(Choice):
    """The areas of the force and travel within and between them."""

    areas: dict[Name, Area]
    """The areas, in the order in which they are reported."""
    travel: dict[Grade, Length] = {}
    """Travel time by grade, before the area's factor (not needed with a map)."""
    travel_hours: tuple[Annotated[float, Field(gt=0, le=5)], ...] = ()
    """24 factors on travel time by local hour of the day at dispatch (left out: always 1)."""
    between: dict[Name, dict[Name, Duration]] = {}
    """Travel matrix: by area of the officer, mean travel time to each area, itself included, at the gravest grade of
    `travel`. It takes the place of travel factors and of the extra times of borders; other grades keep their ratio."""
    map: Map | None = None
    """A map, instead of laws of travel."""
    targets: dict[Grade, Duration]
    """Target from call to first arrival by grade."""

    @field_validator("travel_hours")
    @classmethod
    def _hours(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if len(value) not in (0, 24):
            raise ValueError(f"there are 24 factors, one for each hour of the day; found {len(value)}")
        return value
