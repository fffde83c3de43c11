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

ON_DUTY, OFF_DUTY, KEPT_ON = int(Moment.ON_DUTY), int(Moment.OFF_DUTY), int(Moment.KEPT_ON)
AWAY, AVAILABLE = int(Activity.OFF_DUTY), int(Activity.AVAILABLE)
ON_SCENE = int(Activity.ON_SCENE)
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
        "ends_on_scene",
        "kept_on",
        "stays",
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
        self.ends_on_scene: Callable[[int], None] | None = None
        """Told of an officer whose turn ends on scene; leaves the officer free or busy. None: work is finished."""
        self.turn_begins: Callable[[int], None] | None = None
        """Told of an officer whose planned spell begins, on duty already or not."""
        self._overrunning = [False] * count
        self.stays: Callable[[int], tuple[int, int] | None] | None = None
        """Says for how much longer an officer whose turn ends stays on, and by which rule of pressure."""
        self.kept_on: dict[int, int] = {}
        """Officers who stay on in this turn, or have, with the roster's end of it."""
        order = np.lexsort((roster.spell_officer, roster.spell_to))
        self._starts = tuple(plain(c) for c in (roster.spell_from, roster.spell_officer, roster.spell_to))
        self._ends = tuple(plain(c[order]) for c in (roster.spell_to, roster.spell_officer))
        self._start = self._end = 0

    def also_when_turn_begins(self, tell: Callable[[int], None]) -> None:
        """Tell one more of an officer whose planned spell begins."""
        before = self.turn_begins

        def both(officer: int) -> None:
            if before is not None:
                before(officer)
            tell(officer)

        self.turn_begins = both

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
                if officer in self.kept_on:
                    self.kept_on[officer] = ends[row]
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
            if self.stays is None or not self._is_kept_on(officers[row]):
                self._ends_turn(officers[row])
            row += 1
        self._end = row
        if row < len(ends):
            self._clock.at(ends[row], Rank.OFF_DUTY, 0, self._go_off)

    def _ends_turn(self, officer: int) -> None:
        if self.ends_on_scene is not None and self.activity[officer] == ON_SCENE:
            self.ends_on_scene(officer)
        if self.activity[officer] in DESK_WORK:
            self._desks[officer].gone(officer)
            self._leave(officer, self._clock.now)
        else:
            self._overrunning[officer] = True

    def _is_kept_on(self, officer: int) -> bool:
        """Let an officer stay on, once in a turn, at most until the next one begins; False where nobody asks for it."""
        assert self.stays is not None
        asked = None if officer in self.kept_on else self.stays(officer)
        if asked is None:
            return False
        now, (time, rule) = self._clock.now, asked
        starts, officers, _ = self._starts
        until, row = now + time, self._start
        while row < len(starts) and starts[row] < until:
            if officers[row] == officer:
                until = starts[row]
            row += 1
        self.kept_on[officer], self.ends_at[officer] = now, until
        self._log.write((now, KEPT_ON, -1, officer, rule, until))
        self._clock.at(until, Rank.OFF_DUTY, 1 + officer, self._has_stayed)
        return True

    def _has_stayed(self, appointment: Appointment) -> None:
        self._ends_turn(appointment.who - 1)

    def _leave(self, officer: int, now: int) -> None:
        self.activity[officer] = AWAY
        planned = self.kept_on.pop(officer) if officer in self.kept_on else self.ends_at[officer]
        self._log.write((now, OFF_DUTY, -1, officer, -1, now - planned))

    def released(self, officer: int) -> None:
        """Take back an officer whose work has just ended: free for the next, or off duty if the turn is over."""
        self.activity[officer] = AVAILABLE
        if self._overrunning[officer]:
            self._overrunning[officer] = False
            self._desks[officer].gone(officer)
            self._leave(officer, self._clock.now)
        else:
            self._desks[officer].free(officer)
