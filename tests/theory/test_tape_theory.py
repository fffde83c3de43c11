"""The tape against theory: how many calls come on a day with a busyness of its own."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.random import Generator

from demandsim.scenario.calendar import DAY, Calendar
from demandsim.tape.arrivals import hourly_counts, hourly_means, hours_of
from demandsim.tape.streams import Chance
from tests.theory.runner import Case, Sample, Trial, check
from tests.worlds import village


def daily_counts(case: Case, rng: Generator) -> Sample:
    """E08: the number of calls on a day, Poisson about a mean that is gamma from day to day."""
    days = 400
    hours = hours_of(Calendar(date(2018, 1, 1), "UTC"), days)
    means = hourly_means(case.params["mean"] / DAY, village().demand.profiles["flat"], hours)
    chance = Chance(int(rng.integers(2**31)), 0)
    count = hourly_counts(chance, "calls", means, case.params["alpha"] ** -0.5, hours)
    by_day = np.bincount(hours.day, weights=count)
    low, high = np.quantile(by_day, [0.05, 0.95])
    return Sample({"mean": by_day.mean(), "sd": by_day.std(ddof=1), "p05": low, "p95": high})


TRIALS = [Trial("E08", daily_counts)]


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_tape(trial: Trial) -> None:
    check(trial)
