"""The response desk: incidents are graded, wait for officers, and officers are sent to them."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from demandsim.engine.appointments import Diary
from demandsim.engine.attendance import Attendance
from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.patrols import Patrols
from demandsim.engine.reports import Reports
from demandsim.engine.resolution import ResolutionDesk
from demandsim.engine.tables import FORCE_WIDE, plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import DIVERTED as ON_THE_WAY_ELSEWHERE
from demandsim.rules.grade import DeskFirst, grade
from demandsim.tape.tape import NEVER, NONE, Tape

GRADED, RESOLVED = int(Moment.GRADED), int(Moment.RESOLVED)
ESCALATED, LAPSED = int(Moment.ESCALATED), int(Moment.LAPSED)
RESOLUTION = GRADES.index("resolution")


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
        self._on_crime, self._call_again, self._put_down, self._ask = on_crime, call_again, put_down, ask
        self._resolution, self._prevented = resolution, prevented
        self._state = IncidentState(tape)
        self._assessed = plain(incidents.assessed)
        self._generated_at = plain(incidents.generated_at)
        self._needs, self._officers = plain(incidents.needs_attendance), plain(incidents.officers)
        self._crime, self._desk_luck = plain(incidents.crime), plain(incidents.desk_luck)
        self._repeat_luck, self._again = plain(incidents.repeat_luck), plain(incidents.again)
        self._lapse = plain(incidents.lapse)

        self._grade_rule = rules.grade
        desk_kinds = set(rules.grade.incidents) if isinstance(rules.grade, DeskFirst) else set()
        self._desk_may = [kind.name in desk_kinds for kind in scenario.demand.incidents]
        self._kind = plain(incidents.kind)
        rule = rules.dispatch
        self._borrow_after = rule.borrow_after
        self._borrows_for = [name in rule.borrow_for for name in GRADES]
        self._escalate_after = [rule.escalate.get(name) for name in GRADES]
        self._patrols = Patrols(duty, scenario, roster, rule, harm_in_hand)
        self._attendance = Attendance(
            clock, log, duty, tape, roster, self._state, self._patrols, on_crime, self._wants_nobody, reports
        )
        repeat = scenario.demand.repeat
        self._repeat_after = [repeat.after.get(name, 0) for name in GRADES]
        self._repeat_share, self._repeat_times = repeat.share, repeat.times
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

        self._queues: list[list[tuple[int, bool, int, int]]] = [[] for _ in areas]
        """Incidents by area that want officers: (grade, not escalated, opened at, incident)."""
        self._escalated: set[int] = set()
        self._borrowing: list[set[int]] = [set() for _ in areas]
        """Incidents by area that want officers and have waited long enough for help from a neighbour."""
        self._may_borrow: set[int] = set()
        """Incidents that waited so long before anybody arrived."""
        self._flagged: set[int] = set()
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
        if self._diary is None or not self._diary.book(incident, level, area):
            self._joins(incident)
            self._expects_repeat_calls(incident)
        self._expects_lapse(incident)

    def _expects_lapse(self, incident: int) -> None:
        if len(self._lapse) and self._lapse[incident] < NEVER:
            lapses_at = self._state.opened_at[incident] + self._lapse[incident]
            self._clock.at(max(self._clock.now, lapses_at), Rank.LAPSE, incident, self._lapses)

    def _joins(self, incident: int) -> None:
        """Let an incident wait for officers from now on, and expect what may change with waiting."""
        if not self._state.settled[incident]:
            self._waits(incident)
            self._expects_changes(incident)

    def _expects_changes(self, incident: int) -> None:
        """Expect what changes with waiting; what would have changed before now changes in this second."""
        now, opened_at = self._clock.now, self._state.opened_at[incident]
        waits, escalate_after = set(self._patrols.reserve_waits), self._escalate_after[self._state.grade[incident]]
        if escalate_after is not None:
            waits.add(escalate_after)
        if self._borrow_after is not None and self._may_ever_borrow(incident):
            if opened_at + self._borrow_after > now:
                waits.add(self._borrow_after)
            else:
                self._may_have_help(incident)
        for wait in sorted(waits):
            self._clock.at(max(now, opened_at + wait), Rank.BORROW, incident, self._has_waited)

    def _has_waited(self, appointment: Appointment) -> None:
        """Let all that changes after so long a wait change at once: its place, help from neighbours, reserve teams."""
        incident = appointment.who
        waited = self._clock.now - self._state.opened_at[incident]
        escalate_after = self._escalate_after[self._state.grade[incident]]
        if escalate_after is not None and waited >= escalate_after:
            self._escalates(incident, waited)
        if self._borrow_after is not None and waited >= self._borrow_after and self._may_ever_borrow(incident):
            self._may_have_help(incident)
        if self._state.wanting[incident]:
            self._flag(self._state.area[incident])

    def _may_ever_borrow(self, incident: int) -> bool:
        level, area = self._state.grade[incident], self._state.area[incident]
        return self._borrows_for[level] and bool(self._patrols.border[area])

    def _expects_repeat_calls(self, incident: int) -> None:
        wait = self._repeat_after[self._state.grade[incident]]
        if wait and self._repeat_times:
            self._clock.at(self._clock.now + wait, Rank.RING_AGAIN, incident, self._rings_first)

    def _waits(self, incident: int) -> None:
        """Put an incident into the queue of its area."""
        level, area = self._state.grade[incident], self._state.area[incident]
        entry = (level, incident not in self._escalated, self._state.opened_at[incident], incident)
        heappush(self._queues[area], entry)
        self._flag(area)

    def _may_have_help(self, incident: int) -> None:
        if not self._state.settled[incident]:
            self._may_borrow.add(incident)
        if self._state.wanting[incident] and incident in self._may_borrow:
            area = self._state.area[incident]
            self._borrowing[area].add(incident)
            self._flag(area)

    def _escalates(self, incident: int, waited: int) -> None:
        """The target is about to be missed: the incident goes before others of its grade."""
        if self._state.wanting[incident] and not self._state.settled[incident] and incident not in self._escalated:
            self._escalated.add(incident)
            self._log.write((self._clock.now, ESCALATED, incident, -1, self._state.grade[incident], waited))
            self._waits(incident)

    def _lapses(self, appointment: Appointment) -> None:
        """Nobody is needed any more, unless somebody is there or on the way."""
        incident, now = appointment.who, self._clock.now
        if self._state.settled[incident] or self._state.is_attended(incident):
            return
        self._state.settled[incident] = True
        self._wants_nobody(incident)
        waited = now - self._state.opened_at[incident]
        self._log.write((now, LAPSED, incident, -1, self._state.grade[incident], waited))

    def _wants_nobody(self, incident: int) -> None:
        self._state.wanting[incident] = 0
        self._borrowing[self._state.area[incident]].discard(incident)
        self._flag(self._state.area[incident])

    def _rings_first(self, appointment: Appointment) -> None:
        self._rings_again(appointment.who, 0)

    def _rings_again(self, incident: int, time: int) -> None:
        if self._state.settled[incident]:
            return
        if self._repeat_luck[incident, time] < self._repeat_share:
            self._call_again(self._again[incident, time])
        if time + 1 < self._repeat_times:
            self._clock.at(
                self._clock.now + self._repeat_after[self._state.grade[incident]],
                Rank.RING_AGAIN,
                incident,
                lambda _: self._rings_again(incident, time + 1),
            )

    def ready(self, officer: int) -> None:
        """An officer may be sent from now on."""
        if self._patrols.ready(officer, self._clock.now):
            area = self._patrols.area[officer]
            if area == FORCE_WIDE:
                self._flagged.update(range(len(self._queues)))
            else:
                self._flagged.add(area)
                self._flagged.update(
                    other
                    for other, waiting in enumerate(self._borrowing)
                    if waiting and area in self._patrols.border[other]
                )

    def unready(self, officer: int) -> None:
        """An officer may no longer be sent."""
        self._patrols.unready(officer)

    def _flag(self, area: int) -> None:
        self._flagged.add(area)
        self._ask()

    def assign(self) -> None:
        """Send officers to the incidents that wait, over all areas gravest first and then by wait.

        In every area the first in the queue must be served before the next; those behind it that may have help are
        tried apart, with the neighbours' officers only. Whoever finds nobody is not tried again in this pass: officers
        only become fewer, except that a diversion leaves an incident behind, whose area is then tried again.
        """
        flagged, self._flagged = self._flagged, set()
        stuck: set[tuple[int, int]] = set()
        while True:
            found = min(self._candidates(flagged, stuck), default=None)
            if found is None:
                return
            level, _, opened_at, incident, helped = found
            area, now = self._state.area[incident], self._clock.now
            borrows, waited, wanted = incident in self._borrowing[area], now - opened_at, self._state.wanting[incident]
            officer = self._patrols.choose(level, area, waited, not helped, borrows, wanted, now)
            if officer >= 0:
                left_behind = self._send(officer, incident)
                if left_behind >= 0:
                    flagged.add(self._state.area[left_behind])
                    stuck.discard((self._state.area[left_behind], -1))
            else:
                stuck.add((area, level if helped else -1))

    def _candidates(self, areas: set[int], stuck: set[tuple[int, int]]) -> list[tuple[int, bool, int, int, bool]]:
        """List the first waiting incident of every area, and all that may have help from a neighbour."""
        found = []
        for area in areas:
            queue = self._queues[area]
            while queue and not self._state.wanting[queue[0][3]]:
                heappop(queue)
            if queue and (area, -1) not in stuck:
                found.append((*queue[0], False))
            for incident in self._borrowing[area]:
                level = self._state.grade[incident]
                if (area, level) not in stuck:
                    entry = (level, incident not in self._escalated, self._state.opened_at[incident], incident, True)
                    found.append(entry)
        return found

    def _send(self, officer: int, incident: int) -> int:
        """Send an officer, who puts aside what is in hand; give the incident that is left behind, or -1."""
        area = self._state.area[incident]
        why = self._patrols.why(officer, area)
        left_behind = -1
        if why & ON_THE_WAY_ELSEWHERE:
            left_behind = self._turns_away(officer, incident)
        elif self._duty.activity[officer] != AVAILABLE:
            self._put_down(officer)
        self.unready(officer)
        self._state.wanting[incident] -= 1
        if not self._state.wanting[incident]:
            self._borrowing[area].discard(incident)
        self._attendance.sets_out(officer, incident, why)
        return left_behind

    def _turns_away(self, officer: int, incident: int) -> int:
        """Let an officer on the way turn to something graver; what is left behind waits again in its old place."""
        left_behind = self._attendance.turns_away(officer, incident)
        if not self._state.lead_done[left_behind]:
            self._state.wanting[left_behind] += 1
            self._waits(left_behind)
            # While somebody was on the way it was not borrowed for, went before nobody and did not lapse.
            self._expects_changes(left_behind)
            self._expects_lapse(left_behind)
        return left_behind
