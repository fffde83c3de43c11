"""People: those whom a force lists by name or number, those who join and those who leave."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from demandsim.quantities import Duration, Share
from demandsim.rules.choice import Choice, Name

FORCE = "force"
LEARNING = "learning"
"""Reason for which turns of protected learning are lost."""
Rank = Literal["constable", "sergeant", "inspector", "pcso", "handler", "staff", "supervisor"]
SUPERVISORS: frozenset[Rank] = frozenset({"sergeant", "inspector", "supervisor"})
"""Ranks that allocate and review; they are not sent to incidents and hold no crimes."""
FullTime = Annotated[Share, Field(gt=0)]


class Terms(Choice):
    """On what terms somebody works."""

    begins: date | None = None
    """First day of service (left out: before the start)."""
    ends: date | None = None
    """Last day of service (left out: after the end)."""
    fte: FullTime = 1.0
    """Full-time equivalent: this share of the turns of the shift is rostered and paid, spread evenly over them."""
    restricted: bool = False
    """Restricted duties: on duty as everybody else, but never sent to incidents."""
    learning: Share = 0.0
    """Protected learning: this share of the rostered turns is spent learning, and paid."""
    learning_until: date | None = None
    """Last day of protected learning (left out: it lasts)."""

    @model_validator(mode="after")
    def _in_order(self) -> Terms:
        if self.begins is not None and self.ends is not None and self.ends < self.begins:
            raise ValueError(f"ends on {self.ends}, before the first day, {self.begins}")
        return self


class Person(Terms):
    """One row of a roster table: where somebody belongs, on what terms, and what they can do; no name is needed."""

    id: Name
    """Number or mark by which the force knows the post's holder; each once."""
    team: Name
    """Team."""
    area: Name
    """Area, or `force`."""
    rank: Rank
    """Rank."""
    acting: bool = False
    """Whether the rank is held for a time (temporary or acting)."""
    role: str = ""
    """Role in words; it decides nothing."""
    shift: Name | None = None
    """Shift pattern, where it is not the team's."""
    group: int | None = Field(default=None, ge=1, le=100)
    """Group of the shift pattern, from 1 (left out: people are dealt round the groups in order)."""
    point: int | None = Field(default=None, ge=0, le=50)
    """Pay point, as in `costs.pay` (left out: as the rank is spread over its points)."""
    skills: tuple[Name, ...] = ()
    """Skills and accreditations held at the start."""


class Joiners(Terms):
    """People who join a team, or are added to it."""

    name: Name
    """Name of the intake."""
    team: Name
    """Team."""
    rank: Rank
    """Rank."""
    places: dict[Name, Annotated[int, Field(ge=0, le=20000)]]
    """People by area or `force`."""
    skills: tuple[Name, ...] = ()
    """Skills and accreditations that they bring."""


class Leavers(Choice):
    """People who leave by chance: resignation, retirement, transfer to another force."""

    share: dict[Rank, Share]
    """Share of the holders of a rank who leave in a year."""
    vacant: Duration | None = None
    """Time until a successor begins (left out: nobody comes within the run)."""
    without: tuple[Name, ...] = ()
    """Skills of the post that a successor does not have."""
