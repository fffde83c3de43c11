"""Tables of the sheet: options side by side, months by line, the balance of avoidable demand, the hours of the week."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from demandsim.experiment.comparison import IDENTICAL, NO_DIFFERENCE, TOO_FEW
from demandsim.experiment.precision import Interval, t_interval
from demandsim.measures.measure import FORCE
from demandsim.measures.performance import ALL_LINES
from demandsim.measures.performance_avoidable import NEEDED
from demandsim.quantities import DAYS_A_WEEK, HOURS_A_DAY, format_duration
from demandsim.report.sheets.contact_desk import BY_LINE, OF_THE_DESK, Desk, Floats, array
from demandsim.report.sheets.contact_words import (
    CAUSE_TITLES,
    clock,
    clock_change,
    count_words,
    range_words,
    rate_words,
    rule_words,
    share_words,
    time_words,
)
from demandsim.report.words import bare_amount, bare_change

WHOLE = "100"
FEWEST_CALLS = 20
"""An hour of the week with fewer calls, over all replications, is left blank: a share of so few says little."""
ONLY_IF_ANY = ("calls_put_through", "written_outstanding")
"""Measures that stand in the table only where a scenario has anything of the kind."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure under one option; change and verdict are empty for the option that others are compared with."""

    value: str
    change: str
    verdict: str

    @property
    def words(self) -> str:
        """The verdict where there is one: no word stands where no difference is, or can be, shown."""
        return "" if self.verdict in (NO_DIFFERENCE, TOO_FEW) else self.verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure under today and every option."""

    measure: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The figure as it is named in a sentence."""
        plain = self.title.partition(",")[0]
        return plain[:1].lower() + plain[1:]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table of months: its heading and how a cell is written from the rows of a period."""

    heading: str
    write: Callable[[pd.DataFrame], str]
    of_handlers: bool = False
    """Whether it speaks of the handlers and stands only where all telephone lines are taken together."""


@dataclass(frozen=True, slots=True)
class Block:
    """The months of one line."""

    line: str
    what: str
    """Its target, or what is taken together."""
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """Label and cells."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the balance of demand."""

    cause: str
    path: str
    rule: str
    cells: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class WeekOfHours:
    """Share answered in target by hour of the week: arrays of days by hours."""

    line: str
    within: str
    share: Floats
    """NaN where too few rang."""
    rang: Floats
    """Calls in that hour of one week, on average."""


def side_by_side(desk: Desk) -> list[Compared]:
    """Set the figures of today beside those of every option, with differences and verdicts."""
    found = {
        (str(row["measure"]), str(row["group"]), str(row["option"])): row for row in desk.comparison.to_dict("records")
    }
    asked = [
        (measure, f"line={line}", f"{line} {words}") for line in desk.telephone_lines for measure, words in BY_LINE
    ]
    asked += [(measure, FORCE, words) for measure, words in OF_THE_DESK]
    rows = []
    for measure, group, words in asked:
        records = [found.get((measure, group, option)) for option in desk.options]
        if _says_something(measure, records):
            rows.append(Compared(measure, words, tuple(_cell(record) for record in records)))
    return rows


Record = Mapping[Hashable, object]


def _says_something(measure: str, records: Sequence[Record | None]) -> bool:
    means = [_number(record["mean"]) for record in records if record is not None]
    known = [mean for mean in means if not np.isnan(mean)]
    return any(known) if measure in ONLY_IF_ANY else bool(known)


def _cell(record: Record | None) -> Cell:
    if record is None or np.isnan(mean := _number(record["mean"])):
        return Cell("", "", "")
    unit = str(record["unit"])
    of_time = unit == "seconds"
    value = clock(mean) if of_time else bare_amount(mean, unit)
    difference = _number(record["difference"])
    if not record["baseline"] or np.isnan(difference):
        return Cell(value, "", "")
    half_width, verdict = _number(record["half_width"]), str(record["verdict"])
    if verdict == IDENTICAL:
        return Cell(value, "", verdict)
    moved = clock_change(difference, half_width) if of_time else bare_change(difference, half_width, unit)
    return Cell(value, moved, verdict)


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def month_columns(desk: Desk) -> list[Column]:
    """List the columns of the table of months; the engaged tone and promises stand there if there were any."""

    def of(words: Callable[[Interval], str], ask: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], str]:
        return lambda rows: words(t_interval(array(ask(rows))))

    whole = desk.rows("window", ALL_LINES)
    columns = [
        Column("Offered", of(count_words, lambda rows: rows["offered"])),
        Column("In target, %", of(share_words, lambda rows: rows["in_target"] / rows["due"])),
        Column("In 60 s, %", of(share_words, lambda rows: rows["answered_in_60"] / rows["offered"])),
        Column("Given up, %", of(share_words, lambda rows: rows["abandoned"] / (rows["offered"] - rows["waiting"]))),
    ]
    if whole["blocked"].any():
        columns.append(Column("Engaged, %", of(share_words, lambda rows: rows["blocked"] / rows["offered"])))
    if whole["promised"].any():
        columns.append(Column("Ring back, %", of(share_words, lambda rows: rows["promised"] / rows["offered"])))
    return [
        *columns,
        Column("Median wait", of(time_words, lambda rows: rows["wait_median"])),
        Column("Nine in ten", of(time_words, lambda rows: rows["wait_p90"])),
        Column("Longest", lambda rows: range_words(array(rows["wait_longest"]).tolist())),
        Column("Handlers busy, %", of(share_words, lambda rows: rows["hours_busy"] / rows["hours_on_duty"]), True),
        Column(
            "Answered per hour",
            of(rate_words, lambda rows: (rows["answered"] + rows["rung_back"]) / rows["hours_on_duty"]),
            True,
        ),
    ]


def months(desk: Desk) -> list[Block]:
    """Tell month by month how each line did, and all telephone lines together with their handlers."""
    targets = {name: format_duration(line.target.within) for name, line in desk.scenario.demand.lines.items()}
    alone = len(desk.telephone_lines) == 1
    blocks = [_block(desk, name, name, f"in {targets[name]}", alone) for name in desk.telephone_lines]
    if not alone:
        blocks.append(_block(desk, ALL_LINES, "All", "own targets", True))
    blocks += [_block(desk, name, name, f"written, in {targets[name]}", False) for name in desk.written_lines]
    return blocks


def _block(desk: Desk, line: str, title: str, what: str, with_handlers: bool) -> Block:
    periods = [
        (_month(str(period), float(rows["hours"].iloc[0])), rows)
        for period, rows in desk.rows("month", line).groupby("period")
    ]
    if len(periods) > 1:
        periods.append((f"All {desk.made['days']:,} days", desk.rows("window", line)))
    columns = month_columns(desk)
    return Block(
        title,
        what,
        tuple(
            (label, tuple(c.write(rows) if with_handlers or not c.of_handlers else "" for c in columns))
            for label, rows in periods
        ),
    )


def _month(period: str, hours: float) -> str:
    year, month = (int(part) for part in period.split("-"))
    days = round(hours / HOURS_A_DAY)
    name = f"{date(year, month, 1):%b %Y}"
    return name if days == monthrange(year, month)[1] else f"{name}, {days} day{'s' * (days != 1)}"


def weeks_of_hours(desk: Desk) -> list[WeekOfHours]:
    """Give for every telephone line the share answered in target by hour of the week, over all replications."""
    found = []
    for name in desk.telephone_lines:
        rows = desk.rows("hour of week", name)
        hour = rows["period"].astype(int).to_numpy()
        in_target, due, hours = (
            np.bincount(hour, weights=array(rows[column]), minlength=DAYS_A_WEEK * HOURS_A_DAY).reshape(
                DAYS_A_WEEK, HOURS_A_DAY
            )
            for column in ("in_target", "due", "hours")
        )
        share = np.where(due >= FEWEST_CALLS, in_target / np.maximum(due, 1), np.nan)
        within = format_duration(desk.scenario.demand.lines[name].target.within)
        found.append(WeekOfHours(name, within, share, due / np.maximum(hours, 1)))
    return found


def balance(desk: Desk) -> list[Entry]:
    """Set avoidable against needed contacts, a week: contacts, share of all, hours, share of hours, officers sent."""
    table = desk.avoidable
    runs = sorted(table["replication"].unique())
    every = table.groupby("replication")[["calls", "hours"]].sum().reindex(runs)

    def cells(rows: pd.DataFrame) -> tuple[str, ...]:
        part = rows.groupby("replication")[["calls", "hours", "revisits"]].sum().reindex(runs, fill_value=0)
        return (
            count_words(t_interval(array(part["calls"] / desk.weeks))),
            WHOLE if rows is table else share_words(t_interval(array(part["calls"] / every["calls"]))),
            count_words(t_interval(array(part["hours"] / desk.weeks))),
            WHOLE if rows is table else share_words(t_interval(array(part["hours"] / every["hours"]))),
            count_words(t_interval(array(part["revisits"] / desk.weeks))) if part["revisits"].any() else "0",
        )

    caused = table[table["cause"] != NEEDED]
    entries = [
        Entry(
            CAUSE_TITLES[str(cause)],
            str(rule),
            rule_words(desk.scenario, str(rule)),
            cells(rows),
        )
        for (cause, rule), rows in caused.groupby(["cause", "rule"], sort=False)
    ]
    return [
        *entries,
        Entry("Avoidable in all", "", "", cells(caused), True),
        Entry("Needed", "", "everything else", cells(table[table["cause"] == NEEDED])),
        Entry("All contacts", "", "", cells(table), True),
    ]
