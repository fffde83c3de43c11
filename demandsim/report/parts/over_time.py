"""Throughput and backlog over time: what comes in, goes out and lies open week by week, and whether it grows."""

from __future__ import annotations

import numpy as np

from demandsim.experiment.comparison import (
    BETTER,
    HIGHER,
    IDENTICAL,
    LOWER,
    NO_DIFFERENCE,
    TOO_FEW,
    WHOLE,
    WORSE,
    Comparison,
)
from demandsim.report.parts.weekly_charts import differences_by_week, levels
from demandsim.report.parts.weeks import (
    FALLS,
    GROWS,
    Floats,
    Shown,
    Weeks,
    against_baseline,
    growth,
    growth_by_group,
    judged,
    weeks_of,
)
from demandsim.report.section import Chart, Section, Table
from demandsim.report.tables import Cell, throughput
from demandsim.report.words import bare_amount, bare_change, bare_unit, change, group_words, listed, quoted

BACKLOG, WAITING = "open_crimes", "incidents_waiting"
EXPLORATORY = (
    "Verdicts outside the headline measures are exploratory: each stands alone, with no allowance for how many there "
    "are. No word: no difference shown, or a measure of which neither direction is better."
)
NOTHING = "no difference from ‘{}’ is shown"


def throughput_section(comparison: Comparison) -> Section | None:
    """Tell what goes through the force and what piles up, week by week, under every option; None without anything.

    A folder whose runs left no tables by week still has the table of throughput.
    """
    weeks = weeks_of(comparison)
    table = throughput_table(comparison)
    lead: list[str] = []
    blocks: list[Chart | Table | None] = []
    if weeks is not None:
        lead = sentences(weeks)
        blocks = [levels(weeks), differences_by_week(weeks), backlog_by_team(weeks)]
    found = tuple(block for block in (*blocks, table) if block is not None)
    if not found:
        return None
    return Section("throughput", "Throughput and backlog over time", tuple(lead), found, _note(comparison, weeks))


def sentences(weeks: Weeks) -> list[str]:
    """Say whether crimes and incidents pile up under the baseline, and under which options fewer lie open at last."""
    baseline = weeks.options[0]
    said = [
        _piling_up(baseline, weeks.of(BACKLOG)[0], "the backlog of open crimes", "crimes open"),
        _by_team(weeks),
        _piling_up(baseline, weeks.of(WAITING)[0], "the number of incidents that wait for an officer", "waiting"),
    ]
    others = dict(zip(weeks.options[1:], weeks.of(BACKLOG)[1:, :, -1], strict=True))
    if others:
        said.append(_compared(baseline, against_baseline(weeks.of(BACKLOG)[0, :, -1], others)))
    return [sentence for sentence in said if sentence]


def _piling_up(option: str, values: Floats, what: str, unit: str) -> str:
    """Say whether something grows from the first week to the last, from an array of replications x weeks."""
    known = values[~np.isnan(values[:, 0])]
    count, first, last = known.shape[1], float(known[:, 0].mean()), float(known[:, -1].mean())
    if count < 2:
        return ""
    shown, moved = growth(known)
    levels_said = f"{bare_amount(first, '')} {unit} in the first week, {bare_amount(last, '')} in the last of {count}"
    if shown == TOO_FEW:
        return f"A single replication cannot show whether {what} grows: {levels_said}."
    if shown == IDENTICAL:
        return f"{_capital(what)} is the same in the last week as in the first under {quoted(option)}: {levels_said}."
    figures = f"{levels_said} ({bare_change(moved.mean, moved.half_width, '')})"
    if shown in (GROWS, FALLS):
        return f"{_capital(what)} {shown} under {quoted(option)}: {figures}."
    return f"No growth is shown of {what} under {quoted(option)}, nor a fall: {figures}."


def _by_team(weeks: Weeks) -> str:
    """Say in which teams the backlog grows and in which it falls under the baseline; empty where nothing is shown."""
    if len(weeks.starts_on) < 2:
        return ""
    teams = growth_by_group(weeks, BACKLOG)
    parts = []
    for asked, words in ((HIGHER, "grows in"), (LOWER, "falls in")):
        found = judged(teams, asked)
        if found:
            parts.append(f"{words} {listed([f'{group_words(e.name)} ({_moved(e)})' for e in found])}")
    return f"By team it {', and '.join(parts)}." if parts else ""


def _moved(shown: Shown) -> str:
    return change(shown.difference.mean, shown.difference.half_width, "")


def _compared(baseline: str, shown: list[Shown]) -> str:
    """Say under which options fewer or more crimes are open in the last week than under the baseline."""
    if all(each.verdict == TOO_FEW for each in shown):
        return ""
    parts = []
    for asked, words in ((BETTER, "fewer"), (WORSE, "more")):
        found = judged(shown, asked)
        if found:
            names = [f"{quoted(e.name)} ({_moved(e)})" for e in found]
            parts.append(f"{words} under {listed(names)}")
    silent = [quoted(each.name) for each in shown if each.verdict == NO_DIFFERENCE]
    same = [quoted(each.name) for each in shown if each.verdict == IDENTICAL]
    told = [f"{words} than under {quoted(baseline)}" if n == 0 else words for n, words in enumerate(parts)]
    if silent:
        told.append(f"{NOTHING.format(baseline)} for {listed(silent)}")
    if same:
        told.append(f"exactly as many under {listed(same)}")
    return f"Crimes open in the last week: {'; '.join(told)}."


def backlog_by_team(weeks: Weeks) -> Table | None:
    """Tell of the force and each team how many crimes are open in the first week, and the change to the last.

    None for a single week.
    """
    if len(weeks.starts_on) < 2:
        return None
    groups = [WHOLE, *weeks.groups(BACKLOG)]
    rows = []
    for group in groups:
        values = weeks.of(BACKLOG, group)
        moved = [growth(mine) for mine in values]
        first = bare_amount(float(np.nanmean(values[0, :, 0])), "")
        cells = (f"{bare_change(seen.mean, seen.half_width, '')}{_in_word(shown)}" for shown, seen in moved)
        rows.append((group_words(group), first, *cells))
    baseline = weeks.options[0]
    return Table(
        caption="Where crimes pile up: open crimes by team, and their change from the first week to the last",
        columns=("Team", f"First week, {baseline}", *(f"Change, {option}" for option in weeks.options)),
        rows=tuple(rows),
        note="± is the half-width of the 95 % interval over replications, each row by itself. A word stands where the "
        "interval leaves out zero.",
    )


def throughput_table(comparison: Comparison) -> Table | None:
    """Give what goes through the force a week or a day, a row a measure; None where no such measure was asked for.

    What does not happen under any option is left out.
    """
    rows = [row for row in throughput(comparison) if any(cell.figure.strip("0.") for cell in row.cells)]
    if not rows:
        return None
    baseline, others = comparison.options[0], comparison.options[1:]
    told = []
    for row in rows:
        first, *rest = row.cells
        told.append((f"{row.title}, {bare_unit(row.unit)}", first.figure, *map(_change, rest)))
    apart = ", and how far each option is from it with its 95 % interval" if others else ""
    return Table(
        caption=f"What goes through the force under {quoted(baseline)}{apart}: means over all weeks",
        columns=("Measure", baseline, *others),
        rows=tuple(told),
        note=EXPLORATORY if others else "",
    )


def _change(cell: Cell) -> str:
    if cell.verdict == IDENTICAL:
        return cell.words
    return f"{cell.figure_change}\n{cell.words}" if cell.verdict in (BETTER, WORSE) else cell.figure_change


def _in_word(shown: str) -> str:
    return f"\n{shown}" if shown in (GROWS, FALLS) else ""


def _note(comparison: Comparison, weeks: Weeks | None) -> str:
    if weeks is None:
        return "These results were made without tables by week: play them again to see what becomes of a backlog."
    warm_up = comparison.made["warm_up_days"]
    count = len(weeks.starts_on)
    return (
        f"{count} whole week{'s' * (count != 1)} after {warm_up} days of warm-up. Growth is judged by the paired "
        "difference of the last week less the first, over replications; a season that turns within the weeks, or too "
        "short a warm-up, looks like growth too. Sentences allow for all teams, or all options, at once (Holm)."
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
