"""The search: it finds what is known to be needed, and says how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from demandsim.scenario.problems import ScenarioError
from demandsim.scenario.scenario import Scenario
from demandsim.staffing.erlang import positions_for, service
from demandsim.staffing.formulas import Pool, Target, homes
from demandsim.staffing.players import Players
from demandsim.staffing.search import search
from demandsim.staffing.shares import By, Counts, Shares
from demandsim.staffing.staffing import FEWEST_WEEKS, MOST_WEEKS, Staffing, staffing, verdict, weeks_of
from demandsim.staffing.weeks import Plan
from tests.staffing.desks import steady_desk
from tests.worlds import village

LINE = "101"


class Oracle(Players):
    """A desk whose share answered in time is known: a formula's, for another load than the searcher believes in."""

    def __init__(self, loads: Sequence[float], handle: float, calls: int = 10**9, carried_over: float = 0.0) -> None:
        self.loads, self.handle, self.calls, self.carried_over = loads, handle, calls, carried_over
        self.played: list[tuple[int, ...]] = []

    def share(self, period: int, positions: int) -> float:
        return service(self.loads[period] / self.handle, self.handle, positions, within=20).in_time

    def play(self, replications: Sequence[int], plan: Plan, within: Sequence[int], by: By) -> Counts:
        assert (list(replications), list(within), by) == ([0], [20], "day")
        positions = plan["desk"]
        self.played.append(positions)
        own = [self.share(period, number) for period, number in enumerate(positions)]
        given = [share * (1 - self.carried_over * (own[period - 1] < 0.5)) for period, share in enumerate(own)]
        offered = np.full((1, 1, len(given)), self.calls)
        return Counts(offered, np.array(given).reshape(1, 1, -1) * self.calls, offered * 0)


def pool(loads: Sequence[float], handle: float, share: float) -> Pool:
    """Give what the searcher believes."""
    load = np.array(loads)
    return Pool("desk", (Target(LINE, share, 20),), (20.0,), load / handle * 1800, handle, load, load, None)


def needed(oracle: Oracle, share: float) -> list[int]:
    """Give the positions that the oracle's desk needs."""
    return [positions_for(load / oracle.handle, oracle.handle, share, 20) for load in oracle.loads]


@pytest.mark.parametrize("wrong_by", [0.5, 0.8, 1.0, 1.3, 2.0])
def test_the_search_finds_what_is_needed_however_wrong_the_formula(wrong_by: float) -> None:
    truth = 2 + 12 * np.sin(np.arange(48) / 48 * np.pi) ** 2
    oracle = Oracle(truth.tolist(), 300.0)
    found = search(oracle, [0], [pool((truth * wrong_by).tolist(), 300.0, 0.8)], [LINE], [20], "day")
    assert found.missed == 0
    assert list(found.plan["desk"]) == needed(oracle, 0.8)
    assert found.rounds <= 10
    assert not found.few["desk"].any()


def test_a_half_hour_is_not_blamed_for_the_queue_before_it() -> None:
    """The first half hour is far too short of people and spoils the second, which has enough of its own."""
    oracle = Oracle([9.0, 3.0] + [3.0] * 46, 300.0, carried_over=0.9)
    found = search(oracle, [0], [pool([4.0, 3.0] + [3.0] * 46, 300.0, 0.8)], [LINE], [20], "day")
    assert oracle.share(0, oracle.played[0][0]) < 0.5
    assert list(found.plan["desk"]) == needed(oracle, 0.8)


def test_half_hours_with_few_calls_are_left_as_the_formula_has_them() -> None:
    oracle = Oracle([8.0] * 48, 300.0, calls=19)
    found = search(oracle, [0], [pool([4.0] * 48, 300.0, 0.8)], [LINE], [20], "day")
    assert list(found.plan["desk"]) == pool([4.0] * 48, 300.0, 0.8).erlang_a_lagged().tolist()
    assert found.few["desk"].all()
    assert found.rounds == 1


def test_rounds_that_run_out_leave_the_best_and_say_what_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    oracle = Oracle([4.0] * 48, 300.0)
    monkeypatch.setattr(oracle, "share", lambda _, positions: positions / 100)
    found = search(oracle, [0], [pool([4.0] * 48, 300.0, 0.8)], [LINE], [20], "day", rounds=3)
    assert (found.rounds, found.missed) == (3, 48)
    assert found.plan["desk"] == max(oracle.played, key=sum) == oracle.played[-1]


def around_the_clock(scenario: Scenario, **asked: object) -> Staffing:
    return staffing(scenario, by="day", replications=2, weeks=3, **asked)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_steady_desk_needs_what_erlang_c_says() -> None:
    """M/M/c around the clock, 40 calls an hour of 3 min: every half hour within one position of Erlang C's."""
    found = around_the_clock(steady_desk("40 per hour", "3 min", 0.8, "20 s"))
    exact = positions_for(40 / 3600, 180.0, 0.8, 20.0)
    assert exact == 4
    positions = np.array(found.found.plan["handlers"])
    assert np.abs(positions - exact).max() <= 1
    assert (positions == exact).mean() > 0.7
    assert set(found.table["erlang_c"]) == set(found.table["erlang_a"]) == {exact}
    assert found.table["load"].to_numpy() == pytest.approx(2.0, abs=0.25)
    assert found.asked.handled[0].mean() == pytest.approx(180, rel=0.03)
    # Played on tapes of their own, Erlang C's positions give Erlang C's share.
    truth = service(40 / 3600, 180.0, exact, within=20).in_time
    share, low, high = found.trial("Erlang C").answered[LINE]
    assert low < truth < high
    assert share == pytest.approx(truth, abs=0.02)
    assert found.pools[0].patience is None


@pytest.mark.slow
def test_the_result_does_not_depend_on_the_number_of_processes() -> None:
    scenario = steady_desk("12 per hour", "3 min", 0.8, "20 s")
    alone, shared = (staffing(scenario, by="day", replications=2, weeks=1, workers=workers) for workers in (1, 2))
    assert alone.found.plan == shared.found.plan
    assert alone.table.equals(shared.table)
    assert alone.trials == shared.trials


def test_targets_can_be_named() -> None:
    scenario = steady_desk("6 per hour", "3 min", 0.8, "20 s")
    found = staffing(scenario, lines=["101"], share=0.95, within=5, by="day", replications=2, weeks=1)
    assert found.targets == (Target("101", 0.95, 5),)
    exact = positions_for(6 / 3600, 180.0, 0.95, 5.0)
    assert abs(found.table["erlang_c"].mean() - exact) < 0.5
    assert {"101 calls", "101 share", "101 low", "101 high", "101 verdict"} <= set(found.table.columns)


def test_teams_that_are_home_to_no_line_stay_as_they_are() -> None:
    teams = {
        "nine": {"desks": ["contact"], "lines": ["999"], "positions": [2] * 24},
        "all": {"desks": ["contact"], "lines": ["101", "999"], "positions": [2] * 24},
    }
    rest = village().workforce.teams
    scenario = village(**{"workforce.teams.nine": teams["nine"], "workforce.teams.handlers": teams["all"]})
    assert homes(scenario) == {"999": "nine", "101": "handlers"}
    assert set(scenario.workforce.teams) == {*rest, "nine"}
    found = staffing(scenario, lines=["101"], by="day", replications=2, weeks=1)
    assert set(found.found.plan) == {"handlers"}
    routed = scenario.model_copy(
        update={
            "desk_rules": village(
                **{
                    "rules.answer": {
                        "kind": "by_skill",
                        "routes": {"999": [{"team": "handlers"}, {"team": "nine", "after": "20 s"}]},
                    }
                }
            ).desk_rules
        }
    )
    assert homes(routed) == {"999": "handlers", "101": "handlers"}


def test_verdicts() -> None:
    seen = Shares(
        share=np.array([0.95, 0.91, 0.89, 0.80, 0.5]),
        low=np.array([0.91, 0.88, 0.86, 0.75, 0.3]),
        high=np.array([0.98, 0.94, 0.92, 0.85, 0.7]),
        calls=np.array([100, 100, 100, 100, 19]),
    )
    found = verdict(Target(LINE, 0.9, 10), seen)
    assert found == ["met", "narrowly met", "narrowly missed", "missed", "too few calls"]


def test_fewer_calls_want_more_weeks() -> None:
    assert weeks_of(steady_desk("1 per day", "3 min", 0.8, "20 s")) == MOST_WEEKS
    assert weeks_of(steady_desk("600 per hour", "3 min", 0.8, "20 s")) == FEWEST_WEEKS
    assert weeks_of(steady_desk("0 per year", "3 min", 0.8, "20 s")) == FEWEST_WEEKS


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"lines": ["111"]}, "no line '111'"),
        ({"share": 1.0}, "below 100 %"),
        ({"share": 0.0}, "above 0 %"),
    ],
)
def test_what_cannot_be_searched_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        staffing(village(), **asked)  # type: ignore[arg-type]


def test_a_desk_that_nobody_rings_or_answers_is_refused() -> None:
    with pytest.raises(ScenarioError, match="nobody rings"):
        staffing(steady_desk("40 per hour", "3 min", 0.8, "20 s"), lines=["999"], replications=2, weeks=1)
    nobody = village(**{"workforce.teams.handlers.lines": []})
    with pytest.raises(ScenarioError, match="no team answers"):
        staffing(nobody)
    with pytest.raises(ScenarioError, match="no team answers"):
        staffing(nobody, lines=["101"])
