"""Replay: a tape from a log of calls that were really made, so that the engine can be held against what happened.

A log is not a tape. It holds what happened under yesterday's staffing: callers who were answered took their patience
with them, and callers who gave up took the length of their conversation. What the log says is kept; what it cannot say
is drawn from the scenario's laws, by named streams of luck, and `origins` tells which is which. How patient answered
callers were is drawn from the law *beyond the wait that they bore*: they are known to have waited so long.

A table of calls has one row per call, in order of time, and these columns:

| Column | Meaning |
|---|---|
| `received_at` | seconds from the scenario's first midnight |
| `line` | line of the scenario |
| `talk` | seconds spoken to; missing: drawn from the line's law |
| `wrap` | seconds of work afterwards; missing, or no such column: drawn from the line's law |
| `patience` | seconds after which the caller gave up; missing for callers who were answered: inferred |
| `waited` | seconds until answered or given up; missing, or no such column: nothing is known of the patience |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pandas as pd

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.laws import Law
from demandsim.scenario.scenario import Scenario
from demandsim.tape.contacts import ringing
from demandsim.tape.distributions import lengths
from demandsim.tape.record import record
from demandsim.tape.streams import Chance, Flags, Floats, Ints
from demandsim.tape.tables import Table, joined
from demandsim.tape.tape import FROM_PUBLIC, NONE, Contacts, Tape

REQUIRED = ("received_at", "line", "talk", "patience")
LENGTHS = ("talk", "wrap", "patience", "waited")
"""Columns that hold seconds and may have gaps."""
HALVINGS = 60
"""Steps in which the share of a law below a length is found: as fine as a float."""
NOBODY_RINGS_AGAIN = 1.0
"""Luck that no share exceeds."""


def replay(
    scenario: Scenario, calls: pd.DataFrame, replication: int = 0, seed: int = 1, days: int | None = None
) -> Tape:
    """Turn calls that were really made into a tape: the world as it was, with chance only where the log is silent.

    The columns of `calls` are those of the module. Only contacts are replayed: there are no incidents and no crimes,
    every call is about information, and nobody rings again, since the log holds repeated calls as calls of their own.
    The run lasts until the end of the day of the last call, unless `days` says otherwise; absences are recorded as
    usual. Replications share what was observed and differ in what is drawn (streams `replay/LINE/talk`, `/wrap` and
    `/patience_left`).

    Raises ValueError for a missing column and, with the first row that is wrong, for calls out of order or outside the
    run, an unknown line, negative lengths and callers who gave up after another time than they waited.
    """
    names = tuple(scenario.demand.lines)
    at = _checked(calls, names)
    calendar = Calendar(scenario.start, scenario.timezone)
    days = (calendar.day_of(int(at[-1])) + 1 if len(at) else 1) if days is None else days
    late = at >= calendar.elapsed(days, 0)
    if late.any():
        raise ValueError(f"row {int(late.argmax())}: the call comes after the {days} days of the run")
    chance = Chance(seed, replication)
    line = calls["line"].astype(str).to_numpy()
    rows = [np.flatnonzero(line == name) for name in names]
    tables = [
        _of_line(scenario, chance, number, at[rows[number]], calls.iloc[rows[number]]) for number in range(len(names))
    ]
    contacts = joined(tables, np.argsort(np.concatenate(rows), kind="stable"))
    rest = record(scenario, replication, seed, days)
    return replace(rest, contacts=contacts, incidents=_emptied(rest.incidents), crimes=_emptied(rest.crimes))


def observed(log: pd.DataFrame) -> pd.DataFrame:
    """Make a table of calls for `replay` from the instants that a telephone system keeps.

    Columns of `log`, all in seconds from the first midnight: received_at, line, answered_at (missing for callers who
    gave up), abandoned_at (missing for callers who were answered), ended_at (end of the conversation) and, where it is
    known, freed_at (end of the work afterwards). Calls that were neither answered nor given up are left out, because
    nothing is known of them; so are calls whose conversation had not ended. The result is in order of time.
    """
    ended = log["answered_at"].fillna(log["abandoned_at"])
    gave_up = log["answered_at"].isna() & log["abandoned_at"].notna()
    calls = pd.DataFrame(
        {
            "received_at": log["received_at"],
            "line": log["line"].astype(str),
            "talk": log["ended_at"] - log["answered_at"],
            "wrap": log["freed_at"] - log["ended_at"] if "freed_at" in log else np.nan,
            "patience": (log["abandoned_at"] - log["received_at"]).where(gave_up),
            "waited": ended - log["received_at"],
        }
    )
    known = gave_up | calls["talk"].notna()
    return calls[known].sort_values("received_at", kind="stable").reset_index(drop=True)


def origins(calls: pd.DataFrame) -> pd.DataFrame:
    """Say where a replayed tape's columns come from: per line and column, the share of calls of each origin.

    `observed` was in the log; `inferred` is drawn beyond what was observed (the patience of callers who were answered);
    `drawn` is drawn from the law without anything observed.
    """
    table = calls.assign(**{name: np.nan for name in LENGTHS if name not in calls})
    rows = []
    for line, of_line in table.groupby("line", sort=False, observed=True):
        for column in ("talk", "wrap", "patience"):
            seen = of_line[column].notna()
            bounded = ~seen & of_line["waited"].notna() if column == "patience" else ~seen & False
            rows.append((str(line), column, seen.mean(), bounded.mean(), (~seen & ~bounded).mean()))
    return pd.DataFrame(rows, columns=["line", "column", "observed", "inferred", "drawn"])


def beyond(law: Law, waited: Floats, luck: Floats) -> Floats:
    """Give lengths of a law that are known to exceed `waited`, unrounded seconds.

    Of all cases that exceed it, a share `luck` is shorter than the result. Where nothing in the law is longer than
    `waited`, the result is `waited`. The law's share below `waited` is found by halving, so every law will do.
    """
    low, high = np.zeros(len(waited)), np.ones(len(waited))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        shorter = lengths(law, middle) <= waited
        low, high = np.where(shorter, middle, low), np.where(shorter, high, middle)
    place = np.minimum(low + luck * (1 - low), np.nextafter(1.0, 0.0))
    return np.maximum(lengths(law, place), waited)


def _of_line(scenario: Scenario, chance: Chance, number: int, at: Ints, calls: pd.DataFrame) -> Contacts:
    """Make the contacts of one line: what was observed, and the line's laws where nothing was."""
    name, line = list(scenario.demand.lines.items())[number]
    source = chance.source(f"replay/{name}", len(at))
    nothing = np.full(len(at), NONE)
    drawn = ringing(scenario.demand, source, number, FROM_PUBLIC, 1, nothing, nothing)
    patience = drawn.patience.copy()
    if line.patience is not None:
        waited = np.nan_to_num(_column(calls, "waited"))
        patience[:, 0] = np.rint(beyond(line.patience, waited, source.luck("patience_left")))
    patience[:, 0] = _kept(calls, "patience", patience[:, 0])
    return replace(
        drawn,
        received_at=at,
        talk=_kept(calls, "talk", drawn.talk),
        wrap=_kept(calls, "wrap", drawn.wrap),
        patience=patience,
        retry_luck=np.full_like(drawn.retry_luck, NOBODY_RINGS_AGAIN),
    )


def _kept(calls: pd.DataFrame, name: str, drawn: Ints) -> Ints:
    """Keep what was observed, in whole seconds, and fill the gaps."""
    seen = _column(calls, name)
    gaps = np.isnan(seen)
    return np.where(gaps, drawn, np.rint(np.where(gaps, 0, seen)).astype(np.int64))


def _column(calls: pd.DataFrame, name: str) -> Floats:
    if name not in calls:
        return np.full(len(calls), np.nan)
    return calls[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _checked(calls: pd.DataFrame, lines: Sequence[str]) -> Ints:
    """Give the whole seconds at which calls came, or raise ValueError that names the first row that is wrong."""
    missing = [name for name in REQUIRED if name not in calls]
    if missing:
        raise ValueError(f"a table of calls needs the column {missing[0]} (columns: {', '.join(map(str, calls))})")

    def refuse(wrong: Flags, why: str) -> None:
        if wrong.any():
            row = int(wrong.argmax())
            raise ValueError(f"row {row}: {why} (received_at {calls['received_at'].iloc[row]})")

    received = _column(calls, "received_at")
    refuse(~np.isfinite(received), "it is not known when the call came")
    at = np.rint(received).astype(np.int64)
    refuse(at < 0, "the call comes before the first midnight")
    refuse(np.diff(at, prepend=at[:1]) < 0, "the call comes before the one above it: sort the calls by received_at")
    line = calls["line"].astype(str).to_numpy()
    known = ", ".join(lines)
    strangers = ~np.isin(line, list(lines))
    if strangers.any():
        refuse(strangers, f"no line {line[strangers.argmax()]!r} in the scenario; its lines are {known}")
    for name in LENGTHS:
        refuse(_column(calls, name) < 0, f"{name} is negative")
        refuse(np.isinf(_column(calls, name)), f"{name} is endless: leave it missing")
    gave_up, waited = _column(calls, "patience"), _column(calls, "waited")
    apart = ~np.isnan(gave_up) & ~np.isnan(waited) & (gave_up != waited)
    refuse(apart, "the caller gave up after `patience`, but waited another time")
    return at


def _emptied(table: Table) -> Table:
    """Keep a table's columns and none of its rows."""
    return type(table)(**{column.name: getattr(table, column.name)[:0] for column in fields(type(table))})
