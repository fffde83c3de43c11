"""Proactive work: which hours go into problem solving, what may interrupt them, and what are they to prevent?"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, exp
from typing import Literal

from pydantic import Field

from demandsim.quantities import DAY, Duration, Share
from demandsim.rules.choice import Choice, Name


class Proactive(Choice):
    """A plan of proactive work: hours of every turn of some teams, and the demand that they are to prevent."""

    name: Name
    """Name of the plan."""
    teams: tuple[Name, ...] = Field(min_length=1)
    """Teams that do it, with posts by area: their work counts in the area in which they are based."""
    per_turn: Duration = Field(gt=0)
    """Time that each officer gives to it in a turn."""
    protected: bool
    """True: it comes before other desk work and nobody is called away from it. False: it comes last and is put down
    for whatever desk work is put down for."""
    incidents: tuple[Name, ...] = Field(min_length=1)
    """Kinds of incident that become rarer."""
    effect: Share
    """Share of them prevented in an area once `hours_a_week` are kept up there."""
    hours_a_week: float = Field(gt=0)
    """Hours a week in an area for the full effect; less has an effect in proportion, more has no more."""
    lag: Duration
    """Time until hours begin to tell."""
    fades: Duration = Field(gt=0)
    """Memory: hours count by their age beyond the lag, less by a factor e for every such time."""
    evidence: Literal["systematic review", "local evaluation", "assumption"]
    """Grade of the evidence."""
    because: str
    """The evidence for the effect."""


def next_level(level: float, hours: float, fades: int) -> float:
    """Give the hours a week that count at the end of a day, from those at its beginning and the hours of the day.

    An exponentially weighted mean: `hours` kept up every day for ever give 7 x `hours`.
    """
    kept = exp(-DAY / fades)
    return level * kept + 7 * hours * (1 - kept)


def share_prevented(plan: Proactive, level: float) -> float:
    """Give the share of a plan's incidents that is prevented where so many hours a week count."""
    return plan.effect * min(1.0, level / plan.hours_a_week)


def days_of_lag(plan: Proactive) -> int:
    """Give the whole days between the end of a day and the first on which its hours can tell.

    At least one: what a day's hours amount to is known when the day is over.
    """
    return max(1, ceil(plan.lag / DAY))


def first_to_prevent(shares: Iterable[float], luck: float) -> int:
    """Give which of several preventions prevents an incident of that luck (0-1), or -1.

    They act one after another, each on what those before have left: with shares of 50 % and 20 %, luck below 0.5
    falls to the first and luck below 0.6 to the second.
    """
    left = 1.0
    for number, share in enumerate(shares):
        left *= 1 - share
        if luck < 1 - left:
            return number
    return -1
