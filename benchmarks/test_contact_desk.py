"""The contact desk alone, 580,000 calls a year: time, and memory that does not grow with the horizon."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.worlds import SCENARIOS, SEED
from demandsim.engine import run_for
from demandsim.roster import Roster, build_roster
from demandsim.scenario.files import read_scenario
from demandsim.tape import Tape, record
from demandsim.tape.tape import INFORMATION, NONE

YEAR = 365
WEEKS = (2, 8)
LEFT_BEHIND = 4
"""Bytes per call by which the peak may grow: half of one number; the roster, which grows with the weeks, is in it."""


@cache
def calls_alone(days: int) -> tuple[Tape, Roster]:
    """Record West Mercia and leave only its first calls, about nothing that others would have to deal with."""
    tape = record(read_scenario(SCENARIOS / "west_mercia_2018.yaml"), seed=SEED, days=days)
    contacts, incidents, crimes = tape.contacts, tape.incidents, tape.crimes
    first = contacts.received_at >= 0
    kept = {name: getattr(contacts, name)[first] for name in contacts.__slots__}
    nothing = np.full(int(first.sum()), NONE)
    kept |= {"about": np.full(len(nothing), INFORMATION), "incident": nothing, "crime": nothing}
    alone = replace(
        tape,
        contacts=type(contacts)(**kept),
        incidents=type(incidents)(**{name: getattr(incidents, name)[:0] for name in incidents.__slots__}),
        crimes=type(crimes)(**{name: getattr(crimes, name)[:0] for name in crimes.__slots__}),
    )
    workforce = tape.scenario.workforce
    handlers = {name: team for name, team in workforce.teams.items() if "contact" in team.desks}
    return alone, build_roster(workforce.model_copy(update={"teams": handlers}), tape.absences)


def play(days: int) -> int:
    """Play the calls, keep no log, and count its rows."""
    tape, roster = calls_alone(days)
    rows = 0

    def count(_: object) -> None:
        nonlocal rows
        rows += 1

    run_for(count, tape, roster, tape.scenario.rules)
    return rows


def peak(days: int) -> float:
    """Give the peak of the engine's memory in megabytes, the tape and the roster apart."""
    calls_alone(days)
    tracemalloc.start()
    play(days)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def test_a_year_of_calls(benchmark: BenchmarkFixture) -> None:
    calls_alone(YEAR)
    rows = benchmark.pedantic(lambda: play(YEAR), rounds=3)
    benchmark.extra_info["calls"] = len(calls_alone(YEAR)[0].contacts.uid)
    benchmark.extra_info["rows"] = rows


@pytest.mark.slow
def test_memory_does_not_grow_with_the_horizon() -> None:
    """Four times the weeks, about the same peak: no call leaves anything behind when it ends and no log is kept."""
    short, long = (peak(7 * weeks) for weeks in WEEKS)
    calls = [len(calls_alone(7 * weeks)[0].contacts.uid) for weeks in WEEKS]
    print(f"\nengine's peak: {short:.2f} MB for {calls[0]:,} calls, {long:.2f} MB for {calls[1]:,} calls")
    assert (long - short) * 2**20 < LEFT_BEHIND * (calls[1] - calls[0])
