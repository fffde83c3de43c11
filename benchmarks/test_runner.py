"""What handing out runs costs: the overhead of a task, what a second worker gains, and the size of a kept log."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.worlds import SIZES, log
from demandsim.eventlog.log import COLUMNS
from demandsim.experiment.store import write_part
from demandsim.experiment.workers import carry_out

TASKS = 200
ROUNDS = 2_000_000
"""Steps of a task that keeps a processor busy for some tenths of a second."""
A_YEAR = 372
"""Days, warm-up included."""
MOST_OF_A_YEAR = 100e6
"""Bytes that the kept log of a year of the force may take."""


def nothing(task: int) -> int:
    """Do nothing: what is timed is the handing out."""
    return task


def busy(task: int) -> int:
    """Keep one processor busy, as a run does."""
    total = 0
    for number in range(ROUNDS):
        total += number & task
    return total


def seconds(tasks: int, workers: int) -> float:
    """Time so many busy tasks with so many workers."""
    began = perf_counter()
    carry_out(range(1, tasks + 1), busy, workers)
    return perf_counter() - began


@pytest.mark.parametrize("workers", [1, 2])
def test_handing_out(benchmark: BenchmarkFixture, workers: int) -> None:
    """Starting the processes is in the time of two workers."""
    benchmark.pedantic(lambda: carry_out(range(TASKS), nothing, workers), rounds=3)
    benchmark.extra_info["ms_a_task"] = round(1000 * benchmark.stats["min"] / TASKS, 3)


def test_scaling(benchmark: BenchmarkFixture) -> None:
    """How many times quicker two workers are than one, once their processes have started."""

    def gained() -> float:
        one, two = (seconds(12, workers) - seconds(4, workers) for workers in (1, 2))
        return one / two

    benchmark.extra_info["times_quicker"] = round(benchmark.pedantic(gained, rounds=1), 2)


@pytest.mark.slow
def test_a_kept_log_of_a_year_of_the_force_is_small(tmp_path: Path) -> None:
    """From two weeks: short logs compress no better than long ones."""
    path = tmp_path / "log.parquet"
    write_part(path, pd.DataFrame({name: getattr(log("force"), name) for name in COLUMNS}), "recipe")
    assert path.stat().st_size / SIZES["force"].days * A_YEAR < MOST_OF_A_YEAR
