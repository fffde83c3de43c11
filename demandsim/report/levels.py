"""Levels: a measure by group under every option, in one drawing where options are few, else in a panel per group."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from demandsim.experiment.comparison import Comparison
from demandsim.report.charts import (
    BY_VERDICT,
    DARK_GREY,
    MARKERS,
    NEUTRAL,
    PALETTE,
    WIDTH,
    grouped_thousands,
    name_panel,
    panels,
    styled,
    svg_text,
    with_verdict,
)
from demandsim.report.section import Chart, Table
from demandsim.report.words import amount, bare_mean, bare_unit, group_words, title

MOST_GROUPS = 12
MOST_TOGETHER = 4
"""Options that can still be told apart where they share a line."""
MOST_PANELS = 9


def levels(comparison: Comparison, measure: str, key: str) -> Chart | None:
    """Draw a measure by group (`key`, for example team or line) under every option, with its interval.

    The groups with the greatest values are drawn, all of them stand in the data. None where nothing is grouped so.
    """
    table = comparison.table
    mine = table[(table["measure"] == measure) & table["group"].str.fullmatch(rf"{re.escape(key)}=[^,]*")]
    mine = mine[mine["mean"].notna()]
    if mine.empty:
        return None
    apart = len(comparison.options) > MOST_TOGETHER
    size = mine.groupby("group")["mean"].max().sort_values(ascending=False, kind="stable")
    largest = set(size.index[: MOST_PANELS if apart else MOST_GROUPS])
    every = [str(group) for group in mine["group"].unique()]
    groups = [group for group in every if group in largest]
    unit = str(mine["unit"].iloc[0])
    figure = (_apart if apart else _together)(comparison, mine, groups, unit)
    heading = f"{title(measure)} by {key}"
    said = []
    for option in comparison.options:
        means = mine[mine["option"] == option].set_index("group")["mean"].reindex(groups)
        values = (f"{group_words(str(group))} {amount(float(mean), unit)}" for group, mean in means.items())
        said.append(f"{option}: {', '.join(values)}")
    note = "Thin lines: 95 % intervals of the means."
    if apart:
        note = (
            f"Dot: mean; line: its 95 % interval; dashed: {comparison.baseline}. Every panel has a scale of its own. "
            "Green-blue is better, dark pink worse by the paired difference, which may show though lines overlap; each "
            "stands alone, with no allowance for how many there are."
        )
    if len(groups) < len(every):
        note += f" Drawn are the {len(groups)} with the greatest values of {len(every)}; all stand in the data."
    words = svg_text(figure, heading, "; ".join(said), f"levels-{measure}-{key}")
    return Chart(heading, words, note, _data(comparison, mine, every, heading, key, unit))


def _data(comparison: Comparison, mine: pd.DataFrame, groups: list[str], heading: str, key: str, unit: str) -> Table:
    """Write mean and half-width of the interval of every group under every option."""
    written = {
        (str(row["group"]), str(row["option"])): with_verdict(
            bare_mean(row["mean"], row["ci_high"] - row["mean"], unit), row["verdict"]
        )
        for row in mine.to_dict("records")
    }
    rows = [(group_words(group), *(written.get((group, o), "") for o in comparison.options)) for group in groups]
    caption = f"{heading}, {bare_unit(unit)}: mean ± half-width of its 95 % interval"
    return Table(caption, (key.capitalize(), *comparison.options), tuple(rows))


def _together(comparison: Comparison, mine: pd.DataFrame, groups: list[str], unit: str) -> Figure:
    """Draw all groups below each other, the options of a group close together."""
    scale = 100.0 if unit == "share" else 1.0
    options = list(comparison.options)
    step = 0.7 / len(options)
    with styled():
        figure = Figure(figsize=(WIDTH, 0.9 + len(groups) * (0.12 + 0.085 * len(options))), layout="constrained")
        axis = figure.subplots()
    for place, option in enumerate(options):
        part = mine[mine["option"] == option].set_index("group").reindex(groups)
        at = np.arange(len(groups)) + (place - (len(options) - 1) / 2) * step
        axis.errorbar(
            scale * part["mean"].to_numpy(np.float64),
            at,
            xerr=scale * (part["ci_high"] - part["mean"]).fillna(0.0).to_numpy(np.float64),
            fmt=MARKERS[place % len(MARKERS)],
            color=PALETTE[place % len(PALETTE)],
            markersize=5,
            elinewidth=1,
            label=option,
        )
    for line in range(1, len(groups)):
        axis.axhline(line - 0.5, color=NEUTRAL, linewidth=0.5)
    # A wide interval of one small group must not press all the others flat.
    widest = float(scale * mine["mean"].max())
    reach = min(float(scale * mine["ci_high"].fillna(mine["mean"]).max()), 1.3 * widest)
    axis.set_xlim(0, min(1.04 * reach, 102.0 if unit == "share" else np.inf) or 1.0)
    axis.xaxis.set_major_formatter(grouped_thousands)
    axis.set_ylim(len(groups) - 0.5, -0.5)
    axis.set_yticks(range(len(groups)), [group_words(group) for group in groups])
    axis.set_xlabel("%" if unit == "share" else unit)
    axis.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=min(4, len(options)), frameon=False, borderaxespad=0)
    return figure


def _apart(comparison: Comparison, mine: pd.DataFrame, groups: list[str], unit: str) -> Figure:
    """Draw a panel per group with a line per option, each panel on a scale of its own."""
    scale = 100.0 if unit == "share" else 1.0
    options = list(comparison.options)
    columns = min(3, len(groups))
    figure, axes = panels(-(-len(groups) // columns), columns, 0.62 + 0.175 * len(options))
    for number, (group, axis) in enumerate(zip(groups, axes, strict=False)):
        part = mine[mine["group"] == group].set_index("option").reindex(options)
        means = scale * part["mean"].to_numpy(np.float64)
        halves = scale * (part["ci_high"] - part["mean"]).fillna(0.0).to_numpy(np.float64)
        for place, (mean, half, verdict) in enumerate(zip(means, halves, part["verdict"], strict=True)):
            colour = BY_VERDICT.get(str(verdict), DARK_GREY)
            axis.plot([mean - half, mean + half], [place, place], color=colour, linewidth=2, solid_capstyle="butt")
            axis.plot([mean], [place], marker="o", markersize=5, color=colour)
        axis.axvline(means[0], color=DARK_GREY, linewidth=0.8, linestyle=(0, (4, 3)))
        axis.set_yticks(range(len(options)), options if number % columns == 0 else [""] * len(options))
        axis.set_ylim(len(options) - 0.4, -0.6)
        name_panel(axis, group_words(group))
        axis.margins(x=0.12)
        axis.locator_params(axis="x", nbins=4)
        axis.xaxis.set_major_formatter(grouped_thousands)
        axis.tick_params(axis="y", length=0)
        if number >= len(groups) - columns:
            axis.set_xlabel("%" if unit == "share" else unit)
    for axis in axes[len(groups) :]:
        axis.set_visible(False)
    return figure
