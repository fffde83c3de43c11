"""The event log: one row per moment, written once, sealed into columns; it holds no statistics."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog.facts import Facts

COLUMNS = ("at", "moment", "subject", "officer", "detail", "amount")
"""Columns of the log, all whole numbers: second, moment, and what `moments.SCHEMA` says of the rest."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EventLog:
    """A sealed log: equal-length columns in the order in which things happened."""

    at: Ints
    moment: Ints
    subject: Ints
    officer: Ints
    detail: Ints
    amount: Ints
    ends_at: int
    """Second at which the run ended; what is open then stays open in the log."""
    facts: Facts
    """What the rows refer to."""

    def __len__(self) -> int:
        return len(self.at)

    def rows(self) -> list[tuple[int, ...]]:
        """Give the rows as tuples, for stories and tests."""
        columns = [getattr(self, name).tolist() for name in COLUMNS]
        return list(zip(*columns, strict=True))


Row = tuple[int, int, int, int, int, int]
"""(at, moment, subject, officer, detail, amount)"""


class LogBook:
    """Where the engine writes: a flat buffer of whole numbers, sealed once at the end.

    With `reader` every row is handed over as it happens and nothing is kept: the log then has no rows to seal.
    """

    __slots__ = ("_buffer", "write")

    def __init__(self, reader: Callable[[Row], object] | None = None) -> None:
        self._buffer = array("q")
        self.write: Callable[[Row], object] = self._buffer.extend if reader is None else reader
        """Take one row."""

    def seal(self, ends_at: int, facts: Facts) -> EventLog:
        """Freeze the rows into read-only columns."""
        table = np.frombuffer(self._buffer, dtype=np.int64).reshape(-1, len(COLUMNS))
        columns = {name: np.ascontiguousarray(table[:, number]) for number, name in enumerate(COLUMNS)}
        for column in columns.values():
            column.setflags(write=False)
        return EventLog(**columns, ends_at=ends_at, facts=facts)
