"""Costs: what people, training and other means cost, and what the council tax brings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from demandsim.quantities import Money, Share
from demandsim.rules.choice import Choice, Name
from demandsim.scenario.people import Person, Rank


class PayScale(Choice):
    """The pay of a rank: its points, how many are at each, and what comes on top."""

    points: tuple[Annotated[Money, Field(gt=0)], ...] = Field(min_length=1)
    """Pounds a year by pay point, from point 0; a year of service moves people up by one."""
    shares: tuple[Share, ...] = ()
    """Share of the rank at each point (left out: all at the highest)."""
    on_cost: Share
    """Employer's pension and insurance contributions, allowances and the like, as a share of pay."""

    @model_validator(mode="after")
    def _whole(self) -> PayScale:
        if self.shares and len(self.shares) != len(self.points):
            raise ValueError(f"{len(self.points)} points need as many shares; found {len(self.shares)}")
        if self.shares and abs(sum(self.shares) - 1) > 1e-6:
            raise ValueError(f"the shares add up to {sum(self.shares):.4f}, not to 1")
        return self

    def at(self, point: int | None) -> float:
        """Give the pounds a year, on-costs included, of somebody at a point (None: as the rank is spread)."""
        if point is not None:
            return self.points[min(point, len(self.points) - 1)] * (1 + self.on_cost)
        shares = self.shares or (*[0.0] * (len(self.points) - 1), 1.0)
        return sum(share * pounds for share, pounds in zip(shares, self.points, strict=True)) * (1 + self.on_cost)


class Recruit(Choice):
    """What it takes until somebody of a rank is there and trained."""

    months: float = Field(ge=0, le=60)
    """Months from the decision to the first day."""
    training: float = Field(default=0, ge=0, le=60)
    """Months from the first day until the work is done alone; they are paid."""
    cost: Money = 0.0
    """Pounds for each: selection, training, uniform."""


class Precept(Choice):
    """The police share of the council tax."""

    band_d: Annotated[Money, Field(gt=0)]
    """Pounds a year of a band D household now."""
    tax_base: float = Field(gt=0)
    """Band D equivalent households: a pound more on band D brings so many pounds a year."""


class Other(Choice):
    """Something else that costs money: a system, a building, a contract."""

    a_year: Money = 0.0
    """Pounds a year."""


class Costs(Choice):
    """What people and other means cost, and what the council tax brings."""

    post: dict[Rank, Money] = {}
    """Pounds a year per post by rank, on-costs included; ranks in `pay` are left out here."""
    pay: dict[Rank, PayScale] = {}
    """Pay by rank and point, instead of one figure per post."""
    hours_per_post: float = Field(gt=0, le=3000)
    """Paid hours a year per post."""
    overtime: float = Field(ge=1, le=3)
    """Price of an hour of overtime compared with an ordinary one."""
    course: dict[Name, Annotated[Money, Field(gt=0)]] = {}
    """Pounds for one place on a course, by the skill that it gives; `demandsim audit` spends a budget by them."""
    recruit: dict[Rank, Recruit] = {}
    """What it takes to recruit by rank (left out: they are there at once and cost nothing more)."""
    other: dict[Name, Other] = {}
    """Other means, by name; they count in every measure of cost."""
    precept: Precept | None = None
    """The police share of the council tax (left out: nothing is said about it)."""

    @model_validator(mode="after")
    def _once(self) -> Costs:
        twice = sorted(set(self.post) & set(self.pay))
        if twice:
            raise ValueError(f"{', '.join(twice)}: write either `post` or `pay` for a rank")
        return self

    def ranks(self) -> frozenset[Rank]:
        """Give the ranks of which the cost is known."""
        return frozenset((*self.post, *self.pay))

    def a_year(self, rank: Rank, person: Person | None = None) -> float:
        """Give the pounds a year of a full-time post of a rank, or of a person's, on-costs included.

        Raises KeyError for a rank of which nothing is said.
        """
        if rank in self.pay:
            return self.pay[rank].at(None if person is None else person.point)
        return self.post[rank]
