"""The terminal: the same tables and words as on the page, in the width that there is."""

from __future__ import annotations

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from demandsim.experiment.comparison import BETTER, WORSE, Comparison
from demandsim.experiment.twice import Entry, Twice
from demandsim.experiment.until import MEAN, Found
from demandsim.report.prices import EQUAL, HOW_TO_READ, STEP, Offer, at_equal_cost, crimes_words, offers, precept_words
from demandsim.report.tables import Cell, Row, at_a_glance
from demandsim.report.words import answer, still_open

CELL_WIDTH = 27
STYLES = {BETTER: "green", WORSE: "magenta"}


def show_comparison(console: Console, comparison: Comparison) -> None:
    """Print the headline measures and the answer, options beside each other where the width allows it."""
    rows = at_a_glance(comparison)
    others = range(1, len(comparison.options))
    console.print()
    if not others or CELL_WIDTH * (len(comparison.options) + 1) <= console.width:
        console.print(_together(comparison, rows))
        console.print()
    else:
        for number in others:
            console.print(_one_by_one(comparison, rows, number))
            console.print()
    if others:
        console.print(
            "± is the half-width of the 95 % interval of the paired difference; verdicts allow for all "
            "headline comparisons at once.\n",
            highlight=False,
        )
    for sentence in filter(None, [*answer(comparison), still_open(comparison)]):
        console.print(Padding(escape(sentence), (0, 0, 1, 0)), highlight=False)


def show_twice(console: Console, twice: Twice) -> None:
    """Print one crime's journey under two options side by side, and where they part."""
    table = Table(title=f"Crime {twice.crime}, replication {twice.replication}", title_justify="left", show_lines=False)
    for option in twice.options:
        table.add_column("When", no_wrap=True)
        table.add_column(escape(option), overflow="fold", ratio=1)
    for left, right in twice.lines:
        style = "" if left is not None and right is not None and left == right else "bold"
        table.add_row(*_told(left), *_told(right), style=style)
    console.print(table)
    console.print(escape(twice.parting), highlight=False)


def show_precision(console: Console, found: Found) -> None:
    """Print how wide the intervals asked for have become, what that took, and what was not reached."""
    table = _plain("Precision asked for", "Target", "Interval of", "Half-width", "Wanted", "Reached")
    for row in found.table.to_dict("records"):
        scale, unit = (100.0, "points") if row["unit"] == "share" else (1.0, str(row["unit"]))
        who = escape(str(row["option"]))
        said = "yes" if row["reached"] else f"no: about {row['more_replications']} more replications"
        width, wanted = (f"± {scale * float(row[column]):.3g}" for column in ("half_width", "target"))
        speaks_of = who if row["of"] == MEAN else f"{who}, difference"
        table.add_row(str(row["asked"]), speaks_of, f"{width} {unit}", wanted, said)
    console.print(table)
    played, first = found.rounds[-1], found.rounds[0]
    cost = f"{played} replications of {found.options} options: {played * found.options} runs"
    if played > first:
        cost += f", {(played - first) * found.options} more than the first {first} replications took"
    end = "" if found.reached else f" Not every target is reached; the search ends at {found.at_most} (--at-most)."
    console.print(Padding(f"{cost}.{end}", (1, 0, 1, 0)), highlight=False)


def show_prices(console: Console, comparison: Comparison, prices: pd.DataFrame) -> None:
    """Print the price list: every option with what it buys and changes, then what they improve for the same sum."""
    listed = offers(prices)
    for offer in listed:
        console.print(Padding(_offered(offer, comparison.baseline), (1, 0, 0, 0)))
    equal = at_equal_cost(prices)
    if equal:
        table = _plain(EQUAL, "Measure", "Unit", "Option", "Improves by", "Verdict")
        for row in equal:
            gain = (row.title, row.unit, escape(row.option), row.gain, _coloured(row.verdict, row.words))
            table.add_row(*gain)
        console.print(Padding(table, (1, 0, 0, 0)))
    step = STEP if any(offer.buys for offer in listed) else ""
    notes = [HOW_TO_READ, step, crimes_words(comparison), precept_words(comparison)]
    for sentence in filter(None, notes):
        console.print(Padding(escape(sentence), (1, 0, 0, 0)), highlight=False)


def _offered(offer: Offer, baseline: str) -> Table:
    table = _plain(escape(offer.words(baseline)), "Measure", "Unit", offer.each, "Verdict", "A year for one better")
    for row in offer.rows:
        table.add_row(row.title, row.unit, row.change, _coloured(row.verdict, row.words), row.price)
    return table


def _plain(heading: str, *columns: str) -> Table:
    table = Table(
        title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _told(entry: Entry | None) -> tuple[str, str]:
    return ("", "") if entry is None else (f"{entry.at:%a %d %b %H:%M}", escape(entry.words))


def _together(comparison: Comparison, rows: list[Row]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Measure", overflow="fold")
    for option in comparison.options:
        table.add_column(escape(option), overflow="fold")
    for row in rows:
        table.add_row(row.title, *(_lines(cell) for cell in row.cells))
    return table


def _one_by_one(comparison: Comparison, rows: list[Row], number: int) -> Table:
    option = comparison.options[number]
    table = Table(
        title=f"{option} against {comparison.baseline}",
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    table.add_column("Measure", no_wrap=True)
    table.add_column("Unit", no_wrap=True)
    for heading in (comparison.baseline, option, "Difference"):
        table.add_column(escape(heading), justify="right", no_wrap=heading == "Difference")
    table.add_column("Verdict", no_wrap=True)
    for row in rows:
        before, cell = row.cells[0], row.cells[number]
        verdict = _coloured(cell.verdict, cell.words)
        table.add_row(row.title, row.unit, before.figure, cell.figure, cell.figure_change, verdict)
        if cell.more:
            table.add_row("", "", "", "", "", f"[dim]{cell.more}[/dim]")
    return table


def _lines(cell: Cell) -> str:
    parts = [cell.value, cell.change, _coloured(cell.verdict, cell.words), cell.more]
    return "\n".join(part for part in parts if part)


def _coloured(verdict: str, words: str) -> str:
    style = STYLES.get(verdict)
    return f"[{style}]{words}[/{style}]" if style else words
