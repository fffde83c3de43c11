"""The audit as files: an HTML page with a part for every team, and a workbook with a sheet for every table and team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import demandsim
from demandsim.audit.audit import Audit
from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.tables import HOW_CERTAIN, Table, shown, tables
from demandsim.audit.words import findings
from demandsim.experiment.store import slug, write_text, write_whole
from demandsim.report.page import template
from demandsim.report.workbooks.typed_sheet import LONGEST_NAME as LONGEST_NAME
from demandsim.report.workbooks.typed_sheet import TypedBook, put
from demandsim.report.workbooks.typed_sheet import sheet_name as named
from demandsim.scenario.files import scenario_hash
from demandsim.scenario.problems import Problem, ScenarioError

FORMATS = {
    "text": "@",
    "count": "#,##0",
    "hours": "#,##0.0",
    "number": "#,##0.0",
    "exact": "#,##0.00",
    "share": "0%",
    "pounds": "£#,##0",
}
OF_THE_FORCE = ("Training plan", "Left")
"""Tables that are shown whole in the part of the whole force."""
WIDEST = 40


def write_audit(audit: Audit, folder: Path) -> tuple[Path, Path]:
    """Write an audit's page and workbook into a folder, to the letter the same for the same audit.

    Both are composed before either is written. Raises ScenarioError where the folder cannot be one.
    """
    if folder.exists() and not folder.is_dir():
        raise ScenarioError([Problem("", None, None, "--out", f"{folder} is a file; name a folder")])
    name = "audit" if audit.option is None else f"audit-{slug(audit.option)}"
    text, book = page(audit), workbook(audit)
    page_at, book_at = folder / f"{name}.html", folder / f"{name}.xlsx"
    write_text(page_at, text)
    write_whole(book_at, lambda partial: partial.write_bytes(book))
    return page_at, book_at


def page(audit: Audit) -> str:
    """Compose the page: the whole force, then a part for every team."""
    every = tables(audit)
    force = [table if table.team is None or table.name in OF_THE_FORCE else table.of(WHOLE_FORCE) for table in every]
    return template("audit.html.j2").render(
        about=audit.scenario.about,
        option=audit.option,
        said=findings(audit),
        how=HOW_CERTAIN,
        force=[table for table in force if table.rows],
        teams=parts_of_teams(audit, every),
        said_of={name: findings(audit, name) for name in audit.scenario.workforce.teams},
        shown=shown,
        recipe=recipe(audit),
    )


def recipe(audit: Audit) -> str:
    """Say in one line what the audit was made from."""
    origin = audit.scenario.origin
    made = "" if origin is None else f"Scenario hash {scenario_hash(origin)[:12]}; "
    drawn = "nothing drawn by chance"
    if (play := audit.played) is not None and play.effects:
        drawn = f"simulated part: {play.replications} replications of {play.days} days, seed {play.seed}"
    return f"{made}option {audit.option or 'none'}; demandsim {demandsim.__version__}; {drawn}."


def workbook(audit: Audit) -> bytes:
    """Compose the workbook: what was found in words, a sheet for every table, then one for every team."""
    book = TypedBook("Skills audit", audit.scenario.start, FORMATS)
    book.read_me(audit.scenario.about.title, (HOW_CERTAIN, *findings(audit), recipe(audit)))
    every = tables(audit)
    for table in every:
        sheet = book.sheet(table.name)
        _set_widths(sheet, [table])
        end = _write_table(sheet, 0, table, book.bold, book.formats)
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, end - 1, len(table.columns) - 1)
    for name, parts in parts_of_teams(audit, every).items():
        sheet = book.sheet(f"Team {name}")
        _set_widths(sheet, parts)
        sheet.write_column(0, 0, sentences := findings(audit, name))
        row = len(sentences) + bool(sentences)
        for part in parts:
            sheet.write_string(row, 0, part.name, book.bold)
            row = _write_table(sheet, row + 1, part, book.bold, book.formats) + 1
    return book.contents()


def parts_of_teams(audit: Audit, every: Sequence[Table]) -> dict[str, list[Table]]:
    """Give for every team of which there is anything to say the tables that speak of it, with its rows alone."""
    parts = {
        name: [part for table in every if table.team is not None and (part := table.of(name)).rows]
        for name in audit.scenario.workforce.teams
    }
    return {name: found for name, found in parts.items() if found}


def _write_table(sheet: Worksheet, top: int, table: Table, bold: Format, formats: Mapping[str, Format]) -> int:
    """Write a table from a row on: what it says, headings, rows; give the row after it."""
    sheet.write_string(top, 0, table.says)
    for column, (heading, kind) in enumerate(table.columns):
        sheet.write_string(top + 1, column, heading, bold)
        for number, values in enumerate(table.rows, top + 2):
            value = values[column]
            put(sheet, number, column, value, formats[kind], shown(value, kind))
    return top + 2 + len(table.rows)


def _set_widths(sheet: Worksheet, tables: Sequence[Table]) -> None:
    """Make columns wide enough for what stands in them, sentences apart."""
    widths: dict[int, int] = {}
    for table in tables:
        for column, (heading, kind) in enumerate(table.columns):
            longest = max(len(text) for text in (heading, *(shown(row[column], kind) for row in table.rows)))
            widths[column] = max(widths.get(column, 0), min(WIDEST, 2 + longest))
    for column, width in widths.items():
        sheet.set_column(column, column, width)


def sheet_name(team: str, taken: Sequence[str]) -> str:
    """Name a team's sheet within the characters that a workbook allows, unlike any other sheet."""
    return named(f"Team {team}", taken)
