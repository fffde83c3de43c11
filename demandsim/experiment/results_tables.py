"""Tables of results: what each is called and holds, what its columns mean, and in which unit they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from demandsim.experiment.store import datatype

OF_ROW = "unit of the row"
"""Unit of a column whose values are in the unit that stands in the column `unit` of the same row."""
UNITS = {
    **dict.fromkeys(("value", "mean", "sd", "ci_low", "ci_high", "difference", "half_width", "mean_change"), OF_ROW),
    "total_change": "unit of the row, added up",
    **dict.fromkeys(("ci_level", "better", "worse", "same"), "share"),
    **dict.fromkeys(("p", "p_holm"), "probability"),
    "saving": "times",
    "one_off_cost": "pounds",
}
"""Units of columns by name; a length (`..._time`) is in seconds, and any other column has none."""


class ResultsTable(NamedTuple):
    """A table of a comparison: enter it in `comparison.TABLES`, and file, dictionary and workbook know it."""

    name: str
    """Name of the file without `.csv`, of the sheet, and of the table in it."""
    field: str
    """Field of `Comparison` that holds it."""
    holds: str
    """What its rows are, in a sentence."""
    meaning: Mapping[str, str]
    """What each of its columns holds."""


DICTIONARY_MEANING = {
    "table": "Name of the table",
    "column": "Name of the column",
    "meaning": "What the column holds",
    "type": "string, integer, number, boolean or date; empty where the table has no rows",
    "unit": "Unit of the values; empty for words and counts",
}
"""What the columns of `dictionary.csv` hold."""


def unit_of(column: str) -> str:
    """Name the unit of a column of a table of results; empty for words, counts and numbers that only name."""
    return UNITS.get(column, "seconds" if column.endswith("_time") else "")


def dictionary(tables: Iterable[tuple[str, pd.DataFrame, Mapping[str, str]]]) -> pd.DataFrame:
    """Describe tables, given by name, rows and meaning of the columns: one row per table and column."""
    rows = [
        (name, column, meaning[column], datatype(table[column]) if len(table) else "", unit_of(column))
        for name, table, meaning in tables
        for column in table.columns
    ]
    return pd.DataFrame(rows, columns=list(DICTIONARY_MEANING))
