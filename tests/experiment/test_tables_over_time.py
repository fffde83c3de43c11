"""Tables by week and by hour of the week in a results folder: written, described, read back, and not missed if gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from demandsim.experiment import plan_experiment, run_experiment
from demandsim.experiment.comparison import read_comparison, write_comparison
from demandsim.experiment.query import query
from demandsim.experiment.store import part_path
from demandsim.report.parts.hour_of_week import service_section
from demandsim.report.parts.over_time import throughput_section
from tests.experiment.files import write_village

OPTION = "more detectives"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("over time")
    out = folder / "results"
    run_experiment(plan_experiment(write_village(folder), out=out, options=[OPTION]), workers=1)
    write_comparison(out)
    return out


@pytest.mark.parametrize("name", ["weekly", "hourly"])
def test_the_tables_are_those_of_the_runs(results: Path, name: str) -> None:
    found = getattr(read_comparison(results), name)
    written = pd.read_csv(results / f"{name}.csv", keep_default_na=False)
    assert list(written.columns) == list(found.columns)
    assert list(found.columns[:2]) == ["option", "replication"]
    assert len(written) == len(found) > 0
    one = found[(found["option"] == OPTION) & (found["replication"] == 1)].iloc[:, 2:].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, pd.read_parquet(part_path(results, OPTION, 1, name)), check_categorical=False)  # type: ignore[arg-type]
    described = json.loads((results / f"{name}.csv-metadata.json").read_text(encoding="utf-8"))
    assert all(column["dc:description"] for column in described["tableSchema"]["columns"])
    assert query(results, f"SELECT count(*) AS n FROM {name}")["n"].tolist() == [len(found)]


def test_calls_by_hour_of_week_are_read_too(results: Path) -> None:
    calls = read_comparison(results).calls_by_hour
    assert set(calls["by"]) == {"hour of week"}
    assert set(calls["line"]) == {"", "999", "101"}


def test_sections_of_a_real_folder(results: Path) -> None:
    found = read_comparison(results)
    throughput, service = throughput_section(found), service_section(found)
    assert throughput is not None
    assert service is not None
    assert throughput.lead[0].startswith("Crimes open in the last week: ")
    assert len(service.lead) == 4


def test_a_folder_of_an_older_program_is_still_read(results: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(results, tmp_path / "results")
    for name in ("weekly", "hourly"):
        (copied / f"{name}.csv").unlink()
        for path in copied.rglob(f"{name}_*.parquet"):
            path.unlink()
    found = write_comparison(copied)
    assert found.weekly.empty
    assert found.hourly.empty
    assert not (copied / "weekly.csv").exists()
    section = throughput_section(found)
    assert section is not None
    assert section.lead == ()
    assert query(copied, "SELECT count(*) AS n FROM crimes")["n"][0] > 0
