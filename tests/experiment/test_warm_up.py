"""Warm-up advice: stocks day by day against a count by hand, and forces that are known to settle or to drift."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.experiment.warm_up import WarmUp, daily_level, judge, warm_up
from demandsim.measures import measure
from demandsim.quantities import DAY, HOUR
from demandsim.report.warm_up import advice, text
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import ScenarioError
from demandsim.tape import record
from tests.conftest import Command
from tests.experiment.files import write_village
from tests.worlds import village

GIVEN, DAYS = 10, 110


Rule = Callable[[np.ndarray], np.ndarray]


def force(**stocks: Rule) -> WarmUp:
    """Give what is said of stocks that follow a rule, in four replications with luck of their own."""
    at = np.arange(DAYS)
    luck = np.random.default_rng(1918)
    rows = {("open_crimes", name): rule(at) + luck.normal(0, 1, (4, DAYS)) for name, rule in stocks.items()}
    scenario = village(**{"period.warm_up": GIVEN})
    return WarmUp(scenario, 4, DAYS, tuple(judge(rows, GIVEN)))


def steady(at: np.ndarray) -> np.ndarray:
    return np.full(len(at), 40.0)


def settling(at: np.ndarray) -> np.ndarray:
    """Forgets an opening backlog that is too large within about three weeks."""
    return 40 + 60 * np.exp(-at / 5)


def growing(at: np.ndarray) -> np.ndarray:
    return 40 + 0.5 * at


def test_a_stock_day_by_day() -> None:
    entered = np.array([0.0, 12 * HOUR, DAY + 6 * HOUR])
    left = np.array([DAY, 36 * HOUR, 3 * DAY])
    # Day 1: one all day and one from noon. Day 2: one till noon, one from six. Day 3: one.
    assert daily_level(entered, left, 3).tolist() == [1.5, 0.5 + 0.75, 1.0]
    assert daily_level(np.array([]), np.array([]), 2).tolist() == [0.0, 0.0]


def test_a_force_that_begins_as_it_goes_on_needs_no_warm_up() -> None:
    found = force(cid=steady)
    assert found.advised == 0
    assert found.unsettled == ()
    assert "no warm-up is needed" in advice(found)[0]


def test_a_force_that_forgets_its_backlog_is_told_when() -> None:
    found = force(cid=settling, response=steady)
    assert found.longest.place == "cid"
    assert 15 <= found.longest.settles_after <= 30
    assert found.advised % 7 == 0
    assert found.longest.cut.mean == pytest.approx(40, abs=1)
    assert advice(found)[0].startswith(f"{found.advised} days of warm-up are advised, where the file has 10. cid: ")


def test_a_force_that_grows_is_not_told_to_wait() -> None:
    found = force(cid=growing, response=steady)
    (one,) = found.unsettled
    assert one.place == "cid"
    assert one.drifts
    assert not one.cut.settled
    assert one.drift.low <= 0.5 * 28 <= one.drift.high
    assert found.advised == 0
    assert "no warm-up helps" in " ".join(advice(found))
    (line,) = [line for line in text(found).splitlines() if line.startswith("cid: crimes open")]
    assert line.endswith("shown")


def test_steady_forces_are_rarely_said_to_be_anything_else() -> None:
    luck = np.random.default_rng(1)
    drift, off, cut = 0, 0, 0
    for _ in range(200):
        rows = {("open_crimes", str(n)): 40 + luck.normal(0, 1, (4, DAYS)) for n in range(8)}
        found = list(judge(rows, GIVEN))
        drift += any(one.drifts for one in found)
        off += any(one.opens_off for one in found)
        cut += any(one.cut.values > 0 for one in found)
    # 5 % of 200 tables, and three standard errors.
    assert drift <= 10 + 3 * 3.1
    assert off <= 10 + 3 * 3.1
    # MSER-5 by itself would have cut nearly every table.
    assert cut > 150


def test_the_days_add_up_to_what_is_measured(tmp_path: Path) -> None:
    file = write_village(tmp_path, **{"period.warm_up": 0, "period.days": 21})
    found = warm_up(file, measures=["open_crimes"], replications=1)
    scenario = read_scenario(file)
    tape = record(scenario, 0, 1, 21)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    values = measure(log, ["open_crimes"]).set_index("group")["value"]
    assert {"response", "cid"} <= {one.place for one in found.series}
    for one in found.series:
        assert one.days.shape == (1, 21)
        assert one.days.mean() == pytest.approx(values[f"team={one.place}"])


def test_the_command_and_its_chart(command: Command, tmp_path: Path) -> None:
    file, chart = write_village(tmp_path), tmp_path / "new" / "stocks.svg"
    words = ("warm-up", file, "--replications", 1, "--days", 21)
    ended = command(*words, "--out", chart)
    assert (ended.code, ended.err) == (0, "")
    assert "cid: crimes open" in ended.out
    assert "nothing can be told from luck" in ended.out
    assert "cid: crimes open" in chart.read_text(encoding="utf-8")
    command(*words, "--out", tmp_path / "again.svg", "--measure", "open_crimes")
    assert "without an owner" not in (tmp_path / "again.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--measure", "open_crime"), "did you mean 'open_crimes'"),
        (("--days", 12), "12 days are too few"),
        (("--out", "stocks.xlsx"), ".png or .svg"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    command: Command, tmp_path: Path, more: tuple[object, ...], said: str
) -> None:
    ended = command("warm-up", write_village(tmp_path), *more)
    assert ended.code == 2
    assert said in ended.err


def test_an_unknown_scenario_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="nowhere"):
        warm_up(tmp_path / "nowhere.yaml")
