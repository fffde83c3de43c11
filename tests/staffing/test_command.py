"""The command: what a planner reads, the files it leaves, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from demandsim.scenario.files import read_scenario
from demandsim.staffing.staffing import COLUMNS
from tests.conftest import Command
from tests.experiment.files import write_village

QUICK = ("--replications", 2, "--weeks", 2, "--workers", 1)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_village(tmp_path, **{"demand.lines.101.volume": "400 per day"})


def test_positions_are_said_written_and_can_be_used(command: Command, file: Path) -> None:
    asked = ("--by", "day", "--out", "table.csv", "--positions", "positions.csv")
    ended = command("staffing", file, *QUICK, *asked)
    assert (ended.code, ended.err) == (0, "")
    for said in (
        "999: 90 % of calls offered within 10 s; 101: 80 % of calls offered",
        "POSITIONS OF handlers",
        "Erlang C",
        "WHERE THE FORMULAS MISLEAD HERE",
        "Reserve: 1 handler is kept free for 999",
        "whereas the rule here is priority",
        "Table: table.csv",
        "Positions of handlers: positions.csv",
    ):
        assert said in ended.out
    table = pd.read_csv("table.csv")
    assert list(table.columns[: len(COLUMNS)]) == list(COLUMNS)
    assert len(table) == 48
    assert table["load"].to_numpy() == pytest.approx(table["calls"] * table["handle"] / 1800, rel=1e-3, abs=1e-3)
    assert (table["simulation"] >= 1).all()
    hours = next(line for line in ended.out.splitlines() if "hours a week" in line and "today" not in line).split()
    assert float(hours[-1].replace(",", "")) == pytest.approx(table["simulation"].sum() * 3.5, abs=0.5)

    facts = json.loads(file.read_text())
    facts["workforce"]["teams"]["handlers"] = {
        "desks": ["contact"],
        "lines": ["999", "101"],
        "positions": "positions.csv",
    }
    file.write_text(json.dumps(facts))
    staffed = read_scenario(file).workforce.teams["handlers"]
    assert staffed.positions == tuple(table["simulation"])


def test_a_week_has_a_row_for_every_half_hour(command: Command, file: Path) -> None:
    ended = command("staffing", file, *QUICK, "--line", "101", "--out", "table.csv")
    assert ended.code == 0
    table = pd.read_csv("table.csv")
    assert len(table) == 336
    assert list(table["day"].unique())[:2] == ["Monday", "Tuesday"]
    assert "999 share" not in table.columns
    assert "mean day of the week" in ended.out


def test_it_is_listed_among_the_commands(command: Command) -> None:
    assert "\n  staffing " in command("--help").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--line", "111"), "no line '111'"),
        (("--share", "120 %"), "a share cannot be above 100 %"),
        (("--share", "100 %"), "below 100 %"),
        (("--within", "10"), "say the unit"),
        (("--by", "month"), "month"),
        (("--option", "nothing"), "nothing"),
        (("--out", "nowhere/table.csv"), "cannot be written"),
        (("--positions", "."), "cannot be written"),
    ],
)
def test_bad_input_ends_with_2_and_says_why(command: Command, file: Path, words: tuple[str, ...], said: str) -> None:
    ended = command("staffing", file, *words)
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err
