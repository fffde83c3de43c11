"""Cost by the table: posts times salary, positions times paid hours, divided by the crimes that can be closed."""

from __future__ import annotations

from demandsim.quantities import HOURS_A_WEEK, WEEK, YEAR
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import Team
from demandsim.second_opinion.crimes import Crimes
from demandsim.second_opinion.opinion import SecondOpinion, between, no_opinion

HOW = (
    "posts times their cost a year, positions times paid hours, and other means, from the cost table; divided by the "
    "crimes closed a week at the free and at the shared pace of work (see crimes closed)"
)
WHY = "overtime is left out, and so is whoever joins or leaves in the middle of a run"


def cost_opinion(crimes: Crimes) -> SecondOpinion:
    """Give the opinion on the cost of a closed crime."""
    scenario, closed = crimes.measured.scenario, crimes.closed_a_week()
    a_week = pounds_a_year(scenario) * WEEK / YEAR
    if min(closed) <= 0:
        return no_opinion("cost_per_closed_crime", "no crime would be closed in the measured days")
    return between("cost_per_closed_crime", a_week / closed[0], a_week / closed[1], HOW, WHY)


def pounds_a_year(scenario: Scenario) -> float:
    """Add up what people, positions and other means cost a year, overtime apart."""
    teams = sum(_team(scenario, team) for team in scenario.workforce.teams.values())
    return teams + sum(other.a_year for other in scenario.costs.other.values())


def _team(scenario: Scenario, team: Team) -> float:
    costs = scenario.costs
    if team.positions is not None:
        hours = sum(team.positions) / len(team.positions) * HOURS_A_WEEK * YEAR / WEEK
        return hours * team.paid_hours_per_position_hour * costs.a_year(team.position_rank) / costs.hours_per_post
    if team.people:
        return sum(costs.a_year(one.rank, one) * one.fte for one in team.people)
    return sum(costs.a_year(rank) * number for ranks in team.posts.values() for rank, number in ranks.items())
