"""Timings of all measures on one log."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.worlds import SIZES, log, peak_memory
from demandsim.measures import measure


@pytest.mark.parametrize("size", SIZES)
def test_measure(benchmark: BenchmarkFixture, size: str) -> None:
    written = log(size)

    def work() -> object:
        return measure(written, warm_up_days=SIZES[size].warm_up)

    benchmark(work)
    benchmark.extra_info["peak_mb"] = peak_memory(work)
