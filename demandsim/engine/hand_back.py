"""Hand-back: the crimes of an owner who is ill, or on a course, for long, or leaves, go back to the unit's queue."""

from __future__ import annotations

from collections.abc import Callable, Container

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import Duty
from demandsim.engine.state import CrimeState, Life
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.tape.tape import Tape

HANDED_BACK = int(Moment.HANDED_BACK)
SICKNESS, COURSE, LEFT = 0, 1, 2
LEFT_LYING = (Life.READY, Life.WAITING, Life.PASSED)
"""Where a crime stands on which nobody is at work."""


class HandBack:
    """Who has been away for so long that others take over; until on duty again they are given nothing.

    `forget(crime)` takes a crime out of its owner's line, `enqueue(crime, unit)` puts it into a unit's queue,
    `look_at(unit)` tells that somebody has come back.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        state: CrimeState,
        roster: Roster,
        rules: Rules,
        forget: Callable[[int], None],
        enqueue: Callable[[int, int], None],
        look_at: Callable[[int], None],
    ) -> None:
        self._clock, self._log, self._state = clock, log, state
        self._after, self._lost_work = rules.transfer.after_sickness, rules.transfer.lost_work
        self._sick, self._roster = tape.absences.sick, roster
        self._forget, self._enqueue, self._look_at = forget, enqueue, look_at
        if self._after:
            duty.also_when_turn_begins(self._is_back)

    def begin(self) -> None:
        """Expect that spells of sickness, and courses, last too long."""
        if not self._after:
            return
        for row, officer in enumerate(self._roster.officers):
            for since, until in self._sick.get(officer.key, ()):
                if until - since >= self._after:
                    self._clock.at(int(since) + self._after, Rank.HANDED_BACK, row, self._of_the_sick)
        for course in self._roster.courses:
            if course.ends_at - course.begins_at > self._after:
                at = max(0, course.begins_at + self._after)
                self._clock.at(at, Rank.HANDED_BACK, course.officer, self._of_who_learns)

    def _of_the_sick(self, appointment: Appointment) -> None:
        self.all_of(appointment.who, SICKNESS)

    def _of_who_learns(self, appointment: Appointment) -> None:
        self.all_of(appointment.who, COURSE)

    def all_of(self, officer: int, why: int) -> None:
        """Give back what an officer holds and nobody is at work on; nothing is given to him or her until on duty."""
        for crime in self.held(officer, LEFT_LYING):
            self._state.away.add(officer)
            self._give_back(crime, why)

    def one(self, crime: int, why: int) -> None:
        """Give one crime back, unless it has been closed, has moved or waits for a signature."""
        if self._state.owner[crime] >= 0 and self._state.life[crime] in LEFT_LYING:
            self._give_back(crime, why)

    def _give_back(self, crime: int, why: int) -> None:
        state = self._state
        officer, unit = state.owner[crime], state.unit[crime]
        self._forget(crime)
        if state.stage[crime] < state.stages:
            state.add_work(crime, self._lost_work)
        state.take_away(crime)
        self._log.write((self._clock.now, HANDED_BACK, crime, officer, why, unit))
        self._enqueue(crime, unit)

    def held(self, officer: int, standing: Container[Life]) -> list[int]:
        """List the crimes of an officer that stand somewhere in their lives, by id."""
        owner, life = self._state.owner, self._state.life
        crime, found = -1, []
        for _ in range(owner.count(officer)):
            crime = owner.index(officer, crime + 1)
            if life[crime] in standing:
                found.append(crime)
        return found

    def _is_back(self, officer: int) -> None:
        if officer in self._state.away and officer not in self._state.out:
            self._state.away.discard(officer)
            self._look_at(self._roster.officers[officer].unit)
