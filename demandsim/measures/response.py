"""Response: how soon is somebody there, how many wait for us, and how much is resolved without going?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog import Moment
from demandsim.eventlog.rows import names
from demandsim.measures.measure import FORCE, Measure, Values, counts, label, means, over
from demandsim.measures.window import Window, kept, mean, once, quantile
from demandsim.quantities import MINUTE
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import DIVERTED

GRADE_AND_AREA = ("grade", "area", "grade, area")
AREA = ("area",)


@once
def _attended(window: Window) -> pd.DataFrame:
    """Incidents that somebody must attend, with minutes from notice to first arrival, or until it lapsed, or so far."""
    frame = window.incidents
    frame = frame[~frame["resolved"]]
    length, _ = window.waited(frame["notice_at"], frame["arrived_at"].fillna(frame["lapsed_at"]))
    arrived = frame["arrived_at"].notna().to_numpy(np.bool_)
    return frame[["grade", "area"]].assign(minutes=length / MINUTE, arrived=arrived)


def incidents_graded(window: Window, groups: tuple[str, ...]) -> Values:
    """Count incidents a week."""
    return counts(window.incidents, groups, window.weeks)


def response_time(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the minutes from call to first arrival."""
    return over(_attended(window), groups, lambda f: mean(f["minutes"].to_numpy(), f["arrived"].to_numpy()))


def response_time_p90(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the minutes from call to first arrival within which nine in ten are reached."""
    return over(_attended(window), groups, lambda f: quantile(f["minutes"].to_numpy(), f["arrived"].to_numpy(), 0.9))


@once
def judged_by_target(window: Window) -> pd.DataFrame:
    """Incidents that somebody must attend and whose grade has a target, with whether it was kept.

    `kept` is missing while nobody has come, or for one in which nobody is needed any more, and the target has not
    passed.
    """
    frame = _attended(window)
    targets = window.scenario.places.targets
    within = np.array([targets[grade] / MINUTE if grade in targets else np.nan for grade in GRADES])
    target = within[frame["grade"].cat.codes.to_numpy()]
    frame = frame.assign(kept=kept(frame["minutes"].to_numpy(), frame["arrived"].to_numpy(), target))
    judged: pd.DataFrame = frame[~np.isnan(target)]
    return judged


def response_in_target(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of incidents reached within the target of their grade."""
    return means(judged_by_target(window), "kept", groups)


def incidents_waiting(window: Window, groups: tuple[str, ...]) -> Values:
    """Average over time the number of incidents to which nobody has been sent yet and somebody is still needed."""
    frame = window.all_incidents
    frame = frame[~frame["resolved"]]
    stay = window.within(frame["graded_at"], frame["dispatched_at"].fillna(frame["lapsed_at"])) / window.seconds
    frame = frame.assign(stay=stay)
    yield FORCE, float(stay.sum())
    for group in groups:
        for value, total in frame.groupby(group, observed=False)["stay"].sum().items():
            yield label([group], [value]), float(total)


def resolved_without_deployment(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of incidents to which nobody was sent."""
    return means(window.incidents, "resolved", groups)


def arrests(window: Window, groups: tuple[str, ...]) -> Values:
    """Count incidents with an arrest per day of the window in which it was made."""
    facts = window.log.facts
    incident = np.unique(window.log.subject[window.rows(Moment.ARRESTED)])
    areas = tuple(window.scenario.places.areas)
    frame = pd.DataFrame({"area": names(facts.incident_area[incident], areas)})
    return counts(frame, groups, window.days)


def borrowed(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attended incidents to which an officer of another area was sent."""
    frame = window.incidents
    sent = frame[frame["sent"] > 0]
    return means(sent.assign(helped=sent["borrowed"] > 0), "helped", groups)


def appointments_kept(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of appointments in whose slot somebody arrives."""
    return means(window.incidents, "visit_kept", groups)


def of_rows(window: Window, rows: NDArray[np.int64]) -> pd.DataFrame:
    """Grade and area of the incidents of which rows of the log tell."""
    incident = window.log.subject[rows]
    all_of_them = window.all_incidents
    place = np.full(len(window.log.facts.incident_uid), -1, dtype=np.int64)
    place[all_of_them["incident"].to_numpy(np.int64)] = np.arange(len(all_of_them))
    return all_of_them[["grade", "area"]].take(place[incident]).reset_index(drop=True)


def incidents_lapsed(window: Window, groups: tuple[str, ...]) -> Values:
    """Count incidents a week that end because nobody is needed any more, by when they end."""
    return counts(of_rows(window, window.rows(Moment.LAPSED)), groups, window.weeks)


def incidents_upgraded(window: Window, groups: tuple[str, ...]) -> Values:
    """Count incidents a week that become graver because nobody has come, by when they do and their first grade."""
    return counts(of_rows(window, window.rows(Moment.UPGRADED)), groups, window.weeks)


def diverted(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of all sent officers who were turned away from something less grave for it."""
    rows = window.rows(Moment.DISPATCHED)
    sent = of_rows(window, rows).assign(turned=window.log.amount[rows] & DIVERTED > 0)
    return means(sent, "turned", groups)


RESPONSE = (
    Measure(
        "incidents_graded",
        "How many incidents are opened?",
        "incidents a week",
        "neither",
        GRADE_AND_AREA,
        incidents_graded,
    ),
    Measure(
        "response_time",
        "How long from the first call (without a call: from grading) until somebody arrives, on average?",
        "minutes",
        "lower",
        GRADE_AND_AREA,
        response_time,
        source="from call, not from dispatch, to first arrival; incidents still waiting, or no longer in need of "
        "anybody, count as censored",
    ),
    Measure(
        "response_time_p90",
        "Within how many minutes from the call does somebody arrive in nine cases of ten?",
        "minutes",
        "lower",
        GRADE_AND_AREA,
        response_time_p90,
    ),
    Measure(
        "response_in_target",
        "What share of incidents that need attending is reached within the target of the grade?",
        "share",
        "higher",
        GRADE_AND_AREA,
        response_in_target,
        headline=True,
    ),
    Measure(
        "incidents_waiting",
        "How many incidents wait for the first officer to be sent, those with an appointment included, on average over "
        "day and night?",
        "incidents",
        "lower",
        AREA,
        incidents_waiting,
        headline=True,
        source="un-resourced incidents: open incidents that await a resource, daily average",
    ),
    Measure(
        "resolved_without_deployment",
        "What share of incidents is resolved without sending anybody?",
        "share",
        "neither",
        AREA,
        resolved_without_deployment,
    ),
    Measure("arrests", "How many incidents a day end with an arrest?", "arrests a day", "neither", AREA, arrests),
    Measure(
        "helped_by_neighbours",
        "To what share of attended incidents does another area send an officer?",
        "share",
        "neither",
        AREA,
        borrowed,
    ),
    Measure(
        "appointments_kept",
        "In what share of booked slots does somebody arrive? Slots that are not over, or before whose end nobody is "
        "needed any more, do not count.",
        "share",
        "higher",
        GRADE_AND_AREA,
        appointments_kept,
    ),
    Measure(
        "incidents_lapsed",
        "How many incidents end because nobody has come in time and nobody is needed any more?",
        "incidents a week",
        "lower",
        GRADE_AND_AREA,
        incidents_lapsed,
    ),
    Measure(
        "incidents_upgraded",
        "How many incidents become graver because nobody has come? By the grade that they had before.",
        "incidents a week",
        "lower",
        GRADE_AND_AREA,
        incidents_upgraded,
    ),
    Measure(
        "diverted",
        "What share of the officers sent was turned away from something less grave?",
        "share",
        "neither",
        GRADE_AND_AREA,
        diverted,
    ),
)
