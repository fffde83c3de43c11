"""The response desk: incidents are graded, wait for officers, and officers are sent to them."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.appointments import Diary
from demandsim.engine.attendance import Attendance
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.patrols import Patrols
from demandsim.engine.reports import Reports
from demandsim.engine.resolution import ResolutionDesk
from demandsim.engine.tables import FORCE_WIDE, plain
from demandsim.engine.travel import travel_of
from demandsim.engine.waiting_incidents import WaitingIncidents
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import CALLED_OFF
from demandsim.rules.dispatch import DIVERTED as ON_THE_WAY_ELSEWHERE
from demandsim.rules.grade import DeskFirst, grade
from demandsim.scenario.calendar import HOUR
from demandsim.tape.tape import NONE, Tape

GRADED, RESOLVED = int(Moment.GRADED), int(Moment.RESOLVED)
RESOLUTION = GRADES.index("resolution")
PAIR = 2
"""Officers of a crew, where they do not ride alone."""


class ResponseDesk:
    """Waiting incidents by area and the officers who are sent.

    `on_crime(crime, incident, officer, arrested)` is told of a crime found (officer -1: resolved by desk);
    `call_again(contact)` wakes the call of somebody to whom nobody has come; `put_down(officer)` stops desk work;
    `harm_in_hand(officer)` tells the harm of the crime at hand; `prevented(incident)` tells whether what would be
    noticed has been prevented (None where nothing ever is).
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        roster: Roster,
        rules: Rules,
        on_crime: Callable[[int, int, int, bool], None],
        call_again: Callable[[int], None],
        put_down: Callable[[int], None],
        harm_in_hand: Callable[[int], float],
        ask: Callable[[], None],
        resolution: ResolutionDesk | None,
        reports: Reports | None,
        prevented: Callable[[int], bool] | None,
    ) -> None:
        scenario, incidents = tape.scenario, tape.incidents
        areas = tuple(scenario.places.areas)
        self._clock, self._log, self._duty = clock, log, duty
        self._on_crime, self._put_down, self._ask = on_crime, put_down, ask
        self._resolution, self._prevented = resolution, prevented
        self._state = IncidentState(tape)
        self._assessed = plain(incidents.assessed)
        self._generated_at = plain(incidents.generated_at)
        self._needs, self._officers = plain(incidents.needs_attendance), plain(incidents.officers)
        self._crime, self._desk_luck = plain(incidents.crime), plain(incidents.desk_luck)

        self._grade_rule = rules.grade
        desk_kinds = set(rules.grade.incidents) if isinstance(rules.grade, DeskFirst) else set()
        self._desk_may = [kind.name in desk_kinds for kind in scenario.demand.incidents]
        self._kind = plain(incidents.kind)
        self._may_upgrade = any(kind.upgrades for kind in scenario.demand.incidents)
        rule = rules.dispatch
        hours = tape.absences.calendar.hours(tape.days) if rule.crews else ()
        self._crews = [rule.crews[of_week % 24] for _, of_week, _ in hours]
        """Officers who ride together, by hour of the run; empty where everybody rides alone."""
        self._patrols = Patrols(duty, scenario, roster, rule, harm_in_hand, travel_of(tape, roster))
        self.waiting = waiting = WaitingIncidents(
            clock,
            log,
            tape,
            rule,
            self._state,
            self._patrols,
            call_again,
            ask,
            gives_up_slot=lambda incident: self._diary is not None and self._diary.give_up(incident),
            graver=lambda incident: self._attendance.is_graver(incident),
        )
        self._waits, self._joins, self._borrowing = waiting.waits, waiting.joins, waiting.borrowing
        self._expects_changes, self._expects_lapse = waiting.expects_changes, waiting.expects_lapse
        self._expects_repeat_calls, self._wants_nobody = waiting.expects_repeat_calls, waiting.wants_nobody
        self._attendance = Attendance(
            clock,
            log,
            duty,
            tape,
            roster,
            self._state,
            self._patrols,
            rule,
            on_crime,
            self._wants_nobody,
            self._wants_again,
            self._may_be_called_off,
            reports,
        )
        self._diary = (
            None
            if rule.appointments is None
            else Diary(
                clock,
                log,
                rule.appointments,
                tape.absences.calendar,
                tape.days,
                areas,
                due=self._joins,
                visited=lambda incident: self._state.settled[incident],
                missed=self._expects_repeat_calls,
            )
        )

        order = [row for row in range(len(incidents.area)) if self._generated_at[row] >= 0]
        self._generated = sorted(order, key=lambda row: (self._generated_at[row], row))
        self._next_generated = 0

    def begin(self) -> None:
        """Let the first generated incident come to notice."""
        self._schedule_generated()

    def _schedule_generated(self) -> None:
        if self._next_generated < len(self._generated):
            incident = self._generated[self._next_generated]
            self._next_generated += 1
            self._clock.at(self._generated_at[incident], Rank.INCIDENT, incident, self._notices)

    def _notices(self, appointment: Appointment) -> None:
        self._schedule_generated()
        if self._prevented is None or not self._prevented(appointment.who):
            self.open(appointment.who)

    def open(self, incident: int) -> None:
        """Open and grade an incident; without deployment it goes to a desk or is resolved at once, else it waits."""
        now = self._clock.now
        level, reason = grade(
            self._grade_rule,
            self._assessed[incident],
            self._desk_may[self._kind[incident]],
            self._desk_luck[incident],
        )
        self._state.opened_at[incident] = now
        self._state.grade[incident] = level
        self._log.write((now, GRADED, incident, -1, level, reason))
        if level == RESOLUTION and self._resolution is not None and self._resolution.takes(incident):
            return
        if level == RESOLUTION or not self._needs[incident]:
            self._log.write((now, RESOLVED, incident, -1, level, -1))
            if self._crime[incident] != NONE:
                self._on_crime(self._crime[incident], incident, -1, False)
            return
        area = self._state.area[incident]
        self._state.wanting[incident] = self._officers[incident]
        if self._crews and self._crews[min(now // HOUR, len(self._crews) - 1)] == PAIR:
            self._state.wanting[incident] += self._officers[incident] % PAIR
            self._patrols.pairs.add(incident)
        if self._diary is None or not self._diary.book(incident, level, area):
            self._joins(incident)
            self._expects_repeat_calls(incident)
        self._expects_lapse(incident)
        if self._may_upgrade:
            self.waiting.expects_upgrade(incident)

    def ready(self, officer: int) -> None:
        """An officer may be sent from now on."""
        if self._patrols.ready(officer, self._clock.now):
            self._look_around(officer)

    def _look_around(self, officer: int) -> None:
        """Have the incidents looked at to which an officer might be sent."""
        area = self._patrols.area[officer]
        if area == FORCE_WIDE:
            self.waiting.flagged.update(range(len(self._borrowing)))
        else:
            self.waiting.flagged.add(area)
            self.waiting.flagged.update(
                other
                for other, waiting in enumerate(self._borrowing)
                if waiting and area in self._patrols.helpers[other]
            )

    def _may_be_called_off(self, officer: int) -> None:
        """An officer has begun work on scene: something graver may have waited for that."""
        self._look_around(officer)
        self._ask()

    def lend(self, officer: int, areas: tuple[int, ...]) -> None:
        """Let an investigator be sent to the incidents of some areas from now on, or of none."""
        self._patrols.lend(officer, areas)

    def protect(self, officer: int, sent_to: tuple[int, ...] | None) -> None:
        """Send an officer in this turn to some grades only, after everybody else; None: as usual."""
        self._patrols.protect(officer, sent_to)

    def unready(self, officer: int) -> None:
        """An officer may no longer be sent."""
        self._patrols.unready(officer)

    def assign(self) -> None:
        """Send officers to the incidents that wait, over all areas gravest first and then by wait.

        In every area the first in the queue must be served before the next; those behind it that may have help are
        tried apart, with the neighbours' officers only. Whoever finds nobody is not tried again in this pass: officers
        only become fewer, except that a diversion leaves an incident behind, whose area is then tried again.
        """
        flagged, self.waiting.flagged = self.waiting.flagged, set()
        stuck: set[tuple[int, int]] = set()
        while True:
            found = min(self.waiting.candidates(flagged, stuck), default=None)
            if found is None:
                return
            level, _, opened_at, incident, helped = found
            area, now = self._state.area[incident], self._clock.now
            borrows, waited, wanted = incident in self._borrowing[area], now - opened_at, self._state.wanting[incident]
            officer = self._patrols.choose(level, area, waited, not helped, borrows, wanted, now, incident)
            if officer >= 0:
                left_behind = self._send(officer, incident)
                if left_behind >= 0:
                    flagged.add(self._state.area[left_behind])
                    stuck.discard((self._state.area[left_behind], -1))
            else:
                stuck.add((area, level if helped else -1))

    def _send(self, officer: int, incident: int) -> int:
        """Send an officer, who puts aside what is in hand; give the incident that is left behind, or -1."""
        area = self._state.area[incident]
        why = self._patrols.why(officer, area)
        left_behind = -1
        if why & (ON_THE_WAY_ELSEWHERE | CALLED_OFF):
            left_behind = self._attendance.turns_away(officer, incident)
        elif self._duty.activity[officer] != AVAILABLE:
            self._put_down(officer)
        self.unready(officer)
        self._state.wanting[incident] -= 1
        if not self._state.wanting[incident]:
            self._borrowing[area].discard(incident)
        self._attendance.sets_out(officer, incident, why)
        return left_behind

    def _wants_again(self, incident: int) -> None:
        """Somebody else is needed in the place of one who has gone: the incident waits again in its old place."""
        self._state.wanting[incident] += 1
        self._waits(incident)
        # While somebody was on the way it was not borrowed for, went before nobody and did not lapse.
        self._expects_changes(incident)
        self._expects_lapse(incident)
