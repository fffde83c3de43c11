"""Money: what do people, overtime and other means cost, and what does a closed crime cost?"""

from __future__ import annotations

from demandsim.measures.measure import FORCE, Measure, Values, label, ratio
from demandsim.measures.pay import books, pay
from demandsim.measures.window import Window, once
from demandsim.quantities import HOUR, HOURS_A_WEEK, WEEK, YEAR
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Team


@once
def _weekly(window: Window) -> dict[str, float]:
    """Cost a week by part: each team with its overtime, then everything else that has a price, by name."""
    scenario, officers = window.scenario, window.officers
    costs = scenario.costs
    paid = pay(window.log.facts, window.begin, window.end)
    overtime = officers["overtime"].to_numpy() / HOUR * (paid.full_time / costs.hours_per_post) * costs.overtime
    missing = paid.full_time * paid.fte * (1 - paid.served)
    sums = officers.assign(overtime=overtime / window.weeks, missing=missing).groupby("team", observed=False)
    extra, unpaid = sums["overtime"].sum(), sums["missing"].sum()
    parts = {
        label(["team"], [name]): _posts(scenario, name, team, float(unpaid[name])) + float(extra[name])
        for name, team in scenario.workforce.teams.items()
    }
    return parts | {label(["other"], [name]): other.a_year * WEEK / YEAR for name, other in costs.other.items()}


def _posts(scenario: Scenario, name: str, team: Team, unpaid: float) -> float:
    """Cost a team's people a week, less what is not paid to those not yet or no longer there; or paid hours."""
    costs = scenario.costs
    if team.positions is None:
        return (books(scenario, name) - unpaid) * WEEK / YEAR
    staffed = sum(team.positions) * HOURS_A_WEEK / len(team.positions)
    return staffed * team.paid_hours_per_position_hour * costs.a_year(team.position_rank) / costs.hours_per_post


def cost(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the pounds a week that people, overtime and other means cost."""
    weekly = _weekly(window)
    yield FORCE, sum(weekly.values())
    if groups:
        yield from weekly.items()


def cost_per_closed_crime(window: Window, _: tuple[str, ...]) -> Values:
    """Divide the whole cost of the window by the crimes closed in it."""
    yield FORCE, ratio(sum(_weekly(window).values()) * window.weeks, len(window.closed_crimes))


MONEY = (
    Measure(
        "cost",
        "What do people, overtime and other means cost?",
        "pounds a week",
        "lower",
        ("team", "other"),
        cost,
    ),
    Measure(
        "cost_per_closed_crime",
        "What does the whole force cost for every crime that is closed?",
        "pounds",
        "lower",
        (),
        cost_per_closed_crime,
        headline=True,
    ),
)
