"""Release: the custody clock, arrests that an investigation leads to, and what becomes of the suspects."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.tape.tape import Tape

RELEASED, SUSPECT_ARRESTED = int(Moment.RELEASED), int(Moment.SUSPECT_ARRESTED)
FOR_GOOD, ON_BAIL, UNDER_INVESTIGATION = 0, 1, 2
DEALT_WITH, CLOCK_ENDED = 0, 1


class Suspects:
    """Who is held for a crime, and for how long.

    A suspect arrested at the scene or by the investigation is held until the first stage after the arrest is done or
    the custody clock ends, whichever comes first; without a clock nobody is ever released. `bailed(crime)` is told of a
    release on bail, `reordered(crime)` of a crime that no longer comes before others.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        tape: Tape,
        state: CrimeState,
        bailed: Callable[[int], None],
        reordered: Callable[[int], None],
    ) -> None:
        custody = tape.scenario.demand.custody
        self._clock, self._log, self._state = clock, log, state
        self._bailed, self._reordered = bailed, reordered
        self._held_for = custody.clock
        released = custody.released
        self._bail = 0.0 if released is None else released.bail
        self._bail_or_investigation = 0.0 if released is None else released.bail + released.under_investigation
        self._luck = plain(tape.crimes.release_luck)
        self._interview = 0 if custody.interview is None else round(custody.interview.mean)
        self._arrest = plain(tape.crimes.stage_arrest)
        self._stages = tape.crimes.stage_arrest.shape[1]
        self._found: set[int] = set()
        """Crimes whose investigation has led to an arrest."""

    def arrested(self, crime: int) -> None:
        """Somebody has been arrested: the crime comes before others while the clock runs."""
        if self._held_for is not None:
            self._state.in_custody[crime] = True
            self._clock.at(self._clock.now + self._held_for, Rank.CUSTODY_ENDS, crime, self._clock_ends)

    def stage_ended(self, crime: int, stage: int) -> None:
        """A stage is done, and what is left of the next one stands: a suspect is dealt with, or perhaps arrested."""
        state = self._state
        if self._held_for is not None and state.in_custody[crime]:
            self._release(crime, DEALT_WITH)
        elif (
            stage < self._stages
            and self._arrest[crime, stage]
            and state.follows_plan(crime)
            and not (state.arrested[crime] or crime in self._found)
        ):
            self._found.add(crime)
            more = self._interview if state.stage[crime] < state.stages else 0
            self._log.write((self._clock.now, SUSPECT_ARRESTED, crime, state.owner[crime], stage, more))
            state.add_work(crime, more)
            self.arrested(crime)

    def _clock_ends(self, appointment: Appointment) -> None:
        crime = appointment.who
        if self._state.in_custody[crime]:
            self._release(crime, CLOCK_ENDED)
            self._reordered(crime)

    def _release(self, crime: int, by: int) -> None:
        state, luck = self._state, self._luck[crime]
        state.in_custody[crime] = False
        if luck < self._bail:
            becomes = ON_BAIL
        elif luck < self._bail_or_investigation or by == CLOCK_ENDED:
            becomes = UNDER_INVESTIGATION
        else:
            becomes = FOR_GOOD
        self._log.write((self._clock.now, RELEASED, crime, state.owner[crime], becomes, by))
        if becomes == ON_BAIL:
            self._bailed(crime)

    def closed(self, crime: int) -> None:
        """A crime is closed: whoever is held for it is no longer of interest here."""
        if self._held_for is not None:
            self._state.in_custody[crime] = False
