"""Typed sheets: names that a workbook allows, and cells that hold what they were given."""

from __future__ import annotations

import datetime
import math
import re

from demandsim.report.workbooks.typed_sheet import LONGEST_NAME, LONGEST_TEXT, TypedBook, put, sheet_name
from tests.report.reading import names_of, read


def test_numbers_that_are_no_numbers_are_said_in_words() -> None:
    book = TypedBook("x", datetime.date(2018, 4, 1), {"count": "0"})
    sheet = book.sheet("a")
    for column, value in enumerate((math.inf, -math.inf, 1, True, "1", "x" * (LONGEST_TEXT + 5))):
        put(sheet, 0, column, value, book.formats["count"])
    (row,) = read(book.contents(), "a")
    assert row[:5] == ["inf", "-inf", 1.0, True, "1"]
    assert row[5] == "x" * (LONGEST_TEXT - 1) + "…"


def test_names_of_sheets_are_short_plain_and_unlike() -> None:
    book = TypedBook("x", datetime.date(2018, 4, 1), {})
    wanted = ["a" * 40, "A" * 31, "who/what: [all]*?", "'quoted'", "", "  ", "History", "\t", "line\nbreak"]
    for name in wanted:
        book.sheet(name)
    found = names_of(book.contents())
    assert len({name.lower() for name in found}) == len(wanted)
    assert all(0 < len(name) <= LONGEST_NAME for name in found)
    assert not any(re.search(r"[\[\]:*?/\\\n\t]", name) or name.strip("'") != name for name in found)
    assert found[1] == "A" * (LONGEST_NAME - 2) + " 2"
    assert found[2:4] == ["who-what- -all---", "quoted"]
    assert sheet_name("a" * 30 + "'b") == "a" * 30
