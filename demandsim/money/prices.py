"""Prices: what everybody in a scenario costs a year, and what an hour of a unit costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demandsim.scenario.load import WEEKS_A_YEAR, Unit, staffed
from demandsim.scenario.workforce import SUPERVISORS, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


def cost_a_year(scenario: Scenario) -> float:
    """Give the pounds a year of everybody, as if all served throughout, and of other means; without overtime."""
    costs, workforce = scenario.costs, scenario.workforce
    teams = sum(_team(scenario, team) for team in workforce.teams.values())
    joiners = sum(sum(one.places.values()) * one.fte * costs.a_year(one.rank) for one in workforce.joiners)
    return teams + joiners + sum(other.a_year for other in costs.other.values())


def _team(scenario: Scenario, team: Team) -> float:
    costs = scenario.costs
    if team.positions is not None:
        hours = sum(staffed(scenario, team, 0)) * WEEKS_A_YEAR * team.paid_hours_per_position_hour
        return hours * costs.a_year(team.position_rank) / costs.hours_per_post
    if team.people:
        return sum(one.fte * costs.a_year(one.rank, one) for one in team.people)
    return sum(number * costs.a_year(rank) for ranks in team.posts.values() for rank, number in ranks.items())


def an_hour(scenario: Scenario, unit: Unit, supervisors: bool = False) -> float:
    """Give the pounds of a paid hour of a unit's supervisors, or of all others in it; 0 where there are none."""
    costs, team = scenario.costs, scenario.workforce.teams[unit[0]]
    if team.positions is not None:
        return costs.a_year(team.position_rank) / costs.hours_per_post
    posts = {rank: n for rank, n in team.posts.get(unit[1], {}).items() if (rank in SUPERVISORS) == supervisors}
    a_year = sum(number * costs.a_year(rank) for rank, number in posts.items())
    return a_year / sum(posts.values()) / costs.hours_per_post if any(posts.values()) else 0.0
