"""Faults, really made: whatever happens to processes, files, disks and clocks, nothing finished is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment import runner as runner_module
from demandsim.experiment.store import part_path, read_recipe
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.test_workers import children_of, until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
IN_PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds child processes in /proc")
REPLICATIONS = 3
OPTIONS = ("today", "no transfers")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_village(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def undisturbed(scenario: Path) -> Path:
    return _finished(scenario, scenario.parent / "undisturbed")


@pytest.fixture
def damaged(undisturbed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(undisturbed, tmp_path / "out")


def _finished(scenario: Path, out: Path) -> Path:
    run_experiment(plan_experiment(scenario, out=out, options=OPTIONS, replications=REPLICATIONS), workers=1)
    return out


PLAY = f"""
import sys
from demandsim.experiment import plan_experiment, run_experiment
scenario, out = sys.argv[1:]
run_experiment(plan_experiment(scenario, out=out, options={OPTIONS}, replications={REPLICATIONS}), workers=2)
"""


def _begun(scenario: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PLAY, scenario, out],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _parts(out: Path) -> dict[Path, tuple[bytes, int]]:
    return {
        path.relative_to(out): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (out / "parts").rglob("[!.]*.parquet")
    }


def _same(out: Path, other: Path) -> None:
    assert {path: kept for path, (kept, _) in _parts(out).items()} == {
        path: kept for path, (kept, _) in _parts(other).items()
    }
    assert (out / "measures.csv").read_bytes() == (other / "measures.csv").read_bytes()


@IN_PROC
def test_a_worker_is_killed_and_the_experiment_ends_as_if_nothing_had_been(
    scenario: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    begun = _begun(scenario, out)
    try:
        until(lambda: len(_parts(out)) >= 5, 200)
        os.kill(max(children_of(begun.pid)), signal.SIGKILL)
        _, said = begun.communicate(timeout=200)
    finally:
        begun.kill()
    assert begun.returncode == 0, said.decode()
    _same(out, undisturbed)


@IN_PROC
def test_the_runner_is_killed_and_the_experiment_goes_on(scenario: Path, undisturbed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    begun = _begun(scenario, out)
    try:
        until(lambda: len(_parts(out)) >= 10, 200)
        begun.send_signal(signal.SIGKILL)
        begun.wait(20)
    finally:
        begun.kill()
    plan = plan_experiment(scenario, out=out, options=OPTIONS, replications=REPLICATIONS)
    assert 0 < len(plan.tasks) < plan.runs
    assert plan.damaged == ()
    before = _parts(out)
    run_experiment(plan, workers=1)
    left = {part_path(Path(), task.option, task.replication, "measures") for task in plan.tasks}
    untouched = {path: kept for path, kept in before.items() if path.parent / path.name.rpartition("_")[2] not in left}
    assert untouched
    assert untouched.items() <= _parts(out).items()
    _same(out, undisturbed)


@pytest.mark.usefixtures("no_pages")
@pytest.mark.parametrize("length", [0, 100, -1])
def test_a_truncated_file_is_found_named_and_its_run_played_again(
    scenario: Path, undisturbed: Path, damaged: Path, length: int, command: Command
) -> None:
    path = part_path(damaged, "no transfers", 2, "crimes")
    path.write_bytes(path.read_bytes()[:length])
    plan = plan_experiment(scenario, out=damaged, options=OPTIONS, replications=REPLICATIONS)
    assert [(task.option, task.replication) for task in plan.tasks] == [("no transfers", 2)]
    assert plan.damaged == (path,)
    asked = ("run", scenario, "--options", ",".join(OPTIONS), "--replications", REPLICATIONS, "--workers", 1)
    said = command(*asked, "--out", damaged)
    assert said.code == 0
    assert f"Damaged, so its run is played again: {path}" in said.out.splitlines()
    _same(damaged, undisturbed)


FULL = """
import resource, sys
from pathlib import Path
from demandsim.cli import main
scenario, out, limit = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
sys.argv = ["demandsim", "run", scenario, "--out", out, "--workers", "1", "--quiet",
            "--options", "today,no transfers", "--replications", "3"]
main()
"""


def test_a_disk_that_fills_is_named_and_the_finished_runs_are_kept(
    scenario: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """A small file system in memory, mounted where only this test sees it, then given room."""
    small = tmp_path / "small"
    small.mkdir()
    # Room for the recipe and for two or three runs of six.
    script = (
        f'mount -t tmpfs -o size=320k none "{small}" || exit 77\n'
        f'"$0" -c "$1" "$2" "{small}/out" 0; echo "ended $?"\n'
        f'find "{small}/out" -name "*.part" | wc -l; cp -a "{small}/out" "{tmp_path}/kept"\n'
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, sys.executable, FULL, str(scenario)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode in (1, 77) and "ended" not in done.stdout:
        pytest.skip(f"no small file system can be mounted here: {done.stderr.strip()}")
    assert done.stdout.split()[:3] == ["ended", "1", "0"], done.stdout + done.stderr
    assert "No space left on device" in done.stderr
    _goes_on(scenario, undisturbed, tmp_path / "kept")


def test_a_file_that_may_not_grow_is_named_and_the_finished_runs_are_kept(
    scenario: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """The limit is between the largest table of a run and the table of them all."""
    limit = max(len(kept) for kept, _ in _parts(undisturbed).values()) + 1_000
    assert (undisturbed / "recipe.json").stat().st_size < limit < (undisturbed / "measures.csv").stat().st_size
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(scenario), str(tmp_path / "out"), str(limit)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "File too large" in done.stderr
    assert not (tmp_path / "out" / "measures.csv").exists()
    _goes_on(scenario, undisturbed, tmp_path / "out")


def _goes_on(scenario: Path, undisturbed: Path, out: Path) -> None:
    before = _parts(out)
    assert len(before) >= 5
    plan = plan_experiment(scenario, out=out, options=OPTIONS, replications=REPLICATIONS)
    assert len(plan.tasks) < plan.runs
    assert plan.damaged == ()
    run_experiment(plan, workers=1)
    _same(out, undisturbed)


@pytest.mark.usefixtures("no_pages")
def test_a_clock_that_jumps_changes_no_number_and_replays_nothing(
    scenario: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    years = iter(range(2037, 1970, -1))

    class Jumping(datetime):
        """A clock that goes back a year whenever it is looked at."""

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # noqa: ARG003
            return datetime(next(years), 1, 1, tzinfo=UTC)

    monkeypatch.setattr(runner_module, "datetime", Jumping)
    monkeypatch.setattr(time, "time", lambda: float(next(years)))
    out = _finished(scenario, tmp_path / "out")
    _same(out, undisturbed)
    made = read_recipe(out)
    assert made["finished_at"] < made["started_at"]
    for number, path in enumerate(sorted((out / "parts").rglob("*.parquet"))):
        os.utime(path, (0, 0) if number % 2 else (2**31, 2**31))
    asked = ("run", scenario, "--options", ",".join(OPTIONS), "--replications", REPLICATIONS, "--out", out)
    before = _parts(out)
    assert command(*asked, "--quiet").code == 0
    assert _parts(out) == before
