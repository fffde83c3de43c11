"""Workforce: teams, their posts, skills and shifts, and how much of the time people are there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from demandsim.quantities import Clock, Duration, Share
from demandsim.rules.choice import Choice, Grade, Name
from demandsim.scenario.calendar import TABLE_LENGTHS

FORCE = "force"
Desk = Literal["contact", "response", "investigation", "resolution"]
Rank = Literal["constable", "sergeant", "inspector", "pcso", "handler", "staff", "supervisor"]
SUPERVISORS: frozenset[Rank] = frozenset({"sergeant", "inspector", "supervisor"})
"""Ranks that allocate and review; they are not sent to incidents and hold no crimes."""


class Turn(Choice):
    """A turn of duty on the clock; one that ends before it starts runs past midnight."""

    starts: Clock
    """Start of duty."""
    ends: Clock
    """End of duty."""


class Shift(Choice):
    """A shift pattern: a cycle of days, worked by several teams in step."""

    cycle: str = Field(pattern=r"^[A-Z\-]{1,70}$")
    """One letter a day, `-` for a rest day, from the Monday on or before the start; for example EELLNN----."""
    turns: dict[Annotated[str, Field(pattern=r"^[A-Z]$")], Turn]
    """Hours of each letter."""
    teams: int = Field(default=1, ge=1, le=20)
    """Groups that work the cycle one after another; officers are spread over them evenly."""

    @model_validator(mode="after")
    def _letters(self) -> Shift:
        missing = sorted(set(self.cycle) - {"-"} - set(self.turns))
        if missing:
            raise ValueError(f"no hours for turn {', '.join(missing)} of the cycle {self.cycle}")
        if set(self.cycle) == {"-"}:
            raise ValueError("the cycle has no day of duty")
        if len(self.cycle) % self.teams:
            raise ValueError(f"a cycle of {len(self.cycle)} days cannot be shared by {self.teams} teams in even steps")
        return self


class Rest(Choice):
    """The break of a turn: taken when nothing waits, or missed."""

    time: Duration = Field(gt=0)
    """Length."""
    after: Duration
    """Time from the start of the turn from which it may begin."""
    before: Duration
    """Time from the start of the turn by which it must have begun, else it is missed."""
    interrupt_for: tuple[Grade, ...] = ("emergency",)
    """Grades for which somebody is called away from a break; the rest of it is lost."""


class Team(Choice):
    """A team: who is in it by area and rank, what they do, what they can do and when they work."""

    desks: tuple[Desk, ...]
    """What the team does: contact, response, investigation, resolution (one or more)."""
    posts: dict[Name, dict[Rank, Annotated[int, Field(ge=0, le=20000)]]] = {}
    """Posts by area (or `force`) and rank."""
    positions: tuple[Annotated[int, Field(ge=0, le=2000)], ...] | None = None
    """Instead of posts, for the contact desk: staffed positions by hour or half hour of the day (24 or 48 numbers) or
    of the week from Monday 00:00 (168 or 336). The table is read by the local clock: the hour skipped in spring is not
    staffed, the hour that comes twice in autumn is staffed twice."""
    paid_hours_per_position_hour: float = Field(default=1.0, ge=1, le=5)
    """With positions: paid hours behind one staffed hour (leave, sickness, training, breaks)."""
    position_rank: Rank = "handler"
    """With positions: rank at which they are costed."""
    lines: tuple[Name, ...] = ()
    """Lines that the team answers."""
    handle_factor: dict[Name, Annotated[float, Field(gt=0, le=10)]] = {}
    """Talk and wrap of the team on a line, compared with the line's own (1.2: a fifth longer)."""
    skills: dict[Name, Share] = {}
    """Share of the team that holds each skill; rarer skills are held by people who hold the commoner ones."""
    shift: Name | None = None
    """Shift pattern."""
    rest: Rest | None = None
    """Break of every turn, for officers who are sent to incidents, investigate or resolve them (left out: none)."""
    caseload_cap: int = Field(default=1000, ge=0, le=1000)
    """Open crimes that one officer may hold."""

    @field_validator("positions")
    @classmethod
    def _hours(cls, value: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if value is not None and len(value) not in TABLE_LENGTHS:
            raise ValueError(
                f"positions are 24 or 168 hourly or 48 or 336 half-hourly numbers, without gaps; found {len(value)}"
            )
        return value

    @model_validator(mode="after")
    def _complete(self) -> Team:
        if self.positions is None and not self.posts:
            raise ValueError("a team needs `posts` (or `positions` by hour)")
        if self.positions is None and self.shift is None:
            raise ValueError("a team with posts needs a `shift`")
        if self.positions is not None and (self.posts or self.shift):
            raise ValueError("a team has either `positions` by hour or `posts` with a `shift`, not both")
        if self.positions is not None and self.desks != ("contact",):
            raise ValueError("only a contact team can be given as `positions` by hour")
        return self


class Sickness(Choice):
    """Sickness absence: whole spells, so that colleagues are missed for days."""

    share: Share
    """Share of working days lost."""
    spell: Duration
    """Mean length of a spell, in elapsed time."""


class Workforce(Choice):
    """Who there is and when they are there."""

    skills: tuple[Name, ...]
    """Skills and accreditations that the scenario speaks of."""
    teams: dict[Name, Team]
    """The teams."""
    shifts: dict[Name, Shift]
    """The shift patterns."""
    abstraction: Share
    """Share of rostered shifts lost to leave, training, court and the like, sickness apart."""
    sickness: Sickness
    """Sickness absence."""
