"""Fit: patience with censoring, handle work and volumes, checked by hand and against laws that are known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
import yaml

from demandsim.scenario.calendar import DAY, HOUR, Calendar
from demandsim.scenario.laws import Law, Profile
from demandsim.scenario.lines import Line
from demandsim.tape.fit import handling, patience, scenario_text, volume

MONDAY = Calendar(date(2018, 1, 1), "UTC")


def test_patience_by_hand() -> None:
    """Five callers; those after 2 and 4 s were answered: survival 4/5, then 4/5 x 2/3, then 0."""
    fit = patience(np.array([1.0, 2, 3, 4, 5]), np.array([True, False, True, False, True]))
    assert (fit.calls, fit.gave_up, fit.mean) == (5, 3, 5.0)
    assert fit.times.tolist() == [1, 3, 5]
    assert fit.survival == pytest.approx([0.8, 8 / 15, 0])
    assert (fit.low, fit.high) == pytest.approx((30 / 14.449, 30 / 1.2373), rel=1e-3), "30 over chi-squared(6)"
    assert fit.quantile(np.array([0.1, 0.2, 0.21, 0.46, 0.5, 0.99])).tolist() == [1, 1, 3, 3, 5, 5]


def test_who_is_answered_in_the_second_in_which_another_gives_up_was_there() -> None:
    fit = patience(np.array([3.0, 3.0]), np.array([True, False]))
    assert fit.survival == pytest.approx([0.5])


def test_callers_answered_at_once_do_not_shorten_patience() -> None:
    waited, gave_up = np.array([1.0, 2, 3]), np.array([True, False, True])
    fit = patience(waited, gave_up)
    more = patience(np.append(waited, [0.0] * 10), np.append(gave_up, [False] * 10))
    assert more.mean == fit.mean
    assert np.array_equal(more.survival, fit.survival)


def test_beyond_the_last_who_gave_up_the_rate_is_the_exponential_one() -> None:
    """Half of all gave up by 10 s; 100 s were waited by 2 who gave up: mean 50 s from there on."""
    fit = patience(np.array([10.0, 10, 40, 40]), np.array([True, True, False, False]))
    assert (fit.mean, fit.survival.tolist()) == (50, [0.5])
    luck = np.array([0.5, 0.75, 1 - 0.5 * np.exp(-2)])
    assert fit.quantile(luck) == pytest.approx([10, 10 + 50 * np.log(2), 10 + 100])


def test_patience_is_found_again_and_the_mean_wait_of_those_who_gave_up_is_not_it() -> None:
    rng = np.random.default_rng(1)
    patient, offered = rng.exponential(300, 20_000), rng.exponential(60, 20_000)
    gave_up = patient < offered
    fit = patience(np.minimum(patient, offered), gave_up)
    assert fit.low < 300 < fit.high
    assert fit.high - fit.low < 30
    assert np.minimum(patient, offered)[gave_up].mean() < 60
    at = fit.quantile(np.array([0.1, 0.3, 0.5]))
    assert at == pytest.approx(-300 * np.log1p(-np.array([0.1, 0.3, 0.5])), rel=0.08)


def test_the_observed_law_is_one_that_a_scenario_takes() -> None:
    fit = patience(np.array([1.0, 2, 3, 4, 5]), np.array([True, False, True, False, True]))
    law = Law.model_validate(fit.as_observed(5))
    assert law.empirical is not None
    assert law.empirical.values == (1, 3, 5, 5, 5), "below 1 s: 20 %, below 3 s: 47 %"
    exponential = Law.model_validate(fit.exponential()).exponential
    assert exponential is not None
    assert exponential.mean == 5


def test_a_log_in_which_nobody_gives_up_says_nothing_of_patience() -> None:
    with pytest.raises(ValueError, match="nobody waited and gave up"):
        patience(np.array([1.0, 2]), np.array([False, False]))


def test_the_work_is_kept_and_its_law_is_judged() -> None:
    rng = np.random.default_rng(2)
    lognormal = handling(rng.lognormal(5, 0.8, 5_000))
    assert lognormal.mean == pytest.approx(np.exp(5 + 0.32), rel=0.05)
    assert lognormal.cv == pytest.approx(np.sqrt(np.exp(0.64) - 1), rel=0.1)
    assert lognormal.distance < 0.03
    assert handling(rng.uniform(100, 110, 5_000)).distance > 0.04
    law = Law.model_validate(lognormal.lognormal())
    assert law.mean == pytest.approx(lognormal.mean, abs=0.5)
    seen = Law.model_validate(lognormal.as_observed())
    assert seen.mean == pytest.approx(lognormal.mean, rel=0.02)


def test_gaps_are_no_work_and_even_work_needs_no_law() -> None:
    fit = handling(np.array([60.0, np.nan, 60.0]))
    assert (fit.calls, fit.mean, fit.cv, fit.lognormal()) == (2, 60, 0, {"constant": "1 min"})
    with pytest.raises(ValueError, match="no length of work"):
        handling(np.array([np.nan]))


def test_volumes_by_hand() -> None:
    """Two weeks: 3 calls on each Monday from 9, and 1 and 3 on the Tuesdays from 10: 5 a week."""
    monday, tuesday, week = 9 * HOUR, DAY + 10 * HOUR, 7 * DAY
    at = np.array([monday, monday + 1, monday + 3_599, tuesday, *(week + monday + np.arange(3))])
    at = np.append(at, week + tuesday + np.arange(3))
    fit = volume(np.sort(at), MONDAY, 14)
    assert (fit.calls, fit.days) == (10, 14)
    assert fit.hours[[9, 34]].tolist() == [3, 2]
    assert fit.hours.sum() == 5
    assert fit.per_day == pytest.approx(5 / 7)


def test_a_few_days_have_one_profile() -> None:
    fit = volume(np.array([HOUR, DAY + HOUR, DAY + HOUR]), MONDAY, 2)
    assert fit.hours.tolist() == [0, 1.5, *[0] * 22]
    assert fit.per_day == 1.5


@pytest.mark.parametrize("cv", [0.0, 0.3])
def test_the_variation_of_days_is_found_again(cv: float) -> None:
    """104 weeks with a weekday effect, which is no variation. Error of cv about cv / sqrt(2 x 728) and of chance."""
    rng = np.random.default_rng(3)
    days = 728
    factor = rng.gamma(1 / cv**2, cv**2, days) if cv else np.ones(days)
    counts = rng.poisson(400 * factor * np.where(np.arange(days) % 7 > 4, 0.5, 1))
    at = np.sort(np.repeat(np.arange(days) * DAY, counts) + rng.integers(0, DAY, counts.sum()))
    assert volume(at, MONDAY, days).dispersion == pytest.approx(cv, abs=0.03)


def test_a_planner_can_paste_it() -> None:
    rng = np.random.default_rng(4)
    count = 3_000
    patient, offered = rng.exponential(200, count), rng.exponential(50, count)
    gave_up = patient < offered
    calls = pd.DataFrame(
        {
            "received_at": np.sort(rng.integers(0, 14 * DAY, count)),
            "line": np.where(np.arange(count) % 3, "101", "999"),
            "talk": np.where(gave_up, np.nan, rng.lognormal(5, 0.5, count)),
            "wrap": np.where(gave_up, np.nan, 30),
            "patience": np.where(gave_up, patient, np.nan),
            "waited": np.minimum(patient, offered),
        }
    )
    text = scenario_text(calls, MONDAY, 14)
    demand = yaml.safe_load(text)["demand"]
    assert set(demand["lines"]) == set(demand["profiles"]) == {"999", "101"}
    missing = {
        "target": {"share": "80 %", "within": "30 s"},
        "retry": {"information": 0.5, "need": 0.5, "after": "5 min"},
    }
    line = Line.model_validate({**demand["lines"]["101"], **missing})
    assert line.volume * 14 * DAY == pytest.approx(2_000, rel=1e-3)
    assert line.wrap.mean == 30
    assert line.patience is not None
    assert 150 < line.patience.mean < 250
    assert len(Profile.model_validate(demand["profiles"]["101"]).hours) == 168
    assert 0 <= line.dispersion < 0.2
