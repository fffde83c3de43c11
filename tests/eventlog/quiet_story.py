"""A story of quiet hours, played by the engine, and ways of spoiling its log, each with the words that find it.

Ann attends, has a break and writes a report; Pat gives half an hour of the first day to a plan that prevents an
incident on the second; Ray resolves one at the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from demandsim.eventlog import EventLog, Moment
from demandsim.scenario.calendar import DAY
from tests.logs import Row, instead, log_of
from tests.stories.hand import World
from tests.stories.quiet import plans, rest

ANN, BOB, PAT, RAY = range(4)
NOON = DAY + 43_200


def quiet_world() -> World:
    """The people and incidents of the story."""
    report = {"demand.incidents.violence.report": "50 min"}
    teams = {**rest(), "patrols": {"desks": ["investigation"]}, "desk": {"desks": ["resolution"]}}
    world = World(plans({"teams": ["patrols"], "effect": 0.5}) | report, days=2, teams=teams)
    world.patrol("ann", (0, 10_000))
    world.patrol("bob", (20_000, 30_000))
    world.officer("pat", "patrols", (0, 5000), area="north")
    world.officer("ray", "desk", (0, 10_000), area="north")
    world.incident(1000, report=3000)
    world.incident(6000, "resolution", desk_work=600)
    world.incident(NOON, prevention_luck=0.2)
    world.incident(NOON, prevention_luck=0.4)
    return world


def quiet_log() -> EventLog:
    """The log of the story."""
    return quiet_world().play()


def told() -> tuple[Row, ...]:
    """The rows of the story, with names of moments."""
    return tuple((at, Moment(moment).name, *rest_of) for at, moment, *rest_of in quiet_log().rows())


def other(*changes: tuple[Row, Row | None]) -> EventLog:
    """The story with rows in the place of others (None: without them), each after all that happens in its second."""
    rows = told()
    for old, new in changes:
        rows = tuple(instead(rows, old, *([] if new is None else [new])))
    return log_of(sorted(rows, key=lambda row: row[0]), quiet_log().facts, 2 * DAY)


def luckier(incident: int, luck: float) -> EventLog:
    """The story had an incident had other luck."""
    log = quiet_log()
    changed = log.facts.incident_prevention_luck.copy()
    changed[incident] = luck
    return log_of(told(), replace(log.facts, incident_prevention_luck=np.array(changed)), 2 * DAY)


RESTING, RESTED = (3600, "RESTING", -1, ANN, -1, 900), (4500, "RESTED", -1, ANN, 0, 900)
WRITING, ASIDE = (1900, "WRITING_UP", 0, ANN, -1, 3000), (3600, "PUT_ASIDE", 0, ANN, -1, 1300)
AGAIN, WRITTEN = (4500, "WRITING_UP", 0, ANN, -1, 1300), (5800, "WRITTEN", 0, ANN, -1, 3900)
BEGINS, STOPPED = (0, "PREVENTING", -1, PAT, 0, 1800), (1800, "STOPPED", -1, PAT, 0, 1800)
RESOLVING, RESOLVED = (6000, "RESOLVING", 1, RAY, 3, 600), (6600, "RESOLVED", 1, RAY, 3, -1)

SPOILT: dict[str, tuple[Callable[[], EventLog], str]] = {
    "a break of another length": (
        lambda: other((RESTED, (4500, "RESTED", -1, ANN, 0, 899))),
        r"the break stated is not the time that passed",
    ),
    "a break that ends too soon, and whole": (
        lambda: other((RESTED, (4400, "RESTED", -1, ANN, 0, 800)), (AGAIN, (4500, "WRITING_UP", 0, ANN, -1, 1300))),
        r"the whole break stated is not the time that passed",
    ),
    "a break longer than the team's": (
        lambda: other((RESTING, (3600, "RESTING", -1, ANN, -1, 901))),
        r"a break not as the team has it: officer 0 at 3600",
    ),
    "a break of somebody without one": (
        lambda: other((RESTING, (3600, "RESTING", -1, RAY, -1, 900)), (RESTED, (4500, "RESTED", -1, RAY, 0, 900))),
        r"a break not as the team has it: officer 3 at 3600",
    ),
    "a break before its time": (
        lambda: other((RESTING, (3599, "RESTING", -1, ANN, -1, 900)), (RESTED, (4499, "RESTED", -1, ANN, 0, 900))),
        r"a break not as the team has it: officer 0 at 3599",
    ),
    "a second break": (
        lambda: log_of(
            sorted(
                [*told(), (6000, "RESTING", -1, ANN, -1, 900), (6900, "RESTED", -1, ANN, 0, 900)],
                key=lambda row: row[0],
            ),
            quiet_log().facts,
            2 * DAY,
        ),
        r"two breaks in a turn: officer 0 in the turn from 0",
    ),
    "a report with other work left": (
        lambda: other((ASIDE, (3600, "PUT_ASIDE", 0, ANN, -1, 1200))),
        r"the work on a report stated is not the time that passed",
    ),
    "a report that is written too soon": (
        lambda: other((WRITTEN, (5700, "WRITTEN", 0, ANN, -1, 3800))),
        r"the work on a report stated is not the time that passed",
    ),
    "a report written by somebody who was not there": (
        lambda: other(
            *((row, (row[0] + 20_000, *row[1:3], BOB, *row[4:])) for row in (WRITING, ASIDE, AGAIN)),
            (WRITTEN, (25_800, "WRITTEN", 0, BOB, -1, 23_900)),
        ),
        r"a report not by somebody who has cleared: incident 0 by officer 1",
    ),
    "a report handed on": (
        lambda: other(
            (AGAIN, (24_500, "WRITING_UP", 0, BOB, -1, 1300)), (WRITTEN, (25_800, "WRITTEN", 0, BOB, -1, 23_900))
        ),
        r"a report handed on: incident 0 by officer 1",
    ),
    "a report taken up elsewhere than it was left": (
        lambda: other((AGAIN, (4500, "WRITING_UP", 0, ANN, -1, 1400)), (WRITTEN, (5900, "WRITTEN", 0, ANN, -1, 4000))),
        r"a report not taken up where it was left: incident 0",
    ),
    "a report said to be written sooner": (
        lambda: other((WRITTEN, (5800, "WRITTEN", 0, ANN, -1, 3899))),
        r"the time until written stated is not the time that passed",
    ),
    "proactive work of another length": (
        lambda: other((STOPPED, (1700, "STOPPED", -1, PAT, 0, 1800))),
        r"the proactive work stated is not the time that passed",
    ),
    "proactive work of another team": (
        lambda: other((BEGINS, (0, "PREVENTING", -1, ANN, 0, 1800)), (STOPPED, (1000, "STOPPED", -1, ANN, 0, 1000))),
        r"proactive work of another team: officer 0",
    ),
    "more hours than the plan has": (
        lambda: other((STOPPED, (1900, "STOPPED", -1, PAT, 0, 1900))),
        r"more than the hours of the turn: officer 2 at 1900: 100 s too much",
    ),
    "hours begun that are not left": (
        lambda: other((BEGINS, (0, "PREVENTING", -1, PAT, 0, 1700))),
        r"more than the hours of the turn: officer 2 at 0: 1700 s, 1800 s are left",
    ),
    "resolved sooner than it takes": (
        lambda: other((RESOLVED, (6500, "RESOLVED", 1, RAY, 3, -1))),
        r"the work of the resolution desk stated is not the time that passed",
    ),
    "prevented without the hours": (
        lambda: other((BEGINS, None), (STOPPED, None)),
        r"prevented, or not, against the hours done: incident 2 on day 1",
    ),
    "prevented without the luck": (
        lambda: luckier(2, 0.32),
        r"prevented, or not, against the hours done: incident 2 on day 1",
    ),
    "not prevented with the luck": (
        lambda: luckier(3, 0.31),
        r"prevented, or not, against the hours done: incident 3 on day 1",
    ),
    "prevented by another plan": (
        lambda: other(((NOON, "PREVENTED", 2, -1, 0, -1), (NOON, "PREVENTED", 2, -1, -1, -1))),
        r"prevented, or not, against the hours done: incident 2 on day 1",
    ),
    "prevented, and yet it happened": (
        lambda: other(((NOON, "GRADED", 3, -1, 0, 0), (NOON, "GRADED", 2, -1, 0, 0))),
        r"prevented, and yet it happened: incident 2",
    ),
    "at a report beyond the turn": (
        lambda: other(
            ((10_000, "OFF_DUTY", -1, ANN, -1, 0), (10_100, "OFF_DUTY", -1, ANN, -1, 100)),
            (AGAIN, (9000, "WRITING_UP", 0, ANN, -1, 1300)),
            (WRITTEN, (10_300, "WRITTEN", 0, ANN, -1, 8400)),
        ),
        r"idle or at a desk when not planned to be on duty",
    ),
}
"""How the log is spoilt: the log, and what is found."""
