"""Tables of the workbook: one sheet each, typed, with a header that filters; long ones in short, and said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from demandsim.experiment.comparison import WHOLE, Comparison
from demandsim.experiment.results_tables import DICTIONARY_MEANING, OF_ROW, dictionary, unit_of
from demandsim.experiment.store import datatype
from demandsim.measures import MEASURES
from demandsim.report.words import title
from demandsim.report.workbooks.typed_sheet import TypedBook, put
from demandsim.scenario.crosscheck import ASSUMPTION

SHEET_ROWS = 1_048_576
"""Rows that a sheet can have, the header among them."""
MANY_ROWS = 20_000
"""Rows above which a table stands in the workbook in short: so many are written in about four seconds."""
WIDEST, NARROWEST = 60, 8
FILTER_BUTTON = 4
"""Characters that the button of a filter takes up in a header."""
STYLE = "Table Style Light 1"
NAMING = ("week", "weekday", "hour", "day", "month", "year")
"""Columns of numbers that name something and have no mean."""

FORMATS = {
    "count": "#,##0",
    "number": "#,##0.00",
    "share": "0.00%",
    "pounds": "£#,##0.00",
    "probability": "0.0000",
    "date": "yyyy-mm-dd",
}
OPTIONS_MEANING = {
    "option": "Option",
    "because": "Why it was put forward",
    "one_off_cost": "What it costs once",
}
ASSUMPTIONS_MEANING = {
    "figures": "Path of the figures in the scenario; * stands for one step, ** for any number of steps",
    "source": "Where they come from, or the word ASSUMPTION",
    "assumption": "Whether they are assumed",
    "quality": "A read in the source, B second-hand, C derived, D assumption, M general knowledge",
    "range": "Range of plausible values",
    "note": "Working or caveat",
}
CATALOGUE_MEANING = {
    "measure": "Name of the measure in all tables",
    "title": "Name as it stands on pages",
    "question": "What it answers, what is counted and what is not",
    "unit": "Unit of its values",
    "better": "Which direction is better; neither for what only describes",
    "groups": "Groups of which it is asked beside the whole force",
    "headline": "Whether options are judged by it",
    "source": "Where the definition comes from, if it is not our own",
}


class Tidy(NamedTuple):
    """A table as it stands on a sheet."""

    name: str
    holds: str
    """What its rows are, in a sentence."""
    meaning: Mapping[str, str]
    rows: pd.DataFrame
    cut: str = ""
    """What is left out of it and where it is whole; empty where nothing is."""


def result_tables(comparison: Comparison) -> list[Tidy]:
    """Give the tables of the results folder, long ones in short."""
    made = []
    for table, whole in comparison.tables():
        rows, cut = in_short(table.name, whole)
        made.append(Tidy(table.name, table.holds, table.meaning, rows, cut))
    return made


def study_tables(comparison: Comparison) -> list[Tidy]:
    """Give what one must know beside the results: options, assumptions with their sources, and the measures."""
    known = comparison.scenario.options
    options = [
        (name, *((found.because or "", found.one_off_cost) if (found := known.get(name)) else ("", 0.0)))
        for name in comparison.options
    ]
    sources = [
        (one.figures, one.source, ASSUMPTION in one.source.upper(), one.quality, one.range or "", one.note or "")
        for one in comparison.scenario.sources
    ]
    measures = [
        (one.name, title(one.name), one.question, one.unit, one.better, "; ".join(one.groups), one.headline, one.source)
        for one in MEASURES.values()
    ]
    return [
        Tidy(
            "options",
            "The options that are compared, the baseline first.",
            OPTIONS_MEANING,
            _frame(OPTIONS_MEANING, options),
        ),
        Tidy(
            "assumptions",
            "Where the figures of the scenario come from, and what is assumed, within which range.",
            ASSUMPTIONS_MEANING,
            _frame(ASSUMPTIONS_MEANING, sources),
        ),
        Tidy(
            "catalogue",
            "Every measure: what it asks, in which unit.",
            CATALOGUE_MEANING,
            _frame(CATALOGUE_MEANING, measures),
        ),
    ]


def data_dictionary(tables: list[Tidy]) -> Tidy:
    """Describe the columns of tables, and of itself."""
    found = dictionary((table.name, table.rows, table.meaning) for table in tables)
    return Tidy("dictionary", "The columns of all tables, one a row.", DICTIONARY_MEANING, found)


def in_short(name: str, rows: pd.DataFrame, many: int = MANY_ROWS, most: int = SHEET_ROWS) -> tuple[pd.DataFrame, str]:
    """Shorten a table that would make the workbook slow or that no sheet can hold; say how and where it is whole."""
    whole = f"{'measures.parquet' if name == 'measures' else f'{name}.csv'} holds all {len(rows):,} rows."
    said = []
    if len(rows) > many:
        if name == "measures":
            rows = rows[rows["group"] == WHOLE]
            said.append("The force as a whole only, without its groups.")
        elif name == "comparison":
            headline = [measure.name for measure in MEASURES.values() if measure.headline]
            rows = rows[rows["measure"].isin(headline) | (rows["group"].str.count("=") <= 1)]
            said.append("Groups by more than one thing (such as offence and area) of headline measures only.")
        elif "replication" in rows:
            rows = over_replications(rows)
            said.append("Means over replications.")
    if len(rows) >= most:
        rows = rows.iloc[: most - 1]
        said.append(f"The first {most - 1:,} rows only: a sheet holds no more.")
    return rows, " ".join([*said, whole]) if said else ""


def over_replications(rows: pd.DataFrame) -> pd.DataFrame:
    """Average a table over the replications of each option.

    Whole numbers are counts, and a replication without a row counted nothing; other numbers are averaged over the
    replications that have them.
    """
    numbers = [str(name) for name in rows.select_dtypes("number") if name != "replication" and name not in NAMING]
    keys = [str(name) for name in rows.columns if name not in (*numbers, "replication")]
    played = rows.groupby("option")["replication"].nunique()
    grouped = rows.groupby(keys, sort=False, dropna=False, observed=True)
    found = grouped[numbers].mean().reset_index()
    counts = [name for name in numbers if pd.api.types.is_integer_dtype(rows[name])]
    if counts:
        found[counts] = grouped[counts].sum().to_numpy() / found["option"].map(played).to_numpy()[:, None]
    return found[[name for name in rows.columns if name != "replication"]]


def write_table(book: TypedBook, table: Tidy) -> None:
    """Write a table on a sheet of its own: header that stays and filters, figures in the format of their unit."""
    sheet = book.sheet(table.name)
    names = [str(name) for name in table.rows.columns]
    cells = [_plain(table.rows[name]) for name in names]
    widths = [_width(name, column) for name, column in zip(names, cells, strict=True)]
    for place, (name, column, width) in enumerate(zip(names, cells, widths, strict=True)):
        # Where one text is broken into lines, all others of its row stand at the top, too.
        sheet.set_column(place, place, min(width, WIDEST), book.wrapped if max(widths) > WIDEST else None)
        formats = [book.formats[kind] for kind in _kinds(table.rows, name)]
        for row, (value, shown) in enumerate(zip(column, formats, strict=True), 1):
            if value is not None:
                put(sheet, row, place, value, shown)
    if len(table.rows):
        headers = [{"header": name} for name in names]
        sheet.add_table(0, 0, len(table.rows), len(names) - 1, {"name": table.name, "columns": headers, "style": STYLE})
    else:
        sheet.write_row(0, 0, names, book.bold)
    if table.cut:
        sheet.write_string(0, len(names) + 1, f"Not whole. {table.cut}", book.bold)
    sheet.freeze_panes(1, 0)


def kind_of(unit: str) -> str:
    """Say in which of `FORMATS` values of a unit are shown."""
    if unit in ("share", "probability"):
        return unit
    return "pounds" if unit.startswith(("pounds", "£")) else "number"


def _kinds(rows: pd.DataFrame, name: str) -> list[str]:
    """Give the kind of a column's values, row by row."""
    unit, kind = unit_of(name), datatype(rows[name])
    if unit == OF_ROW and "unit" in rows:
        return [kind_of(str(each)) for each in rows["unit"]]
    return ["date" if kind == "date" else "count" if kind == "integer" and not unit else kind_of(unit)] * len(rows)


def _plain(column: pd.Series) -> list[object]:
    """Give the values of a column as they are written; None for what is missing."""
    values = [None if value == "" or value != value else value for value in column.tolist()]
    if datatype(column) == "date":
        return [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
    return values


def _width(name: str, cells: Sequence[object]) -> int:
    """Give the width that a column needs."""
    texts = [1 + len(cell) for cell in cells if isinstance(cell, str)]
    numbers = [1 + len(f"{cell:,.2f}") for cell in cells if isinstance(cell, int | float)]
    return max([len(name) + FILTER_BUTTON, NARROWEST, *texts, *numbers])


def _frame(meaning: Mapping[str, str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(meaning))
