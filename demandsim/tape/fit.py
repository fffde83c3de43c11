"""Fit: what a log of calls says about a line, in the words in which a scenario says it.

The table of calls is that of `demandsim.tape.replay`. Nothing is drawn here. How patient callers are cannot be read off
those who gave up, because the patient ones were answered first: callers who were answered are censored observations,
known to have waited so long at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import yaml
from scipy import stats

from demandsim.quantities import DAY, HOURS_A_WEEK, format_duration, format_rate
from demandsim.scenario.calendar import Calendar
from demandsim.tape.streams import Flags, Floats, Ints

SURE = 0.95
"""Confidence of the intervals."""
VALUES = 200
"""Lengths by which an observed law is written down."""
Words = dict[str, Any]
"""Part of a scenario, as YAML holds it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long callers wait before they give up."""

    calls: int
    gave_up: int
    """Callers, and those of them who gave up."""
    mean: float
    """Mean in seconds if patience is exponential: time waited by all over callers who gave up (maximum likelihood)."""
    low: float
    high: float
    """95 % interval of that mean: chi-squared, exact if callers wait until a fixed number has given up."""
    times: Floats
    """Seconds at which callers gave up, ascending."""
    survival: Floats
    """Share of callers who would wait longer than each of `times` (Kaplan and Meier)."""

    def quantile(self, luck: Floats) -> Floats:
        """Give the patience below which a share `luck` of all callers lies, seconds.

        Beyond the last time at which somebody gave up nothing was observed; there callers are taken to give up at the
        exponential rate of the whole log.
        """
        left = 1 - luck
        step = np.searchsorted(-self.survival, -left, side="left")
        last, reached = self.times[-1], float(self.survival[-1])
        beyond = last + self.mean * np.log(max(reached, np.finfo(float).tiny) / np.maximum(left, np.finfo(float).tiny))
        return np.where(step < len(self.times), self.times[np.minimum(step, len(self.times) - 1)], beyond)

    def exponential(self) -> Words:
        """Write the exponential law."""
        return {"exponential": {"mean": format_duration(self.mean)}}

    def as_observed(self, values: int = VALUES) -> Words:
        """Write the observed law: so many equally likely lengths in whole seconds."""
        luck = (np.arange(values) + 0.5) / values
        return {"empirical": {"values": [f"{round(length)} s" for length in self.quantile(luck)]}}


def patience(waited: Floats, gave_up: Flags) -> Patience:
    """Fit the patience of callers who `waited` so many seconds and then gave up, or were answered.

    Shape of both: (calls,). Callers who were answered at once count too: they waited 0 s. Raises ValueError where
    nobody gave up, since then nothing bounds patience (leave it out of the scenario).
    """
    seconds, left = np.asarray(waited, dtype=np.float64), np.asarray(gave_up, dtype=np.bool_)
    number = int(left.sum())
    if number == 0 or seconds.sum() <= 0:
        raise ValueError("nobody waited and gave up: the log says nothing about patience; leave it out")
    curve = stats.ecdf(stats.CensoredData.right_censored(seconds, ~left)).sf
    drops = np.isin(curve.quantiles, seconds[left])
    chi2 = stats.chi2.ppf([(1 + SURE) / 2, (1 - SURE) / 2], 2 * number)
    low, high = 2 * seconds.sum() / chi2
    return Patience(
        calls=len(seconds),
        gave_up=number,
        mean=float(seconds.sum() / number),
        low=float(low),
        high=float(high),
        times=np.asarray(curve.quantiles[drops], dtype=np.float64),
        survival=np.asarray(curve.probabilities[drops], dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class Handling:
    """How long a piece of handling work takes."""

    calls: int
    mean: float
    """Seconds."""
    cv: float
    """Coefficient of variation."""
    distance: float
    """Greatest difference between the observed and the lognormal distribution function (Kolmogorov), 0 to 1."""
    values: Floats
    """Equally likely lengths, ascending."""

    def lognormal(self) -> Words:
        """Write the lognormal law with the observed mean and coefficient of variation, so that the work is kept."""
        if self.cv == 0:
            return {"constant": format_duration(self.mean)}
        return {"lognormal": {"mean": f"{self.mean:.0f} s", "cv": round(self.cv, 2)}}

    def as_observed(self) -> Words:
        """Write the observed law."""
        return {"empirical": {"values": [f"{round(length)} s" for length in self.values]}}


def handling(lengths: Floats) -> Handling:
    """Fit the lengths of talk or wrap-up, in seconds (gaps are left out). Raises ValueError where there are none."""
    seen = np.asarray(lengths, dtype=np.float64)
    seen = seen[~np.isnan(seen)]
    if not len(seen):
        raise ValueError("no length of work is known")
    mean = float(seen.mean())
    cv = float(seen.std() / mean) if mean > 0 else 0.0
    distance = 0.0
    if cv > 0:
        variance = np.log1p(cv**2)
        law = stats.lognorm(np.sqrt(variance), scale=mean / np.exp(variance / 2))
        distance = float(stats.kstest(seen, law.cdf).statistic)
    luck = (np.arange(VALUES) + 0.5) / VALUES
    return Handling(len(seen), mean, cv, distance, np.quantile(seen, luck, method="inverted_cdf"))


@dataclass(frozen=True, slots=True)
class Volume:
    """How many call, and when."""

    days: int
    calls: int
    per_day: float
    """Calls a day, over a week in which every weekday comes once."""
    hours: Floats
    """Mean calls by hour of the week from Monday 00:00, or by hour of the day: shape (168,) or (24,)."""
    dispersion: float
    """Day-to-day variation beyond chance: coefficient of variation of the factor of a day."""

    def profile(self) -> Words:
        """Write the profile."""
        return {"hours": [round(float(mean), 3) for mean in self.hours]}


def volume(received_at: Ints, calendar: Calendar, days: int) -> Volume:
    """Fit the volume, profile and day-to-day variation of calls received at these seconds within so many days.

    Days of one weekday are taken to be alike; where a weekday is missing from the days, the profile is one of 24 hours
    and all days are alike. `dispersion` is by moments: a day's count has the variance m + (cv m)², and each weekday
    costs one degree of freedom; 0 where days vary no more than chance. Few days say little about it.
    """
    at, of_week = np.array([row[:2] for row in calendar.hours(days)], dtype=np.int64).T
    counts = np.bincount(np.searchsorted(at, received_at, side="right") - 1, minlength=len(at))[: len(at)]
    midnights = np.array([calendar.elapsed(day, 0) for day in range(days)])
    day = np.searchsorted(midnights, at, side="right") - 1
    weekday = (calendar.start.weekday() + np.arange(days)) % 7
    whole_week = len(np.unique(weekday)) == 7
    length = HOURS_A_WEEK if whole_week else 24
    hour = of_week % length
    hours = np.bincount(hour, counts, length) / np.maximum(np.bincount(hour, minlength=length), 1)
    by_day = np.asarray(np.bincount(day, counts, days), dtype=np.float64)
    alike = weekday if whole_week else np.zeros(days, dtype=np.int64)
    return Volume(
        days=days,
        calls=int(counts.sum()),
        per_day=float(hours.sum() * 24 / length),
        hours=np.asarray(hours, dtype=np.float64),
        dispersion=_dispersion(by_day, alike),
    )


def _dispersion(counts: Floats, alike: Ints) -> float:
    """Give the coefficient of variation of a day's factor: what the variance of like days exceeds their mean by."""
    excess = square = 0.0
    for group in np.unique(alike):
        same = counts[alike == group]
        if len(same) > 1:
            mean = float(same.mean())
            excess += (float(same.var(ddof=1)) - mean) * len(same)
            # The square of a mean of several counts is too high by the variance of that mean.
            square += max(mean**2 - float(same.var(ddof=1)) / len(same), 0.0) * len(same)
    return float(np.sqrt(excess / square)) if excess > 0 and square > 0 else 0.0


def line_words(calls: pd.DataFrame, calendar: Calendar, days: int, name: str) -> Words:
    """Write what the calls of one line say of it: volume, profile (under the line's name), talk, wrap and patience.

    The calls are those of that line only. The answer target and whether callers ring again are not in a log: they are
    for the planner to add.
    """
    at = np.rint(calls["received_at"].to_numpy(dtype=np.float64)).astype(np.int64)
    demand = volume(at, calendar, days)
    line: Words = {
        "volume": format_rate(float(f"{demand.per_day:.4g}") / DAY),
        "profile": name,
        "dispersion": round(demand.dispersion, 3),
        "talk": handling(_column(calls, "talk")).lognormal(),
    }
    wrap = _column(calls, "wrap")
    if not np.isnan(wrap).all():
        line["wrap"] = handling(wrap).lognormal()
    gave_up = ~np.isnan(_column(calls, "patience"))
    if gave_up.any():
        line["patience"] = patience(np.nan_to_num(_column(calls, "waited")), gave_up).exponential()
    return {"profiles": {name: demand.profile()}, "lines": {name: line}}


def scenario_text(calls: pd.DataFrame, calendar: Calendar, days: int) -> str:
    """Write the `demand` of a scenario as far as the log gives it, as YAML text that a planner can paste."""
    demand: Words = {"profiles": {}, "lines": {}}
    for name, of_line in calls.groupby("line", sort=False, observed=True):
        words = line_words(of_line, calendar, days, str(name))
        for part, entries in words.items():
            demand[part].update(entries)
    return yaml.safe_dump({"demand": demand}, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


def _column(calls: pd.DataFrame, name: str) -> Floats:
    if name not in calls:
        return np.full(len(calls), np.nan)
    return calls[name].to_numpy(dtype=np.float64, na_value=np.nan)
