"""Options: what a change does to the scenario, which changes are refused, and where the blame then falls."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from demandsim.scenario.options import apply_option, option_names
from demandsim.scenario.problems import ScenarioError
from demandsim.scenario.tree import Fields, Tree
from demandsim.scenario.yamltext import parse_yaml

BASE = """\
teams:
  cid: {posts: {constable: 34, sergeant: 6}, skills: [pip1, pip2]}
  desk: {posts: {staff: 10}}
dispatch: {kind: nearest, borrow_after: 20 min}
routes:
  - {name: rape, to: cid}
  - {name: rest, to: desk}
options:
  today: {}
"""


def tree_of(changes: str, base: str = BASE) -> Tree:
    root = parse_yaml(
        f"{base}  new way:\n    changes:\n" + "".join(f"      {c}\n" for c in changes.split("\n")), "v.yaml"
    )
    assert isinstance(root, Fields)
    return Tree(root, "v.yaml")


def changed(changes: str) -> dict[str, JsonValue]:
    return apply_option(tree_of(changes), "new way").plain()


def refused(changes: str) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        changed(changes)
    return str(raised.value).splitlines()


def test_options_come_in_the_order_written_and_an_empty_one_changes_nothing() -> None:
    tree = tree_of("teams.cid.skills: [pip2]")
    assert option_names(tree) == ("today", "new way")
    assert apply_option(tree, "today") == tree


def test_mappings_merge_and_lists_and_single_values_replace() -> None:
    teams = changed("teams.cid: {posts: {constable: 40}, skills: [pip3]}\ndispatch.borrow_after: 5 min")
    assert teams["teams"] == {
        "cid": {"posts": {"constable": 40, "sergeant": 6}, "skills": ["pip3"]},
        "desk": {"posts": {"staff": 10}},
    }
    assert teams["dispatch"] == {"kind": "nearest", "borrow_after": "5 min"}


def test_another_kind_of_rule_replaces_the_old_one_whole() -> None:
    assert changed("dispatch: {kind: own_area, patience: 5 min}")["dispatch"] == {
        "kind": "own_area",
        "patience": "5 min",
    }
    assert changed("dispatch: {kind: nearest, patience: 5 min}")["dispatch"] == {
        "kind": "nearest",
        "borrow_after": "20 min",
        "patience": "5 min",
    }


def test_null_takes_away() -> None:
    got = changed("teams.desk: null\nteams.cid: {posts: {sergeant: null}}\nroutes.rape: null")
    assert got["teams"] == {"cid": {"posts": {"constable": 34}, "skills": ["pip1", "pip2"]}}
    assert got["routes"] == [{"name": "rest", "to": "desk"}]


def test_the_last_step_may_be_new() -> None:
    got = changed("teams.volume_crime: {posts: {constable: 48}, shift: null}")
    assert got["teams"]["volume_crime"] == {"posts": {"constable": 48}, "shift": None}  # type: ignore[index,call-overload]


def test_an_item_of_a_list_is_addressed_by_its_name() -> None:
    assert changed("routes.rape.to: desk\nroutes.rest: {to: cid, practice: 50 %}")["routes"] == [
        {"name": "rape", "to": "desk"},
        {"name": "rest", "to": "cid", "practice": "50 %"},
    ]


@pytest.mark.parametrize(
    ("edit", "names"),
    [
        ("routes: !insert {item: {name: new, to: x}, before: rest}", ["rape", "new", "rest"]),
        ("routes: !insert {item: {name: new, to: x}, after: rest}", ["rape", "rest", "new"]),
        ("routes: !insert {item: {name: new, to: x}, before: rape}", ["new", "rape", "rest"]),
        ("routes: !insert {item: {name: new, to: x}}", ["rape", "rest", "new"]),
        ("routes: !remove rape", ["rest"]),
        ("routes: [!remove rape, !insert {item: {name: new}, before: rest}]", ["new", "rest"]),
        ("routes: [{name: only}]", ["only"]),
    ],
)
def test_lists_of_named_items_are_edited(edit: str, names: list[str]) -> None:
    routes = changed(edit)["routes"]
    assert isinstance(routes, list)
    assert [route["name"] for route in routes if isinstance(route, dict)] == names


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            "teems.cid: {}",
            "option 'new way' changes 'teems.cid', which does not exist; did you mean 'teams.cid'?",
        ),
        ("teams.sid.posts.constable: 3", "did you mean 'teams.cid.posts.constable'?"),
        (
            "zebra.cid: {}",
            "which does not exist: there is no 'zebra' at the top; valid: teams, dispatch, routes, options",
        ),
        ("teams.zebra.posts: {}", "there is no 'zebra' in 'teams'; valid: cid, desk"),
        ("routes.robbery: {to: cid}", "there is no 'robbery' in 'routes'; valid: rape, rest"),
        ("routes.rap.to: cid", "did you mean 'routes.rape.to'?"),
        ("teams.cid.caseload: null", "'teams.cid.caseload', which does not exist"),
        ("dispatch.kind.x: 1", "'dispatch.kind.x', which does not exist"),
        ("teams..cid: 1", "'teams..cid', which does not exist"),
        ("'': 1", "a key is empty"),
        (
            "routes: !remove rpae",
            "removes 'rpae', which is not in the list; did you mean 'rape'? valid: rape, rest",
        ),
        (
            "routes: !insert {item: {name: x}, before: zebra}",
            "inserts beside 'zebra', which is not in the list",
        ),
        ("teams: !remove cid", "option 'new way' edits what is not a list"),
        ("options.today.changes: {}", "cannot change the options themselves"),
        ("options: {}", "cannot change the options themselves"),
    ],
)
def test_a_change_that_leads_nowhere_is_refused_at_its_own_line(change: str, complaint: str) -> None:
    (line,) = refused(change)
    assert line.startswith("v.yaml:12: ")
    assert complaint in line


def test_every_change_that_leads_nowhere_is_reported() -> None:
    lines = refused("teems.cid: {}\nteams.cid.skills: []\nroutes: !remove x")
    assert [line.split(": ")[0] for line in lines] == ["v.yaml:12", "v.yaml:14"]


def test_an_option_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(
        ScenarioError, match=r"there is no option 'new wey'; did you mean 'new way'\? valid: today, new way"
    ):
        apply_option(tree_of("teams.desk: null"), "new wey")


def test_changed_values_know_the_line_of_the_change_and_others_keep_theirs() -> None:
    tree = apply_option(tree_of("teams.cid.posts.constable: 40\nteams.cid.skills: [x]"), "new way")
    assert tree.position(("teams", "cid", "posts", "constable")).line == 12
    assert tree.position(("teams", "cid", "skills", 0)).line == 13
    assert tree.position(("teams", "cid", "posts", "sergeant")).line == 2


def test_the_scenario_itself_is_left_as_it_was() -> None:
    tree = tree_of("teams.cid.posts.constable: 40")
    before = tree.plain()
    apply_option(tree, "new way")
    assert tree.plain() == before
