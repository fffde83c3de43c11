"""The plan as an answer: read what was asked, work it out, and give it by year and by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from demandsim.money.prices import cost_a_year
from demandsim.money.spending import COSTS, PENCE, Month, work_out
from demandsim.quantities import QuantityError, parse_money
from demandsim.scenario.files import read_scenario
from demandsim.scenario.plan import MONTHS, SpendingPlan
from demandsim.scenario.problems import Problem, ScenarioError
from demandsim.scenario.scenario import Scenario

Kind = Literal["text", "pounds", "count", "number"]
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan worked out."""

    scenario: Scenario
    option: str | None
    """Option under which the scenario was read."""
    running: dict[str, float]
    """Pounds a year beyond today, by adopted option."""
    months: tuple[Month, ...]

    @property
    def asked(self) -> SpendingPlan:
        """The plan as the scenario has it."""
        assert self.scenario.plan is not None, "a plan worked out has been asked for"
        return self.scenario.plan

    def years(self) -> list[tuple[Month, ...]]:
        """Give the months by year."""
        return [self.months[year : year + MONTHS] for year in range(0, len(self.months), MONTHS)]


class Row(NamedTuple):
    """A line of the table by year, or a column of the table by month."""

    of: str
    """`money`, or the name of the posts."""
    what: str
    kind: Kind
    values: tuple[Value, ...]


def planned(file: Path, option: str | None = None, precept: str | None = None) -> Plan:
    """Work out the plan of a scenario file; `precept`, such as "£1", takes the place of what is added to band D.

    Raises ScenarioError for whatever cannot be read, and for a scenario without a plan.
    """
    scenario = read_scenario(file, option)
    plan = scenario.plan
    if plan is None:
        message = "nothing says what the money is to be spent on: write `plan`, its `years` and what to `spend` it on"
        raise _unusable("plan", message)
    if precept is not None:
        if scenario.costs.precept is None:
            raise _unusable("--precept", "nothing says what a pound on band D brings: write `costs.precept`")
        try:
            pounds = parse_money(precept)
        except QuantityError as error:
            raise _unusable("--precept", str(error)) from None
        scenario = scenario.model_copy(update={"plan": plan.model_copy(update={"precept": (pounds,)})})
    running = {}
    if plan.adopt:
        today = cost_a_year(read_scenario(file))
        running = {one.option: cost_a_year(read_scenario(file, one.option)) - today for one in plan.adopt}
    return Plan(scenario, option, running, work_out(scenario, running))


def by_year(plan: Plan) -> Iterator[Row]:
    """Give the lines of the table by year; pounds to the penny."""
    years = plan.years()

    def money(what: str, pence: list[int]) -> Row:
        return Row("money", what, "pounds", tuple(value / PENCE for value in pence))

    yield Row("money", "first day", "text", tuple(year[0].begins.isoformat() for year in years))
    yield money("brought over", [0, *(year[-1].carried for year in years[:-1])])
    yield money("money in", [sum(month.money_in for month in year) for year in years])
    for cost in COSTS:
        pence = [sum(month.spent[cost] for month in year) for year in years]
        if any(pence):
            yield money(f"spent on {cost}", pence)
    yield money("carried over", [year[-1].carried for year in years])
    for number, spend in enumerate(plan.asked.spend):
        counts = [[month.posts[number] for month in year] for year in years]
        for what, values in (
            ("posts funded", [year[-1].funded for year in counts]),
            ("recruited", [sum(one.recruited for one in year) for year in counts]),
            ("left", [sum(one.left for one in year) for year in counts]),
            ("in training at the end", [year[-1].training for year in counts]),
            ("effective at the end", [year[-1].effective for year in counts]),
        ):
            yield Row(spend.name, what, "count", tuple(values))
        average = tuple(sum(one.effective for one in year) / MONTHS for year in counts)
        yield Row(spend.name, "effective on average", "number", average)


def by_month(plan: Plan) -> Iterator[Row]:
    """Give the columns of the table by month; pounds to the penny."""
    months = plan.months
    yield Row("", "month", "count", tuple(month.number for month in months))
    yield Row("", "begins", "text", tuple(month.begins.isoformat() for month in months))
    yield Row("", "money in", "pounds", tuple(month.money_in / PENCE for month in months))
    for cost in COSTS:
        yield Row("", cost, "pounds", tuple(month.spent[cost] / PENCE for month in months))
    yield Row("", "carried over", "pounds", tuple(month.carried / PENCE for month in months))
    for number, spend in enumerate(plan.asked.spend):
        counts = [month.posts[number] for month in months]
        for field, what in (
            ("funded", "posts funded"),
            ("recruited", "recruited"),
            ("left", "left"),
            ("training", "in training"),
            ("effective", "effective"),
        ):
            yield Row(spend.name, what, "count", tuple(getattr(one, field) for one in counts))


def _unusable(path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, None, path, message)])
