"""Dispatch against theory: who is nearest, crews that are awaited or lost, a line of units, escalation.

Cases in which places matter (D01, D05, D09, D10, D12) are those of `test_place_theory`; D06 stands in
`test_scene_theory`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import Moment
from demandsim.rules.choice import GRADES
from tests.theory.draws import Floats, one_handler_waits, poisson_arrivals, seconds
from tests.theory.neighbours import Drawn, settled_controls
from tests.theory.patrols import attended, patrol_world
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.worlds import Ints, Jobs

UNIT = 100_000.0
"""Seconds to one unit of time."""
MINUTE, TENTHS = 60, 600
"""Seconds to one unit of time of the cases without chance."""


def drawn(rates: list[float], mean: float, count: int, rng: Generator) -> tuple[Floats, Ints, Floats, list[float]]:
    """Draw when and where incidents come and how long they take, and say how far that lies from its mean."""
    total = sum(rates)
    at, work = poisson_arrivals(total, count, rng), rng.exponential(mean, count)
    place = np.searchsorted(np.cumsum(rates) / total, rng.random(count), side="right")
    controls = [float(at[-1] * total / count - 1), float(work.mean() / mean - 1)]
    controls += [float((place == number).mean() - rate / total) for number, rate in enumerate(rates[:-1])]
    offered = np.bincount(place, weights=work, minlength=len(rates)) / count / mean
    controls += [float(load - rate / total) for load, rate in zip(offered, rates, strict=True)][:-1]
    return at, place, work, controls


def nearest(count: int, *neighbours: int) -> Callable[[Case, Generator], Sample]:
    """D02-D04: one officer at each base, the preferred one who is free goes; the others wait, or are lost."""

    def replicate(case: Case, rng: Generator) -> Sample:
        params: Any = case.params
        units, mean, lost = len(params["mu"]), 1 / params["mu"][0], not params.get("queue", True)
        at, place, work, controls = drawn(params["lam"], mean, count, rng)
        kept = slice(count // 20, count)
        if neighbours:
            controls += settled_controls(Drawn(at, work, sum(params["lam"]), mean, kept), neighbours)
        ways = [[1 + prefers.index(base) for base in range(units)] for prefers in params["prefs"]]
        ends_at = int((at[-1] + 60 * mean) * UNIT)
        jobs = Jobs(seconds(at, UNIT), np.zeros(count, dtype=np.int64), seconds(work, UNIT))
        found = attended(patrol_world(jobs, place, ways, ends_at, lost=lost).play())
        since, until = int(at[kept][0] * UNIT), int(at[-1] * UNIT)
        busy, level = found.busy(since, until, units), found.at_once(since, until, units)
        sent = found.sent[kept] >= 0
        wait = ((found.sent - found.graded) / UNIT)[kept][sent]
        unit, where = found.officer[kept][sent], place[kept][sent]
        first = np.array([prefers[0] for prefers in params["prefs"]])
        measures = {f"rho{number}": float(share) for number, share in enumerate(busy)}
        measures |= {"P_empty": level[0], "P_all_busy": level[units], "Wq": wait.mean()}
        measures["inter_area"] = float((unit != first[where]).mean())
        if "travel" in params:
            measures["mean_travel"] = float(np.array(params["travel"])[where, unit].mean())
        return Sample(measures, controls)

    return replicate


def crews(count: int, lost: bool) -> Callable[[Case, Generator], Sample]:
    """D07, D08: incidents that need a whole crew, who clear together; in order of time, or lost if too few are free."""

    def replicate(case: Case, rng: Generator) -> Sample:
        params: Any = case.params
        rates, needs, units, mean = params.get("lam", params.get("a")), np.array(params["need"]), params["c"], 1.0
        at, kind, work, controls = drawn(rates, mean, count, rng)
        need, total = needs[kind], sum(rates)
        kept = slice(count // 20, count)
        if not lost:
            # The same work before one officer as fast as all together: Lindley, and Pollaczek and Khinchine.
            waits = one_handler_waits(at, need * work / units)[kept]
            shares = np.array(rates) / total
            use, square = total * float(shares @ needs) / units, 2 * float(shares @ needs**2) / units**2
            known = total * square / (2 * (1 - use))
            controls += [float(waits.mean() / known - 1), float((waits > 0).mean() - use)]
            controls += [float(waits[kind[kept] == number].mean() / known - 1) for number in range(len(rates))]
        ends_at = int((at[-1] + 100) * UNIT)
        jobs = Jobs(seconds(at, UNIT), np.zeros(count, dtype=np.int64), seconds(work, UNIT))
        rule = {"whole_crew": ["emergency"]}
        world = patrol_world(jobs, np.zeros(count, dtype=np.int64), [[1]], ends_at, [units], need, lost, rule)
        found = attended(world.play())
        use_found = float(found.busy(int(at[kept][0] * UNIT), int(at[-1] * UNIT), units).mean())
        wait, kind = ((found.sent - found.graded) / UNIT)[kept], kind[kept]
        measures = {"util": use_found}
        for number in range(len(rates)):
            of_kind = wait[kind == number]
            measures |= {f"W{number}": of_kind.mean(), f"PW{number}": float((of_kind > 0).mean())}
            measures[f"P_lost{number}"] = float((found.sent[kept][kind == number] < 0).mean())
        return Sample(measures, controls)

    return replicate


def on_a_line(case: Case, _: Generator) -> Sample:
    """D11: every call is a place of its own, as many minutes from each unit as kilometres; nobody drives back."""
    params: Any = case.params
    at, where, work, grade = (np.array(column) for column in zip(*params["calls"], strict=True))
    ways = [[int(abs(call - base) / params["speed"]) * MINUTE for base in params["units"]] for call in where]
    log = patrol_world(Jobs(at * MINUTE, grade - 1, work * MINUTE), np.arange(len(at)), ways, 7200).play()
    arrived = log.moment == Moment.ARRIVED
    calls, minutes = log.subject[arrived].tolist(), (log.at[arrived] / MINUTE).tolist()
    found = {f"unit{call}": float(unit) for call, unit in zip(calls, log.officer[arrived], strict=True)}
    found |= {f"arrive{call}": minute for call, minute in zip(calls, minutes, strict=True)}
    assert set(found) == set(case.expected)
    return Sample(found)


def escalated(case: Case, _: Generator) -> Sample:
    """G12: after 1.2 a waiting job goes before others of its grade; nobody is interrupted."""
    params: Any = case.params
    at, work, grade = (np.array([job[column] for job in params["jobs"]]) * TENTHS for column in range(3))
    rule = {"escalate": {GRADES[1]: f"{params['escalate'] * TENTHS:.0f} s"}}
    jobs = Jobs(at.astype(np.int64), grade // TENTHS, work.astype(np.int64))
    log = patrol_world(jobs, np.zeros(len(at), dtype=np.int64), [[0]], 60_000, rule=rule).play()
    over = log.moment == Moment.ATTENDED
    ends = {f"end{job}": second / TENTHS for job, second in zip(log.subject[over], log.at[over], strict=True)}
    waited = [ends[f"end{job}"] - length - since for job, (since, length, *_) in enumerate(params["jobs"])]
    gone_first = log.subject[log.moment == Moment.ESCALATED].tolist()
    assert sorted(gone_first) == [job for job, wait in enumerate(waited) if wait > params["escalate"]] != []
    return Sample(ends)


TRIALS = [
    Trial("D02", nearest(3_000, 2, 4), 66),
    Trial("D03", nearest(3_000), 44),
    Trial("D04", nearest(3_000, 8, 10), 84, wide=[f"rho{unit}" for unit in range(9)]),
    Trial("D07", crews(4_000, lost=False), 48, wide=["W0", "W1", "W2", "PW2"]),
    Trial("D08", crews(6_000, lost=True), 32, wide=["P_lost1", "P_lost2"]),
    Trial("D11", on_a_line, 1),
    Trial("G12", escalated, 1),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_who_goes_and_who_waits(trial: Trial) -> None:
    check(trial)
