"""The scenario: the whole frozen description of demand, people and rules, checked as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field, PrivateAttr, model_validator

from demandsim.rules import Rules
from demandsim.rules.choice import Choice, Name
from demandsim.scenario.costs import Costs
from demandsim.scenario.demand import Demand
from demandsim.scenario.events import Event
from demandsim.scenario.investigation import DeskRules, InvestigativeModel, Mechanics
from demandsim.scenario.options import Option
from demandsim.scenario.places import Places
from demandsim.scenario.plan import SpendingPlan
from demandsim.scenario.tree import Tree
from demandsim.scenario.workforce import Workforce


class About(Choice):
    """Who asks, who answers for it, and what for (the roles of the AQuA book)."""

    title: str
    """Title of the study."""
    question: str
    """The question that the study answers."""
    commissioner: str = "not named"
    """Who asked for it."""
    analyst: str = "not named"
    """Who did it."""
    assurer: str = "not named"
    """Who checked it."""
    approver: str = "not named"
    """Who signed it off."""
    status: str = "draft"
    """Draft, assured or approved."""


class Period(Choice):
    """What a run covers unless the command says otherwise."""

    days: int = Field(ge=1, le=3660)
    """Days that are measured."""
    warm_up: int = Field(ge=0, le=3660)
    """Days played before measuring begins."""
    replications: int = Field(ge=2, le=10000)
    """Replications per option."""


class Source(Choice):
    """Where figures come from: a source, or the word ASSUMPTION with a range."""

    figures: str
    """Path of the figures; `*` stands for one step and `**` for any number of steps."""
    source: str
    """Source, or ASSUMPTION."""
    quality: Literal["A", "B", "C", "D", "M"] = "D"
    """A read in the source, B second-hand, C derived, D assumption, M general knowledge."""
    range: str | None = None
    """Range of plausible values; required for an ASSUMPTION."""
    note: str | None = None
    """Working or caveat."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a scenario was read from; equal scenarios stay equal wherever they were written."""

    tree: Tree | None = field(default=None, compare=False)


class Scenario(Choice):
    """A whole scenario: what the force faces, whom it has and how it decides."""

    about: About
    """Question and roles."""
    start: date
    """First day, from midnight local time."""
    timezone: str = "Europe/London"
    """Local time of shifts and profiles."""
    period: Period
    """What a run covers unless the command says otherwise."""
    places: Places
    """Areas and travel."""
    demand: Demand
    """Everything that arrives."""
    workforce: Workforce
    """Who there is and when."""
    desk_rules: DeskRules = Field(alias="rules")
    """How contacts are answered and incidents graded and attended."""
    investigative_model: InvestigativeModel
    """Which crime goes to whom."""
    mechanics: Mechanics
    """How the world works."""
    costs: Costs
    """What posts cost."""
    sources: tuple[Source, ...] = ()
    """Where the figures come from."""
    events: tuple[Event, ...] = ()
    """What befalls the control centre: surges, outages, slow systems, waves of sickness."""
    options: dict[Name, Option] = {}
    """Named changes that are compared."""
    plan: SpendingPlan | None = None
    """Some years of money, for `demandsim plan`; it is not played."""
    _origin: Origin = PrivateAttr(default_factory=Origin)

    @model_validator(mode="after")
    def _count_people(self) -> Scenario:
        self.workforce.count(self.start, self.period.warm_up + self.period.days)
        return self

    @property
    def rules(self) -> Rules:
        """All choices in force, as the engine takes them."""
        desks, model = self.desk_rules, self.investigative_model
        return Rules(
            answer=desks.answer,
            grade=desks.grade,
            dispatch=desks.dispatch,
            screen=model.screen,
            routes=model.routes,
            allocate=model.allocate,
            transfer=model.transfer,
            next_work=model.next_work,
            review=model.review,
            pressure=desks.pressure,
            proactive=desks.proactive,
            victim_contact=model.victim_contact,
            mentoring=model.mentoring,
        )

    @property
    def origin(self) -> Tree | None:
        """The text that it was read from, which options change; None for one put together in memory."""
        return self._origin.tree

    def read_from(self, tree: Tree) -> Scenario:
        """Remember the text that it was read from."""
        self._origin = Origin(tree)
        return self

    def cross_check(self) -> list[tuple[tuple[str | int, ...], str]]:
        """List what does not fit together, as (path, what is wrong); empty when the scenario is sound."""
        from demandsim.scenario.crosscheck import cross_check

        return cross_check(self)
