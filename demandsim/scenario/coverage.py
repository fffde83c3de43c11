"""Coverage: does every crime find a team that may take it, people with the skills, and a supervisor?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import ScreenAll
from demandsim.scenario.flows import (
    Flow,
    crime_flows,
    holders_in,
    officers_in,
    place_of,
    supervisors_in,
    teams_at,
)
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

MODEL = "investigative_model"
MOST_EXAMPLES = 3


def uncovered(scenario: Scenario) -> Found:
    """List where a crime would find nobody, as (path, what is wrong); all names are known to exist."""
    problems = [*_teams_that_investigate(scenario), *_routes(scenario), *_supervisors(scenario)]
    problems += [*_holders(scenario), *_backlog(scenario)]
    yield from problems
    if not problems:
        yield from _every_crime_has_a_place(scenario)
        yield from _every_transfer_has_a_place(scenario)


def _holders(scenario: Scenario) -> Found:
    """Every skill that crimes need must be held by somebody who investigates."""
    teams = teams_at(scenario, "investigation").values()
    needed: dict[str, list[str]] = defaultdict(list)
    for offence in scenario.demand.offences:
        for skill in offence.skills:
            needed[skill].append(offence.name)
    for skill, offences in needed.items():
        if not any(holders_in(team, place, skill, ever=True) for team in teams for place in team.posts):
            message = (
                f"nobody who investigates holds the skill {skill!r}, which {_some(offences)} need; give a "
                "share of it to a team that investigates"
            )
            yield ("workforce", "skills"), message


def _teams_that_investigate(scenario: Scenario) -> Found:
    model = scenario.investigative_model
    named: list[tuple[Path, str]] = []
    if not isinstance(model.screen, ScreenAll):
        named.append(((MODEL, "screen", "by"), model.screen.by))
    for number, route in enumerate(model.routes):
        path: Path = (MODEL, "routes", number)
        if route.to != ATTENDING:
            named.append(((*path, "to"), route.to))
        elif route.otherwise_to is not None:
            named.append(((*path, "otherwise_to"), route.otherwise_to))
        alternatives = {"if_full": route.if_full, "if_off_duty": route.if_off_duty}
        named += [((*path, key), team) for key, team in alternatives.items() if team is not None]
    for number, clause in enumerate(model.transfer.clauses):
        named.append(((MODEL, "transfer", "clauses", number, "to"), clause.to))
    for number, backlog in enumerate(scenario.demand.backlog):
        named.append((("demand", "backlog", number, "team"), backlog.team))
    investigate = teams_at(scenario, "investigation")
    for path, name in named:
        if name not in investigate:
            message = f"the team {name!r} does not investigate: add investigation to its `desks`, or name another"
            yield path, message


def _routes(scenario: Scenario) -> Found:
    for number, route in enumerate(scenario.investigative_model.routes):
        path: Path = (MODEL, "routes", number)
        if route.to != ATTENDING:
            if route.otherwise_to is not None:
                yield (*path, "otherwise_to"), f"`otherwise_to` only goes with `to: {ATTENDING}`"
            continue
        if route.otherwise_to is None:
            yield path, f"`to: {ATTENDING}` needs `otherwise_to`: the team for crimes that nobody attended"
        for name, team in teams_at(scenario, "response").items():
            if "investigation" not in team.desks:
                message = f"officers of {name} attend and would keep crimes: add investigation to its `desks`"
                yield ("workforce", "teams", name, "desks"), message


def _supervisors(scenario: Scenario) -> Found:
    """A unit that investigates needs a supervisor unless allocation and review take no time.

    Otherwise its crimes would never be allocated, and its reviews never be done.
    """
    model = scenario.investigative_model
    # One allocation desk has supervisors of its own (see `model_checks`).
    asked = ["allocation"] if model.allocate.takes > 0 and model.allocate.by is None else []
    if model.review.takes > 0 or any(model.review.takes_if.values()):
        asked.append("review")
    if not asked:
        return
    for name, team in teams_at(scenario, "investigation").items():
        for place in team.posts:
            if officers_in(team, place, ever=True) > 0 and supervisors_in(team, place, ever=True) == 0:
                message = (
                    f"{' and '.join(asked)} take a supervisor's time, and nobody supervises {name} in "
                    f"{place}: add a sergeant, inspector or supervisor, or let allocation and review take 0 s"
                )
                yield ("workforce", "teams", name, "posts", place), message


def _backlog(scenario: Scenario) -> Found:
    for number, backlog in enumerate(scenario.demand.backlog):
        weights = backlog.offences.values()
        if backlog.any and (sum(weights) <= 0 or any(weight < 0 for weight in weights)):
            path = ("demand", "backlog", number, "offences")
            yield path, "frequencies of offences must not be negative, and not all zero"
        team = scenario.workforce.teams[backlog.team]
        for area, crimes in backlog.crimes.items():
            served = scenario.places.areas if area == FORCE else (area,)
            without = [each for each in served if crimes and place_of(team, each) is None]
            if without:
                here = ("demand", "backlog", number, "crimes", area)
                yield here, f"open crimes of {_some(without)}: {backlog.team} has nobody there nor for the force"


def _every_crime_has_a_place(scenario: Scenario) -> Found:
    """Every crime must be covered by a route, and reach a unit that serves its area and may take it."""
    areas = tuple(scenario.places.areas)
    left_over: dict[str, float] = defaultdict(float)
    homeless: dict[tuple[Path, str, str], None] = {}
    barred: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for flow in crime_flows(scenario):
        facts = flow.sort.facts
        area, offence = areas[facts.area], scenario.demand.offences[facts.offence].name
        if flow.team is None:
            left_over[f"{offence} in {area}, {'attended' if facts.attended else 'not attended'}"] += flow.per_year
        elif flow.team != ATTENDING:
            place = place_of(scenario.workforce.teams[flow.team], area)
            if place is None:
                homeless[_asking(scenario, flow), flow.team, area] = None
            elif flow.clause >= 0:
                for lack in _lacks(scenario, flow, place):
                    if area not in barred[flow.team, offence, lack]:
                        barred[flow.team, offence, lack].append(area)
    if left_over:
        message = (
            f"the routes do not cover every crime: {_some(list(left_over), '; ')}; "
            f"{sum(left_over.values()):,.0f} crimes a year; let the last clause hold for every crime, with practice "
            "100 %"
        )
        yield (MODEL, "routes"), message
    for path, name, area in homeless:
        yield path, f"crimes of {area} come to {name}, which has nobody in {area} nor for the force"
    for (name, offence, lack), where in barred.items():
        message = f"{offence} of {_some(where)} comes to {name} and would never find an owner: {lack}"
        yield (MODEL, "allocate"), message


def _every_transfer_has_a_place(scenario: Scenario) -> Found:
    for number, clause in enumerate(scenario.investigative_model.transfer.clauses):
        team = scenario.workforce.teams[clause.to]
        without = [area for area in clause.when.area or scenario.places.areas if place_of(team, area) is None]
        if without:
            where = _some(without)
            message = f"crimes of {where} may move to {clause.to}, which has nobody there nor for the force"
            yield (MODEL, "transfer", "clauses", number, "to"), message


def _asking(scenario: Scenario, flow: Flow) -> Path:
    """Give the key that sends the crimes of a flow to its team."""
    if flow.clause < 0:
        return (MODEL, "screen", "by")
    to_attending = scenario.investigative_model.routes[flow.clause].to == ATTENDING
    return (MODEL, "routes", flow.clause, "otherwise_to" if to_attending else "to")


def _lacks(scenario: Scenario, flow: Flow, place: str) -> Iterator[str]:
    """Say why a unit could never give the crimes of a flow an owner."""
    rule = scenario.investigative_model.allocate
    team = scenario.workforce.teams[str(flow.team)]
    if team.caseload_cap == 0 and rule.cap == "hard":
        yield "its hard caseload cap is 0"
    if getattr(rule, "skill", "preferred") == "required":
        for skill in scenario.demand.offences[flow.sort.facts.offence].skills:
            if holders_in(team, place, skill, ever=True) == 0:
                yield f"nobody there holds {skill!r}"


def _some(names: list[str], joint: str = ", ") -> str:
    """List names, the first few in full."""
    more = len(names) - MOST_EXAMPLES
    return joint.join(names[:MOST_EXAMPLES]) + (f" and {more} more" if more > 0 else "")
