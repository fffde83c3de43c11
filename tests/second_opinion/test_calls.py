"""The desk by formula: hand-worked callers who ring again, and desks for which the formula is exact, played."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.experiment.precision import t_interval
from demandsim.measures import measure
from demandsim.quantities import HOURS_A_WEEK
from demandsim.roster import build_roster
from demandsim.scenario.scenario import Scenario
from demandsim.second_opinion import Measured, calls, judge
from demandsim.second_opinion.calls import calls_opinions, desk_by_formula, first_calls
from demandsim.tape import record
from tests.staffing.desks import steady_desk
from tests.worlds import village

WEEKS = 2
NAMES = ["calls_in_target", "calls_abandoned"]


def one_line(**changes: object) -> Scenario:
    """A desk of three with six and a half calls an hour of twenty minutes: Erlang's assumptions, all of them."""
    return steady_desk("156 per day", "20 min", "80 %", "60 s", **changes)


def two_lines() -> Scenario:
    """The same with patience, an urgent line and a reserve: the chain of two grades is exact."""
    scenario = one_line()
    lines = {
        name: {
            "volume": volume,
            "profile": "flat",
            "talk": {"exponential": {"mean": "20 min"}},
            "wrap": "0 s",
            "patience": {"exponential": {"mean": "10 min"}},
            "target": {"share": "80 %", "within": "60 s"},
            "retry": {"information": 0, "need": 0, "after": "1 min"},
        }
        for name, volume in (("999", "60 per day"), ("101", "150 per day"))
    }
    assert scenario.demand.lines.keys() == {"999", "101"}
    return one_line(
        **{
            "demand.lines": lines,
            "rules.answer": {"kind": "priority", "order": ["999", "101"], "reserve": {"999": 1}},
        }
    )


@lru_cache
def played(which: str, replications: int = 8) -> dict[str, list[float]]:
    scenario = {"one": one_line, "two": two_lines}[which]()
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    for number in range(replications):
        tape = record(scenario, number, 1, days=1 + 7 * WEEKS)
        log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
        values = measure(log, NAMES, 1)
        for row in values[values["group"] == ""].itertuples():
            found[str(row.measure)].append(float(row.value))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("which", ["one", "two"])
@pytest.mark.parametrize("name", NAMES)
def test_where_the_formula_is_exact_the_simulation_agrees(which: str, name: str) -> None:
    scenario = {"one": one_line, "two": two_lines}[which]()
    opinions, _ = calls_opinions(Measured(scenario, 1, 7 * WEEKS))
    opinion = next(each for each in opinions if each.measure == name)
    seen = t_interval(np.array(played(which)[name]), 0.999)
    # The tape is fixed, so that this never fails by chance; the bounds are those of one run in a thousand.
    assert seen.low - 1e-9 <= opinion.low <= seen.high + 1e-9
    assert judge(opinion, seen.mean, seen.low, seen.high, is_share=True) == "agrees"


def test_the_flag_fires_when_the_desk_is_another() -> None:
    opinions, _ = calls_opinions(Measured(one_line(**{"workforce.teams.handlers.positions": [5] * 24}), 1, 7 * WEEKS))
    seen = t_interval(np.array(played("one")["calls_in_target"]), 0.95)
    assert judge(opinions[0], seen.mean, seen.low, seen.high, is_share=True) == "parts"


def test_callers_who_ring_again_by_hand() -> None:
    # With nobody at the desk all give up at once: one caller makes three attempts where all ring again twice.
    nobody = one_line(
        **{
            "demand.lines.101.patience": {"exponential": {"mean": "1 min"}},
            "demand.lines.101.retry": {"information": 1, "need": 1, "after": "1 min", "attempts": 3},
            "workforce.teams.handlers.positions": [0] * 24,
        }
    )
    measured = Measured(nobody, 1, 7)
    desk = desk_by_formula(measured)
    need, rest = first_calls(measured, "101")
    assert desk.attempts["101"].sum() / 2 == pytest.approx(3 * (need + rest).sum())
    assert desk.share(desk.given_up) == pytest.approx(1.0)
    assert desk.share(desk.in_time) == 0.0


def test_calls_that_the_force_caused_come_on_top() -> None:
    without, with_them = Measured(one_line(), 1, 7), Measured(one_line(), 1, 7, {"101": 168.0})
    more = sum(part.sum() for part in first_calls(with_them, "101")) - sum(
        part.sum() for part in first_calls(without, "101")
    )
    assert more == pytest.approx(168.0)


def test_they_come_when_others_call() -> None:
    busy = one_line(**{"demand.lines.101.profile": "daytime"})
    (_, without), (_, with_them) = (first_calls(Measured(busy, 1, 7, caused), "101") for caused in ({}, {"101": 168.0}))
    more = with_them - without
    assert more.sum() == pytest.approx(168.0)
    assert more.max() > 3 * more.min()
    for_each_call = more / sum(first_calls(Measured(busy, 1, 7), "101"))
    assert for_each_call == pytest.approx(for_each_call.mean())


def test_a_mean_number_of_positions_lies_between_whole_ones() -> None:
    shares = []
    for positions in ([3] * 48, [3, 4] * 24, [4] * 48):
        desk = desk_by_formula(Measured(one_line(**{"workforce.teams.handlers.positions": positions}), 1, 7))
        shares.append(desk.share(desk.in_time))
    assert shares[1] == pytest.approx((shares[0] + shares[2]) / 2, rel=1e-6)


def test_a_mean_that_is_no_whole_number_lies_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = []
    for positions in (3.0, 3.25, 4.0):
        monkeypatch.setattr(calls, "_positions", lambda *_, always=positions: np.full(2 * HOURS_A_WEEK, always))
        desk = desk_by_formula(Measured(one_line(), 1, 7))
        shares.append(desk.share(desk.in_time))
    assert shares[0] < shares[1] < shares[2]
    assert shares[1] == pytest.approx(0.75 * shares[0] + 0.25 * shares[2], rel=1e-6)


def test_no_opinion_where_callers_are_rung_back_or_put_through() -> None:
    scenario = village()
    answer = scenario.desk_rules.answer.model_copy(update={"switchboard": ("101",)})
    rules = scenario.desk_rules.model_copy(update={"answer": answer})
    opinions, desk = calls_opinions(Measured(scenario.model_copy(update={"desk_rules": rules}), 7, 28))
    assert desk is None
    assert all(not each.said and "switchboard" in each.why_it_may_part for each in opinions)
