"""Crimes that come, last and close: lengths worked out by hand, limits, and identities."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from demandsim.rules.screen import ALLOCATE, DESK, FILE
from demandsim.scenario.cases import Stage
from demandsim.scenario.laws import Law
from demandsim.scenario.shifts import Shift
from demandsim.second_opinion import Measured, second_opinions_on
from demandsim.second_opinion.crimes import Crimes, area
from demandsim.second_opinion.lasting import STEP, at_once, lasting, left, next_turn, outside_waits
from demandsim.second_opinion.money import pounds_a_year
from demandsim.second_opinion.owners import owned, usual
from demandsim.tape import record
from tests.worlds import village

TWO = (
    Stage(name="first", work=0.5, wait={"share": 0.5, "time": "4 days"}),  # type: ignore[arg-type]
    Stage(name="last", work=0.5),
)
DAY_OF_WORK = Law(constant="1 day")  # type: ignore[arg-type]


def days(chances: np.ndarray) -> dict[float, float]:
    return {place * STEP: round(float(chances[place]), 9) for place in np.flatnonzero(chances > 1e-12)}


def test_half_of_the_crimes_wait_four_days() -> None:
    assert days(outside_waits(TWO, 100)) == {0.0: 0.5, 4.0: 0.5}
    assert days(outside_waits(TWO, 100, 1)) == {0.0: 1.0}


def test_a_stage_sent_back_waits_again() -> None:
    back = (Stage(name="a", work=1.0, wait=TWO[0].wait, again={"share": 0.5, "at_most": 1}),)  # type: ignore[arg-type]
    assert days(outside_waits(back, 100)) == {0.0: 0.375, 4.0: 0.5, 8.0: 0.125}


def test_work_decision_and_waits_add_up() -> None:
    decided = np.zeros(100)
    decided[2] = 1.0
    assert days(lasting(TWO, DAY_OF_WORK, 3.0, decided, 100)) == {3.5: 0.5, 7.5: 0.5}
    assert not lasting(TWO, DAY_OF_WORK, float("inf"), decided, 100).any()


def test_a_backlog_crime_has_half_its_work_and_half_its_waits_behind_it() -> None:
    found = left(TWO, DAY_OF_WORK, 1.0, 100)
    mean = float(found @ np.arange(100)) * STEP
    # Half a day of work on average; a wait of four days for half of those still in the first half.
    assert mean == pytest.approx(0.5 + 0.5 * 0.5 * 4, abs=STEP / 2)


def test_the_next_turn_of_office_hours() -> None:
    shift = Shift(cycle="D", turns={"D": {"starts": "06:00", "ends": "18:00"}}, teams=1)  # type: ignore[dict-item]
    always = next_turn(shift, 1.0, 100)
    assert always[0] >= 0.5
    # Off duty twelve hours a day: six on average, for half of the hours.
    assert float(always @ np.arange(100)) * STEP == pytest.approx(0.5 * 0.25, abs=0.02)
    often = next_turn(shift, 0.5, 100)
    assert often.sum() == pytest.approx(1.0)
    assert float(often @ np.arange(100)) > float(always @ np.arange(100))
    assert days(next_turn(None, 1.0, 100)) == days(at_once(100))


def test_recorded_is_closed_or_open() -> None:
    crimes = Crimes(Measured(village(), 0, 60))
    recorded = 60 * sum(stream.per_day for stream in crimes.streams)
    stock = sum(each.crimes for each in crimes.stocks)
    for closed, still in zip(crimes.closed_a_week(), crimes.open_at_end(), strict=True):
        assert closed * 60 / 7 + still == pytest.approx(recorded + stock, rel=1e-9)


def test_the_free_pace_closes_more_and_leaves_less() -> None:
    crimes = Crimes(Measured(village(), 7, 28))
    closed, still, held = crimes.closed_a_week(), crimes.open_at_end(harm=True), crimes.held_on_average()
    assert closed[0] >= closed[1]
    assert still[0] <= still[1]
    assert held[0] <= held[1]
    assert crimes.half_closed_after()[0] <= crimes.half_closed_after()[1]


def test_an_overloaded_unit_closes_nothing_at_the_shared_pace() -> None:
    busy = village(**{"demand.offences.rape.work": "5000 h", "demand.offences.rape.per_year": "900 per year"})
    crimes = Crimes(Measured(busy, 7, 28))
    streams = [each for each in crimes.streams if each.offence.name == "rape" and each.decision == ALLOCATE]
    assert any(np.isinf(crimes.pace(each.unit)) for each in streams)
    assert all(each.shared[-1] == 1.0 for each in streams if np.isinf(crimes.pace(each.unit)))


def test_screening_sorts_charges_and_loses_none() -> None:
    streams = Crimes(Measured(village(), 7, 28)).streams
    for offence in village().demand.offences:
        mine = [each for each in streams if each.offence.name == offence.name]
        charged = sum(each.per_day * each.charge for each in mine) / sum(each.per_day for each in mine)
        assert charged == pytest.approx(offence.outcomes.charged, rel=1e-3), offence.name
    best, middle, least = (charge_of("theft", decision) for decision in (ALLOCATE, DESK, FILE))
    assert best > middle > least


def charge_of(offence: str, decision: int, **changes: object) -> float:
    streams = Crimes(Measured(village(**changes), 7, 28)).streams
    mine = [each for each in streams if (each.offence.name, each.decision) == (offence, decision)]
    return sum(each.per_day * each.charge for each in mine) / sum(each.per_day for each in mine)


def test_a_score_that_tells_nothing_and_one_that_tells_all() -> None:
    chance = next(each for each in village().demand.offences if each.name == "theft").outcomes.charged
    nothing = {"mechanics.score_accuracy": 0.001, "investigative_model.screen.never": []}
    everything = {"mechanics.score_accuracy": 0.999, "investigative_model.screen.never": []}
    assert charge_of("theft", FILE, **nothing) == pytest.approx(chance, rel=0.01)
    assert charge_of("theft", FILE, **everything) == pytest.approx(0.0, abs=1e-3)


def test_a_score_that_tells_something_by_drawing() -> None:
    """Score and prospects are normal scores with a correlation; the lowest scores are filed."""
    changes = {"mechanics.score_accuracy": 0.6, "investigative_model.screen.never": []}
    streams = [each for each in Crimes(Measured(village(**changes), 7, 28)).streams if each.offence.name == "theft"]
    filed = sum(each.per_day for each in streams if each.decision == FILE) / sum(each.per_day for each in streams)
    prospects, noise = np.random.default_rng(1).normal(size=(2, 4_000_000))
    score = 0.6 * prospects + np.sqrt(1 - 0.6**2) * noise
    charged = prospects > np.quantile(prospects, 1 - streams[0].offence.outcomes.charged)
    drawn = charged[score < np.quantile(score, filed)].mean()
    assert charge_of("theft", FILE, **changes) == pytest.approx(float(drawn), rel=0.05)


def test_as_many_are_recorded_as_the_tape_holds() -> None:
    """From January on, when the village is quiet."""
    scenario = village(**{"demand.generated_profile": "daytime"})
    expected = 60 * sum(each.per_day for each in Crimes(Measured(scenario, 0, 60)).streams)
    tapes = [record(scenario, number, 1, 60).crimes for number in range(4)]
    recorded = sum(int((tape.backlog_team < 0).sum()) for tape in tapes) / len(tapes)
    assert recorded == pytest.approx(expected, rel=0.06)


def test_crimes_whose_owner_is_not_yet_chosen_are_not_held() -> None:
    soon, late = (Crimes(Measured(village(**{"mechanics.decision_time": time}), 28, 56)) for time in ("1 s", "2 days"))
    waiting = 2 * sum(each.per_day for each in soon.streams)
    assert late.open_at_end()[0] - soon.open_at_end()[0] == pytest.approx(waiting, rel=0.1)
    assert late.held_on_average()[0] == pytest.approx(soon.held_on_average()[0], rel=0.05)
    of_the_backlog = sum(stock.crimes * float(stock.free[soon.begins :].mean()) for stock in soon.stocks)
    assert soon.held_on_average()[0] > of_the_backlog + 5


def test_the_desk_takes_as_long_as_is_written_of_it() -> None:
    plain = Crimes(Measured(village(), 7, 28))
    for name, decision in (("filed", FILE), ("worked", DESK)):
        slow = Crimes(Measured(village(**{f"demand.desk.{name}": "90 h"}), 7, 28))
        for before, after in zip(plain.streams, slow.streams, strict=True):
            assert (before.offence.name, before.decision) == (after.offence.name, after.decision)
            assert (area(after.free) > area(before.free) + 1) == (before.decision == decision)


def test_the_backlog_is_as_stated() -> None:
    scenario = village()
    held: dict[tuple[str, str, str], float] = defaultdict(float)
    for stock in Crimes(Measured(scenario, 7, 28)).stocks:
        held[*stock.unit, stock.offence.name] += stock.crimes
    assert held == {
        ("response", "north", "assault"): pytest.approx(4.5 * 20 * 0.75),
        ("response", "north", "theft"): pytest.approx(4.5 * 20 * 0.25),
        ("response", "south", "assault"): pytest.approx(4.5 * 15 * 0.75),
        ("response", "south", "theft"): pytest.approx(4.5 * 15 * 0.25),
        ("cid", "force", "rape"): pytest.approx(6 * 6 / 3),
        ("cid", "force", "burglary"): pytest.approx(6 * 6 * 2 / 3),
    }


def test_half_are_closed_when_half_are_left() -> None:
    crimes = Crimes(Measured(village(), 7, 28))
    half = crimes.half_closed_after()[1]
    shares = [each.per_day * each.shared for each in crimes.streams]
    still = np.sum(shares, axis=0) / sum(each.per_day for each in crimes.streams)
    assert still[round(half / STEP)] <= 0.5 < still[round(half / STEP) - 1]


def test_charges_lost_to_chance_owners_and_to_impatience() -> None:
    crimes = Crimes(Measured(village(), 7, 28))
    least, greatest = crimes.charged(1.0)
    assert 0 < least < greatest < 0.2
    assert crimes.charged(0.5)[0] == pytest.approx(least / 2)
    assert crimes.charged(0.5)[1] == greatest
    patient = Crimes(Measured(village(**{"demand.victims.patience": {"exponential": {"mean": "9000 days"}}}), 7, 28))
    assert patient.charged(1.0)[1] == pytest.approx(greatest, rel=0.02)
    assert patient.charged(1.0)[0] > least


def test_area_is_the_trapezium() -> None:
    assert area(np.array([1.0, 0.5, 0.0])) == pytest.approx(STEP)


def test_owners_at_random_have_the_skill_no_more_often_than_by_rule() -> None:
    crimes = Crimes(Measured(village(), 7, 28))
    rows = owned(crimes)
    assert rows
    assert all(0 <= row.at_random <= row.by_rule <= 1 for row in rows)
    still = usual(rows, [[] for _ in rows], moves=1.0)
    assert 0 < still <= 1


def test_the_cost_of_posts_by_hand() -> None:
    scenario = village()
    posts = sum(
        scenario.costs.a_year(rank) * number
        for team in scenario.workforce.teams.values()
        for ranks in team.posts.values()
        for rank, number in ranks.items()
    )
    assert pounds_a_year(scenario) >= posts > 0


def test_every_headline_measure_has_an_opinion_or_a_reason() -> None:
    from demandsim.measures import MEASURES

    found = second_opinions_on(Measured(village(), 7, 28))
    assert {each.measure for each in found} == {measure.name for measure in MEASURES.values() if measure.headline}
    assert all(each.how and each.why_it_may_part for each in found)
    assert all(each.low <= each.high for each in found if each.said)
    shares = {measure.name for measure in MEASURES.values() if measure.unit == "share"}
    assert all(0 <= each.low <= each.high <= 1 for each in found if each.said and each.measure in shares)
