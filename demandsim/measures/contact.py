"""Contact: are callers answered, how long do they wait, and how many calls does the force itself cause?

The force as a whole is asked about telephone lines; written work (a line that `yields`) has its own line only. A call
that is put through waits twice and counts twice, on the first line and on the second.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from demandsim.eventlog.journeys import FIRST_CALL
from demandsim.measures.measure import FORCE, Measure, Values, counts, means, over
from demandsim.measures.performance import WITHIN, telephone_lines
from demandsim.measures.window import Window, kept, once, quantile

LINE = ("line",)
CAUSE = ("cause",)
NO_GROUPS: tuple[str, ...] = ()

Ask = Callable[[pd.DataFrame, tuple[str, ...]], Values]


def _by_line(window: Window, frame: pd.DataFrame, groups: tuple[str, ...], ask: Ask) -> Values:
    """Ask the telephone lines together, then every line, written work too."""
    written = ~telephone_lines(window.scenario)[frame["line"].cat.codes.to_numpy()]
    if not written.any():
        return ask(frame, groups)
    of_lines = [(group, value) for group, value in ask(frame, groups) if group != FORCE]
    return [*ask(frame[~written], NO_GROUPS), *of_lines]


@once
def _waits(window: Window) -> pd.DataFrame:
    """Waits with their length so far and whether they are over; the engaged tone is none."""
    calls = window.calls
    calls = calls[(calls["ended"] != "blocked").fillna(True)]
    over_yet = calls["ended"].notna()
    length = calls["wait"].where(over_yet, window.end - calls["received_at"]).astype(np.float64)
    return calls.assign(length=length, over=over_yet)


def _answered_within(window: Window, limit: np.ndarray | float) -> pd.DataFrame:
    """Attempts with whether they were answered within a limit, missing while they wait and it has not passed."""
    calls = window.calls
    over_yet = calls["ended"].notna().to_numpy(np.bool_)
    wait = calls["wait"].to_numpy(np.float64, na_value=np.nan)
    length = np.where(over_yet, wait, window.end - calls["received_at"].to_numpy(np.float64))
    in_time = pd.Series(kept(length, over_yet, limit), index=calls.index)
    in_time[over_yet & (calls["ended"] != "answered").to_numpy(np.bool_)] = False
    return calls.assign(kept=in_time)


def calls_offered(window: Window, groups: tuple[str, ...]) -> Values:
    """Count attempts a week."""
    return _by_line(window, window.calls, groups, lambda frame, by: counts(frame, by, window.weeks))


def calls_in_target(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts answered within the target of their line."""
    within = np.array([line.target.within for line in window.scenario.demand.lines.values()], dtype=np.float64)
    frame = _answered_within(window, within[window.calls["line"].cat.codes.to_numpy()])
    return _by_line(window, frame, groups, lambda calls, by: means(calls, "kept", by))


def answered_in_60(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts answered within 60 seconds."""
    frame = _answered_within(window, float(WITHIN[-1]))
    return _by_line(window, frame, groups, lambda calls, by: means(calls, "kept", by))


def calls_abandoned(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts that the caller gave up, of those that no longer wait."""
    calls = window.calls
    ended = calls[calls["ended"].notna()]
    frame = ended.assign(given_up=ended["ended"] == "abandoned")
    return _by_line(window, frame, groups, lambda calls, by: means(calls, "given_up", by))


def call_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the seconds until answered, given up or promised to be rung back; who waits on does not count."""
    waits = _waits(window)
    return _by_line(window, waits[waits["over"]], groups, lambda calls, by: means(calls, "length", by))


def call_wait_median(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the median of the seconds until answered, given up or promised to be rung back."""
    return _wait_quantile(window, groups, 0.5)


def call_wait_p90(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the seconds after which nine in ten are answered, have given up or are promised to be rung back."""
    return _wait_quantile(window, groups, 0.9)


def _wait_quantile(window: Window, groups: tuple[str, ...], share: float) -> Values:
    def of(calls: pd.DataFrame) -> float:
        length, ended = calls["length"].to_numpy(np.float64), calls["over"].to_numpy(np.bool_)
        if len(length) and ended.all():  # what Kaplan and Meier find where nobody waits on
            return float(np.quantile(length, share, method="inverted_cdf"))
        return quantile(length, ended, share)

    return _by_line(window, _waits(window), groups, lambda calls, by: over(calls, by, of))


def longest_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the longest of all waits; of those that last when the run ends, what they have lasted so far."""
    return _by_line(
        window, _waits(window), groups, lambda calls, by: over(calls, by, lambda each: float(each["length"].max()))
    )


def answer_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the seconds until answered, over attempts that were."""
    calls = window.calls
    return _by_line(window, calls[calls["ended"] == "answered"], groups, lambda frame, by: means(frame, "wait", by))


def calls_we_caused(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of attempts that ask for news, that chase an officer, or that repeat a call given up.

    An attempt that a switchboard puts through counts once, on the line on which it rang.
    """
    calls = window.calls
    calls = calls[calls["leg"] == 0]
    caused = (calls["cause"].cat.codes != FIRST_CALL) | (calls["attempt"] > 1)
    return _by_line(window, calls.assign(caused=caused), groups, lambda frame, by: means(frame, "caused", by))


def avoidable_calls(window: Window, groups: tuple[str, ...]) -> Values:
    """Count a week the contacts that need not have been, by the first cause that applies to them."""
    calls = window.calls
    caused = calls[calls["avoidable"].notna()]
    return counts(caused.assign(cause=caused["avoidable"]), groups, window.weeks)


def calls_put_through(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of answered calls that were put through to a second wait."""
    calls = window.calls
    answered = calls[calls["ended"] == "answered"]
    return _by_line(window, answered, groups, lambda frame, by: means(frame, "put_through", by))


def time_to_help(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the seconds from a caller's first ring until somebody speaks who deals with the matter.

    Waiting at a switchboard and behind it, the switchboard's questions, giving up, ringing again and being rung back
    all count; callers who never get that far do not.
    """
    calls = window.calls
    calls = calls[telephone_lines(window.scenario)[calls["line"].cat.codes.to_numpy()]]
    helped_at = calls["rung_back_at"].fillna(calls["answered_at"].mask(calls["put_through"]))
    by_caller = calls.assign(helped_at=helped_at).groupby("contact", sort=False)
    callers = by_caller.agg(
        rang_at=("received_at", "min"),
        helped_at=("helped_at", "min"),
        attempt=("attempt", "min"),
        leg=("leg", "min"),
        about=("about", "first"),
    )
    callers = callers[(callers["attempt"] == 1) & (callers["leg"] == 0) & callers["helped_at"].notna()]
    return means(callers.assign(waited=callers["helped_at"] - callers["rang_at"]), "waited", groups)


def callers_lost(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of callers who gave up for good, by the line of their last attempt."""
    calls = window.calls
    last = calls[calls["last"]]
    heard = (last["ended"] == "answered") & last["abandoned_at"].isna() | last["rung_back_at"].notna()
    frame = last.assign(lost=~heard)
    return _by_line(window, frame, groups, lambda frame, by: means(frame, "lost", by))


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
    Measure(
        "answered_in_60",
        "What share of calls is answered within 60 seconds, of all that ring?",
        "share",
        "higher",
        LINE,
        answered_in_60,
    ),
    Measure(
        "call_wait_median",
        "How long does half of the calls ring at most, until answered or given up?",
        "seconds",
        "lower",
        LINE,
        call_wait_median,
    ),
    Measure(
        "call_wait_p90",
        "How long do nine in ten calls ring at most, until answered or given up?",
        "seconds",
        "lower",
        LINE,
        call_wait_p90,
    ),
    Measure(
        "time_to_help",
        "How long from a caller's first ring until somebody speaks who deals with the matter, on average?",
        "seconds",
        "lower",
        ("about",),
        time_to_help,
    ),
    Measure(
        "longest_wait",
        "How long does the call ring that rings longest?",
        "seconds",
        "lower",
        LINE,
        longest_wait,
    ),
    Measure(
        "avoidable_calls",
        "How many contacts need not have been: rung again, asking for news, nobody came, for others, put through?",
        "calls a week",
        "lower",
        CAUSE,
        avoidable_calls,
        source="failure demand: Seddon, Freedom from Command and Control (2003); each contact has one cause",
    ),
    Measure(
        "calls_put_through",
        "What share of answered calls does a switchboard put through to a second wait?",
        "share",
        "neither",
        LINE,
        calls_put_through,
    ),
)
