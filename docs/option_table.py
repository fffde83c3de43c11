"""Write a page's table of options: `python docs/option_table.py RESULTS PAGE [MEASURE GROUP SVG]`.

RESULTS is the results folder of a comparison, PAGE one of those below. Prints a table in Markdown: today's value,
then per option the paired difference with the half-width of its 95 % interval, bold where a difference is shown. With
a measure and what it is grouped by, its levels under every option are drawn to SVG.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from demandsim.experiment import read_comparison
from demandsim.experiment.comparison import Comparison
from demandsim.report.levels import levels

SHOWN = ("better", "worse", "higher", "lower")


class Row(NamedTuple):
    """A row of the table: words, measure, group, and how the figure is written."""

    what: str
    measure: str
    group: str = ""
    scale: float = 1
    digits: int = 1


PAGES = {
    "readme": (
        Row("Specialist crimes to the skilled, %", "specialist_owner_has_skill", scale=100),
        Row("Like crimes, usual route, %", "modal_route", scale=100),
        Row("Transfers per 100 crimes", "transfers"),
        Row("Days to outcome, median", "days_to_outcome", digits=2),
        Row("Crimes closed a week", "crimes_closed", digits=0),
        Row("Reviews on time, %", "reviews_on_time", scale=100),
        Row("Emergencies in target, %", "response_in_target", "grade=emergency", 100),
        Row("£ per closed crime", "cost_per_closed_crime", digits=0),
    ),
    "options": (
        Row("Hours worked below level, %", "hours_below_level", scale=100),
        Row("Solvable crimes filed a week", "solvable_filed_crimes"),
        Row("Held against policy", "held_against_policy", digits=0),
        Row("Plans overdue", "plans_overdue", digits=0),
        Row("Days on the way", "days_in_transit"),
        Row("Victims who withdrew, %", "victims_withdrew", scale=100),
        Row("Open crimes an investigator holds", "caseload", digits=2),
    ),
    "investigation": (
        Row("Specialist crimes to the skilled, %", "specialist_owner_has_skill", scale=100),
        Row("Hours worked below level, %", "hours_below_level", scale=100),
        Row("Plans overdue", "plans_overdue", digits=0),
        Row("Victims owed a call for over a week", "victim_contact_overdue", digits=0),
        Row("Reviews on time, %", "reviews_on_time", scale=100),
        Row("Days to outcome, median", "days_to_outcome", digits=2),
        Row("Crimes closed a week", "crimes_closed", digits=0),
        Row("Hours to an owner", "allocation_time"),
        Row("Emergencies in target, %", "response_in_target", "grade=emergency", 100),
        Row("Priority incidents in target, %", "response_in_target", "grade=priority", 100),
    ),
    "response": (
        Row("Emergencies, minutes from call to arrival", "response_time", "grade=emergency"),
        Row("Emergencies reached in target, %", "response_in_target", "grade=emergency", 100),
        Row("Priority, minutes from call to arrival", "response_time", "grade=priority"),
        Row("Appointments kept, %", "appointments_kept", scale=100),
        Row("Turns with a whole break, %", "breaks_had", "team=response", 100),
        Row("Hours of overtime a week", "overtime", digits=0),
        Row("Hours of investigation lost to response a week", "investigation_lost_to_response", digits=0),
        Row("Hours until a report is written", "report_delay"),
        Row("Response officers busy, %", "utilisation", "team=response", 100),
        Row("Crimes closed a week", "crimes_closed", digits=0),
    ),
    "control_centre": (
        Row("999 answered in 10 s, %", "calls_in_target", "line=999", 100),
        Row("101 answered in 30 s, %", "calls_in_target", "line=101", 100),
        Row("101 given up, %", "calls_abandoned", "line=101", 100),
        Row("From the first ring to somebody who helps, s", "time_to_help"),
        Row("Callers who never get through, %", "callers_lost", scale=100),
        Row("Calls that we cause ourselves, %", "calls_we_caused", scale=100),
        Row("Handlers busy, %", "handler_occupancy", scale=100),
        Row("Emergencies reached in target, %", "response_in_target", "grade=emergency", 100),
    ),
}


BY_OPTION = ("readme", "options", "investigation")
"""Pages whose table has a line for each option instead of a column."""


def table(comparison: Comparison, rows: tuple[Row, ...], by_option: bool = False) -> str:
    """Give the table in Markdown."""
    found = comparison.table.set_index(["measure", "group", "option"])
    cells = [["", *comparison.options]]
    for row in rows:
        today = found.loc[(row.measure, row.group, comparison.baseline), "mean"] * row.scale
        others = [_cell(found.loc[(row.measure, row.group, option)], row) for option in comparison.options[1:]]
        cells.append([row.what, f"{today:,.{row.digits}f}", *others])
    head, *body = zip(*cells, strict=True) if by_option else cells
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(found: pd.Series[float], row: Row) -> str:
    if pd.isna(found["half_width"]):
        return "–"
    difference, half_width = found["difference"] * row.scale, found["half_width"] * row.scale
    nothing = f"{0:.{row.digits}f}"
    written = f"{difference:+,.{row.digits}f}"
    written = nothing if written[1:] == nothing else written.replace("-", "−")
    cell = f"{written} ± {half_width:,.{row.digits}f}"
    return f"**{cell}**" if found["verdict"] in SHOWN else cell


def main(results: Path, page: str, measure: str = "", group: str = "", drawing: str = "") -> None:
    """Print the table and write the drawing."""
    comparison = read_comparison(results)
    print(table(comparison, PAGES[page], page in BY_OPTION))
    if drawing:
        chart = levels(comparison, measure, group)
        assert chart is not None
        Path(drawing).write_text(chart.svg, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
