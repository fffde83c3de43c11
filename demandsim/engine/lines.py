"""Lines: what befalls them while time passes: outages, slow systems, and reserves that change by the hour."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.handlers import Handlers
from demandsim.engine.waiting import Waiting
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.tape.tape import Tape

SILENCED, RESTORED = int(Moment.SILENCED), int(Moment.RESTORED)


class LineEvents:
    """Lets outages begin and end and reserves change; `ask` lets free handlers look round."""

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        tape: Tape,
        handlers: Handlers,
        waiting: Waiting,
        ask: Callable[[], None],
    ) -> None:
        self._clock, self._write, self._tape = clock, log.write, tape
        self._handlers, self._waiting, self._ask = handlers, waiting, ask
        self._reserves = handlers.reserves(tape.absences.calendar, tape.absences.days)

    def begin(self) -> None:
        """Make the appointments at which something changes."""
        for number, silence in enumerate(self._tape.silences):
            if silence.ends_at > 0:
                self._clock.at(max(silence.begins_at, 0), Rank.LINES, number, self._falls_silent)
        for number, (at, _, _) in enumerate(self._reserves):
            self._clock.at(at, Rank.RESERVES, number, self._changes_reserve)

    def slowness(self, line: int) -> float:
        """Give the factor by which slow systems stretch handling on a line now."""
        factor = 1.0
        for stretch in self._tape.stretches:
            if stretch.line == line and stretch.begins_at <= self._clock.now < stretch.ends_at:
                factor *= stretch.factor
        return factor

    def _falls_silent(self, appointment: Appointment) -> None:
        silence = self._tape.silences[appointment.who]
        self._waiting.silent[silence.line] += 1
        if self._waiting.silent[silence.line] == 1:
            self._write((self._clock.now, SILENCED, -1, -1, silence.line, -1))
        self._clock.at(silence.ends_at, Rank.LINES, appointment.who, self._is_restored)

    def _is_restored(self, appointment: Appointment) -> None:
        line = self._tape.silences[appointment.who].line
        self._waiting.silent[line] -= 1
        if not self._waiting.silent[line]:
            self._write((self._clock.now, RESTORED, -1, -1, line, -1))
        self._ask()

    def _changes_reserve(self, appointment: Appointment) -> None:
        _, line, number = self._reserves[appointment.who]
        self._handlers.keep_free(line, number)
        self._ask()
