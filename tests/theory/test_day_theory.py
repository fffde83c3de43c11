"""Days that differ by the hour, against exact transient solutions: peaks, changes of staff, overtime."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import EventLog
from tests.theory.days import (
    PLAIN,
    WRITTEN,
    Days,
    leave_when_free,
    level,
    play_calls,
    played,
    rate_of,
    spells_of,
)
from tests.theory.draws import Floats, arrivals_by_day, draw
from tests.theory.neighbours import Chain, Day, in_turn
from tests.theory.runner import INPUT, Case, Sample, Trial, cases, check
from tests.theory.worlds import Spell

CASES = cases()
FIRST_DAYS = 4
"""Days of a run around the clock that are not counted."""
WORST_HOUR = 9
"""Hour of the day in which most callers wait in E09 (by its own equations; 0.224, the next 0.212)."""


def first_to_be_free(log: EventLog, spells: list[Spell]) -> list[Spell]:
    """E03: when the number on duty falls, those leave who are free first."""
    (_, _), (_, many), (falls_at, few) = CASES["E03"].params["staff"]
    cycle = 2 * CASES["E03"].params["T"]
    falls = [round((day * cycle + falls_at) * SHIFTS.unit) for day in range(SHIFTS.days)]
    return leave_when_free(log, spells, [(at, range(many), many - few) for at in falls])


def just_opened(case: Case, rng: Generator) -> Sample:
    """E07: how many callers one handler has, a little while after starting from empty."""
    params, days, unit, cycle = case.params, 1_500, 50_000.0, 60.0
    at = arrivals_by_day(lambda t: np.full_like(t, params["lam"]), params["t"], cycle, days, rng)
    work = rng.exponential(1 / params["mu"], len(at))
    calls = played(play_calls(at, work, None, 1, None, (days + 1) * cycle, unit), unit)
    instants = np.arange(days) * cycle + params["t"]
    present = level(calls.received, calls.ended, instants)
    controls = [len(at) / days / (params["lam"] * params["t"]) - 1, float(work.mean() * params["mu"] - 1)]
    two, chances = in_turn(at, work, 2), opened_with_two()
    there = level(at, two.leaves, instants)
    controls += [float(there.mean() - chances @ np.arange(len(chances))), float((there == 0).mean() - chances[0])]
    return Sample({"P0": float((present == 0).mean()), "EN": float(present.mean())}, controls)


@cache
def opened_with_two() -> Floats:
    """Give the chances of every number of calls when E07 has two handlers."""
    params = CASES["E07"].params
    chain = Chain(2, 1 / params["mu"])
    return chain.over_time(lambda t: np.full_like(t, params["lam"]), np.array([0.0, params["t"]]))[-1]


def open_work(case: Case, rng: Generator) -> Sample:
    """E04: how much is in hand where nobody ever waits, at several hours of days that start from empty."""
    params, days, unit, handlers = case.params, 40, 20_000.0, 70
    hours = params["at"]
    cycle = 40.0 * params["svc"][1] + max(hours)
    at = arrivals_by_day(rate_of(params["lam"]), max(hours), cycle, days, rng)
    work = np.minimum(draw(params["svc"], len(at), rng), cycle - max(hours))
    calls = played(play_calls(at, work, None, handlers, None, (days + 1) * cycle, unit, PLAIN), unit)
    assert np.array_equal(calls.begun, calls.received)
    instants = np.arange(days) * cycle
    found = {f"m({hour})": float(level(calls.received, calls.ended, instants + hour).mean()) for hour in hours}
    return Sample(found)


def around_the_clock(case: Case, rng: Generator) -> Sample:
    """E06, E09: days that follow one another without a gap; waits per call and the share that wait."""
    params, unit, days = case.params, 20_000.0, 18 if case.id == "E06" else 65
    length, lam = params["T"], rate_of(params["lam"])
    staff = [[0, params["c"]]] if "c" in params else [[hour, number] for hour, number in enumerate(params["staff"])]
    at = arrivals_by_day(lam, length, length, days, rng)
    work = rng.exponential(params["aht"], len(at))
    spells = spells_of(staff, length, days + 2, length, unit)
    desk = PLAIN if "c" in params else WRITTEN
    log = play_calls(at, work, None, max(number for _, number in staff), spells, (days + 2) * length, unit, desk)
    calls = played(log, unit)
    kept = calls.received >= FIRST_DAYS * length
    waits = (calls.begun - calls.received)[kept]
    worst = kept & (np.floor(calls.received % length) == WORST_HOUR)
    found = {
        "exact_delay": float((waits > 0).mean()),
        "exact_wait": float(waits.mean()),
        "delay_day": float((waits > 0).mean()),
        "delay_worst_period": float((calls.begun > calls.received)[worst].mean()),
    }
    controls = [kept.sum() / (days - FIRST_DAYS) / (10 * length) - 1, float(work.mean() / params["aht"] - 1)]
    special: list[float] = []
    last = FIRST_DAYS * length
    for number in (8, 10) if case.id == "E06" else (10, 11):
        day, one = settled_day(case.id, number), in_turn(at, work, number)
        busy, waited = day.chain.present >= number, one.wait > 0
        controls.append(float(waited[kept].mean() - day.found(busy, last)))
        controls.append(float(one.wait[kept].sum() / (days - FIRST_DAYS) / day.over(day.chain.waiting, last) - 1))
        hours = last + WORST_HOUR, last + WORST_HOUR + 1
        special.append(float(waited[worst].mean() - day.found(busy, *hours)))
    return Sample(found, controls, {"delay_worst_period": special})


def finished_in_overtime(case: Case, rng: Generator) -> Sample:
    """F13: calls come all day, handlers 8 hours of 24; what is in hand then is finished as overtime."""
    params, days, unit = case.params, 800, 20_000.0
    cycle, handlers, extra, first = params["on"] + params["off"], params["c"], 40, 30
    count = int(rng.poisson(params["lam"] * days * cycle))
    at, work = np.sort(rng.random(count)) * days * cycle, rng.exponential(params["work"], count)
    turns = [
        (handler, int(day * cycle * unit), int((day * cycle + params["on"]) * unit))
        for day in range(days + extra)
        for handler in range(handlers)
    ]
    log = play_calls(at, work, None, handlers, turns, (days + extra) * cycle, unit)
    calls = played(log, unit)
    kept = calls.received >= first * cycle
    length = (days - first) * cycle
    overtime = np.maximum(calls.ended - (np.floor(calls.begun / cycle) * cycle + params["on"]), 0)
    worked = (calls.begun >= first * cycle) & (calls.begun < days * cycle)
    found = {
        "T": float((calls.ended - calls.received)[kept].mean()),
        "L_avg": float((calls.ended - calls.received)[kept].sum()) / length,
        "overtime_per_cycle": float(overtime[worked].sum()) / (days - first),
    }
    return Sample(found, [count / (params["lam"] * days * cycle) - 1, float(work.mean() / params["work"] - 1)])


@cache
def settled_day(case: str, handlers: int) -> Day:
    """Give five days in a row before a fixed number of handlers; the last is like all that follow."""
    params = CASES[case].params
    return Day(Chain(handlers, params["aht"]), rate_of(params["lam"]), (FIRST_DAYS + 1) * params["T"])


SHIFTS = Days(
    "E03",
    45,
    ((4, 1.0), (5, 1.0), (8, 1.0)),
    staff=CASES["E03"].params["staff"][:2],
    desk=PLAIN,
    leaving=first_to_be_free,
)
FORMULA = "what a formula makes of the case: a trial of its own"
RINGS = {"arrivals": INPUT}
PEAK = Days("E01", 60, ((8, 0.98), (8, 1.02)), desk=PLAIN)
HANDED_BACK = Days("E02", 55, ((4, 0.99), (4, 1.01), (5, 1.0), (6, 1.0)), desk=WRITTEN)
TRIALS = [
    Trial("E01", PEAK.replicate, 60, left_out=RINGS, wide=["Pdelay(12)", "Pdelay(18)"]),
    Trial("E02", HANDED_BACK.replicate, 60, left_out=RINGS, wide=["Pdelay(7)", "Pdelay(20)"]),
    Trial("E03", SHIFTS.replicate, 60, wide=["Lq(15)", "Lq(17)", "overtime"]),
    Trial("E04", open_work),
    Trial("E06", around_the_clock, left_out={"psa_delay": FORMULA, "ssa_delay": FORMULA}),
    Trial("E07", just_opened),
    Trial("F13", finished_in_overtime, 25),
    Trial("E09", around_the_clock, left_out={"staff": FORMULA, "hours": FORMULA}),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_days_that_differ_by_the_hour(trial: Trial) -> None:
    check(trial)
