"""Charts by week: levels with their bands, and how far every option is from the baseline."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import StrMethodFormatter

from demandsim.experiment.comparison import BETTER, HIGHER, LOWER, WORSE
from demandsim.report.charts import (
    BY_VERDICT,
    DARK_GREY,
    MARKERS,
    NEUTRAL,
    PALETTE,
    WIDTH,
    styled,
    svg_text,
)
from demandsim.report.parts.weeks import Weeks, day_words, means
from demandsim.report.section import Chart, Table
from demandsim.report.words import bare_amount, bare_change, bare_mean

LEVELS = (
    ("crimes_recorded", "Crimes recorded a week"),
    ("crimes_closed", "Crimes closed a week"),
    ("open_crimes", "Open crimes"),
    ("incidents_waiting", "Incidents waiting for an officer"),
    ("calls_offered", "Calls offered a week"),
    ("calls_abandoned", "Calls given up a week"),
)
COMPARED = (
    ("crimes_closed", "Crimes closed a week", HIGHER),
    ("open_crimes", "Open crimes", LOWER),
    ("incidents_waiting", "Incidents waiting", LOWER),
    ("calls_abandoned", "Calls given up a week", LOWER),
)
"""Series in which options are compared, each with the direction that is better."""
GROUPED = StrMethodFormatter("{x:,g}")
MOST_LINES = 4
"""With more options than these in one field nobody can tell the bands apart: then only the baseline is drawn there."""
NARROWEST = 0.1
"""An axis spans at least this share of what it shows, so that next to no change does not look like a lot."""
BAND = 0.18
MOST_TICKS = 5
WIDEST_NAME, LEFT_OF_AXIS, LINE_HEIGHT = 18, -36, 11
"""Letters in a line of a name beside a row; where it stands and how far its lines are apart, in points."""
MOST_MARKED = 14
"""Weeks beyond which single weeks are not marked any more."""


def levels(weeks: Weeks) -> Chart:
    """Draw what comes in, goes out and waits, week by week: the mean over replications with its 95 % interval."""
    shown = weeks.options if len(weeks.options) <= MOST_LINES else weeks.options[:1]
    with styled():
        figure = Figure(figsize=(WIDTH, 4.4), layout=ConstrainedLayoutEngine(h_pad=0.09))
        axes = figure.subplots(2, 3).ravel()
    x = np.arange(len(weeks.starts_on))
    # What comes in and what goes out are read against each other.
    axes[1].sharey(axes[0])
    said, cells, reach = [], {}, {}
    for (series, title), axis in zip(LEVELS, axes, strict=True):
        lowest, highest = np.inf, -np.inf
        for number, option in enumerate(shown):
            seen = means(weeks.of(series)[weeks.options.index(option)])
            mean, half = np.array([week.mean for week in seen]), np.array([week.half_width for week in seen])
            half = np.nan_to_num(half)
            axis.fill_between(x, mean - half, mean + half, color=PALETTE[number], alpha=BAND, linewidth=0)
            marker = MARKERS[number] if len(x) <= MOST_MARKED else None
            axis.plot(x, mean, color=PALETTE[number], marker=marker, markersize=4, linewidth=1.6, label=option)
            lowest, highest = min(lowest, float(np.min(mean - half))), max(highest, float(np.max(mean + half)))
            figures = [_with_half(week.mean, week.half_width) for week in seen]
            cells[option, series] = figures
            said.append(f"{title}, {option}: {_first_to_last(figures)}")
        reach[series] = lowest, highest
        _span(axis, *(reach[series] if series != "crimes_closed" else _together(*reach.values())))
        _dates(axis, weeks)
        axis.set_title(title, loc="left", fontsize=9, fontweight="bold")
    if len(shown) > 1:
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=len(shown), frameon=False, borderaxespad=0)
    heading = "Week by week" if len(shown) == len(weeks.options) > 1 else f"Week by week, {shown[0]}"
    note = (
        "Line: mean over replications; band: its 95 % interval. Open crimes and waiting incidents are means over day "
        "and night. The axes do not begin at zero."
    )
    data = Table(
        caption=f"{heading}: mean over replications ± half-width of its 95 % interval",
        columns=("Option", "Week from", *(title for _, title in LEVELS)),
        rows=tuple(
            (option, day_words(day), *(cells[option, series][week] for series, _ in LEVELS))
            for option in shown
            for week, day in enumerate(weeks.starts_on)
        ),
        words=2,
    )
    return Chart(heading, svg_text(figure, heading, "; ".join(said), "weeks"), note, data)


def differences_by_week(weeks: Weeks) -> Chart | None:
    """Draw how far every option is from the baseline week by week; None where there is nothing to compare."""
    baseline, others = weeks.options[0], weeks.options[1:]
    if not others:
        return None
    with styled():
        figure = Figure(figsize=(WIDTH, 0.75 + 0.72 * len(others)), layout="constrained")
        axes = figure.subplots(len(others), len(COMPARED), squeeze=False, sharex=True, sharey="col")
    x = np.arange(len(weeks.starts_on))
    said, cells = [], {}
    for line, option in enumerate(others):
        told = []
        for column, (series, title, better) in enumerate(COMPARED):
            axis: Axes = axes[line, column]
            values = weeks.of(series)
            seen = means(values[weeks.options.index(option)] - values[0])
            mean = np.array([week.mean for week in seen])
            half = np.nan_to_num(np.array([week.half_width for week in seen]))
            axis.axhline(0, color=DARK_GREY, linewidth=0.7)
            axis.fill_between(x, mean - half, mean + half, color=NEUTRAL, alpha=0.55, linewidth=0)
            axis.plot(x, mean, color=DARK_GREY, linewidth=1.2)
            shown = (np.array([week.n for week in seen]) > 1) & (np.abs(mean) > half)
            for verdict, gains in (
                (BETTER, (mean > 0) == (better == HIGHER)),
                (WORSE, (mean > 0) != (better == HIGHER)),
            ):
                at = np.flatnonzero(shown & gains)
                size = 4 if len(x) <= MOST_MARKED else 2.5
                if at.size:
                    axis.plot(x[at], mean[at], "o", markersize=size, color=BY_VERDICT[verdict], clip_on=False)
            if line == 0:
                axis.set_title(title, loc="left", fontsize=9, fontweight="bold")
            if column == 0:
                _name_row(axis, option)
            axis.locator_params(axis="y", nbins=3)
            axis.yaxis.set_major_formatter(GROUPED)
            axis.margins(x=0.06, y=0.12)
            if line == len(others) - 1:
                _dates(axis, weeks, most=3)
            figures = [bare_change(week.mean, week.half_width, "") for week in seen]
            cells[option, series] = figures
            told.append(f"{title.lower()} {figures[-1]}")
        said.append(f"{option}, last week: {', '.join(told)}")
    heading = f"How far each option is from {baseline}, week by week"
    note = (
        "Line: mean of the paired differences; band: its 95 % interval, each week by itself. A dot stands where the "
        "band leaves out zero: green-blue is better, dark pink worse. A column has one scale."
    )
    data = Table(
        caption=f"{heading}: mean difference ± half-width of its 95 % interval",
        columns=("Option", "Week from", *(title for _, title, _ in COMPARED)),
        rows=tuple(
            (option, day_words(day), *(cells[option, series][week] for series, _, _ in COMPARED))
            for option in others
            for week, day in enumerate(weeks.starts_on)
        ),
        words=2,
    )
    return Chart(heading, svg_text(figure, heading, "; ".join(said), "weeks-apart"), note, data)


def _with_half(mean: float, half: float) -> str:
    """Write a level as many digits long as its interval allows; without one, in those that people use."""
    return bare_amount(mean, "") if np.isnan(half) else bare_mean(mean, half, "")


def _first_to_last(figures: Sequence[str]) -> str:
    if len(figures) == 1:
        return figures[0]
    return f"{figures[0]} in the first week, {figures[-1]} in the last of {len(figures)}"


def _name_row(axis: Axes, name: str) -> None:
    """Write a name left of an axis, its lines flush right in whatever font they are read."""
    lines = textwrap.wrap(name, WIDEST_NAME)
    for number, line in enumerate(lines):
        at = (LEFT_OF_AXIS, LINE_HEIGHT * ((len(lines) - 1) / 2 - number))
        axis.annotate(
            line,
            (0, 0.5),
            at,
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va="center",
            fontweight="bold",
        )


def _together(*spans: tuple[float, float]) -> tuple[float, float]:
    return min(low for low, _ in spans), max(high for _, high in spans)


def _span(axis: Axes, low: float, high: float) -> None:
    """Let an axis show what there is with some air, but never blow up a change of next to nothing."""
    middle, reach = (low + high) / 2, max(0.58 * (high - low), NARROWEST / 2 * max(abs(low), abs(high)), 0.5)
    axis.set_ylim(max(middle - reach, 0.0) if low >= 0 else middle - reach, middle + reach)
    axis.locator_params(axis="y", nbins=5)
    axis.yaxis.set_major_formatter(GROUPED)


def _dates(axis: Axes, weeks: Weeks, most: int = MOST_TICKS) -> None:
    count = len(weeks.starts_on)
    step = -(-count // most)
    at = list(range(0, count, step))
    axis.set_xticks(at, [day_words(weeks.starts_on[week]) for week in at])
    axis.margins(x=0.06)
