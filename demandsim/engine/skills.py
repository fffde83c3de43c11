"""Skills: courses that end, and accreditations that lapse, change what officers can do."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster

QUALIFIED, DISQUALIFIED = int(Moment.QUALIFIED), int(Moment.DISQUALIFIED)


class Skills:
    """Plays the roster's changes of skills; `look_at(unit)` is told where somebody has gained one.

    The work left on a crime changes with its owner's level when it is next taken up.
    """

    def __init__(
        self, clock: Clock, log: LogBook, state: CrimeState, roster: Roster, look_at: Callable[[int], None]
    ) -> None:
        self._clock, self._log, self._state, self._look_at = clock, log, state, look_at
        self._unit = [officer.unit for officer in roster.officers]
        self._changes = roster.skill_changes
        self._next = 0

    def begin(self) -> None:
        """Let the first skill change when it does."""
        if self._next < len(self._changes):
            self._clock.at(self._changes[self._next].at, Rank.SKILLS, 0, self._change)

    def _change(self, _: Appointment) -> None:
        """Carry out all changes of this second, by officer and skill."""
        now, skills = self._clock.now, self._state.skills
        while self._next < len(self._changes) and self._changes[self._next].at == now:
            change = self._changes[self._next]
            officer, skill, gained = change.officer, change.skill, change.gained
            self._next += 1
            self._log.write((now, QUALIFIED if gained else DISQUALIFIED, -1, officer, skill, -1))
            if gained:
                skills[officer] |= 1 << skill
                self._look_at(self._unit[officer])
            else:
                skills[officer] &= ~(1 << skill)
        self.begin()
