"""The text of a scenario as a tree in which every value still knows the file and line that it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from pydantic import JsonValue

from demandsim.scenario.problems import Position

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value."""

    value: Scalar
    at: Position


@dataclass(frozen=True, slots=True)
class Fields:
    """Values under keys, in the order in which they were written."""

    entries: Mapping[str, Node]
    at: Position


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values; the rows of a table are one too."""

    items: tuple[Node, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Insert:
    """In an option: put an item into a list before or after the named one, or at its end."""

    item: Node
    before: str | None
    after: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Remove:
    """In an option: take the named item out of a list."""

    name: str
    at: Position


Node: TypeAlias = Leaf | Fields | Items | Insert | Remove


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole scenario as written, with its tables and what it extends; `file` is where it was read."""

    root: Fields
    file: str
    passed_over: tuple[str, ...] = ()
    """Columns with names of people in its roster, which were left out on reading."""

    def plain(self) -> dict[str, JsonValue]:
        """Return the values alone, as dictionaries, lists and scalars."""
        return {key: plain(child) for key, child in self.root.entries.items()}

    def position(self, path: Sequence[str | int]) -> Position:
        """Return where the value at a path was written, or else the nearest thing above it that was."""
        return follow(self.root, path).node.at


@dataclass(frozen=True, slots=True)
class Followed:
    """How far a path leads: the last node reached, the steps to it as shown to people, what is left."""

    node: Node
    shown: tuple[str, ...]
    left: tuple[str | int, ...]


def plain(node: Node) -> JsonValue:
    """Return the value of a node alone; edits of lists become `{"!insert": ...}` and `{"!remove": name}`."""
    match node:
        case Leaf(value):
            return value
        case Fields(entries):
            return {key: plain(child) for key, child in entries.items()}
        case Items(items):
            return [plain(item) for item in items]
        case Insert(item, before, after):
            place: dict[str, JsonValue] = {} if before is None else {"before": before}
            if after is not None:
                place["after"] = after
            return {"!insert": {"item": plain(item), **place}}
        case Remove(name):
            return {"!remove": name}


def moved(node: Node, at: Position) -> Node:
    """Return the same value as written at another place."""
    return replace(node, at=at)


def name_of(node: Node) -> str | None:
    """Return the name of an item of a list: the text under its key `name`."""
    if not isinstance(node, Fields):
        return None
    name = node.entries.get("name")
    return str(name.value) if isinstance(name, Leaf) and name.value is not None else None


def names_in(node: Node) -> tuple[str, ...]:
    """List the steps that lead on from a node: its keys, or the names of its items."""
    match node:
        case Fields(entries):
            return tuple(entries)
        case Items(items):
            return tuple(name for name in map(name_of, items) if name is not None)
        case _:
            return ()


def child(node: Node, step: str | int) -> tuple[str, Node] | None:
    """Take one step, by key, by an item's name or by its number from 0; None where it leads nowhere.

    The text returned with the child is how the step is shown to people.
    """
    match node:
        case Fields(entries):
            found = entries.get(str(step))
            return None if found is None else (str(step), found)
        case Items(items):
            for number, item in enumerate(items):
                name = name_of(item)
                if number == step or (name is not None and name == step):
                    return (f"[{number + 1}]" if name is None else name), item
    return None


def follow(root: Node, path: Sequence[str | int]) -> Followed:
    """Follow a path as far as it leads."""
    node: Node = root
    shown: list[str] = []
    for taken, step in enumerate(path):
        found = child(node, step)
        if found is None:
            return Followed(node, tuple(shown), tuple(path[taken:]))
        shown.append(found[0])
        node = found[1]
    return Followed(node, tuple(shown), ())


def shown_path(steps: Sequence[str | int]) -> str:
    """Write a path for people: steps joined by dots, numbers of items in square brackets."""
    return ".".join(str(step) for step in steps).replace(".[", "[")


def edits_in(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Insert | Remove]]:
    """Find every edit of a list in a tree, with the path of keys that leads to it."""
    match node:
        case Fields(entries):
            for key, below in entries.items():
                yield from edits_in(below, (*path, key))
        case Items(items):
            for number, item in enumerate(items):
                yield from edits_in(item, (*path, f"[{number + 1}]"))
        case Insert(item):
            yield path, node
            yield from edits_in(item, path)
        case Remove():
            yield path, node
