"""Pressure: how often and how long are things done differently, and what does that cost?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog import Moment
from demandsim.eventlog.journeys import team_of_units
from demandsim.eventlog.pressure import in_force_spells
from demandsim.eventlog.rows import NO_ROW, codes_at, rows_of, stable_order
from demandsim.measures.measure import FORCE, Measure, Values, label
from demandsim.measures.window import Window, once
from demandsim.quantities import HOUR

RULE = ("rule",)


@once
def _hours(window: Window) -> NDArray[np.float64]:
    """Add up the hours of the window in which each rule was in force."""
    rule, from_at, to_at = in_force_spells(window.log)
    seconds = np.clip(to_at, window.begin, window.end) - np.clip(from_at, window.begin, window.end)
    return np.bincount(rule, weights=seconds, minlength=len(_names(window))) / HOUR


def _names(window: Window) -> list[str]:
    return [rule.name for rule in window.scenario.desk_rules.pressure]


def _by_rule(window: Window, values: NDArray[np.float64], groups: tuple[str, ...]) -> Values:
    yield FORCE, float(values.sum())
    if groups:
        for name, value in zip(_names(window), values.tolist(), strict=True):
            yield label(RULE, [name]), value


def pressure_hours(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week in which rules are in force."""
    return _by_rule(window, _hours(window) / window.weeks, groups)


def pressure_begun(window: Window, groups: tuple[str, ...]) -> Values:
    """Count how often a week a rule begins."""
    begun = window.log.detail[window.rows(Moment.PRESSED)]
    return _by_rule(window, np.bincount(begun, minlength=len(_names(window))) / window.weeks, groups)


def pressure_cost(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the pounds a week that the hours in force cost, overtime apart."""
    price = np.array([rule.pounds_per_hour for rule in window.scenario.desk_rules.pressure], dtype=np.float64)
    return _by_rule(window, _hours(window) * price / window.weeks, groups)


def pressure_harm(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the harm a week that is said to come of the hours in force."""
    harm = np.array([rule.harm_per_hour for rule in window.scenario.desk_rules.pressure], dtype=np.float64)
    return _by_rule(window, _hours(window) * harm / window.weeks, groups)


def kept_on_hours(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week between the roster's end of a turn and the end until which officers are kept on."""
    log = window.log
    rows = rows_of(log, Moment.KEPT_ON, Moment.OFF_DUTY)
    rows = rows[stable_order(log.officer[rows])]
    place = np.flatnonzero(log.moment[rows] == Moment.KEPT_ON)
    following = np.append(rows, NO_ROW)[place + 1]
    kept, ended = rows[place], codes_at(log.officer, following) == log.officer[rows[place]]
    off_at = np.where(ended, codes_at(log.at, following), log.ends_at)
    until = np.minimum(log.amount[kept], off_at)
    seconds = np.clip(until, window.begin, window.end) - np.clip(log.at[kept], window.begin, window.end)
    teams, team_of = team_of_units(log)
    team = team_of[log.facts.officer_unit[log.officer[kept]]]
    hours = np.bincount(team, weights=seconds, minlength=len(teams)) / HOUR / window.weeks
    yield FORCE, float(hours.sum())
    if groups:
        for name, value in zip(teams, hours.tolist(), strict=True):
            yield label(["team"], [name]), value


PRESSURE = (
    Measure(
        "pressure_hours",
        "For how many hours are rules of pressure in force? Where several are, the force as a whole counts each.",
        "hours a week",
        "lower",
        RULE,
        pressure_hours,
    ),
    Measure(
        "pressure_begun", "How often does a rule of pressure begin?", "times a week", "lower", RULE, pressure_begun
    ),
    Measure(
        "pressure_cost",
        "What do the hours cost in which rules of pressure are in force, overtime apart?",
        "pounds a week",
        "lower",
        RULE,
        pressure_cost,
    ),
    Measure(
        "pressure_harm",
        "How much harm, beyond what is simulated, do the hours do in which rules of pressure are in force?",
        "ONS Crime Severity Score a week",
        "lower",
        RULE,
        pressure_harm,
    ),
    Measure(
        "kept_on_hours",
        "For how many hours are officers kept on beyond the end of their turn? Work on scene that outlasts that, too, "
        "does not count.",
        "hours a week",
        "lower",
        ("team",),
        kept_on_hours,
    ),
)
