"""Ranges: read, refused, and what the scenario becomes at a position."""

from __future__ import annotations

from pathlib import Path

import pytest

from demandsim.experiment.store import scenario_under
from demandsim.scenario.files import read_scenario, read_tree
from demandsim.scenario.problems import ScenarioError
from demandsim.scenario.ranges import moved, ranges_of_sources, read_ranges
from demandsim.scenario.scenario import Scenario
from tests.worlds import village

SHIPPED = Path(__file__).parents[2] / "scenarios"
HEAD = "what,figures,low,high\n"


def ranges(folder: Path, *rows: str) -> Path:
    path = folder / "ranges.csv"
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def today() -> Scenario:
    return village()


class TestMoved:
    def test_a_factor_multiplies_and_shares_stay_shares(self, tmp_path: Path, today: Scenario) -> None:
        read = read_ranges(ranges(tmp_path, "sight,mechanics.score_accuracy,x 0.5,x 9"), today)
        assert moved(today, today, read, (0.0,)).mechanics.score_accuracy == today.mechanics.score_accuracy * 0.5
        assert moved(today, today, read, (1.0,)).mechanics.score_accuracy == 1

    def test_a_gap_is_what_is_missing_to_all(self, tmp_path: Path, today: Scenario) -> None:
        accuracy = today.mechanics.score_accuracy
        read = read_ranges(ranges(tmp_path, "sight,mechanics.score_accuracy,gap x 0.5,gap x 1.5"), today)
        assert moved(today, today, read, (0.0,)).mechanics.score_accuracy == pytest.approx(1 - (1 - accuracy) / 2)

    def test_whole_seconds_stay_whole(self, tmp_path: Path, today: Scenario) -> None:
        read = read_ranges(ranges(tmp_path, "moves,investigative_model.transfer.delay,x 0.3333,x 3"), today)
        delay = moved(today, today, read, (0.0,)).investigative_model.transfer.delay
        assert isinstance(delay, int)
        assert delay == round(today.investigative_model.transfer.delay * 0.3333)

    def test_as_assumed_is_the_same_scenario_and_its_position_gives_it_again(self) -> None:
        scenario = read_scenario(SHIPPED / "west_mercia_2018.yaml")
        read = read_ranges(SHIPPED / "west_mercia_2018" / "ranges.csv", scenario)
        assert moved(scenario, scenario, read, (None,) * len(read)) is scenario
        alone = read[8:9]
        assert moved(scenario, scenario, alone, (alone[0].position,)) == scenario

    def test_a_path_takes_all_parts_and_everything_below(self, tmp_path: Path, today: Scenario) -> None:
        read = read_ranges(ranges(tmp_path, "travel,places.travel,x 0.5,x 2"), today)
        slow = moved(today, today, read, (1.0,)).places.travel
        before = today.places.travel
        assert slow["scheduled"].constant == 2 * (before["scheduled"].constant or 0)
        lognormal, old = slow["priority"].lognormal, before["priority"].lognormal
        assert lognormal is not None
        assert old is not None
        assert lognormal.mean == 2 * old.mean

    def test_a_value_takes_the_place_of_todays_but_not_of_an_options_own(self, tmp_path: Path) -> None:
        tree = read_tree(SHIPPED / "village.yaml")
        today = scenario_under(tree)
        read = read_ranges(ranges(tmp_path, "moves,investigative_model.transfer.delay,6 h,3 days"), today)
        assert read[0].written(1.0) == "3 days"
        assert moved(today, today, read, (0.0,)).investigative_model.transfer.delay == 6 * 3600
        transfer = today.investigative_model.transfer.model_copy(update={"delay": 60})
        model = today.investigative_model.model_copy(update={"transfer": transfer})
        option = today.model_copy(update={"investigative_model": model})
        assert moved(option, today, read, (0.0,)) is option


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,mechanics.score_acuracy,x 0.5,x 2", "there is no figure mechanics.score_acuracy"),
        ("a,mechanics.score_accuracy,x 1.5,x 2", "does not hold the value as assumed"),
        ("a,mechanics.score_accuracy,x 0.5,gap x 2", "written in the same way"),
        ("a,investigative_model.transfer.delay,1,2", "say the unit"),
        ("a,places.areas.*.share,x 1,x 2", "add up"),
        ("a,places.areas.*.share,10 %,90 %", "all alike"),
        ("a,demand.offences.*.reported.incident,x 0.5,x 1", "add up"),
        ("a,mechanics.score_accuracy,x 0.5,", "high is empty"),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_its_line(tmp_path: Path, today: Scenario, row: str, said: str) -> None:
    path = ranges(tmp_path, row)
    with pytest.raises(ScenarioError) as refused:
        read_ranges(path, today)
    assert said in str(refused.value)
    assert f"{path}:2" in str(refused.value)


def test_a_name_is_used_once(tmp_path: Path, today: Scenario) -> None:
    row = "sight,mechanics.score_accuracy,x 0.5,x 1"
    with pytest.raises(ScenarioError, match="there twice"):
        read_ranges(ranges(tmp_path, row, row), today)


def test_ranges_are_taken_from_sources_and_the_others_told() -> None:
    given = {
        "mechanics.score_accuracy": "0.1-0.9",
        "investigative_model.transfer.delay": "1 h-30 days or more",
        "costs.overtime": "+/-10 %",
        "mechanics.decision_time": "half to twice the value",
        "places.areas.*.share": "20-80 %",
    }
    sources = [{"figures": figures, "source": "ASSUMPTION", "range": text} for figures, text in given.items()]
    scenario = village(sources=[*sources, {"figures": "**", "source": "a book", "range": "1-2"}])
    found, silent = ranges_of_sources(scenario)
    assert {each.what: (each.way, each.low, each.high) for each in found} == {
        "mechanics.score_accuracy": ("=", 0.1, 0.9),
        "costs.overtime": ("x", 0.9, 1.1),
        "mechanics.decision_time": ("x", 0.5, 2.0),
    }
    assert set(silent) == {"investigative_model.transfer.delay", "places.areas.*.share"}
