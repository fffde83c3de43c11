"""A witness of what supervisors do in which order, and of calls to victims, with books kept from the log alone."""

from __future__ import annotations

from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.review import review_times
from demandsim.tape import Tape

M = Moment
BEGUN = {M.EXTENDING: 0, M.SIGNING_OFF: 1, M.MENTORING: 2, M.REVIEWING: 3}
"""Kinds of task in the order in which supervisors do them."""


class CaseDutiesWitness:
    """Books on supervisors' tasks and owed calls; `activity` and `ends_at` are another witness's books."""

    def __init__(
        self,
        tape: Tape,
        roster: Roster,
        activity: list[int],
        ends_at: list[int],
        owner: dict[int, int],
        found: list[str],
    ) -> None:
        scenario = tape.scenario
        self.roster, self.rules, self.tape = roster, scenario.rules, tape
        self.activity, self.ends_at, self.owner, self.found = activity, ends_at, owner, found
        self.takes = [self.rules.review.bail_extension, self.rules.review.sign_off, 0, 0]
        if self.rules.mentoring is not None:
            self.takes[2] = self.rules.mentoring.takes
        self.review_takes = [
            review_times(self.rules.review, frozenset(offence.skills))[1] for offence in scenario.demand.offences
        ]
        self.tasks: list[list[tuple[int, int, int]]] = [[] for _ in BEGUN]
        """By kind: (asked at, crime, unit) that nobody has begun."""
        self.unit: dict[int, int] = {}
        self.bail_ends: dict[int, int] = {}
        self.asks_at: dict[int, int] = {}
        self.owed: dict[int, int] = {}
        self.closed: set[int] = set()

    def note(self, row: tuple[int, ...]) -> None:
        """Take a row down; a supervisor must begin what comes first."""
        at, code, crime, officer, detail, amount = row
        moment: M = Moment(code)
        if moment in BEGUN:
            self._begins(BEGUN[moment], at, crime, officer, amount)
        elif moment == M.ROUTED:
            self.unit[crime] = amount
        elif moment == M.ALLOCATED:
            self.unit[crime] = self.roster.officers[officer].unit
            self._drop(2, crime)
            rule, lacks = self.rules.mentoring, detail & 1
            if rule is not None and lacks and self.roster.units[self.unit[crime]].team in rule.teams:
                self.tasks[2].append((at, crime, self.unit[crime]))
        elif moment == M.ACCEPTED:
            self._drop(2, crime)
        elif moment == M.SIGN_OFF_WANTED:
            self.tasks[1].append((at, crime, amount))
        elif moment == M.RELEASED and detail == 1:
            released = self.tape.scenario.demand.custody.released
            assert released is not None
            self.bail_ends[crime] = at + released.bail_for
            self.asks_at[crime] = max(at, self.bail_ends[crime] - self.rules.review.bail_asked_before)
        elif moment == M.REVIEW_DUE:
            self.tasks[3].append((at, crime, amount))
        elif moment == M.CONTACT_DUE:
            self.owed[crime] = at
        elif moment == M.CONTACTING:
            self.owed.pop(crime)
        elif moment == M.CLOSED:
            self.closed.add(crime)
            self.asks_at.pop(crime, None)
            self.owed.pop(crime, None)
            for kind in range(len(BEGUN)):
                self._drop(kind, crime)

    def _drop(self, kind: int, crime: int) -> None:
        self.tasks[kind] = [task for task in self.tasks[kind] if task[1] != crime]

    def _ask(self, at: int) -> None:
        """Put the extensions that are to be asked for by now among the tasks."""
        for crime, asks_at in [*self.asks_at.items()]:
            if asks_at <= at:
                del self.asks_at[crime]
                if self.takes[0]:
                    self.tasks[0].append((self.bail_ends[crime], crime, self.unit.get(crime, -1)))

    def _length(self, kind: int, crime: int) -> int:
        return self.takes[kind] if kind < 3 else self.review_takes[self.tape.crimes.offence[crime]]

    def _begins(self, kind: int, at: int, crime: int, officer: int, takes: int) -> None:
        # What is asked for in this very second comes after what is given out at its beginning.
        self._ask(at if kind == 0 else at - 1)
        unit, left = self.roster.officers[officer].unit, self.ends_at[officer] - at
        if takes > left or takes != self._length(kind, crime):
            self.found.append(f"{at}: {officer} begins on crime {crime} for {takes} s of {left}")
        for other in range(kind + 1):
            waiting = sorted(task for task in self.tasks[other] if task[2] == unit)
            if other == kind and [task[1] for task in waiting[:1]] != [crime]:
                self.found.append(f"{at}: {officer} takes up crime {crime} out of turn, of {waiting}")
            if other < kind and waiting and self._length(other, waiting[0][1]) <= left:
                self.found.append(f"{at}: {officer} takes up crime {crime} before {waiting[0]}")
        mine = min(task for task in self.tasks[kind] if task[1] == crime)
        self.tasks[kind].remove(mine)

    def look_round(self, at: int) -> None:
        """Look round at the end of a second: nobody with time is idle while a task or an owed call waits."""
        self._ask(at)
        for number, unit in enumerate(self.roster.units):
            times = [self.ends_at[o] - at for o in unit.supervisors if self.activity[o] == Activity.AVAILABLE]
            for kind, tasks in enumerate(self.tasks):
                waiting = sorted(task for task in tasks if task[2] == number)
                if waiting and times and self._length(kind, waiting[0][1]) <= max(times):
                    self.found.append(f"{at}: a supervisor is idle while {waiting[0]} of kind {kind} waits")
        rule = self.rules.victim_contact
        for crime in self.owed:
            owner = self.owner.get(crime, -1)
            fits = rule is not None and owner >= 0 and at + rule.takes <= self.ends_at[owner]
            if fits and self.activity[owner] == Activity.AVAILABLE:
                self.found.append(f"{at}: {owner} is idle and owes the victim of crime {crime} a call")
