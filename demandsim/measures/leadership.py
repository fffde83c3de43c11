"""Leadership: are investigations reviewed in time, and do supervisors have the hours for it?"""

from __future__ import annotations

import pandas as pd

from demandsim.measures.direction import DIRECTION
from demandsim.measures.measure import FORCE, Measure, Values, counts, label, means, over, ratio
from demandsim.measures.window import Window

TEAM = ("team",)


def reviews_on_time(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of reviews done in time, of those that fell due and whose time has passed.

    A review of a crime that was closed before the time had passed, unreviewed, was no longer needed and does not count.
    """
    frame = window.reviews
    grace = window.scenario.investigative_model.review.on_time_within
    frame = frame[window.contains(frame["due_at"])]
    on_time = frame["late"].le(grace).fillna(False).astype(bool)
    limit = frame["due_at"] + grace
    needed = frame["crime_closed_at"].isna() | (frame["crime_closed_at"] > limit)
    settled = on_time | (needed & (limit < window.end))
    return means(frame.assign(on_time=on_time)[settled], "on_time", groups)


def reviews_overdue(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the reviews of open crimes that at the end are due, not done, and past their time."""
    frame = window.reviews
    grace = window.scenario.investigative_model.review.on_time_within
    overdue = frame["reviewed_at"].isna() & frame["crime_closed_at"].isna() & (frame["due_at"] + grace < window.end)
    return counts(frame[overdue], groups, 1)


def supervisors_busy(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of supervisors' time on duty that goes to allocating and reviewing."""
    frame = window.officers
    return over(
        frame[frame["supervisor"]],
        groups,
        lambda team: ratio(float(team["supervising"].sum()), float(team["on_duty"].sum())),
    )


def span_of_control(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the number of officers for each supervisor; teams without supervisors have none."""
    frame = window.officers
    yield FORCE, _span(frame)
    for group in groups:
        for value, team in frame.groupby(group, observed=True):
            yield label([group], [value]), _span(team)


def _span(frame: pd.DataFrame) -> float:
    supervisors = int(frame["supervisor"].sum())
    return ratio(len(frame) - supervisors, supervisors)


LEADERSHIP = (
    Measure(
        "reviews_on_time",
        "What share of supervisors' reviews is done in time?",
        "share",
        "higher",
        TEAM,
        reviews_on_time,
        headline=True,
        source="HMICFRS: investigations should be supervised effectively and the reviews recorded",
    ),
    Measure(
        "reviews_overdue",
        "How many reviews of open crimes are overdue at the end?",
        "reviews",
        "lower",
        TEAM,
        reviews_overdue,
        source="supervisors' dashboard of West Midlands Police",
    ),
    Measure(
        "supervisors_busy",
        "What share of supervisors' time on duty goes to allocating and reviewing?",
        "share",
        "neither",
        TEAM,
        supervisors_busy,
    ),
    Measure(
        "span_of_control",
        "How many officers does a supervisor lead?",
        "officers",
        "neither",
        TEAM,
        span_of_control,
    ),
    *DIRECTION,
)
