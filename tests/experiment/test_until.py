"""Replications until it is precise enough: targets as written, when it stops, what a stopped search goes on with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demandsim.experiment.precision import t_interval
from demandsim.experiment.runner import Plan, Task, plan_experiment
from demandsim.experiment.store import PREFIX, TODAY, part_path, write_part
from demandsim.experiment.until import DIFFERENCE, MEAN, MEANING, Target, judge, read_target, run_until
from demandsim.scenario.problems import ScenarioError
from tests.conftest import Command
from tests.experiment.files import write_village

CLOSED = "crimes_closed"
CLOSE, CLOSER = Target("", CLOSED, 0.02, True), Target("", CLOSED, 1.6, False)


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of made-up files need not reach the disk."""
    monkeypatch.setattr("os.fsync", lambda _: None)


def made_up(task: Task) -> float:
    """Crimes closed a week: the tape's luck is shared, and an option's own is small."""
    shared = np.random.default_rng(task.replication).normal(0, 3)
    own = np.random.default_rng([task.replication, len(task.option)]).normal(0, 0.8)
    return float(118 + shared + (0 if task.option == TODAY else 5 + own))


class Desk:
    """Plays plans by making up what a run would leave, and counts what it played."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.file, self.out = write_village(folder), folder / "results"
        self.played: list[Task] = []

    def plan(self, replications: int | None = None) -> Plan:
        return plan_experiment(self.file, out=self.out, options=["no transfers"], replications=replications)

    def play(self, plan: Plan) -> None:
        for task in plan.tasks:
            self.one(task)

    def one(self, task: Task) -> None:
        row = {"measure": CLOSED, "group": "", "value": made_up(task), "unit": "crimes a week"}
        for kind in PREFIX:
            write_part(part_path(task.folder, task.option, task.replication, kind), pd.DataFrame([row]), task.made)
        self.played.append(task)


def test_targets_as_people_write_them() -> None:
    assert read_target("crimes_closed ±2 %") == Target("crimes_closed ±2 %", CLOSED, 0.02, True)
    assert read_target("crimes_closed +-3").half_width == 3
    assert read_target(" days_to_outcome +/- 1.5 days").half_width == 1.5
    for points in ("reviews_on_time ±1", "reviews_on_time ±1 point", "reviews_on_time±1points"):
        found = read_target(points)
        assert (found.half_width, found.relative) == (0.01, False)
    assert read_target("reviews_on_time ±1 %").relative


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("crimes_closed 2 %", "is no target"),
        ("crimes_closd ±2 %", "did you mean 'crimes_closed'"),
        ("crimes_closed ±2 hours", "not in 'hours'; valid: crimes a week, %"),
        ("crimes_closed ±0", "no width"),
    ],
)
def test_targets_that_cannot_be_meant(text: str, said: str) -> None:
    with pytest.raises(ScenarioError, match="--until: ") as refused:
        read_target(text)
    assert said in str(refused.value)


def test_it_stops_when_every_interval_is_narrow_enough_and_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    found = run_until([CLOSE, CLOSER], desk.plan(4), desk.plan, desk.play)
    assert found.reached
    assert found.rounds[0] == 4
    last = found.rounds[-1]
    assert len(desk.played) == len(set(desk.played)) == 2 * last
    today = np.array([made_up(Task(desk.out, TODAY, n, "")) for n in range(last)])
    option = np.array([made_up(Task(desk.out, "no transfers", n, "")) for n in range(last)])
    # The mean of today is what takes longest; the difference on shared tapes is known long before.
    assert [t_interval(today[:n]).half_width <= 1.6 for n in range(last - 5, last + 1)] == [True] * 6
    assert found.table["of"].tolist() == [MEAN, DIFFERENCE] * 2
    widths = [t_interval(today).half_width, t_interval(option - today).half_width]
    assert found.table["half_width"].tolist() == pytest.approx(widths * 2)
    assert found.table["target"].tolist() == pytest.approx([0.02 * today.mean()] * 2 + [1.6] * 2)
    written = pd.read_csv(desk.out / "precision.csv")
    assert list(written.columns) == list(MEANING)


def test_a_search_that_was_stopped_ends_as_though_it_had_not_been(tmp_path: Path) -> None:
    whole, broken = Desk(tmp_path / "whole"), Desk(tmp_path / "broken")
    expected = run_until([CLOSER], whole.plan(4), whole.plan, whole.play)
    assert len(expected.rounds) > 2

    def dies(plan: Plan) -> None:
        if plan.runs > 8:
            broken.one(plan.tasks[0])
            raise KeyboardInterrupt
        broken.play(plan)

    with pytest.raises(KeyboardInterrupt):
        run_until([CLOSER], broken.plan(4), broken.plan, dies)
    found = run_until([CLOSER], broken.plan(4), broken.plan, broken.play)
    assert found.rounds == expected.rounds[1:]
    pd.testing.assert_frame_equal(found.table, expected.table)
    assert len(broken.played) == len(set(broken.played)) == len(whole.played)


def test_it_ends_at_the_most_and_says_what_is_not_reached(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    found = run_until([Target("", CLOSED, 0.001, True)], desk.plan(4), desk.plan, desk.play, at_most=12)
    assert found.rounds == (4, 12)
    assert not found.reached
    assert int(found.table["more_replications"].iloc[0].replace(",", "")) > 1000


def test_a_plain_run_goes_on_as_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    found = run_until([CLOSE], desk.plan(4), desk.plan, desk.play)
    assert desk.plan(3).tasks == ()
    assert len(desk.plan(found.rounds[-1] + 1).tasks) == 2


def test_a_measure_without_a_value_is_named() -> None:
    values = pd.DataFrame({"option": TODAY, "replication": [0, 1], "measure": CLOSED, "group": "", "value": np.nan})
    with pytest.raises(ScenarioError, match="crimes_closed has no value"):
        judge(values, [TODAY], [CLOSE])


@pytest.mark.usefixtures("no_pages")
def test_the_command_says_what_it_cost_and_what_is_not_reached(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("run", write_village(tmp_path), "--options", "no transfers", "--days", 1, "--warm-up", 0, "--workers", 1)
    ended = command(*words, "--replications", 2, "--until", "crimes_recorded ±0.1 %", "--at-most", 3)
    assert (ended.code, ended.err) == (0, "")
    printed = " ".join(ended.out.split())
    assert "3 replications of 2 options: 6 runs, 2 more than the first 2 replications took." in printed
    assert "Not every target is reached; the search ends at 3 (--at-most)." in printed
    ended = command(*words, "--until", "crimes_recorded ±1 minute")
    assert ended.code == 2
    assert "is not in 'minute'" in ended.err
