"""Headlines of the workbook: measures by options with difference, half-width and verdict, and charts of Excel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.worksheet import Worksheet

from demandsim.experiment.comparison import BETTER, WHOLE, WORSE, Comparison
from demandsim.measures import MEASURES
from demandsim.report.charts import BY_VERDICT, DARK_BLUE, DARK_GREY
from demandsim.report.words import amount, bare_unit, change, title, verdict_words
from demandsim.report.workbooks.result_tables import FORMATS, kind_of
from demandsim.report.workbooks.typed_sheet import TypedBook, for_paper, put

VALUE, VALUE_HALF, DIFFERENCE, DIFFERENCE_HALF, VERDICT = SHOWN = (
    "Value",
    "± of value",
    "Difference",
    "± of difference",
    "Verdict",
)
"""What is shown of every measure, a row each."""
LEADING = ("Measure", "Shown", "Unit", "Which way is better")
HEADER, FIRST = 2, 3
"""Row of the header and first row below it."""
BETTER_WORDS = {"higher": "higher", "lower": "lower", "neither": "neither: it describes"}
FILLS = {BETTER: "#D4ECEA", WORSE: "#EBD9E1"}
SIGNED = "signed "
AXIS = {"number": "General", "share": "0.0#%", "pounds": "£#,##0"}
"""How the axis of a chart shows values, by kind."""
CHART_WIDTH, GAP, ABREAST = 560, 16, 2
"""Pixels of a chart and between charts, and charts side by side."""
FLOW = ("calls_offered", "incidents_graded", "crimes_recorded", "crimes_closed", "positive_outcomes", "harm_resolved")
"""Measures of throughput that are drawn; a sheet shows all."""


class Drawn(NamedTuple):
    """What the charts of a sheet draw."""

    what: str
    """Row of `SHOWN` that gives the bars."""
    half: str
    """Row of `SHOWN` that gives the error bars."""
    measures: Sequence[str]
    first: int
    """Number of the first option drawn."""


def signed_formats() -> dict[str, str]:
    """Give formats that show the sign of a difference, by kind."""
    return {f"{SIGNED}{kind}": f"+{FORMATS[kind]};-{FORMATS[kind]};{FORMATS[kind]}" for kind in AXIS}


def write_people_sheet(
    book: TypedBook, name: str, comparison: Comparison, measures: Sequence[str], drawn: Drawn, said: str
) -> None:
    """Write measures by options, five rows a measure, and below them charts of the rows that `drawn` names.

    `said` stands above the table. Measures that the force as a whole does not have are left out.
    """
    sheet = book.sheet(name)
    options = list(comparison.options)
    force = comparison.table[comparison.table["group"] == WHOLE]
    found = {measure: force[force["measure"] == measure].set_index("option").reindex(options) for measure in measures}
    sheet.write_string(0, 0, said)
    sheet.write_row(HEADER, 0, [*LEADING, *options], book.bold)
    for number, (measure, rows) in enumerate(found.items()):
        _write_measure(book, sheet, FIRST + number * len(SHOWN), measure, rows)
    last_row, last_column = FIRST + len(measures) * len(SHOWN) - 1, len(LEADING) + len(options) - 1
    if measures:
        sheet.autofilter(HEADER, 0, last_row, last_column)
        _mark(book, sheet, last_row, last_column)
    sheet.freeze_panes(FIRST, 2)
    for_paper(sheet, HEADER)
    sheet.set_column(0, 0, 2 + max((len(title(measure)) for measure in measures), default=len(LEADING[0])))
    sheet.set_column(1, 1, 17)
    sheet.set_column(2, 3, 22)
    for column, option in enumerate(options, len(LEADING)):
        sheet.set_column(column, column, max(14, min(32, len(option) + 4)))
    charts = _charts(book, name, comparison.baseline, found, drawn) if len(options) > drawn.first else []
    if charts:
        sheet.write_url(
            1, 0, f"internal:'{name}'!C{last_row + 3}", string=f"{len(charts)} charts stand below the table"
        )
    height = 90 + 26 * (len(options) - drawn.first)
    for number, (chart, words) in enumerate(charts):
        chart.set_size({"width": CHART_WIDTH, "height": height})
        place = {
            "x_offset": (number % ABREAST) * (CHART_WIDTH + GAP),
            "y_offset": (number // ABREAST) * (height + GAP),
            # Charts move with the rows that a filter hides, but keep their size.
            "object_position": 2,
            "description": words,
        }
        sheet.insert_chart(last_row + 2, 2, chart, place)


def _write_measure(book: TypedBook, sheet: Worksheet, top: int, measure: str, found: pd.DataFrame) -> None:
    unit = str(found["unit"].dropna().iloc[0])
    kind = kind_of(unit)
    way = MEASURES[measure].better if measure in MEASURES else "neither"
    lines: dict[str, tuple[Sequence[object], str, str]] = {
        VALUE: (found["mean"].tolist(), kind, bare_unit(unit)),
        VALUE_HALF: (_half(found, VALUE), kind, _unit_of_change(unit)),
        DIFFERENCE: (found["difference"].tolist(), SIGNED + kind, _unit_of_change(unit)),
        DIFFERENCE_HALF: (_half(found, DIFFERENCE), kind, _unit_of_change(unit)),
        VERDICT: ([verdict_words(str(each)) for each in found["verdict"].fillna("")], kind, ""),
    }
    for row, (shown, (values, code, in_unit)) in enumerate(lines.items(), top):
        for column, text in enumerate((title(measure), shown, in_unit, BETTER_WORDS[way])):
            sheet.write_string(row, column, text, book.bold if shown == VALUE and column == 0 else None)
        for column, value in enumerate(values, len(LEADING)):
            if not (value == "" or (isinstance(value, float) and math.isnan(value))):
                put(sheet, row, column, value, book.formats[code])


def _unit_of_change(unit: str) -> str:
    return "percentage points" if unit == "share" else bare_unit(unit)


def _mark(book: TypedBook, sheet: Worksheet, last_row: int, last_column: int) -> None:
    """Draw a line above every measure, and colour verdicts, whose words say the same."""
    line = book.book.add_format({"top": 1})
    begins = {"type": "formula", "criteria": f'=$B{FIRST + 1}="{VALUE}"', "format": line}
    sheet.conditional_format(FIRST, 0, last_row, last_column, begins)
    for verdict, fill in FILLS.items():
        colour = book.book.add_format({"bg_color": fill, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{verdict}"', "format": colour}
        sheet.conditional_format(FIRST, len(LEADING), last_row, last_column, rule)


def _charts(
    book: TypedBook, name: str, baseline: str, every: Mapping[str, pd.DataFrame], drawn: Drawn
) -> list[tuple[Chart, str]]:
    """Draw a bar with its interval for every option, a chart a measure, each with words that hold its figures."""
    made = []
    for number, (measure, whole) in enumerate(every.items()):
        found = whole.iloc[drawn.first :]
        halves = [None if math.isnan(half) else half for half in _half(found, drawn.what)]
        if measure not in drawn.measures or found["mean"].isna().all():
            continue
        unit, changes = str(found["unit"].dropna().iloc[0]), drawn.what == DIFFERENCE
        places = [HEADER, *(FIRST + number * len(SHOWN) + SHOWN.index(each) for each in (drawn.what, drawn.half))]
        first, last = len(LEADING) + drawn.first, len(LEADING) + len(whole) - 1
        names, bars, errors = (f"={xl_range_formula(name, row, first, row, last)}" for row in places)
        bounds = {"plus_values": errors, "plus_data": halves, "minus_values": errors, "minus_data": halves}
        chart = book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": title(measure),
                "categories": names,
                "values": bars,
                "fill": {"color": DARK_GREY if changes else DARK_BLUE},
                "gap": 60,
                "points": [_point(str(verdict)) for verdict in found["verdict"]] if changes else [],
                "y_error_bars": {"type": "custom", **bounds},
            }
        )
        what = f"difference from {baseline}, {_unit_of_change(unit)}" if changes else bare_unit(unit)
        chart.set_title({"name": f"{title(measure)}: {what}", "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"none": True})
        code = AXIS[kind_of(unit)]
        chart.set_x_axis({"num_format": f"+{code};-{code};0" if changes else code, "num_font": {"size": 9}})
        # Options from the top down; their names stand left of all bars, also of those below zero.
        chart.set_y_axis({"reverse": True, "crossing": "max", "label_position": "low", "num_font": {"size": 9}})
        # A filter on the table must not empty the charts.
        chart.show_hidden_data()
        made.append((chart, _words(measure, found, changes, unit)))
    return made


def _half(found: pd.DataFrame, what: str) -> list[float]:
    """Give the half-widths of differences, or of values."""
    half = found["half_width"] if what == DIFFERENCE else (found["ci_high"] - found["ci_low"]) / 2
    return [float(each) for each in half]


def _point(verdict: str) -> dict[str, dict[str, str]] | None:
    return {"fill": {"color": BY_VERDICT[verdict]}} if verdict in BY_VERDICT else None


def _words(measure: str, found: pd.DataFrame, changes: bool, unit: str) -> str:
    """Say in words what a chart draws."""
    said = []
    for row in found.reset_index().to_dict("records"):
        if changes:
            drawn = change(float(row["difference"]), float(row["half_width"]), unit)
            said.append(f"{row['option']} {drawn}, {verdict_words(str(row['verdict']))}")
        else:
            said.append(f"{row['option']} {amount(float(row['mean']), unit)}")
    return f"{title(measure)}, {'difference' if changes else 'value'} by option: {'; '.join(said)}."
