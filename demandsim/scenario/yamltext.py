"""YAML as planners expect it: `22:00` and `2018-04-01` are text, `NO` is a word, a key given twice an error.

The core words of YAML 1.2 are read (null, true, false, whole and decimal numbers); everything else is text,
and so are all keys. The tags `!insert` and `!remove` edit named lists; other tags are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from demandsim.scenario.problems import Position, Problem, ScenarioError, did_you_mean, problem_at
from demandsim.scenario.tree import Fields, Insert, Items, Leaf, Node, Remove, Scalar, moved

LARGEST_FILE = 5_000_000
MOST_NODES = 100_000
DEEPEST = 50
LONGEST_NUMBER = 40

PLAIN_TAGS = ("!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
EDITS = ("!insert", "!remove")

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# A leading zero marks a code ("0101"), not a number.
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

# libyaml is many times faster where it was built in; both give the same events.
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def decode_text(data: bytes, file: str) -> str:
    """Turn the bytes of a YAML file into text; raises `ScenarioError` for what is not UTF-8 text."""
    if len(data) > LARGEST_FILE:
        raise ScenarioError([problem_at(Position(file), f"the file is larger than {LARGEST_FILE // 1_000_000} MB")])
    if b"\0" in data:
        raise ScenarioError([problem_at(Position(file), "this is not a text file")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "this is not UTF-8 text; save the file with the encoding UTF-8"
        raise ScenarioError([problem_at(Position(file, line), message)]) from None


def parse_yaml(text: str, file: str) -> Node:
    """Read one YAML document into a tree of values with their positions; `file` is the name used in errors.

    Raises `ScenarioError` with every key given twice and every unknown tag, or for text that is not YAML, is
    empty, holds several documents, nests deeper than 50 or unfolds to more than 100,000 values.
    """
    reader = _Reader(file)
    try:
        node = reader.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise ScenarioError([_not_yaml(error, text, file)]) from None
    except yaml.YAMLError as error:
        reason = getattr(error, "reason", "it cannot be read")
        raise ScenarioError([problem_at(Position(file), f"this is not YAML text: {reason}")]) from None
    if reader.problems:
        raise ScenarioError(reader.problems)
    return node


@dataclass
class _Reader:
    file: str
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    nodes: int = 0

    def document(self, events: Iterator[yaml.Event]) -> Node:
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self._stop(event, "a scenario is one document; take out this line '---'")
                node, _ = self._node(next(events), events, 1)
        if node is None or (isinstance(node, Leaf) and node.value is None):
            raise ScenarioError([problem_at(Position(self.file), "the file is empty")])
        return node

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> tuple[Node, int]:
        """Read one node and what is below it; return it with its height."""
        before = self.nodes
        self._count(event, 1)
        if depth > DEEPEST:
            self._stop(event, f"values are nested deeper than {DEEPEST}")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        at = self._at(event)
        node: Node
        height = 1
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event, at)
        elif isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                item, item_height = self._node(inner, events, depth + 1)
                items.append(item)
                height = max(height, item_height + 1)
            self._check_tag(event, PLAIN_TAGS)
            node = Items(tuple(items), at)
        elif isinstance(event, yaml.MappingStartEvent):
            fields, height = self._fields(at, events, depth)
            self._check_tag(event, (*PLAIN_TAGS, "!insert"))
            node = self._insert(fields) if event.tag == "!insert" else fields
        else:
            self._stop(event, "this is not YAML text")
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self.anchors[anchor] = (node, self.nodes - before, height)
        return node, height

    def _alias(self, event: yaml.AliasEvent, depth: int) -> tuple[Node, int]:
        if event.anchor not in self.anchors:
            self._stop(event, f"'*{event.anchor}' refers to '&{event.anchor}', which is not complete by then")
        node, nodes, height = self.anchors[event.anchor]
        self._count(event, nodes)
        if depth + height > DEEPEST:
            self._stop(event, f"values are nested deeper than {DEEPEST}")
        return moved(node, self._at(event)), height

    def _fields(self, at: Position, events: Iterator[yaml.Event], depth: int) -> tuple[Fields, int]:
        entries: dict[str, Node] = {}
        height = 1
        while not isinstance(key_event := next(events), yaml.MappingEndEvent):
            if not isinstance(key_event, yaml.ScalarEvent):
                self._stop(key_event, "a key must be a single word or number")
            self._count(key_event, 1)
            key, key_at = key_event.value, self._at(key_event)
            value, value_height = self._node(next(events), events, depth + 1)
            height = max(height, value_height + 1)
            if key == "":
                self.problems.append(problem_at(key_at, "a key is empty"))
            elif key in entries:
                first = entries[key].at.line
                self.problems.append(problem_at(key_at, f"key {key!r} is given twice, first in line {first}"))
            else:
                entries[key] = moved(value, key_at)
        return Fields(entries, at), height

    def _scalar(self, event: yaml.ScalarEvent, at: Position) -> Node:
        self._check_tag(event, (*PLAIN_TAGS, "!remove"))
        if event.tag == "!remove":
            return Remove(event.value, at)
        if not event.implicit[0] or event.tag is not None:
            return Leaf(event.value, at)
        try:
            return Leaf(_core_value(event.value), at)
        except ValueError:
            self.problems.append(problem_at(at, f"{event.value} is not a definite number"))
            return Leaf(event.value, at)

    def _insert(self, fields: Fields) -> Node:
        wanted = ("item", "before", "after")
        for key, value in fields.entries.items():
            if key not in wanted:
                message = f"unknown key {key!r} of !insert{did_you_mean(key, wanted)}"
                self.problems.append(problem_at(value.at, message, choices=wanted))
        places = {key: fields.entries[key] for key in ("before", "after") if key in fields.entries}
        names = {key: str(node.value) for key, node in places.items() if isinstance(node, Leaf)}
        if len(places) > 1 or len(names) < len(places):
            message = "!insert puts the item before or after one named item"
            self.problems.append(problem_at(fields.at, message))
        item = fields.entries.get("item")
        if item is None:
            self.problems.append(problem_at(fields.at, "!insert needs the key 'item'"))
            return fields
        return Insert(item, names.get("before"), names.get("after"), fields.at)

    def _check_tag(self, event: yaml.NodeEvent, known: tuple[str, ...]) -> None:
        tag = getattr(event, "tag", None)
        if tag is None or tag in known:
            return
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        if tag in EDITS:
            form = "!insert {item: ..., before: NAME}" if tag == "!insert" else "!remove NAME"
            message = f"{shown} is written as {form}"
        else:
            message = f"unknown tag {shown!r}; only !insert and !remove are understood"
        self.problems.append(problem_at(self._at(event), message))

    def _at(self, event: yaml.Event) -> Position:
        mark = event.start_mark
        assert mark is not None
        return Position(self.file, mark.line + 1, mark.column + 1)

    def _count(self, event: yaml.Event, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            self._stop(event, f"the file unfolds to more than {MOST_NODES:,} values; is an alias repeated too often?")

    def _stop(self, event: yaml.Event, message: str) -> NoReturn:
        raise ScenarioError([*self.problems, problem_at(self._at(event), message)])


def _core_value(text: str) -> Scalar:
    """Read an unquoted word by the core rules of YAML 1.2; raises ValueError for numbers without end."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > LONGEST_NUMBER:
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise ValueError(text)
        return number
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(text)
    return text


def _not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    position = Position(file) if mark is None else Position(file, mark.line + 1, mark.column + 1)
    said = " ".join(part for part in (error.context, error.problem) if part)
    line = text.split("\n")[position.line - 1 : position.line] if position.line else []
    if any("\t" in one[: len(one) - len(one.lstrip())] for one in line):
        said = f"{said} (indent with spaces, not with tabs)"
    return problem_at(position, f"this is not YAML text: {said}")
