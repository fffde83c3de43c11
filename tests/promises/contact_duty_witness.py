"""A witness of the duty to keep victims informed: due after so much silence, done by the owner before other crimes."""

from __future__ import annotations

from typing import Any

from demandsim.eventlog.moments import Activity, Moment, Outcome
from tests.promises.case_books import CLOSED, HELD, Case, CaseBooks
from tests.promises.case_facts import SHARED
from tests.promises.turns import Turns

Row = tuple[int, ...]
M = Moment
NEWS = (M.ALLOCATED, M.FINISHED, M.ASSISTED, M.REVIEWED, M.CONTACTED)


class ContactDutyWitness:
    """Give her every row before and after it goes into the books."""

    def __init__(self, books: CaseBooks, turns: Turns) -> None:
        self.books, self.facts, self.turns = books, books.facts, turns
        rule = self.facts.rules.victim_contact
        self.takes = 0 if rule is None else rule.takes
        self.declared = rule is not None
        self.news: dict[int, int] = {}
        """By crime: second of the last news since it has had an owner."""
        self.due: dict[int, int] = {}
        """By crime: since when a call is due."""
        self.heard: dict[int, int] = {}
        """By crime: second of the last news, or of the report."""
        self.signed: dict[int, int] = {}
        self.shared = -1, -1
        """Second and crime of the last that somebody has taken up from a colleague."""
        self.number: dict[int, int] = {}
        self.calling: dict[int, tuple[int, int, int]] = {}
        """By owner who calls: crime, since when due, second of beginning."""

    def _at_stake(self, case: Case) -> bool:
        return not case.desk and case.life != CLOSED and case.number in self.news

    def _fits(self, officer: int, at: int) -> bool:
        return at + self.takes <= self.turns.planned_end(officer)

    def _owed(self, officer: int) -> list[int]:
        """List the crimes of an owner whose victims are owed a call."""
        return [crime for crime in self.due if self._holds(officer, self.books.cases[crime])]

    def _holds(self, officer: int, case: Case) -> bool:
        return case.owner == officer and case.life in HELD

    def before(self, row: Row) -> None:
        """Judge a row before it goes into the books."""
        at, code, crime, officer, detail, amount = row
        moment: Any = Moment(code)
        say, what = self.books.say, f"{moment.name}: {row}"
        if moment in (M.CONTACT_DUE, M.CONTACTING, M.CONTACTED):
            say(at, self.declared, f"{what}: no such duty is declared")
        if moment == M.CONTACT_DUE:
            case, every = self.books.cases[crime], self.facts.contact_every(crime)
            lawful = every is not None and self._at_stake(case) and crime not in self.due
            say(at, lawful and at == self.news[crime] + (every or 0), f"{what}: last news {self.news.get(crime)}")
            self.number[crime] = self.number.get(crime, 0) + 1
            say(at, detail == self.number[crime] and officer == case.owner, f"{what}: number {self.number[crime]}")
            self.due[crime] = at
        elif moment == M.CONTACTING:
            owed = self._owed(officer)
            say(at, crime in owed and detail == self.number.get(crime), f"{what}: not owed by {officer}")
            say(at, amount == self.takes and self._fits(officer, at), f"{what}: takes {self.takes}, or too long")
            first = min((self.due[one] for one in owed), default=at)
            say(at, self.due.get(crime, at) == first, f"{what} before another that has been due longer")
            held = [one.number for one in self.books.ready[officer].values() if self.books.in_custody(one)]
            say(at, not held, f"{what} while crimes {held} have somebody in custody")
            self.calling[officer] = crime, self.due.pop(crime, at), at
        elif moment == M.CONTACTED:
            called, due, began = self.calling.pop(officer, (-1, at, at))
            say(at, called == crime and amount == at - due and at - began == self.takes, f"{what}: due {due}")
        elif moment == M.CLOSED and detail == Outcome.VICTIM_WITHDREW:
            self._withdraws(at, self.books.cases[crime])
        elif moment in (M.STARTED, M.ASSISTING) and self.due:
            # Whoever takes up a shared crime begins in the same second: what is owed with it comes after.
            first = moment == M.STARTED and (
                self.books.in_custody(self.books.cases[crime]) or self.shared == (at, crime)
            )
            owed = [] if first or not self._fits(officer, at) else self._owed(officer)
            say(at, not owed, f"{what} while victims of crimes {owed} are owed a call")

    def _withdraws(self, at: int, case: Case) -> None:
        """A victim withdraws after so much silence, or when an allocation or a signature then in hand is done."""
        crime = case.number
        patience = int(self.facts.crimes.patience[crime])
        done = at in (self.heard[crime], self.signed.get(crime))
        so = done or case.reopened or case.recorded_at < 0 or at == self.heard[crime] + patience
        self.books.say(at, bool(so), f"the victim of crime {crime}, who heard at {self.heard[crime]}, withdraws")

    def after(self, row: Row) -> None:
        """Draw conclusions from a row once it is in the books."""
        at, code, crime, *_ = row
        if code == M.ALLOCATED and row[4] & SHARED:
            self.shared = at, crime
        if code in NEWS or code == M.RECORDED:
            self.heard[crime] = at
        elif code == M.SIGNED_OFF:
            self.signed[crime] = at
        if code == M.CLOSED:
            self.due.pop(crime, None)
            self.news.pop(crime, None)
        elif code in NEWS and (code == M.ALLOCATED or crime in self.news):
            self.news[crime] = at

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        if not self.declared:
            return
        calling = {crime for crime, _, _ in self.calling.values()}
        for crime, last in self.news.items():
            every = self.facts.contact_every(crime)
            if every is not None and crime not in self.due and crime not in calling:
                stake = self._at_stake(self.books.cases[crime])
                self.books.say(at, not stake or at < last + every, f"crime {crime}: no call is due at {last + every}")
        for crime in self.due:
            case = self.books.cases[crime]
            idle = case.life in HELD and self.books.activity[case.owner] == Activity.AVAILABLE
            if idle and self._fits(case.owner, at):
                self.books.say(at, False, f"the victim of crime {crime} is owed a call and its owner {case.owner} idle")
