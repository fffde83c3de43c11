"""Waiting incidents: their queues, and what changes with waiting: place, help from neighbours, grade, need, calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.patrols import Patrols
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import AnyDispatch
from demandsim.tape.tape import NEVER, Tape

ESCALATED, LAPSED, UPGRADED = int(Moment.ESCALATED), int(Moment.LAPSED), int(Moment.UPGRADED)

Waits = tuple[int, bool, int, int, bool]
"""Grade, not escalated, opened at, incident, and whether neighbours' officers may help."""


class WaitingIncidents:
    """Incidents that want officers, by area, gravest first and then by wait.

    `call_again(contact)` wakes the call of somebody to whom nobody has come; `ask()` lets free officers look round;
    `gives_up_slot(incident)` ends an appointment before its time and tells whether there was one;
    `graver(incident)` is told that those on the way are on the way to something graver now.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        tape: Tape,
        rule: AnyDispatch,
        state: IncidentState,
        patrols: Patrols,
        call_again: Callable[[int], None],
        ask: Callable[[], None],
        gives_up_slot: Callable[[int], bool],
        graver: Callable[[int], None],
    ) -> None:
        scenario, incidents = tape.scenario, tape.incidents
        self._clock, self._log, self._state, self._patrols = clock, log, state, patrols
        self._call_again, self._ask = call_again, ask
        self._gives_up_slot, self._graver = gives_up_slot, graver
        self._repeat_luck, self._again = plain(incidents.repeat_luck), plain(incidents.again)
        self._lapse, self._upgrade = plain(incidents.lapse), plain(incidents.upgrade)
        self._kind = plain(incidents.kind)
        self._becomes = [
            {GRADES.index(grade): GRADES.index(risk.to) for grade, risk in kind.upgrades.items()}
            for kind in scenario.demand.incidents
        ]
        self._borrows_for = [name in rule.borrow_for for name in GRADES]
        self._escalate_after = [rule.escalate.get(name) for name in GRADES]
        repeat = scenario.demand.repeat
        self._repeat_after = [repeat.after.get(name, 0) for name in GRADES]
        self._repeat_share, self._repeat_times = repeat.share, repeat.times
        areas = scenario.places.areas
        self._queues: list[list[tuple[int, bool, int, int]]] = [[] for _ in areas]
        """Incidents by area that want officers: (grade, not escalated, opened at, incident)."""
        self._escalated: set[int] = set()
        self.borrowing: list[set[int]] = [set() for _ in areas]
        """Incidents by area that want officers and have waited long enough for help from a neighbour."""
        self._may_borrow: set[int] = set()
        """Incidents that waited so long before anybody arrived."""
        self.flagged: set[int] = set()
        """Areas in which somebody might be sent."""
        self._stopped: dict[int, frozenset[int]] = {}
        """By area in which a rule of pressure stops any: grades to which nobody is sent."""

    def expects_lapse(self, incident: int) -> None:
        """Expect that nobody is needed any more, if the tape says when."""
        if len(self._lapse) and self._lapse[incident] < NEVER:
            lapses_at = self._state.opened_at[incident] + self._lapse[incident]
            self._clock.at(max(self._clock.now, lapses_at), Rank.LAPSE, incident, self._lapses)

    def expects_upgrade(self, incident: int) -> None:
        """Expect that an incident that has just been opened becomes graver, if the tape says when."""
        if self._upgrade[incident] < NEVER:
            self._clock.at(self._clock.now + self._upgrade[incident], Rank.UPGRADE, incident, self._upgrades)

    def joins(self, incident: int) -> None:
        """Let an incident wait for officers from now on, and expect what may change with waiting."""
        if not self._state.settled[incident]:
            self.waits(incident)
            self.expects_changes(incident)

    def expects_changes(self, incident: int) -> None:
        """Expect what changes with waiting; what would have changed before now changes in this second."""
        now, opened_at = self._clock.now, self._state.opened_at[incident]
        waits, escalate_after = set(self._patrols.reserve_waits), self._escalate_after[self._state.grade[incident]]
        if escalate_after is not None:
            waits.add(escalate_after)
        for help_after in self._help_after(incident):
            if opened_at + help_after > now:
                waits.add(help_after)
            else:
                self._may_have_help(incident)
        area = self._state.area[incident]
        if self._patrols.at_once[area] and self._state.wanting[incident]:
            self._helps_at_once(incident, area)
        for wait in sorted(waits):
            self._clock.at(max(now, opened_at + wait), Rank.BORROW, incident, self._has_waited)

    def _has_waited(self, appointment: Appointment) -> None:
        """Let all that changes after so long a wait change at once: its place, help from neighbours, reserve teams."""
        incident = appointment.who
        waited = self._clock.now - self._state.opened_at[incident]
        escalate_after = self._escalate_after[self._state.grade[incident]]
        if escalate_after is not None and waited >= escalate_after:
            self._escalates(incident, waited)
        help_after = self._help_after(incident)
        if help_after and waited >= help_after[0]:
            self._may_have_help(incident)
        if self._state.wanting[incident]:
            self._flag(self._state.area[incident])

    def _help_after(self, incident: int) -> Sequence[int]:
        """Give the waits after which one more neighbour may help."""
        return self._patrols.help_after[self._state.area[incident]] if self._borrows(incident) else ()

    def _borrows(self, incident: int) -> bool:
        return self._borrows_for[self._state.grade[incident]]

    def expects_repeat_calls(self, incident: int) -> None:
        """Expect that the caller rings again."""
        wait = self._repeat_after[self._state.grade[incident]]
        if wait and self._repeat_times:
            self._clock.at(self._clock.now + wait, Rank.RING_AGAIN, incident, self._rings_first)

    def waits(self, incident: int) -> None:
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
            self.borrowing[area].add(incident)
            self._flag(area)

    def _escalates(self, incident: int, waited: int) -> None:
        """The target is about to be missed: the incident goes before others of its grade."""
        if self._state.wanting[incident] and not self._state.settled[incident] and incident not in self._escalated:
            self._escalated.add(incident)
            self._log.write((self._clock.now, ESCALATED, incident, -1, self._state.grade[incident], waited))
            self.waits(incident)

    def _lapses(self, appointment: Appointment) -> None:
        """Nobody is needed any more, unless somebody is there or on the way."""
        incident, now = appointment.who, self._clock.now
        if self._state.settled[incident] or self._state.is_attended(incident):
            return
        self._state.settled[incident] = True
        self.wants_nobody(incident)
        waited = now - self._state.opened_at[incident]
        self._log.write((now, LAPSED, incident, -1, self._state.grade[incident], waited))

    def _upgrades(self, appointment: Appointment) -> None:
        """Nobody has come, and it is graver now: it has the place, the help and the haste of its new grade."""
        incident, now, state = appointment.who, self._clock.now, self._state
        if state.settled[incident]:
            return
        state.grade[incident] = level = self._becomes[self._kind[incident]][state.grade[incident]]
        self._log.write((now, UPGRADED, incident, -1, level, now - state.opened_at[incident]))
        self._escalated.discard(incident)
        self._may_borrow.discard(incident)
        self.borrowing[state.area[incident]].discard(incident)
        self._graver(incident)
        had_slot = self._gives_up_slot(incident)
        if state.wanting[incident]:
            self.waits(incident)
        # Even with somebody on the way, who may yet be called elsewhere.
        self.expects_changes(incident)
        if had_slot:
            self.expects_repeat_calls(incident)

    def wants_nobody(self, incident: int) -> None:
        """Nobody else has to be sent; the incidents behind may go ahead."""
        self._state.wanting[incident] = 0
        self.borrowing[self._state.area[incident]].discard(incident)
        self._flag(self._state.area[incident])

    def _rings_first(self, appointment: Appointment) -> None:
        self._rings_again(appointment.who, 0)

    def _rings_again(self, incident: int, time: int) -> None:
        if self._state.settled[incident]:
            return
        if self._repeat_luck[incident, time] < self._repeat_share:
            self._call_again(self._again[incident, time])
        wait = self._repeat_after[self._state.grade[incident]]
        if wait and time + 1 < self._repeat_times:
            self._clock.at(
                self._clock.now + wait, Rank.RING_AGAIN, incident, lambda _: self._rings_again(incident, time + 1)
            )

    def _flag(self, area: int) -> None:
        self.flagged.add(area)
        self._ask()

    def candidates(self, areas: set[int], stuck: set[tuple[int, int]]) -> list[Waits]:
        """List the first waiting incident of every area, and all that may have help from a neighbour."""
        found: list[Waits] = []
        wanting = self._state.wanting
        for area in areas:
            queue = self._queues[area]
            while queue and not wanting[queue[0][3]]:
                heappop(queue)
            stopped = self._stopped.get(area, ())
            if queue and (area, -1) not in stuck:
                first = self._first_served(area) if stopped else queue[0]
                if first is not None:
                    found.append((*first, False))
            for incident in self.borrowing[area]:
                level = self._state.grade[incident]
                if (area, level) not in stuck and level not in stopped:
                    entry = (level, incident not in self._escalated, self._state.opened_at[incident], incident, True)
                    found.append(entry)
        return found

    def _first_served(self, area: int) -> tuple[int, bool, int, int] | None:
        """Find the first in a queue of which some grades are not served."""
        grade, stopped = self._state.grade, self._stopped[area]
        served = (
            entry
            for entry in self._queues[area]
            if self._state.wanting[entry[3]] and entry[0] == grade[entry[3]] not in stopped
        )
        return min(served, default=None)

    # Under pressure

    def count(self, area: int, grades: frozenset[int]) -> int:
        """Count the incidents of an area and of some grades to which somebody must still be sent."""
        return sum(self._state.grade[incident] in grades for incident in self.in_queue(area))

    def in_queue(self, area: int) -> set[int]:
        """Give the incidents of an area that want officers now."""
        return {entry[3] for entry in self._queues[area] if self._state.wanting[entry[3]]}

    def stop(self, area: int, grades: frozenset[int]) -> None:
        """Send nobody to incidents of these grades in an area from now on; others are served again."""
        if grades:
            self._stopped[area] = grades
        else:
            self._stopped.pop(area, None)
        self._flag(area)

    def help_at_once(self, area: int, helps: bool) -> None:
        """Let every neighbour help an area at once from now on, or each after its wait again."""
        self._patrols.at_once[area] = helps
        if helps:
            for incident in self.in_queue(area):
                self._helps_at_once(incident, area)
        else:
            self.borrowing[area] &= self._may_borrow

    def _helps_at_once(self, incident: int, area: int) -> None:
        if self._borrows(incident):
            self.borrowing[area].add(incident)
            self._flag(area)
