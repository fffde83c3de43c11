"""Places against theory: a city of two units, journeys by the matrix, points in a square, units on a line.

After clearing, officers count as back at their station: of D11 and D12 that is an assumption too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import EventLog, Moment
from demandsim.rules.choice import GRADES
from tests.theory.draws import Floats, poisson_arrivals, seconds
from tests.theory.maps import force, on_map, placed
from tests.theory.patrols import attended
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.worlds import Jobs

UNIT = 100_000.0
"""Seconds to one unit of time of the two-unit city."""
MILE = 100
"""Seconds to a mile there: travel is a part of the service time, and so short that it does not matter."""
KILOMETRE, MINUTE = 1000, 60
WEST, HOME, CENTRE, EAST = -1.0, -0.25, 0.75, 1.0
"""The city: its west end, the home of unit 2, the home of unit 1 where the busy part begins, its east end."""


def journeys(log: EventLog) -> Floats:
    """Give the seconds from being sent to arriving, by incident, for those that were attended."""
    sent, there = (log.moment == moment for moment in (Moment.DISPATCHED, Moment.ARRIVED))
    began, ended = (dict(zip(log.subject[rows].tolist(), log.at[rows].tolist(), strict=True)) for rows in (sent, there))
    return np.array([ended[incident] - began[incident] for incident in sorted(ended)], dtype=np.float64)


def two_unit_city(count: int) -> Callable[[Case, Generator], Sample]:
    """D01: half of all requests come from the east end, the closer of two units goes, what finds both busy is lost.

    The city runs two miles east and west, 5/4 requests come in a service time; the way north or south is left out.
    """
    areas = {
        "west": {"share": 0.5, "box": [WEST, -1, CENTRE, 1], "stations": {"home": {"at": [HOME, 0], "share": 1.0}}},
        "east": {"share": 0.5, "box": [CENTRE, -1, EAST, 1], "stations": {"home": {"at": [CENTRE, 0], "share": 1.0}}},
    }
    areas["west"]["borders"], areas["east"]["borders"] = {"east": "0 s"}, {"west": "0 s"}
    scenario = force({"areas": areas, "map": on_map(MILE)})

    def replicate(case: Case, rng: Generator) -> Sample:
        rate = 1.25
        at, work = poisson_arrivals(rate, count, rng), rng.exponential(1.0, count)
        east = rng.random(count) < 0.5
        luck = rng.random(count)
        x = np.where(east, CENTRE + luck * (EAST - CENTRE), WEST + luck * (CENTRE - WEST))
        points = np.column_stack([x, np.zeros(count)])
        ends_at = int((at[-1] + 60) * UNIT)
        jobs = Jobs(seconds(at, UNIT), np.zeros(count, dtype=np.int64), seconds(work, UNIT))
        log = placed(scenario, jobs, [1, 1], ends_at, east.astype(np.int64), points, lost=True).play()
        second, first = attended(log).busy(int(at[count // 20] * UNIT), int(at[-1] * UNIT), 2)
        mine = x > CENTRE - float(case.params["w"])  # type: ignore[arg-type]
        share = 0.5 + 0.5 / 3.5
        controls = [float(at[-1] * rate / count - 1), float(work.mean() - 1), float(mine.mean() - share)]
        controls += [float((work * mine).mean() - share), float(east.mean() - 0.5), float(luck.mean() - 0.5)]
        measures = {"rho1": float(first), "rho2": float(second), "imbalance": float(first - second)}
        return Sample(measures | {"mean_travel": float(journeys(log).mean() / MILE)}, controls)

    return replicate


def two_ambulances(count: int) -> Callable[[Case, Generator], Sample]:
    """D05: all of the service is the journey, whose mean depends on who comes from where; nobody waits."""
    minute = 10_000

    def replicate(case: Case, rng: Generator) -> Sample:
        params: Any = case.params
        names = ("area 0", "area 1")
        between = {
            name: {other: f"{mean * minute} s" for other, mean in zip(names, row, strict=True)}
            for name, row in zip(names, params["mean"], strict=True)
        }
        areas = {name: {"share": 0.5, "borders": {names[number - 1]: "0 s"}} for number, name in enumerate(names)}
        law = {"exponential": {"mean": "1 h"}}
        scenario = force({"areas": areas, "travel": dict.fromkeys(GRADES, law), "between": between})
        rate = sum(params["lam"])
        share = params["lam"][1] / rate
        at, luck = poisson_arrivals(rate, count, rng), rng.random(count)
        area = (rng.random(count) < share).astype(np.int64)
        none = np.zeros(count, dtype=np.int64)
        ends_at = int((at[-1] + 500) * minute)
        jobs = Jobs(seconds(at, minute), none, none)
        log = placed(scenario, jobs, [1, 1], ends_at, area, luck=luck, lost=True).play()
        found, work = attended(log), -np.log1p(-luck)
        first, second = found.busy(int(at[count // 20] * minute), int(at[-1] * minute), 2)
        controls = [float(at[-1] * rate / count - 1), float(work.mean() - 1), float(area.mean() - share)]
        controls += [float((work * area).mean() - share)]
        lost = float((found.sent[count // 20 :] < 0).mean())
        return Sample({"rho0": float(first), "rho1": float(second), "P_lost": lost}, controls)

    return replicate


def in_a_square(count: int) -> Callable[[Case, Generator], Sample]:
    """D09: an officer who waits anywhere in a square, or in its middle, goes to points anywhere in it."""
    areas = {"square": {"share": 1.0, "box": [0, 0, 1, 1]}}
    worlds = {
        f"{name}_{where}": force({"areas": areas, "map": on_map(KILOMETRE, metric, waiting_at=waits)})
        for name, metric in (("manhattan", "streets"), ("euclid", "straight"))
        for where, waits in (("pair", "anywhere"), ("centre", "station"))
    }

    def replicate(_: Case, rng: Generator) -> Sample:
        points, luck = rng.random((count, 2)), rng.random((count, 2))
        none = np.zeros(count, dtype=np.int64)
        jobs = Jobs(np.arange(count) * 3 * KILOMETRE, none, none)
        found = {
            measure: journeys(
                placed(scenario, jobs, [1], count * 3 * KILOMETRE, points=points, patrol_luck=luck).play()
            ).mean()
            / KILOMETRE
            for measure, scenario in worlds.items()
        }
        return Sample({measure: float(mean) for measure, mean in found.items()})

    return replicate


def scattered(count: int) -> Callable[[Case, Generator], Sample]:
    """D10: units stand anywhere in a square, incidents happen in its inner part; all are free, the nearest goes."""
    inner, margin = 4.0, 1.25

    def replicate(case: Case, rng: Generator) -> Sample:
        density: Any = case.params["density"]
        side = inner + 2 * margin
        units = rng.random((rng.poisson(density * side**2), 2)) * side
        points = margin + rng.random((count, 2)) * inner
        stations = {f"{number}": {"at": at, "share": 1 / len(units)} for number, at in enumerate(units.tolist())}
        area = {"share": 1.0, "box": [0, 0, side, side], "stations": stations}
        none = np.zeros(count, dtype=np.int64)
        jobs = Jobs(np.arange(count) * 3 * KILOMETRE, none, none)
        found = {}
        for measure, metric in (("manhattan", "streets"), ("euclid", "straight")):
            scenario = force({"areas": {"square": area}, "map": on_map(KILOMETRE, metric)})
            log = placed(scenario, jobs, [len(units)], count * 3 * KILOMETRE, points=points).play()
            found[measure] = float(journeys(log).mean() / KILOMETRE)
        return Sample(found, [len(units) / (density * side**2) - 1])

    return replicate


def on_a_line(case: Case, _: Generator) -> Sample:
    """D11, D12: units at stations on a line, a kilometre a minute; nearest free, and of D12 the graver diverts."""
    params: Any = case.params
    at, where, work, grade = (np.array(column) for column in zip(*params["calls"], strict=True))
    units = params["units"]
    stations = {f"{number}": {"at": [base, 0], "share": 1 / len(units)} for number, base in enumerate(units)}
    area = {"share": 1.0, "box": [0, -1, 20, 1], "stations": stations}
    rule = {"divert_for": list(GRADES)} if params.get("divert") else {}
    scenario = force({"areas": {"line": area}, "map": on_map(MINUTE)}, rule)
    points = np.column_stack([where, np.zeros(len(where))])
    jobs = Jobs(at * MINUTE, grade - 1, work * MINUTE)
    log = placed(scenario, jobs, [len(units)], 7200, points=points).play()
    arrived = log.moment == Moment.ARRIVED
    calls, minutes = log.subject[arrived].tolist(), (log.at[arrived] / MINUTE).tolist()
    found = {f"unit{call}": float(unit) for call, unit in zip(calls, log.officer[arrived], strict=True)}
    found |= {f"arrive{call}": minute for call, minute in zip(calls, minutes, strict=True)}
    assert set(found) == set(case.expected)
    return Sample(found)


TRIALS = [
    Trial("D01", two_unit_city(3_000), 60, wide=["imbalance"]),
    Trial("D05", two_ambulances(3_000), 60),
    Trial("D09", in_a_square(400), 20),
    Trial("D10", scattered(150), 50),
    Trial("D11", on_a_line, 1, part="on a map"),
    Trial("D12", on_a_line, 1),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_journeys_and_who_goes(trial: Trial) -> None:
    check(trial)
