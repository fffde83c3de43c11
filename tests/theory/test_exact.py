"""Small worlds whose every moment is known: capacity that comes and goes, giving up, priority, overtime, weekends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.eventlog import EventLog, Moment
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.worlds import FOREVER, STAGES, Calls, Cases, Spell, World, call_world, field_world

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


def when_calls_end(case: Case, _: Generator) -> Sample:
    """G04, G05, G09, G10: calls end and are given up when they must, and nothing else happens."""
    log = callers(case.params["jobs"], spells_of(case.params["cap"])).play()
    ends = {f"end{number}": at for number, at in when(log, Moment.HUNG_UP).items()}
    leaves = {f"leave{number}": at for number, at in when(log, Moment.ABANDONED).items()}
    assert {*ends, *leaves} == set(case.expected)
    return Sample({**ends, **leaves})


def one_crime(at: int, work: int, spells: list[Spell], ends_at: int) -> EventLog:
    """Play one crime with one stage of work before one officer."""
    columns = np.zeros((1, STAGES), dtype=np.int64)
    lengths = columns.copy()
    lengths[0, 0] = work
    return field_world(None, Cases(np.array([at]), lengths, columns), 1, spells, ends_at).play()


def after_a_gap(case: Case, _: Generator) -> Sample:
    """G07: on duty until 5 and from 9; ten units of work begun at 1 end at 15."""
    at, (work, _again), *_rest = case.params["jobs"][0]
    log = one_crime(at * UNIT, work * UNIT, spells_of(case.params["cap"]), ENDS * UNIT)
    return Sample({f"end{number}": closed for number, closed in when(log, Moment.CLOSED).items()})


def friday_afternoon(case: Case, _: Generator) -> Sample:
    """F14: ten hours of work from Friday 15:00, office hours 09:00 to 17:00; 2025-03-07 is a Friday."""
    params, hour, begins = case.params, 3600, 15
    spells = [(0, (24 * day + params["opens"]) * hour, (24 * day + params["closes"]) * hour) for day in (0, 3, 4)]
    log = one_crime(begins * hour, params["hours"] * hour, spells, 6 * 24 * hour)
    (closed,) = log.at[log.moment == Moment.CLOSED].tolist()
    return Sample({"elapsed_h": closed / hour - begins})


def mean_overtime(case: Case, _: Generator) -> Sample:
    """G13: every turn has people of its own; they leave late by 0, 1, 3, 2 and 3."""
    params = case.params
    jobs = [[at, work, 0, 1, "inf"] for at, work in zip(params["arrive"], params["work"], strict=True)]
    spells: list[Spell] = []
    for since, until, number in params["shifts"]:
        spells += [(len(spells) + person, since * UNIT, until * UNIT) for person in range(number)]
    log = callers(jobs, spells).play()
    off = (log.moment == Moment.OFF_DUTY) & (log.officer < len(jobs))
    overtime = sorted((log.amount[off] / UNIT).tolist())
    assert overtime == [0, 1, 2, 3, 3]
    return Sample({"mean": sum(overtime) / len(overtime)})


TRIALS = [
    *(Trial(case, when_calls_end, 1) for case in ("G04", "G05", "G09", "G10")),
    Trial("G07", after_a_gap, 1),
    Trial("F14", friday_afternoon, 1, left_out={"finish": "the same as `elapsed_h`, as a date"}),
    Trial("G13", mean_overtime, 1),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_every_moment_is_known(trial: Trial) -> None:
    check(trial)
