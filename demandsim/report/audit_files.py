"""The audit as files: one HTML page with a part for every team, and one workbook with a sheet for every table."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path

import demandsim
from demandsim.audit.audit import Audit
from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.tables import HOW_CERTAIN, shown, tables
from demandsim.audit.words import findings
from demandsim.experiment.store import slug, write_text, write_whole
from demandsim.report.page import template
from demandsim.scenario.files import scenario_hash
from demandsim.scenario.problems import Problem, ScenarioError

FORMATS = {"text": "@", "count": "#,##0", "hours": "#,##0.0", "number": "#,##0.0", "share": "0%", "pounds": "£#,##0"}
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
    teams = {
        name: [part for table in every if table.team is not None and (part := table.of(name)).rows]
        for name in audit.scenario.workforce.teams
    }
    return template("audit.html.j2").render(
        about=audit.scenario.about,
        option=audit.option,
        said=findings(audit),
        how=HOW_CERTAIN,
        force=[table for table in force if table.rows],
        teams={name: parts for name, parts in teams.items() if parts},
        shown=shown,
        recipe=recipe(audit),
    )


def recipe(audit: Audit) -> str:
    """Say in one line what the audit was made from."""
    origin = audit.scenario.origin
    made = "" if origin is None else f"Scenario hash {scenario_hash(origin)[:12]}; "
    return f"{made}option {audit.option or 'none'}; demandsim {demandsim.__version__}; nothing drawn by chance."


def workbook(audit: Audit) -> bytes:
    """Compose the workbook: what was found in words, then a sheet for every table."""
    from xlsxwriter import Workbook

    data = BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The library would put in the moment of writing, and the same audit would never give the same file.
    book.set_properties({"title": "Skills audit", "created": datetime.combine(audit.scenario.start, time(0), UTC)})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    first = book.add_worksheet("Read me")
    first.set_column(0, 0, 110, wrapped)
    first.write_string(0, 0, audit.scenario.about.title, bold)
    for row, said in enumerate((HOW_CERTAIN, *findings(audit), recipe(audit)), 1):
        first.write_string(row, 0, said, wrapped)
    for table in tables(audit):
        sheet = book.add_worksheet(table.name)
        sheet.write_string(0, 0, table.says)
        for column, (heading, kind) in enumerate(table.columns):
            texts = [heading, *(shown(row[column], kind) for row in table.rows)]
            sheet.set_column(column, column, min(WIDEST, 2 + max(map(len, texts))))
            sheet.write_string(1, column, heading, bold)
            for number, values in enumerate(table.rows, 2):
                value = values[column]
                if isinstance(value, int | float) and math.isfinite(value):
                    sheet.write_number(number, column, value, formats[kind])
                else:
                    sheet.write_string(number, column, shown(value, kind))
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, 1 + len(table.rows), len(table.columns) - 1)
    book.close()
    return data.getvalue()
