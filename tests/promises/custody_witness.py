"""A witness of custody suites: prisoners are booked in one after another, at as many desks as there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from demandsim.eventlog.moments import Moment
from demandsim.tape import Tape

Row = tuple[int, ...]
M = Moment


@dataclass
class Desks:
    """The books of one suite."""

    desks: int
    waiting: list[int] = field(default_factory=list)
    """Incidents whose prisoner waits, in order of coming."""
    busy: list[int] = field(default_factory=list)
    """Seconds at which desks become free."""


class CustodyWitness:
    """Books on all suites; complaints go to `found`."""

    def __init__(self, tape: Tape, found: list[str]) -> None:
        self.tape, self.found = tape, found
        areas = list(tape.scenario.places.areas)
        suites = tape.scenario.demand.custody.suites
        self.suites = [Desks(suite.desks) for suite in suites.values()]
        self.suite_of = {
            areas.index(area): number for number, suite in enumerate(suites.values()) for area in suite.areas
        }
        self.due: dict[int, tuple[int, Moment]] = {}
        """What must happen next to an officer with a prisoner, and when."""
        self.first: dict[int, int] = {}
        """First officer of an incident who made an arrest."""

    def note(self, row: Row) -> None:
        """Take a row down."""
        at, code, incident, officer, detail, amount = row
        moment: Any = Moment(code)
        if not self.suites or moment not in (M.ARRESTED, M.BROUGHT_IN, M.TAKEN_IN, M.CLEARED):
            return
        when, what = self.due.pop(officer, (at, moment))
        self._expect(at, (when, what) == (at, moment), f"officer {officer}: {moment.name}, not {what.name} at {when}")
        if moment == M.ARRESTED and incident not in self.first:
            self.first[incident] = officer
            self.due[officer] = at + amount, M.BROUGHT_IN
        elif moment == M.BROUGHT_IN:
            suite = self._suite(at, incident, detail)
            certain = len(suite.waiting) + sum(ends > at for ends in suite.busy)
            before = range(certain, len(suite.waiting) + sum(ends >= at for ends in suite.busy) + 1)
            self._expect(at, amount in before, f"{amount} prisoners are before the one of {incident}, not {certain}")
            suite.waiting.append(incident)
        elif moment == M.TAKEN_IN:
            suite = self._suite(at, incident, detail)
            suite.busy = [ends for ends in suite.busy if ends > at]
            turn = suite.waiting[:1] == [incident] and len(suite.busy) < suite.desks
            self._expect(at, turn, f"the prisoner of {incident} is taken in out of turn")
            suite.waiting = [other for other in suite.waiting if other != incident]
            incidents = self.tape.incidents
            booking, work = int(incidents.booking[incident]), int(incidents.custody_work[incident])
            self._expect(at, amount == booking + work, f"custody of {incident} takes {amount}, not {booking + work}")
            suite.busy.append(at + booking)
            self.due[officer] = at + booking + work, M.CLEARED

    def _suite(self, at: int, incident: int, number: int) -> Desks:
        right = self.suite_of[int(self.tape.incidents.area[incident])]
        self._expect(at, number == right, f"the prisoner of {incident} is in suite {number}, not {right}")
        return self.suites[number]

    def _expect(self, at: int, so: bool, otherwise: str) -> None:
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        for officer, (when, what) in self.due.items():
            self._expect(at, when >= at, f"officer {officer}: no {what.name} at {when}")
        for number, suite in enumerate(self.suites):
            free = suite.desks - sum(ends > at for ends in suite.busy)
            self._expect(at, not suite.waiting or free <= 0, f"prisoners {suite.waiting} wait at suite {number}")
