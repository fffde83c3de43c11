"""Next work: which of the own crimes does an officer take up next?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from demandsim.rules.choice import Choice


class OldestFirst(Choice):
    """The crime recorded first."""

    kind: Literal["oldest_first"]


class ReadyLongest(Choice):
    """The crime that has been ready for work longest."""

    kind: Literal["ready_longest"]


class HarmFirst(Choice):
    """The crime with the greatest harm weight, then the oldest."""

    kind: Literal["harm_first"]


class ShortestFirst(Choice):
    """The crime with the least work left in its stage, then the oldest."""

    kind: Literal["shortest_first"]


NextWork = Annotated[OldestFirst | ReadyLongest | HarmFirst | ShortestFirst, Field(discriminator="kind")]


def work_key(
    rule: OldestFirst | ReadyLongest | HarmFirst | ShortestFirst,
    in_custody: bool,
    recorded_at: int,
    ready_at: int,
    harm: float,
    work_left: int,
) -> tuple[int, float, int]:
    """Give the order in which a ready crime is taken up (lowest first); suspects in custody come before everything.

    Ties are broken by the crime's id, which the caller appends.
    """
    clock = 0 if in_custody else 1
    if isinstance(rule, HarmFirst):
        return clock, -harm, recorded_at
    if isinstance(rule, ShortestFirst):
        return clock, work_left, recorded_at
    if isinstance(rule, ReadyLongest):
        return clock, ready_at, recorded_at
    return clock, recorded_at, ready_at
