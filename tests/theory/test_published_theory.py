"""Call centres that others simulated: our engine against their printed results, days with a busyness of their own."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from tests.theory.call_measures import answered, second_of
from tests.theory.days import leave_when_free
from tests.theory.draws import Floats, arrivals_by_day, by_luck, seconds
from tests.theory.forces import Desk
from tests.theory.neighbours import Chain, Day, in_turn
from tests.theory.runner import INPUT, Case, Sample, Trial, cases, check
from tests.theory.worlds import FOREVER, Calls, Spell, call_world, one_spell

CASES = cases()
UNIT = 10_000.0
"""Seconds that a minute of the case is given."""
GAP = 120.0
"""Minutes between days, in which all calls end."""
Ints = NDArray[np.int64]


def published_day(case: Case, rng: Generator) -> Sample:
    """H01, H02: days of eight hours from empty, without and with giving up; whoever waits at the end is answered."""
    params, days = case.params, 4
    length, handlers = params["T"], params["c"]
    cycle = length + GAP
    at = arrivals_by_day(lambda t: np.full_like(t, params["lam"]), length, cycle, days, rng)
    work = rng.exponential(params["aht"], len(at))
    patience = rng.exponential(params["pat"], len(at)) if "pat" in params else None
    none = np.zeros(len(at), dtype=np.int64)
    lasts = np.full(len(at), FOREVER) if patience is None else seconds(patience, UNIT)
    ends_at = int((days + 1) * cycle * UNIT)
    calls = Calls(seconds(at, UNIT), none, seconds(work, UNIT), none, lasts[:, None])
    log = answered(call_world(calls, [(0,)] * handlers, one_spell(handlers, ends_at), ends_at).play())
    served = log.answered >= 0
    wait = log.wait[served] / UNIT
    closes = np.floor(log.received / UNIT / cycle) * cycle + length
    spent = np.maximum(np.minimum(log.freed / UNIT, closes) - log.answered / UNIT, 0)[served].sum()
    found = {
        "n_in_target": (wait <= params["t"]).sum() / days,
        "SL_served": (wait <= params["t"]).mean(),
        "ASA_served": wait.mean(),
        "busy": spent / handlers / (days * length),
        "n_abandon": (~served).sum() / days,
    }
    controls = [len(at) / days / (params["lam"] * length) - 1, float(work.mean() / params["aht"] - 1)]
    for number in (handlers - 1, handlers + 1):
        day, one = published_neighbour(case.id, number), in_turn(at, work, number, patience)
        controls.append(float((one.wait > 0).mean() - day.found(day.chain.present >= number)))
        if patience is not None:
            lost = day.over(day.chain.waiting) / params["pat"] / (params["lam"] * length)
            controls.append(float((one.lost & (at + one.wait < closes)).mean() - lost))
        else:
            waited = np.maximum(np.minimum(at + one.wait, closes) - at, 0).sum() / days
            controls.append(float(waited / day.over(day.chain.waiting) - 1))
    return Sample({name: float(value) for name, value in found.items()}, controls)


@cache
def published_neighbour(case: str, handlers: int) -> Day:
    """Give the same day before another number of handlers."""
    params = CASES[case].params
    chain = Chain(handlers, params["aht"], 1 / params["pat"] if "pat" in params else 0.0)
    return Day(chain, lambda t: np.full_like(t, params["lam"]), params["T"], grid=1)


def busy_days(
    rates: Floats, period: float, busyness: Floats, cycle: float, rng: Generator
) -> tuple[Floats, Ints, Ints, Ints]:
    """Draw calls by type and period, rates times the day's busyness: instants, types, periods and days, in order."""
    counts = rng.poisson(busyness[:, None, None] * rates * period)
    number = counts.ravel()
    day, kind, part = (np.repeat(index.ravel(), number) for index in np.indices(counts.shape))
    at = day * cycle + (part + rng.random(len(day))) * period
    order = np.argsort(at, kind="stable")
    return at[order], kind[order], part[order], day[order]


def three_types(case: Case, rng: Generator) -> Sample:
    """H03: three types of call before two groups, the oldest call first; whoever is surplus finishes the call."""
    params, days = case.params, 4
    rates, period, staff = np.array(params["rates"]), params["period"], params["staff"]
    length = period * rates.shape[1]
    cycle = length + GAP
    busyness = rng.gamma(params["busyness_shape"], 1 / params["busyness_shape"], days)
    at, kind, part, day = busy_days(rates, period, busyness, cycle, rng)
    work = rng.exponential(1, len(at)) / np.array(params["service_rate"])[part]
    patience = rng.exponential(1, len(at)) / np.array(params["patience_rate"])[part]
    none = np.zeros(len(at), dtype=np.int64)
    calls = Calls(seconds(at, UNIT), kind, seconds(work, UNIT), none, seconds(patience, UNIT)[:, None])
    answers = [tuple(lines) for lines, number in zip(params["answers"], staff, strict=True) for _ in range(max(number))]
    routes = {
        f"line-{line}": [{"team": f"desk-{group}"} for group in groups] for line, groups in enumerate(params["routes"])
    }
    desk = Desk({"kind": "by_skill", "routes": routes})
    firsts = [0, max(staff[0])]
    spells: list[Spell] = []
    falls: list[tuple[int, range, int]] = []
    for one in range(days):
        for first, (early, middle, late) in zip(firsts, staff, strict=True):
            for seat in range(middle):
                since = one * cycle + (0 if seat < early else period)
                spells.append((first + seat, round(since * UNIT), round((one + 1) * cycle * UNIT)))
            falls.append((round((one * cycle + 2 * period) * UNIT), range(first, first + middle), middle - late))
    ends_at = round((days + 1) * cycle * UNIT)
    stayed = call_world(calls, answers, spells, ends_at, desk).play()
    left = call_world(calls, answers, leave_when_free(stayed, spells, falls), ends_at, desk).play()
    found = answered(left)
    served, wait = found.answered >= 0, found.wait / UNIT
    in_target = served & (wait < params["t"])
    over = np.where(served, found.freed, found.left) / UNIT
    last = np.zeros(days)
    np.maximum.at(last, day, over - day * cycle)
    finishing = left.amount[(left.moment == Moment.OFF_DUTY) & (left.officer < firsts[1])].sum() / UNIT
    staffed = days * period * sum(staff[0]) + staff[0][-1] * np.maximum(last - length, 0).sum() + finishing
    spent = (found.freed - found.answered)[served & (found.handler < firsts[1])].sum() / UNIT
    counted = served | (wait >= params["t"])
    measures = {
        "served": served.sum() / days,
        "abandoned": (~served).sum() / days,
        "SL": share_of_all(case, in_target.sum() / days, counted.sum() / days),
        "occ_group0": spent / staffed,
    }
    for line in range(3):
        for number in range(3):
            measures[f"in_target_{line}{number}"] = (in_target & (kind == line) & (part == number)).sum() / days
    controls = of_busyness(busyness, params["busyness_shape"])
    return Sample({name: float(value) for name, value in measures.items()}, controls)


def share_of_all(case: Case, in_target: float, counted: float) -> float:
    """Give a share of all days' calls, linear in the counts: days with more calls count for more (H03)."""
    share = case.expected["SL"]
    calls = sum(value for name, value in case.expected.items() if name.startswith("in_target")) / share
    return share + (in_target - share * counted) / calls


def of_busyness(busyness: Floats, shape: float) -> list[float]:
    """Compare the days' busyness with what it should have been."""
    return [float(busyness.mean() - 1), float((busyness**2).mean() - 1 - 1 / shape)]


def telethon(case: Case, rng: Generator) -> Sample:
    """H04: volunteers with more lines than people; after two minutes a caller leaves a message and hangs up."""
    params, weeks = case.params, 10
    days, length, handlers = params["days"] * weeks, params["hours"] * 60.0, params["handlers"]
    cycle = length + GAP
    rates = np.array([[params["rate_per_hour"] / 60]])
    at, _, _, day = busy_days(rates, length, np.ones(days), cycle, rng)
    count = len(at)
    work, patience = rng.exponential(params["aht"], count), rng.exponential(params["pat"], count)
    none = np.zeros(count, dtype=np.int64)
    # All accept, and nobody picks up who is rung back: a message costs nobody any time.
    luck = np.column_stack([np.zeros(count), np.ones((count, 3))])
    calls = Calls(
        seconds(at, UNIT),
        none,
        seconds(work, UNIT),
        none,
        seconds(patience, UNIT)[:, None],
        call_back_luck=luck,
    )
    offer = {
        "offer_after": f"{round(params['message_after'] * UNIT)} s",
        "within": f"{round(cycle * UNIT)} s",
        "tries": 1,
    }
    line = {"trunks": params["trunks"], "call_back": {"accepts": 1.0, "reached": 0.0, "try_time": "0 s"}}
    desk = Desk({"kind": "first_come", "call_back": {"line-0": offer}}, line)
    ends_at = round((days + 1) * cycle * UNIT)
    log = call_world(calls, [(0,)] * handlers, one_spell(handlers, ends_at), ends_at, desk).play()
    return Sample(
        of_telethon(log, (day * cycle + length) * UNIT, weeks, params),
        [count / weeks / (days / weeks * length * rates[0, 0]) - 1, float(work.mean() / params["aht"] - 1)],
    )


def of_telethon(log: EventLog, closes: Floats, weeks: int, params: dict[str, float]) -> dict[str, float]:
    """Read what happened up to the close: whoever still waits then is turned away."""
    calls, promised = answered(log), second_of(log, Moment.PROMISED)
    by_close = [(at >= 0) & (at < closes) for at in (calls.answered, calls.left, promised, calls.blocked)]
    served, left, message, blocked = by_close
    wait = (calls.answered - calls.received)[served] / UNIT
    spent = (calls.freed - calls.answered)[served].sum() / UNIT
    open_minutes = params["handlers"] * params["hours"] * 60 * params["days"]
    return {
        "arrived": len(served) / weeks,
        "served": served.sum() / weeks,
        "abandoned": left.sum() / weeks,
        "message": message.sum() / weeks,
        "cleared": (~(served | left | message | blocked)).sum() / weeks,
        "in_target": (wait <= params["t"]).sum() / weeks,
        "ASA": wait.mean(),
        "occupancy_pct": 100 * spent / weeks / open_minutes,
    }


def thirteen_hours(case: Case, rng: Generator) -> Sample:
    """H05: staff by the hour, days with a busyness of their own, one caller in ten who does not wait at all."""
    params, days = case.params, 5
    rates, staff = np.array([params["rates_per_hour"]]) / 60, params["staff"]
    cycle = 60.0 * len(staff) + GAP
    shape = params["busyness_shape"]
    busyness = rng.gamma(shape, 1 / shape, days)
    at, _, _, _ = busy_days(rates, 60.0, busyness, cycle, rng)
    count = len(at)
    minute = 1 / 60
    work = rng.exponential(params["service_s"] * minute, count)
    patience = by_luck(("mix0", params["no_patience"], ("exp", params["patience_s"] * minute)), rng.random(count))
    none = np.zeros(count, dtype=np.int64)
    calls = Calls(seconds(at, UNIT), none, seconds(work, UNIT), none, seconds(patience, UNIT)[:, None])
    spells = [
        (seat, round((one * cycle + 60 * hour) * UNIT), round((one * cycle + 60 * (hour + 1) + last) * UNIT))
        for one in range(days)
        for hour, number in enumerate(staff)
        for seat in range(number)
        for last in [GAP - 1 if hour == len(staff) - 1 else 0.0]
    ]
    ends_at = round((days + 1) * cycle * UNIT)
    found = answered(call_world(calls, [(0,)] * max(staff), spells, ends_at).play())
    served, wait, mean = found.answered >= 0, found.wait / UNIT * 60, params["mean_calls"]
    return Sample(
        {
            "arrivals": count / days,
            "wait_s": float(wait.sum()) / days / mean,
            # The published program counts those who give up so soon, too.
            "within_20s": float((wait < params["t"]).sum()) / days / mean,
            "lost": float((~served).sum()) / days / mean,
        },
        of_busyness(busyness, shape),
    )


TRIALS = [
    Trial("H01", published_day),
    Trial("H02", published_day),
    Trial("H03", three_types, 22),
    Trial("H04", telethon, left_out={"arrived": INPUT}),
    Trial("H05", thirteen_hours, left_out={"arrivals": INPUT}),
]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_published_call_centre(trial: Trial) -> None:
    check(trial)
