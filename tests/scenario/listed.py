"""The village with a roster by people, written into a folder: the table and whatever a test lays over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import ScenarioError
from demandsim.scenario.scenario import Scenario

ROOT = Path(__file__).parent.parent.parent
HEAD = "id,team,area,rank,skills"
ROWS = (
    "o1,officers,village,constable,pip1",
    "o2,officers,village,constable,pip1",
    "o3,officers,village,sergeant,pip1",
    "d1,detectives,village,constable,pip1; pip2",
    "d2,detectives,village,constable,pip1",
    "d3,detectives,village,sergeant,",
)
"""The posts of the village, as people."""
LISTED: dict[str, Any] = {"posts": None, "skills": None}


def write_xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write a workbook of sheets; a date becomes a date cell."""
    from datetime import date

    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    else:
                        sheet.write(number, column, value)
    return path


def write(folder: Path, table: str | None = None, /, people: str = "roster.csv", **over: Any) -> Path:
    """Write the village with its officers and detectives listed, and more of the workforce laid over it."""
    (folder / "village.yaml").write_text((ROOT / "scenarios" / "village.yaml").read_text(encoding="utf-8"))
    if table is not None:
        (folder / people.partition("#")[0]).write_text(table, encoding="utf-8")
    teams = {name: {**LISTED, **over.pop(name, {})} for name in ("officers", "detectives")}
    teams |= over.pop("teams", {})
    top = over.pop("top", {})
    text = {"extends": "village.yaml", "workforce": {"people": people, "teams": teams, **over}, **top}
    file = folder / "listed.yaml"
    file.write_text(yaml.safe_dump(text, sort_keys=False), encoding="utf-8")
    return file


def table(*rows: str, head: str = HEAD) -> str:
    """Write a roster as text: the people of the village unless others are named."""
    return "\n".join([head, *(rows or ROWS)]) + "\n"


def listed(folder: Path, text: str | None = None, /, **over: Any) -> Scenario:
    """Read the village with listed people."""
    return read_scenario(write(folder, table() if text is None else text, **over))


def refused(folder: Path, text: str | None = None, /, **over: Any) -> str:
    """Say why it is refused."""
    with pytest.raises(ScenarioError) as raised:
        listed(folder, text, **over)
    return str(raised.value)
