"""The workbook: what was written is read back figure by figure, text is never a formula, and nothing is unlisted."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.measures import MEASURES
from demandsim.report import write_pages, write_workbook
from demandsim.report.workbooks.headlines import LEADING, SHOWN
from demandsim.report.workbooks.result_tables import in_short
from demandsim.report.workbooks.workbook import workbook
from tests.report.made_up import OPTIONS, comparison
from tests.report.reading import names_of, parts, read

EVIL = '=HYPERLINK("http://example.org","x")'


@pytest.fixture(scope="module")
def made() -> Comparison:
    return comparison({(OPTIONS[1], "owner_has_skill"): 9.0, (OPTIONS[2], "crimes_closed"): -9.0})


@pytest.fixture(scope="module")
def data(made: Comparison) -> bytes:
    return workbook(made)


def same(written: object, value: object) -> bool:
    """Tell whether a cell holds a value; what is missing is an empty cell, and what is infinite is said in words."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return written == ""
    if isinstance(value, float) and math.isinf(value):
        return written == str(value)
    if isinstance(value, bool | str | datetime.date):
        return written == value and type(written) is type(value)
    assert isinstance(value, int | float)
    return isinstance(written, float) and written == pytest.approx(value, rel=1e-14)


def shown(data: bytes, sheet: str) -> Mapping[tuple[str, str, str], object]:
    """Give what stands on a sheet for people, by measure as it is written, kind of row and option."""
    header, *rows = read(data, sheet)[2:]
    options = [str(name) for name in header[len(LEADING) :] if name != ""]
    return {
        (str(row[0]), str(row[1]), option): row[len(LEADING) + n]
        for row in rows
        if row[1] in SHOWN
        for n, option in enumerate(options)
    }


def test_every_table_is_there_figure_by_figure(made: Comparison, data: bytes) -> None:
    for table, whole in made.tables():
        wanted, _ = in_short(table.name, whole)
        header, *rows = read(data, table.name)
        columns = list(wanted.columns)
        assert header[: len(columns)] == columns
        assert len(rows) == len(wanted)
        for column, name in enumerate(columns):
            values = wanted[name].tolist()
            if name.endswith("_on"):
                values = [datetime.date.fromisoformat(value) for value in values]
            wrong = [n for n, value in enumerate(values) if not same(rows[n][column], value)]
            assert not wrong, (table.name, name, rows[wrong[0]][column], values[wrong[0]])


def test_the_whole_comparison_is_there_where_it_is_not_long(made: Comparison, data: bytes) -> None:
    assert len(read(data, "comparison")) == 1 + len(made.table)


@pytest.mark.parametrize("sheet", ["Headlines", "Throughput"])
def test_the_sheets_for_people_hold_every_figure(made: Comparison, data: bytes, sheet: str) -> None:
    from demandsim.report.words import title

    found = shown(data, sheet)
    asked = {
        "Headlines": [one for one in MEASURES.values() if one.headline],
        "Throughput": [one for one in MEASURES.values() if one.unit.endswith((" a week", " a day"))],
    }[sheet]
    assert {key[0] for key in found} == {title(one.name) for one in asked}
    table = made.table[made.table["group"] == ""].set_index(["measure", "option"])
    for one in asked:
        for option in OPTIONS:
            row = table.loc[(one.name, option)]
            wanted = (
                row["mean"],
                (row["ci_high"] - row["ci_low"]) / 2,
                row["difference"],
                row["half_width"],
                row["verdict"] if row["verdict"] != "identical" else "identical results",
            )
            for which, value in zip(SHOWN, wanted, strict=True):
                assert same(found[title(one.name), which, option], value), (one.name, option, which)
    verdicts = {value for (_, which, _), value in shown(data, "Headlines").items() if which == "Verdict"}
    assert {"better", "worse", "no difference shown"} <= verdicts


def test_the_contents_list_exactly_the_sheets(made: Comparison, data: bytes) -> None:
    rows = read(data, "Contents")
    names = names_of(data)
    assert names[0] == "Contents"
    top = next(n for n, row in enumerate(rows) if row[0] == "Sheet")
    listed = rows[top + 1 :]
    assert [row[0] for row in listed] == names[1:]
    for name, holds, count, _ in listed:
        under = 3 if name in ("Headlines", "Throughput") else 1
        filled = [row for row in read(data, str(name))[under:] if any(cell != "" for cell in row)]
        assert len(filled) == count, name
        assert str(holds).endswith(".")
    links = re.findall(r"<hyperlink ref=\"A\d+\" location=\"'([^']+)'!A1\"", parts(data)["xl/worksheets/sheet1.xml"])
    assert links == names[1:]
    told = {row[0]: row[1] for row in rows[:top] if row[0]}
    assert told["Question"] == made.scenario.about.question
    assert told["Seed"] == "1"
    assert told["First day"] == made.scenario.start
    assert told["Options"] == ", ".join(OPTIONS)


def test_the_dictionary_describes_every_column_of_every_table(made: Comparison, data: bytes) -> None:
    header, *rows = read(data, "dictionary")
    assert header == ["table", "column", "meaning", "type", "unit"]
    described = [(row[0], row[1]) for row in rows]
    small = [name for name in names_of(data) if name.islower() and name != "dictionary"]
    wanted = [(name, column) for name in small for column in read(data, name)[0] if column != ""]
    assert described == wanted
    assert all(row[2] for row in rows)
    units = {(row[0], row[1]): row[3:] for row in rows}
    assert units["comparison", "mean"] == ["number", "unit of the row"]
    assert units["worse_off", "better"] == ["number", "share"]
    assert units["measures", "replication"] == ["integer", ""]
    assert units["assumptions", "assumption"] == ["boolean", ""]


def test_text_is_never_a_formula() -> None:
    found = comparison()
    found = replace(
        found,
        options=tuple(EVIL if option == OPTIONS[1] else option for option in OPTIONS),
        values=found.values.replace({"option": {OPTIONS[1]: EVIL}}),
        table=found.table.replace({"option": {OPTIONS[1]: EVIL}, "group": {"line=999": "@SUM(1)", "line=101": "+1"}}),
        worse_off=found.worse_off.replace({"option": {OPTIONS[1]: EVIL}}),
    )
    data = workbook(found)
    written = parts(data)
    sheets = [text for name, text in written.items() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in re.sub(r"<cfRule.*?</cfRule>", "", sheet) for sheet in sheets)
    assert not [name for name in written if "externalLink" in name]
    assert not any('TargetMode="External"' in text for text in written.values())
    assert {"@SUM(1)", "+1"} <= {row[2] for row in read(data, "comparison")}
    assert EVIL in {row[0] for row in read(data, "measures")}
    assert EVIL in read(data, "Headlines")[2]
    assert EVIL in {row[0] for row in read(data, "options")}


def test_one_option_has_headlines_but_no_differences() -> None:
    found = comparison()
    values = found.values[found.values["option"] == OPTIONS[0]]
    single = replace(
        found,
        options=OPTIONS[:1],
        values=values,
        table=compare_values(values, OPTIONS[:1], tuple(MEASURES.values())),
        worse_off=found.worse_off[:0],
    )
    data = workbook(single)
    told = shown(data, "Headlines")
    assert all(value == "" for (_, which, _), value in told.items() if which in ("Difference", "± of difference"))
    assert any(which == "Value" and isinstance(value, float) for (_, which, _), value in told.items())
    written = parts(data)
    drawn = {name: text for name, text in written.items() if name.startswith("xl/charts/chart")}
    assert drawn
    assert all("Headlines!" not in text for text in drawn.values())
    # A table without rows has its header, and says in the contents that it has none.
    assert read(data, "worse_off") == [[*found.worse_off.columns]]
    assert next(row for row in read(data, "Contents") if row[0] == "worse_off")[2] == 0.0


def test_one_replication_and_missing_values_are_borne() -> None:
    found = comparison(replications=1)
    values = found.values.copy()
    values.loc[values["measure"] == "calls_in_target", "value"] = np.nan
    data = workbook(replace(found, values=values, table=compare_values(values, OPTIONS, tuple(MEASURES.values()))))
    told = shown(data, "Headlines")
    assert told["Calls in target", "Value", OPTIONS[0]] == ""
    assert told["Crimes closed", "Verdict", OPTIONS[1]] == "too few replications"


def test_the_same_results_give_the_same_bytes(made: Comparison, data: bytes, tmp_path: Path) -> None:
    again = comparison({(OPTIONS[1], "owner_has_skill"): 9.0, (OPTIONS[2], "crimes_closed"): -9.0})
    page, book = write_pages(again, tmp_path)
    assert (page.name, book.name) == ("report.html", "results.xlsx")
    assert book.read_bytes() == data
    assert write_workbook(made, tmp_path / "other.xlsx").read_bytes() == data
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.xlsx", "report.html", "results.xlsx"]


def test_headers_stay_filter_and_name_their_tables(data: bytes) -> None:
    written = parts(data)
    tables = "".join(text for name, text in written.items() if name.startswith("xl/tables/"))
    small = [name for name in names_of(data) if name.islower()]
    assert re.findall(r'displayName="(\w+)"', tables) == small
    for number, name in enumerate(names_of(data)[1:], 2):
        sheet = written[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in sheet, name
        assert ("<tablePart " in sheet) != ("<autoFilter " in sheet), name
        widths = [float(width) for width in re.findall(r'<col min="\d+" max="\d+" width="([\d.]+)"', sheet)]
        assert all(8 <= width <= 61 for width in widths), name
        header = [str(cell) for cell in read(data, name)[2 if name in ("Headlines", "Throughput") else 0]]
        counted = sum(int(last) - int(first) + 1 for first, last in re.findall(r'<col min="(\d+)" max="(\d+)"', sheet))
        assert counted == len([cell for cell in header if cell])


def test_charts_draw_the_figures_of_their_measure(made: Comparison, data: bytes) -> None:
    """Each chart points at the cells of one measure, and its error bars at the half-widths below them."""
    charts = [text for name, text in parts(data).items() if name.startswith("xl/charts/chart")]
    cells = {name: read(data, name) for name in ("Headlines", "Throughput")}
    drawn: dict[str, list[str]] = {"Headlines": [], "Throughput": []}
    for text in charts:
        places = re.findall(r"<c:f>(\w+)!\$([A-Z])\$(\d+):\$([A-Z])\$(\d+)</c:f>", text)
        plus, minus, names, bars = [
            (sheet, ord(left) - 65, int(row) - 1, ord(right) - 65) for sheet, left, row, right, _ in places
        ]
        sheet = bars[0]
        assert plus == minus
        assert plus[2] == bars[2] + 1
        row = cells[sheet][bars[2]]
        assert row[1] == ("Difference" if sheet == "Headlines" else "Value")
        assert cells[sheet][names[2]][names[1] : names[3] + 1] == list(OPTIONS[1:] if sheet == "Headlines" else OPTIONS)
        cached = [float(each) for each in re.findall(r"<c:v>([-\d.e]+)</c:v>", text.split("<c:val>")[1])]
        assert cached == pytest.approx(row[bars[1] : bars[3] + 1])
        errors = [
            float(each) for each in re.findall(r"<c:v>([-\d.e]+)</c:v>", text.split("<c:minus>")[1].split("<c:cat>")[0])
        ]
        assert errors == pytest.approx(cells[sheet][plus[2]][plus[1] : plus[3] + 1])
        assert f"<a:t>{row[0]}: " in text
        # Names of options stay left of the bars, the first on top; a filter does not empty the chart.
        assert "plotVisOnly" not in text
        assert re.search(r'<c:catAx>.*maxMin.*<c:tickLblPos val="low"/>.*<c:valAx>.*<c:crosses val="max"/>', text)
        drawn[sheet].append(str(row[0]))
    assert len(drawn["Headlines"]) == len({one.name for one in MEASURES.values() if one.headline})
    assert "Crimes closed" in drawn["Throughput"]
    written = parts(data)["xl/drawings/drawing1.xml"]
    words = re.findall(r'descr="([^"]+)"', written)
    assert len(words) == len(drawn["Headlines"])
    assert any("Owner has skill, difference by option: desk first +" in each and ", better;" in each for each in words)
