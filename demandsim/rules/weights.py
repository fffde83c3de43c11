"""Weights: what counts against an officer who might receive a crime, added up; and how rare skills are in a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import Field

from demandsim.rules.choice import Choice


class Weights(Choice):
    """What counts how much against an officer; the lowest sum is chosen."""

    caseload: float = Field(default=0.0, ge=0)
    """For every open crime."""
    lacks_skill: float = Field(default=0.0, ge=0)
    """For every required skill that the officer does not hold."""
    rare_skill: float = Field(default=0.0, ge=0)
    """For every skill beyond those required, times 1 / (officers of the unit who hold it)."""
    off_duty: float = Field(default=0.0, ge=0)
    """For somebody who is not on duty."""
    not_attended: float = Field(default=0.0, ge=0)
    """For anybody but the officer who attended, where somebody did."""
    over_cap: float = Field(default=0.0, ge=0)
    """For every crime that he or she would hold beyond the cap (with a soft cap)."""


def rarity(officers: Sequence[int], skills: Sequence[int], required: int) -> dict[int, float]:
    """Give by officer how rare the skills beyond those required are: every one counts 1 / (officers who hold it)."""
    extra = {officer: skills[officer] & ~required for officer in officers}
    bits = range(max((mask.bit_length() for mask in extra.values()), default=0))
    share = [1 / max(1, sum(mask >> bit & 1 for mask in extra.values())) for bit in bits]
    # Rounded, so that equal sums are equal in whatever order they were added up.
    return {officer: round(sum(share[bit] for bit in bits if mask >> bit & 1), 9) for officer, mask in extra.items()}


def weighed(
    weights: Weights,
    officer: int,
    held: int,
    caps: Sequence[int],
    skills: Sequence[int],
    required: int,
    attended: int,
    on_duty: Sequence[int],
    rare: Mapping[int, float],
) -> float:
    """Add up what counts against an officer who holds so many crimes and would be given one more."""
    lacks: int = (required & ~skills[officer]).bit_count()
    total = (
        weights.caseload * held
        + weights.lacks_skill * lacks
        + weights.rare_skill * rare[officer]
        + weights.off_duty * (not on_duty[officer])
        + weights.not_attended * (attended >= 0 and attended != officer)
        + weights.over_cap * max(0, held + 1 - caps[officer])
    )
    # Nearer than this is equal: rare skills are rounded sums too.
    return round(total, 6)
