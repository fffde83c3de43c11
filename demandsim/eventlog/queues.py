"""Queues: who waited where from when to when, and how many at every moment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog.journeys import calls, incidents, unit_names
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, names, taken, with_following

CALLS, INCIDENTS, UNALLOCATED, OPEN = "calls", "incidents", "unallocated", "open"
KINDS = (CALLS, INCIDENTS, UNALLOCATED, OPEN)
"""Callers by line; incidents that wait for an officer by area; crimes without an owner, and open crimes, by unit."""


def queue_names(log: EventLog) -> tuple[str, ...]:
    """List the queues, for example `calls: 101`, `incidents: north`, `unallocated: cid/north`, `open: cid/north`."""
    scenario, units = log.facts.scenario, unit_names(log)
    places = {
        CALLS: tuple(scenario.demand.lines),
        INCIDENTS: tuple(scenario.places.areas),
        UNALLOCATED: units,
        OPEN: units,
    }
    return tuple(f"{kind}: {place}" for kind in KINDS for place in places[kind])


def waits(log: EventLog, kind: str) -> pd.DataFrame:
    """Every stay in the queues of one kind: queue, subject, entered_at, left_at (missing while it lasts).

    Callers wait from ringing until answered or given up; incidents that somebody must attend from grading until the
    first officer is sent; crimes are without an owner from reaching a unit's queue until allocated or closed; a unit
    holds an open crime from then until another unit has accepted it or it is closed.
    """
    if kind == CALLS:
        frame = calls(log)
        places = frame["line"]
        stays = {
            "subject": frame["contact"],
            "entered_at": frame["received_at"],
            "left_at": frame["answered_at"].fillna(frame["abandoned_at"]),
        }
    elif kind == INCIDENTS:
        frame = incidents(log)
        frame = frame[~frame["resolved"]].reset_index(drop=True)
        places = frame["area"]
        stays = {
            "subject": frame["incident"],
            "entered_at": frame["graded_at"],
            "left_at": frame["dispatched_at"],
        }
    elif kind == UNALLOCATED:
        return _crimes_waiting(log)
    elif kind == OPEN:
        return _crimes_held(log)
    else:
        raise ValueError(f"there are no queues of kind {kind!r}; the kinds are {', '.join(KINDS)}")
    queue = places.cat.rename_categories(lambda place: f"{kind}: {place}")
    return pd.DataFrame({"queue": queue, **stays})


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
    unit = np.where(moment == Moment.ALLOCATED, log.detail[row], log.amount[row])
    unit[moment == Moment.CLOSED] = -1
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
