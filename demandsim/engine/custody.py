"""Custody: prisoners are taken to a suite, wait for a desk there and are booked in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.tape.tape import Tape

ARRESTED, BROUGHT_IN, TAKEN_IN = int(Moment.ARRESTED), int(Moment.BROUGHT_IN), int(Moment.TAKEN_IN)


class Custody:
    """Officers with prisoners; `leaves(appointment)` is called when an officer, its subject, is done.

    Where the scenario declares no suites, an arrest is a length of time and nobody waits. Where it does, the first
    officer of an incident brings the prisoner in and waits with the prisoner, first come first served, for a desk,
    which is busy while booking in lasts; a second officer has the way and the custody work only.
    """

    def __init__(self, clock: Clock, log: LogBook, tape: Tape, leaves: Callable[[Appointment], None]) -> None:
        incidents = tape.incidents
        self._clock, self._log, self._leaves = clock, log, leaves
        self._work, self._area = plain(incidents.custody_work), plain(incidents.area)
        self._transport, self._booking = plain(incidents.transport), plain(incidents.booking)
        suites = list(tape.scenario.demand.custody.suites.values())
        areas = tuple(tape.scenario.places.areas) if suites else ()
        self._suite = [next(row for row, suite in enumerate(suites) if area in suite.areas) for area in areas]
        """Suite by area; empty where there are none."""
        self._free = [suite.desks for suite in suites]
        """Desks that are free, by suite."""
        self._desks = [suite.desks for suite in suites]
        self._queue: list[deque[tuple[int, int]]] = [deque() for _ in suites]
        """Officers who wait with a prisoner, and the incident, by suite."""
        self._brings: dict[int, int] = {}
        """Incident by officer on the way to a suite."""

    def takes(self, officer: int, incident: int, place: int, first: bool) -> None:
        """An officer leaves the scene with a prisoner, or (not `first`) along with the one who has the prisoner."""
        now, work = self._clock.now, self._work[incident]
        brings = first and bool(self._suite)
        length = self._transport[incident] if brings else work
        if self._suite and not first:
            length += self._transport[incident]
        self._log.write((now, ARRESTED, incident, officer, place, length))
        if brings:
            self._brings[officer] = incident
            self._clock.at(now + length, Rank.ARRIVED, officer, self._brought_in)
        else:
            self._clock.at(now + length, Rank.CLEARED, officer, self._leaves)

    def _brought_in(self, appointment: Appointment) -> None:
        officer = appointment.who
        incident = self._brings.pop(officer)
        suite = self._suite[self._area[incident]]
        before = self._desks[suite] - self._free[suite] + len(self._queue[suite])
        self._log.write((self._clock.now, BROUGHT_IN, incident, officer, suite, before))
        self._queue[suite].append((officer, incident))
        self._take_in(suite)

    def _take_in(self, suite: int) -> None:
        """Book the longest waiting in, if a desk is free."""
        if not self._free[suite] or not self._queue[suite]:
            return
        self._free[suite] -= 1
        officer, incident = self._queue[suite].popleft()
        now, booking = self._clock.now, self._booking[incident]
        length = booking + self._work[incident]
        self._log.write((now, TAKEN_IN, incident, officer, suite, length))
        self._clock.at(now + booking, Rank.FREED, officer, lambda _: self._desk_is_free(suite))
        self._clock.at(now + length, Rank.CLEARED, officer, self._leaves)

    def _desk_is_free(self, suite: int) -> None:
        self._free[suite] += 1
        self._take_in(suite)
