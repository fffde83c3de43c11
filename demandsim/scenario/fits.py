"""Fits: do the numbers that depend on each other agree, and is there somebody for every call?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.quantities import HOURS_A_WEEK
from demandsim.rules.screen import ScreenAll
from demandsim.scenario.allocate_checks import misfits_in_allocation
from demandsim.scenario.cases import MAX_STAGES
from demandsim.scenario.contact_checks import misfits_at_the_contact_desk
from demandsim.scenario.dispatch_checks import misfits_in_dispatch
from demandsim.scenario.flows import YEAR, officers_in
from demandsim.scenario.people_checks import misfits_in_people
from demandsim.scenario.pressure_checks import misfits_in_pressure
from demandsim.scenario.quiet_checks import misfits_in_quiet_hours
from demandsim.scenario.roster_checks import misfits_in_rosters
from demandsim.scenario.training_checks import misfits_in_training
from demandsim.scenario.workforce import Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

TOLERANCE = 0.001


def misfits(scenario: Scenario) -> Found:
    """List what does not fit in a scenario whose names are all known, as (path, what is wrong)."""
    yield from _shares(scenario)
    yield from _volumes(scenario)
    yield from misfits_in_rosters(scenario)
    yield from misfits_in_people(scenario)
    yield from misfits_in_training(scenario)
    yield from _teams(scenario)
    yield from misfits_at_the_contact_desk(scenario)
    yield from misfits_in_dispatch(scenario)
    yield from misfits_in_pressure(scenario)
    yield from misfits_in_quiet_hours(scenario)
    yield from misfits_in_allocation(scenario)
    yield from _costs(scenario)


def _shares(scenario: Scenario) -> Found:
    total = sum(area.share for area in scenario.places.areas.values())
    if abs(total - 1) > TOLERANCE:
        sums = " + ".join(f"{name} {area.share:g}" for name, area in scenario.places.areas.items())
        yield ("places", "areas"), f"the shares of the areas add up to {total:.3f}, not 1: {sums}"
    for name, plan in scenario.demand.plans.items():
        here = ("demand", "plans", name)
        if not 1 <= len(plan) <= MAX_STAGES:
            yield here, f"a plan has 1 to {MAX_STAGES} stages, this one has {len(plan)}"
        work = sum(stage.work for stage in plan)
        if plan and abs(work - 1) > TOLERANCE:
            sums = " + ".join(f"{stage.name} {stage.work:g}" for stage in plan)
            yield here, f"the work of the stages adds up to {work:.3f}, not 1: {sums}"
    for name, profile in scenario.demand.profiles.items():
        if len(profile.hours) == HOURS_A_WEEK and len(set(profile.days)) > 1:
            message = "day factors go with 24 hourly values; these 168 values already tell the days apart"
            yield ("demand", "profiles", name, "days"), message
    screen = scenario.investigative_model.screen
    if not isinstance(screen, ScreenAll) and screen.desk_below < screen.file_below:
        message = (
            f"desk_below ({screen.desk_below:g}) must not lie below file_below ({screen.file_below:g}): "
            "crimes are filed first, worked at the desk next, allocated last"
        )
        yield ("investigative_model", "screen", "desk_below"), message


def _volumes(scenario: Scenario) -> Found:
    demand = scenario.demand
    for name, line in demand.lines.items():
        parts = [(kind.name, kind.per_year * kind.by.get(name, 0.0)) for kind in demand.incidents]
        if name == demand.call_line:
            crimes = sum(offence.per_year * offence.reported.call for offence in demand.offences)
            parts.append(("crimes recorded on the telephone", crimes))
        asked = sum(rate for _, rate in parts)
        if asked > line.volume * (1 + TOLERANCE):
            message = (
                f"{_a_year(line.volume)} calls cannot bring what is said to come by line {name}: {_sum_in_words(parts)}"
            )
            yield ("demand", "lines", name, "volume"), message
    for number, kind in enumerate(demand.incidents):
        parts = [
            (offence.name, offence.per_year * offence.reported.incident)
            for offence in demand.offences
            if offence.kind == kind.name
        ]
        if sum(rate for _, rate in parts) > kind.per_year * (1 + TOLERANCE):
            message = (
                f"{_a_year(kind.per_year)} incidents of the kind {kind.name} cannot hold the crimes that "
                f"begin as one: {_sum_in_words(parts)}"
            )
            yield ("demand", "incidents", number, "per_year"), message


def _a_year(rate: float) -> str:
    return f"{rate * YEAR:,.0f} a year"


def _sum_in_words(parts: list[tuple[str, float]]) -> str:
    said = " + ".join(f"{name} {rate * YEAR:,.0f}" for name, rate in parts if rate > 0)
    return f"{said} = {_a_year(sum(rate for _, rate in parts))}"


def _teams(scenario: Scenario) -> Found:
    for name, team in scenario.workforce.teams.items():
        here = ("workforce", "teams", name)
        if not team.desks:
            yield (*here, "desks"), "say what the team does: contact, response, investigation, resolution"
        if team.positions is None and not team.posts:
            yield here, f"the team {name} needs `posts` (or `positions` by hour, or people in `people`)"
        elif team.positions is None and not any(officers_in(team, place, ever=True) for place in team.posts):
            yield (*here, "posts"), "the team has no posts apart from supervisors"
        if team.positions is not None and not any(team.positions):
            yield (*here, "positions"), "no position is ever staffed"
        if "contact" in team.desks and not team.lines:
            yield here, "a contact team answers at least one line: name its `lines`"
        if team.lines and "contact" not in team.desks:
            yield (*here, "lines"), "only a contact team answers lines: add contact to its `desks`"


def _costs(scenario: Scenario) -> Found:
    ranks = {rank: name for name, team in scenario.workforce.teams.items() for rank in _ranks(team)}
    ranks |= {one.rank: one.team for one in scenario.workforce.joiners}
    for rank, team in ranks.items():
        if rank not in scenario.costs.ranks():
            message = f"what does a {rank} cost? The team {team} has some, and `costs.post` does not say"
            yield ("costs", "post"), message


def _ranks(team: Team) -> Iterator[str]:
    if team.positions is not None:
        yield team.position_rank
    for posts in team.posts.values():
        yield from (rank for rank, number in posts.items() if number > 0)
