"""The hours of the week as a picture: one field an hour, dark where few are answered in target."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np

from demandsim.report.charts import svg_text
from demandsim.report.section import Chart
from demandsim.report.sheets.contact_tables import FEWEST_CALLS, WeekOfHours
from demandsim.report.week_grid import draw_week, hour_words, laid_out

HEADING = "The week, hour by hour"


def hours_of_the_week(weeks: Sequence[WeekOfHours]) -> Chart | None:
    """Draw the share answered in target by hour of the week, a panel a line; None where too few rang on any."""
    drawn = [week for week in weeks if not np.isnan(week.share).all()]
    if not drawn:
        return None
    figure, panels = laid_out(len(drawn))
    for axis, week in zip(panels, drawn, strict=True):
        title = f"{week.line}: % answered within {week.within}"
        draw_week(axis, week.share, week.share, lambda share: f"{100 * share:.0f}", title, last=axis is panels[-1])
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
        f"{week.line}, answered within {week.within}: from {_share(flat[worst])} ({hour_words(worst)}) to "
        f"{_share(flat[best])} ({hour_words(best)})"
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
