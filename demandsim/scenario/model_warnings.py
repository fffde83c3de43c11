"""Model warnings: routes between which the order decides, that nobody meets, or that lead to people without a skill."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from demandsim.rules.choice import Name
from demandsim.rules.screen import ALLOCATE
from demandsim.rules.when import holds, resolve
from demandsim.scenario.flows import Flow, crime_flows, first_team, holders_in, practice_by_area, sorts_of_crime
from demandsim.scenario.load import units_of
from demandsim.scenario.screened import Screening

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

LEAST = 0.5
"""Crimes a year below which nothing is worth a warning."""


def warnings_in_the_model(scenario: Scenario) -> list[str]:
    """Say what in a sound investigative model is probably not meant, each with the crimes a year that it concerns."""
    flows = crime_flows(scenario)
    return [*ambiguous_routes(scenario), *unmet_routes(scenario, flows), *skills_never_held(scenario, flows)]


def ambiguous_routes(scenario: Scenario) -> list[str]:
    """Find pairs of clauses that send the same crimes to different teams though neither is the narrower one.

    Where all crimes of one clause meet the other too, it is an exception or the rest, and meant. The crimes a year are
    those that come as far as the first of the two.
    """
    model, areas = scenario.investigative_model, tuple(scenario.places.areas)
    offences = {offence.name: row for row, offence in enumerate(scenario.demand.offences)}
    numbers = {name: row for row, name in enumerate(areas)}
    clauses = [resolve(route.when, offences, numbers) for route in model.routes]
    practice = [practice_by_area(route.practice, areas) for route in model.routes]
    alone: set[tuple[int, int]] = set()
    """Pairs (one, other) where some crime meets the one and not the other."""
    both: dict[tuple[int, int], float] = defaultdict(float)
    screening = Screening(scenario)
    for sort in sorts_of_crime(scenario):
        for facts, decision, share in screening.cases(sort.facts):
            if decision != ALLOCATE:
                continue
            meets = [number for number, clause in enumerate(clauses) if holds(clause, facts)]
            alone.update((one, other) for one in meets for other in range(len(clauses)) if other not in meets)
            come = 1.0
            for place, one in enumerate(meets):
                for other in meets[place + 1 :]:
                    if first_team(model.routes[one], facts) != first_team(model.routes[other], facts):
                        both[one, other] += sort.per_year * share * come
                come = min(come, 1 - practice[one][facts.area])
    return [
        f"the clauses {model.routes[one].name!r} and {model.routes[other].name!r} overlap and lead to different teams: "
        f"only their order decides on {both[one, other]:,.0f} crimes a year"
        for one, other in combinations(range(len(clauses)), 2)
        if both[one, other] >= LEAST and (one, other) in alone and (other, one) in alone
    ]


def unmet_routes(scenario: Scenario, flows: list[Flow]) -> list[str]:
    """Find clauses that no crime ever meets, because none is like that or earlier clauses take them all."""
    met = {flow.clause for flow in flows if flow.per_year > 0}
    routes = scenario.investigative_model.routes
    return [
        f"no crime ever meets the clause {route.name!r}: 0 crimes a year"
        for number, route in enumerate(routes)
        if number not in met
    ]


def skills_never_held(scenario: Scenario, flows: list[Flow]) -> list[str]:
    """Find skills that crimes routed to a team need and nobody in it ever holds, by a course either."""
    areas, workforce = tuple(scenario.places.areas), scenario.workforce
    taught = {(course.team, course.skill) for course in workforce.courses if sum(course.places.values())}
    needing: dict[tuple[Name, Name], dict[Name, float]] = defaultdict(lambda: defaultdict(float))
    for flow in flows:
        if flow.decision != ALLOCATE:
            continue
        offence = scenario.demand.offences[flow.sort.facts.offence]
        for (name, _), share in units_of(scenario, flow, areas[flow.sort.facts.area]):
            team = workforce.teams[name]
            for skill in offence.skills:
                if (name, skill) not in taught and not any(
                    holders_in(team, place, skill, ever=True) for place in team.posts
                ):
                    needing[name, skill][offence.name] += flow.per_year * share
    return [
        f"nobody in {name} ever holds {skill!r}, which {sum(crimes.values()):,.0f} crimes a year that come there need: "
        f"{', '.join(crimes)}"
        for (name, skill), crimes in needing.items()
        if sum(crimes.values()) >= LEAST
    ]
