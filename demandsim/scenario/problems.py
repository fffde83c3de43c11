"""What is wrong with a scenario, said so that a planner can find and mend it: file, line, key and choices."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_CHOICES_SHOWN = 40
MOST_PROBLEMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: line and column counted from 1, or None where only the file is known.

    In a table the column is the number of the cell in its row; in a workbook the line is a row of the sheet.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a scenario.

    `path` leads to the key in question, its steps joined by dots; an item of a list is shown by its name,
    or by its number from 1 in square brackets. `choices` are the words that would have been understood.
    """

    file: str
    line: int | None
    column: int | None
    path: str
    message: str
    choices: tuple[str, ...] = ()
    sheet: str | None = None

    def __str__(self) -> str:
        text = ": ".join(part for part in (self._where(), self.path, self.message) if part)
        if not self.choices:
            return text
        shown = ", ".join(self.choices[:MOST_CHOICES_SHOWN])
        more = len(self.choices) - MOST_CHOICES_SHOWN
        joint = " " if text.endswith("?") else "; "
        return f"{text}{joint}valid: {shown}{f' and {more} more' if more > 0 else ''}"

    def _where(self) -> str:
        """Write the place: `town.yaml:12`, or in a workbook `roster.xlsx, sheet People, B7`."""
        if self.sheet is None:
            return self.file if self.line is None else f"{self.file}:{self.line}"
        cell = "" if self.line is None else f", {'row ' if self.column is None else letters(self.column)}{self.line}"
        return f"{self.file}, sheet {self.sheet}{cell}"


class ScenarioError(Exception):
    """A scenario cannot be used; `problems` holds everything that was found wrong, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS_SHOWN]]
        more = len(self.problems) - MOST_PROBLEMS_SHOWN
        if more > 0:
            lines.append(f"... and {more} more problems")
        return "\n".join(lines)


def problem_at(position: Position, message: str, *, path: str = "", choices: Iterable[str] = ()) -> Problem:
    """Make a problem out of a place and a message."""
    return Problem(position.file, position.line, position.column, path, message, tuple(choices), position.sheet)


def letters(column: int) -> str:
    """Name a column of a sheet, counted from 1: A, B, ... Z, AA."""
    named = ""
    while column:
        column, letter = divmod(column - 1, 26)
        named = chr(ord("A") + letter) + named
    return named


def did_you_mean(written: str, choices: Iterable[str]) -> str:
    """Give "; did you mean 'patience'?" where a choice is close to what was written, else nothing."""
    close = nearest(written, choices)
    return "" if close is None else f"; did you mean {close!r}?"


def nearest(written: str, choices: Iterable[str]) -> str | None:
    """Find the choice that resembles what was written most, or None where none does."""
    by_lower_case = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(written.lower(), list(by_lower_case), n=1, cutoff=0.6)
    return by_lower_case[close[0]] if close else None


def is_unknown(
    what: str, name: str, known: Iterable[str], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Say that a name is not known, with the nearest and the valid ones; nothing where it is."""
    choices = tuple(known)
    if name in choices:
        return
    guess = did_you_mean(name, choices)
    listed = ", ".join(choices[:MOST_CHOICES_SHOWN]) + (" and more" if len(choices) > MOST_CHOICES_SHOWN else "")
    yield path, f"there is no {what} {name!r}{guess}{' ' if guess else '; '}valid: {listed or 'none'}"
