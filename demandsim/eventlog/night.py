"""One night: who could be sent, what came in, what waited and how long, hour by hour from 18:00 to 06:00."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.eventlog.duty import Spells, spells
from demandsim.eventlog.journeys import calls, incidents, unit_names
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Activity, Moment
from demandsim.eventlog.rows import Flags, Ints, rows_of
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import BORROWED, CALLED_AWAY
from demandsim.scenario.calendar import HOUR, Calendar

Floats = NDArray[np.float64]

BEGINS, ENDS = time(18), time(6)
"""The night by the local clock; it ends on the day after."""
STEP = 300
"""Seconds over which the drawing takes means."""
SENT = "response"
"""Desk of the teams that are sent to incidents."""
ON_INCIDENTS = (Activity.TRAVELLING, Activity.ON_SCENE, Activity.IN_CUSTODY)
CHANGES = {
    Moment.DIVERTED: "diverted on the way",
    Moment.CALLED_OFF: "called off a scene",
    Moment.UPGRADED: "upgraded",
    Moment.ESCALATED: "put first for its wait",
    Moment.MISSED: "visits missed",
    Moment.HANDED_OVER: "handed over",
    Moment.LEFT: "left at the end of a turn",
    Moment.LAPSED: "lapsed",
}
"""Moments at which an incident, or who goes to it, is turned to another course."""
SENT_FROM = {BORROWED: "sent from another area", CALLED_AWAY: "called from a crime or a report"}
"""What the log says of officers who are sent."""
TURNS = (*CHANGES.values(), *SENT_FROM.values())


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the night."""

    from_at: int
    to_at: int
    label: str
    on_duty: float
    """Officers who may be sent, on average over the hour; so are the next two."""
    on_incidents: float
    free: float
    graded: dict[str, int]
    """Incidents by grade at first; those resolved without deployment are `resolution`."""
    waiting: int
    """Incidents to which nobody had been sent at the end of the hour."""
    longest: int
    """Longest wait in seconds so far among all that waited in the hour, 0 without any."""
    reached: tuple[int, ...]
    """Seconds from notice to arrival of the incidents first reached in the hour."""
    changes: dict[str, int]
    """How often by `TURNS`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One telephone line in one hour, by when callers rang."""

    name: str
    hour: str
    offered: int
    answered: int
    given_up: int
    longest: int
    """Longest wait in seconds, however it ended."""
    most_waiting: int


@dataclass(frozen=True, slots=True)
class Night:
    """What a night was like, in the whole force or one area."""

    log: EventLog
    day: date
    area: str | None
    begin: int
    end: int
    hours: tuple[Hour, ...]
    lines: tuple[Line, ...]
    units: dict[str, tuple[float, ...]]
    """Officers and supervisors on duty by unit, on average over each hour."""
    incidents: pd.DataFrame
    """Incidents of the area, of the whole run."""
    stays: pd.DataFrame
    """Waits of incidents: place in `incidents`, area, entered_at, left_at."""
    calls: pd.DataFrame = field(repr=False)
    """Calls by telephone that rang in the night."""
    senders: Flags = field(repr=False)
    """Officers who may be sent, by row of the log."""
    spells: Spells = field(repr=False)
    """Spells that reach into the night."""
    curves: dict[str, Floats] = field(repr=False)
    """Means over steps of five minutes: on duty, on incidents, free, waiting."""

    def clock(self, at: int) -> str:
        """Give the time on the wall; an hour that comes twice is named."""
        return clock(local_time(self.log, at))


def local_time(log: EventLog, at: int) -> datetime:
    """Give the local time at an elapsed second of a log."""
    return Calendar(log.facts.scenario.start, log.facts.scenario.timezone).local(at)


def clock(when: datetime) -> str:
    """Write the time on the wall; the second pass of an hour that comes twice is said so."""
    return f"{when:%H:%M}{' again' if when.fold else ''}"


def night(log: EventLog, day: date, area: str | None = None) -> Night:
    """Look at the night that begins at 18:00 of a day and ends at 06:00, by the local clock.

    It lasts 11 or 13 hours when the clocks change. Left out, `area` is the whole force. Incidents wait from grading, or
    from the beginning of the slot that was booked, until somebody is sent. Raises ValueError where the run does not
    hold the night, or there is no such area.
    """
    scenario, facts = log.facts.scenario, log.facts
    if area is not None and area not in scenario.places.areas:
        raise ValueError(f"there is no area {area!r}")
    calendar = Calendar(scenario.start, scenario.timezone)
    begin = calendar.instant(datetime.combine(day, BEGINS))
    end = calendar.instant(datetime.combine(day + timedelta(days=1), ENDS))
    if begin < 0 or end > log.ends_at:
        raise ValueError(f"the run does not hold the night of {day}")
    found = spells(log)
    near = (found.to_at > begin) & (found.from_at < end)
    reach = Spells(*(column[near] for column in found))
    senders = _senders(log, area)
    frame = incidents(log)
    if area is not None:
        frame = frame[frame["area"] == area]
    frame = frame.reset_index(drop=True)
    stays = _stays(frame, log.ends_at)
    rang = calls(log)
    lines = [name for name, line in scenario.demand.lines.items() if not line.yields]
    rang = rang[(rang["received_at"] >= begin) & (rang["received_at"] < end) & rang["line"].isin(lines)]
    edges = [*range(begin, end, HOUR), end]
    labels = [clock(calendar.local(at)) for at in edges[:-1]]
    units, on_duty = unit_names(log), facts.officer_unit[reach.officer]
    return Night(
        log=log,
        day=day,
        area=area,
        begin=begin,
        end=end,
        hours=tuple(_hours(log, frame, stays, _levels(reach, senders, np.array(edges)), edges, labels)),
        lines=tuple(_lines(rang, lines, edges, labels)),
        units={
            name: tuple(mean_level(reach.from_at[mine], reach.to_at[mine], np.array(edges)).tolist())
            for number, name in enumerate(units)
            if area is None or facts.unit_area[number] in (area, "force")
            for mine in [on_duty == number]
        },
        incidents=frame,
        stays=stays,
        calls=rang.reset_index(drop=True),
        senders=senders,
        spells=reach,
        curves=_levels(reach, senders, np.arange(begin, end + 1, STEP))
        | {"waiting": _mean_waiting(stays, np.arange(begin, end + 1, STEP))},
    )


def _senders(log: EventLog, area: str | None) -> Flags:
    """Tell who may be sent: officers of teams with the response desk, without supervisors."""
    facts = log.facts
    teams = facts.scenario.workforce.teams
    units = np.array(
        [
            SENT in teams[team].desks and (area is None or place in (area, "force"))
            for team, place in zip(facts.unit_team, facts.unit_area, strict=True)
        ],
        dtype=np.bool_,
    )
    found: Flags = units[facts.officer_unit] & ~facts.officer_supervisor
    return found


def _stays(frame: pd.DataFrame, ends_at: int) -> pd.DataFrame:
    """Give when incidents began and ceased to wait for somebody to be sent."""
    open_ones = frame[~frame["resolved"]]
    entered = open_ones["graded_at"].to_numpy(np.int64)
    kept = (open_ones["slot_at"].notna() & open_ones["upgraded_at"].isna()).to_numpy(np.bool_)
    slot = open_ones["slot_at"].fillna(0).to_numpy(np.int64)
    entered = np.where(kept, np.maximum(entered, slot), entered)
    left = open_ones["dispatched_at"].fillna(open_ones["lapsed_at"]).fillna(ends_at + 1).to_numpy(np.int64)
    found = pd.DataFrame(
        {"place": open_ones.index, "area": open_ones["area"].astype(str), "entered_at": entered, "left_at": left}
    )
    return found[left > entered].reset_index(drop=True)


def mean_level(from_at: Ints, to_at: Ints, edges: Ints) -> Floats:
    """Average the number of stays between each edge and the next."""
    total = np.array([np.clip(edge - from_at, 0, to_at - from_at).sum() for edge in edges.tolist()], dtype=np.float64)
    return np.diff(total) / np.diff(edges)


def _mean_waiting(stays: pd.DataFrame, edges: Ints) -> Floats:
    near = stays[(stays["left_at"] > edges[0]) & (stays["entered_at"] < edges[-1])]
    return mean_level(near["entered_at"].to_numpy(np.int64), near["left_at"].to_numpy(np.int64), edges)


def _levels(reach: Spells, senders: Flags, edges: Ints) -> dict[str, Floats]:
    """Average how many of those who may be sent are on duty, on incidents and free."""
    mine = senders[reach.officer]
    kinds = {
        "on duty": mine,
        "on incidents": mine & np.isin(reach.activity, ON_INCIDENTS),
        "free": mine & (reach.activity == Activity.AVAILABLE),
    }
    return {name: mean_level(reach.from_at[which], reach.to_at[which], edges) for name, which in kinds.items()}


def _hours(
    log: EventLog,
    frame: pd.DataFrame,
    stays: pd.DataFrame,
    levels: dict[str, Floats],
    edges: list[int],
    labels: list[str],
) -> list[Hour]:
    graded_at, grade = frame["graded_at"].to_numpy(np.int64), frame["grade"].to_numpy(str)
    resolved = frame["resolved"].to_numpy(np.bool_)
    arrived = frame["arrived_at"].fillna(-1).to_numpy(np.int64)
    took = arrived - frame["notice_at"].to_numpy(np.int64)
    entered, left = stays["entered_at"].to_numpy(np.int64), stays["left_at"].to_numpy(np.int64)
    turned = _turns(log, set(frame["incident"].tolist()), edges[0], edges[-1])
    found = []
    for number, (since, until) in enumerate(pairwise(edges)):
        new = (graded_at >= since) & (graded_at < until)
        there = (entered < until) & (left > since)
        reached = (arrived >= since) & (arrived < until)
        waited = np.minimum(left[there], until) - entered[there]
        found.append(
            Hour(
                from_at=since,
                to_at=until,
                label=labels[number],
                on_duty=float(levels["on duty"][number]),
                on_incidents=float(levels["on incidents"][number]),
                free=float(levels["free"][number]),
                graded={str(name): int(np.sum(new & (grade == name) & ~resolved)) for name in GRADES[:-1]}
                | {str(GRADES[-1]): int(np.sum(new & resolved))},
                waiting=int(np.sum((entered < until) & (left >= until))),
                longest=int(waited.max(initial=0)),
                reached=tuple(sorted(took[reached].tolist())),
                changes={words: sum(1 for at, w in turned if w == words and since <= at < until) for words in TURNS},
            )
        )
    return found


def _turns(log: EventLog, mine: set[int], begin: int, end: int) -> list[tuple[int, str]]:
    """List when incidents were turned to another course, and how."""
    rows = rows_of(log, *CHANGES, Moment.DISPATCHED)
    rows = rows[(log.at[rows] >= begin) & (log.at[rows] < end)]
    found = []
    for row in rows.tolist():
        if int(log.subject[row]) in mine:
            at, moment = int(log.at[row]), Moment(int(log.moment[row]))
            if moment in CHANGES:
                found.append((at, CHANGES[moment]))
            else:
                found += [(at, words) for bit, words in SENT_FROM.items() if int(log.amount[row]) & bit]
    return found


def _lines(rang: pd.DataFrame, names: list[str], edges: list[int], labels: list[str]) -> list[Line]:
    found = []
    for name in names:
        mine = rang[(rang["line"] == name)]
        begun = mine["received_at"].to_numpy(np.int64)
        wait = mine["wait"].fillna(0).to_numpy(np.int64)
        ended = mine["ended"].astype(str).to_numpy(str)
        for number, (since, until) in enumerate(pairwise(edges)):
            here = (begun >= since) & (begun < until)
            found.append(
                Line(
                    name=name,
                    hour=labels[number],
                    offered=int(here.sum()),
                    answered=int(np.sum(here & (ended == "answered"))),
                    given_up=int(np.sum(here & (ended == "abandoned"))),
                    longest=int(wait[here].max(initial=0)),
                    most_waiting=peak(begun, begun + wait, since, until)[1],
                )
            )
    return found


def peak(from_at: Ints, to_at: Ints, since: int, until: int) -> tuple[int, int]:
    """Give the first second between two instants at which most stays last, and how many there are then."""
    marks = np.unique(np.concatenate([[since], from_at[(from_at > since) & (from_at < until)]]))
    begun = np.searchsorted(np.sort(from_at), marks, side="right")
    gone = np.searchsorted(np.sort(to_at), marks, side="right")
    level = begun - gone
    best = int(np.argmax(level))
    return int(marks[best]), int(level[best])
