"""Stationary queues of callers: one description serves every case with fixed handlers and Poisson calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.theory.call_measures import stationary
from tests.theory.draws import Floats, Law, by_luck, draw, one_handler_waits, poisson_arrivals, seconds
from tests.theory.forces import IN_TURN, Desk, in_order
from tests.theory.neighbours import Drawn, controls_by_line, settled_controls
from tests.theory.runner import Case, Sample
from tests.theory.worlds import FOREVER, Calls, World, call_world, one_spell

MEAN_TALK = 100_000
"""Seconds that the shortest mean talk lasts, so that whole seconds do not matter."""
LONG_WAITS = (0.6, 0.2, 0.05)
"""Waits before one fast handler that callers exceed so often if they wait at all."""


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
    rule: Mapping[str, Any] | None = None
    """`rules.answer` where it is another."""
    trunks: int | None = None
    slower: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    """By team: how much longer its handlers take, by line."""
    neighbours: Sequence[int] = ()
    """Numbers of handlers before whom the same calls are put for control: not the very queue that is tested."""
    neighbours_patience: float | None = None
    """There, patience is exponential with this mean (and the caller's own luck), or without end."""
    calls: int = 25_000
    warm_up: float = 0.05
    unit: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", MEAN_TALK / min(mean_of(law) for law in self.talk))

    @property
    def desk(self) -> Desk:
        """How the calls are answered."""
        if self.rule is not None:
            desk = Desk(self.rule)
        else:
            desk = in_order(len(self.rates), self.reserve) if self.order else IN_TURN
        line = {} if self.trunks is None else {"trunks": self.trunks}
        return Desk(desk.rule, line, self.slower)

    def world(self, rng: Generator) -> tuple[World, list[float]]:
        """Draw a world, and say how far what was drawn lies from its mean."""
        total, count = sum(self.rates), self.calls
        at = poisson_arrivals(total, count, rng)
        line = np.searchsorted(np.cumsum(self.rates) / total, rng.random(count), side="right")
        talk, patience, luck = np.zeros(count), np.full(count, FOREVER / self.unit), rng.random(count)
        for number, law in enumerate(self.talk):
            of_line = line == number
            talk[of_line] = draw(law, int(of_line.sum()), rng)
            if self.patience is not None:
                patience[of_line] = by_luck(self.patience[number], luck[of_line])
        wrap = draw(self.wrap, count, rng)
        controls = self._controls(at, line, talk, wrap, luck)
        whole = (seconds(lengths, self.unit) for lengths in (talk, wrap))
        calls = Calls(seconds(at, self.unit), line, *whole, seconds(patience, self.unit)[:, None])
        ends_at = int((at[-1] + 200 * max(mean_of(law) for law in self.talk)) * self.unit)
        spells = one_spell(len(self.answers), ends_at)
        return call_world(calls, self.answers, spells, ends_at, self.desk), controls

    def _controls(self, at: Floats, line: NDArray[np.int64], talk: Floats, wrap: Floats, luck: Floats) -> list[float]:
        total = sum(self.rates)
        expected = sum(rate * mean_of(law) for rate, law in zip(self.rates, self.talk, strict=True)) / total
        controls = [float(at[-1] * total / self.calls - 1), float(talk.mean() / expected - 1)]
        by_line = len(self.rates) > 1
        if by_line:
            controls += [float((line == number).mean() - rate / total) for number, rate in enumerate(self.rates[:-1])]
        if self.patience is None and self.trunks is None:
            controls += self._one_fast_handler(at, talk + wrap)
        if self.neighbours:
            own = len(self.answers) if len(set(self.answers)) == 1 else 0
            lasts, wrap_share = self.neighbours_patience, self.wrap[-1] / expected
            drawn = Drawn(
                at,
                talk * (1 + wrap_share),
                total,
                expected * (1 + wrap_share),
                self.kept,
                None if lasts is None else by_luck(("exp", lasts), luck),
                0.0 if lasts is None else 1 / lasts,
            )
            controls += (
                controls_by_line(drawn, self.neighbours, line, own)
                if by_line
                else settled_controls(drawn, self.neighbours)
            )
        return controls

    @property
    def kept(self) -> slice:
        """The calls that are counted."""
        return slice(int(self.calls * self.warm_up), self.calls - 1)

    def _one_fast_handler(self, at: Floats, handled: Floats) -> list[float]:
        """Compare the same calls before one handler, as fast as all together, with what is known of that queue.

        Its waits follow from sums alone (Lindley) and its means from M/M/1 or, with other laws, from Pollaczek and
        Khinchine; no part of the engine is involved. Where that is the queue itself, the handler is a little faster.
        """
        rate, handlers = sum(self.rates), float(len(self.answers))
        if handlers == 1 and (len(self.rates) == 1 or not self.order):
            handlers = 1.1
        shares = np.array(self.rates) / rate
        mean = float(shares @ [mean_of(law) + self.wrap[-1] for law in self.talk])
        square = float(shares @ [_mean_square(law, self.wrap[-1]) for law in self.talk])
        waits = one_handler_waits(at, handled / handlers)[self.kept]
        use = rate * mean / handlers
        controls = [float(waits.mean() / (rate * square / handlers**2 / (2 * (1 - use))) - 1)]
        controls.append(float((handled**2).mean() / square - 1))
        if self.wrap[-1] == 0 and len(set(self.talk)) == 1 and self.talk[0][0] == "exp":
            for share in LONG_WAITS:
                long = -np.log(share) * mean / handlers / (1 - use)
                controls.append(float((waits > long).mean() - use * share))
        return controls

    def replicate(self, _: Case, rng: Generator) -> Sample:
        """Play a world once and read every measure."""
        world, controls = self.world(rng)
        load = [rate * mean_of(law) for rate, law in zip(self.rates, self.talk, strict=True)]
        teams = list(dict.fromkeys(self.answers))
        group = [teams.index(lines) for lines in self.answers]
        found = stationary(world.play(), self.unit, group, load, self.target, self.warm_up)
        if self.trunks is None:
            found["P_block"] = found["P_lost"]
        return Sample(found, controls)


def mean_of(law: Law) -> float:
    """Give the mean of a law."""
    return float(law[1] if law[0] == "logn" else law[-1])


def _mean_square(talk: Law, wrap: float) -> float:
    """Give the mean square of talk and an exponential wrap-up in a row."""
    mean = mean_of(talk)
    square = mean**2 * {"det": 1.0, "exp": 2.0, "logn": 1.0 + talk[-1] ** 2}[talk[0]]
    return float(square + 2 * mean * wrap + 2 * wrap**2)


def alike(handlers: int, lines: int = 1) -> list[tuple[int, ...]]:
    """Let every handler answer every line."""
    return [tuple(range(lines))] * handlers
