"""Workbooks read back: their sheets as rows, and the files of which they are made."""

from __future__ import annotations

import io
import zipfile

from python_calamine import CalamineWorkbook


def read(data: bytes, sheet: str) -> list[list[object]]:
    """Give the rows of a sheet, empty cells as empty text."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def names_of(data: bytes) -> list[str]:
    """List the sheets."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names


def parts(data: bytes) -> dict[str, str]:
    """Give the files in a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}
