"""Mentors: supervisors advise owners who lack a skill, which makes good a share of what the lack of it costs."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Clock
from demandsim.engine.state import CrimeState, Life
from demandsim.engine.supervision import Kind, Task
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules.mentoring import Mentoring

MENTORED = int(Moment.MENTORED)


class Mentors:
    """Owners below level who are to be advised, once for every allocation.

    `wanted(kind, unit, task)` puts it before the supervisors of a unit, `reordered(crime)` tells that the work left on
    a crime that is ready has changed.
    """

    begins = Moment.MENTORING

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        state: CrimeState,
        roster: Roster,
        rule: Mentoring,
        wanted: Callable[[Kind, int, Task], None],
        reordered: Callable[[int], None],
    ) -> None:
        self._clock, self._log, self._state = clock, log, state
        self._takes, self._wanted, self._reordered = rule.takes, wanted, reordered
        self._unit = [officer.unit for officer in roster.officers]
        self._mentors = [unit.team in rule.teams for unit in roster.units]
        self._asked: dict[int, tuple[int, int]] = {}
        """By crime: owner, and when he or she received it."""
        self._at_work: set[int] = set()
        """Crimes worked on while the owner was advised: the work in hand is counted anew when it is put down."""

    def allocated(self, crime: int) -> None:
        """A crime has an owner, who is to be advised if below level in a team that does so."""
        state = self._state
        self._asked.pop(crime, None)
        self._at_work.discard(crime)
        owner = state.owner[crime]
        if state.below_level[crime] and self._mentors[self._unit[owner]]:
            self._asked[crime] = owner, self._clock.now
            self._wanted(self, self._unit[owner], Task(self._clock.now, crime))

    def _still_wanted(self, task: Task) -> bool:
        state, crime = self._state, task.crime
        return state.is_open(crime) and self._asked.get(crime) == (state.owner[crime], task.asked_at)

    def takes(self, task: Task) -> int | None:
        """Give the supervisor's time, or None where that owner no longer has the crime."""
        return self._takes if self._still_wanted(task) else None

    def begun(self, task: Task) -> None:
        """Note nothing: advice counts when it has been given."""

    def done(self, task: Task, supervisor: int) -> None:
        """Write it down; from now on that owner's lack of skill costs less."""
        state, now, crime = self._state, self._clock.now, task.crime
        self._log.write((now, MENTORED, crime, supervisor, -1, now - task.asked_at))
        if self._still_wanted(task):
            state.mentored.add(crime)
            if state.life[crime] == Life.WORKED_ON:
                self._at_work.add(crime)
            elif state.life[crime] != Life.ASSISTED:
                state.advised(crime)
                self._reordered(crime)

    def put_down(self, crime: int) -> None:
        """A crime is put down: work left that was counted before the advice is counted anew."""
        if crime in self._at_work:
            self._at_work.discard(crime)
            self._state.advised(crime)

    def stage_ended(self, crime: int) -> None:
        """A stage is done: there is no work in hand any more that would have to be counted anew."""
        self._at_work.discard(crime)
