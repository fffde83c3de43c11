"""Attendance: officers drive to an incident, work on scene, take prisoners into custody and clear."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.custody import Custody
from demandsim.engine.duty import Duty
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.patrols import Patrols
from demandsim.engine.reports import Reports
from demandsim.engine.scene import NOTHING, SceneWork
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules.dispatch import RELIEVES, AnyDispatch
from demandsim.tape.tape import NONE, Tape

DISPATCHED, DIVERTED, ARRIVED = int(Moment.DISPATCHED), int(Moment.DIVERTED), int(Moment.ARRIVED)
CALLED_OFF, LEFT, RELIEF_WANTED = int(Moment.CALLED_OFF), int(Moment.LEFT), int(Moment.RELIEF_WANTED)
HANDED_OVER, CLEARED, ATTENDED = int(Moment.HANDED_OVER), int(Moment.CLEARED), int(Moment.ATTENDED)
AVAILABLE, TRAVELLING = int(Activity.AVAILABLE), int(Activity.TRAVELLING)
ON_SCENE, IN_CUSTODY = int(Activity.ON_SCENE), int(Activity.IN_CUSTODY)


class Attendance:
    """Officers on the way to incidents and at work there.

    `on_crime(crime, incident, officer, arrested)` is told of a crime found; `wants_nobody(incident)` is told when
    nobody else is to be sent, because the first to finish on scene has finished for all; `wants_again(incident)` when
    somebody else is needed in the place of one who turned away, was called off or has left.
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
        rule: AnyDispatch,
        on_crime: Callable[[int, int, int, bool], None],
        wants_nobody: Callable[[int], None],
        wants_again: Callable[[int], None],
        may_be_called_off: Callable[[int], None],
        reports: Reports | None,
    ) -> None:
        incidents = tape.incidents
        self._clock, self._log, self._duty = clock, log, duty
        self._state, self._patrols = state, patrols
        self._on_crime, self._wants_nobody, self._wants_again = on_crime, wants_nobody, wants_again
        self._may_be_called_off, self._reports = may_be_called_off, reports
        self._travel = patrols.travel
        self._arrest = plain(incidents.arrest)
        self._custody_officers = plain(incidents.custody_officers)
        self._crime = plain(incidents.crime)

        self._scene = SceneWork(tape, state, rule)
        self._custody = Custody(clock, log, tape, self._leaves_custody)
        self._calls_off = bool(rule.call_off)
        self._hand_over = rule.hand_over
        if rule.hand_over is not None:
            duty.ends_on_scene = self._ends_on_scene
        self._took_prisoner = [0] * len(state.area)
        self._task = [(-1, -1)] * len(roster.officers)
        """What each officer was last sent to: (incident, place among those sent there)."""
        self._journey: dict[int, Appointment] = {}
        """Arrivals of those on the way."""

    def sets_out(self, officer: int, incident: int, why: int) -> None:
        """Send an officer, who has put aside everything else, on the way; `why` adds up the reasons of the choice."""
        state, now = self._state, self._clock.now
        place = state.sent[incident]
        state.sent[incident] = place + 1
        self._task[officer] = (incident, place)
        self._duty.activity[officer] = TRAVELLING
        self._patrols.leaves_for(officer, state.grade[incident])
        if self._hand_over is not None and self._scene.goes_as_relief(officer, incident):
            why += RELIEVES
        self._log.write((now, DISPATCHED, incident, officer, place, why))
        travel = self._travel.journey(officer, incident, place, why, now)
        self._journey[officer] = self._clock.at(now + travel, Rank.ARRIVED, officer, self._arrives)

    def turns_away(self, officer: int, incident: int) -> int:
        """Let an officer on the way or on scene turn to something graver; give the incident that is left behind."""
        left_behind, place = self._task[officer]
        if self._duty.activity[officer] == ON_SCENE:
            self._breaks_off(officer, CALLED_OFF, incident)
            return left_behind
        cancel(self._journey.pop(officer))
        self._patrols.arrives(officer)
        self._log.write((self._clock.now, DIVERTED, left_behind, officer, place, incident))
        self._state.cleared[left_behind] += 1
        self._is_left(left_behind, self._scene.turns_back(officer, left_behind))
        return left_behind

    def _breaks_off(self, officer: int, how: int, amount: int) -> None:
        """Take an officer off the scene; somebody else is wanted there unless the work is done or no longer needed."""
        incident, place = self._task[officer]
        now = self._clock.now
        self._patrols.leaves_scene(officer)
        self._duty.activity[officer] = AVAILABLE
        self._log.write((now, how, incident, officer, place, amount))
        self._state.cleared[incident] += 1
        self._is_left(incident, self._scene.breaks_off(officer, incident, now))

    def _is_left(self, incident: int, wants_another: bool) -> None:
        if wants_another:
            self._wants_again(incident)
        else:
            self._may_be_over(incident)

    def _ends_on_scene(self, officer: int) -> None:
        """The turn of an officer on scene is over: hand over, ask for relief, or finish what is short as overtime."""
        assert self._hand_over is not None
        incident, place = self._task[officer]
        left = self._scene.left(officer, self._clock.now)
        if left <= self._hand_over.above:
            return
        if not self._hand_over.waits:
            self._breaks_off(officer, LEFT, left)
        elif not self._state.is_done(incident) and not self._scene.is_waiting(officer, incident):
            self._scene.waits_for_relief(officer, incident)
            self._log.write((self._clock.now, RELIEF_WANTED, incident, officer, place, left))
            self._wants_again(incident)

    def _hands_over(self, officer: int, incident: int, now: int) -> int:
        """Let an officer be relieved on scene; give the seconds of work left, or NOTHING in the second of finishing."""
        left = self._scene.left(officer, now)
        if not left:
            return NOTHING
        self._scene.relieved(officer)
        self._patrols.leaves_scene(officer)
        self._log.write((now, HANDED_OVER, incident, officer, self._task[officer][1], left))
        self._state.cleared[incident] += 1
        self._duty.released(officer)
        return left

    def is_graver(self, incident: int) -> None:
        """Note for those on the way to an incident that it has become graver: less is now put aside for others."""
        for officer in self._journey:
            if self._task[officer][0] == incident:
                self._patrols.leaves_for(officer, self._state.grade[incident])

    def _arrives(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        incident, place = self._task[officer]
        del self._journey[officer]
        self._patrols.arrives(officer)
        self._duty.activity[officer] = ON_SCENE
        self._state.settled[incident] = True
        self._log.write((now, ARRIVED, incident, officer, place, now - self._state.opened_at[incident]))
        work = self._finds(officer, incident, place, now)
        if work == NOTHING:
            self._clears(officer, incident, place, now)
            return
        end = self._clock.at(now + work, Rank.CLEARED, officer, self._finishes_scene)
        if self._scene.may_break_off:
            self._scene.begins(officer, now + work, end)
        if self._calls_off:
            self._patrols.is_on_scene(officer, self._state.grade[incident], now)
            self._may_be_called_off(officer)

    def _finds(self, officer: int, incident: int, place: int, now: int) -> int:
        """Give the seconds of work that an officer who arrives has to do, or NOTHING."""
        relieved = -1 if self._hand_over is None else self._scene.relieves(officer, incident)
        if relieved < 0:
            return self._scene.awaits(incident, place)
        left = self._hands_over(relieved, incident, now)
        return NOTHING if left == NOTHING else self._scene.takes_over(incident, place, left)

    def _finishes_scene(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        incident, place = self._task[officer]
        arrested = bool(self._arrest[incident])
        if self._calls_off:
            self._patrols.leaves_scene(officer)
        if not self._state.lead_done[incident]:
            self._state.lead_done[incident] = True
            if self._reports is not None:
                self._reports.is_owed(officer, incident)
            if self._state.wanting[incident] and self._state.is_done(incident):
                # Whoever was still wanted is not, and the incidents behind may go ahead.
                self._wants_nobody(incident)
            if self._crime[incident] != NONE:
                self._on_crime(self._crime[incident], incident, officer, arrested)
        if self._scene.may_break_off and self._scene.finishes(officer, incident):
            self._state.wanting[incident] -= 1
            if not self._state.wanting[incident]:
                self._wants_nobody(incident)
        if arrested and self._took_prisoner[incident] < self._custody_officers[incident]:
            self._took_prisoner[incident] += 1
            self._duty.activity[officer] = IN_CUSTODY
            self._custody.takes(officer, incident, place, first=self._took_prisoner[incident] == 1)
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
