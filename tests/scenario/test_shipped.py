"""The scenarios that come with the program: they are sound, sourced, and add up to what they claim."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from demandsim.quantities import DAY, HOUR, YEAR
from demandsim.rules.choice import GRADES
from demandsim.scenario.contact_load import offered_calls
from demandsim.scenario.crosscheck import unsourced
from demandsim.scenario.explain import explain
from demandsim.scenario.files import read_options, read_scenario
from demandsim.scenario.flows import attended_at_all, crime_flows
from demandsim.scenario.scenario import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("village", "village_people", "town", "west_mercia_2018", "control_centre_2018", "response_2018")


@pytest.fixture(scope="module")
def force() -> Scenario:
    return read_scenario(SCENARIOS / "west_mercia_2018.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_every_option_has_a_source(name: str) -> None:
    path = SCENARIOS / f"{name}.yaml"
    for option, scenario in {"today": read_scenario(path), **read_options(path)}.items():
        assert unsourced(scenario) == [], option


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_why(name: str) -> None:
    options = read_scenario(SCENARIOS / f"{name}.yaml").options
    assert len(options) >= 2
    assert all(len(option.because) > 40 for option in options.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_source_covers_something(name: str) -> None:
    """A source whose path has no figures is a slip of the pen, unless an option brings the figures.

    A scenario that extends another inherits sources of options that it does not take over.
    """
    path = SCENARIOS / f"{name}.yaml"
    scenarios = [read_scenario(path), *read_options(path).values()]
    extends = name in ("control_centre_2018", "response_2018")
    inherited = read_scenario(SCENARIOS / "west_mercia_2018.yaml").sources if extends else ()
    for number, source in enumerate(scenarios[0].sources):
        if source in inherited:
            continue
        needed = False
        for scenario in scenarios:
            others = scenario.sources[:number] + scenario.sources[number + 1 :]
            needed = needed or bool(unsourced(scenario.model_copy(update={"sources": others})))
        assert needed, f"{source.figures} covers nothing that no other source covers"


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_rectangular_text_that_a_spreadsheet_opens(name: str) -> None:
    for table in (SCENARIOS / name).rglob("*.csv"):
        text = table.read_text(encoding="utf-8")
        rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
        assert len({len(row) for row in rows}) == 1, table.name


def test_the_village_can_be_checked_by_hand() -> None:
    """The sums in the head of the file: 35 minutes of calls a day, 26 hours of case work a week."""
    village = read_scenario(SCENARIOS / "village.yaml")
    calls = sum(sum(offered_calls(village, line)) for line in village.demand.lines) / 7
    assert calls * HOUR / 60 == pytest.approx(35)
    work = sum(offence.per_year * offence.work.mean for offence in village.demand.offences)
    assert work * 7 * DAY / HOUR == pytest.approx(26)


class TestWestMercia:
    def test_recorded_crime_is_the_published_total(self, force: Scenario) -> None:
        crimes = sum(offence.per_year * YEAR for offence in force.demand.offences)
        assert crimes == pytest.approx(84_342)

    def test_home_office_groups_add_up_to_published_figures(self, force: Scenario) -> None:
        volume = {offence.name: offence.per_year * YEAR for offence in force.demand.offences}
        assert volume["rape"] + volume["other sexual"] == pytest.approx(3_492)
        assert volume["damage"] + volume["arson"] == pytest.approx(10_535)
        violence = ("homicide", "gbh and wounding", "abh", "common assault", "child cruelty", "stalking")
        violence += ("domestic abuse high risk", "harassment")
        assert sum(volume[name] for name in violence) == pytest.approx(28_312)

    def test_incidents_follow_calls_and_grades(self, force: Scenario) -> None:
        kinds = force.demand.incidents
        total = sum(kind.per_year * YEAR for kind in kinds)
        assert total == pytest.approx(320_000)
        reported = sum(kind.per_year * YEAR * sum(kind.by.values()) for kind in kinds)
        assert reported / 580_000 == pytest.approx(0.51, abs=0.005)
        assert 1 - reported / total == pytest.approx(0.08, abs=0.001)
        split = [sum(kind.per_year * YEAR * kind.grades[grade] for kind in kinds) / total for grade in GRADES]
        assert split == pytest.approx([0.18, 0.32, 0.20, 0.30], abs=0.002)

    def test_arrests_are_the_published_number(self, force: Scenario) -> None:
        rule = force.desk_rules.grade
        arrests = sum(
            kind.per_year * YEAR * attended_at_all(kind, rule) * kind.arrest for kind in force.demand.incidents
        )
        assert arrests == pytest.approx(13_600, rel=0.002)

    def test_positions_follow_the_offered_load(self, force: Scenario) -> None:
        positions = force.workforce.teams["contact"].positions
        assert positions is not None
        assert sum(positions) / 7 == pytest.approx(252, abs=1)

    def test_seven_tenths_of_contracted_hours_are_worked(self, force: Scenario) -> None:
        workforce = force.workforce
        assert (1 - workforce.abstraction) * (1 - workforce.sickness.share) == pytest.approx(0.70, abs=0.001)

    def test_officers_stay_within_the_establishment_under_every_option(self, force: Scenario) -> None:
        def officers(scenario: Scenario) -> int:
            return sum(
                number
                for team in scenario.workforce.teams.values()
                for posts in team.posts.values()
                for rank, number in posts.items()
                if rank in ("constable", "sergeant", "inspector")
            )

        assert officers(force) == 730 + 230 + 190 + 200 + 40
        for option, scenario in read_options(SCENARIOS / "west_mercia_2018.yaml").items():
            assert officers(scenario) == officers(force), option

    def test_filed_and_desk_work_are_the_shares_of_the_baseline(self, force: Scenario) -> None:
        by_decision = {0: 0.0, 1: 0.0, 2: 0.0}
        for flow in crime_flows(force):
            by_decision[flow.decision] += flow.per_year
        assert by_decision[1] / 84_342 == pytest.approx(0.30, abs=0.02)
        assert by_decision[2] / 84_342 == pytest.approx(0.08, abs=0.01)

    def test_team_loads_are_near_those_worked_out_from_published_figures(self, force: Scenario) -> None:
        hours: dict[str, list[float]] = {}
        for unit in explain(force).units:
            sums = hours.setdefault(unit.team, [0.0, 0.0, 0.0])
            for place, value in enumerate((unit.attending, unit.casework, unit.there)):
                sums[place] += value
        attending, _, there = hours["response"]
        assert attending == pytest.approx(390_000 + 90_000, rel=0.1)
        assert attending / there == pytest.approx(0.45, abs=0.03)


FITTED = ["attended.priority", "attended.scheduled", "arrest"]


def test_response_2018_changes_of_the_kinds_of_west_mercia_only_what_is_fitted() -> None:
    plain, full = (
        pd.read_csv(SCENARIOS / name / "incidents.csv", comment="#", index_col="name")
        for name in ("west_mercia_2018", "response_2018")
    )
    assert set(full.columns) > set(plain.columns)
    kept = [column for column in plain.columns if column not in FITTED]
    pd.testing.assert_frame_equal(full[kept], plain[kept])
    ratio = full["arrest"] / plain["arrest"]
    assert ratio.dropna().max() - ratio.dropna().min() < 0.02
