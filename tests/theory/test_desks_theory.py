"""Desks against theory: officers with one case each, prisoners at a suite, a capped caseload, and work that goes on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import Moment
from tests.theory.desks import QUICKER, breakdown_wait, breakdowns, capped_desk, visits
from tests.theory.draws import Floats, one_handler_waits, poisson_arrivals, seconds
from tests.theory.neighbours import Drawn, settled_controls
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.test_casework_theory import one_stage, open_between, times_of
from tests.theory.worlds import Cases, Jobs, field_world, one_spell

UNIT = 100_000.0
STAGES = 24
"""Stages of work at most of a crime that is worked on again and again."""
OVER_AND_OVER = "a desk with cases without end: a trial of its own"


def one_case_each(case: Case, rng: Generator) -> Sample:
    """F03: three officers hold one crime each; the chances of every number of open crimes."""
    params, count = case.params, 7_000
    rate, mean, officers = params["lam"], 1 / params["mu"], params["c"]
    at, work = poisson_arrivals(rate, count, rng), rng.exponential(mean, count)
    unit = UNIT * params["mu"]
    ends_at = int((at[-1] + 100 * mean) * unit)
    log = field_world(None, one_stage(at, work, unit), officers, one_spell(officers, ends_at), ends_at).play()
    opened, closed = times_of(log, Moment.RECORDED, count), times_of(log, Moment.CLOSED, count)
    kept = slice(count // 50, count)
    found = shares_of_numbers(opened, closed, int(opened[kept][0]), int(opened[-1]))
    controls = [float(at[-1] * rate / count - 1), float(work.mean() / mean - 1)]
    controls += settled_controls(Drawn(at, work, rate, mean, kept), [2, 4])
    return Sample({f"p{number}": float(found[number]) for number in range(9)}, controls)


def shares_of_numbers(opened: np.ndarray, closed: np.ndarray, since: int, until: int) -> Floats:
    """Give the share of time in which so many are open, from 0 on."""
    at = np.concatenate([opened, closed, [since, until]])
    change = np.concatenate([np.ones(len(opened)), -np.ones(len(closed)), [0, 0]])
    order = np.argsort(at, kind="stable")
    number, lasts = np.cumsum(change[order])[:-1].astype(np.int64), np.diff(np.clip(at[order], since, until))
    return np.bincount(number[lasts > 0], weights=lasts[lasts > 0], minlength=9) / (until - since)


def prisoners(case: Case, rng: Generator) -> Sample:
    """F04, F05: officers who are out until they arrest somebody, and wait for a desk of the suite to book them in."""
    params = case.params
    officers, desks, up, down = params["N"], params["c"], params["up"], params["down"]
    count, unit = 7_500, UNIT / down
    out, booking = rng.exponential(up, count), rng.exponential(down, count)
    # Incidents enough for everybody, from the first second to the last.
    sent = np.arange(count) * (0.9 * up / officers)
    jobs = Jobs(
        seconds(np.maximum(sent - sent[2 * officers], 0), unit),
        np.zeros(count, dtype=np.int64),
        seconds(out, unit),
        seconds(booking, unit),
    )
    ends_at = int(count * (up + 5 * down) / officers * unit)
    suite = {
        "demand.custody.suites": {"suite": {"areas": ["here"], "desks": desks}},
        "demand.custody.transport": "0 s",
        "demand.custody.booking": "1 s",
    }
    log = field_world(jobs, None, officers, one_spell(officers, ends_at), ends_at, declared=suite).play()
    brought, taken, back = (
        log.at[log.moment == moment][np.argsort(log.subject[log.moment == moment])]
        for moment in (Moment.BROUGHT_IN, Moment.TAKEN_IN, Moment.CLEARED)
    )
    assert len(brought) == len(taken) == len(back) == count
    # As long as there is an incident for whoever comes back.
    last = int(log.at[log.moment == Moment.DISPATCHED].max())
    since = last // 20
    kept = (brought >= since) & (brought < last)
    held, at_desk = (
        (np.clip(back, since, last) - np.clip(begins, since, last)).sum() / (last - since)
        for begins in (brought, taken)
    )
    quicker = breakdowns(out, QUICKER * booking, officers, desks)
    expected = breakdown_wait(up, QUICKER * down, officers, desks)
    controls = [float(out.mean() / up - 1), float(booking.mean() / down - 1), float(quicker.mean() / expected - 1)]
    found = {
        "mean_down": held,
        "W_down": (back - brought)[kept].mean() / unit,
        "Wq": (taken - brought)[kept].mean() / unit,
        "availability": 1 - held / officers,
        "util": at_desk / desks,
    }
    return Sample({name: float(value) for name, value in found.items()}, controls)


def again_and_again(again: float, work: float, outside: float, count: int, rng: Generator) -> tuple[Floats, Floats]:
    """Draw rows of work, and of outside waits between them, as many as luck decides: shape (crimes, STAGES)."""
    goes_on = (rng.random((count, STAGES)) < again).cumprod(axis=1).astype(bool)
    goes_on[:, -1] = False
    worked = np.column_stack([np.ones(count, dtype=bool), goes_on[:, :-1]])
    return rng.exponential(work, (count, STAGES)) * worked, rng.exponential(outside, (count, STAGES)) * goes_on


def on_tape(at: Floats, work: Floats, wait: Floats, unit: float) -> Cases:
    """Put crimes with rows of work and waits on the tape; a length of either is at least a second."""
    columns = (np.where(lengths > 0, np.maximum(seconds(lengths, unit), 1), 0) for lengths in (work, wait))
    return Cases(seconds(at, unit), *columns)


def capped(case: Case, rng: Generator) -> Sample:
    """F08: an officer holds five crimes at most; six in ten wait outside after each piece of work, and come back."""
    params, count = case.params, 5_500
    rate, cap, unit = params["lam"], params["cap"], 10_000.0
    at = poisson_arrivals(rate, count, rng)
    work, wait = again_and_again(params["p_ext"], params["work"], params["ext"], count, rng)
    ends_at = int((at[-1] + 1_500) * unit)
    log = field_world(None, on_tape(at, work, wait, unit), 1, one_spell(1, ends_at), ends_at, cap).play()
    opened, given, closed = (
        times_of(log, moment, count) for moment in (Moment.RECORDED, Moment.ALLOCATED, Moment.CLOSED)
    )
    kept = slice(count // 50, count)
    since, until = int(opened[kept][0]), int(opened[-1])
    begun, ended = (log.at[log.moment == moment] for moment in (Moment.STARTED, Moment.FINISHED))
    found = {
        "W_alloc": (given - opened)[kept].mean() / unit,
        "open_cases": open_between(given, closed, since, until)[0],
        "elapsed_open": (closed - given)[kept].mean() / unit,
        "util": open_between(begun, ended, since, until)[0],
        "P_full": shares_of_numbers(given, closed, since, until)[cap],
    }
    taken_in, done = visits(at, QUICKER * work, QUICKER * wait, 1, cap)
    waited, held, full = capped_desk(rate, QUICKER * params["work"], params["p_ext"], QUICKER * params["ext"], cap)
    controls = [
        float(at[-1] * rate / count - 1),
        float(work.sum() / count * (1 - params["p_ext"]) / params["work"] - 1),
        float((taken_in - at)[kept].mean() / waited - 1),
        float((done - taken_in)[kept].mean() * rate / held - 1),
        float(shares_of_numbers(taken_in, done, at[kept][0], at[-1])[cap] - full),
    ]
    return Sample({name: float(value) for name, value in found.items()}, controls)


def full_for_ever(case: Case, rng: Generator) -> Sample:
    """F08 with crimes that wait from the first second: how many the officer closes."""
    params, count, unit = case.params, 3_000, 10_000.0
    work, wait = again_and_again(params["p_ext"], params["work"], params["ext"], count, rng)
    ends_at = int(count / params["lam"] * unit)
    crimes = on_tape(np.zeros(count), work, wait, unit)
    log = field_world(None, crimes, 1, one_spell(1, ends_at), ends_at, params["cap"]).play()
    closed = np.sort(times_of(log, Moment.CLOSED, count))
    first, last = count // 50, count - params["cap"] - 1
    controls = [
        float(work.sum() / count * (1 - params["p_ext"]) / params["work"] - 1),
        float(wait.sum() / count * (1 / params["p_ext"] - 1) / params["ext"] - 1),
    ]
    return Sample({"max_rate": float((last - first) / (closed[last] - closed[first]) * unit)}, controls)


def work_that_goes_on(case: Case, rng: Generator) -> Sample:
    """F09: an officer with no incident goes on with crimes, in pieces of two, and ends a piece before an incident."""
    params, count, unit = case.params, 10_000, 10_000.0
    rate, scene_time, piece = params["lam"], params["m1"], params["v1"]
    at, scene = poisson_arrivals(rate, count, rng), rng.exponential(scene_time, count)
    ends_at = int((at[-1] + 200) * unit)
    crimes = int(ends_at / unit / piece) + 1
    jobs = Jobs(seconds(at, unit), np.full(count, 2), seconds(scene, unit))
    log = field_world(
        jobs,
        one_stage(np.zeros(crimes), np.full(crimes, piece), unit),
        1,
        one_spell(1, ends_at),
        ends_at,
        cap=2,
        declared={"rules.dispatch": {"kind": "nearest", "interrupt_for": []}},
    ).play()
    assert (log.at[log.moment == Moment.PAUSED] == ends_at).all(), "the last piece of all"
    sent = times_of(log, Moment.DISPATCHED, count)
    kept = slice(count // 50, count)
    since, until = int(jobs.at[kept][0]), int(jobs.at[-1])
    quicker = one_handler_waits(at, QUICKER * scene)
    use = QUICKER * rate * scene_time
    controls = [
        float(at[-1] * rate / count - 1),
        float(scene.mean() / scene_time - 1),
        float(quicker[kept].mean() / (use * use / rate / (1 - use)) - 1),
        float((quicker[kept] > 0).mean() - use),
    ]
    found = {
        "Wq": (sent - jobs.at)[kept].mean() / unit,
        "Lq": open_between(jobs.at, sent, since, until)[0],
    }
    return Sample({name: float(value) for name, value in found.items()}, controls)


TRIALS = [
    Trial("F03", one_case_each, 48),
    Trial("F04", prisoners, 30),
    Trial("F05", prisoners, 30),
    Trial("F08", capped, 34, left_out={"max_rate": OVER_AND_OVER}),
    Trial(
        "F08",
        full_for_ever,
        28,
        part="without end",
        left_out=dict.fromkeys(("W_alloc", "open_cases", "elapsed_open", "util", "P_full"), "another trial"),
    ),
    Trial("F09", work_that_goes_on, 32),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_desks(trial: Trial) -> None:
    check(trial)
