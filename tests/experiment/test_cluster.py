"""The same runs on a cluster: the same bytes, and the same care when a worker dies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment.cluster import Cluster
from demandsim.experiment.store import PREFIX, ResultsError
from demandsim.workers import MOST_DEATHS, TaskFailed, carry_out
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.test_workers import Job, tries, work

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


def test_one_worker_and_a_cluster_give_the_same_bytes(address: str, tmp_path: Path) -> None:
    scenario = write_village(tmp_path)
    run_experiment(plan_experiment(scenario, out=tmp_path / "one"), workers=1)
    run_experiment(plan_experiment(scenario, out=tmp_path / "cluster"), cluster=address)
    parts = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.parquet")]
    assert len(parts) == 6 * len(PREFIX) + 1
    for part in [*parts, Path("measures.csv")]:
        assert (tmp_path / "cluster" / part).read_bytes() == (tmp_path / "one" / part).read_bytes(), part


def test_a_worker_that_dies_takes_nothing_with_it(address: str, tmp_path: Path) -> None:
    done: list[int] = []
    jobs = [Job(tmp_path, n, deadly_tries=1 if n == 1 else 0) for n in range(6)]
    with Cluster(address) as crew:
        carry_out(jobs, work, len(jobs), done.append, crew)
    assert sorted(done) == [0, 1, 2, 3, 4, 5]
    assert tries(tmp_path, 1) == 2


def test_a_task_that_keeps_killing_its_worker_is_named_and_given_up(address: str, tmp_path: Path) -> None:
    done: list[int] = []
    jobs = [Job(tmp_path, n, deadly_tries=99 if n == 0 else 0) for n in range(4)]
    with Cluster(address) as crew, pytest.raises(TaskFailed, match=r"job 0: its process died 3 times"):
        carry_out(jobs, work, len(jobs), done.append, crew)
    assert tries(tmp_path, 0) == MOST_DEATHS


def test_a_task_that_fails_is_named_with_its_reason(address: str, tmp_path: Path) -> None:
    jobs = [Job(tmp_path, n, fails=n == 2) for n in range(3)]
    with Cluster(address) as crew, pytest.raises(TaskFailed, match="job 2: ValueError: no good"):
        carry_out(jobs, work, len(jobs), None, crew)


def test_results_that_do_not_arrive_are_missed(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_experiment(write_village(tmp_path), out=tmp_path / "out", options=["today"], replications=1)
    monkeypatch.setattr("demandsim.experiment.runner.is_whole", lambda *_: False)
    with pytest.raises(ResultsError, match="see the results folder under the same path"):
        run_experiment(plan, cluster=address)


@pytest.mark.usefixtures("no_pages")
def test_the_command_plays_on_the_cluster(address: str, tmp_path: Path, command: Command) -> None:
    asked = ("run", write_village(tmp_path), "--options", "today", "--replications", 1, "--out", tmp_path / "out")
    ended = command(*asked, "--cluster", address)
    assert ended.code == 0
    assert f"on the cluster at {address}" in ended.out.replace("\n", " ")
    assert "1 of them finished before" in command(*asked, "--cluster", "tcp://127.0.0.1:9").out.replace("\n", " ")


def test_nobody_answers(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demandsim.experiment.cluster.PATIENCE", 1)
    asked = ("run", write_village(tmp_path), "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    ended = command(*asked)
    assert ended.code == 2
    assert "no cluster answers at tcp://127.0.0.1:9" in ended.err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'demandsim[cluster]'" in command(*asked).err


def test_a_worker_with_another_program_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_experiment(write_village(tmp_path), out=tmp_path / "out")
    monkeypatch.setattr("demandsim.provenance.code_version", lambda: "another")
    with pytest.raises(TaskFailed, match=r"(?s)another version of the program.*program: .* there, another now"):
        run_experiment(plan, workers=1)
