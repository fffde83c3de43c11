"""Response by formula: positions that keep busy by area and hour, the way there, and appointments hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import HOUR, HOURS_A_WEEK
from demandsim.rules.choice import GRADES, Grade
from demandsim.scenario.demand import IncidentKind
from demandsim.scenario.flows import attended_share, teams_at
from demandsim.scenario.load import at_work, presence
from demandsim.scenario.ways import law_within, mean_travel
from demandsim.scenario.workforce import FORCE
from demandsim.second_opinion.calls import Desk
from demandsim.second_opinion.opinion import SecondOpinion, no_opinion, point
from demandsim.second_opinion.waiting import Help, binomial, booked, erlang_c_of_all, over_in_time
from demandsim.second_opinion.window import Measured
from demandsim.staffing.offered_load import lagged_loads
from demandsim.tape.distributions import lengths

Floats = NDArray[np.float64]

POINTS = 400
"""Equally likely values that stand for a law."""
GRID = (np.arange(POINTS) + 0.5) / POINTS
LEAST_SPARE = 0.02
"""Share of the officers who are spare at least: in a fuller hour the queue is not let grow for ever."""
HOW_TARGET = (
    "share of journeys (first of those sent) that end within the target after call, message and wait; the wait by "
    "area and hour is Erlang C's with Allen and Cunneen's correction, over a binomial number of officers at work less "
    "those held back; who still waits when neighbours may be asked waits on only where they have nobody either"
)
HOW_WAITING = (
    "Little's law: incidents an hour times mean wait, the wait for a slot of the diary filled hour by hour with mean "
    "numbers plus Erlang C's (Allen and Cunneen) for an officer by area and hour, a binomial number being at work"
)
WHY = (
    "the formula takes each hour as though it lasted for ever, so that near full use it makes queues longer than a few "
    "busy hours can, and it lets no number at work change before the queue has settled; nobody is diverted or kept "
    "beyond the turn, and good and bad days are alike; with a handful of officers the hours in which hardly anybody is "
    "at work count for too much"
)


@dataclass(frozen=True, slots=True)
class Work:
    """What a grade brings to an area, by hour of the week."""

    incidents: Floats
    """Incidents an hour that are attended, in the hour of the report."""
    visits: Floats
    """The same in the hour in which somebody is to be sent."""
    officers: Floats
    """Seconds of officers' time an hour."""
    jobs: float
    """Officers sent to one incident on average."""
    lead: float
    """Mean seconds from grading to the slot; 0 without appointments."""
    lead_kept: float
    """Share of incidents whose slot begins early enough for the target of the grade."""


def incident_opinions(measured: Measured, desk: Desk | None) -> list[SecondOpinion]:
    """Give the opinions on incidents reached within target and incidents waiting."""
    scenario = measured.scenario
    names = ("response_in_target", "incidents_waiting")
    reason = ""
    if scenario.places.map is not None:
        reason = "officers go from where they are on a map: without following them no journey is known"
    elif not teams_at(scenario, "response"):
        reason = "no team attends incidents"
    if reason:
        return [no_opinion(name, reason) for name in names]
    due, kept, waiting = 0.0, 0.0, 0.0
    areas = {area: (_work(measured, area), _on_duty(measured, area)) for area in scenario.places.areas}
    for grade in GRADES:
        waits = {area: _waits(measured, work, duty, grade) for area, (work, duty) in areas.items() if grade in work}
        for area, (chance, mean) in waits.items():
            its, helped = areas[area][0][grade], _help(measured, area, grade, waits)
            delay = helped.mean_wait(mean)
            waiting += float(its.incidents.sum()) * its.lead / HOUR + float(its.visits @ (chance * delay)) / HOUR
            if grade in scenario.places.targets:
                due += float(its.incidents.sum())
                helped = _help(measured, area, grade, waits)
                kept += (
                    float(its.visits @ _reached(measured, desk, area, grade, its, chance, mean, helped)) * its.lead_kept
                )
    return [
        point("response_in_target", kept / due if due else float("nan"), HOW_TARGET, WHY),
        point("incidents_waiting", waiting / HOURS_A_WEEK, HOW_WAITING, WHY),
    ]


def _on_duty(measured: Measured, area: str) -> Floats:
    """Give the officers on duty who may be sent, a force-wide team by the area's share, by hour of the week."""
    scenario, total = measured.scenario, np.zeros(HOURS_A_WEEK)
    share = scenario.places.areas[area].share
    for team in teams_at(scenario, "response").values():
        for place, part in ((area, 1.0), (FORCE, share)):
            if place in (team.bodies or team.posts):
                total += np.array(at_work(scenario, team, [place], attending=True)) * part
    return total


def _work(measured: Measured, area: str) -> dict[Grade, Work]:
    """Add up what every grade brings, scheduled visits in the hour of their slot."""
    scenario = measured.scenario
    demand, rule = scenario.demand, scenario.desk_rules.grade
    found: dict[Grade, Work] = {}
    for grade in GRADES:
        incidents, seconds, sent = np.zeros(HOURS_A_WEEK), np.zeros(HOURS_A_WEEK), 0.0
        for kind in demand.incidents:
            share = kind.grades.get(grade, 0.0) * attended_share(kind, rule, grade)
            if share > 0:
                its = _reports(measured, kind) * scenario.places.areas[area].share * share
                officers = kind.officers.get(grade, 1.0)
                incidents += its
                seconds += its * _seconds(measured, kind, area, grade, officers)
                sent += float(its.sum()) * officers
        if incidents.any():
            diary = scenario.desk_rules.dispatch.appointments
            visits, lead, kept = incidents, 0.0, 1.0
            if diary is not None and grade in diary.grades and diary.visits.get(area, 0):
                target = scenario.places.targets.get(grade)
                visits, lead, kept = booked(incidents, diary, diary.visits[area], target)
            each = float(seconds.sum() / incidents.sum())
            found[grade] = Work(incidents, visits, visits * each, sent / float(incidents.sum()), lead, kept)
    return found


def _reports(measured: Measured, kind: IncidentKind) -> Floats:
    """Give the incidents of a kind an hour, by hour of the week, over the whole force."""
    demand = measured.scenario.demand
    total = np.zeros(HOURS_A_WEEK)
    for line, share in kind.by.items():
        total += measured.by_hour(kind.per_year * share, demand.lines[line].profile)
    rest = max(0.0, 1 - sum(kind.by.values()))
    return total + measured.by_hour(kind.per_year * rest, demand.generated_profile)


def _seconds(measured: Measured, kind: IncidentKind, area: str, grade: Grade, officers: float) -> float:
    """Give the seconds of officers' time that one incident takes."""
    scenario, custody = measured.scenario, measured.scenario.demand.custody
    way = 0.0 if custody.transport is None else custody.transport.mean
    booking = 0.0 if custody.booking is None else custody.booking.mean
    arrest = kind.arrest * (min(custody.officers, officers) * (custody.work.mean + way) + booking)
    return officers * (mean_travel(scenario.places, area, grade) + kind.scene.mean) + arrest


def _waits(measured: Measured, work: Mapping[Grade, Work], duty: Floats, grade: Grade) -> tuple[Floats, Floats]:
    """Give by hour the chance that an incident of a grade waits for an officer, and the mean seconds of who waits.

    The officers that may be sent are those on duty less those held back; all work makes them busy, but only that of
    grades as grave or graver goes before. Allen and Cunneen: the wait of exponential work times half of one plus the
    squared coefficient of variation (Allen, Probability, Statistics and Queueing Theory, 1978).
    """
    rule = measured.scenario.desk_rules.dispatch
    each = {name: _each(its) for name, its in work.items()}
    loads = {name: _lagged(its, each[name]) for name, its in work.items()}
    load = np.sum(list(loads.values()), axis=0)
    before = np.sum([its for name, its in loads.items() if GRADES.index(name) <= GRADES.index(grade)], axis=0)
    mean, held = _mean_each(work, each), rule.hold_back.get(grade, 0)
    varied = (1 + _squared_variation(measured, mean)) / 2
    there = presence(measured.scenario)
    chance, delay = np.zeros(HOURS_A_WEEK), np.zeros(HOURS_A_WEEK)
    most = int(np.ceil(duty.max() / there)) if there else 0
    everybody = erlang_c_of_all(most, load)
    for number in range(most + 1):
        # Leave, training and sickness leave a binomial number of those rostered.
        weight = binomial(number, duty / there, there)
        free = max(number - held, 0)
        waits = everybody[free]
        spare = np.maximum(free - before, LEAST_SPARE * max(free, 1))
        chance += weight * waits
        delay += weight * waits * varied * mean / spare
    return chance, np.divide(delay, chance, out=np.zeros_like(delay), where=chance > 0)


def _help(measured: Measured, area: str, grade: Grade, waits: Mapping[str, tuple[Floats, Floats]]) -> Help:
    """Say when an area may borrow officers for a grade, and how often its neighbours have none to spare."""
    rule, neighbours = measured.scenario.desk_rules.dispatch, measured.scenario.places.areas[area].borders
    after = rule.cover.get(area) or {
        name: rule.borrow_after for name in neighbours if rule.borrow_after is not None and grade in rule.borrow_for
    }
    found = {name: wait for name, wait in after.items() if name in waits}
    if not found:
        return Help(float("inf"), 1.0)
    return Help(float(min(found.values())), float(np.prod([waits[name][0].mean() for name in found])))


def _each(its: Work) -> float:
    """Give the seconds that one officer spends on one incident."""
    return float(its.officers.sum() / its.visits.sum()) / its.jobs


def _mean_each(work: Mapping[Grade, Work], each: Mapping[Grade, float]) -> float:
    jobs = {name: float(its.visits.sum()) * its.jobs for name, its in work.items()}
    return sum(jobs[name] * each[name] for name in work) / sum(jobs.values())


def _lagged(its: Work, seconds: float) -> Floats:
    """Give the officers kept busy by hour: work lasts beyond the hour in which it comes."""
    lasting = -seconds * np.log1p(-GRID)
    return lagged_loads(its.visits * its.jobs / HOUR, HOUR, lasting)


def _squared_variation(measured: Measured, mean: float) -> float:
    """Give the squared coefficient of variation of an officer's time on one incident, custody included."""
    demand, second, weights = measured.scenario.demand, 0.0, 0.0
    custody = demand.custody.work.mean
    for kind in demand.incidents:
        scene = lengths(kind.scene, GRID)
        mixed = (1 - kind.arrest) * np.mean(scene**2) + kind.arrest * np.mean((scene + custody) ** 2)
        second += kind.per_year * float(mixed)
        weights += kind.per_year
    return max(0.0, second / weights / mean**2 - 1)


def _reached(
    measured: Measured,
    desk: Desk | None,
    area: str,
    grade: Grade,
    its: Work,
    chance: Floats,
    mean: Floats,
    helped: Help,
) -> Floats:
    """Give by hour the share reached within the target; with an appointment, from the beginning of its slot."""
    places = measured.scenario.places
    law, target = law_within(places, area, grade), places.targets[grade]
    if law is None or its.lead:
        return np.ones(HOURS_A_WEEK)
    stretch = mean_travel(places, area, grade) / law.mean if law.mean else 1.0
    slow = np.array(places.travel_hours or (1.0,) * 24)[np.arange(HOURS_A_WEEK) % 24]
    low = max(1, int(its.jobs))
    shares = {low: 1 - (its.jobs - low), low + 1: its.jobs - low} if its.jobs > 1 else {1: 1.0}
    total = np.zeros(HOURS_A_WEEK)
    for share_of_line, message, rings, ringing in _messages(measured, desk, grade):
        for number, share in shares.items():
            # The first of several journeys with the same law.
            journeys = lengths(law, 1 - (1 - GRID) ** (1 / number)) * stretch
            left = target - message - slow[:, None] * journeys
            total += share_of_line * share * over_in_time(left, rings, ringing, chance, mean, helped)
    return total


def _messages(measured: Measured, desk: Desk | None, grade: Grade) -> list[tuple[float, float, float, float]]:
    """Give by line the share of a grade's incidents and the seconds until the dispatcher knows.

    Before that callers ring: the last two are the share who do not get through at once, and their mean seconds.
    """
    demand, found, total = measured.scenario.demand, dict[str, float](), 0.0
    for kind in demand.incidents:
        number = kind.per_year * kind.grades.get(grade, 0.0)
        total += number
        for by, share in kind.by.items():
            found[by] = found.get(by, 0.0) + number * share
    rows = [(1 - sum(found.values()) / total, 0.0, 0.0, 0.0)]
    for name, number in found.items():
        line = demand.lines[name]
        early = line.emergency_passed_on if grade == "emergency" else None
        message = line.talk.mean if early is None else float(early)
        rings, ringing = 0.0, 0.0
        if desk is not None and name in desk.wait:
            rings, ringing = desk.of_line(name, desk.waits), desk.of_line(name, desk.wait)
        rows.append((number / total, message, rings, ringing / rings if rings else 0.0))
    return rows
