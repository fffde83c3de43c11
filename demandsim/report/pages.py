"""Pages: everything that a finished experiment leaves for people, beside its tables."""

from __future__ import annotations

from pathlib import Path

from demandsim.experiment.comparison import Comparison
from demandsim.report.page import write_report
from demandsim.report.workbooks.workbook import write_workbook


def write_pages(comparison: Comparison, folder: Path) -> tuple[Path, ...]:
    """Write the report (`report.html`) and the workbook (`results.xlsx`) of a comparison into a folder."""
    return write_report(comparison, folder / "report.html"), write_workbook(comparison, folder / "results.xlsx")
