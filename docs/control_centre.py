"""Write the table and the chart of the control centres: `python docs/control_centre.py RESULTS SVG`.

RESULTS is the results folder of `scenarios/control_centre_2018.yaml`. Prints a table in Markdown: the baseline's value,
then per option the paired difference with the half-width of its 95 % interval, bold where the interval leaves out
nothing. Writes the share of calls answered in target by line, under every option, as a drawing to SVG.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from demandsim.experiment import read_comparison
from demandsim.experiment.comparison import Comparison
from demandsim.report.charts import levels

ROWS = (
    ("999 answered in 10 s, %", "calls_in_target", "line=999", 100),
    ("101 answered in 30 s, %", "calls_in_target", "line=101", 100),
    ("101 given up, %", "calls_abandoned", "line=101", 100),
    ("From the first ring to somebody who helps, s", "time_to_help", "", 1),
    ("Callers who never get through, %", "callers_lost", "", 100),
    ("Calls that we cause ourselves, %", "calls_we_caused", "", 100),
    ("Handlers busy, %", "handler_occupancy", "", 100),
    ("Emergencies reached in target, %", "response_in_target", "grade=emergency", 100),
)


def table(comparison: Comparison) -> str:
    """Give the table in Markdown."""
    found = comparison.table.set_index(["measure", "group", "option"])
    lines = [f"| | {' | '.join(comparison.options)} |", f"|---|{'--:|' * len(comparison.options)}"]
    for what, measure, group, scale in ROWS:
        cells = [f"{found.loc[(measure, group, comparison.baseline), 'mean'] * scale:.1f}"]
        for option in comparison.options[1:]:
            row = found.loc[(measure, group, option)]
            cells.append(_cell(row["difference"] * scale, row["half_width"] * scale))
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(difference: float, half_width: float) -> str:
    if pd.isna(half_width):
        return "–"
    written = f"{difference:+.1f} ± {half_width:.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")
    return f"**{written}**" if abs(difference) > half_width else written


def main(results: Path, drawing: Path) -> None:
    """Print the table and write the drawing."""
    comparison = read_comparison(results)
    print(table(comparison))
    chart = levels(comparison, "calls_in_target", "line")
    assert chart is not None
    drawing.write_text(chart.svg, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
