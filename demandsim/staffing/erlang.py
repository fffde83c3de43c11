"""Erlang's formulas: what a desk of so many positions gives its callers when nothing ever changes.

Erlang B (callers who do not wait), Erlang C (callers who wait for ever) and Erlang A (callers who give up) are one
chain of states: so many callers on the desk, talking or waiting. It assumes calls at random at a constant rate,
exponential handling times and patience, positions that are all alike and callers answered in order of arrival, and
it describes the long run. Rates and times may be in any unit, as long as it is the same one throughout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

MOST_POSITIONS = 5_000
MOST_WAITING = 2**22
"""Callers waiting at once beyond which the chain is not followed: patience is then as good as endless."""
NEGLIGIBLE = 40.0
"""States whose weight is below e^-40 of the largest are left out: less than the rounding of the sums."""


@dataclass(frozen=True, slots=True)
class Service:
    """What callers and handlers meet in the long run; shares are of all calls offered unless said otherwise."""

    waits: float
    """Share that is neither answered at once nor blocked."""
    in_time: float
    """Share answered within the time asked for; who gives up or is blocked counts as not answered in time."""
    given_up: float
    """Share that gives up."""
    blocked: float
    """Share that hears the engaged tone."""
    mean_wait: float
    """Mean wait of all who were not blocked, whatever became of them."""
    mean_wait_answered: float
    """Mean wait of those answered (0 where nobody is)."""
    waiting: float
    """Mean number of callers waiting."""
    busy: float
    """Share of the handlers' time spent on calls (0 where there are none)."""


def erlang_b(positions: int, load: float) -> float:
    """Give the share of calls lost when nobody waits (Erlang B), for a load in erlangs.

    The recursion B(n) = load B(n-1) / (n + load B(n-1)), B(0) = 1, has no subtraction and no large number.
    Source: Erlang 1917; the recursion e.g. in Jagerman, Bell System Technical Journal 53 (1974).
    Raises ValueError for numbers that make no sense.
    """
    _check(positions, load)
    lost = 1.0
    for number in range(1, positions + 1):
        lost = load * lost / (number + load * lost)
    return lost


def erlang_c(positions: int, load: float) -> float:
    """Give the share of calls that wait when everybody waits for ever (Erlang C); 1 from a load of 1 per position.

    C = n B / (n - load (1 - B)) with Erlang B's B. Source: Erlang 1917; Cooper, Introduction to Queueing Theory.
    Raises ValueError for numbers that make no sense.
    """
    lost = erlang_b(positions, load)
    if load >= positions:
        return 1.0 if load > 0 else 0.0
    return positions * lost / (positions - load * (1 - lost))


def service(
    rate: float,
    handle: float,
    positions: int,
    *,
    within: float = 0.0,
    patience: float | None = None,
    trunks: int | None = None,
) -> Service:
    """Say what callers meet: `rate` calls per unit of time, `handle` the mean time of one call, wrap-up included.

    `patience` is the mean time until a caller gives up: left out, nobody ever does (Erlang C); 0, everybody does who
    is not answered at once (Erlang B); else Erlang A. `trunks` is the number of calls that can be on the desk at once
    (left out: any number). Erlang C at a load of one per position or more has no long run: everybody waits, the mean
    wait and the number waiting are infinite and nobody is answered in time.

    The weights of the states are summed in logarithms, without subtraction, until they no longer count. A caller who
    finds `j` others waiting is answered with probability c / (c + j + 1), c = n patience / handle, after a time that
    is -patience times the logarithm of a beta(c + 1, j + 1) variable. Sources: Palm 1957; Riordan, Stochastic Service
    Systems (1962); Garnett, Mandelbaum and Reiman, Manufacturing & Service Operations Management 4 (2002).

    Raises ValueError for numbers that make no sense, and for a patience so long that it should be left out.
    """
    _check(positions, rate * handle)
    for name, value in (("rate", rate), ("handle", handle), ("within", within), ("patience", patience or 0.0)):
        if not value >= 0 or math.isinf(value):
            raise ValueError(f"{name} must be a finite number of 0 or more, not {value}")
    if trunks is not None and trunks < positions:
        raise ValueError(f"{trunks} trunks cannot keep {positions} positions busy")
    if handle == 0:
        raise ValueError("a call that takes no time needs no formula: handle must be above 0")
    if rate == 0:
        return Service(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    if patience == 0:
        lost = erlang_b(positions, rate * handle)
        return Service(0.0, 1 - lost, lost, 0.0, 0.0, 0.0, 0.0, _busy(positions, rate * handle * (1 - lost)))
    gives_up = 0.0 if patience is None else 1 / patience
    if gives_up == 0 and trunks is None:
        return _endless(rate, handle, positions, within)
    return _chain(rate, 1 / handle, gives_up, positions, trunks, within)


def positions_for(
    rate: float,
    handle: float,
    share: float,
    within: float,
    *,
    patience: float | None = None,
    most: int = MOST_POSITIONS,
) -> int:
    """Give the least number of positions at which a share of all calls offered is answered within a time.

    Arguments as for `service`; Erlang C where `patience` is left out. Nobody is needed where nobody rings. Raises
    ValueError for numbers that make no sense and where not even `most` positions suffice.
    """
    if not 0 <= share < 1:
        raise ValueError(f"a share that can be met lies between 0 and below 1, not {share}")
    if rate == 0 or share == 0:
        service(rate, handle, 0, within=within, patience=patience)
        return 0

    def met(positions: int) -> bool:
        return service(rate, handle, positions, within=within, patience=patience).in_time >= share

    # Of all calls at most n / load are answered, so that fewer positions need not be tried.
    low = min(math.ceil(share * rate * handle), most) - 1
    high, step = low + 1, 1
    while not met(high):
        if high == most:
            raise ValueError(f"not even {most} positions answer {share:.1%} within {within:g}")
        low, high, step = high, min(high + step, most), 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def _check(positions: int, load: float) -> None:
    if positions != int(positions) or not 0 <= positions <= MOST_POSITIONS:
        raise ValueError(f"positions must be a whole number from 0 to {MOST_POSITIONS:,}, not {positions}")
    if not load >= 0 or math.isinf(load):
        raise ValueError(f"a load must be a finite number of 0 or more, not {load}")


def _busy(positions: int, load: float) -> float:
    return load / positions if positions else 0.0


def _endless(rate: float, handle: float, positions: int, within: float) -> Service:
    """Erlang C in full."""
    load = rate * handle
    waits = erlang_c(positions, load)
    if load >= positions:
        return Service(1.0, 0.0, 0.0, 0.0, math.inf, math.inf, math.inf, float(positions > 0))
    spare = (positions - load) / handle
    late = waits * math.exp(-spare * within)
    return Service(waits, 1 - late, 0.0, 0.0, waits / spare, waits / spare, rate * waits / spare, load / positions)


def _chain(rate: float, ends: float, gives_up: float, positions: int, trunks: int | None, within: float) -> Service:
    """Sum over the states; `ends` and `gives_up` are the rates at which one call ends and one caller gives up."""
    below = np.arange(positions) * math.log(rate / ends) - special.gammaln(np.arange(positions) + 1)
    first = positions * math.log(rate / ends) - float(special.gammaln(positions + 1))
    above = first + _waiting_weights(rate, positions * ends, gives_up, None if trunks is None else trunks - positions)
    weights = np.exp(np.concatenate([below, above]) - max(above.max(), below.max(initial=-math.inf)))
    states = weights / weights.sum()
    free, full = states[:positions], states[positions:]
    blocked = 0.0 if trunks is None else float(full[-1])
    # Nobody waits anew in the last state: it is full, or too rare to count.
    found = full[:-1]
    ahead = np.arange(len(found))
    waiting = float(np.arange(len(full)) @ full)
    answered_rates = positions * ends + (ahead + 1) * gives_up
    answered = found * (positions * ends / answered_rates)
    mean_wait = np.cumsum(1 / answered_rates)
    all_answered = float(free.sum() + answered.sum())
    return Service(
        waits=float(found.sum()),
        in_time=float(free.sum() + answered @ _reached(positions * ends, gives_up, ahead, within)),
        given_up=gives_up * waiting / rate,
        blocked=blocked,
        mean_wait=waiting / rate / (1 - blocked),
        mean_wait_answered=float(answered @ mean_wait) / all_answered if all_answered else 0.0,
        waiting=waiting,
        busy=_busy(positions, rate / ends * all_answered),
    )


def _waiting_weights(rate: float, served: float, gives_up: float, room: int | None) -> Floats:
    """Give the logarithms of the weights of 0, 1, … callers waiting, relative to nobody waiting."""
    length = 64
    while True:
        last = length if room is None else min(length, room)
        steps = math.log(rate) - np.log(served + np.arange(1, last + 1) * gives_up)
        weights: Floats = np.concatenate([[0.0], np.cumsum(steps)])
        if last == room:
            return weights
        if weights[-1] < weights.max() - NEGLIGIBLE:
            return weights[: 2 + int(np.flatnonzero(weights >= weights.max() - NEGLIGIBLE)[-1])]
        if length >= MOST_WAITING:
            raise ValueError("callers are so patient that they never give up: leave patience out")
        length *= 4


def _reached(served: float, gives_up: float, ahead: NDArray[np.int64], within: float) -> Floats:
    """Give the share answered within a time of those who are answered, by the number of others found waiting."""
    if gives_up == 0:
        return np.asarray(special.gammainc(ahead + 1, served * within), dtype=np.float64)
    return np.asarray(
        special.betaincc(served / gives_up + 1, ahead + 1, math.exp(-gives_up * within)), dtype=np.float64
    )
