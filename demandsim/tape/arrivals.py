"""Arrivals: when rows come, hour by hour, from a yearly volume, a profile and day-to-day variation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demandsim.quantities import YEAR
from demandsim.scenario.calendar import HOUR, Calendar
from demandsim.scenario.laws import Profile
from demandsim.tape.distributions import busyness, counts
from demandsim.tape.streams import Chance, Floats, Ints

DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Hours:
    """Every elapsed hour of the run: one entry per hour."""

    at: Ints
    """Start in seconds from the start of the run."""
    day: Ints
    """Local day, counted from 0."""
    of_week: Ints
    """Local hour of the week from Monday 00:00."""
    month: Ints
    """Local month, January = 0."""

    @property
    def days(self) -> int:
        """Number of local days."""
        return int(self.day[-1]) + 1


def hours_of(calendar: Calendar, days: int) -> Hours:
    """List the hours of a run; the hour skipped in spring is missing, that repeated in autumn is twice."""
    at, of_week, month = np.array(calendar.hours(days), dtype=np.int64).T
    midnights = [calendar.elapsed(day, 0) for day in range(days)]
    return Hours(at, np.searchsorted(midnights, at, side="right") - 1, of_week, month)


def hourly_means(rate: float, profile: Profile, hours: Hours) -> Floats:
    """Give the mean number of arrivals in every hour of the run, from a rate per second and a profile.

    Hourly factors have mean 1 over a week and month factors mean 1 over the 365 days of a year, so that the
    yearly volume is kept; a trend lets it grow from the start of the run on. Raises ValueError when every month factor
    is 0.
    """
    if not any(profile.months):
        raise ValueError("a profile needs at least one month factor above zero")
    months = np.array(profile.months, dtype=np.float64)
    months /= np.average(months, weights=DAYS_IN_MONTH)
    means: Floats = rate * HOUR * np.array(profile.week)[hours.of_week] * months[hours.month]
    return means * (1 + profile.trend) ** (hours.at / YEAR) if profile.trend else means


def hourly_counts(chance: Chance, name: str, means: Floats, dispersion: float, hours: Hours) -> Ints:
    """Give the number of arrivals in every hour: Poisson about the mean times the day's own busyness.

    The factor of a day is gamma with mean 1 and coefficient of variation `dispersion`. Streams `name/count`
    (one number per hour) and `name/day` (one per day).
    """
    factor = busyness(dispersion, chance.luck(f"{name}/day", hours.days))
    return counts(means * factor[hours.day], chance.luck(f"{name}/count", len(hours.at)))


def arrivals_between(chance: Chance, name: str, means: Floats, hours: Hours, begins_at: int, ends_at: int) -> Ints:
    """Give the seconds at which rows arrive between two instants; an hour partly within brings that part of its mean.

    Streams `name/count` and `name/second`.
    """
    low, high = np.maximum(hours.at, begins_at), np.minimum(hours.at + HOUR, ends_at)
    length = np.maximum(high - low, 0)
    number = counts(means * (length / HOUR), chance.luck(f"{name}/count", len(hours.at)))
    luck = chance.luck(f"{name}/second", int(number.sum()))
    return np.sort(np.repeat(low, number) + np.floor(np.repeat(length, number) * luck).astype(np.int64))


def arrivals(chance: Chance, name: str, means: Floats, dispersion: float, hours: Hours) -> Ints:
    """Give the seconds at which a source's rows arrive, in order: evenly spread within each hour.

    Stream `name/second`. A longer run begins with the arrivals of a shorter one.
    """
    starts = np.repeat(hours.at, hourly_counts(chance, name, means, dispersion, hours))
    within = np.floor(HOUR * chance.luck(f"{name}/second", len(starts))).astype(np.int64)
    return np.sort(starts + within)
