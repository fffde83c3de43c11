"""SimPy with whole seconds and a stated order of simultaneous moments; the only file that touches SimPy's inside.

SimPy orders simultaneous events by (time, priority, order of insertion). Insertion order is deterministic but means
nothing: it would let the result depend on how the engine is written. Here an appointment is ordered by (second, rank
of the moment, id of the subject); the order of insertion decides only between two appointments of the same subject
and rank.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

import simpy


class Rank:
    """The order of moments within one second: service, completions, who comes and goes, decisions, arrivals, timers.

    Plain numbers, not an enumeration: one is read for every appointment.
    """

    SERVICE = -1
    PASSED_ON = 0
    HUNG_UP = 1
    FREED = 2
    ARRIVED = 3
    CLEARED = 4
    FINISHED = 5
    WAITED = 6
    MOVED = 7
    SUPERVISED = 8
    LINES = 9
    OFF_DUTY = 10
    ON_DUTY = 11
    REST_DUE = 12
    SKILLS = 13
    SLICE = 14
    OPENS = 15
    MEETING = 16
    RESERVES = 17
    OVERDUE = 18
    OFFERED = 19
    ASSIGN_CONTACTS = 20
    ASSIGN_OFFICERS = 21
    CALL = 30
    INCIDENT = 31
    CRIME = 32
    SLOT = 39
    BORROW = 40
    REVIEW_DUE = 41
    OFFER_AGAIN = 42
    CUSTODY_ENDS = 43
    BAIL_ASKED = 44
    BAIL_ENDS = 45
    CONTACT_DUE = 46
    HANDED_BACK = 47
    REOPENED = 48
    ABANDON = 50
    RING_AGAIN = 51
    ASK = 52
    WITHDRAW = 53
    SLOT_OVER = 54
    LAPSE = 55
    UPGRADE = 56
    PRESSURE = 57


class Appointment(simpy.Event):
    """A SimPy event that is certain to happen, unless cancelled: `who` is its subject."""

    _ok = True
    _value = None

    def __init__(self, action: Action, who: int, order: int) -> None:
        self.callbacks = (action,)  # type: ignore[assignment]  # SimPy only walks through them
        self.who = who
        self.order = order

    def __lt__(self, other: Appointment) -> bool:
        return self.order < other.order


Action = Callable[[Appointment], None]


class Clock(simpy.Environment):
    """The simulation clock: seconds from the start, and appointments in a stated order.

    Time stops at `ends_at`; what would happen then or later is not kept, since nobody could see it.
    """

    now: int = 0  # an attribute, where SimPy has a property: it is read all the time
    """The second that is being played."""
    _now: int  # whole seconds, where SimPy allows fractions
    _queue: list[tuple[int, int, int, Appointment]]  # type: ignore[assignment]  # by id, not by insertion

    def __init__(self, ends_at: int) -> None:
        super().__init__(initial_time=0)
        self._ends_at = ends_at
        self.made = 0
        """Appointments made so far: what a run costs, the same on every machine."""

    def at(self, second: int, rank: int, who: int, action: Action) -> Appointment:
        """Make an appointment: `action` is called with it at that second, in the order (second, rank, who)."""
        self.made = order = self.made + 1
        appointment = Appointment(action, who, order)
        if second < self._ends_at:
            heappush(self._queue, (second, rank, who, appointment))
        return appointment

    def play(self) -> None:
        """Let time pass up to, but not including, the last second.

        This is SimPy's `run` and `step` in one loop, without what our appointments never do: fail, or stop the run.
        """
        queue = self._queue
        while queue:
            self.now, _, _, appointment = heappop(queue)
            for action in appointment.callbacks:
                action(appointment)
        self.now = self._now = self._ends_at


def cancel(appointment: Appointment) -> None:
    """Make an appointment come to nothing."""
    appointment.callbacks = ()  # type: ignore[assignment]  # as above
