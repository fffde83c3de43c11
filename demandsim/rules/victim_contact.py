"""Victim contact: when must the owner of a crime tell the victim how it stands?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from demandsim.quantities import Duration
from demandsim.rules.choice import Choice

Interval = Annotated[Duration, Field(gt=0)]


class VictimContact(Choice):
    """The duty to keep victims informed: a call by the owner whenever there has been no news for so long."""

    every: Interval
    """Time since the last news after which a call is due."""
    vulnerable_every: Interval | None = None
    """The same for vulnerable victims (left out: as for all)."""
    takes: Duration = Field(gt=0)
    """Owner's time for a call."""
