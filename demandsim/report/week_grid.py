"""The week as a grid: a line a day, a field an hour, with its number; darker where it is worse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from demandsim.quantities import DAYS_A_WEEK, HOURS_A_DAY
from demandsim.report.charts import DARK_BLUE, WIDTH, name_panel, styled

Floats = NDArray[np.float64]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHADES = LinearSegmentedColormap.from_list("answered", [DARK_BLUE, "#FFFFFF"])
"""One hue from dark to white: it reads the same in grey and to people with colour-blindness."""
LIGHT_TEXT_BELOW = 0.3
"""Brightness under which a field is so dark that white stands out from it more than black."""
PANEL_HEIGHT = 1.4


def laid_out(panels: int) -> tuple[Figure, list[Axes]]:
    """Lay out a figure of so many weeks, one below the other."""
    with styled():
        figure = Figure(figsize=(WIDTH, PANEL_HEIGHT * panels + 0.1), layout="constrained")
        grid = figure.subplots(panels, 1, squeeze=False)
    return figure, list(grid.ravel())


def draw_week(
    axis: Axes, values: Floats, bright: Floats, write: Callable[[float], str], title: str, *, last: bool
) -> None:
    """Draw values by day and hour (7 x 24, NaN stays blank), each field as bright (0 to 1) as is told beside it.

    `last` is whether it is the lowest of several panels, below which the hours stand.
    """
    axis.pcolormesh(
        np.arange(HOURS_A_DAY + 1) - 0.5,
        np.arange(DAYS_A_WEEK + 1) - 0.5,
        np.ma.masked_invalid(bright),
        cmap=SHADES,
        vmin=0.0,
        vmax=1.0,
        edgecolors="#FFFFFF",
        linewidth=0.5,
    )
    for day, hour in zip(*np.nonzero(~np.isnan(values)), strict=True):
        colour = "#FFFFFF" if bright[day, hour] < LIGHT_TEXT_BELOW else "#0B0C0C"
        text = axis.text(hour, day, write(float(values[day, hour])), ha="center", va="center", fontsize=7, color=colour)
        # What stands inside a field takes no room of its own: not asking for it halves the time.
        text.set_in_layout(False)
    axis.set_yticks(range(DAYS_A_WEEK), DAYS)
    axis.set_ylim(DAYS_A_WEEK - 0.5, -0.5)
    axis.set_xticks(range(HOURS_A_DAY), [f"{hour:02d}" if last else "" for hour in range(HOURS_A_DAY)])
    axis.tick_params(length=0, labelsize=7.5)
    axis.spines[:].set_visible(False)
    name_panel(axis, title)


def hour_words(of_week: int) -> str:
    """Name an hour of the week: Monday 07:00."""
    day, hour = divmod(of_week, HOURS_A_DAY)
    return f"{DAY_NAMES[day]} {hour:02d}:00"
