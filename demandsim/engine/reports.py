"""Reports: whoever finishes first on scene writes them in quiet hours, over as many turns as it takes."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.tape.tape import Ints

WRITING_UP, PUT_ASIDE, WRITTEN = int(Moment.WRITING_UP), int(Moment.PUT_ASIDE), int(Moment.WRITTEN)
REPORTING = int(Activity.REPORTING)


class Report(NamedTuple):
    """A report that is still to be written."""

    incident: int
    left: int
    """Seconds of work left."""
    cleared_at: int
    """Second at which its writer was free to begin it."""


class Reports:
    """What every officer has to write; `seconds` is the work of the report by incident, 0 for none."""

    def __init__(self, clock: Clock, log: LogBook, duty: Duty, seconds: Ints) -> None:
        self._clock, self._log, self._duty = clock, log, duty
        self._seconds = plain(seconds)
        self._owed: dict[int, int] = {}
        """By officer who was first to finish on scene and has not cleared yet: the incident."""
        self._to_write: dict[int, deque[Report]] = {}
        self._writing: dict[int, Appointment] = {}
        """By officer at work: the appointment of the end; the report is the first of those to write."""
        self._since: dict[int, int] = {}

    def is_owed(self, officer: int, incident: int) -> None:
        """Note who is the first to finish on scene, and so has to write the report."""
        if self._seconds[incident]:
            self._owed[officer] = incident

    def cleared(self, officer: int) -> None:
        """Note that an officer is free again, and can write the report owed, if any, from now on."""
        if officer in self._owed:
            incident = self._owed.pop(officer)
            report = Report(incident, self._seconds[incident], self._clock.now)
            self._to_write.setdefault(officer, deque()).append(report)

    def take_up(self, officer: int) -> None:
        """Let a free officer go on with the oldest report."""
        if self._to_write.get(officer):
            report, now = self._to_write[officer][0], self._clock.now
            self._duty.activity[officer] = REPORTING
            self._log.write((now, WRITING_UP, report.incident, officer, -1, report.left))
            self._since[officer] = now
            self._writing[officer] = self._clock.at(now + report.left, Rank.FINISHED, officer, self._is_written)

    def put_down(self, officer: int) -> None:
        """Let an officer put a report aside, if one is in hand; the work left is kept."""
        if officer in self._writing:
            cancel(self._writing.pop(officer))
            reports, now = self._to_write[officer], self._clock.now
            reports[0] = report = reports[0]._replace(left=reports[0].left - (now - self._since[officer]))
            self._duty.activity[officer] = AVAILABLE
            self._log.write((now, PUT_ASIDE, report.incident, officer, -1, report.left))

    def _is_written(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        del self._writing[officer]
        report = self._to_write[officer].popleft()
        self._log.write((now, WRITTEN, report.incident, officer, -1, now - report.cleared_at))
        self._duty.released(officer)
