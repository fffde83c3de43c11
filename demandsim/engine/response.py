"""The response desk: incidents are graded, wait for officers, are attended, and may end with an arrest or a crime."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AVAILABLE, Duty
from demandsim.engine.mechanics import standard_travel
from demandsim.engine.tables import FORCE_WIDE, plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import BORROWED, CALLED_AWAY, Nearest, choose_officer
from demandsim.rules.grade import DeskFirst, grade
from demandsim.tape.tape import NONE, Tape

GRADED, RESOLVED, DISPATCHED = int(Moment.GRADED), int(Moment.RESOLVED), int(Moment.DISPATCHED)
ARRIVED, ARRESTED = int(Moment.ARRIVED), int(Moment.ARRESTED)
CLEARED, ATTENDED = int(Moment.CLEARED), int(Moment.ATTENDED)
TRAVELLING, ON_SCENE, IN_CUSTODY = int(Activity.TRAVELLING), int(Activity.ON_SCENE), int(Activity.IN_CUSTODY)
RESOLUTION = GRADES.index("resolution")


class ResponseDesk:
    """Waiting incidents by area and the officers who may be sent.

    `on_crime(crime, incident, officer, arrested)` is told of a crime found (officer -1: resolved by desk);
    `call_again(contact)` wakes the call of somebody to whom nobody has come; `put_down(officer)` stops desk work.
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
        ask: Callable[[], None],
    ) -> None:
        scenario, incidents = tape.scenario, tape.incidents
        places = scenario.places
        areas = tuple(places.areas)
        self._clock, self._log, self._duty = clock, log, duty
        self._on_crime, self._call_again, self._put_down, self._ask = on_crime, call_again, put_down, ask
        self._area, self._assessed = plain(incidents.area), plain(incidents.assessed)
        self._generated_at = plain(incidents.generated_at)
        self._needs, self._officers = plain(incidents.needs_attendance), plain(incidents.officers)
        self._travel = plain(standard_travel(incidents, places))
        self._scene, self._arrest = plain(incidents.scene), plain(incidents.arrest)
        self._custody_officers, self._custody_work = (
            plain(incidents.custody_officers),
            plain(incidents.custody_work),
        )
        self._crime, self._desk_luck = plain(incidents.crime), plain(incidents.desk_luck)
        self._repeat_luck, self._again = plain(incidents.repeat_luck), plain(incidents.again)

        self._grade_rule = rules.grade
        desk_kinds = set(rules.grade.incidents) if isinstance(rules.grade, DeskFirst) else set()
        self._desk_may = [kind.name in desk_kinds for kind in scenario.demand.incidents]
        self._kind = plain(incidents.kind)
        rule = rules.dispatch
        self._nearest = isinstance(rule, Nearest)
        self._borrow_after = rule.borrow_after
        self._borrows_for = [name in rule.borrow_for for name in GRADES]
        self._interrupts = [name in rule.interrupt_for for name in GRADES]
        self._hold_back = [rule.hold_back.get(name, 0) for name in GRADES]
        repeat = scenario.demand.repeat
        self._repeat_after = [repeat.after.get(name, 0) for name in GRADES]
        self._repeat_share, self._repeat_times = repeat.share, repeat.times
        self._border = [
            {areas.index(neighbour): extra for neighbour, extra in places.areas[area].borders.items()} for area in areas
        ]
        means = [places.travel[name].mean if name in places.travel else 0.0 for name in GRADES]
        factors = [place.travel_factor for place in places.areas.values()]
        self._mean_travel = [[mean * factor for factor in factors] for mean in means]

        responds = ["response" in scenario.workforce.teams[unit.team].desks for unit in roster.units]
        self._officer_area = [roster.units[officer.unit].area for officer in roster.officers]
        self._responds = [responds[officer.unit] and not officer.supervisor for officer in roster.officers]
        self._ready: list[dict[int, None]] = [{} for _ in range(len(areas) + 1)]
        """Officers who may be sent, by area; the last entry is for those of the whole force."""
        self._ready_since = [0] * len(roster.officers)

        count = len(incidents.area)
        self._opened_at = [-1] * count
        self._grade = [-1] * count
        self._wanting = [0] * count
        self._sent = [0] * count
        self._cleared = [0] * count
        self._arrived = [False] * count
        self._lead_done = [False] * count
        """Whether somebody has finished on scene: the first to finish leads, whoever was sent first."""
        self._took_prisoner = [0] * count
        self._queues: list[list[tuple[int, int, int]]] = [[] for _ in areas]
        self._borrowing: list[set[int]] = [set() for _ in areas]
        """Incidents by area that have waited long enough for help from a neighbour."""
        self._flagged: set[int] = set()
        self._task = [(-1, -1)] * len(roster.officers)
        order = [row for row in range(count) if self._generated_at[row] >= 0]
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
        self.open(appointment.who)

    def open(self, incident: int) -> None:
        """Open and grade an incident; without deployment it is resolved at once, else it waits for officers."""
        now = self._clock.now
        level, reason = grade(
            self._grade_rule,
            self._assessed[incident],
            self._desk_may[self._kind[incident]],
            self._desk_luck[incident],
        )
        self._opened_at[incident] = now
        self._grade[incident] = level
        self._log.write((now, GRADED, incident, -1, level, reason))
        if level == RESOLUTION or not self._needs[incident]:
            self._log.write((now, RESOLVED, incident, -1, level, -1))
            if self._crime[incident] != NONE:
                self._on_crime(self._crime[incident], incident, -1, False)
            return
        area = self._area[incident]
        self._wanting[incident] = self._officers[incident]
        heappush(self._queues[area], (level, now, incident))
        self._flag(area)
        if self._borrow_after is not None and self._borrows_for[level] and self._border[area]:
            self._clock.at(now + self._borrow_after, Rank.BORROW, incident, self._borrows)
        if self._repeat_after[level] and self._repeat_times:
            self._clock.at(now + self._repeat_after[level], Rank.RING_AGAIN, incident, self._rings_first)

    def _borrows(self, appointment: Appointment) -> None:
        incident = appointment.who
        if self._wanting[incident] and not self._arrived[incident]:
            area = self._area[incident]
            self._borrowing[area].add(incident)
            self._flag(area)

    def _rings_first(self, appointment: Appointment) -> None:
        self._rings_again(appointment.who, 0)

    def _rings_again(self, incident: int, time: int) -> None:
        if self._arrived[incident]:
            return
        if self._repeat_luck[incident, time] < self._repeat_share:
            self._call_again(self._again[incident, time])
        if time + 1 < self._repeat_times:
            self._clock.at(
                self._clock.now + self._repeat_after[self._grade[incident]],
                Rank.RING_AGAIN,
                incident,
                lambda _: self._rings_again(incident, time + 1),
            )

    def ready(self, officer: int) -> None:
        """An officer may be sent from now on."""
        if self._responds[officer]:
            area = self._officer_area[officer]
            if officer not in self._ready[area]:
                self._ready_since[officer] = self._clock.now
                self._ready[area][officer] = None
            if area == FORCE_WIDE:
                self._flagged.update(range(len(self._queues)))
            else:
                self._flagged.add(area)
                self._flagged.update(
                    other for other, waiting in enumerate(self._borrowing) if waiting and area in self._border[other]
                )

    def unready(self, officer: int) -> None:
        """An officer may no longer be sent."""
        self._ready[self._officer_area[officer]].pop(officer, None)

    def _flag(self, area: int) -> None:
        self._flagged.add(area)
        self._ask()

    def assign(self) -> None:
        """Send officers to the incidents that wait, area by area, gravest first and then by wait."""
        flagged, self._flagged = self._flagged, set()
        for area in sorted(flagged):
            self._assign_area(area)

    def _assign_area(self, area: int) -> None:
        queue = self._queues[area]
        while queue:
            incident = queue[0][2]
            if not self._wanting[incident]:
                heappop(queue)
                continue
            officer = self._choose(incident, area)
            if officer < 0:
                break
            self._send(officer, incident)
        while self._borrowing[area] and self._help_from_neighbour(area):
            pass

    def _help_from_neighbour(self, area: int) -> bool:
        """Send a neighbour's officer to the first incident that may borrow, if there is one to send."""
        tried = set()
        for incident in sorted(self._borrowing[area], key=lambda row: (self._grade[row], self._opened_at[row], row)):
            level = self._grade[incident]
            if level not in tried:
                officer = self._choose(incident, area)
                if officer >= 0:
                    self._send(officer, incident)
                    return True
                tried.add(level)
        return False

    def _choose(self, incident: int, area: int) -> int:
        level = self._grade[incident]
        activity, since = self._duty.activity, self._ready_since
        interrupts, hold_back = self._interrupts[level], self._hold_back[level]
        within = self._mean_travel[level][area]
        pools = [(area, within), (FORCE_WIDE, within)]
        if incident in self._borrowing[area]:
            pools += [(neighbour, within + extra) for neighbour, extra in self._border[area].items()]
        candidates = []
        for pool, travel in pools:
            here = [
                (travel, activity[officer] != AVAILABLE, since[officer], officer)
                for officer in self._ready[pool]
                if interrupts or activity[officer] == AVAILABLE
            ]
            if len(here) > hold_back or pool == FORCE_WIDE:
                candidates += here
        return choose_officer(self._nearest, candidates)

    def _send(self, officer: int, incident: int) -> None:
        now = self._clock.now
        called_away = self._duty.activity[officer] != AVAILABLE
        if called_away:
            self._put_down(officer)
        self.unready(officer)
        place = self._sent[incident]
        self._sent[incident] = place + 1
        self._wanting[incident] -= 1
        if not self._wanting[incident]:
            self._borrowing[self._area[incident]].discard(incident)
        from_area, area = self._officer_area[officer], self._area[incident]
        borrowed = from_area not in (area, FORCE_WIDE)
        extra = self._border[area][from_area] if borrowed else 0
        self._task[officer] = (incident, place)
        self._duty.activity[officer] = TRAVELLING
        why = BORROWED * borrowed + CALLED_AWAY * called_away
        self._log.write((now, DISPATCHED, incident, officer, place, why))
        self._clock.at(now + self._travel[incident, place] + extra, Rank.ARRIVED, officer, self._arrives)

    def _arrives(self, appointment: Appointment) -> None:
        officer = appointment.who
        now = self._clock.now
        incident, place = self._task[officer]
        self._duty.activity[officer] = ON_SCENE
        self._arrived[incident] = True
        self._log.write((now, ARRIVED, incident, officer, place, now - self._opened_at[incident]))
        if self._lead_done[incident]:
            self._clears(officer, incident, place, now)
        else:
            self._clock.at(now + self._scene[incident], Rank.CLEARED, officer, self._finishes_scene)

    def _finishes_scene(self, appointment: Appointment) -> None:
        officer = appointment.who
        now = self._clock.now
        incident, place = self._task[officer]
        arrested = bool(self._arrest[incident])
        if not self._lead_done[incident]:
            self._lead_done[incident] = True
            if self._wanting[incident]:
                # Whoever was still wanted is not, and the incidents behind may go ahead.
                self._wanting[incident] = 0
                self._borrowing[self._area[incident]].discard(incident)
                self._flag(self._area[incident])
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
        self._cleared[incident] += 1
        if self._cleared[incident] == self._sent[incident] and not self._wanting[incident]:
            self._log.write((now, ATTENDED, incident, -1, self._grade[incident], self._sent[incident]))
        self._duty.released(officer)
