"""Spending: a plan worked out month by month in whole pence and whole posts, so that every penny is accounted for.

Posts are funded when the yearly money of every month to come would pay for them at the highest pay that they reach
within the plan. Somebody is recruited as soon as a funded post is free and the money in hand, less all that is promised
already, stays at nothing or above to the end of the plan. Recruits begin at the lowest pay point and move up one for
every year of service; what a recruit costs once is paid in the first month of service.

Those who leave are the expected number: every month adds the expected part of a person, and when that comes to a whole
one, whoever has served longest leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from demandsim.scenario.costs import Costs, Recruit
from demandsim.scenario.plan import MONTHS, Spend, SpendingPlan, first_day, month_of
from demandsim.scenario.problems import Problem, ScenarioError

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

PENCE = 100
Cost = Literal["pay", "pay in training", "recruiting", "options once", "options a year"]
COSTS: tuple[Cost, ...] = get_args(Cost)
"""What money is spent on; an option that saves money costs less than nothing a year."""
ROUNDING = 1e-6
"""Part of a penny, or of a person, that is left to the computer's arithmetic."""


MOST_POSTS = 20_000


class Count(NamedTuple):
    """Posts of one name in one month."""

    funded: int
    """Posts that the money carries."""
    recruited: int
    """People who begin this month."""
    left: int
    """People who do not come back this month."""
    training: int
    """People there who are paid and not yet trained."""
    effective: int
    """People there who work alone."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a plan; money is in pence."""

    number: int
    """From 1."""
    begins: date
    money_in: int
    spent: dict[Cost, int]
    carried: int
    """What is left at the end and carried over; below nothing where the money does not suffice."""
    posts: tuple[Count, ...]
    """In order of `spend`."""


@dataclass(slots=True)
class _Person:
    """Somebody of the plan; months count from 0."""

    begins: int
    left: int
    pays: list[int]
    """Pence in every month from the first to the end of the plan."""


@dataclass(slots=True)
class _Posts:
    """Posts of one name while a plan is worked out."""

    spend: Spend
    pay: list[int]
    """Pence a year by year of service."""
    recruit: Recruit
    leaving: float
    """Share of those who serve that leaves in a month."""
    people: list[_Person] = field(default_factory=list)
    due: float = 0.0
    """People who should have left by now, less those who have."""
    most: int = 0
    """Most people that there have been, those on their way included."""
    funded: list[int] = field(default_factory=list)

    def held(self, month: int) -> int:
        """Count those who are there and those on their way."""
        return sum(person.left > month for person in self.people)


def work_out(scenario: Scenario, running: Mapping[str, float] | None = None) -> tuple[Month, ...]:
    """Work out a scenario's plan month by month; `running` are the pounds a year of adopted options beyond today.

    Raises ValueError where the scenario has no plan, ScenarioError where it would fund more posts than any force has.
    """
    plan = scenario.plan
    if plan is None:
        raise ValueError("the scenario has no plan")
    money_in = _money_in(plan, scenario.costs)
    once, a_year, lasting = _options(scenario, plan, running or {})
    left = [come - one_off - run for come, one_off, run in zip(money_in, once, a_year, strict=True)]
    in_hand = list(accumulate(left))
    posts = [_posts(scenario, spend, plan.years) for spend in plan.spend]
    for month in range(len(in_hand)):
        for one in posts:
            _leave(one, month, in_hand)
            one.funded.append(_funded(one, lasting[month]))
        for refilling in (True, False):
            for one in posts:
                gone = 0 if plan.replace else sum(person.left <= month for person in one.people)
                limit = one.funded[month] - gone
                _recruit(one, min(limit, one.most) if refilling else limit, month, in_hand)
    return tuple(_ledger(scenario, posts, money_in, once, a_year))


def in_month(a_year: int, month: int) -> int:
    """Give the pence of a sum a year that fall to a month, counted from 0; twelve in a row add up to it exactly."""
    k = month % MONTHS
    return a_year * (k + 1) // MONTHS - a_year * k // MONTHS


def _yearly(plan: SpendingPlan, costs: Costs) -> list[int]:
    """Give the pence that come in by year."""
    added = [*plan.precept, *[0.0] * (plan.years - len(plan.precept))]
    tax_base = 0.0 if costs.precept is None else costs.precept.tax_base
    return [round(PENCE * (plan.base + tax_base * band_d)) for band_d in accumulate(added)]


def _money_in(plan: SpendingPlan, costs: Costs) -> list[int]:
    yearly = _yearly(plan, costs)
    return [in_month(yearly[month // MONTHS], month) for month in range(plan.years * MONTHS)]


def _options(
    scenario: Scenario, plan: SpendingPlan, running: Mapping[str, float]
) -> tuple[list[int], list[int], list[int]]:
    """Give by month what options cost once and by the year, and the pence a year that last from then on for posts."""
    months = plan.years * MONTHS
    once, a_year = [0] * months, [0] * months
    yearly = _yearly(plan, scenario.costs)
    lasting = [yearly[month // MONTHS] for month in range(months)]
    for one in plan.adopt:
        since, costs = month_of(scenario.start, one.since), round(PENCE * running.get(one.option, 0.0))
        once[since] += round(PENCE * scenario.options[one.option].one_off_cost)
        for month in range(since, months):
            a_year[month] += in_month(costs, month - since)
            lasting[month] -= costs
    for month in reversed(range(months - 1)):
        lasting[month] = min(lasting[month], lasting[month + 1])
    return once, a_year, [max(0, pence) for pence in lasting]


def _posts(scenario: Scenario, spend: Spend, years: int) -> _Posts:
    leavers, costs = scenario.workforce.leavers, scenario.costs
    a_year = 0.0 if leavers is None else leavers.share.get(spend.rank, 0.0)
    recruit = costs.recruit.get(spend.rank, Recruit(months=0))
    return _Posts(spend, pay_by_year(costs, spend, years), recruit, 1 - (1 - a_year) ** (1 / MONTHS))


def _funded(posts: _Posts, lasting: int) -> int:
    """Give the whole posts that so many pence a year carry at the highest pay that they reach."""
    funded = int(posts.spend.share * lasting + ROUNDING) // max(posts.pay)
    if funded > MOST_POSTS:
        message = f"the money would fund {funded:,} {posts.spend.name}, more than {MOST_POSTS:,}: is that meant?"
        raise ScenarioError([Problem("", None, None, "plan", message)])
    return funded


def pay_by_year(costs: Costs, spend: Spend, years: int) -> list[int]:
    """Give the pence a year, on-costs included, of somebody of a rank by year of service."""
    if spend.rank in costs.pay:
        return [round(PENCE * costs.pay[spend.rank].at(point)) for point in range(years)]
    return [round(PENCE * costs.post[spend.rank])] * years


def _leave(posts: _Posts, month: int, in_hand: list[int]) -> None:
    """Let those leave who are expected to; what they would have been paid is in hand again."""
    serving = [person for person in posts.people if person.begins < month < person.left]
    posts.due += len(serving) * posts.leaving
    for person in serving[: int(posts.due + ROUNDING)]:
        posts.due -= 1
        person.left = month
        _pay(in_hand, month, [-pence for pence in person.pays[month - person.begins :]])


def _recruit(posts: _Posts, limit: int, month: int, in_hand: list[int]) -> None:
    """Recruit up to a limit, as long as those who begin within the plan can be paid to its end."""
    months = len(in_hand)
    begins = month + ceil(posts.recruit.months)
    if begins >= months:
        return
    pays = [in_month(posts.pay[served // MONTHS], served) for served in range(months - begins)]
    costs = [pays[0] + _once(posts), *pays[1:]]
    for held in range(posts.held(month), limit):
        if any(there < gone for there, gone in zip(in_hand[begins:], accumulate(costs), strict=True)):
            return
        _pay(in_hand, begins, costs)
        posts.people.append(_Person(begins, months, pays))
        posts.most = max(posts.most, held + 1)


def _once(posts: _Posts) -> int:
    return round(PENCE * posts.recruit.cost)


def _pay(in_hand: list[int], since: int, costs: list[int]) -> None:
    """Take costs by month off the money in hand at the end of each month, in place."""
    for month, gone in enumerate(accumulate(costs), since):
        in_hand[month] -= gone


def _ledger(
    scenario: Scenario, posts: list[_Posts], money_in: list[int], once: list[int], a_year: list[int]
) -> Iterator[Month]:
    """Write the account of every month: what came in, what was spent on what, what is carried over."""
    carried = 0
    for month, come in enumerate(money_in):
        spent: dict[Cost, int] = dict.fromkeys(COSTS, 0)
        spent["options once"], spent["options a year"] = once[month], a_year[month]
        counts = []
        for one in posts:
            there = [person for person in one.people if person.begins <= month < person.left]
            learning = [person for person in there if month < person.begins + ceil(one.recruit.training)]
            begin = sum(person.begins == month for person in one.people)
            training = sum(person.pays[month - person.begins] for person in learning)
            spent["pay in training"] += training
            spent["pay"] += sum(person.pays[month - person.begins] for person in there) - training
            spent["recruiting"] += begin * _once(one)
            left = sum(person.left == month for person in one.people)
            counts.append(Count(one.funded[month], begin, left, len(learning), len(there) - len(learning)))
        carried += come - sum(spent.values())
        yield Month(month + 1, first_day(scenario.start, month), come, spent, carried, tuple(counts))
