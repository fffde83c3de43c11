"""Little's law in every queue, counted from the rows that enter and leave and from the journeys of those who wait."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from demandsim.eventlog.journeys import BACKLOG_CAUSE, RESOLUTION, unit_at
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.queues import CALL_BACKS, CALLS, INCIDENTS, KINDS, OPEN, UNALLOCATED, waits
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, first_of, rows_of, with_following
from demandsim.eventlog.successions import shown
from demandsim.rules.allocate import SHARED


def littles_law(log: EventLog) -> list[str]:
    """In every queue the area under its length is the sum of the waits: an identity within one run.

    The lengths are counted from the rows that enter and leave, the waits from the journeys of those who wait.
    """
    found: list[str] = []
    for kind in KINDS:
        stays = waits(log, kind)
        left = stays["left_at"].fillna(log.ends_at).to_numpy(np.int64)
        names = list(stays["queue"].cat.categories)
        codes = stays["queue"].cat.codes.to_numpy()
        wait = np.bincount(codes, weights=left - stays["entered_at"].to_numpy(np.int64), minlength=len(names))
        area, lowest = _areas(log, kind, len(names))
        found += shown(
            "Little's law does not hold",
            [
                f"{names[n]}: {area[n]:.0f} s under its length, {wait[n]:.0f} s of waits"
                for n in np.flatnonzero(area != wait)
            ],
        )
        found += shown("a queue is shorter than nothing", [names[n] for n in np.flatnonzero(lowest < 0)])
    return found


def _areas(log: EventLog, kind: str, queues: int) -> tuple[Ints, Ints]:
    """Count entries and exits row by row: the area under each queue's length, and its lowest length."""
    rows, queue, change = _COUNTED[kind](log)
    order = np.lexsort((rows, queue))
    rows, queue, change = rows[order], queue[order], change[order]
    area = -np.bincount(queue, weights=change * log.at[rows], minlength=queues)
    total = np.bincount(queue, weights=change, minlength=queues)
    level = np.cumsum(change)
    before = np.concatenate([[0], np.cumsum(total)[:-1]])
    lowest = np.zeros(queues, dtype=np.int64)
    if len(rows):
        np.minimum.at(lowest, queue, (level - before[queue]).astype(np.int64))
    return (area + total * log.ends_at).astype(np.int64), lowest


def _calls_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    enters = (Moment.RECEIVED, Moment.PUT_THROUGH, Moment.SET_ASIDE)
    leaves = (Moment.ANSWERED, Moment.ABANDONED, Moment.BLOCKED, Moment.PROMISED, Moment.TAKEN_UP)
    rows = rows_of(log, *enters, *leaves)
    return rows, log.detail[rows], np.where(np.isin(log.moment[rows], enters), 1, -1)


def _call_backs_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    promised = first_of(log, rows_of(log, Moment.PROMISED), len(log.facts.contact_uid))
    rows = rows_of(log, Moment.PROMISED, Moment.RUNG_BACK, Moment.UNREACHED, Moment.LOST)
    rows = rows[promised[log.subject[rows]] != NO_ROW]
    enters = np.isin(log.moment[rows], (Moment.PROMISED, Moment.UNREACHED))
    return rows, log.detail[promised[log.subject[rows]]], np.where(enters, 1, -1)


def _incidents_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    sent = first_of(log, rows_of(log, Moment.DISPATCHED), len(log.facts.incident_uid))
    rows = rows_of(log, Moment.GRADED, Moment.RESOLVED, Moment.DISPATCHED, Moment.LAPSED)
    rows = rows[(log.moment[rows] != Moment.DISPATCHED) | (log.detail[rows] == 0)]
    for_desk = np.isin(log.moment[rows], (Moment.GRADED, Moment.RESOLVED)) & (log.detail[rows] == RESOLUTION)
    rows = rows[~for_desk]
    rows = rows[(log.moment[rows] != Moment.LAPSED) | (sent[log.subject[rows]] == NO_ROW)]
    return (
        rows,
        log.facts.incident_area[log.subject[rows]],
        np.where(log.moment[rows] == Moment.GRADED, 1, -1),
    )


def _first_of_backlog(log: EventLog) -> Ints:
    """Give the rows that place the opening backlog: each has an owner at once, or is queued where nobody serves."""
    first = first_of(log, rows_of(log, Moment.ROUTED, Moment.ALLOCATED), len(log.facts.crime_uid))
    recorded = rows_of(log, Moment.RECORDED)
    found: Ints = first[log.subject[recorded[log.detail[recorded] == BACKLOG_CAUSE]]]
    placed: Ints = found[found != NO_ROW]
    return placed


def _closings(log: EventLog) -> tuple[Ints, Ints, Ints]:
    """Give the rows that close a crime, the row that last placed it before (or NO_ROW), and the unit it was with."""
    closed = rows_of(log, Moment.CLOSED)
    row, following = with_following(log, Moment.ROUTED, Moment.ALLOCATED, Moment.ACCEPTED, Moment.CLOSED)
    before = np.full(len(log), NO_ROW, dtype=np.int64)
    before[following[following != NO_ROW]] = row[following != NO_ROW]
    placed = before[closed]
    return closed, placed, unit_at(log, placed)


def _unallocated_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    enters = rows_of(log, Moment.ROUTED)
    leaves = np.setdiff1d(rows_of(log, Moment.ALLOCATED), _first_of_backlog(log))
    leaves = leaves[log.detail[leaves] & SHARED == 0]  # a colleague takes up what has an owner
    closed, placed, unit = _closings(log)
    queued = codes_at(log.moment, placed) == Moment.ROUTED
    return (
        np.concatenate([enters, leaves, closed[queued]]),
        np.concatenate([log.amount[enters], unit_at(log, leaves), unit[queued]]),
        np.concatenate([np.ones(len(enters), np.int64), np.full(len(leaves) + int(queued.sum()), -1)]),
    )


def _open_counted(log: EventLog) -> tuple[Ints, Ints, Ints]:
    routed = first_of(log, rows_of(log, Moment.ROUTED), len(log.facts.crime_uid))
    recorded = rows_of(log, Moment.RECORDED)
    fresh = log.subject[recorded[log.detail[recorded] != BACKLOG_CAUSE]]
    row, following = with_following(log, Moment.REOPENED, Moment.ROUTED)
    again = following[(log.moment[row] == Moment.REOPENED) & (following != NO_ROW)]
    new = np.concatenate([routed[fresh][routed[fresh] != NO_ROW], again])
    backlog = _first_of_backlog(log)
    moved = rows_of(log, Moment.ACCEPTED)
    closed, placed, unit = _closings(log)
    held = placed != NO_ROW
    enters = [(new, log.amount[new]), (backlog, unit_at(log, backlog)), (moved, log.amount[moved])]
    leaves = [(moved, log.facts.officer_unit[log.officer[moved]]), (closed[held], unit[held])]
    return (
        np.concatenate([rows for rows, _ in enters + leaves]),
        np.concatenate([units for _, units in enters + leaves]),
        np.concatenate(
            [np.ones(sum(len(r) for r, _ in enters), np.int64), np.full(sum(len(r) for r, _ in leaves), -1)]
        ),
    )


_COUNTED: dict[str, Callable[[EventLog], tuple[Ints, Ints, Ints]]] = {
    CALLS: _calls_counted,
    CALL_BACKS: _call_backs_counted,
    INCIDENTS: _incidents_counted,
    UNALLOCATED: _unallocated_counted,
    OPEN: _open_counted,
}
