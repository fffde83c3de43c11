"""Timings of the engine, and counters that must not rise unnoticed: rows written, appointments made."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.worlds import SIZES, peak_memory, play, roster, scenario, tape
from demandsim.engine import run
from demandsim.eventlog import EventLog

AT_MOST = {"village": (417, 0.81), "town": (720, 0.87), "force": (17_900, 0.92)}
"""Rows a day, and appointments per row: what was counted, rounded up by about 5 %."""


@pytest.mark.parametrize("size", SIZES)
def test_run(benchmark: BenchmarkFixture, size: str) -> None:
    world = tape(size), roster(size), scenario(size).rules

    def work() -> EventLog:
        return run(*world)

    log = benchmark(work)
    benchmark.extra_info["rows"] = len(log)
    benchmark.extra_info["peak_mb"] = peak_memory(work)


@pytest.mark.parametrize("size", ["village", "town", pytest.param("force", marks=pytest.mark.slow)])
def test_the_engine_does_no_more_than_it_did(size: str) -> None:
    """Counters are the same on every machine; a rise is a change to explain."""
    log, made = play(size)
    rows_a_day, made_per_row = AT_MOST[size]
    assert len(log) / SIZES[size].days <= rows_a_day
    assert made / len(log) <= made_per_row
