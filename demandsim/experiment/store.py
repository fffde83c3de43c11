"""The results folder: what an experiment leaves behind; a crash or a full disk spoils nothing.

recipe.json          what the results are made of; the scenario in full
measures.parquet     one row per option, replication, measure and group (the same as measures.csv)
comparison.csv       means, intervals, paired differences and verdicts
worse_off.csv        who is better and who is worse off
weekly.csv           week by week: crimes, incidents, calls and what lies open
hourly.csv           by hour of the week: incidents and how soon somebody is there
unmet.csv            the ledger of every run: all that came in, and whether it was met
dictionary.csv       the columns of these tables, one a row: meaning, type, unit
prices.csv           the price list, where it was asked for
ranking.csv          the ranking of the options, and front.csv their front, where they were asked for
precision.csv        the widths of intervals beside those asked for with --until
report.html          the report
results.xlsx         the same results as a workbook, for analysts
contact.html         the sheet of the contact desk, where it was asked for; likewise response, investigation, leadership
parts/OPTION/        what each single run left: measures, a line per crime, a line per officer, the contact desk by
                     period (performance_N.parquet) and its avoidable demand (avoidable_N.parquet), the force by week
                     (weekly_N.parquet), the response by hour of the week (hourly_N.parquet) and the ledger of what was
                     and was not met (unmet_N.parquet)
logs/OPTION/         the event logs, where they were asked for
reruns/OPTION/N/     a run that was played again, with its tables and its event log with all facts
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from demandsim.provenance import Recipe, differences, identity, resolved_hash
from demandsim.scenario.options import apply_option, option_names
from demandsim.scenario.problems import Position
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.tree import Fields, Insert, Items, Leaf, Node, Remove, Tree
from demandsim.scenario.validation import validate

if TYPE_CHECKING:
    from pydantic import JsonValue

RECIPE = "recipe.json"
PARTS = "parts"
LOGS = "logs"
TODAY = "today"
"""Name of the scenario as it stands, with nothing changed."""
MOST_DIFFERENCES = 12

Kind = Literal["measures", "crimes", "officers", "performance", "avoidable", "weekly", "hourly", "unmet"]
PREFIX: dict[Kind, str] = {
    "measures": "",
    "crimes": "crimes_",
    "officers": "officers_",
    "performance": "performance_",
    "avoidable": "avoidable_",
    "weekly": "weekly_",
    "hourly": "hourly_",
    "unmet": "unmet_",
}
"""Kinds of table that a run leaves, each with what its file name begins with."""
COLUMNS = ("option", "replication", "measure", "group", "value", "unit")
"""Columns of the table of measures."""


class ResultsError(Exception):
    """The results folder cannot be used as asked; the message says why and what to do instead."""


def open_folder(folder: Path, wanted: Recipe) -> Recipe:
    """Make the results folder ready, or take up the one that is there; give the recipe that now stands.

    A folder of the same recipe only grows: its options and replications stay. Raises `ResultsError`, with
    nothing touched, for a folder with other contents, with the results of another recipe, or that cannot be
    written.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()):
            standing = _agreed(folder, wanted)
        elif folder.exists() and not folder.is_dir():
            raise ResultsError(f"{folder} is a file, not a folder; choose another place with --out")
        else:
            standing = wanted
        (folder / PARTS).mkdir(parents=True, exist_ok=True)
        for left_over in folder.rglob(".*.part"):
            if left_over.is_file():
                left_over.unlink(missing_ok=True)
        write_recipe(folder, standing)
    except OSError as error:
        raise ResultsError(f"cannot write to {folder}: {error.strerror or error}") from None
    return standing


def read_recipe(folder: Path) -> Recipe:
    """Read the recipe of a results folder; raises `ResultsError` where there is none or it was changed."""
    path = folder / RECIPE
    if not folder.exists():
        raise ResultsError(f"there is no folder {folder}")
    if not path.is_file():
        raise ResultsError(f"{folder} is not a results folder: it holds no {RECIPE}")
    try:
        found: Recipe = json.loads(path.read_text(encoding="utf-8"))
        sound = resolved_hash(found["scenario"]["resolved"]) == found["scenario"]["hash"]
        identity(found)
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ResultsError(f"{path} is damaged: it is not the recipe of an experiment") from None
    if not sound:
        raise ResultsError(f"{path} was changed by hand: its scenario no longer has the hash that stands beside it")
    return found


def write_recipe(folder: Path, made: Recipe) -> None:
    """Write the recipe, all or nothing."""
    write_text(folder / RECIPE, json.dumps(made, ensure_ascii=False, indent=1) + "\n")


def scenario_of(made: Recipe, option: str = TODAY) -> Scenario:
    """Give the scenario of a recipe as it is under an option; `today` is the scenario as it stands."""
    return scenario_under(Tree(_fields(made["scenario"]["resolved"]), made["scenario"]["file"]), option)


def scenario_under(tree: Tree, option: str = TODAY) -> Scenario:
    """Give the checked scenario as it is under an option; `today` is the scenario as it stands."""
    if option == TODAY and TODAY not in option_names(tree):
        return validate(Scenario, tree)
    return validate(Scenario, apply_option(tree, option))


def slug(option: str) -> str:
    """Turn the name of an option into that of a folder, different for different options anywhere."""
    plain = re.sub(r"[^a-z0-9]+", "-", option.lower()).strip("-")
    return plain if plain == option else f"{plain}-{hashlib.sha256(option.encode()).hexdigest()[:6]}"


def part_path(folder: Path, option: str, replication: int, kind: Kind) -> Path:
    """Say where a single run leaves one of its tables."""
    return folder / PARTS / slug(option) / f"{PREFIX[kind]}{replication}.parquet"


def log_path(folder: Path, option: str, replication: int) -> Path:
    """Say where a single run leaves its event log."""
    return folder / LOGS / slug(option) / f"{replication}.parquet"


def write_part(path: Path, table: pd.DataFrame, made: str) -> None:
    """Write a table of a single run, all or nothing; `made` is the identity of its recipe."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), b"demandsim": made.encode()})
    write_whole(path, lambda partial: pq.write_table(arrow, partial, compression="zstd"))


def is_whole(path: Path, made: str) -> bool:
    """Tell whether a table is there, can be read and belongs to the recipe with this identity."""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowException):
        return False
    return metadata.get(b"demandsim") == made.encode()


def read_part(folder: Path, option: str, replication: int, kind: Kind) -> pd.DataFrame:
    """Read a table that a single run left."""
    return pd.read_parquet(part_path(folder, option, replication, kind))


def finished_runs(folder: Path, made: Recipe) -> dict[str, list[int]]:
    """List the complete replications by option in the recipe's order; a run writes its measures last."""
    key = identity(made)
    return {
        option: [n for n in range(made["replications"]) if is_whole(part_path(folder, option, n, "measures"), key)]
        for option in made["options"]
    }


def read_values(folder: Path, runs: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """Put the measures of single runs together: a row per option, replication, measure and group."""
    return read_parts(folder, runs, "measures")[list(COLUMNS)]


def read_parts(folder: Path, runs: Mapping[str, Sequence[int]], kind: Kind) -> pd.DataFrame:
    """Put one kind of table of single runs together, with the columns option and replication added.

    Raises `ResultsError` where there is no finished run, or a run without this table.
    """
    tables = []
    for option, replications in runs.items():
        for replication in replications:
            try:
                part = read_part(folder, option, replication, kind)
            except (OSError, pa.ArrowException):
                raise ResultsError(
                    f"{part_path(folder, option, replication, kind)} is missing or cannot be read; "
                    "the same `demandsim run` makes it again"
                ) from None
            tables.append(part.assign(option=option, replication=replication))
    if not tables:
        raise ResultsError(f"{folder} holds no finished run yet")
    return pd.concat(tables, ignore_index=True)


def write_table(folder: Path, name: str, table: pd.DataFrame, meaning: Mapping[str, str]) -> None:
    """Write a table as CSV with a description of its columns beside it (CSV on the Web), all or nothing."""
    unknown = [column for column in table.columns if column not in meaning]
    if unknown:
        raise ValueError(f"no description for the columns {unknown} of {name}")
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{name}.csv",
        "tableSchema": {
            "columns": [
                {"name": column, "datatype": datatype(table[column]), "dc:description": meaning[column]}
                for column in table.columns
            ]
        },
    }
    write_whole(folder / f"{name}.csv", lambda partial: table.to_csv(partial, index=False, lineterminator="\n"))
    write_text(folder / f"{name}.csv-metadata.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n")


def write_parquet(folder: Path, name: str, table: pd.DataFrame) -> None:
    """Write a table as Parquet, all or nothing."""
    write_whole(folder / f"{name}.parquet", lambda partial: table.to_parquet(partial, index=False, compression="zstd"))


def write_text(path: Path, text: str) -> None:
    """Write a text, all or nothing."""
    write_whole(path, lambda partial: partial.write_text(text, encoding="utf-8", newline="\n"))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside the wanted one, then put it in place: half a file is never seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(partial)
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def in_words(unlike: Sequence[tuple[str, str, str]]) -> str:
    """Write what differs between two recipes, a line each, the first twelve of them."""
    shown = [f"  {what}: {old} there, {new} now" for what, old, new in unlike[:MOST_DIFFERENCES]]
    if len(unlike) > MOST_DIFFERENCES:
        shown.append(f"  ... and {len(unlike) - MOST_DIFFERENCES} more differences")
    return "\n".join(shown)


def _agreed(folder: Path, wanted: Recipe) -> Recipe:
    if not (folder / RECIPE).is_file():
        raise ResultsError(f"{folder} holds other files; choose an empty or a new folder with --out")
    there = read_recipe(folder)
    unlike = differences(there, wanted)
    if unlike:
        raise ResultsError(
            f"{folder} holds the results of another experiment:\n{in_words(unlike)}\n"
            "Nothing was changed. Choose another folder with --out."
        )
    grown = there.copy()
    grown["options"] = [*there["options"], *(o for o in wanted["options"] if o not in there["options"])]
    grown["replications"] = max(there["replications"], wanted["replications"])
    return grown


def _fields(value: Mapping[str, JsonValue]) -> Fields:
    at = Position(RECIPE)
    return Fields({key: _node(below, at) for key, below in value.items()}, at)


def _node(value: JsonValue, at: Position) -> Node:
    """Turn plain data back into a tree: the inverse of `scenario.tree.plain`."""
    if isinstance(value, list):
        return Items(tuple(_node(item, at) for item in value), at)
    if not isinstance(value, dict):
        return Leaf(value, at)
    if len(value) == 1 and isinstance(name := value.get("!remove"), str):
        return Remove(name, at)
    if len(value) == 1 and isinstance(edit := value.get("!insert"), dict):
        before, after = edit.get("before"), edit.get("after")
        return Insert(
            _node(edit["item"], at),
            before if isinstance(before, str) else None,
            after if isinstance(after, str) else None,
            at,
        )
    return Fields({key: _node(below, at) for key, below in value.items()}, at)


def datatype(column: pd.Series) -> str:
    """Name the type of a column, as CSV on the Web does; a name that ends in `_on` is that of a date."""
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    if pd.api.types.is_float_dtype(column):
        return "number"
    return "date" if str(column.name).endswith("_on") else "string"
