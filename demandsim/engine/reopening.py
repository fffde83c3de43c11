"""Reopening: crimes closed without a charge come back, once, with work of their own."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment, Outcome
from demandsim.tape.tape import NEVER, Ints

REOPENED = int(Moment.REOPENED)
MAY_COME_BACK = (Outcome.NO_SUSPECT, Outcome.EVIDENTIAL, Outcome.FILED)


class Reopening:
    """Which crimes are opened again.

    `resume(crime)` tells those who follow it, `enqueue(crime, unit)` puts it into a unit's queue.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        state: CrimeState,
        reopens: Ints,
        resume: Callable[[int], None],
        enqueue: Callable[[int, int], None],
    ) -> None:
        self._clock, self._log, self._state = clock, log, state
        self._reopens = plain(reopens)
        self._resume, self._enqueue = resume, enqueue

    def closed(self, crime: int, why: Outcome) -> None:
        """A crime is closed: it may come back."""
        state, after = self._state, self._reopens[crime]
        if why in MAY_COME_BACK and after < NEVER and crime not in state.reopened:
            state.to_reopen.add(crime)
            self._clock.at(self._clock.now + after, Rank.REOPENED, crime, self._opens)

    def _opens(self, appointment: Appointment) -> None:
        crime, state = appointment.who, self._state
        self._log.write((self._clock.now, REOPENED, crime, state.owner[crime], -1, self._reopens[crime]))
        state.open_again(crime, self._clock.now)
        self._resume(crime)
        self._enqueue(crime, state.unit[crime])
