"""The report: what a comparison shows, in words, tables and charts on one page."""

from demandsim.report.page import write_report

__all__ = ["write_report"]
