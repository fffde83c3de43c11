"""Transfer: when must a crime move to another team, who may refuse it, and what is lost on the way?"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from demandsim.quantities import Duration, Share
from demandsim.rules.choice import Choice, Name
from demandsim.rules.when import Condition, CrimeFacts, When, holds

NO_TRANSFER = -1


class TransferClause(Choice):
    """One reason to move a crime: looked at when a stage of work is finished and the crime is still open."""

    name: Name
    """Name of the clause, as it will stand in the log and on the page."""
    when: When = Field(default_factory=When)
    """Condition on the crime."""
    owner: Literal["any", "lacks_skill", "over_cap"] = "any"
    """Condition on the owner: any, below the required skill, or over the caseload cap."""
    from_teams: tuple[Name, ...] | None = None
    """Only crimes held by these teams; left out: all."""
    to: Name
    """The team to which the crime is offered."""
    practice: Share | dict[Name, Share] = 1.0
    """Share of these crimes for which the clause is followed, for the force or by area."""


class Transfer(Choice):
    """The transfer rule: clauses in order, refusal, and what a transfer costs."""

    clauses: tuple[TransferClause, ...] = ()
    """Looked at in order; the first that holds and is followed is carried out."""
    refusal: Share = 0.0
    """Share of offers that the receiving team refuses by practice."""
    refuse_when_full: bool = True
    """Whether a team refuses while all its officers are at their caseload cap."""
    offer_again_after: Duration = 0
    """Time after which a refused crime is offered once more; 0 = never."""
    offers: int = Field(default=1, ge=1, le=4)
    """Offers at most per crime."""
    lost_work: Duration = 0
    """Work that the new owner must do again after each transfer."""
    after_sickness: Duration = 0
    """Time of sickness after which an officer's open crimes go back to the unit's queue; 0: they wait."""
    delay: Duration = 0
    """Time in transit between acceptance and the receiving team's queue."""


class ResolvedClause(NamedTuple):
    """A transfer clause with its names resolved to indices, made once per run."""

    condition: Condition
    owner: str
    from_teams: frozenset[str] | None
    to: str
    practice: tuple[float, ...]


def due_transfer(
    clauses: tuple[ResolvedClause, ...],
    crime: CrimeFacts,
    team: str,
    lacks_skill: bool,
    over_cap: bool,
    luck: float,
) -> int:
    """Find the clause under which the crime must move now, or NO_TRANSFER."""
    for number, clause in enumerate(clauses):
        if (
            clause.to != team
            and (clause.from_teams is None or team in clause.from_teams)
            and (clause.owner == "any" or (lacks_skill if clause.owner == "lacks_skill" else over_cap))
            and holds(clause.condition, crime)
            and luck < clause.practice[crime.area]
        ):
            return number
    return NO_TRANSFER


def refused(rule: Transfer, all_full: bool, luck: float) -> bool:
    """Tell whether the receiving team refuses an offer; `luck` is the crime's own number for this offer."""
    return (all_full and rule.refuse_when_full) or luck < rule.refusal
