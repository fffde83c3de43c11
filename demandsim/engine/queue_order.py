"""Queue order: which crime of a unit's queue comes first where harm decides."""

from __future__ import annotations

from collections import deque
from typing import Literal

from demandsim.engine.clock import Clock
from demandsim.engine.state import CrimeState, Life
from demandsim.scenario.scenario import Scenario

Head = tuple[bool, int, int, deque[tuple[int, int]]]
"""The first of those in a queue who need the same skills: (nobody in custody, queued at, crime, the queue)."""


class ByHarm:
    """The greatest harm weight first, or the greatest harm weight times the time since recording."""

    def __init__(
        self, clock: Clock, scenario: Scenario, state: CrimeState, order: Literal["harm", "harm_by_age"]
    ) -> None:
        self._clock, self._state = clock, state
        self._harm = [offence.harm for offence in scenario.demand.offences]
        self._by_age = order == "harm_by_age"

    def arrange(self, heads: list[Head]) -> list[Head]:
        """Put the queues in order and say with which to begin; crimes with somebody in custody stay as they queue."""
        found = []
        for free_suspect, queued_at, crime, queue in heads:
            rank = 0.0
            if free_suspect:
                waiting = [entry for entry in queue if self._state.life[entry[1]] == Life.QUEUED]
                ranked = sorted((-self._value(crime), queued_at, crime) for queued_at, crime in waiting)
                queue.clear()
                queue.extend((at, number) for _, at, number in ranked)
                rank, queued_at, crime = ranked[0]
            found.append((free_suspect, rank, queued_at, crime, queue))
        found.sort(key=lambda head: head[:4])
        return [(free_suspect, queued_at, crime, queue) for free_suspect, _, queued_at, crime, queue in found]

    def _value(self, crime: int) -> float:
        state = self._state
        harm: float = self._harm[state.offence[crime]]
        return harm * (self._clock.now - state.recorded_at[crime]) if self._by_age else harm
