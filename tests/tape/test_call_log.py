"""A log of calls as a telephone system exports it: local times, gaps, clocks that change, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from demandsim.scenario.problems import ScenarioError
from demandsim.tape.call_log import CallLog, read_call_log
from tests.conftest import Command

HEAD = "Received,Line,Answered,Abandoned,Ended,Freed,Agent\n"
DAY = (
    HEAD + "01/10/2018 00:00:10,101,01/10/2018 00:00:30,,01/10/2018 00:02:30,01/10/2018 00:03:00,A\n"
    "01/10/2018 09:00:00,101,,01/10/2018 09:01:40,,,\n"
    "\n"
    "2018-10-02 10:00:00,999,2018-10-02 10:00:02,,2018-10-02 10:01:02,2018-10-02 10:01:02,B\n"
    "2018-10-02 10:00:00,999,,,,,\n"
)


def read(folder: Path, text: str, encoding: str = "utf-8") -> CallLog:
    path = folder / "calls.csv"
    path.write_bytes(text.encode(encoding))
    return read_call_log(path)


def test_every_call_is_read_as_it_was(tmp_path: Path) -> None:
    log = read(tmp_path, DAY)
    assert (log.calendar.start.isoformat(), log.days, log.left_out) == ("2018-10-01", 2, 1)
    assert log.calls["received_at"].tolist() == [10, 32_400, 86_400 + 36_000]
    assert log.calls["line"].tolist() == ["101", "101", "999"]
    assert log.calls["talk"].tolist()[::2] == [120, 60]
    assert log.calls["wrap"].tolist()[::2] == [30, 0]
    assert log.calls["patience"].tolist()[1] == 100
    assert log.calls["waited"].tolist() == [20, 100, 2]


def test_windows_text_and_minutes_are_read(tmp_path: Path) -> None:
    text = "received,line,answered,abandoned,ended\n01/10/2018 09:00,Café,01/10/2018 09:01,,01/10/2018 09:04\n"
    log = read(tmp_path, text, "cp1252")
    assert log.calls[["line", "talk", "waited"]].values.tolist() == [["Café", 180, 60]]


def test_a_night_on_which_the_clocks_go_back(tmp_path: Path) -> None:
    """On 28 October 2018 the hour from one to two comes twice: the call lasts across the change."""
    text = HEAD + "28/10/2018 01:59:50,101,28/10/2018 01:00:10,,28/10/2018 01:05:10,,\n"
    log = read(tmp_path, text)
    assert log.calls[["received_at", "waited", "talk"]].values.tolist() == [[7_190, 20, 300]]


@pytest.mark.parametrize(
    ("row", "line", "message"),
    [
        ("01/13/2018 09:00:00,101,,01/10/2018 09:01:40,,,", 2, "'received' is no time"),
        (",101,,01/10/2018 09:01:40,,,", 2, "no 'received'"),
        ("01/10/2018 09:00:00,,,01/10/2018 09:01:40,,,", 2, "no 'line'"),
        ("01/10/2018 09:00:00,101,,01/10/2018 08:01:40,,,", 2, "'abandoned' comes before 'received'"),
        ("01/10/2018 09:00:00,101,01/10/2018 09:05:00,,01/10/2018 09:04:00,,", 2, "'ended' comes before 'answered'"),
        ("01/10/2018 09:00:00,101,01/10/2018 09:05:00,01/10/2018 09:06:00,,,", 2, "both answered and given up"),
        ("25/03/2018 01:30:00,101,,25/03/2018 02:00:30,,,", 2, "'received' does not exist: the clocks went forward"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, row: str, line: int, message: str) -> None:
    with pytest.raises(ScenarioError) as wrong:
        read(tmp_path, HEAD + row + "\n")
    assert f"calls.csv:{line}: " in str(wrong.value)
    assert message in str(wrong.value)


def test_missing_columns_name_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"calls.csv:1: columns are missing; no 'answered'; did you mean 'answerd'\?"
    ):
        read(tmp_path, DAY.replace("Answered", "Answerd"))


def test_the_command_writes_what_a_scenario_can_use(tmp_path: Path, command: Command) -> None:
    read(tmp_path, DAY)
    said = command("fit", tmp_path / "calls.csv")
    assert said.out.startswith("# Fitted to 3 calls of 2 days, 2018-10-01 to 2018-10-02.\n# 1 of them gave up. 1 more")
    lines = yaml.safe_load(said.out)["demand"]["lines"]
    assert lines["101"]["volume"] == "1 per day"
    assert lines["101"]["patience"] == {"exponential": {"mean": "2 min"}}
    out = tmp_path / "lines.yaml"
    command("fit", tmp_path / "calls.csv", "--out", out)
    assert out.read_text(encoding="utf-8") == said.out
    assert command("fit", tmp_path / "none.csv").code == 2
