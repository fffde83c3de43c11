"""The roster as a file: a row for each of a scenario's people, as CSV or as a workbook that says how to fill it in."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import get_args

from demandsim.experiment.store import write_text, write_whole
from demandsim.report.workbooks.typed_sheet import TypedBook, put
from demandsim.scenario.files import read_scenario
from demandsim.scenario.people import Person
from demandsim.scenario.people_of_posts import FIELDS, roster_rows
from demandsim.scenario.problems import Problem, ScenarioError
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import FORCE, Rank

SHEET = "People"
LONGEST_LIST = 255
"""Characters that a spreadsheet allows in a list of choices."""


def write_roster(file: Path, out: Path, option: str | None = None) -> int:
    """Write the roster of a scenario file to a `.csv` or `.xlsx` file and give the number of people in it.

    Raises ScenarioError for a file of another kind, and for a scenario that is not sound or has no posts and people.
    """
    scenario = read_scenario(file, option)
    kind = out.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise ScenarioError([Problem("", None, None, "--out", f"{out} is neither a .csv nor an .xlsx file")])
    headings, rows = roster_rows(scenario)
    if not rows:
        message = "every team is given as positions by hour: there is nobody to list"
        raise ScenarioError([Problem("", None, None, "workforce.teams", message)])
    if kind == ".csv":
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows([headings, *rows])
        write_text(out, text.getvalue())
    else:
        book = _workbook(scenario, headings, rows)
        write_whole(out, lambda partial: partial.write_bytes(book))
    return len(rows)


def _workbook(scenario: Scenario, headings: tuple[str, ...], rows: list[tuple[str | int | float, ...]]) -> bytes:
    """Compose a workbook: a sheet of people whose cells offer what is valid, and one that says what columns mean."""
    book = TypedBook("Roster", scenario.start, {"day": "yyyy-mm-dd"})
    sheet, about = book.sheet(SHEET), book.sheet("Columns")
    choices = _choices(scenario)
    about.set_column(0, 0, 22)
    about.set_column(1, 1, 100, book.wrapped)
    for column, heading in enumerate(headings):
        dates = heading in ("begins", "ends", "learning until")
        texts = [heading, *(str(row[column]) for row in rows)]
        sheet.set_column(column, column, 2 + max(map(len, texts)) + 8 * dates, book.formats["day"] if dates else None)
        sheet.write_string(0, column, heading, book.bold)
        for number, row in enumerate(rows, 1):
            put(sheet, number, column, row[column])
        field = heading.replace(" ", "_")
        offered = choices.get(field, () if field in Person.model_fields else ("yes", "no"))
        if offered and len(",".join(offered)) <= LONGEST_LIST:
            sheet.data_validation(1, column, 20 + 2 * len(rows), column, {"validate": "list", "source": [*offered]})
        about.write_string(column, 0, heading, book.bold)
        about.write_string(column, 1, _meaning(field if field in (*FIELDS, "skills", "name") else None), book.wrapped)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    return book.contents()


def _choices(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Give what may stand in a column."""
    workforce = scenario.workforce
    return {
        "team": tuple(name for name, team in workforce.teams.items() if team.positions is None),
        "area": (*scenario.places.areas, FORCE),
        "rank": get_args(Rank),
        "shift": tuple(workforce.shifts),
        "acting": ("yes", "no"),
        "restricted": ("yes", "no"),
    }


def _meaning(field: str | None) -> str:
    """Say what a column means: the words of the field, or that it is a skill."""
    if field is None:
        return "Skill or accreditation held at the start: yes or no."
    return Person.model_fields[field].description or ""
