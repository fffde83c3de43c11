"""Typed sheets: how every workbook is opened, filled and closed, to the letter the same for the same contents."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST_NAME = 31
"""Characters that the name of a sheet may have."""
LONGEST_TEXT = 32_767
"""Characters that a cell may hold."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
"""What the name of a sheet may not hold; nor may it begin or end with an apostrophe."""
RESERVED = "history"
"""A name that spreadsheets keep for themselves."""
READ_ME_WIDTH = 110
A4 = 9
"""Number of the paper in a workbook."""


class TypedBook:
    """A workbook in memory: numbers stay numbers, and text is text, whatever it begins with.

    `formats` gives, by kind of value, the code by which a spreadsheet shows it.
    """

    def __init__(self, title: str, begins: date, formats: Mapping[str, str]) -> None:
        """Open a workbook; `begins` stands in it as the day on which it was made."""
        self._data = BytesIO()
        self.book = Workbook(self._data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        # The library would put in the moment of writing, and the same contents would never give the same file.
        self.book.set_properties({"title": title, "created": datetime.combine(begins, time(0), UTC)})
        self.bold: Format = self.book.add_format({"bold": True})
        self.wrapped: Format = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.formats: dict[str, Format] = {
            kind: self.book.add_format({"num_format": code}) for kind, code in formats.items()
        }

    def sheet(self, wanted: str) -> Worksheet:
        """Add a sheet under a name as near to the one wanted as a workbook allows."""
        return self.book.add_worksheet(sheet_name(wanted, [sheet.get_name() for sheet in self.book.worksheets()]))

    def read_me(self, heading: str, sentences: Iterable[str]) -> None:
        """Add the sheet that says in words what the others hold."""
        sheet = self.sheet("Read me")
        sheet.set_column(0, 0, READ_ME_WIDTH, self.wrapped)
        sheet.write_string(0, 0, heading, self.bold)
        for row, said in enumerate(sentences, 1):
            sheet.write_string(row, 0, said, self.wrapped)

    def contents(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.book.close()
        return self._data.getvalue()


def put(
    sheet: Worksheet, row: int, column: int, value: object, shown: Format | None = None, words: str | None = None
) -> None:
    """Write a value as what it is: a finite number, a day or a truth as such, all else as text, never as a formula.

    `shown` is for what is not text; `words` stand for a value that is no finite number.
    """
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, shown)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, shown)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, shown)
    else:
        sheet.write_string(row, column, as_text(str(value) if words is None else words))


def for_paper(sheet: Worksheet, header: int | None = None) -> None:
    """Print a sheet on A4, lying, as wide as the page, with its header on every page."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if header is not None:
        sheet.repeat_rows(header)


def as_text(text: str) -> str:
    """Cut a text that a cell cannot hold."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """Turn a name into one that a sheet may have, unlike any other: capitals do not tell sheets apart."""
    plain = FORBIDDEN.sub("-", wanted).strip("' ") or "Sheet"
    known = {name.lower() for name in taken} | {RESERVED}
    names = (plain[: LONGEST_NAME - len(tail)].rstrip("'") + tail for tail in ("", *(f" {n}" for n in range(2, 1000))))
    return next(name for name in names if name.lower() not in known)
