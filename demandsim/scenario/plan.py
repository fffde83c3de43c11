"""A spending plan: what comes in over some years, and what it is to be spent on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from pydantic import Field, model_validator

from demandsim.quantities import Money, Share
from demandsim.rules.choice import Choice, Name
from demandsim.scenario.people import Rank

MONTHS = 12


def first_day(start: date, month: int) -> date:
    """Give the first day of a month of a plan, counted from 0; months too short for it begin on their last day."""
    year, of_year = divmod(start.month - 1 + month, MONTHS)
    last = monthrange(start.year + year, of_year + 1)[1]
    return date(start.year + year, of_year + 1, min(start.day, last))


def month_of(start: date, day: date) -> int:
    """Give the month of a plan in which a day lies: 0 for the first, negative before it."""
    month = (day.year - start.year) * MONTHS + day.month - start.month
    return month - (day < first_day(start, month))


class Spend(Choice):
    """Posts that a plan pays for."""

    name: Name
    """What they are called, such as `constables`."""
    rank: Rank
    """Rank; `costs.recruit` says what it takes until somebody of it is there and trained."""
    team: Name | None = None
    """Team that they are meant for (left out: not yet said); it decides nothing."""
    share: Share
    """Share of the money of a year that goes into them; what buys no whole post is carried over."""


class Adopted(Choice):
    """An option that is adopted at a date."""

    option: Name
    """The option."""
    since: date = Field(alias="from")
    """First day: its `one_off_cost` is paid in that month, and what it costs a year beyond today from then on."""


class SpendingPlan(Choice):
    """Some years of money: what comes in, whom it pays for and which options are adopted."""

    years: int = Field(ge=1, le=10)
    """Years, the first of which begins on the first day of the scenario."""
    precept: tuple[Money, ...] = ()
    """Pounds a year added to band D in each year, lasting from then on (years left out: nothing added)."""
    base: Money = 0.0
    """Pounds a year that are available besides."""
    spend: tuple[Spend, ...] = ()
    """Posts that the money pays for; their shares add up to 1 at most."""
    replace: bool = True
    """Whether posts of the plan that fall vacant are filled again, before new ones."""
    adopt: tuple[Adopted, ...] = ()
    """Options that are adopted; they are paid for before posts."""

    @model_validator(mode="after")
    def _adds_up(self) -> SpendingPlan:
        if len(self.precept) > self.years:
            raise ValueError(f"a plan of {self.years} years has no {len(self.precept)} additions to band D")
        total = sum(one.share for one in self.spend)
        if total > 1 + 1e-9:
            raise ValueError(f"the shares of the money add up to {total:.3f}, which is more than there is")
        return self
