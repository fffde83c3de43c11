"""Long horizons: two years stay sound, backlogs settle where they can, and grow where demand does."""

from __future__ import annotations

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.views import crimes, identities
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.worlds import VILLAGE, village

YEARS = 730
PROFILES = tuple(VILLAGE["demand"]["profiles"])


def two_years(trend: float = 0.0) -> EventLog:
    scenario = village(**{f"demand.profiles.{name}.trend": trend for name in PROFILES})
    tape = record(scenario, days=YEARS)
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


def recorded_by_half_year(log: EventLog) -> list[int]:
    at = crimes(log)["recorded_at"]
    return np.histogram(at[at >= 0], bins=4, range=(0, log.ends_at))[0].tolist()


@pytest.fixture(scope="module")
def steady() -> EventLog:
    return two_years()


def test_two_years_are_sound_and_the_books_balance(steady: EventLog) -> None:
    frame = crimes(steady)
    assert identities(steady) == []
    assert len(frame) == (steady.moment == Moment.RECORDED).sum()
    assert frame["closed_at"].notna().sum() == (steady.moment == Moment.CLOSED).sum()
    assert frame.loc[frame["recorded_at"] < steady.ends_at - 365 * 86_400, "closed_at"].notna().mean() > 0.95


def test_demand_grows_with_its_trend_and_the_same_people_call_first(steady: EventLog) -> None:
    growing = two_years(1.0)
    assert identities(growing) == []
    before, after = recorded_by_half_year(steady), recorded_by_half_year(growing)
    # 2^t over the last half year of two: (4 - 2^1.5) / ln 2 / 0.5 = 3.38 times as many.
    assert after[3] / before[3] == pytest.approx(3.38, rel=0.25)
    assert after[0] < after[1] < after[2] < after[3]
