"""The contact desk: calls ring, wait, are answered or given up, and ring again; written work is done between them."""

from __future__ import annotations

from collections.abc import Callable, Container

from demandsim.engine.call import AWAY, LISTENING, NOBODY, QUEUED, SERVED, Call
from demandsim.engine.call_back import CallBacks
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.conversations import Conversations
from demandsim.engine.duty import Duty
from demandsim.engine.handlers import Handlers
from demandsim.engine.lines import LineEvents
from demandsim.engine.tables import plain
from demandsim.engine.waiting import Waiting
from demandsim.engine.written_work import WrittenWork
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.answer import AnyAnswer
from demandsim.tape.tape import CRIME, INCIDENT, NEVER, Tape

RECEIVED, ANSWERED, BLOCKED = int(Moment.RECEIVED), int(Moment.ANSWERED), int(Moment.BLOCKED)
ABANDONED, LOST = int(Moment.ABANDONED), int(Moment.LOST)


class ContactDesk:
    """Callers and writers on their lines, and the handlers who serve them.

    `on_incident` and `on_crime` are told what a contact reported; `prevented(contact)` tells whether what it
    would be about has been prevented (None where nothing ever is).
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        roster: Roster,
        rule: AnyAnswer,
        on_incident: Callable[[int], None],
        on_crime: Callable[[int, int], None],
        prevented: Callable[[int], bool] | None,
    ) -> None:
        scenario, contacts = tape.scenario, tape.contacts
        names, lines = tuple(scenario.demand.lines), tuple(scenario.demand.lines.values())
        self._clock, self._at, self._write, self._prevented = clock, clock.at, log.write, prevented
        self._received_at, self._line_on_tape = plain(contacts.received_at), plain(contacts.line)
        self._about, self._patience = plain(contacts.about), plain(contacts.patience)
        self._retry_luck, self._switch_luck = plain(contacts.retry_luck), plain(contacts.switch_luck)
        self._retry_time = plain(contacts.retry_time)
        self._first_calls = int((contacts.received_at >= 0).sum())

        self._live: dict[int, Call] = {}
        self._asked = False
        self._retries = tuple(
            (line.retry, names.index(line.retry.switch_to) if line.retry.switch_to else NOBODY) for line in lines
        )
        self._announcement = [line.announcement for line in lines]
        self._trunks = [line.trunks for line in lines]
        self._plain = [line.trunks is None and not line.announcement for line in lines]
        """Whether a call on a line has neither an engaged tone nor an announcement to fear."""
        self._in_use = [0] * len(lines)
        """Trunks taken, by line."""
        switchboard = scenario.demand.switchboard
        self._first_at = list(range(len(lines)))
        """Line on which the calls of each line are answered first: its own, or the switchboard's."""
        if switchboard is not None:
            for name in rule.switchboard:
                self._first_at[names.index(name)] = names.index(switchboard.line)

        self._handlers = Handlers(scenario, roster, rule)
        self._waiting = Waiting(scenario, rule, self._handlers)
        self._events = LineEvents(clock, log, tape, self._handlers, self._waiting, self._ask)
        self._conversations = Conversations(
            clock,
            log,
            duty,
            tape,
            self._live,
            self._handlers,
            self._events.slowness,
            leaves_line=self._leaves_line,
            put_through=self._is_put_through,
            on_incident=on_incident,
            on_crime=on_crime,
        )
        self._speak = self._conversations.speak
        self._written = WrittenWork(clock, log, duty, self._handlers, self._about, self._waits_again, self._is_done)
        self._call_backs = CallBacks(
            clock,
            log,
            duty,
            tape,
            rule,
            self._live,
            self._waiting,
            hangs_up_from=self._leaves_line,
            speak=self._speak,
            lost=self._is_lost,
            ask=self._ask,
        )
        self._overflows = self._handlers.overflows
        self._offers = self._call_backs.offers

    def begin(self) -> None:
        """Let the first call ring, and what befalls the lines happen."""
        if self._first_calls:
            self._at(self._received_at[0], Rank.CALL, 0, self._rings_first)
        self._events.begin()

    # Ringing

    def _rings_first(self, call: Appointment) -> None:
        contact = call.who
        following = contact + 1
        if following < self._first_calls:
            self._at(self._received_at[following], Rank.CALL, following, self._rings_first)
        if self._prevented is None or not self._prevented(contact):
            self._ring(contact)

    def wake(self, contact: int) -> None:
        """Let a candidate call ring now: what the force did, or failed to do, has caused it."""
        self._at(self._clock.now, Rank.CALL, contact, self._rings_again)

    def _rings_again(self, call: Appointment) -> None:
        self._ring(call.who)

    def _ring(self, contact: int) -> None:
        now = self._clock.now
        call = self._live.get(contact)
        if call is None:
            call = self._live[contact] = Call(contact, self._line_on_tape[contact])
        else:
            call.waited = 0
        call.attempt += 1
        dialled = call.dialled
        call.line = line = self._first_at[dialled]
        self._write((now, RECEIVED, contact, NOBODY, line, call.attempt))
        if self._plain[dialled] or self._gets_through(call):
            self._arrives(call)

    def _gets_through(self, call: Call) -> bool:
        """Take a trunk, or let the caller hear the engaged tone or an announcement first, and give False."""
        now, contact, dialled = self._clock.now, call.contact, call.dialled
        trunks = self._trunks[dialled]
        if trunks is not None:
            if self._in_use[dialled] >= trunks:
                self._write((now, BLOCKED, contact, NOBODY, call.line, call.attempt))
                self._tries_again(call)
                return False
            self._in_use[dialled] += 1
        announcement = self._announcement[dialled]
        if announcement:
            self._waits(call)
            call.state = LISTENING
            self._at(now + announcement, Rank.CALL, contact, self._has_listened)
        return not announcement

    def _arrives(self, call: Call) -> None:
        """Serve a call at once, or let it wait."""
        if not self._served_at_once(call, self._clock.now):
            self._waits(call)
            self._joins(call)

    def _served_at_once(self, call: Call, since: int) -> bool:
        """Answer a call that has waited since then, if nobody is before it and somebody is free or called away."""
        call.since = since
        line, handlers, waiting = call.line, self._handlers, self._waiting
        if not waiting.nobody(line):
            return False
        if waiting.written[line]:
            handler = handlers.for_written_work(line, 0)
            if handler >= 0:
                self._takes_up(call, handler)
            return handler >= 0
        handler = handlers.for_call(line, self._clock.now - since)
        if handler < 0:
            handler = handlers.at_written_work(line, self._clock.now - since)
            if handler < 0:
                return False
            self._written.set_aside(handler)
            self._ask()  # somebody idle, who cannot take the call, may go on with the written work
        self._answer(call, handler)
        return True

    def _has_listened(self, appointment: Appointment) -> None:
        """The announcement is over: the caller can be answered from now on, unless already gone."""
        call = self._live.get(appointment.who)
        now = self._clock.now
        if call is None or call.state != LISTENING or call.since + self._announcement[call.dialled] != now:
            return
        if not self._served_at_once(call, call.since):
            self._joins(call)

    # Waiting and giving up

    def _waits(self, call: Call) -> None:
        """Let a wait begin now; the patience of an attempt is one for all its waits."""
        call.since = now = self._clock.now
        call.waits += 1
        patience = self._patience[call.contact, call.attempt - 1]
        if patience < NEVER:
            call.gives_up_at = now + patience - call.waited
            self._at(call.gives_up_at, Rank.ABANDON, call.contact, self._gives_up)

    def _joins(self, call: Call) -> None:
        """Put a call into the queue of its line, and expect what may change with waiting."""
        self._waiting.join(call)
        self._expects_overflow(call)
        if self._offers[call.line] is not None:
            self._call_backs.expect(call)

    def _expects_overflow(self, call: Call) -> None:
        """Make the appointments at which further teams may take a call, or written work, that still waits."""
        for after in self._overflows[call.line]:
            self._at(call.since + after, Rank.OVERDUE, call.contact, lambda _: self._ask())

    def _gives_up(self, appointment: Appointment) -> None:
        call = self._live.get(appointment.who)
        now = self._clock.now
        if call is None or call.gives_up_at != now or call.state not in (LISTENING, QUEUED):
            return
        if call.state == QUEUED:
            self._waiting.leave(call)
        self._write((now, ABANDONED, call.contact, NOBODY, call.line, now - call.since))
        self._leaves_line(call)
        self._tries_again(call)

    def _leaves_line(self, call: Call) -> None:
        """Give back the trunk that a call holds."""
        if self._trunks[call.dialled] is not None:
            self._in_use[call.dialled] -= 1

    def _tries_again(self, call: Call) -> None:
        """Let whoever gave up or heard the engaged tone ring again later, or never."""
        call.state = AWAY
        contact, attempt = call.contact, call.attempt
        retry, other_line = self._retries[call.dialled]
        share = retry.need if self._about[contact] in (INCIDENT, CRIME) else retry.information
        if attempt < retry.attempts and self._retry_luck[contact, attempt - 1] < share:
            if other_line >= 0 and self._switch_luck[contact, attempt - 1] < retry.switch_share:
                call.dialled = other_line
            again_at = self._clock.now + self._retry_time[contact, attempt - 1]
            self._at(again_at, Rank.CALL, contact, self._rings_again)
        else:
            self._is_lost(call)

    def _is_lost(self, call: Call) -> None:
        del self._live[call.contact]
        self._write((self._clock.now, LOST, call.contact, NOBODY, self._about[call.contact], call.attempt))

    # Answering

    def _answer(self, call: Call, handler: int) -> None:
        now = self._clock.now
        self._handlers.take(handler)
        wait = now - call.since
        call.state, call.handler = SERVED, handler
        call.waited += wait
        self._write((now, ANSWERED, call.contact, handler, call.line, wait))
        if call.line == call.dialled:
            self._speak(call)
        else:
            self._conversations.sort(call)

    def _is_put_through(self, appointment: Appointment) -> None:
        self._arrives(self._live[appointment.who])

    # Written work

    def _takes_up(self, call: Call, handler: int) -> None:
        call.waited += self._clock.now - call.since
        if not call.work:
            call.handler = handler
            call.work = call.left = self._conversations.work(call)
        self._written.take_up(call, handler)

    def _waits_again(self, call: Call) -> None:
        self._waits(call)
        self._waiting.put_back(call)
        self._expects_overflow(call)

    def _is_done(self, call: Call) -> None:
        del self._live[call.contact]
        self._conversations.report(call)

    def count(self, lines: Container[int]) -> int:
        """Count the calls that ring, and the written work that waits, on some lines."""
        return sum(call.state in (LISTENING, QUEUED) and call.line in lines for call in self._live.values())

    # Handlers

    def free(self, officer: int) -> None:
        """A handler is free: take the next call, or wait for one."""
        self._handlers.free(officer, self._clock.now)
        if self._waiting.count:
            self._ask()

    def gone(self, officer: int) -> None:
        """A handler leaves; written work goes back to its queue."""
        if officer in self._written.in_hand:
            self._written.set_aside(officer)
            self._ask()
        if self._handlers.is_here(officer):
            self._handlers.take(officer)

    def _ask(self) -> None:
        """Let free handlers look round once all that happens in this second has happened."""
        if not self._asked:
            self._asked = True
            self._at(self._clock.now, Rank.ASSIGN_CONTACTS, 0, self._assign)

    def _assign(self, _: Appointment) -> None:
        self._asked = False
        waiting, now = self._waiting, self._clock.now
        while waiting.count and self._handlers.here:
            served = waiting.next(now)
            if served is None:
                return
            call, handler, to_be_rung = served
            if handler in self._written.in_hand:
                self._written.set_aside(handler)
            if to_be_rung:
                self._handlers.take(handler)
                self._call_backs.ring(call, handler)
            elif waiting.written[call.line]:
                self._takes_up(call, handler)
            else:
                self._answer(call, handler)
