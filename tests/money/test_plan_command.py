"""The plan as people ask for it: what is said, what is written, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from demandsim.money.plan import planned
from demandsim.money.plan_words import sentences
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import ScenarioError
from tests.conftest import Command
from tests.money.villages import PLAN, write

COSTS = {
    "recruit": {"constable": {"months": 6, "training": 8.5, "cost": 9000}},
    "precept": {"band_d": 200, "tax_base": 428_600},
}
SPEND = [{"name": "constables", "rank": "constable", "team": "officers", "share": "100 %"}]
ASKED = {"years": 2, "precept": [1], "spend": SPEND}


def file_of(folder: Path, plan: dict[str, Any] | None = None, **more: Any) -> Path:
    return write(folder, {}, **{"costs": COSTS, "plan": {**ASKED, **(plan or {})}, **more})


def test_a_pound_on_band_d_in_a_sentence(command: Command, tmp_path: Path) -> None:
    """£428,600 pay eight at £50,000; six months of recruiting and nine of training later they work alone."""
    said = " ".join(command("plan", file_of(tmp_path)).out.split())
    assert "£1 on band D brings £428,600 a year: 8 constables for officers from the 16th month on." in said
    assert (
        "One more constable for officers costs £50,000 a year at most within the plan: £0.12 on band D, 0.058 %" in said
    )
    assert "In 2 years £857,200 comes in, £672,000 is spent and £185,200 is left." in said


def test_the_precept_that_is_asked_for_takes_the_place_of_the_plans(command: Command, tmp_path: Path) -> None:
    out = command("plan", file_of(tmp_path), "--precept", "£2").out
    assert "posts funded                        17            17" in out


def test_a_pound_that_buys_no_whole_post_says_so(tmp_path: Path) -> None:
    small = {"recruit": {}, "precept": {"band_d": 200, "tax_base": 4000}}
    said = list(sentences(planned(file_of(tmp_path, {"base": 100_000}, costs=small))))
    assert said[0] == "£1 on band D brings £4,000 a year: not one whole post within the plan."
    assert "costs £50,000 a year at most within the plan: £12.50 on band D, 6.2 %" in said[1]
    assert "2 constables for officers from the 1st month on" in said[2]


def test_without_a_tax_base_a_plan_speaks_of_its_money_alone(tmp_path: Path) -> None:
    said = list(sentences(planned(file_of(tmp_path, {"precept": [], "base": 120_000}, costs={"recruit": {}}))))
    assert not any("band D" in one for one in said)
    assert said[0].startswith("constables: the plan brings 2 constables")


def test_pay_that_goes_on_rising_is_warned_of(tmp_path: Path) -> None:
    """Two constables at the second point of £30,000, for whom the third of £50,000 is still to come."""
    pay = {"constable": {"points": [20_000, 30_000, 50_000], "on_cost": 0}}
    costs = {**COSTS, "recruit": {}, "pay": pay, "post": {"handler": 32_000, "sergeant": 60_000}}
    (tmp_path / "village.yaml").write_text("")
    file = file_of(tmp_path, {"precept": [], "base": 60_000}, costs=costs)
    text = (tmp_path / "village.yaml").read_text(encoding="utf-8").replace("constable: 50k, ", "")
    (tmp_path / "village.yaml").write_text(text, encoding="utf-8")
    said = " ".join(sentences(planned(file)))
    assert "at the top of the scale its 2 cost £40,000 a year more than was put aside for them" in said


def test_an_option_is_priced_by_what_it_costs_beyond_today(tmp_path: Path) -> None:
    """One more constable for £50,000, and two sergeants who cost £30,000 less, save £10,000 a year."""
    changes = {"workforce.teams.officers.posts.village.constable": 3, "costs.post.sergeant": 30_000}
    options = {"swap": {"because": "a try", "changes": changes, "one_off_cost": 1500}}
    file = file_of(tmp_path, {"adopt": [{"option": "swap", "from": "2018-07-01"}]}, options=options)
    plan = planned(file)
    assert plan.running == {"swap": pytest.approx(-10_000)}
    said = " ".join(sentences(plan))
    assert "swap is adopted on 2018-07-01: £1,500 once, and a year £10,000 less than today" in said


def test_a_plan_that_the_money_does_not_carry_says_what_is_missing(tmp_path: Path) -> None:
    options = {"dear": {"because": "a try", "one_off_cost": "1m"}}
    file = file_of(tmp_path, {"adopt": [{"option": "dear", "from": "2018-02-01"}]}, options=options)
    said = " ".join(sentences(planned(file)))
    assert (
        "The money does not suffice from 2018-02-01 on: at worst, in the month of 2018-02-01, £928,567 is missing"
        in said
    )
    assert "nobody begins within the plan" in said


def test_many_years_are_shown_in_two_tables(command: Command, tmp_path: Path) -> None:
    out = command("plan", file_of(tmp_path, {"years": 8})).out
    heads = [line.split() for line in out.splitlines() if line.strip().startswith("year ")]
    assert [len(head) // 2 for head in heads] == [6, 2]
    assert out.count("CONSTABLES") == 2


def test_an_option_may_change_the_plan(command: Command, tmp_path: Path) -> None:
    options = {"more": {"because": "a try", "changes": {"plan.base": "1m"}}}
    ended = command("plan", file_of(tmp_path, options=options), "--option", "more")
    assert ended.out.startswith("A village: more\n")
    assert "posts funded                        28            28" in ended.out


def test_files_are_the_same_to_the_letter_and_hold_every_month(command: Command, tmp_path: Path) -> None:
    file, out = file_of(tmp_path), tmp_path / "out"
    ended = command("plan", file, "--out", out)
    assert f"Table: {out / 'plan.csv'}   Workbook: {out / 'plan.xlsx'}" in ended.out
    rows = list(csv.DictReader((out / "plan.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["begins"] for row in rows[:2]] == ["2018-01-01", "2018-02-01"]
    assert sum(float(row["money in"]) for row in rows) == pytest.approx(857_200)
    assert (rows[6]["constables: recruited"], rows[15]["constables: effective"]) == ("8", "8")
    sheets = {
        name: load_workbook(out / "plan.xlsx").get_sheet_by_name(name).to_python() for name in ("By year", "By month")
    }
    assert sheets["By year"][3][1:] == ["money in", 428_600.0, 428_600.0]
    assert len(sheets["By month"]) == 25
    before = [(out / name).read_bytes() for name in ("plan.csv", "plan.xlsx")]
    command("plan", file, "--out", out)
    assert [(out / name).read_bytes() for name in ("plan.csv", "plan.xlsx")] == before


def test_a_file_cannot_be_the_folder(command: Command, tmp_path: Path) -> None:
    file = file_of(tmp_path)
    ended = command("plan", file, "--out", file)
    assert (ended.code, "is a file; name a folder" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "more", "message"),
    [
        ((), {"plan": None}, "write `plan`"),
        (("--precept", "-1"), {}, "is negative"),
        (("--precept", "one"), {}, "not a sum of money"),
        (("--precept", "1"), {"costs": {"recruit": {}}, "plan": {**ASKED, "precept": []}}, "write `costs.precept`"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    command: Command, tmp_path: Path, words: tuple[str, ...], more: dict[str, Any], message: str
) -> None:
    file = write(tmp_path, {}, **{"costs": COSTS, "plan": ASKED, **more})
    ended = command("plan", file, *words)
    assert (ended.code, message in ended.err) == (2, True), ended.err


@pytest.mark.parametrize(
    ("plan", "costs", "message"),
    [
        ({}, {"recruit": {}}, "plan.precept: nothing says what a pound on band D brings"),
        ({"spend": [{**SPEND[0], "rank": "inspector"}]}, COSTS, "no rank with a cost in `costs` 'inspector'"),
        ({"spend": [{**SPEND[0], "team": "oficers"}]}, COSTS, "did you mean 'officers'"),
        ({"spend": [{**SPEND[0], "share": 0.5}] * 2}, COSTS, "'constables' is named twice"),
        ({"spend": [SPEND[0], {**SPEND[0], "name": "more", "share": 0.1}]}, COSTS, "add up to 1.100"),
        ({"precept": [1, 1, 1]}, COSTS, "a plan of 2 years has no 3 additions"),
        ({"adopt": [{"option": "a plam", "from": "2018-03-01"}]}, COSTS, "did you mean 'a plan'"),
        ({"adopt": [{"option": PLAN, "from": "2018-03-01"}] * 2}, COSTS, "'a plan' is adopted twice"),
        ({"adopt": [{"option": PLAN, "from": "2020-01-01"}]}, COSTS, "outside the 2 years that begin on 2018-01-01"),
        ({"adopt": [{"option": PLAN, "from": "2017-12-31"}]}, COSTS, "outside the 2 years"),
        ({"years": 11}, COSTS, "plan.years"),
        ({}, {**COSTS, "post": {"constable": 0}}, "a constable costs nothing a year"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    tmp_path: Path, plan: dict[str, Any], costs: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScenarioError, match=r"money\.yaml:\d+") as refused:
        read_scenario(file_of(tmp_path, plan, costs=costs))
    assert message in str(refused.value)


def test_a_plan_changes_nothing_that_is_played_or_asked_for_its_source(tmp_path: Path) -> None:
    from demandsim.scenario.crosscheck import unsourced

    scenario = read_scenario(file_of(tmp_path)).model_copy(update={"sources": ()})
    assert not any(path[0] == "plan" for path in unsourced(scenario))
