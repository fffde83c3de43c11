"""Outcomes: how do crimes end, how soon, and what could have been solved?"""

from __future__ import annotations

import pandas as pd

from demandsim.measures.measure import FORCE, Measure, Values, counts, label, means, over
from demandsim.measures.window import Window, mean, once, quantile
from demandsim.quantities import DAY

OFFENCE = ("offence",)
OFFENCE_AND_AREA = ("offence", "area")
POSITIVE = ("charged", "out_of_court")
"""Outcomes that bring an offender to justice."""
BY_OUTCOME = ("outcome", "offence, outcome")


def _outcome_shares(frame: pd.DataFrame, groups: tuple[str, ...]) -> Values:
    for group in groups:
        keys = group.split(", ")
        sizes = frame.groupby(keys, observed=False).size()
        cases = sizes.groupby(level=keys[:-1], observed=False).transform("sum") if keys[1:] else len(frame)
        for values, share in (sizes / cases).dropna().items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), float(share)


def outcomes(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of each outcome among closed crimes."""
    frame = window.crimes
    return _outcome_shares(frame[frame["outcome"].notna()], groups)


def outcomes_of_recorded(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of each outcome, and of open crimes, among all recorded."""
    frame = window.crimes
    outcome = frame["outcome"].cat.add_categories("open").fillna("open")
    return _outcome_shares(frame.assign(outcome=outcome), groups)


def charged(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of closed crimes that ended with a charge."""
    frame = window.crimes
    closed = frame[frame["outcome"].notna()]
    return means(closed.assign(charged=closed["outcome"] == "charged"), "charged", groups)


def solvable_filed(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of solvable closed crimes that were filed without an investigation."""
    frame = window.crimes
    closed = frame[frame["outcome"].notna() & frame["solvable"]]
    return means(closed.assign(filed=closed["outcome"] == "filed"), "filed", groups)


def victims_withdrew(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of closed crimes whose victim withdrew support for want of news."""
    frame = window.crimes
    closed = frame[frame["outcome"].notna()]
    return means(closed.assign(withdrew=closed["outcome"] == "victim_withdrew"), "withdrew", groups)


@once
def _until_closed(window: Window) -> pd.DataFrame:
    """Crimes recorded in the window with the days from recording to closing, or so far."""
    frame = window.crimes
    length, done = window.waited(frame["recorded_at"], frame["closed_at"])
    return frame.assign(length=length / DAY, done=done, team=frame["final_team"])


def days_to_outcome(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the days from recording within which half of the crimes are closed; open ones are censored."""
    return over(_until_closed(window), groups, lambda f: quantile(f["length"].to_numpy(), f["done"].to_numpy(), 0.5))


def days_to_close(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the days from recording to closing; open crimes are censored."""
    return over(_until_closed(window), groups, lambda f: mean(f["length"].to_numpy(), f["done"].to_numpy()))


@once
def _positive(window: Window) -> pd.DataFrame:
    frame = window.closed_crimes
    return frame[frame["outcome"].isin(POSITIVE)].assign(team=frame["final_team"])


def positive_outcomes(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the crimes a week that end with a charge or out of court, whenever they were recorded."""
    return counts(_positive(window), groups, window.weeks)


def harm_resolved(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up a week the harm weights of the crimes that end with a charge or out of court."""
    frame = _positive(window)
    yield FORCE, float(frame["harm"].sum()) / window.weeks
    for group in groups:
        for value, total in frame.groupby(group, observed=False)["harm"].sum().items():
            yield label([group], [value]), float(total) / window.weeks


OUTCOMES = (
    Measure(
        "outcomes",
        "How do crimes end, as shares of those closed by now?",
        "share",
        "neither",
        BY_OUTCOME,
        outcomes,
    ),
    Measure(
        "outcomes_of_recorded",
        "How have crimes ended, or are they still open, as shares of all recorded?",
        "share",
        "neither",
        BY_OUTCOME,
        outcomes_of_recorded,
    ),
    Measure(
        "charged",
        "What share of the crimes closed ends with a charge or summons?",
        "share",
        "higher",
        OFFENCE_AND_AREA,
        charged,
        headline=True,
    ),
    Measure(
        "solvable_filed",
        "What share of the crimes that a full investigation would have solved is filed without one?",
        "share",
        "lower",
        OFFENCE,
        solvable_filed,
    ),
    Measure(
        "victims_withdrew",
        "In what share of the crimes closed has the victim withdrawn for want of news?",
        "share",
        "lower",
        OFFENCE_AND_AREA,
        victims_withdrew,
    ),
    Measure(
        "days_to_outcome",
        "In how many days is half of the crimes closed? Open crimes count as at least so old.",
        "days",
        "lower",
        ("team", *OFFENCE_AND_AREA),
        days_to_outcome,
        headline=True,
        source="median by Kaplan and Meier",
    ),
    Measure(
        "days_to_close",
        "How many days is it from recording to closing, on average? Open crimes count as at least so old.",
        "days",
        "lower",
        ("team", *OFFENCE_AND_AREA),
        days_to_close,
        source="area under the curve of Kaplan and Meier, up to the longest time seen",
    ),
    Measure(
        "positive_outcomes",
        "How many crimes end with a charge or out of court?",
        "crimes a week",
        "higher",
        ("team", *OFFENCE_AND_AREA),
        positive_outcomes,
    ),
    Measure(
        "harm_resolved",
        "How much harm is in the crimes that end with a charge or out of court?",
        "severity score a week",
        "higher",
        ("team", *OFFENCE_AND_AREA),
        harm_resolved,
        source="weights: ONS Crime Severity Score",
    ),
)
