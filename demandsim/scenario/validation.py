"""From a tree of text to a checked model, with every fault found at once and shown where it was written."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal, Protocol, TypeVar, Union, get_args, get_origin, runtime_checkable

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from demandsim.scenario.problems import Problem, ScenarioError, did_you_mean, problem_at
from demandsim.scenario.tree import Fields, Followed, Leaf, Node, Tree, child, follow, plain, shown_path

KEY = "[key]"
LONGEST_SHOWN = 50

Model = TypeVar("Model", bound=BaseModel)


@runtime_checkable
class CrossChecked(Protocol):
    """A model that can tell what does not fit together in it, as (path, what is wrong)."""

    def cross_check(self) -> list[tuple[tuple[str | int, ...], str]]:
        """List what does not fit together; empty when everything does."""


def validate(model: type[Model], tree: Tree) -> Model:
    """Check a tree against a model and return the model's instance.

    Afterwards `cross_check`, where the model has it, looks at what must fit together. Raises
    `ScenarioError` with every fault, each with the file and line of the value, or of the nearest thing
    above it.
    """
    try:
        checked = model.model_validate(tree.plain())
    except ValidationError as error:
        found = [_Found(tree, model, details) for details in error.errors()]
        raise ScenarioError(_in_order(tree, _without_echoes(found))) from None
    if isinstance(checked, CrossChecked):
        problems = []
        for path, message in checked.cross_check():
            reached = follow(tree.root, path)
            problems.append(problem_at(reached.node.at, message, path=shown_path((*reached.shown, *reached.left))))
        if problems:
            raise ScenarioError(_in_order(tree, problems))
    return checked


class _Found:
    """One error of pydantic's, located in the tree."""

    def __init__(self, tree: Tree, model: type[BaseModel], details: ErrorDetails) -> None:
        self.details = details
        self.key_is_wrong = bool(details["loc"]) and details["loc"][-1] == KEY
        loc = tuple(step for step in details["loc"] if step != KEY)
        self.names_a_key = details["type"] in ("missing", "extra_forbidden") or self.key_is_wrong
        above = loc[:-1] if self.names_a_key else loc
        self.reached = _descend(tree.root, above)
        self.inside = model_types(model, above)
        self.key = str(loc[-1]) if self.names_a_key else ""

    @property
    def path(self) -> tuple[str, ...]:
        return (*self.reached.shown, self.key) if self.names_a_key else self.reached.shown

    def problem(self) -> Problem:
        node = self.reached.node
        kind = self.details["type"]
        context = self.details.get("ctx", {})
        entry = node.entries.get(self.key) if isinstance(node, Fields) else None
        path = shown_path(self.reached.shown)
        if kind == "extra_forbidden" or (self.key_is_wrong and kind == "literal_error"):
            choices = keys_of(self.inside) if kind == "extra_forbidden" else _expected(self.details)
            message = f"unknown key {self.key!r}{did_you_mean(self.key, choices)}"
            return problem_at((entry or node).at, message, path=path, choices=choices)
        if kind == "missing":
            return problem_at(node.at, f"the key {self.key!r} is missing", path=path)
        if kind == "union_tag_not_found":
            choices = sorted({word for model in self.inside for word in _kinds(model)})
            return problem_at(node.at, "the key 'kind' is missing", path=path, choices=choices)
        if kind == "union_tag_invalid":
            choices = _quoted_words(str(context.get("expected_tags", "")))
            tag = str(context.get("tag", ""))
            message = f"there is no kind {tag!r}{did_you_mean(tag, choices)}"
            return problem_at((child(node, "kind") or ("", node))[1].at, message, path=path, choices=choices)
        message, choices = _said(self.details, node)
        return problem_at((entry or node).at, message, path=shown_path(self.path), choices=choices)


def _descend(root: Node, loc: Sequence[str | int]) -> Followed:
    """Follow pydantic's location, passing over the steps that only name a member of a union."""
    node, shown, left = root, [], []
    for step in loc:
        found = child(node, step)
        if found is None:
            left.append(step)
            continue
        left.clear()
        shown.append(found[0])
        node = found[1]
    return Followed(node, tuple(shown), tuple(left))


def _without_echoes(found: Sequence[_Found]) -> list[Problem]:
    """Drop what the wrong members of a union say when another member got further into the value."""
    deeper = {one.path[:length] for one in found for length in range(len(one.path))}
    kept = [one for one in found if not (one.reached.left and one.path in deeper)]
    merged: dict[tuple[str, ...], Problem] = {}
    for one in kept:
        problem = one.problem()
        earlier = merged.get(one.path)
        if earlier is None:
            merged[one.path] = problem
        elif problem.message not in earlier.message:
            message = f"{earlier.message}; or: {problem.message}"
            choices = (*earlier.choices, *problem.choices)
            merged[one.path] = replace(earlier, message=message, choices=choices)
    return list(merged.values())


def _in_order(tree: Tree, problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems as they are met in the files, the scenario's own file first."""
    return sorted(problems, key=lambda p: (p.file != tree.file, p.file, p.line or 0, p.column or 0))


def _said(details: ErrorDetails, node: Node) -> tuple[str, list[str]]:
    """Put pydantic's message into a planner's words; return it with the valid choices."""
    written = _shown(plain(node) if isinstance(node, Leaf) else details["input"])
    context = details.get("ctx", {})
    match details["type"]:
        case "value_error" | "assertion_error":
            return str(context.get("error", details["msg"])), []
        case "literal_error" | "enum":
            choices = _expected(details)
            return f"{written} is not a valid choice{did_you_mean(written.strip(chr(39)), choices)}", choices
        case "string_pattern_mismatch":
            return f"{written} is not in the form expected here ({context.get('pattern')})", []
        case "string_type":
            return f"should be text, not {written} (put it between quotes)", []
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"should be keys with values, not {written}", []
        case "list_type" | "tuple_type":
            return f"should be a list, not {written}", []
        case "int_parsing" | "int_type" | "int_from_float":
            return f"should be a whole number, not {written}", []
        case "float_parsing" | "float_type":
            return f"should be a number, not {written}", []
        case "bool_parsing" | "bool_type":
            return f"should be true or false, not {written}", []
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return f"should be a date such as 2018-04-01, not {written}", []
        case _:
            message = details["msg"].removeprefix("Input ").removeprefix("Value ")
            return f"{message[:1].lower()}{message[1:]}, not {written}", []


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def _expected(details: ErrorDetails) -> list[str]:
    return _quoted_words(str(details.get("ctx", {}).get("expected", "")))


def _quoted_words(text: str) -> list[str]:
    return re.findall(r"'([^']*)'", text)


def model_types(model: type[BaseModel], loc: Sequence[str | int]) -> list[object]:
    """Find the types that may stand at a place in a model: all members of a union where it does not tell."""
    inside: list[object] = [model]
    for step in loc:
        below = [found for kind in inside for found in _below(kind, step)]
        if below:
            inside = below
            continue
        named = [kind for kind in inside if step in _kinds(kind) or getattr(kind, "__name__", None) == step]
        inside = named or inside
    return inside


def keys_of(kinds: Iterable[object]) -> list[str]:
    """List the keys that the models among these types understand, in the order of their declaration."""
    keys: dict[str, None] = {}
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            keys |= dict.fromkeys(info.alias or name for name, info in kind.model_fields.items())
    return list(keys)


def _kinds(kind: object) -> list[str]:
    """List the words by which a model is told from others in a union: the literals of its key `kind`."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)) or "kind" not in kind.model_fields:
        return []
    return [str(word) for word in get_args(kind.model_fields["kind"].annotation)]


def _below(kind: object, step: str | int) -> list[object]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if step == (info.alias or name):
                return _members(info.annotation)
        return []
    arguments = get_args(kind)
    origin = get_origin(kind)
    if not isinstance(origin, type) or not arguments:
        return []
    if issubclass(origin, Mapping):
        return _members(arguments[1])
    if issubclass(origin, list | tuple | frozenset | set) and isinstance(step, int):
        return _members(arguments[0])
    return []


def _members(annotation: object) -> list[object]:
    """Unfold unions and annotations into the types that they are made of."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    return [] if origin is Literal else [annotation]
