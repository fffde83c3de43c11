"""Choices: what was known of everybody in a unit when an owner was chosen, worked out from the log alone.

The rule applied to these facts names the owner whom the log names: so the log explains every allocation, and shows
whom else the rule would have considered, and in which place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from demandsim.eventlog.journeys import reporting_contact
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment, Outcome
from demandsim.eventlog.rows import rows_of
from demandsim.eventlog.service import LEFT, changes_of_service
from demandsim.rules.allocate import (
    ATTENDED,
    LINKED,
    NOBODY,
    OPENING,
    SHARED,
    TO_ANYONE,
    Allocate,
    Continuity,
    Meeting,
    at_the_opening,
    choose_owner,
)
from demandsim.rules.meeting import assign
from demandsim.rules.screen import ALLOCATE
from demandsim.scenario.calendar import Calendar

M = Moment
TOLD = (
    *(M.ON_DUTY, M.OFF_DUTY, M.ARRESTED, M.RECORDED, M.SCREENED, M.ROUTED, M.ALLOCATING, M.ALLOCATED, M.ACCEPTED),
    *(M.CLOSED, M.REOPENED, M.HANDED_BACK, M.QUALIFIED, M.DISQUALIFIED, M.RECEIVED, M.GRADED, M.DISPATCHED, M.STARTED),
    *(M.FINISHED, M.OFFERED, M.REVIEW_DUE, M.SUSPECT_ARRESTED, M.RELEASED),
)
"""Moments that change what is known, or tell that a second's meetings are over."""
AFTER_MEETINGS = {M.RECEIVED, M.DISPATCHED, M.STARTED, M.ALLOCATING, M.REVIEW_DUE, M.REOPENED}
"""What happens in a second only after its meetings (see `engine.clock.Rank`)."""
NO_CHOICE = ATTENDED | LINKED | SHARED

Row = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """An allocation and the facts on which it rests; sequences are by officer, of the second of the choice."""

    row: int
    """Row of the log, ALLOCATED."""
    at: int
    """Second of the choice: when a supervisor began, when the unit met, else when it was allocated."""
    crime: int
    owner: int
    named: int
    """Whom the rule names under these facts; the owner where there was no choice."""
    rule: Allocate | None
    """The rule that chose; None where nobody did: the crime was kept, linked or taken up in a shared team."""
    officers: tuple[int, ...]
    """Officers of the unit."""
    needed: int
    """Bit mask of the skills that the crime needs."""
    attended: int
    """The officer who attended, as far as the rule may ask, or NOBODY."""
    caseload: tuple[int, ...]
    caps: tuple[int, ...]
    skills: tuple[int, ...]
    last_allocated: tuple[int, ...]
    """Number of the last allocation that each received, 0 for none."""
    allocated_at: tuple[int, ...]
    """Second of it, -1 for none."""
    on_duty: tuple[int, ...]
    """1 for those on duty, else 0."""

    @property
    def full(self) -> bool:
        """Whether the owner held as many crimes as the cap allows, or more."""
        return self.caseload[self.owner] >= self.caps[self.owner]


def choices(log: EventLog, row: int | None = None) -> Iterator[Choice]:
    """List the choice behind every allocation, in the order of the log, or only that behind one row ALLOCATED.

    For a row that allocates nothing, nothing is listed.
    """
    books = _Books(log)
    for number in rows_of(log, *TOLD).tolist():
        found = books.note(number)
        if found is not None and row in (None, number):
            yield found
        if row is not None and number >= row:
            return


@dataclass
class _Books:
    """Books on who holds what, kept row by row."""

    log: EventLog
    promised: dict[int, Choice] = field(default_factory=dict)
    """Choices that are not carried out yet, by crime: a supervisor is at it, or it is on an agenda; room is kept."""

    def __post_init__(self) -> None:
        log, facts = self.log, self.log.facts
        scenario = facts.scenario
        count = len(facts.officer_key)
        self.rule = scenario.investigative_model.allocate
        caps = [scenario.workforce.teams[team].caseload_cap for team in facts.unit_team]
        self.caps = tuple(caps[unit] for unit in facts.officer_unit.tolist())
        members = [
            np.flatnonzero((facts.officer_unit == unit) & ~facts.officer_supervisor) for unit in range(len(caps))
        ]
        self.members = [tuple(rows.tolist()) for rows in members]
        self.harm = [scenario.demand.offences[offence].harm for offence in facts.crime_offence.tolist()]
        self.generated = reporting_contact(log) < 0
        self.skills = facts.officer_skills.tolist()
        self.caseload, self.last, self.on_duty = [0] * count, [0] * count, [0] * count
        self.last_at, self.until = [-1] * count, [0] * count
        self.allocations = 0
        self.owner: dict[int, int] = {}
        self.attended: dict[int, int] = {}
        self.at_desk: set[int] = set()
        self.prisoners: set[int] = set()
        """Incidents at which somebody was arrested."""
        self.suspects: set[int] = set()
        """Crimes whose investigation has led to an arrest, where suspects are held for a time."""
        self.released: set[int] = set()
        """Crimes whose suspect has left custody."""
        self.away = set(facts.stay_officer.tolist())
        """Officers who have handed their crimes back and have not been on duty since, and those who are out."""
        self.out, self.new = set(self.away), set[int]()
        """Officers who have left, are about to, or have not had their first turn; those of them who have joined."""
        self.held_for_a_time = scenario.demand.custody.clock is not None
        self.queues: dict[int, dict[int, int]] = defaultdict(dict)
        """By unit: second of queueing by crime."""
        self.unit: dict[int, int] = {}
        self.before: tuple[int, int, int] = (-1, -1, -1)
        """Second, moment and subject of the row before."""
        calendar = Calendar(scenario.start, scenario.timezone)
        days = calendar.day_of(log.ends_at) + 1
        self.service = changes_of_service(facts, self.rule.takes)
        self.meetings = calendar.daily(self.rule.at, days)[::-1] if isinstance(self.rule, Meeting) else []

    def note(self, number: int) -> Choice | None:
        """Take a row down; gives the choice behind an allocation."""
        log = self.log
        at, code, subject, officer, detail, amount = (
            int(column[number]) for column in (log.at, log.moment, log.subject, log.officer, log.detail, log.amount)
        )
        row = (at, code, subject, officer, detail, amount)
        while self.meetings and (self.meetings[-1] < at or (self.meetings[-1] == at and self._after_meetings(row))):
            self._serve(self.meetings[-1])
            self._meet(self.meetings.pop())
        if self.service:
            self._serve(at)
        self.before = (at, code, subject)
        if code == M.ALLOCATED:
            return self._allocated(number, row)
        if code in (M.ON_DUTY, M.OFF_DUTY):
            self.on_duty[officer] = int(code == M.ON_DUTY)
            self.until[officer] = amount if code == M.ON_DUTY else 0
            if officer in self.new or officer not in self.out:
                self._begins(officer)
        elif code == M.ARRESTED:
            self.prisoners.add(subject)
        elif code == M.SUSPECT_ARRESTED and self.held_for_a_time:
            self.suspects.add(subject)
        elif code == M.RELEASED:
            self.released.add(subject)
        elif code == M.RECORDED and officer >= 0:
            self.attended[subject] = officer
        elif code == M.SCREENED and detail != ALLOCATE:
            self.at_desk.add(subject)
        elif code == M.ROUTED:
            self.unit[subject] = amount
            self.queues[amount][subject] = at
        elif code == M.ALLOCATING:
            self._leaves_queue(subject)
            if subject not in self.promised:
                self._promise(self._choose(at, subject, detail, self.rule))
        elif code in (M.CLOSED, M.ACCEPTED, M.HANDED_BACK):
            self._given_up(subject)
            if code == M.HANDED_BACK:
                self.away.add(officer)
        elif code == M.REOPENED:
            self.at_desk.discard(subject)
        elif code == M.QUALIFIED:
            self.skills[officer] |= 1 << detail
        elif code == M.DISQUALIFIED:
            self.skills[officer] &= ~(1 << detail)
        return None

    def _allocated(self, number: int, row: Row) -> Choice:
        at, _, crime, owner, why, _ = row
        self._leaves_queue(crime)
        choice = self.promised.pop(crime, None)
        if choice is not None:
            self.caseload[choice.named] -= 1
        elif why & NO_CHOICE:
            choice = self._facts(at, crime, int(self.log.facts.officer_unit[owner]), None, owner)
        else:
            rule = TO_ANYONE if crime in self.at_desk else self.rule
            rule = at_the_opening(self.rule) if why & OPENING else rule
            choice = self._choose(at, crime, int(self.log.facts.officer_unit[owner]), rule)
        former = self.owner.get(crime, NOBODY)
        if former != NOBODY:
            self.caseload[former] -= 1
        self.owner[crime] = owner
        self.caseload[owner] += 1
        self.allocations += 1
        self.last[owner], self.last_at[owner] = self.allocations, at
        if isinstance(self.rule, Continuity):
            self.attended.pop(crime, None)
        return replace(choice, row=number, owner=owner)

    def _given_up(self, crime: int) -> None:
        """The crime has no owner any more, and nobody who is to be."""
        self._leaves_queue(crime)
        owner = self.owner.pop(crime, NOBODY)
        if owner != NOBODY:
            self.caseload[owner] -= 1
        choice = self.promised.pop(crime, None)
        if choice is not None:
            self.caseload[choice.named] -= 1

    def _leaves_queue(self, crime: int) -> None:
        if crime in self.unit:
            self.queues[self.unit[crime]].pop(crime, None)

    def _promise(self, choice: Choice) -> None:
        self.promised[choice.crime] = choice
        self.caseload[choice.named] += 1

    def _there(self, unit: int) -> tuple[int, ...]:
        members = self.members[unit]
        here = tuple(officer for officer in members if officer not in self.away)
        return here or tuple(officer for officer in members if officer not in self.out)

    def _begins(self, officer: int) -> None:
        for those in (self.new, self.out, self.away):
            those.discard(officer)

    def _serve(self, at: int) -> None:
        """Let those serve who do by now, and give nothing more to those who leave; promises to them are off."""
        while self.service and self.service[0][0] <= at:
            since, officer, joins = self.service.pop(0)
            if joins:
                self.new.add(officer)
                if since <= 0 or self.until[officer] > since:
                    self._begins(officer)
                continue
            self.new.discard(officer)
            self.out.add(officer)
            self.away.add(officer)
            for crime in [crime for crime, choice in self.promised.items() if choice.named == officer]:
                if crime in self.queues[self.unit[crime]]:
                    self.caseload[officer] -= 1
                    del self.promised[crime]

    def _in_custody(self, crime: int) -> bool:
        arrested = int(self.log.facts.crime_incident[crime]) in self.prisoners or crime in self.suspects
        return arrested and crime not in self.released

    def _facts(self, at: int, crime: int, unit: int, rule: Allocate | None, named: int) -> Choice:
        return Choice(
            row=NOBODY,
            at=at,
            crime=crime,
            owner=named,
            named=named,
            rule=rule,
            officers=self._there(unit),
            needed=0 if crime in self.at_desk else int(self.log.facts.crime_skills[crime]),
            attended=self.attended.get(crime, NOBODY),
            caseload=tuple(self.caseload),
            caps=self.caps,
            skills=tuple(self.skills),
            last_allocated=tuple(self.last),
            allocated_at=tuple(self.last_at),
            on_duty=tuple(self.on_duty),
        )

    def _choose(self, at: int, crime: int, unit: int, rule: Allocate) -> Choice:
        facts = self._facts(at, crime, unit, rule, NOBODY)
        return replace(facts, named=named_by(rule, facts))

    def _after_meetings(self, row: Row) -> bool:
        """Tell whether a row of a second in which units meet was written after they met."""
        at, code, subject, _, detail, amount = row
        if code == M.RECORDED:
            return detail == 0
        if code == M.GRADED:
            return bool(self.generated[subject])
        if code == M.OFFERED:
            return self.before != (at, M.FINISHED, subject)
        if code == M.HANDED_BACK:
            return detail != LEFT
        if code == M.CLOSED:
            # A victim's withdrawal comes last in a second; one that had to wait for an allocation follows it.
            return detail == Outcome.VICTIM_WITHDREW and self.before != (at, M.ALLOCATED, subject)
        if code == M.ALLOCATED:
            return amount < 0 and not detail & (NO_CHOICE | OPENING) and subject not in self.at_desk
        return code in AFTER_MEETINGS

    def _meet(self, at: int) -> None:
        assert isinstance(self.rule, Meeting)
        for unit, queue in sorted(self.queues.items()):
            waiting = sorted((queued_at, crime) for crime, queued_at in queue.items() if crime not in self.promised)
            crimes = [crime for _, crime in waiting]
            facts = {crime: self._facts(at, crime, unit, self.rule, NOBODY) for crime in crimes}
            owners = assign(
                self.rule,
                self._there(unit),
                self.caseload,
                self.caps,
                self.skills,
                [facts[crime].needed for crime in crimes],
                [facts[crime].attended for crime in crimes],
                [self.harm[crime] for crime in crimes],
                self.on_duty,
            )
            held = [
                (not self._in_custody(crime), queued_at, crime, owner)
                for (queued_at, crime), owner in zip(waiting, owners, strict=True)
                if owner != NOBODY
            ]
            for _, _, crime, owner in sorted(held):
                self._promise(replace(facts[crime], named=owner, caseload=tuple(self.caseload)))


def named_by(rule: Allocate, facts: Choice) -> int:
    """Give the officer whom a rule names under the facts of a choice, or NOBODY."""
    return choose_owner(
        rule,
        facts.officers,
        facts.caseload,
        facts.caps,
        facts.skills,
        facts.needed,
        facts.last_allocated,
        facts.attended,
        facts.on_duty,
    )
