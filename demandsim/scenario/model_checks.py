"""Model checks: conditions, factors, routes that name a second team, the allocation desk, caps and circles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.rules.allocate import Allocate
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import NAMED_SUSPECT, ByFactors
from demandsim.scenario.circles import circles
from demandsim.scenario.flows import Flow, crime_flows, officers_in, place_of, supervisors_in, teams_at
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.screened import conditions
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

MODEL = "investigative_model"
MOST_FACTORS = 60
"""Factors that fit into the bits of one whole number on the tape."""


def names_in_the_model(scenario: Scenario) -> Found:
    """List names of factors, offences and teams that do not exist, as (path, what is wrong)."""
    model, demand = scenario.investigative_model, scenario.demand
    offences, teams = [offence.name for offence in demand.offences], scenario.workforce.teams
    for name, factor in demand.factors.items():
        here: Path = ("demand", "factors", name)
        if name == NAMED_SUSPECT:
            yield here, f"{name!r} is a factor of its own: its share is `named_suspect` of the offences"
        for offence in factor.by_offence:
            yield from is_unknown("offence", offence, offences, (*here, "by_offence", offence))
    if isinstance(model.screen, ByFactors):
        for name in model.screen.weights:
            known = (*demand.factors, NAMED_SUSPECT)
            yield from is_unknown("factor", name, known, (MODEL, "screen", "weights", name))
    for number, route in enumerate(model.routes):
        for key, team in (("if_full", route.if_full), ("if_off_duty", route.if_off_duty)):
            if team is not None:
                yield from is_unknown("team", team, teams, (MODEL, "routes", number, key))
    if model.allocate.by is not None:
        yield from is_unknown("team", model.allocate.by, teams, (MODEL, "allocate", "by"))


def misfits_in_the_model(scenario: Scenario) -> Found:
    """List what does not fit in the investigative model when all names are known, as (path, what is wrong)."""
    for path, when in conditions(scenario):
        least, below = when.score_at_least, when.score_below
        if least is not None and below is not None and least >= below:
            yield (*path, "score_below"), f"no score is at least {least:g} and below {below:g}"
    if len(scenario.demand.factors) > MOST_FACTORS:
        yield ("demand", "factors"), f"there are at most {MOST_FACTORS} factors, found {len(scenario.demand.factors)}"
    if any(route.if_full or route.if_off_duty for route in scenario.investigative_model.routes):
        yield from _second_teams(scenario, crime_flows(scenario))
    yield from _allocation_desk(scenario, scenario.investigative_model.allocate)
    yield from _opening_caseloads(scenario)
    yield from _circles(scenario)


def _second_teams(scenario: Scenario, flows: list[Flow]) -> Found:
    """A team that stands in for another must be another, and have somebody for the crimes' areas."""
    areas, teams = tuple(scenario.places.areas), scenario.workforce.teams
    coming: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for flow in flows:
        if flow.clause >= 0 and flow.team != ATTENDING:
            coming[flow.clause][areas[flow.sort.facts.area]] += flow.per_year
    for number, route in enumerate(scenario.investigative_model.routes):
        first = route.otherwise_to if route.to == ATTENDING else route.to
        for key, team in (("if_full", route.if_full), ("if_off_duty", route.if_off_duty)):
            if team is None:
                continue
            path: Path = (MODEL, "routes", number, key)
            if team == first:
                yield path, f"{team} is the team of the clause itself: name another"
            without = {area: met for area, met in coming[number].items() if place_of(teams[team], area) is None}
            if without:
                yield (
                    path,
                    (
                        f"{team} has nobody in {' or '.join(without)} nor for the force, where the clause sends "
                        f"{sum(without.values()):,.0f} crimes a year"
                    ),
                )


def _allocation_desk(scenario: Scenario, rule: Allocate) -> Found:
    """The team that allocates for all needs supervisors wherever crimes are allocated."""
    if rule.by is None or not rule.takes:
        return
    desk = scenario.workforce.teams[rule.by]
    places = [place for place in desk.posts if supervisors_in(desk, place, ever=True)]
    if FORCE in places:
        return
    units = {place for team in teams_at(scenario, "investigation").values() for place in team.posts}
    without = [place for place in scenario.places.areas if place in units and place not in places]
    if not places or without:
        where = " or ".join(without) if places else "any area"
        message = f"{rule.by} allocates for all and has no supervisor in {where} nor for the force"
        yield (MODEL, "allocate", "by"), message


def _opening_caseloads(scenario: Scenario) -> Found:
    """A hard cap cannot lie below what officers hold at the start."""
    if scenario.investigative_model.allocate.cap != "hard":
        return
    held: dict[str, float] = defaultdict(float)
    for entry in scenario.demand.backlog:
        team = scenario.workforce.teams[entry.team]
        officers = sum(officers_in(team, place) for place in team.posts)
        held[entry.team] += (entry.per_officer or 0.0) + sum(entry.crimes.values()) / max(officers, 1)
    for name, number in held.items():
        team = scenario.workforce.teams[name]
        if number > team.caseload_cap:
            crimes = number * sum(officers_in(team, place) for place in team.posts)
            yield (
                ("workforce", "teams", name, "caseload_cap"),
                f"officers of {name} hold {number:g} crimes each at the start ({crimes:,.0f} in all), more than the "
                f"hard cap of {team.caseload_cap}: they would receive nothing until they fall below it; raise the "
                "cap, or let it be soft",
            )


def _circles(scenario: Scenario) -> Found:
    for clauses, teams, crimes in circles(scenario):
        named = ", ".join(repr(scenario.investigative_model.transfer.clauses[number].name) for number in clauses)
        yield (
            (MODEL, "transfer", "clauses", clauses[0]),
            f"crimes would move in a circle, whoever owns them: {' -> '.join(teams)} by {named}; "
            f"{crimes:,.0f} crimes a year",
        )
