"""A witness of people who are away and of what they can do: courses, lapses, and crimes that go back to the queue."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from demandsim.eventlog.moments import Moment
from demandsim.rules.transfer import Transfer
from tests.promises.case_books import PASSED, READY, WAITING, CaseBooks

Row = tuple[int, ...]
M = Moment
SICKNESS, COURSE, LEFT = 0, 1, 2


class Leave(NamedTuple):
    """A course as seconds of the run."""

    begins: int
    ends: int
    skill: int
    units: dict[int, int]
    """Places by unit."""


class SkillsWitness:
    """Give her every row before it goes into the books, and every second before and after."""

    def __init__(self, books: CaseBooks) -> None:
        self.books, self.facts = books, books.facts
        workforce = self.facts.tape.scenario.workforce
        self.rule: Transfer = self.facts.rules.transfer
        self.names = self.facts.skill_names
        self.lapses = {self.names.index(skill) for skill, share in workforce.lapses.items() if share}
        self.courses = [self._leave(course) for course in workforce.courses]
        self.away: list[tuple[int, int, int]] = []
        """(officer, from, to) of everybody on a course."""
        self.gained: set[tuple[int, int]] = set()
        self.must_qualify: dict[tuple[int, int], int] = {}
        self.back: dict[int, set[int]] = {}
        """By second: reasons and officers whose crimes go back then."""
        self.why: dict[tuple[int, int], set[int]] = {}
        if self.rule.after_sickness:
            for officer, who in enumerate(self.facts.roster.officers):
                for begins, ends in self.facts.tape.absences.sick.get(who.key, ()):
                    if int(ends) - int(begins) >= self.rule.after_sickness and not who.supervisor:
                        self._goes_back(officer, int(begins) + self.rule.after_sickness, SICKNESS)
        leavers = workforce.leavers
        self.without = {
            (stay.to_at, stay.officer, self.names.index(skill))
            for stay in self.facts.roster.stays
            for skill in (() if leavers is None else leavers.without)
        }
        """What a successor cannot do, from when the former holder leaves."""
        for course in self.courses:
            if course.begins < 0 < course.ends:
                self._begins(course)

    def _leave(self, course: Any) -> Leave:
        start = self.facts.calendar.instant(datetime.combine(course.begins, time(0)))
        ends = self.facts.calendar.instant(datetime.combine(course.begins + timedelta(days=course.days), time(0)))
        areas = list(self.facts.tape.scenario.places.areas)
        units = {
            unit: course.places[area]
            for unit, one in enumerate(self.facts.roster.units)
            for area in ["force" if one.area < 0 else areas[one.area]]
            if one.team == course.team and area in course.places
        }
        return Leave(start, ends, self.names.index(course.skill), units)

    def _goes_back(self, officer: int, at: int, why: int) -> None:
        self.back.setdefault(at, set()).add(officer)
        self.why.setdefault((at, officer), set()).add(why)

    def _serves(self, officer: int, course: Leave) -> bool:
        """Tell whether somebody is there from the first day of a course, or of the run, to the last."""
        stays = [stay for stay in self.facts.roster.stays if stay.officer == officer]
        return not stays or any(one.from_at <= max(0, course.begins) and course.ends <= one.to_at for one in stays)

    def _begins(self, course: Leave) -> None:
        """Whoever is sent on a course is away, and holds the skill afterwards."""
        for unit, places in course.units.items():
            without = [
                officer
                for officer in sorted(self.facts.roster.units[unit].officers)
                if not self.books.skills[officer] >> course.skill & 1 and self._serves(officer, course)
            ]
            for officer in without[:places]:
                self.away.append((officer, course.begins, course.ends))
                self.must_qualify[officer, course.skill] = course.ends
                if self.rule.after_sickness and course.ends - course.begins > self.rule.after_sickness:
                    self._goes_back(officer, max(0, course.begins + self.rule.after_sickness), COURSE)

    def until(self, at: int, last: int) -> None:
        """Time passes from one second of which the log tells to the next, after this one's rows for `at`."""
        for course in self.courses:
            if last < course.begins <= at and course.begins >= 0:
                self._begins(course)
        for second in [second for second in self.back if last < second < at]:
            self._nobody_keeps(second, self.back.pop(second))

    def before(self, row: Row) -> None:
        """Judge a row before it goes into the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        what = f"{moment.name}: {row}"
        if moment == M.ON_DUTY:
            away = [who for who, begins, ends in self.away if who == officer and begins <= at < ends]
            self.books.say(at, not away, f"{what}: on a course")
        elif moment == M.QUALIFIED:
            due = self.must_qualify.pop((officer, detail), -1)
            self.books.say(at, due == at, f"{what}: due {due}")
            self.gained.add((officer, detail))
        elif moment == M.DISQUALIFIED:
            lawful = detail in self.lapses and not self.facts.supervisor[officer]
            lawful = lawful or (at, officer, detail) in self.without
            self.books.say(at, lawful and (officer, detail) not in self.gained, f"{what} should not be")
        elif moment == M.HANDED_BACK and detail != LEFT:
            case = self.books.cases[crime]
            so = officer == case.owner and officer in self.back.get(at, ()) and detail in self.why[at, officer]
            self.books.say(at, so and amount == case.unit, f"{what}: {self.back.get(at)}")

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        self._nobody_keeps(at, self.back.pop(at, set()))
        for (officer, skill), due in self.must_qualify.items():
            if due <= at and due < self.facts.tape.ends_at:
                self.books.say(at, False, f"{officer} has not gained skill {skill} at {due}")

    def _nobody_keeps(self, at: int, officers: set[int]) -> None:
        """Whoever is away for so long has handed everything back."""
        for case in self.books.cases.values():
            left = case.stage < self.facts.stages
            if case.owner in officers and case.life in (READY, WAITING, PASSED) and left:
                self.books.say(at, False, f"crime {case.number} stays with {case.owner}, who is away")
