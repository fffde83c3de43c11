"""A witness who reads from the log which crime an officer takes up, in whose place and at what level, and who is sent.

The books: which crimes are ready since when, who owns them, what everybody is doing and can do. The log's own checks
watch the rest. For worlds without arrests and with rules of next work that do not ask for the work left.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import SCHEMA, Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.allocate import SHARED
from demandsim.rules.choice import GRADES
from demandsim.tape import Tape

M = Moment
Row = tuple[int, ...]
IDLE, AT_WORK = int(Activity.AVAILABLE), int(Activity.INVESTIGATING)


class OfficerWitness:
    """Books on one run."""

    def __init__(self, tape: Tape, roster: Roster, log: EventLog) -> None:
        scenario = tape.scenario
        self.roster, self.rows, self.facts = roster, log.rows(), log.facts
        self.rule, self.harm = scenario.rules.next_work, [offence.harm for offence in scenario.demand.offences]
        self.unit = [officer.unit for officer in roster.officers]
        self.teams = [scenario.workforce.teams[roster.units[unit].team] for unit in self.unit]
        count = len(roster.officers)
        self.activity, self.turn, self.last = [0] * count, [-1] * count, [-1] * count
        self.skills = [officer.skills for officer in roster.officers]
        self.since = [0] * count
        """When work on the crime in hand began, the change to it left out."""
        self.owner: dict[int, int] = {}
        self.ready: dict[int, int] = {}
        self.became_ready: dict[int, int] = {}
        self.recorded: dict[int, int] = {}
        self.waits: dict[int, int] = {}
        self.grade: dict[int, int] = {}
        self.worked: set[int] = set()
        self.at_desk: set[int] = set()
        self.found: list[str] = []
        after = scenario.rules.transfer.after_sickness
        self.due = {
            (row, int(since) + after, 0)
            for row, officer in enumerate(roster.officers)
            for since, until in tape.absences.sick[officer.key]
            if until - since >= after
        } | {(c.officer, max(0, c.begins_at + after), 1) for c in roster.courses if c.ends_at - c.begins_at > after}

    def complaints(self) -> list[str]:
        """Say what was wrong in the first second in which something was."""
        for at, numbers in groupby(range(len(self.rows)), key=lambda number: self.rows[number][0]):
            for number in numbers:
                self.note(number)
            self.look_round(at)
            if self.found:
                break
        return self.found

    def wrong(self, at: int, what: str) -> None:
        """Note what is wrong."""
        self.found.append(f"{at}: {what}")

    def line(self, officer: int) -> list[int]:
        """Crimes among which an officer chooses."""
        if self.teams[officer].shares_work:
            return [crime for crime in self.ready if self.unit[self.owner[crime]] == self.unit[officer]]
        return [crime for crime in self.ready if self.owner[crime] == officer]

    def key(self, crime: int, officer: int) -> tuple[Any, ...]:
        """Place of a crime among those."""
        offence, last = self.facts.crime_offence, self.last[officer]
        ready, recorded = self.ready[crime], self.recorded[crime]
        place = {
            "oldest_first": (recorded, ready),
            "ready_longest": (ready, recorded),
            "in_turn": (ready, recorded),
            "harm_first": (-self.harm[offence[crime]], recorded),
            "like_first": (last < 0 or offence[last] != offence[crime], ready),
        }[self.rule.kind]
        return (self.rule.new_first and crime in self.worked, *place, crime)

    def look_round(self, at: int) -> None:
        """At the end of a second nobody is idle beside a ready crime, nor works on when others have their turn."""
        for crime in self.ready:
            owner = self.owner[crime]
            may = self.roster.units[self.unit[owner]].officers if self.teams[owner].shares_work else (owner,)
            if any(self.activity[officer] == IDLE for officer in may):
                self.wrong(at, f"crime {crime} is ready and somebody idle")
        if self.rule.kind == "in_turn":
            for officer, doing in enumerate(self.activity):
                worked = at - self.since[officer]
                over = doing == AT_WORK and worked > 0 and worked % self.rule.slice == 0
                if over and any(self.ready[crime] < at for crime in self.line(officer)):
                    self.wrong(at, f"officer {officer} goes on after a slice")

    def note(self, number: int) -> None:
        """Take a row down."""
        at, code, subject, officer, detail, amount = row = self.rows[number]
        moment = Moment(code)
        if moment == M.DISPATCHED:
            self.is_sent(at, subject, officer)
        if moment == M.STARTED:
            self.starts(at, subject, officer, amount)
        activity = SCHEMA[moment].activity
        if officer >= 0 and activity is not None:
            self.activity[officer] = int(activity)
        if moment == M.ON_DUTY:
            self.turn[officer] += 1
        elif moment == M.GRADED:
            self.grade[subject] = detail
        elif moment in (M.QUALIFIED, M.DISQUALIFIED):
            self.skills[officer] ^= 1 << detail
        elif SCHEMA[moment].subject == "crime":
            self.note_crime(number, row)

    def note_crime(self, number: int, row: Row) -> None:
        """Take down what has happened to a crime."""
        at, code, crime, officer, detail, amount = row
        moment = Moment(code)
        if moment == M.RECORDED:
            self.recorded[crime] = int(self.facts.crime_opened_at[crime]) if self.facts.crime_backlog[crime] else at
        elif moment == M.SCREENED and detail:
            self.at_desk.add(crime)
        elif moment == M.ALLOCATED:
            if amount >= 0:
                self.activity[amount] = IDLE
            if detail & SHARED and (crime not in self.ready or self.unit[self.owner[crime]] != self.unit[officer]):
                self.wrong(at, f"crime {crime} is not the unit's to be shared")
            self.owner[crime] = officer
            if not detail & SHARED and self.waits.get(crime, -1) <= at:
                self.is_ready(crime, at)
        elif moment == M.PAUSED and self.owner.get(crime) == officer:
            self.is_put_down(number, crime, officer, at)
        elif moment == M.FINISHED:
            self.waits[crime] = at + amount
            if not amount:
                self.is_ready(crime, at)
        elif moment == M.WAITED and officer >= 0:
            self.is_ready(crime, at)
        elif moment in (M.ACCEPTED, M.CLOSED, M.HANDED_BACK):
            self.ready.pop(crime, None)
            owner = self.owner.pop(crime, -1)
            if moment == M.HANDED_BACK and (officer, at, detail) not in self.due:
                self.wrong(at, f"crime {crime} is handed back for nothing")
            if moment == M.CLOSED and owner >= 0:
                needs = 0 if crime in self.at_desk else int(self.facts.crime_skills[crime])
                if bool(amount) != ((self.skills[owner] & needs) != needs):
                    self.wrong(at, f"crime {crime} is closed at another level")

    def is_ready(self, crime: int, at: int) -> None:
        """A crime is ready from a second on."""
        self.ready[crime] = self.became_ready[crime] = at

    def is_put_down(self, number: int, crime: int, officer: int, at: int) -> None:
        """What is put down keeps its place, unless its slice is over: the end of a turn comes before that."""
        goes_home = self.rows[number + 1][1] == M.OFF_DUTY if number + 1 < len(self.rows) else False
        worked = at - self.since[officer]
        if self.rule.kind == "in_turn" and worked > 0 and worked % self.rule.slice == 0 and not goes_home:
            self.became_ready[crime] = at
        self.ready[crime] = self.became_ready[crime]

    def starts(self, at: int, crime: int, officer: int, amount: int) -> None:
        """The first of the line is taken up, and changing to it takes its time."""
        line = self.line(officer)
        if self.owner.get(crime) != officer or crime != min(line, key=lambda one: self.key(one, officer), default=-1):
            self.wrong(at, f"officer {officer} takes up {crime} of {line}")
        change = 0 if self.last[officer] == crime else self.rule.change
        if amount < change:
            self.wrong(at, f"the change to crime {crime} is too short")
        self.since[officer], self.last[officer] = at + change, crime
        self.worked.add(crime)
        self.ready.pop(crime, None)

    def is_sent(self, at: int, incident: int, officer: int) -> None:
        """Whoever is protected is sent to some grades only, when nobody of the unit who is not could be sent."""
        if not self.is_protected(officer):
            return
        rule, colleagues = self.teams[officer].protected, self.roster.units[self.unit[officer]].officers
        assert rule is not None
        grade = GRADES[self.grade[incident]]
        if grade not in rule.break_for:
            self.wrong(at, f"officer {officer} is protected and sent to incident {incident}")
        others = [one for one in colleagues if not self.is_protected(one) and self.activity[one] in (IDLE, AT_WORK)]
        if grade == "emergency" and others:
            self.wrong(at, f"officer {officer} is protected and sent before {others}")

    def is_protected(self, officer: int) -> bool:
        """Tell whether the present turn of an officer is protected."""
        rule = self.teams[officer].protected
        if rule is None or officer not in self.roster.units[self.unit[officer]].officers:
            return False
        number = self.roster.units[self.unit[officer]].officers.index(officer)
        return (self.turn[officer] + number) % rule.every == 0
