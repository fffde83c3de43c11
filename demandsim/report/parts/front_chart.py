"""The front as a drawing: what every option gains and loses on a few measures at once, and which no other beats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.figure import Figure

from demandsim.experiment.comparison import WHOLE, Comparison
from demandsim.measures import MEASURES
from demandsim.quantities import format_share
from demandsim.report.charts import DARK_BLUE, DARK_GREY, NEUTRAL, WIDTH, styled, svg_text
from demandsim.report.section import Chart, Table
from demandsim.report.words import amount, bare_amount, bare_change, bare_unit, change, title
from demandsim.statistics.ranking import SURE

What = Literal["sure", "open", "out"]
LOOKS = {"sure": (DARK_BLUE, DARK_BLUE), "open": (DARK_BLUE, "white"), "out": (NEUTRAL, NEUTRAL)}
"""Colour of the line and of the inside of the dot."""


@dataclass(frozen=True, slots=True)
class Front:
    """How probably each option is beaten by no other on some measures together."""

    measures: tuple[str, ...]
    options: tuple[str, ...]
    chances: tuple[float, ...]

    def what(self, number: int) -> What:
        """Say whether it is shown that no other option beats this one, shown that one does, or open."""
        chance = self.chances[number]
        return "sure" if chance >= SURE else "out" if chance <= 1 - SURE else "open"

    def options_of(self, what: What) -> list[str]:
        """Name the options of which that is so, the most probable first."""
        return [self.options[number] for number in self.order if self.what(number) == what]

    @property
    def order(self) -> list[int]:
        """Places of the options, the most probable first."""
        return sorted(range(len(self.options)), key=lambda number: -self.chances[number])


def front_chart(comparison: Comparison, front: Front) -> Chart:
    """Draw, for every option, its difference from today on each measure of the front, the surest options on top."""
    order = front.order
    names = [front.options[number] for number in order]
    with styled():
        figure = Figure(figsize=(WIDTH, 0.9 + 0.27 * len(names)), layout="constrained")
        panels = figure.subplots(1, len(front.measures), squeeze=False)[0]
    table = comparison.table[comparison.table["group"] == WHOLE].set_index(["measure", "option"])
    rows = [[name] for name in names]
    said = [[name] for name in names]
    for column, (measure, axis) in enumerate(zip(front.measures, panels, strict=True)):
        unit, better = MEASURES[measure].unit, MEASURES[measure].better
        scale = 100.0 if unit == "share" else 1.0
        seen = table.loc[measure, ["mean", "difference", "half_width"]].reindex(names).to_numpy(np.float64)
        for place, (number, (mean, apart, half)) in enumerate(zip(order, seen.tolist(), strict=True)):
            today = number == 0
            colour, inside = LOOKS[front.what(number)]
            here, reach = (0.0, 0.0) if today else (scale * apart, scale * half)
            axis.plot([here - reach, here + reach], [place] * 2, color=colour, linewidth=2.4, solid_capstyle="butt")
            axis.plot([here], [place], "o", markersize=6, color=colour, markerfacecolor=inside, zorder=3)
            rows[place].append(bare_amount(mean, unit) + ("" if today else f" ({bare_change(apart, half, unit)})"))
            words = amount(mean, unit) if today else change(apart, half, unit)
            said[place].append(f"{title(measure).lower()} {words}")
        axis.axvline(0, color=DARK_GREY, linewidth=0.8, zorder=1)
        axis.set_yticks(range(len(names)), names if column == 0 else [""] * len(names))
        axis.set_ylim(len(names) - 0.4, -0.6)
        axis.set_title(title(measure), loc="left", fontsize=9, fontweight="bold")
        label = "points" if unit == "share" else unit
        axis.set_xlabel(f"{label}, {better} is better")
        axis.margins(x=0.12)
        axis.locator_params(axis="x", nbins=4)
        axis.tick_params(axis="y", length=0)
    for place, number in enumerate(order):
        chance = _chance_words(front.chances[number])
        panels[-1].text(1.03, place, chance, transform=panels[-1].get_yaxis_transform(), va="center", fontsize=9)
        rows[place].append(chance)
        said[place].append(f"beaten by none with a probability of {chance}")
    panels[-1].text(1.03, -1, "beaten by none", transform=panels[-1].get_yaxis_transform(), va="center", fontsize=9)
    heading = "Several measures at once: what each option gains and loses"
    units = [f"{title(name)}, {bare_unit(MEASURES[name].unit)}" for name in front.measures]
    data = Table(
        f"Means, differences from {comparison.baseline} with 95 % intervals, and the probability that no other option "
        "is as good on each of these measures and better on one",
        ("Option", *units, "Beaten by none"),
        tuple(map(tuple, rows)),
    )
    note = (
        "The measures are those on which the options differ most, beside chance, and not all in the same way. Dot: "
        f"mean difference from {comparison.baseline}; line: 95 % interval. On the right the probability that no other "
        "option is as good on each of these measures and better on one: filled blue where that is shown, grey where "
        "another is shown to be, hollow where it is open."
    )
    words = "; ".join(f"{name}: {', '.join(rest)}" for name, *rest in said)
    return Chart(heading, svg_text(figure, heading, words, "front"), note, data)


def _chance_words(chance: float) -> str:
    """Write a probability that was estimated: never as though it were certain."""
    if 0.005 <= chance < 0.995:
        return format_share(round(chance, 2))
    return "over 99 %" if chance > 0.5 else "under 1 %"
