"""Tables of the one-page sheets: every figure with its interval, and under an option with what it changes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from demandsim.experiment.comparison import BETTER, IDENTICAL, NO_DIFFERENCE, TOO_FEW, WORSE
from demandsim.measures import MEASURES
from demandsim.report.section import Chart, Table
from demandsim.report.sheets.chart import drawing
from demandsim.report.sheets.form import DETAIL, HARM_RECORDED, Figure, Grid, Lines, Part
from demandsim.report.sheets.seen import Seen, group_of, number
from demandsim.report.sheets.words import estimate
from demandsim.report.words import bare_change, bare_unit, group_words, listed

APART = "\n"
"""Begins a line of its own in a cell: a template sets apart what a figure differs by, and the verdict on it."""
NOTHING = "\N{EN DASH}"
"""Stands where there was nothing to measure."""
CHOSEN = {
    "": "the first",
    "open_crimes": "those with most open crimes",
    HARM_RECORDED: "those with most harm recorded (crimes times their Crime Severity Score)",
}
"""Which rows stand on the sheet, by what they are ordered by."""
LONG_IN_MINUTES = 180
"""From so many minutes on, on average under the baseline, times are written in hours."""
SMALLEST_IN_POINTS = 0.05
"""Smaller figures than this, in points, are 0.0 with one digit."""
SHORTER = {"minutes": "min", "hours": "h", "hours a week": "h a week", "share of maximum": "of 1"}


def block(seen: Seen, part: Part) -> tuple[Chart | Table | None, list[str]]:
    """Draw up a block, None where it holds nothing; and name the figures of which these results hold nothing."""
    return _lines(seen, part) if isinstance(part, Lines) else _grid(seen, part)


def _lines(seen: Seen, part: Lines) -> tuple[Table | None, list[str]]:
    shown = [one for one in part.figures if _is_there(seen, one, [one.group])]
    absent = [one.name.removeprefix(DETAIL) for one in part.figures if one not in shown]
    if not shown:
        return None, absent
    columns: tuple[str, ...] = ("Figure", seen.option)
    if seen.compared:
        columns = ("Figure", seen.baseline, seen.option, "Difference")
    rows = tuple((_titled(one), *_cells(seen, one, one.group)) for one in shown)
    note = "; ".join(f"{source} ({_names(shown, source)})" for source in _sources(shown) if part.sources)
    return Table(part.heading, columns, rows, note=f"Source of the limits: {note}." if note else ""), absent


def _grid(seen: Seen, part: Grid) -> tuple[Chart | Table | None, list[str]]:
    names = _names_of_rows(seen, part)
    groups = {one: [group_of(part.by, name, one.group) for name in names] for one in part.columns}
    shown = [one for one in part.columns if _is_there(seen, one, groups[one])]
    absent = [one.name for one in part.columns if one not in shown]
    telling = [name for name in names if any(_tells(seen, one, group_of(part.by, name, one.group)) for one in shown)]
    if not telling or not shown:
        return None, absent
    kept = _chosen(seen, part, telling)
    rows = [
        (group_words(name), *(_cell(seen, one, group_of(part.by, name, one.group)) for one in shown)) for name in kept
    ]
    if part.whole:
        rows.append((part.whole, *(_cell(seen, one, one.group) for one in shown)))
    columns = (part.by.capitalize(), *(_titled(one) for one in shown))
    left_out = len(telling) - len(kept)
    note = (
        f"{len(kept)} of {len(telling)}, {CHOSEN[part.order]}; the others stand in comparison.csv." if left_out else ""
    )
    if part.drawn:
        data = Table(f"{part.heading}: the figures", columns, tuple(rows), note=note)
        return drawing(seen, part, kept, data), absent
    return Table(part.heading, columns, tuple(rows), note=note), absent


def _names_of_rows(seen: Seen, part: Grid) -> list[str]:
    found = [name for one in part.columns for name in seen.names(one.measure, part.by, one.group)]
    return list(dict.fromkeys(found))


def _chosen(seen: Seen, part: Grid, names: list[str]) -> list[str]:
    """Keep the rows that weigh most under the baseline, in the order in which they came."""
    if not part.order:
        return names[: part.most]
    weights = {name: _weight(seen, part, name) for name in names}
    heaviest = sorted(names, key=lambda name: -weights[name])[: part.most]
    return [name for name in names if name in heaviest]


def _weight(seen: Seen, part: Grid, name: str) -> float:
    if part.order == HARM_RECORDED:
        harm = {offence.name: offence.harm for offence in seen.comparison.scenario.demand.offences}
        weight = harm.get(name, math.nan) * seen.mean("crimes_recorded", group_of(part.by, name), seen.baseline)
    else:
        weight = seen.mean(part.order, group_of(part.by, name), seen.baseline)
    return -1.0 if math.isnan(weight) else weight


def _is_there(seen: Seen, figure: Figure, groups: Iterable[str]) -> bool:
    """Tell whether a figure has a value under the option or the baseline, or any but 0 where it is `if_any`."""
    means = [
        seen.mean(figure.measure, group, option)
        for group in (figure.group, *groups)
        for option in (seen.option, seen.baseline)
    ]
    return any(not math.isnan(mean) and (mean != 0 or not figure.if_any) for mean in means)


def _tells(seen: Seen, figure: Figure, group: str) -> bool:
    """Tell whether a cell holds anything but nothing: a row without any is left out."""
    means = [seen.mean(figure.measure, group, option) for option in (seen.option, seen.baseline)]
    return any(not math.isnan(mean) and mean != 0 for mean in means)


def _cells(seen: Seen, figure: Figure, group: str) -> tuple[str, ...]:
    """Write a line of figures: the value with its interval, or baseline, option and difference."""
    if not seen.compared:
        return (_value(seen, figure, group, seen.option, with_interval=True),)
    return (
        _value(seen, figure, group, seen.baseline),
        _value(seen, figure, group, seen.option),
        _difference(seen, figure, group),
    )


def _cell(seen: Seen, figure: Figure, group: str) -> str:
    """Write a cell of a grid: the value with its interval, or the value and what it differs by."""
    value = _value(seen, figure, group, seen.option, with_interval=not seen.compared)
    difference = _difference(seen, figure, group) if seen.compared else ""
    return f"{value}{APART}{difference}" if difference else value


def _value(seen: Seen, figure: Figure, group: str, option: str, *, with_interval: bool = False) -> str:
    """Write a value; where only some replications have one, with their number."""
    row = seen.row(figure.measure, group, option)
    if row is None or math.isnan(mean := number(row["mean"])):
        return NOTHING
    unit, scale, said = _measured(seen, figure, group)
    half_width = (number(row["ci_high"]) - mean) * scale if with_interval else math.nan
    text = estimate(mean * scale, half_width, unit)
    runs = int(number(row["n"]))
    few = f" ({runs} run{'s' * (runs > 1)})" if runs < seen.replications else ""
    return _together(f"{text}{said}{few}")


def _difference(seen: Seen, figure: Figure, group: str) -> str:
    """Write the paired difference from the baseline with its interval and its verdict, where it shows any."""
    row = seen.row(figure.measure, group)
    if row is None or math.isnan(difference := number(row["difference"])):
        return ""
    verdict, half_width = str(row["verdict"]), number(row["half_width"])
    if verdict == IDENTICAL:
        return verdict if number(row["mean"]) else ""
    if verdict == TOO_FEW and seen.replications > 1:
        return "too few runs"
    unit, scale, said = _measured(seen, figure, group)
    difference, half_width = difference * scale, math.nan if half_width == 0 else half_width * scale
    shown = verdict not in (NO_DIFFERENCE, TOO_FEW)
    if shown and unit == "share" and 100 * min(abs(difference), half_width) < SMALLEST_IN_POINTS:
        # One digit would say that there is a difference of nothing, or one that is sure beyond doubt.
        difference, half_width, unit = 100 * difference, 100 * half_width, "%"
    text = _together(f"{bare_change(difference, half_width, unit)}{said}")
    return f"{text}{APART if verdict in (BETTER, WORSE) else ' '}{verdict}" if shown else text


def _together(text: str) -> str:
    """Keep a figure and its interval on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _measured(seen: Seen, figure: Figure, group: str) -> tuple[str, float, str]:
    """Give the unit in which a figure is written, what values are multiplied with, and what stands behind them."""
    unit = MEASURES[figure.measure].unit
    if unit == "minutes" and seen.mean(figure.measure, group, seen.baseline) >= LONG_IN_MINUTES:
        return "hours", 1 / 60, " h"
    return unit, 1.0, ""


def _titled(figure: Figure) -> str:
    """Name a figure with its unit."""
    unit = MEASURES[figure.measure].unit
    return f"{figure.name}, {SHORTER.get(unit, bare_unit(unit))}"


def _sources(figures: list[Figure]) -> list[str]:
    return list(dict.fromkeys(source for one in figures if (source := MEASURES[one.measure].source)))


def _names(figures: list[Figure], source: str) -> str:
    names = [one.name.lower() for one in figures if MEASURES[one.measure].source == source]
    return listed(names, len(names))
