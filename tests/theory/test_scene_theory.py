"""Work on scene against theory: officers called off for graver work, work resumed or done again, and crews apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import EventLog, Moment
from tests.theory.draws import one_handler_waits, poisson_arrivals, seconds
from tests.theory.patrols import attended, patrol_world
from tests.theory.queues import Queue, alike
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.worlds import Jobs

UNIT = 100_000.0
"""Seconds to one unit of time of the cases with chance."""
MINUTE = 60
"""Seconds to one unit of time of the cases without."""
ENDS = 2_000
PLACES = 6
CALL_OFF = {"emergency": ["priority", "scheduled"], "priority": ["scheduled"]}
WORK_LEFT = {"resume": "continued", "restart": "done again", "resample": "done again"}


def over_at(log: EventLog) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Give the second in which each incident is over."""
    over = log.moment == Moment.ATTENDED
    found = np.full(len(log.facts.incident_uid), -1, dtype=np.int64)
    found[log.subject[over]] = log.at[over]
    return found


def displaced(case: Case, rng: Generator) -> Sample:
    """B05: emergencies call officers off everything else, and priority incidents off scheduled ones."""
    params, count = case.params, 9_000
    units = params["c"]
    queue = Queue(params["lam"], [("exp", params["aht"])] * 3, alike(units, 3), neighbours=[8, 9], calls=count)
    drawn, controls = queue.world(rng)
    calls = drawn.tape.contacts
    jobs = Jobs(calls.received_at, calls.line, calls.talk)
    first = count // 10
    nowhere = np.zeros(count, dtype=np.int64)
    ends_at = drawn.tape.ends_at
    log = patrol_world(jobs, nowhere, [[0]], ends_at, [units], rule={"call_off": CALL_OFF}).play()
    stay = (over_at(log) - jobs.at)[first:] / UNIT
    assert stay.min() >= 0
    grade, talk = jobs.grade[first:], jobs.scene[first:] / UNIT
    # What is drawn for each grade makes up most of its stay.
    own = {f"T{number}": [float(talk[grade == number].mean() - 1)] for number in range(3)}
    return Sample({f"T{number}": stay[grade == number].mean() for number in range(3)}, controls, own)


def crews_apart(case: Case, rng: Generator) -> Sample:
    """D06: incidents that need a whole crew, each of whom clears when his or her own work is done."""
    params: Any = case.params
    rates, needs, units, count = params["lam"], np.array(params["need"]), params["c"], 5_000
    total, shares = sum(rates), np.array(rates) / sum(rates)
    at = poisson_arrivals(total, count, rng)
    kind = np.searchsorted(np.cumsum(shares), rng.random(count), side="right")
    need, work = needs[kind], rng.exponential(params["aht"], (count, PLACES))
    needed = np.where(np.arange(PLACES) < need[:, None], work, 0.0).sum(axis=1)
    kept = slice(count // 20, count)
    controls = [float(at[-1] * total / count - 1), float(needed.sum() / need.sum() - 1)]
    controls += [float((kind == number).mean() - share) for number, share in enumerate(shares)][:-1]
    # The same work before one officer as fast as all together: Lindley, and Pollaczek and Khinchine.
    waits = one_handler_waits(at, needed / units)[kept]
    use, square = total * float(shares @ needs) / units, float(shares @ (needs**2 + needs)) / units**2
    known = total * square / (2 * (1 - use))
    controls += [float(waits.mean() / known - 1), float((waits > 0).mean() - use)]
    controls += [float(waits[kind[kept] == number].mean() / known - 1) for number in range(len(rates))]
    grade = np.zeros(count, dtype=np.int64)
    world = patrol_world(
        Jobs(seconds(at, UNIT), grade, grade),
        grade,
        [[1]],
        int((at[-1] + 100) * UNIT),
        [units],
        need,
        rule={"whole_crew": ["emergency"]},
        apart=seconds(work, UNIT),
    )
    found = attended(world.play())
    wait, kind = ((found.sent - found.graded) / UNIT)[kept], kind[kept]
    measures = {"util": float(found.busy(int(at[kept][0] * UNIT), int(at[-1] * UNIT), units).mean())}
    for number in range(len(rates)):
        of_kind = wait[kind == number]
        measures |= {f"W{number}": of_kind.mean(), f"PW{number}": float((of_kind > 0).mean())}
    return Sample(measures, controls)


def on_scene(log: EventLog) -> dict[int, float]:
    """Add up the units of time that officers spend on the scene of each incident."""
    begun: dict[tuple[int, int], int] = {}
    spent: dict[int, float] = {}
    for at, moment, incident, _, place, _ in log.rows():
        if moment == Moment.ARRIVED:
            begun[incident, place] = at
        elif moment in (Moment.CLEARED, Moment.CALLED_OFF):
            spent[incident] = spent.get(incident, 0.0) + (at - begun[incident, place]) / MINUTE
    return spent


def replayed(case: Case, _: Generator) -> Sample:
    """G01-G03, G06, G11: who is called off when, and when everything is over.

    G06 displaces the last of five equal jobs, we the first: their ends are compared in order.
    """
    jobs, units = case.params["jobs"], case.params["cap"][0][1]
    at, work, grade, need = (np.array([job[column] for job in jobs], dtype=np.float64) for column in range(4))
    rule = {"call_off": {"emergency": ["priority"]}, "work_left": WORK_LEFT[case.params["preempt"]]}
    log = patrol_world(
        Jobs((at * MINUTE).astype(np.int64), grade.astype(np.int64), (work * MINUTE).astype(np.int64)),
        np.zeros(len(jobs), dtype=np.int64),
        [[0]],
        ENDS * MINUTE,
        [units],
        need.astype(np.int64),
        rule=rule,
    ).play()
    ends = over_at(log) / MINUTE
    if case.id == "G06":
        alike_jobs = [number for number, job in enumerate(jobs) if job == jobs[0]]
        ends[alike_jobs] = np.sort(ends[alike_jobs])
    found = {f"end{number}": float(end) for number, end in enumerate(ends)}
    if "worked0" in case.expected:
        found |= {f"worked{number}": length for number, length in on_scene(log).items()}
    return Sample(found)


def drawn_again(case: Case, _: Generator) -> Sample:
    """G08: on duty until 5 and from 9; ten units of work begun at 1 are left at 5, and twenty begun at 9."""
    ((at, lengths, *_rest),) = case.params["jobs"]
    none = np.zeros(1, dtype=np.int64)
    apart = np.array([[*lengths, *[0] * PLACES][:PLACES]]) * MINUTE
    rule = {"hand_over": {"above": "0 s", "waits": False}, "work_left": WORK_LEFT[case.params["shift_preempt"]]}
    world = patrol_world(Jobs(none + at * MINUTE, none, none), none, [[0]], ENDS * MINUTE, rule=rule, apart=apart)
    steps = [*(second for second, _ in case.params["cap"]), ENDS]
    begins, ends = (np.array(part, dtype=np.int64) * MINUTE for part in (steps[:-1:2], steps[1::2]))
    roster = replace(world.roster, spell_officer=np.zeros(len(begins), np.int64), spell_from=begins, spell_to=ends)
    return Sample({"end0": float(over_at(replace(world, roster=roster).play())[0] / MINUTE)})


TRIALS = [
    Trial("B05", displaced, 40),
    Trial("D06", crews_apart, 48, wide=["W0", "PW1", "PW2"]),
    *(Trial(case, replayed, 1) for case in ("G01", "G02", "G03", "G06", "G11")),
    Trial("G08", drawn_again, 1),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_work_on_scene(trial: Trial) -> None:
    check(trial)
