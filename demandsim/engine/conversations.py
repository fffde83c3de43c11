"""Conversations: how long they last, what they report, and what the switchboard does with them."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.call import NO_INSTANT, NOBODY, Call
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.engine.handlers import Handlers
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.rules.choice import GRADES
from demandsim.scenario.lines import MATTERS
from demandsim.tape.tape import CRIME, FROM_PUBLIC, INCIDENT, INFORMATION, Tape

HUNG_UP, FREED, PUT_THROUGH = int(Moment.HUNG_UP), int(Moment.FREED), int(Moment.PUT_THROUGH)
TALKING, WRAPPING = int(Activity.TALKING), int(Activity.WRAPPING)
EMERGENCY = GRADES.index("emergency")


class Conversations:
    """Handlers and callers who speak.

    `live` are the contacts being dealt with; `slowness(line)` is the factor of slow systems; `leaves_line` gives a
    trunk back; `put_through` lets a caller wait for the line that was dialled; `on_incident` and `on_crime` are told
    what a contact reported.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        live: dict[int, Call],
        handlers: Handlers,
        slowness: Callable[[int], float],
        leaves_line: Callable[[Call], None],
        put_through: Callable[[Appointment], None],
        on_incident: Callable[[int], None],
        on_crime: Callable[[int, int], None],
    ) -> None:
        demand, contacts = tape.scenario.demand, tape.contacts
        self._clock, self._at, self._write, self._duty = clock, clock.at, log.write, duty
        self._live, self._handlers, self._slowness = live, handlers, slowness
        self._leaves_line, self._put_through = leaves_line, put_through
        self._on_incident, self._on_crime = on_incident, on_crime
        self._about, self._cause = plain(contacts.about), plain(contacts.cause)
        self._incident, self._crime = plain(contacts.incident), plain(contacts.crime)
        self._talk, self._wrap = plain(contacts.talk), plain(contacts.wrap)
        self._assessed = plain(tape.incidents.assessed)
        self._pass_on = [line.emergency_passed_on for line in demand.lines.values()]
        self._trunks = any(line.trunks is not None for line in demand.lines.values())
        self._alike = handlers.alike and not tape.stretches
        resolves = {} if demand.switchboard is None else demand.switchboard.resolves
        self._resolves = [resolves.get(matter, 0.0) for matter in MATTERS]
        self._switchboard_talk, self._switchboard_luck = contacts.switchboard_talk, contacts.switchboard_luck

    def speak(self, call: Call) -> None:
        """Let the conversation last as long as it must, and pass an emergency on before it ends."""
        now, contact = self._clock.now, call.contact
        self._duty.activity[call.handler] = TALKING
        talk, wrap = self._talk[contact], self._wrap[contact]
        if not self._alike:
            talk, wrap = self._handled_in(talk, call), self._handled_in(wrap, call)
        call.talk, call.wrap = talk, wrap
        self._at(now + talk, Rank.HUNG_UP, contact, self._hangs_up)
        if self._about[contact] == INCIDENT and self._assessed[self._incident[contact]] == EMERGENCY:
            after = self._pass_on[call.line]
            if after is not None and after < talk:
                self._at(now + after, Rank.PASSED_ON, contact, self._passes_on)

    def work(self, call: Call) -> int:
        """Give the seconds that written work takes the handler of a contact."""
        return self._handled_in(self._talk[call.contact] + self._wrap[call.contact], call)

    def _handled_in(self, seconds: int, call: Call) -> int:
        """Give the time that work takes this handler now: some teams, and slow systems, take longer."""
        factor = self._handlers.pace(call.handler, call.line) * self._slowness(call.line)
        return seconds if factor == 1.0 else round(seconds * factor)

    def _passes_on(self, appointment: Appointment) -> None:
        self._live[appointment.who].passed_on = True
        self._on_incident(self._incident[appointment.who])

    def _hangs_up(self, appointment: Appointment) -> None:
        contact = appointment.who
        call = self._live[contact]
        now, handler = self._clock.now, call.handler
        self._write((now, HUNG_UP, contact, handler, self._about[contact], call.talk))
        self._duty.activity[handler] = WRAPPING
        if self._trunks and call.promised_at == NO_INSTANT:
            self._leaves_line(call)
        if self._about[contact] != INFORMATION:
            self.report(call)
        if call.wrap:
            self._at(now + call.wrap, Rank.FREED, contact, self._wraps_up)
        else:
            self._wraps_up(appointment)

    def report(self, call: Call) -> None:
        """Tell the other desks what a first contact was about, unless an emergency was passed on before."""
        contact = call.contact
        if self._cause[contact] == FROM_PUBLIC and not call.passed_on:
            about = self._about[contact]
            if about == INCIDENT:
                self._on_incident(self._incident[contact])
            elif about == CRIME:
                self._on_crime(self._crime[contact], contact)

    def _wraps_up(self, appointment: Appointment) -> None:
        call = self._live.pop(appointment.who)
        self._write((self._clock.now, FREED, call.contact, call.handler, NOBODY, call.wrap))
        self._duty.released(call.handler)

    def sort(self, call: Call) -> None:
        """Let the switchboard hear what a call is about."""
        self._duty.activity[call.handler] = TALKING
        call.talk = self._handled_in(int(self._switchboard_talk[call.contact, 0]), call)
        self._at(self._clock.now + call.talk, Rank.HUNG_UP, call.contact, self._is_sorted)

    def _is_sorted(self, appointment: Appointment) -> None:
        """The switchboard ends the call there and then, or puts it through."""
        contact = appointment.who
        call = self._live[contact]
        if self._switchboard_luck[contact, 0] < self._resolves[self._about[contact]]:
            call.wrap = 0
            self._hangs_up(appointment)
            return
        now, handler = self._clock.now, call.handler
        self._write((now, PUT_THROUGH, contact, handler, call.dialled, call.talk))
        call.line = call.dialled
        self._at(now, Rank.CALL, contact, self._put_through)
        self._duty.released(handler)
