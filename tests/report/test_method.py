"""The method under the headings of STRESS-DES: every item is there, and what nobody has stated is said to be so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from demandsim.report.parts.method import NOT_STATED, method_section
from demandsim.report.section import Table
from tests.report.made_up import OPTIONS, comparison
from tests.worlds import village

ITEMS = """1.1 Purpose|1.2 Model outputs|1.3 Experimentation aims|2.1 Base model overview|2.2 Base model logic|
2.3 Scenario logic|2.4 Algorithms|2.5.1 Entities|2.5.2 Activities|2.5.3 Resources|2.5.4 Queues|2.5.5 Entry|
3.1 Data sources|3.2 Pre-processing|3.3 Input parameters|3.4 Assumptions|4.1 Initialisation|4.2 Run length|
4.3 Estimation|5.1 Software|5.2 Random sampling|5.3 Model execution|5.4 System specification|6.1 Computer model"""


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    return items(method_section(comparison()).blocks)


def items(blocks: object) -> dict[str, str]:
    """Give what is said under each number."""
    assert isinstance(blocks, tuple)
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    return {row[0].split()[0]: row[1] for row in rows}


def test_every_item_is_there_in_its_order() -> None:
    blocks = method_section(comparison()).blocks
    assert [block.caption for block in blocks if isinstance(block, Table)] == [
        "1 Objectives",
        "2 Logic",
        "3 Data",
        "4 Experimentation",
        "5 Implementation",
        "6 Code access",
    ]
    heads = [row[0] for block in blocks if isinstance(block, Table) for row in block.rows]
    for head, item in zip(heads, ITEMS.replace("\n", "").split("|"), strict=True):
        assert head.startswith(item)


def test_gaps_are_named(said: dict[str, str]) -> None:
    for role in ("Commissioned by", "Analyst", "Assured by", "Approved by"):
        assert f"{role}: {NOT_STATED}" in said["1.1"]
    for item in ("3.2", "4.1", "4.3", "5.1", "5.4", "6.1"):
        assert NOT_STATED in said[item].lower()


def test_who_answers_for_it_is_named_where_the_scenario_does() -> None:
    found = comparison()
    about = found.scenario.about.model_copy(update={"analyst": "Force analyst"})
    named = replace(found, scenario=found.scenario.model_copy(update={"about": about}))
    assert "Analyst: Force analyst" in items(method_section(named).blocks)["1.1"]


def test_what_scenario_and_recipe_know_is_told(said: dict[str, str]) -> None:
    assert "Does everything fit together?" in said["1.1"]
    assert "Calls in target: What share of calls" in said["1.2"]
    assert f"{OPTIONS[1]}: Less travel <for> the same crimes." in said["1.3"]
    assert f"{OPTIONS[2]}: {NOT_STATED}" in said["1.3"]
    assert "7 days of warm-up" in said["4.1"]
    assert said["4.2"].startswith("28 days")
    assert f"{OPTIONS[0]} 8, {OPTIONS[1]} 8" in said["4.3"]
    assert "Holm" in said["4.3"]
    assert "Seed 1." in said["5.2"]
    assert "simpy" in said["5.1"]
    assert "0" * 64 in said["6.1"]
    for team in village().workforce.teams:
        assert f"{team}: " in said["2.5.3"]
    assert re.search(r"Dispatch: \w.*\.", said["2.4"])
    assert "charged" in said["2.5.5"]


def test_counts_of_figures_are_those_of_the_scenario() -> None:
    figures = 1_000
    sources = [
        {"figures": "places.**", "source": "Ordnance Survey", "quality": "A"},
        {"figures": "costs.**", "source": "ASSUMPTION", "range": "20 % either way"},
    ]
    told = items(method_section(replace(comparison(), scenario=village(sources=sources))).blocks)
    assert told["3.1"].startswith("1 source, ")
    assert told["3.4"].startswith("1 stated assumption for ")
    whole, without = (int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", told["3.3"]))
    assert 0 < without < whole
    assert whole < figures


def test_options_say_what_they_change() -> None:
    options = {"today": {}, "desk first": {"changes": {"costs.overtime": 2.0}}}
    found = replace(comparison(), scenario=village(options=options))
    assert "desk first: changes costs.overtime" in items(method_section(found).blocks)["2.3"]
    assert "today: the scenario as it stands" in items(method_section(found).blocks)["2.3"]


def test_crimes_open_at_the_start_are_counted() -> None:
    told = items(method_section(comparison()).blocks)["4.1"]
    assert "Crimes open at the start: response 4.5 an officer, cid 6 an officer." in told
    assert "More officers bring more" in told
    found = comparison().scenario
    counted = [each.model_copy(update={"per_officer": None, "crimes": {"north": 30}}) for each in found.demand.backlog]
    demand = found.demand.model_copy(update={"backlog": tuple(counted)})
    other = replace(comparison(), scenario=found.model_copy(update={"demand": demand}))
    told = items(method_section(other).blocks)["4.1"]
    assert "Crimes open at the start: 60 crimes by team and area. " in told
    assert "More officers" not in told
