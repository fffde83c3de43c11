"""Pressure against arithmetic: at 105 % of what officers can do a queue grows by the rest; with a rule it settles.

Four officers are always on duty: 672 hours a week. Incidents ask for 40 % of them, an hour each with the way. Crimes
that are allocated take four hours; with 20 % filed, those of 136.5 crimes a week ask for 65 %. So 33.6 hours, or 8.4
crimes, a week are left over. Filing 40 %, as the rule does while more than 30 wait for an owner, asks for 88.75 %.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.eventlog import EventLog
from demandsim.eventlog.queues import INCIDENTS, UNALLOCATED, waits
from demandsim.measures import measure
from tests.stories.hand import World

HOUR, WEEK, WEEKS = 3600, 604_800, 30
OFFICERS, CAP = 4, 3
AT_WORK = OFFICERS * WEEK / HOUR * WEEKS
"""Hours of all weeks."""
CHANGES: dict[str, Any] = {
    "investigative_model.screen": {"kind": "solvability", "by": "bureau", "file_below": 0.2, "desk_below": 0.2},
    "investigative_model.routes": [{"name": "all", "to": "response"}],
    "investigative_model.allocate": {"kind": "least_caseload", "cap": "hard"},
}
RULE = {
    "name": "file more",
    "watch": {"queue": "crimes", "teams": ["response"]},
    "above": 30,
    "release": 10,
    "every": "1 h",
    "do": {"screen_harder": 0.2},
}
HELP = {
    "name": "send detectives",
    "watch": {"queue": "incidents"},
    "above": 10,
    "release": 2,
    "every": "15 min",
    "do": {"divert_investigators": ["cid"]},
}


def force(changes: dict[str, Any], seed: int, incidents: float = 268.8, crimes: float = 136.5) -> World:
    """Officers, clerks to file and what befalls them in 30 weeks; `incidents` and `crimes` are a week's."""
    rng, ends_at = np.random.default_rng(seed), WEEKS * WEEK
    world = World(changes, days=WEEKS * 7, caps={"response": CAP})
    for number in range(OFFICERS):
        world.patrol(f"officer {number}", (0, ends_at + 1))
    for number in range(3):
        world.officer(f"clerk {number}", "bureau", (0, ends_at + 1))
    for at in np.sort(rng.integers(0, ends_at, rng.poisson(incidents * WEEKS))).tolist():
        world.incident(at, travel=300, scene=3300)
    for at in np.sort(rng.integers(0, ends_at, rng.poisson(crimes * WEEKS))).tolist():
        world.crime(at, work=[4 * HOUR], score=float(rng.random()))
    return world


def weekly(log: EventLog, kind: str, queue: str) -> list[float]:
    """Give the mean length of a queue in every week."""
    stays = waits(log, kind)
    stays = stays[stays["queue"] == queue]
    since, until = stays["entered_at"].to_numpy(), stays["left_at"].fillna(log.ends_at).to_numpy(np.int64)
    borders = range(0, WEEKS * WEEK, WEEK)
    shared = (np.clip(until, at, at + WEEK) - np.clip(since, at, at + WEEK) for at in borders)
    return [float(each.sum() / WEEK) for each in shared]


def test_crimes_pile_up_by_what_is_left_over_and_settle_when_more_are_filed() -> None:
    world, queue = force(CHANGES, 1), "unallocated: response/north"
    tape = world.tape()
    asked = len(tape.incidents.scene) + 4 * int((tape.crimes.score >= 0.2).sum())
    left_over = (asked - AT_WORK) / 4
    without = weekly(world.play(), UNALLOCATED, queue)
    # The officers hold twelve of them, and have been idle at first.
    assert left_over > 200
    assert abs(without[-1] - left_over) < 20

    log = force({**CHANGES, "rules.pressure": [RULE]}, 1).play()
    settled = weekly(log, UNALLOCATED, queue)
    assert max(settled) < 40
    assert np.mean(settled[-10:]) < 1.2 * np.mean(settled[-20:-10])
    # It is in force for as much of the time as brings what is asked down to what can be done: about 52 hours a week.
    harder = 4 * int(((tape.crimes.score >= 0.2) & (tape.crimes.score < 0.4)).sum())
    in_force = measure(log, ["pressure_hours"], 0)["value"].iloc[0]
    assert in_force == pytest.approx((asked - AT_WORK) / harder * WEEK / HOUR, rel=0.1)


def test_incidents_pile_up_by_what_is_left_over_and_settle_when_a_detective_is_sent() -> None:
    queue = "incidents: north"

    def played(changes: dict[str, Any]) -> tuple[int, EventLog]:
        world = force({**CHANGES, **changes}, 2, incidents=705.6, crimes=0.0)
        world.detective("detective", (0, WEEKS * WEEK + 1))
        return len(world.tape().incidents.scene), world.play()

    asked, log = played({})
    without = weekly(log, INCIDENTS, queue)
    assert asked - AT_WORK > 800
    assert abs(without[-1] - (asked - AT_WORK)) < 40
    _, log = played({"rules.pressure": [HELP]})
    settled = weekly(log, INCIDENTS, queue)
    assert max(settled) < 12
    assert np.mean(settled[-10:]) < 1.2 * np.mean(settled[-20:-10])
