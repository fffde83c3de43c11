"""Leaders: what is asked of the supervisors of each unit in a week, and whether they are there for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from demandsim.quantities import HOUR
from demandsim.rules.allocate import LeastCaseload
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import DESK, FILE
from demandsim.scenario.flows import Flow, holders_in, officers_in, supervisors_in
from demandsim.scenario.load import (
    WEEKS_A_YEAR,
    CaseWork,
    Unit,
    allocating_unit,
    at_work,
    supervisor_hours,
    units_of,
)
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import SUPERVISORS

ALLOCATION, REVIEWS, SIGN_OFF = "allocation", "reviews", "sign-off"
MENTORING, BAIL, WELFARE = "mentoring", "bail extensions", "welfare"
DUTIES = (ALLOCATION, REVIEWS, SIGN_OFF, MENTORING, BAIL, WELFARE)
MONTHS_A_YEAR = 12
HARDLY_ANYBODY = 0.5
"""Expected number on duty below which nobody is expected to be there."""


@dataclass(frozen=True, slots=True)
class LeaderCapacity:
    """The supervisors of one unit: hours asked for and there, and how many they lead."""

    team: str
    place: str
    supervisors: int
    officers: int
    asked: dict[str, float]
    """Hours a week by duty, in the order of `DUTIES`."""
    there: float
    """Hours a week at work."""
    unled: int
    """Hours of the week in which no supervisor of the unit is expected on duty."""
    officers_unled: int
    """Those of them in which officers of the unit are."""
    acting: int = 0
    """Of listed supervisors those who hold their rank for a time."""
    vacant: int = 0
    """Supervisors' posts of the establishment that nobody listed fills."""

    @property
    def hours(self) -> float:
        """Hours a week asked for."""
        return sum(self.asked.values())

    @property
    def load(self) -> float:
        """Hours asked for divided by hours there."""
        return _ratio(self.hours, self.there)

    @property
    def span(self) -> float:
        """Span of control: officers for each supervisor."""
        return _ratio(self.officers, self.supervisors)


def leader_capacities(scenario: Scenario, flows: list[Flow], work: dict[Unit, CaseWork]) -> tuple[LeaderCapacity, ...]:
    """Set asked against there for the supervisors of every unit that has posts, in the order of teams and areas.

    Allocation, reviews and sign-off add up to the supervision that `explain` shows (`work` is `case_work`).
    """
    asked, found = _asked(scenario, flows), []
    for name, team in scenario.workforce.teams.items():
        for place in team.posts:
            unit, officers, supervisors = (name, place), officers_in(team, place), supervisors_in(team, place)
            hours = asked[unit]
            supervision = work[unit].supervision if unit in work else 0.0
            hours[REVIEWS] = max(0.0, supervision - hours[ALLOCATION] - hours[SIGN_OFF])
            hours[WELFARE] = officers * MONTHS_A_YEAR * scenario.workforce.welfare / HOUR
            led, there = at_work(scenario, team, [place], supervisors=True), at_work(scenario, team, [place])
            listed = [one for one in team.people if one.area == place and one.rank in SUPERVISORS]
            ranks = team.establishment.get(place, {})
            established = sum(posts for rank, posts in ranks.items() if rank in SUPERVISORS)
            unled = [hour for hour, number in enumerate(led) if number < HARDLY_ANYBODY]
            found.append(
                LeaderCapacity(
                    team=name,
                    place=place,
                    supervisors=supervisors,
                    officers=officers,
                    asked={duty: hours[duty] / WEEKS_A_YEAR for duty in DUTIES},
                    there=supervisor_hours(scenario, name, place) / WEEKS_A_YEAR,
                    unled=len(unled),
                    officers_unled=sum(there[hour] >= HARDLY_ANYBODY for hour in unled),
                    acting=sum(one.acting for one in listed),
                    vacant=max(0, established - len(listed)),
                )
            )
    return tuple(found)


def _asked(scenario: Scenario, flows: list[Flow]) -> dict[Unit, dict[str, float]]:
    """Add up hours a year by unit and duty, reviews and welfare apart."""
    model, released = scenario.investigative_model, scenario.demand.custody.released
    areas = tuple(scenario.places.areas)
    hours: dict[Unit, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for flow in flows:
        if flow.decision in (FILE, DESK):
            continue
        for unit, share in units_of(scenario, flow, areas[flow.sort.facts.area]):
            crimes = flow.per_year * share / HOUR
            hours[allocating_unit(scenario, unit)][ALLOCATION] += crimes * model.allocate.takes
            hours[unit][SIGN_OFF] += crimes * model.review.sign_off
            if model.mentoring is not None and unit[0] in model.mentoring.teams:
                hours[unit][MENTORING] += crimes * _lacking(scenario, flow, unit) * model.mentoring.takes
            if released is not None and flow.sort.facts.arrested:
                hours[unit][BAIL] += crimes * released.bail * model.review.bail_extension
    return hours


def _lacking(scenario: Scenario, flow: Flow, unit: Unit) -> float:
    """Give the share of a unit's crimes of a flow whose first owner lacks a skill.

    Whoever attended, or has the fewest crimes, is like anybody in the unit; where owners are chosen by skill, the owner
    lacks it only where nobody holds it.
    """
    team = scenario.workforce.teams[unit[0]]
    skills = scenario.demand.offences[flow.sort.facts.offence].skills
    officers = officers_in(team, unit[1])
    held = min((holders_in(team, unit[1], skill) for skill in skills), default=officers)
    if flow.team == ATTENDING or isinstance(scenario.investigative_model.allocate, LeastCaseload):
        return 1 - held / officers if officers else 0.0
    return float(held == 0)


def _ratio(asked: float, there: float) -> float:
    if there > 0:
        return asked / there
    return float("inf") if asked > 0 else 0.0
