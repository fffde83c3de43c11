"""Lines: how people get in touch, how long a contact takes, how long they wait, and what they do then."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Duration, Rate, Share
from demandsim.rules.choice import Choice, Name
from demandsim.scenario.laws import Length

MAX_ATTEMPTS = 4


class Target(Choice):
    """A promise: this share within this time."""

    share: Share
    """Share that should be met."""
    within: Duration
    """Time within which it should be met."""


class Retry(Choice):
    """What callers do after giving up."""

    information: Share
    """Share of callers with a question or a matter for others who ring again."""
    need: Share
    """Share of callers with an incident or a crime to report who ring again."""
    after: Length
    """Time from giving up to the next attempt."""
    switch_to: Name | None = None
    """Line to which some of them switch."""
    switch_share: Share = 0.0
    """Share of those ringing again who switch to that line."""
    attempts: int = Field(default=3, ge=1, le=MAX_ATTEMPTS)
    """Attempts at most, the first included."""


Matter = Literal["information", "incident", "crime", "other agency"]
MATTERS: tuple[Matter, ...] = ("information", "incident", "crime", "other agency")
"""What a contact is about."""


class Shift(Choice):
    """Callers who use another line instead, in writing for example."""

    line: Name
    """Line that they use."""
    share: dict[Matter, Share]
    """Share who do, by what the contact is about."""


class Rung(Choice):
    """How callers take the offer to be rung back."""

    accepts: Share
    """Share who accept it."""
    reached: Share
    """Share who pick up, each time they are tried."""
    try_time: Duration = 30
    """Handler's time for a try in vain."""


class Line(Choice):
    """A line: how many ring (or write), how long a contact takes, how long people wait."""

    volume: Rate
    """First calls offered (calls that the force itself causes come on top)."""
    profile: Name
    """Name of the profile over the week and the year."""
    dispersion: float = Field(default=0.0, ge=0, le=2)
    """Day-to-day variation beyond chance: coefficient of variation of a gamma factor per day."""
    talk: Length
    """Time the caller is spoken to."""
    wrap: Length
    """Handler's work after the call."""
    emergency_passed_on: Duration | None = None
    """Time into the call after which an emergency is passed to the dispatcher; left out: when the call ends."""
    patience: Length | None = None
    """Time a caller waits before giving up, announcement included; left out: callers never give up; 0 s: they give up
    unless they are answered at once."""
    target: Target
    """Answer target, as a share of calls offered."""
    retry: Retry
    """What callers do after giving up."""
    other_agency: Share = 0.0
    """Share of calls without an incident or crime that belong to another agency."""
    signposted: Share = 0.0
    """Share of those calls that are not made, because callers were told beforehand whom to ring."""
    online: Shift | None = None
    """Callers who use another line instead."""
    announcement: Duration = 0
    """Recorded message before a call can be answered; it counts as waiting."""
    trunks: Annotated[int, Field(ge=1)] | None = None
    """Calls that can be on the line at once, waiting or spoken to; all others hear the engaged tone."""
    yields: bool = False
    """Written work, done between calls: it is set aside when a call comes and when the turn ends."""
    call_back: Rung | None = None
    """How callers take the offer to be rung back (see `rules.answer.call_back`)."""


class Switchboard(Choice):
    """A switchboard that can answer first: what it does there and then, and what it puts through."""

    line: Name
    """Line on which it is rung: its talk is the time that one call takes, its patience is not used."""
    resolves: dict[Matter, Share]
    """Share of calls that end there, by what they are about; all others are put through."""
