"""Tables: rows become mappings whose cells know their line, and a table that is not one is refused."""

from __future__ import annotations

import pytest

from demandsim.scenario.problems import Position, ScenarioError
from demandsim.scenario.tables import parse_table
from demandsim.scenario.tree import Items, follow, plain


def read(text: str | bytes) -> Items:
    return parse_table(text.encode() if isinstance(text, str) else text, "t.csv")


def refused(text: str | bytes) -> str:
    with pytest.raises(ScenarioError) as raised:
        read(text)
    return str(raised.value)


def position(table: Items, *path: str | int) -> Position:
    return follow(table, path).node.at


def test_rows_become_mappings_of_text_without_empty_cells() -> None:
    assert plain(read("name,harm,note\nburglary, 438 ,\nrobbery,746,x\n")) == [
        {"name": "burglary", "harm": "438"},
        {"name": "robbery", "harm": "746", "note": "x"},
    ]


def test_a_single_column_called_value_is_a_plain_list() -> None:
    assert plain(read("value\n1.5\n2\n")) == ["1.5", "2"]


def test_a_dot_in_a_column_name_makes_a_key_below_a_key() -> None:
    table = read("name,work.lognormal.mean,work.lognormal.cv,work.constant\na,5 h,0.8,\nb,,,2 h\n")
    assert plain(table) == [
        {"name": "a", "work": {"lognormal": {"mean": "5 h", "cv": "0.8"}}},
        {"name": "b", "work": {"constant": "2 h"}},
    ]
    assert position(table, "a", "work", "lognormal", "cv") == Position("t.csv", 2, 3)


def test_a_plain_and_a_dotted_column_may_not_both_be_filled() -> None:
    text = "name,work,work.constant\na,5 h,\nb,,2 h\nc,5 h,2 h\n"
    assert refused(text).startswith("t.csv:4: column 'work.constant' contradicts")


def test_cells_know_their_line_whatever_stands_between() -> None:
    text = (
        '# where the figures come from, "quoted\n'
        "name,harm\n\nburglary,438\n# a remark\n,\n"
        '"two\nlines",1\nrobbery,746\n'
    )
    table = read(text)
    assert position(table, "burglary", "harm") == Position("t.csv", 4, 2)
    assert position(table, "robbery") == Position("t.csv", 9)
    assert position(table, 1, "harm") == Position("t.csv", 7, 2)
    assert len(table.items) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_windows_and_utf8_text_read_alike(encoding: str, end: str) -> None:
    text = end.join(["name,cost", "Ludlow café – north,£50", ""])
    assert plain(read(text.encode(encoding))) == [{"name": "Ludlow café – north", "cost": "£50"}]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "t.csv: the table is empty"),
        ("# nothing\n\n", "t.csv: the table is empty"),
        ("name,harm\n", "t.csv: the table has column names but no rows"),
        ("name,,harm\na,b,c\n", "t.csv:1: column 2 has no name"),
        ("name,work.\na,b\n", "t.csv:1: column 2 has no name"),
        ("name,harm,name\na,b,c\n", "t.csv:1: column 'name' is given twice"),
        ("name,harm\na,1\nb\nc,1,2\n", "t.csv:3: this row has 1 cell, the table has 2 columns"),
        ("name,harm\na,1\nb\nc,1,2\n", "t.csv:4: this row has 3 cells, the table has 2 columns"),
        ("name," + "a." * 3000 + "a\nx,1\n", "t.csv:1: the name of column 2 holds more than 10 dots"),
        ("name;harm\na;1\n", "t.csv:1: separate the columns by commas"),
        ('name,harm\na,"1\nb,2\n', "t.csv:2: the table cannot be read from here on"),
        (b"\0\1\2", "t.csv: this is not a text file"),
        (b"name\n\x81\n", "t.csv: this is neither UTF-8 nor Windows text"),
    ],
)
def test_what_is_refused(text: str | bytes, complaint: str) -> None:
    assert complaint in refused(text).splitlines()[0] or complaint in refused(text).splitlines()[-1]
