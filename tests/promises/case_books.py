"""Books on crimes and investigators, kept from the log alone: where every crime stands, and what everybody holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.rules.allocate import ATTENDED, OPENING
from tests.promises.case_facts import LINKED, SHARED, CaseFacts

Row = tuple[int, ...]
M = Moment
DIRECT, FROM_BACKLOG = 0, 3
SCREENING, QUEUED, ALLOCATING, READY, WORKED_ON, WAITING, PASSED, SIGNING, MOVING, CLOSED = range(10)
HELD = (READY, WORKED_ON, WAITING, PASSED, SIGNING)
"""Where a crime stands while somebody holds it."""
BEGIN = (M.STARTED, M.ASSISTING, M.CONTACTING, M.ALLOCATING, M.REVIEWING, M.SIGNING_OFF, M.MENTORING, M.EXTENDING)


@dataclass
class Case:
    """What the books say of one crime."""

    number: int
    recorded_at: int
    attending: int = -1
    """Officer who recorded it at an incident."""
    arrested: bool = False
    """Somebody was arrested at the scene."""
    suspect_arrested: int = -1
    """Second at which the investigation led to an arrest."""
    released_at: int = -1
    bailed: bool = False
    desk: bool = False
    filed: bool = False
    life: int = SCREENING
    owner: int = -1
    unit: int = -1
    stage: int = 0
    queued_at: int = 0
    ready_at: int = 0
    waits_until: int = -1
    passed_at: int = -1
    passed_to: int = -1
    worker: int = -1
    """Whoever is at work on it: the owner or a specialist."""
    first_work: int = -1
    began: dict[int, int] = field(default_factory=dict)
    """By column: second at which its first work began."""
    allocated: int = 0
    """Times that it was given to somebody."""
    linked: bool = False
    closed_at: int = -1
    reopened: int = 0


class CaseBooks:
    """Books on one run; complaints go to `found`."""

    def __init__(self, facts: CaseFacts, activity: list[int], found: list[str]) -> None:
        self.facts, self.activity, self.found = facts, activity, found
        count = len(facts.roster.officers)
        self.cases: dict[int, Case] = {}
        self.queues: list[dict[int, Case]] = [{} for _ in facts.roster.units]
        """Crimes by unit for which no owner has been chosen, in order of queueing."""
        self.ready: list[dict[int, Case]] = [{} for _ in range(count)]
        """Own crimes by officer that are ready to be worked on."""
        self.passed: list[dict[int, Case]] = [{} for _ in facts.roster.units]
        """Stages by unit of specialists that wait for one of them."""
        self.caseload = [0] * count
        self.last_allocated = [0] * count
        self.allocations = 0
        self.skills = [who.skills for who in facts.roster.officers]
        stays = facts.roster.stays
        self.gone = {stay.officer for stay in stays} - {one.officer for one in stays if one.from_at <= 0 < one.to_at}
        """Officers who have not begun their service, up to their first turn, or have left."""
        self._leavings = sorted((stay.to_at, stay.officer) for stay in stays)
        self._came_on = [0] * count
        self.away: set[int] = set()
        """Officers who have handed crimes back and have not been on duty since."""
        self.ends_at = [0] * count
        self.hands: dict[int, int] = {}
        """By officer at work on a crime in some way: the crime."""
        self.recorded = self.reopenings = self.closings = 0
        self.chosen: dict[int, int] = {}
        """By crime that is being allocated: the owner chosen."""

    def say(self, at: int, so: bool, otherwise: str) -> None:
        """Complain unless something is so."""
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def in_custody(self, case: Case) -> bool:
        """Tell whether the crime goes before others because somebody is in custody."""
        if self.facts.custody.clock is None:
            return case.arrested
        held = case.arrested or case.suspect_arrested >= 0
        return held and case.released_at < 0 and case.closed_at < 0

    def there(self, unit: int) -> list[int]:
        """List the officers of a unit who may be given crimes: all in service where the whole unit is away."""
        officers = sorted(set(self.facts.roster.units[unit].officers) - self.gone)
        return [officer for officer in officers if officer not in self.away] or officers

    def until(self, at: int) -> None:
        """Time has passed up to a second."""
        while self._leavings and self._leavings[0][0] <= at:
            left_at, officer = self._leavings.pop(0)
            if self._came_on[officer] < left_at:
                self.gone.add(officer)

    def lacks(self, case: Case, officer: int) -> bool:
        """Tell whether an officer lacks a skill that the crime needs now."""
        needs = 0 if case.desk else self.facts.needs(case.number)
        return (self.skills[officer] & needs) != needs

    def next_stage(self, case: Case, column: int) -> int:
        """Find the first column from one on that has work; the number of columns: none."""
        if case.desk or case.reopened:
            return 0 if column == 0 else self.facts.stages
        work = self.facts.crimes.stage_work[case.number]
        return next((n for n in range(column, self.facts.stages) if work[n] > 0), self.facts.stages)

    def passes(self, case: Case) -> int:
        """Give the unit of specialists who do the present stage, or -1 for the owner."""
        stage = None if case.desk or case.reopened else self.facts.stage(case.number, case.stage)
        return -1 if stage is None or stage.by is None else self.facts.find_unit(stage.by, self.facts.area(case.number))

    def _leave(self, case: Case) -> None:
        """Take the crime off every list."""
        if case.owner >= 0:
            self.ready[case.owner].pop(case.number, None)
        if case.unit >= 0:
            self.queues[case.unit].pop(case.number, None)
        if case.passed_to >= 0:
            self.passed[case.passed_to].pop(case.number, None)

    def _goes_to(self, case: Case, life: int) -> None:
        self._leave(case)
        case.life = life
        if life == READY and self.passes(case) < 0:
            self.ready[case.owner][case.number] = case
        elif life == QUEUED:
            self.queues[case.unit][case.number] = case
        elif life == PASSED:
            self.passed[case.passed_to][case.number] = case

    def take_from(self, case: Case) -> None:
        """Leave the crime without an owner."""
        self._leave(case)
        if case.owner >= 0:
            self.caseload[case.owner] -= 1
        case.owner = -1

    def note(self, row: Row, will_own: int) -> None:
        """Take a row down; `will_own` is the owner whom a supervisor has chosen who begins to allocate."""
        at, code, subject, officer, detail, amount = row
        moment: Any = Moment(code)
        columns = SCHEMA[moment]
        if moment == M.ON_DUTY:
            self.ends_at[officer] = amount
            self._came_on[officer] = at
            self.away.discard(officer)
            self.gone.discard(officer)
        elif moment in (M.QUALIFIED, M.DISQUALIFIED):
            skill = 1 << detail
            gains = moment == M.QUALIFIED
            self.say(at, bool(self.skills[officer] & skill) != gains, f"{moment.name} of {officer} in vain")
            self.skills[officer] ^= skill
        if columns.subject != "crime" and columns.activity is not None and officer in self.hands:
            self.say(at, False, f"{moment.name} of {officer}, who is busy with crime {self.hands[officer]}")
        if moment == M.RECORDED:
            self._records(row)
        elif columns.subject == "crime":
            self._hands(at, moment, subject, officer)
            self._crime(row, moment, self.cases[subject], will_own)

    def _records(self, row: Row) -> None:
        at, _, crime, officer, cause, _ = row
        facts = self.facts
        opened = int(facts.crimes.opened_at[crime]) if cause == FROM_BACKLOG else at
        case = self.cases[crime] = Case(crime, opened, attending=officer)
        incident = int(facts.crimes.incident[crime])
        case.arrested = incident >= 0 and officer >= 0 and bool(facts.tape.incidents.arrest[incident])
        case.stage = self.next_stage(case, 0)
        self.recorded += 1

    def _hands(self, at: int, moment: Moment, crime: int, officer: int) -> None:
        """Every second of work belongs to one officer on duty, who does nothing else."""
        if moment in BEGIN:
            before = self.hands.get(officer)
            free = self.activity[officer] == Activity.AVAILABLE and before is None
            self.say(at, free, f"{moment.name} of crime {crime} by {officer}, who is not free ({before})")
            self.hands[officer] = crime
        elif SCHEMA[moment].activity == Activity.AVAILABLE:
            self.say(at, self.hands.pop(officer, -1) == crime, f"{moment.name} of crime {crime} ends nothing")

    def _crime(self, row: Row, moment: Moment, case: Case, will_own: int) -> None:
        at, _, crime, officer, detail, amount = row
        if moment == M.SCREENED and detail:
            case.desk, case.filed, case.stage = True, detail == 1, 0
        elif moment == M.ROUTED:
            self.say(at, case.life in (SCREENING, MOVING), f"crime {crime} is routed while {case.owner} holds it")
            case.unit, case.queued_at = amount, at
            self._goes_to(case, QUEUED)
        elif moment == M.ALLOCATING:
            self._goes_to(case, ALLOCATING)
            self.chosen[crime] = will_own
            if will_own >= 0:
                self.caseload[will_own] += 1
        elif moment == M.ALLOCATED:
            self._allocated(row, case)
        elif moment in (M.STARTED, M.ASSISTING):
            self.say(at, case.worker < 0, f"crime {crime} is worked on by {case.worker} and by {officer}")
            who_may, life = (case.owner, READY) if moment == M.STARTED else (officer, PASSED)
            so = officer == who_may and detail == case.stage and case.life == life
            self.say(at, so, f"{moment.name} of crime {crime}: {row}")
            self._goes_to(case, WORKED_ON)
            case.worker = officer
            case.first_work = at if case.first_work < 0 else case.first_work
            case.began.setdefault(detail, at)
        elif moment in (M.PAUSED, M.ASSIST_PAUSED):
            case.worker = -1
            if case.life == WORKED_ON:
                self._goes_to(case, READY if moment == M.PAUSED else PASSED)
        elif moment in (M.FINISHED, M.ASSISTED):
            self._done(at, case, amount)
        elif moment == M.PASSED:
            case.passed_at, case.passed_to = at, amount
            self._goes_to(case, PASSED)
        elif moment == M.WAITED:
            self.say(at, case.waits_until == at and detail == case.stage, f"the wait of crime {crime} ends: {row}")
            if case.life == WAITING:
                case.ready_at = at
                self._goes_to(case, READY)
        elif moment == M.SIGN_OFF_WANTED:
            self._goes_to(case, SIGNING)
        elif moment in (M.ACCEPTED, M.HANDED_BACK):
            self.take_from(case)
            case.life = MOVING
            if moment == M.HANDED_BACK:
                self.away.add(officer)
        elif moment == M.CLOSED:
            self.take_from(case)
            case.life, case.closed_at = CLOSED, at
            self.closings += 1
        elif moment == M.REOPENED:
            self.reopenings += 1
            case.reopened += 1
            case.desk = case.filed = False
            case.stage, case.life, case.waits_until = 0, MOVING, -1
        elif moment == M.SUSPECT_ARRESTED:
            case.suspect_arrested = at
        elif moment == M.RELEASED:
            case.released_at, case.bailed = at, detail == 1

    def _allocated(self, row: Row, case: Case) -> None:
        at, _, crime, officer, why, supervisor = row
        lives = {SHARED: (READY,), OPENING: (SCREENING,)}.get(why & (SHARED | OPENING), (QUEUED, ALLOCATING))
        self.say(at, case.life in lives, f"crime {crime} is not to be allocated: {row}")
        if supervisor >= 0:
            # Her hands are free again: the row has the owner in the officer's place.
            self.activity[supervisor] = int(Activity.AVAILABLE)
            self.say(
                at, self.hands.pop(supervisor, -1) == crime, f"{supervisor} allocates crime {crime} out of the blue"
            )
            self.caseload[self.chosen.pop(crime)] -= 1
        elif why & SHARED:
            self.take_from(case)
        self.caseload[officer] += 1
        self.allocations += 1
        self.last_allocated[officer] = self.allocations
        self._leave(case)
        case.owner, case.unit = officer, self.facts.unit[officer]
        case.allocated += 1
        case.linked = case.linked or bool(why & LINKED)
        if not why & SHARED:
            case.ready_at = at
        self._goes_to(case, WAITING if case.waits_until > at else READY)

    def _done(self, at: int, case: Case, wait: int) -> None:
        case.worker = -1
        case.stage = self.next_stage(case, case.stage + 1)
        case.ready_at = at
        if wait:
            case.waits_until = at + wait
        self._goes_to(case, WAITING if wait else READY)
        if case.stage >= self.facts.stages:
            self._leave(case)

    def chosen_by_rule(self, why: int, case: Case) -> bool:
        """Tell whether the declared rule chose an owner: nobody kept it, was linked to it or took it up."""
        return not (why & (ATTENDED | OPENING | LINKED | SHARED) or case.desk)

    def look_round(self, at: int) -> None:
        """Count at the end of a second: what came is open or closed."""
        open_now = sum(case.life != CLOSED for case in self.cases.values())
        so = self.recorded + self.reopenings == self.closings + open_now
        self.say(
            at, so, f"{self.recorded} recorded + {self.reopenings} again, {self.closings} closed + {open_now} open"
        )
