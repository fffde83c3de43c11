"""Differences between two tapes, row by row, told by identity: who is only here, only there, and what differs."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demandsim.tape import Tape
from demandsim.tape.tape import NONE

REFERENCES = {
    "contacts": {"incident": "incidents", "crime": "crimes"},
    "incidents": {"contact": "contacts", "crime": "crimes", "again": "contacts"},
    "crimes": {"incident": "incidents", "contact": "contacts", "asks": "contacts", "linked": "crimes"},
}
"""Columns that hold rows of another table, which may move while the identity behind them stays."""


def identities(tape: Tape, name: str) -> dict[str, NDArray[Any]]:
    """A table's columns, with references turned from rows into identities."""
    columns = {field.name: getattr(getattr(tape, name), field.name) for field in fields(getattr(tape, name))}
    for column, other in REFERENCES[name].items():
        uid = np.append(getattr(tape, other).uid, NONE)
        columns[column] = uid[columns[column]]
    return columns


def differences(one: Tape, other: Tape, name: str) -> tuple[set[int], set[int], dict[str, set[int]]]:
    """Identities only in one, only in the other, and of those in both, by column, those that differ."""
    first, second = identities(one, name), identities(other, name)
    shared, here, there = np.intersect1d(first["uid"], second["uid"], return_indices=True)
    changed = {}
    for column, values in first.items():
        mine, theirs = values[here], second[column][there]
        if mine.shape != theirs.shape:
            width = min(mine.shape[1], theirs.shape[1])
            mine, theirs = mine[:, :width], theirs[:, :width]
        unlike = (mine != theirs).reshape(len(shared), -1).any(axis=1)
        if unlike.any():
            changed[column] = set(shared[unlike].tolist())
    gone = set(first["uid"].tolist()) - set(shared.tolist())
    new = set(second["uid"].tolist()) - set(shared.tolist())
    return gone, new, changed
