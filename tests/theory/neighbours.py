"""Neighbours of a queue, for controls: the same calls before a few handlers more or fewer, without the engine.

Who waits how long before so many handlers who are all alike, first come first served, follows call by call from sums
alone; what is to be expected of it follows from a chain in which one call comes or goes at a time. So the calls that
happened to be drawn can be said to be harder or easier than they should have been, and by how much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapreplace

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import simpson, solve_ivp

from tests.theory.draws import Floats, Rate

PLACES = 300
"""Callers waiting at most in a chain: more than ever wait."""
TAILS = (0.75, 0.4, 0.1)
"""Numbers present that are exceeded so often when all handlers are busy."""


@dataclass(frozen=True, slots=True)
class InTurn:
    """What becomes of calls that are answered in turn; an entry per call."""

    wait: Floats
    lost: NDArray[np.bool_]
    """Whether the caller gave up."""
    leaves: Floats
    """When the call is over, one way or the other."""


def in_turn(at: Floats, work: Floats, handlers: int, patience: Floats | None = None) -> InTurn:
    """Let the handler who is free first take each call in turn; a caller whose patience is shorter gives up."""
    free = [0.0] * handlers
    count = len(at)
    wait, lost, leaves = [0.0] * count, [False] * count, [0.0] * count
    lasts = [math.inf] * count if patience is None else patience.tolist()
    for call, (rings, takes, patient) in enumerate(zip(at.tolist(), work.tolist(), lasts, strict=True)):
        begins = max(free[0], rings)
        if begins - rings > patient:
            wait[call], lost[call], leaves[call] = patient, True, rings + patient
        else:
            wait[call], leaves[call] = begins - rings, begins + takes
            heapreplace(free, begins + takes)
    return InTurn(np.array(wait), np.array(lost), np.array(leaves))


@dataclass(frozen=True, slots=True)
class Chain:
    """Calls that last exponentially (mean `work`), before handlers who are all alike; waiting callers give up at
    the rate `gives_up`."""

    handlers: int
    work: float
    gives_up: float = 0.0

    @property
    def present(self) -> Floats:
        """Numbers of calls there can be."""
        return np.arange(self.handlers + PLACES + 1, dtype=np.float64)

    @property
    def waiting(self) -> Floats:
        """Callers waiting, by number of calls."""
        return np.maximum(self.present - self.handlers, 0)

    @property
    def ends(self) -> Floats:
        """Rate at which a call ends or is given up, by number of calls."""
        return np.minimum(self.present, self.handlers) / self.work + self.waiting * self.gives_up

    def settled(self, rate: float) -> Floats:
        """Give the chances of every number of calls in the long run."""
        logs = np.concatenate([[0.0], np.cumsum(math.log(rate) - np.log(self.ends[1:]))])
        chances: Floats = np.exp(logs - logs.max())
        return chances / chances.sum()

    def over_time(self, rate: Rate, at: Floats) -> Floats:
        """Give the chances of every number of calls by instant, from empty at 0: shape (instants, numbers)."""
        ends = self.ends

        def change(time: float, chances: Floats) -> Floats:
            up = float(rate(np.array(time))) * chances[:-1]
            flow = up - ends[1:] * chances[1:]
            return np.concatenate([[0.0], flow]) - np.concatenate([flow, [0.0]])

        empty = np.zeros(len(ends))
        empty[0] = 1.0
        until = float(at[-1])
        found = solve_ivp(change, (0.0, until), empty, "LSODA", t_eval=at, rtol=1e-7, atol=1e-10, lband=1, uband=1)
        chances: Floats = found.y.T
        return chances


@dataclass(frozen=True, slots=True)
class Drawn:
    """Calls as drawn, with what is known of them: times in the case's unit."""

    at: Floats
    work: Floats
    rate: float
    mean_work: float
    kept: slice
    """Calls that are compared."""
    patience: Floats | None = None
    gives_up: float = 0.0
    """Rate at which callers give up: 1 / their mean patience."""


def settled_controls(drawn: Drawn, handlers: Sequence[int]) -> list[float]:
    """Compare waits, and numbers that callers find, before these numbers of handlers with what the chain expects."""
    controls, kept = [], drawn.kept
    for number in handlers:
        chain, found, present = _before(drawn, number)
        chances = chain.settled(drawn.rate)
        wait = float(chances @ chain.waiting) / drawn.rate
        tail = np.cumsum(chances[::-1])[::-1]
        controls += [float(found.wait[kept].mean() / wait - 1), float((found.wait[kept] > 0).mean() - tail[number])]
        for share in TAILS:
            many = int(np.searchsorted(-tail, -share * tail[number]))
            controls.append(float((present[kept] >= many).mean() - tail[many]))
        if drawn.gives_up:
            controls.append(float(found.lost[kept].mean() - drawn.gives_up * wait))
    return controls


def controls_by_line(drawn: Drawn, handlers: Sequence[int], line: NDArray[np.int64], own: int) -> list[float]:
    """Compare the calls of each line by themselves: Poisson callers of every line find the same.

    Before as many handlers as the queue's own, that is only done for the most urgent line, whose calls do not wait
    there for those of other lines as they do here. For that line, the time to the next end of a call is compared too.
    """
    controls = []
    for number in handlers:
        chain, found, present = _before(drawn, number)
        chances = chain.settled(drawn.rate)
        wait, busy = float(chances @ chain.waiting) / drawn.rate, float(chances[number:].sum())
        leaves = np.append(np.sort(found.leaves), np.inf)
        next_end = leaves[np.searchsorted(leaves, drawn.at, "right")] - drawn.at
        held_up = np.where(present >= number, next_end, 0.0)[drawn.kept]
        for one in range(1 if number == own else int(line.max()) + 1):
            of_line = line[drawn.kept] == one
            waits = found.wait[drawn.kept][of_line]
            controls.append(float((waits > 0).mean() - busy))
            if number != own:
                controls.append(float(waits.mean() / wait - 1))
            if one == 0 and not drawn.gives_up:
                controls.append(float(held_up[of_line].mean() - busy * drawn.mean_work / number))
    return controls


@dataclass(frozen=True)
class Day:
    """A day that starts from empty, before a fixed number of handlers: what is to be expected of it."""

    chain: Chain
    rate: Rate
    length: float
    grid: int = 20
    """Instants looked at per unit of time."""

    @cached_property
    def at(self) -> Floats:
        """The instants."""
        return np.linspace(0.0, self.length, round(self.length * self.grid) + 1)

    @cached_property
    def chances(self) -> Floats:
        """Chances of every number of calls: shape (instants, numbers)."""
        return self.chain.over_time(self.rate, self.at)

    def at_hour(self, hour: float) -> Floats:
        """Give the chances at one instant of the grid."""
        chances: Floats = self.chances[round(hour * self.grid)]
        return chances

    def over(self, values: Floats, since: float = 0.0, until: float | None = None) -> float:
        """Give the integral over time of the mean of what there is by number of calls."""
        return self._integral(self.chances @ values, since, until)

    def found(self, values: Floats, since: float = 0.0, until: float | None = None) -> float:
        """Give the mean of what callers between two instants find, by number of calls."""
        calls = self.rate(self.at)
        return self._integral(calls * (self.chances @ values), since, until) / self._integral(calls, since, until)

    def _integral(self, values: Floats, since: float, until: float | None) -> float:
        low, high = round(since * self.grid), round((self.length if until is None else until) * self.grid) + 1
        return float(simpson(values[low:high], x=self.at[low:high]))


def _before(drawn: Drawn, handlers: int) -> tuple[Chain, InTurn, NDArray[np.int64]]:
    """Put the calls before so many handlers; with the number of calls that each caller finds."""
    found = in_turn(drawn.at, drawn.work, handlers, drawn.patience)
    present = np.arange(len(drawn.at)) - np.searchsorted(np.sort(found.leaves), drawn.at, "right")
    return Chain(handlers, drawn.mean_work, drawn.gives_up), found, present
