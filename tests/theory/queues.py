"""Stationary queues of callers: one description serves every case with fixed handlers and Poisson calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from tests.theory.call_measures import stationary
from tests.theory.draws import Floats, Law, draw, one_handler_waits, poisson_arrivals, seconds
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

    def world(self, rng: Generator) -> tuple[World, list[float]]:
        """Draw a world, and say how far what was drawn lies from its mean."""
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
        controls = [float(at[-1] * total / self.calls - 1), float(talk.mean() / expected - 1)]
        wrap = draw(self.wrap, self.calls, rng)
        if self.patience is None and all(law[0] == "exp" for law in self.talk):
            controls += self._one_fast_handler(at, talk + wrap, total, expected + self.wrap[-1])
        calls = Calls(
            seconds(at, self.unit),
            line,
            seconds(talk, self.unit),
            seconds(wrap, self.unit),
            seconds(patience, self.unit)[:, None],
        )
        ends_at = int((at[-1] + 200 * _mean(self.talk[-1])) * self.unit)
        spells = one_spell(len(self.answers), ends_at)
        return call_world(calls, self.answers, spells, ends_at, self.order, self.reserve), controls

    def _one_fast_handler(self, at: Floats, handled: Floats, rate: float, mean: float) -> list[float]:
        """Compare the same calls before one handler, as fast as all together, with what is known of that queue.

        Its waits follow from sums alone (Lindley) and its means from M/M/1 or, with several laws, from Pollaczek and
        Khinchine; no part of the engine is involved.
        """
        waits = one_handler_waits(at, handled / len(self.answers))[int(self.calls * self.warm_up) : -1]
        use = rate * mean / len(self.answers)
        squares = (
            sum(r * _mean_square(_mean(law), self.wrap[-1]) for r, law in zip(self.rates, self.talk, strict=True))
            / rate
        )
        expected = rate * squares / len(self.answers) ** 2 / (2 * (1 - use))
        controls = [float(waits.mean() / expected - 1)]
        if self.wrap[-1] == 0 and len({_mean(law) for law in self.talk}) == 1:
            for share in (0.6, 0.2, 0.05):
                long = -np.log(share) * mean / len(self.answers) / (1 - use)
                controls.append(float((waits > long).mean() - use * share))
        return controls

    def replicate(self, rng: Generator) -> Sample:
        """Play a world once and read every measure."""
        world, controls = self.world(rng)
        load = [rate * _mean(law) for rate, law in zip(self.rates, self.talk, strict=True)]
        found = stationary(world.play(), self.unit, len(self.answers), load, self.target, self.warm_up)
        return Sample(found, controls)


def _mean(law: Law) -> float:
    return float(law[1] if law[0] == "logn" else law[-1])


def _mean_square(talk: float, wrap: float) -> float:
    """Give the mean square of two exponential lengths in a row."""
    return 2 * (talk**2 + talk * wrap + wrap**2)


def alike(handlers: int, lines: int = 1) -> list[tuple[int, ...]]:
    """Let every handler answer every line."""
    return [tuple(range(lines))] * handlers
