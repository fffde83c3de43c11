"""Busy: how many handlers there were, read from a log of calls that does not say.

A log of calls says who was spoken to when, and who waited. While somebody waits, every handler who is there is busy, so
the number of busy handlers is the number of handlers; while nobody waits there may be idle ones, and the number of busy
handlers is only the least that there can be. That is censored data, as patience is, and `CENSORED` treats it so: the
product-limit estimate (Kaplan and Meier 1958) over the *time* of a slot in place of cases. The two obvious ways are
offered to compare: `MOST` (the most that were busy at once) is too many where handlers come and go, take breaks or do
other work within the slot, and `WHILE_WAITING` (the mean while somebody waits) is too few, since callers wait just when
handlers are missing.

Handlers here are *effective* ones: whatever keeps people from the next call (work afterwards that the log does not
record, breaks, other work) counts as fewer handlers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from demandsim.scenario.calendar import HALF_HOUR
from demandsim.tape.streams import Floats, Ints

How = Literal["most busy at once", "busy while somebody waits", "censored"]
MOST: How = "most busy at once"
WHILE_WAITING: How = "busy while somebody waits"
CENSORED: How = "censored"


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """How long how many handlers were busy, by slot of time: arrays of shape (slots, most busy + 1), in seconds."""

    slot: int
    """Length of a slot in seconds; slot 0 begins at the first midnight."""
    total: Floats
    """Seconds of the slot with so many busy."""
    waiting: Floats
    """Seconds of them in which somebody waits."""

    def pooled(self, groups: Sequence[Ints]) -> BusyTimes:
        """Add up slots that are alike (the same half hour of several days, say), one row per group of slot numbers."""
        total, waiting = (
            np.stack([table[rows].sum(axis=0) for rows in groups]) for table in (self.total, self.waiting)
        )
        return BusyTimes(self.slot, total, waiting)


def busy_times(calls: pd.DataFrame, slot: int = HALF_HOUR, slots: int | None = None) -> BusyTimes:
    """Count handlers busy and callers waiting, second by second, from a table of calls (see `replay`).

    Callers with a `patience` gave up after it; all others were answered after `waited` (at once, where it is missing)
    and kept a handler for `talk` and, where it is known, `wrap`. `slots` is the number of slots (left out: up to the
    last second of work). Raises ValueError for answered callers without `talk`.
    """
    gave_up = calls["patience"].notna().to_numpy()
    talk = _seconds(calls, "talk")
    unknown = ~gave_up & calls["talk"].isna().to_numpy()
    if unknown.any():
        raise ValueError(f"row {int(unknown.argmax())}: the caller was answered, but it is not known how long it took")
    received = _seconds(calls, "received_at")
    left_queue = received + np.where(gave_up, _seconds(calls, "patience"), _seconds(calls, "waited"))
    taken = left_queue[~gave_up]
    freed = taken + (talk + _seconds(calls, "wrap"))[~gave_up]
    last = int(max(freed.max(initial=0), left_queue.max(initial=0)))
    count = -(-last // slot) if slots is None else slots
    at = np.unique(np.concatenate([received, left_queue, freed, np.arange(count + 1) * slot]))
    at, length = at[:-1], np.diff(at)
    within = at < count * slot
    at, length = at[within], length[within].astype(np.float64)
    busy = _so_far(taken, at) - _so_far(freed, at)
    queue = _so_far(received, at) - _so_far(left_queue, at)
    total = np.zeros((count, int(busy.max(initial=0)) + 1))
    waiting = np.zeros_like(total)
    np.add.at(total, (at // slot, busy), length)
    np.add.at(waiting, (at // slot, busy), length * (queue > 0))
    return BusyTimes(slot, total, waiting)


def handlers(times: BusyTimes, how: How = CENSORED) -> Floats:
    """Estimate the mean number of effective handlers in every slot; see the module for the ways.

    In a slot in which nobody waits, all three give the most that were busy at once, the least that can have been there.
    """
    levels = np.arange(times.total.shape[1])
    seen = times.total > 0
    most = np.where(seen, levels, 0).max(axis=1, initial=0)
    if how == MOST:
        return np.asarray(most, dtype=np.float64)
    if how == WHILE_WAITING:
        waited = times.waiting.sum(axis=1)
        mean = (times.waiting * levels).sum(axis=1) / np.where(waited > 0, waited, 1)
        return np.asarray(np.where(waited > 0, mean, most), dtype=np.float64)
    # That just so many are there shows only while more are wanted: while somebody waits, or more are busy.
    more_busy = np.cumsum(times.total[:, ::-1], axis=1)[:, ::-1] - times.total
    wanted = times.waiting + more_busy
    missing = np.divide(times.waiting, wanted, out=np.zeros_like(wanted), where=wanted > 0)
    more = np.cumprod(1 - missing, axis=1)
    # Nothing is known beyond the most that were busy: the estimate stops there (Efron 1967).
    return np.asarray(np.where(levels < most[:, None], more, 0).sum(axis=1), dtype=np.float64)


def spells(positions: Ints, slot: int = HALF_HOUR, early: int = 0) -> tuple[Ints, Ints, Ints]:
    """Turn whole positions by slot into spells of duty: (handler, from, to), in order of start, then handler.

    Handler 3 is there whenever there are more than 3 positions. Who goes off duty finishes the call in hand, and the
    log from which positions were estimated counts such people as there; a spell therefore ends `early` seconds before
    the slot (see `rest_of_call`), but lasts one second at least.
    """
    handler, start, end = [], [], []
    for number in range(int(positions.max(initial=0))):
        change = np.diff(np.concatenate([[0], positions > number, [0]]).astype(np.int64))
        begins, ends = np.flatnonzero(change == 1) * slot, np.flatnonzero(change == -1) * slot
        handler.append(np.full(len(begins), number))
        start.append(begins)
        end.append(np.maximum(ends - early, begins + 1))
    nothing = np.empty(0, dtype=np.int64)
    columns = [np.concatenate([nothing, *column]) for column in (handler, start, end)]
    order = np.lexsort((columns[0], columns[1]))
    return columns[0][order], columns[1][order], columns[2][order]


def rest_of_call(talk: pd.Series) -> int:
    """Give the mean seconds that a call in hand at a given moment still takes: E[T²] / 2 E[T] (inspection paradox)."""
    seconds = talk.dropna().to_numpy(dtype=np.float64)
    return round(float((seconds**2).mean() / (2 * seconds.mean()))) if len(seconds) and seconds.mean() > 0 else 0


def _so_far(moments: Ints, at: Ints) -> Ints:
    """Count the moments up to each instant, that instant included."""
    return np.searchsorted(np.sort(moments), at, side="right").astype(np.int64)


def _seconds(calls: pd.DataFrame, name: str) -> Ints:
    if name not in calls:
        return np.zeros(len(calls), dtype=np.int64)
    whole: Ints = np.rint(calls[name].fillna(0).to_numpy(dtype=np.float64)).astype(np.int64)
    return whole
