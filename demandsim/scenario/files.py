"""Read scenarios: a YAML file, the tables beside it, what it extends, and its options, checked as a whole.

Every fault is a `ScenarioError` that names file, line and key; nothing is half read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from demandsim.scenario.options import CHANGES, OPTIONS, apply_option, merge, option_names
from demandsim.scenario.problems import Position, Problem, ScenarioError, problem_at
from demandsim.scenario.roster_table import is_roster, settled
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.tables import parse_table
from demandsim.scenario.tree import (
    Fields,
    Insert,
    Items,
    Leaf,
    Node,
    Tree,
    edits_in,
    moved,
    shown_path,
)
from demandsim.scenario.validation import validate
from demandsim.scenario.workbooks import MOST_CELLS, parse_sheet
from demandsim.scenario.yamltext import LARGEST_FILE, decode_text, parse_yaml

EXTENDS = "extends"
TABLE = re.compile(r"(?P<file>.*\.(?:csv|(?P<book>xlsx)))(?(book)(?:#(?P<sheet>.+))?)", re.IGNORECASE)
"""A table: a CSV file, a workbook (of which the first sheet is read), or a sheet of a workbook."""
PROSE = frozenset({"about", "sources", "assumptions", "because", "note"})
"""Keys below which a text that ends in `.csv` is a text, not a table."""


def read_scenario(path: str | Path, option: str | None = None) -> Scenario:
    """Read a scenario, as it stands or under one of its options.

    Raises `ScenarioError` with everything that is wrong with it.
    """
    tree = read_tree(path)
    changed = tree if option is None else apply_option(tree, option)
    return validate(Scenario, changed).read_from(changed)


def read_options(path: str | Path) -> dict[str, Scenario]:
    """Read what a scenario becomes under each of its options, in the order in which they are written.

    Raises `ScenarioError` with everything that is wrong, with the scenario as it stands or under any option.
    """
    tree = read_tree(path)
    validate(Scenario, tree)
    scenarios: dict[str, Scenario] = {}
    problems: dict[Problem, None] = {}
    for name in option_names(tree):
        try:
            scenarios[name] = validate(Scenario, apply_option(tree, name))
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return scenarios


def read_tree(path: str | Path) -> Tree:
    """Read the text of a scenario with its tables and what it extends, not yet checked against the model.

    A text that ends in `.csv` or `.xlsx`, or names a sheet such as `book.xlsx#People`, becomes the rows of that table;
    `extends: FILE` puts this file on top of another (mappings merge, lists replace). Both are looked for beside the
    file that names them, never outside its folder. Columns of a roster with names of people are left out here (see
    `demandsim.scenario.roster_table`). Raises `ScenarioError` for files that are missing, cannot be read or hold what
    they may not.
    """
    given = Path(path)
    reader = _Reader()
    try:
        root = reader.scenario(given, given.as_posix(), ())
    except RecursionError:
        message = "the chain of scenarios that extend each other is too long"
        raise ScenarioError([problem_at(Position(given.as_posix()), message)]) from None
    if reader.problems:
        raise ScenarioError(reader.problems)
    misplaced = [
        problem_at(edit.at, "!insert and !remove belong in the changes of an option", path=shown_path(where))
        for where, edit in edits_in(root)
        if len(where) < 3 or (where[0], where[2]) != (OPTIONS, CHANGES)
    ]
    if misplaced:
        raise ScenarioError(misplaced)
    return settled(Tree(root, given.as_posix()))


def resolved_text(tree: Tree) -> str:
    """Write the whole resolved scenario as one line of JSON: the text from which a result can be made again.

    Keys stand in the order in which they were written: the order of teams decides which officer is the first.
    """
    return json.dumps(tree.plain(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def scenario_hash(tree: Tree) -> str:
    """Give the SHA-256 of the resolved text, in hexadecimal."""
    return hashlib.sha256(resolved_text(tree).encode()).hexdigest()


@dataclass
class _Reader:
    """Reads one scenario; remembers tables already read and faults that need not stop the reading."""

    problems: list[Problem] = field(default_factory=list)
    tables: dict[tuple[Path, str | None, bool], tuple[Items, int] | None] = field(default_factory=dict)
    cells: int = 0

    def scenario(self, path: Path, shown: str, extending: tuple[Path, ...]) -> Fields:
        root = parse_yaml(decode_text(_bytes_of(path, Position(shown), shown), shown), shown)
        if not isinstance(root, Fields):
            written = "a list" if isinstance(root, Items) else "a single value"
            message = f"a scenario is written as keys with values ('key: value'); this file holds {written}"
            raise ScenarioError([problem_at(root.at, message)])
        folder = path.resolve().parent
        entries = {
            key: node if key in (*PROSE, EXTENDS) else self._with_tables(node, folder, shown, (key,))
            for key, node in root.entries.items()
        }
        root = replace(root, entries=entries)
        link = entries.pop(EXTENDS, None)
        if link is None:
            return root
        if not isinstance(link, Leaf) or not isinstance(link.value, str):
            raise ScenarioError([problem_at(link.at, "name one scenario file", path=EXTENDS)])
        chain = (*extending, path.resolve())
        found = _beside(link.value, folder, link.at, EXTENDS)
        if found in chain:
            message = f"{link.value!r} extends this file itself, directly or by way of others"
            raise ScenarioError([problem_at(link.at, message, path=EXTENDS)])
        if not found.exists():
            message = f"there is no file {link.value!r} beside this one"
            raise ScenarioError([problem_at(link.at, message, path=EXTENDS)])
        below = self.scenario(found, _shown_beside(shown, link.value), chain)
        merged = merge(below, root)
        assert isinstance(merged, Fields)
        return merged

    def _with_tables(self, node: Node, folder: Path, shown: str, path: tuple[str, ...]) -> Node:
        match node:
            case Leaf(str(name)) if not PROSE.intersection(path) and (named := TABLE.fullmatch(name)):
                return self._table(node, named["file"], named["sheet"], folder, shown, path)
            case Fields(entries):
                read = {key: self._with_tables(below, folder, shown, (*path, key)) for key, below in entries.items()}
                return replace(node, entries=read)
            case Items(items):
                return replace(node, items=tuple(self._with_tables(item, folder, shown, path) for item in items))
            case Insert(item):
                return replace(node, item=self._with_tables(item, folder, shown, path))
            case _:
                return node

    def _table(self, node: Leaf, name: str, sheet: str | None, folder: Path, shown: str, path: tuple[str, ...]) -> Node:
        nested = not is_roster(path)
        try:
            found = _beside(name, folder, node.at, shown_path(path))
            if not found.exists():
                message = f"there is no table {name!r} beside this file"
                raise ScenarioError([problem_at(node.at, message, path=shown_path(path))])
            key = found, sheet, nested
            if key not in self.tables:
                self.tables[key] = None
                data, file = _bytes_of(found, node.at, name), _shown_beside(shown, name)
                as_text = name.lower().endswith(".csv")
                table = (
                    parse_table(data, file, nested=nested) if as_text else parse_sheet(data, file, sheet, nested=nested)
                )
                self.tables[key] = table, _count(table)
        except ScenarioError as error:
            self.problems.extend(error.problems)
            return node
        known = self.tables[key]
        if known is None:
            return node
        table, cells = known
        self.cells += cells
        if self.cells > MOST_CELLS:
            message = f"the tables hold more than {MOST_CELLS:,} cells"
            raise ScenarioError([problem_at(node.at, message, path=shown_path(path))])
        # The list as such was asked for here; its rows know their own lines.
        return moved(table, node.at)


def _bytes_of(path: Path, asked: Position, name: str) -> bytes:
    """Read a file whole; `asked` is where it was asked for, for faults that lie outside the file."""
    try:
        if path.is_dir():
            raise ScenarioError([problem_at(asked, f"{name!r} is a folder, not a file")])
        if not path.exists():
            raise ScenarioError([problem_at(asked, f"there is no file {name!r}")])
        if not path.is_file():
            raise ScenarioError([problem_at(asked, f"{name!r} is not an ordinary file")])
        with path.open("rb") as stream:
            # One byte more than is allowed, so that the reader of the text can say that it is too large.
            return stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([problem_at(asked, f"{name!r} cannot be read: {reason}")]) from None


def _beside(name: str, folder: Path, at: Position, path: str) -> Path:
    """Find a file named in a scenario; refuse what lies outside the folder that the scenario is in."""
    written = name.replace("\\", "/")
    outside = PurePosixPath(written).is_absolute() or PureWindowsPath(name).drive or ".." in written.split("/")
    try:
        found = (folder / written).resolve()
    except (OSError, ValueError):
        raise ScenarioError([problem_at(at, f"{name!r} is not the name of a file", path=path)]) from None
    if outside or not found.is_relative_to(folder):
        message = f"{name!r} lies outside the folder of the scenario; put the file beside it and name it from there"
        raise ScenarioError([problem_at(at, message, path=path)])
    return found


def _shown_beside(shown: str, name: str) -> str:
    return (PurePosixPath(shown).parent / name.replace("\\", "/")).as_posix()


def _count(table: Items) -> int:
    return sum(1 for _ in _leaves(table))


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Leaf():
            yield node
        case Fields(entries):
            for below in entries.values():
                yield from _leaves(below)
        case Items(items):
            for item in items:
                yield from _leaves(item)
