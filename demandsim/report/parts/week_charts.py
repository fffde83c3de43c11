"""Charts by hour of the week: shares in target and minutes to arrival, a grid a service and option."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import DAYS_A_WEEK, HOURS_A_DAY
from demandsim.report.charts import svg_text
from demandsim.report.parts.worst_hours import FEWEST, Service
from demandsim.report.section import Chart, Table
from demandsim.report.week_grid import DAY_NAMES, draw_week, hour_words, laid_out

Floats = NDArray[np.float64]

DARKEST = 0.8
"""Share at which a field is darkest, unless some are lower still."""


def share_chart(heading: str, asked: Sequence[tuple[Service, str]]) -> Chart | None:
    """Draw the share in target by hour of the week, a grid for each service and option; None without an hour."""
    panels = [(service, option, service.share(option)) for service, option in asked]
    panels = [panel for panel in panels if not np.isnan(panel[2]).all()]
    if not panels:
        return None
    lowest = min(DARKEST, *(float(np.nanmin(share)) for _, _, share in panels))
    figure, axes = laid_out(len(panels))
    said, rows = [], []
    for (service, option, share), axis in zip(panels, axes, strict=True):
        bright = (share - lowest) / (1 - lowest) if lowest < 1 else np.ones_like(share)
        title = f"{service.name}: % {service.promise}, {option}"
        draw_week(axis, _by_day(share), _by_day(bright), _whole_per_cent, title, last=axis is axes[-1])
        said.append(f"{title}: {_from_to(100 * share, '%')}")
        rows += _rows(service, option, 100 * share, service.due[option].sum(axis=0))
    cases, baseline = panels[0][0].cases, panels[0][1]
    note = (
        f"Darker is worse: white is 100 %, the darkest shade {_whole_per_cent(lowest)} %. Over all weeks and "
        f"replications; blank: fewer than {FEWEST} {cases}."
    )
    if any(option != baseline for _, option, _ in panels):
        note += f" Below {baseline} stand the options that its worst hours are shown to gain or lose most by."
    svg = svg_text(figure, heading, "; ".join(said), f"week-{cases}")
    return Chart(heading, svg, note, _table(f"{heading}: per cent, and {cases} over all replications", rows))


def minutes_chart(found: Sequence[Service], option: str) -> Chart | None:
    """Draw the mean minutes to the first arrival by hour of the week, a grid a grade; None without an hour."""
    panels = [(service, service.minutes(option)) for service in found]
    panels = [panel for panel in panels if not np.isnan(panel[1]).all()]
    if not panels:
        return None
    figure, axes = laid_out(len(panels))
    said, rows = [], []
    for (service, minutes), axis in zip(panels, axes, strict=True):
        low, high = float(np.nanmin(minutes)), float(np.nanmax(minutes))
        bright = (high - minutes) / (high - low) if high > low else np.where(np.isnan(minutes), np.nan, 1.0)
        title = f"{service.name}: mean minutes until somebody arrives, {option}"
        draw_week(axis, _by_day(minutes), _by_day(bright), _minutes, title, last=axis is axes[-1])
        said.append(f"{title}: {_from_to(minutes, 'minutes')}")
        rows += _rows(service, option, minutes, service.arrived[option].sum(axis=0))
    heading = "Minutes to arrival by hour of the week"
    note = (
        "Darker is slower, each grid on its own scale. From the first ring (without a call: from grading), over those "
        f"at whom somebody arrived; blank: fewer than {FEWEST}."
    )
    svg = svg_text(figure, heading, "; ".join(said), "week-minutes")
    return Chart(heading, svg, note, _table(f"{heading}: mean minutes, and arrivals over all replications", rows))


def _by_day(values: Floats) -> Floats:
    return values.reshape(DAYS_A_WEEK, HOURS_A_DAY)


def _whole_per_cent(share: float) -> str:
    return f"{100 * share:.0f}"


def _minutes(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _from_to(values: Floats, unit: str) -> str:
    """Say between which values the hours lie, and when they are reached."""
    low, high = int(np.nanargmin(values)), int(np.nanargmax(values))
    return f"from {values[low]:.1f} {unit} ({hour_words(low)}) to {values[high]:.1f} {unit} ({hour_words(high)})"


def _rows(service: Service, option: str, values: Floats, cases: Floats) -> list[tuple[str, ...]]:
    """Write a grid as rows, one an hour of the day."""
    cells = [
        f"{value:.1f} of {number:,.0f}" if not np.isnan(value) else f"({number:,.0f})"
        for value, number in zip(values, cases, strict=True)
    ]
    return [(service.name, option, f"{hour:02d}:00", *cells[hour::HOURS_A_DAY]) for hour in range(HOURS_A_DAY)]


def _table(caption: str, rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(
        caption,
        ("Service", "Option", "Hour from", *DAY_NAMES),
        tuple(rows),
        words=3,
        note=f"In brackets: the number of cases where there are fewer than {FEWEST}.",
    )
