"""A witness at the contact desk: who may serve whom by the rules as they are written, judged from the log alone.

The witness knows scenario, tape and roster and keeps books of its own. Whoever is served must be the one whom the rule
puts first, and by whom it says; at the end of every second nobody may wait whom somebody may serve. What people do
(give up, ring again, accept to be rung back, pick up) must be what their patience and luck say.
"""

from __future__ import annotations

from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.scenario.events import Outage, Slow
from demandsim.tape import Tape
from demandsim.tape.tape import CRIME, INCIDENT, NEVER, NONE
from tests.promises.desk_books import NOBODY, Books, Wait

M = Moment
MATTERS = ("information", "incident", "crime", "other agency")


class DeskWitness:
    """Books on the contact desk; `found` are the complaints."""

    def __init__(self, tape: Tape, roster: Roster) -> None:
        scenario = tape.scenario
        self.contacts, self.switchboard = tape.contacts, scenario.demand.switchboard
        self.rule, self.lines = scenario.desk_rules.answer, scenario.demand.lines
        self.names = tuple(self.lines)
        calendar = tape.absences.calendar
        self.events = [
            (event, calendar.instant(event.begins), calendar.instant(event.ends))
            for event in scenario.events
            if isinstance(event, Outage | Slow)
        ]
        self.books = Books(tape, roster)
        self.found: list[str] = []

        self.in_hand: dict[int, tuple[int, int, int]] = {}
        """(contact, since, work left) of handlers at written work."""
        self.called_away = NOBODY
        self.through: set[int] = set()
        """Who was put through in the present attempt."""
        self.dialled: dict[int, str] = {}
        self.attempt: dict[int, int] = {}
        self.waited: dict[int, int] = {}
        """Seconds waited in the present attempt before the present wait."""
        self.rings_at: dict[int, int] = {}
        """Who must ring again, and when."""
        self.must_be_lost: set[int] = set()
        self.trunk: dict[int, str] = {}
        self.promises: dict[int, tuple[int, int, int]] = {}
        """(promised at, tries, rang at) of those to be rung back."""
        self.must_last: dict[int, tuple[int, int]] = {}
        """(talk, wrap) of conversations, by contact."""
        self.work: dict[int, list[int]] = {}
        """[work in all, work left] of what has been taken up."""

    # Reading the log

    def note(self, number: int, row: tuple[int, ...]) -> None:
        """Read a row of the log: judge it, then enter it into the books."""
        at, code, subject, officer, detail, amount = row
        moment = Moment(code)
        if self.called_away != NOBODY:
            after = (M.ANSWERED, M.RUNG_BACK, M.OFF_DUTY)
            self._check(officer == self.called_away and moment in after, at, f"{self.called_away} is left with nothing")
        read = getattr(self, f"_saw_{moment.name.lower()}", None)
        if read is not None and (moment not in (M.ON_DUTY, M.OFF_DUTY) or officer in self.books.team):
            read(at, number, subject, officer, detail, amount)
        if moment != M.SET_ASIDE:
            self.called_away = NOBODY

    def look_round(self, at: int) -> None:
        """Look round at the end of a second."""
        outages = [event for event, begins, ends in self.events if begins <= at < ends and isinstance(event, Outage)]
        silent = {line for outage in outages for line in outage.lines}
        self._check(self.books.silent == silent, at, f"{self.books.silent} cannot be answered, but should be {silent}")
        for name, waits in self.books.callers.items():
            for wait in waits.values():
                late = wait.gives_up_at is not None and at >= wait.gives_up_at
                self._check(not late, at, f"{wait.contact} has no patience left")
                offered_at = self._offered_at(wait)
                self._check(offered_at is None or at < offered_at, at, f"{wait.contact} accepts to be rung back")
            trunks = self.lines[name].trunks
            if trunks is not None:
                used = sum(line == name for line in self.trunk.values())
                self._check(used <= trunks, at, f"{used} calls are on the {trunks} trunks of {name}")
        self._check(not self.must_be_lost, at, f"{self.must_be_lost} will not ring again")
        best = self.books.best(at, everybody=True)
        self._check(not best, at, f"contact {best[0][0]} waits, though {best[0][1]} may serve" if best else "")

    def close(self, ends_at: int) -> None:
        """Look round when the run is over."""
        overdue = [contact for contact, at in self.rings_at.items() if at < ends_at]
        self._check(not overdue, ends_at, f"contacts {overdue} have not rung again")

    def _check(self, sound: bool, at: int, complaint: str) -> None:
        if not sound:
            self.found.append(f"{at}: {complaint}")

    # Handlers come and go

    def _saw_on_duty(self, at: int, _: int, __: int, officer: int, *___: int) -> None:
        self.books.idle[officer] = at

    def _saw_off_duty(self, at: int, _: int, __: int, officer: int, *___: int) -> None:
        left = self.books.idle.pop(officer, None) is not None or self.books.writing.pop(officer, None) is not None
        self._check(left, at, f"{officer} leaves in the middle of a call")

    def _saw_freed(self, at: int, _: int, contact: int, officer: int, __: int, wrap: int) -> None:
        self._check(wrap == self.must_last.pop(contact)[1], at, f"{contact} has another wrap-up than the tape says")
        self.books.idle[officer] = at

    # Ringing

    def _saw_received(self, at: int, number: int, contact: int, _: int, line: int, attempt: int) -> None:
        dialled = self.dialled.setdefault(contact, self.names[self.contacts.line[contact]])
        if contact in self.attempt:
            due_at = self.rings_at.pop(contact, NOBODY)
        else:
            due_at = int(self.contacts.received_at[contact])
            due_at = at if due_at == NONE else due_at
        self._check(at == due_at and attempt == self.attempt.get(contact, 0) + 1, at, f"{contact} rings unexpectedly")
        self.through.discard(contact)
        answered_on = self.switchboard.line if dialled in self.rule.switchboard and self.switchboard else dialled
        self._check(self.names[line] == answered_on, at, f"{contact} rings on the wrong line")
        self.attempt[contact], self.waited[contact], self.trunk[contact] = attempt, 0, dialled
        announcement = self.lines[dialled].announcement
        self._waits(at, number, contact, answered_on, at + announcement, late=announcement > 0)

    def _waits(self, at: int, number: int, contact: int, line: str, joins: int, late: bool = False) -> None:
        patience = int(self.contacts.patience[contact, self.attempt[contact] - 1])
        gives_up_at = None if patience == NEVER else at + patience - self.waited[contact]
        self.books.callers[line][contact] = Wait(contact, line, at, joins, number, late, gives_up_at)

    def _saw_blocked(self, at: int, _: int, contact: int, __: int, line: int, ___: int) -> None:
        self.books.callers[self.names[line]].pop(contact)
        dialled = self.trunk.pop(contact)
        trunks, used = self.lines[dialled].trunks, sum(line == dialled for line in self.trunk.values())
        self._check(trunks is not None and used >= trunks, at, f"{contact} hears the engaged tone with trunks free")
        self._tries_again(at, contact)

    def _saw_abandoned(self, at: int, _: int, contact: int, __: int, line: int, ___: int) -> None:
        wait = self.books.callers[self.names[line]].pop(contact)
        self._check(wait.gives_up_at == at, at, f"{contact} gives up out of turn")
        self.trunk.pop(contact)
        self._tries_again(at, contact)

    def _tries_again(self, at: int, contact: int) -> None:
        line, last = self.lines[self.dialled[contact]], self.attempt[contact] - 1
        needs = self.contacts.about[contact] in (INCIDENT, CRIME)
        share = line.retry.need if needs else line.retry.information
        if last + 1 < line.retry.attempts and self.contacts.retry_luck[contact, last] < share:
            self.rings_at[contact] = at + int(self.contacts.retry_time[contact, last])
            if line.retry.switch_to and self.contacts.switch_luck[contact, last] < line.retry.switch_share:
                self.dialled[contact] = line.retry.switch_to
        else:
            self.must_be_lost.add(contact)

    def _saw_lost(self, at: int, _: int, contact: int, *__: int) -> None:
        self._check(contact in self.must_be_lost, at, f"{contact} is lost, but would try again")
        self.must_be_lost.discard(contact)

    # Speaking

    def _saw_answered(self, at: int, _: int, contact: int, officer: int, line: int, amount: int) -> None:
        name = self.names[line]
        self._judge(at, contact, officer)
        wait = self._leaves(contact, name, officer)
        self.waited[contact] += at - wait.since
        self._check(amount == at - wait.since, at, f"{contact} has waited {at - wait.since} s, not {amount}")
        if name == self.dialled[contact]:
            self._speaks(at, contact, officer)
        else:
            seconds = int(self.contacts.switchboard_talk[contact, 0])
            self.must_last[contact] = self._paced(at, seconds, officer, name), 0

    def _speaks(self, at: int, contact: int, officer: int) -> None:
        work = int(self.contacts.talk[contact]), int(self.contacts.wrap[contact])
        talk, wrap = (self._paced(at, seconds, officer, self.dialled[contact]) for seconds in work)
        self.must_last[contact] = talk, wrap

    def _paced(self, at: int, seconds: int, officer: int, line: str) -> int:
        factor = self.books.desks[self.books.team[officer]].handle_factor.get(line, 1.0)
        slowness = 1.0
        for event, begins, ends in self.events:
            if isinstance(event, Slow) and line in event.lines and begins <= at < ends:
                slowness *= event.factor
        return round(seconds * (factor * slowness))

    def _saw_hung_up(self, at: int, _: int, contact: int, __: int, ___: int, talk: int) -> None:
        self._check(talk == self.must_last[contact][0], at, f"{contact} is spoken to for {talk} s")
        if contact in self.promises:
            self._check(self._picks_up(contact), at, f"{contact} is spoken to, but does not pick up")
        elif self.dialled[contact] in self.rule.switchboard and contact not in self.through:
            self._check(self._resolved(contact), at, f"{contact} should be put through")
        self.trunk.pop(contact, None)

    def _saw_put_through(self, at: int, number: int, contact: int, officer: int, line: int, talk: int) -> None:
        self._check(talk == self.must_last.pop(contact)[0], at, f"{contact} is sorted in {talk} s")
        self._check(not self._resolved(contact), at, f"{contact} should end at the switchboard")
        self._check(self.names[line] == self.dialled[contact], at, f"{contact} is put through to the wrong line")
        self.through.add(contact)
        self.books.idle[officer] = at
        self._waits(at, number, contact, self.names[line], at, late=True)

    def _resolved(self, contact: int) -> bool:
        matter = MATTERS[self.contacts.about[contact]]
        shares = self.switchboard.resolves if self.switchboard else {}
        return bool(self.contacts.switchboard_luck[contact, 0] < shares.get(matter, 0.0))

    # Ringing back

    def _offered_at(self, wait: Wait) -> int | None:
        """The second in which a caller accepts to be rung back, for those who will."""
        offer, habits = self.rule.call_back.get(wait.line), self.lines[wait.line].call_back
        if offer is None or habits is None or self.contacts.call_back_luck[wait.contact, 0] >= habits.accepts:
            return None
        return max(wait.since + offer.offer_after, wait.joins)

    def _saw_promised(self, at: int, number: int, contact: int, _: int, line: int, __: int) -> None:
        wait = self.books.callers[self.names[line]].pop(contact)
        self._check(self._offered_at(wait) == at, at, f"{contact} accepts to be rung back out of turn")
        self.trunk.pop(contact)
        due_at = at + self.rule.call_back[wait.line].within
        self.promises[contact] = at, 0, wait.since
        self.books.promised[wait.line][contact] = Wait(contact, wait.line, wait.since, at, number, due_at=due_at)

    def _saw_rung_back(self, at: int, _: int, contact: int, officer: int, line: int, __: int) -> None:
        self._judge(at, contact, officer)
        self._leaves(contact, self.names[line], officer)
        promised_at, tries, rang_at = self.promises[contact]
        self.promises[contact] = promised_at, tries + 1, rang_at
        self._speaks(at, contact, officer)

    def _picks_up(self, contact: int) -> bool:
        habits = self.lines[self.dialled[contact]].call_back
        return bool(habits and self.contacts.call_back_luck[contact, self.promises[contact][1]] < habits.reached)

    def _saw_unreached(self, at: int, number: int, contact: int, officer: int, number_of_try: int, took: int) -> None:
        line = self.dialled[contact]
        habits, offer = self.lines[line].call_back, self.rule.call_back[line]
        self._check(habits is not None and took == habits.try_time, at, f"a try takes {took} s")
        self._check(not self._picks_up(contact), at, f"{contact} would pick up")
        promised_at, tries, rang_at = self.promises[contact]
        self._check(number_of_try == tries, at, f"{contact} is tried for time {tries}, not {number_of_try}")
        self.books.idle[officer] = at
        if tries < offer.tries:
            again_at, due_at = at + offer.try_again_after, promised_at + offer.within
            self.books.promised[line][contact] = Wait(contact, line, rang_at, again_at, number, due_at=due_at)
        else:
            self.must_be_lost.add(contact)

    # Written work and silent lines

    def _saw_taken_up(self, at: int, number: int, contact: int, officer: int, line: int, left: int) -> None:
        self._judge(at, contact, officer)
        wait = self.books.callers[self.names[line]].pop(contact)
        self.waited[contact] += at - wait.since
        if contact not in self.work:
            seconds = int(self.contacts.talk[contact] + self.contacts.wrap[contact])
            self.work[contact] = [self._paced(at, seconds, officer, self.names[line])] * 2
        self._check(left == self.work[contact][1], at, f"{contact}: {self.work[contact][1]} s are left, not {left}")
        self.books.idle.pop(officer, None)
        self.books.writing[officer], self.in_hand[officer] = number, (contact, at, left)

    def _saw_set_aside(self, at: int, number: int, contact: int, officer: int, line: int, left: int) -> None:
        in_hand, since, work = self.in_hand[officer]
        sound = in_hand == contact and left == work - (at - since)
        self._check(sound, at, f"{contact} is set aside by {officer} with {left} s left")
        self.work[contact][1] = left
        self.called_away = officer
        # The latest set aside is the first to be taken up again.
        self._waits(at, number, contact, self.names[line], joins=-number)

    def _saw_dealt_with(self, at: int, _: int, contact: int, officer: int, __: int, total: int) -> None:
        in_hand, since, left = self.in_hand.pop(officer)
        self.books.writing.pop(officer)
        sound = in_hand == contact and at == since + left and total == self.work.pop(contact)[0]
        self._check(sound, at, f"{contact} is dealt with out of turn")
        self.trunk.pop(contact)
        self.books.idle[officer] = at

    def _saw_silenced(self, at: int, _: int, __: int, ___: int, line: int, *____: int) -> None:
        self._check(self.names[line] not in self.books.silent, at, f"{line} was silent before")
        self.books.silent.add(self.names[line])

    def _saw_restored(self, at: int, _: int, __: int, ___: int, line: int, *____: int) -> None:
        self._check(self.names[line] in self.books.silent, at, f"{line} was not silent")
        self.books.silent.discard(self.names[line])

    # The queues

    def _leaves(self, contact: int, line: str, officer: int) -> Wait:
        """Take a caller, or one to be rung back, out of the queue, and the handler out of those who are there."""
        self.books.idle.pop(officer, None)
        self.books.writing.pop(officer, None)
        return self.books.callers[line].pop(contact, None) or self.books.promised[line].pop(contact)

    def _judge(self, at: int, contact: int, officer: int) -> None:
        best = self.books.best(at, contact) + self.books.best(at, contact, as_they_rang=True)
        self._check((contact, officer) in best, at, f"{officer} serves {contact}, but should be one of {best}")
