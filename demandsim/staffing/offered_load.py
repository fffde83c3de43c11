"""Offered load: how many handlers calls would keep busy if nobody ever waited, when the rate varies over the day.

Work lags behind calls: a call of ten minutes is still being handled ten minutes after the rush in which it came. With
a handler for every call the mean number busy at time t is m(t) = integral of rate(t - u) P(handling lasts longer than
u) du, from u = 0 on. Staffing by m(t) is called modified offered load (MOL); staffing each period by its own rate, as
though it lasted for ever, stationary independent period by period (SIPP). Sources: Eick, Massey and Whitt, The physics
of the M(t)/G/inf queue, Operations Research 41 (1993), and M(t)/G/inf queues with sinusoidal arrival rates, Management
Science 39 (1993); Jennings, Mandelbaum, Massey and Whitt, Server staffing to meet time-varying demand, Management
Science 42 (1996); Green and Kolesar, The pointwise stationary approximation, Management Science 37 (1991); Green,
Kolesar and Soares, Improving the SIPP approach for staffing service systems, Operations Research 49 (2001).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import integrate

from demandsim.staffing.erlang import positions_for

Floats = NDArray[np.float64]
Rate = Callable[[float], float]
"""Calls per unit of time at a time."""

OVER = 1e-13
"""Share of calls still being handled from which on what came earlier no longer counts."""
PIECES = 8
"""Pieces into which a cycle is cut for integrals, so that none holds more than a fraction of a wave."""


@dataclass(frozen=True, slots=True)
class Wave:
    """A rate, or a load, that swings: level + amplitude sin(2 pi (t - phase) / period)."""

    level: float
    amplitude: float
    period: float
    phase: float = 0.0

    def __call__(self, t: float) -> float:
        """Give the value at a time."""
        return self.level + self.amplitude * math.sin(2 * math.pi * (t - self.phase) / self.period)

    def busy(self, handle: float) -> Wave:
        """Give the load that calls at this rate bring when handling is exponential with mean `handle`.

        The load swings about level x handle, less far than the rate and later, by arctan(w handle) / w with w = 2 pi /
        period. Source: Eick, Massey and Whitt (1993), closed form for M(t)/M/inf.
        """
        turn = 2 * math.pi / self.period
        flatter = handle / math.hypot(1, turn * handle)
        return Wave(
            self.level * handle, self.amplitude * flatter, self.period, self.phase + math.atan(turn * handle) / turn
        )


def mean_busy(rate: Rate, lasts: Rate, cycle: float, t: float, opened: float = -math.inf) -> float:
    """Give m(t), the mean number busy at time t when calls have come at this rate since the desk opened, empty.

    `lasts(u)` is the share of calls whose handling lasts longer than u; `cycle` is the length over which the rate
    repeats itself. A desk that never opened has always been there.
    """
    total, since, piece = 0.0, 0.0, cycle / PIECES
    while lasts(since) > OVER and since < t - opened:
        until = min(since + piece, t - opened)
        total += integrate.quad(lambda u: rate(t - u) * lasts(u), since, until, epsabs=1e-13, epsrel=1e-12)[0]
        since += piece
    return total


def mean_rates(rate: Rate, cycle: float, step: float) -> list[float]:
    """Give the mean rate in each of the periods of length `step` into which a cycle is cut."""
    return [
        integrate.quad(rate, number * step, (number + 1) * step, epsabs=1e-13, epsrel=1e-12)[0] / step
        for number in range(round(cycle / step))
    ]


def point_by_point(rate: Rate, cycle: float, stationary: Callable[[float], float]) -> float:
    """Average what a stationary formula says of the rate at every moment, over the calls (PSA).

    `stationary(rate)` may be any share or mean per call. Source: Green and Kolesar (1991).
    """
    piece = cycle / PIECES
    weighted, calls = 0.0, 0.0
    for number in range(PIECES):
        bounds = number * piece, (number + 1) * piece
        weighted += integrate.quad(lambda t: rate(t) * stationary(rate(t)), *bounds, limit=200, epsrel=1e-10)[0]
        calls += integrate.quad(rate, *bounds, epsrel=1e-12)[0]
    return weighted / calls


def as_if_steady(rate: Rate, cycle: float, stationary: Callable[[float], float]) -> float:
    """Give what a stationary formula says of the mean rate, as though it never varied (SSA)."""
    return stationary(mean_rates(rate, cycle, cycle)[0])


def sipp(
    rates: Sequence[float], handle: float, share: float, within: float, *, patience: float | None = None
) -> list[int]:
    """Give the positions that each period needs by itself, as though its rate lasted for ever (SIPP).

    Erlang C where `patience` is left out, else Erlang A. A share of 1 - p answered within 0 is a target of at most a
    share p who wait. Source: Green, Kolesar and Soares (2001).
    """
    return by_load([rate * handle for rate in rates], handle, share, within, patience=patience)


def by_load(
    loads: Sequence[float], handle: float, share: float, within: float, *, patience: float | None = None
) -> list[int]:
    """Give the positions that each period needs for a load in erlangs, lagged or not; with m(t) this is MOL.

    Source of MOL: Jennings, Mandelbaum, Massey and Whitt (1996).
    """
    needed: dict[float, int] = {}
    for load in loads:
        if load not in needed:
            needed[load] = positions_for(load / handle, handle, share, within, patience=patience)
    return [needed[load] for load in loads]


def lagged_loads(rates: ArrayLike, step: float, handled: ArrayLike) -> Floats:
    """Give the mean of m(t) in every period, for rates that are constant within each and repeat when all are over.

    `handled` are lengths of handling, each as likely as any other: any law will do. A constant rate gives rate x mean
    length.

    The rate of a period adds to the load of the k-th period after it (K(k + 1) - 2 K(k) + K(k - 1)) / step, where
    K(k) is the mean over all lengths S of the integral of min(S, u) from u = 0 to k step. Lengths beyond the cycle are
    followed into as many further cycles as they last.
    """
    rate, lengths = np.asarray(rates, dtype=np.float64), np.sort(np.asarray(handled, dtype=np.float64))
    if not len(lengths) or lengths[0] < 0:
        raise ValueError("lengths of handling are needed, none of them negative")
    periods = math.ceil(lengths[-1] / step) + 1
    edges = np.arange(periods + 2) * step
    over = np.searchsorted(lengths, edges, side="right")
    whole, squares = (np.concatenate([[0.0], np.cumsum(values)]) for values in (lengths, lengths**2))
    area = (edges * whole[over] - squares[over] / 2 + (len(lengths) - over) * edges**2 / 2) / len(lengths)
    after = np.diff(np.concatenate([[0.0], area]), 2) / step
    folded = np.bincount(np.arange(len(after)) % len(rate), weights=after, minlength=len(rate))
    shifts = (np.arange(len(rate))[:, None] - np.arange(len(rate))[None, :]) % len(rate)
    return np.asarray(folded[shifts] @ rate, dtype=np.float64)
