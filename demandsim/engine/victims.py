"""Victims: how long they bear silence, when they ring to ask, and when they withdraw."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState
from demandsim.engine.tables import plain
from demandsim.tape.tape import NONE, Tape


class Victims:
    """What silence leads to; allocation, a finished stage of work and a review each count as news.

    `ring(contact)` wakes the call of a victim who asks; `withdraws(crime)` tells that support is withdrawn.
    """

    def __init__(
        self,
        clock: Clock,
        tape: Tape,
        state: CrimeState,
        ring: Callable[[int], None],
        withdraws: Callable[[int], None],
    ) -> None:
        self._clock, self._state = clock, state
        self._ring, self._withdraws = ring, withdraws
        self._patience, self._chase_luck = plain(tape.crimes.patience), plain(tape.crimes.chase_luck)
        self._asks = plain(tape.crimes.asks)
        chase = tape.scenario.demand.victims.chase
        self._chase_after, self._chase_share, self._chase_times = chase.after, chase.share, chase.times
        self._opened_at = plain(tape.crimes.opened_at)
        self.last_news = [0] * len(tape.crimes.offence)
        """By crime: when the victim last heard something."""
        self._asked = [0] * len(tape.crimes.offence)
        self._stopped: dict[int, list[tuple[int, int, Callable[[Appointment], None]]]] = {}
        """What would have come about while the crime was closed, for crimes that will be opened again."""

    def begin(self, crime: int) -> None:
        """A crime is recorded: the victim's silence begins.

        Of the backlog only the record's date is known: its victims have asked as often as there was time for, and
        last heard something when they did. So they neither all ring on the same day nor all begin to ask anew.
        """
        now, age = self._clock.now, -self._opened_at[crime]
        silent = age % self._chase_after if self._chase_after else 0
        self.last_news[crime] = now - silent
        if self._patience[crime] == NONE:
            return
        self._clock.at(max(now, now - silent + self._patience[crime]), Rank.WITHDRAW, crime, self._runs_out)
        if age > 0 and self._chase_after:
            self._asked[crime] = min(self._chase_times, age // self._chase_after)
        if self._asked[crime] < self._chase_times:
            self._clock.at(now - silent + self._chase_after, Rank.ASK, crime, self._may_ask)

    def news(self, crime: int) -> None:
        """The victim hears something; that a crime of the backlog has an owner at the start is not new."""
        if self._clock.now > 0 or self._opened_at[crime] >= 0:
            self.last_news[crime] = self._clock.now

    def resume(self, crime: int) -> None:
        """A crime is opened again, which is news: the victim's silence begins anew."""
        self.news(crime)
        for after, rank, action in self._stopped.pop(crime, ()):
            self._clock.at(self._clock.now + after, rank, crime, action)

    def _stop(self, crime: int, after: int, rank: int, action: Callable[[Appointment], None]) -> None:
        if crime in self._state.to_reopen:
            self._stopped.setdefault(crime, []).append((after, rank, action))

    def _runs_out(self, appointment: Appointment) -> None:
        crime = appointment.who
        if self._state.is_open(crime):
            now = self._clock.now
            runs_out_at = self.last_news[crime] + self._patience[crime]
            if runs_out_at > now:
                self._clock.at(runs_out_at, Rank.WITHDRAW, crime, self._runs_out)
            else:
                self._withdraws(crime)
        else:
            self._stop(crime, self._patience[crime], Rank.WITHDRAW, self._runs_out)

    def _may_ask(self, appointment: Appointment) -> None:
        crime = appointment.who
        if not self._state.is_open(crime):
            self._stop(crime, self._chase_after, Rank.ASK, self._may_ask)
            return
        now = self._clock.now
        asks_at = self.last_news[crime] + self._chase_after
        if asks_at > now:
            self._clock.at(asks_at, Rank.ASK, crime, self._may_ask)
            return
        time = self._asked[crime]
        self._asked[crime] = time + 1
        if self._chase_luck[crime, time] < self._chase_share:
            self._ring(self._asks[crime, time])
        if time + 1 < self._chase_times:
            self._clock.at(now + self._chase_after, Rank.ASK, crime, self._may_ask)
