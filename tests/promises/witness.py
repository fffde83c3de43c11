"""A witness who reads the log row by row and complains when somebody is idle, or the wrong one is served.

The witness knows tape, roster and rules, keeps its own books from the log alone, and looks round at the end of every
second: a ready crime, an allocation or a review must not wait while somebody may take it. The contact desk and response
have witnesses of their own.
"""

from __future__ import annotations

from itertools import groupby

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.review import review_times
from demandsim.tape import Tape
from tests.promises.case_duties_witness import CaseDutiesWitness
from tests.promises.desk_witness import DeskWitness
from tests.promises.prevention_witness import PreventionWitness
from tests.promises.quiet_witness import QuietWitness
from tests.promises.resolution_witness import ResolutionWitness
from tests.promises.response_witness import ResponseWitness

Row = tuple[int, ...]
M = Moment


class Witness:
    """Books on one run."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.roster, self.rules = tape, roster, scenario.rules
        self.response = ResponseWitness(tape, roster)
        self.desk = DeskWitness(tape, roster)
        teams = [scenario.workforce.teams[roster.units[officer.unit].team] for officer in roster.officers]
        self.cap = [team.caseload_cap for team in teams]
        skills = scenario.workforce.skills
        self.needs = [sum(1 << skills.index(skill) for skill in offence.skills) for offence in scenario.demand.offences]
        self.review_takes = [
            review_times(self.rules.review, frozenset(offence.skills))[1] for offence in scenario.demand.offences
        ]

        count = len(roster.officers)
        self.activity = [int(Activity.OFF_DUTY)] * count
        self.ends_at = [0] * count
        self.caseload = [0] * count
        self.owner: dict[int, int] = {}
        self.ready: set[int] = set()
        self.waits_until: dict[int, int] = {}
        self.queued: dict[int, int] = {}
        """Crimes in a unit's queue."""
        self.reviews: dict[int, list[int]] = {unit: [] for unit in range(len(roster.units))}
        self.closed: set[int] = set()
        self.found: list[str] = []
        self.quiet = QuietWitness(tape, roster, self.response.turns, self.activity, self.found)
        self.resolution = ResolutionWitness(tape, roster, self.found)
        self.duties = CaseDutiesWitness(tape, roster, self.activity, self.ends_at, self.owner, self.found)

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
        for at, numbers in groupby(range(len(rows)), key=lambda number: rows[number][0]):
            for number in numbers:
                self._note(number, rows[number])
                self.desk.note(number, rows[number])
                self.response.note(rows[number])
                self.quiet.note(rows[number])
                self.resolution.note(rows[number])
                self.duties.note(rows[number])
            self._look_round(at)
            self.desk.look_round(at)
            self.response.look_round(at)
            self.quiet.look_round(at, {self.owner[crime] for crime in self.ready})
            self.resolution.look_round(at)
            self.duties.look_round(at)
            if self.desk.found or self.response.found or self.found:
                return self.desk.found + self.response.found + self.found
        self.desk.close(log.ends_at)
        return self.desk.found + PreventionWitness(self.tape, self.roster).complaints(log)

    def _note(self, number: int, row: Row) -> None:
        _, code, _, officer, _, amount = row
        moment = Moment(code)
        activity = SCHEMA[moment].activity
        if officer >= 0 and activity is not None:
            self.activity[officer] = int(activity)
        if SCHEMA[moment].subject == "crime":
            self._note_crime(number, row)
        if moment == M.ON_DUTY:
            self.ends_at[officer] = amount

    def _note_crime(self, number: int, row: Row) -> None:
        at, code, crime, officer, detail, amount = row
        moment = Moment(code)
        if moment == M.ROUTED:
            self.queued[crime] = amount
        elif moment == M.ALLOCATING:
            self.queued.pop(crime)
            self.caseload[self.will_own[number]] += 1 if self.will_own[number] >= 0 else 0
        elif moment == M.ALLOCATED:
            self.queued.pop(crime, None)
            if amount >= 0:
                self.activity[amount] = int(Activity.AVAILABLE)
            else:
                self.caseload[officer] += 1
            self.owner[crime] = officer
            if self.waits_until.get(crime, -1) <= at:
                self.ready.add(crime)
        elif moment == M.STARTED:
            self.ready.discard(crime)
        elif moment == M.PAUSED and self.owner.get(crime) == officer:
            self.ready.add(crime)
        elif moment == M.FINISHED:
            self.waits_until[crime] = at + amount
            if not amount:
                self.ready.add(crime)
        elif moment == M.WAITED and officer >= 0 and detail < self.tape.crimes.stage_work.shape[1]:
            self.ready.add(crime)
        elif moment == M.SIGN_OFF_WANTED:
            self.ready.discard(crime)
        elif moment in (M.ACCEPTED, M.CLOSED):
            self.ready.discard(crime)
            self.queued.pop(crime, None)
            owner = self.owner.pop(crime, -1)
            if owner >= 0:
                self.caseload[owner] -= 1
            if moment == M.CLOSED:
                self.closed.add(crime)
        elif moment == M.REVIEW_DUE:
            self.reviews[amount].append(crime)
        elif moment == M.REVIEWING:
            self.reviews[self.roster.officers[officer].unit].remove(crime)

    def _free(self, officer: int) -> bool:
        return self.activity[officer] == Activity.AVAILABLE

    def _look_round(self, at: int) -> None:
        for crime in self.ready:
            if self._free(self.owner[crime]):
                self.found.append(f"{at}: crime {crime} is ready and its owner idle")
        self._supervisors_idle(at)

    def _supervisors_idle(self, at: int) -> None:
        takes = self.rules.allocate.takes
        for number, unit in enumerate(self.roster.units):
            times = [self.ends_at[officer] - at for officer in unit.supervisors if self._free(officer)]
            if (takes and unit.supervisors and max(times, default=-1) >= takes) or not (takes and unit.supervisors):
                self._nobody_has_room(at, number)
            reviews = self.reviews[number]
            while reviews and reviews[0] in self.closed:
                reviews.pop(0)
            if reviews and times and self.review_takes[self.tape.crimes.offence[reviews[0]]] <= max(times):
                self.found.append(f"{at}: a review of crime {reviews[0]} waits while a supervisor of it is idle")

    def _nobody_has_room(self, at: int, unit: int) -> None:
        rule = self.rules.allocate
        skilled_only = getattr(rule, "skill", "preferred") == "required"
        for crime, holder in self.queued.items():
            if holder == unit:
                needs = self.needs[self.tape.crimes.offence[crime]]
                for officer in self.roster.units[unit].officers:
                    room = rule.cap == "soft" or self.caseload[officer] < self.cap[officer]
                    fit = not skilled_only or (self.roster.officers[officer].skills & needs) == needs
                    if room and fit:
                        self.found.append(f"{at}: crime {crime} waits while {officer} has room")
