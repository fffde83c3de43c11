"""Pressure checks: do rules of pressure, help from neighbours and incidents that become graver fit the rest?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.rules.choice import GRADES
from demandsim.rules.pressure import Pressure
from demandsim.rules.screen import ByFactors, BySolvability
from demandsim.scenario.flows import needs_attendance, officers_in, teams_at
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

PRESSURE: Path = ("rules", "pressure")
COVER: Path = ("rules", "dispatch", "cover")
GROUPS = {"grades": "incidents", "teams": "crimes", "lines": "calls"}
"""What a watch may be confined to, and the queue for which it may."""


def names_in_pressure(scenario: Scenario) -> Found:
    """List names of areas, teams and lines that do not exist, as (path, what is wrong)."""
    areas, teams = scenario.places.areas, scenario.workforce.teams
    for number, rule in enumerate(scenario.desk_rules.pressure):
        watch, here = (*PRESSURE, number, "watch"), (*PRESSURE, number, "do")
        if rule.watch.area is not None:
            yield from is_unknown("area", rule.watch.area, areas, (*watch, "area"))
        for team in rule.watch.teams:
            yield from is_unknown("investigation team", team, teams_at(scenario, "investigation"), (*watch, "teams"))
        for line in rule.watch.lines:
            yield from is_unknown("line", line, scenario.demand.lines, (*watch, "lines"))
        for team in rule.do.divert_investigators:
            yield from is_unknown("team", team, teams, (*here, "divert_investigators"))
        for team in rule.do.keep_on.teams if rule.do.keep_on is not None else ():
            yield from is_unknown("team", team, teams, (*here, "keep_on", "teams"))
    for area, neighbours in scenario.desk_rules.dispatch.cover.items():
        yield from is_unknown("area", area, areas, (*COVER, area))
        for neighbour in neighbours:
            others = (one for one in areas if one != area)
            yield from is_unknown("area", neighbour, others, (*COVER, area, neighbour))


def misfits_in_pressure(scenario: Scenario) -> Found:
    """List what does not fit when all names are known, as (path, what is wrong)."""
    names = [rule.name for rule in scenario.desk_rules.pressure]
    for number, rule in enumerate(scenario.desk_rules.pressure):
        if rule.name in names[:number]:
            yield (*PRESSURE, number, "name"), f"there is another rule of pressure named {rule.name!r}"
        yield from _watch(rule, (*PRESSURE, number, "watch"))
        yield from _reactions(scenario, rule, (*PRESSURE, number, "do"))
    yield from _upgrades(scenario)
    yield from _cover(scenario)


def _watch(rule: Pressure, here: Path) -> Found:
    for key, queue in GROUPS.items():
        if getattr(rule.watch, key) and rule.watch.queue != queue:
            yield (*here, key), f"`{key}` goes with the queue {queue!r}, not {rule.watch.queue!r}"
    if rule.watch.area is not None and rule.watch.queue == "calls":
        yield (*here, "area"), "calls are answered for the whole force: `area` goes with incidents and crimes"


def _reactions(scenario: Scenario, rule: Pressure, here: Path) -> Found:
    do, teams = rule.do, scenario.workforce.teams
    if do.screen_harder and not isinstance(scenario.investigative_model.screen, BySolvability):
        message = "nothing is screened by solvability: `investigative_model.screen` files no crime that could be more"
        if isinstance(scenario.investigative_model.screen, ByFactors):
            message = "`screen_harder` raises a solvability score, and `investigative_model.screen` counts factors"
        yield (*here, "screen_harder"), message
    for grade in do.stop:
        if not any(
            kind.grades.get(grade, 0.0) > 0 and needs_attendance(kind, grade) > 0 for kind in scenario.demand.incidents
        ):
            yield (*here, "stop"), f"no incident graded {grade} is attended: there is nothing to stop"
    for name in do.divert_investigators:
        if "response" in teams[name].desks:
            yield (*here, "divert_investigators"), f"the team {name} is sent to incidents anyway"
        elif "investigation" not in teams[name].desks:
            yield (*here, "divert_investigators"), f"the team {name} does not investigate"
    for name in do.keep_on.teams if do.keep_on is not None else ():
        if not teams[name].posts:
            message = f"the team {name} has positions by hour and no posts: nobody has a turn to be kept on after"
            yield (*here, "keep_on", "teams"), message


def _upgrades(scenario: Scenario) -> Found:
    for number, kind in enumerate(scenario.demand.incidents):
        for grade, risk in kind.upgrades.items():
            here = ("demand", "incidents", number, "upgrades", grade)
            if GRADES.index(risk.to) >= GRADES.index(grade):
                yield (*here, "to"), f"{risk.to} is no graver than {grade}"
            if grade == "resolution" or needs_attendance(kind, grade) <= 0 or kind.grades.get(grade, 0.0) <= 0:
                yield here, f"nobody waits for an officer at {kind.name} graded {grade}: it cannot become graver"
            if scenario.places.map is None and risk.to not in scenario.places.travel:
                yield ("places", "travel"), f"incidents become {risk.to}: `travel` must say how long for {risk.to}"


def helped_only(scenario: Scenario) -> set[str]:
    """Name the areas without officers of their own, nor of the force, that neighbours with officers cover."""
    staffed = _staffed(scenario)
    if FORCE in staffed:
        return set()
    cover = scenario.desk_rules.dispatch.cover
    return {area for area, neighbours in cover.items() if area not in staffed and staffed & set(neighbours)}


def _staffed(scenario: Scenario) -> set[str]:
    teams = teams_at(scenario, "response").values()
    return {place for place in (*scenario.places.areas, FORCE) for team in teams if officers_in(team, place, ever=True)}


def _cover(scenario: Scenario) -> Found:
    places, dispatch = scenario.places, scenario.desk_rules.dispatch
    cover, staffed = dispatch.cover, _staffed(scenario)
    by_road = places.map is None and not places.between
    for area in sorted(helped_only(scenario)):
        for grade in GRADES:
            attended = any(k.grades.get(grade, 0.0) * needs_attendance(k, grade) > 0 for k in scenario.demand.incidents)
            if attended and grade not in dispatch.borrow_for:
                message = f"{area} has no officers of its own and `borrow_for` leaves {grade} out: nobody attends them"
                yield (*COVER, area), message
    for area, neighbours in cover.items():
        for neighbour in neighbours:
            if by_road and neighbour not in places.areas[area].borders:
                message = f"{neighbour} is not among the `borders` of {area}: nobody knows how much longer the way is"
                yield (*COVER, area, neighbour), message
        if area not in staffed and FORCE not in staffed and not staffed & set(neighbours):
            circle = _circle(
                area, {place: tuple(cover.get(place, ())) for place in places.areas if place not in staffed}
            )
            if circle:
                message = f"the cover goes round in a circle of areas without officers: {' -> '.join(circle)}"
                yield (*COVER, area), message


def _circle(start: str, cover: dict[str, tuple[str, ...]]) -> list[str]:
    """Follow the cover from an area until one comes round again; nothing where it ends."""
    way = [start]
    while cover.get(way[-1]):
        way.append(cover[way[-1]][0])
        if way[-1] in way[:-1]:
            return way[way.index(way[-1]) :]
    return []
