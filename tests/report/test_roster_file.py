"""The roster as a file: what a scenario's posts amount to, written, filled in and read back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from demandsim.cli import demandsim_command
from demandsim.report.workbooks.roster_file import write_roster
from demandsim.roster import build_roster
from demandsim.scenario.duty import turns_of
from demandsim.scenario.files import read_scenario
from demandsim.scenario.people_of_posts import people_of, roster_rows
from demandsim.scenario.problems import ScenarioError
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record
from tests.scenario.listed import ROOT, listed, table

SHIFTS = {"shift": "three", "posts": {"village": {"constable": 5, "sergeant": 2}}, "skills": {"pip1": 0.8, "pip2": 0.3}}
THREE = {"cycle": "AAAAA-", "teams": 3, "turns": {"A": {"starts": "06:00", "ends": "18:00"}}}


def village(folder: Path, **workforce: Any) -> Path:
    """Write the village with three groups of officers and some detectives for the force."""
    shutil.copy(ROOT / "scenarios" / "village.yaml", folder)
    detectives = {"posts": {"force": {"constable": 4, "sergeant": 1}}, "skills": {"pip2": "50 %"}}
    teams = {"officers": SHIFTS, "detectives": detectives}
    text = {"extends": "village.yaml", "workforce": {"shifts": {"three": THREE}, "teams": teams, **workforce}}
    file = folder / "posts.yaml"
    file.write_text(yaml.safe_dump(text, sort_keys=False))
    return file


def read_back(folder: Path, file: Path, roster: str) -> Scenario:
    """Read the scenario with the roster that was written in the place of all its posts."""
    written = read_scenario(file).workforce.teams.items()
    teams = {name: {"posts": None, **({"skills": None} if team.skills else {})} for name, team in written}
    people = folder / "people.yaml"
    text = {"extends": file.name, "workforce": {"people": roster, "teams": teams}}
    people.write_text(yaml.safe_dump(text, sort_keys=False))
    return read_scenario(people)


@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx", "roster.xlsx#People"])
def test_what_is_written_is_read_back_as_the_same_posts_groups_and_skills(tmp_path: Path, name: str) -> None:
    file = village(tmp_path)
    posts = read_scenario(file)
    assert write_roster(file, tmp_path / name.partition("#")[0]) == 16
    people = read_back(tmp_path, file, name)
    for team, each in people.workforce.teams.items():
        wanted = posts.workforce.teams[team].posts
        assert each.posts == wanted
    assert people_of(people) == people_of(posts)
    assert people.workforce.people == people_of(posts)


def test_groups_and_skills_are_those_that_the_roster_deals(tmp_path: Path) -> None:
    scenario = read_scenario(village(tmp_path))
    roster = build_roster(scenario.workforce, record(scenario, seed=1, replication=0, days=12).absences)
    names = scenario.workforce.skills
    dealt = [tuple(name for bit, name in enumerate(names) if one.skills >> bit & 1) for one in roster.officers]
    people = people_of(scenario)
    assert [one.skills for one in people] == dealt
    assert [f"{one.team}/{one.area}/{one.rank}" for one in people] == [
        one.key.rpartition("/")[0] for one in roster.officers
    ]
    tape = record(scenario, seed=1, replication=0, days=12).absences
    groups = turns_of(scenario.workforce.teams["officers"], scenario.workforce.shifts, tape.calendar, 12, frozenset())
    for row, one in enumerate(people):
        if one.team == "officers":
            assert one.group is not None
            turns = groups[one.group - 1]
            mine = roster.spell_officer == row
            assert list(roster.spell_from[mine]) == list(turns.start)
        else:
            assert one.group is None


def test_a_skill_that_would_be_read_as_another_column_stands_in_the_list(tmp_path: Path) -> None:
    skills = ["role", "pip1", "pip2", "name giver", "driver 1", "driver-1"]
    officers = {**SHIFTS, "skills": {"role": 1, "driver-1": 0.4, "name giver": 1, "pip2": 0.2}}
    file = village(tmp_path, skills=skills, teams={"officers": officers})
    scenario = read_scenario(file)
    headings, _ = roster_rows(scenario)
    assert headings[-3:] == ("pip1", "pip2", "skills")
    write_roster(file, tmp_path / "roster.csv")
    again = read_back(tmp_path, file, "roster.csv").workforce.people
    assert [(one.id, set(one.skills)) for one in again] == [(one.id, set(one.skills)) for one in people_of(scenario)]


def test_people_who_are_listed_are_written_as_they_are(tmp_path: Path) -> None:
    head = "id,team,area,rank,fte,begins,learning,learning until,restricted,acting,role,shift,surname"
    rows = ("o1,officers,village,constable,0.6,2018-02-01,20 %,2018-03-01,yes,no,x,office,Doe",)
    rows += ("o2,officers,village,sergeant,,,,,,yes,,,Doe", "d1,detectives,village,constable,,,,,,,,,Doe")
    rows += ("d2,detectives,village,sergeant,,,,,,,,,Doe",)
    for keep in (False, True):
        folder = tmp_path / str(keep)
        folder.mkdir()
        people = table(*(f"{row},yes,yes" for row in rows), head=f"{head},pip1,pip2")
        before = listed(folder, people, keep_names=keep)
        write_roster(folder / "listed.yaml", folder / "again.csv")
        assert ("Doe" in (folder / "again.csv").read_text()) is keep
        again = listed(folder, (folder / "again.csv").read_text(), keep_names=keep, teams={"handlers": {"posts": None}})
        assert again.workforce.people[1:] == before.workforce.people
        assert again.workforce.people[0].id == "handlers-force-handler-0"


def test_the_same_roster_gives_the_same_workbook(tmp_path: Path) -> None:
    file = village(tmp_path)
    for name in ("a.xlsx", "b.xlsx"):
        write_roster(file, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_says_what_its_columns_mean(tmp_path: Path) -> None:
    from python_calamine import load_workbook

    write_roster(village(tmp_path), tmp_path / "roster.xlsx")
    book = load_workbook(tmp_path / "roster.xlsx")
    rows = book.get_sheet_by_name("Columns").to_python()
    assert [row[0] for row in rows] == book.get_sheet_by_name("People").to_python()[0]
    assert all(row[1] for row in rows)


def test_the_command_writes_it_and_refuses_other_kinds(tmp_path: Path) -> None:
    file, out = village(tmp_path), tmp_path / "roster.csv"
    ended = CliRunner().invoke(demandsim_command, ["roster", str(file), "--out", str(out)])
    assert (ended.exit_code, ended.output) == (0, f"Roster: {out} (16 people)\n")
    assert len(out.read_text().splitlines()) == 17
    with pytest.raises(ScenarioError, match=r"neither a \.csv nor an \.xlsx file"):
        write_roster(file, tmp_path / "roster.ods")
