"""Service: officers join and leave in the run; the crimes of those who leave go back to their unit's queue."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AWAY, Duty
from demandsim.engine.hand_back import LEFT, HandBack
from demandsim.engine.ready_crimes import ReadyCrimes
from demandsim.engine.state import CrimeState, Life
from demandsim.roster import Roster

IN_HAND = (Life.WORKED_ON, Life.ASSISTED)


class Service:
    """Plays the stays of a roster: whoever does not serve is given nothing, and begins with the first turn of duty.

    For as long before somebody leaves as a supervisor takes to allocate, nothing more is given to him or her. A crime
    on which somebody is at work in that second is handed back when it is put down or the stage is done.
    `gives_up(officer)` takes back what a meeting has decided for somebody, `look_at(unit)` tells that somebody begins.
    """

    def __init__(
        self,
        clock: Clock,
        duty: Duty,
        state: CrimeState,
        roster: Roster,
        takes: int,
        hand_back: HandBack,
        ready: ReadyCrimes,
        gives_up: Callable[[int], None],
        look_at: Callable[[int], None],
    ) -> None:
        self._clock, self._duty, self._state, self._hand_back = clock, duty, state, hand_back
        self._ready, self._gives_up, self._look_at = ready, gives_up, look_at
        self._unit = [officer.unit for officer in roster.officers]
        self._new: set[int] = set()
        """Officers who have joined and have not been on duty yet."""
        self._in_hand: set[int] = set()
        """Crimes of those who have left on which somebody is still at work."""
        duty.also_when_turn_begins(self._turn_begins)
        serve = {stay.officer for stay in roster.stays if stay.from_at <= 0 < stay.to_at}
        for officer in {stay.officer for stay in roster.stays} - serve:
            self._is_out(officer)
            ready.leaves(officer)
        for officer, from_at, to_at in roster.stays:
            if from_at > 0:
                clock.at(from_at, Rank.SERVICE, officer, self._joins)
            if to_at > 0:
                clock.at(max(0, from_at, to_at - takes), Rank.SERVICE, officer, self._is_about_to_leave)
                clock.at(to_at, Rank.SERVICE, officer, self._leaves)

    def _is_out(self, officer: int) -> None:
        self._state.out.add(officer)
        self._state.away.add(officer)

    def _joins(self, appointment: Appointment) -> None:
        officer = appointment.who
        self._new.add(officer)
        if self._duty.activity[officer] != AWAY and self._duty.ends_at[officer] > self._clock.now:
            self._turn_begins(officer)  # a successor without delay, whose turn goes on from the leaver's last

    def _turn_begins(self, officer: int) -> None:
        if officer in self._new:
            self._new.discard(officer)
            self._state.out.discard(officer)
            self._state.away.discard(officer)
            self._ready.joins(officer)
            self._look_at(self._unit[officer])

    def _is_about_to_leave(self, appointment: Appointment) -> None:
        self._new.discard(appointment.who)
        self._is_out(appointment.who)
        self._gives_up(appointment.who)

    def _leaves(self, appointment: Appointment) -> None:
        officer = appointment.who
        self._in_hand.update(self._hand_back.held(officer, IN_HAND))
        self._hand_back.all_of(officer, LEFT)
        self._ready.leaves(officer)

    def put_down(self, crime: int) -> None:
        """A crime has been put down, or a stage of it is done: if its owner has left, it goes back at once."""
        if crime in self._in_hand:
            self._in_hand.discard(crime)
            # A moment of its own, so that what else follows from putting it down comes first.
            self._clock.at(self._clock.now, Rank.SERVICE, crime, self._is_handed_back)

    def _is_handed_back(self, appointment: Appointment) -> None:
        self._hand_back.one(appointment.who, LEFT)
