"""Transfers: a crime is offered to another team, refused or accepted, and moves."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState, Life
from demandsim.engine.tables import Names, UnitFinder, plain, resolve_transfers
from demandsim.eventlog.log import LogBook
from demandsim.eventlog.moments import Moment
from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.transfer import NO_TRANSFER, due_transfer, refused
from demandsim.tape.tape import Tape

OFFERED, REFUSED = int(Moment.OFFERED), int(Moment.REFUSED)
ACCEPTED, TRANSFERRED = int(Moment.ACCEPTED), int(Moment.TRANSFERRED)
BY_PRACTICE, FULL = 0, 1


class Transfers:
    """Offers and moves; `released(officer)` tells of room at an owner, `enqueue(crime, unit)` where a crime goes."""

    def __init__(
        self,
        clock: Clock,
        log: LogBook,
        tape: Tape,
        state: CrimeState,
        roster: Roster,
        rules: Rules,
        put_down: Callable[[int], None],
        released: Callable[[int], None],
        enqueue: Callable[[int, int], None],
    ) -> None:
        self._clock, self._log, self._state = clock, log, state
        self._rule = rules.transfer
        self._clauses = resolve_transfers(rules, Names.of(tape.scenario))
        self._units, self._find = roster.units, UnitFinder(roster)
        self._practice_luck, self._refusal_luck = (
            plain(tape.crimes.transfer_luck),
            plain(tape.crimes.refusal_luck),
        )
        self._put_down, self._released, self._enqueue = put_down, released, enqueue
        self._offers: dict[int, int] = {}

    def consider(self, crime: int) -> None:
        """Look whether the crime must move now; offer it if so."""
        state = self._state
        offers = self._offers.get(crime, 0)
        no_work_left = state.stage[crime] >= state.stages
        if offers >= self._rule.offers or state.desk_work[crime] or no_work_left:
            return
        owner, unit = state.owner[crime], state.unit[crime]
        number = due_transfer(
            self._clauses,
            state.facts(crime),
            self._units[unit].team,
            state.below_level[crime],
            state.caseload[owner] > state.cap[owner],
            self._practice_luck[crime],
        )
        if number == NO_TRANSFER:
            return
        to = self._find.unit(self._clauses[number].to, state.area[crime])
        now = self._clock.now
        self._offers[crime] = offers + 1
        self._log.write((now, OFFERED, crime, owner, number, to))
        full = not state.have_room(self._units[to].officers)
        if refused(self._rule, full, self._refusal_luck[crime, offers]):
            reason = FULL if full and self._rule.refuse_when_full else BY_PRACTICE
            self._log.write((now, REFUSED, crime, owner, reason, to))
            if self._rule.offer_again_after and offers + 1 < self._rule.offers:
                again_at = now + self._rule.offer_again_after
                self._clock.at(again_at, Rank.OFFER_AGAIN, crime, self._offer_again)
        else:
            self._log.write((now, ACCEPTED, crime, owner, number, to))
            self._move(crime, owner, to, now)

    def _offer_again(self, appointment: Appointment) -> None:
        crime = appointment.who
        if self._state.life[crime] in (Life.READY, Life.WORKED_ON, Life.WAITING):
            self.consider(crime)

    def _move(self, crime: int, owner: int, to: int, now: int) -> None:
        state = self._state
        if state.life[crime] == Life.WORKED_ON:
            self._put_down(owner)
        state.life[crime] = Life.MOVING
        state.add_work(crime, self._rule.lost_work)
        state.take_away(crime)
        self._released(owner)
        former = state.unit[crime]
        self._clock.at(now + self._rule.delay, Rank.MOVED, crime, lambda _: self._arrives(crime, owner, former, to))

    def _arrives(self, crime: int, former_owner: int, former: int, to: int) -> None:
        if self._state.is_open(crime):
            self._log.write((self._clock.now, TRANSFERRED, crime, former_owner, former, to))
            self._enqueue(crime, to)
