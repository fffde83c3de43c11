"""A witness of response, who works every decision out again from the log alone.

At every dispatch: was this incident's turn, might this officer be sent, was no other to be preferred, and were there
enough for the crew? At the end of every second: does nobody wait for whom somebody might be sent? And do appointments,
escalations and lapses happen when they must, and only then?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import Calendar
from demandsim.tape import Tape

Row = tuple[int, ...]
M = Moment
FORCE = -1
IDLE, AT_DESK, ON_THE_WAY = 0, 1, 2


@dataclass
class Waiting:
    """An incident that somebody must attend."""

    number: int
    area: int
    grade: int
    since: int
    joins: int
    """Second from which officers may be sent: that of grading, or the beginning of the slot."""
    wanted: int
    first: int = -1
    """Second of the first arrival."""
    coming: int = 0
    """Officers sent who have neither cleared nor turned away."""
    done: bool = False
    escalated: bool = False

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """The order of its queue."""
        return self.grade, not self.escalated, self.since, self.number


@dataclass(frozen=True)
class Choice:
    """An officer who might be sent."""

    officer: int
    doing: int
    travel: float
    since: int
    harm: float
    borrowed: bool


class ResponseWitness:
    """Books on one run: give it every row, and every second when it is over."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.rule = tape, scenario.rules.dispatch
        self.found: list[str] = []
        areas = list(scenario.places.areas)
        self.borders = [
            {areas.index(name): extra for name, extra in area.borders.items()}
            for area in scenario.places.areas.values()
        ]
        self.travel = [
            [
                (scenario.places.travel[grade].mean if grade in scenario.places.travel else 0.0) * area.travel_factor
                for area in scenario.places.areas.values()
            ]
            for grade in GRADES
        ]
        self.pools: dict[int, list[int]] = {}
        self.after: dict[int, int] = {}
        for officer, who in enumerate(roster.officers):
            unit = roster.units[who.unit]
            if "response" in scenario.workforce.teams[unit.team].desks and not who.supervisor:
                self.pools.setdefault(unit.area, []).append(officer)
                self.after[officer] = self.rule.reserve_teams.get(unit.team, 0)
        count = len(roster.officers)
        self.home = [roster.units[who.unit].area for who in roster.officers]
        self.activity = [int(Activity.OFF_DUTY)] * count
        self.ready = [0] * count
        self.crime = [-1] * count
        self.put_down: dict[int, int] = {}
        """Crime that an officer put down in the row before."""
        self.task: dict[int, tuple[int, int]] = {}
        """Incident to which an officer is on the way, and since when."""
        self.turned: dict[int, int] = {}
        self.harm = [offence.harm for offence in scenario.demand.offences]
        self.incidents: dict[int, Waiting] = {}
        self.graded: dict[int, int] = {}
        self.calendar = Calendar(scenario.start, scenario.timezone)
        self.booked: dict[tuple[int, int], int] = {}
        self.to_book: dict[int, int] = {}
        self.slots = self._slots()

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, subject, officer, detail, amount = row
        moment = Moment(code)
        if moment == M.DISPATCHED:
            self._judge(at, self.incidents[subject], officer, amount)
        if moment == M.STARTED:
            self.crime[officer] = subject
        elif moment == M.PAUSED:
            self.put_down[officer] = subject
        if officer >= 0 and SCHEMA[moment].activity is not None:
            self.activity[officer] = int(SCHEMA[moment].activity or 0)
        if moment in (M.ON_DUTY, M.CLEARED):
            self.ready[officer] = at
        if SCHEMA[moment].subject == "incident":
            self._incident(at, moment, subject, officer, detail, amount)

    def _incident(self, at: int, moment: Moment, incident: int, officer: int, detail: int, amount: int) -> None:
        if moment == M.GRADED:
            needed, area = int(self.tape.incidents.officers[incident]), int(self.tape.incidents.area[incident])
            self.incidents[incident], self.graded[incident] = Waiting(incident, area, detail, at, at, needed), detail
            slot = self._slot(at, detail, area)
            if slot is not None:
                self.to_book[incident] = slot
            return
        one = self.incidents[incident]
        if moment == M.BOOKED:
            self._expect(at, incident, "booked", amount == self.to_book.pop(incident, None))
            self.booked[one.area, amount] = self.booked.get((one.area, amount), 0) + 1
            one.joins = amount
        elif moment == M.RESOLVED:
            self.to_book.pop(incident, None)
            del self.incidents[incident]
        elif moment == M.DISPATCHED:
            one.wanted -= 1
            one.coming += 1
            self.task[officer] = incident, at
        elif moment == M.DIVERTED:
            one.coming -= 1
            one.wanted += 0 if one.done else 1
            self.turned[officer] = self.task.pop(officer)[0]
        elif moment == M.ARRIVED:
            one.first = at if one.first < 0 else one.first
            self.task.pop(officer)
        elif moment in (M.ARRESTED, M.CLEARED):
            one.done, one.wanted = True, 0
            one.coming -= moment == M.CLEARED
        elif moment == M.ESCALATED:
            self._expect(at, incident, "escalated", at >= self._escalates(one) and one.first < 0 and one.wanted > 0)
            one.escalated = True
        elif moment == M.LAPSED:
            lapses = one.since + self._lapse(incident)
            self._expect(at, incident, "lapses", at >= lapses and one.first < 0 and not one.coming)
            del self.incidents[incident]
        elif moment == M.ATTENDED:
            self._expect(at, incident, "closed", one.done and not one.coming)
            del self.incidents[incident]

    def _expect(self, at: int, incident: int, what: str, so: bool) -> None:
        if not so:
            self.found.append(f"{at}: incident {incident} is {what} though it should not be")

    def _lapse(self, incident: int) -> int:
        return int(self.tape.incidents.lapse[incident])

    def _escalates(self, one: Waiting) -> int:
        wait = self.rule.escalate.get(GRADES[one.grade])
        return 2**60 if wait is None else max(one.joins, one.since + wait)

    def _slots(self) -> list[int]:
        rule = self.rule.appointments
        if rule is None:
            return []
        a_day = range(rule.opens, rule.closes - rule.slot + 1, rule.slot)
        days = range(self.tape.days + rule.ahead // 86_400 + 1)
        return [self.calendar.elapsed(day, second) for day in days for second in a_day]

    def _slot(self, at: int, grade: int, area: int) -> int | None:
        """Give the beginning of the slot that must be booked."""
        rule = self.rule.appointments
        if rule is None or GRADES[grade] not in rule.grades:
            return None
        room = rule.visits.get(list(self.tape.scenario.places.areas)[area], 0)
        for slot in self.slots:
            if at + rule.notice <= slot <= at + rule.ahead and self.booked.get((area, slot), 0) < room:
                return slot
        return None

    def _borrows_from(self, one: Waiting) -> int:
        """Give the second from which neighbours may be sent."""
        after = self.rule.borrow_after
        if after is None or GRADES[one.grade] not in self.rule.borrow_for:
            return 2**60
        return max(one.joins, one.since + after)

    def _may_borrow(self, one: Waiting, at: int) -> bool:
        since = self._borrows_from(one)
        return at >= since and (one.first < 0 or one.first > since)

    def _choices(self, one: Waiting, at: int, own: bool, borrows: bool, gone: int = -1) -> tuple[list[Choice], int]:
        """List who might be sent, and count those of them whom nothing keeps back.

        `gone` is an officer whom the rows before have already taken from a desk or from another incident.
        """
        grade = GRADES[one.grade]
        within = self.travel[one.grade][one.area]
        pools = [(one.area, within, False), (FORCE, within, False)] if own else []
        if borrows:
            pools += [(pool, within + extra, True) for pool, extra in self.borders[one.area].items()]
        found: list[Choice] = []
        enough = 0
        for pool, travel, borrowed in pools:
            free, turning = [], []
            for officer in self.pools.get(pool, ()):
                if self.after[officer] > at - one.since:
                    continue
                doing, harm = self._doing(officer, gone)
                choice = Choice(officer, doing, travel, self.ready[officer], harm, borrowed)
                if doing == IDLE or (doing == AT_DESK and grade in self.rule.interrupt_for):
                    free.append(choice)
                elif (
                    doing == ON_THE_WAY and grade in self.rule.divert_for and self._less_grave(officer, gone, one.grade)
                ):
                    turning.append(choice)
            kept = 0 if pool == FORCE else self.rule.hold_back.get(grade, 0)
            found += (free if len(free) > kept else []) + turning
            enough += max(0, len(free) - kept) + len(turning)
        return found, enough

    def _doing(self, officer: int, gone: int) -> tuple[int, float]:
        if officer == gone and officer in self.turned:
            return ON_THE_WAY, 0.0
        if self.activity[officer] == Activity.TRAVELLING:
            return ON_THE_WAY, 0.0
        crime = self.put_down.get(officer, -1) if officer == gone else self.crime[officer]
        if self.activity[officer] == Activity.INVESTIGATING or (officer == gone and officer in self.put_down):
            return AT_DESK, self.harm[self.tape.crimes.offence[crime]]
        return (IDLE if self.activity[officer] == Activity.AVAILABLE else -1), 0.0

    def _less_grave(self, officer: int, gone: int, grade: int) -> bool:
        incident = self.turned[officer] if officer == gone and officer in self.turned else self.task[officer][0]
        return self.graded[incident] > grade

    def _preferred(self, choices: list[Choice], at: int) -> int:
        rule: Any = self.rule
        if rule.kind == "nearest":
            key = [(c.travel, c.doing, c.since, c.officer) for c in choices]
        elif rule.kind == "longest_idle":
            key = [(c.doing, c.since, c.officer) for c in choices]
        elif rule.kind == "least_disruptive":
            key = [(c.doing, c.harm, c.travel, c.since, c.officer) for c in choices]
        else:
            price = {IDLE: 0.0, AT_DESK: rule.at_desk, ON_THE_WAY: rule.on_the_way}
            key = [
                (
                    c.travel / 60
                    + price[c.doing]
                    + rule.borrowed * c.borrowed
                    + rule.harm * c.harm
                    - rule.idle * (at - c.since) / 3600,
                    c.doing,
                    c.since,
                    c.officer,
                )
                for c in choices
            ]
        return min(key)[-1] if key else -1

    def least(self, one: Waiting) -> int:
        """Give the number of officers below which nobody is sent."""
        return one.wanted if GRADES[one.grade] in self.rule.whole_crew else 1

    def _judge(self, at: int, one: Waiting, officer: int, why: int) -> None:
        gone = officer if why & (2 | 4) else -1
        if not why & 2:
            self.put_down.pop(officer, None)
        if not why & 4:
            self.turned.pop(officer, None)
        if at < one.joins or one.wanted <= 0 or self.home[officer] not in (one.area, FORCE, *self.borders[one.area]):
            self.found.append(f"{at}: officer {officer} is sent to incident {one.number}, which wants nobody")
        before = [o.order for o in self.incidents.values() if o.area == one.area and o.wanted > 0 and o.joins < at]
        head = not before or one.order <= min(before)
        # In the very second in which help may be had, it depends on the order of moments whether it already is.
        borrows = [self._may_borrow(one, at)]
        if borrows[0] and at == self._borrows_from(one):
            borrows.append(False)
        choices = [self._choices(one, at, head, may, gone) for may in borrows]
        least = self.least(one)
        if not any(officer == self._preferred(found, at) and enough >= least for found, enough in choices):
            self.found.append(
                f"{at}: officer {officer} is sent to incident {one.number}, not {self._preferred(choices[0][0], at)}"
            )
        doing = next((c.doing for found, _ in choices for c in found if c.officer == officer), IDLE)
        told = (
            (self.home[officer] not in (one.area, FORCE))
            + 2 * (doing == AT_DESK)
            + 4 * (doing == ON_THE_WAY)
            + 8 * (self.after[officer] > 0)
        )
        if told != why:
            self.found.append(f"{at}: officer {officer} is sent because of {why}, not {told}")
        self.put_down.clear()
        self.turned.clear()

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        self.put_down.clear()
        for incident, slot in self.to_book.items():
            self.found.append(f"{at}: incident {incident} has no appointment at {slot}")
        self.to_book.clear()
        wanting = [one for one in self.incidents.values() if one.wanted > 0 and one.joins <= at]
        wanting.sort(key=lambda one: one.order)
        heads: set[int] = set()
        helped: set[tuple[int, int]] = set()
        for one in wanting:
            if one.area not in heads:
                heads.add(one.area)
                self._nobody_may_go(at, one, True, self._may_borrow(one, at))
            if self._may_borrow(one, at) and (one.area, one.grade) not in helped:
                helped.add((one.area, one.grade))
                self._nobody_may_go(at, one, False, True)
            if one.first < 0 and not one.escalated and at >= self._escalates(one):
                self.found.append(f"{at}: incident {one.number} is not escalated")
        for one in self.incidents.values():
            if one.first < 0 and not one.coming and at >= one.since + self._lapse(one.number):
                self.found.append(f"{at}: incident {one.number} does not lapse")

    def _nobody_may_go(self, at: int, one: Waiting, own: bool, borrows: bool) -> None:
        choices, enough = self._choices(one, at, own, borrows)
        if self.rule.hold_back.get(GRADES[one.grade], 0):
            # Whoever was kept back for it and has just left for something else will be diverted, but not in a second.
            left = {officer for officer, (_, since) in self.task.items() if since == at}
            choices = [choice for choice in choices if choice.officer not in left]
        if choices and enough >= self.least(one):
            who = sorted(choice.officer for choice in choices)
            self.found.append(f"{at}: incident {one.number} waits while officers {who} may be sent")
