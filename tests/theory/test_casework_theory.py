"""Case work against theory: time a case takes, work put down at the end of a turn, officers called away."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from tests.theory.draws import Floats, one_handler_waits, poisson_arrivals, seconds
from tests.theory.runner import INPUT, Case, Sample, Trial, cases, check
from tests.theory.worlds import STAGES, Cases, Jobs, field_world, one_spell

CASES = cases()
Ints = NDArray[np.int64]


def stages(lengths: list[Floats], unit: float) -> Ints:
    """Put lengths by stage into the columns of the tape; a length of work is at least a second."""
    columns = np.zeros((len(lengths[0]), STAGES), dtype=np.int64)
    for stage, length in enumerate(lengths):
        columns[:, stage] = seconds(length, unit)
    return columns


def one_stage(at: Floats, work: Floats, unit: float) -> Cases:
    """Give crimes with one stage of work each."""
    return Cases(seconds(at, unit), np.maximum(stages([work], unit), [1, 0, 0, 0]), stages([0 * work], unit))


def times_of(log: EventLog, moment: Moment, subjects: int) -> Ints:
    """Give the second of a moment by subject; every subject must have it once."""
    rows = log.moment == moment
    assert np.array_equal(np.sort(log.subject[rows]), np.arange(subjects))
    second = np.empty(subjects, dtype=np.int64)
    second[log.subject[rows]] = log.at[rows]
    return second


def open_between(opened: Ints, closed: Ints, since: float, until: float, about: float = 0.0) -> tuple[float, float]:
    """Give the mean over time of the number that is open, and its mean square about a number."""
    at = np.concatenate([opened, closed])
    order = np.argsort(at, kind="stable")
    number = np.cumsum(np.repeat([1, -1], len(opened))[order])[:-1]
    held = np.diff(np.clip(at[order], since, until)) / (until - since)
    return float((number * held).sum()), float(((number - about) ** 2 * held).sum())


def spread(square: float, expected: float) -> float:
    """Turn a mean square about the true mean into a standard deviation, linear near what is expected of it."""
    return expected + (square - expected**2) / (2 * expected)


def three_stages(case: Case, rng: Generator) -> Sample:
    """F06: with an officer for everybody, work, an outside wait (constant) and work again add up."""
    rate, unit, count, officers = case.params["lam"], 20_000.0, 3_500, 240
    (first, _), (wait, _), (last, variation) = case.params["stages"]
    at = poisson_arrivals(rate, count, rng)
    work = [rng.exponential(first, count), rng.gamma(1 / variation, last * variation, count)]
    waits = stages([np.full(count, float(wait)), 0 * at], unit)
    ends_at = int((at[-1] + 400) * unit)
    crimes = Cases(seconds(at, unit), np.maximum(stages(work, unit), [1, 1, 0, 0]), waits)
    log = field_world(None, crimes, officers, one_spell(officers, ends_at), ends_at).play()
    opened, closed = times_of(log, Moment.RECORDED, count), times_of(log, Moment.CLOSED, count)
    since, until = 200 * unit, at[-1] * unit
    kept = opened >= since
    elapsed = (closed - opened)[kept] / unit
    expected = case.expected
    mean, square = open_between(opened, closed, since, until, expected["open_cases"])
    found = {
        "open_cases": mean,
        "sd_open": spread(square, expected["sd_open"]),
        "elapsed": elapsed.mean(),
        "sd_elapsed": spread(((elapsed - expected["elapsed"]) ** 2).mean(), expected["sd_elapsed"]),
    }
    controls = float(at[-1] * rate / count - 1), float((work[0] + work[1]).mean() / (first + last) - 1)
    return Sample({name: float(value) for name, value in found.items()}, controls)


def day_work(case: Case, rng: Generator) -> Sample:
    """F12: cases arrive all day, three officers work 8 hours of 24, put work down and take it up again."""
    params, unit, days = case.params, 3_600.0, 330
    cycle, officers = params["on"] + params["off"], params["c"]
    count = rng.poisson(params["lam"] * days * cycle)
    at = np.sort(rng.random(count)) * days * cycle
    work = rng.exponential(params["work"], count)
    turns = [
        (officer, int(day * cycle * unit), int((day * cycle + params["on"]) * unit))
        for day in range(days + 40)
        for officer in range(officers)
    ]
    log = field_world(None, one_stage(at, work, unit), officers, turns, int((days + 40) * cycle * unit)).play()
    opened, closed = times_of(log, Moment.RECORDED, count), times_of(log, Moment.CLOSED, count)
    first = 30
    since, until = first * cycle * unit, days * cycle * unit
    kept = opened >= since
    starts = np.arange(first, days) * cycle * unit
    ends = starts + params["on"] * unit
    worked = (log.amount[log.moment == Moment.STARTED].sum() - log.amount[log.moment == Moment.PAUSED].sum()) / (
        days * officers * params["on"] * unit
    )
    controls = float(count / (params["lam"] * days * cycle) - 1), float(work.mean() / params["work"] - 1)
    return Sample(
        {
            "T": (closed - opened)[kept].mean() / unit,
            "L_avg": open_between(opened, closed, since, until)[0],
            "L_duty_start": (np.searchsorted(opened, starts) - np.searchsorted(np.sort(closed), starts)).mean(),
            "L_duty_end": (np.searchsorted(opened, ends) - np.searchsorted(np.sort(closed), ends)).mean(),
            "util_on_duty": worked,
        },
        controls,
    )


def called_away(case: Case, rng: Generator) -> Sample:
    """B06: an officer leaves a case of lognormal work for every incident, and takes it up where it was put down."""
    rates, means, squares = case.params["lam"], case.params["m1"], case.params["m2"]
    unit, until = 10_000.0, 8_000.0
    counts = [int(rng.poisson(rate * until)) for rate in rates]
    at = [np.sort(rng.random(count)) * until for count in counts]
    variance = np.log(squares[1] / means[1] ** 2)
    scene = rng.exponential(means[0], counts[0])
    work = rng.lognormal(np.log(means[1]) - variance / 2, np.sqrt(variance), counts[1])
    jobs = Jobs(seconds(at[0], unit), np.zeros(counts[0], dtype=np.int64), seconds(scene, unit))
    ends_at = int((until + 3_000) * unit)
    log = field_world(jobs, one_stage(at[1], work, unit), 1, one_spell(1, ends_at), ends_at).play()
    kept = [times >= until / 50 for times in at]
    urgent = (times_of(log, Moment.ATTENDED, counts[0]) - jobs.at)[kept[0]]
    routine = (times_of(log, Moment.CLOSED, counts[1]) - seconds(at[1], unit))[kept[1]]
    controls = [count / (rate * until) - 1 for count, rate in zip(counts, rates, strict=True)]
    controls += [float(scene.mean() / means[0] - 1), float(work.mean() / means[1] - 1)]
    everything = np.argsort(np.concatenate(at), kind="stable")
    in_order, handled = np.concatenate(at)[everything], np.concatenate([scene, work])[everything]
    expected = np.dot(rates, squares) / (2 * (1 - np.dot(rates, means)))
    controls += [float(one_handler_waits(in_order, handled).mean() / expected - 1)]
    return Sample({"T0": urgent.mean() / unit, "T1": routine.mean() / unit}, controls)


def on_call_outs(case: Case, rng: Generator) -> Sample:
    """F11: call-outs of 3 on average, each some time after the last has ended, take the one officer off cases."""
    params, unit, until = case.params, 10_000.0, 21_000.0
    rounds = int(1.2 * until / (params["up"] + params["down"]))
    up, down = rng.exponential(params["up"], rounds), rng.exponential(params["down"], rounds)
    begins = np.cumsum(up + np.concatenate([[0.0], down[:-1]]))
    kept = begins < until
    out = np.minimum(begins + down, until)[kept].sum() - begins[kept].sum()
    count = int(rng.poisson(params["lam"] * until))
    at, work = np.sort(rng.random(count)) * until, rng.exponential(params["work"], count)
    jobs = Jobs(seconds(begins[kept], unit), np.zeros(int(kept.sum()), dtype=np.int64), seconds(down[kept], unit))
    ends_at = int((until + 3_000) * unit)
    log = field_world(jobs, one_stage(at, work, unit), 1, one_spell(1, ends_at), ends_at).play()
    opened, closed = times_of(log, Moment.RECORDED, count), times_of(log, Moment.CLOSED, count)
    since = until / 50
    found = {
        "T": (closed - opened)[at >= since].mean() / unit,
        "L": open_between(opened, closed, since * unit, until * unit)[0],
    }
    controls = [count / (params["lam"] * until) - 1, float(work.mean() / params["work"] - 1)]
    slower = (params["up"] + params["down"]) / params["up"]
    use = params["lam"] * params["work"] * slower
    controls.append(float(one_handler_waits(at, work * slower).mean() / (use * use / params["lam"] / (1 - use)) - 1))
    return Sample(found, [*controls, float(1 - out / until - params["up"] / (params["up"] + params["down"]))])


TRIALS = [
    Trial("B06", called_away, 25),
    Trial("F06", three_stages, 34),
    Trial("F11", on_call_outs, 28, left_out={"availability": INPUT}),
    Trial("F12", day_work, 20, wide=["L_duty_end"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_case_work(trial: Trial) -> None:
    check(trial)
