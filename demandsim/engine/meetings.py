"""Meetings: at fixed times every unit gives out all crimes of its queue together; supervisors then carry it out."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.state import CrimeState, Life
from demandsim.roster import Roster
from demandsim.rules.allocate import MET, NOBODY, Meeting, remarks
from demandsim.rules.meeting import assign
from demandsim.tape.tape import Tape

Queue = dict[tuple[bool, int], deque[tuple[int, int]]]
"""Crimes of a unit's queue, as (queued at, crime), by (nobody in custody, skills needed)."""


class Item(NamedTuple):
    """A crime on a unit's agenda, in the order in which it is carried out."""

    free_suspect: bool
    queued_at: int
    crime: int
    owner: int
    why: int


class Meetings:
    """Agendas by unit: what a meeting has decided and no supervisor has carried out yet; room is kept for it."""

    def __init__(
        self,
        clock: Clock,
        tape: Tape,
        state: CrimeState,
        roster: Roster,
        rule: Meeting,
        queues: list[Queue],
        attended: Callable[[int], int],
        on_duty: Sequence[int],
        look_at: Callable[[int], None],
    ) -> None:
        self._clock, self._state, self._rule = clock, state, rule
        self._units, self._queues = roster.units, queues
        self._attended, self._on_duty, self._look_at = attended, on_duty, look_at
        self._harm = [offence.harm for offence in tape.scenario.demand.offences]
        self._agendas: list[deque[Item]] = [deque() for _ in roster.units]
        self._promised: dict[int, int] = {}
        """Who is to own it, by crime on an agenda."""
        for at in tape.absences.calendar.daily(rule.at, tape.days):
            clock.at(at, Rank.MEETING, 0, self._meet)

    def _meet(self, _: Appointment) -> None:
        for unit in range(len(self._units)):
            if any(self._queues[unit].values()):
                self._meets(unit)

    def _meets(self, unit: int) -> None:
        state, queues = self._state, self._queues[unit]
        waiting = sorted(entry for queue in queues.values() for entry in queue if state.life[entry[1]] == Life.QUEUED)
        crimes = [crime for _, crime in waiting]
        owners = assign(
            self._rule,
            state.there(self._units[unit].officers),
            state.caseload,
            state.cap,
            state.skills,
            [state.needs(crime) for crime in crimes],
            [self._attended(crime) for crime in crimes],
            [self._harm[state.offence[crime]] for crime in crimes],
            self._on_duty,
        )
        given = []
        queues.clear()
        for (queued_at, crime), owner in zip(waiting, owners, strict=True):
            free_suspect = not state.in_custody[crime]
            if owner == NOBODY:
                queues.setdefault((free_suspect, state.needs(crime)), deque()).append((queued_at, crime))
            else:
                given.append((free_suspect, queued_at, crime, owner))
        for free_suspect, queued_at, crime, owner in sorted(given):
            why = MET + remarks(state.caseload[owner], state.cap[owner], state.skills[owner], state.needs(crime))
            self._agendas[unit].append(Item(free_suspect, queued_at, crime, owner, why))
            self._promised[crime] = owner
            state.caseload[owner] += 1
        if given:
            self._look_at(unit)

    def next(self, unit: int, in_custody: bool = False) -> Item | None:
        """Take the next crime from a unit's agenda (`in_custody`: only one with somebody in custody), or give None."""
        agenda = self._agendas[unit]
        while agenda and agenda[0].crime not in self._promised:
            agenda.popleft()
        if not agenda or (in_custody and agenda[0].free_suspect):
            return None
        del self._promised[agenda[0].crime]
        return agenda.popleft()

    def gives_up(self, officer: int) -> None:
        """An officer leaves: crimes promised to him or her go back to where they were in the queue."""
        state = self._state
        for unit, agenda in enumerate(self._agendas):
            for item in [item for item in agenda if self._promised.get(item.crime) == item.owner == officer]:
                agenda.remove(item)
                del self._promised[item.crime]
                state.caseload[officer] -= 1
                key = (not state.in_custody[item.crime], state.needs(item.crime))
                insort(self._queues[unit].setdefault(key, deque()), (item.queued_at, item.crime))

    def drop(self, crime: int) -> None:
        """A crime is closed before it is allocated: the room kept for it is free again."""
        owner = self._promised.pop(crime, NOBODY)
        if owner != NOBODY:
            self._state.caseload[owner] -= 1
            self._look_at(self._state.unit[crime])
