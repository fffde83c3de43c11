"""Heat maps: a measure by two things at once, say offence and area, side by side for some options."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from demandsim.experiment.comparison import Comparison
from demandsim.measures import MEASURES
from demandsim.report.charts import WIDTH, styled, svg_text
from demandsim.report.section import Chart, Table
from demandsim.report.words import amount, bare_amount, title

GOOD_TO_BAD = "cividis"
"""Colours that rise evenly in brightness, for people with and without colour-blindness; bright is what is wanted."""
DARK = 0.45
"""Brightness below which the number in a cell is written in white."""


def heat_map(
    comparison: Comparison,
    measure: str,
    keys: tuple[str, str] = ("offence", "area"),
    options: Sequence[str] = (),
    rows: Sequence[str] = (),
) -> Chart | None:
    """Draw the means of a measure by two keys (lines and columns of the map), one map for each option.

    `options` are those shown (left out: all), `rows` the groups of the first key in their order (left out: all with a
    value, in the order of the table). Cells without a value stay empty. Gives None where nothing is grouped so.
    """
    cells = _cells(comparison, measure, keys)
    shown = [option for option in options or comparison.options if option in set(cells["option"])]
    lines = [line for line in rows or cells["line"].unique() if line in set(cells["line"])]
    if not shown or not lines:
        return None
    columns = list(dict.fromkeys(cells["column"]))
    values = [
        cells[cells["option"] == option]
        .pivot(index="line", columns="column", values="mean")
        .reindex(index=lines, columns=columns)
        for option in shown
    ]
    unit = str(cells["unit"].iloc[0])
    low, high = (float(f([f(v.to_numpy(np.float64)) for v in values])) for f in (np.nanmin, np.nanmax))
    wanted_low = MEASURES[measure].better == "lower"
    with styled():
        size = (WIDTH, 1.0 + 0.2 * len(lines))
        figure = Figure(figsize=size, layout="constrained")
        panels = figure.subplots(1, len(shown), squeeze=False)[0]
    said = []
    for number, (option, table, axis) in enumerate(zip(shown, values, panels, strict=True)):
        grid = table.to_numpy(np.float64)
        place = (grid - low) / (high - low) if high > low else np.ones_like(grid)
        bright = 1 - place if wanted_low else place
        axis.imshow(np.ma.masked_invalid(bright), cmap=GOOD_TO_BAD, vmin=0, vmax=1, aspect="auto")
        for (line, column), value in np.ndenumerate(grid):
            if not np.isnan(value):
                colour = "white" if bright[line, column] < DARK else "black"
                text = f"{100 * value:.0f}" if unit == "share" else bare_amount(value, unit)
                axis.text(column, line, text, ha="center", va="center", color=colour, fontsize=7)
        axis.set_title(option, loc="left", fontsize=9, fontweight="bold")
        axis.set_xticks(range(len(columns)), [name.replace("_", " ") for name in columns], rotation=40, ha="right")
        axis.set_yticks(range(len(lines)), [line.replace("_", " ") if number == 0 else "" for line in lines])
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
        told = (
            f"{lines[line]} in {columns[column]} {amount(value, unit)}"
            for (line, column), value in np.ndenumerate(grid)
            if not np.isnan(value)
        )
        said.append(f"{option}: {', '.join(told)}")
    heading = f"{title(measure)} by {keys[0]} and {keys[1]}" + (", %" if unit == "share" else f", {unit}")
    note = "Bright: as one would wish; dark: not. Means over replications; cells without crimes are empty."
    written = (
        (
            line.replace("_", " "),
            option,
            *("" if np.isnan(value) else bare_amount(value, unit) for value in table.to_numpy(np.float64)[at]),
        )
        for at, line in enumerate(lines)
        for option, table in zip(shown, values, strict=True)
    )
    data = Table(
        heading,
        (keys[0].capitalize(), "Option", *(name.replace("_", " ") for name in columns)),
        tuple(written),
        words=2,
    )
    return Chart(heading, svg_text(figure, heading, "; ".join(said), f"map-{measure}"), note, data)


def _cells(comparison: Comparison, measure: str, keys: tuple[str, str]) -> pd.DataFrame:
    """Give option, line, column, mean and unit of every cell with a value, in the order of the table."""
    table = comparison.table
    mine = table[(table["measure"] == measure) & table["mean"].notna()]
    parts = mine["group"].str.extract(rf"^{keys[0]}=([^,]*), {keys[1]}=([^,]*)$")
    mine = mine.assign(line=parts[0], column=parts[1])
    return mine.loc[mine["line"].notna(), ["option", "line", "column", "mean", "unit"]]
