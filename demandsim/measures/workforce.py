"""Workforce: how many crimes do officers hold, how busy are they, and how much overtime do they work?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Activity, Moment
from demandsim.eventlog.duty import ACTIVITIES
from demandsim.measures.measure import FORCE, Measure, Values, float_of, label, over, ratio
from demandsim.measures.window import Window, once
from demandsim.quantities import HOUR

TEAM = ("team",)


@once
def _investigators(window: Window) -> pd.DataFrame:
    """Officers of the teams that investigate, supervisors apart."""
    frame = window.officers
    teams = [name for name, team in window.scenario.workforce.teams.items() if "investigation" in team.desks]
    return frame[frame["team"].isin(teams) & ~frame["supervisor"]]


def caseload(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the crimes that an investigator holds, over time and officers."""
    return over(_investigators(window), groups, lambda frame: float_of(frame["caseload"].mean()))


def caseload_p90(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the average load over time that nine in ten investigators do not exceed."""
    return over(
        _investigators(window),
        groups,
        lambda frame: float(np.quantile(frame["caseload"], 0.9, method="inverted_cdf")) if len(frame) else float("nan"),
    )


def utilisation(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of on-duty time spent on anything but being available, supervisors apart."""
    frame = window.officers
    return over(
        frame[~frame["supervisor"]],
        groups,
        lambda frame: ratio(float(frame["busy"].sum()), float(frame["on_duty"].sum())),
    )


def time_shares(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of on-duty time that goes to each activity."""
    seconds = window.officer_seconds
    team = window.officers["team"]
    for group in groups:
        chosen = [("", np.ones(len(team), dtype=np.bool_))]
        if group != "activity":
            chosen = [(f"team={name}, ", (team == name).to_numpy()) for name in team.cat.categories]
        for prefix, rows in chosen:
            total = float(seconds[rows].sum())
            for activity in Activity:
                if activity != Activity.OFF_DUTY and total:
                    yield (
                        f"{prefix}activity={ACTIVITIES[activity]}",
                        float(seconds[rows, activity].sum()) / total,
                    )


def overtime(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the hours a week worked beyond the planned end of duty."""
    frame = window.officers
    yield FORCE, float(frame["overtime"].sum()) / HOUR / window.weeks
    for group in groups:
        for value, seconds in frame.groupby(group, observed=False)["overtime"].sum().items():
            yield label([group], [value]), float(seconds) / HOUR / window.weeks


def interruptions(window: Window, groups: tuple[str, ...]) -> Values:
    """Count how often a week an investigator is called from a crime to an incident."""
    officer, row, _ = window.steps
    moment, at = window.log.moment[row], window.log.at[row]
    called = np.zeros(len(row), dtype=np.bool_)
    called[:-1] = (
        (moment[:-1] == Moment.PAUSED)
        & (moment[1:] == Moment.DISPATCHED)
        & (officer[1:] == officer[:-1])
        & (at[1:] == at[:-1])
        & (at[:-1] >= window.begin)
    )
    frame = pd.DataFrame({"team": window.officers["team"].iloc[officer[called]].reset_index(drop=True)})
    yield FORCE, len(frame) / window.weeks
    for group in groups:
        for value, size in frame.groupby(group, observed=False).size().items():
            yield label([group], [value]), float(size) / window.weeks


WORKFORCE = (
    Measure(
        "caseload",
        "How many open crimes does an investigator hold, on average over time?",
        "crimes",
        "lower",
        TEAM,
        caseload,
        headline=True,
    ),
    Measure(
        "caseload_p90",
        "How many crimes does the tenth of investigators with most hold at least, each averaged over time?",
        "crimes",
        "lower",
        TEAM,
        caseload_p90,
    ),
    Measure(
        "utilisation",
        "What share of officers' time on duty is spent on anything but being available? Supervisors apart.",
        "share",
        "neither",
        TEAM,
        utilisation,
    ),
    Measure(
        "time_shares",
        "What does the time on duty go to?",
        "share",
        "neither",
        ("activity", "team, activity"),
        time_shares,
    ),
    Measure("overtime", "How much overtime is worked?", "hours a week", "lower", TEAM, overtime),
    Measure(
        "interruptions",
        "How often is an officer called away from a crime to an incident?",
        "times a week",
        "lower",
        TEAM,
        interruptions,
    ),
)
