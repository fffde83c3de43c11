"""One run again: the same bytes and a log that can be read, or a refusal that says what has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from demandsim.eventlog.store import read_log
from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment.rerun import rerun, text
from demandsim.experiment.runner import play_log
from demandsim.experiment.store import PREFIX, ResultsError, part_path, read_recipe, write_part
from demandsim.provenance import identity
from tests.conftest import Command
from tests.experiment.files import write_village

OPTION = "no transfers"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rerun")
    out = folder / "results"
    run_experiment(plan_experiment(write_village(folder), out=out, options=[OPTION]), workers=1)
    return out


@pytest.fixture
def copied(results: Path, tmp_path: Path) -> Path:
    return shutil.copytree(results, tmp_path / "results")


def test_the_same_run_again_to_the_byte_with_its_log(copied: Path) -> None:
    found = rerun(copied, OPTION, 1)
    assert found.unlike == found.drift == ()
    for kind in found.same:
        assert (found.folder / f"{kind}.parquet").read_bytes() == part_path(copied, OPTION, 1, kind).read_bytes()
    assert set(found.same) == {"crimes", "officers", "performance", "avoidable", "unmet", "measures"}
    log = read_log(found.folder / "log")
    assert len(log) == found.rows > 0
    assert log.rows() == play_log(read_recipe(copied), copied, OPTION, 1).rows()
    assert log.facts.replication == 1
    assert "byte for byte those of the first time" in text(found, OPTION, 1)
    with pytest.raises(ResultsError, match="exists already"):
        rerun(copied, OPTION, 1)


def test_another_number_in_the_folder_is_found_and_named(copied: Path, tmp_path: Path) -> None:
    path = part_path(copied, OPTION, 0, "measures")
    table = pd.read_parquet(path)
    row = table.index[(table["measure"] == "crimes_closed") & table["value"].notna()][0]
    table.loc[row, "value"] += 1
    write_part(path, table, identity(read_recipe(copied)))
    found = rerun(copied, OPTION, 0, out=tmp_path / "again")
    assert found.unlike == ("measures",)
    assert found.measures == ("crimes_closed",)
    assert "another value: crimes_closed" in text(found, OPTION, 0)


def test_a_file_written_otherwise_with_the_same_values_is_told_apart(copied: Path) -> None:
    path = part_path(copied, OPTION, 0, "measures")
    pd.read_parquet(path).to_parquet(path, compression="snappy")
    write_part(part_path(copied, OPTION, 0, "crimes"), pd.DataFrame({"uid": [1]}), "another recipe")
    write_part(path, pd.read_parquet(path).astype({"value": "float64"}), identity(read_recipe(copied)))
    found = rerun(copied, OPTION, 0)
    assert found.unlike == ("crimes",)
    assert found.measures == ()


def test_another_version_of_the_program_is_refused_with_the_difference(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("demandsim.provenance.code_version", lambda: "another")
    with pytest.raises(ResultsError, match=r"(?s)program: .* there, another now.*--anyway"):
        rerun(copied, OPTION, 1)
    assert not (copied / "reruns").exists()
    found = rerun(copied, OPTION, 1, anyway=True)
    assert [what for what, _, _ in found.drift] == ["program"]
    assert found.unlike == ()
    assert "The program has changed since" in text(found, OPTION, 1)


@pytest.mark.parametrize(
    ("option", "replication", "said"),
    [("nobody", 0, "holds no option 'nobody'; it holds today"), (OPTION, 9, "no finished replication 9")],
)
def test_a_run_that_is_not_there(results: Path, option: str, replication: int, said: str) -> None:
    with pytest.raises(ResultsError, match=said):
        rerun(results, option, replication)


def test_the_command_says_whether_it_is_the_same_run(copied: Path, command: Command) -> None:
    asked = ("rerun", copied, "--option", OPTION, "--replication", 0)
    same = command(*asked)
    assert same.code == 0
    assert f"The same run: its {len(PREFIX)} tables" in same.out
    part_path(copied, OPTION, 0, "crimes").unlink()
    other = command(*asked, "--out", copied.parent / "again")
    assert other.code == 1
    assert "Not byte for byte the same: crimes." in other.out
    assert command(*asked).code == 2
