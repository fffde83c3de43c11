"""Stopping: how many replications an interval of a given width takes, and when it may be said to have that width."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 3
"""Replications before which an interval is not looked at: two that happen to agree say nothing."""
LOOK_AHEAD = 5
"""Further replications over which an interval must stay inside its target, so that a lucky dip does not stop it."""
MOST = 100_000
"""Beyond this many replications a target counts as out of reach."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the values so far say about a target."""

    reached: bool
    """The half-width is inside, and has been for `LOOK_AHEAD` values."""
    wanted: int
    """Values in all at which to look again, were the spread to stay; as many as there are where it is reached."""


def half_widths(values: Floats, level: float = 0.95) -> Floats:
    """Give the half-width of Student's interval of the mean after each value, NaN after the first: shape (n,)."""
    n = np.arange(1, len(values) + 1)
    # Sums are taken about the first value, so that a large mean does not swallow the spread.
    apart = values - values[:1]
    squares = np.cumsum(apart**2) - np.cumsum(apart) ** 2 / n
    found = np.full(len(values), np.nan)
    sd = np.sqrt(np.maximum(squares[1:], 0) / (n[1:] - 1))
    found[1:] = _per_deviation(MOST, level)[: len(sd)] * sd
    return found


def values_within(sd: float, target: float, level: float = 0.95) -> int | None:
    """Say how many values bring the half-width down to `target` (in the unit of `sd`); None for over 100,000.

    The smallest n with t(n-1) sd / sqrt(n) <= target, which allows for the wider t of few values.
    """
    enough = _per_deviation(MOST, level) * sd <= target
    return 2 + int(np.argmax(enough)) if enough.any() else None


def first_within(inside: NDArray[np.bool_], look_ahead: int = LOOK_AHEAD) -> int | None:
    """Find the number of values from which the interval is inside its target, and stays so for `look_ahead` more.

    `inside` says so after each value. None where that is not reached. Source: Hoad, Robinson and Davies (2010),
    Automated selection of the number of replications, Journal of the Operational Research Society 61.
    """
    for n in range(FEWEST, len(inside) + 1 - look_ahead):
        if inside[n - 1 : n + look_ahead].all():
            return n
    return None


def look(values: Floats, target: float, level: float = 0.95) -> Look:
    """Judge by the values so far whether their half-width may be said to be inside `target`, or when to look again.

    It may when it has been inside after each of the last six values: the rule of `first_within`, read at its end, so
    that what is said is true of the interval that is shown. Until it is inside, the next look is at the number that
    the spread so far asks for (two-stage sampling; Stein 1945), and at least five values on. Missing values are left
    out.
    """
    known = values[~np.isnan(values)]
    n = len(known)
    inside = half_widths(known, level) <= target
    inside[: FEWEST - 1] = False
    outside = np.flatnonzero(~inside)
    since = int(outside[-1]) + 2 if len(outside) else FEWEST
    if since <= n:
        return Look(n >= since + LOOK_AHEAD, max(n, since + LOOK_AHEAD))
    if n < FEWEST:
        return Look(False, FEWEST + LOOK_AHEAD)
    needed = values_within(float(known.std(ddof=1)), target, level)
    return Look(False, max(MOST if needed is None else needed, n + LOOK_AHEAD))


@lru_cache(maxsize=4)
def _per_deviation(most: int, level: float) -> Floats:
    """Half-widths of the interval of 2, …, most values for a standard deviation of 1."""
    from scipy import special

    n = np.arange(2, most + 1)
    wide: Floats = np.asarray(special.stdtrit(n - 1, (1 + level) / 2) / np.sqrt(n), dtype=np.float64)
    return wide
