"""The plan as files: a table by month, and a workbook with the table by year, by month and what it says."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from demandsim.experiment.store import slug, write_text, write_whole
from demandsim.money.plan import Plan, Row, by_month, by_year
from demandsim.money.plan_words import HOW, sentences, shown
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
    from xlsxwriter import Workbook

    data = BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The library would put in the moment of writing, and the same plan would never give the same file.
    book.set_properties({"title": "Plan", "created": datetime.combine(plan.scenario.start, time(0), UTC)})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    first = book.add_worksheet("Read me")
    first.set_column(0, 0, 110, wrapped)
    first.write_string(0, 0, plan.scenario.about.title, bold)
    for number, said in enumerate((HOW, *sentences(plan)), 1):
        first.write_string(number, 0, said, wrapped)
    yearly = book.add_worksheet("By year")
    yearly.set_column(0, 1, 26)
    yearly.set_column(2, 1 + plan.asked.years, 14)
    yearly.write_row(0, 0, ["", "", *(f"year {year + 1}" for year in range(plan.asked.years))], bold)
    for number, row in enumerate(by_year(plan), 1):
        yearly.write_row(number, 0, [row.of, row.what])
        _write(yearly, [(number, 2 + year) for year in range(plan.asked.years)], row, formats)
    yearly.freeze_panes(1, 2)
    monthly = book.add_worksheet("By month")
    for place, column in enumerate(by_month(plan)):
        heading = _heading(column)
        monthly.set_column(place, place, 2 + max(len(heading), *(len(shown(v, column.kind)) for v in column.values)))
        monthly.write_string(0, place, heading, bold)
        _write(monthly, [(month, place) for month in range(1, 1 + len(plan.months))], column, formats)
    monthly.freeze_panes(1, 2)
    book.close()
    return data.getvalue()


def _write(sheet: Any, cells: list[tuple[int, int]], row: Row, formats: dict[str, Any]) -> None:
    for (line, place), value in zip(cells, row.values, strict=True):
        if isinstance(value, str):
            sheet.write_string(line, place, value)
        else:
            sheet.write_number(line, place, value, formats[row.kind])


def _heading(column: Row) -> str:
    return f"{column.of}: {column.what}" if column.of else column.what
