"""The worlds that are timed, in three sizes, each made once per session: a village, a town and a force."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from demandsim.engine.play import Play
from demandsim.eventlog import EventLog
from demandsim.measures import measure
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


STAGES: dict[str, Callable[[str], object]] = {
    "read": scenario,
    "record": tape,
    "run": log,
    "measure": lambda size: measure(log(size), warm_up_days=SIZES[size].warm_up),
}
"""Each stage does the earlier ones first."""


def peak_memory(stage: str, size: str) -> float:
    """Give the peak memory in megabytes of a fresh process that gets as far as a stage."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.worlds", stage, size],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(told.stdout)


if __name__ == "__main__":
    import resource

    STAGES[sys.argv[1]](sys.argv[2])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
