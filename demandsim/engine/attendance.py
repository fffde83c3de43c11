"""Attendance: officers drive to an incident, work on scene, take prisoners into custody and clear."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import Duty
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.mechanics import standard_travel
from demandsim.engine.patrols import Patrols
from demandsim.engine.reports import Reports
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.scenario.calendar import HOUR
from demandsim.tape.tape import NONE, Tape

DISPATCHED, DIVERTED, ARRIVED = int(Moment.DISPATCHED), int(Moment.DIVERTED), int(Moment.ARRIVED)
ARRESTED, CLEARED, ATTENDED = int(Moment.ARRESTED), int(Moment.CLEARED), int(Moment.ATTENDED)
TRAVELLING, ON_SCENE, IN_CUSTODY = int(Activity.TRAVELLING), int(Activity.ON_SCENE), int(Activity.IN_CUSTODY)
JOURNEYS = 6
"""Journeys of which the tape knows the luck; further ones of an incident take the last."""


class Attendance:
    """Officers on the way to incidents and at work there.

    `on_crime(crime, incident, officer, arrested)` is told of a crime found; `wants_nobody(incident)` is told when the
    first to finish on scene has done so while more officers were still to be sent.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        roster: Roster,
        state: IncidentState,
        patrols: Patrols,
        on_crime: Callable[[int, int, int, bool], None],
        wants_nobody: Callable[[int], None],
        reports: Reports | None,
    ) -> None:
        places, incidents = tape.scenario.places, tape.incidents
        self._clock, self._log, self._duty = clock, log, duty
        self._state, self._patrols = state, patrols
        self._on_crime, self._wants_nobody, self._reports = on_crime, wants_nobody, reports
        self._travel = plain(standard_travel(incidents, places))
        self._slow_hours = [
            places.travel_hours[of_week % 24]
            for _, of_week, _ in tape.absences.calendar.hours(tape.days)
            if places.travel_hours
        ]
        """Factor on travel by hour of the run; empty where there is none."""
        self._scene, self._arrest = plain(incidents.scene), plain(incidents.arrest)
        self._custody_officers = plain(incidents.custody_officers)
        self._custody_work = plain(incidents.custody_work)
        self._crime = plain(incidents.crime)

        self._took_prisoner = [0] * len(state.area)
        self._task = [(-1, -1)] * len(roster.officers)
        """What each officer was last sent to: (incident, place among those sent there)."""
        self._journey: dict[int, Appointment] = {}
        """Arrivals of those on the way."""

    def sets_out(self, officer: int, incident: int, why: int) -> None:
        """Send an officer, who has put aside everything else, on the way; `why` adds up the reasons of the choice."""
        state, now = self._state, self._clock.now
        area, place = state.area[incident], state.sent[incident]
        state.sent[incident] = place + 1
        self._task[officer] = (incident, place)
        self._duty.activity[officer] = TRAVELLING
        self._patrols.leaves_for(officer, state.grade[incident])
        self._log.write((now, DISPATCHED, incident, officer, place, why))
        travel = self._travel[incident, min(place, JOURNEYS - 1)] + self._patrols.longer_way(officer, area)
        if self._slow_hours:
            travel = round(travel * self._slow_hours[min(now // HOUR, len(self._slow_hours) - 1)])
        self._journey[officer] = self._clock.at(now + travel, Rank.ARRIVED, officer, self._arrives)

    def turns_away(self, officer: int, incident: int) -> int:
        """Let an officer on the way turn to something graver; give the incident that is left behind."""
        left_behind, place = self._task[officer]
        cancel(self._journey.pop(officer))
        self._patrols.arrives(officer)
        self._log.write((self._clock.now, DIVERTED, left_behind, officer, place, incident))
        self._state.cleared[left_behind] += 1
        if self._state.lead_done[left_behind]:
            self._may_be_over(left_behind)
        return left_behind

    def _arrives(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        incident, place = self._task[officer]
        del self._journey[officer]
        self._patrols.arrives(officer)
        self._duty.activity[officer] = ON_SCENE
        self._state.settled[incident] = True
        self._log.write((now, ARRIVED, incident, officer, place, now - self._state.opened_at[incident]))
        if self._state.lead_done[incident]:
            self._clears(officer, incident, place, now)
        else:
            self._clock.at(now + self._scene[incident], Rank.CLEARED, officer, self._finishes_scene)

    def _finishes_scene(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        incident, place = self._task[officer]
        arrested = bool(self._arrest[incident])
        if not self._state.lead_done[incident]:
            self._state.lead_done[incident] = True
            if self._reports is not None:
                self._reports.is_owed(officer, incident)
            if self._state.wanting[incident]:
                # Whoever was still wanted is not, and the incidents behind may go ahead.
                self._wants_nobody(incident)
            if self._crime[incident] != NONE:
                self._on_crime(self._crime[incident], incident, officer, arrested)
        if arrested and self._took_prisoner[incident] < self._custody_officers[incident]:
            self._took_prisoner[incident] += 1
            self._duty.activity[officer] = IN_CUSTODY
            work = self._custody_work[incident]
            self._log.write((now, ARRESTED, incident, officer, place, work))
            self._clock.at(now + work, Rank.CLEARED, officer, self._leaves_custody)
        else:
            self._clears(officer, incident, place, now)

    def _leaves_custody(self, appointment: Appointment) -> None:
        officer = appointment.who
        incident, place = self._task[officer]
        self._clears(officer, incident, place, self._clock.now)

    def _clears(self, officer: int, incident: int, place: int, now: int) -> None:
        self._log.write((now, CLEARED, incident, officer, place, -1))
        self._state.cleared[incident] += 1
        self._may_be_over(incident)
        if self._reports is not None:
            self._reports.cleared(officer)
        self._duty.released(officer)

    def _may_be_over(self, incident: int) -> None:
        if self._state.is_over(incident):
            grade, sent = self._state.grade[incident], self._state.sent[incident]
            self._log.write((self._clock.now, ATTENDED, incident, -1, grade, sent))
