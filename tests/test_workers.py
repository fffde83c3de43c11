"""Workers lose nothing: tasks fail, processes die, people press Ctrl-C."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from demandsim.workers import MOST_DEATHS, TaskFailed, carry_out


@dataclass(frozen=True)
class Job:
    """Writes a mark each time it is tried; some tries end the process, some jobs fail, some take long."""

    folder: Path
    number: int
    deadly_tries: int = 0
    fails: bool = False
    seconds: float = 0.0
    greedy_tries: int = 0

    def __str__(self) -> str:
        return f"job {self.number}"


def work(job: Job) -> int:
    tries = len(list(job.folder.glob(f"{job.number}.*")))
    (job.folder / f"{job.number}.{tries}").touch()
    if tries < job.deadly_tries:
        # The neighbours have to be in flight when the process goes down.
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)
    if tries < job.greedy_tries:
        _ask_for_more_memory_than_there_is()
    time.sleep(job.seconds)
    if job.fails:
        raise ValueError("no good")
    return job.number


def _ask_for_more_memory_than_there_is() -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + 2**24, limits[1]))
    try:
        bytearray(2**26)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)


def threads(job: Job) -> str:
    return os.environ["OMP_NUM_THREADS"]


def tries(folder: Path, number: int) -> int:
    return len(list(folder.glob(f"{number}.*")))


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_is_done_once(tmp_path: Path, workers: int) -> None:
    done: list[int] = []
    carry_out([Job(tmp_path, n) for n in range(5)], work, workers, done.append)
    assert sorted(done) == [0, 1, 2, 3, 4]
    assert [tries(tmp_path, n) for n in range(5)] == [1] * 5


def test_a_process_that_dies_takes_nothing_with_it(tmp_path: Path) -> None:
    done: list[int] = []
    jobs = [Job(tmp_path, n, deadly_tries=1 if n == 1 else 0) for n in range(6)]
    carry_out(jobs, work, 2, done.append)
    assert sorted(done) == [0, 1, 2, 3, 4, 5]
    assert tries(tmp_path, 1) == 2


def test_a_task_that_keeps_killing_its_process_is_named_and_given_up(tmp_path: Path) -> None:
    done: list[int] = []
    jobs = [Job(tmp_path, n, deadly_tries=99 if n == 0 else 0) for n in range(4)]
    with pytest.raises(TaskFailed, match=r"job 0: its process died 3 times"):
        carry_out(jobs, work, 2, done.append)
    assert tries(tmp_path, 0) == MOST_DEATHS
    assert 0 not in done


def test_a_task_without_enough_memory_is_tried_again_with_no_other_beside_it(tmp_path: Path) -> None:
    done: list[int] = []
    carry_out([Job(tmp_path, n, greedy_tries=1 if n == 1 else 0) for n in range(4)], work, 2, done.append)
    assert sorted(done) == [0, 1, 2, 3]
    assert [tries(tmp_path, n) for n in range(4)] == [1, 2, 1, 1]


def test_a_task_that_never_has_enough_memory_is_named_and_given_up(tmp_path: Path) -> None:
    jobs = [Job(tmp_path, n, greedy_tries=99 if n == 0 else 0) for n in range(4)]
    with pytest.raises(TaskFailed, match="job 0: out of memory 3 times, at last with no other task beside it"):
        carry_out(jobs, work, 2)
    assert tries(tmp_path, 0) == MOST_DEATHS


@pytest.mark.parametrize("workers", [1, 2])
def test_a_task_that_fails_is_named_with_its_reason(tmp_path: Path, workers: int) -> None:
    jobs = [Job(tmp_path, n, fails=n == 2) for n in range(3)]
    with pytest.raises(TaskFailed, match="job 2: ValueError: no good"):
        carry_out(jobs, work, workers)


def test_workers_compute_with_one_thread_and_leave_the_parent_alone(tmp_path: Path) -> None:
    before = dict(os.environ)
    found: list[str] = []
    carry_out([Job(tmp_path, 0), Job(tmp_path, 1)], threads, 2, found.append)
    assert found == ["1", "1"]
    assert dict(os.environ) == before


ENDLESS = """
import sys
from pathlib import Path
from demandsim.workers import carry_out
from tests.test_workers import Job, work

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    carry_out([Job(folder, n, seconds=600) for n in range(4)], work, 2)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds child processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    marks = tmp_path / "marks"
    marks.mkdir()
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    parent = subprocess.Popen([sys.executable, script, marks], env=environment, stderr=subprocess.DEVNULL)
    try:
        until(lambda: len(list(marks.iterdir())) >= 2)
        children = children_of(parent.pid)
        assert len(children) >= 3
        parent.send_signal(how)
        parent.wait(20)
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    finally:
        parent.kill()


def children_of(pid: int) -> list[int]:
    """The processes that one has started; the first is Python's own, which looks after what processes share."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(holds: object, seconds: float = 30.0) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)
