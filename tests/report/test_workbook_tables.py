"""Tables of the workbook: days are days, and what is left out of a long one is said."""

from __future__ import annotations

import datetime
import re

import pandas as pd
import pytest

from demandsim.measures import MEASURES
from demandsim.report.workbooks.result_tables import FORMATS, Tidy, in_short, over_replications, write_table
from demandsim.report.workbooks.typed_sheet import TypedBook
from tests.report.made_up import comparison
from tests.report.reading import parts, read


def test_days_are_days_and_shares_per_cent() -> None:
    book = TypedBook("x", datetime.date(2018, 4, 1), FORMATS)
    frame = pd.DataFrame(
        {
            "starts_on": ["2018-04-02", datetime.date(2018, 4, 9)],
            "value": [0.25, 12.5],
            "unit": ["share", "pounds a week"],
            "true": [True, False],
            "count": [3, 4],
            "better": [0.5, float("nan")],
        }
    )
    write_table(book, Tidy("weekly", "", {}, frame))
    data = book.contents()
    rows = read(data, "weekly")
    assert rows[1] == [datetime.date(2018, 4, 2), 0.25, "share", True, 3.0, 0.5]
    assert rows[2] == [datetime.date(2018, 4, 9), 12.5, "pounds a week", False, 4.0, ""]
    written = parts(data)
    codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]+)"', written["xl/styles.xml"]))
    styles = re.findall(r'<xf numFmtId="(\d+)"', written["xl/styles.xml"].split("<cellXfs")[1])
    sheet = written["xl/worksheets/sheet1.xml"]
    used = {cell: styles[int(style)] for cell, style in re.findall(r'<c r="([A-Z]+\d)" s="(\d+)"', sheet)}
    assert [codes.get(used[cell], used[cell]) for cell in ("A2", "B2", "B3", "E2", "F2")] == [
        *("yyyy-mm-dd", "0.00%", "£#,##0.00", "#,##0", "0.00%"),
    ]


def many(replications: int, options: tuple[str, ...] = ("today", "a")) -> pd.DataFrame:
    rows = [
        (option, n, hour, grade, 10 + n, 60 * n, 0.5 + n)
        for option in options
        for n in range(replications)
        for hour in range(3)
        for grade in ("emergency", "priority")
        if not (n == 0 and hour == 2)
    ]
    return pd.DataFrame(rows, columns=["option", "replication", "hour", "grade", "due", "wait_time", "value"])


def test_long_tables_stand_in_short_and_say_where_they_are_whole() -> None:
    whole = many(3)
    rows, said = in_short("hourly", whole, many=len(whole))
    assert rows is whole
    assert said == ""
    rows, said = in_short("hourly", whole, many=len(whole) - 1)
    assert said == f"Means over replications. hourly.csv holds all {len(whole)} rows."
    assert len(rows) == 12
    found = rows.set_index(["option", "hour", "grade"]).loc[("a", 0, "priority")]
    assert found.to_dict() == {"due": 11.0, "wait_time": 60.0, "value": 1.5}
    # A replication without a row counted nothing, and has no value.
    found = rows.set_index(["option", "hour", "grade"]).loc[("a", 2, "priority")]
    assert found.to_dict() == {"due": pytest.approx((11 + 12) / 3), "wait_time": 60.0, "value": 2.0}
    assert list(over_replications(whole).columns) == ["option", "hour", "grade", "due", "wait_time", "value"]


def test_long_results_keep_what_is_asked_for_first() -> None:
    made = comparison(replications=2)
    values, said = in_short("measures", made.values, many=10)
    assert set(values["group"]) == {""}
    assert said.endswith(f"measures.parquet holds all {len(made.values):,} rows.")
    table = pd.concat([made.table.assign(group="offence=theft, area=north"), made.table])
    kept, said = in_short("comparison", table, many=10)
    headline = {one.name for one in MEASURES.values() if one.headline}
    assert set(kept.loc[kept["group"].str.contains(", "), "measure"]) == headline
    assert len(kept[~kept["group"].str.contains(", ")]) == (~table["group"].str.contains(", ")).sum()
    assert "comparison.csv holds all" in said


def test_what_no_sheet_can_hold_is_cut_and_said_beside_the_table() -> None:
    frame = pd.DataFrame({"officer": [f"o{n}" for n in range(30)]})
    rows, said = in_short("people", frame, most=11)
    assert len(rows) == 10
    assert said == "The first 10 rows only: a sheet holds no more. people.csv holds all 30 rows."
    book = TypedBook("x", datetime.date(2018, 4, 1), FORMATS)
    write_table(book, Tidy("people", "", {}, rows, said))
    written = read(book.contents(), "people")
    assert written[0] == ["officer", "", f"Not whole. {said}"]
    assert [row[0] for row in written[1:]] == rows["officer"].tolist()
