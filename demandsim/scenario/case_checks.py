"""Case checks: what cannot be in the life of a crime: stages sent back, specialists, links, crimes opened again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from demandsim.rules.route import ATTENDING
from demandsim.scenario.cases import MAX_PASSES, passes
from demandsim.scenario.flows import YEAR, Flow, crime_flows, holders_in, place_of, teams_at
from demandsim.scenario.problems import is_unknown

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

PLANS: Path = ("demand", "plans")
REOPENED: Path = ("demand", "reopened")


def names_in_plans(scenario: Scenario) -> Found:
    """List specialists that do not exist, as (path, what is wrong)."""
    for name, plan in scenario.demand.plans.items():
        for number, stage in enumerate(plan):
            if stage.by is not None:
                yield from is_unknown("team", stage.by, scenario.workforce.teams, (*PLANS, name, number, "by"))


def misfits_in_cases(scenario: Scenario) -> Found:
    """List what does not fit in the life of crimes when all names are known, as (path, what is wrong)."""
    investigate = teams_at(scenario, "investigation")
    for name, plan in scenario.demand.plans.items():
        places = len(passes(plan))
        if places > MAX_PASSES:
            message = f"the stages may be done {places} times in all, those sent back included; {MAX_PASSES} at most"
            yield (*PLANS, name), message
        for number, stage in enumerate(plan):
            here = (*PLANS, name, number)
            if stage.again is not None and stage.again.work is not None and stage.again.work.mean <= 0:
                yield (*here, "again", "work"), "a stage that is done again is work: say how much, or leave it out"
            if stage.by is None:
                continue
            if stage.by not in investigate:
                message = (
                    f"the team {stage.by!r} does not investigate: add investigation to its `desks`, or name another"
                )
                yield (*here, "by"), message
            else:
                yield from _served(scenario, name, stage.by, (*here, "by"))
    yield from _opened_again(scenario)


def _served(scenario: Scenario, plan: str, team: str, path: Path) -> Found:
    """Specialists are there for every area."""
    a_year = sum(each.per_year for each in scenario.demand.offences if each.plan == plan) * YEAR
    for area, each in scenario.places.areas.items():
        if place_of(scenario.workforce.teams[team], area) is None and a_year * each.share > 0:
            yield (
                path,
                (
                    f"{a_year * each.share:,.0f} crimes a year of {area} follow this plan, and {team} has nobody "
                    f"in {area} nor for the force"
                ),
            )


def _opened_again(scenario: Scenario) -> Found:
    """A crime that is opened again is work, and finds an owner where it was closed."""
    reopened = scenario.demand.reopened
    if reopened is None or reopened.share == 0:
        return
    if reopened.work.mean <= 0:
        yield (*REOPENED, "work"), "crimes that are opened again are work: say how much, or let the share be 0"
    if getattr(scenario.investigative_model.allocate, "skill", "preferred") != "required":
        return
    stuck: dict[tuple[str, str, str], float] = defaultdict(float)
    for flow in crime_flows(scenario):
        offence = scenario.demand.offences[flow.sort.facts.offence]
        for team in _closed_by(scenario, flow):
            area = tuple(scenario.places.areas)[flow.sort.facts.area]
            place = place_of(scenario.workforce.teams[team], area)
            held = partial(holders_in, scenario.workforce.teams[team], str(place), ever=True)
            lacking = [skill for skill in offence.skills if place and not held(skill)]
            if lacking:
                stuck[team, offence.name, " and ".join(lacking)] += flow.per_year * YEAR
    for (team, name, skills), a_year in stuck.items():
        yield (
            REOPENED,
            (
                f"{name} closed by {team} ({a_year:,.0f} crimes a year, of which some are opened again) would wait "
                f"there for ever: nobody there holds {skills}, and `allocate` requires it"
            ),
        )


def _closed_by(scenario: Scenario, flow: Flow) -> list[str]:
    """Give the teams that would close the crimes of a flow: those that attend, where the officer keeps them."""
    if flow.team == ATTENDING:
        return [name for name, team in teams_at(scenario, "response").items() if "investigation" in team.desks]
    return [] if flow.team is None else [flow.team]
