"""The review calendar: when a supervisor should look at each investigation."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Clock, Rank
from demandsim.engine.state import CrimeState
from demandsim.engine.tables import plain
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.rules.review import Review, review_times
from demandsim.tape.tape import Tape

REVIEW_DUE = int(Moment.REVIEW_DUE)


class ReviewCalendar:
    """Reviews that are to come; `due(crime, number, unit)` puts one that falls due before the unit's supervisors."""

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        tape: Tape,
        state: CrimeState,
        rule: Review,
        due: Callable[[int, int, int], None],
    ) -> None:
        self._clock, self._log, self._state, self._due = clock, log, state, due
        self._first = rule.first
        offences = tape.scenario.demand.offences
        self._times = [review_times(rule, frozenset(offence.skills)) for offence in offences]
        self._opened_at, self._backlog_team = plain(tape.crimes.opened_at), plain(tape.crimes.backlog_team)
        self._under_review: set[int] = set()
        self._next: dict[int, int] = {}
        """Number of the review that fell due while the crime was closed, for crimes that will be opened again."""

    def allocated(self, crime: int) -> None:
        """An investigator owns the crime: its reviews begin, unless they have begun before."""
        if crime in self._under_review:
            return
        self._under_review.add(crime)
        now, every = self._clock.now, self._times[self._state.offence[crime]][0]
        # Of the backlog only the record's date is known; earlier reviews have been held.
        since = self._opened_at[crime] if self._backlog_team[crime] >= 0 else now
        due_at, number = since + self._first, 1
        if due_at < now:
            missed = -((due_at - now) // every)
            due_at, number = due_at + missed * every, number + missed
        self._plan(crime, number, due_at)

    def resume(self, crime: int) -> None:
        """A crime is opened again: its reviews go on, unless the next has yet to fall due anyway."""
        if crime in self._next:
            self._plan(crime, self._next.pop(crime), self._clock.now + self._first)

    def takes(self, crime: int, due_at: int) -> int | None:
        """Give the supervisor time of a review, or None when the crime is closed, or was closed since it fell due."""
        state = self._state
        stands = state.is_open(crime) and due_at >= state.reopened.get(crime, 0)
        return self._times[state.offence[crime]][1] if stands else None

    def _plan(self, crime: int, number: int, due_at: int) -> None:
        self._clock.at(due_at, Rank.REVIEW_DUE, crime, lambda _: self._falls_due(crime, number))

    def _falls_due(self, crime: int, number: int) -> None:
        state, now = self._state, self._clock.now
        if state.is_open(crime):
            unit = state.unit[crime]
            self._log.write((now, REVIEW_DUE, crime, state.owner[crime], number, unit))
            self._due(crime, number, unit)
            self._plan(crime, number + 1, now + self._times[state.offence[crime]][0])
        elif crime in state.to_reopen:
            self._next[crime] = number
