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
from demandsim.report.section import Chart, Table
from demandsim.report.words import MINUS, bare_change, bare_unit, change, group_words, headline_rows, title

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
    figure, axes = panels(lines, columns, 0.75 + 0.27 * len(options))
    said, written = [], []
    for number, (name, axis) in enumerate(zip(names, axes, strict=False)):
        part = rows[rows["measure"] == name].set_index("option")
        unit = str(part["unit"].iloc[0])
        scale = 100.0 if unit == "share" else 1.0
        cells: list[str] = []
        written.append((title(name), "points" if unit == "share" else bare_unit(unit), cells))
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
            figures = bare_change(float(row["difference"]), float(row["half_width"]), unit)
            cells.append(with_verdict(figures, str(row["verdict"])))
        axis.axvline(0, color=DARK_GREY, linewidth=0.8)
        axis.set_yticks(range(len(options)), options if number % columns == 0 else [""] * len(options))
        axis.set_ylim(len(options) - 0.4, -0.6)
        name_panel(axis, title(name))
        axis.set_xlabel("points" if unit == "share" else unit)
        axis.margins(x=0.12)
        axis.locator_params(axis="x", nbins=4)
        axis.xaxis.set_major_formatter(grouped_thousands)
        axis.tick_params(axis="y", length=0)
    for axis in axes[len(names) :]:
        axis.set_visible(False)
    heading = f"How far each option is from {comparison.baseline}"
    note = "Dot: mean difference; line: 95 % interval. Green-blue is better, dark pink worse, grey not shown."
    data = Table(
        f"Differences from {comparison.baseline} ± half-width of the 95 % interval",
        ("Measure", "Unit", *options),
        tuple((name, unit, *cells) for name, unit, cells in written),
        words=2,
    )
    return Chart(heading, svg_text(figure, heading, "; ".join(said), "differences"), note, data)


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
    figure, axes = panels(-(-len(options) // columns), columns, 0.7 + 0.2 * len(groups))
    said, written = [], []
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
        name_panel(axis, option)
        axis.tick_params(axis="y", length=0)
        told = (
            f"{_who(str(group))} {b:.1f} % better, {w:.1f} % worse"
            for (_, group), b, w in zip(groups, better, worse, strict=True)
        )
        said.append(f"{option}: {', '.join(told)}")
        written += [
            (option, _who(str(group)), f"{b:.1f}", f"{w:.1f}")
            for (_, group), b, w in zip(groups, better, worse, strict=True)
        ]
    for axis in axes[len(options) :]:
        axis.set_visible(False)
    heading = f"Who is better and who is worse off: {ASPECTS[aspect].words}"
    note = "Left, dark pink: worse off; right, green-blue: better off; the rest see no change that matters."
    data = Table(heading, ("Option", "Group", "Better off, %", "Worse off, %"), tuple(written), words=2)
    return Chart(heading, svg_text(figure, heading, "; ".join(said), f"worse-{aspect}"), note, data)


def with_verdict(figures: str, verdict: str) -> str:
    """Say in a line below a figure what a colour says of it in a drawing."""
    return f"{figures}\n{verdict}" if verdict in BY_VERDICT else figures


def _who(group: str) -> str:
    return "everyone" if group == IN_BOTH else group_words(group)


def name_panel(axis: Axes, text: str) -> None:
    """Write what a panel shows above it, at its left."""
    axis.set_title(text, loc="left", fontsize=9, fontweight="bold")


def grouped_thousands(value: float, _: float) -> str:
    """Write a number at an axis."""
    sign = MINUS if value < 0 else ""
    return f"{sign}{abs(value):,.0f}" if abs(value) >= 1000 else f"{sign}{abs(value):g}"


def styled() -> AbstractContextManager[None]:
    """Draw in the style of the house."""
    return mpl.rc_context(STYLE)  # type: ignore[arg-type]


def panels(rows: int, columns: int, height: float) -> tuple[Figure, list[Axes]]:
    """Lay out a figure of panels, each so many inches high, in reading order."""
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
