"""Leaders by hand: hours asked of supervisors by duty, span of control, and hours in which nobody leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from demandsim.audit.audit import audit
from demandsim.audit.leaders import (
    ALLOCATION,
    BAIL,
    MENTORING,
    REVIEWS,
    SIGN_OFF,
    WELFARE,
    LeaderCapacity,
)
from demandsim.scenario.explain import explain
from demandsim.scenario.files import read_scenario
from demandsim.scenario.load import WEEKS_A_YEAR
from tests.audit.villages import ROOT, village


def leaders(folder: Path, **changes: Any) -> dict[str, LeaderCapacity]:
    return {one.team: one for one in audit(village(folder, **changes)).leaders}


def test_duties_are_those_of_the_pencil(tmp_path: Path) -> None:
    # Officers have 2.32 crimes a week, detectives 2.68: 10 min for each to allocate, 20 min for each review. A burglary
    # waits 3.5 days in the mean (half of them 7): one later review falls due for every 14 days beyond 3.
    found = leaders(tmp_path)
    later = 0.5 / 14
    assert found["officers"].asked[ALLOCATION] == pytest.approx(2.32 / 6)
    assert found["officers"].asked[REVIEWS] == pytest.approx((2.32 + 0.32 * later) / 3)
    assert found["detectives"].asked[ALLOCATION] == pytest.approx(2.68 / 6)
    assert found["detectives"].asked[REVIEWS] == pytest.approx((2.68 + 0.68 * later) / 3)
    for duty in (SIGN_OFF, MENTORING, BAIL, WELFARE):
        assert found["officers"].asked[duty] == 0


def test_hours_span_and_hours_without_a_leader(tmp_path: Path) -> None:
    found = leaders(tmp_path)
    officers, detectives, handlers = found["officers"], found["detectives"], found["handlers"]
    assert (officers.there, officers.span, officers.unled, officers.officers_unled) == (pytest.approx(168), 2, 0, 0)
    assert (detectives.there, detectives.span, detectives.unled) == (pytest.approx(40), 2, 128)
    assert detectives.officers_unled == 0
    assert (handlers.supervisors, handlers.span, handlers.unled, handlers.officers_unled) == (0, float("inf"), 168, 168)
    assert detectives.load == pytest.approx(detectives.hours / 40)


def test_a_sign_off_counts_for_every_crime_and_welfare_for_every_officer_and_month(tmp_path: Path) -> None:
    changes = {"investigative_model.review.sign_off": "15 min", "workforce.welfare": "30 min"}
    found = leaders(tmp_path, **changes)["detectives"]
    assert found.asked[SIGN_OFF] == pytest.approx(2.68 / 4)
    assert found.asked[REVIEWS] == pytest.approx(leaders(tmp_path)["detectives"].asked[REVIEWS])
    # Two officers, 30 min in each of 12 months: 12 hours a year.
    assert found.asked[WELFARE] == pytest.approx(12 / WEEKS_A_YEAR)


def test_mentoring_counts_for_owners_who_lack_a_skill(tmp_path: Path) -> None:
    mentoring = {"teams": ["officers", "detectives"], "takes": "1 h"}
    found = leaders(tmp_path, **{"investigative_model.mentoring": mentoring, "mechanics.mentored": 0.5})
    # The 0.32 burglaries of the officers, none of whom holds pip2; detectives' go to the one who does.
    assert found["officers"].asked[MENTORING] == pytest.approx(0.32)
    assert found["detectives"].asked[MENTORING] == 0
    anybody = {"kind": "least_caseload", "takes": "10 min"}
    changes = {
        "investigative_model.mentoring": mentoring,
        "mechanics.mentored": 0.5,
        "investigative_model.allocate": anybody,
    }
    # Given out whatever the skill, half of the 0.68 burglaries come to the detective who lacks it.
    assert leaders(tmp_path, **changes)["detectives"].asked[MENTORING] == pytest.approx(0.34)


def test_bail_extensions_count_for_those_bailed(tmp_path: Path) -> None:
    released = {"bail": "50 %", "under_investigation": "20 %", "bail_for": "28 days", "extended_to": "90 days"}
    changes = {
        "demand.custody.released": released,
        "demand.custody.clock": "1 day",
        "investigative_model.review.bail_extension": "30 min",
    }
    # 20 % of two assaults a week with an arrest, half of them bailed.
    found = leaders(tmp_path, **changes)
    assert found["officers"].asked[BAIL] == pytest.approx(2 * 0.2 * 0.5 * 0.5)
    assert found["detectives"].asked[BAIL] == 0


def test_one_allocation_desk_has_the_allocations_of_all(tmp_path: Path) -> None:
    by = {"kind": "best_fit", "takes": "10 min", "by": "detectives"}
    found = leaders(tmp_path, **{"investigative_model.allocate": by})
    assert found["officers"].asked[ALLOCATION] == 0
    assert found["detectives"].asked[ALLOCATION] == pytest.approx(5 / 6)


@pytest.mark.parametrize("name", ["village", "town", "west_mercia_2018"])
def test_what_is_asked_is_what_explain_asks(name: str) -> None:
    scenario = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    said = {(load.team, load.place): load for load in explain(scenario).units}
    found = {(one.team, one.place): one for one in audit(scenario).leaders}
    assert said
    for unit, load in said.items():
        asked = found[unit].asked
        supervision = asked[ALLOCATION] + asked[REVIEWS] + asked[SIGN_OFF]
        assert supervision * WEEKS_A_YEAR == pytest.approx(load.supervision)
        assert found[unit].there * WEEKS_A_YEAR == pytest.approx(load.supervisors)
