"""Sign-off: a crime with nothing left to do is closed when a supervisor has checked it."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Clock
from demandsim.engine.state import CrimeState, Life
from demandsim.engine.supervision import Kind, Task
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment, Outcome

SIGN_OFF_WANTED, SIGNED_OFF = int(Moment.SIGN_OFF_WANTED), int(Moment.SIGNED_OFF)


class SignOff:
    """Investigated crimes that wait for a supervisor's signature; their owners keep them meanwhile.

    `has_supervisors(unit)` tells whether anybody could sign, `wanted(kind, unit, task)` puts a sign-off before the
    supervisors of a unit, `close(crime, why)` ends a crime.
    """

    begins = Moment.SIGNING_OFF

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        state: CrimeState,
        takes: int,
        has_supervisors: Callable[[int], bool],
        wanted: Callable[[Kind, int, Task], None],
        close: Callable[[int, Outcome | None], None],
    ) -> None:
        self._clock, self._log, self._state = clock, log, state
        self._takes, self._close = takes, close
        self._has_supervisors, self._wanted = has_supervisors, wanted
        self._asked: dict[int, int] = {}
        """By crime that waits for somebody to begin: when it was done."""
        self._signing: set[int] = set()
        self._withdrawn: set[int] = set()
        """Crimes from which the victim withdrew while they were being signed off."""

    def wants(self, crime: int) -> bool:
        """Let a crime with nothing left to do wait for a signature; False where it needs none, or nobody signs."""
        state, now = self._state, self._clock.now
        unit = state.unit[crime]
        if state.desk_work[crime] or not self._has_supervisors(unit):
            return False
        state.life[crime] = Life.DONE
        self._asked[crime] = now
        self._log.write((now, SIGN_OFF_WANTED, crime, state.owner[crime], -1, unit))
        self._wanted(self, unit, Task(now, crime))
        return True

    def takes(self, task: Task) -> int | None:
        """Give the supervisor's time, or None where the crime is closed."""
        return self._takes if self._asked.get(task.crime) == task.asked_at else None

    def begun(self, task: Task) -> None:
        """Note that a supervisor is about to sign."""
        del self._asked[task.crime]
        self._signing.add(task.crime)

    def done(self, task: Task, supervisor: int) -> None:
        """Sign, and close the crime."""
        now, crime = self._clock.now, task.crime
        self._signing.discard(crime)
        self._log.write((now, SIGNED_OFF, crime, supervisor, -1, now - task.asked_at))
        self._close(crime, Outcome.VICTIM_WITHDREW if crime in self._withdrawn else None)

    def is_held_up(self, crime: int) -> bool:
        """Tell whether a victim's withdrawal has to wait until the crime is signed off, and note it if so."""
        if crime in self._signing:
            self._withdrawn.add(crime)
            return True
        return False

    def closed(self, crime: int) -> None:
        """A crime is closed: nobody need sign any more."""
        self._asked.pop(crime, None)
