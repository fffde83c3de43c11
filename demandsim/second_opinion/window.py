"""The measured days of a run, as formulas see them: mean arrivals by hour of the week, and days since the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import HOUR, HOURS_A_WEEK
from demandsim.scenario.calendar import Calendar
from demandsim.scenario.scenario import Scenario
from demandsim.tape.arrivals import Hours, hourly_means, hours_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """A scenario and the days of it that were measured, with the arrivals that no scenario states."""

    scenario: Scenario
    warm_up: int
    """Days before the measured ones."""
    days: int
    """Days measured."""
    caused: Mapping[str, float] = field(default_factory=dict)
    """Calls a week that the force caused by what happened to incidents and crimes, by line: an input from the run."""

    @cached_property
    def hours(self) -> Hours:
        """The hours of the measured days."""
        calendar = Calendar(self.scenario.start, self.scenario.timezone)
        found = hours_of(calendar, self.warm_up + self.days)
        kept = found.at >= calendar.elapsed(self.warm_up, 0)
        return Hours(found.at[kept], found.day[kept], found.of_week[kept], found.month[kept])

    def by_hour(self, rate: float, profile: str) -> Floats:
        """Give the mean arrivals an hour by hour of the week (168), from a rate per second and a profile's name."""
        means = hourly_means(rate, self.scenario.demand.profiles[profile], self.hours)
        times = np.bincount(self.hours.of_week, minlength=HOURS_A_WEEK)
        total = np.bincount(self.hours.of_week, weights=means, minlength=HOURS_A_WEEK)
        return np.divide(total, times, out=np.zeros(HOURS_A_WEEK), where=times > 0)

    def season(self, profile: str) -> float:
        """Give how much busier the measured days are than the mean of the year, by a profile's months and trend."""
        return float(self.by_hour(1 / HOUR, profile).mean())

    @property
    def begin(self) -> float:
        """Days from the start of the run to the first measured moment."""
        return float(self.warm_up)

    @property
    def end(self) -> float:
        """Days from the start of the run to its end."""
        return float(self.warm_up + self.days)
