"""Small worlds whose every moment is known: capacity that comes and goes, giving up, priority, overtime, weekends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.eventlog import EventLog, Moment
from tests.theory.runner import cases
from tests.theory.worlds import FOREVER, STAGES, Calls, Cases, Spell, World, call_world, field_world

CASES = cases()
UNIT = 60
ENDS = 2_000


def spells_of(capacity: list[list[int]]) -> list[Spell]:
    """Turn a number on duty, step by step, into officers: number n is there whenever more than n are."""
    spells = []
    for officer in range(max(number for _, number in capacity)):
        since = None
        for at, number in [*capacity, [ENDS, 0]]:
            if since is None and number > officer:
                since = at
            elif since is not None and number <= officer:
                spells.append((officer, since * UNIT, at * UNIT))
                since = None
    return spells


def callers(jobs: list[Any], spells: list[Spell]) -> World:
    """Let every job (at, work, class, units, patience) be a call."""
    at, work, line = (np.array([job[column] for job in jobs], dtype=np.float64) for column in range(3))
    patience = [FOREVER if job[4] == "inf" else job[4] * UNIT for job in jobs]
    calls = Calls(
        (at * UNIT).astype(np.int64),
        line.astype(np.int64),
        (work * UNIT).astype(np.int64),
        np.zeros(len(jobs), dtype=np.int64),
        np.array(patience, dtype=np.int64)[:, None],
    )
    handlers = 1 + max(officer for officer, _, _ in spells)
    lines = tuple(range(int(line.max()) + 1))
    return call_world(calls, [lines] * handlers, spells, ENDS * UNIT)


def when(log: EventLog, moment: Moment) -> dict[int, float]:
    """Give the instant of a moment by subject, in the case's unit."""
    rows = log.moment == moment
    return {int(who): at / UNIT for who, at in zip(log.subject[rows], log.at[rows], strict=True)}


@pytest.mark.parametrize("case", ["G04", "G05", "G09", "G10"])
def test_calls_end_and_are_given_up_when_they_must(case: str) -> None:
    params = CASES[case].params
    log = callers(params["jobs"], spells_of(params["cap"])).play()
    ends = {f"end{number}": at for number, at in when(log, Moment.HUNG_UP).items()}
    leaves = {f"leave{number}": at for number, at in when(log, Moment.ABANDONED).items()}
    assert {**ends, **leaves} == CASES[case].expected


def one_crime(at: int, work: int, spells: list[Spell], ends_at: int) -> EventLog:
    """Play one crime with one stage of work before one officer."""
    columns = np.zeros((1, STAGES), dtype=np.int64)
    lengths = columns.copy()
    lengths[0, 0] = work
    return field_world(None, Cases(np.array([at]), lengths, columns), 1, spells, ends_at).play()


def test_work_is_taken_up_again_after_a_gap_in_duty() -> None:
    """G07: on duty until 5 and from 9; ten units of work begun at 1 end at 15."""
    params = CASES["G07"].params
    at, (work, _), *_ = params["jobs"][0]
    log = one_crime(at * UNIT, work * UNIT, spells_of(params["cap"]), ENDS * UNIT)
    assert when(log, Moment.CLOSED) == {0: CASES["G07"].expected["end0"]}


def test_work_of_a_friday_afternoon_ends_on_monday() -> None:
    """F14: ten hours of work from Friday 15:00, office hours 09:00 to 17:00; 2025-03-07 is a Friday."""
    params = CASES["F14"].params
    hour = 3600
    spells = [(0, (24 * day + params["opens"]) * hour, (24 * day + params["closes"]) * hour) for day in (0, 3, 4)]
    log = one_crime(15 * hour, params["hours"] * hour, spells, 6 * 24 * hour)
    closed = log.at[log.moment == Moment.CLOSED]
    assert closed.tolist() == [(15 + CASES["F14"].expected["elapsed_h"]) * hour]


def test_overtime_of_those_who_finish_the_call_in_hand() -> None:
    """G13: every turn has people of its own; they leave late by 0, 1, 3, 2 and 3."""
    params = CASES["G13"].params
    jobs = [[at, work, 0, 1, "inf"] for at, work in zip(params["arrive"], params["work"], strict=True)]
    spells: list[Spell] = []
    for since, until, number in params["shifts"]:
        spells += [(len(spells) + person, since * UNIT, until * UNIT) for person in range(number)]
    log = callers(jobs, spells).play()
    off = (log.moment == Moment.OFF_DUTY) & (log.officer < len(jobs))
    overtime = sorted((log.amount[off] / UNIT).tolist())
    assert overtime == [0, 1, 2, 3, 3]
    assert sum(overtime) / len(overtime) == CASES["G13"].expected["mean"]
