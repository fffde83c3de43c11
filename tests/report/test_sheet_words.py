"""Words of the sheet: a target is only met or missed, and a cause only the greatest, where the replications say so."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demandsim.experiment.precision import t_interval
from demandsim.report.sheets.contact_words import (
    avoidable_sentence,
    clock,
    clock_change,
    count_words,
    option_sentence,
    range_words,
    rate_words,
    rule_words,
    share_words,
    target_sentence,
    time_words,
    too_few_sentence,
)
from tests.measures.desk_story import desk_scenario

MANY = t_interval([1000.0, 1000.0, 1000.0])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0:00"),
        (7.4, "0:07"),
        (59.6, "1:00"),
        (192, "3:12"),
        (3599.7, "1:00:00"),
        (3800, "1:03:20"),
        (math.nan, "no value"),
    ],
)
def test_lengths_of_time_read_like_a_watch(seconds: float, words: str) -> None:
    assert clock(seconds) == words


def test_changes_of_time_have_a_sign() -> None:
    assert clock_change(-12, 4) == "−0:12 ± 0:04"
    assert clock_change(75.2, math.nan) == "+1:15"
    assert clock_change(-0.3, 2) == "0:00 ± 0:02"
    assert clock_change(math.nan, math.nan) == "no value"


def test_figures_carry_their_intervals_where_there_are_any() -> None:
    several, one, none = t_interval([98.0, 100.0, 102.0]), t_interval([0.5]), t_interval([])
    assert count_words(several) == "100 ± 5"
    assert count_words(t_interval([12.0, 13.0])) == "12.5 ± 6.4"
    assert share_words(t_interval([0.50, 0.52, 0.54])) == "52.0 ± 5.0"
    assert rate_words(t_interval([5.5, 5.6])) == "5.55 ± 0.64"
    assert time_words(t_interval([70.0, 71.0, 72.0])) == "1:11 ± 0:02"
    assert (count_words(one), share_words(one), rate_words(one), time_words(one)) == ("0.5", "50.0", "0.50", "0:00")
    for words in (count_words, share_words, rate_words, time_words):
        assert words(none) == "no value"
    assert range_words([1264.0, math.nan, 1995.0]) == "21:04 to 33:15"
    assert range_words([60.0, 60.2]) == "1:00"
    assert range_words([math.nan]) == "no value"


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ([0.84, 0.85, 0.86], ": the target of 90 % is missed."),
        ([0.94, 0.95, 0.96], ": the target of 90 % is met."),
        ([0.85, 0.89, 0.93], ": too near to the target of 90 % to tell."),
        ([0.88, 0.92, 0.95], ": too near to the target of 90 % to tell."),
        ([0.95], "; one replication gives no interval by which to judge the target of 90 %."),
    ],
)
def test_a_target_is_met_or_missed_only_beyond_doubt(shares: list[float], verdict: str) -> None:
    target = desk_scenario().demand.lines["999"].target
    found = target_sentence("999", target, MANY, t_interval(shares))
    assert found.startswith(f"999: of 1,000 calls a week, {100 * np.mean(shares):.1f}")
    assert "are answered within 10 s" in found
    assert found.endswith(verdict)


def test_the_greatest_cause_is_named_only_where_it_stands_out() -> None:
    calls, hours = t_interval([0.20, 0.20, 0.21]), t_interval([0.18, 0.19, 0.19])
    clear = {"asking for news": np.array([0.10, 0.11, 0.10]), "rang again": np.array([0.05, 0.05, 0.06])}
    start = "Avoidable: 20.3 ± 1.4 % of contacts and 18.7 ± 1.4 % of the hours spent on contacts"
    assert avoidable_sentence(calls, hours, clear) == f"{start}, most often asking for news (10.3 % of contacts)."
    near = clear | {"other agency": np.array([0.09, 0.12, 0.09]), "nobody came": np.zeros(3)}
    assert avoidable_sentence(calls, hours, near) == (
        f"{start}; which cause is the greatest cannot be told: asking for news and matters for another agency."
    )
    alone = {"rang again": np.array([0.2, 0.2, 0.21]), "nobody came": np.zeros(3)}
    assert avoidable_sentence(calls, hours, alone) == f"{start}, all of them ringing again after giving up."
    nothing = t_interval([0.0, 0.0])
    assert avoidable_sentence(nothing, nothing, {}) == "No contact in this run was avoidable."
    single = {cause: shares[:1] for cause, shares in clear.items()}
    assert "cannot be told" in avoidable_sentence(t_interval([0.2]), t_interval([0.2]), single)


def test_an_option_is_better_or_worse_figure_by_figure() -> None:
    assert option_sentence("desk", "today", ["101 given up", "longest wait"], ["cost"]) == (
        "Against ‘today’, taking each figure alone, ‘desk’ is better on 101 given up and longest wait, worse on cost."
    )
    assert option_sentence("desk", "today", [], []) == (
        "No figure of this sheet shows ‘desk’ better or worse than ‘today’."
    )
    assert too_few_sentence("desk", "today").startswith("One replication cannot tell ‘desk’ from ‘today’")


def test_every_rule_behind_avoidable_demand_has_words() -> None:
    scenario = desk_scenario()
    assert rule_words(scenario, "demand.lines.101.retry") == "80 % of those in need, 40 % of others"
    assert rule_words(scenario, "demand.lines.101.other_agency") == "20 % of calls without a report"
    assert rule_words(scenario, "demand.victims.chase") == "30 % after 10 days without news"
    assert rule_words(scenario, "demand.repeat") == "40 % while nobody has come"
    assert rule_words(scenario, "demand.switchboard.resolves") == "whom the switchboard cannot help"
