"""What handing out runs costs: the overhead of a task, what a second worker gains, and the size of a kept log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from logging import ERROR
from pathlib import Path
from time import perf_counter

import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.worlds import SIZES, log
from demandsim.eventlog.log import COLUMNS
from demandsim.experiment.cluster import Cluster
from demandsim.experiment.store import write_part
from demandsim.workers import carry_out

TASKS = 200
FEW = 4
"""What is timed is many tasks less these few, so that starting the workers counts for nothing."""
WORKERS = 2
ROUNDS = 5
STEPS = 4_000_000
"""Of a task that keeps a processor busy for some tenths of a second."""
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
    for number in range(STEPS):
        total += number & task
    return total


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two workers of one thread each, processes on this machine, found by an address as others would be."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, silence_logs=ERROR
        ) as local,
        Cluster(local.scheduler_address) as found,
    ):
        yield found


@pytest.fixture(params=["processes", "a cluster"])
def crew(request: pytest.FixtureRequest) -> Cluster | None:
    """Processes of this machine, or the workers of a cluster."""
    return request.getfixturevalue("cluster") if request.param == "a cluster" else None


def seconds(work: Callable[[int], int], tasks: int, workers: int, crew: Cluster | None = None) -> float:
    """Time so many tasks, without what starting the workers takes."""

    def timed(number: int) -> float:
        began = perf_counter()
        carry_out(range(1, number + 1), work, workers, crew=crew)
        return perf_counter() - began

    return timed(tasks + FEW) - timed(FEW)


def test_handing_out(benchmark: BenchmarkFixture, crew: Cluster | None) -> None:
    """Milliseconds that handing out one task takes."""
    each: list[float] = []
    benchmark.pedantic(lambda: each.append(seconds(nothing, TASKS, WORKERS, crew)), rounds=ROUNDS)
    benchmark.extra_info["ms_a_task"] = [round(1000 * took / TASKS, 2) for took in sorted(each)]


def test_scaling(benchmark: BenchmarkFixture, crew: Cluster | None) -> None:
    """How many times quicker two workers are than one process, in turns."""
    gained: list[float] = []
    benchmark.pedantic(lambda: gained.append(seconds(busy, 12, 1) / seconds(busy, 12, WORKERS, crew)), rounds=ROUNDS)
    benchmark.extra_info["times_quicker"] = [round(gain, 2) for gain in sorted(gained)]


@pytest.mark.slow
def test_a_kept_log_of_a_year_of_the_force_is_small(tmp_path: Path) -> None:
    """From two weeks: short logs compress no better than long ones."""
    path = tmp_path / "log.parquet"
    write_part(path, pd.DataFrame({name: getattr(log("force"), name) for name in COLUMNS}), "recipe")
    assert path.stat().st_size / SIZES["force"].days * A_YEAR < MOST_OF_A_YEAR
