"""Queues: who waited where from when to when, and how many at every moment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.contacts import WAIT_BEGINS, WAIT_ENDS
from demandsim.eventlog.journeys import incidents, unit_at, unit_names
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Ints, names, taken, with_following

CALLS, CALL_BACKS, INCIDENTS, UNALLOCATED, OPEN = "calls", "call backs", "incidents", "unallocated", "open"
KINDS = (CALLS, CALL_BACKS, INCIDENTS, UNALLOCATED, OPEN)
"""Callers and written work, and those promised to be rung back, by line; incidents that wait for an officer by area;
crimes without an owner, and open crimes, by unit."""


def queue_names(log: EventLog) -> tuple[str, ...]:
    """List the queues, for example `calls: 101`, `incidents: north`, `unallocated: cid/north`, `open: cid/north`.

    `call backs: 101` is there for lines whose callers can be rung back.
    """
    scenario, units = log.facts.scenario, unit_names(log)
    places = {
        CALLS: tuple(scenario.demand.lines),
        CALL_BACKS: tuple(name for name, line in scenario.demand.lines.items() if line.call_back is not None),
        INCIDENTS: tuple(scenario.places.areas),
        UNALLOCATED: units,
        OPEN: units,
    }
    return tuple(f"{kind}: {place}" for kind in KINDS for place in places[kind])


def waits(log: EventLog, kind: str) -> pd.DataFrame:
    """Every stay in the queues of one kind: queue, subject, entered_at, left_at (missing while it lasts).

    Callers wait from ringing or being put through until they are answered, give up, hear the engaged tone or are
    promised to be rung back; written work waits from arriving or being set aside until it is taken up or given up;
    those promised to be rung back wait from the promise until a handler rings, and from a try in vain until the
    next; incidents that somebody must attend from grading, with an appointment or without, until the first officer is
    sent or nobody is needed any more (an incident whose only officer is diverted is not counted a second time);
    crimes are without an owner from reaching a unit's queue until allocated or closed; a unit holds an open crime from
    then until another unit has accepted it or it is closed.
    """
    if kind == CALLS:
        return _contacts_waiting(log)
    if kind == CALL_BACKS:
        return _to_be_rung(log)
    if kind == INCIDENTS:
        frame = incidents(log)
        frame = frame[~frame["resolved"]].reset_index(drop=True)
        places = frame["area"]
        stays = {
            "subject": frame["incident"],
            "entered_at": frame["graded_at"],
            "left_at": frame["dispatched_at"].fillna(frame["lapsed_at"]),
        }
    elif kind == UNALLOCATED:
        return _crimes_waiting(log)
    elif kind == OPEN:
        return _crimes_held(log)
    else:
        raise ValueError(f"there are no queues of kind {kind!r}; the kinds are {', '.join(KINDS)}")
    queue = places.cat.rename_categories(lambda place: f"{kind}: {place}")
    return pd.DataFrame({"queue": queue, **stays})


def _contacts_waiting(log: EventLog) -> pd.DataFrame:
    begins, ends = (*WAIT_BEGINS, Moment.SET_ASIDE), tuple(WAIT_ENDS)
    row, following = with_following(log, *begins, *ends)
    enters = np.flatnonzero(np.isin(log.moment[row], begins))
    enters = enters[np.argsort(row[enters])]
    row, following = row[enters], following[enters]
    following = np.where(np.isin(log.moment[following], ends), following, NO_ROW)
    return _on_lines(log, CALLS, log.detail[row], row, following)


def _to_be_rung(log: EventLog) -> pd.DataFrame:
    row, following = with_following(log, Moment.PROMISED, Moment.RUNG_BACK, Moment.UNREACHED, Moment.LOST)
    moment = log.moment[row]
    enters = np.flatnonzero((moment == Moment.PROMISED) | (moment == Moment.UNREACHED))
    # A try in vain names its number; the line stands in the row before, in which the handler rings.
    named = np.where(moment[enters] == Moment.UNREACHED, enters - 1, enters)
    known = np.isin(moment[named], (Moment.PROMISED, Moment.RUNG_BACK))
    enters, line = enters[known], log.detail[row[named[known]]]
    return _on_lines(log, CALL_BACKS, line, row[enters], following[enters])


def _on_lines(log: EventLog, kind: str, line: Ints, row: Ints, following: Ints) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "queue": names(line, tuple(f"{kind}: {name}" for name in log.facts.scenario.demand.lines)),
            "subject": log.subject[row],
            "entered_at": log.at[row],
            "left_at": taken(log.at, following),
        }
    )


def _crimes_waiting(log: EventLog) -> pd.DataFrame:
    row, following = with_following(log, Moment.ROUTED, Moment.ALLOCATED, Moment.ACCEPTED, Moment.CLOSED)
    enters = log.moment[row] == Moment.ROUTED
    row, following = row[enters], following[enters]
    return pd.DataFrame(
        {
            "queue": names(log.amount[row], tuple(f"{UNALLOCATED}: {unit}" for unit in unit_names(log))),
            "subject": log.subject[row],
            "entered_at": log.at[row],
            "left_at": taken(log.at, following),
        }
    )


def _crimes_held(log: EventLog) -> pd.DataFrame:
    row, _ = with_following(log, Moment.ROUTED, Moment.ALLOCATED, Moment.ACCEPTED, Moment.CLOSED)
    moment, crime = log.moment[row], log.subject[row]
    unit = np.where(moment == Moment.CLOSED, -1, unit_at(log, row))
    changes = np.ones(len(row), dtype=np.bool_)
    changes[1:] = (crime[1:] != crime[:-1]) | (unit[1:] != unit[:-1])
    row, crime, unit = row[changes], crime[changes], unit[changes]
    following = np.full(len(row), NO_ROW, dtype=np.int64)
    same = crime[1:] == crime[:-1]
    following[:-1][same] = row[1:][same]
    held = unit >= 0
    return pd.DataFrame(
        {
            "queue": names(unit[held], tuple(f"{OPEN}: {name}" for name in unit_names(log))),
            "subject": crime[held],
            "entered_at": log.at[row[held]],
            "left_at": taken(log.at, following[held]),
        }
    )


def queue_spells(log: EventLog, name: str) -> pd.DataFrame:
    """Every stay in one queue (see `queue_names`): subject, entered_at, left_at (missing while it lasts)."""
    if name not in queue_names(log):
        raise ValueError(f"there is no queue {name!r}; the queues are {', '.join(queue_names(log))}")
    found = waits(log, name.split(":")[0])
    found = found[found["queue"] == name]
    return found[["subject", "entered_at", "left_at"]].reset_index(drop=True)


def queues(log: EventLog) -> pd.DataFrame:
    """How long every queue was: one row per change of level with queue, at, change and the level from then on."""
    return pd.concat([levels(waits(log, kind)) for kind in KINDS], ignore_index=True)


def levels(stays: pd.DataFrame) -> pd.DataFrame:
    """Turn stays (queue, entered_at, left_at) into changes of level; changes of one second are added up."""
    left = stays[stays["left_at"].notna()]
    changes = pd.DataFrame(
        {
            "queue": pd.concat([stays["queue"], left["queue"]]).astype(str),
            "at": np.concatenate([stays["entered_at"].to_numpy(np.int64), left["left_at"].to_numpy(np.int64)]),
            "change": np.concatenate([np.ones(len(stays), np.int64), np.full(len(left), -1)]),
        }
    )
    changes = changes.groupby(["queue", "at"], sort=True)["change"].sum().reset_index()
    changes = changes[changes["change"] != 0].reset_index(drop=True)
    changes["level"] = changes.groupby("queue")["change"].cumsum()
    return changes
