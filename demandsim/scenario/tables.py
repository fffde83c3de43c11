"""Tables beside a scenario: CSV files and sheets of workbooks, in which every cell knows where it stands."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from demandsim.scenario.problems import Position, Problem, ScenarioError, problem_at
from demandsim.scenario.tree import Fields, Items, Leaf, Node

LARGEST_TABLE = 5_000_000
MOST_DOTS = 10
SINGLE_COLUMN = "value"


def parse_table(data: bytes, file: str, *, nested: bool = True) -> Items:
    """Read the bytes of a CSV file as a list of rows; `file` is the name used in errors.

    The first row names the columns; a dot in a name makes a key below a key (`work.mean`) unless the table is not
    `nested`. Cells stay text, empty ones are left out, rows of empty cells and lines that start with `#` are passed
    over. A table with the single column `value` becomes a plain list. The text may be UTF-8 or Windows-1252. Raises
    `ScenarioError` with every ragged row, or for a table without rows, with blank or repeated column names,
    or that is not text.
    """
    return items_of(_rows(_decode(data, file), file), Position(file), nested=nested)


def table_in(path: str | Path, *, nested: bool = True) -> Items:
    """Read a CSV file that a command names; raises `ScenarioError` as `parse_table` does, or for want of a file."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        message = f"the table cannot be read: {error.strerror or error}"
        raise ScenarioError([problem_at(Position(str(path)), message)]) from None
    return parse_table(data, str(path), nested=nested)


def items_of(rows: Iterator[tuple[int, list[str]]], table: Position, *, nested: bool = True) -> Items:
    """Make a list out of the numbered rows of a table, the first of which names its columns.

    `table` tells the file, and of a workbook the sheet. Raises `ScenarioError` as `parse_table` does.
    """
    try:
        header_line, header = next(rows)
    except StopIteration:
        raise ScenarioError([problem_at(table, "the table is empty")]) from None
    columns = [name.strip() for name in header]
    problems = _header_problems(columns, replace(table, line=header_line), nested)
    if problems:
        raise ScenarioError(problems)
    items: list[Node] = []
    for line, row in rows:
        if len(row) != len(columns):
            message = f"this row has {_cells(len(row))}, the table has {_columns(len(columns))}"
            problems.append(problem_at(replace(table, line=line), message))
            continue
        cells = [(name, text.strip(), number) for number, (name, text) in enumerate(zip(columns, row, strict=True), 1)]
        if columns == [SINGLE_COLUMN]:
            items.append(Leaf(cells[0][1], replace(table, line=line, column=1)))
            continue
        try:
            items.append(_fields([cell for cell in cells if cell[1]], replace(table, line=line), nested))
        except _Clash as clash:
            problems.append(problem_at(replace(table, line=line, column=clash.column), str(clash)))
    if problems:
        raise ScenarioError(problems)
    if not items:
        raise ScenarioError([problem_at(table, "the table has column names but no rows")])
    return Items(tuple(items), replace(table, line=header_line))


class _Clash(Exception):
    def __init__(self, name: str, column: int) -> None:
        super().__init__(f"column {name!r} contradicts another one; leave one of the two cells empty")
        self.column = column


def _decode(data: bytes, file: str) -> str:
    if len(data) > LARGEST_TABLE:
        message = f"the table is larger than {LARGEST_TABLE // 1_000_000} MB"
        raise ScenarioError([problem_at(Position(file), message)])
    if b"\0" in data:
        raise ScenarioError([problem_at(Position(file), "this is not a text file; save it as CSV UTF-8")])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "this is neither UTF-8 nor Windows text; save it as CSV UTF-8"
    raise ScenarioError([problem_at(Position(file), message)])


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) for every row that is not blank and not a comment."""
    lines = ("\n" if line.startswith("#") else line for line in text.splitlines(keepends=True))
    reader = csv.reader(lines, strict=True)
    start = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"the table cannot be read from here on: {error}"
        raise ScenarioError([problem_at(Position(file, start), message)]) from None


def _header_problems(columns: list[str], header: Position, nested: bool) -> list[Problem]:
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        return [problem_at(header, "separate the columns by commas")]
    problems = []
    for number, name in enumerate(columns, 1):
        at = replace(header, column=number)
        if not name or (nested and not all(name.split("."))):
            problems.append(problem_at(at, f"column {number} has no name"))
        elif nested and name.count(".") > MOST_DOTS:
            problems.append(problem_at(at, f"the name of column {number} holds more than {MOST_DOTS} dots"))
        elif name in columns[: number - 1]:
            problems.append(problem_at(at, f"column {name!r} is given twice"))
    return problems


def _fields(cells: list[tuple[str, str, int]], row: Position, nested: bool = True) -> Fields:
    """Put cells (column name, text, number) under their keys; where they are nested, names alike up to a dot share
    one."""
    entries: dict[str, Node] = {}
    below: dict[str, list[tuple[str, str, int]]] = {}
    for name, text, number in cells:
        key, dot, rest = name.partition(".") if nested else (name, "", "")
        if key in entries if dot else key in entries or key in below:
            raise _Clash(name, number)
        if dot:
            below.setdefault(key, []).append((rest, text, number))
        else:
            entries[key] = Leaf(text, replace(row, column=number))
    for key, inner in below.items():
        entries[key] = _fields(inner, replace(row, column=inner[0][2]))
    return Fields(entries, row)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"
