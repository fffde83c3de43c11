"""Tables: putting the rows of several sources together, in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from typing import TypeVar

import numpy as np

from demandsim.tape.streams import Flags, Ints
from demandsim.tape.tape import NONE, Contacts, Crimes, Incidents

Table = TypeVar("Table", Contacts, Incidents, Crimes)


def chosen_rows(here: Flags, table: Table, other: Table) -> Table:
    """Take rows of the first table where `here` says so, and rows of the other elsewhere."""
    columns = {}
    for column in fields(type(table)):
        first, second = getattr(table, column.name), getattr(other, column.name)
        columns[column.name] = np.where(here.reshape(-1, *[1] * (first.ndim - 1)), first, second)
    return type(table)(**columns)


def order_of_time(at: Sequence[Ints]) -> tuple[Ints, list[Ints]]:
    """Order the rows of several sources, at least one, by second; within a second by source, then ordinal.

    Returns the order (indices into the joined sources) and, per source, the place each of its rows receives.
    """
    order = np.argsort(np.concatenate(at), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return order, np.split(place, np.cumsum([len(rows) for rows in at])[:-1])


def joined(tables: Sequence[Table], order: Ints | None = None) -> Table:
    """Join tables of one type, at least one, and put the rows in the given order."""
    kind = type(tables[0])
    columns = {}
    for column in fields(kind):
        values = np.concatenate([getattr(table, column.name) for table in tables])
        columns[column.name] = values if order is None else values[order]
    return kind(**columns)


def consecutive(tables: Sequence[Table]) -> tuple[list[Ints], int]:
    """Number the rows of tables one after another: the rows of each, and how many there are in all."""
    ends = np.cumsum([0, *(len(table.uid) for table in tables)])
    return [np.arange(first, end) for first, end in pairwise(ends)], int(ends[-1])


def back_references(length: int, references: Ints) -> Ints:
    """Turn references round: for each of `length` rows, the row that refers to it, or NONE."""
    back = np.full(length, NONE, dtype=np.int64)
    rows = np.flatnonzero(references != NONE)
    back[references[rows]] = rows
    return back
