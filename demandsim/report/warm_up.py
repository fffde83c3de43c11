"""Warm-up in words and as a drawing: how long every stock takes to settle, and whether it still drifts."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from demandsim.experiment.warm_up import DOUBT, STOCKS, WEEK_DAYS, Series, WarmUp
from demandsim.report.charts import DARK_BLUE, DARK_GREY, NEUTRAL, ORANGE, WIDTH, styled
from demandsim.report.words import listed

COLUMNS = 3
HEIGHT = 1.5


def text(found: WarmUp) -> str:
    """Say for every stock when it settles and how it drifts, and what that means for the warm-up of the file."""
    tapes = f"{found.replications} replication{'s' if found.replications > 1 else ''}"
    lines = [
        f"{found.scenario.about.title}: {tapes} of {found.days} days from the first day on",
        "",
        f"{'Stock':<48}{'Level':>9}{'Settles after':>17}   Drift in four weeks after that",
    ]
    for one in found.series:
        settles = "not by half-way" if one.opens_off and not one.cut.settled else f"{one.settles_after} days"
        shown = "   shown" if one.drifts else ""
        lines.append(f"{_name(one):<48}{_figure(one.cut.mean):>9}{settles:>17}   {_drift(one)}{shown}")
    return "\n".join([*lines, "", *advice(found)]) + "\n"


def advice(found: WarmUp) -> list[str]:
    """Say in sentences whether the warm-up of the file is long enough, too long, or cannot help."""
    if not found.series:
        return ["Every stock is empty throughout: there is nothing that a warm-up could settle."]
    said = []
    longest, advised, given = found.longest, found.advised, found.given
    if longest in found.unsettled:
        said.append("No stock settles within half of the days played: nothing can be advised. Play more (--days).")
    elif advised == 0:
        said.append("The opening backlog puts every stock that settles where it belongs: no warm-up is needed for it.")
    else:
        last = f"{_name(longest)} settles last, after {longest.settles_after} days (MSER-5)."
        if given >= advised:
            said.append(f"The file's warm-up of {given} days is long enough. {last}")
        else:
            said.append(f"{advised} days of warm-up are advised, where the file has {given}. {last}")
    if found.unsettled:
        names = listed([_name(one) for one in found.unsettled])
        said.append(
            f"Still on the move: {names}. Where more days (--days) do not settle it, a stock grows or shrinks with "
            "the force as it is and no warm-up helps: compare over the same days, and say from which backlog."
        )
    if found.replications == 1:
        said.append("With one replication nothing can be told from luck: every stock is taken to be as it looks.")
    else:
        doubt = f"{100 * DOUBT:.0f} %"
        said.append(f"Luck alone would unsettle a stock in {doubt} of such tables, and show a drift in {doubt} (Holm).")
    return said


def write_chart(found: WarmUp, out: Path) -> None:
    """Draw every stock week by week, all replications and their mean, with the cut and the end of the warm-up.

    PNG or SVG by the ending of the name.
    """
    rows = max(1, -(-len(found.series) // COLUMNS))
    with styled():
        figure = Figure(figsize=(WIDTH, 0.5 + HEIGHT * rows), layout="constrained")
        axes = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for one, axis in zip(found.series, axes, strict=False):
            weeks = _weekly(one)
            at = np.arange(weeks.shape[1]) + 0.5
            axis.plot(at, weeks.T, color=NEUTRAL, linewidth=0.7)
            axis.plot(at, weeks.mean(axis=0), color=DARK_BLUE, linewidth=1.6)
            axis.axvline(found.given / WEEK_DAYS, color=DARK_GREY, linewidth=0.8, linestyle=":")
            if one.cut.settled and one.opens_off:
                axis.axvline(one.cut.values / WEEK_DAYS, color=ORANGE, linewidth=1.2)
            axis.set_title(_name(one), loc="left", fontsize=8)
            axis.set_ylim(bottom=0)
        for axis in axes[len(found.series) :]:
            axis.set_visible(False)
        figure.supxlabel(
            "weeks from the first day; orange: settled (MSER-5); dotted: end of the file's warm-up", fontsize=8
        )
        out.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(out, dpi=150, metadata={"Date": None} if out.suffix.lower() == ".svg" else None)


def _weekly(one: Series) -> np.ndarray:
    """Average the days of every whole week: shape (replications, weeks)."""
    weeks = one.days.shape[1] // WEEK_DAYS
    found: np.ndarray = one.days[:, : weeks * WEEK_DAYS].reshape(-1, weeks, WEEK_DAYS).mean(axis=2)
    return found


def _name(one: Series) -> str:
    return f"{one.place.replace('_', ' ')}: {STOCKS[one.stock][1]}"


def _drift(one: Series) -> str:
    if math.isnan(one.drift.half_width):
        return f"{one.drift.mean:+.2g}"
    return f"{one.drift.mean:+.2g} ± {one.drift.half_width:.2g}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
