"""Options: the named changes that are compared, and what the scenario becomes when one of them is made.

A change is a path and a value. Mappings merge into what is there (unless their `kind` differs: another kind
of rule replaces the old one whole), lists and single values replace it, `null` takes it away, and `!insert`
and `!remove` edit a list of named items. An item of such a list is addressed by its name.
"""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field, JsonValue, model_validator

from demandsim.quantities import Money
from demandsim.rules.choice import Choice
from demandsim.scenario.problems import Position, Problem, ScenarioError, did_you_mean, nearest, problem_at
from demandsim.scenario.tree import (
    Fields,
    Insert,
    Items,
    Leaf,
    Node,
    Remove,
    Tree,
    child,
    moved,
    name_of,
    names_in,
    shown_path,
)

OPTIONS = "options"
CHANGES = "changes"


class Purchase(Choice):
    """What an option buys, so that its effect can be stated for each one of it."""

    what: str
    """One of it, in words: one more detective constable."""
    number: float = Field(gt=0)
    """How many the option buys."""
    months: float = Field(default=0, ge=0, le=120)
    """Months from the decision until they are there and trained."""


class Option(Choice):
    """A named way of doing things, to be compared: what it changes, why, and what it costs once."""

    because: str = ""
    """Why it is on the table: what it does and the evidence for it."""
    changes: dict[str, JsonValue] = Field(default_factory=dict)
    """What becomes different: path (its steps joined by dots) and new value."""
    one_off_cost: Money = 0.0
    """Pounds spent once to bring it about."""
    buys: Purchase | None = None
    """What it buys (left out: it is not bought by the piece)."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_written(cls, value: JsonValue) -> JsonValue:
        return {} if value is None else value


def option_names(tree: Tree) -> tuple[str, ...]:
    """List the options of a scenario in the order in which they are written."""
    options = tree.root.entries.get(OPTIONS)
    return tuple(options.entries) if isinstance(options, Fields) else ()


def apply_option(tree: Tree, option: str) -> Tree:
    """Return the scenario under an option; changed values know the place in the option where they stand.

    Raises `ScenarioError` with every change whose path does not exist, or for an option that does not exist.
    """
    names = option_names(tree)
    if option not in names:
        message = f"there is no option {option!r}{did_you_mean(option, names)}"
        raise ScenarioError([problem_at(tree.position((OPTIONS,)), message, choices=names)])
    found = child(tree.root.entries[OPTIONS], option)
    changes = None if found is None else child(found[1], CHANGES)
    if changes is None or not isinstance(changes[1], Fields):
        return tree
    root: Node = tree.root
    problems: list[Problem] = []
    for path, value in changes[1].entries.items():
        try:
            root = _changed(root, path, value, option)
        except _NoSuchPath as wrong:
            problems.append(problem_at(wrong.at, str(wrong), choices=wrong.choices))
    if problems:
        raise ScenarioError(problems)
    assert isinstance(root, Fields)
    return replace(tree, root=root)


def merge(old: Node, new: Node) -> Node:
    """Merge what is written later into what is there.

    Raises `ScenarioError` where a list cannot be edited so.
    """
    try:
        return _merge(old, new, "this")
    except _NoSuchPath as wrong:
        raise ScenarioError([problem_at(wrong.at, str(wrong), choices=wrong.choices)]) from None


class _NoSuchPath(Exception):
    def __init__(self, message: str, at: Position, choices: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.at = at
        self.choices = choices


def _changed(root: Node, path: str, value: Node, option: str) -> Node:
    segments = path.split(".")
    if OPTIONS in (path, segments[0]):
        raise _NoSuchPath(f"option {option!r} cannot change the options themselves", value.at)
    steps = _steps(root, segments)
    *above, last = steps
    node: Node = root
    for taken, step in enumerate(above):
        found = child(node, step)
        if found is None:
            raise _unknown(root, steps, taken, node, option, path, value.at)
        node = found[1]
    removing = isinstance(value, Leaf) and value.value is None
    editing = isinstance(value, Insert | Remove)
    is_new = child(node, last) is None
    if not isinstance(node, Fields | Items) or (is_new and (removing or editing or isinstance(node, Items))):
        raise _unknown(root, steps, len(above), node, option, path, value.at)
    return _with(root, steps, value, f"option {option!r}")


def _steps(root: Node, segments: list[str]) -> list[str]:
    """Cut a path into steps; a key that itself holds dots is one step where it exists."""
    steps: list[str] = []
    node: Node | None = root
    while segments:
        length = 1
        if node is not None:
            fits = (n for n in range(len(segments), 0, -1) if child(node, ".".join(segments[:n])))
            length = next(fits, 1)
        step = ".".join(segments[:length])
        found = None if node is None else child(node, step)
        node = None if found is None else found[1]
        steps.append(step)
        segments = segments[length:]
    return steps


def _unknown(root: Node, steps: list[str], taken: int, node: Node, option: str, path: str, at: Position) -> _NoSuchPath:
    """Say that a path does not exist, and which existing one comes nearest."""
    guess: list[str] = []
    here: Node | None = root
    for step in steps:
        found = None if here is None else child(here, step)
        if found is None and here is not None:
            close = nearest(step, names_in(here))
            found = None if close is None else child(here, close)
        if found is None:
            guess.clear()
            break
        guess.append(found[0])
        here = found[1]
    message = f"option {option!r} changes {path!r}, which does not exist"
    if guess:
        return _NoSuchPath(f"{message}; did you mean {'.'.join(guess)!r}?", at)
    where = f"in {shown_path(steps[:taken])!r}" if taken else "at the top"
    return _NoSuchPath(f"{message}: there is no {steps[taken]!r} {where}", at, names_in(node))


def _with(node: Node, steps: list[str], value: Node, who: str) -> Node:
    """Return the node with the value merged in below it; all steps but the last are known to exist."""
    step, *rest = steps
    found = child(node, step)
    if rest and found is not None:
        new: Node | None = _with(found[1], rest, value, who)
    elif isinstance(value, Leaf) and value.value is None:
        new = None
    else:
        new = value if found is None else _merge(found[1], value, who)
    if isinstance(node, Items):
        kept = ((new if name_of(item) == step else item) for item in node.items)
        return replace(node, items=tuple(item for item in kept if item is not None))
    assert isinstance(node, Fields)
    return _with_entry(node, step, new)


def _with_entry(fields: Fields, key: str, value: Node | None) -> Fields:
    entries = dict(fields.entries)
    if value is None:
        entries.pop(key, None)
    else:
        entries[key] = value
    return replace(fields, entries=entries)


def _merge(old: Node, new: Node, who: str) -> Node:
    match new:
        case Fields() if isinstance(old, Fields) and not _another_kind(old, new):
            merged = old
            for key, value in new.entries.items():
                there = merged.entries.get(key)
                if there is None:
                    merged = _with_entry(merged, key, value)
                elif isinstance(value, Leaf) and value.value is None:
                    merged = _with_entry(merged, key, None)
                else:
                    merged = _with_entry(merged, key, _merge(there, value, who))
            return merged
        case Insert() | Remove():
            return _edited(old, new, who)
        case Items(items) if items and all(isinstance(item, Insert | Remove) for item in items):
            for edit in items:
                old = _edited(old, edit, who)
            return old
        case _:
            return new


def _another_kind(old: Fields, new: Fields) -> bool:
    before, after = old.entries.get("kind"), new.entries.get("kind")
    return isinstance(before, Leaf) and isinstance(after, Leaf) and before.value != after.value


def _edited(old: Node, edit: Node, who: str) -> Node:
    assert isinstance(edit, Insert | Remove)
    if not isinstance(old, Items):
        raise _NoSuchPath(f"{who} edits what is not a list", edit.at)
    names = names_in(old)
    wanted = edit.name if isinstance(edit, Remove) else edit.before or edit.after
    if wanted is not None and wanted not in names:
        doing = "removes" if isinstance(edit, Remove) else "inserts beside"
        message = f"{who} {doing} {wanted!r}, which is not in the list{did_you_mean(wanted, names)}"
        raise _NoSuchPath(message, edit.at, names)
    items = list(old.items)
    place = next((n for n, item in enumerate(items) if name_of(item) == wanted), len(items))
    if isinstance(edit, Remove):
        del items[place]
    else:
        items.insert(place + 1 if edit.after is not None else place, moved(edit.item, edit.item.at))
    return replace(old, items=tuple(items))
