"""Distributions: how a uniform number becomes a length of time, a count or a choice, always by inversion.

Lengths, counts and factors rise with their luck and with their mean, and a larger share keeps those whom a
smaller one chose: two scenarios that differ in one figure differ case by case in one direction only. (In a mixture
that holds within each part.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import special, stats

from demandsim.scenario.laws import Law, Part
from demandsim.tape.streams import SMALLEST, Flags, Floats, Ints

SCORE_DECIMALS = 9


def lengths(law: Law, luck: Floats) -> Floats:
    """Give the length of time, in seconds and unrounded, below which a share `luck` of all cases lies."""
    if law.constant is not None:
        return np.full(luck.shape, float(law.constant))
    if law.uniform is not None:
        return law.uniform.low + (law.uniform.high - law.uniform.low) * luck
    if law.exponential is not None:
        waited: Floats = -law.exponential.mean * np.log1p(-luck)
        return waited
    if law.erlang is not None:
        phases: Floats = np.asarray(special.gammaincinv(law.erlang.phases, luck), dtype=np.float64)
        return phases * (law.erlang.mean / law.erlang.phases)
    if law.scipy is not None:
        named = getattr(stats, law.scipy.name)
        return np.asarray(
            named.ppf(luck, **law.scipy.shapes, loc=law.scipy.loc, scale=law.scipy.stretch), dtype=np.float64
        )
    if law.empirical is not None:
        seen = np.sort(np.array(law.empirical.values, dtype=np.float64))
        return seen[np.minimum((luck * len(seen)).astype(np.int64), len(seen) - 1)]
    if law.mixture is not None:
        return _mixture(law.mixture, luck)
    assert law.lognormal is not None
    if law.lognormal.mean == 0:
        return np.zeros(luck.shape)
    variance = math.log1p(law.lognormal.cv**2)
    middle = math.log(law.lognormal.mean) - variance / 2
    return np.exp(middle + math.sqrt(variance) * special.ndtri(luck))


def _mixture(parts: Sequence[Part], luck: Floats) -> Floats:
    """Let each part have its share of luck, from the bottom in the order written, and stretch it over 0 to 1."""
    found, low = np.empty(luck.shape), 0.0
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        rows = (luck >= low) & ((luck < low + part.share) | last)
        # Rounding must not carry the stretched luck out of its bounds.
        found[rows] = lengths(part.law, np.clip((luck[rows] - low) / part.share, SMALLEST, 1 - 2 * SMALLEST))
        low += part.share
    return found


def seconds(law: Law, luck: Floats) -> Ints:
    """Give the length of time in whole seconds."""
    return np.rint(lengths(law, luck)).astype(np.int64)


def seconds_by(laws: Sequence[Law], which: Ints, luck: Floats) -> Ints:
    """Give lengths in whole seconds where the law depends on the row: row i follows `laws[which[i]]`."""
    out = np.zeros(luck.shape, dtype=np.int64)
    for number, law in enumerate(laws):
        rows = which == number
        out[rows] = seconds(law, luck[rows])
    return out


def counts(mean: Floats, luck: Floats) -> Ints:
    """Give the Poisson count that a share `luck` of all cases does not exceed; it rises with `mean`, too."""
    above = np.ceil(special.pdtrik(luck, mean))
    # The continuous inverse may overshoot an exact step by one.
    below = np.maximum(above - 1, 0)
    whole: Floats = np.where(special.pdtr(below, mean) >= luck, below, above)
    return whole.astype(np.int64)


def busyness(cv: float, luck: Floats) -> Floats:
    """Give a day's factor on demand: gamma with mean 1 and coefficient of variation `cv`.

    A Poisson count of mean m times this factor is negative binomial, with variance m + (cv m)^2.
    """
    if cv == 0:
        return np.ones(luck.shape)
    shape = 1 / cv**2
    return np.asarray(special.gammaincinv(shape, luck), dtype=np.float64) / shape


def whole_numbers(mean: Floats, luck: Floats) -> Ints:
    """Give whole numbers with this mean: its whole part, and one more where luck is below the rest."""
    floor = np.floor(mean)
    return (floor + happens(luck, mean - floor)).astype(np.int64)


def chosen(weights: Sequence[float], luck: Floats) -> Ints:
    """Give the index chosen in proportion to `weights`. Raises ValueError when all are 0."""
    total = float(sum(weights))
    if total <= 0:
        raise ValueError("nothing can be chosen: all weights are 0")
    thresholds = np.cumsum(weights) / total
    # Rounding must not leave a gap above the last possible choice.
    thresholds[np.flatnonzero(weights)[-1] :] = 1
    return np.searchsorted(thresholds, luck, side="right").astype(np.int64)


def chosen_or_none(shares: Sequence[float], luck: Floats, none: int) -> Ints:
    """Give the index chosen with the probabilities `shares`, or `none` with what they leave of 1.

    Another share at the end takes from `none` only: whoever had an index before keeps it.
    """
    index = np.searchsorted(np.cumsum(shares), luck, side="right").astype(np.int64)
    return np.where(index < len(shares), index, none)


def promising(prospect: Floats, luck: Floats, accuracy: float) -> Floats:
    """Give a uniform number that is high where `prospect` is low: what can be seen of the true prospect.

    Gaussian copula: the normal quantiles of the result and of 1 - `prospect` have correlation `accuracy`.
    Rounded to nine decimals.
    """
    seen = math.sqrt(1 - accuracy**2) * special.ndtri(luck) - accuracy * special.ndtri(prospect)
    score: Floats = np.round(special.ndtr(seen), SCORE_DECIMALS)
    return score


def happens(luck: Floats, share: Floats | float) -> Flags:
    """Tell where something happens that happens in this share of cases."""
    return luck < share
