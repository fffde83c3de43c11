"""Contact: are callers answered, how long do they wait, and how many calls does the force itself cause?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.journeys import FIRST_CALL
from demandsim.measures.measure import Measure, Values, counts, means
from demandsim.measures.window import Window, kept

LINE = ("line",)


def calls_offered(window: Window, groups: tuple[str, ...]) -> Values:
    """Count attempts a week."""
    return counts(window.calls, groups, window.weeks)


def calls_in_target(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts answered within the target of their line."""
    calls = window.calls
    within = np.array([line.target.within for line in window.scenario.demand.lines.values()], dtype=np.float64)
    target = within[calls["line"].cat.codes.to_numpy()]
    ended = calls["answered_at"].fillna(calls["abandoned_at"])
    length, over = window.waited(calls["received_at"], ended)
    in_time = pd.Series(kept(length, over, target), index=calls.index)
    in_time[calls["abandoned_at"].notna()] = False
    return means(calls.assign(kept=in_time), "kept", groups)


def calls_abandoned(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts that the caller gave up, of those answered or given up."""
    calls = window.calls
    ended = calls[calls["wait"].notna()]
    return means(ended.assign(given_up=ended["abandoned_at"].notna()), "given_up", groups)


def call_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the seconds until answered or given up."""
    return means(window.calls, "wait", groups)


def answer_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the seconds until answered, over attempts that were."""
    calls = window.calls
    return means(calls[calls["answered_at"].notna()], "wait", groups)


def calls_we_caused(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts that ask for news, that chase an officer, or that repeat a call given up."""
    calls = window.calls
    caused = (calls["cause"].cat.codes != FIRST_CALL) | (calls["attempt"] > 1)
    return means(calls.assign(caused=caused), "caused", groups)


def callers_lost(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of callers who gave up for good, by the line of their last attempt."""
    calls = window.calls
    last = calls[calls["last"]]
    return means(last.assign(lost=last["abandoned_at"].notna()), "lost", groups)


CONTACT = (
    Measure(
        "calls_offered",
        "How many calls ring, each attempt counted?",
        "calls a week",
        "neither",
        LINE,
        calls_offered,
    ),
    Measure(
        "calls_in_target",
        "What share of calls is answered within the target of the line, of all that ring?",
        "share",
        "higher",
        LINE,
        calls_in_target,
        headline=True,
        source="national call-handling standard: 999 within 10 seconds; 101 within 30 seconds is the local promise",
    ),
    Measure(
        "calls_abandoned",
        "What share of calls is given up by the caller before an answer, of all that ring?",
        "share",
        "lower",
        LINE,
        calls_abandoned,
        headline=True,
        source="calls ended by the caller before an answer over calls offered, without a threshold",
    ),
    Measure(
        "call_wait",
        "How long does a call ring on average, until answered or given up?",
        "seconds",
        "lower",
        LINE,
        call_wait,
    ),
    Measure(
        "answer_wait",
        "How long does an answered call ring on average?",
        "seconds",
        "lower",
        LINE,
        answer_wait,
    ),
    Measure(
        "calls_we_caused",
        "What share of calls have we caused: repeated after giving up, asking for news, chasing an officer?",
        "share",
        "lower",
        LINE,
        calls_we_caused,
        source="failure demand: Seddon, Freedom from Command and Control (2003)",
    ),
    Measure("callers_lost", "What share of callers never gets through?", "share", "lower", LINE, callers_lost),
)
