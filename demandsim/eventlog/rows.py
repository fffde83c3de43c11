"""Finding rows: which rows of a log tell of a moment, and the first, last and next of each subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.scenario.calendar import HOUR, Calendar

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOMENTS = max(Moment) + 1
NO_ROW = -1


def rows_of(log: EventLog, *moments: Moment) -> Ints:
    """Give the numbers of the rows that tell of any of the moments, in the order of the log."""
    if len(moments) == 1:
        return np.flatnonzero(log.moment == moments[0])
    wanted = np.zeros(MOMENTS, dtype=np.bool_)
    wanted[list(moments)] = True
    return np.flatnonzero(wanted[log.moment])


def stable_order(keys: Ints) -> Ints:
    """Give the order that brings equal keys together and leaves them in their order otherwise."""
    if len(keys) and keys.min() >= 0 and keys.max() < 2**15:
        # numpy sorts 16-bit numbers by radix, an order of magnitude faster than wider ones
        return np.argsort(keys.astype(np.int16), kind="stable").astype(np.int64)
    return np.argsort(keys, kind="stable").astype(np.int64)


class Pairs(NamedTuple):
    """Rows brought together by subject: each with the next row of the same subject, or NO_ROW."""

    row: Ints
    following: Ints


def with_following(log: EventLog, *moments: Moment) -> Pairs:
    """Give the rows of the moments, subject by subject, each with the next row among them of the same subject."""
    rows = rows_of(log, *moments)
    rows = rows[stable_order(log.subject[rows])]
    following = np.full(len(rows), NO_ROW, dtype=np.int64)
    if len(rows) > 1:
        same = log.subject[rows[:-1]] == log.subject[rows[1:]]
        following[:-1][same] = rows[1:][same]
    return Pairs(rows, following)


def first_of(log: EventLog, rows: Ints, subjects: int) -> Ints:
    """Give for each of so many subjects the number of its first row among `rows`, or NO_ROW."""
    first = np.full(subjects, NO_ROW, dtype=np.int64)
    first[log.subject[rows[::-1]]] = rows[::-1]
    return first


def last_of(log: EventLog, rows: Ints, subjects: int) -> Ints:
    """Give for each of so many subjects the number of its last row among `rows`, or NO_ROW."""
    last = np.full(subjects, NO_ROW, dtype=np.int64)
    last[log.subject[rows]] = rows
    return last


def count_of(log: EventLog, rows: Ints, subjects: int) -> Ints:
    """Count the rows of each of so many subjects."""
    return np.bincount(log.subject[rows], minlength=subjects).astype(np.int64)


def taken(column: Ints, rows: Ints) -> pd.arrays.IntegerArray:
    """Take a column at row numbers; missing where the row is NO_ROW."""
    missing = rows == NO_ROW
    values = column[np.where(missing, 0, rows)] if len(column) else np.zeros(len(rows), dtype=np.int64)
    return pd.arrays.IntegerArray(np.where(missing, 0, values), missing)


def references(values: Ints) -> pd.arrays.IntegerArray:
    """Turn references with -1 for none into numbers with missing values."""
    missing = values < 0
    return pd.arrays.IntegerArray(np.where(missing, 0, values), missing)


def names(codes: Ints, categories: Sequence[str]) -> pd.Categorical[str]:
    """Turn indices (-1 for none) into names."""
    return pd.Categorical.from_codes(codes, pd.Index(list(categories), dtype=str))


def codes_at(column: Ints, rows: Ints) -> Ints:
    """Take a column at row numbers; -1 where the row is NO_ROW."""
    if not len(column):
        return np.full(len(rows), -1, dtype=np.int64)
    return np.where(rows == NO_ROW, -1, column[np.where(rows == NO_ROW, 0, rows)])


def local_hours_of_week(log: EventLog, at: Ints) -> Ints:
    """Give the local hour of the week (0-167, from Monday 00:00) at elapsed seconds; the clock changes are real."""
    calendar = Calendar(log.facts.scenario.start, log.facts.scenario.timezone)
    local = [calendar.local(second) for second in range(0, log.ends_at + 1, HOUR)]
    hours = np.array([24 * when.weekday() + when.hour for when in local], dtype=np.int64)
    return hours[at // HOUR]


def local_hours(log: EventLog, at: Ints) -> Ints:
    """Give the local hour of the day (0-23) at elapsed seconds of the run; the clock changes are real."""
    return local_hours_of_week(log, at) % 24
