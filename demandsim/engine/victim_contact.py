"""Victim contact: owners owe victims a call when there has been no news for too long."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import NamedTuple

from demandsim.engine.clock import Appointment, Clock, Rank, cancel
from demandsim.engine.duty import Duty
from demandsim.engine.state import CrimeState
from demandsim.engine.tables import plain
from demandsim.engine.victims import Victims
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Activity, Moment
from demandsim.rules.victim_contact import VictimContact
from demandsim.tape.tape import NONE, Tape

CONTACT_DUE, BEGINS, CONTACTED = int(Moment.CONTACT_DUE), int(Moment.CONTACTING), int(Moment.CONTACTED)
CONTACTING = int(Activity.CONTACTING)


class Owed(NamedTuple):
    """A call that is owed, in the order in which an owner makes them."""

    due_at: int
    crime: int
    number: int
    """Number of the call to this victim, from 1."""


class VictimCalls:
    """Calls that are owed to the victims of crimes under investigation, and those who make them.

    One call is owed at a time; it passes to the next owner with the crime. `has_custody_work(officer)` tells of work
    that comes before, `could_work(officer)` is told of an owner with a call to make, `begins(officer)` of one who makes
    it and cannot be sent meanwhile.
    """

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        duty: Duty,
        tape: Tape,
        state: CrimeState,
        rule: VictimContact,
        has_custody_work: Callable[[int], bool],
        could_work: Callable[[int], None],
        begins: Callable[[int], None],
        victims: Victims,
    ) -> None:
        crimes = tape.crimes
        self._clock, self._log, self._duty, self._state = clock, log, duty, state
        self._has_custody_work, self._could_work = has_custody_work, could_work
        self._begins, self._victims = begins, victims
        self._takes = rule.takes
        self._every = rule.every, rule.every if rule.vulnerable_every is None else rule.vulnerable_every
        self._vulnerable, self._patience = plain(crimes.vulnerable), plain(crimes.patience)
        self._since: dict[int, int] = {}
        """By open crime with a victim: when it had its first owner."""
        self._calls: dict[int, int] = {}
        """By crime: number of the last call that was owed."""
        self._owed: dict[int, Owed] = {}
        self._of_owner: dict[int, list[Owed]] = {}
        self._calling: dict[int, Owed] = {}
        self._timer: dict[int, Appointment] = {}
        """By crime: the appointment at which the next call may be owed."""

    def allocated(self, crime: int) -> None:
        """A crime has an owner, who owes what was owed before; with the first, the time without news begins."""
        state = self._state
        if crime in self._owed:
            self._is_the_owners(self._owed[crime])
        elif crime not in self._since and self._patience[crime] != NONE and not state.desk_work[crime]:
            self._since[crime] = now = self._clock.now
            self._expect(crime, now)

    def _expect(self, crime: int, since: int) -> None:
        self._forget(crime)
        due_at = since + self._every[self._vulnerable[crime]]
        self._timer[crime] = self._clock.at(due_at, Rank.CONTACT_DUE, crime, self._falls_due)

    def _forget(self, crime: int) -> None:
        if crime in self._timer:
            cancel(self._timer.pop(crime))

    def _falls_due(self, appointment: Appointment) -> None:
        crime, now = appointment.who, self._clock.now
        del self._timer[crime]
        # Of the backlog nothing is news before the start: its time begins with the run.
        last_news = max(self._since[crime], self._victims.last_news[crime])
        if last_news + self._every[self._vulnerable[crime]] > now:
            self._expect(crime, last_news)
            return
        self._calls[crime] = number = self._calls.get(crime, 0) + 1
        self._owed[crime] = owed = Owed(now, crime, number)
        owner = self._state.owner[crime]
        self._log.write((now, CONTACT_DUE, crime, owner, number, -1))
        if owner >= 0:
            self._is_the_owners(owed)

    def _is_the_owners(self, owed: Owed) -> None:
        owner = self._state.owner[owed.crime]
        heappush(self._of_owner.setdefault(owner, []), owed)
        if self._fits(owner):
            self._could_work(owner)

    def _fits(self, officer: int) -> bool:
        return self._clock.now + self._takes <= self._duty.ends_at[officer]

    def take_up(self, officer: int) -> None:
        """Let a free officer make the call that has been owed longest, unless there is somebody in custody."""
        owing = self._of_owner.get(officer)
        while owing and not (
            self._owed.get(owing[0].crime) == owing[0] and self._state.owner[owing[0].crime] == officer
        ):
            heappop(owing)
        if not owing or not self._fits(officer) or self._has_custody_work(officer):
            return
        self._calling[officer] = owed = heappop(owing)
        del self._owed[owed.crime]
        now = self._clock.now
        self._duty.activity[officer] = CONTACTING
        self._log.write((now, BEGINS, owed.crime, officer, owed.number, self._takes))
        self._begins(officer)
        self._clock.at(now + self._takes, Rank.FINISHED, officer, self._has_called)

    def put_down(self, officer: int) -> None:
        """Nobody breaks off a call."""

    def _has_called(self, appointment: Appointment) -> None:
        officer, now = appointment.who, self._clock.now
        owed = self._calling.pop(officer)
        self._log.write((now, CONTACTED, owed.crime, officer, owed.number, now - owed.due_at))
        self._victims.news(owed.crime)
        if owed.crime in self._since:
            self._expect(owed.crime, now)
        self._duty.released(officer)

    def closed(self, crime: int) -> None:
        """A crime is closed: nothing more is owed."""
        self._since.pop(crime, None)
        self._owed.pop(crime, None)
        self._forget(crime)
