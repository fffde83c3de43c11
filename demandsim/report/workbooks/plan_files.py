"""The plan as files: a table by month, and a workbook with the table by year, by month and what it says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from demandsim.experiment.store import slug, write_text, write_whole
from demandsim.money.plan import Plan, Row, by_month, by_year
from demandsim.money.plan_words import HOW, sentences, shown
from demandsim.report.workbooks.typed_sheet import TypedBook, put
from demandsim.scenario.problems import Problem, ScenarioError

FORMATS = {"text": "@", "count": "#,##0", "number": "#,##0.0", "pounds": "£#,##0.00"}


def write_plan(plan: Plan, folder: Path) -> tuple[Path, Path]:
    """Write a plan's table by month (CSV) and its workbook into a folder, the same to the letter for the same plan.

    Raises ScenarioError where the folder cannot be one.
    """
    if folder.exists() and not folder.is_dir():
        raise ScenarioError([Problem("", None, None, "--out", f"{folder} is a file; name a folder")])
    name = "plan" if plan.option is None else f"plan-{slug(plan.option)}"
    table, book = folder / f"{name}.csv", folder / f"{name}.xlsx"
    data = workbook(plan)
    write_text(table, monthly_csv(plan))
    write_whole(book, lambda partial: partial.write_bytes(data))
    return table, book


def monthly_csv(plan: Plan) -> str:
    """Compose the table by month: a row for every month, pounds to the penny."""
    columns = list(by_month(plan))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_heading(column) for column in columns])
    for month in range(len(plan.months)):
        writer.writerow(
            [f"{column.values[month]:.2f}" if column.kind == "pounds" else column.values[month] for column in columns]
        )
    return out.getvalue()


def workbook(plan: Plan) -> bytes:
    """Compose the workbook: what the plan says, the table by year, the table by month."""
    book = TypedBook("Plan", plan.scenario.start, FORMATS)
    book.read_me(plan.scenario.about.title, (HOW, *sentences(plan)))
    yearly = book.sheet("By year")
    yearly.set_column(0, 1, 26)
    yearly.set_column(2, 1 + plan.asked.years, 14)
    yearly.write_row(0, 0, ["", "", *(f"year {year + 1}" for year in range(plan.asked.years))], book.bold)
    for number, row in enumerate(by_year(plan), 1):
        yearly.write_row(number, 0, [row.of, row.what])
        _write(yearly, [(number, 2 + year) for year in range(plan.asked.years)], row, book.formats)
    yearly.freeze_panes(1, 2)
    monthly = book.sheet("By month")
    for place, column in enumerate(by_month(plan)):
        heading = _heading(column)
        monthly.set_column(place, place, 2 + max(len(heading), *(len(shown(v, column.kind)) for v in column.values)))
        monthly.write_string(0, place, heading, book.bold)
        _write(monthly, [(month, place) for month in range(1, 1 + len(plan.months))], column, book.formats)
    monthly.freeze_panes(1, 2)
    return book.contents()


def _write(sheet: Worksheet, cells: list[tuple[int, int]], row: Row, formats: dict[str, Format]) -> None:
    for (line, place), value in zip(cells, row.values, strict=True):
        put(sheet, line, place, value, formats[row.kind])


def _heading(column: Row) -> str:
    return f"{column.of}: {column.what}" if column.of else column.what
