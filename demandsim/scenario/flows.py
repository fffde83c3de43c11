"""Flows: how many crimes of each sort reach which team when the investigative model is followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from demandsim.quantities import Share
from demandsim.rules.choice import GRADES, Grade
from demandsim.rules.grade import AsAssessed, DeskFirst
from demandsim.rules.route import ATTENDING, Route
from demandsim.rules.screen import ALLOCATE, ScreenAll
from demandsim.rules.when import CrimeFacts, holds, resolve
from demandsim.scenario.cases import Offence
from demandsim.scenario.demand import IncidentKind
from demandsim.scenario.screened import Screening
from demandsim.scenario.workforce import FORCE, SUPERVISORS, Desk, Rank, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

YEAR = 365 * 86_400


class Sort(NamedTuple):
    """Crimes that are alike in everything that a rule may ask."""

    facts: CrimeFacts
    per_year: float


class Flow(NamedTuple):
    """Crimes of one sort that meet the same decision; `team` is None where no clause is followed."""

    sort: Sort
    per_year: float
    decision: int
    """ALLOCATE, FILE or DESK (`rules.screen`)."""
    clause: int
    """Number of the route's clause from 0; -1 where the screening team or nobody has the crimes."""
    team: str | None


def needs_attendance(kind: IncidentKind, grade: Grade) -> float:
    """Give the share of a kind's incidents at a grade that somebody must attend."""
    return kind.attended.get(grade, 0.0 if grade == "resolution" else 1.0)


def attended_share(kind: IncidentKind, rule: AsAssessed | DeskFirst, grade: Grade) -> float:
    """Give the share of a kind's incidents at a grade that are attended, less those that a desk resolves."""
    share = needs_attendance(kind, grade)
    if isinstance(rule, DeskFirst) and grade in rule.grades and kind.name in rule.incidents:
        share *= 1 - rule.share
    return share


def attended_at_all(kind: IncidentKind, rule: AsAssessed | DeskFirst) -> float:
    """Give the share of all incidents of a kind that are attended."""
    return sum(kind.grades.get(grade, 0.0) * attended_share(kind, rule, grade) for grade in GRADES)


def sorts_of_crime(scenario: Scenario) -> Iterator[Sort]:
    """List the crimes of a year by all that a rule may ask; parts of an offence add up to its volume."""
    kinds = {kind.name: kind for kind in scenario.demand.incidents}
    for row, offence in enumerate(scenario.demand.offences):
        for number, area in enumerate(scenario.places.areas.values()):
            yield from _sorts_of(scenario, offence, row, number, area.share, kinds)


def _sorts_of(
    scenario: Scenario,
    offence: Offence,
    row: int,
    area: int,
    area_share: float,
    kinds: dict[str, IncidentKind],
) -> Iterator[Sort]:
    attended, arrested = 0.0, 0.0
    if offence.kind is not None:
        attended = offence.reported.incident * attended_at_all(kinds[offence.kind], scenario.desk_rules.grade)
        arrested = attended * kinds[offence.kind].arrest
    ways = ((False, False, 1 - attended), (True, False, attended - arrested), (True, True, arrested))
    for (is_attended, is_arrested, way), named, vulnerable in product(ways, (True, False), (True, False)):
        share = way * _of(offence.named_suspect, named) * _of(offence.vulnerable, vulnerable)
        if share > 1e-12 and area_share > 0:
            facts = CrimeFacts(row, area, offence.harm, named, vulnerable, is_arrested, is_attended)
            yield Sort(facts, offence.per_year * YEAR * area_share * share)


def _of(share: Share, holding: bool) -> float:
    return share if holding else 1 - share


def crime_flows(scenario: Scenario) -> list[Flow]:
    """Follow the crimes of a year through screening and the routes.

    What a score, points of factors and the time of the decision do is said by `Screening`; practice is a share.
    `if_full` and `if_off_duty` are left aside: nobody is full or away. Crimes that no clause covers come out with
    `team` None. Names in the scenario must be known to exist.
    """
    model = scenario.investigative_model
    offences = {offence.name: row for row, offence in enumerate(scenario.demand.offences)}
    areas = {name: row for row, name in enumerate(scenario.places.areas)}
    conditions = [resolve(route.when, offences, areas) for route in model.routes]
    practice = [practice_by_area(route.practice, list(areas)) for route in model.routes]
    by = None if isinstance(model.screen, ScreenAll) else model.screen.by
    screening = Screening(scenario)
    flows = []
    for sort in sorts_of_crime(scenario):
        met: dict[tuple[int, int, str | None], float] = defaultdict(float)
        for facts, decision, in_case in screening.cases(sort.facts):
            number = sort.per_year * in_case
            if decision != ALLOCATE:
                met[decision, -1, by] += number
                continue
            followed = 0.0
            for clause, condition in enumerate(conditions):
                share = practice[clause][facts.area] - followed
                if share > 0 and holds(condition, facts):
                    met[ALLOCATE, clause, first_team(model.routes[clause], facts)] += number * share
                    followed += share
            if followed < 1:
                met[ALLOCATE, -1, None] += number * (1 - followed)
        flows += [Flow(sort, number, *which) for which, number in met.items() if number > 0]
    return flows


def first_team(route: Route, facts: CrimeFacts) -> str | None:
    """Give the team that a clause names, or ATTENDING where the attending officer keeps the crime."""
    if route.to == ATTENDING and not facts.attended:
        return route.otherwise_to
    return route.to


def practice_by_area(practice: Share | dict[str, Share], areas: Sequence[str]) -> tuple[float, ...]:
    """Give the share in which a clause is followed by area; an area that is left out always follows it."""
    if isinstance(practice, dict):
        return tuple(practice.get(area, 1.0) for area in areas)
    return (practice,) * len(areas)


def officers_in(team: Team, place: str, *, ever: bool = False) -> int:
    """Count the officers of a team in a place on the first day, or at any time in the run, supervisors apart."""
    return sum(number for rank, number in _heads(team, place, ever) if rank not in SUPERVISORS)


def holders_in(team: Team, place: str, skill: str, *, ever: bool = False) -> int:
    """Count the officers of a team in a place who hold a skill, supervisors apart.

    Of posts it is the team's share to the nearest officer; of people listed or joining, those who really hold it.
    """
    if team.bodies is None:
        return int(team.skills.get(skill, 0.0) * officers_in(team, place) + 0.5)
    officers = [one for one in team.bodies.get(place, ()) if one.rank not in SUPERVISORS]
    posts = sum(one.first_day for one in officers if one.skills is None)
    themselves = [one for one in officers if one.skills is not None and skill in one.skills]
    return int(team.skills.get(skill, 0.0) * posts + 0.5) + sum(
        one.ever if ever else one.first_day for one in themselves
    )


def supervisors_in(team: Team, place: str, *, ever: bool = False) -> int:
    """Count the supervisors of a team in a place on the first day, or at any time in the run."""
    return sum(number for rank, number in _heads(team, place, ever) if rank in SUPERVISORS)


def _heads(team: Team, place: str, ever: bool) -> Iterable[tuple[Rank, int]]:
    if team.bodies is None:
        return team.posts.get(place, {}).items()
    return ((one.rank, one.ever if ever else one.first_day) for one in team.bodies.get(place, ()))


def place_of(team: Team, area: str) -> str | None:
    """Give the place whose unit of a team serves an area: the area itself, else the force, else None."""
    for place in (area, FORCE):
        if officers_in(team, place, ever=True) > 0:
            return place
    return None


def teams_at(scenario: Scenario, desk: Desk) -> dict[str, Team]:
    """List the teams that do the work of a desk."""
    return {name: team for name, team in scenario.workforce.teams.items() if desk in team.desks}
