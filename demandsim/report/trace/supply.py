"""A night drawn: who could be sent and what they were doing, against what wanted somebody."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from demandsim.eventlog.night import STEP
from demandsim.experiment.trace import NightTrace
from demandsim.report.charts import (
    DARK_BLUE,
    DARK_GREY,
    DARK_PINK,
    LIGHT_PURPLE,
    NEUTRAL,
    ORANGE,
    WIDTH,
    styled,
    svg_text,
)
from demandsim.report.section import Chart, Table
from demandsim.rules.choice import GRADES

HEADING = "Officers who may be sent, and what wants them"
FREE = "#DEE0E2"
GRADED = ((GRADES[0], DARK_PINK, ""), (GRADES[1], ORANGE, "////"), (GRADES[2], NEUTRAL, ""))
"""Grades that are drawn, with colour and hatching."""


def supply(trace: NightTrace, table: Table) -> Chart:
    """Draw who was on incidents, on other work and free, what waited on top, and below what came in."""
    night, curves = trace.night, trace.night.curves
    at = np.arange(night.begin, night.end, STEP) + STEP / 2
    busy, free, whole = curves["on incidents"], curves["free"], curves["on duty"]
    with styled():
        figure = Figure(figsize=(WIDTH, 4.9), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    above.fill_between(at, 0, busy, color=DARK_BLUE, linewidth=0, label="on incidents")
    above.fill_between(at, busy, whole - free, color=LIGHT_PURPLE, linewidth=0, label="on other work, or a break")
    above.fill_between(at, whole - free, whole, color=FREE, linewidth=0, label="free")
    above.plot(at, whole, color=DARK_GREY, linewidth=1.4, label="on duty (supply)")
    above.plot(at, busy + curves["waiting"], color=ORANGE, linewidth=1.8, label="on incidents + waiting (demand)")
    top = 1.16 * max(float(whole.max()), float((busy + curves["waiting"]).max()), 1.0)
    above.set_ylim(0, top)
    last = -np.inf
    for number, moment in enumerate(trace.moments, start=1):
        above.axvline(moment.at, ymax=0.93, color="#0B0C0C", linewidth=0.6, linestyle=":")
        low = moment.at - last < (night.end - night.begin) / 45
        height = 0.9 if low else 0.965
        last = -np.inf if low else moment.at
        above.annotate(
            str(number),
            (max(moment.at, night.begin + (night.end - night.begin) / 90), height * top),
            ha="center",
            va="center",
            fontsize=7.5,
            color="#FFFFFF",
            annotation_clip=False,
            bbox={"boxstyle": "circle,pad=0.22", "facecolor": "#0B0C0C", "edgecolor": "none"},
        )
    above.set_ylabel("officers; incidents")
    floor = np.zeros(len(night.hours))
    starts = np.array([hour.from_at for hour in night.hours])
    lengths = np.array([hour.to_at - hour.from_at for hour in night.hours])
    for grade, colour, hatch in GRADED:
        came = np.array([hour.graded[grade] for hour in night.hours], dtype=np.float64)
        look = {"color": colour, "hatch": hatch, "edgecolor": "#FFFFFF", "linewidth": 0.4}
        below.bar(starts + lengths / 2, came, 0.8 * lengths, floor, label=grade, **look)
        floor += came
    below.set_ylabel("came in")
    below.set_xticks([*starts, night.end], [*(hour.label for hour in night.hours), night.clock(night.end)])
    below.tick_params(axis="x", labelsize=8)
    below.set_xlim(night.begin, night.end)
    below.locator_params(axis="y", integer=True, nbins=4)
    handles, labels = above.get_legend_handles_labels()
    more, named = below.get_legend_handles_labels()
    handles, labels = [*handles, *more], [*labels, *named]
    figure.legend(handles, labels, loc="outside lower left", ncols=4, frameon=False, fontsize=8, borderaxespad=0)
    svg = svg_text(figure, HEADING, _said(trace), "supply")
    note = (
        "Averages over five minutes. The orange line is what wanted officers: those on incidents, and one for every "
        "incident that waited. Numbers: the moments in the table below."
    )
    return Chart(HEADING, svg, note, table)


def _said(trace: NightTrace) -> str:
    hours = "; ".join(
        f"{hour.label} on duty {hour.on_duty:.0f}, on incidents {hour.on_incidents:.0f}, free {hour.free:.0f}, waiting "
        f"{hour.waiting}, came in {sum(hour.graded[grade] for grade, _, _ in GRADED)}"
        for hour in trace.night.hours
    )
    return f"By hour: {hours}"
