"""The page about scenario files: every key that a planner may write, made from the scenario's JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias, cast

from markdown_tables import table

from demandsim.rules.choice import GRADES
from demandsim.scenario.schema import TABLE, scenario_schema

Schema: TypeAlias = dict[str, object]

QUANTITIES = {
    "duration": "length of time, such as `5 min`",
    "share": "share, such as `12 %`",
    "rate": "rate, such as `3 per hour`",
    "clock": "time of day, such as `07:00`",
    "money": "sum of money, such as `£50,000`",
    "instant": "date and local time, such as `2018-12-31 22:00`",
    "name": "name",
}
SHARED = "Used in several places"
OPENING = """# Scenario files

A scenario is one YAML file with CSV tables beside it. These are all the keys that it may hold; a key that is not here
is refused, with the nearest valid name. Wherever a list of things is asked for, the name of a `.csv` file with a column
per key may stand instead, or of a workbook (`.xlsx`, its first sheet; `book.xlsx#Sheet` names another); a dot in a
column's name makes a key below a key.

`demandsim schema` prints the same as a JSON Schema, by which editors complete and check what is typed.

`extends: FILE` at the top lays a file over another one beside it: mappings merge, lists replace.
"""


def page() -> str:
    """Write the whole page."""
    whole = cast(Schema, scenario_schema())
    models = {name: model for name, model in _mapping(whole["$defs"]).items() if name != "JsonValue"}
    top = _mapping(whole["properties"])
    places: dict[str, list[str]] = {name: [] for name in models}
    for key, value in top.items():
        _find(_mapping(value), key, models, places)
    lines = [OPENING, "## The whole file", ""]
    lines += _fields(_required_at_top(whole), top, models)
    sections: dict[str, list[str]] = {}
    for name, found in places.items():
        roots = {place.split(".")[0].removesuffix("[]") for place in found}
        sections.setdefault(roots.pop() if len(roots) == 1 else SHARED, []).append(name)
    for section in [*(key for key in top if key in sections), SHARED]:
        title = f"`{section}`" if section in top else section
        lines += [f"## {title}", ""]
        for name in sorted(sections[section], key=lambda name: _depth(places[name])):
            lines += list(_model(name, _mapping(models[name]), places[name], models))
    return "\n".join(lines).rstrip() + "\n"


def _depth(found: list[str]) -> int:
    return min(place.count(".") for place in found)


def _find(
    schema: Schema, place: str, models: dict[str, object], places: dict[str, list[str]], within: tuple[str, ...] = ()
) -> None:
    """Note every place at which a model may stand, by the path of keys that leads there; never within itself."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        if name in places and place not in places[name] and name not in within:
            places[name].append(place)
            for key, value in _mapping(_mapping(models[name]).get("properties", {})).items():
                _find(_mapping(value), f"{place}.{key}", models, places, (*within, name))
        return
    for choice in (*_list(schema.get("anyOf")), *_list(schema.get("oneOf"))):
        _find(choice, place, models, places, within)
    if "items" in schema:
        _find(_mapping(schema["items"]), f"{place}[]", models, places, within)
    for value in _values_by_name(schema):
        _find(value, f"{place}.NAME", models, places, within)


def _model(name: str, model: Schema, places: list[str], models: dict[str, object]) -> Iterator[str]:
    properties = _mapping(model.get("properties", {}))
    yield from (f"(scenario-{name.lower()})=", f"### {_title(name, properties)}", "")
    yield str(model.get("description", ""))
    yield ""
    shown = ", ".join(f"`{place}`" for place in places[:3])
    yield f"Stands at {shown}{f' and in {len(places) - 3} more places' if len(places) > 3 else ''}."
    yield ""
    yield from _fields({str(key) for key in _list_of_text(model.get("required"))}, properties, models)


def _fields(required: set[str], properties: Schema, models: dict[str, object]) -> list[str]:
    rows = []
    for key, value in properties.items():
        schema = _mapping(value)
        default = "required" if key in required else _default(schema.get("default"))
        rows.append((f"`{key}`", _in_words(schema, models), default, _meaning(schema, models)))
    return table(("Key", "What is written", "If left out", "Meaning"), rows)


def _required_at_top(whole: Schema) -> set[str]:
    return {
        key for choice in _list(whole.get("anyOf")) for key in _list_of_text(choice.get("required")) if key != "extends"
    }


def _meaning(schema: Schema, models: dict[str, object]) -> str:
    if "const" in schema:
        return "Says that this choice is meant."
    said = schema.get("description")
    if said is None and "$ref" in schema:
        said = _mapping(models[str(schema["$ref"]).rpartition("/")[2]]).get("description")
    return str(said or "")


def _default(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(f"`{each}`" for each in value) if len(value) <= 4 else f"{len(value)} times `{value[0]}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _in_words(schema: Schema, models: dict[str, object]) -> str:
    quantity = schema.get("quantity")
    if isinstance(quantity, str):
        return QUANTITIES[quantity]
    if "$ref" in schema:
        return _link(str(schema["$ref"]), models)
    choices = [*_list(schema.get("anyOf")), *_list(schema.get("oneOf"))]
    if choices:
        is_list = any(choice.get("type") == "array" for choice in choices)
        kept = [
            choice
            for choice in choices
            if choice.get("type") != "null" and not (is_list and choice.get("pattern") == TABLE["pattern"])
        ]
        return " or ".join(dict.fromkeys(_in_words(choice, models) for choice in kept))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in cast(list[object], schema["enum"]))
    return _plain(schema, models)


def _plain(schema: Schema, models: dict[str, object]) -> str:
    kind = schema.get("type")
    if "prefixItems" in schema:
        parts = _list(schema["prefixItems"])
        return f"list of {len(parts)}: {' or '.join(dict.fromkeys(_in_words(part, models) for part in parts))}"
    if kind == "array":
        return f"list of: {_in_words(_mapping(schema['items']), models)}"
    if kind == "object":
        names = _list_of_text(_mapping(schema.get("propertyNames", {})).get("enum"))
        by = "name" if not names else "grade" if names == list(GRADES) else " or ".join(f"`{name}`" for name in names)
        values = [_in_words(value, models) for value in _values_by_name(schema)]
        return f"by {by}: {' or '.join(values) or 'anything'}"
    if kind == "boolean":
        return "`true` or `false`"
    if kind in ("number", "integer"):
        return _number(schema, "whole number" if kind == "integer" else "number")
    if schema.get("format") == "date":
        return "date, such as `2018-04-01`"
    return "text" if kind == "string" else "anything"


def _number(schema: Schema, what: str) -> str:
    keywords = {"exclusiveMinimum": "above", "minimum": "from", "maximum": "to", "exclusiveMaximum": "below"}
    return " ".join([what, *(f"{word} {schema[key]}" for key, word in keywords.items() if key in schema)])


def _link(reference: str, models: dict[str, object]) -> str:
    name = reference.rpartition("/")[2]
    if name not in models:
        return "anything that may stand there"
    return f"[{_title(name, _mapping(_mapping(models[name]).get('properties', {})))}](#scenario-{name.lower()})"


def _title(name: str, properties: Schema) -> str:
    kind = _mapping(properties.get("kind", {})).get("const")
    if kind is not None:
        return f"kind: {kind}"
    if name == "Law":
        return "length"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _values_by_name(schema: Schema) -> list[Schema]:
    found = list(_mapping(schema.get("patternProperties", {})).values())
    further = schema.get("additionalProperties")
    return [_mapping(value) for value in ([*found, further] if isinstance(further, dict) else found)]


def _mapping(value: object) -> Schema:
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[Schema]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _list_of_text(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
