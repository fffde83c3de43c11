"""Waiting by formula: a diary of visits, a random number at work, Erlang C for all of them, neighbours who help."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from demandsim.quantities import HOUR, HOURS_A_WEEK
from demandsim.rules.dispatch import Appointments

Floats = NDArray[np.float64]


def booked(incidents: Floats, diary: Appointments, visits: int, target: int | None) -> tuple[Floats, float, float]:
    """Fill the diary with mean numbers, hour by hour over three weeks; the last is looked at.

    Returns visits by hour of the week in which their slot begins, the mean seconds from grading to the slot, and the
    share whose slot begins within the target. What finds no slot within the days that may be booked waits like others.
    """
    starts = [
        day * 24 * HOUR + second
        for day in range(21 + diary.ahead // (24 * HOUR) + 2)
        for second in range(diary.opens, diary.closes - diary.slot + 1, diary.slot)
    ]
    room = np.full(len(starts), float(visits))
    found, led, soon, number = np.zeros(HOURS_A_WEEK), 0.0, 0.0, 0.0
    begins = np.array(starts)
    for hour in range(3 * HOURS_A_WEEK):
        left, now = float(incidents[hour % HOURS_A_WEEK]), (hour + 0.5) * HOUR
        slot = int(np.searchsorted(begins, now + diary.notice))
        last = hour >= 2 * HOURS_A_WEEK
        number += left if last else 0.0
        while left > 1e-12:
            beyond = slot >= len(starts) or starts[slot] > now + diary.ahead
            taken = left if beyond else min(left, room[slot])
            lead = 0.0 if beyond else starts[slot] - now
            if not beyond:
                room[slot] -= taken
            if last:
                found[(hour if beyond else starts[slot] // HOUR) % HOURS_A_WEEK] += taken
                led += taken * lead
                soon += taken * (target is None or lead <= target)
            left, slot = left - taken, slot + 1
    return (found, led / number, soon / number) if number else (found, 0.0, 1.0)


def binomial(number: int, rostered: Floats, there: float) -> Floats:
    """Give the chance that so many are at work, a mean number rostered lying between two whole ones."""
    low = np.floor(rostered + 1e-9)
    part = np.maximum(rostered - low, 0.0)
    fewer, more = stats.binom.pmf(number, low, there), stats.binom.pmf(number, low + 1, there)
    return np.asarray((1 - part) * fewer + part * more, dtype=np.float64)


def erlang_c_of_all(most: int, load: Floats) -> Floats:
    """Give Erlang C for 0, 1, … officers (rows) and the load of every hour, as in `staffing.erlang`."""
    lost, rows = np.ones_like(load), [np.ones_like(load)]
    for number in range(1, most + 2):
        lost = load * lost / (number + load * lost)
        room = number - load * (1 - lost)
        rows.append(np.where(load >= number, 1.0, number * lost / np.maximum(room, 1e-12)))
    return np.stack(rows)


class Help(NamedTuple):
    """When neighbours may be asked, and the chance that nobody is free there either."""

    after: float
    nobody: float

    def mean_wait(self, mean: Floats) -> Floats:
        """Give the mean wait of who waits, where it would be `mean` without the neighbours."""
        late = np.exp(-self.after / np.maximum(mean, 1e-9))
        return np.asarray(mean * (1 - late * (1 - self.nobody)), dtype=np.float64)


def over_in_time(left: Floats, rings: float, ringing: float, chance: Floats, mean: Floats, helped: Help) -> Floats:
    """Give the share for whom ringing and waiting for an officer, each none or exponential, are over in the time left.

    `left` has a row by hour; the result is the mean over its columns. Of those who still wait when neighbours may be
    asked, only a share finds nobody there either.
    """
    time, wait = np.maximum(left, 0.0), np.maximum(mean, 1e-9)[:, None]
    late_wait = np.exp(-time / wait) * np.where(time > helped.after, helped.nobody, 1.0)
    late_ring, late_both = np.zeros_like(time), late_wait
    if ringing:
        late_ring = np.exp(-time / ringing)
        apart = np.where(np.isclose(wait, ringing), wait * 1.001, wait)
        late_both = (apart * np.exp(-time / apart) - ringing * late_ring) / (apart - ringing)
    at_once, later = 1 - chance[:, None], chance[:, None]
    late = (1 - rings) * later * late_wait + rings * (at_once * late_ring + later * late_both)
    return np.asarray(np.where(left >= 0, 1 - late, 0.0).mean(axis=1), dtype=np.float64)
