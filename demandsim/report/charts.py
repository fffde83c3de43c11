"""Charts as SVG text: the same letter by letter for the same results, each with words that stand for it."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from demandsim.experiment.comparison import BETTER, WORSE, Comparison
from demandsim.experiment.worse_off import ASPECTS, IN_BOTH, ONLY_BASELINE, ONLY_OPTION
from demandsim.report.section import Chart
from demandsim.report.words import MINUS, amount, change, group_words, headline_rows, title

# Analysis Function palette (Government Analysis Function, 2022): told apart by people with colour-blindness.
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE = (
    "#12436D",
    "#28A197",
    "#801650",
    "#F46A25",
    "#3D3D3D",
    "#A285D1",
)
PALETTE = (DARK_BLUE, ORANGE, LIGHT_PURPLE, DARK_GREY, TURQUOISE, DARK_PINK)
"""Colours of the options, in order; those that also stand for better and worse come last."""
MARKERS = ("o", "s", "^", "D", "v", "P")
NEUTRAL = "#B1B4B6"
BY_VERDICT = {BETTER: TURQUOISE, WORSE: DARK_PINK}
STYLE = {
    "svg.hashsalt": "demandsim",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["Arial", "Helvetica", "DejaVu Sans"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": DARK_GREY,
    "axes.unicode_minus": True,
}
WIDTH = 9.0
MOST_GROUPS = 12


def differences(comparison: Comparison) -> Chart | None:
    """Draw the difference of every option from the baseline on each headline measure, with its interval."""
    rows = headline_rows(comparison)
    rows = rows[rows["option"] != comparison.baseline]
    names = [
        name for name in rows["measure"].unique() if not rows.loc[rows["measure"] == name, "difference"].isna().all()
    ]
    if not names:
        return None
    options = list(comparison.options[1:])
    columns = 3 if len(names) > 2 else len(names)
    lines = -(-len(names) // columns)
    figure, axes = _panels(lines, columns, 0.75 + 0.27 * len(options))
    said = []
    for number, (name, axis) in enumerate(zip(names, axes, strict=False)):
        part = rows[rows["measure"] == name].set_index("option")
        unit = str(part["unit"].iloc[0])
        scale = 100.0 if unit == "share" else 1.0
        for place, option in enumerate(options):
            row = part.loc[option]
            mean, half = scale * float(row["difference"]), scale * float(row["half_width"])
            colour = BY_VERDICT.get(str(row["verdict"]), DARK_GREY)
            if not np.isnan(half):
                axis.plot(
                    [mean - half, mean + half],
                    [place, place],
                    color=colour,
                    linewidth=2.4,
                    solid_capstyle="butt",
                )
            axis.plot([mean], [place], marker="o", markersize=5.5, color=colour)
            words = change(float(row["difference"]), float(row["half_width"]), unit)
            said.append(f"{title(name)}, {option}: {words}, {row['verdict']}")
        axis.axvline(0, color=DARK_GREY, linewidth=0.8)
        axis.set_yticks(range(len(options)), options if number % columns == 0 else [""] * len(options))
        axis.set_ylim(len(options) - 0.4, -0.6)
        _name(axis, title(name))
        axis.set_xlabel("points" if unit == "share" else unit)
        axis.margins(x=0.12)
        axis.locator_params(axis="x", nbins=4)
        axis.xaxis.set_major_formatter(_grouped_thousands)
        axis.tick_params(axis="y", length=0)
    for axis in axes[len(names) :]:
        axis.set_visible(False)
    heading = f"How far each option is from {comparison.baseline}"
    note = "Dot: mean difference; line: 95 % interval. Green-blue is better, dark pink worse, grey not shown."
    return Chart(heading, svg_text(figure, heading, "; ".join(said), "differences"), note)


def levels(comparison: Comparison, measure: str, key: str) -> Chart | None:
    """Draw a measure by group (`key`, for example team or line) under every option, with its interval."""
    table = comparison.table
    mine = table[(table["measure"] == measure) & table["group"].str.fullmatch(rf"{re.escape(key)}=[^,]*")]
    mine = mine[mine["mean"].notna()]
    size = mine.groupby("group")["mean"].max().sort_values(ascending=False, kind="stable")
    groups = [str(group) for group in mine["group"].unique() if group in set(size.index[:MOST_GROUPS])]
    if not groups:
        return None
    unit = str(mine["unit"].iloc[0])
    scale = 100.0 if unit == "share" else 1.0
    options = list(comparison.options)
    step = 0.7 / len(options)
    with styled():
        figure = Figure(figsize=(WIDTH, 0.9 + len(groups) * (0.12 + 0.085 * len(options))), layout="constrained")
        axis = figure.subplots()
    said = []
    for place, option in enumerate(options):
        part = mine[mine["option"] == option].set_index("group").reindex(groups)
        at = np.arange(len(groups)) + (place - (len(options) - 1) / 2) * step
        means = scale * part["mean"].to_numpy(np.float64)
        halves = scale * (part["ci_high"] - part["mean"]).fillna(0.0).to_numpy(np.float64)
        colour = PALETTE[place % len(PALETTE)]
        axis.errorbar(
            means,
            at,
            xerr=halves,
            fmt=MARKERS[place % len(MARKERS)],
            color=colour,
            markersize=5,
            elinewidth=1,
            label=option,
        )
        values = (f"{group_words(g)} {amount(float(m), unit)}" for g, m in zip(groups, part["mean"], strict=True))
        said.append(f"{option}: {', '.join(values)}")
    for line in range(1, len(groups)):
        axis.axhline(line - 0.5, color=NEUTRAL, linewidth=0.5)
    # A wide interval of one small group must not press all the others flat.
    widest = float(scale * mine["mean"].max())
    reach = min(float(scale * mine["ci_high"].fillna(mine["mean"]).max()), 1.3 * widest)
    axis.set_xlim(0, min(1.04 * reach, 102.0) if unit == "share" else 1.04 * reach or 1.0)
    axis.xaxis.set_major_formatter(_grouped_thousands)
    axis.set_ylim(len(groups) - 0.5, -0.5)
    axis.set_yticks(range(len(groups)), [group_words(group) for group in groups])
    axis.set_xlabel("%" if unit == "share" else unit)
    axis.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=min(4, len(options)), frameon=False, borderaxespad=0)
    heading = f"{title(measure)} by {key}"
    return Chart(
        heading,
        svg_text(figure, heading, "; ".join(said), f"levels-{measure}-{key}"),
        "Thin lines: 95 % intervals of the means.",
    )


def worse_off_bars(comparison: Comparison, aspect: str, by: Sequence[str]) -> Chart | None:
    """Draw, per option and group, the shares that are better off, the same and worse off."""
    table = comparison.worse_off
    if table.empty:
        return None
    mine = table[(table["aspect"] == aspect) & table["by"].isin(list(by))]
    mine = mine[~mine["group"].isin([ONLY_BASELINE, ONLY_OPTION])]
    options = [option for option in comparison.options[1:] if option in set(mine["option"])]
    groups = list(dict.fromkeys(zip(mine["by"], mine["group"], strict=True)))
    if not options or not groups:
        return None
    columns = min(3, len(options))
    figure, axes = _panels(-(-len(options) // columns), columns, 0.7 + 0.2 * len(groups))
    said = []
    for number, (option, axis) in enumerate(zip(options, axes, strict=False)):
        part = mine[mine["option"] == option].set_index(["by", "group"]).reindex(pd.MultiIndex.from_tuples(groups))
        better, worse = (100 * part[column].fillna(0.0).to_numpy(np.float64) for column in ("better", "worse"))
        places = np.arange(len(groups))
        axis.barh(places, -worse, 0.7, color=DARK_PINK, label="worse off")
        axis.barh(places, better, 0.7, color=TURQUOISE, label="better off")
        axis.axvline(0, color=DARK_GREY, linewidth=0.8)
        axis.set_yticks(
            places, [_who(str(group)) for _, group in groups] if number % columns == 0 else [""] * len(groups)
        )
        axis.invert_yaxis()
        widest = max(1.0, float(np.max(np.concatenate([better, worse]))))
        axis.set_xlim(-1.1 * widest, 1.1 * widest)
        axis.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.3g} %")
        axis.locator_params(axis="x", nbins=5)
        _name(axis, option)
        axis.tick_params(axis="y", length=0)
        told = (
            f"{_who(str(group))} {b:.1f} % better, {w:.1f} % worse"
            for (_, group), b, w in zip(groups, better, worse, strict=True)
        )
        said.append(f"{option}: {', '.join(told)}")
    for axis in axes[len(options) :]:
        axis.set_visible(False)
    heading = f"Who is better and who is worse off: {ASPECTS[aspect].words}"
    note = "Left, dark pink: worse off; right, green-blue: better off; the rest see no change that matters."
    return Chart(heading, svg_text(figure, heading, "; ".join(said), f"worse-{aspect}"), note)


def _who(group: str) -> str:
    return "everyone" if group == IN_BOTH else group_words(group)


def _name(axis: Axes, text: str) -> None:
    axis.set_title(text, loc="left", fontsize=9, fontweight="bold")


def _grouped_thousands(value: float, _: float) -> str:
    sign = MINUS if value < 0 else ""
    return f"{sign}{abs(value):,.0f}" if abs(value) >= 1000 else f"{sign}{abs(value):g}"


def styled() -> AbstractContextManager[None]:
    return mpl.rc_context(STYLE)  # type: ignore[arg-type]


def _panels(rows: int, columns: int, height: float) -> tuple[Figure, list[Axes]]:
    with styled():
        figure = Figure(figsize=(WIDTH, rows * height), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False)
    return figure, list(grid.ravel())


def svg_text(figure: Figure, heading: str, words: str, key: str) -> str:
    """Write a figure as an SVG element that can stand among others in a page."""
    text = io.StringIO()
    with styled():
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(text, format="svg", metadata=nothing)
    svg = text.getvalue()
    found = re.search(r'<svg [^>]*viewBox="([^"]*)"[^>]*>\s*<defs>\s*<style.*?</style>\s*</defs>', svg, re.DOTALL)
    if found is None:
        raise RuntimeError("matplotlib writes SVG in another way than this program knows")
    inside = svg[found.end() :]
    # Several charts share the page: ids must be the chart's own.
    inside = re.sub(r'\bid="', f'id="{key}-', inside)
    inside = re.sub(r'href="#', f'href="#{key}-', inside).replace("url(#", f"url(#{key}-")
    label = html.escape(f"{heading}. {words}.", quote=True)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{found[1]}" '
        f'role="img" aria-label="{label}" style="stroke-linejoin:round;stroke-linecap:butt">{inside.strip()}'
    )
