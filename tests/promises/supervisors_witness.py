"""A witness of supervisors: allocations first, then bail, then sign-offs, then mentoring, then reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demandsim.eventlog.moments import Activity, Moment, Outcome
from demandsim.rules.review import review_times
from tests.promises.allocation_witness import AllocationWitness
from tests.promises.case_books import CLOSED, SIGNING
from tests.promises.turns import Turns

Row = tuple[int, ...]
M = Moment
ORDER = (M.ALLOCATING, M.EXTENDING, M.SIGNING_OFF, M.MENTORING, M.REVIEWING)
ENDS = {M.EXTENDING: M.BAIL_EXTENDED, M.SIGNING_OFF: M.SIGNED_OFF, M.MENTORING: M.MENTORED, M.REVIEWING: M.REVIEWED}
Task = tuple[int, int, int]
"""(due or asked at, crime, number of review or owner)"""


class SupervisorsWitness:
    """Give her every row before and after it goes into the books."""

    def __init__(self, allocation: AllocationWitness, turns: Turns) -> None:
        self.allocation, self.books, self.facts, self.turns = allocation, allocation.books, allocation.facts, turns
        rules = self.facts.rules
        self.review, self.mentoring, self.contact = rules.review, rules.mentoring, rules.victim_contact
        self.takes_review = [review_times(self.review, frozenset(o.skills))[1] for o in self.facts.offences]
        units = range(len(self.facts.roster.units))
        self.tasks: dict[int, list[dict[Task, bool]]] = {moment: [{} for _ in units] for moment in ENDS}
        """By moment at which it is taken up and by unit: tasks, and whether they must be done at all."""
        self.doing: dict[int, tuple[Task, tuple[int, int]]] = {}
        """By supervisor: the task in hand, what it is and when it ends."""
        self.asks: dict[int, tuple[int, int]] = {}
        """By crime on bail: when an extension is asked for, and when the bail ends."""
        self.advised: set[tuple[int, int]] = set()
        self.mentored: set[int] = set()
        """Crimes whose present owner has been advised."""
        self.signed: tuple[int, int] = (-1, -1)
        self.then_closed: set[int] = set()

    def _left(self, supervisor: int, at: int) -> int:
        return self.turns.planned_end(supervisor) - at

    def _takes(self, moment: int, crime: int) -> int:
        return {
            M.ALLOCATING: lambda: self.facts.rules.allocate.takes,
            M.EXTENDING: lambda: self.review.bail_extension,
            M.SIGNING_OFF: lambda: self.review.sign_off,
            M.MENTORING: lambda: 0 if self.mentoring is None else self.mentoring.takes,
            M.REVIEWING: lambda: self.takes_review[int(self.facts.crimes.offence[crime])],
        }[Moment(moment)]()

    def _ask(self, at: int) -> None:
        """Put the extensions asked for by a second before the supervisors of the units that have the crimes."""
        for crime, (asked, ends) in list(self.asks.items()):
            if asked <= at:
                del self.asks[crime]
                case = self.books.cases[crime]
                if case.life != CLOSED and case.unit >= 0:
                    self.tasks[M.EXTENDING][case.unit][ends, crime, -1] = True

    def until(self, at: int) -> None:
        """Time has passed up to a second."""
        self._ask(at - 1)

    def _head(self, moment: int, unit: int) -> Task | None:
        """Give the first task of a list that must be done."""
        tasks = self.tasks[moment][unit]
        for task in sorted(tasks):
            case = self.books.cases[task[1]]
            gone = case.life == CLOSED or (moment == M.SIGNING_OFF and case.life != SIGNING)
            gone = gone or (moment == M.MENTORING and case.owner != task[2])
            if gone:
                del tasks[task]
            elif tasks[task] and not (moment == M.MENTORING and not self.books.lacks(case, task[2])):
                return task
        return None

    def _units_for(self, unit: int) -> list[int]:
        """List the units for which a unit's supervisors allocate."""
        return [
            n
            for n in range(len(self.facts.roster.units))
            if self.facts.allocates(n) and self.facts.allocating_unit(n) == unit
        ]

    def before(self, row: Row) -> None:
        """Judge a row before it goes into the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        if moment in ORDER:
            self._begins(row, moment)
        elif moment in ENDS.values():
            self._ends(row, moment)
        elif moment == M.SIGN_OFF_WANTED:
            case = self.books.cases[crime]
            right = self._signs(crime) and case.stage >= self.facts.stages and amount == case.unit
            self.books.say(at, right and officer == case.owner, f"SIGN_OFF_WANTED: {row}")
        elif moment == M.CLOSED:
            self.then_closed.discard(crime)
            withdrew = detail == Outcome.VICTIM_WITHDREW
            signed = self.signed == (at, crime) or not self._signs(crime)
            self.books.say(at, withdrew or signed, f"crime {crime} is closed though nobody has signed")
            signing = [who for who, (task, ends) in self.doing.items() if task[1] == crime and ends[0] == M.SIGNING_OFF]
            self.books.say(at, not signing, f"crime {crime} is closed while {signing} check it")

    def _signs(self, crime: int) -> bool:
        case = self.books.cases[crime]
        return bool(self.review.sign_off and not case.desk and self.facts.roster.units[case.unit].supervisors)

    def _begins(self, row: Row, moment: Moment) -> None:
        at, _, crime, officer, detail, amount = row
        # What is asked for in this second may come after what else is begun in it.
        self._ask(at if moment == M.EXTENDING else at - 1)
        unit, left = self.facts.unit[officer], self._left(officer, at)
        what = f"{moment.name} of crime {crime} by {officer}"
        say: Callable[[int, bool, str], None] = self.books.say
        takes = self._takes(moment, crime)
        say(at, amount == takes <= left, f"{what} takes {amount}, not {takes}; {left} s are left")
        if moment == M.ALLOCATING:
            say(at, self.books.cases[crime].unit in self._units_for(unit), f"{what} of another unit")
            return
        if not self.allocation.meets and self._takes(M.ALLOCATING, -1) <= left:
            for other in self._units_for(unit):
                waits = self.allocation.waits_in_vain(other, at)
                say(at, not waits, f"{what} while crimes {waits} might be allocated")
        for before in ORDER[1 : ORDER.index(moment)]:
            head = self._head(before, unit)
            fits = head is not None and self._takes(before, head[1]) <= left
            say(at, not fits, f"{what} while {before.name} of {head} waits")
        mine = [task for task in self.tasks[moment][unit] if task[1] == crime and detail in (-1, task[2])]
        say(at, bool(mine), f"{what}, for which nobody has asked")
        head = self._head(moment, unit)
        say(at, not mine or head is None or head >= min(mine), f"{what} before {head}")
        task = min(mine, default=(at, crime, -1))
        self.tasks[moment][unit].pop(task, None)
        self.doing[officer] = task, (moment, at + takes)

    def _ends(self, row: Row, moment: Moment) -> None:
        at, _, crime, officer, _, amount = row
        (since, _, number), due = self.doing.pop(officer, ((at, crime, -1), (0, -1)))
        begun_as = next(begins for begins, ends in ENDS.items() if ends == moment)
        what = f"{moment.name}: {row}"
        self.books.say(at, due == (begun_as, at), f"{what}, not {due}")
        if moment != M.BAIL_EXTENDED:
            self.books.say(at, amount == at - since, f"{what}: since {since}")
        if moment == M.SIGNED_OFF:
            self.signed = at, crime
            self.then_closed.add(crime)
        elif moment == M.MENTORED and self.books.cases[crime].owner == number:
            self.mentored.add(crime)
            self.advised.add((crime, number))

    def after(self, row: Row) -> None:
        """Draw conclusions from a row once it is in the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        if moment == M.REVIEW_DUE:
            self.tasks[M.REVIEWING][amount][at, crime, detail] = not self.books.cases[crime].reopened
        elif moment == M.REOPENED:
            # What was due before it was closed is due no more.
            for tasks in (*self.tasks[M.REVIEWING], *self.tasks[M.EXTENDING]):
                for task in [task for task in tasks if task[1] == crime]:
                    del tasks[task]
        elif moment == M.SIGN_OFF_WANTED:
            self.tasks[M.SIGNING_OFF][amount][at, crime, -1] = True
        elif moment == M.ALLOCATED:
            self._allocated(at, crime, officer)
        elif moment in (M.ACCEPTED, M.HANDED_BACK):
            self.mentored.discard(crime)
        elif moment == M.RELEASED and detail == 1 and self.review.bail_extension:
            ends = at + self.facts.custody.released.bail_for
            self.asks[crime] = max(at, ends - self.review.bail_asked_before), ends
        elif moment == M.CLOSED:
            self.asks.pop(crime, None)

    def _allocated(self, at: int, crime: int, owner: int) -> None:
        self.mentored.discard(crime)
        for tasks in self.tasks[M.MENTORING]:
            for task in [task for task in tasks if task[1] == crime]:
                del tasks[task]
        unit = self.facts.unit[owner]
        advises = self.mentoring is not None and self.facts.roster.units[unit].team in self.mentoring.teams
        if advises and self.books.lacks(self.books.cases[crime], owner):
            self.tasks[M.MENTORING][unit][at, crime, owner] = (crime, owner) not in self.advised

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        self._ask(at)
        for crime in self.then_closed:
            self.books.say(at, False, f"crime {crime} is signed off and not closed")
        self.then_closed.clear()
        for officer, (task, (moment, ends)) in self.doing.items():
            self.books.say(at, at < ends, f"{Moment(moment).name} of {task} by {officer} does not end at {ends}")
        for unit, one in enumerate(self.facts.roster.units):
            free = [o for o in one.supervisors if self.books.activity[o] == Activity.AVAILABLE]
            if not free:
                continue
            # Nobody looks round when a supervisor is kept on: only the turn's own end counts for what must be done.
            left = max(self.books.ends_at[officer] - at for officer in free)
            if self._takes(M.ALLOCATING, -1) <= left and not self.allocation.meets:
                for other in self._units_for(unit):
                    for crime in self.allocation.waits_in_vain(other, at):
                        self.books.say(at, False, f"crime {crime} waits while a supervisor is idle and one has room")
            for moment in ENDS:
                head = self._head(moment, unit)
                if head is not None and self._takes(moment, head[1]) <= left:
                    self.books.say(at, False, f"{moment.name} of {head} waits while supervisors {free} are idle")
