"""The report: what a comparison shows, in words, tables and charts on one page, and as a workbook."""

from demandsim.report.page import write_report
from demandsim.report.pages import write_pages
from demandsim.report.workbooks.workbook import write_workbook

__all__ = ["write_pages", "write_report", "write_workbook"]
