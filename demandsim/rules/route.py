"""Route: which team should hold this crime first?"""

from __future__ import annotations

from pydantic import Field

from demandsim.quantities import Share
from demandsim.rules.choice import Choice, Name
from demandsim.rules.when import When

ATTENDING = "attending_officer"


class Route(Choice):
    """One clause of the investigative model: crimes that meet the condition go to the team."""

    name: Name
    """Name of the clause, as it will stand in the log and on the page."""
    when: When = Field(default_factory=When)
    """Condition; left out: every crime."""
    to: Name
    """A team, or `attending_officer`: whoever attended keeps the crime (nobody attended: `otherwise_to`)."""
    otherwise_to: Name | None = None
    """With `attending_officer`: the team for crimes that nobody attended."""
    if_full: Name | None = None
    """Team that has the crime instead while every officer of the unit holds as many crimes as the cap allows."""
    if_off_duty: Name | None = None
    """Team that has the crime instead while nobody of the unit, supervisors apart, is on duty."""
    practice: Share | dict[Name, Share] = 1.0
    """Share of these crimes that follow the clause, for the force or by area; the rest fall to later clauses."""
