"""Supervision: what supervisors do, in a stated order, from hours that they really have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple, Protocol

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster
from demandsim.rules import Rules

ALLOCATING = int(Moment.ALLOCATING)
ALLOCATES, REVIEWS = int(Activity.ALLOCATING), int(Activity.REVIEWING)


class Task(NamedTuple):
    """Something for a supervisor to do; those of a kind are done in this order."""

    asked_at: int
    crime: int
    number: int = -1
    """Number of the review."""


class Kind(Protocol):
    """A kind of task: whether one is still wanted, how long it takes and what comes of it."""

    begins: Moment
    """What is written when a supervisor begins one; the activity is reviewing, whatever the kind."""

    def takes(self, task: Task) -> int | None:
        """Give the supervisor's seconds, or None where the task is no longer wanted."""

    def begun(self, task: Task) -> None:
        """Note that a supervisor is at it."""

    def done(self, task: Task, supervisor: int) -> None:
        """Write down that it is done, and see to what follows."""


class Supervision:
    """Supervisors by unit: allocations first, then other tasks by kind, those of a kind by when they were asked for.

    A task that would outlast the turn is left for a colleague or the next turn; one of another kind that fits is taken
    up meanwhile. `next_allocation(unit)` names the crime and owner to allocate next or None, and keeps room for it;
    `allocate(crime, owner, supervisor)` carries it out; `kinds` are all other tasks, the most urgent kind first.
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
        kinds: Sequence[Kind],
        ask: Callable[[], None],
        queue_of: Sequence[int],
    ) -> None:
        self._clock, self._log, self._duty = clock, log, duty
        self._takes = rules.allocate.takes
        self._next_allocation, self._allocate = next_allocation, allocate
        self._ask = ask
        self._queue_of = queue_of
        self._unit = [officer.unit for officer in roster.officers]
        self._free: list[list[int]] = [[] for _ in roster.units]
        self._staffed = [bool(unit.supervisors) for unit in roster.units]
        self._waiting: list[dict[Kind, list[Task]]] = [{kind: [] for kind in kinds} for _ in roster.units]
        self._flagged: set[int] = set()
        self._allocates: dict[int, tuple[int, int]] = {}
        """Crime and owner, by supervisor who allocates."""
        self._does: dict[int, tuple[Kind, Task]] = {}
        """By supervisor at a task of another kind."""

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
        """Something may be allocated, or another task taken up, in the unit."""
        self._flagged.add(unit)
        self._ask()

    def is_asked(self) -> bool:
        """Tell whether there is something for supervisors that they have not looked at."""
        return bool(self._flagged)

    def has_supervisors(self, unit: int) -> bool:
        """Tell whether a unit has supervisors on its books, on duty or not."""
        return unit >= 0 and self._staffed[unit]

    def wanted(self, kind: Kind, unit: int, task: Task) -> None:
        """Put a task before the supervisors of a unit; where there are none it is never done."""
        if self.has_supervisors(unit):
            heappush(self._waiting[unit][kind], task)
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
                self._allocates[supervisor] = found
                self._duty.activity[supervisor] = ALLOCATES
                self._log.write((now, ALLOCATING, found[0], supervisor, self._queue_of[found[0]], self._takes))
                self._clock.at(now + self._takes, Rank.SUPERVISED, supervisor, self._has_allocated)
            elif not self._start_task(unit, supervisor, left, now):
                return

    def _start_task(self, unit: int, supervisor: int, left: int, now: int) -> bool:
        for kind, waiting in self._waiting[unit].items():
            while waiting:
                task = waiting[0]
                takes = kind.takes(task)
                if takes is not None and takes > left:
                    break
                heappop(waiting)
                if takes is not None:
                    self._free[unit].remove(supervisor)
                    self._does[supervisor] = (kind, task)
                    self._duty.activity[supervisor] = REVIEWS
                    self._log.write((now, int(kind.begins), task.crime, supervisor, task.number, takes))
                    kind.begun(task)
                    self._clock.at(now + takes, Rank.SUPERVISED, supervisor, self._has_done)
                    return True
        return False

    def _has_allocated(self, appointment: Appointment) -> None:
        supervisor = appointment.who
        crime, owner = self._allocates.pop(supervisor)
        self._allocate(crime, owner, supervisor)
        self._duty.released(supervisor)

    def _has_done(self, appointment: Appointment) -> None:
        supervisor = appointment.who
        kind, task = self._does.pop(supervisor)
        kind.done(task, supervisor)
        self._duty.released(supervisor)
