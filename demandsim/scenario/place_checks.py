"""Place checks: do laws of travel, the travel matrix, the map, stations and borders fit together?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from demandsim.rules.choice import GRADES, Grade
from demandsim.scenario.places import Area, Map, Places
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.ways import gravest_with_law, law_within

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

TOLERANCE = 0.001
BETWEEN: Path = ("places", "between")


def names_in_places(scenario: Scenario) -> Found:
    """List names of areas in borders and in the travel matrix that do not exist, as (path, what is wrong)."""
    places = scenario.places
    for name, area in places.areas.items():
        for other in area.borders:
            others = (one for one in places.areas if one != name)
            yield from is_unknown("area", other, others, ("places", "areas", name, "borders", other))
    for name, row in places.between.items():
        yield from is_unknown("area", name, places.areas, (*BETWEEN, name))
        for other in row:
            yield from is_unknown("area", other, places.areas, (*BETWEEN, name, other))


def misfits_in_places(scenario: Scenario, attended: Collection[Grade]) -> Found:
    """List what does not fit in places when all names are known; `attended` are the grades to which officers go."""
    places = scenario.places
    if places.map is not None:
        yield from _map(places, places.map, attended)
        return
    for grade in GRADES:
        if grade in attended and any(law_within(places, area, grade) is None for area in places.areas):
            message = f"incidents graded {grade} are attended: `travel` must say how long for {grade}"
            yield ("places", "travel"), message
    if places.between:
        yield from _matrix(places)


def _matrix(places: Places) -> Found:
    for name in places.areas:
        row = places.between.get(name)
        for other in places.areas:
            if row is None or other not in row:
                yield (*BETWEEN, *(() if row is None else (name,))), f"area {name} has no travel time to {other}"
    standard = gravest_with_law(places)
    if standard is None or places.travel[standard].mean <= 0:
        message = "a travel matrix gives means: `travel` must say how times spread round the mean of the gravest grade"
        yield ("places", "travel"), message
    yield from _own_laws(places, "a travel matrix")


def _map(places: Places, map_: Map, attended: Collection[Grade]) -> Found:
    if places.between:
        yield BETWEEN, "a travel matrix has no say with a map: leave out one of them"
    for grade in GRADES:
        if grade in attended and grade not in map_.speed:
            message = f"incidents graded {grade} are attended: `speed` must say how fast officers drive to {grade} ones"
            yield ("places", "map", "speed"), message
    for name, area in places.areas.items():
        yield from _on_the_map(area, ("places", "areas", name))
    yield from _own_laws(places, "a map")


def _on_the_map(area: Area, here: Path) -> Found:
    if area.box is None:
        yield here, "with a map every area needs its `box`: west, south, east and north edge in kilometres"
    elif area.box[0] >= area.box[2] or area.box[1] >= area.box[3]:
        west, south, east, north = area.box
        message = (
            f"west must lie west of east and south south of north: found west {west:g}, south {south:g}, "
            f"east {east:g}, north {north:g}"
        )
        yield (*here, "box"), message
    total = sum(station.share for station in area.stations.values())
    if area.stations and abs(total - 1) > TOLERANCE:
        sums = " + ".join(f"{name} {station.share:g}" for name, station in area.stations.items())
        yield (*here, "stations"), f"the shares of the stations add up to {total:.3f}, not 1: {sums}"
    for other, extra in area.borders.items():
        if extra:
            message = "with a map the way follows from the places: write 0 s to say that they are neighbours"
            yield (*here, "borders", other), message


def _own_laws(places: Places, instead: str) -> Found:
    for name, area in places.areas.items():
        if area.travel:
            yield ("places", "areas", name, "travel"), f"laws of travel of an area have no say with {instead}"
