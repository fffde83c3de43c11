"""Workbooks: tables as analysts open them, every cell of its type."""
