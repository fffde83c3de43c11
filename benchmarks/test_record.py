"""Timings of recording a tape, and counters of what it holds."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.worlds import SEED, SIZES, peak_memory, roster, scenario, tape
from demandsim.roster import build_roster
from demandsim.tape import record


@pytest.mark.parametrize("size", SIZES)
def test_record(benchmark: BenchmarkFixture, size: str) -> None:
    world = scenario(size)

    def work() -> object:
        return record(world, seed=SEED, days=SIZES[size].days)

    benchmark(work)
    benchmark.extra_info["peak_mb"] = peak_memory(work)


@pytest.mark.parametrize("size", SIZES)
def test_build_roster(benchmark: BenchmarkFixture, size: str) -> None:
    absences = tape(size).absences
    benchmark(lambda: build_roster(scenario(size).workforce, absences))


@pytest.mark.parametrize("size", ["village", "town"])
def test_the_tape_holds_no_more_than_the_days_need(size: str) -> None:
    """Candidate calls are at most the ones that the rules of ringing again allow, and no unit of duty is split."""
    contents = tape(size)
    demand = scenario(size).demand
    candidates = int((contents.contacts.received_at < 0).sum())
    at_most = len(contents.incidents.uid) * demand.repeat.times + len(contents.crimes.uid) * demand.victims.chase.times
    assert 0 < candidates <= at_most
    assert len(roster(size).spell_officer) <= len(roster(size).officers) * SIZES[size].days
