"""Training checks: courses and lapsing skills, work that is shared and turns that are protected: can they be so?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.scenario.flows import holders_in, officers_in
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.workforce import COURSE, FORCE, Course

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]


def names_in_training(scenario: Scenario) -> Found:
    """List teams, places and skills of courses, and skills that lapse, that nobody knows, as (path, what is wrong)."""
    workforce = scenario.workforce
    for number, course in enumerate(workforce.courses):
        here = ("workforce", "courses", number)
        yield from is_unknown("team", course.team, workforce.teams, (*here, "team"))
        yield from is_unknown("skill", course.skill, workforce.skills, (*here, "skill"))
        for place in course.places:
            yield from is_unknown("area", place, (*scenario.places.areas, FORCE), (*here, "places", place))
    for skill in workforce.lapses:
        yield from is_unknown("skill", skill, workforce.skills, ("workforce", "lapses", skill))
    for skill in scenario.costs.course:
        yield from is_unknown("skill", skill, workforce.skills, ("costs", "course", skill))


def misfits_in_training(scenario: Scenario) -> Found:
    """List what cannot be of teams that share their work, protected turns, courses and lapses."""
    workforce, rule = scenario.workforce, scenario.investigative_model.allocate
    for name, team in workforce.teams.items():
        here = ("workforce", "teams", name)
        if team.shares_work and "investigation" not in team.desks:
            yield (*here, "shares_work"), f"{name} has no crimes to share: add investigation to its `desks`"
        elif team.shares_work and rule.cap == "hard":
            message = (
                f"{name} shares its work, so whoever takes up a crime becomes its owner and no caseload cap holds: "
                "write `cap: soft` in `investigative_model.allocate`"
            )
            yield (*here, "shares_work"), message
        if team.protected is not None and "response" not in team.desks:
            yield (*here, "protected"), f"{name} attends no incidents: nothing there to be protected from"
    if workforce.courses and COURSE in workforce.abstracted:
        message = f"`courses` are told as lost to {COURSE!r}: give this reason another name"
        yield ("workforce", "abstraction", COURSE), message
    for skill, share in workforce.lapses.items():
        if share >= 1:
            message = "if all holders lose it in a year there is no telling when: write a share below 100 %"
            yield ("workforce", "lapses", skill), message


def places_for_nobody(scenario: Scenario) -> list[str]:
    """Warn of courses with more places than there are officers who lack the skill, lapses apart."""
    warnings = []
    courses = scenario.workforce.courses
    for course in courses:
        for place, number in course.places.items():
            learners = _lack(scenario, course, place) - sum(
                earlier.places.get(place, 0)
                for earlier in courses
                if (earlier.team, earlier.skill) == (course.team, course.skill) and earlier.begins < course.begins
            )
            if number > max(0, learners):
                warnings.append(
                    f"the course from {course.begins} has {number} places for {course.team} in {place}, where "
                    f"{max(0, learners)} lack {course.skill}"
                )
    return warnings


def _lack(scenario: Scenario, course: Course, place: str) -> int:
    team = scenario.workforce.teams[course.team]
    return officers_in(team, place) - holders_in(team, place, course.skill)
