"""Dispatch checks: do rules of dispatch, travel and appointments fit together with areas and teams?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.quantities import format_clock, format_duration
from demandsim.rules.choice import GRADES, Grade
from demandsim.rules.dispatch import Appointments
from demandsim.scenario.flows import needs_attendance, officers_in, teams_at
from demandsim.scenario.place_checks import misfits_in_places
from demandsim.scenario.pressure_checks import helped_only
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.workforce import FORCE

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

DISPATCH: Path = ("rules", "dispatch")


def names_in_dispatch(scenario: Scenario) -> Found:
    """List names of teams and areas that do not exist, as (path, what is wrong)."""
    rule = scenario.desk_rules.dispatch
    for team in rule.reserve_teams:
        yield from is_unknown("response team", team, teams_at(scenario, "response"), (*DISPATCH, "reserve_teams", team))
    for team in rule.only_for:
        yield from is_unknown("response team", team, teams_at(scenario, "response"), (*DISPATCH, "only_for", team))
    if rule.appointments is not None:
        for area in rule.appointments.visits:
            path = (*DISPATCH, "appointments", "visits", area)
            yield from is_unknown("area", area, scenario.places.areas, path)


def misfits_in_dispatch(scenario: Scenario) -> Found:
    """List what does not fit in response when all names are known, as (path, what is wrong)."""
    attended = {
        grade
        for kind in scenario.demand.incidents
        for grade in GRADES
        if kind.grades.get(grade, 0.0) > 0 and needs_attendance(kind, grade) > 0
    }
    yield from misfits_in_places(scenario, attended)
    for grade in GRADES:
        if grade in attended and grade not in scenario.places.targets:
            message = f"incidents graded {grade} are attended: `targets` must say how long for {grade}"
            yield ("places", "targets"), message
    if attended:
        yield from _people(scenario, attended)
    if scenario.desk_rules.dispatch.appointments is not None:
        yield from _appointments(scenario.desk_rules.dispatch.appointments)


def _people(scenario: Scenario, attended: set[Grade]) -> Found:
    """Every area has somebody who attends, enough of them for the largest crew, and more than are kept free."""
    teams = teams_at(scenario, "response")
    dispatch, helped = scenario.desk_rules.dispatch, helped_only(scenario)
    crew = max((mean for kind in scenario.demand.incidents for mean in kind.officers.values()), default=1.0)
    for area in scenario.places.areas:
        there = sum(officers_in(team, place, ever=True) for team in teams.values() for place in (area, FORCE))
        if area in helped:
            continue
        if there == 0:
            message = f"no response team has officers in {area} nor for the force: nobody attends there"
            yield ("places", "areas", area), message
            continue
        if dispatch.whole_crew and crew > there and dispatch.borrow_after is None and area not in dispatch.cover:
            message = (
                f"crews of up to {crew:g} officers are needed, {area} has {there} and borrows none: nobody is sent"
            )
            yield (*DISPATCH, "whole_crew"), message
        if 2 in dispatch.crews and there == 1 and dispatch.borrow_after is None:
            message = f"{area} has one officer and borrows none: in hours of crews of two nobody is sent"
            yield (*DISPATCH, "crews"), message
        for grade, kept in dispatch.hold_back.items():
            path = (*DISPATCH, "hold_back", grade)
            if kept < 0:
                yield path, f"officers kept free cannot be fewer than none, found {kept}"
            elif kept >= there:
                message = f"{kept} kept free are all {there} officers of {area}: no {grade} incident is attended"
                yield path, message
    for grade in GRADES:
        if grade in attended and teams and all(grade not in dispatch.only_for.get(name, GRADES) for name in teams):
            yield (*DISPATCH, "only_for"), f"no response team is left for {grade}"
    if teams and all(name in dispatch.reserve_teams for name in teams):
        yield (*DISPATCH, "reserve_teams"), "every response team is a reserve: nobody is sent at first"


def _appointments(rule: Appointments) -> Found:
    here = (*DISPATCH, "appointments")
    if rule.closes <= rule.opens:
        message = (
            f"the last slot must end after the first begins: {format_clock(rule.opens)}-{format_clock(rule.closes)}"
        )
        yield (*here, "closes"), message
    elif rule.slot <= 0 or rule.slot > rule.closes - rule.opens:
        message = (
            f"a slot of {format_duration(rule.slot)} does not fit between {format_clock(rule.opens)} and "
            f"{format_clock(rule.closes)}"
        )
        yield (*here, "slot"), message
    if not any(rule.visits.values()):
        yield (*here, "visits"), "no visit can ever be booked: say how many by area"
    for area, visits in rule.visits.items():
        if visits < 0:
            yield (*here, "visits", area), f"visits cannot be fewer than none, found {visits}"
