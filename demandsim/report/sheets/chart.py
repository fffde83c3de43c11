"""The drawing of a one-page sheet: one figure by group with its intervals, and how it was under the baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure as Drawing

from demandsim.measures import MEASURES
from demandsim.report.charts import DARK_BLUE, NEUTRAL, styled, svg_text
from demandsim.report.section import Chart, Table
from demandsim.report.sheets.form import Grid
from demandsim.report.sheets.seen import Seen, group_of, number
from demandsim.report.words import amount, bare_unit, group_words

WIDTH = 4.6
"""Half the width of a sheet, in inches, so that letters print no smaller than those of the tables."""
ROW_HEIGHT, FRAME_HEIGHT = 0.19, 0.55


def drawing(seen: Seen, part: Grid, names: Sequence[str], data: Table) -> Chart:
    """Draw the first column of a grid: a dot a group with its 95 % interval, hollow for the baseline."""
    figure = part.columns[0]
    unit = MEASURES[figure.measure].unit
    scale = 100.0 if unit == "share" else 1.0
    with styled():
        drawn = Drawing(figsize=(WIDTH, FRAME_HEIGHT + ROW_HEIGHT * len(names)), layout="constrained")
        axis = drawn.subplots()
    said = []
    for option in dict.fromkeys((seen.baseline, seen.option)):
        hollow = option != seen.option
        rows = [seen.row(figure.measure, group_of(part.by, name, figure.group), option) for name in names]
        means = np.array([math.nan if row is None else number(row["mean"]) for row in rows])
        ends = np.array([math.nan if row is None else number(row["ci_high"]) for row in rows])
        halves = np.nan_to_num(scale * (ends - means))
        axis.errorbar(
            scale * means,
            range(len(names)),
            xerr=halves,
            fmt="o",
            color=DARK_BLUE,
            markerfacecolor="#FFFFFF" if hollow else DARK_BLUE,
            markersize=6.5 if hollow else 4.5,
            elinewidth=0.8 if hollow else 1.2,
            zorder=2 if hollow else 3,
        )
        values = (f"{group_words(name)} {amount(float(m), unit)}" for name, m in zip(names, means, strict=True))
        said.append(f"{option}: {', '.join(values)}")
    for line in range(1, len(names)):
        axis.axhline(line - 0.5, color=NEUTRAL, linewidth=0.5)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_yticks(range(len(names)), [group_words(name) for name in names])
    # An interval of few replications may reach beyond what there can be.
    low, high = axis.get_xlim()
    axis.set_xlim(max(low, -0.02 * high), min(high, 101.0) if unit == "share" else high)
    axis.set_xlabel(bare_unit(unit))
    axis.tick_params(axis="y", length=0)
    note = "Dot: mean; line: its 95 % interval."
    if seen.compared:
        note += (
            f" Hollow: {seen.baseline}; filled: {seen.option}. The paired differences tell whether they differ, not "
            "whether lines overlap."
        )
    heading = f"By {part.by}"
    return Chart(heading, svg_text(drawn, part.heading, "; ".join(said), f"drawn-{part.key}"), note, data)
