"""One run again: what happened that night, with the log, and the proof that it is the run of the results folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from demandsim.eventlog import EventLog
from demandsim.eventlog.store import StoreError, write_log
from demandsim.experiment.runner import play_log, tables_of
from demandsim.experiment.store import (
    PREFIX,
    ResultsError,
    finished_runs,
    in_words,
    is_whole,
    part_path,
    read_recipe,
    slug,
    write_part,
)
from demandsim.provenance import Recipe, differences, identity, made_by_this_program, made_now

RERUNS = "reruns"


@dataclass(frozen=True, slots=True)
class Rerun:
    """A run that was played again and set beside what it left the first time."""

    folder: Path
    """Where its tables and its log are."""
    rows: int
    """Moments in the log."""
    same: tuple[str, ...]
    """Tables that are the same as the first time, byte for byte."""
    unlike: tuple[str, ...]
    """Tables that are not."""
    measures: tuple[str, ...]
    """Measures with another value than the first time."""
    drift: tuple[tuple[str, str, str], ...]
    """What has changed in the program since, as (what, then, now); only ever with `anyway`."""


def rerun(
    folder: str | Path, option: str, replication: int, *, out: str | Path | None = None, anyway: bool = False
) -> Rerun:
    """Play one finished run again, keep its log with all facts, and compare its tables with those of the first time.

    Left out, `out` is DIR/reruns/OPTION/REPLICATION. Raises `ResultsError`, with nothing written, where there is no
    such finished run, where `out` exists already, and where another version of the program made the results, unless
    `anyway`.
    """
    place = Path(folder)
    made = made_here(place, option, replication, anyway=anyway)
    target = place / RERUNS / slug(option) / str(replication) if out is None else Path(out)
    if target.exists():
        raise ResultsError(f"{target} exists already; choose another place with --out")
    drift = tuple(differences(made, made_now(made)))
    log = play_log(made, place, option, replication)
    return _kept(place, target, log, made, option, replication, drift)


def log_again(folder: str | Path, option: str, replication: int, *, anyway: bool = False) -> EventLog:
    """Play one finished run again and give its log; raises `ResultsError` as `rerun` does."""
    place = Path(folder)
    return play_log(made_here(place, option, replication, anyway=anyway), place, option, replication)


def made_here(folder: Path, option: str, replication: int, *, anyway: bool = False) -> Recipe:
    """Give the recipe of a results folder of which this program can play a finished run again.

    Raises `ResultsError` where the run is not there, and where the program differs, with the differences, unless
    `anyway`.
    """
    made = read_recipe(folder)
    if option not in made["options"]:
        raise ResultsError(f"{folder} holds no option {option!r}; it holds {', '.join(made['options'])}")
    if replication not in finished_runs(folder, made)[option]:
        raise ResultsError(f"{folder} holds no finished replication {replication} of {option!r}")
    if not anyway and not made_by_this_program(made):
        raise ResultsError(
            f"{folder} was made by another version of the program:\n{in_words(differences(made, made_now(made)))}\n"
            "What would be played now may be another run. --anyway plays it all the same."
        )
    return made


def _kept(
    place: Path,
    target: Path,
    log: EventLog,
    made: Recipe,
    option: str,
    replication: int,
    drift: tuple[tuple[str, str, str], ...],
) -> Rerun:
    key = identity(made)
    same, unlike, measures = [], [], tuple[str, ...]()
    for kind, table in tables_of(log, made["warm_up_days"]).items():
        path, before = target / f"{kind}.parquet", part_path(place, option, replication, kind)
        write_part(path, table, key)
        if is_whole(before, key) and path.read_bytes() == before.read_bytes():
            same.append(kind)
            continue
        unlike.append(kind)
        if kind == "measures":
            measures = _changed(pd.read_parquet(before), table)
    try:
        write_log(log, target / "log")
    except StoreError as error:
        raise ResultsError(str(error)) from None
    return Rerun(target, len(log), tuple(same), tuple(unlike), measures, drift)


def _changed(before: pd.DataFrame, after: pd.DataFrame) -> tuple[str, ...]:
    """List the measures of which a group has come, gone or another value."""
    keys = ["measure", "group"]
    both = before.merge(after, on=keys, how="outer", suffixes=("_before", "_after"), indicator=True)
    unlike = (both["_merge"] != "both") | ~(
        both["value_before"].eq(both["value_after"]) | (both["value_before"].isna() & both["value_after"].isna())
    )
    return tuple(dict.fromkeys(both.loc[unlike, "measure"].astype(str)))


def text(found: Rerun, option: str, replication: int) -> str:
    """Say in words whether the run is the same, and where its log is."""
    lines = [f"{option}, replication {replication}: {found.rows:,} moments played again."]
    if found.drift:
        lines += ["The program has changed since:", in_words(found.drift)]
    if not found.unlike:
        lines.append(f"The same run: its {len(PREFIX)} tables are byte for byte those of the first time.")
    else:
        lines.append(f"Not byte for byte the same: {', '.join(found.unlike)}.")
        if found.measures:
            lines.append(f"Measures with another value: {', '.join(found.measures)}.")
        elif "measures" in found.unlike:
            lines.append("Every measure has the same value: only the way in which the file is written differs.")
    lines.append(f"Log: {found.folder / 'log'}")
    return "\n".join(lines)
