"""Next work: which of the own crimes does an officer take up next?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Duration
from demandsim.rules.choice import Choice


class _NextWork(Choice):
    change: Duration = 0
    """Time to find one's way into a crime that is not the one last worked on; lost when the work is put down again."""
    new_first: bool = False
    """Whether crimes on which nobody has worked yet come before the others (after those with somebody in custody)."""


class OldestFirst(_NextWork):
    """The crime recorded first."""

    kind: Literal["oldest_first"]


class ReadyLongest(_NextWork):
    """The crime that has been ready for work longest."""

    kind: Literal["ready_longest"]


class HarmFirst(_NextWork):
    """The crime with the greatest harm weight, then the oldest."""

    kind: Literal["harm_first"]


class ShortestFirst(_NextWork):
    """The crime with the least work left in its stage, then the oldest."""

    kind: Literal["shortest_first"]


class LikeFirst(_NextWork):
    """A crime of the offence last worked on, if one is ready; then the one ready longest."""

    kind: Literal["like_first"]


class InTurn(_NextWork):
    """All in turn: after a slice of work the next is taken up, and the one put down goes to the end of the line."""

    kind: Literal["in_turn"]
    slice: Duration = Field(gt=0)
    """Work on one crime before the next one's turn."""


AnyNextWork = OldestFirst | ReadyLongest | HarmFirst | ShortestFirst | LikeFirst | InTurn
NextWork = Annotated[AnyNextWork, Field(discriminator="kind")]


def work_key(
    rule: AnyNextWork,
    in_custody: bool,
    recorded_at: int,
    ready_at: int,
    harm: float,
    work_left: int,
    worked_on: bool = False,
    like_last: bool = False,
) -> tuple[int, float, int]:
    """Give the order in which a ready crime is taken up (lowest first); suspects in custody come before everything.

    `worked_on` tells whether anybody has worked on it, `like_last` whether it is of the offence on which the officer
    last worked. Ties are broken by the crime's id, which the caller appends.
    """
    clock = 0 if in_custody else 1 + (rule.new_first and worked_on)
    if isinstance(rule, LikeFirst):
        return clock, not like_last, ready_at
    if isinstance(rule, HarmFirst):
        return clock, -harm, recorded_at
    if isinstance(rule, ShortestFirst):
        return clock, work_left, recorded_at
    if isinstance(rule, ReadyLongest | InTurn):
        return clock, ready_at, recorded_at
    return clock, recorded_at, ready_at
