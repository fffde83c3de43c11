"""Shares: calls counted where they rang, and intervals that know that calls of one day are not independent."""

from __future__ import annotations

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.measures.contact import calls_in_target
from demandsim.measures.window import Window
from demandsim.quantities import DAY, WEEK
from demandsim.roster import build_roster
from demandsim.staffing.shares import count, shares
from demandsim.staffing.weeks import Weeks, play, record_weeks
from demandsim.tape import record
from tests.worlds import village


def test_wilson_interval_of_independent_calls() -> None:
    """18 of 20: 0.699 to 0.972 (Wilson 1927); one cycle only, so that nothing is known of its variation."""
    found = shares(np.array([[20]]), np.array([[18]]))
    assert (found.share[0], found.calls[0]) == (0.9, 20)
    assert found.low[0] == pytest.approx(0.69896, abs=1e-5)
    assert found.high[0] == pytest.approx(0.97213, abs=1e-5)


def test_good_and_bad_days_widen_the_interval() -> None:
    offered = np.full((20, 1), 50)
    even = shares(offered, np.full((20, 1), 40))
    bursts = shares(offered, np.array([[50], [30]] * 10))
    assert even.share[0] == bursts.share[0] == 0.8
    # Days differ by 10 calls either way, where independent calls would by the root of 50 x 0.8 x 0.2 = 2.8.
    ratio = (bursts.high[0] - bursts.low[0]) / (even.high[0] - even.low[0])
    assert ratio == pytest.approx(10 / 2.83 * (20 / 19) ** 0.5, rel=0.02)


def test_nobody_rang() -> None:
    found = shares(np.zeros((3, 1), dtype=int), np.zeros((3, 1), dtype=int))
    assert np.isnan(found.share[0])
    assert (found.low[0], found.high[0], found.calls[0]) == (0, 1, 0)


def test_coverage_of_the_interval() -> None:
    """Calls answered in a day with a share that itself varies: 95 of 100 intervals should hold the truth."""
    rng = np.random.default_rng(7)
    offered = rng.poisson(30, (20, 2_000))
    in_time = rng.binomial(offered, rng.beta(8, 2, (20, 2_000)))
    found = shares(offered, in_time)
    covered = ((found.low <= 0.8) & (found.high >= 0.8)).mean()
    assert 0.93 < covered < 0.98


def test_counts_agree_with_the_measure() -> None:
    """The share over a whole run is that of the measure `calls_in_target`, call by call."""
    scenario = village()
    tape = record(scenario, days=15)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    weeks = Weeks(tape, DAY, DAY + 2 * WEEK, 0.0)
    within = [line.target.within for line in scenario.demand.lines.values()]
    window = Window(log, warm_up_days=1)
    measured = dict(calls_in_target(window, ("line",)))
    for by in ("day", "week"):
        found = count(weeks, log, within, by)
        assert found.offered.sum() == len(window.calls)
        assert found.offered.shape == ((2, 14, 48) if by == "day" else (2, 2, 336))
        for number, line in enumerate(scenario.demand.lines):
            share = found.in_time[number].sum() / found.offered[number].sum()
            assert share == pytest.approx(measured[f"line={line}"], abs=1e-9)


def test_calls_lie_in_the_half_hour_of_the_local_clock() -> None:
    """Calls of one hour on Tuesdays, over the night on which clocks change."""
    profile = {"hours": [0] * 24 + [0] * 9 + [1] + [0] * 134}
    scenario = village(
        start="2025-03-24",
        **{"demand.profiles.daytime": profile, "demand.victims.chase.times": 0, "demand.repeat.times": 0},
    )
    retry = {"information": 0, "need": 0, "after": "1 min"}
    for line in ("999", "101"):
        scenario = scenario.model_copy(deep=True)
        scenario.demand.lines[line].__dict__["retry"] = type(scenario.demand.lines[line].retry)(**retry)
    weeks = record_weeks(scenario, 0, 1, 3)
    found = count(weeks, play(weeks, {}), [10, 30], "week")
    rang = found.offered.sum(axis=(0, 1))
    assert set(np.flatnonzero(rang)) == {(24 + 9) * 2, (24 + 9) * 2 + 1}
