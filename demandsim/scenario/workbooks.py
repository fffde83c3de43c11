"""Workbooks: a sheet of an .xlsx file read as a CSV file is, so that every cell knows its sheet and address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO

from demandsim.scenario.problems import Position, ScenarioError, did_you_mean, problem_at
from demandsim.scenario.tables import LARGEST_TABLE, items_of
from demandsim.scenario.tree import Items

MOST_CELLS = 2_000_000


def parse_sheet(data: bytes, file: str, sheet: str | None = None, *, nested: bool = True) -> Items:
    """Read the bytes of a workbook as a list of rows: those of a sheet, or of the first one.

    Cells become the text that would stand in a CSV file (dates as 2018-04-01, ticked boxes as yes); all else is as in
    `demandsim.scenario.tables.parse_table`. Raises `ScenarioError` for what that refuses, and for a file that is no
    workbook, is too large or has no such sheet.
    """
    # Loaded here because most scenarios have no workbooks.
    from python_calamine import CalamineError, load_workbook

    if len(data) > LARGEST_TABLE:
        message = f"the workbook is larger than {LARGEST_TABLE // 1_000_000} MB"
        raise ScenarioError([problem_at(Position(file), message)])
    try:
        book = load_workbook(BytesIO(data))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            message = f"there is no sheet {sheet!r} in it{did_you_mean(sheet, names)}"
            raise ScenarioError([problem_at(Position(file), message, choices=names)])
        found = book.get_sheet_by_index(0) if sheet is None else book.get_sheet_by_name(sheet)
        if found.total_height * found.total_width > MOST_CELLS:
            raise ScenarioError([problem_at(Position(file), f"the sheet holds more than {MOST_CELLS:,} cells")])
        rows = [[_written(value) for value in row] for row in found.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, IndexError) as error:
        raise ScenarioError([problem_at(Position(file), f"is no workbook that can be read: {error}")]) from None
    return items_of(_named(rows), Position(file, sheet=found.name), nested=nested)


def _named(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells) for every row that is not blank and not a comment; the first names the columns.

    A column without name and without cells is there for the eye: it gets a name, and as its cells are empty nobody
    meets it again.
    """
    kept = [(number, row) for number, row in enumerate(rows, 1) if any(row) and not row[0].startswith("#")]
    if kept:
        line, titles = kept[0]
        used = [any(row[column] for _, row in kept[1:]) for column in range(len(titles))]
        yield line, [title or ("" if used[n] else f"column {n + 1}") for n, title in enumerate(titles)]
    yield from kept[1:]


def _written(value: object) -> str:
    """Write the value of a cell as it would stand in a CSV file: 2 for 2.0, yes for a ticked box."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    return str(value).strip()
