"""Tables of results: what each is called and holds, what its columns mean, and in which unit they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from demandsim.experiment.runner import RUN_MEANING, VALUES_MEANING
from demandsim.experiment.store import datatype
from demandsim.experiment.worse_off import MEANING as WORSE_OFF_MEANING
from demandsim.measures.by_hour import MEANING as BY_HOUR_MEANING
from demandsim.measures.by_week import MEANING as BY_WEEK_MEANING
from demandsim.measures.unmet import MEANING as LEDGER_MEANING

OF_ROW = "unit of the row"
"""Unit of a column whose values are in the unit that stands in the column `unit` of the same row."""
UNITS = {
    **dict.fromkeys(("value", "mean", "sd", "ci_low", "ci_high", "difference", "half_width", "mean_change"), OF_ROW),
    "total_change": "unit of the row, added up",
    **dict.fromkeys(("ci_level", "better", "worse", "same"), "share"),
    **dict.fromkeys(("p", "p_holm"), "probability"),
    "saving": "times",
    "one_off_cost": "pounds",
    "harm": "severity score",
}
"""Units of columns by name; a length (`..._time`) is in seconds, and any other column has none."""


class ResultsTable(NamedTuple):
    """A table of a comparison: enter it in `TABLES`, and file, dictionary and workbook know it."""

    name: str
    """Name of the file without `.csv`, of the sheet, and of the table in it."""
    field: str
    """Field of `Comparison` that holds it."""
    holds: str
    """What its rows are, in a sentence."""
    meaning: Mapping[str, str]
    """What each of its columns holds."""


COMPARISON_MEANING = {
    "option": "Option",
    "measure": "Name of the measure",
    "group": "Part of the force or of the demand that the value speaks of",
    "unit": "Unit of mean, sd, interval and difference",
    "n": "Replications with a value",
    "mean": "Mean over replications",
    "sd": "Standard deviation over replications",
    "ci_low": "Lower end of the interval of the mean",
    "ci_high": "Upper end of the interval of the mean",
    "ci_level": "Confidence level of the intervals",
    "baseline": "Option with which this one is compared",
    "pairs": "Replications with a value under both options",
    "dropped": "Replications left out because one of the two values is missing",
    "difference": "Mean of the paired differences, option less baseline",
    "half_width": "Half-width of the interval of the difference",
    "correlation": "Correlation of the two options over the shared tapes",
    "saving": "How many times more replications independent tapes would need for the same interval",
    "p": "Two-sided p value of the difference (paired t test)",
    "p_holm": "The same, raised for all headline comparisons made at once (Holm); headline measures only",
    "verdict": "better, worse (or higher, lower), no difference shown, identical, too few replications",
    "more_replications": "Further replications that would settle it if mean and spread stay as they are",
}
"""What the columns of `comparison.csv` hold."""
WEEKLY_MEANING, HOURLY_MEANING = RUN_MEANING | BY_WEEK_MEANING, RUN_MEANING | BY_HOUR_MEANING
"""What the columns of `weekly.csv` and of `hourly.csv` hold."""
UNMET_MEANING = RUN_MEANING | LEDGER_MEANING
"""What the columns of `unmet.csv` hold."""
DICTIONARY_MEANING = {
    "table": "Name of the table",
    "column": "Name of the column",
    "meaning": "What the column holds",
    "type": "string, integer, number, boolean or date; empty where the table has no rows",
    "unit": "Unit of the values; empty for words and counts",
}
"""What the columns of `dictionary.csv` hold."""

TABLES = (
    ResultsTable("measures", "values", "One row per option, replication, measure and group.", VALUES_MEANING),
    ResultsTable("comparison", "table", "One row per option, measure and group.", COMPARISON_MEANING),
    ResultsTable(
        "worse_off", "worse_off", "Who gained and who lost, case by case on the same tapes.", WORSE_OFF_MEANING
    ),
    ResultsTable("weekly", "weekly", "One row per option, replication, series, group and week.", WEEKLY_MEANING),
    ResultsTable("hourly", "hourly", "One row per option, replication, hour, grade and area.", HOURLY_MEANING),
    ResultsTable("unmet", "unmet", "One row per option, replication, kind of demand, group and state.", UNMET_MEANING),
)
"""Every table that a comparison leaves in the results folder and in the workbook."""


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
