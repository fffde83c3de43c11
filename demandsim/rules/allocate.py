"""Allocate: which officer of the team receives this crime?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Duration
from demandsim.rules.choice import Choice

NOBODY = -1


class _Allocate(Choice):
    cap: Literal["hard", "soft"] = "hard"
    """A hard caseload cap makes crimes wait for room; a soft one is passed when everybody is full."""
    takes: Duration = 0
    """Supervisor time for one allocation; 0 needs no supervisor."""


class LeastCaseload(_Allocate):
    """The officer with the fewest open crimes, whatever the skill."""

    kind: Literal["least_caseload"]


class BestFit(_Allocate):
    """Officers who hold the required skills first, then the fewest open crimes."""

    kind: Literal["best_fit"]
    skill: Literal["required", "preferred"] = "preferred"
    """`required`: a crime waits until a skilled officer has room; `preferred`: it goes to another when none has."""


Allocate = Annotated[LeastCaseload | BestFit, Field(discriminator="kind")]


def choose_owner(
    rule: LeastCaseload | BestFit,
    officers: Sequence[int],
    caseload: Sequence[int],
    caps: Sequence[int],
    skills: Sequence[int],
    required: int,
    last_allocated: Sequence[int],
) -> int:
    """Choose the officer who receives a crime that needs the skills in the bit mask `required`, or NOBODY.

    Ties: skilled first (best fit), fewest open crimes, longest since the last allocation, lowest id.
    """
    fit_first = isinstance(rule, BestFit)
    skilled_only = isinstance(rule, BestFit) and rule.skill == "required"
    soft = rule.cap == "soft"
    best = NOBODY
    best_key: tuple[bool, bool, int, int, int] = (False, False, 0, 0, 0)
    for officer in officers:
        load = caseload[officer]
        full = load >= caps[officer]
        if full and not soft:
            continue
        unskilled = (skills[officer] & required) != required
        if unskilled and skilled_only:
            continue
        key = (full, unskilled and fit_first, load, last_allocated[officer], officer)
        if best == NOBODY or key < best_key:
            best, best_key = officer, key
    return best
