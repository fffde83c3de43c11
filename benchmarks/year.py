"""A whole year of the force on one core: `python -m benchmarks.year` prints processor seconds by stage and the peak."""

from __future__ import annotations

import resource
from collections.abc import Callable
from time import process_time
from typing import TypeVar

from benchmarks.worlds import SEED, scenario
from demandsim.engine import run
from demandsim.measures import measure
from demandsim.roster import build_roster
from demandsim.tape import record

DAYS = 365
Made = TypeVar("Made")


def timed(name: str, work: Callable[[], Made]) -> Made:
    """Do a piece of work and print what it took."""
    before = process_time()
    made = work()
    print(f"{name:8} {process_time() - before:6.1f} s")
    return made


def main() -> None:
    """Record, play and measure one replication of a year."""
    world = scenario("force")
    tape = timed("record", lambda: record(world, seed=SEED, days=DAYS))
    roster = timed("roster", lambda: build_roster(world.workforce, tape.absences))
    log = timed("run", lambda: run(tape, roster, world.rules))
    timed("measure", lambda: measure(log))
    print(f"{len(log):,} rows, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
