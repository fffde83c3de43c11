"""A witness who reads the log row by row and complains when somebody is idle, or the wrong one is served.

The witness knows tape, roster and rules, keeps its own books from the log alone, and looks round at the end of every
second: a ready crime, an allocation or a review must not wait while somebody may take it. Every room has a witness of
its own.
"""

from __future__ import annotations

from itertools import groupby

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.tape import Tape
from tests.promises.allocation_witness import AllocationWitness
from tests.promises.case_books import CaseBooks
from tests.promises.case_facts import CaseFacts
from tests.promises.case_witness import CaseWitness
from tests.promises.contact_duty_witness import ContactDutyWitness
from tests.promises.desk_witness import DeskWitness
from tests.promises.meeting_witness import MeetingWitness
from tests.promises.next_work_witness import NextWorkWitness
from tests.promises.prevention_witness import PreventionWitness
from tests.promises.quiet_witness import QuietWitness
from tests.promises.resolution_witness import ResolutionWitness
from tests.promises.response_witness import ResponseWitness
from tests.promises.skills_witness import SkillsWitness
from tests.promises.supervisors_witness import SupervisorsWitness

Row = tuple[int, ...]
M = Moment


class Witness:
    """Books on one run."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.roster, self.rules = tape, roster, scenario.rules
        self.response = ResponseWitness(tape, roster)
        self.desk = DeskWitness(tape, roster)
        self.activity = [int(Activity.OFF_DUTY)] * len(roster.officers)
        self.found: list[str] = []
        self.books = CaseBooks(CaseFacts(tape, roster), self.activity, self.found)
        self.allocation = AllocationWitness(self.books)
        self.meetings = MeetingWitness(self.allocation)
        self.supervisors = SupervisorsWitness(self.allocation, self.response.turns)
        self.next_work = NextWorkWitness(self.books, self.supervisors)
        self.duty_to_victims = ContactDutyWitness(self.books, self.response.turns)
        self.cases = CaseWitness(self.books)
        self.skills = SkillsWitness(self.books)
        self.quiet = QuietWitness(tape, roster, self.response.turns, self.activity, self.found)
        self.resolution = ResolutionWitness(tape, roster, self.found)

    def complaints(self, log: EventLog) -> list[str]:
        """Read the log and say what was wrong in the first second in which something was; books go wrong after it."""
        rows = log.rows()
        chosen: dict[int, int] = {}
        self.will_own: list[int] = [-1] * len(rows)
        for number in range(len(rows) - 1, -1, -1):
            _, moment, subject, officer, *_ = rows[number]
            if moment == M.ALLOCATED:
                chosen[subject] = officer
            elif moment == M.ALLOCATING:
                self.will_own[number] = chosen.pop(subject, -1)
        last = -1
        for at, numbers in groupby(range(len(rows)), key=lambda number: rows[number][0]):
            self._time_passes(last, at)
            for number in numbers:
                self._note(rows[number], self.will_own[number])
                self.desk.note(number, rows[number])
                self.response.note(rows[number])
                self.quiet.note(rows[number])
                self.resolution.note(rows[number])
            self._look_round(at)
            if self.desk.found or self.response.found or self.found:
                return self.desk.found + self.response.found + self.found
            last = at
        self._time_passes(last, log.ends_at)
        self.cases.close(log.ends_at)
        self.desk.close(log.ends_at)
        return self.found + self.desk.found + PreventionWitness(self.tape, self.roster).complaints(log)

    def _time_passes(self, last: int, at: int) -> None:
        self.books.until(at)
        self.meetings.until(at)
        self.supervisors.until(at)
        self.skills.until(at, last)

    def _note(self, row: Row, will_own: int) -> None:
        _, code, _, officer, _, _ = row
        self.response.turns.note(row)
        self.allocation.before(row, will_own)
        self.meetings.before(row)
        for witness in (self.cases, self.duty_to_victims, self.next_work, self.supervisors, self.skills):
            witness.before(row)
        self.books.note(row, will_own)
        for witness in (self.cases, self.duty_to_victims, self.next_work, self.supervisors):
            witness.after(row)
        activity = SCHEMA[Moment(code)].activity
        if officer >= 0 and activity is not None:
            self.activity[officer] = int(activity)

    def _look_round(self, at: int) -> None:
        self.desk.look_round(at)
        self.response.look_round(at)
        ready = self.books.ready
        self.quiet.look_round(at, {officer for officer in range(len(ready)) if self.next_work.line(officer)})
        self.resolution.look_round(at)
        for witness in (self.books, self.allocation, self.meetings, self.supervisors, self.next_work):
            witness.look_round(at)
        for witness in (self.duty_to_victims, self.cases, self.skills):
            witness.look_round(at)
