"""Draws for theory: the laws of the reference cases, in their own notation, turned into whole seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import gammaincinv

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rate = Callable[[Floats], Floats]
"""Arrivals per unit of time, by instant."""
Law = Sequence[Any]
"""`("exp", mean)`, `("det", value)`, `("erl", k, mean)`, `("logn", mean, cv)`, `("mix0", p, law)` (0 with chance p)."""


def draw(law: Law, count: int, rng: Generator) -> Floats:
    """Draw lengths of time in the case's own unit."""
    kind, *numbers = law
    if kind == "exp":
        return rng.exponential(numbers[0], count)
    if kind == "det":
        return np.full(count, float(numbers[0]))
    if kind == "logn":
        variance = np.log1p(numbers[1] ** 2)
        return rng.lognormal(np.log(numbers[0]) - variance / 2, np.sqrt(variance), count)
    raise ValueError(f"no law {kind!r}")


def by_luck(law: Law, luck: Floats) -> Floats:
    """Give the length of time of each luck between 0 and 1: the greater the luck, the longer."""
    kind, *numbers = law
    if kind == "exp":
        return -numbers[0] * np.log1p(-luck)
    if kind == "erl":
        phases: Floats = gammaincinv(numbers[0], luck)
        return phases * (numbers[1] / numbers[0])
    if kind == "mix0":
        rest = np.clip((luck - numbers[0]) / (1 - numbers[0]), 0, None)
        return np.where(luck < numbers[0], 0.0, by_luck(numbers[1], rest))
    if kind == "det":
        return np.full(len(luck), float(numbers[0]))
    raise ValueError(f"no law {kind!r}")


def seconds(lengths: Floats, unit: float) -> Ints:
    """Turn lengths into whole seconds, `unit` of them to one."""
    return np.rint(lengths * unit).astype(np.int64)


def poisson_arrivals(rate: float, count: int, rng: Generator) -> Floats:
    """Draw the first so many arrivals of a Poisson process."""
    return np.cumsum(rng.exponential(1 / rate, count))


def arrivals_by_day(rate: Rate, length: float, cycle: float, days: int, rng: Generator) -> Floats:
    """Draw a Poisson process with a rate that varies within a day of the given length; days begin `cycle` apart."""
    grid = np.linspace(0.0, length, 20_001)
    values = rate(grid)
    steps = (values[1:] + values[:-1]) / 2 * np.diff(grid)
    total = np.concatenate([[0.0], np.cumsum(steps)])
    counts = rng.poisson(total[-1], days)
    within = np.interp(rng.random(counts.sum()) * total[-1], total, grid)
    return np.sort(np.repeat(np.arange(days) * cycle, counts) + within)


def one_handler_waits(at: Floats, handled: Floats) -> Floats:
    """Give every caller's wait before one handler who takes them in order (Lindley): sums alone, no engine."""
    steps = np.concatenate([[0.0], np.cumsum(handled[:-1] - np.diff(at))])
    waits: Floats = steps - np.minimum.accumulate(steps)
    return waits
