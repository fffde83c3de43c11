"""People checks: do those listed, those who join and those who leave belong somewhere, and can it be as it is said?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import lcm
from typing import TYPE_CHECKING

from demandsim.scenario.headcount import establishment_and_heads
from demandsim.scenario.people import Person, Terms
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.workforce import FORCE, LEARNING, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

LEAVERS: Path = ("workforce", "leavers")


def names_in_people(scenario: Scenario) -> Found:
    """List teams, areas, shifts and skills of people that nobody knows, and ids and intakes given twice."""
    workforce = scenario.workforce
    areas = (*scenario.places.areas, FORCE)
    ids: set[str] = set()
    for number, one in enumerate(workforce.people):
        here: Path = ("workforce", "people", number)
        yield from is_unknown("team", one.team, workforce.teams, (*here, "team"))
        yield from is_unknown("area", one.area, areas, (*here, "area"))
        if one.shift is not None:
            yield from is_unknown("shift", one.shift, workforce.shifts, (*here, "shift"))
        for place, skill in enumerate(one.skills):
            yield from is_unknown("skill", skill, workforce.skills, (*here, "skills", place))
        if one.id in ids:
            yield (*here, "id"), f"id {one.id!r} is given twice"
        ids.add(one.id)
    names: set[str] = set()
    for number, intake in enumerate(workforce.joiners):
        here = ("workforce", "joiners", number)
        yield from is_unknown("team", intake.team, workforce.teams, (*here, "team"))
        for name in intake.places:
            yield from is_unknown("area", name, areas, (*here, "places", name))
        for place, skill in enumerate(intake.skills):
            yield from is_unknown("skill", skill, workforce.skills, (*here, "skills", place))
        if intake.name in names:
            yield (*here, "name"), f"{intake.name!r} is named twice; a name must tell one intake from the others"
        names.add(intake.name)
    for name, team in workforce.teams.items():
        for area in team.establishment:
            yield from is_unknown("area", area, areas, ("workforce", "teams", name, "establishment", area))
    if workforce.leavers is not None:
        for place, skill in enumerate(workforce.leavers.without):
            yield from is_unknown("skill", skill, workforce.skills, (*LEAVERS, "without", place))


def misfits_in_people(scenario: Scenario) -> Found:
    """List what cannot be of the people listed, those who join and those who leave, as (path, what is wrong)."""
    workforce, costs = scenario.workforce, scenario.costs
    for name, team in workforce.teams.items():
        here: Path = ("workforce", "teams", name)
        if team.people and "posts" in team.model_fields_set:
            yield (*here, "posts"), f"the people of {name} are listed: write `establishment` instead of `posts`"
        if team.people and team.skills:
            message = f"the people of {name} are listed, each with the skills held: leave `skills` out"
            yield (*here, "skills"), message
        if team.establishment and not team.people:
            message = f"nobody of {name} is listed in `workforce.people`: write `posts` instead of `establishment`"
            yield (*here, "establishment"), message
    for number, one in enumerate(workforce.people):
        here = ("workforce", "people", number)
        team = workforce.teams[one.team]
        yield from _terms(scenario, one.team, one, here)
        if team.positions is None and one.group is not None:
            shift, groups = one.shift or str(team.shift), groups_of(scenario, team, one.shift)
            if one.group > groups:
                yield (*here, "group"), f"shift {shift} has {groups} groups, there is no group {one.group}"
        if one.point is not None and one.rank not in costs.pay:
            message = f"pay point {one.point}, but `costs.pay` says nothing of a {one.rank}: write its points there"
            yield (*here, "point"), message
    for number, intake in enumerate(workforce.joiners):
        here = ("workforce", "joiners", number)
        yield from _terms(scenario, intake.team, intake, here)
        if intake.rank not in costs.ranks():
            yield (*here, "rank"), f"what does a {intake.rank} cost? `costs.post` does not say"
    for rank, share in workforce.leavers.share.items() if workforce.leavers is not None else ():
        if share >= 1:
            message = "if everybody leaves in a year there is no telling when: write a share below 100 %"
            yield (*LEAVERS, "share", rank), message
    if LEARNING in workforce.abstracted and any(one.learning for one in (*workforce.people, *workforce.joiners)):
        message = f"protected learning is told as lost to {LEARNING!r}: give this reason another name"
        yield ("workforce", "abstraction", LEARNING), message


def warnings_of_people(scenario: Scenario) -> list[str]:
    """Say who is never there in the run, which teams begin with nobody, and where people are more than posts."""
    workforce = scenario.workforce
    terms: list[tuple[str, Terms]] = [(f"{one.id} of {one.team}", one) for one in workforce.people]
    terms += [(f"{one.name} of {one.team}", one) for one in workforce.joiners]
    said = [
        f"{who} is not there on any day of the run: {_dates(one)}" for who, one in terms if not serves(scenario, one)
    ]
    for name, team in workforce.teams.items():
        if team.bodies is None:
            continue
        if not any(body.first_day for bodies in team.bodies.values() for body in bodies):
            said.append(f"nobody of {name} is there on the first day, {scenario.start}")
        for place, rank, posts, heads in establishment_and_heads(team):
            if heads > posts:
                said.append(f"{name} in {place}: {heads} of the rank {rank}, {heads - posts} beyond the establishment")
    return said


def serves(scenario: Scenario, terms: Terms) -> bool:
    """Tell whether somebody on these terms is there on any day of the run."""
    last = scenario.start + timedelta(days=scenario.period.warm_up + scenario.period.days - 1)
    return (terms.begins is None or terms.begins <= last) and (terms.ends is None or terms.ends >= scenario.start)


def groups_of(scenario: Scenario, team: Team, shift: str | None = None) -> int:
    """Give the number of groups round which the people of a team, or those on a shift of their own, are dealt."""
    shifts = scenario.workforce.shifts
    return shifts[shift].teams if shift is not None else lcm(*(shifts[name].teams for name in team.shifts))


def _terms(scenario: Scenario, name: str, terms: Terms, here: Path) -> Found:
    """List what cannot be of somebody in a team on these terms."""
    team = scenario.workforce.teams[name]
    if team.positions is not None:
        message = f"{name} is given as `positions` by hour, where nobody can be listed or join: write `posts` there"
        yield (*here, "team"), message
    if terms.restricted and team.desks == ("response",):
        who = f"{terms.id} is" if isinstance(terms, Person) else "those who join are"
        message = f"{name} only attends incidents, and {who} on restricted duties: nothing is left to do"
        yield (*here, "restricted"), message


def _dates(terms: Terms) -> str:
    if terms.begins is None:
        return f"until {terms.ends}"
    return f"from {terms.begins}" + (f" to {terms.ends}" if terms.ends is not None else "")
