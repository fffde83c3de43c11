"""Dispatch: which officer goes to this incident?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Duration
from demandsim.rules.choice import Choice, Grade

NOBODY = -1
BORROWED, CALLED_AWAY = 1, 2
"""Reasons, added up: the officer comes from another area; the officer was called away from desk work."""


class _Dispatch(Choice):
    borrow_after: Duration | None = None
    """Wait after which officers of other areas may be sent; leave out for never."""
    borrow_for: tuple[Grade, ...] = ("emergency", "priority")
    """Grades for which officers of other areas may be sent."""
    interrupt_for: tuple[Grade, ...] = ("emergency", "priority")
    """Grades for which an officer is called away from desk work on a crime."""
    hold_back: dict[Grade, int] = {}
    """Officers kept free per area: an incident of the grade is attended only while more than this are free."""


class Nearest(_Dispatch):
    """The officer with the shortest mean travel time goes; officers who are doing nothing go before those at a desk."""

    kind: Literal["nearest"]


class LongestIdle(_Dispatch):
    """The officer longest without a deployment goes, among all who may be sent."""

    kind: Literal["longest_idle"]


Dispatch = Annotated[Nearest | LongestIdle, Field(discriminator="kind")]


Candidate = tuple[float, bool, int, int]
"""(mean travel time in seconds, at desk work, could have been sent since, officer)"""


def choose_officer(nearest: bool, candidates: Sequence[Candidate]) -> int:
    """Choose one officer among those who may be sent, or NOBODY.

    With `nearest` the shortest mean travel time decides first. Ties: idle before desk work, longest ready, lowest id.
    """
    if not candidates:
        return NOBODY
    return min(candidates if nearest else [(0.0, *candidate[1:]) for candidate in candidates])[3]
