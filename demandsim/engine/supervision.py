"""Supervision: who allocates and reviews, from hours that supervisors really have."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules import Rules

ALLOCATING, REVIEWING, REVIEWED = int(Moment.ALLOCATING), int(Moment.REVIEWING), int(Moment.REVIEWED)
ALLOCATES, REVIEWS = int(Activity.ALLOCATING), int(Activity.REVIEWING)


class Supervision:
    """Supervisors by unit: allocations first, then reviews in the order in which they fell due.

    A task that would outlast the turn is left for a colleague or the next turn. `next_allocation(unit)` names the
    crime and owner to allocate next or None, and keeps room for it; `allocate(crime, owner, supervisor)` carries it
    out; `open_review(crime)` gives the review's length or None if it is no longer needed; `reviewed(crime)` tells that
    it was done.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        roster: Roster,
        rules: Rules,
        next_allocation: Callable[[int], tuple[int, int] | None],
        allocate: Callable[[int, int, int], None],
        open_review: Callable[[int], int | None],
        reviewed: Callable[[int], None],
        ask: Callable[[], None],
        queue_of: Sequence[int],
    ) -> None:
        self._clock, self._log, self._duty = clock, log, duty
        self._takes = rules.allocate.takes
        self._next_allocation, self._allocate = next_allocation, allocate
        self._open_review, self._reviewed, self._ask = open_review, reviewed, ask
        self._queue_of = queue_of
        self._unit = [officer.unit for officer in roster.officers]
        self._free: list[list[int]] = [[] for _ in roster.units]
        self._staffed = [bool(unit.supervisors) for unit in roster.units]
        self._reviews: list[deque[tuple[int, int, int]]] = [deque() for _ in roster.units]
        self._flagged: set[int] = set()
        self._task: dict[int, tuple[int, int, int]] = {}

    def free(self, officer: int) -> None:
        """A supervisor is free."""
        unit = self._unit[officer]
        self._free[unit].append(officer)
        self.look_at(unit)

    def gone(self, officer: int) -> None:
        """A supervisor leaves."""
        free = self._free[self._unit[officer]]
        if officer in free:
            free.remove(officer)

    def look_at(self, unit: int) -> None:
        """Something may be allocated or reviewed in the unit."""
        self._flagged.add(unit)
        self._ask()

    def review(self, crime: int, number: int, unit: int) -> None:
        """Put a review that has fallen due into the unit's queue."""
        self._reviews[unit].append((crime, number, self._clock.now))
        if self._free[unit]:
            self.look_at(unit)

    def assign(self) -> None:
        """Give free supervisors their next task, unit by unit; what needs no supervisor is allocated at once."""
        flagged, self._flagged = self._flagged, set()
        for unit in sorted(flagged):
            if self._takes and self._staffed[unit]:
                self._employ(unit)
            else:
                while (found := self._next_allocation(unit)) is not None:
                    self._allocate(*found, -1)
                self._employ(unit)

    def _employ(self, unit: int) -> None:
        now = self._clock.now
        free = self._free[unit]
        for supervisor in sorted(free, key=lambda row: (-self._duty.ends_at[row], row)):
            left = self._duty.ends_at[supervisor] - now
            if self._takes and self._takes <= left and (found := self._next_allocation(unit)) is not None:
                free.remove(supervisor)
                crime, owner = found
                self._task[supervisor] = (crime, owner, -1)
                self._duty.activity[supervisor] = ALLOCATES
                self._log.write((now, ALLOCATING, crime, supervisor, self._queue_of[crime], self._takes))
                self._clock.at(now + self._takes, Rank.SUPERVISED, supervisor, self._has_allocated)
            elif not self._start_review(unit, supervisor, left, now):
                return

    def _start_review(self, unit: int, supervisor: int, left: int, now: int) -> bool:
        reviews = self._reviews[unit]
        while reviews:
            crime, number, due_at = reviews[0]
            takes = self._open_review(crime)
            if takes is None:
                reviews.popleft()
            elif takes > left:
                return False
            else:
                reviews.popleft()
                self._free[unit].remove(supervisor)
                self._task[supervisor] = (crime, number, due_at)
                self._duty.activity[supervisor] = REVIEWS
                self._log.write((now, REVIEWING, crime, supervisor, number, takes))
                self._clock.at(now + takes, Rank.SUPERVISED, supervisor, self._has_reviewed)
                return True
        return False

    def _has_allocated(self, appointment: Appointment) -> None:
        supervisor = appointment.who
        crime, owner, _ = self._task.pop(supervisor)
        self._allocate(crime, owner, supervisor)
        self._duty.released(supervisor)

    def _has_reviewed(self, appointment: Appointment) -> None:
        supervisor = appointment.who
        now = self._clock.now
        crime, number, due_at = self._task.pop(supervisor)
        self._log.write((now, REVIEWED, crime, supervisor, number, now - due_at))
        self._reviewed(crime)
        self._duty.released(supervisor)
