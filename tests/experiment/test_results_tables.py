"""The registry of tables: every table of a comparison is in it, and its columns are described."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pandas as pd

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.results_tables import TABLES, dictionary
from tests.report.made_up import comparison


def test_every_table_of_a_comparison_is_entered_once() -> None:
    """A field that nobody entered would be missing from the folder and from the workbook."""
    frames = {field.name for field in fields(Comparison) if "DataFrame" in str(field.type)}
    frames.remove("calls_by_hour")  # Rows of `performance`, which every run leaves in the folder.
    assert sorted(table.field for table in TABLES) == sorted(frames)
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z_]+", name) and len(name) <= 31 for name in names)


def test_a_table_with_days_and_lengths_is_described() -> None:
    frame = pd.DataFrame({"starts_on": ["2018-04-02"], "series": ["calls"], "wait_time": [60], "better": [0.5]})
    meaning = dict.fromkeys(frame.columns, "x")
    found = dictionary([("weekly", frame, meaning), ("none yet", frame[:0], meaning)])
    assert found["type"].tolist() == ["date", "string", "integer", "number", "", "", "", ""]
    assert found["unit"].tolist() == ["", "", "seconds", "share"] * 2


def test_results_of_an_older_program_hold_fewer_tables() -> None:
    found = comparison(replications=2)
    assert [table.name for table, _ in found.tables()] == [table.name for table in TABLES]
    older = replace(found, worse_off=pd.DataFrame())
    assert [table.name for table, _ in older.tables()] == [table.name for table in TABLES if table.name != "worse_off"]
