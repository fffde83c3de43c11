"""Small worlds whose every moment is known: capacity that comes and goes, giving up, priority, overtime, weekends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.theory.forces import offence
from tests.theory.runner import Case, Sample, Trial, check
from tests.theory.worlds import FOREVER, STAGES, Calls, Cases, Spell, World, call_world, field_world
from tests.worlds import village

UNIT = 60
ON, OFF = Moment.ON_DUTY, Moment.OFF_DUTY
BEST_FIT = {"kind": "best_fit", "skill": "required", "cap": "hard"}
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


def clocks_go_forward(case: Case, _: Generator) -> Sample:
    """F15: a night turn from 22:00 to 06:00, local time, in the night in which the clocks are put forward."""
    begins, ends = (case.params[name] for name in ("start", "end"))
    night = {"cycle": "N", "turns": {"N": {"starts": begins[11:16], "ends": ends[11:16]}}}
    scenario = village(
        **{
            "start": begins[:10],
            "timezone": "Europe/London",
            "demand.backlog": [],
            "workforce.shifts.night": night,
            "workforce.teams.response.shift": "night",
        }
    )
    tape = record(scenario, days=2)
    roster = build_roster(scenario.workforce, tape.absences)
    (officer, *_) = roster.units[[unit.team for unit in roster.units].index("response")].officers
    log = run(tape, roster, scenario.rules)
    times = {int(moment): log.at[(log.moment == moment) & (log.officer == officer)] for moment in (ON, OFF)}
    return Sample({"hours": float(times[OFF][0] - times[ON][0]) / 3600})


def replayed(case: Case, rule: dict[str, Any], next_work: str) -> Sample:
    """F16: who is given which of six crimes when, and when it is closed.

    The sixth begins with an outside wait. Here a wait follows work: it has a second of work before it.
    """
    hour, days = 3600, 4
    officers, crimes = case.params["officers"], case.params["cases"]
    names = ["A", "B"]
    declared = {
        "workforce.skills": names,
        "demand.offences": [offence(name, name) for name in names],
        "investigative_model.allocate": rule,
        "investigative_model.next_work": {"kind": next_work},
    }
    work, wait = np.zeros((2, len(crimes), STAGES), dtype=np.int64)
    for crime, (_, _, stages) in enumerate(crimes):
        stage = -1
        for kind, length in stages:
            if kind == "w" or stage < 0:
                stage += 1
            if kind == "w":
                work[crime, stage] = length * hour
            else:
                early = work[crime, stage] == 0
                work[crime, stage] += early
                wait[crime, stage] = length * hour - early
    turns = [
        (officer, (24 * day + since) * hour, (24 * day + until) * hour)
        for day in range(days)
        for officer, (_, _, since, until) in enumerate(officers)
    ]
    at = np.array([begins for begins, _, _ in crimes]) * hour
    cap = officers[0][1]
    world = field_world(None, Cases(at, work, wait), len(officers), turns, days * 24 * hour, cap, declared=declared)
    kinds = np.array([names.index(name) for _, name, _ in crimes])
    people = tuple(
        replace(person, skills=sum(1 << names.index(name) for name in skills))
        for person, (skills, *_) in zip(world.roster.officers, officers, strict=True)
    )
    log = replace(
        world,
        tape=replace(world.tape, crimes=replace(world.tape.crimes, offence=kinds)),
        roster=replace(world.roster, officers=people),
    ).play()
    found = {}
    for at_second, moment, crime, officer, _, _ in log.rows():
        if moment == Moment.ALLOCATED:
            found |= {f"alloc{crime}": at_second / hour, f"owner{crime}": float(officer)}
        elif moment == Moment.CLOSED:
            found[f"done{crime}"] = at_second / hour
    return Sample(found)


def skilled_with_room(case: Case, _: Generator) -> Sample:
    """F16 with the skilled officer who has the fewest crimes; whoever has room is the only one, or there is a tie."""
    return replayed(case, BEST_FIT, "ready_longest")


def least_left_first(case: Case, _: Generator) -> Sample:
    """F16, taking up what has least left: the same choices, and the sixth crime's second of work at once."""
    return replayed(case, BEST_FIT, "shortest_first")


TRIALS = [
    *(Trial(case, when_calls_end, 1) for case in ("G04", "G05", "G09", "G10")),
    Trial("G07", after_a_gap, 1),
    Trial("F14", friday_afternoon, 1, left_out={"finish": "the same as `elapsed_h`, as a date"}),
    Trial("F15", clocks_go_forward, 1),
    Trial("F16", skilled_with_room, 1, left_out={"done5": "its outside wait comes before its first work"}),
    Trial("F16", least_left_first, 1, part="least left first"),
    Trial("G13", mean_overtime, 1),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_every_moment_is_known(trial: Trial) -> None:
    check(trial)
