"""A witness of journeys: how far everybody is from everything, and when those who were sent arrive.

By law of travel, by matrix, or on a map on which she follows every officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np

from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster, Unit
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.places import Map, Station
from demandsim.tape import Tape
from demandsim.tape.distributions import lengths

Row = tuple[int, ...]
Point = tuple[float, float]
M = Moment
FORCE = -1
METRES, HOUR = 1000.0, 3600.0
SLACK = 0.5
"""Seconds by which rounding may move an arrival."""


@dataclass(frozen=True)
class Journey:
    """A way on the map."""

    origin: Point
    to: Point
    moves_at: float
    """Second at which the car moves."""
    arrives_at: float


def dealt(unit: Unit, stations: list[Station]) -> dict[int, Station]:
    """Deal the officers of a unit to stations, in order, by largest remainders."""
    exact = [station.share * len(unit.officers) for station in stations]
    counts = [int(share) for share in exact]
    by_rest = sorted(range(len(stations)), key=lambda n: (counts[n] - exact[n], n))
    for number in by_rest[: len(unit.officers) - sum(counts)]:
        counts[number] += 1
    posts = [station for station, count in zip(stations, counts, strict=True) for _ in range(count)]
    return dict(zip(unit.officers, posts, strict=True))


class JourneysWitness:
    """Books on all who drive; complaints go to `found`."""

    def __init__(self, tape: Tape, roster: Roster, found: list[str]) -> None:
        scenario = tape.scenario
        self.tape, self.places, self.found = tape, scenario.places, found
        self.areas = list(self.places.areas)
        self.home = [roster.units[who.unit].area for who in roster.officers]
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.base: dict[int, Point] = {}
        """Station on the map by officer."""
        for unit in roster.units:
            stations = list(self.places.areas[self.areas[unit.area]].stations.values()) if unit.area >= 0 else []
            for officer, station in dealt(unit, stations).items() if stations else ():
                self.base[officer] = station.at[0] * METRES, station.at[1] * METRES
        self.under_way: dict[int, Journey] = {}
        self.from_scene: dict[int, Point] = {}
        """Where an officer is who is on scene, or has just been taken from it or from the way there."""
        self.expected: dict[int, float] = {}

    def _law(self, grade: int, area: int) -> Any:
        here = self.places.areas[self.areas[area]]
        between = bool(self.places.between)
        name: Any = GRADES[grade]
        return (self.places.travel if between else {**self.places.travel, **here.travel}).get(name)

    def _factor(self, home: int, area: int) -> tuple[float, int]:
        """Give what the law is multiplied by, and the seconds to add to it."""
        if self.places.between:
            gravest = next(self.places.travel[grade] for grade in GRADES if grade in self.places.travel)
            origin = self.areas[area if home == FORCE else home]
            return self.places.between[origin][self.areas[area]] / gravest.mean, 0
        here = self.places.areas[self.areas[area]]
        extra = here.borders.get(self.areas[home], 0) if home not in (FORCE, area) else 0
        return here.travel_factor, extra

    def seconds(self, officer: int, incident: int, grade: int, at: int) -> float:
        """Give the seconds by which officers are compared."""
        if self.places.map is not None:
            return round(self._seconds_on_map(self.places.map, officer, incident, at, None))
        area = int(self.tape.incidents.area[incident])
        law = self._law(grade, area)
        factor, extra = self._factor(self.home[officer], area)
        return (law.mean if law is not None else 0.0) * factor + extra

    def _middle(self, area: int) -> Point:
        west, south, east, north = self.places.areas[self.areas[area]].box or (0.0, 0.0, 0.0, 0.0)
        return (west + east) / 2 * METRES, (south + north) / 2 * METRES

    def _position(self, map_: Map, officer: int, incident: int, at: int, place: int | None) -> tuple[Point, bool]:
        """Give where an officer is who might be sent (or is, as so-manieth), and whether that is a station."""
        if officer in self.from_scene:
            return self.from_scene[officer], False
        if officer in self.under_way:
            return self._on_the_way(map_, self.under_way[officer], at), False
        home = self.home[officer]
        area = int(self.tape.incidents.area[incident]) if home == FORCE else home
        if map_.waiting_at == "anywhere" and place is not None and home != FORCE:
            west, south, east, north = self.places.areas[self.areas[area]].box or (0.0, 0.0, 0.0, 0.0)
            x, y = self.tape.incidents.patrol_luck[incident, 2 * min(place, 5) : 2 * min(place, 5) + 2].tolist()
            return ((west + x * (east - west)) * METRES, (south + y * (north - south)) * METRES), False
        middle = self._middle(area)
        return (middle if map_.waiting_at == "anywhere" else self.base.get(officer, middle)), (
            map_.waiting_at == "station"
        )

    def _on_the_way(self, map_: Map, way: Journey, at: int) -> Point:
        whole = way.arrives_at - way.moves_at
        done = min(1.0, max(0.0, (at - way.moves_at) / whole)) if whole > 0 else 1.0
        east, north = way.to[0] - way.origin[0], way.to[1] - way.origin[1]
        if map_.metric == "straight":
            return way.origin[0] + done * east, way.origin[1] + done * north
        driven = done * (abs(east) + abs(north))
        along = min(driven, abs(east))
        up = driven - along
        return way.origin[0] + (along if east > 0 else -along), way.origin[1] + (up if north > 0 else -up)

    def _seconds_on_map(self, map_: Map, officer: int, incident: int, at: int, place: int | None) -> float:
        origin, at_station = self._position(map_, officer, incident, at, place)
        x, y = self.tape.incidents.place[incident].tolist()
        east, north = abs(x - origin[0]), abs(y - origin[1])
        metres = east + north if map_.metric == "streets" else hypot(east, north)
        name: Any = GRADES[int(self.tape.incidents.assessed[incident])]
        seconds = metres * map_.detour / (map_.speed[name] * METRES / HOUR)
        return seconds + (map_.turnout if at_station else 0)

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, incident, officer, detail, _ = row
        moment: Any = Moment(code)
        if moment == M.DISPATCHED:
            self._sets_out(at, incident, officer, detail)
        elif moment == M.ARRIVED:
            expected = self.expected.pop(officer)
            if abs(at - expected) > SLACK:
                self.found.append(f"{at}: officer {officer} arrives at {incident}, not at {expected:.1f}")
            self.under_way.pop(officer, None)
            if self.places.map is not None:
                x, y = self.tape.incidents.place[incident].tolist()
                self.from_scene[officer] = x, y
        elif moment == M.DIVERTED:
            self.expected.pop(officer)
            if self.places.map is not None:
                self.from_scene[officer] = self._on_the_way(self.places.map, self.under_way.pop(officer), at)
        elif moment in (M.CLEARED, M.LEFT, M.HANDED_OVER):
            self.from_scene.pop(officer, None)

    def _sets_out(self, at: int, incident: int, officer: int, place: int) -> None:
        area, column = int(self.tape.incidents.area[incident]), min(place, 5)
        turnout = 0.0
        if self.places.map is not None:
            origin, at_station = self._position(self.places.map, officer, incident, at, place)
            seconds = round(self._seconds_on_map(self.places.map, officer, incident, at, place))
            turnout = self.places.map.turnout if at_station else 0.0
        else:
            law = self._law(int(self.tape.incidents.assessed[incident]), area)
            factor, extra = self._factor(self.home[officer], area)
            luck: Any = np.array([self.tape.incidents.travel_luck[incident, column]])
            seconds = round(float(lengths(law, luck)[0]) * factor if law is not None else 0.0) + extra
        hours = self.places.travel_hours
        factor = hours[self.calendar.local(at).hour] if hours else 1.0
        self.expected[officer] = at + seconds * factor
        if self.places.map is not None:
            x, y = self.tape.incidents.place[incident].tolist()
            self.under_way[officer] = Journey(
                origin, (x, y), at + round(turnout * factor), at + round(seconds * factor)
            )
            self.from_scene.pop(officer, None)
