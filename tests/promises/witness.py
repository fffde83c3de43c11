"""A witness who reads the log row by row and complains when somebody is idle, or the wrong one is served.

The witness knows tape, roster and rules, keeps its own books from the log alone, and looks round at the end of every
second: a caller, an incident, a ready crime, an allocation or a review must not wait while somebody may take it.
"""

from __future__ import annotations

from itertools import groupby

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.answer import answer_order, positions_held_back
from demandsim.rules.choice import GRADES
from demandsim.rules.review import review_times
from demandsim.scenario.demand import MAX_STAGES
from demandsim.tape import Tape

Row = tuple[int, ...]
M = Moment


class Witness:
    """Books on one run."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.tape, self.roster, self.rules = tape, roster, scenario.rules
        teams = [scenario.workforce.teams[roster.units[officer.unit].team] for officer in roster.officers]
        lines = tuple(scenario.demand.lines)
        self.rank, self.held = answer_order(self.rules.answer, lines), positions_held_back(self.rules.answer, lines)
        self.answers = [
            {n for n, line in enumerate(lines) if "contact" in team.desks and line in team.lines and not who.supervisor}
            for team, who in zip(teams, roster.officers, strict=True)
        ]
        self.responds = [
            "response" in team.desks and not who.supervisor for team, who in zip(teams, roster.officers, strict=True)
        ]
        self.cap = [team.caseload_cap for team in teams]
        self.borders = [
            {list(scenario.places.areas).index(name) for name in area.borders}
            for area in scenario.places.areas.values()
        ]
        skills = scenario.workforce.skills
        self.needs = [sum(1 << skills.index(skill) for skill in offence.skills) for offence in scenario.demand.offences]
        self.review_takes = [
            review_times(self.rules.review, frozenset(offence.skills))[1] for offence in scenario.demand.offences
        ]

        count = len(roster.officers)
        self.activity = [int(Activity.OFF_DUTY)] * count
        self.ends_at = [0] * count
        self.caseload = [0] * count
        self.callers: dict[int, tuple[int, int]] = {}
        """Waiting contacts in the order in which they rang: (line, since)."""
        self.incidents: dict[int, list[int]] = {}
        """Open incidents: [grade, since, officers still wanted, first arrival or -1]."""
        self.owner: dict[int, int] = {}
        self.ready: set[int] = set()
        self.waits_until: dict[int, int] = {}
        self.queued: dict[int, int] = {}
        """Crimes in a unit's queue."""
        self.reviews: dict[int, list[int]] = {unit: [] for unit in range(len(roster.units))}
        self.closed: set[int] = set()
        self.found: list[str] = []

    def complaints(self, log: EventLog) -> list[str]:
        """Read the whole log and say what was wrong."""
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
            self._look_round(at)
        return self.found

    def _note(self, number: int, row: Row) -> None:
        at, code, subject, officer, detail, amount = row
        moment = Moment(code)
        if moment == M.ANSWERED:
            self._judge_answer(at, subject)
        activity = SCHEMA[moment].activity
        if officer >= 0 and activity is not None:
            self.activity[officer] = int(activity)
        kind = SCHEMA[moment].subject
        if kind == "contact":
            self._note_contact(at, moment, subject, detail)
        elif kind == "incident":
            self._note_incident(at, moment, subject, detail)
        elif kind == "crime":
            self._note_crime(number, row)
        if moment == M.ON_DUTY:
            self.ends_at[officer] = amount

    def _note_contact(self, at: int, moment: Moment, contact: int, line: int) -> None:
        if moment == M.RECEIVED:
            self.callers[contact] = line, at
        elif moment in (M.ANSWERED, M.ABANDONED):
            self.callers.pop(contact)

    def _note_incident(self, at: int, moment: Moment, incident: int, detail: int) -> None:
        if moment == M.GRADED:
            self.incidents[incident] = [detail, at, int(self.tape.incidents.officers[incident]), -1]
        elif moment in (M.RESOLVED, M.ATTENDED):
            del self.incidents[incident]
        elif moment == M.DISPATCHED:
            self.incidents[incident][2] -= 1
        elif moment == M.ARRIVED and self.incidents[incident][3] < 0:
            self.incidents[incident][3] = at
        elif moment in (M.ARRESTED, M.CLEARED):
            self.incidents[incident][2] = 0

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
        elif moment == M.WAITED and officer >= 0 and detail < MAX_STAGES:
            self.ready.add(crime)
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

    def _judge_answer(self, at: int, contact: int) -> None:
        """Nobody longer in the same line, and no first in line of a graver one, could have been answered instead."""
        line, since = self.callers[contact]
        mine = (self.rank[line], since, contact)
        first: dict[int, int] = {}
        for other, (its_line, _) in self.callers.items():
            first.setdefault(its_line, other)
        for its_line, other in first.items():
            free = sum(self._free(o) and its_line in lines for o, lines in enumerate(self.answers))
            theirs = (self.rank[its_line], self.callers[other][1], other)
            if other != contact and (its_line == line or (theirs < mine and free > self.held[its_line])):
                self.found.append(f"{at}: caller {contact} is answered before {other}")

    def _look_round(self, at: int) -> None:
        self._callers_wait(at)
        self._incidents_wait(at)
        for crime in self.ready:
            if self._free(self.owner[crime]):
                self.found.append(f"{at}: crime {crime} is ready and its owner idle")
        self._supervisors_idle(at)

    def _callers_wait(self, at: int) -> None:
        for line in {line for line, _ in self.callers.values()}:
            free = sum(self._free(officer) and line in lines for officer, lines in enumerate(self.answers))
            if free > self.held[line]:
                self.found.append(f"{at}: {free} handlers are free while a caller waits on line {line}")

    def _incidents_wait(self, at: int) -> None:
        rule = self.rules.dispatch
        heads: dict[int, tuple[int, int, int]] = {}
        for incident, (grade, since, wanted, arrived) in self.incidents.items():
            if wanted <= 0:
                continue
            area = int(self.tape.incidents.area[incident])
            heads[area] = min(heads.get(area, (9, 0, 0)), (grade, since, incident))
            if rule.borrow_after is not None and GRADES[grade] in rule.borrow_for:
                may_at = since + rule.borrow_after
                if at >= may_at and (arrived < 0 or arrived > may_at):
                    self._nobody_may_go(at, incident, grade, self.borders[area])
        for area, (grade, _, incident) in heads.items():
            self._nobody_may_go(at, incident, grade, {area})

    def _nobody_may_go(self, at: int, incident: int, grade: int, areas: set[int]) -> None:
        rule = self.rules.dispatch
        interruptible = (Activity.AVAILABLE, Activity.INVESTIGATING)
        may = interruptible if GRADES[grade] in rule.interrupt_for else (Activity.AVAILABLE,)
        by_area: dict[int, list[int]] = {}
        for officer, who in enumerate(self.roster.officers):
            if self.responds[officer] and self.activity[officer] in may:
                by_area.setdefault(self.roster.units[who.unit].area, []).append(officer)
        for area in areas:
            if len(by_area.get(area, ())) > rule.hold_back.get(GRADES[grade], 0):
                self.found.append(f"{at}: incident {incident} waits while officers {by_area[area]} may be sent")

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
