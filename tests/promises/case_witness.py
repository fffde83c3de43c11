"""A witness of a crime's life: specialists, arrests, custody, bail, and crimes that are opened again."""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.moments import Activity, Moment, Outcome
from demandsim.tape.tape import NEVER
from tests.promises.case_books import CLOSED, PASSED, READY, WAITING, Case, CaseBooks

Row = tuple[int, ...]
M = Moment
O = Outcome  # noqa: E741
AGAIN = (O.NO_SUSPECT, O.EVIDENTIAL, O.FILED)
"""Outcomes after which a crime may be opened again."""


class CaseWitness:
    """Give her every row before and after it goes into the books."""

    def __init__(self, books: CaseBooks) -> None:
        self.books, self.facts = books, books.facts
        self.must: dict[tuple[int, int], int] = {}
        """What must be told of a crime, as (crime, moment): by which second."""
        self.bail_ends: dict[int, int] = {}
        self.extended: set[int] = set()
        self.expired: set[int] = set()
        self.reopens: dict[int, tuple[int, int, int]] = {}
        """By crime closed: the second at which it is opened again, its former owner and unit."""
        self.closing: tuple[int, int, int] = (-1, -1, -1)
        interview = self.facts.custody.interview
        self.interview = 0 if interview is None else round(interview.mean)
        self.arrested_at: dict[int, int] = {}
        self.shown: set[int] = set()

    def before(self, row: Row) -> None:
        """Judge a row before it goes into the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        case = self.books.cases.get(crime)
        if case is None or moment == M.RECORDED:
            return
        what = f"{moment.name} of crime {crime}: {row}"
        say = self.books.say
        key = (crime, code)
        if key in self.must:
            say(at, at == self.must.pop(key), f"{what} is late")
        elif moment in (M.SUSPECT_ARRESTED, M.REOPENED, M.BAIL_EXPIRED):
            say(at, False, f"{what} should not be")
        if moment == M.PASSED:
            right = case.life == READY and self.books.passes(case) == amount and case.waits_until <= at
            say(at, right and officer == case.owner and detail == case.stage, f"{what} should not be")
        elif moment == M.ASSISTING:
            self._assisting(at, case, officer)
        elif moment == M.STARTED:
            say(at, self.books.passes(case) < 0, f"{what}: specialists do this stage")
        elif moment == M.SUSPECT_ARRESTED:
            nothing_left = case.stage >= self.facts.stages
            say(at, abs(amount - self.interview) <= 1 or (nothing_left and not amount), f"{what}: not {self.interview}")
        elif moment == M.RELEASED:
            self._released(at, case, row)
        elif moment == M.BAIL_EXTENDED:
            ends = case.released_at + self.facts.custody.released.extended_to
            say(at, amount == ends and crime not in self.extended and case.bailed, f"{what}, not {ends}")
            self.extended.add(crime)
            if case.life != CLOSED:
                # Of a crime that is closed meanwhile only the supervisor's time is told.
                self._bail(crime, ends, at)
        elif moment == M.REOPENED:
            closed, owner, _ = self.reopens[crime]
            say(
                at,
                officer == owner and amount == at - case.closed_at and at == closed,
                f"{what}: {self.reopens[crime]}",
            )
            say(at, case.reopened == 0, f"{what}: it was open again before")
            self.must[crime, M.ROUTED] = at
        elif moment == M.ROUTED and crime in self.reopens and case.reopened:
            say(at, amount == self.reopens.pop(crime)[2] and detail < 0, f"{what}: it was closed elsewhere")
        elif moment == M.CLOSED:
            self.closing = crime, case.owner, case.unit
            say(at, officer == case.owner, f"{what}: {case.owner} holds it")

    def _assisting(self, at: int, case: Case, officer: int) -> None:
        unit, what = case.passed_to, f"{officer} assists with crime {case.number}"
        mates = self.facts.roster.units[unit].officers if unit >= 0 else ()
        self.books.say(at, case.life == PASSED and officer in mates, f"{what}, which is not for such a specialist")
        self.books.say(at, not self.books.ready[officer], f"{what} while own crimes wait")
        if unit >= 0:
            first = min(self.books.passed[unit].values(), key=lambda one: (one.passed_at, one.number), default=case)
            self.books.say(at, first.number == case.number, f"{what} before {first.number}")

    def _released(self, at: int, case: Case, row: Row) -> None:
        _, _, crime, officer, detail, amount = row
        custody = self.facts.custody
        what = f"RELEASED: {row}"
        in_custody = self.books.in_custody(case) and custody.clock is not None
        so = in_custody and officer == case.owner and amount in (0, 1)
        self.books.say(at, so, f"{what}: nobody is in custody, or it is told wrongly")
        arrest = case.suspect_arrested if case.suspect_arrested >= 0 else case.recorded_at
        if amount:
            self.books.say(at, at == arrest + (custody.clock or 0), f"{what}: the clock ends otherwise")
        else:
            self.books.say(at, crime in self.shown, f"{what}: no stage was done")
        right = self.facts.released(crime, by_clock=bool(amount))
        self.books.say(at, detail == right, f"{what}: not {right}")
        if detail == 1:
            self._bail(crime, at + custody.released.bail_for, at)

    def _bail(self, crime: int, ends: int, at: int) -> None:
        self.bail_ends[crime] = ends
        # Extended to a time that is past, it expires at once.
        self.must[crime, M.BAIL_EXPIRED] = max(ends, at)

    def after(self, row: Row) -> None:
        """Draw conclusions from a row once it is in the books."""
        at, code, crime, _, detail, _ = row
        moment: Any = Moment(code)
        case = self.books.cases.get(crime)
        if case is None:
            return
        if moment == M.RECORDED and self.books.in_custody(case) and self.facts.custody.clock is not None:
            self.must[crime, M.RELEASED] = at + self.facts.custody.clock
        elif moment in (M.FINISHED, M.ASSISTED):
            self._stage_done(at, case, detail)
        elif moment == M.CLOSED:
            for what in (M.RELEASED, M.BAIL_EXPIRED, M.SUSPECT_ARRESTED):
                self.must.pop((crime, what), None)
            after = self.facts.reopens_after[crime]
            if Outcome(detail) in AGAIN and after < NEVER and not case.reopened:
                _, owner, unit = self.closing
                self.reopens[crime] = at + after, owner, unit
                self.must[crime, M.REOPENED] = at + after

    def _stage_done(self, at: int, case: Case, column: int) -> None:
        """The first stage after an arrest deals with the suspect; another may lead to one."""
        crime = case.number
        if self.facts.custody.clock is not None and self.books.in_custody(case):
            self.must[crime, M.RELEASED] = at
            self.shown.add(crime)
        nobody = not case.arrested and case.suspect_arrested < 0
        if nobody and not case.desk and not case.reopened and self.facts.arrest_at(crime, column):
            self.must[crime, M.SUSPECT_ARRESTED] = at
            if self.facts.custody.clock is not None:
                self.must[crime, M.RELEASED] = at + self.facts.custody.clock

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        for (crime, moment), by in list(self.must.items()):
            if by <= at:
                self.books.say(at, False, f"crime {crime}: no {Moment(moment).name} at {by}")
        for case in self.books.cases.values():
            if case.life == READY and case.stage >= self.facts.stages:
                self.books.say(at, False, f"crime {case.number} has nothing left to do and is open")
            elif case.life == READY and self.books.passes(case) >= 0:
                self.books.say(at, False, f"crime {case.number} is not passed to specialists")
            elif case.life == WAITING and case.waits_until <= at:
                self.books.say(at, False, f"crime {case.number} waits though it is over at {case.waits_until}")
        for unit, tasks in enumerate(self.books.passed):
            idle = [o for o in self.facts.roster.units[unit].officers if self.books.activity[o] == Activity.AVAILABLE]
            if tasks and idle:
                self.books.say(at, False, f"crimes {list(tasks)} wait for specialists while {idle} are idle")

    def close(self, at: int) -> None:
        """Nothing that was to happen before the end of the run is missing."""
        for (crime, moment), by in self.must.items():
            if by < at and self.books.cases[crime].life != CLOSED:
                self.books.say(at, False, f"crime {crime}: no {Moment(moment).name} at {by}")
