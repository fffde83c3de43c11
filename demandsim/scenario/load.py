"""Load: the work that a scenario brings, by hour and by year, and the people who are there to do it.

Pure arithmetic on means: no queue, no chance. What the force causes itself (repeated calls, chasing victims,
transfers, work below level) comes on top of everything here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from demandsim.quantities import HOUR, HOURS_A_WEEK, YEAR
from demandsim.rules.choice import GRADES
from demandsim.rules.review import review_times
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import DESK, FILE
from demandsim.scenario.calendar import place_in_table
from demandsim.scenario.case_words import work_after_closing, work_by_doer
from demandsim.scenario.cases import Offence
from demandsim.scenario.demand import IncidentKind
from demandsim.scenario.flows import (
    Flow,
    attended_share,
    holders_in,
    place_of,
    supervisors_in,
    teams_at,
)
from demandsim.scenario.shifts import Shift
from demandsim.scenario.strength import strengths
from demandsim.scenario.ways import mean_travel
from demandsim.scenario.workforce import FORCE, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Week = tuple[float, ...]
"""168 values, one for each hour of the week from Monday 00:00."""
Unit = tuple[str, str]
"""A team and the place that it serves: an area, or the force."""
HOURS_A_YEAR = YEAR / HOUR
WEEKS_A_YEAR = HOURS_A_YEAR / HOURS_A_WEEK


class CaseWork(NamedTuple):
    """A year of investigation in one unit, in hours of work, as the written model sends crimes there."""

    crimes: float
    hours: float
    by_skill: dict[str, float]
    """Hours of crimes that need a skill."""
    beyond: dict[str, float]
    """Crimes of offences for which nobody in the unit holds all the skills."""
    supervision: float
    """Supervisors' hours: one allocation, and reviews for as long as the outside waits last."""


def on_duty(shift: Shift) -> Week:
    """Give the mean share of posts that a shift pattern puts on duty in each hour of the week."""
    days = shift.repeats_after
    week = [0.0] * HOURS_A_WEEK
    for day in range(days):
        for group in range(shift.teams):
            letter = shift.letter(day, group)
            if letter == "-":
                continue
            turn = shift.turns[letter].on(day % 7)
            for hour in range(turn.starts // HOUR, (turn.until + HOUR - 1) // HOUR):
                part = min(turn.until, (hour + 1) * HOUR) - max(turn.starts, hour * HOUR)
                week[(day % 7 * 24 + hour) % HOURS_A_WEEK] += part / HOUR
    return tuple(hours / (shift.teams * days / 7) for hours in week)


def rostered(scenario: Scenario, team: Team, shift: str | None = None) -> Week:
    """Give the mean share of a team's posts on duty in each hour of the week, over the seasons of a year.

    Before any absence; bank holidays and minimum strength are left aside. With a `shift`, of people who work that one.
    """
    if shift is not None:
        return on_duty(scenario.workforce.shifts[shift])
    week = [0.0] * HOURS_A_WEEK
    for name, share in team.year_by_shift().items():
        for hour, there in enumerate(on_duty(scenario.workforce.shifts[name])):
            week[hour] += share * there
    return tuple(week)


def presence(scenario: Scenario) -> float:
    """Give the share of rostered time that is worked: what abstraction and sickness leave."""
    return (1 - sum(scenario.workforce.abstracted.values())) * (1 - scenario.workforce.sickness.share)


def staffed(scenario: Scenario, team: Team, posts: float, shift: str | None = None) -> Week:
    """Give the mean number of people at work in each hour of the week, for so many posts of a team, or on a shift."""
    if team.positions is not None:
        table = team.positions
        half_hours = [table[place_in_table(len(table), half_hour)] for half_hour in range(2 * HOURS_A_WEEK)]
        return tuple((first + second) / 2 for first, second in zip(half_hours[::2], half_hours[1::2], strict=True))
    there = posts * presence(scenario)
    return tuple(share * there for share in rostered(scenario, team, shift))


def at_work(
    scenario: Scenario,
    team: Team,
    places: Iterable[str],
    *,
    part: float = 1,
    skill: str | None = None,
    supervisors: bool = False,
    attending: bool = False,
) -> Week:
    """Give the mean number of people of some units at work in each hour of the week, or a `part` of them.

    Who counts is said as for `strengths`.
    """
    by_shift: dict[str | None, float] = {}
    for place in places:
        of_unit = strengths(team, place, skill=skill, supervisors=supervisors, attending=attending)
        for shift, number in of_unit.items():
            by_shift[shift] = by_shift.get(shift, 0) + number
    weeks = [staffed(scenario, team, number * part, shift) for shift, number in (by_shift or {None: 0}).items()]
    return tuple(map(sum, zip(*weeks, strict=True)))


def hours_a_year(scenario: Scenario, team: Team, place: str, **who: Any) -> float:
    """Give the hours that the officers of a unit, or those asked for as in `at_work`, are at work in a year."""
    return sum(at_work(scenario, team, [place], **who)) * WEEKS_A_YEAR


def offered_incidents(scenario: Scenario, area: str) -> Week:
    """Give the mean number of officers that an area's incidents keep busy, in the hour of the report.

    Officers needed x (travel + scene), and the custody work of arrests; a scheduled visit may be made later.
    """
    place, demand = scenario.places.areas[area], scenario.demand
    week = [0.0] * HOURS_A_WEEK
    for kind in demand.incidents:
        busy = kind.per_year * place.share * seconds_of_officers(scenario, kind, area)
        generated = max(0.0, 1 - sum(kind.by.values()))
        profiles = [(demand.lines[line].profile, share) for line, share in kind.by.items()]
        for profile, share in [*profiles, (demand.generated_profile, generated)]:
            for hour, factor in enumerate(demand.profiles[profile].week):
                week[hour] += busy * share * factor
    return tuple(week)


def seconds_of_officers(scenario: Scenario, kind: IncidentKind, area: str) -> float:
    """Give the mean seconds that officers spend on one incident of a kind in an area, all officers together."""
    custody, rule = scenario.demand.custody, scenario.desk_rules.grade
    total = 0.0
    for grade in GRADES:
        share = kind.grades.get(grade, 0.0) * attended_share(kind, rule, grade)
        if share > 0:
            travel = mean_travel(scenario.places, area, grade)
            officers = kind.officers.get(grade, 1.0)
            way = 0.0 if custody.transport is None else custody.transport.mean
            booking = 0.0 if custody.booking is None else custody.booking.mean
            arrest = kind.arrest * (min(custody.officers, officers) * (custody.work.mean + way) + booking)
            total += share * (officers * (travel + kind.scene.mean) + arrest)
    return total


def case_work(scenario: Scenario, flows: list[Flow]) -> dict[Unit, CaseWork]:
    """Sum a year of crimes into hours of work by unit, as the written model sends them, transfers apart."""
    areas = tuple(scenario.places.areas)
    crimes: dict[Unit, float] = defaultdict(float)
    hours: dict[Unit, float] = defaultdict(float)
    by_skill: dict[Unit, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    beyond: dict[Unit, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    supervision: dict[Unit, float] = defaultdict(float)
    for flow in flows:
        offence = scenario.demand.offences[flow.sort.facts.offence]
        for unit, share in units_of(scenario, flow, areas[flow.sort.facts.area]):
            number = flow.per_year * share
            crimes[unit] += number
            work = number * _work(scenario, offence, flow.decision) / HOUR
            hours[unit] += work
            for helpers, seconds in _helped(scenario, offence, flow.decision, areas[flow.sort.facts.area]):
                hours[helpers] += number * seconds / HOUR
            if flow.decision in (FILE, DESK):
                continue
            team, place = scenario.workforce.teams[unit[0]], unit[1]
            for skill in offence.skills:
                by_skill[unit][skill] += work
            if any(holders_in(team, place, skill) == 0 for skill in offence.skills):
                beyond[unit][offence.name] += number
            supervision[unit] += number * _supervision(scenario, offence) / HOUR
            desk = allocating_unit(scenario, unit)
            supervision[desk] += number * scenario.investigative_model.allocate.takes / HOUR
            crimes[desk] += 0.0  # so that a desk without crimes of its own has a row
    return {
        unit: CaseWork(crimes[unit], hours[unit], dict(by_skill[unit]), dict(beyond[unit]), supervision[unit])
        for unit in hours
    }


def _work(scenario: Scenario, offence: Offence, decision: int) -> float:
    """Give the mean seconds of the owner's work on a crime, what it is opened again for included."""
    demand = scenario.demand
    again = work_after_closing(demand, offence, decision == FILE)
    if decision == FILE:
        return demand.desk.filed.mean + again
    if decision == DESK:
        return demand.desk.worked.mean + again
    return work_by_doer(demand, offence).get(None, 0.0) + again


def _helped(scenario: Scenario, offence: Offence, decision: int, area: str) -> Iterator[tuple[Unit, float]]:
    """List the units of specialists that work on a crime for its owner, with their mean seconds."""
    if decision not in (FILE, DESK):
        for team, seconds in work_by_doer(scenario.demand, offence).items():
            place = None if team is None else place_of(scenario.workforce.teams[team], area)
            if team is not None and place is not None:
                yield (team, place), seconds


def _supervision(scenario: Scenario, offence: Offence) -> float:
    """Give the seconds of reviews of one crime that is open as long as its plan's outside waits."""
    model = scenario.investigative_model
    waits = [stage.wait for stage in scenario.demand.plans[offence.plan] if stage.wait is not None]
    lasts = sum(wait.share * wait.time.mean for wait in waits)
    then, takes = review_times(model.review, frozenset(offence.skills))
    later = max(0.0, lasts - model.review.first) / then if then else 0.0
    return (1 + later) * takes + model.review.sign_off


def allocating_unit(scenario: Scenario, unit: Unit) -> Unit:
    """Give the unit whose supervisors allocate the crimes of a unit: its own, or the one allocation desk's."""
    by = scenario.investigative_model.allocate.by
    if by is None:
        return unit
    desk = scenario.workforce.teams[by]
    places = [place for place in (unit[1], FORCE, *desk.posts) if supervisors_in(desk, place, ever=True)]
    return (by, places[0]) if places else unit


def units_of(scenario: Scenario, flow: Flow, area: str) -> list[tuple[Unit, float]]:
    """Give the units that take the crimes of a flow, with their shares."""
    if flow.team is None:
        return []
    if flow.team != ATTENDING:
        place = place_of(scenario.workforce.teams[flow.team], area)
        return [] if place is None else [((flow.team, place), 1.0)]
    return responders(scenario, area)


def responders(scenario: Scenario, area: str) -> list[tuple[Unit, float]]:
    """Give the units that attend in an area, with the share of incidents that falls to each by strength."""
    share = scenario.places.areas[area].share
    weights = {
        (name, place): sum(strengths(team, place, attending=True).values()) * (share if place == FORCE else 1.0)
        for name, team in teams_at(scenario, "response").items()
        for place in (area, FORCE)
    }
    total = sum(weights.values())
    return [(unit, weight / total) for unit, weight in weights.items() if weight > 0]


def attending_hours(scenario: Scenario) -> dict[Unit, float]:
    """Give the hours a year that each unit spends attending incidents."""
    hours: dict[Unit, float] = defaultdict(float)
    for area in scenario.places.areas:
        busy = sum(offered_incidents(scenario, area)) * WEEKS_A_YEAR
        for unit, share in responders(scenario, area):
            hours[unit] += busy * share
    return dict(hours)


def supervisor_hours(scenario: Scenario, name: str, place: str) -> float:
    """Give the hours a year that the supervisors of a unit are at work."""
    return hours_a_year(scenario, scenario.workforce.teams[name], place, supervisors=True)
