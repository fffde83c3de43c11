"""Sections: what stands between two headings of the page or on a sheet: words, drawings with their data, and tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people: every cell is written out already."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells in each as there are columns; the first heads the row."""
    words: int = 1
    """How many columns from the left hold words; the others hold figures and stand flush right."""
    note: str = ""
    folded: bool = False
    """Whether only its caption is seen until somebody opens it."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its caption, the words that stand for it, and the figures that it draws."""

    heading: str
    svg: str
    note: str = ""
    data: Table | None = None
    """What is drawn, behind a button."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under a heading of its own."""

    key: str
    """What a link to it is called: small letters and hyphens."""
    heading: str
    lead: tuple[str, ...] = ()
    """Sentences that come first, one paragraph each."""
    blocks: tuple[Chart | Table, ...] = ()
    note: str = ""
    """How to read it, in small print at the end."""
