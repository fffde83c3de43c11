"""The chart of the ledger: of all that comes in, how much is met, under every option."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawing

from demandsim.measures.unmet import BELOW, CLASSES, DEMAND, NO, UNDECIDED, YES
from demandsim.report.charts import DARK_BLUE, LIGHT_PURPLE, NEUTRAL, ORANGE, WIDTH, styled, svg_text
from demandsim.report.parts.unmet_figures import CAME_IN, KIND_WORDS, Figures
from demandsim.report.parts.unmet_words import share_of
from demandsim.report.section import Chart, Table

COLOURS = {YES: DARK_BLUE, BELOW: LIGHT_PURPLE, NO: ORANGE, UNDECIDED: NEUTRAL}
LABELS = {YES: "met", BELOW: "met below standard", NO: "not met", UNDECIDED: "undecided at the end"}
ROOM = 7.0
"""Per cent that a stretch of a bar takes before its figure fits into it."""


def classes_chart(figures: Figures) -> Chart:
    """Draw for each kind of demand the shares of the classes, one bar for each option."""
    kinds = [kind for kind in DEMAND if figures.groups(kind)]
    options = list(figures.options)
    columns = min(2, len(kinds))
    lines = -(-len(kinds) // columns)
    with styled():
        drawing = Drawing(figsize=(WIDTH, lines * (0.6 + 0.27 * len(options)) + 0.3), layout="constrained")
        axes = list(drawing.subplots(lines, columns, squeeze=False).ravel())
    said, rows = [], []
    for number, (kind, axis) in enumerate(zip(kinds, axes, strict=False)):
        for place, option in enumerate(options):
            came_in = figures.of(option, kind, CAME_IN).mean
            shares = {met: 100 * figures.of(option, kind, met).mean / came_in if came_in else 0.0 for met in CLASSES}
            since = 0.0
            for met, share in shares.items():
                label = LABELS[met] if number == place == 0 else None
                axis.barh([place], [share], 0.72, left=since, color=COLOURS[met], edgecolor="white", label=label)
                if share >= ROOM:
                    ink = "white" if met == YES else "black"
                    axis.text(since + share / 2, place, f"{share:.0f}", ha="center", va="center", color=ink, fontsize=8)
                since += share
            told = ", ".join(f"{share:.1f} % {LABELS[met]}" for met, share in shares.items())
            said.append(f"{KIND_WORDS[kind]}, {option}: {told}")
            figure = (share_of(share, 100.0) for share in shares.values())
            rows.append((KIND_WORDS[kind].capitalize(), option, *figure))
        axis.set_title(KIND_WORDS[kind].capitalize(), loc="left", fontsize=9, fontweight="bold")
        axis.set_yticks(range(len(options)), options if number % columns == 0 else [""] * len(options))
        axis.set_ylim(len(options) - 0.5, -0.5)
        axis.set_xlim(0, 100)
        axis.set_xticks([0, 25, 50, 75])
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
        axis.tick_params(axis="y", length=0)
    for axis in axes[len(kinds) :]:
        axis.set_visible(False)
    drawing.legend(loc="outside upper left", ncols=len(CLASSES), frameon=False, borderaxespad=0)
    heading = "How much of the demand is met"
    shown = Table(
        f"{heading}: shares of all that comes in, %",
        ("Demand", "Option", *(LABELS[met].capitalize() for met in CLASSES)),
        tuple(rows),
        words=2,
    )
    note = "Shares of all that comes in, by number: each bar is the whole. Means over replications."
    return Chart(heading, svg_text(drawing, heading, "; ".join(said), "unmet"), note, shown)
