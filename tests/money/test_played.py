"""Break-even against the simulation: hours spared in a played village are those that the arithmetic says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from demandsim.engine import run
from demandsim.eventlog.duty import spells
from demandsim.eventlog.moments import Activity
from demandsim.measures import measure
from demandsim.money.break_even import break_even
from demandsim.money.spared import Work
from demandsim.quantities import DAY, HOUR, YEAR
from demandsim.roster import build_roster
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record
from tests.money.villages import ALL_TO_DETECTIVES, problem_solving, village
from tests.stories.quiet import plans
from tests.worlds import village as two_areas

WARM_UP, WEEKS, TAPES = 14 * DAY, 26, 12
WORK: dict[Work, tuple[Activity, ...]] = {
    "attendance": (Activity.TRAVELLING, Activity.ON_SCENE, Activity.IN_CUSTODY),
    "calls": (Activity.TALKING, Activity.WRAPPING),
    "investigation": (Activity.INVESTIGATING,),
    "supervision": (Activity.ALLOCATING, Activity.REVIEWING),
}
NOTHING_OF_ITS_OWN = {
    "demand.repeat.share": "0 %",
    "demand.victims.chase.share": "0 %",
    "investigative_model.review.first": "10 min",
    "investigative_model.review.then": "365 days",
    "workforce.teams.officers.posts.village.constable": 8,
    "workforce.teams.detectives.posts.village.constable": 4,
}
"""Nobody rings again, every crime is looked at once, and there are people enough: what the arithmetic leaves aside."""


@pytest.mark.slow
def test_hours_spared_in_a_run_are_those_of_the_arithmetic(tmp_path: Path) -> None:
    """On the same tapes, with an effect of 60 % and with none, the same hours being put in.

    The 99 % interval of the paired difference holds what the arithmetic says, for each sort of work and for all.
    """
    with_effect, without = (
        village(tmp_path, problem_solving({"effect": effect}, **ALL_TO_DETECTIVES, **NOTHING_OF_ITS_OWN))
        for effect in (0.6, 0)
    )
    (one,) = break_even(with_effect)
    spared = np.array([played(without, tape) - played(with_effect, tape) for tape in range(TAPES)])
    expected = np.array([one.spared_by(work).hours for work in WORK])
    for name, found, hours in (
        *zip(WORK, spared.T, expected, strict=True),
        ("in all", spared.sum(axis=1), one.spared.hours),
    ):
        half = stats.t.ppf(0.995, TAPES - 1) * found.std(ddof=1) / np.sqrt(TAPES)
        assert abs(found.mean() - hours) <= half < 0.2 * hours, (name, found.mean(), half, hours)


def played(scenario: Scenario, replication: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Play a replication and give the hours a year of every sort of work, after the warm-up."""
    end = WARM_UP + 7 * WEEKS * DAY
    tape = record(scenario, replication=replication, days=end // DAY)
    found = spells(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules))
    seconds = np.clip(found.to_at, WARM_UP, end) - np.clip(found.from_at, WARM_UP, end)
    hours = [seconds[np.isin(found.activity, activities)].sum() / HOUR for activities in WORK.values()]
    return np.array(hours) * YEAR / (end - WARM_UP)


@pytest.mark.slow
def test_hours_put_in_and_incidents_prevented_in_a_run_are_those_of_the_arithmetic() -> None:
    """Two areas, a team in each and one of the force, absences, work of random length: by measure, after the warm-up.

    Hours that come before all other work are nearly all found: a turn may begin with an incident still in hand.
    """
    facts = {"teams": ["response", "cid"], "effect": 0.4, "hours_a_week": 60, "protected": True}
    scenario = two_areas(**plans(facts))
    (one,) = break_even(scenario)
    found = np.array([measured(scenario, tape) for tape in range(6)])
    half = stats.t.ppf(0.995, 5) * found.std(axis=0, ddof=1) / np.sqrt(6)
    put_in = [area.invested.hours * 7 / 365 for area in one.areas]
    assert found[:, :2].mean(axis=0) == pytest.approx(put_in, rel=0.04)
    assert abs(found[:, 2].mean() - one.incidents * one.share * 7 / 365) <= half[2]


def measured(scenario: Scenario, replication: int) -> list[float]:
    """Play a replication and give hours put in by area and incidents prevented, a week."""
    tape = record(scenario, replication=replication, days=7 + 84)
    values = measure(
        run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules),
        ["proactive_hours", "incidents_prevented"],
    ).set_index(["measure", "group"])["value"]
    asked = [("proactive_hours", "area=north"), ("proactive_hours", "area=south"), ("incidents_prevented", "")]
    return [float(values[which]) for which in asked]
