"""A witness of places, who knows where every officer is and when each must arrive, and counts who rides together."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import HOUR
from demandsim.tape import Tape
from demandsim.tape.distributions import lengths
from tests.promises.response_witness import FORCE, ON_THE_WAY, Choice, ResponseWitness, Row, Waiting

Point = tuple[float, float]


class PlaceWitness(ResponseWitness):
    """Books on one run on a map or by a travel matrix."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        super().__init__(tape, roster)
        self.places = tape.scenario.places
        self.names = list(self.places.areas)
        self.map = self.places.map
        self.station = self._stations(roster) if self.map is not None else {}
        self.way: dict[int, tuple[int, int, Point, Point]] = {}
        """Last journey: when the car moved, when it must arrive, from where, to where."""
        self.due: dict[int, int] = {}
        """Second in which an officer must arrive."""

    def note(self, row: Row) -> None:
        at, code, subject, officer, detail, amount = row
        super().note(row)
        if code == Moment.GRADED and subject in self.incidents and self._in_pairs(at):
            self.incidents[subject].wanted += self.incidents[subject].wanted % 2
        elif code == Moment.DISPATCHED:
            self.due[officer] = at + self._journey(at, subject, officer, min(detail, 5), bool(amount & 4))
        elif code == Moment.ARRIVED and self.due.pop(officer) != at:
            self.found.append(f"{at}: officer {officer} arrives at the wrong second")

    def least(self, one: Waiting) -> int:
        pair = 2 if one.wanted % 2 == 0 and self._in_pairs(one.since) else 1
        return max(pair, super().least(one))

    def _in_pairs(self, at: int) -> bool:
        return bool(self.rule.crews) and self.rule.crews[self.calendar.local(at // HOUR * HOUR).hour] == 2

    def _choices(self, one: Waiting, at: int, own: bool, borrows: bool, gone: int = -1) -> tuple[list[Choice], int]:
        found, enough = super()._choices(one, at, own, borrows, gone)
        return [replace(choice, travel=self._mean(choice, one, at)) for choice in found], enough

    def _mean(self, choice: Choice, one: Waiting, at: int) -> float:
        home = self.home[choice.officer]
        if self.map is None:
            return self._stretched(home, one.area) * self.places.travel[GRADES[one.grade]].mean
        if choice.doing == ON_THE_WAY:
            return self._drive(self._now(choice.officer, at), one.number, 0)
        return self._drive(self._waits(choice.officer, one.area), one.number, self._turnout())

    def _stretched(self, home: int, area: int) -> float:
        to = self.names[area]
        gravest = next(grade for grade in GRADES if grade in self.places.travel)
        return self.places.between[to if home == FORCE else self.names[home]][to] / self.places.travel[gravest].mean

    def _journey(self, at: int, incident: int, officer: int, place: int, diverted: bool) -> int:
        area = int(self.tape.incidents.area[incident])
        hours = self.places.travel_hours
        slow = hours[self.calendar.local(at // HOUR * HOUR).hour] if hours else None
        if self.map is None:
            law = self.places.travel[GRADES[int(self.tape.incidents.assessed[incident])]]
            usual = float(lengths(law, self.tape.incidents.travel_luck[incident, place : place + 1])[0])
            seconds = round(usual * self._stretched(self.home[officer], area))
            return seconds if slow is None else round(seconds * slow)
        start = self._now(officer, at) if diverted else self._sets_out(officer, incident, area, place)
        turnout = 0 if diverted else self._turnout()
        seconds = self._drive(start, incident, turnout)
        if slow is not None:
            seconds, turnout = round(seconds * slow), round(turnout * slow)
        self.way[officer] = at + turnout, at + seconds, start, self._where(incident)
        return seconds

    def _turnout(self) -> int:
        return 0 if self.map is None or self.map.waiting_at == "anywhere" else self.map.turnout

    def _where(self, incident: int) -> Point:
        east, north = self.tape.incidents.place[incident].tolist()
        return east, north

    def _drive(self, start: Point, incident: int, turnout: int) -> int:
        assert self.map is not None
        end, grade = self._where(incident), GRADES[int(self.tape.incidents.assessed[incident])]
        east, north = abs(end[0] - start[0]), abs(end[1] - start[1])
        metres = east + north if self.map.metric == "streets" else hypot(east, north)
        return round(turnout + metres * (self.map.detour / self.map.speed[grade] * 3.6))

    def _now(self, officer: int, at: int) -> Point:
        """Where an officer on the way is: the metres driven are spent on the way east or west first."""
        assert self.map is not None
        moved, arrives, (x, y), (to_x, to_y) = self.way[officer]
        if at >= arrives:
            return to_x, to_y
        share = max(0, at - moved) / (arrives - moved)
        if self.map.metric == "straight":
            return x + share * (to_x - x), y + share * (to_y - y)
        driven = share * (abs(to_x - x) + abs(to_y - y))
        east = min(driven, abs(to_x - x))
        north = driven - east
        return x + (east if to_x > x else -east), y + (north if to_y > y else -north)

    def _middle(self, area: int) -> Point:
        west, south, east, north = self.places.areas[self.names[area]].box or (0, 0, 0, 0)
        return 500 * (west + east), 500 * (south + north)

    def _waits(self, officer: int, area: int) -> Point:
        """Where a free officer counts as being for an incident in an area."""
        assert self.map is not None
        home = self.home[officer]
        if home == FORCE:
            return self._middle(area)
        return self._middle(home) if self.map.waiting_at == "anywhere" else self.station[officer]

    def _sets_out(self, officer: int, incident: int, area: int, place: int) -> Point:
        assert self.map is not None
        home = self.home[officer]
        if home == FORCE or self.map.waiting_at == "station":
            return self._waits(officer, area)
        west, south, east, north = (1000 * edge for edge in self.places.areas[self.names[home]].box or (0, 0, 0, 0))
        one, two = self.tape.incidents.patrol_luck[incident, 2 * place : 2 * place + 2].tolist()
        return west + one * (east - west), south + two * (north - south)

    def _stations(self, roster: Roster) -> dict[int, Point]:
        """Deal every station its whole part, then one more to those with the largest part left over."""
        found: dict[int, Point] = {}
        for unit in roster.units:
            if unit.area == FORCE:
                continue
            stations = list(self.places.areas[self.names[unit.area]].stations.values())
            if not stations:
                found |= dict.fromkeys(unit.officers, self._middle(unit.area))
                continue
            parts = [station.share * len(unit.officers) for station in stations]
            dealt = [int(part) for part in parts]
            while sum(dealt) < len(unit.officers):
                left = [part - had for part, had in zip(parts, dealt, strict=True)]
                dealt[left.index(max(left))] += 1
            points = [
                (station.at[0] * 1000, station.at[1] * 1000)
                for station, number in zip(stations, dealt, strict=True)
                for _ in range(number)
            ]
            found |= dict(zip(unit.officers, points, strict=True))
        return found
