"""Work in turn and work in common against theory: all open crimes in small slices, and a team with one line."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import EventLog, Moment
from tests.theory.desks import QUICKER, shared, visits
from tests.theory.draws import Floats, poisson_arrivals, seconds
from tests.theory.neighbours import Chain
from tests.theory.runner import INPUT, Case, Sample, Trial, check
from tests.theory.test_casework_theory import one_stage, open_between, times_of
from tests.theory.test_desks_theory import again_and_again, on_tape
from tests.theory.test_exact import replayed
from tests.theory.worlds import field_world, one_spell

UNIT = 10_000.0
SLICES = 0.05, 0.1
"""Work on one crime at a time: once, and once more twice as long."""
SIZES, CHANCES = np.array([0.5, 2.0]), np.array([2 / 3, 1 / 3])
NO_LIMIT = 1_000


def in_turn(at: Floats, work: Floats, limit: int, piece: float) -> EventLog:
    """Play crimes before one officer who takes all in turn."""
    ends_at = int((at[-1] + 500) * UNIT)
    rule = {"investigative_model.next_work": {"kind": "in_turn", "slice": f"{round(piece * UNIT)} s"}}
    log = field_world(None, one_stage(at, work, UNIT), 1, one_spell(1, ends_at), ends_at, limit, declared=rule).play()
    assert (log.moment == Moment.PAUSED).sum() > len(at)
    return log


def all_at_once(case: Case, rng: Generator) -> Sample:
    """F01: an officer shares the time among all open crimes, some four times as long as the others.

    Slices make everything a little shorter than sharing does, in proportion to their length: what two lengths differ by
    is what the shorter one has too little.
    """
    rate, mean, size, count = case.params["lam"], case.params["m1"], case.params["size"], 1_000
    at, work = poisson_arrivals(rate, count, rng), rng.choice(SIZES, count, p=CHANCES)
    kept = slice(count // 50, count)
    large = work[kept] == size
    found: list[Floats] = []
    for piece in SLICES:
        log = in_turn(at, work, NO_LIMIT, piece)
        opened, closed = times_of(log, Moment.RECORDED, count), times_of(log, Moment.CLOSED, count)
        stay = (closed - opened)[kept] / UNIT
        number = open_between(opened, closed, int(opened[kept][0]), int(opened[-1]))[0]
        found.append(np.array([stay.mean(), number, stay[large].mean()]))
    estimates = 2 * found[0] - found[1]
    taken_in, done = shared(at, QUICKER * work, NO_LIMIT)
    stay, slower = (done - taken_in)[kept], QUICKER / (1 - QUICKER * rate * mean)
    controls = [
        float(at[-1] * rate / count - 1),
        float(work.mean() / mean - 1),
        float(stay.mean() / (mean * slower) - 1),
        float(stay[large].mean() / (size * slower) - 1),
    ]
    return Sample(dict(zip(("T", "L", "T_given_size"), map(float, estimates), strict=True)), controls)


def three_at_once(case: Case, rng: Generator) -> Sample:
    """F02: an officer shares the time among at most three open crimes; the others wait to be allocated."""
    rate, (_, mean), limit, count = case.params["lam"], case.params["svc"], case.params["limit"], 3_500
    at, work = poisson_arrivals(rate, count, rng), rng.exponential(mean, count)
    log = in_turn(at, work, limit, 5 * SLICES[0])
    opened, given, closed = (
        times_of(log, moment, count) for moment in (Moment.RECORDED, Moment.ALLOCATED, Moment.CLOSED)
    )
    kept = slice(count // 50, count)
    since, until = int(opened[kept][0]), int(opened[-1])
    begun = log.at[log.moment == Moment.STARTED]
    put_down = log.at[np.isin(log.moment, (Moment.PAUSED, Moment.FINISHED))]
    taken_in, done = shared(at, QUICKER * work, limit)
    use = QUICKER * rate * mean
    controls = [
        float(at[-1] * rate / count - 1),
        float(work.mean() / mean - 1),
        float((done - at)[kept].mean() * (1 - use) / (QUICKER * mean) - 1),
        float((taken_in - at)[kept].mean() * rate * (1 - use) / use ** (limit + 1) - 1),
    ]
    found = {
        "T": (closed - opened)[kept].mean() / UNIT,
        "W_admit": (given - opened)[kept].mean() / UNIT,
        "util": open_between(begun, put_down, since, until)[0],
    }
    return Sample({name: float(value) for name, value in found.items()}, controls)


def one_line(case: Case, rng: Generator) -> Sample:
    """F07: four officers with one line; a crime then waits outside, joins the line again, or is closed."""
    params, count = case.params, 4_500
    rate, officers, work_time, outside = params["lam"], params["c"], params["aht"], params["ext"]
    more = params["p_ext"] + params["p_again"]
    at = poisson_arrivals(rate, count, rng)
    work, wait = again_and_again(more, work_time, outside, count, rng)
    wait *= rng.random(wait.shape) < params["p_ext"] / more
    ends_at = int((at[-1] + 300) * UNIT)
    declared = {
        "workforce.teams.officers.shares_work": True,
        "investigative_model.allocate": {"kind": "least_caseload", "cap": "soft"},
        "investigative_model.next_work": {"kind": "ready_longest"},
    }
    log = field_world(
        None, on_tape(at, work, wait, UNIT), officers, one_spell(officers, ends_at), ends_at, declared=declared
    ).play()
    opened, closed = times_of(log, Moment.RECORDED, count), times_of(log, Moment.CLOSED, count)
    kept = slice(count // 50, count)
    since, until = int(opened[kept][0]), int(opened[-1])
    finished = log.moment == Moment.FINISHED
    away, at_work = log.amount[finished], seconds(work, UNIT)
    elapsed = (closed - opened)[kept]
    pieces = (work[kept] > 0).sum()
    queued = elapsed.sum() - at_work[kept].sum() - seconds(wait, UNIT)[kept].sum()
    begun = log.at[log.moment == Moment.STARTED]
    outside_now = open_between(log.at[finished], log.at[finished] + away, since, until)[0]
    found = {
        "util": open_between(begun, log.at[finished], since, until)[0] / officers,
        "Wq_visit": queued / pieces / UNIT,
        "L_desk": open_between(opened, closed, since, until)[0] - outside_now,
        "L_ext": outside_now,
        "elapsed": elapsed.mean() / UNIT,
    }
    taken_in, done = visits(at, QUICKER * work, QUICKER * wait, officers, NO_LIMIT)
    number = 1 / (1 - more)
    desk = Chain(officers, QUICKER * work_time)
    in_line = float(desk.settled(rate * number) @ desk.waiting) / rate
    stay = in_line + QUICKER * number * (work_time + params["p_ext"] * outside)
    controls = [
        float(at[-1] * rate / count - 1),
        float(work.sum() / count / number / work_time - 1),
        float(wait.sum() / count / number / params["p_ext"] / outside - 1),
        float((work > 0).sum() / count / number - 1),
        float((done - taken_in)[kept].mean() / stay - 1),
        float(((done - taken_in)[kept] - QUICKER * (work + wait)[kept].sum(axis=1)).mean() / in_line - 1),
    ]
    return Sample({name: float(value) for name, value in found.items()}, controls)


def first_of_the_list(case: Case, _: Generator) -> Sample:
    """F16 by its own rule: the first skilled officer with room, and the crime ready longest."""
    return replayed(case, {"kind": "listed_first", "skill": "required", "cap": "hard"}, "ready_longest")


TRIALS = [
    Trial("F01", all_at_once, 32),
    Trial("F02", three_at_once, 32),
    Trial("F07", one_line, 36, left_out={"visits": INPUT}),
    Trial(
        "F16",
        first_of_the_list,
        1,
        part="listed first",
        left_out={"done5": "its outside wait comes before its first work"},
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_sharing(trial: Trial) -> None:
    check(trial)
