"""The registry of tables: every table of a comparison is in it, and its columns are described."""

from __future__ import annotations

import datetime
import re
from dataclasses import fields

import pandas as pd

from demandsim.experiment.comparison import TABLES, Comparison
from demandsim.experiment.results_tables import dictionary


def test_every_table_of_a_comparison_is_entered_once() -> None:
    """A field that nobody entered would be missing from the folder and from the workbook."""
    frames = [field.name for field in fields(Comparison) if "DataFrame" in str(field.type)]
    assert sorted(table.field for table in TABLES) == sorted(frames)
    names = [table.name for table in TABLES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z_]+", name) and len(name) <= 31 for name in names)


def test_a_table_with_days_and_lengths_is_described() -> None:
    days = pd.Series([datetime.date(2018, 4, 2)], dtype=object)
    frame = pd.DataFrame({"starts_on": days, "at": pd.to_datetime(["2018-04-02"]), "wait_time": [60]})
    found = dictionary(
        [("weekly", frame, dict.fromkeys(frame.columns, "x")), ("no", frame[:0], dict.fromkeys(frame, "x"))]
    )
    assert found["type"].tolist() == ["date", "date", "integer", "", "", ""]
    assert found["unit"].tolist() == ["", "", "seconds"] * 2
