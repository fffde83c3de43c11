"""The table of leaders: one row for each supervisor, read from CSV or .xlsx, with every fault at its cell.

Columns in any order: id, rank, team, area, acting (yes or no), one for each competency of the Competency and Values
Framework (level 1 to 3; left empty: not assessed), and any other column is a role accreditation (yes or no).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from demandsim.scenario.problems import Position, Problem, ScenarioError, did_you_mean, problem_at
from demandsim.scenario.roster_table import NAMES_OF_PEOPLE, YES_OR_NO, words_of
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.tables import parse_table
from demandsim.scenario.tree import Fields, Leaf
from demandsim.scenario.workbooks import parse_sheet
from demandsim.scenario.workforce import FORCE, SUPERVISORS

COMPETENCIES = (
    "emotionally aware",
    "take ownership",
    "collaborative",
    "deliver support and inspire",
    "analyse critically",
    "innovative and open-minded",
)
"""The six of the College of Policing's Competency and Values Framework (2016), each at level 1, 2 or 3."""
LEVELS = (1, 2, 3)
ABOUT = ("id", "rank", "team", "area", "acting")
REQUIRED = {"sergeant": 1, "inspector": 2, "supervisor": 1}
"""Level required by rank unless the command says otherwise: an ASSUMPTION, not a rule of the framework."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A supervisor, without anything that tells who it is."""

    rank: str
    team: str
    area: str
    acting: bool
    levels: tuple[int | None, ...]
    """Level by competency, in the order of `COMPETENCIES`; None where not assessed."""
    holds: tuple[bool, ...]
    """Whether each accreditation of the table is held."""


@dataclass(frozen=True, slots=True)
class Leaders:
    """A table of leaders."""

    file: str
    leaders: tuple[Leader, ...]
    accreditations: tuple[str, ...]
    """Columns of accreditations, as written."""
    dropped: tuple[str, ...]
    """Columns that were passed over because they hold names of people."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    problem: Problem
    """What is wrong with it, should something be, still without words."""

    def wrong(self, message: str, choices: Iterable[str] = ()) -> Problem:
        return replace(self.problem, message=message, choices=tuple(choices))


_Row = dict[str, _Cell]


def read_leaders(path: Path, scenario: Scenario) -> Leaders:
    """Read a table of leaders; of a workbook (.xlsx) the first sheet.

    Columns that are called a name, forename or surname are never looked at; ids serve only to find repeated rows.
    Raises ScenarioError with everything that is wrong, each fault with file and line or with sheet and cell.
    """
    file = path.as_posix()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ScenarioError([problem_at(Position(file), f"cannot be read: {error.strerror or error}")]) from None
    rows = list(_rows(path, data))
    columns = dict.fromkeys(column for row in rows for column in row)
    dropped = tuple(column for column in columns if NAMES_OF_PEOPLE & set(words_of(column).split()))
    named = {words_of(column): column for column in columns if column not in dropped}
    missing = [name for name in (*ABOUT, *COMPETENCIES) if words_of(name) not in named]
    if missing:
        raise ScenarioError(
            [
                problem_at(Position(file), f"no column {name!r}, or nothing in it{did_you_mean(name, columns)}")
                for name in missing
            ]
        )
    known = {words_of(name): name for name in (*ABOUT, *COMPETENCIES)}
    accreditations = tuple(column for plain, column in named.items() if plain not in known)
    problems, leaders, ids = list[Problem](), list[Leader](), set[str]()
    for row in rows:
        cells = {known.get(words_of(column), column): cell for column, cell in row.items() if column not in dropped}
        wrong = list(_faults(scenario, cells, accreditations, next(iter(row.values())), ids))
        problems += wrong
        if not wrong:
            leaders.append(_leader(cells, accreditations))
    if problems:
        raise ScenarioError(problems)
    return Leaders(file, tuple(leaders), accreditations, dropped)


def _faults(
    scenario: Scenario, cells: _Row, accreditations: tuple[str, ...], first: _Cell, ids: set[str]
) -> Iterator[Problem]:
    """List what is wrong with a row; adds its id to `ids`."""
    for name in (*ABOUT, *accreditations):
        if name not in cells:
            yield first.wrong(f"this row says nothing under {name!r}")
    choices: dict[str, list[str]] = {
        "rank": [*sorted(SUPERVISORS)],
        "team": list(scenario.workforce.teams),
        "area": [*scenario.places.areas, FORCE],
    }
    for name, cell in cells.items():
        if name in choices and cell.text not in choices[name]:
            guess = did_you_mean(cell.text, choices[name])
            yield cell.wrong(f"there is no {name} {cell.text!r}{guess}", choices[name])
        elif name in COMPETENCIES and _level(cell.text) not in LEVELS:
            yield cell.wrong(f"{cell.text!r} is not a level of {name!r}: write 1, 2 or 3, or leave it empty")
        elif (name == "acting" or name in accreditations) and cell.text.lower() not in YES_OR_NO:
            yield cell.wrong(f"{cell.text!r} under {name!r}: write yes or no")
        elif name == "id":
            if cell.text in ids:
                yield cell.wrong(f"id {cell.text!r} is given twice")
            ids.add(cell.text)


def _leader(cells: _Row, accreditations: tuple[str, ...]) -> Leader:
    return Leader(
        rank=cells["rank"].text,
        team=cells["team"].text,
        area=cells["area"].text,
        acting=YES_OR_NO[cells["acting"].text.lower()],
        levels=tuple(_level(cells[name].text) if name in cells else None for name in COMPETENCIES),
        holds=tuple(YES_OR_NO[cells[name].text.lower()] for name in accreditations),
    )


def _level(text: str) -> int | None:
    return int(text) if text in map(str, LEVELS) else None


def _rows(path: Path, data: bytes) -> Iterator[_Row]:
    """Read the rows of a CSV file, or of the first sheet of a workbook."""
    parse = parse_sheet if path.suffix.lower() == ".xlsx" else parse_table
    for row in parse(data, path.as_posix(), nested=False).items:
        if isinstance(row, Fields):
            yield {
                name: _Cell(str(cell.value), problem_at(cell.at, ""))
                for name, cell in row.entries.items()
                if isinstance(cell, Leaf)
            }
