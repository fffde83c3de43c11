"""Files: whole scenarios with tables, extensions and options; every fault is shown with its file and line."""

from __future__ import annotations

import json
import re
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from demandsim.quantities import Clock, Duration, Rate, Share
from demandsim.scenario.files import read_options, read_scenario, read_tree, resolved_text, scenario_hash
from demandsim.scenario.options import Option, apply_option
from demandsim.scenario.problems import Problem, ScenarioError
from demandsim.scenario.schema import scenario_schema, schema_of
from demandsim.scenario.validation import validate
from tests.worlds import village_facts


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Nearest(Frozen):
    kind: Literal["nearest"]
    borrow_after: Duration = 1200


class Longest(Frozen):
    kind: Literal["longest_idle"]
    share: Share


class Rank(Enum):
    CONSTABLE = "constable"
    SERGEANT = "sergeant"


def _plain(value: object) -> object:
    return {"mean": value} if isinstance(value, str) else value


class Length(Frozen):
    mean: Duration


class Line(Frozen):
    volume: Rate
    talk: Annotated[Length, BeforeValidator(_plain)]
    patience: Duration = 600
    opens: Clock = 0


class Offence(Frozen):
    name: str
    per_year: Rate
    harm: Annotated[float, Field(ge=0)]
    work: Length | None = None


class Toy(Frozen):
    lines: dict[str, Line]
    dispatch: Annotated[Nearest | Longest, Field(discriminator="kind")] = Nearest(kind="nearest")
    offences: tuple[Offence, ...] = ()
    profile: tuple[float, ...] = ()
    practice: Share | dict[str, Share] = 1.0
    rank: Rank = Rank.CONSTABLE
    about: str = ""
    options: dict[str, Option] = Field(default_factory=dict)

    def cross_check(self) -> list[tuple[tuple[str | int, ...], str]]:
        return [
            (("lines", name, "opens", "deeper"), "opens at noon, when nobody is there")
            for name, line in self.lines.items()
            if line.opens == 43_200
        ]


GOOD = "lines:\n  101: {volume: 450000 per year, talk: 5 min}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **files: str | bytes) -> None:
    for name, text in files.items():
        path = folder / f"{name}.{'yaml' if name.islower() else 'csv'}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def toy(folder: Path, text: str, option: str | None = None) -> Toy:
    write(folder, toy=text)
    tree = read_tree("toy.yaml")
    return validate(Toy, tree if option is None else apply_option(tree, option))


def faults(folder: Path, text: str, option: str | None = None) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        toy(folder, text, option)
    return str(raised.value).splitlines()


def test_a_good_file_is_read(folder: Path) -> None:
    read = toy(folder, GOOD + "  999:\n    volume: 12 per day\n    talk: 3 min\n    opens: 22:00\n")
    assert read.lines["999"] == Line.model_construct(
        volume=12 / 86_400, talk=Length.model_construct(mean=180), patience=600, opens=79_200
    )
    assert list(read.lines) == ["101", "999"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            GOOD + "  999:\n    volume: 1 per day\n    talk: 1 min\n    patiance: 5 min\n",
            "toy.yaml:6: lines.999: unknown key 'patiance'; did you mean 'patience'? "
            "valid: volume, talk, patience, opens",
        ),
        (
            "lines:\n  101:\n    volume: 1 per day\n    talk:\n      mean: 5\n",
            'toy.yaml:5: lines.101.talk.mean: say the unit, for example "5 min", not 5',
        ),
        (
            "lines:\n  101:\n    volume: 5 min\n    talk: 5 min\n",
            "toy.yaml:3: lines.101.volume: '5 min' is not a rate; say per what, "
            'for example "450000 per year" or "3 per hour"',
        ),
        (
            "lines:\n  101:\n    volume: -5 per day\n    talk: 5 min\n",
            "toy.yaml:3: lines.101.volume: '-5 per day' is negative; write for example \"3 per hour\"",
        ),
        ("lines:\n  101:\n    talk: 5 min\n", "toy.yaml:2: lines.101: the key 'volume' is missing"),
        ("rank: constable\n", "toy.yaml:1: the key 'lines' is missing"),
        ("lines: 101\n", "toy.yaml:1: lines: should be keys with values, not 101"),
        (
            GOOD + "rank: constabel\n",
            "toy.yaml:3: rank: 'constabel' is not a valid choice; did you mean 'constable'? valid: constable, sergeant",
        ),
        (
            GOOD + "dispatch:\n  kind: nearst\n",
            "toy.yaml:4: dispatch: there is no kind 'nearst'; did you mean 'nearest'? valid: nearest, longest_idle",
        ),
        (
            GOOD + "dispatch: {borrow_after: 5 min}\n",
            "toy.yaml:3: dispatch: the key 'kind' is missing; valid: longest_idle, nearest",
        ),
        (
            GOOD + "dispatch:\n  kind: longest_idle\n  share: 12\n",
            "toy.yaml:5: dispatch.share: a share lies between 0 and 1, not 12: write 12 % or 0.12",
        ),
        (
            GOOD + "dispatch: {kind: longest_idle, share: 0.1, borrow_after: 1 h}\n",
            "toy.yaml:3: dispatch: unknown key 'borrow_after'; valid: kind, share",
        ),
        (
            GOOD + "practice:\n  north: often\n",
            "toy.yaml:4: practice.north: 'often' is not a share; write for example \"12 %\" or 0.12",
        ),
        (
            GOOD + "practice: often\n",
            "toy.yaml:3: practice: 'often' is not a share; write for example \"12 %\" or 0.12; "
            "or: should be keys with values, not 'often'",
        ),
        (
            GOOD + "offences:\n  - {name: a, per_year: 1 a day, harm: 1}\n  - {name: b, per_year: 1 a day, harm: -1}\n",
            "toy.yaml:5: offences.b.harm: should be greater than or equal to 0, not -1",
        ),
        (
            GOOD + "offences:\n  - {per_year: 1 a day, harm: 1}\n",
            "toy.yaml:4: offences[1]: the key 'name' is missing",
        ),
        (GOOD + "profile: [1, x]\n", "toy.yaml:3: profile[2]: should be a number, not 'x'"),
        ("lines:\n  101: {volume: 1 per day, talk: 1 min,\n        opens: 12:00}\n", None),
    ],
)
def test_faults_name_line_key_and_choices(folder: Path, text: str, fault: str | None) -> None:
    expected = fault or "toy.yaml:3: lines.101.opens.deeper: opens at noon, when nobody is there"
    assert faults(folder, text) == [expected]


def test_every_fault_is_shown_at_once_in_the_order_of_the_file(folder: Path) -> None:
    text = "rank: x\nlines:\n  101: {volume: 3, talk: 5, patience: 5, oopens: 1}\nprofile: [a]\n"
    lines = faults(folder, text)
    assert [line.split(":")[1] for line in lines] == ["1", "3", "3", "3", "3", "4"]


def test_a_fault_carries_its_parts() -> None:
    problem = Problem("a.yaml", 3, 5, "lines.101", "unknown key 'x'", ("a", "b"))
    assert str(problem) == "a.yaml:3: lines.101: unknown key 'x'; valid: a, b"
    assert ScenarioError([problem]).problems == (problem,)


TABLE = "name,per_year,harm,work.mean\nburglary,300 per year,438,8 h\nrobbery,40 per year,746,\n"


def test_a_table_stands_for_a_list_and_a_single_column_for_its_values(folder: Path) -> None:
    write(folder, OFFENCES=TABLE, PROFILE="value\n1\n2.5\n")
    read = toy(folder, GOOD + "offences: OFFENCES.csv\nprofile: PROFILE.csv\nabout: see OFFENCES.csv\n")
    assert [(offence.name, offence.harm) for offence in read.offences] == [
        ("burglary", 438),
        ("robbery", 746),
    ]
    assert read.offences[0].work == Length.model_construct(mean=28_800)
    assert read.offences[1].work is None
    assert read.profile == (1, 2.5)
    assert read.about == "see OFFENCES.csv"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            TABLE.replace("746", "much"),
            ["OFFENCES.csv:3: offences.robbery.harm: should be a number, not 'much'"],
        ),
        (
            TABLE.replace("harm", "harrm"),
            [
                "OFFENCES.csv:2: offences.burglary: the key 'harm' is missing",
                "OFFENCES.csv:2: offences.burglary: unknown key 'harrm'; did you mean 'harm'? "
                "valid: name, per_year, harm, work",
                "OFFENCES.csv:3: offences.robbery: the key 'harm' is missing",
            ],
        ),
        (
            "name,per_year\nburglary,1 per day\n",
            ["OFFENCES.csv:2: offences.burglary: the key 'harm' is missing"],
        ),
        ("", ["OFFENCES.csv: the table is empty"]),
        (
            "# a remark\n\n" + TABLE.replace("8 h", "8"),
            ['OFFENCES.csv:4: offences.burglary.work.mean: say the unit, for example "5 min", not 8'],
        ),
    ],
)
def test_faults_in_a_table_name_the_table_and_its_line(folder: Path, table: str, expected: list[str]) -> None:
    write(folder, OFFENCES=table)
    found = faults(folder, GOOD + "offences: OFFENCES.csv\n")
    assert [line for line in expected if line not in found] == []


def test_a_table_from_windows_is_read_right(folder: Path) -> None:
    write(folder, OFFENCES="name,per_year,harm\nLudlow café,1 per day,1\n".encode("cp1252"))
    assert toy(folder, GOOD + "offences: OFFENCES.csv\n").offences[0].name == "Ludlow café"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("missing.csv", "toy.yaml:3: offences: there is no table 'missing.csv' beside this file"),
        ("../up.csv", "toy.yaml:3: offences: '../up.csv' lies outside the folder of the scenario"),
        ("/etc/x.csv", "'/etc/x.csv' lies outside the folder"),
        ("C:\\x.csv", "lies outside the folder"),
        ("a/../../up.csv", "lies outside the folder"),
        ("link.csv", "'link.csv' lies outside the folder"),
        ("folder.csv", "toy.yaml:3: 'folder.csv' is a folder, not a file"),
        ('"a\\0.csv"', "is not the name of a file"),
        ("picture.csv", "picture.csv: this is not a text file"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(folder: Path, name: str, complaint: str) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (folder / "up.csv").write_text("value\n1\n")
    (inside / "link.csv").symlink_to(folder / "up.csv")
    (inside / "folder.csv").mkdir()
    (inside / "picture.csv").write_bytes(b"\x89PNG\0\0")
    (inside / "toy.yaml").write_text(f"{GOOD}offences: {name}\n")
    with pytest.raises(ScenarioError) as raised:
        read_tree(inside / "toy.yaml")
    assert complaint in str(raised.value).replace(f"{inside.as_posix()}/", "")


def test_a_bad_table_named_twice_is_reported_once(folder: Path) -> None:
    write(folder, P="value\n1\n1,2\n")
    assert faults(folder, GOOD + "profile: P.csv\noffences: P.csv\n") == [
        "P.csv:3: this row has 2 cells, the table has 1 column"
    ]


def test_every_table_that_is_missing_is_reported(folder: Path) -> None:
    assert len(faults(folder, GOOD + "offences: a.csv\nprofile: b.csv\n")) == 2


def test_tables_in_folders_below_are_found_from_either_kind_of_slash(folder: Path) -> None:
    (folder / "tables").mkdir()
    (folder / "tables" / "p.csv").write_text("value\n1\nx\n")
    for name in ("tables/p.csv", "tables\\p.csv"):
        assert faults(folder, f"{GOOD}profile: {name}\n") == ["tables/p.csv:3: profile[2]: should be a number, not 'x'"]


def test_a_table_repeated_without_end_is_refused(folder: Path) -> None:
    write(folder, BIG="value\n" + "1\n" * 50_000)
    with pytest.raises(ScenarioError, match="the tables hold more than 2,000,000 cells"):
        toy(folder, f"{GOOD}profile: [{', '.join(['BIG.csv'] * 41)}]\n")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "toy.yaml: the file is empty"),
        (b"- a\n- b\n", "toy.yaml:1: a scenario is written as keys with values"),
        (b"just words\n", "this file holds a single value"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "toy.yaml: this is not a text file"),
        (b"a: [\n", "this is not YAML text"),
        (b"a: !insert {item: 1}\n", "toy.yaml:1: a: !insert and !remove belong in the changes of an option"),
        (b"options: {x: {because: !remove y}}\n", "belong in the changes of an option"),
    ],
)
def test_files_that_are_no_scenario_are_refused(folder: Path, content: bytes, complaint: str) -> None:
    write(folder, toy=content)
    with pytest.raises(ScenarioError, match=re.escape(complaint)):
        read_tree("toy.yaml")


def test_a_missing_file_and_a_folder_are_refused(folder: Path) -> None:
    (folder / "village.yaml").mkdir()
    with pytest.raises(ScenarioError, match=r"village.yaml: 'village.yaml' is a folder, not a file"):
        read_tree("village.yaml")
    with pytest.raises(ScenarioError, match=r"nothing.yaml: there is no file 'nothing.yaml'"):
        read_tree("nothing.yaml")
    with pytest.raises(ScenarioError):
        read_tree("nul\0.yaml")


def test_a_chain_of_a_thousand_scenarios_is_refused(folder: Path) -> None:
    for number in range(1000):
        (folder / f"s{number}.yaml").write_text(f"extends: s{number + 1}.yaml\n")
    with pytest.raises(ScenarioError, match=r"s0.yaml: the chain of scenarios that extend each other is too long"):
        read_tree("s0.yaml")


EXTENDING = """\
extends: base.yaml
lines:
  101: {patience: 20 min}
profile: [7]
"""


def test_a_scenario_may_extend_another(folder: Path) -> None:
    write(folder, base=GOOD + "profile: P.csv\npractice: 12 %\noptions: {old: {}}\n", P="value\n1\n2\n")
    read = toy(folder, EXTENDING + "options: {new: {}}\n")
    assert read.lines["101"].patience == 1200
    assert read.lines["101"].talk.mean == 300
    assert read.profile == (7,)
    assert read.practice == 0.12
    assert list(read.options) == ["old", "new"]


def test_faults_name_the_file_that_holds_them(folder: Path) -> None:
    write(folder, base=GOOD + "rank: general\n")
    assert [line.split(": ")[0] for line in faults(folder, EXTENDING.replace("20 min", "20"))] == [
        "toy.yaml:3",
        "base.yaml:3",
    ]


@pytest.mark.parametrize(
    ("extends", "complaint"),
    [
        ("toy.yaml", "toy.yaml:1: extends: 'toy.yaml' extends this file itself"),
        ("loop.yaml", "loop.yaml:1: extends: 'toy.yaml' extends this file itself"),
        ("../base.yaml", "lies outside the folder"),
        ("missing.yaml", "toy.yaml:1: extends: there is no file 'missing.yaml' beside this one"),
        ("[base.yaml]", "toy.yaml:1: extends: name one scenario file"),
        ("3", "name one scenario file"),
    ],
)
def test_what_cannot_be_extended(folder: Path, extends: str, complaint: str) -> None:
    write(folder, loop="extends: toy.yaml\n")
    assert complaint in faults(folder, f"extends: {extends}\n")[0]


OPTIONS = GOOD + "offences: T.csv\noptions:\n  {name}:\n    changes:\n      {change}\n"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("lines.101.talk: 5", 7),
        ("lines.101: {patiance: 5 min}", 7),
        ("lines.999: {talk: 5 min}", 7),
        ("offences.robbery.harm: much", 7),
        ("lines.101.opens: 12:00", 7),
        ("lines.101.volume: null", 2),
    ],
)
def test_a_fault_that_an_option_brings_in_is_shown_in_the_option(folder: Path, change: str, line: int) -> None:
    write(folder, T=TABLE)
    text = OPTIONS.replace("{name}", "new way").replace("{change}", change)
    assert toy(folder, text).lines["101"].opens == 0
    assert [found.split(": ")[0] for found in faults(folder, text, "new way")] == [f"toy.yaml:{line}"]


def test_an_option_changes_a_row_of_a_table_and_may_bring_its_own_table(folder: Path) -> None:
    write(folder, T=TABLE, U="value\n3\n")
    text = OPTIONS.replace("{name}", "new way").replace(
        "{change}", "offences.robbery: {harm: 5, work.mean: null}\n      profile: U.csv"
    )
    with pytest.raises(ScenarioError, match=r"toy.yaml:7: offences.robbery: unknown key 'work.mean'"):
        toy(folder, text, "new way")
    read = toy(folder, text.replace(", work.mean: null", ", per_year: 1 per day"), "new way")
    assert [offence.harm for offence in read.offences] == [438, 5]
    assert read.profile == (3,)


def test_the_resolved_text_is_the_whole_scenario_and_its_hash_tells_it_from_others(folder: Path) -> None:
    write(folder, T=TABLE)
    text = OPTIONS.replace("{name}", "new way").replace("{change}", "offences: !remove robbery")
    write(folder, toy=text)
    tree = read_tree("toy.yaml")
    resolved = json.loads(resolved_text(tree))
    assert resolved["offences"][1] == {"name": "robbery", "per_year": "40 per year", "harm": "746"}
    assert Toy.model_validate(resolved) == validate(Toy, tree)
    write(folder, toy="# a remark\n" + text)
    assert scenario_hash(read_tree("toy.yaml")) == scenario_hash(tree)
    assert scenario_hash(apply_option(tree, "new way")) != scenario_hash(tree)
    assert re.fullmatch("[0-9a-f]{64}", scenario_hash(tree))


def test_a_real_scenario_and_all_its_options_are_read(folder: Path) -> None:
    facts = village_facts()
    facts["options"] = {
        "today": {},
        "more detectives": {
            "changes": {"workforce.teams.cid.posts.force.constable": 9},
            "one_off_cost": "20k",
        },
    }
    write(folder, village=json.dumps(facts, indent=1))
    scenarios = read_options("village.yaml")
    assert list(scenarios) == ["today", "more detectives"]
    assert scenarios["today"] == read_scenario("village.yaml")
    assert scenarios["more detectives"] == read_scenario("village.yaml", "more detectives")
    posts = [one.workforce.teams["cid"].posts["force"]["constable"] for one in scenarios.values()]
    assert posts == [6, 9]
    assert scenarios["today"].options["more detectives"].one_off_cost == 20_000


def test_all_options_are_checked_and_all_faults_reported_once(folder: Path) -> None:
    facts = village_facts()
    facts["options"] = {
        "one": {"changes": {"workforce.teems.cid": {}}},
        "two": {"changes": {"costs.overtime": "double"}},
        "three": {"changes": {"investigative_model.routes": [{"name": "all", "to": "nobody"}]}},
    }
    write(folder, village=json.dumps(facts, indent=1))
    with pytest.raises(ScenarioError) as raised:
        read_options("village.yaml")
    text = str(raised.value)
    assert len(raised.value.problems) == 3
    assert "option 'one' changes 'workforce.teems.cid', which does not exist" in text
    assert "costs.overtime: should be a number, not 'double'" in text
    assert "investigative_model.routes.all.to" in text


def test_the_schema_speaks_of_scenarios_as_they_are_written() -> None:
    schema: Any = schema_of(Toy)
    line = schema["$defs"]["Line"]["properties"]
    assert (line["patience"]["default"], line["opens"]["default"]) == ("10 min", "00:00")
    assert {one["type"] for one in schema["properties"]["offences"]["anyOf"]} == {"array", "string"}
    assert {"options", "extends"} <= set(schema["properties"])
    assert schema["anyOf"] == [{"required": ["lines"]}, {"required": ["extends"]}]


def test_the_schema_of_scenarios_knows_the_keys_as_planners_write_them() -> None:
    schema: Any = scenario_schema()
    properties = schema["properties"]
    assert {"rules", "demand", "options"} <= set(properties)
    assert "desk_rules" not in properties
    assert set(village_facts()) <= set(properties)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused_but_never_crashes(folder: Path, data: st.DataObject) -> None:
    facts = village_facts()
    facts["options"] = {"a": {"changes": {"workforce.teams.cid.posts.force.constable": 9}}}
    text = json.dumps(facts, indent=1).encode()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 60))
    inserted = data.draw(st.one_of(st.binary(max_size=6), st.text("{}[]:,-*&!#'\"\n\t 0x", max_size=6).map(str.encode)))
    write(folder, village=text[:start] + inserted + text[start + length :])
    problems: tuple[Problem, ...] = ()
    try:
        read_options("village.yaml")
    except ScenarioError as error:
        problems = error.problems
    assert all(str(problem).startswith("village.yaml") for problem in problems)
