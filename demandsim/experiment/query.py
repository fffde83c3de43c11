"""Questions in SQL to a results folder: its tables as views of DuckDB, which can only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.moments import SCHEMA
from demandsim.experiment.extras import library
from demandsim.experiment.store import (
    PREFIX,
    Kind,
    ResultsError,
    finished_runs,
    is_whole,
    log_path,
    part_path,
    read_recipe,
)
from demandsim.provenance import identity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KINDS: tuple[Kind, ...] = tuple(PREFIX)
TABLES = ("comparison", "worse_off", "prices")
"""Tables of the whole experiment, each where it was written."""
READING = ("SELECT", "EXPLAIN")
"""Kinds of statement that change nothing."""
SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET TimeZone = 'UTC'",
)


def query(folder: str | Path, sql: str) -> pd.DataFrame:
    """Answer a question in SQL about a results folder.

    Views: `measures`, `crimes`, `officers`, `performance`, `avoidable`, `weekly`, `hourly` and `unmet` of all finished
    runs that left them,
    each with the columns option and replication; `comparison`, `worse_off` and `prices` where they were written;
    `events` of the logs that were kept, with `moments` that says what a moment means. Raises `ResultsError` where the
    folder or the question is faulty, or where the question would change anything.
    """
    place = Path(folder)
    with _opened(place) as connection:
        return _answer(connection, sql)


def tables(folder: str | Path) -> dict[str, list[str]]:
    """List the views of a results folder, each with its columns."""
    with _opened(Path(folder)) as connection:
        found = _answer(connection, "SELECT table_name, column_name FROM information_schema.columns")
    return {str(name): list(rows["column_name"]) for name, rows in found.groupby("table_name", sort=False)}


def text(answer: pd.DataFrame) -> str:
    """Write an answer as a table, missing values empty."""
    if answer.empty:
        return f"No rows: {', '.join(answer.columns)}.\n"
    # Pandas writes what is missing among words as None, whatever is asked for.
    shown = answer.apply(lambda column: column.fillna("") if column.dtype == object else column)
    written: str = shown.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.6g}")
    return f"{written}\n"


def _opened(folder: Path) -> DuckDBPyConnection:
    """Give a connection that knows the folder's tables and can reach nothing else."""
    connection: DuckDBPyConnection = library("duckdb", "analysis").connect(":memory:")
    for setting in SETTINGS:
        connection.execute(setting)
    connection.register("moments", _moments())
    for name, sql in _views(folder):
        connection.execute(f'CREATE VIEW "{name}" AS {sql}')
    connection.execute(f"SET allowed_directories = [{_quoted(str(folder))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _answer(connection: DuckDBPyConnection, sql: str) -> pd.DataFrame:
    duckdb = library("duckdb", "analysis")
    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1:
            raise ResultsError(f"ask one question at a time; these are {len(statements)} statements")
        if statements[0].type.name not in READING:
            raise ResultsError(f"a query only reads; this is {statements[0].type.name}")
        found: pd.DataFrame = connection.execute(sql).df()
    except duckdb.Error as error:
        raise ResultsError(f"the question cannot be answered: {error}") from None
    return found


def _views(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the name of each view with the SQL that fills it."""
    made = read_recipe(folder)
    runs = [(option, number) for option, numbers in finished_runs(folder, made).items() for number in numbers]
    if not runs:
        raise ResultsError(f"{folder} holds no finished run yet")
    for kind in KINDS:
        files = {path: run for run in runs if (path := part_path(folder, *run, kind)).exists()}
        if files:  # an older program left fewer kinds
            yield kind, _of_runs(files)
    for name in TABLES:
        if (path := folder / f"{name}.csv").exists():
            yield name, f"SELECT * FROM read_csv({_quoted(str(path))}, header = true)"
    key = identity(made)
    logs = {path: run for run in runs if is_whole(path := log_path(folder, *run), key)}
    if logs:
        named = _of_runs(logs)
        yield "events", f"SELECT e.* REPLACE (m.name AS moment) FROM ({named}) e JOIN moments m ON m.number = e.moment"


def _of_runs(files: dict[Path, tuple[str, int]]) -> str:
    """Put files of single runs under each other, with the option and the replication of each."""
    listed = ", ".join(_quoted(str(path)) for path in files)
    rows = ", ".join(f"({_quoted(str(path))}, {_quoted(option)}, {number})" for path, (option, number) in files.items())
    return (
        f"SELECT r.option, r.replication, t.* EXCLUDE (filename) FROM read_parquet([{listed}], filename = true) t "
        f"JOIN (VALUES {rows}) r (filename, option, replication) USING (filename)"
    )


def _moments() -> pd.DataFrame:
    rows = [(int(moment), moment.name, SCHEMA[moment].subject, SCHEMA[moment].meaning) for moment in Moment]
    return pd.DataFrame(rows, columns=["number", "name", "subject", "meaning"])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
