"""Grade: how urgent is this incident, and can a desk resolve it without sending anyone?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Share
from demandsim.rules.choice import GRADES, Choice, Grade, Name

AS_ASSESSED, BY_DESK = 0, 1
"""Reasons: the grade as the caller's need was assessed, or resolved by the desk under the desk-first rule."""


class AsAssessed(Choice):
    """Every incident keeps the grade that the assessment of threat, harm and risk gave it."""

    kind: Literal["as_assessed"]


class DeskFirst(Choice):
    """A desk tries to resolve incidents of the named grades and kinds before anyone is sent."""

    kind: Literal["desk_first"]
    grades: tuple[Grade, ...]
    """Grades that the desk may take over."""
    incidents: tuple[Name, ...]
    """Incident kinds that the desk may take over."""
    share: Share
    """Share of those incidents that the desk resolves without deployment."""


GradeRule = Annotated[AsAssessed | DeskFirst, Field(discriminator="kind")]

RESOLUTION = GRADES.index("resolution")


def grade(rule: AsAssessed | DeskFirst, assessed: int, may_be_desk: bool, luck: float) -> tuple[int, int]:
    """Give (grade, reason) of an incident; `luck` is the incident's own uniform number for this decision."""
    if isinstance(rule, DeskFirst) and may_be_desk and GRADES[assessed] in rule.grades and luck < rule.share:
        return RESOLUTION, BY_DESK
    return assessed, AS_ASSESSED
