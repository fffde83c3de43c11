"""Designs: options made of values, named by them, and refused where they cannot be."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from demandsim.experiment.store import scenario_under
from demandsim.quantities import HOUR, parse_duration
from demandsim.scenario.design import with_options, write_design
from demandsim.scenario.problems import ScenarioError

VILLAGE = Path(__file__).parents[2] / "scenarios" / "village.yaml"
DELAY, REFUSAL = "investigative_model.transfer.delay", "investigative_model.transfer.refusal"


def test_sweeps_make_every_combination_beside_the_options_of_the_file() -> None:
    tree, names = with_options(VILLAGE, [f"{DELAY}=1 day, 3 days", f"{REFUSAL}=0 %,12.5 %"])
    assert names == [
        "delay 1 day refusal 0 per cent",
        "delay 1 day refusal 12_5 per cent",
        "delay 3 days refusal 0 per cent",
        "delay 3 days refusal 12_5 per cent",
    ]
    transfers = [scenario_under(tree, name).investigative_model.transfer for name in names]
    assert [(each.delay // HOUR, each.refusal) for each in transfers] == [(24, 0), (24, 0.125), (72, 0), (72, 0.125)]
    assert scenario_under(tree, "officers keep their crimes").investigative_model.transfer.clauses == ()


def test_names_tell_paths_apart_that_end_alike() -> None:
    post = "workforce.teams.{}.posts.village.constable=3"
    _, names = with_options(VILLAGE, [post.format("officers"), post.format("detectives")])
    assert names == ["officers posts village constable 3 detectives posts village constable 3"]


def test_without_any_the_scenario_stays_as_it_is() -> None:
    tree, names = with_options(VILLAGE, [])
    assert names == []
    assert scenario_under(tree) == scenario_under(with_options(VILLAGE, [f"{REFUSAL}=0"])[0]).model_copy(
        update={"options": scenario_under(tree).options}
    )


def test_a_table_names_options_and_leaves_out_what_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "design.csv"
    path.write_text(f"option,{DELAY},{REFUSAL}\nquick,2 h,\nsure,,0 %\n", encoding="utf-8")
    tree, names = with_options(VILLAGE, [], path)
    assert names == ["quick", "sure"]
    quick, sure = (scenario_under(tree, name).investigative_model.transfer for name in names)
    assert (quick.delay, quick.refusal) == (2 * HOUR, 0.25)
    assert (sure.delay, sure.refusal) == (24 * HOUR, 0)


@pytest.mark.parametrize(
    ("sweep", "said"),
    [
        (DELAY, "is not a sweep"),
        (f"{DELAY}=1 day,,2 days", "is not a sweep"),
        ("investigative_model.transfr.delay=1 day", "did you mean 'investigative_model.transfer.delay'"),
        (f"{DELAY}=5", "say the unit"),
        (f"{REFUSAL}=150 %", "share"),
        ("workforce.teams.nobody.caseload_cap=3", "there is no 'nobody'"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused(sweep: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        _under_the_first(sweep)


def _under_the_first(sweep: str) -> None:
    tree, names = with_options(VILLAGE, [sweep])
    scenario_under(tree, names[0])


def test_an_option_is_not_made_twice(tmp_path: Path) -> None:
    path = tmp_path / "design.csv"
    path.write_text(f"option,{DELAY}\nofficers keep their crimes,2 h\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"design\.csv:2: there is already an option"):
        with_options(VILLAGE, [], path)


def test_a_design_spreads_over_its_spans_and_can_be_played(tmp_path: Path) -> None:
    out, post = tmp_path / "design.csv", "workforce.teams.officers.posts.village.constable"
    assert write_design(VILLAGE, out, [f"{DELAY}=0 h..40 h", f"{post}=2..4"], rows=20) == 20
    with out.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    hours = np.array([parse_duration(row[DELAY]) / HOUR for row in rows])
    assert sorted(hours // 2) == list(range(20))
    assert {row[post] for row in rows} == {"2", "3", "4"}
    tree, names = with_options(VILLAGE, [], out)
    for name in names:
        scenario_under(tree, name)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (f"{DELAY}=1 h..2 days", "is not a span"),
        (f"{DELAY}=1 h", "is not a span"),
        ("places.targts.emergency=1 min..2 min", "did you mean"),
    ],
)
def test_a_span_that_cannot_be_is_refused(tmp_path: Path, span: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        write_design(VILLAGE, tmp_path / "design.csv", [span], rows=3)
    assert not (tmp_path / "design.csv").exists()
