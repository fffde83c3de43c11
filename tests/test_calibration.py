"""The West Mercia baseline against what is known of the force, and the page that says so."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demandsim.engine import run
from demandsim.eventlog.views import identities
from demandsim.measures import measure
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record

ROOT = Path(__file__).parents[1]
TARGETS = ROOT / "scenarios" / "west_mercia_2018" / "targets.csv"
YEAR = 365 * 86_400

GROUPS = {
    "Criminal damage and arson": ("damage", "arson"),
    "Drug offences": ("drug possession", "drug supply"),
    "Miscellaneous crimes": ("misc",),
    "Possession of weapons offences": ("weapons",),
    "Public order offences": ("public order",),
    "Robbery": ("robbery",),
    "Sexual offences": ("rape", "other sexual"),
    "Theft offences": (
        "residential burglary",
        "other burglary",
        "vehicle crime",
        "shoplifting",
        "theft from person",
        "bicycle theft",
        "other theft",
    ),
    "Violence against the person": (
        "homicide",
        "gbh and wounding",
        "abh",
        "common assault",
        "child cruelty",
        "domestic abuse high risk",
        "stalking",
        "harassment",
    ),
}
"""Home Office offence groups and the scenario's offences."""


@pytest.fixture(scope="module")
def west_mercia() -> Scenario:
    return read_scenario(ROOT / "scenarios" / "west_mercia_2018.yaml")


def reference(name: str) -> Path:
    """Find a file of real data, which is not part of the project."""
    folder = os.environ.get("DEMANDSIM_REFERENCE_DATA")
    if not folder:
        pytest.skip("real data is read where DEMANDSIM_REFERENCE_DATA names its folder; it is not set")
    return Path(folder) / name


@pytest.mark.reference_data
def test_crime_is_that_of_the_home_office_tables(west_mercia: Scenario) -> None:
    table = pd.read_csv(reference("prc_2017-18_four_forces.csv"), encoding="latin-1")
    recorded = table[table["Force_Name"] == "West Mercia"].groupby("Offence_Group")["Number_of_Offences"].sum()
    here = {offence.name: offence.per_year * YEAR for offence in west_mercia.demand.offences}
    assert sum(here.values()) == pytest.approx(recorded.sum(), rel=0.001)
    assert {name for names in GROUPS.values() for name in names} == set(here)
    for group, names in GROUPS.items():
        assert sum(here[name] for name in names) == pytest.approx(recorded[group], rel=0.05), group


@pytest.mark.reference_data
def test_the_day_has_the_shape_of_another_force(west_mercia: Scenario) -> None:
    """Calls by hour of Cheshire, read off a chart (good to about 2 %): one call in ten would have to be moved.

    West Mercia's mornings are busier and its evenings and nights quieter than Cheshire's.
    """
    cheshire = pd.read_csv(reference("cheshire_hour_of_day_mean_weekly_calls.csv"), comment="#")
    there = cheshire["mean_calls_per_week_2015_to_jan2020"].to_numpy()
    lines = west_mercia.demand.lines.values()
    here = sum(
        line.volume * np.reshape(west_mercia.demand.profiles[line.profile].week, (7, 24)).sum(axis=0) for line in lines
    )
    moved = np.abs(here / here.sum() - there / there.sum()).sum() / 2
    assert moved < 0.11


@pytest.mark.slow
@pytest.mark.reference_data
def test_response_by_grade_is_that_of_another_force() -> None:
    """Medians of Cheshire, to which the scenario of response was fitted; the drive to emergencies was not."""
    published, simulated = GRADE_TIMES["published"], GRADE_TIMES["simulated"]
    there = published(reference("cheshire_weekly_jan-mar2020.csv").parent)
    here = simulated(ROOT / "scenarios" / "response_2018.yaml")
    for number, grade in enumerate(("emergency", "priority", "scheduled"), start=1):
        assert here["scene"][grade] == pytest.approx(there["median_time_on_scene_min"][number], rel=0.10), grade
    assert here["response"]["emergency"] == pytest.approx(there["median_response_min"][1], rel=0.15)
    assert here["response"]["priority"] == pytest.approx(there["median_response_min"][2], rel=0.10)
    for number, grade in ((2, "priority"), (3, "scheduled")):
        assert here["attended"][grade] == pytest.approx(there["pct_attended"][number], rel=0.10), grade


@pytest.mark.slow
def test_the_baseline_stays_where_it_was_calibrated(west_mercia: Scenario) -> None:
    """One short replication: wide bounds that a slip in a rule, a unit or a shift would leave."""
    tape = record(west_mercia, days=35)
    log = run(tape, build_roster(west_mercia.workforce, tape.absences), west_mercia.rules)
    assert identities(log) == []
    values = measure(log, warm_up_days=14).set_index(["measure", "group"])["value"]
    assert 0.80 < values["calls_in_target", "line=999"] < 0.88
    assert 0.10 < values["calls_abandoned", "line=101"] < 0.16
    assert 12 < values["response_time", "grade=emergency"] < 13.6
    assert 34 < values["arrests", ""] < 41
    assert 1_480 < values["crimes_recorded", ""] < 1_700
    assert 10 < values["transfers", ""] < 16
    assert 0.57 < values["utilisation", "team=response"] < 0.67


GRADE_TIMES = runpy.run_path(str(ROOT / "docs" / "grade_times.py"))
TABLE = runpy.run_path(str(ROOT / "docs" / "calibration_table.py"))["table"]


def test_the_table_tells_met_from_not_met() -> None:
    values = pd.DataFrame(
        [
            (replication, "outcomes", group, value)
            for replication, (charged, filed) in enumerate([(0.10, 0.40), (0.12, 0.42)])
            for group, value in (("outcome=charged", charged), ("outcome=filed", filed))
        ],
        columns=["replication", "measure", "group", "value"],
    )
    targets = pd.DataFrame(
        [
            ("both", "outcomes", "outcome=charged + outcome=filed", 100, "%", 51, 53, "S1"),
            ("neither", "outcomes", "outcome=charged", -100, "%", 89.5, 90, "S2"),
        ],
        columns=["what", "measure", "group", "scale", "unit", "low", "high", "source"],
    )
    both, neither = TABLE(values, targets)
    # sums 50 and 54: mean 52, sd 2.828, t(0.975; 1) = 12.706: half-width 12.706 * 2.828 / sqrt(2) = 25.4
    assert both == ("both", "51–53 %", "52.0 ± 25.4", "met", "S1")
    assert neither[2].startswith("89.0 ±")
    assert neither[3] == "**not met**"


def test_the_page_holds_every_target() -> None:
    page = (ROOT / "docs" / "background" / "calibration.md").read_text(encoding="utf-8")
    for target in pd.read_csv(TARGETS, comment="#").itertuples():
        assert f"| {target.what} | {target.low:,g}–{target.high:,g} {target.unit} |" in page
