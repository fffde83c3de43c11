"""What a second opinion is, and when it parts from the simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

TOLERANCE = 0.20
"""Relative difference up to which a formula and a simulation are said to agree; of a share, relative to what is
smaller, the share or what is missing to 100 %. ASSUMPTION: a formula that leaves out chance, rules and the memory of a
queue is rarely nearer."""
POINTS = 0.02
"""Difference up to which two shares are said to agree in any case. ASSUMPTION."""

Judgement = Literal["agrees", "within the bounds", "parts", "none"]


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What a formula or a small exact model says of a measure, in the measure's unit.

    `low` and `high` are equal for a point. An open end is infinite; where nothing honest can be said both are NaN.
    """

    measure: str
    low: float
    high: float
    how: str
    """The formula and what goes into it, in a planner's sentence."""
    why_it_may_part: str
    """What the formula leaves out and the simulation plays; where there is no opinion, the reason why."""

    @property
    def said(self) -> bool:
        """Whether there is an opinion."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    @property
    def is_point(self) -> bool:
        """Whether it is a single figure."""
        return self.said and self.low == self.high


def point(measure: str, value: float, how: str, why: str) -> SecondOpinion:
    """Give an opinion that is a single figure."""
    return SecondOpinion(measure, value, value, how, why)


def between(measure: str, one: float, other: float, how: str, why: str) -> SecondOpinion:
    """Give an opinion that is a range, whichever end is the lower."""
    return SecondOpinion(measure, min(one, other), max(one, other), how, why)


def no_opinion(measure: str, reason: str) -> SecondOpinion:
    """Say that no honest opinion is to be had, and why."""
    return SecondOpinion(measure, math.nan, math.nan, "none", reason)


def judge(opinion: SecondOpinion, mean: float, low: float, high: float, *, is_share: bool) -> Judgement:
    """Judge an opinion by the simulation's mean and its 95 % interval (NaN ends: a single replication).

    A range is kept unless the whole interval lies outside it. A point parts when it lies outside the interval and
    differs from the mean by more than the tolerance: a close interval alone is no reason, since with enough
    replications any two models part. Without a value on either side there is nothing to judge.
    """
    if not opinion.said or math.isnan(mean):
        return "none"
    low, high = (mean if math.isnan(low) else low), (mean if math.isnan(high) else high)
    if not opinion.is_point:
        return "within the bounds" if high >= opinion.low and low <= opinion.high else "parts"
    outside = not low <= opinion.low <= high
    return "parts" if outside and abs(opinion.low - mean) > tolerance(opinion.low, mean, is_share) else "agrees"


def tolerance(one: float, other: float, is_share: bool) -> float:
    """Give the difference between two values up to which they are said to agree."""
    if is_share:
        return max(POINTS, TOLERANCE * max(min(value, 1 - value) for value in (one, other)))
    return TOLERANCE * max(abs(one), abs(other))
