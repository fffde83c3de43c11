"""The worlds that are timed, in three sizes, each made once per session: a village, a town and a force."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from demandsim.engine.play import Play
from demandsim.eventlog import EventLog
from demandsim.roster import Roster, build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.scenario import Scenario
from demandsim.tape import Tape, record
from tests.worlds import village

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SEED = 1


@dataclass(frozen=True, slots=True)
class Size:
    """A world to time: how to read it, and how many days are played, the first of them as warm-up."""

    read: Callable[[], Scenario]
    days: int
    warm_up: int


SIZES = {
    "village": Size(village, 56, 28),
    "town": Size(lambda: read_scenario(SCENARIOS / "town.yaml"), 56, 28),
    "force": Size(lambda: read_scenario(SCENARIOS / "west_mercia_2018.yaml"), 14, 7),
}


@cache
def scenario(size: str) -> Scenario:
    """Read a world."""
    return SIZES[size].read()


@cache
def tape(size: str) -> Tape:
    """Record its tape."""
    return record(scenario(size), seed=SEED, days=SIZES[size].days)


@cache
def roster(size: str) -> Roster:
    """Build its roster."""
    return build_roster(scenario(size).workforce, tape(size).absences)


def play(size: str) -> tuple[EventLog, int]:
    """Play it, and say how many appointments the clock made."""
    world = Play(tape(size), roster(size), scenario(size).rules)
    return world.play(), world._clock.made


@cache
def log(size: str) -> EventLog:
    """Play it once and keep the log."""
    return play(size)[0]


def peak_memory(work: Callable[[], object]) -> float:
    """Give the peak of memory, in megabytes, that a piece of work takes on top of what is there already."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 2**20, 1)
