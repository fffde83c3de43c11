"""The commands as people type them: what is printed, what is written, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import demandsim
from demandsim.cli import main
from tests.conftest import Command
from tests.experiment.files import write_village

HEAVY = ("numpy", "pandas", "matplotlib", "pydantic", "scipy", "pyarrow", "yaml", "jinja2", "rich", "simpy")


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_village(tmp_path)


NO_PAGES = pytest.mark.usefixtures("no_pages")
"""For runs whose pages nobody looks at."""


def short(file: Path, *more: object) -> tuple[object, ...]:
    return ("run", file, "--days", 3, "--warm-up", 1, "--replications", 2, "--workers", 1, *more)


def test_help_answers_without_loading_anything_heavy() -> None:
    code = f"""
import sys
sys.argv = ["demandsim", "--help"]
from demandsim.cli import main
try:
    main()
finally:
    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stderr.strip() == "[]"
    verbs = ("check", "explain", "run", "compare", "report", "measures", "schema", "staffing", "why", "audit")
    verbs += ("officers", "plan", "break-even", "prices", "rank", "warm-up", "sensitivity", "design")
    for verb in verbs:
        assert f"\n  {verb} " in ended.stdout


def test_version_and_module(command: Command) -> None:
    assert command("--version").out == f"demandsim, version {demandsim.__version__}\n"
    ended = subprocess.run([sys.executable, "-m", "demandsim", "--version"], capture_output=True, text=True, check=True)
    assert demandsim.__version__ in ended.stdout


def test_check_of_a_sound_scenario(command: Command, village: Path) -> None:
    ended = command("check", village)
    assert (ended.code, ended.err) == (0, "")
    assert "is sound" in ended.out
    assert "no transfers, more detectives" in ended.out


def test_check_shows_every_fault_with_file_and_line(command: Command, village: Path) -> None:
    lines = village.read_text().replace('"40 per day"', '"40 per moon"').replace('"talk"', '"tlak"', 1)
    village.write_text(lines)
    ended = command("check", village)
    assert ended.code == 2
    assert f"{village}:" in ended.err
    assert "moon" in ended.err
    assert "did you mean 'talk'" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("text", ["", "a: [1", "\0", "just words", "a: &a [*a]"])
def test_files_that_are_no_scenario_end_with_2(command: Command, village: Path, text: str) -> None:
    village.write_text(text)
    for words in (("check", village), ("run", village), ("explain", village)):
        ended = command(*words)
        assert ended.code == 2, words
        assert ended.err.startswith(str(village)), words
        assert "Traceback" not in ended.err
    assert not Path("results").exists()


def test_a_missing_file_ends_with_2(command: Command, village: Path) -> None:
    ended = command("run", "nowhere.yaml")
    assert ended.code == 2
    assert "there is no file 'nowhere.yaml'" in ended.err


def test_explain_speaks_of_teams(command: Command, village: Path) -> None:
    ended = command("explain", village, "--option", "more detectives")
    assert ended.code == 0
    assert "cid" in ended.out
    assert command("explain", village, "--option", "more detectivs").code == 2


def test_why_of_an_unknown_crime_names_some_that_there_are(command: Command, village: Path) -> None:
    ended = command("why", village, "1", "--days", "7")
    assert ended.code == 2
    assert "there is no crime 1 in these 7 days; the first are" in ended.err


def test_run_prints_its_plan_its_answer_and_where_the_results_are(command: Command, village: Path) -> None:
    ended = command(*short(village))
    assert (ended.code, ended.err) == (0, "")
    assert (
        "3 options (today, no transfers, more detectives) x 2 replications of 3 days after 1 days"
        in ended.out.replace("\n", " ")
    )
    assert "6 of 6 runs done" in ended.out
    assert "Calls in target" in ended.out
    assert "±" in ended.out
    out = Path("results/village")
    assert f"Results: {out}   Report: {out / 'report.html'}" in ended.out
    assert "<!DOCTYPE html>" in (out / "report.html").read_text()
    assert len(pd.read_parquet(out / "measures.parquet")["option"].unique()) == 3
    assert not (out / "logs").exists()


def test_run_of_some_options_quietly_with_logs_and_a_seed(command: Command, village: Path) -> None:
    ended = command(
        *short(village, "--options", "no transfers", "--seed", 5, "--out", "mine", "--keep-logs", "--quiet")
    )
    assert ended.code == 0
    left = [Path("mine") / name for name in ("report.html", "results.xlsx")]
    assert ended.out == f"Results: mine   Report: {left[0]}   Workbook: {left[1]}\n"
    assert all(path.stat().st_size for path in left)
    assert json.loads(Path("mine/recipe.json").read_text())["seed"] == 5
    assert len(list(Path("mine/logs").rglob("*.parquet"))) == 4


@NO_PAGES
def test_run_again_says_what_was_finished_before(command: Command, village: Path) -> None:
    first = command(*short(village, "--options", "no transfers"))
    page = Path("results/village/report.html").read_bytes()
    again = command(*short(village, "--options", "no transfers"))
    assert "4 runs, 4 of them finished before" in again.out
    assert "runs done" not in again.out
    assert first.out.split("Measure")[1] == again.out.split("Measure")[1]
    assert Path("results/village/report.html").read_bytes() == page


@NO_PAGES
def test_run_refuses_an_unknown_option_and_a_folder_of_another_experiment(command: Command, village: Path) -> None:
    unknown = command(*short(village, "--options", "today,more detectivs"))
    assert unknown.code == 2
    assert "did you mean 'more detectives'?" in unknown.err
    assert not Path("results").exists()
    command(*short(village, "--options", "today"))
    before = {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()}
    other = command(*short(village, "--seed", 2))
    assert other.code == 2
    assert "seed: 1 there, 2 now" in other.err
    assert {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()} == before


@NO_PAGES
def test_run_refuses_places_it_cannot_write_to(command: Command, village: Path) -> None:
    Path("file").write_text("mine")
    for place, said in (("file", "is a file"), (".", "holds other files"), ("file/below", "cannot write to")):
        ended = command(*short(village, "--out", place))
        assert ended.code == 2, place
        assert said in ended.err
    assert Path("file").read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "x.yaml", "--replications", "0"),
        ("run", "x.yaml", "--days", "ten"),
        ("fly",),
        ("run", "--fast", "x"),
    ],
)
def test_wrong_words_end_with_2_and_show_how(command: Command, words: tuple[str, ...]) -> None:
    ended = command(*words)
    assert ended.code == 2
    assert "Usage:" in ended.err


def test_compare_and_report_work_from_the_folder_alone(command: Command, village: Path) -> None:
    command(*short(village))
    village.unlink()
    out = Path("results/village")
    page, table = (out / "report.html").read_bytes(), (out / "comparison.csv").read_bytes()
    (out / "report.html").unlink()
    (out / "comparison.csv").unlink()
    compared = command("compare", out)
    assert compared.code == 0
    assert "Calls in target" in compared.out
    assert (out / "comparison.csv").read_bytes() == table
    again = command("report", out).out
    assert again == f"Report: {out / 'report.html'}   Workbook: {out / 'results.xlsx'}\n"
    assert (out / "report.html").read_bytes() == page
    twice = command("compare", out, "--options", "today,more detectives")
    assert twice.code == 0
    assert "They part at step" in twice.out
    uid = twice.out.split("Crime ")[1].split(",")[0]
    assert command("compare", out, "--crime", uid, "--options", "today,more detectives").out == twice.out


def test_compare_and_report_of_something_else(command: Command, village: Path) -> None:
    for verb in ("compare", "report", "prices"):
        for place, said in (("nowhere", "there is no folder nowhere"), (".", "is not a results folder")):
            ended = command(verb, place)
            assert ended.code == 2
            assert said in ended.err


def test_prices_are_told_from_the_folder_alone(command: Command, village: Path) -> None:
    write_village(
        village.parent,
        **{"options.more detectives.buys": {"what": "detective", "number": 3, "months": 30}},
    )
    command(*short(village))
    village.unlink()
    out = Path("results/village")
    ended = command("prices", out, "--per", "charged", "--per", "caseload", "--out", "lists/prices.csv")
    assert (ended.code, ended.err) == (0, "")
    words = " ".join(ended.out.split())
    assert "more detectives: 3 × detective. Cost against today: +£" in words
    assert "a year for each, £16,667 once; there and trained 30 months after the decision." in words
    assert "no transfers: not bought by the piece." in words
    assert "Prices: lists/prices.csv" in words
    table = pd.read_csv("lists/prices.csv")
    assert list(table["measure"].unique()) == ["cost", "charged", "caseload"]
    assert list(table["number"].unique()) == [1, 3]
    described = json.loads(Path("lists/prices.csv-metadata.json").read_text())
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(table.columns)
    assert "What it costs" in (out / "report.html").read_text()
    ended = command("prices", out, "--per", "charge")
    assert (ended.code, "did you mean 'charged'?" in ended.err) == (2, True)


@NO_PAGES
def test_run_plays_options_that_a_sweep_makes(command: Command, village: Path) -> None:
    ended = command(*short(village, "--sweep", "investigative_model.transfer.delay=1 day,9 days", "--quiet"))
    assert (ended.code, ended.err) == (0, "")
    played = pd.read_parquet("results/village_sweep/measures.parquet")["option"].unique()
    assert list(played) == ["today", "delay 1 day", "delay 9 days"]
    assert command(*short(village, "--sweep", "investigative_model.transfer.delay")).code == 2


def test_sensitivity_says_what_turns_a_verdict_and_keeps_tables(command: Command, village: Path) -> None:
    Path("ranges.csv").write_text("what,figures,low,high\nsight,mechanics.score_accuracy,x 0.5,x 1\n")
    words = ("sensitivity", village, "--ranges", "ranges.csv", "--measure", "crimes_closed", "--days", 3)
    ended = command(*words, "--warm-up", 1, "--options", "no transfers", "--worlds", 2, "--replications", 2)
    assert (ended.code, ended.err) == (0, "")
    assert "1 assumptions" not in ended.out
    assert "Crimes closed (crimes a week; higher is better)" in ended.out
    assert "Tables: results/village_ranges" in ended.out.replace("\\", "/")
    assert len(pd.read_csv("results/village_ranges/worlds.csv")) == 4
    assert len(pd.read_csv("results/village_ranges/levels.csv")) == 3
    assert command(*words, "--seed", 2).code == 2
    assert "--ranges" in command("sensitivity", village, "--out", "other").err


def test_measures_lists_every_one_with_its_question(command: Command) -> None:
    from demandsim.measures import MEASURES

    ended = command("measures")
    assert ended.code == 0
    words = " ".join(ended.out.split())
    assert all(measure.name in words for measure in MEASURES.values())


def test_schema_is_json(command: Command) -> None:
    found = json.loads(command("schema").out)
    assert {"demand", "workforce", "options"} <= set(found["properties"])


def test_what_nobody_foresaw_is_one_line_unless_debug_asks(
    command: Command, village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise RuntimeError("the moon fell down")

    monkeypatch.setattr("demandsim.scenario.files.read_tree", fail)
    ended = command("check", village)
    assert ended.code == 1
    assert ended.err == "The program failed (RuntimeError: the moon fell down); --debug shows more.\n"
    monkeypatch.setattr(sys, "argv", ["demandsim", "check", str(village), "--debug"])
    with pytest.raises(RuntimeError, match="moon"):
        main()


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_finished_and_ends_with_130(village: Path, workers: int) -> None:
    root = Path(__file__).parents[1]
    words = ["run", str(village), "--days", "7", "--replications", "200", "--workers", str(workers), "--out", "out"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    running = subprocess.Popen(
        [sys.executable, "-m", "demandsim", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        end = time.monotonic() + 60
        while len(list(Path("out/parts").glob("*/[0-9]*.parquet"))) < 3:
            assert time.monotonic() < end, "no run was finished"
            assert running.poll() is None, running.communicate()
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 130
    assert "Stopped. Finished runs are kept in out" in err
    assert "Traceback" not in err
    for path in Path("out/parts").rglob("[0-9]*.parquet"):
        assert len(pd.read_parquet(path)) > 50
