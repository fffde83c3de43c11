"""Handlers: what their hours go to, and is what the desk has promised or put aside done?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.rows import first_of, names, rows_of, taken
from demandsim.measures.measure import FORCE, Measure, Values, label, means, ratio
from demandsim.measures.performance import telephone_lines
from demandsim.measures.performance_work import contact_work, work_of_waits
from demandsim.measures.window import Window, kept, once
from demandsim.quantities import HOUR

LINE = ("line",)
CAUSE = ("cause",)
NO_GROUPS: tuple[str, ...] = ()


def handler_occupancy(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of time on duty in which handlers are anything but available, supervisors apart."""
    handlers = _handlers(window)
    yield FORCE, ratio(float(handlers["busy"].sum()), float(handlers["on_duty"].sum()))
    teams = window.scenario.workforce.teams
    if groups:
        for line in window.scenario.demand.lines:
            who = handlers[
                handlers["team"].map({name: line in team.lines for name, team in teams.items()}).astype(bool)
            ]
            if len(who):
                yield label(LINE, [line]), ratio(float(who["busy"].sum()), float(who["on_duty"].sum()))


def calls_per_handler_hour(window: Window, _: tuple[str, ...]) -> Values:
    """Divide the telephone calls answered, and those rung back who picked up, by handlers' hours on duty."""
    calls = window.calls
    telephone = telephone_lines(window.scenario)[calls["line"].cat.codes.to_numpy()]
    spoken = ((calls["ended"] == "answered") | calls["rung_back_at"].notna()) & telephone
    yield FORCE, ratio(float(spoken.sum()), float(_handlers(window)["on_duty"].sum()) / HOUR)


@once
def _handlers(window: Window) -> pd.DataFrame:
    frame = window.officers
    desks = [name for name, team in window.scenario.workforce.teams.items() if "contact" in team.desks]
    return frame[frame["team"].isin(desks) & ~frame["supervisor"]]


def avoidable_hours(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week of talk, wrap-up and writing that contacts cost which need not have been.

    Putting a call through costs the first conversation; what the second handler does meets a need, or what else
    caused the call.
    """
    calls = window.calls
    hours = pd.Series(work_of_waits(window, contact_work(window)) / HOUR / window.weeks, index=calls.index)
    caused = calls["avoidable"].notna()
    yield FORCE, float(hours[caused].sum())
    for group in groups:
        for cause, total in hours.groupby(calls["avoidable"], observed=False).sum().items():
            yield label([group], [cause]), float(total)


def callbacks_kept(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of promises to ring back that were kept in time, whether or not the caller picked up."""
    log, scenario = window.log, window.scenario
    made = window.rows(Moment.PROMISED)
    rung = first_of(log, rows_of(log, Moment.RUNG_BACK), len(log.facts.contact_uid))[log.subject[made]]
    lines = list(scenario.demand.lines)
    offers = scenario.rules.answer.call_back
    within = np.array([offers[line].within if line in offers else 0 for line in lines], dtype=np.float64)
    length, over_yet = window.waited(pd.Series(log.at[made]), pd.Series(taken(log.at, rung)))
    frame = pd.DataFrame(
        {"line": names(log.detail[made], lines), "kept": kept(length, over_yet, within[log.detail[made]])}
    )
    return means(frame, "kept", groups)


def written_outstanding(window: Window, groups: tuple[str, ...]) -> Values:
    """Average over time the number of written contacts that have arrived and are not dealt with."""
    log = window.log
    lines = list(window.scenario.demand.lines)
    written = ~telephone_lines(window.scenario)
    arrived = rows_of(log, Moment.RECEIVED)
    arrived = arrived[written[log.detail[arrived]]]
    contact = log.subject[arrived]
    done = first_of(log, rows_of(log, Moment.DEALT_WITH), len(log.facts.contact_uid))[contact]
    stay = window.within(pd.Series(log.at[arrived]), pd.Series(taken(log.at, done))) / window.seconds
    yield FORCE, float(stay.sum())
    if groups:
        for number in np.flatnonzero(written).tolist():
            yield label(LINE, [lines[number]]), float(stay[log.detail[arrived] == number].sum())


HANDLERS = (
    Measure(
        "handler_occupancy",
        "What share of time on duty are handlers anything but available? By line: those who answer it.",
        "share",
        "neither",
        LINE,
        handler_occupancy,
    ),
    Measure(
        "calls_per_handler_hour",
        "How many telephone calls are answered for every hour that a handler is on duty?",
        "calls an hour",
        "neither",
        NO_GROUPS,
        calls_per_handler_hour,
    ),
    Measure(
        "avoidable_hours",
        "How many hours of talk, wrap-up and writing do avoidable contacts take?",
        "hours a week",
        "lower",
        CAUSE,
        avoidable_hours,
        source="failure demand: Seddon, Freedom from Command and Control (2003); each contact has one cause",
    ),
    Measure(
        "callbacks_kept",
        "What share of callers who were promised to be rung back is rung within the promise?",
        "share",
        "higher",
        LINE,
        callbacks_kept,
    ),
    Measure(
        "written_outstanding",
        "How many written contacts lie there undone, on average over time?",
        "contacts",
        "lower",
        LINE,
        written_outstanding,
    ),
)
