"""Arrivals: as many as the volume says, when the profile says, as uneven as the dispersion says."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats

from demandsim.scenario.calendar import DAY, HOUR, Calendar
from demandsim.scenario.laws import Profile
from demandsim.tape import record
from demandsim.tape.arrivals import arrivals, hourly_counts, hourly_means, hours_of
from demandsim.tape.streams import Chance
from demandsim.tape.tape import FROM_PUBLIC, NONE
from tests.tape.errors import z_of_count, z_of_share
from tests.worlds import village

FLAT = Profile(hours=(1.0,) * 24)


def test_daily_counts_vary_as_reference_case_e08_says() -> None:
    # Mean 1,660 a day times a gamma(10) busyness: negative binomial with sd 526.5169, p05 898, p95 2610.
    days = 3000
    hours = hours_of(Calendar(date(2001, 1, 1), "UTC"), days)
    means = hourly_means(1660 / DAY, FLAT, hours)
    daily = hourly_counts(Chance(1, 0), "calls", means, 10**-0.5, hours).reshape(days, 24).sum(axis=1)
    law = stats.nbinom(10, 10 / (10 + 1660))
    sd, excess = 526.5169, float(law.stats("k"))
    assert law.std() == pytest.approx(sd, abs=1e-3)
    assert abs(daily.mean() - 1660) < 4.5 * sd / math.sqrt(days)
    error_of_variance = sd**2 * math.sqrt((excess + 2) / days)
    assert abs(daily.var(ddof=1) - sd**2) < 4.5 * error_of_variance
    assert abs(z_of_share(daily <= 898, float(law.cdf(898)))) < 4.5
    assert abs(z_of_share(daily <= 2610, float(law.cdf(2610)))) < 4.5


def test_without_dispersion_days_vary_as_chance_alone_does() -> None:
    days = 2000
    hours = hours_of(Calendar(date(2001, 1, 1), "UTC"), days)
    counts = hourly_counts(Chance(1, 0), "calls", hourly_means(100 / DAY, FLAT, hours), 0, hours)
    daily = counts.reshape(days, 24).sum(axis=1)
    assert abs(daily.var(ddof=1) - 100) < 4.5 * 100 * math.sqrt(2.01 / days)


def test_the_cumulative_rate_follows_the_profile_as_in_reference_case_m14() -> None:
    # Inter-arrival times of 15, 12, 7, 5, 8, 10, 15 and 20 min, hour by hour.
    hourly = [60 / gap for gap in (15, 12, 7, 5, 8, 10, 15, 20)]
    profile = Profile(hours=(*hourly, *[0.0] * 16))
    hours = hours_of(Calendar(date(2001, 1, 1), "UTC"), 365)
    means = hourly_means(sum(hourly) / DAY, profile, hours)
    cumulative = np.cumsum(means)
    assert cumulative[[0, 3, 7]] == pytest.approx([4.0, 29.57143, 50.07143], rel=1e-6)
    at = arrivals(Chance(1, 0), "calls", means, 0, hours) % DAY
    assert at.max() < 8 * HOUR, "no calls in hours without demand"
    for end, mean in ((1, 4.0), (4, 29.57143), (8, 50.07143)):
        assert abs(z_of_count((at < end * HOUR).sum(), 365 * mean)) < 4.5
    first_hour = hourly_counts(Chance(1, 0), "calls", means, 0, hours).reshape(365, 24)[:, 0]
    assert abs(z_of_share(first_hour == 0, 0.01831564)) < 4.5


def test_calls_are_spread_evenly_within_the_hour_in_order() -> None:
    hours = hours_of(Calendar(date(2001, 1, 1), "UTC"), 100)
    at = arrivals(Chance(1, 0), "calls", hourly_means(200 / HOUR, FLAT, hours), 0, hours)
    assert (np.diff(at) >= 0).all()
    assert stats.kstest(at % HOUR / HOUR, "uniform").statistic < 1.95 / math.sqrt(len(at)) + 1 / HOUR


def test_month_factors_keep_the_yearly_volume() -> None:
    profile = Profile(hours=(1.0,) * 24, months=(5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0))
    hours = hours_of(Calendar(date(2001, 1, 1), "UTC"), 365)
    means = hourly_means(36_500 / (365 * DAY), profile, hours)
    assert means.sum() == pytest.approx(36_500)
    january, february = means[: 31 * 24].mean(), means[31 * 24 : 59 * 24].mean()
    assert january == pytest.approx(5 * february)
    assert (means[-31 * 24 :] == 0).all()
    with pytest.raises(ValueError, match="month factor above zero"):
        hourly_means(1, Profile(hours=(1.0,) * 24, months=(0,) * 12), hours)


def test_every_hour_belongs_to_its_local_day() -> None:
    # The clocks go forward on 2025-03-30 and back on 2025-10-26.
    hours = hours_of(Calendar(date(2025, 3, 29), "Europe/London"), 213)
    in_day = np.bincount(hours.day)
    assert hours.days == len(in_day) == 213
    assert {day: int(count) for day, count in enumerate(in_day) if count != 24} == {1: 23, 211: 25}
    assert hours.of_week[:24].tolist() == list(range(5 * 24, 6 * 24)), "the first day is a Saturday"
    assert hours.day[hours.of_week % 24 == 0].tolist() == list(range(213))


@pytest.mark.parametrize(("start", "elapsed", "at_one"), [("2025-03-30", 23, 0), ("2025-10-26", 25, 2)])
def test_the_hour_skipped_in_spring_has_no_demand_and_that_repeated_in_autumn_has_it_twice(
    start: str, elapsed: int, at_one: int
) -> None:
    # All demand falls between 01:00 and 02:00 local time.
    only_one = {"hours": [0, 1, *[0] * 22]}
    world = record(
        village(**{"start": start, "demand.profiles.flat": only_one, "demand.profiles.daytime": only_one}),
        days=1,
    )
    assert world.ends_at == elapsed * HOUR
    first = world.contacts.received_at[world.contacts.cause == FROM_PUBLIC]
    direct = world.crimes.direct_at[world.crimes.direct_at != NONE]
    assert (len(first) > 0) == (at_one > 0)
    assert set(np.concatenate([first, direct]) // HOUR) <= set(range(1, 1 + at_one))
    if at_one:
        assert set(first // HOUR) == {1, 2}


def test_a_trend_compounds_from_the_start_and_keeps_the_first_year_of_a_longer_run() -> None:
    """Half as much again in a year: 1.5^t integrates to 0.5 / ln 1.5 = 1.233 in the first, then to 1.5 times that."""
    hours = hours_of(Calendar(date(2018, 4, 1), "Europe/London"), 730)
    grows = hourly_means(100 / DAY, FLAT.model_copy(update={"trend": 0.5}), hours)
    first = hours.day < 365
    assert grows[first].sum() == pytest.approx(36_500 * 0.5 / np.log(1.5), rel=0.001)
    assert grows[~first].sum() == pytest.approx(1.5 * grows[first].sum(), rel=0.001)
    shorter = hours_of(Calendar(date(2018, 4, 1), "Europe/London"), 365)
    means = hourly_means(100 / DAY, FLAT.model_copy(update={"trend": 0.5}), shorter)
    assert (means == grows[first]).all()
