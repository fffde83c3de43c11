"""The store: what is read is what was written, and a folder is there whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from demandsim.eventlog import EventLog, Facts
from demandsim.eventlog.log import COLUMNS
from demandsim.eventlog.store import StoreError, read_log, scenario_words, write_log
from demandsim.eventlog.views import identities
from demandsim.measures import measure
from demandsim.scenario.scenario import Scenario
from tests.logs import STORY, log_of, story
from tests.worlds import village


def same(left: EventLog, right: EventLog) -> bool:
    facts = all(
        np.array_equal(getattr(left.facts, field.name), getattr(right.facts, field.name))
        if isinstance(getattr(left.facts, field.name), np.ndarray)
        else getattr(left.facts, field.name) == getattr(right.facts, field.name)
        for field in fields(Facts)
    )
    return facts and left.rows() == right.rows() and left.ends_at == right.ends_at


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = read_log(write_log(story(), tmp_path / "deep" / "today"))
    assert same(found, story())
    for name in COLUMNS:
        assert getattr(found, name).dtype == np.int64
    for field in fields(Facts):
        written, read = getattr(story().facts, field.name), getattr(found.facts, field.name)
        if isinstance(written, np.ndarray):
            assert read.dtype == written.dtype, field.name
    assert identities(found) == []
    assert measure(found).equals(measure(story()))


def test_an_empty_log_can_be_kept(tmp_path: Path) -> None:
    assert same(read_log(write_log(log_of([]), tmp_path / "empty")), log_of([]))


def test_events_are_a_plain_compressed_table(tmp_path: Path) -> None:
    file = pq.ParquetFile(write_log(story(), tmp_path / "log") / "events.parquet")
    assert file.schema_arrow.names == list(COLUMNS)
    assert file.metadata.num_rows == len(STORY)
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_log_is_never_written_over_another(tmp_path: Path) -> None:
    folder = write_log(story(), tmp_path / "log")
    before = (folder / "events.parquet").read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        write_log(log_of([]), folder)
    assert (folder / "events.parquet").read_bytes() == before


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled = os.fsync
    calls = []

    def full_disk(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        settled(handle)

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(StoreError, match="No space left"):
        write_log(story(), tmp_path / "log")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    assert same(read_log(write_log(story(), tmp_path / "log")), story())


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not the folder of an event log"):
        read_log(tmp_path)
    folder = write_log(story(), tmp_path / "log")
    about = json.loads((folder / "log.json").read_text())
    (folder / "log.json").write_text(json.dumps(about | {"format": 99}))
    with pytest.raises(StoreError, match="format 99"):
        read_log(folder)
    (folder / "log.json").write_text(json.dumps(about))
    (folder / "crimes.parquet").write_bytes(b"PAR1 not a table")
    with pytest.raises(StoreError, match="cannot be read"):
        read_log(folder)
    (folder / "crimes.parquet").unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        read_log(folder)


def test_a_scenario_survives_its_words() -> None:
    scenario = village(
        **{
            "demand.lines.101.volume": "123457 per year",
            "demand.lines.999.volume": "1 per year",
            "costs.overtime": 1.1,
            "options": {"more": {"because": "why not", "changes": {"demand.repeat.times": 1, "a": [1, {"b": None}]}}},
        }
    )
    words = scenario_words(scenario)
    assert Scenario.model_validate(json.loads(json.dumps(words))) == scenario
    assert words["workforce"]["shifts"]["2-2-2-4"]["turns"]["E"]["starts"] == "07:00"  # type: ignore[index, call-overload]
    assert words["rules"]["dispatch"]["borrow_after"] == "1200 s"  # type: ignore[index, call-overload]
