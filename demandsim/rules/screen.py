"""Screen: is this crime filed, worked at a desk or allocated to an investigator?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Share
from demandsim.rules.choice import Choice, Name
from demandsim.rules.hours import Hours
from demandsim.rules.when import Condition, CrimeFacts, When, holds

ALLOCATE, FILE, DESK = 0, 1, 2
PROTECTED, SOLVABLE, TOO_LITTLE = 0, 1, 2
"""Reasons: a named protection forbids filing; the score is high enough; the score is too low."""
NAMED_SUSPECT = "named suspect"
"""The factor that every crime has or has not, whatever the scenario's own factors are."""
DECIMALS = 9
"""Points are rounded, so that 0.7 + 0.1 is not below 0.8."""


class _Screen(Choice):
    hours: Hours | None = None
    """Hours in which somebody screens; what is recorded outside waits until they begin (left out: always)."""


class ScreenAll(_Screen):
    """Every crime is allocated to an investigator."""

    kind: Literal["none"]


class ByFactors(_Screen):
    """Crimes with few solvability factors are filed by a desk team, those with a little more are worked at the desk."""

    kind: Literal["factors"]
    by: Name
    """The team that files and works crimes at the desk."""
    weights: dict[Name, float] = Field(min_length=1)
    """Points for each factor that a crime has: those of `demand.factors`, and `named suspect`."""
    file_below: float
    """Crimes with fewer points than this are filed."""
    desk_below: float
    """Crimes with fewer points than this, but not filed, are worked at the desk."""
    never: tuple[When, ...] = ()
    """Crimes to which any of these conditions applies are always allocated."""


class BySolvability(_Screen):
    """Crimes with little prospect are filed by a desk team, those with a little more are worked at the desk."""

    kind: Literal["solvability"]
    by: Name
    """The team that files and works crimes at the desk."""
    file_below: Share
    """Crimes whose solvability score (0-1) is below this are filed."""
    desk_below: Share
    """Crimes whose score is below this, but not filed, are worked at the desk."""
    never: tuple[When, ...] = ()
    """Crimes to which any of these conditions applies are always allocated."""


Screen = Annotated[ScreenAll | BySolvability | ByFactors, Field(discriminator="kind")]


def harder(rule: Screen, by: Share) -> Screen:
    """Give the rule that files crimes up to a higher score, but none beyond those that are worked at the desk now.

    Where nothing is worked at the desk, crimes are filed up to any score. A screen by factors stays as it is.
    """
    if not isinstance(rule, BySolvability) or not by:
        return rule
    most = rule.desk_below if rule.desk_below > rule.file_below else 1.0
    return rule.model_copy(update={"file_below": min(most, rule.file_below + by)})


def points_by_factor(rule: ByFactors, factors: Sequence[Name]) -> tuple[tuple[float, ...], float]:
    """Give the points for each of the scenario's factors, in written order, and those for a named suspect."""
    weights: Mapping[str, float] = rule.weights
    return tuple(weights.get(name, 0.0) for name in factors), weights.get(NAMED_SUSPECT, 0.0)


def points(weights: Sequence[float], for_named: float, factors: int, named: bool) -> float:
    """Add up the points of a crime that has the factors in a bit mask; rounded to nine decimals."""
    counted = [weight for number, weight in enumerate(weights) if factors >> number & 1]
    return round(fsum([*counted, for_named * named]), DECIMALS)


def screen(rule: Screen, never: tuple[Condition, ...], crime: CrimeFacts, score: float) -> tuple[int, int]:
    """Give (ALLOCATE, FILE or DESK; reason) for a crime with a solvability score from 0 to 1, or points of factors."""
    if isinstance(rule, ScreenAll) or any(holds(condition, crime) for condition in never):
        return ALLOCATE, PROTECTED
    if score < rule.file_below:
        return FILE, TOO_LITTLE
    if score < rule.desk_below:
        return DESK, TOO_LITTLE
    return ALLOCATE, SOLVABLE
