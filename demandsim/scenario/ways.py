"""Ways: how far officers have to go, by the laws of travel, by the travel matrix or on the map."""

from __future__ import annotations

from itertools import product
from math import hypot

from demandsim.rules.choice import GRADES, Grade
from demandsim.scenario.laws import Length
from demandsim.scenario.places import Area, Map, Places

Point = tuple[float, float]
"""Kilometres, or metres, east and north."""

FINE = 40
"""Steps into which a side of a rectangle is divided to take the mean of distances over it."""


def gravest_with_law(places: Places) -> Grade | None:
    """Give the grade of which the travel matrix speaks, or None where the force has no law of travel."""
    return next((grade for grade in GRADES if grade in places.travel), None)


def law_within(places: Places, area: str, grade: Grade) -> Length | None:
    """Give the law of travel within an area, before its factor: its own, else the force's, or None."""
    return places.areas[area].travel.get(grade, places.travel.get(grade))


def distance(map_: Map, east: float, north: float) -> float:
    """Give the distance between two points that lie so far apart, in the same unit, before the detour."""
    return abs(east) + abs(north) if map_.metric == "streets" else hypot(east, north)


def along(map_: Map, start: Point, end: Point, done: float) -> Point:
    """Give where somebody is who has done a share of the way; along streets first east or west, then north or south."""
    east, north = end[0] - start[0], end[1] - start[1]
    if map_.metric == "straight":
        return start[0] + done * east, start[1] + done * north
    first = abs(east) / (abs(east) + abs(north)) if east or north else 1.0
    if done <= first:
        return start[0] + (done / first * east if first else 0.0), start[1]
    return end[0], start[1] + (done - first) / (1 - first) * north


def middle(area: Area) -> Point:
    """Give the middle of an area's rectangle, in kilometres."""
    assert area.box is not None, "checked with the scenario"
    west, south, east, north = area.box
    return (west + east) / 2, (south + north) / 2


def mean_travel(places: Places, area: str, grade: Grade) -> float:
    """Give the mean seconds of the way to an incident of a grade for officers of its own area.

    On a map: of officers who are free, at their stations or anywhere, to a point anywhere in the area. It is 0 for a
    grade of which the scenario says nothing.
    """
    here, map_ = places.areas[area], places.map
    if map_ is not None:
        if grade not in map_.speed:
            return 0.0
        turnout = map_.turnout if map_.waiting_at == "station" else 0
        return turnout + _mean_distance(map_, here) * map_.detour / map_.speed[grade] * 3600
    law = law_within(places, area, grade)
    if law is None:
        return 0.0
    standard = gravest_with_law(places)
    if places.between and standard is not None:
        return law.mean * places.between[area][area] / places.travel[standard].mean
    return law.mean * here.travel_factor


def _mean_distance(map_: Map, area: Area) -> float:
    assert area.box is not None, "checked with the scenario"
    west, south, east, north = area.box
    width, height = east - west, north - south
    steps = [(step + 0.5) / FINE for step in range(FINE)]
    if map_.waiting_at == "anywhere":
        # Two points of a line of length 1 lie `apart` with density 2 (1 - apart).
        return (
            sum(
                4 * (1 - one) * (1 - two) * distance(map_, one * width, two * height)
                for one, two in product(steps, steps)
            )
            / len(steps) ** 2
        )
    bases = [(station.at, station.share) for station in area.stations.values()] or [(middle(area), 1.0)]
    total = sum(
        share * distance(map_, west + one * width - x, south + two * height - y)
        for (x, y), share in bases
        for one, two in product(steps, steps)
    )
    return total / len(steps) ** 2 / sum(share for _, share in bases)
