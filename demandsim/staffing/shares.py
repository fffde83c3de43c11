"""Shares: how many calls of each half hour were answered in time, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.rows import rows_of
from demandsim.quantities import DAY, WEEK
from demandsim.scenario.calendar import HALF_HOUR, place_in_table
from demandsim.staffing.weeks import Weeks

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
By = Literal["day", "week"]

PERIODS: dict[By, int] = {"day": 48, "week": 336}
"""Half hours told apart."""
CYCLE: dict[By, int] = {"day": DAY, "week": WEEK}
"""Seconds after which they begin again."""
LEVEL = 0.95
NORMAL = float(stats.norm.ppf((1 + LEVEL) / 2))
"""Standard errors on either side of a 95 % interval."""
FEW_CALLS = 20
"""Fewer calls than this say nothing about a share: the interval of 18 of 20 runs from 0.70 to 0.97 (Wilson)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Calls by line, day or week, and half hour in which they rang: shape (lines, cycles, half hours)."""

    offered: Ints
    """Attempts that rang, blocked ones included, and calls put through to the line."""
    in_time: Ints
    """Those of them that were answered within the time asked for."""
    given_up: Ints
    """Those of them that the caller gave up."""

    @classmethod
    def together(cls, several: Sequence[Counts]) -> Counts:
        """Put the days or weeks of several replications side by side."""
        return cls(
            np.concatenate([each.offered for each in several], axis=1),
            np.concatenate([each.in_time for each in several], axis=1),
            np.concatenate([each.given_up for each in several], axis=1),
        )


@dataclass(frozen=True, slots=True)
class Shares:
    """Share answered in time with its interval; NaN and 0 to 1 where nobody rang."""

    share: Floats
    low: Floats
    high: Floats
    calls: Ints

    @property
    def safe(self) -> Floats:
        """The share less one standard error, that is about half of the way to the lower end."""
        return self.share - (self.share - self.low) / NORMAL


def count(weeks: Weeks, log: EventLog, within: Sequence[int], by: By) -> Counts:
    """Count the calls of typical weeks; `within` is the time asked for by line, in seconds.

    A call belongs to the half hour in which it rang, or was put through. Written work counts as answered when it is
    first taken up.
    """
    half_hours, limits = weeks.half_hours(), np.array(within)
    periods, cycle = PERIODS[by], CYCLE[by]
    shape = (len(limits), (weeks.end - weeks.begin) // cycle, periods)

    def table(line: Ints, since: Ints) -> Ints:
        kept = (since >= weeks.begin) & (since < weeks.end)
        line, since = line[kept], since[kept]
        place = place_in_table(periods, half_hours[since // HALF_HOUR])
        cells = np.ravel_multi_index((line, (since - weeks.begin) // cycle, place), shape)
        found: Ints = np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)
        return found

    rang, begun = rows_of(log, Moment.RECEIVED), rows_of(log, Moment.RECEIVED, Moment.PUT_THROUGH)
    answered, left = rows_of(log, Moment.ANSWERED), rows_of(log, Moment.ABANDONED)
    answered = answered[log.amount[answered] <= limits[log.detail[answered]]]
    in_time = table(log.detail[answered], log.at[answered] - log.amount[answered])
    received_at = np.zeros(len(log.facts.contact_uid), dtype=np.int64)
    first_ring = rang[log.amount[rang] == 1]
    received_at[log.subject[first_ring]] = log.at[first_ring]
    taken_up = rows_of(log, Moment.TAKEN_UP)
    taken_up = taken_up[np.unique(log.subject[taken_up], return_index=True)[1]]
    since = received_at[log.subject[taken_up]]
    soon = log.at[taken_up] - since <= limits[log.detail[taken_up]]
    return Counts(
        offered=table(log.detail[begun], log.at[begun]),
        in_time=in_time + table(log.detail[taken_up][soon], since[soon]),
        given_up=table(log.detail[left], log.at[left] - log.amount[left]),
    )


def shares(offered: Ints, in_time: Ints) -> Shares:
    """Give the share answered in time and its 95 % interval; the first axis is days or weeks, which are independent.

    Calls of one day share its rush and its queue, so that they tell less than as many independent ones. Wilson's
    interval (1927) is taken for the number of independent calls that would vary as much from day to day as these do,
    less what the uncertainty of that variation costs, as Korn and Graubard (Survey Methodology 24, 1998) do for
    samples drawn in clusters. It is never narrower than for independent calls.
    """
    cycles = len(offered)
    calls, good = offered.sum(axis=0), in_time.sum(axis=0)
    rang = calls > 0
    share = np.divide(good, calls, out=np.full(calls.shape, np.nan), where=rang)
    effective = calls.astype(np.float64)
    if cycles > 1:
        spread = ((in_time - np.nan_to_num(share) * offered) ** 2).sum(axis=0) * cycles / (cycles - 1)
        alone = calls * share * (1 - share)
        effect = np.divide(spread, alone, out=np.ones(calls.shape), where=rang & (alone > 0))
        effective = effective / np.maximum(effect, 1.0)
        effective *= (NORMAL / stats.t.ppf((1 + LEVEL) / 2, cycles - 1)) ** 2
    low, high = _wilson(np.nan_to_num(share), effective)
    return Shares(share, np.where(rang, low, 0.0), np.where(rang, high, 1.0), calls)


def _wilson(share: Floats, number: Floats) -> tuple[Floats, Floats]:
    z2 = NORMAL**2
    number = np.maximum(number, 1e-9)
    middle = (share + z2 / (2 * number)) / (1 + z2 / number)
    half = np.sqrt(z2 * (share * (1 - share) / number + z2 / (4 * number**2))) / (1 + z2 / number)
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
