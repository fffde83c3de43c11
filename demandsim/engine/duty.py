"""Duty: officers come and go by the roster; live work is finished as overtime, desk work is put down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.roster import Roster

ON_DUTY, OFF_DUTY = int(Moment.ON_DUTY), int(Moment.OFF_DUTY)
AWAY, AVAILABLE = int(Activity.OFF_DUTY), int(Activity.AVAILABLE)
AT_DESK = (int(Activity.INVESTIGATING), int(Activity.REPORTING), int(Activity.PREVENTING))
"""Desk work of those who attend and investigate: it is put down for a break."""
DESK_WORK = (AVAILABLE, *AT_DESK, int(Activity.RESTING), int(Activity.WRITING))
"""What is put down when the turn ends."""


class Desk(Protocol):
    """What a desk does when one of its people becomes free or goes."""

    def free(self, officer: int) -> None:
        """The officer is on duty and has nothing in hand."""

    def gone(self, officer: int) -> None:
        """The officer, who had nothing live in hand, goes off duty now; desk work has to be put down."""


class Duty:
    """Who is on duty and what each officer is doing."""

    __slots__ = (
        "_clock",
        "_desks",
        "_end",
        "_ends",
        "_log",
        "_overrunning",
        "_start",
        "_starts",
        "activity",
        "ends_at",
        "turn_begins",
    )

    def __init__(self, clock: Clock, log: LogBook, roster: Roster) -> None:
        count = len(roster.officers)
        self._clock = clock
        self._log = log
        self._desks: Sequence[Desk] = ()
        self.activity = [AWAY] * count
        """Activity of every officer now."""
        self.ends_at = [0] * count
        """Planned end of every officer's present spell."""
        self.turn_begins: Callable[[int], None] | None = None
        """Told of an officer whose planned spell begins, on duty already or not."""
        self._overrunning = [False] * count
        order = np.lexsort((roster.spell_officer, roster.spell_to))
        self._starts = tuple(plain(c) for c in (roster.spell_from, roster.spell_officer, roster.spell_to))
        self._ends = tuple(plain(c[order]) for c in (roster.spell_to, roster.spell_officer))
        self._start = self._end = 0

    def begin(self, desks: Sequence[Desk]) -> None:
        """Start the turns of duty; `desks[officer]` is the desk at which the officer works."""
        self._desks = desks
        starts, ends = self._starts[0], self._ends[0]
        if len(starts):
            self._clock.at(starts[0], Rank.ON_DUTY, 0, self._come_on)
            self._clock.at(ends[0], Rank.OFF_DUTY, 0, self._go_off)

    def _come_on(self, _: Appointment) -> None:
        now = self._clock.now
        starts, officers, ends = self._starts
        row = self._start
        while row < len(starts) and starts[row] <= now:
            officer = officers[row]
            self.ends_at[officer] = ends[row]
            if self.turn_begins is not None:
                self.turn_begins(officer)
            if self._overrunning[officer]:
                self._overrunning[officer] = False
            else:
                self._log.write((now, ON_DUTY, -1, officer, -1, ends[row]))
                self.activity[officer] = AVAILABLE
                self._desks[officer].free(officer)
            row += 1
        self._start = row
        if row < len(starts):
            self._clock.at(starts[row], Rank.ON_DUTY, 0, self._come_on)

    def _go_off(self, _: Appointment) -> None:
        now = self._clock.now
        ends, officers = self._ends
        row = self._end
        while row < len(ends) and ends[row] <= now:
            officer = officers[row]
            if self.activity[officer] in DESK_WORK:
                self._desks[officer].gone(officer)
                self._leave(officer, now)
            else:
                self._overrunning[officer] = True
            row += 1
        self._end = row
        if row < len(ends):
            self._clock.at(ends[row], Rank.OFF_DUTY, 0, self._go_off)

    def _leave(self, officer: int, now: int) -> None:
        self.activity[officer] = AWAY
        self._log.write((now, OFF_DUTY, -1, officer, -1, now - self.ends_at[officer]))

    def released(self, officer: int) -> None:
        """Take back an officer whose work has just ended: free for the next, or off duty if the turn is over."""
        self.activity[officer] = AVAILABLE
        if self._overrunning[officer]:
            self._overrunning[officer] = False
            self._desks[officer].gone(officer)
            self._leave(officer, self._clock.now)
        else:
            self._desks[officer].free(officer)
