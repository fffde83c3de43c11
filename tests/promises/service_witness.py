"""A witness of service: nobody is on duty or given a crime outside it, who leaves hands everything back.

She also watches that nobody restricted is sent to an incident, and that everybody's hours add up.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.tape import Tape
from tests.promises.case_books import PASSED, READY, WAITING, Case, CaseBooks
from tests.promises.case_facts import CaseFacts
from tests.promises.people_witness import Establishment, serves

Row = tuple[int, ...]
M = Moment
LEFT = 2
PUT_DOWN = (M.PAUSED, M.FINISHED, M.ASSIST_PAUSED, M.ASSISTED, M.CONTACTED)
SENT = (M.DISPATCHED, M.ARRIVED, M.ARRESTED)
BEGINS = (M.CONTACTING, M.MENTORING, M.STARTED)
"""What is not begun for an owner who has left."""


class ServiceWitness:
    """Books on one run."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        everybody = Establishment(tape, roster).everybody
        self.tape, self.roster = tape, roster
        self.service = [one.service for one in everybody]
        self.spells = [one.spells() for one in everybody]
        self.restricted = [one.terms is not None and one.terms.restricted for one in everybody]
        self.leaves: list[tuple[int, int]] = sorted(
            (until, officer) for officer, service in enumerate(self.service) for _, until in service
        )
        self.found: list[str] = []
        self.activity = [int(Activity.OFF_DUTY)] * len(everybody)
        self.books = CaseBooks(CaseFacts(tape, roster), self.activity, self.found)
        self.last_on = [-1] * len(everybody)
        self.put_down: dict[int, int] = {}
        """By crime: second at which a piece of work on it was put down."""

    def say(self, at: int, so: bool, otherwise: str) -> None:
        """Complain unless something is so."""
        if not so:
            self.found.append(f"{at}: {otherwise}")

    def complaints(self, log: EventLog) -> list[str]:
        """Say what was wrong in the first second in which something was."""
        for at, rows in groupby(log.rows(), key=lambda row: row[0]):
            self._left_before(at)
            for row in rows:
                self._judge(row)
                self.books.note(row, -1)
                activity = SCHEMA[Moment(row[1])].activity
                if row[3] >= 0 and activity is not None:
                    self.activity[row[3]] = int(activity)
            self._nobody_keeps(at)
            if self.found:
                return self.found
        self._left_before(log.ends_at)
        return self.found or self._hours(log)

    def _judge(self, row: Row) -> None:
        at, code, subject, officer, detail, _ = row
        moment: Any = Moment(code)
        what = f"{moment.name} {row} of {self.roster.officers[officer].key}"
        if moment == M.ON_DUTY:
            self.say(at, serves(self.service[officer], at), f"{what}: not in service ({self.service[officer]})")
            self.last_on[officer] = at
        elif moment in SENT:
            self.say(at, not self.restricted[officer], f"{what}: restricted")
        elif moment == M.ALLOCATED:
            given = any(
                since <= at < until and (since <= 0 or self.last_on[officer] >= since)
                for since, until in self.service[officer]
            )
            self.say(at, given, f"{what}: service {self.service[officer]}, last on duty {self.last_on[officer]}")
        elif moment in BEGINS:
            owner = self.books.cases[subject].owner
            here = any(since <= at <= until for since, until in self.service[owner])
            self.say(at, here, f"{what}: for {self.roster.officers[owner].key}, who has left")
        elif moment == M.HANDED_BACK and detail == LEFT:
            left = any(until == at for _, until in self.service[officer])
            after = self._gone(officer, at) and self.put_down.get(subject) == at
            case = self.books.cases[subject]
            self.say(at, case.owner == officer and (left or after), f"{what}: {self.service[officer]}")
        if moment in PUT_DOWN:
            self.put_down[subject] = at

    def _gone(self, officer: int, at: int) -> bool:
        """Tell whether somebody has served and does not any more, in this second or before."""
        service = self.service[officer]
        return any(until <= at for _, until in service) and not serves(service, at)

    def _held(self, officer: int) -> list[Case]:
        return [
            case
            for case in self.books.cases.values()
            if case.owner == officer
            and case.life in (READY, WAITING, PASSED)
            and case.number not in self.books.hands.values()
        ]

    def _left_before(self, at: int) -> None:
        """Whoever has left since the last row of the log had nothing to hand back."""
        for until, officer in self.leaves:
            if until < at:
                for case in self._held(officer) if self._gone(officer, until) else ():
                    self.say(until, False, f"crime {case.number} stays with {self.roster.officers[officer].key}")
        self.leaves = [one for one in self.leaves if one[0] >= at]

    def _nobody_keeps(self, at: int) -> None:
        for case in self.books.cases.values():
            if case.owner >= 0 and self._gone(case.owner, at) and case in self._held(case.owner):
                key = self.roster.officers[case.owner].key
                self.say(at, False, f"crime {case.number} (life {case.life}) stays with {key}, who has left")

    def _hours(self, log: EventLog) -> list[str]:
        """Hours on duty are those planned, what lies between turns worked in one, and the overtime that is told."""
        rows: list[list[Row]] = [[] for _ in self.spells]
        for row in log.rows():
            if row[1] in (M.ON_DUTY, M.OFF_DUTY):
                rows[row[3]].append(row)
        found = []
        for officer, spells in enumerate(self.spells):
            planned = sum(min(to, log.ends_at) - since for since, to in spells if since < log.ends_at)
            begun, worked, told, between = -1, 0, 0, 0
            for at, moment, *_, amount in [*rows[officer], (log.ends_at, M.OFF_DUTY, -1, officer, -1, 0)]:
                if moment == M.ON_DUTY:
                    begun = at
                elif begun >= 0:
                    worked += at - begun
                    within = [one for one in spells if begun <= one[0] < at]
                    between += sum(after[0] - one[1] for one, after in pairwise(within))
                    last = max(within, default=(at, at))[1]
                    told += amount if at < log.ends_at else max(0, at - last)
                    begun = -1
            if worked != planned + told + between:
                key = self.roster.officers[officer].key
                found.append(f"{key} worked {worked} s, planned {planned}, overtime {told}, between turns {between}")
        return found
