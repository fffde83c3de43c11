"""Specialists: who may do a stage of an investigation for the owner."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Flags, Ints, codes_at, first_of, rows_of, stable_order
from demandsim.eventlog.successions import shown
from demandsim.rules.screen import ALLOCATE
from demandsim.scenario.cases import passes
from demandsim.scenario.scenario import Scenario


def specialists_do_their_stages(log: EventLog) -> list[str]:
    """A stage that specialists do is passed to a unit of their team and done by its officers, and no other stage is."""
    does = _teams_by_stage(log.facts.scenario)
    passed = rows_of(log, Moment.PASSED)
    if not len(passed) and not (does >= 0).any():
        return []
    facts = log.facts
    teams = tuple(facts.scenario.workforce.teams)
    of_unit = np.array([teams.index(team) for team in facts.unit_team], dtype=np.int64)
    assisted = rows_of(log, Moment.ASSISTING, Moment.ASSIST_PAUSED, Moment.ASSISTED)
    to = codes_at(log.amount, _last_passed(log, passed, assisted))
    own = rows_of(log, Moment.STARTED)
    own = own[_on_plan(log, own)]
    found = []
    for what, rows, wrong in (
        ("a stage is passed to another team", passed, of_unit[log.amount[passed]] != _team(log, does, passed)),
        ("a stage is passed on off the plan", passed, ~_on_plan(log, passed)),
        ("a specialist of another unit helps", assisted, facts.officer_unit[log.officer[assisted]] != to),
        ("an owner does what specialists do", own, _team(log, does, own) >= 0),
    ):
        found += shown(what, [f"crime {log.subject[n]} at {log.at[n]}" for n in rows[wrong].tolist()])
    return found


def _teams_by_stage(scenario: Scenario) -> Ints:
    """Give by offence and place of the stage the team that does it, -1 for the owner."""
    teams = tuple(scenario.workforce.teams)
    plans = {name: [plan[n].by for n, _ in passes(plan)] for name, plan in scenario.demand.plans.items()}
    table = np.full((len(scenario.demand.offences), max(map(len, plans.values()))), -1, dtype=np.int64)
    for number, offence in enumerate(scenario.demand.offences):
        for place, by in enumerate(plans[offence.plan]):
            table[number, place] = -1 if by is None else teams.index(by)
    return table


def _team(log: EventLog, does: Ints, rows: Ints) -> Ints:
    stage = log.detail[rows]
    team = does[log.facts.crime_offence[log.subject[rows]], np.minimum(stage, does.shape[1] - 1)]
    return np.where(stage < does.shape[1], team, -1)


def _on_plan(log: EventLog, rows: Ints) -> Flags:
    """Tell which rows are about stages of a plan: not about desk work, nor about what a crime is opened again for."""
    count, crime = len(log.facts.crime_uid), log.subject[rows]
    verdict = codes_at(log.detail, first_of(log, rows_of(log, Moment.SCREENED), count)[crime])
    again = first_of(log, rows_of(log, Moment.REOPENED), count)[crime]
    found: Flags = ((verdict == ALLOCATE) | (verdict < 0)) & ((again == NO_ROW) | (again > rows))
    return found


def _last_passed(log: EventLog, passed: Ints, assisted: Ints) -> Ints:
    """Give for each row about a specialist the row with which the crime was last passed on before, or NO_ROW."""
    rows = np.sort(np.concatenate([passed, assisted]))
    rows = rows[stable_order(log.subject[rows])]
    place = np.where(log.moment[rows] == Moment.PASSED, np.arange(len(rows)), NO_ROW)
    latest = np.maximum.accumulate(place)
    last = np.where(latest == NO_ROW, NO_ROW, rows[np.maximum(latest, 0)]) if len(rows) else rows
    before = np.full(len(log), NO_ROW, dtype=np.int64)
    before[rows] = np.where(codes_at(log.subject, last) == log.subject[rows], last, NO_ROW)
    found: Ints = before[assisted]
    return found
