"""Sheets: a subject on one printed page."""
