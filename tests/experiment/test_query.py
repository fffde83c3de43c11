"""Questions in SQL: what the views hold is what the folder holds, and nothing can be changed or reached by them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from demandsim.eventlog import Moment
from demandsim.experiment import plan_experiment, run_experiment, write_comparison
from demandsim.experiment.query import query, tables, text
from demandsim.experiment.store import ResultsError, log_path, part_path
from tests.conftest import Command
from tests.experiment.files import write_village

OPTION = "no transfers"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("it's a query")
    out = folder / "results"
    run_experiment(plan_experiment(write_village(folder), out=out, options=[OPTION], keep_logs=True), workers=1)
    write_comparison(out)
    return out


def test_the_views_hold_what_the_folder_holds(results: Path) -> None:
    found = tables(results)
    assert set(found) == {
        "measures", "crimes", "officers", "performance", "avoidable", "weekly", "hourly", "unmet",
        "comparison", "worse_off", "events", "moments",
    }  # fmt: skip
    values = query(results, "SELECT * FROM measures ORDER BY option DESC, replication")
    kept = pd.read_parquet(results / "measures.parquet")
    key = ["option", "replication", "measure", "group"]
    pd.testing.assert_frame_equal(
        values.sort_values(key, ignore_index=True), kept.sort_values(key, ignore_index=True), check_dtype=False
    )
    counted = query(results, "SELECT count(*) AS n FROM crimes WHERE option = 'no transfers' AND replication = 1")
    assert counted["n"].tolist() == [len(pd.read_parquet(part_path(results, OPTION, 1, "crimes")))]
    compared = query(results, "SELECT count(*) AS n FROM comparison")
    assert compared["n"].tolist() == [len(pd.read_csv(results / "comparison.csv"))]


def test_moments_of_kept_logs_have_their_names(results: Path) -> None:
    found = query(results, "SELECT count(*) AS n FROM events WHERE moment = 'RECORDED' AND option = 'no transfers'")
    logs = [pd.read_parquet(log_path(results, OPTION, n)) for n in (0, 1)]
    assert found["n"].tolist() == [sum(int((log["moment"] == Moment.RECORDED).sum()) for log in logs)]
    assert found["n"][0] > 0


def test_half_written_and_strange_files_are_not_read(results: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(results, tmp_path / "results")
    part_path(copied, OPTION, 1, "measures").write_bytes(b"half")
    (copied / "parts" / "today" / "99.parquet").write_bytes(part_path(results, "today", 0, "measures").read_bytes())
    found = query(copied, "SELECT DISTINCT option, replication FROM measures ORDER BY ALL")
    assert found.to_numpy().tolist() == [[OPTION, 0], ["today", 0], ["today", 1]]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("COPY measures TO '{folder}/stolen.csv'", "only reads; this is COPY"),
        ("CREATE TABLE mine AS SELECT 1", "only reads; this is CREATE"),
        ("SET enable_external_access = true", "only reads; this is SET"),
        ("SELECT 1; DROP VIEW measures", "these are 2 statements"),
        ("SELECT * FROM read_text('{outside}')", "Permission Error"),
        ("SELECT nothing FROM measures", "nothing"),
        ("SELEKT", "syntax error"),
        ("", "these are 0 statements"),
    ],
)
def test_a_question_that_is_faulty_or_would_do_more_than_read(results: Path, sql: str, said: str) -> None:
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    outside = results.parent / "village.yaml"
    with pytest.raises(ResultsError, match=said):
        query(results, sql.format(folder=_quoted(results), outside=_quoted(outside)))
    assert {path: path.read_bytes() for path in results.rglob("*") if path.is_file()} == before


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def test_a_folder_without_a_finished_run(tmp_path: Path) -> None:
    plan_experiment(write_village(tmp_path), out=tmp_path / "out")
    with pytest.raises(ResultsError, match="no finished run"):
        query(tmp_path / "out", "SELECT 1")


def test_the_command_prints_a_table_or_csv(results: Path, command: Command) -> None:
    sql = "SELECT option, NULL AS nothing, 1.5 AS half FROM comparison ORDER BY ALL LIMIT 1"
    assert command("query", results, sql).out.split() == ["option", "nothing", "half", "no", "transfers", "1.5"]
    assert command("query", results, sql, "--csv").out == "option,nothing,half\nno transfers,,1.5\n"
    assert "crimes: option, replication, uid, offence" in command("query", results).out
    assert "No rows: option." in text(query(results, "SELECT option FROM measures WHERE false"))


def test_without_the_library_the_command_says_how_to_get_it(
    results: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ended = command("query", results, "SELECT 1")
    assert ended.code == 2
    assert "pip install 'demandsim[analysis]'" in ended.err
