"""The roster table: headings and cells as forces write them, names that stay outside, faults with line or cell."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from demandsim.scenario.files import read_options, read_scenario, read_tree, resolved_text
from demandsim.scenario.people import Person
from demandsim.scenario.roster_table import holds_names
from demandsim.scenario.scenario import Scenario
from tests.scenario.listed import LISTED, ROWS, listed, refused, table, write, write_xlsx


def people(scenario: Scenario) -> dict[str, Person]:
    return {one.id: one for one in scenario.workforce.people}


def test_teams_hold_the_people_listed_and_count_them(tmp_path: Path) -> None:
    teams = listed(tmp_path).workforce.teams
    assert [one.id for one in teams["officers"].people] == ["o1", "o2", "o3"]
    assert teams["officers"].posts == {"village": {"constable": 2, "sergeant": 1}}
    assert teams["detectives"].people[0].skills == ("pip1", "pip2")
    assert teams["handlers"].posts == {"force": {"handler": 1}}


HEADING = "FTE,Learning  Until,START,to,Number,TEAM,area,Rank,PIP1,Pip2,skills,acting,restricted,learning"


def test_headings_and_cells_may_be_as_forces_write_them(tmp_path: Path) -> None:
    rows = (
        "60 %,30/06/2018,01/02/2018,2018-12-31,7,officers,village,Constable,Y,no,,true,N,0.2",
        "0.5,,,,8,officers,village,sergeant,yes,,pip2;pip1,,yes,",
    )
    found = people(listed(tmp_path, table(*rows, *others(), head=HEADING)))
    assert found["7"] == Person(
        id="7",
        team="officers",
        area="village",
        rank="constable",
        acting=True,
        fte=0.6,
        begins=date(2018, 2, 1),
        ends=date(2018, 12, 31),
        learning=0.2,
        learning_until=date(2018, 6, 30),
        skills=("pip1",),
    )
    assert (found["8"].fte, found["8"].restricted, set(found["8"].skills)) == (0.5, True, {"pip1", "pip2"})
    assert len(found["8"].skills) == 2


def others() -> tuple[str, ...]:
    return (",,,,9,detectives,village,constable,yes,yes,,,,", ",,,,10,detectives,village,sergeant,,,,,,")


def test_names_of_people_are_never_held(tmp_path: Path) -> None:
    file = write(
        tmp_path, table(*(f"{row},Doe,Jo" for row in ROWS), head="id,team,area,rank,skills,Surname,First names")
    )
    scenario, tree = read_scenario(file), read_tree(file)
    assert tree.passed_over == ("Surname", "First names")
    assert "Doe" not in resolved_text(tree)
    assert "Doe" not in repr(scenario)
    assert all(one.name == "" for one in scenario.workforce.people)


def test_names_are_kept_where_the_scenario_says_so(tmp_path: Path) -> None:
    text = table(*(f"Jo,{row},Doe" for row in ROWS), head="forename,id,team,area,rank,skills,surname")
    file = write(tmp_path, text, keep_names=True)
    assert people(read_scenario(file))["o1"].name == "Jo Doe"
    assert read_tree(file).passed_over == ()


def test_names_are_kept_out_of_options_too(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(
        table(
            *(f"{row},Roe" for row in ROWS[:-1]),
            "d3,detectives,village,sergeant,,Roe",
            head="id,team,area,rank,skills,name",
        )
    )
    changes = {"workforce.people": "more.csv"}
    file = write(tmp_path, table(), top={"options": {"another roster": {"because": "why not", "changes": changes}}})
    assert "Roe" not in resolved_text(read_tree(file))
    assert len(read_options(file)["another roster"].workforce.people) == len(ROWS)


@pytest.mark.parametrize(
    ("heading", "names"),
    [("Surname", True), ("LAST_NAME", True), ("officer's name", True), ("Team name", False), ("name of rank", True)],
)
def test_a_column_of_names_is_told_by_its_words(heading: str, names: bool) -> None:
    assert holds_names(heading) is names


def test_a_roster_may_stand_in_a_workbook(tmp_path: Path) -> None:
    head = ["id", "team name", "area", "rank", "fte", "pip1", "begins", "surname", None, "pip2"]
    rows: list[list[Any]] = [["# made up"], head]
    rows += [[1, "officers", "village", "constable", 0.6, True, date(2018, 1, 10), "Doe"], []]
    rows += [[number, "officers", "village", "sergeant", 1, "yes", "", "Doe"] for number in (2, 3)]
    rows += [
        [number, "detectives", "village", rank, None, "y", None, "Doe", None, "Y"]
        for number, rank in ((4, "constable"), (5, "sergeant"))
    ]
    write_xlsx(tmp_path / "book.xlsx", {"Read me": [["nothing"]], "Duty list": rows})
    file = write(tmp_path, None, people="book.xlsx#Duty list")
    found = people(read_scenario(file))
    assert (found["1"].fte, found["1"].begins, found["1"].skills) == (0.6, date(2018, 1, 10), ("pip1",))
    assert found["4"].skills == ("pip1", "pip2")
    assert "Doe" not in resolved_text(read_tree(file))


def test_a_fault_in_a_workbook_is_told_with_sheet_and_cell(tmp_path: Path) -> None:
    head = ["id", "team", "area", "rank", "restricted", "begins"]
    rows = [head, [1, "oficers", "village", "constable"], [2, "officers", "village", "constable", "perhaps"]]
    rows.append([3, "officers", "village", "constable", None, "31/02/2018"])
    write_xlsx(tmp_path / "roster.xlsx", {"People": rows})
    said = said_by(tmp_path, "roster.xlsx").splitlines()
    assert said[0].endswith("roster.xlsx, sheet People, E3: 'perhaps' under 'restricted': write yes or no")
    assert said[1].endswith(
        "roster.xlsx, sheet People, F4: '31/02/2018' under 'begins' is no day: write 31/12/2018 or 2018-12-31"
    )
    rows[2][4], rows[3][5] = "no", "2018-01-01"
    write_xlsx(tmp_path / "roster.xlsx", {"People": rows})
    assert (
        "roster.xlsx, sheet People, B2: workforce.people[1].team: there is no team 'oficers'; did you mean 'officers'?"
        in said_by(tmp_path, "roster.xlsx")
    )


def test_a_cell_that_is_missing_in_a_workbook_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [["id", "team", "area", "rank"], [1, "officers", "village", "constable"], [2, "officers", "village"]]
    write_xlsx(tmp_path / "roster.xlsx", {"People": rows})
    assert "roster.xlsx, sheet People, row 3: workforce.people[2]: the key 'rank' is missing" in said_by(
        tmp_path, "roster.xlsx"
    )


def test_the_recipe_alone_gives_the_same_people(tmp_path: Path) -> None:
    text = table(*(f"{row},60 %,01/02/2018,y" for row in ROWS), head="id,team,area,rank,skills,fte,from,restricted")
    file = write(tmp_path, text)
    again = Scenario.model_validate(json.loads(resolved_text(read_tree(file))))
    assert again == read_scenario(file)
    assert again.workforce.people[0].fte == 0.6


def said_by(folder: Path, people: str) -> str:
    from demandsim.scenario.problems import ScenarioError

    with pytest.raises(ScenarioError) as raised:
        read_scenario(write(folder, None, people=people))
    return str(raised.value)


def test_a_workbook_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"PK not a workbook")
    assert "roster.xlsx: is no workbook that can be read" in said_by(tmp_path, "roster.xlsx")
    write_xlsx(tmp_path / "roster.xlsx", {"People": [["id"]]})
    assert "there is no sheet 'Peopel' in it; did you mean 'People'?" in said_by(tmp_path, "roster.xlsx#Peopel")
    assert "sheet People: the table has column names but no rows" in said_by(tmp_path, "roster.xlsx")
    assert "there is no table 'nowhere.xlsx' beside this file" in said_by(tmp_path, "nowhere.xlsx#People")


BAD = [
    ("o1,officers,village,constable,pip1,x", "id,team,area,rank,skills,post", ":2: a roster has no column 'post'"),
    ("o1,officers,village,constable,pip1,x", "id,team,area,rank,skills,rnak", "did you mean 'rank'?"),
    (
        "o1,officers,village,constable,1/1/18,2018-01-02",
        "id,team,area,rank,start,begins",
        "mean the same: leave one out",
    ),
    ("o1,officers,village,constable,maybe", "id,team,area,rank,pip1", "'maybe' under 'pip1': write yes or no"),
    ("o1,officers,village,constable,32/1/2018", "id,team,area,rank,begins", "'32/1/2018' under 'begins' is no day"),
    ("o1,officers,village", "id,team,area", "no column 'rank', or nothing in it"),
    ("o1,officers,village,chief", "id,team,area,rank", "people[1].rank: 'chief' is not a valid choice"),
    ("o1,officers,village,constable,2", "id,team,area,rank,fte", "people[1].fte"),
    ("o1,officers,village,constable,soon", "id,team,area,rank,begins", "should be a date such as 2018-04-01"),
    ("o1,officers,village,constable,two", "id,team,area,rank,group", "should be a whole number"),
]


@pytest.mark.parametrize(("row", "head", "words"), BAD, ids=range(len(BAD)))
def test_a_fault_is_told_with_its_line(tmp_path: Path, row: str, head: str, words: str) -> None:
    said = refused(tmp_path, table(row, head=head))
    assert "roster.csv:2" in said
    assert words in said


def test_a_heading_that_nobody_knows_is_told_once(tmp_path: Path) -> None:
    said = refused(tmp_path, table(*(f"{row},A" for row in ROWS), head="id,team,area,rank,skills,Collar No."))
    assert said.count("a roster has no column 'Collar No.'") == 1


def test_people_may_stand_in_the_scenario_itself(tmp_path: Path) -> None:
    import yaml

    rows = [dict(zip(("id", "team", "area", "rank"), row.split(","), strict=False)) for row in ROWS]
    rows[3] |= {"skills": ["pip1"], "pip2": True, "name": "Jo Doe"}
    file = write(tmp_path, None)
    text = yaml.safe_load(file.read_text())
    text["workforce"] |= {"people": rows, "teams": {"officers": LISTED, "detectives": LISTED}}
    file.write_text(yaml.safe_dump(text))
    found = people(read_scenario(file))
    assert (found["d1"].skills, found["d1"].name) == (("pip1", "pip2"), "")


def test_any_table_may_be_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "figures.xlsx", {"Flat": [["value"], *([1.0] for _ in range(24))]})
    demand = {"profiles": {"flat": {"hours": "figures.xlsx#Flat"}}}
    scenario = read_scenario(write(tmp_path, table(), top={"demand": demand}))
    assert scenario.demand.profiles["flat"].hours == (1.0,) * 24
