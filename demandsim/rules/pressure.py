"""Pressure: what is done differently while a queue is too long, and what that costs?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from demandsim.quantities import Duration, Share
from demandsim.rules.choice import Choice, Grade, Name


class Watch(Choice):
    """The queue that is watched."""

    queue: Literal["incidents", "crimes", "calls"]
    """Incidents to which somebody must still be sent, crimes that no officer holds yet, or calls that ring."""
    grades: tuple[Grade, ...] = ()
    """With incidents: grades that count (left out: all)."""
    teams: tuple[Name, ...] = ()
    """With crimes: teams whose queues count (left out: all)."""
    lines: tuple[Name, ...] = ()
    """With calls: lines that count (left out: all)."""
    area: Name | None = None
    """Area that counts, with incidents and crimes; the reactions are confined to it. Left out: the whole force."""


class KeepOn(Choice):
    """Overtime: officers whose turn ends while the rule is in force stay on."""

    teams: tuple[Name, ...]
    """Their teams."""
    time: Duration = Field(gt=0)
    """How much longer they stay."""


class Reactions(Choice):
    """What is done differently while the rule is in force."""

    screen_harder: Share = 0.0
    """Added to the solvability score below which crimes are filed (at most up to `desk_below`, which stays)."""
    stop: tuple[Grade, ...] = ()
    """Grades to which nobody is sent."""
    borrow: bool = False
    """Officers of other areas may be sent at once, to the grades of `borrow_for`."""
    divert_investigators: tuple[Name, ...] = ()
    """Investigation teams whose officers may be sent to incidents, as response officers are."""
    keep_on: KeepOn | None = None
    """Officers kept on beyond the end of their turn."""


class Pressure(Choice):
    """A reaction to pressure: it begins when a queue passes its trigger and ends at the release level."""

    name: Name
    """Name of the rule."""
    watch: Watch
    """The queue that is watched."""
    above: int = Field(ge=0)
    """The reactions begin when more than so many wait."""
    release: int = Field(ge=0)
    """They end when no more than so many wait."""
    every: Duration = Field(default=900, gt=0)
    """How often somebody looks."""
    do: Reactions
    """What is done differently."""
    pounds_per_hour: float = Field(default=0.0, ge=0)
    """Price of an hour in force, overtime apart."""
    harm_per_hour: float = Field(default=0.0, ge=0)
    """Harm done by an hour in force (ONS Crime Severity Score), as far as the model does not show it."""

    @model_validator(mode="after")
    def _levels(self) -> Pressure:
        if self.release > self.above:
            raise ValueError(f"the release level {self.release} lies above the trigger {self.above}")
        if self.do == Reactions():
            raise ValueError("the rule does nothing: say under `do` what is done differently")
        return self


def in_force(rule: Pressure, was: bool, waiting: int) -> bool:
    """Tell whether a rule is in force from now on, when so many wait and it was in force or not."""
    return waiting > rule.release if was else waiting > rule.above
