"""Skills by hand: required, held, gap, harm and cover in the village, and the same load as explain everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from demandsim.audit.audit import audit
from demandsim.audit.skills import ALL_WORK, SkillNeed
from demandsim.scenario.explain import explain
from demandsim.scenario.files import read_scenario
from demandsim.scenario.load import WEEKS_A_YEAR
from tests.audit.villages import ROOT, village


@pytest.fixture
def needs(tmp_path: Path) -> dict[tuple[str, str], SkillNeed]:
    return {(need.skill, need.team): need for need in audit(village(tmp_path)).skills}


@pytest.mark.parametrize(
    ("skill", "team", "required", "holders", "available", "gap"),
    [
        ("pip1", "officers", 15.2, 2, 321.75, 0.0),
        ("pip2", "officers", 3.2, 0, 0.0, 3.2),
        ("pip1", "detectives", 10.8, 2, 80.0, 0.0),
        ("pip2", "detectives", 6.8, 1, 40.0, 0.0),
        (ALL_WORK, "officers", 15.2, 2, 321.75, 0.0),
        (ALL_WORK, "detectives", 10.8, 2, 80.0, 0.0),
    ],
)
def test_required_held_and_gap_are_those_of_the_pencil(
    needs: dict[tuple[str, str], SkillNeed],
    *,
    skill: str,
    team: str,
    required: float,
    holders: int,
    available: float,
    gap: float,
) -> None:
    need = needs[skill, team]
    found = need.required, need.holders, need.available, need.gap
    assert found == pytest.approx((required, holders, available, gap))


def test_harm_is_that_of_the_crimes_for_each_hour_of_work_on_them(needs: dict[tuple[str, str], SkillNeed]) -> None:
    # Burglary: 438 for 10 h. Officers' pip1: 2 assaults of 184 and 0.32 burglaries in 15.2 h.
    assert needs["pip2", "officers"].harm_per_hour == pytest.approx(43.8)
    assert needs["pip2", "officers"].harm_gap == pytest.approx(0.32 * 438)
    assert needs["pip1", "officers"].harm_per_hour == pytest.approx((2 * 184 + 0.32 * 438) / 15.2)
    assert needs["pip1", "officers"].harm_gap == 0


def test_one_holder_alone_and_none_at_all_are_told_apart(needs: dict[tuple[str, str], SkillNeed]) -> None:
    assert {key for key, need in needs.items() if need.single} == {("pip2", "detectives")}
    assert {key for key, need in needs.items() if need.nobody} == {("pip2", "officers")}


def test_cover_is_the_share_of_hours_in_which_fewer_than_one_holder_is_expected(tmp_path: Path) -> None:
    covers = {(one.skill, one.team): one for one in audit(village(tmp_path)).covers}
    # Two officers are always there; two detectives from 9 to 17 on five days of seven: 40 hours of 168, none at night
    # or at weekends. Of two detectives one holds pip2, and nobody among the officers.
    assert set(covers) == {("pip1", "officers"), ("pip1", "detectives"), ("pip2", "detectives")}
    always, office = covers["pip1", "officers"], covers["pip2", "detectives"]
    assert (always.on_duty, always.below, always.below_at_night, always.below_at_weekends) == (2, 0, 0, 0)
    assert office.on_duty == pytest.approx(40 / 168)
    assert (office.below, office.below_at_night, office.below_at_weekends) == pytest.approx((128 / 168, 1, 1))


def test_a_night_shift_covers_nights_alone(tmp_path: Path) -> None:
    nights = {"cycle": "N", "turns": {"N": {"starts": "22:00", "ends": "06:00"}}}
    changes = {"workforce.shifts.nights": nights, "workforce.teams.detectives.shift": "nights"}
    one = next(one for one in audit(village(tmp_path, **changes)).covers if one.team == "detectives")
    # 16 of 24 hours on every day are without anybody: 112 of 168, and 32 of the 48 of a weekend.
    assert (one.below, one.below_at_night, one.below_at_weekends) == pytest.approx((2 / 3, 0, 2 / 3))


def test_leave_and_sickness_count_against_cover_and_hours(tmp_path: Path) -> None:
    found = audit(village(tmp_path, **{"workforce.abstraction": 0.25}))
    one = next(one for one in found.covers if (one.skill, one.team) == ("pip2", "detectives"))
    assert one.on_duty == pytest.approx(0.75 * 40 / 168)
    assert one.below == 1.0
    need = next(need for need in found.skills if (need.skill, need.team) == ("pip2", "detectives"))
    assert need.available == pytest.approx(30)
    # Incidents take as much as before of what is there.
    need = next(need for need in found.skills if (need.skill, need.team) == ("pip1", "officers"))
    assert need.available == pytest.approx(0.75 * 336 - 14.25)


@pytest.mark.parametrize("name", ["village", "town", "west_mercia_2018", "response_2018", "investigation_2018"])
def test_required_hours_are_those_of_explain(name: str) -> None:
    scenario = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    needs, said = audit(scenario).skills, explain(scenario)
    by_unit = {(need.team, need.place): need.required for need in needs if need.skill == ALL_WORK}
    assert {unit: by_unit.get(unit, 0.0) for unit in ((load.team, load.place) for load in said.units)} == {
        (load.team, load.place): load.casework / WEEKS_A_YEAR for load in said.units
    }
    assert sum(by_unit.values()) > 0
    by_skill: dict[tuple[str, str], float] = {}
    for need in needs:
        by_skill[need.team, need.skill] = by_skill.get((need.team, need.skill), 0.0) + need.required * WEEKS_A_YEAR
    for load in said.skills:
        assert by_skill[load.team, load.skill] == pytest.approx(load.asked, rel=1e-12)


def test_without_incidents_holders_have_the_hours_that_explain_says(tmp_path: Path) -> None:
    scenario = village(tmp_path)
    detectives = {load.skill: load.there for load in explain(scenario).skills if load.team == "detectives"}
    for need in audit(scenario).skills:
        if need.team == "detectives" and need.skill != ALL_WORK:
            assert need.available * WEEKS_A_YEAR == pytest.approx(detectives[need.skill])
