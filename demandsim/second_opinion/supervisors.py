"""Reviews by formula: the hours that crimes ask of each unit's supervisors against those that they have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from scipy import stats

from demandsim.quantities import DAY, WEEK, YEAR
from demandsim.rules.review import review_times
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import ALLOCATE
from demandsim.scenario.flows import supervisors_in
from demandsim.scenario.load import HOURS_A_YEAR, Unit, allocating_unit, presence, supervisor_hours
from demandsim.second_opinion.crimes import Crimes
from demandsim.second_opinion.lasting import STEP
from demandsim.second_opinion.opinion import SecondOpinion, between, no_opinion
from demandsim.second_opinion.owners import Owned
from demandsim.staffing.erlang import service

HOW = (
    "Erlang C by unit: reviews of the crimes held (Little's law, at the free and at the shared pace of work) and "
    "allocations against the supervisors of the unit, each hour of work stretched to the calendar time in which a "
    "supervisor is at work for an hour; absences once so short that they average out, once so long that every number "
    "of supervisors present lasts (binomial), and only where somebody's next turn comes in time"
)
WHY = (
    "supervisors come in turns, so that a review may wait for a night or for rest days of a small unit, and turns are "
    "not memoryless; allocations go first; reviews of the opening backlog fall due in the first weeks"
)


@dataclass(slots=True)
class _Asked:
    reviews: float = 0.0
    """Reviews a second."""
    tasks: float = 0.0
    """Reviews and allocations a second."""
    work: float = 0.0
    """Seconds of supervisors' work a second."""


def review_opinion(crimes: Crimes, rows: list[Owned]) -> SecondOpinion:
    """Give the opinion on reviews done in time."""
    shares = [share for pace in (0, 1) for share in _in_time(crimes, rows, pace)]
    if not shares:
        return no_opinion("reviews_on_time", "no crime is held that would be reviewed")
    return between("reviews_on_time", min(shares), max(shares), HOW, WHY)


def _in_time(crimes: Crimes, rows: list[Owned], pace: int) -> list[float]:
    """Give the share of reviews in time with absences that last as long as queues do, and with ones that average out.

    The first takes every number of supervisors who may be there as though it lasted for ever: nobody answers in time
    while those who are there have more to do than hours, which is a bound from below.
    """
    scenario = crimes.measured.scenario
    within, there = scenario.investigative_model.review.on_time_within, presence(scenario)
    due = lasting = short = 0.0
    points = int(within / DAY / STEP) + 1
    comes = {team: float(chances[:points].sum()) for team, chances in crimes.off_duty.items()}
    for unit, asked in _asked(crimes, rows, pace).items():
        people = supervisors_in(scenario.workforce.teams[unit[0]], unit[1], ever=True)
        held = supervisor_hours(scenario, *unit)
        due += asked.reviews
        if people and held and asked.tasks and asked.reviews:
            takes = asked.work / asked.tasks * people * HOURS_A_YEAR / held
            short += asked.reviews * service(asked.tasks, takes, people, within=within).in_time
            soon = 1 - (1 - comes.get(unit[0], 1.0)) ** people
            for number in range(people + 1):
                chance = float(stats.binom.pmf(number, people, there))
                met = service(asked.tasks, takes * there, number, within=within)
                lasting += asked.reviews * chance * met.in_time * soon
    return [lasting / due, short / due] if due else []


def _asked(crimes: Crimes, rows: list[Owned], pace: int) -> dict[Unit, _Asked]:
    """Add up what is asked of supervisors by unit at a pace."""
    scenario = crimes.measured.scenario
    model, found = scenario.investigative_model, defaultdict[Unit, _Asked](_Asked)
    for unit, offence, decision, numbers in crimes.open_by_unit():
        if decision == ALLOCATE:
            then, takes = review_times(model.review, frozenset(offence.skills))
            its, rate = found[unit], numbers[pace] / then
            its.reviews, its.tasks, its.work = its.reviews + rate, its.tasks + rate, its.work + rate * takes
    for row in rows:
        if model.routes[row.flow.clause].to == ATTENDING and row.flow.sort.facts.attended:
            continue
        its, rate = found[allocating_unit(scenario, row.unit)], row.number * crimes.season / YEAR
        its.tasks, its.work = its.tasks + rate, its.work + rate * model.allocate.takes
    for stream in crimes.streams:
        if model.review.sign_off and stream.decision == ALLOCATE:
            its, rate = found[stream.unit], stream.per_day * 7 / WEEK
            its.tasks, its.work = its.tasks + rate, its.work + rate * model.review.sign_off
    return dict(found)
