"""The JSON Schema of a scenario: by it, editors complete keys and underline mistakes as a planner writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pydantic import BaseModel, JsonValue

from demandsim.quantities import format_clock, format_duration, format_rate
from demandsim.scenario.scenario import Scenario

Schema: TypeAlias = dict[str, JsonValue]

TABLE: Schema = {
    "type": "string",
    "pattern": r"\.([cC][sS][vV]|[xX][lL][sS][xX](#.+)?)$",
    "description": "A table beside the scenario: a CSV file, a workbook, or a sheet of one (book.xlsx#Sheet).",
}


def scenario_schema() -> Schema:
    """Return the JSON Schema of scenario files, options included."""
    return schema_of(Scenario)


def schema_of(model: type[BaseModel]) -> Schema:
    """Return the JSON Schema of the text that a model is read from.

    It is pydantic's schema of the input, with a table allowed for every list, `extends` allowed at the top
    (with nothing else required then), and defaults written as a planner would write them.
    """
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_as_written(model.model_json_schema(by_alias=True)),
    }
    properties = schema["properties"]
    assert isinstance(properties, dict)
    properties["extends"] = {
        "type": "string",
        "description": "A scenario beside this one on top of which this one is laid.",
    }
    required = schema.pop("required", [])
    schema["anyOf"] = [{"required": required}, {"required": ["extends"]}]
    return schema


def _as_written(schema: Schema) -> Schema:
    changed = {key: _inside(value) for key, value in schema.items()}
    quantity = changed.get("quantity")
    write = _WRITTEN.get(quantity) if isinstance(quantity, str) else None
    default = changed.get("default")
    if write is not None and isinstance(default, int | float):
        changed["default"] = write(default)
    if changed.get("type") != "array":
        return changed
    # What describes the key stays outside, so that an editor shows it for the list and the table alike.
    about: Schema = {key: changed.pop(key) for key in ("title", "description", "default") if key in changed}
    return {**about, "anyOf": [changed, dict(TABLE)]}


def _inside(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _as_written(value)
    if isinstance(value, list):
        return [_inside(item) for item in value]
    return value


_WRITTEN: dict[str, Callable[[float], str]] = {
    "duration": format_duration,
    "rate": format_rate,
    "clock": lambda seconds: format_clock(int(seconds)),
}
