"""A witness of response, who works every decision out again from the log alone.

At every dispatch: was this incident's turn, might this officer be sent, was no other to be preferred, and were there
enough for the crew? At the end of every second: does nobody wait for whom somebody might be sent? And do appointments,
escalations, upgrades and lapses happen when they must, and only then?
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import AT_DESK, ON_SCENE, ON_THE_WAY
from demandsim.scenario.calendar import Calendar
from demandsim.tape import Tape
from demandsim.tape.tape import NEVER
from tests.promises.choices import READINGS, Choice, Choices
from tests.promises.custody_witness import CustodyWitness
from tests.promises.journeys_witness import JourneysWitness
from tests.promises.pressure_witness import PressureWitness
from tests.promises.scene_witness import Scene, SceneWitness
from tests.promises.turns import Turns

Row = tuple[int, ...]
M = Moment
FORCE = -1
LATE = 2**60


@dataclass
class Waiting:
    """An incident that somebody must attend."""

    number: int
    area: int
    grade: int
    since: int
    joins: int
    """Second from which officers may be sent: that of grading, or the beginning of the slot."""
    scene: Scene
    upgraded_at: int = -1
    first: int = -1
    """Second of the first arrival."""
    escalated: bool = False

    @property
    def wanted(self) -> int:
        """Officers still to be sent."""
        return self.scene.wanted

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """The order of its queue."""
        return self.grade, not self.escalated, self.since, self.number


class ResponseWitness:
    """Books on one run: give it every row, and every second when it is over."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.rule = tape, scenario.rules.dispatch
        self.found: list[str] = []
        self.areas = list(scenario.places.areas)
        self.home = [roster.units[who.unit].area for who in roster.officers]
        self.graded: dict[int, int] = {}
        """Grade of every incident, as it is now."""
        self.turns = Turns(roster)
        self.journeys = JourneysWitness(tape, roster, self.found)
        self.pressure = PressureWitness(tape, roster, self.turns, self.found)
        self.custody = CustodyWitness(tape, self.found)
        self.scenes = SceneWitness(tape, self.turns, self.found)
        self.choices = Choices(tape, roster, self.journeys, self.pressure, self.scenes, self.graded)
        self.incidents: dict[int, Waiting] = {}
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.booked: list[dict[tuple[int, int], int]] = [{}, {}]
        """Visits by area and slot, with and without those that are given up."""
        self.booking: dict[int, tuple[int, int]] = {}
        self.to_book: dict[int, set[int]] = {}
        self.slots = self._slots()
        self.pressure.waiting = self._waiting
        self.at = 0

    def _waiting(self) -> Iterator[tuple[int, int]]:
        for one in self.incidents.values():
            if one.wanted and one.joins <= self.at:
                yield one.area, one.grade

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, subject, officer, detail, amount = row
        moment: Any = Moment(code)
        if at > self.at:
            self.pressure.before(at)
        self.at = at
        self.turns.note(row)
        if moment == M.DISPATCHED:
            self._judge(at, self.incidents[subject], officer, amount)
        self.pressure.note(row)
        self.scenes.note(row)
        self.custody.note(row)
        self.journeys.note(row)
        self.choices.note(row)
        if moment == M.GRADED:
            self._graded(at, subject, detail)
        elif subject in self.incidents:
            self._incident(at, moment, self.incidents[subject], detail, amount)

    def _graded(self, at: int, incident: int, grade: int) -> None:
        self.graded[incident] = grade
        if incident in self.scenes.scenes:
            area = int(self.tape.incidents.area[incident])
            self.incidents[incident] = Waiting(incident, area, grade, at, at, self.scenes.scenes[incident])
            slots = self._slot(at, grade, area)
            if slots:
                self.to_book[incident] = slots

    def _incident(self, at: int, moment: Moment, one: Waiting, detail: int, amount: int) -> None:
        incident = one.number
        if moment == M.BOOKED:
            self._expect(at, incident, "booked", amount in self.to_book.pop(incident, ()))
            self.booking[incident] = one.area, amount
            for booked in self.booked:
                booked[one.area, amount] = booked.get((one.area, amount), 0) + 1
            one.joins = amount
        elif moment == M.MISSED:
            self._expect(at, incident, "missed", one.first < 0 and one.upgraded_at < 0)
        elif moment in (M.RESOLVED, M.RESOLVING):
            self._expect(at, incident, "resolved", False)
        elif moment == M.ARRIVED:
            one.first = at if one.first < 0 else one.first
        elif moment == M.ESCALATED:
            # Whoever has come and gone has settled it.
            self._expect(at, incident, "escalated", at >= self._escalates(one) and one.first < 0 and one.wanted > 0)
            one.escalated = True
        elif moment == M.UPGRADED:
            self._upgraded(at, one, detail, amount)
        elif moment == M.LAPSED:
            lapses = one.since + self._lapse(incident)
            self._expect(at, incident, "lapses", at >= lapses and one.first < 0 and not one.scene.on_the_way)
            del self.incidents[incident]
        elif moment == M.ATTENDED:
            del self.incidents[incident]

    def _upgraded(self, at: int, one: Waiting, grade: int, waited: int) -> None:
        to = self._upgrade(one)
        lawful = at == to[0] and grade == to[1] and waited == at - one.since and one.first < 0
        self._expect(at, one.number, "upgraded", lawful and one.upgraded_at < 0)
        one.grade = self.graded[one.number] = grade
        one.upgraded_at, one.joins = at, min(one.joins, at)
        if one.number in self.booking:
            self.booked[1][self.booking[one.number]] -= 1

    def _upgrade(self, one: Waiting) -> tuple[int, int]:
        """Give the second at which an incident becomes graver if nobody comes, and the grade that it then has."""
        incidents = self.tape.incidents
        after = int(incidents.upgrade[one.number]) if len(incidents.upgrade) else NEVER
        assessed: Any = GRADES[int(incidents.assessed[one.number])]
        risk = self.tape.scenario.demand.incidents[incidents.kind[one.number]].upgrades.get(assessed)
        return (LATE, -1) if risk is None or after >= NEVER else (one.since + after, GRADES.index(risk.to))

    def _expect(self, at: int, incident: int, what: str, so: bool) -> None:
        if not so:
            self.found.append(f"{at}: incident {incident} is {what} though it should not be")

    def _lapse(self, incident: int) -> int:
        return int(self.tape.incidents.lapse[incident])

    def _escalates(self, one: Waiting) -> int:
        grade: Any = GRADES[one.grade]
        wait = self.rule.escalate.get(grade)
        return LATE if wait is None else max(one.joins, one.upgraded_at, one.since + wait)

    def _slots(self) -> list[int]:
        rule = self.rule.appointments
        if rule is None:
            return []
        a_day = range(rule.opens, rule.closes - rule.slot + 1, rule.slot)
        days = range(self.tape.days + rule.ahead // 86_400 + 1)
        return [self.calendar.elapsed(day, second) for day in days for second in a_day]

    def _slot(self, at: int, grade: int, area: int) -> set[int]:
        """Give the beginning of the slot that must be booked (two of them where a visit given up leaves room)."""
        rule = self.rule.appointments
        if rule is None or GRADES[grade] not in rule.grades:
            return set()
        room, found = rule.visits.get(self.areas[area], 0), set()
        for booked in self.booked:
            can = (s for s in self.slots if at + rule.notice <= s <= at + rule.ahead)
            found |= {next((slot for slot in can if booked.get((area, slot), 0) < room), -1)}
        return found - {-1}

    def _neighbours(self, one: Waiting, at: int, *, early: bool = False, generous: bool = False) -> set[int]:
        """List the areas whose officers may help at a second.

        `early`: those whose wait is over in this very second may not yet help; `generous`: somebody has come, but a
        neighbour who might have helped before, or the beginning of a reaction to pressure, lets others help as well.
        """
        grade: Any = GRADES[one.grade]
        if grade not in self.rule.borrow_for:
            return set()
        name = self.areas[one.area]
        waits: dict[str, int | None] = dict.fromkeys(
            self.tape.scenario.places.areas[name].borders, self.rule.borrow_after
        )
        if name in self.rule.cover:
            waits = dict(self.rule.cover[name])
        found, pressed = set(), self.pressure.borrows(one.area)
        since = {
            neighbour: LATE if wait is None else max(one.joins, one.upgraded_at, one.since + wait)
            for neighbour, wait in waits.items()
        }
        first = LATE if one.first < 0 else one.first
        for neighbour, second in since.items():
            waited = at >= second + early and first > (min(since.values()) if generous else second)
            if waited or (pressed and (one.first < 0 or generous)):
                found.add(self.areas.index(neighbour))
        return found

    def _stopped(self, one: Waiting) -> bool:
        return self.pressure.stopped(one.grade, one.area)

    def _needed(self, one: Waiting) -> int:
        """Give how many must be there before anybody is sent."""
        return one.wanted if GRADES[one.grade] in self.rule.whole_crew else one.scene.minimum

    def _judge(self, at: int, one: Waiting, officer: int, why: int) -> None:
        gone = officer if why & (2 | 4 | 16) else -1
        if at < one.joins or one.wanted <= 0 or self._stopped(one):
            self.found.append(f"{at}: officer {officer} is sent to incident {one.number}, which wants nobody")
        before = [
            o.order
            for o in self.incidents.values()
            if o.area == one.area and o.wanted > 0 and o.joins < at and not self._stopped(o)
        ]
        head = not before or one.order <= min(before)
        # In the very second in which help may be had, it depends on the order of moments whether it already is.
        helped = {frozenset(self._neighbours(one, at, early=early, generous=g)) for early in (0, 1) for g in (0, 1)}
        tries: list[tuple[list[Choice], int]] = []
        for reading, areas in product(READINGS, sorted(helped, key=sorted)):
            tries.append(self.choices.who(one, at, head, set(areas), gone, reading))
            found, enough = tries[-1]
            if enough >= self._needed(one) and officer == self.choices.preferred(found, at):
                break
        else:
            other = self.choices.preferred(tries[0][0], at)
            self.found.append(f"{at}: officer {officer} is sent to incident {one.number}, not {other}")
        doing = next((c.doing for found, _ in tries for c in found if c.officer == officer), -1)
        told = (
            (self.home[officer] not in (one.area, FORCE))
            + 2 * (doing == AT_DESK)
            + 4 * (doing == ON_THE_WAY)
            + 8 * (self.choices.after[officer] > 0)
            + 16 * (doing == ON_SCENE)
            + self._relieves(one, why)
            + 64 * (not self.choices.responds[officer])
        )
        if told != why:
            self.found.append(f"{at}: officer {officer} is sent because of {why}, not {told}")

    def _relieves(self, one: Waiting, why: int) -> int:
        """Somebody is sent to relieve when nothing else is wanted, and never where nobody waits for it."""
        relief = bool(one.scene.waiting)
        return 32 if relief and (why & 32 or one.scene.open_parts <= 0) else 0

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        self.turns.look_round(at)
        for who in (self.scenes, self.custody, self.pressure):
            who.look_round(at)
        self.choices.was.clear()
        for incident, slots in self.to_book.items():
            self.found.append(f"{at}: incident {incident} has no appointment at {slots}")
        self.to_book.clear()
        wanting = [o for o in self.incidents.values() if o.wanted > 0 and o.joins <= at and not self._stopped(o)]
        wanting.sort(key=lambda one: one.order)
        heads: set[int] = set()
        helped: set[tuple[int, int]] = set()
        for one in wanting:
            neighbours = self._neighbours(one, at)
            if one.area not in heads:
                heads.add(one.area)
                self._nobody_may_go(at, one, True, neighbours)
            if neighbours and (one.area, one.grade) not in helped:
                helped.add((one.area, one.grade))
                self._nobody_may_go(at, one, False, neighbours)
        for one in self.incidents.values():
            nobody = one.first < 0 and not one.scene.on_the_way
            if (
                one.first < 0
                and one.wanted > 0
                and one.joins <= at
                and not one.escalated
                and at >= self._escalates(one)
            ):
                self.found.append(f"{at}: incident {one.number} is not escalated")
            if nobody and at >= one.since + self._lapse(one.number):
                self.found.append(f"{at}: incident {one.number} does not lapse")
            if one.first < 0 and one.upgraded_at < 0 and at >= self._upgrade(one)[0]:
                self.found.append(f"{at}: incident {one.number} is not upgraded")

    def _nobody_may_go(self, at: int, one: Waiting, own: bool, neighbours: set[int]) -> None:
        found, enough = self.choices.who(one, at, own, neighbours)
        choices: list[Choice] = found
        if self.rule.hold_back.get(GRADES[one.grade], 0):
            # Whoever was kept back from it and has left for something else will be diverted when somebody looks again.
            sent_at = self.choices.sent_at
            left = [c for c in choices if c.doing == ON_THE_WAY and sent_at[c.officer] >= one.joins]
            choices = [c for c in choices if c not in left]
            enough -= len(left)
        if choices and enough >= self._needed(one):
            who = sorted(choice.officer for choice in choices)
            self.found.append(f"{at}: incident {one.number} waits while officers {who} may be sent")
