"""A log of calls as a telephone system exports it: a CSV file of local times, read for fitting and for replay.

| Column | Meaning |
|---|---|
| `received` | when the caller began to wait |
| `line` | the line that rang, such as 101 |
| `answered` | when somebody answered; empty for callers who gave up |
| `abandoned` | when the caller gave up; empty for callers who were answered |
| `ended` | when the conversation ended; empty for callers who gave up |
| `freed` | when the handler was free again (column may be missing) |

Times are local, as 2017-04-01 09:30:05 or 01/04/2017 09:30:05, the day first. Of the hour that comes twice in autumn a
call is taken to be received in the first, and to go on in the second where it would otherwise end before it begins.
Other columns are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from demandsim.scenario.calendar import HOUR, Calendar
from demandsim.scenario.problems import Position, Problem, ScenarioError, did_you_mean, problem_at
from demandsim.tape.fit import scenario_text
from demandsim.tape.replay import observed

REQUIRED = ("received", "line", "answered", "abandoned", "ended")
TIMES = ("received", "answered", "abandoned", "ended", "freed")
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
ENCODINGS = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True)
class CallLog:
    """Calls that were really made."""

    calls: pd.DataFrame
    """One row per call, with the columns of `demandsim.tape.replay`."""
    calendar: Calendar
    """The calendar that begins with the first day."""
    days: int
    """Days from the first call to the last, both whole."""
    left_out: int
    """Calls that were neither answered nor given up, or whose conversation had not ended."""

    def scenario_text(self) -> str:
        """Write what the log says as part of a scenario (YAML), with what it says of itself in comments."""
        last = self.calendar.local(self.calendar.elapsed(self.days, 0) - 1).date()
        gave_up = int(self.calls["patience"].notna().sum())
        lines = [
            f"# Fitted to {len(self.calls):,} calls of {self.days} days, {self.calendar.start} to {last}.",
            f"# {gave_up:,} of them gave up. {self.left_out:,} more were left out: not answered, given up or ended.",
            "# A log knows no answer target and not who rings again: add `target` and `retry` to every line, and",
            "# take those who rang again off `volume`, because a scenario counts first calls and adds the others.",
        ]
        return "\n".join(lines) + "\n" + scenario_text(self.calls, self.calendar, self.days)


def read_call_log(path: str | Path, timezone: str = "Europe/London") -> CallLog:
    """Read a log of calls from a CSV file (UTF-8 or Windows-1252).

    Raises `ScenarioError` for a file that cannot be read, for missing columns and, with file and line, for every time
    that is no time, a call without a line, and a call that ends before it begins.
    """
    file = str(path)
    table = _table(Path(path), file)
    missing = [name for name in REQUIRED if name not in table]
    if missing:
        known = [str(name) for name in table if name != "file_line"]
        near = "".join(f"; no {name!r}{did_you_mean(name, known)}" for name in missing)
        raise ScenarioError([problem_at(Position(file, 1), f"columns are missing{near}", choices=(*REQUIRED, "freed"))])
    problems: list[Problem] = []
    said = {name: _times(table, name, file, problems) for name in TIMES if name in table}
    for name in ("received", "line"):
        _refuse(table, table[name] == "", f"no {name!r}", file, problems)
    if problems:
        raise ScenarioError(problems)
    first: date = said["received"].min().date()
    calendar = Calendar(first, timezone)
    log = pd.DataFrame(
        {f"{name}_at": _elapsed(times, table, name, calendar, file, problems) for name, times in said.items()}
    )
    again = log.apply(lambda column: (column < log["received_at"]) & (column + HOUR >= log["received_at"]))
    twice = pd.DataFrame({f"{name}_at": _comes_twice(times, calendar) for name, times in said.items()})
    log = log + HOUR * (again & twice)
    log["line"] = table["line"]
    for name in said:
        _refuse(table, log[f"{name}_at"] < log["received_at"], f"{name!r} comes before 'received'", file, problems)
    _refuse(table, log["ended_at"] < log["answered_at"], "'ended' comes before 'answered'", file, problems)
    both = log["answered_at"].notna() & log["abandoned_at"].notna()
    _refuse(table, both, "the call was both answered and given up", file, problems)
    if problems:
        raise ScenarioError(problems)
    calls = observed(log)
    if calls.empty:
        raise ScenarioError([problem_at(Position(file), "no call in it was answered or given up")])
    return CallLog(calls, calendar, calendar.day_of(int(log["received_at"].max())) + 1, len(log) - len(calls))


def _table(path: Path, file: str) -> pd.DataFrame:
    """Read the cells as text; headings in small letters; `file_line` says where a row stands."""
    for encoding in ENCODINGS:
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding, skip_blank_lines=False)
        except UnicodeDecodeError:
            continue
        except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ScenarioError([problem_at(Position(file), f"the log cannot be read: {reason}")]) from None
        table.columns = [str(name).strip().lower() for name in table.columns]
        cells: pd.DataFrame = table.apply(lambda column: column.str.strip())
        filled = (cells != "").any(axis=1)
        return cells.assign(file_line=np.arange(len(cells)) + 2).loc[filled].reset_index(drop=True)
    raise ScenarioError([problem_at(Position(file), "this is neither UTF-8 nor Windows text; save it as CSV UTF-8")])


def _times(table: pd.DataFrame, name: str, file: str, problems: list[Problem]) -> pd.Series:
    """Read a column of local times; empty cells are missing."""
    text = table[name]
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")
    for form in FORMATS:
        found = found.fillna(pd.to_datetime(text, format=form, errors="coerce"))
    wrong = found.isna() & (text != "")
    _refuse(
        table, wrong, f"{name!r} is no time: write 2017-04-01 09:30:05 or 01/04/2017 09:30:05", file, problems, text
    )
    return found


def _elapsed(
    local: pd.Series, table: pd.DataFrame, name: str, calendar: Calendar, file: str, problems: list[Problem]
) -> pd.Series:
    """Turn local times into seconds from the first midnight; missing stays missing."""
    zoned = local.dt.tz_localize(calendar.zone, ambiguous=np.ones(len(local), dtype=bool), nonexistent="NaT")
    _refuse(table, zoned.isna() & local.notna(), f"{name!r} does not exist: the clocks went forward", file, problems)
    midnight = pd.Timestamp(calendar.start).tz_localize(calendar.zone)
    seconds: pd.Series = (zoned - midnight).dt.total_seconds()
    return seconds


def _comes_twice(local: pd.Series, calendar: Calendar) -> pd.Series:
    """Tell which local times come twice, because the clocks go back."""
    once: pd.Series = local.dt.tz_localize(calendar.zone, ambiguous="NaT", nonexistent="shift_forward")
    return once.isna() & local.notna()


def _refuse(
    table: pd.DataFrame,
    wrong: pd.Series,
    message: str,
    file: str,
    problems: list[Problem],
    written: pd.Series | None = None,
) -> None:
    for row in np.flatnonzero(wrong.to_numpy()):
        shown = "" if written is None else f"{written.iloc[row]!r}: "
        problems.append(problem_at(Position(file, int(table["file_line"].iloc[row])), shown + message))
