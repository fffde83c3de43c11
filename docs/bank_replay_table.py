"""Replay the calls of a bank and set them beside what happened: `python docs/bank_replay_table.py DIR`.

DIR holds the file of calls `technion_bank_calls_*.csv` (Guedj and Mandelbaum, Technion); of several files each is
replayed on its own. Prints tables in Markdown: by hour of the day, by line, what other choices would have given, and
what the other weeks foretell. Nothing here depends on the dates or the number of calls.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from bank_replay import LINES, WITHIN, Choices, foretold, read_calls, replayed
from scipy import stats

from demandsim.tape.busy import MOST, WHILE_WAITING
from demandsim.tape.fit import patience
from demandsim.tape.habits import answered_past, taken_first

LEADS = (0, 60, 90, 120, 180, 240)
"""Seconds of lead by which the page tells who is taken first."""
VARIANTS: tuple[tuple[str, Choices], ...] = (
    ("as above", Choices()),
    ("handlers: the most busy at once in the half hour", Choices(how=MOST)),
    ("handlers: the mean busy while somebody waits", Choices(how=WHILE_WAITING)),
    ("turns last to the end of the half hour, calls in hand come on top", Choices(early=False)),
    ("one queue: whoever has waited longest", Choices(order=None)),
    ("patience exponential, censoring heeded", Choices(patience="exponential")),
    ("patience exponential, censoring forgotten", Choices(patience="naive")),
)
FEW = 100
"""Calls below which an hour of the day is left out of the tables: nothing can be said of it."""
Row = tuple[str, ...]


def beside(played: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Set observed and simulated side by side, per value of a column (or in all): share abandoned and mean wait.

    The intervals are 95 % t intervals of simulated less observed over days (ratio estimate: days weigh by their calls).
    """
    rows = []
    groups = [("all", played)] if by is None else list(played.groupby(by, sort=True))
    for name, calls in groups:
        row: dict[str, Any] = {"group": name, "calls": len(calls), "days": calls["day"].nunique()}
        for what, seen, simulated in (
            ("abandoned", "gave_up", "simulated_gave_up"),
            ("wait", "waited", "simulated_wait"),
        ):
            row[what] = float(calls[seen].mean())
            row[f"simulated_{what}"] = float(calls[simulated].mean())
            row[f"interval_{what}"] = _interval(calls, seen, simulated)
        rows.append(row)
    return pd.DataFrame(rows)


def _interval(calls: pd.DataFrame, seen: str, simulated: str) -> float:
    """Give the half-width of the 95 % interval over days of the difference between two means over calls."""
    difference = (calls[simulated] - calls[seen]).groupby(calls["day"]).agg(["sum", "size"])
    days, total = len(difference), float(difference["size"].sum())
    if days < 2:
        return float("nan")
    mean = float(difference["sum"].sum()) / total
    rest = difference["sum"] - mean * difference["size"]
    error = np.sqrt(days / (days - 1) * float((rest**2).sum())) / total
    return float(stats.t.ppf(0.975, days - 1) * error)


def rows_of(table: pd.DataFrame) -> list[Row]:
    """Write a table of `beside` in words."""
    return [
        (
            str(row.group),
            f"{row.calls:,}",
            f"{100 * row.abandoned:.1f} %",
            f"{100 * row.simulated_abandoned:.1f} %",
            _signed(100 * (row.simulated_abandoned - row.abandoned), 100 * row.interval_abandoned),
            f"{row.wait:.1f} s",
            f"{row.simulated_wait:.1f} s",
            _signed(row.simulated_wait - row.wait, row.interval_wait),
        )
        for row in table.itertuples()
    ]


def _signed(difference: float, interval: float) -> str:
    return f"{difference:+.1f}" if np.isnan(interval) else f"{difference:+.1f} ± {interval:.1f}"


def hour_rows(played: pd.DataFrame) -> list[Row]:
    """Write the hours of the day with calls enough, and all calls."""
    hours = beside(played, "hour")
    return [*rows_of(hours[hours["calls"] >= FEW]), *rows_of(beside(played, None))]


def within_rows(played: pd.DataFrame) -> list[Row]:
    """Write how long waits were, observed and simulated: the share of calls whose wait had ended by then."""
    return [
        (
            "no wait" if bound == 0 else f"{bound} s at most",
            f"{100 * (played['waited'] <= bound).mean():.1f} %",
            f"{100 * played[f'simulated_within_{bound}'].mean():.1f} %",
        )
        for bound in WITHIN
    ]


def patience_rows(calls: pd.DataFrame) -> list[Row]:
    """Write how patient the callers of every line are, with and without heed of censoring."""
    rows = []
    for line, of_line in calls.groupby("line", sort=True):
        gave_up = of_line["patience"].notna().to_numpy()
        if gave_up.any():
            fit = patience(of_line["waited"].to_numpy(dtype=float), gave_up)
            rows.append(
                (
                    str(line),
                    f"{fit.calls:,}",
                    f"{fit.gave_up:,}",
                    f"{of_line['patience'].mean():.0f} s",
                    f"{fit.mean:.0f} s ({fit.low:.0f}–{fit.high:.0f})",
                    *(f"{float(fit.quantile(np.array([share]))[0]):.0f} s" for share in (0.1, 0.25, 0.5)),
                )
            )
    return rows


def first_rows(calls: pd.DataFrame) -> list[Row]:
    """Write who is taken first when a customer and a prospect wait."""
    return [
        (_bounds(row.low, row.high), f"{row.times:,}", f"{100 * row.taken:.0f} %")
        for row in taken_first(calls, "customers", "prospects", LEADS)
        .rename(columns={"from": "low", "to": "high"})
        .itertuples()
        if row.times
    ]


def _bounds(low: float, high: float) -> str:
    if np.isinf(low):
        return f"below {high:.0f} s"
    return f"{low:.0f} s or more" if np.isinf(high) else f"{low:.0f} to {high:.0f} s"


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """Write a table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, tuple("---" for _ in head), *rows))


def compared(first: str, rows: Sequence[Row]) -> str:
    """Write a table of observed beside simulated."""
    what = ("Abandoned", "Simulated", "Difference, points", "Mean wait", "Simulated", "Difference, s")
    return markdown((first, "Calls", *what), rows)


def page(path: Path) -> str:
    """Write the tables of one file."""
    log = read_calls(path)
    calls = log.calls
    played, other_weeks = replayed(log), foretold(log)
    total = rows_of(beside(played, None))
    others = [(name, *rows_of(beside(replayed(log, choices), None))[0][1:]) for name, choices in VARIANTS[1:]]
    past = [(line, f"{answered_past(calls, line):.2f}") for line in LINES]
    tables = {
        "By hour of the day": compared("Hour", hour_rows(played)),
        "By line": compared("Line", [*rows_of(beside(played, "line")), *total]),
        "Other choices": compared("Choice", [(VARIANTS[0][0], *total[0][1:]), *others]),
        "Foretold from the other weeks": compared("Hour", hour_rows(other_weeks)),
        "By line, had there been one queue": compared(
            "Line", rows_of(beside(replayed(log, Choices(order=None)), "line"))
        ),
        "How long waits were": markdown(("Wait", "Observed", "Simulated"), within_rows(played)),
        "Patience": markdown(
            ("Line", "Calls", "Gave up", "Mean wait of these", "Mean patience (95 %)", "10 % below", "25 %", "50 %"),
            patience_rows(calls),
        ),
        "Others answered at once while only this line waits, over nobody waiting": markdown(("Line", "Ratio"), past),
        "Customer taken first, by how much longer the prospect has waited": markdown(
            ("Lead of the prospect", "Times", "Customer first"), first_rows(calls)
        ),
    }
    head = f"{path.name}: {len(calls):,} calls for an agent on {log.days} days, {len(log.full_days)} of them full."
    return "\n\n".join([head, *(f"{title}\n\n{table}" for title, table in tables.items())])


def main(folder: Path) -> None:
    """Print the tables of every file in a folder."""
    for path in sorted(folder.glob("technion_bank_calls_*.csv")):
        print(page(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
