"""Training: hours that lapse, hours that courses close, and what a budget is best spent on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from demandsim.audit.skills import ALL_WORK, SkillNeed
from demandsim.scenario.scenario import Scenario

Key = tuple[str, str, str]
"""Skill, team and place."""
NOTHING = 1e-9
"""Hours a week, or share of a gain, below which there is no difference but rounding."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """What a unit loses in a year because accreditations lapse."""

    skill: str
    team: str
    place: str
    holders: float
    """Holders lost in a year."""
    hours: float
    """Hours a week that they take with them."""


@dataclass(frozen=True, slots=True)
class CourseGain:
    """What a course of the scenario does for one unit."""

    skill: str
    team: str
    place: str
    begins: date
    places: int
    learners: int
    """Places that somebody can take who lacks the skill."""
    hours: float
    """Hours a week of the gap that they close."""
    harm: float
    """The same, weighted by harm."""
    left: float
    """Hours a week of the gap that are left after it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place on a course, bought from the budget."""

    skill: str
    team: str
    place: str
    price: float
    hours: float
    """Hours a week of the gap that it closes."""
    harm: float
    """The same, weighted by harm."""
    spent: float
    """Pounds spent so far, this one included."""


@dataclass(frozen=True, slots=True)
class Left:
    """A gap that is left when all is spent that can be."""

    skill: str
    team: str
    place: str
    before: float
    """Hours a week before any course."""
    after: float
    """Hours a week after the courses of the scenario and the places bought."""
    because: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A training plan for a budget, on top of the courses of the scenario."""

    budget: float
    places: tuple[Place, ...]
    """In the order in which they are bought."""
    left: tuple[Left, ...]

    @property
    def spent(self) -> float:
        """Pounds spent."""
        return self.places[-1].spent if self.places else 0.0


class Gaps:
    """Gaps as they close: hours that are left and officers who still lack the skill, by skill, team and place."""

    def __init__(self, needs: Iterable[SkillNeed]) -> None:
        self.needs = {(need.skill, need.team, need.place): need for need in needs if need.skill != ALL_WORK}
        self.left = {key: need.gap for key, need in self.needs.items()}
        self.lacking = {key: need.officers - need.holders for key, need in self.needs.items()}

    def would_close(self, key: Key, learners: int = 1) -> float:
        """Give the hours a week that so many more holders would close."""
        return min(self.left[key], learners * self.needs[key].an_officer)

    def train(self, key: Key, learners: int = 1) -> float:
        """Make so many officers holders and give the hours a week that this closes."""
        closed = self.would_close(key, learners)
        self.left[key] -= closed
        self.lacking[key] -= learners
        return closed


def lapses(scenario: Scenario, needs: Iterable[SkillNeed]) -> tuple[Lapse, ...]:
    """Say what each unit loses in a year by `workforce.lapses`."""
    shares = scenario.workforce.lapses
    return tuple(
        Lapse(need.skill, need.team, need.place, share * need.holders, share * need.available)
        for need in needs
        if (share := shares.get(need.skill, 0.0)) > 0 and need.holders > 0
    )


def course_gains(scenario: Scenario, gaps: Gaps) -> tuple[CourseGain, ...]:
    """Say what each course closes, in order of their first days; `gaps` is what is left afterwards.

    The officers' days away are not counted, nor what lapses.
    """
    found = []
    for course in sorted(scenario.workforce.courses, key=lambda each: each.begins):
        for place, places in course.places.items():
            key = course.skill, course.team, place
            if key not in gaps.needs:
                found.append(CourseGain(*key, course.begins, places, 0, 0.0, 0.0, 0.0))
                continue
            learners = min(places, gaps.lacking[key])
            closed = gaps.train(key, learners)
            harm = closed * gaps.needs[key].harm_per_hour
            found.append(CourseGain(*key, course.begins, places, learners, closed, harm, gaps.left[key]))
    return tuple(found)


def plan(scenario: Scenario, gaps: Gaps, budget: float) -> Plan:
    """Spend a budget one place at a time, each where it closes most harm-weighted hours for a pound.

    Of places that are worth the same the first is bought, in the order of skills, teams and areas. Nothing more is
    bought once no gap is left that a place could close, or the rest of the budget pays for none. The prices are
    `costs.course`. `gaps` is what is left afterwards.
    """
    prices, bought, spent = scenario.costs.course, list[Place](), 0.0
    while True:
        best, most = None, 0.0
        for key, need in gaps.needs.items():
            price = prices.get(need.skill)
            if price is None or price > budget - spent or gaps.left[key] <= NOTHING or gaps.lacking[key] == 0:
                continue
            worth = gaps.would_close(key) * need.harm_per_hour / price
            if worth > most * (1 + NOTHING):
                best, most = key, worth
        if best is None:
            break
        price, closed = prices[best[0]], gaps.train(best)
        spent += price
        bought.append(Place(*best, price, closed, closed * gaps.needs[best].harm_per_hour, spent))
    left = tuple(
        Left(*key, gaps.needs[key].gap, hours, _why(scenario, gaps, key, budget - spent))
        for key, hours in gaps.left.items()
        if hours > NOTHING
    )
    return Plan(budget, tuple(bought), left)


def _why(scenario: Scenario, gaps: Gaps, key: Key, money: float) -> str:
    """Say why a gap was not closed."""
    price = scenario.costs.course.get(key[0])
    if gaps.lacking[key] == 0:
        return "everybody there holds it"
    if gaps.needs[key].an_officer <= 0:
        return "incidents take all hours there"
    if price is None:
        return "no price in costs.course"
    return "the budget is spent" if price > money else "its crimes have no harm weight"
