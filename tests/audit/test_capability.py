"""The table of leaders: read from CSV and from a workbook alike, added up by hand, and refused with the cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from demandsim.audit.audit import audit
from demandsim.audit.capability import WHOLE_FORCE, Capability
from demandsim.audit.leader_table import COMPETENCIES, REQUIRED, read_leaders
from demandsim.audit.words import findings
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import ScenarioError
from tests.audit.villages import ROOT, village

HEAD = ["id", "rank", "team", "area", "acting", *COMPETENCIES, "PIP 2 supervisor"]
ROWS: list[list[Any]] = [
    ["1", "sergeant", "officers", "village", "no", 1, 1, 1, 1, 1, 1, "yes"],
    ["2", "sergeant", "officers", "village", "yes", 2, 1, 1, 1, 1, 1, "no"],
    ["3", "inspector", "detectives", "village", "yes", 1, 2, 3, "", 2, 2, "yes"],
    ["4", "inspector", "detectives", "village", "no", 2, 2, 2, 2, 1, 2, "yes"],
]


def write_csv(folder: Path, rows: list[list[Any]], head: list[str] = HEAD) -> Path:
    path = folder / "leaders.csv"
    path.write_text("# made up\n" + "\n".join(",".join(map(str, row)) for row in [head, *rows]), encoding="utf-8")
    return path


def write_sheet(folder: Path, rows: list[list[Any]], head: list[str] = HEAD, name: str = "leaders") -> Path:
    path = folder / f"{name}.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Leaders")
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
    return path


def added_up(folder: Path, path: Path, required: dict[str, int] = REQUIRED) -> Capability:
    scenario = village(folder)
    found = audit(scenario, leaders=read_leaders(path, scenario), required=required).capability
    assert found is not None
    return found


def test_shares_gaps_acting_and_accreditations_by_hand(tmp_path: Path) -> None:
    found = added_up(tmp_path, write_csv(tmp_path, ROWS))
    heads = [(one.team, one.posts, one.leaders, one.acting) for one in found.headcounts]
    assert heads == [("officers", 1, 2, 1), ("detectives", 1, 2, 1), (WHOLE_FORCE, 2, 4, 2)]
    rated = {(one.team, one.competency): one for one in found.competences}
    # Sergeants need level 1, inspectors level 2: the one at 1 in being emotionally aware is below.
    aware = rated["detectives", "emotionally aware"]
    assert (aware.assessed, aware.meeting, aware.below, aware.share) == (2, 1, 1, 0.5)
    support = rated["detectives", "deliver support and inspire"]
    assert (support.assessed, support.not_assessed, support.meeting) == (1, 1, 1)
    assert rated[WHOLE_FORCE, "analyse critically"].share == 0.75
    assert all(rated["officers", name].share == 1 for name in COMPETENCIES)
    held = [(one.team, one.holders, one.acting_holders, one.single) for one in found.accreditations]
    assert held == [("officers", 1, 0, True), ("detectives", 2, 1, False), (WHOLE_FORCE, 3, 1, False)]


def test_one_team_is_told_of_its_own_leaders(tmp_path: Path) -> None:
    scenario = village(tmp_path)
    found = audit(scenario, leaders=read_leaders(write_csv(tmp_path, ROWS), scenario))
    assert findings(found, "officers")[-3:] == [
        "Table of leaders: 2 rows for 1 post of supervisors; 1 act in their rank.",
        "Weakest competency: emotionally aware; 2 of 2 assessed meet the level of their rank (100%).",
        "Accreditations that one leader alone holds: PIP 2 supervisor in officers.",
    ]
    assert not any(sentence.startswith("Table of leaders") for sentence in findings(found, "handlers"))


def test_the_level_required_of_a_rank_may_be_another(tmp_path: Path) -> None:
    found = added_up(tmp_path, write_csv(tmp_path, ROWS), {**REQUIRED, "sergeant": 2})
    rated = {(one.team, one.competency): one.meeting for one in found.competences}
    assert rated["officers", "emotionally aware"] == 1
    assert rated["officers", "collaborative"] == 0


def test_a_workbook_says_the_same_as_the_table(tmp_path: Path) -> None:
    scenario = village(tmp_path)
    table = read_leaders(write_csv(tmp_path, ROWS), scenario)
    sheet = read_leaders(write_sheet(tmp_path, ROWS), scenario)
    assert (sheet.leaders, sheet.accreditations) == (table.leaders, table.accreditations)
    assert len(table.leaders) == 4


def test_remarks_and_empty_rows_of_a_workbook_are_passed_over(tmp_path: Path) -> None:
    scenario = village(tmp_path)
    rows = [["# and a remark among them"], ["", ""], *changed(3, "acting", "maybe")]
    with pytest.raises(ScenarioError, match="sheet Leaders, E7: 'maybe'"):
        read_leaders(write_sheet(tmp_path, rows), scenario)
    assert len(read_leaders(write_sheet(tmp_path, [["# a remark"], HEAD, *ROWS], ["# made up"]), scenario).leaders) == 4


def test_names_of_people_are_never_looked_at(tmp_path: Path) -> None:
    head = [*HEAD, "Surname", "first name"]
    rows = [[*row, "Doe", "Jo"] for row in ROWS]
    table = read_leaders(write_csv(tmp_path, rows, head), village(tmp_path))
    assert table.dropped == ("Surname", "first name")
    assert table.accreditations == ("PIP 2 supervisor",)
    assert "Doe" not in repr(table)


def test_columns_may_be_written_in_other_ways_and_another_order(tmp_path: Path) -> None:
    head = [*(name.upper().replace(" ", "_") for name in HEAD[::-1])]
    table = read_leaders(write_csv(tmp_path, [row[::-1] for row in ROWS], head), village(tmp_path))
    assert [leader.levels for leader in table.leaders][2] == (1, 2, 3, None, 2, 2)


def changed(row: int, column: str, value: Any) -> list[list[Any]]:
    rows = [list(each) for each in ROWS]
    rows[row][HEAD.index(column)] = value
    return rows


BAD = [
    (changed(0, "rank", "sargeant"), "rank", "there is no rank 'sargeant'; did you mean 'sergeant'?"),
    (changed(0, "team", "officer"), "team", "there is no team 'officer'; did you mean 'officers'?"),
    (changed(0, "area", "town"), "area", "there is no area 'town'; valid: village, force"),
    (changed(0, "acting", "maybe"), "acting", "'maybe' under 'acting': write yes or no"),
    (changed(0, "collaborative", 4), "collaborative", "'4' is not a level of 'collaborative'"),
    (changed(0, "collaborative", "1.5"), "collaborative", "'1.5' is not a level of 'collaborative'"),
    (changed(0, "PIP 2 supervisor", "x"), "PIP 2 supervisor", "'x' under 'PIP 2 supervisor': write yes or no"),
]


@pytest.mark.parametrize(
    ("rows", "column", "words"), BAD, ids=[f"{case[1]}-{number}" for number, case in enumerate(BAD)]
)
def test_a_wrong_cell_is_told_with_its_place(tmp_path: Path, rows: list[list[Any]], column: str, words: str) -> None:
    scenario = village(tmp_path)
    with pytest.raises(ScenarioError) as refused:
        read_leaders(write_csv(tmp_path, rows), scenario)
    (problem,) = refused.value.problems
    assert str(problem).startswith(f"{tmp_path.as_posix()}/leaders.csv:3: ")
    assert problem.column == HEAD.index(column) + 1
    assert words in str(problem)
    with pytest.raises(ScenarioError) as refused:
        read_leaders(write_sheet(tmp_path, rows), scenario)
    assert f"leaders.xlsx, sheet Leaders, {chr(ord('A') + HEAD.index(column))}2: " in str(refused.value)
    assert words in str(refused.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    rows = changed(0, "rank", "chief")
    rows[1][2], rows[2][0], rows[3][4] = "nowhere", "1", ""
    with pytest.raises(ScenarioError) as refused:
        read_leaders(write_csv(tmp_path, rows), village(tmp_path))
    said = str(refused.value).splitlines()
    assert len(said) == 4
    assert "leaders.csv:5: id '1' is given twice" in said[2]
    assert "leaders.csv:6: this row says nothing under 'acting'" in said[3]


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    at = HEAD.index("collaborative")
    rows, head = [row[:at] + row[at + 1 :] for row in ROWS], HEAD[:at] + HEAD[at + 1 :]
    for path in (write_csv(tmp_path, rows, head), write_sheet(tmp_path, rows, head)):
        with pytest.raises(ScenarioError, match="no column 'collaborative', or nothing in it"):
            read_leaders(path, village(tmp_path))


def test_what_is_no_workbook_or_an_empty_one_is_refused(tmp_path: Path) -> None:
    scenario = village(tmp_path)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK not a workbook")
    for path, words in (
        (broken, "is no workbook that can be read"),
        (write_sheet(tmp_path, [], name="empty"), "sheet Leaders: the table has column names but no rows"),
        (write_sheet(tmp_path, ROWS, [*HEAD[:-1], "id"], "twice"), "sheet Leaders, L1: column 'id' is given twice"),
        (write_sheet(tmp_path, [[*ROWS[0], "yes"]], name="wide"), "sheet Leaders, M1: column 13 has no name"),
        (tmp_path / "nowhere.csv", "cannot be read"),
    ):
        with pytest.raises(ScenarioError, match=words):
            read_leaders(path, scenario)


def test_the_example_is_made_up_and_can_be_read() -> None:
    path = ROOT / "scenarios" / "west_mercia_2018" / "leaders.csv"
    assert path.read_text(encoding="utf-8").startswith("# Made up")
    table = read_leaders(path, read_scenario(ROOT / "scenarios" / "west_mercia_2018.yaml"))
    assert len(table.leaders) == 60
    assert table.dropped == ()
