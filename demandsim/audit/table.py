"""A table: plain rows with the kinds of their columns, which the terminal, the page and the workbook show alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "count", "hours", "number", "exact", "share", "pounds"]
Value = str | int | float | None
WRITTEN: dict[Kind, str] = {
    "count": ",.0f",
    "hours": ",.1f",
    "number": ",.1f",
    "exact": ",.2f",
    "share": ".0%",
    "pounds": ",.0f",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, a sentence that says how to read it, columns with their kinds, and rows."""

    name: str
    says: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Value, ...], ...]
    team: int | None
    """Number of the column that names the team; None where there is none."""

    def of(self, team: str) -> Table:
        """Give the table with the rows of one team, without the column that names it."""
        if self.team is None:
            return self
        at = self.team
        rows = tuple((*row[:at], *row[at + 1 :]) for row in self.rows if row[at] == team)
        return Table(self.name, self.says, (*self.columns[:at], *self.columns[at + 1 :]), rows, None)


def shown(value: Value, kind: Kind) -> str:
    """Write a value for people: an empty cell for what there is not, `nobody` for a division by no people."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str) or kind == "text":
        return str(value)
    if math.isinf(value):
        return "nobody"
    return f"{'£' if kind == 'pounds' else ''}{value:{WRITTEN[kind]}}"
