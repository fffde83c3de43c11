"""Strength: heads on the first day, full-time equivalents over the run, and what becomes of hours; by hand.

The run of the village is 35 days, 2018-01-01 to 2018-02-04.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from demandsim.audit.audit import audit
from demandsim.audit.skills import ALL_WORK
from demandsim.scenario.explain import explain
from demandsim.scenario.explain_rosters import paid_hours
from demandsim.scenario.files import read_scenario
from demandsim.scenario.flows import holders_in, officers_in, place_of, supervisors_in
from demandsim.scenario.load import WEEKS_A_YEAR, responders
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.strength import strength_in, strengths
from demandsim.scenario.workforce import Team
from tests.scenario.listed import HEAD, ROOT, ROWS, listed, table

DAYS = 35
VILLAGE = "village"


def officers(folder: Path, *rows: str, head: str = HEAD, **over: Any) -> Team:
    """Give the officers of the village with these rows for the constables among them."""
    width = head.count(",")
    others = [row + "," * (width - row.count(",")) for row in ROWS[2:]]
    scenario = listed(folder, table(*rows, *others, head=head), **over)
    return scenario.workforce.teams["officers"]


def test_the_same_people_as_posts_are_as_strong(tmp_path: Path) -> None:
    posts = read_scenario(ROOT / "scenarios" / "village.yaml")
    people = listed(tmp_path)
    for name in ("officers", "detectives"):
        before, now = posts.workforce.teams[name], people.workforce.teams[name]
        assert officers_in(now, VILLAGE) == officers_in(before, VILLAGE) == strength_in(now, VILLAGE) == 2
        assert supervisors_in(now, VILLAGE) == supervisors_in(before, VILLAGE) == 1
        for skill in ("pip1", "pip2"):
            assert holders_in(now, VILLAGE, skill) == holders_in(before, VILLAGE, skill)
            assert strength_in(now, VILLAGE, skill=skill) == holders_in(before, VILLAGE, skill)
    assert explain(people).units == explain(posts).units
    assert explain(people).skills == explain(posts).skills
    assert explain(people).response == explain(posts).response
    assert explain(people).paid == explain(posts).paid
    assert audit(people).leaders == audit(posts).leaders
    assert [(need.available, need.gap) for need in audit(people).skills] == [
        (need.available, need.gap) for need in audit(posts).skills
    ]


def test_posts_that_nobody_joins_or_leaves_say_everything() -> None:
    teams = read_scenario(ROOT / "scenarios" / "village.yaml").workforce.teams
    assert all(team.bodies is None for team in teams.values())
    assert strengths(teams["officers"], VILLAGE) == {None: 2}


def test_days_of_service_part_time_and_learning(tmp_path: Path) -> None:
    """One joins after 14 of 35 days, one leaves after the 7th, one works 60 %, one learns a fifth for 10 days."""
    head = f"{HEAD},begins,ends,fte,learning,learning until"
    team = officers(
        tmp_path,
        "a,officers,village,constable,pip1,2018-01-15,,,,",
        "b,officers,village,constable,,,2018-01-07,,,",
        "c,officers,village,constable,pip1,,,0.6,,",
        "d,officers,village,constable,pip1; pip2,,,,20 %,2018-01-10",
        head=head,
    )
    assert officers_in(team, VILLAGE) == 3
    assert officers_in(team, VILLAGE, ever=True) == 4
    assert holders_in(team, VILLAGE, "pip1") == 2
    learnt = 0.2 * 10 / DAYS
    assert strength_in(team, VILLAGE) == pytest.approx(21 / DAYS + 7 / DAYS + 0.6 + 1 - learnt)
    assert strength_in(team, VILLAGE, skill="pip1") == pytest.approx(21 / DAYS + 0.6 + 1 - learnt)
    assert strength_in(team, VILLAGE, skill="pip2") == pytest.approx(1 - learnt)
    paid = strengths(team, VILLAGE, paid=True)
    assert paid == {None: pytest.approx(21 / DAYS + 7 / DAYS + 0.6 + 1)}


def test_those_who_join_count_from_their_first_day_with_their_own_skills(tmp_path: Path) -> None:
    intake = {"name": "in", "team": "detectives", "rank": "constable", "places": {"village": 2, "force": 1}}
    joiners = [{**intake, "begins": "2018-01-22", "skills": ["pip2"], "fte": "50 %"}]
    joiners.append({**intake, "name": "lead", "rank": "sergeant", "places": {"force": 1}})
    teams = listed(tmp_path, joiners=joiners).workforce.teams
    team = teams["detectives"]
    assert (officers_in(team, VILLAGE), officers_in(team, VILLAGE, ever=True)) == (2, 4)
    assert strength_in(team, VILLAGE) == pytest.approx(2 + 2 * 0.5 * 14 / DAYS)
    assert strength_in(team, VILLAGE, skill="pip2") == pytest.approx(1 + 2 * 0.5 * 14 / DAYS)
    assert place_of(team, VILLAGE) == VILLAGE
    assert (officers_in(team, "force"), officers_in(team, "force", ever=True)) == (0, 1)


def test_those_who_join_posts_leave_the_shares_of_the_team_alone(tmp_path: Path) -> None:
    """Half of two detectives hold pip2, and of three who are added one more does."""
    file = tmp_path / "more.yaml"
    (tmp_path / "village.yaml").write_text((ROOT / "scenarios" / "village.yaml").read_text())
    file.write_text(
        "extends: village.yaml\nworkforce:\n  joiners:\n"
        "    - {name: one, team: detectives, rank: constable, places: {village: 1}, skills: [pip1, pip2]}\n"
        "    - {name: two, team: detectives, rank: constable, places: {village: 2}}\n"
    )
    team = read_scenario(file).workforce.teams["detectives"]
    assert (officers_in(team, VILLAGE), strength_in(team, VILLAGE)) == (5, 5)
    assert (holders_in(team, VILLAGE, "pip1"), strength_in(team, VILLAGE, skill="pip1")) == (3, 3)
    assert (holders_in(team, VILLAGE, "pip2"), strength_in(team, VILLAGE, skill="pip2")) == (2, 2)


def leaving(folder: Path, **over: Any) -> Team:
    """Half of the constables leave in a year, of which the run covers 200 days."""
    top = {"period": {"days": 190, "warm_up": 10, "replications": 2}}
    return listed(folder, top=top, leavers={"share": {"constable": "50 %"}, **over}).workforce.teams["detectives"]


def test_those_who_leave_by_chance_count_as_long_as_they_are_expected(tmp_path: Path) -> None:
    team = leaving(tmp_path)
    there = sum(0.5 ** (day / 365) for day in range(200)) / 200
    assert strength_in(team, VILLAGE) == pytest.approx(2 * there)
    assert strength_in(team, VILLAGE, supervisors=True) == 1
    assert officers_in(team, VILLAGE) == 2


def test_a_successor_begins_after_the_vacancy_without_some_skills(tmp_path: Path) -> None:
    """Somebody who left 60 days ago has a successor."""
    team = leaving(tmp_path, vacant="60 days", without=["pip2"])
    there = sum(0.5 ** (day / 365) for day in range(200)) / 200
    succeeded = sum(1 - 0.5 ** ((day - 60) / 365) for day in range(60, 200)) / 200
    assert strength_in(team, VILLAGE) == pytest.approx(2 * (there + succeeded))
    assert strength_in(team, VILLAGE, skill="pip1") == pytest.approx(2 * (there + succeeded))
    assert strength_in(team, VILLAGE, skill="pip2") == pytest.approx(there)


def test_posts_leave_as_people_do(tmp_path: Path) -> None:
    """The share of the team is held by whoever is there, successors without the skill apart."""
    (tmp_path / "village.yaml").write_text((ROOT / "scenarios" / "village.yaml").read_text())
    (tmp_path / "posts.yaml").write_text(
        "extends: village.yaml\nperiod: {days: 190, warm_up: 10}\nworkforce:\n"
        "  leavers: {share: {constable: 50 %}, vacant: 60 days, without: [pip2]}\n"
    )
    team = read_scenario(tmp_path / "posts.yaml").workforce.teams["detectives"]
    people = leaving(tmp_path, vacant="60 days", without=["pip2"])
    for skill in (None, "pip1", "pip2"):
        assert strength_in(team, VILLAGE, skill=skill) == pytest.approx(strength_in(people, VILLAGE, skill=skill))
    assert holders_in(team, VILLAGE, "pip2") == holders_in(people, VILLAGE, "pip2") == 1


def restricted(folder: Path) -> Scenario:
    head = f"{HEAD},restricted,shift,learning"
    rows = [f"{row},,," for row in ROWS]
    rows[1] = "o2,officers,village,constable,pip1,yes,office,25 %"
    return listed(folder, table(*rows, head=head))


def test_hours_follow_the_shift_of_their_own_and_restricted_officers_attend_nothing(tmp_path: Path) -> None:
    scenario = restricted(tmp_path)
    (unit,) = (one for one in explain(scenario).units if one.team == "officers")
    assert unit.there == pytest.approx((168 + 0.75 * 40) * WEEKS_A_YEAR)
    (street,) = explain(scenario).response
    assert sum(street.there) == pytest.approx(168)
    assert responders(scenario, VILLAGE) == [(("officers", VILLAGE), 1.0)]


def test_paid_hours_say_what_is_lost_to_learning(tmp_path: Path) -> None:
    (hours,) = (one for one in paid_hours(restricted(tmp_path)) if one.team == "officers")
    assert hours.paid == pytest.approx(3 * 2080)
    assert hours.rostered == pytest.approx((2 * 168 + 40) * WEEKS_A_YEAR)
    assert hours.lost["learning"] == pytest.approx(10 * WEEKS_A_YEAR)
    assert hours.on_duty == pytest.approx((2 * 168 + 30) * WEEKS_A_YEAR)


def test_abstraction_and_sickness_take_what_learning_leaves(tmp_path: Path) -> None:
    rows = [f"{row},{'50 %' if row.startswith('o1') else ''}" for row in ROWS]
    sickness = {"share": "10 %", "spell": "5 days"}
    scenario = listed(tmp_path, table(*rows, head=f"{HEAD},learning"), abstraction="20 %", sickness=sickness)
    (hours,) = (one for one in paid_hours(scenario) if one.team == "officers")
    a_year = 168 * WEEKS_A_YEAR
    assert hours.lost == pytest.approx({"learning": a_year / 2, "abstraction": a_year / 2, "sickness": a_year / 5})
    assert hours.on_duty == pytest.approx(2.5 * a_year * 0.8 * 0.9)


def test_the_audit_counts_part_time_holders_as_less_than_one(tmp_path: Path) -> None:
    rows = [f"{row},{'50 %' if row.startswith('d1') else ''}" for row in ROWS]
    needs = {(need.team, need.skill): need for need in audit(listed(tmp_path, table(*rows, head=f"{HEAD},fte"))).skills}
    need = needs["detectives", "pip2"]
    assert (need.holders, need.officers) == (1, 2)
    assert need.available == pytest.approx(20)
    assert needs["detectives", ALL_WORK].available == pytest.approx(60)
