"""Mentoring: who helps an owner who lacks a skill?"""

from __future__ import annotations

from pydantic import Field

from demandsim.quantities import Duration
from demandsim.rules.choice import Choice, Name


class Mentoring(Choice):
    """Supervisors advise owners below the required level, once for every crime and owner."""

    teams: tuple[Name, ...]
    """Teams in which they do."""
    takes: Duration = Field(gt=0)
    """Supervisor time."""
