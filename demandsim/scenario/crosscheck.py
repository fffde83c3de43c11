"""Cross-check: does everything in a scenario fit together? Names first, then numbers and people.

Whether the people suffice for what the rules ask of them can only be asked once every name is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import JsonValue

from demandsim.rules.grade import DeskFirst
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import ScreenAll
from demandsim.rules.when import When
from demandsim.scenario.case_checks import misfits_in_cases, names_in_plans
from demandsim.scenario.case_duty_checks import misfits_in_case_duties, names_in_case_duties
from demandsim.scenario.contact_checks import names_at_the_contact_desk
from demandsim.scenario.coverage import uncovered
from demandsim.scenario.dispatch_checks import names_in_dispatch
from demandsim.scenario.fits import misfits
from demandsim.scenario.model_checks import misfits_in_the_model, names_in_the_model
from demandsim.scenario.people_checks import names_in_people
from demandsim.scenario.place_checks import names_in_places
from demandsim.scenario.plan_checks import names_in_the_plan
from demandsim.scenario.pressure_checks import names_in_pressure
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.quiet_checks import names_in_quiet_hours
from demandsim.scenario.roster_checks import names_in_rosters
from demandsim.scenario.scene_checks import misfits_on_scene, names_in_custody
from demandsim.scenario.training_checks import names_in_training
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

ANY_STEPS, ONE_STEP = "**", "*"
NOT_FIGURES = ("about", "start", "timezone", "period", "sources", "options", "plan")
"""Parts of a scenario whose numbers describe the study, not the world."""
ASSUMPTION = "ASSUMPTION"


def cross_check(scenario: Scenario) -> list[tuple[Path, str]]:
    """List what does not fit together, as (path, what is wrong in words); empty when the scenario is sound.

    Items of lists are numbered from 0 in a path. Whether people and rules suffice for every crime and
    incident is only asked when every name is known.
    """
    wrong = list(_unknown_names(scenario))
    wrong += _given_twice(scenario)
    wrong += _sources(scenario)
    return wrong or [
        *misfits(scenario),
        *misfits_on_scene(scenario),
        *misfits_in_cases(scenario),
        *misfits_in_the_model(scenario),
        *misfits_in_case_duties(scenario),
        *uncovered(scenario),
    ]


def unsourced(scenario: Scenario) -> list[Path]:
    """List the figures, as written, that no entry of `sources` covers, each by its path of names.

    A list of plain numbers (a profile, positions by hour) is one figure; items of lists are told by their
    names, or by their number from 0. What was not written down (a default) is not asked for, nor are the
    numbers of the study itself (`about`, `period`, `options`, `plan`).
    """
    patterns = [source.figures.split(".") for source in scenario.sources]
    written = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(NOT_FIGURES))
    return [path for path in _figures(written, ()) if not any(covers(pattern, path) for pattern in patterns)]


def _figures(value: JsonValue, path: Path) -> Iterator[Path]:
    match value:
        case bool() | str() | None:
            return
        case int() | float():
            # `talk: 5 min` is held as the law `constant`; the planner wrote the path above it.
            yield path[:-1] if path[-1] == "constant" else path
        case dict():
            for key, below in value.items():
                yield from _figures(below, (*path, key))
        case list():
            if value and all(isinstance(item, int | float) for item in value):
                yield path
                return
            for number, item in enumerate(value):
                name = item.get("name") if isinstance(item, dict) else None
                yield from _figures(item, (*path, name if isinstance(name, str) else number))


def covers(pattern: list[str], path: Path) -> bool:
    """Tell whether a pattern of steps covers a path to its end."""
    if not pattern or not path:
        return not path and all(step == ANY_STEPS for step in pattern)
    if pattern[0] == ANY_STEPS:
        return covers(pattern[1:], path) or covers(pattern, path[1:])
    return pattern[0] in (ONE_STEP, str(path[0])) and covers(pattern[1:], path[1:])


def _unknown_names(scenario: Scenario) -> Found:
    try:
        ZoneInfo(scenario.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"there is no time zone {scenario.timezone!r}; write for example Europe/London"
        yield ("timezone",), message
    areas = tuple(scenario.places.areas)
    yield from names_in_places(scenario)
    yield from _names_in_demand(scenario)
    yield from _names_in_workforce(scenario, areas)
    yield from names_at_the_contact_desk(scenario)
    yield from names_in_dispatch(scenario)
    yield from names_in_custody(scenario)
    yield from names_in_plans(scenario)
    yield from names_in_pressure(scenario)
    yield from names_in_quiet_hours(scenario)
    yield from names_in_case_duties(scenario)
    yield from _names_in_rules(scenario, areas)
    yield from names_in_the_model(scenario)
    yield from names_in_the_plan(scenario)


def _names_in_demand(scenario: Scenario) -> Found:
    demand, at = scenario.demand, "demand"
    lines, kinds = tuple(demand.lines), tuple(kind.name for kind in demand.incidents)
    offences = tuple(offence.name for offence in demand.offences)
    for key in ("generated_profile", "online_profile"):
        yield from is_unknown("profile", getattr(demand, key), demand.profiles, (at, key))
    yield from is_unknown("line", demand.call_line, lines, (at, "call_line"))
    yield from is_unknown("line", demand.victims.chase.line, lines, (at, "victims", "chase", "line"))
    yield from is_unknown("line", demand.repeat.line, lines, (at, "repeat", "line"))
    for name, each in demand.lines.items():
        yield from is_unknown("profile", each.profile, demand.profiles, (at, "lines", name, "profile"))
        if each.retry.switch_to is not None:
            others = (line for line in lines if line != name)
            path = (at, "lines", name, "retry", "switch_to")
            yield from is_unknown("line", each.retry.switch_to, others, path)
    for number, kind in enumerate(demand.incidents):
        for line in kind.by:
            yield from is_unknown("line", line, lines, (at, "incidents", number, "by", line))
    for number, offence in enumerate(demand.offences):
        here = (at, "offences", number)
        yield from is_unknown("plan", offence.plan, demand.plans, (*here, "plan"))
        if offence.kind is not None:
            yield from is_unknown("incident kind", offence.kind, kinds, (*here, "kind"))
        for skill in offence.skills:
            yield from is_unknown("skill", skill, scenario.workforce.skills, (*here, "skills"))
    for number, backlog in enumerate(demand.backlog):
        here = (at, "backlog", number)
        yield from is_unknown("team", backlog.team, scenario.workforce.teams, (*here, "team"))
        for name in backlog.crimes:
            yield from is_unknown("area", name, (*scenario.places.areas, FORCE), (*here, "crimes", name))
        for name in backlog.offences:
            yield from is_unknown("offence", name, offences, (*here, "offences", name))
    for number, prevented in enumerate(demand.prevented):
        for name in prevented.incidents:
            yield from is_unknown("incident kind", name, kinds, (at, "prevented", number, "incidents"))


def _names_in_workforce(scenario: Scenario, areas: tuple[str, ...]) -> Found:
    workforce = scenario.workforce
    for name, team in workforce.teams.items():
        here = ("workforce", "teams", name)
        if name == ATTENDING:
            yield here, f"{ATTENDING!r} is a word of the routes and cannot be the name of a team"
        # Places of people and of those who join are told where they are written.
        of_people = {one.area for one in team.people}
        of_people |= {place for one in workforce.joiners if one.team == name for place in one.places}
        for place in (place for place in team.posts if place not in of_people):
            yield from is_unknown("area", place, (*areas, FORCE), (*here, "posts", place))
        for line in team.lines:
            yield from is_unknown("line", line, scenario.demand.lines, (*here, "lines"))
        for skill in team.skills:
            yield from is_unknown("skill", skill, workforce.skills, (*here, "skills", skill))
    yield from names_in_people(scenario)
    yield from names_in_rosters(scenario)
    yield from names_in_training(scenario)


def _names_in_rules(scenario: Scenario, areas: tuple[str, ...]) -> Found:
    desks, model = scenario.desk_rules, scenario.investigative_model
    teams, skills = scenario.workforce.teams, scenario.workforce.skills
    if isinstance(desks.grade, DeskFirst):
        kinds = tuple(kind.name for kind in scenario.demand.incidents)
        for kind in desks.grade.incidents:
            yield from is_unknown("incident kind", kind, kinds, ("rules", "grade", "incidents"))
    top = "investigative_model"
    if not isinstance(model.screen, ScreenAll):
        yield from is_unknown("team", model.screen.by, teams, (top, "screen", "by"))
        for number, when in enumerate(model.screen.never):
            yield from _names_in_condition(scenario, when, (top, "screen", "never", number))
    for number, route in enumerate(model.routes):
        path: Path = (top, "routes", number)
        yield from is_unknown("team", route.to, (*teams, ATTENDING), (*path, "to"))
        if route.otherwise_to is not None:
            yield from is_unknown("team", route.otherwise_to, teams, (*path, "otherwise_to"))
        yield from _names_in_condition(scenario, route.when, (*path, "when"))
        yield from _areas_in(route.practice, areas, (*path, "practice"))
    for number, clause in enumerate(model.transfer.clauses):
        path = (top, "transfer", "clauses", number)
        yield from is_unknown("team", clause.to, teams, (*path, "to"))
        for team in clause.from_teams or ():
            yield from is_unknown("team", team, teams, (*path, "from_teams"))
        yield from _names_in_condition(scenario, clause.when, (*path, "when"))
        yield from _areas_in(clause.practice, areas, (*path, "practice"))
    for key in ("then_if", "takes_if"):
        for skill in getattr(model.review, key):
            yield from is_unknown("skill", skill, skills, (top, "review", key, skill))


def _names_in_condition(scenario: Scenario, when: When, path: Path) -> Found:
    for name in when.offence or ():
        known = (offence.name for offence in scenario.demand.offences)
        yield from is_unknown("offence", name, known, (*path, "offence"))
    for name in when.area or ():
        yield from is_unknown("area", name, scenario.places.areas, (*path, "area"))
    if when.harm_at_least is not None and when.harm_below is not None and when.harm_at_least >= when.harm_below:
        message = f"no harm is at least {when.harm_at_least:g} and below {when.harm_below:g}"
        yield (*path, "harm_below"), message


def _areas_in(practice: float | Mapping[str, float], areas: Collection[str], path: Path) -> Found:
    if isinstance(practice, Mapping):
        for area in practice:
            yield from is_unknown("area", area, areas, (*path, area))


def _given_twice(scenario: Scenario) -> Found:
    model = scenario.investigative_model
    for path, names in (
        (("demand", "incidents"), [kind.name for kind in scenario.demand.incidents]),
        (("demand", "offences"), [offence.name for offence in scenario.demand.offences]),
        (("workforce", "skills"), list(scenario.workforce.skills)),
        (("investigative_model", "routes"), [route.name for route in model.routes]),
        (("investigative_model", "transfer", "clauses"), [clause.name for clause in model.transfer.clauses]),
    ):
        for number, name in enumerate(names):
            if name in names[:number]:
                yield (*path, number), f"{name!r} is named twice; a name must tell one from the others"
    if FORCE in scenario.places.areas:
        yield ("places", "areas", FORCE), f"{FORCE!r} means the whole force and cannot be the name of an area"


def _sources(scenario: Scenario) -> Found:
    for number, source in enumerate(scenario.sources):
        if ASSUMPTION in source.source.upper() and source.range is None:
            message = "an ASSUMPTION needs a range of plausible values, for example `range: 400-560 thousand`"
            yield ("sources", number), f"{source.figures}: {message}"
