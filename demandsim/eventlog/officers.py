"""Officers: the log read officer by officer - what each held, was called from, stayed late for and went without."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog.duty import ACTIVITIES, Steps, planned_seconds, turns
from demandsim.eventlog.journeys import team_of_units
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Activity, Moment
from demandsim.eventlog.quiet import breaks_due
from demandsim.eventlog.rows import Ints, names
from demandsim.quantities import HOUR, MINUTE
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

HIGH_HARM = 0.9
"""Share of the crimes of a year, by volume, that weigh no more than the least that is called high harm."""
LATE = 15 * MINUTE
"""A turn is late that lasts longer than this beyond the roster."""
DEEP_IN_THE_NIGHT = 3 * HOUR
"""Whoever is on duty at this local clock time works a night."""
ROUNDING = 1e-12
"""Share by which adding up volumes may miss."""
AT_A_DESK = (Moment.PAUSED, Moment.ASSIST_PAUSED, Moment.PUT_ASIDE)
"""How somebody puts down a crime, another's crime or a report."""
DOING = tuple(name for activity, name in zip(Activity, ACTIVITIES, strict=True) if activity != Activity.OFF_DUTY)
"""What an officer may be doing on duty."""


def high_harm(scenario: Scenario) -> float:
    """Give the harm from which on a crime is of high harm: nine in ten crimes of a year weigh no more."""
    offences = sorted(scenario.demand.offences, key=lambda offence: offence.harm)
    volume = np.cumsum([offence.per_year for offence in offences])
    if not len(volume):
        return 0.0
    return offences[int(np.searchsorted(volume, volume[-1] * HIGH_HARM * (1 - ROUNDING)))].harm


def officer_year(log: EventLog, begin: int, changes: Steps, held: pd.DataFrame, seconds: Floats) -> pd.DataFrame:
    """Tell what every officer went through from an instant to the end of the log, one row each in order of officers.

    Staffed positions are seats, not people, and have no rows. `changes` are the `steps` of the log, `held` its
    `holdings` and `seconds` those on duty from `begin` on by officer and activity: shape (officers, activities).

    Turns are those that begin from `begin` on; `finished` are over or late already. `late` ones lasted more than 15
    minutes beyond the roster, `nights` are those that lasted over 03:00 by the local clock and `weekend` those begun
    on a Saturday or Sunday. `interruptions` are calls from a crime or a report to an incident. `breaks_due` and
    `breaks_forgone` count the breaks of the team that there was room for. Crimes held are averages over the time.
    `on_duty`, `planned` (by the roster), `overtime`, `alone` (without a supervisor of the unit on duty) and one column
    by activity are whole seconds.
    """
    facts = log.facts
    count = len(facts.officer_key)
    worked = turns(log)
    overtime = worked["overtime"].to_numpy(np.int64)
    began, late = worked["on_at"].to_numpy(np.int64) >= begin, overtime > LATE
    over = worked["off_at"].notna().to_numpy(np.bool_)
    who = worked["officer"].to_numpy(np.int64)
    night, weekend = _unsocial(log, worked)
    due = breaks_due(log, begin)
    resting, had = due["officer"].to_numpy(np.int64), due["had"].to_numpy(np.bool_)
    planned = planned_seconds(log, begin, log.ends_at)
    on_duty = seconds.sum(axis=1)
    grave = np.array([offence.harm for offence in facts.scenario.demand.offences]) >= high_harm(facts.scenario)
    is_grave = grave[facts.crime_offence[held["crime"].to_numpy(np.int64)]]
    teams, team_of = team_of_units(log)

    def number(officers: Ints) -> Ints:
        return np.bincount(officers, minlength=count).astype(np.int64)

    found = pd.DataFrame(
        {
            "officer": np.arange(count),
            "key": pd.Series(facts.officer_key, dtype=str),
            "team": names(team_of[facts.officer_unit], teams),
            "area": pd.Series([facts.unit_area[unit] for unit in facts.officer_unit.tolist()], dtype=str),
            "rank": pd.Series(facts.officer_rank, dtype=str),
            "supervisor": facts.officer_supervisor,
            "crimes_held": _held(held, begin, log.ends_at, count),
            "high_harm_held": _held(held[is_grave], begin, log.ends_at, count),
            "turns": number(who[began]),
            "finished": number(who[began & (over | late)]),
            "late": number(who[began & late]),
            "nights": number(who[began & night]),
            "weekend": number(who[began & weekend]),
            "interruptions": number(_called_from_a_desk(log, begin, changes)),
            "breaks_due": number(resting),
            "breaks_forgone": number(resting[~had]),
            "on_duty": on_duty.astype(np.int64),
            "planned": planned.astype(np.int64),
            "overtime": (on_duty - planned).astype(np.int64),
            "alone": _without_supervisor(log, begin, worked),
            **{name: seconds[:, ACTIVITIES.index(name)].astype(np.int64) for name in DOING},
        }
    )
    seats = [name for name, team in facts.scenario.workforce.teams.items() if team.positions is not None]
    return found[~found["team"].isin(seats)].reset_index(drop=True)


def _held(held: pd.DataFrame, begin: int, end: int, count: int) -> Floats:
    """Average the crimes that each officer held from an instant to another."""
    until = held["to_at"].fillna(end).to_numpy(np.int64)
    length = np.maximum(until, begin) - np.maximum(held["from_at"].to_numpy(np.int64), begin)
    return np.bincount(held["officer"].to_numpy(np.int64), weights=length, minlength=count) / (end - begin)


def _called_from_a_desk(log: EventLog, begin: int, changes: Steps) -> Ints:
    """List the officers who put down a crime or a report and are sent in the same second, once for every time."""
    officer, row, _ = changes
    moment, at = log.moment[row], log.at[row]
    called = np.isin(moment[:-1], AT_A_DESK) & (moment[1:] == Moment.DISPATCHED)
    called &= (officer[1:] == officer[:-1]) & (at[1:] == at[:-1]) & (at[:-1] >= begin)
    found: Ints = officer[:-1][called]
    return found


def _unsocial(log: EventLog, worked: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each turn whether it lasts over the deep of a night, and whether it begins at a weekend."""
    calendar = Calendar(log.facts.scenario.start, log.facts.scenario.timezone)
    days = range(calendar.day_of(log.ends_at) + 1)
    midnights = np.array([calendar.elapsed(day, 0) for day in days])
    deep = np.array([calendar.elapsed(day, DEEP_IN_THE_NIGHT) for day in days])
    since = worked["on_at"].to_numpy(np.int64)
    until = worked["off_at"].fillna(log.ends_at).to_numpy(np.int64)
    weekday = (np.searchsorted(midnights, since, side="right") - 1 + calendar.start.weekday()) % 7
    return np.searchsorted(deep, until) > np.searchsorted(deep, since), weekday >= 5


def _without_supervisor(log: EventLog, begin: int, worked: pd.DataFrame) -> Ints:
    """Add up each officer's seconds on duty from an instant on while no supervisor of the unit is on duty."""
    facts = log.facts
    who = worked["officer"].to_numpy(np.int64)
    since = np.maximum(worked["on_at"].to_numpy(np.int64), begin)
    until = np.maximum(worked["off_at"].fillna(log.ends_at).to_numpy(np.int64), begin)
    unit, leads = facts.officer_unit[who], facts.officer_supervisor[who]
    alone = until - since
    for number in range(len(facts.unit_team)):
        ours, leaders = unit == number, (unit == number) & leads
        alone[ours] -= _led(until[ours], since[leaders], until[leaders])
        alone[ours] += _led(since[ours], since[leaders], until[leaders])
    found = np.zeros(len(facts.officer_key), dtype=np.int64)
    np.add.at(found, who, alone)
    return found


def _led(at: Ints, since: Ints, until: Ints) -> Ints:
    """Give for each instant the seconds before it in which at least one of some spells lasts."""
    if not len(since):
        return np.zeros(len(at), dtype=np.int64)
    change = np.concatenate([since, until])
    order = np.argsort(change, kind="stable")
    change = change[order]
    there = np.cumsum(np.repeat([1, -1], len(since))[order]) > 0
    before = np.concatenate([[0], np.cumsum(np.diff(change) * there[:-1])])
    last = np.searchsorted(change, at, side="right") - 1
    return np.where(last < 0, 0, before[last] + there[last] * (at - change[last]))
