"""Ringing back: callers who wait are offered it, leave the queue, and are rung when their turn comes."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.call import PROMISED, QUEUED, SERVED, Call
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.engine.waiting import Waiting
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.rules.answer import AnyAnswer
from demandsim.tape.tape import Tape

TALKING = int(Activity.TALKING)
PROMISE, RUNG_BACK, UNREACHED = int(Moment.PROMISED), int(Moment.RUNG_BACK), int(Moment.UNREACHED)


class CallBacks:
    """Offers, promises and tries to ring back.

    `live` are the contacts being dealt with; `hangs_up_from` gives a trunk back, `speak` lets a conversation begin,
    `lost` ends a contact, `ask` lets free handlers look round.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        rule: AnyAnswer,
        live: dict[int, Call],
        waiting: Waiting,
        hangs_up_from: Callable[[Call], None],
        speak: Callable[[Call], None],
        lost: Callable[[Call], None],
        ask: Callable[[], None],
    ) -> None:
        lines = tape.scenario.demand.lines
        self._clock, self._at, self._write = clock, clock.at, log.write
        self._live, self._waiting = live, waiting
        self._duty, self._hangs_up_from, self._speak = duty, hangs_up_from, speak
        self._lost, self._ask = lost, ask
        self._luck = tape.contacts.call_back_luck
        self._habits = [line.call_back for line in lines.values()]
        self.offers = [rule.call_back.get(name) if line.call_back else None for name, line in lines.items()]
        """What callers of each line are offered."""

    def expect(self, call: Call) -> None:
        """Make the appointment at which a caller who has just begun to wait will be offered a call back."""
        offer = self.offers[call.line]
        assert offer is not None
        offer_at = max(call.since + offer.offer_after, self._clock.now)
        self._at(offer_at, Rank.OFFERED, call.contact, self._is_offered)

    def _is_offered(self, appointment: Appointment) -> None:
        call = self._live.get(appointment.who)
        if call is None or call.state != QUEUED or call.offered == call.waits:
            return
        now, line = self._clock.now, call.line
        offer, habits = self.offers[line], self._habits[line]
        if offer is None or habits is None or now < call.since + offer.offer_after:
            return
        call.offered = call.waits
        if self._luck[call.contact, 0] >= habits.accepts:
            return
        self._waiting.leave(call)
        self._write((now, PROMISE, call.contact, -1, line, now - call.since))
        self._hangs_up_from(call)
        call.state = PROMISED
        call.promised_at, call.due_at = now, now + offer.within
        self._at(call.due_at, Rank.OVERDUE, call.contact, lambda _: self._ask())
        self._waiting.promise(call)
        self._ask()

    def ring(self, call: Call, handler: int) -> None:
        """Let a handler ring a caller back: the conversation begins, or nobody picks up."""
        now, contact = self._clock.now, call.contact
        call.state, call.handler = SERVED, handler
        self._duty.activity[handler] = TALKING
        call.tries += 1
        self._write((now, RUNG_BACK, contact, handler, call.line, now - call.promised_at))
        habits = self._habits[call.line]
        assert habits is not None
        if self._luck[contact, call.tries] < habits.reached:
            self._speak(call)
        else:
            call.talk = habits.try_time
            self._at(now + call.talk, Rank.HUNG_UP, contact, self._does_not_pick_up)

    def _does_not_pick_up(self, appointment: Appointment) -> None:
        contact = appointment.who
        call = self._live[contact]
        now, offer = self._clock.now, self.offers[call.line]
        assert offer is not None
        self._write((now, UNREACHED, contact, call.handler, call.tries, call.talk))
        call.state = PROMISED
        if call.tries < offer.tries:
            self._at(now + offer.try_again_after, Rank.OVERDUE, contact, self._is_tried_again)
        else:
            self._lost(call)
        self._duty.released(call.handler)

    def _is_tried_again(self, appointment: Appointment) -> None:
        self._waiting.promise(self._live[appointment.who])
        self._ask()
