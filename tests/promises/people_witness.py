"""Rosters by people worked out again from the scenario and luck alone: who serves when, whose turns, lost to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from math import floor, log1p
from typing import Any

from demandsim.roster import Roster
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.duty import turns_of
from demandsim.scenario.workforce import FORCE, SUPERVISORS, Team
from demandsim.tape import Tape
from demandsim.tape.streams import Chance

EVER = 2**60
YEAR = 365 * 86_400
WORKED = "worked"
Stretch = tuple[int, int]


@dataclass
class Expected:
    """What the roster must say of one officer."""

    key: str
    unit: tuple[str, int]
    rank: str
    terms: Any
    """Person or joiners; None for a post."""
    number: int
    """Among those of the rank in the unit."""
    skills: set[str] = field(default_factory=set)
    service: list[Stretch] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)

    @property
    def supervisor(self) -> bool:
        """Tell whether he or she allocates and reviews."""
        return self.rank in SUPERVISORS

    def spells(self) -> list[Stretch]:
        """List the spells of duty, those that touch joined."""
        joined: list[Stretch] = []
        for turn in self.turns:
            if turn["why"] == WORKED:
                if joined and joined[-1][1] >= turn["start"]:
                    joined[-1] = joined[-1][0], turn["end"]
                else:
                    joined.append((turn["start"], turn["end"]))
        return joined

    def lost(self, why: str) -> int:
        """Add up the seconds that are lost for a reason."""
        return sum(turn["end"] - turn["start"] for turn in self.turns if turn["why"] == why)


def serves(service: list[Stretch], at: int) -> bool:
    """Tell whether a second lies in somebody's service."""
    return any(since <= at < until for since, until in service)


class Establishment:
    """Everybody of a scenario, unit by unit."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.workforce = tape, scenario.workforce
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.chance = Chance(tape.seed, tape.replication)
        self.units: list[list[Expected]] = []
        self.successors: list[tuple[Expected, int, int]] = []
        """Who has a successor, when the former holder leaves and when the successor begins."""
        keys = [officer.key for officer in roster.officers]
        self.courses = [(keys[one.officer], one.begins_at, one.ends_at) for one in roster.courses]
        for name, team in self.workforce.teams.items():
            for area in (*scenario.places.areas, FORCE):
                place = -1 if area == FORCE else list(scenario.places.areas).index(area)
                unit = list(self._of_unit(name, team, area, (name, place)))
                if unit:
                    self.units.append(unit)
                    self._share_skills(team, unit)
                    for one in unit:
                        one.service = self._service(one)
                        one.turns = list(self._turns(team, one))
                    self._call_back(team, [one for one in unit if not one.supervisor])

    def _of_unit(self, name: str, team: Team, area: str, unit: tuple[str, int]) -> Iterator[Expected]:
        """List the posts or the people of a unit, and then those who join it."""
        counted: dict[str, int] = {}
        people = [one for one in self.workforce.people if one.team == name and one.area == area]
        for rank in dict.fromkeys(one.rank for one in people):
            for person in (one for one in people if one.rank == rank):
                number = counted.setdefault(rank, 0)
                counted[rank] += 1
                key = f"{name}/{area}/{rank}/{person.id}"
                yield Expected(key, unit, rank, person, number, skills=set(person.skills))
        if not any(one.team == name for one in self.workforce.people):
            for rank, count in team.posts.get(area, {}).items():
                counted[rank] = count
                for number in range(count):
                    yield Expected(f"{name}/{area}/{rank}/{number}", unit, rank, None, number)
        for intake in self.workforce.joiners:
            for nth in range(intake.places.get(area, 0) if intake.team == name else 0):
                number = counted.setdefault(intake.rank, 0)
                counted[intake.rank] += 1
                key = f"{name}/{area}/{intake.rank}/{intake.name}.{nth}"
                yield Expected(key, unit, intake.rank, intake, number, skills=set(intake.skills))

    def _share_skills(self, team: Team, unit: list[Expected]) -> None:
        """Give the holders of posts their skills: of supervisors and of the others the first hold each."""
        for supervisor in (True, False):
            posts = [one for one in unit if one.terms is None and one.supervisor == supervisor]
            for skill, share in team.skills.items():
                for one in posts[: floor(share * len(posts) + 0.5)]:
                    one.skills.add(skill)

    def _midnight(self, day: date) -> int:
        return self.calendar.elapsed((day - self.calendar.start).days, 0)

    def _next_midnight(self, at: int) -> int:
        """Move a second up to a local midnight; after the run, any second will do."""
        if at > self.tape.ends_at:
            return at
        day = self.calendar.day_of(at)
        return at if self.calendar.elapsed(day, 0) == at else self.calendar.elapsed(day + 1, 0)

    def _service(self, one: Expected) -> list[Stretch]:
        """Say from when to when the post is held, by service dates and by luck."""
        terms, leavers = one.terms, self.workforce.leavers
        begins = -EVER if terms is None or terms.begins is None else self._midnight(terms.begins)
        ends = EVER if terms is None or terms.ends is None else self._midnight(terms.ends + timedelta(days=1))
        shares: dict[str, float] = {} if leavers is None else {**leavers.share}
        share = shares.get(one.rank, 0.0)
        if leavers is None or not share:
            return [(begins, ends)]
        luck = float(self.chance.luck(f"leaver/{one.key}", 1)[0])
        first = max(0, begins)
        leaves = self._next_midnight(first + round(YEAR * log1p(-luck) / log1p(-share)))
        if leaves >= ends:
            return [(begins, ends)]
        if leavers.vacant is None:
            return [(begins, leaves)]
        follows = self._next_midnight(leaves + leavers.vacant)
        self.successors.append((one, leaves, follows))
        return [(begins, leaves), (max(begins, follows), ends)]

    def _turns(self, team: Team, one: Expected) -> Iterator[dict[str, Any]]:
        """List the rostered turns in service, and why each is missed, before anybody is called back."""
        absences, terms = self.tape.absences, one.terms
        own = getattr(terms, "shift", None)
        worked = team if own is None else team.model_copy(update={"shift": own, "seasons": ()})
        groups = turns_of(worked, self.workforce.shifts, self.calendar, absences.days, frozenset())
        group = getattr(terms, "group", None)
        mine = groups[one.number % len(groups) if group is None else group - 1]
        full = _exact(1.0 if terms is None else terms.fte)
        learning = _exact(0.0 if terms is None else terms.learning)
        until = None if terms is None else terms.learning_until
        luck, reasons = absences.shift_luck[one.key], list(self.workforce.abstracted)
        bounds = list(accumulate(self.workforce.abstracted.values()))
        sick = absences.sick[one.key].tolist()
        away = [(since, to) for key, since, to in self.courses if key == one.key]
        rows = zip(*(column.tolist() for column in mine), strict=True)
        rostered = [row for k, row in enumerate(rows) if _falls(full, k) and serves(one.service, row[1])]
        for j, (day, start, end, letter) in enumerate(rostered):
            ill, taught = serves(sick, start), serves(away, start)
            why = next((r for r, bound in zip(reasons, bounds, strict=True) if luck[day] < bound), None)
            if why is None:
                why = "sickness" if ill else "course" if taught else WORKED
            if _falls(learning, j) and (until is None or self.calendar.start + timedelta(days=day) <= until):
                why = "learning"
            fit = not ill and not taught and why != "learning"
            yield {"start": start, "end": end, "on": (day, chr(letter)), "why": why, "fit": fit, "luck": luck[day]}

    def _call_back(self, team: Team, unit: list[Expected]) -> None:
        """Call people back from abstraction where a turn has fewer than its minimum, the highest luck first."""
        every = [(turn, row) for row, one in enumerate(unit) for turn in one.turns]
        for on in {turn["on"] for turn, _ in every}:
            wanted = team.minimum.get(on[1], team.minimum.get("all", 0))
            there = sum(turn["why"] == WORKED for turn, _ in every if turn["on"] == on)
            away = [
                (-turn["luck"], row, turn)
                for turn, row in every
                if turn["on"] == on and turn["fit"] and turn["why"] in self.workforce.abstracted
            ]
            for _, _, turn in sorted(away, key=lambda each: each[:2])[: max(0, wanted - there)]:
                turn["why"] = WORKED

    @property
    def everybody(self) -> list[Expected]:
        """List everybody in the roster's order."""
        return [one for unit in self.units for one in unit]


def _exact(share: float) -> Fraction:
    return Fraction(share).limit_denominator(1000)


def _falls(share: Fraction, number: int) -> bool:
    """Tell whether one of evenly spread turns falls on this number."""
    return floor((number + 1) * share) > floor(number * share)
