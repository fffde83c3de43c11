"""The store: a log with all its facts as a folder of Parquet tables, written whole or not at all.

events.parquet                              the rows: at, moment, subject, officer, detail, amount
contacts incidents crimes officers units spells .parquet   what the rows refer to
stays.parquet                               who joins or leaves, if anybody does
log.json                                    the end of the run, seed, replication and the scenario in full
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Union, get_args, get_origin

import numpy as np
from pydantic import BaseModel, WithJsonSchema

from demandsim.eventlog.facts import Facts
from demandsim.eventlog.log import COLUMNS, EventLog
from demandsim.quantities import format_clock
from demandsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from pydantic import JsonValue

FORMAT = 2
"""Layout of the folder; a later program knows by it what it reads."""
EVENTS, ABOUT = "events", "log.json"
TABLES = {
    "contacts": ("contact_uid", "contact_line", "contact_cause", "contact_about", "contact_incident", "contact_crime"),
    "incidents": ("incident_uid", "incident_kind", "incident_area", "incident_needs_attendance"),
    "crimes": (
        "crime_uid", "crime_offence", "crime_area", "crime_incident", "crime_opened_at", "crime_backlog",
        "crime_named", "crime_vulnerable", "crime_prospect", "crime_score", "crime_skills",
    ),
    "officers": ("officer_key", "officer_unit", "officer_rank", "officer_skills", "officer_supervisor"),
    "units": ("unit_team", "unit_area"),
    "spells": ("spell_officer", "spell_from", "spell_to"),
    "stays": ("stay_officer", "stay_from", "stay_to"),
}  # fmt: skip
"""Columns of the facts by table."""
IF_ANY = {"stays"}
"""Tables that are left out where they would be empty."""
SCALARS = ("scenario", "seed", "replication")


class StoreError(Exception):
    """A folder is not a log that can be read, or cannot be written; the message says why."""


def write_log(log: EventLog, folder: str | Path) -> Path:
    """Write a log and its facts as a new folder; until all of it is safely written there is no such folder.

    Raises StoreError where something of that name exists already or the disk refuses.
    """
    target = Path(folder)
    if target.exists():
        raise StoreError(f"{target} exists already; a log is never written over another")
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        _write_table(partial, EVENTS, {name: getattr(log, name) for name in COLUMNS})
        for table, columns in TABLES.items():
            if table in IF_ANY and not len(getattr(log.facts, columns[0])):
                continue
            _write_table(partial, table, {name: getattr(log.facts, name) for name in columns})
        about = {
            "format": FORMAT,
            "ends_at": log.ends_at,
            "seed": log.facts.seed,
            "replication": log.facts.replication,
            "scenario": scenario_words(log.facts.scenario),
        }
        with (partial / ABOUT).open("w", encoding="utf-8") as stream:
            json.dump(about, stream, ensure_ascii=False, allow_nan=False)
            _settle(stream.fileno())
        _settle_folder(partial)
        partial.rename(target)
        _settle_folder(target.parent)
    except OSError as error:
        raise StoreError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def read_log(folder: str | Path) -> EventLog:
    """Read a log that `write_log` has written; raises StoreError for anything else."""
    source = Path(folder)
    if not (source / ABOUT).is_file():
        raise StoreError(f"{source} is not the folder of an event log: it has no {ABOUT}")
    try:
        about = json.loads((source / ABOUT).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise StoreError(f"{source} has format {about['format']}; this program reads format {FORMAT}")
        columns = _read_table(source, EVENTS)
        facts: dict[str, object] = {}
        for table, names in TABLES.items():
            if table in IF_ANY and not (source / f"{table}.parquet").exists():
                continue
            facts |= {name: _fact(column) for name, column in _read_table(source, table, names).items()}
        scenario = Scenario.model_validate(about["scenario"])
        return EventLog(
            **{name: columns[name].astype(np.int64) for name in COLUMNS},
            ends_at=int(about["ends_at"]),
            facts=Facts(scenario=scenario, seed=about["seed"], replication=about["replication"], **facts),  # type: ignore[arg-type]
        )
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"{source} cannot be read as an event log: {error}") from None


def _write_table(folder: Path, name: str, columns: Mapping[str, object]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({key: pa.array(column) for key, column in columns.items()})
    path = folder / f"{name}.parquet"
    with path.open("wb") as stream:
        pq.write_table(table, stream, compression="zstd")
        stream.flush()
        _settle(stream.fileno())


def _read_table(folder: Path, name: str, columns: tuple[str, ...] = COLUMNS) -> dict[str, np.ndarray]:
    import pyarrow.parquet as pq

    table = pq.read_table(folder / f"{name}.parquet", columns=list(columns))
    return {key: table.column(key).to_numpy() for key in columns}


def _fact(column: np.ndarray) -> object:
    if column.dtype == object:
        return tuple(str(value) for value in column)
    return column


def _settle(number: int) -> None:
    os.fsync(number)


def _settle_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def scenario_words(model: BaseModel) -> dict[str, JsonValue]:
    """Write a model as the plain data from which it would be read, every quantity with its unit.

    What this gives, `model_validate` turns into an equal model.
    """
    written: dict[str, JsonValue] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in model.model_fields_set:
            annotation = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
            written[field.alias or name] = _words(value, annotation)
    return written


def _words(value: object, annotation: object) -> JsonValue:
    if isinstance(value, BaseModel):
        return scenario_words(value)
    quantity = ""
    while get_origin(annotation) is Annotated:
        annotation, *metadata = get_args(annotation)
        for entry in metadata:
            if isinstance(entry, WithJsonSchema):
                quantity = str((entry.json_schema or {}).get("quantity", ""))
    if get_origin(annotation) in (Union, UnionType):
        return _words(value, _member(value, get_args(annotation)))
    if isinstance(value, dict):
        inside = (*get_args(annotation), object, object)[1]
        return {str(key): _words(entry, inside) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        inside = (*get_args(annotation), object)[0]
        return [_words(entry, inside) for entry in value]
    if quantity in _WRITTEN and isinstance(value, int | float):
        return _WRITTEN[quantity](value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _member(value: object, members: tuple[object, ...]) -> object:
    """Choose the member of a union that a value was read by."""
    wanted = next((kind for kind in (dict, tuple, list) if isinstance(value, kind)), None)
    fitting = [member for member in members if _container(member) == wanted and member is not type(None)]
    return fitting[0] if fitting else members[0]


def _container(annotation: object) -> type | None:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    origin = get_origin(annotation)
    return origin if isinstance(origin, type) and origin in (dict, tuple, list) else None


def _plain_rate(per_second: float) -> str:
    # The shortest decimal text that gives the same number back, without an exponent.
    return f"{np.format_float_positional(per_second, unique=True, trim='-')} per second"


_WRITTEN: dict[str, Callable[[float], str]] = {
    "duration": lambda seconds: f"{seconds} s",
    "rate": _plain_rate,
    "clock": lambda seconds: format_clock(int(seconds)),
}
