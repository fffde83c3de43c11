"""Money: what do posts and overtime cost, and what does a closed crime cost?"""

from __future__ import annotations

import numpy as np

from demandsim.measures.measure import FORCE, Measure, Values, label, ratio
from demandsim.measures.window import Window
from demandsim.quantities import HOUR, WEEK, YEAR
from demandsim.scenario.workforce import Team

HOURS_A_WEEK = 168


def _posts(window: Window, team: Team) -> float:
    """Cost a team's posts a week, or the paid hours behind its positions."""
    costs = window.scenario.costs
    if team.positions is None:
        a_year = sum(costs.a_year(rank) * number for ranks in team.posts.values() for rank, number in ranks.items())
        return a_year * WEEK / YEAR
    staffed = sum(team.positions) * HOURS_A_WEEK / len(team.positions)
    return staffed * team.paid_hours_per_position_hour * costs.a_year(team.position_rank) / costs.hours_per_post


def _weekly(window: Window) -> dict[str, float]:
    """Cost each team a week: posts, and overtime at its price."""
    costs = window.scenario.costs
    officers = window.officers
    an_hour = officers["rank"].astype(str).map(dict(costs.post)).to_numpy(np.float64) / costs.hours_per_post
    overtime = officers["overtime"].to_numpy() / HOUR * an_hour * costs.overtime / window.weeks
    by_team = officers.assign(cost=overtime).groupby("team", observed=False)["cost"].sum()
    return {name: _posts(window, team) + float(by_team[name]) for name, team in window.scenario.workforce.teams.items()}


def cost(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the pounds that posts and overtime cost a week."""
    weekly = _weekly(window)
    yield FORCE, sum(weekly.values())
    if groups:
        for team, pounds in weekly.items():
            yield label(["team"], [team]), pounds


def cost_per_closed_crime(window: Window, _: tuple[str, ...]) -> Values:
    """Divide the whole cost of the window by the crimes closed in it."""
    yield FORCE, ratio(sum(_weekly(window).values()) * window.weeks, len(window.closed_crimes))


MONEY = (
    Measure("cost", "What do posts and overtime cost?", "pounds a week", "lower", ("team",), cost),
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
