"""The window: what begins after the warm-up counts, and what is still open is censored, never dropped."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demandsim.measures import measure
from demandsim.measures.window import Window, kept, mean, quantile, survival
from tests.logs import DAY, STORY, log_of, story, story_facts
from tests.worlds import village


def value(name: str, group: str = "", warm_up_days: int | None = None, ends_at: int = 2 * DAY) -> float:
    found = measure(log_of(STORY, ends_at=ends_at), [name], warm_up_days).set_index("group")["value"]
    return float(found[group])


def test_warm_up_leaves_out_what_began_before() -> None:
    assert value("crimes_recorded", warm_up_days=1) == 2 * 7
    assert value("crimes_closed", warm_up_days=1) == 0
    assert value("calls_offered", "line=101", 1) == 7
    assert value("overtime", warm_up_days=1) == 0
    assert math.isnan(value("charged", warm_up_days=1))
    # Stocks are counted whenever they began.
    assert value("open_crimes_at_end", warm_up_days=1) == 4
    assert value("open_crimes", warm_up_days=1) == (2 * 86_400 + 82_800 + 77_800) / 86_400
    assert value("caseload", "team=cid", 1) == (86_400 + 57_000) / 86_400


def test_the_scenario_says_how_long_the_warm_up_is() -> None:
    scenario = village(period__warm_up=1, period__days=1)
    log = log_of(STORY, story_facts(scenario))
    assert measure(log, ["crimes_recorded"]).equals(measure(story(), ["crimes_recorded"], warm_up_days=1))


def test_a_warm_up_over_the_clock_change_ends_at_local_midnight() -> None:
    # The clocks go forward on the first day: it has 23 hours.
    log = log_of(STORY, story_facts(village(start="2025-03-30")))
    assert Window(log, 1).begin == 23 * 3600


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves nothing to measure"):
        measure(story(), warm_up_days=2)


def test_unknown_measure_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ValueError, match="did you mean 'calls_abandoned'"):
        measure(story(), ["call_abandoned"])


def test_a_crime_left_lying_counts_after_48_hours() -> None:
    left_at = 95_000 + 48 * 3600
    assert value("unallocated_over_48_hours", ends_at=left_at) == 0
    assert value("unallocated_over_48_hours", ends_at=left_at + 1) == 1
    assert value("allocated_in_two_days", ends_at=left_at + 1) == 2 / 3


def test_a_waiting_call_counts_as_late_once_it_is() -> None:
    at_30_seconds = 172_790 + 30
    assert value("calls_in_target", "line=101", ends_at=at_30_seconds) == 3 / 5
    assert value("calls_in_target", "line=101", ends_at=at_30_seconds + 1) == 3 / 6


@pytest.mark.parametrize(
    ("start", "at", "shift"),
    [
        ("2025-01-06", 7 * 3600 - 1, "night"),
        ("2025-01-06", 7 * 3600, "early"),
        ("2025-01-06", 15 * 3600 - 1, "early"),
        ("2025-01-06", 15 * 3600, "late"),
        ("2025-01-06", 23 * 3600 - 1, "late"),
        ("2025-01-06", 23 * 3600, "night"),
        # The clocks go forward in the first night: 07:00 is six hours after midnight.
        ("2025-03-30", 6 * 3600 - 1, "night"),
        ("2025-03-30", 6 * 3600, "early"),
        ("2025-03-30", 30 * 3600, "early"),
        # They go back: 07:00 is eight hours after midnight.
        ("2025-10-26", 8 * 3600 - 1, "night"),
        ("2025-10-26", 8 * 3600, "early"),
    ],
)
def test_shift_goes_by_the_local_clock(start: str, at: int, shift: str) -> None:
    log = log_of([(at, "RECORDED", 4, -1, 0, -1)], story_facts(village(start=start)))
    assert list(Window(log, 0).crimes["shift"]) == [shift]


def test_kaplan_meier_by_hand() -> None:
    length, over = np.array([1.0, 2.0, 2.0, 3.0, 5.0]), np.array([True, True, False, True, False])
    lengths, still_open = survival(length, over)
    assert lengths.tolist() == [1, 2, 3, 5]
    # 4/5, then of 4 at risk one ends, then of 2 one ends, then only a censored case is left.
    assert still_open == pytest.approx([0.8, 0.6, 0.3, 0.3])
    assert quantile(length, over, 0.5) == 3
    assert math.isnan(quantile(length, over, 0.9))
    assert mean(length, over) == pytest.approx(1 + 0.8 + 0.6 + 2 * 0.3)


def test_without_open_cases_the_mean_is_plain_and_the_quantile_is_of_the_sample() -> None:
    length, over = np.array([4.0, 1.0, 3.0, 2.0]), np.ones(4, dtype=np.bool_)
    assert mean(length, over) == 2.5
    assert quantile(length, over, 0.5) == 2
    assert quantile(length, over, 0.9) == 4


def test_dropping_open_cases_would_flatter() -> None:
    length, over = np.array([1.0, 9.0, 9.0, 9.0]), np.array([True, False, False, False])
    assert math.isnan(quantile(length, over, 0.5))
    assert mean(length, over) == 1 + 8 * 0.75


def test_a_promise_not_yet_due_is_neither_kept_nor_broken() -> None:
    found = kept(np.array([5.0, 15.0, 5.0, 15.0, 10.0]), np.array([True, True, False, False, True]), 10.0)
    assert found.tolist() == [True, False, found.dtype.na_value, False, True]
