"""Days that differ by the hour, against exact transient solutions and published runs: many days in one run.

Between days nobody rings until the last call is over, so that every day starts from empty.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.random import Generator

from tests.theory.call_measures import Answered, answered
from tests.theory.draws import Floats, arrivals_by_day, seconds
from tests.theory.runner import Case, Sample, cases, check
from tests.theory.worlds import FOREVER, Calls, Spell, call_world, one_spell

CASES = cases()


def level(began: Floats, ended: Floats, at: Floats) -> Floats:
    """Give how many have begun and not ended by each instant."""
    return np.searchsorted(np.sort(began), at, "right") - np.searchsorted(np.sort(ended), at, "right")


def play_days(
    at: Floats,
    work: Floats,
    patience: Floats | None,
    handlers: int,
    spells: Sequence[Spell] | None,
    ends: float,
    unit: float,
) -> Answered:
    """Let calls ring; without spells the handlers are always there."""
    none = np.zeros(len(at), dtype=np.int64)
    lasts = np.full(len(at), FOREVER) if patience is None else seconds(patience, unit)
    calls = Calls(seconds(at, unit), none, seconds(work, unit), none, lasts[:, None])
    ends_at = int(ends * unit)
    turns = one_spell(handlers, ends_at) if spells is None else spells
    return answered(call_world(calls, [(0,)] * handlers, turns, ends_at).play())


@pytest.mark.slow
def test_a_day_with_a_peak() -> None:
    """E01: calls rise and fall over a day before eight handlers."""
    check(CASES["E01"], peak_day, 16, ["L(6)", "L(12)", "L(18)", "frac_delayed", "busy_hours"])


def peak_day(case: Case, rng: Generator) -> Sample:
    """Play days of 24 hours from empty."""
    params, days, unit = case.params, 300, 20_000.0
    _, base, swing, period, phase = params["lam"]
    length, handlers, cycle = params["T"], params["staff"][0][1], 2.0 * params["T"]

    def rate(t: Floats) -> Floats:
        return base + swing * np.sin(2 * np.pi * (t - phase) / period)

    at = arrivals_by_day(rate, length, cycle, days, rng)
    work = rng.exponential(params["aht"], len(at))
    calls = play_days(at, work, None, handlers, None, (days + 1) * cycle, unit)
    began, taken, freed = calls.received / unit, calls.answered / unit, calls.freed / unit
    day_ends = np.floor(began / cycle) * cycle + length
    busy = np.maximum(np.minimum(freed, day_ends) - taken, 0)
    found = {
        "frac_delayed": (taken > began).mean(),
        "busy_hours": busy.sum() / days,
    }
    for hour in params["at"]:
        instants = np.arange(days) * cycle + hour
        present = level(began, freed, instants)
        found[f"L({hour})"] = present.mean()
    expected = case.expected["arrivals"]
    return Sample(found, [len(at) / days / expected - 1, float(work.mean() / params["aht"] - 1)])


@pytest.mark.slow
def test_a_queue_that_has_just_opened() -> None:
    """E07: how many callers one handler has, a little while after starting from empty."""
    check(CASES["E07"], just_opened)


def just_opened(case: Case, rng: Generator) -> Sample:
    """Play short days from empty."""
    params, days, unit, cycle = case.params, 3_000, 50_000.0, 60.0
    at = arrivals_by_day(lambda t: np.full_like(t, params["lam"]), params["t"], cycle, days, rng)
    work = rng.exponential(1 / params["mu"], len(at))
    calls = play_days(at, work, None, 1, None, (days + 1) * cycle, unit)
    present = level(calls.received / unit, calls.freed / unit, np.arange(days) * cycle + params["t"])
    controls = [len(at) / days / (params["lam"] * params["t"]) - 1, float(work.mean() * params["mu"] - 1)]
    return Sample({"P0": (present == 0).mean(), "EN": present.mean()}, controls)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["H01", "H02"])
def test_published_day(case: str) -> None:
    """H01, H02: a published simulation of an eight-hour day, without and with callers who give up."""
    check(CASES[case], published_day)


def published_day(case: Case, rng: Generator) -> Sample:
    """Play days of eight hours from empty; whoever waits at the end is still answered."""
    params, days, unit = case.params, 12, 10_000.0
    length, cycle = params["T"], params["T"] + 120.0
    at = arrivals_by_day(lambda t: np.full_like(t, params["lam"]), length, cycle, days, rng)
    work = rng.exponential(params["aht"], len(at))
    patience = rng.exponential(params["pat"], len(at)) if "pat" in params else None
    calls = play_days(at, work, patience, params["c"], None, (days + 1) * cycle, unit)
    served = calls.answered >= 0
    wait = calls.wait[served] / unit
    closes = np.floor(calls.received / unit / cycle) * cycle + length
    spent = np.maximum(np.minimum(calls.freed / unit, closes) - calls.answered / unit, 0)[served].sum()
    found = {
        "n_in_target": (wait <= params["t"]).sum() / days,
        "SL_served": (wait <= params["t"]).mean(),
        "ASA_served": wait.mean(),
        "busy": spent / params["c"] / (days * length),
        "n_abandon": (~served).sum() / days,
    }
    controls = [len(at) / days / (params["lam"] * length) - 1, float(work.mean() / params["aht"] - 1)]
    return Sample(found, controls)


@pytest.mark.slow
def test_calls_in_hand_are_finished_when_the_turn_ends() -> None:
    """F13: arrivals all day, handlers 8 hours of 24, and what is in hand then is finished as overtime."""
    check(CASES["F13"], finished_in_overtime, replications=25)


def finished_in_overtime(case: Case, rng: Generator) -> Sample:
    """Play many days; callers are patient."""
    params, days, unit = case.params, 1_500, 20_000.0
    cycle, handlers = params["on"] + params["off"], params["c"]
    count = int(rng.poisson(params["lam"] * days * cycle))
    at, work = np.sort(rng.random(count)) * days * cycle, rng.exponential(params["work"], count)
    turns = [
        (handler, int(day * cycle * unit), int((day * cycle + params["on"]) * unit))
        for day in range(days + 40)
        for handler in range(handlers)
    ]
    calls = play_days(at, work, None, handlers, turns, (days + 40) * cycle, unit)
    began, taken, freed = calls.received / unit, calls.answered / unit, calls.freed / unit
    first = 30
    kept = began >= first * cycle
    length = (days - first) * cycle
    overtime = np.maximum(freed - (np.floor(taken / cycle) * cycle + params["on"]), 0)
    worked = (taken >= first * cycle) & (taken < days * cycle)
    found = {
        "T": (freed - began)[kept].mean(),
        "L_avg": (freed - began)[kept].sum() / length,
        "overtime_per_cycle": overtime[worked].sum() / (days - first),
    }
    controls = [count / (params["lam"] * days * cycle) - 1, float(work.mean() / params["work"] - 1)]
    return Sample(found, controls)
