"""The hours of the week as a picture: one field an hour, dark where few are answered in target."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from demandsim.report.charts import DARK_BLUE, WIDTH, styled, svg_text
from demandsim.report.section import Chart
from demandsim.report.sheet_tables import FEWEST_CALLS, HOURS_A_DAY, WeekOfHours

HEADING = "The week, hour by hour"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHADES = LinearSegmentedColormap.from_list("answered", [DARK_BLUE, "#FFFFFF"])
"""One hue from dark to white: it reads the same in grey and to people with colour-blindness."""
LIGHT_TEXT_BELOW = 0.3
"""Share under which a field is so dark that white stands out from it more than black."""
PANEL_HEIGHT = 1.4


def hours_of_the_week(weeks: Sequence[WeekOfHours]) -> Chart | None:
    """Draw the share answered in target by hour of the week, a panel a line; None where too few rang on any."""
    drawn = [week for week in weeks if not np.isnan(week.share).all()]
    if not drawn:
        return None
    with styled():
        figure = Figure(figsize=(WIDTH, PANEL_HEIGHT * len(drawn) + 0.1), layout="constrained")
        panels = figure.subplots(len(drawn), 1, squeeze=False)[:, 0]
    for axis, week in zip(panels, drawn, strict=True):
        axis.pcolormesh(
            np.arange(HOURS_A_DAY + 1) - 0.5,
            np.arange(len(DAYS) + 1) - 0.5,
            np.ma.masked_invalid(week.share),
            cmap=SHADES,
            vmin=0.0,
            vmax=1.0,
            edgecolors="#FFFFFF",
            linewidth=0.5,
        )
        for day, hour in zip(*np.nonzero(~np.isnan(week.share)), strict=True):
            share = float(week.share[day, hour])
            colour = "#FFFFFF" if share < LIGHT_TEXT_BELOW else "#0B0C0C"
            axis.text(hour, day, f"{100 * share:.0f}", ha="center", va="center", fontsize=7, color=colour)
        axis.set_yticks(range(len(DAYS)), DAYS)
        axis.set_ylim(len(DAYS) - 0.5, -0.5)
        last = axis is panels[-1]
        axis.set_xticks(range(HOURS_A_DAY), [f"{hour:02d}" if last else "" for hour in range(HOURS_A_DAY)])
        axis.tick_params(length=0, labelsize=7.5)
        axis.spines[:].set_visible(False)
        axis.set_title(f"{week.line}: % answered within {week.within}", loc="left", fontsize=9, fontweight="bold")
    svg = svg_text(figure, HEADING, ". ".join(_said(week) for week in weeks), "hours-of-the-week")
    note = (
        "Per cent of calls offered that are answered in target, by hour in which they ring (local clock), over all "
        f"weeks and replications; darker is worse. Blank: fewer than {FEWEST_CALLS} calls."
    )
    left_out = [week.line for week in weeks if np.isnan(week.share).all()]
    if left_out:
        note += f" Not drawn, for too few calls: {', '.join(left_out)}."
    return Chart(HEADING, _with_title(svg, weeks), note)


def _said(week: WeekOfHours) -> str:
    """Say in words where the picture is lightest and darkest; the numbers stand in the table behind it."""
    if np.isnan(week.share).all():
        return f"{week.line}: too few calls in every hour of the week"
    flat = week.share.ravel()
    worst, best = int(np.nanargmin(flat)), int(np.nanargmax(flat))
    return (
        f"{week.line}, answered within {week.within}: from {_share(flat[worst])} ({_hour(worst)}) to "
        f"{_share(flat[best])} ({_hour(best)})"
    )


def _with_title(svg: str, weeks: Sequence[WeekOfHours]) -> str:
    """Name and describe a drawing by elements of its own, which more readers read out than a label."""
    head, _, inside = svg.partition(">")
    described = html.escape(f"{'. '.join(_said(week) for week in weeks)}. The numbers stand in the table that follows.")
    return (
        f'{head} aria-labelledby="hours-title" aria-describedby="hours-said">'
        f'<title id="hours-title">{HEADING}</title><desc id="hours-said">{described}</desc>{inside}'
    )


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _hour(of_week: int) -> str:
    day, hour = divmod(of_week, HOURS_A_DAY)
    return f"{DAY_NAMES[day]} {hour:02d}:00"
