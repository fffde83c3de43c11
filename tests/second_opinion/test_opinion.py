"""When a second opinion parts from the simulation."""

from __future__ import annotations

import math

import pytest

from demandsim.second_opinion import SecondOpinion, judge, no_opinion
from demandsim.second_opinion.opinion import between, point, tolerance


def opinion(low: float, high: float) -> SecondOpinion:
    return between("caseload", low, high, "how", "why")


@pytest.mark.parametrize(
    ("value", "found"),
    [(10.5, "agrees"), (12.4, "agrees"), (12.6, "parts"), (8.1, "agrees"), (7.9, "parts")],
)
def test_a_figure_parts_outside_the_interval_and_beyond_a_fifth(value: float, found: str) -> None:
    assert judge(point("caseload", value, "", ""), 10.0, 9.0, 11.0, is_share=False) == found


def test_within_a_wide_interval_any_difference_agrees() -> None:
    assert judge(opinion(20.0, 20.0), 10.0, -5.0, 25.0, is_share=False) == "agrees"


def test_a_share_is_judged_by_what_is_missing() -> None:
    # 5 % missed against 9 % missed: nearly twice as many, although the shares are close.
    assert judge(opinion(0.91, 0.91), 0.95, 0.949, 0.951, is_share=True) == "parts"
    assert judge(opinion(0.965, 0.965), 0.95, 0.949, 0.951, is_share=True) == "agrees"
    assert tolerance(0.5, 0.5, is_share=True) == pytest.approx(0.1)
    assert tolerance(0.99, 0.995, is_share=True) == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (9.5, 12.0, "within the bounds"),
        (11.0, 12.0, "within the bounds"),
        (11.1, 12.0, "parts"),
        (1.0, 8.9, "parts"),
        (11.1, math.inf, "parts"),
        (9.0, math.inf, "within the bounds"),
    ],
)
def test_a_range_parts_when_the_whole_interval_lies_outside(low: float, high: float, found: str) -> None:
    assert judge(opinion(low, high), 10.0, 9.0, 11.0, is_share=False) == found


def test_one_replication_has_no_interval() -> None:
    none = math.nan
    assert judge(opinion(10.5, 10.5), 10.0, none, none, is_share=False) == "agrees"
    assert judge(opinion(13.0, 13.0), 10.0, none, none, is_share=False) == "parts"
    assert judge(opinion(10.1, 13.0), 10.0, none, none, is_share=False) == "parts"


def test_nothing_to_judge() -> None:
    assert judge(no_opinion("caseload", "nobody investigates"), 10.0, 9.0, 11.0, is_share=False) == "none"
    assert judge(opinion(1.0, 2.0), math.nan, math.nan, math.nan, is_share=False) == "none"
