"""The resolution desk: incidents resolved without anybody being sent wait for somebody who does so."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.tables import FORCE_WIDE, plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.choice import GRADES
from demandsim.tape.tape import NONE, Tape

BEGINS, RESOLVED = int(Moment.RESOLVING), int(Moment.RESOLVED)
RESOLVING = int(Activity.RESOLVING)
RESOLUTION = GRADES.index("resolution")
NOBODY = -1


class ResolutionDesk:
    """Incidents that wait for a resolution team, first come first served, and those who resolve them.

    `on_crime(crime, incident, officer, arrested)` is told of a crime found, `begins(officer)` of whoever takes one up
    and cannot be sent meanwhile.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        roster: Roster,
        on_crime: Callable[[int, int, int, bool], None],
        begins: Callable[[int], None],
        ask: Callable[[], None],
    ) -> None:
        incidents, teams = tape.incidents, tape.scenario.workforce.teams
        areas = len(tape.scenario.places.areas)
        self._clock, self._log, self._duty = clock, log, duty
        self._on_crime, self._begins, self._ask = on_crime, begins, ask
        self._work, self._crime, self._area = plain(incidents.desk_work), plain(incidents.crime), plain(incidents.area)
        resolves = ["resolution" in teams[unit.team].desks for unit in roster.units]
        self._resolves = [resolves[officer.unit] and not officer.supervisor for officer in roster.officers]
        self._based_in = [roster.units[officer.unit].area for officer in roster.officers]
        self._here: list[dict[int, int]] = [{} for _ in range(areas + 1)]
        """By area: officers on duty, with the second since which they have been free; the last is for the force."""
        self._queues: list[list[tuple[int, int]]] = [[] for _ in range(areas)]
        """By area: (opened at, incident) of those that wait."""
        self._waiting = 0
        self._doing: dict[int, int] = {}

    def takes(self, incident: int) -> bool:
        """Let an incident wait for the desk from now on; False where there is nothing to do on it."""
        if not len(self._work) or not self._work[incident]:
            return False
        heappush(self._queues[self._area[incident]], (self._clock.now, incident))
        self._waiting += 1
        self._ask()
        return True

    def free(self, officer: int) -> None:
        """An officer is free from now on."""
        if self._resolves[officer]:
            self._here[self._based_in[officer]][officer] = self._clock.now

    def gone(self, officer: int) -> None:
        """An officer leaves."""
        self._here[self._based_in[officer]].pop(officer, None)

    def assign(self) -> None:
        """Give waiting incidents to those who are free, first come first served over the whole force."""
        while self._waiting:
            served = [
                (*queue[0], officer)
                for area, queue in enumerate(self._queues)
                if queue and (officer := self._longest_free(area)) != NOBODY
            ]
            if not served:
                return
            _, incident, officer = min(served)
            heappop(self._queues[self._area[incident]])
            self._waiting -= 1
            self._begin(incident, officer)

    def _longest_free(self, area: int) -> int:
        for place in (area, FORCE_WIDE):
            activity = self._duty.activity
            free = [(since, officer) for officer, since in self._here[place].items() if activity[officer] == AVAILABLE]
            if free:
                return min(free)[1]
        return NOBODY

    def _begin(self, incident: int, officer: int) -> None:
        now, takes = self._clock.now, self._work[incident]
        self._duty.activity[officer] = RESOLVING
        self._doing[officer] = incident
        self._log.write((now, BEGINS, incident, officer, RESOLUTION, takes))
        self._begins(officer)
        self._clock.at(now + takes, Rank.FINISHED, officer, self._is_resolved)

    def _is_resolved(self, appointment: Appointment) -> None:
        officer = appointment.who
        incident = self._doing.pop(officer)
        self._log.write((self._clock.now, RESOLVED, incident, officer, RESOLUTION, -1))
        if self._crime[incident] != NONE:
            self._on_crime(self._crime[incident], incident, -1, False)
        self._duty.released(officer)
