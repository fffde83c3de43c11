"""Training by hand: what lapses, what courses close, and the order in which a budget buys places."""

from __future__ import annotations

from pathlib import Path

import pytest

from demandsim.audit.audit import audit
from demandsim.audit.skills import SkillNeed
from demandsim.audit.training import Gaps, plan
from tests.audit.villages import village
from tests.worlds import village as priced

COURSE = {"team": "officers", "places": {"village": 1}, "skill": "pip2", "begins": "2018-02-05", "days": 5}


def need(team: str, skill: str = "pip2", *, required: float, harm: float, officers: int = 10) -> SkillNeed:
    """Nobody holds the skill; an officer has 10 hours a week."""
    return SkillNeed(skill, team, "north", required, harm, officers, 0, 10.0)


def test_lapses_take_holders_and_their_hours(tmp_path: Path) -> None:
    found = audit(village(tmp_path, **{"workforce.lapses": {"pip1": "10 %"}})).lapses
    # A tenth of two officers with 321.75 hours, and of two detectives with 80.
    assert [(one.team, one.holders, one.hours) for one in found] == [
        ("officers", pytest.approx(0.2), pytest.approx(32.175)),
        ("detectives", pytest.approx(0.2), pytest.approx(8.0)),
    ]


def test_a_course_closes_a_gap_up_to_what_is_needed(tmp_path: Path) -> None:
    (found,) = audit(village(tmp_path, **{"workforce.courses": [COURSE]})).courses
    # One of the officers would have 160.875 hours for the 3.2 that need pip2.
    assert (found.learners, found.hours, found.left) == (1, pytest.approx(3.2), 0)
    assert found.harm == pytest.approx(3.2 * 43.8)


def test_a_later_course_finds_what_an_earlier_one_left(tmp_path: Path) -> None:
    later = {**COURSE, "begins": "2018-03-05", "places": {"village": 3}}
    first, second = audit(village(tmp_path, **{"workforce.courses": [later, COURSE]})).courses
    assert (first.places, first.hours) == (1, pytest.approx(3.2))
    # Of three places one is left for the officer who still lacks the skill, and there is no gap any more.
    assert (second.places, second.learners, second.hours) == (3, 1, 0)


def test_a_course_that_no_crime_asks_for_closes_nothing(tmp_path: Path) -> None:
    everything = [{"name": "everything to detectives", "to": "detectives"}]
    changes = {"workforce.courses": [COURSE], "investigative_model.routes": everything}
    (found,) = audit(village(tmp_path, **changes)).courses
    assert (found.places, found.learners, found.hours, found.left) == (1, 0, 0, 0)


def test_a_place_goes_where_it_closes_most_harm_for_a_pound() -> None:
    scenario = priced(**{"costs.course": {"pip2": 1000, "rasso": 4000}})
    # An hour of a in pip2 is worth 2 of harm, of b 3: per 1,000 pounds 10 hours close 20 and 30. In rasso 10 hours
    # close 100 for 4,000 pounds, 25 per 1,000. b lacks 15 hours, so its second place closes 5 hours and 15 of harm.
    gaps = Gaps(
        [
            need("a", required=10, harm=20),
            need("b", required=15, harm=45),
            need("c", "rasso", required=12, harm=120),
        ]
    )
    found = plan(scenario, gaps, 7000)
    assert [(one.team, one.hours, one.harm, one.spent) for one in found.places] == [
        ("b", 10, pytest.approx(30), 1000),
        ("c", 10, pytest.approx(100), 5000),
        ("a", 10, pytest.approx(20), 6000),
        ("b", 5, pytest.approx(15), 7000),
    ]
    assert found.spent == 7000
    assert [(one.team, one.before, one.after, one.because) for one in found.left] == [
        ("c", 12, 2, "the budget is spent")
    ]


def test_what_is_dear_is_passed_over_for_what_the_rest_still_pays() -> None:
    scenario = priced(**{"costs.course": {"pip2": 1000, "rasso": 4000}})
    gaps = Gaps([need("a", required=10, harm=10), need("c", "rasso", required=10, harm=1000)])
    found = plan(scenario, gaps, 3999)
    assert [one.team for one in found.places] == ["a"]
    assert [(one.team, one.because) for one in found.left] == [("c", "the budget is spent")]


def test_equals_are_bought_in_the_order_in_which_they_stand() -> None:
    scenario = priced(**{"costs.course": {"pip2": 1000}})
    twins = [need("a", required=20, harm=20), need("b", required=20, harm=20)]
    assert [one.team for one in plan(scenario, Gaps(twins), 3000).places] == ["a", "a", "b"]
    assert [one.team for one in plan(scenario, Gaps(twins[::-1]), 3000).places] == ["b", "b", "a"]


def test_nothing_is_bought_beyond_the_gap_or_the_officers_who_lack_the_skill() -> None:
    scenario = priced(**{"costs.course": {"pip2": 1000}})
    gaps = Gaps([need("a", required=10, harm=10), need("b", required=100, harm=100, officers=2)])
    found = plan(scenario, gaps, 1_000_000)
    assert [one.team for one in found.places] == ["a", "b", "b"]
    assert [(one.team, one.after, one.because) for one in found.left] == [("b", 80, "everybody there holds it")]


def test_a_skill_without_a_price_is_left_and_told() -> None:
    scenario = priced(**{"costs.course": {"pip2": 1000}})
    found = plan(scenario, Gaps([need("c", "rasso", required=12, harm=120)]), 5000)
    assert (found.places, found.spent) == ((), 0)
    assert [one.because for one in found.left] == ["no price in costs.course"]


def test_money_is_not_spent_where_it_closes_nothing() -> None:
    scenario = priced(**{"costs.course": {"pip2": 1000}})
    harmless = need("a", required=10, harm=0)
    away = SkillNeed("pip2", "b", "north", 10, 10, 5, 0, 0.0)
    found = plan(scenario, Gaps([harmless, away]), 5000)
    assert found.places == ()
    assert [one.because for one in found.left] == [
        "its crimes have no harm weight",
        "incidents take all hours there",
    ]


def test_the_plan_comes_on_top_of_the_courses(tmp_path: Path) -> None:
    prices = {"costs.course": {"pip2": 2000}}
    without = audit(village(tmp_path, **prices), budget=5000).plan
    beyond = audit(village(tmp_path, **prices, **{"workforce.courses": [COURSE]}), budget=5000).plan
    assert without is not None
    assert beyond is not None
    assert [(one.team, one.hours, one.spent) for one in without.places] == [("officers", pytest.approx(3.2), 2000)]
    assert (beyond.places, beyond.left) == ((), ())
