"""Words of the sheet: waits as minutes and seconds, figures with their intervals, and sentences by rule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from demandsim.experiment.precision import Interval, t_interval
from demandsim.measures.performance_avoidable import (
    ASKING,
    NOBODY_CAME,
    OTHER_AGENCY,
    PUT_THROUGH,
    RANG_AGAIN,
)
from demandsim.quantities import HOUR, MINUTE, format_duration, format_share
from demandsim.report.words import MINUS, NO_VALUE, listed
from demandsim.scenario.lines import Target
from demandsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

CAUSE_TITLES = {
    RANG_AGAIN: "Rang again",
    ASKING: "Asked for news",
    NOBODY_CAME: "Nobody came",
    OTHER_AGENCY: "Other agency",
    PUT_THROUGH: "Put through",
}
"""Causes as they stand in the balance sheet."""
CAUSE_WORDS = {
    RANG_AGAIN: "ringing again after giving up",
    ASKING: "asking for news",
    NOBODY_CAME: "ringing because nobody came",
    OTHER_AGENCY: "matters for another agency",
    PUT_THROUGH: "being put through to a second wait",
}
"""Causes as they stand in a sentence."""


def clock(seconds: float) -> str:
    """Write a length of time as people read it off a watch: 0:07, 3:12, 1:03:20."""
    if math.isnan(seconds):
        return NO_VALUE
    whole = round(seconds)
    minutes, rest = divmod(whole, MINUTE)
    if whole < HOUR:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def count_words(seen: Interval) -> str:
    """Write a count with the half-width of its interval: 18,358 ± 87."""
    if math.isnan(seen.mean):
        return NO_VALUE
    digits = 0 if abs(seen.mean) >= 100 else 1
    text = f"{seen.mean:,.{digits}f}"
    return text if math.isnan(seen.half_width) else f"{text} ± {seen.half_width:,.{digits}f}"


def share_words(seen: Interval) -> str:
    """Write a share in per cent with the half-width of its interval in points: 78.1 ± 0.6."""
    if math.isnan(seen.mean):
        return NO_VALUE
    text = f"{100 * seen.mean:.1f}"
    return text if math.isnan(seen.half_width) else f"{text} ± {100 * seen.half_width:.1f}"


def rate_words(seen: Interval) -> str:
    """Write a small rate with the half-width of its interval: 5.54 ± 0.03."""
    if math.isnan(seen.mean):
        return NO_VALUE
    text = f"{seen.mean:.2f}"
    return text if math.isnan(seen.half_width) else f"{text} ± {seen.half_width:.2f}"


def time_words(seen: Interval) -> str:
    """Write a length of time with the half-width of its interval: 1:11 ± 0:03."""
    text = clock(seen.mean)
    return text if math.isnan(seen.half_width) or math.isnan(seen.mean) else f"{text} ± {clock(seen.half_width)}"


def clock_change(difference: float, half_width: float) -> str:
    """Write a difference of lengths of time with the half-width of its interval: −0:12 ± 0:04."""
    if math.isnan(difference):
        return NO_VALUE
    sign = "+" if round(difference) > 0 else MINUS if round(difference) < 0 else ""
    text = f"{sign}{clock(abs(difference))}"
    return text if math.isnan(half_width) else f"{text} ± {clock(half_width)}"


def range_words(values: Sequence[float]) -> str:
    """Write the least and the greatest of some lengths of time: 21:04 to 33:15."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return NO_VALUE
    least, most = clock(min(known)), clock(max(known))
    return least if least == most else f"{least} to {most}"


def target_sentence(name: str, target: Target, a_week: Interval, in_target: Interval) -> str:
    """Say how a line stands to its target; met or missed only where the interval leaves no doubt."""
    counted = f"{a_week.mean:,.0f}" if a_week.mean >= 10 else f"{a_week.mean:.1f}"
    text = (
        f"{name}: of {counted} calls a week, {share_words(in_target)} % are answered within "
        f"{format_duration(target.within)}"
    )
    goal = f"the target of {format_share(target.share)}"
    if math.isnan(in_target.half_width):
        return f"{text}; one replication gives no interval by which to judge {goal}."
    if in_target.low > target.share:
        return f"{text}: {goal} is met."
    if in_target.high < target.share:
        return f"{text}: {goal} is missed."
    return f"{text}: too near to {goal} to tell."


def avoidable_sentence(calls: Interval, hours: Interval, by_cause: Mapping[str, Floats]) -> str:
    """Say how much of the demand is avoidable, and the greatest cause where the replications tell it from the next.

    `by_cause` holds the share of all contacts by replication.
    """
    if calls.mean == 0:
        return "No contact in this run was avoidable."
    text = f"Avoidable: {share_words(calls)} % of contacts and {share_words(hours)} % of the hours spent on contacts"
    ranked = sorted(by_cause, key=lambda cause: -float(by_cause[cause].mean()))
    ranked = [cause for cause in ranked if by_cause[cause].mean() > 0]
    if len(ranked) == 1:
        return f"{text}, all of them {CAUSE_WORDS[ranked[0]]}."
    apart = t_interval(by_cause[ranked[0]] - by_cause[ranked[1]])
    if not math.isnan(apart.half_width) and apart.low > 0:
        most = f"{100 * float(by_cause[ranked[0]].mean()):.1f} %"
        return f"{text}, most often {CAUSE_WORDS[ranked[0]]} ({most} of contacts)."
    level = [cause for cause in ranked if not t_interval(by_cause[ranked[0]] - by_cause[cause]).low > 0]
    return f"{text}; which cause is the greatest cannot be told: {listed([CAUSE_WORDS[c] for c in level], len(level))}."


def option_sentence(option: str, baseline: str, better: Sequence[str], worse: Sequence[str]) -> str:
    """Say on which figures of the sheet an option differs from the baseline, each taken alone."""
    if not better and not worse:
        return f"No figure of this sheet shows {_quoted(option)} better or worse than {_quoted(baseline)}."
    parts = [
        f"{word} on {listed(names, len(names))}" for word, names in (("better", better), ("worse", worse)) if names
    ]
    return f"Against {_quoted(baseline)}, taking each figure alone, {_quoted(option)} is {', '.join(parts)}."


def too_few_sentence(option: str, baseline: str) -> str:
    """Say that nothing can be said of an option yet."""
    return f"One replication cannot tell {_quoted(option)} from {_quoted(baseline)}: there is no interval to judge by."


def _quoted(name: str) -> str:
    return f"\N{LEFT SINGLE QUOTATION MARK}{name}\N{RIGHT SINGLE QUOTATION MARK}"


def rule_words(scenario: Scenario, rule: str) -> str:
    """Say in a few words what the rule or figure at a path of the scenario is."""
    demand = scenario.demand
    if rule == "demand.victims.chase":
        chase = demand.victims.chase
        return f"{format_share(chase.share)} after {format_duration(chase.after)} without news"
    if rule == "demand.repeat":
        return f"{format_share(demand.repeat.share)} while nobody has come"
    if rule == "demand.switchboard.resolves":
        return "whom the switchboard cannot help"
    name, _, figure = rule.removeprefix("demand.lines.").rpartition(".")
    line = demand.lines[name]
    if figure == "other_agency":
        return f"{format_share(line.other_agency)} of calls without a report"
    retry = line.retry
    return f"{format_share(retry.need)} of those in need, {format_share(retry.information)} of others"
