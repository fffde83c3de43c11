"""Bail: suspects released on bail return on a date, which a supervisor may put off once, and which may pass."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState
from demandsim.engine.supervision import Kind, Task
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.rules.review import Review
from demandsim.scenario.demand import Released

BAIL_EXTENDED, BAIL_EXPIRED = int(Moment.BAIL_EXTENDED), int(Moment.BAIL_EXPIRED)


class Bail:
    """Bails of open crimes; `wanted(kind, unit, task)` puts an extension before the supervisors of a unit.

    An extension is asked for once, ahead of the end of the bail; one that comes after the end still counts from the
    release. Extensions are in order of the end of the bail.
    """

    begins = Moment.EXTENDING

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        state: CrimeState,
        released: Released,
        review: Review,
        wanted: Callable[[Kind, int, Task], None],
    ) -> None:
        self._clock, self._log, self._state = clock, log, state
        self._time, self._extended_to = released.bail_for, released.extended_to
        self._takes, self._asked_before, self._wanted = review.bail_extension, review.bail_asked_before, wanted
        self._ends_at: dict[int, int] = {}
        """By open crime with somebody bailed: when the bail ends or has ended."""

    def granted(self, crime: int) -> None:
        """A suspect leaves custody on bail."""
        now = self._clock.now
        ends_at = now + self._time
        self._is_to_end(crime, ends_at)
        if self._takes:
            self._clock.at(max(now, ends_at - self._asked_before), Rank.BAIL_ASKED, crime, self._is_asked_for)

    def _is_to_end(self, crime: int, at: int) -> None:
        self._ends_at[crime] = at
        self._clock.at(at, Rank.BAIL_ENDS, crime, self._ends)

    def _is_asked_for(self, appointment: Appointment) -> None:
        crime = appointment.who
        if crime in self._ends_at:
            self._wanted(self, self._state.unit[crime], Task(self._ends_at[crime], crime))

    def _ends(self, appointment: Appointment) -> None:
        crime, now = appointment.who, self._clock.now
        if self._ends_at.get(crime) == now:
            self._log.write((now, BAIL_EXPIRED, crime, self._state.owner[crime], -1, -1))

    def takes(self, task: Task) -> int | None:
        """Give the supervisor's time, or None where the crime is closed."""
        return self._takes if task.crime in self._ends_at else None

    def begun(self, task: Task) -> None:
        """Note nothing: the bail goes on as it was until it is extended."""

    def done(self, task: Task, supervisor: int) -> None:
        """Extend the bail, if the crime is still open; the end counts from the release."""
        now, crime = self._clock.now, task.crime
        ends_at = task.asked_at - self._time + self._extended_to
        self._log.write((now, BAIL_EXTENDED, crime, supervisor, -1, ends_at))
        if crime in self._ends_at:
            self._is_to_end(crime, max(now, ends_at))

    def closed(self, crime: int) -> None:
        """A crime is closed: its bail no longer matters."""
        self._ends_at.pop(crime, None)
