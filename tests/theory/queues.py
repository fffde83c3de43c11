"""Stationary queues of callers: one description serves every case with fixed handlers and Poisson calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from tests.theory.call_measures import stationary
from tests.theory.draws import Law, draw, poisson_arrivals, seconds
from tests.theory.runner import Sample
from tests.theory.worlds import FOREVER, Calls, World, call_world, one_spell

MEAN_TALK = 100_000
"""Seconds that the shortest mean talk lasts, so that whole seconds do not matter."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of callers in the case's unit of time; lists have one entry per line, most urgent first."""

    rates: Sequence[float]
    talk: Sequence[Law]
    answers: Sequence[tuple[int, ...]]
    """Lines answered, by handler."""
    wrap: Law = ("det", 0.0)
    patience: Sequence[Law] | None = None
    target: float = 0.0
    order: bool = True
    """Whether urgent lines go first; else whoever has waited longest."""
    reserve: int = 0
    calls: int = 25_000
    warm_up: float = 0.05
    unit: float = field(init=False)

    def __post_init__(self) -> None:
        shortest = min(law[-1] if law[0] != "logn" else law[1] for law in self.talk)
        object.__setattr__(self, "unit", MEAN_TALK / shortest)

    def world(self, rng: Generator) -> tuple[World, tuple[float, float]]:
        """Draw a world, and say how far the calls' spacing and their talk lie from their means."""
        total = sum(self.rates)
        at = poisson_arrivals(total, self.calls, rng)
        line = np.searchsorted(np.cumsum(self.rates) / total, rng.random(self.calls), side="right")
        talk, patience = np.zeros(self.calls), np.full(self.calls, FOREVER / self.unit)
        for number, law in enumerate(self.talk):
            of_line = line == number
            talk[of_line] = draw(law, int(of_line.sum()), rng)
            if self.patience is not None:
                patience[of_line] = draw(self.patience[number], int(of_line.sum()), rng)
        expected = sum(rate * _mean(law) for rate, law in zip(self.rates, self.talk, strict=True)) / total
        controls = float(at[-1] * total / self.calls - 1), float(talk.mean() / expected - 1)
        calls = Calls(
            seconds(at, self.unit),
            line,
            seconds(talk, self.unit),
            seconds(draw(self.wrap, self.calls, rng), self.unit),
            seconds(patience, self.unit)[:, None],
        )
        ends_at = int((at[-1] + 200 * _mean(self.talk[-1])) * self.unit)
        spells = one_spell(len(self.answers), ends_at)
        return call_world(calls, self.answers, spells, ends_at, self.order, self.reserve), controls

    def replicate(self, rng: Generator) -> Sample:
        """Play a world once and read every measure."""
        world, controls = self.world(rng)
        load = [rate * _mean(law) for rate, law in zip(self.rates, self.talk, strict=True)]
        found = stationary(world.play(), self.unit, len(self.answers), load, self.target, self.warm_up)
        return Sample(found, controls)


def _mean(law: Law) -> float:
    return float(law[1] if law[0] == "logn" else law[-1])


def alike(handlers: int, lines: int = 1) -> list[tuple[int, ...]]:
    """Let every handler answer every line."""
    return [tuple(range(lines))] * handlers
