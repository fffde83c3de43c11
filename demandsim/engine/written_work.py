"""Written work: done between calls, set aside when a call comes or the turn ends, and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from demandsim.engine.call import SERVED, Call
from demandsim.engine.clock import Clock, Rank, cancel
from demandsim.engine.duty import Duty
from demandsim.engine.handlers import Handlers
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment

TAKEN_UP, SET_ASIDE, DEALT_WITH = int(Moment.TAKEN_UP), int(Moment.SET_ASIDE), int(Moment.DEALT_WITH)
WRITING = int(Activity.WRITING)


class WrittenWork:
    """What handlers have in hand in writing.

    `waits_again` puts a contact that was set aside back into its queue; `done` ends a contact that was dealt with.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        handlers: Handlers,
        about: Sequence[int],
        waits_again: Callable[[Call], None],
        done: Callable[[Call], None],
    ) -> None:
        self._clock, self._write, self._duty, self._handlers = clock, log.write, duty, handlers
        self._about, self._waits_again, self._done = about, waits_again, done
        self.in_hand: dict[int, Call] = {}
        """By handler."""

    def take_up(self, call: Call, handler: int) -> None:
        """Let an idle handler take it up."""
        now = self._clock.now
        call.state, call.handler, call.began_at = SERVED, handler, now
        self._handlers.writes(handler, now)
        self.in_hand[handler] = call
        self._duty.activity[handler] = WRITING
        self._write((now, TAKEN_UP, call.contact, handler, call.line, call.left))
        call.timer = self._clock.at(now + call.left, Rank.HUNG_UP, call.contact, lambda _: self._is_dealt_with(call))

    def _is_dealt_with(self, call: Call) -> None:
        handler = call.handler
        del self.in_hand[handler]
        self._write((self._clock.now, DEALT_WITH, call.contact, handler, self._about[call.contact], call.work))
        self._done(call)
        self._handlers.take(handler)
        self._duty.released(handler)

    def set_aside(self, handler: int) -> None:
        """Put down what a handler has in hand; it goes back to the head of its queue."""
        call = self.in_hand.pop(handler)
        now = self._clock.now
        cancel(call.timer)
        call.left -= now - call.began_at
        self._write((now, SET_ASIDE, call.contact, handler, call.line, call.left))
        self._waits_again(call)
