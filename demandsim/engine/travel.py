"""Travel: how long officers are on the way to incidents; on a map, where they are."""

from __future__ import annotations

from demandsim.engine.mechanics import law_of_journeys, standard_travel
from demandsim.engine.tables import FORCE_WIDE, plain
from demandsim.roster import Roster, Unit
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import CALLED_OFF, DIVERTED, ON_SCENE, ON_THE_WAY, Candidate
from demandsim.scenario.calendar import HOUR
from demandsim.scenario.places import Area, Map
from demandsim.scenario.ways import Point, along, distance, gravest_with_law, mean_travel, middle
from demandsim.tape.incidents import METRES
from demandsim.tape.tape import Tape

JOURNEYS = 6
"""Journeys of which the tape knows the luck; further ones of an incident take the last."""
PER_METRE = 3.6
"""Seconds to a metre at a kilometre an hour."""
Means = list[list[list[float]]]
"""Mean seconds by grade, by area of the incident and by area of the officer, those of the force last."""


class _Journeys:
    """What journeys of every kind depend on: where officers belong, where incidents are, and the hour."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        factors = tape.scenario.places.travel_hours
        self._home = [roster.units[officer.unit].area for officer in roster.officers]
        self._area: list[int] = plain(tape.incidents.area)
        hours = tape.absences.calendar.hours(tape.days) if factors else ()
        self._slow_hours = [factors[of_week % 24] for _, of_week, _ in hours]
        """Factor on travel by hour of the run; empty where there is none."""

    def _slowed(self, seconds: int, now: int) -> int:
        if not self._slow_hours:
            return seconds
        return round(seconds * self._slow_hours[min(now // HOUR, len(self._slow_hours) - 1)])


class ByLaw(_Journeys):
    """Journeys by the laws of travel of the incident's area; longer for those who come over a border."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        super().__init__(tape, roster)
        places, names = tape.scenario.places, tuple(tape.scenario.places.areas)
        self._seconds = plain(standard_travel(tape.incidents, places))
        self.longer = [
            {names.index(other): extra for other, extra in area.borders.items()} for area in places.areas.values()
        ]
        """By area: seconds by which the way of a neighbour's officers is longer."""
        homes = (*range(len(names)), FORCE_WIDE)
        self.means: Means = [
            [
                [mean_travel(places, area, grade) + longer.get(home, 0) for home in homes]
                for area, longer in zip(names, self.longer, strict=True)
            ]
            for grade in GRADES
        ]

    def journey(self, officer: int, incident: int, place: int, _why: int, now: int) -> int:
        """Give the seconds on the way of an officer sent now, as number `place` of those sent there."""
        longer = self.longer[self._area[incident]].get(self._home[officer], 0)
        return self._slowed(self._seconds[incident, min(place, JOURNEYS - 1)] + longer, now)


class ByMatrix(_Journeys):
    """Journeys by the travel matrix: the law of the grade, stretched to the mean from the officer's area."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        super().__init__(tape, roster)
        places, names = tape.scenario.places, tuple(tape.scenario.places.areas)
        standard = gravest_with_law(places)
        assert standard is not None, "checked with the scenario"
        usual = places.travel[standard].mean
        self._stretch = [
            [places.between[home][area] / usual for home in names] + [places.between[area][area] / usual]
            for area in names
        ]
        """By area of the incident and of the officer."""
        means = [places.travel[grade].mean if grade in places.travel else 0.0 for grade in GRADES]
        self.means: Means = [[[mean * factor for factor in row] for row in self._stretch] for mean in means]
        self._law = plain(law_of_journeys(tape.incidents, places))

    def journey(self, officer: int, incident: int, place: int, _why: int, now: int) -> int:
        """Give the seconds on the way of an officer sent now, as number `place` of those sent there."""
        stretch = self._stretch[self._area[incident]][self._home[officer]]
        return self._slowed(round(self._law[incident, min(place, JOURNEYS - 1)] * stretch), now)


class OnMap(_Journeys):
    """Journeys from where an officer is to where the incident is; all points are metres east and north.

    Who has cleared counts as back at once: the way back is not played.
    """

    def __init__(self, tape: Tape, roster: Roster, map_: Map) -> None:
        super().__init__(tape, roster)
        areas, incidents = tuple(tape.scenario.places.areas.values()), tape.incidents
        self._map = map_
        self._patrolling = map_.waiting_at == "anywhere"
        self._turnout = 0 if self._patrolling else map_.turnout
        pace = [map_.detour / map_.speed[grade] * PER_METRE if grade in map_.speed else 0.0 for grade in GRADES]
        self._pace: list[float] = [pace[grade] for grade in incidents.assessed.tolist()]
        """Seconds to a metre, by incident."""
        self._boxes = [[edge * METRES for edge in area.box or ()] for area in areas]
        self._middle: list[Point] = [_metres(middle(area)) for area in areas]
        self._place: list[Point] = [(east, north) for east, north in incidents.place.tolist()]
        self._patrol_luck = plain(incidents.patrol_luck)
        self._base: dict[int, Point] = {}
        """Where officers of an area wait."""
        for unit in roster.units:
            if unit.area != FORCE_WIDE:
                self._base |= _bases(unit, areas[unit.area], self._patrolling)
        self._ways: dict[int, tuple[int, int, Point, Point]] = {}
        """Last journey by officer: when the car moved, when it arrives, from where, to where."""
        homes = [0.0] * (len(areas) + 1)
        self.means: Means = [[homes] * len(areas)] * len(GRADES)

    def journey(self, officer: int, incident: int, place: int, why: int, now: int) -> int:
        """Give the seconds on the way of an officer sent now, as number `place` of those sent there."""
        elsewhere = why & (DIVERTED | CALLED_OFF)
        start = self._present(officer, now) if elsewhere else self._start(officer, incident, place)
        turnout = 0 if elsewhere else self._turnout
        seconds = self._slowed(self._seconds(start, incident, turnout), now)
        moves_at = now + min(seconds, self._slowed(turnout, now))
        self._ways[officer] = (moves_at, now + seconds, start, self._place[incident])
        return seconds

    def seen_from(self, one: Candidate, incident: int, now: int) -> Candidate:
        """Give a candidate with the seconds that it would take from where the officer is now."""
        if one.doing in (ON_THE_WAY, ON_SCENE):
            return one._replace(travel=self._seconds(self._present(one.officer, now), incident, 0))
        waits_at = self._base.get(one.officer, self._middle[self._area[incident]])
        return one._replace(travel=self._seconds(waits_at, incident, self._turnout))

    def _seconds(self, start: Point, incident: int, turnout: int) -> int:
        end = self._place[incident]
        metres = distance(self._map, end[0] - start[0], end[1] - start[1])
        return round(turnout + metres * self._pace[incident])

    def _start(self, officer: int, incident: int, place: int) -> Point:
        """Give where an officer sets out who is neither on the way nor on scene."""
        home = self._home[officer]
        if not self._patrolling or home == FORCE_WIDE:
            return self._base.get(officer, self._middle[self._area[incident]])
        west, south, east, north = self._boxes[home]
        column = 2 * min(place, JOURNEYS - 1)
        x: float = west + self._patrol_luck[incident, column] * (east - west)
        y: float = south + self._patrol_luck[incident, column + 1] * (north - south)
        return x, y

    def _present(self, officer: int, now: int) -> Point:
        """Give where an officer is who is on the way or on scene."""
        moves_at, arrives_at, start, end = self._ways[officer]
        if now >= arrives_at:
            return end
        return along(self._map, start, end, max(0.0, (now - moves_at) / (arrives_at - moves_at)))


Travel = ByLaw | ByMatrix | OnMap


def travel_of(tape: Tape, roster: Roster) -> Travel:
    """Give the travel that the scenario declares: by map, by matrix, else by law."""
    places = tape.scenario.places
    if places.map is not None:
        return OnMap(tape, roster, places.map)
    return ByMatrix(tape, roster) if places.between else ByLaw(tape, roster)


def _metres(point: Point) -> Point:
    return point[0] * METRES, point[1] * METRES


def _bases(unit: Unit, area: Area, patrolling: bool) -> dict[int, Point]:
    """Deal the area's stations to a unit's officers in order, by largest remainders.

    Neighbours in order work different groups of the shift, so every station has its part of every group.
    """
    if patrolling or not area.stations:
        return dict.fromkeys(unit.officers, _metres(middle(area)))
    stations, count = tuple(area.stations.values()), len(unit.officers)
    total = sum(station.share for station in stations)
    exact = [count * station.share / total for station in stations]
    dealt = [int(part) for part in exact]
    order = sorted(range(len(stations)), key=lambda number: (dealt[number] - exact[number], number))
    for number in order[: count - sum(dealt)]:
        dealt[number] += 1
    points = [_metres(station.at) for station, part in zip(stations, dealt, strict=True) for _ in range(part)]
    return dict(zip(unit.officers, points, strict=True))
