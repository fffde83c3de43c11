"""At a glance: the answer, the options side by side, and every measure, each figure with what is shown of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from demandsim.experiment.comparison import IDENTICAL, Comparison
from demandsim.experiment.store import TODAY
from demandsim.report import charts, tables
from demandsim.report.parts.second_opinion import second_opinions
from demandsim.report.section import Chart, Section, Table
from demandsim.report.words import amount, answer, still_open

EXPLORATORY = (
    "Verdicts outside the headline measures are exploratory: each stands alone, with no allowance for how many there "
    "are."
)


def answer_section(comparison: Comparison) -> Section:
    """Say what is shown, in at most three sentences, and what that rests on."""
    return Section("answer", "Answer", tuple(answer(comparison)), note=_basis(comparison))


def glance_section(comparison: Comparison) -> Section:
    """Set the options side by side on the headline measures, with second opinions, and say what each of them is."""
    rows = tables.at_a_glance(comparison)
    caption = "Headline measures of the whole force: mean"
    if len(comparison.options) > 1:
        caption += f", difference from {comparison.baseline} ± half-width of its 95 % interval, and verdict"
    table = measures_table(rows, comparison.options, caption, _how_to_read(comparison, rows))
    opinions = second_opinions(comparison)
    blocks: list[Chart | Table] = [_beside(table, rows, opinions) if opinions else table]
    differences = charts.differences(comparison)
    blocks += [] if differences is None else [differences]
    blocks.append(_what_they_are(comparison))
    blocks += _to_settle(comparison, rows)
    return Section("glance", "Options at a glance", blocks=tuple(blocks))


def every_section(comparison: Comparison) -> Section:
    """Give every measure of the whole force."""
    rows = tables.every_measure(comparison)
    caption = f"All measures of the whole force ({len(rows)})"
    return Section(
        "all",
        "Every measure",
        blocks=(measures_table(rows, comparison.options, caption, folded=True),),
        note=f"{EXPLORATORY} By line, grade, area, team and offence the same figures stand in comparison.csv beside "
        "this page.",
    )


def measures_table(
    rows: Sequence[tables.Row], options: Sequence[str], caption: str, note: str = "", *, folded: bool = False
) -> Table:
    """Write measures as a table with a column per option: mean, difference from the first and verdict, line by line."""
    written = tuple(
        (f"{row.title}{f', {row.unit}' if row.unit else ''}\n{row.question}", *map(_cell, row.cells)) for row in rows
    )
    return Table(caption, ("Measure", *options), written, note=note, folded=folded)


def _cell(cell: tables.Cell) -> str:
    change = "" if cell.verdict == IDENTICAL else cell.figure_change
    return "\n".join(filter(None, (cell.figure, change, cell.words)))


def _beside(table: Table, rows: Sequence[tables.Row], words: Mapping[str, str]) -> Table:
    said = (f"\nSecond opinion: {words[row.name]}" if row.name in words else "" for row in rows)
    written = tuple((first + more, *cells) for (first, *cells), more in zip(table.rows, said, strict=True))
    return Table(table.caption, table.columns, written, table.words, table.note, table.folded)


def _how_to_read(comparison: Comparison, rows: Sequence[tables.Row]) -> str:
    if len(comparison.options) < 2:
        return ""
    return (
        "Differences of percentages are percentage points. A verdict of better or worse holds when all "
        f"{len(rows) * (len(comparison.options) - 1)} headline comparisons are allowed for at once (Holm), so an "
        "interval that only just leaves out zero may still read “no difference shown”. “No difference shown” is not "
        "“no difference”: how many more runs would settle it stands at the end of this part."
    )


def _what_they_are(comparison: Comparison) -> Table:
    found = comparison.scenario.options
    rows = []
    for option in comparison.options:
        known = found.get(option)
        because = known.because if known else ""
        because = because or ("The scenario as it stands." if option == TODAY else "No reason is written down.")
        cost = amount(known.one_off_cost, "£") if known and known.one_off_cost else ""
        rows.append((option, because, cost))
    return Table("What the options are", ("Option", "Why it is on the table", "One-off cost"), tuple(rows), words=2)


def _to_settle(comparison: Comparison, rows: Sequence[tables.Row]) -> list[Table]:
    """Say how many more runs would settle what is open, where anything is."""
    if not any(cell.more for row in rows for cell in row.cells):
        return []
    written = tuple((row.title, *(cell.more.removesuffix(" to settle") for cell in row.cells[1:])) for row in rows)
    caption = "How many more runs of each option would settle what is open, at the spread seen so far"
    return [Table(caption, ("Measure", *comparison.options[1:]), written, folded=True)]


def _basis(comparison: Comparison) -> str:
    made = comparison.made
    counts = comparison.values.groupby("option")["replication"].nunique()
    runs = sorted({int(counts[option]) for option in comparison.options})
    shown = f"{runs[0]}" if len(runs) == 1 else f"{runs[0]} to {runs[-1]}"
    text = (
        f"Based on {shown} replications per option of {made['days']} days each, after "
        f"{made['warm_up_days']} days of warm-up. Every option met the same simulated worlds."
    )
    if "±" in " ".join(answer(comparison)):
        text += (
            " ± is the half-width of the 95 % interval of a paired difference; only the greatest changes, measured "
            f"against {comparison.baseline}, carry a figure."
        )
    saving = tables.tape_saving(comparison)
    if not math.isnan(saving) and saving >= 1.5:
        text += f" Independent worlds would have needed about {saving:,.0f} times as many for the same certainty."
    return f"{text} {still_open(comparison)}".rstrip()
