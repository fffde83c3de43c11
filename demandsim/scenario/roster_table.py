"""The roster table: headings and cells as forces write them become the fields of people; names stay outside.

Headings are read without regard to case, spaces and underscores. A column headed by the name of a skill says yes or
no; a column with names of people is left out before anything else sees it, unless `workforce.keep_names` is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import cast

from demandsim.scenario.options import CHANGES, OPTIONS
from demandsim.scenario.people import Person
from demandsim.scenario.problems import Position, Problem, ScenarioError, did_you_mean, problem_at
from demandsim.scenario.tree import Fields, Insert, Items, Leaf, Node, Scalar, Tree, plain

NAMES_OF_PEOPLE = frozenset({"name", "names", "surname", "surnames", "forename", "forenames"})
"""Words in the heading of a column that holds names of people."""
YES_OR_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
REQUIRED = ("id", "team", "area", "rank")
SEPARATOR = ";"
_FIELDS = {field.replace("_", " "): field for field in Person.model_fields if field != "name"}
_ALIASES = {"start": "begins", "from": "begins", "end": "ends", "to": "ends", "number": "id"}
HEADINGS = _FIELDS | _ALIASES
"""Fields of a person by the headings that stand for them."""
_ROSTER = ("workforce", "people")


def is_roster(path: tuple[str, ...]) -> bool:
    """Tell whether a path, also one in an option's changes, leads to the roster by people."""
    return f".{'.'.join(path)}".endswith(f".{'.'.join(_ROSTER)}")


def words_of(heading: str) -> str:
    """Reduce a heading to its words: "Learning until", "learning_until" and "LEARNING  UNTIL" agree."""
    return " ".join(re.findall(r"[^\W_]+", heading.lower()))


def holds_names(heading: str) -> bool:
    """Tell whether a column holds names of people: "Surname" and "Officer name" do, "Team name" does not."""
    words = words_of(heading).split()
    return bool(NAMES_OF_PEOPLE.intersection(words)) and _without_names(words) not in HEADINGS


def settled(tree: Tree) -> Tree:
    """Put the rosters of a scenario and of its options into fields of people, and leave names of people out.

    Raises `ScenarioError` with every heading that nobody knows and every cell that cannot be read.
    """
    keep = _at(tree.root, ("workforce", "keep_names"))
    reader = _Reader(keep_names=isinstance(keep, Leaf) and YES_OR_NO.get(str(keep.value).lower(), False))
    skills = _skills(tree.root)
    root = _changed(tree.root, _ROSTER, partial(reader.people, skills=skills))
    passed_over = tuple(reader.passed_over)
    options = root.entries.get(OPTIONS)
    for option, node in options.entries.items() if isinstance(options, Fields) else ():
        changes = node.entries.get(CHANGES) if isinstance(node, Fields) else None
        of_option = (_skills(changes) if isinstance(changes, Fields) else ()) or skills
        read = partial(reader.people, skills=of_option)
        for path in (_ROSTER, (".".join(_ROSTER),)):
            root = _changed(root, (OPTIONS, option, CHANGES, *path), read)
    if reader.problems:
        raise ScenarioError(reader.problems.values())
    return replace(tree, root=root, passed_over=passed_over)


@dataclass
class _Reader:
    """Reads rosters; remembers what is wrong and which columns were passed over."""

    keep_names: bool
    problems: dict[tuple[str, Position], Problem] = field(default_factory=dict)
    passed_over: dict[str, None] = field(default_factory=dict)

    def people(self, node: Node, skills: tuple[str, ...]) -> Node:
        """Read the rows of a roster; anything but rows is left as it is, for the model to refuse."""
        if not isinstance(node, Items):
            return node
        # A skill that is called like a field can only be given under `skills`.
        columns: dict[str, str] = {words_of(skill): skill for skill in reversed(skills)}
        rows = tuple(self._row(item, columns) for item in node.items)
        found = {key for row in rows if isinstance(row, Fields) for key in row.entries}
        for name in REQUIRED if found else ():
            if name not in found:
                self._wrong(node.items[0], f"no column {name!r}, or nothing in it")
        return replace(node, items=rows)

    def _row(self, row: Node, columns: dict[str, str]) -> Node:
        if isinstance(row, Insert):
            return replace(row, item=self._row(row.item, columns))
        if not isinstance(row, Fields):
            return row
        entries: dict[str, Node] = {}
        names: list[Leaf] = []
        skills: list[Leaf] = []
        given: dict[str, str] = {}
        for heading, cell in row.entries.items():
            words = words_of(heading)
            if holds_names(heading):
                names += [cell] if isinstance(cell, Leaf) else []
                self.passed_over |= {} if self.keep_names else {heading: None}
                continue
            key = HEADINGS.get(words) or HEADINGS.get(_without_names(words.split()))
            if key is None and words in columns:
                skills += [Leaf(columns[words], cell.at)] if self._yes(heading, cell) else []
            elif key is None:
                known = (*_FIELDS, *columns.values())
                self._wrong_column(cell, f"a roster has no column {heading!r}{did_you_mean(heading, known)}", known)
            elif key in given:
                self._wrong_column(cell, f"the columns {given[key]!r} and {heading!r} mean the same: leave one out")
            else:
                given[key] = heading
                entries[key] = self._cell(key, heading, cell)
        if skills or isinstance(entries.get("skills"), Items):
            entries["skills"] = _union(entries.get("skills"), skills, row)
        if names and self.keep_names:
            entries["name"] = replace(names[0], value=" ".join(str(name.value) for name in names))
        return replace(row, entries=entries)

    def _cell(self, key: str, heading: str, cell: Node) -> Node:
        """Read a cell of text as its field wants it; whatever is no text is left to the model."""
        if not isinstance(cell, Leaf) or not isinstance(cell.value, str):
            return cell
        text = cell.value.strip()
        if key in ("restricted", "acting"):
            return replace(cell, value=self._yes(heading, cell))
        if key in ("begins", "ends", "learning_until"):
            return replace(cell, value=self._date(heading, cell))
        if key == "rank":
            return replace(cell, value=text.lower())
        if key == "skills":
            held = (one.strip() for one in text.split(SEPARATOR))
            return Items(tuple(replace(cell, value=one) for one in held if one), cell.at)
        return cell

    def _yes(self, heading: str, cell: Node) -> bool:
        written = cell.value if isinstance(cell, Leaf) else None
        if isinstance(written, bool):
            return written
        if str(written).lower() not in YES_OR_NO:
            self._wrong(cell, f"{written!r} under {heading!r}: write yes or no")
        return YES_OR_NO.get(str(written).lower(), False)

    def _date(self, heading: str, cell: Leaf) -> Scalar:
        """Write a date such as 31/12/2018 as 2018-12-31; what is written otherwise is left to the model."""
        written = str(cell.value).strip()
        found = DATE.fullmatch(written)
        if found is None:
            return written
        day, month, year = map(int, found.groups())
        try:
            return datetime(year, month, day).date().isoformat()
        except ValueError:
            self._wrong(cell, f"{written!r} under {heading!r} is no day: write 31/12/2018 or 2018-12-31")
            return None

    def _wrong(self, cell: Node, message: str) -> None:
        self.problems[message, cell.at] = problem_at(cell.at, message)

    def _wrong_column(self, cell: Node, message: str, choices: Iterable[str] = ()) -> None:
        """Tell what is wrong with a column once for its table, at the first of its cells."""
        table = Position(cell.at.file, sheet=cell.at.sheet)
        self.problems.setdefault((message, table), problem_at(cell.at, message, choices=choices))


def _union(listed: Node | None, ticked: list[Leaf], row: Fields) -> Node:
    """Put the skills of the list and of the columns together, each once."""
    if listed is not None and not isinstance(listed, Items):
        return listed
    every = [*(listed.items if listed is not None else ()), *ticked]
    once = {str(plain(each)): each for each in reversed(every)}
    return Items(tuple(reversed(once.values())), row.at if listed is None else listed.at)


def _without_names(words: list[str]) -> str:
    return " ".join(word for word in words if word not in NAMES_OF_PEOPLE)


def _skills(root: Fields) -> tuple[str, ...]:
    """Give the skills that a scenario, or the changes of an option, speaks of."""
    found = _at(root, ("workforce", "skills")) or root.entries.get("workforce.skills")
    return tuple(str(plain(item)) for item in found.items) if isinstance(found, Items) else ()


def _at(root: Fields, path: tuple[str, ...]) -> Node | None:
    node: Node | None = root
    for key in path:
        node = node.entries.get(key) if isinstance(node, Fields) else None
    return node


def _changed(root: Fields, path: tuple[str, ...], change: Callable[[Node], Node]) -> Fields:
    """Return the tree with the node at a path changed; as it is where the path does not lead anywhere."""
    key, *rest = path
    below = root.entries.get(key)
    if below is None or (rest and not isinstance(below, Fields)):
        return root
    new = _changed(cast(Fields, below), tuple(rest), change) if rest else change(below)
    return replace(root, entries={**root.entries, key: new})
