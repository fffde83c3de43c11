"""The moments of a night that matter most, found by rule: of every kind the gravest, then the second of every kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from demandsim.eventlog.journeys import crimes
from demandsim.eventlog.moments import Activity, Moment
from demandsim.eventlog.night import CHANGES, Night, peak
from demandsim.eventlog.rows import Ints, rows_of
from demandsim.eventlog.timeline import told
from demandsim.quantities import format_duration
from demandsim.rules.answer import Priority
from demandsim.rules.choice import GRADES

MOST = 10
"""Moments told of a night."""
RULE = (
    f"Chosen by rule, up to {MOST}: the gravest of each kind in this order, then the second of each, and so on. "
    "Emergencies reached furthest beyond their target, or not at all; priority incidents likewise; the most incidents "
    "waiting at once; the longest stretch in which nobody of an area was free while an incident waited there; changes "
    "of course of the incidents that had waited longest; callers who waited beyond the target of their line, the most "
    "urgent line first; recorded crimes of the most harm; and the longest overtime."
)


class NightMoment(NamedTuple):
    """One moment and what it was about."""

    at: int
    kind: str
    words: str


Weighed = tuple[float, int, str]
"""Weight, the heavier the graver; second; words."""


def moments_that_matter(night: Night) -> list[NightMoment]:
    """Choose up to ten moments of a night by `RULE`, in order of time; callers belong to nights of the whole force."""
    kinds: dict[str, list[Weighed]] = {
        "emergency late": _late(night, GRADES[0]),
        "priority late": _late(night, GRADES[1]),
        "most waiting": _most_waiting(night),
        "nobody free": _nobody_free(night),
        "change of course": _changes(night),
        "caller": _callers(night) if night.area is None else [],
        "crime": _harm(night),
        "overtime": _overtime(night),
    }
    ranked = [
        [NightMoment(at, kind, words) for _, at, words in sorted(found, key=lambda item: (-item[0], item[1], item[2]))]
        for kind, found in kinds.items()
    ]
    in_turn = [moment for round_of in zip_longest(*ranked) for moment in round_of if moment is not None]
    return sorted(in_turn[:MOST])


def _late(night: Night, grade: str) -> list[Weighed]:
    target = {str(name): length for name, length in night.log.facts.scenario.places.targets.items()}.get(grade)
    if not target:
        return []
    frame = night.incidents
    frame = frame[(frame["grade"] == grade) & ~frame["resolved"]]
    frame = frame[(frame["graded_at"] >= night.begin) & (frame["graded_at"] < night.end)]
    found = []
    for row in frame.to_dict("records"):
        arrived = _known(row["arrived_at"], night.end)
        until = arrived if arrived is not None else _known(row["lapsed_at"], night.end) or night.end
        wait = until - int(row["notice_at"])
        if wait > target:
            graded = int(row["graded_at"])
            heard = graded - int(row["notice_at"])
            sent = _known(row["dispatched_at"], until)
            parts = [
                f"{row['kind']} in {row['area']} graded {grade}",
                f"{format_duration(heard)} after the first call" if heard else "",
                "; nobody sent" if sent is None else f"; sent {format_duration(sent - graded)} later",
                f"; {'nobody' if arrived is None else 'somebody'} there after {format_duration(wait)}",
                f", target {format_duration(target)}",
            ]
            words = " ".join(filter(None, parts)).replace(" ;", ";").replace(" ,", ",")
            found.append((wait / target, int(row["graded_at"]), words))
    return found


def _known(at: object, before: int) -> int | None:
    """Give an instant if it is known and not after the night."""
    return int(at) if isinstance(at, int | np.integer) and at <= before else None


def _most_waiting(night: Night) -> list[Weighed]:
    stays = night.stays
    entered, left = stays["entered_at"].to_numpy(np.int64), stays["left_at"].to_numpy(np.int64)
    at, most = peak(entered, left, night.begin, night.end)
    if not most:
        return []
    where = stays.loc[(entered <= at) & (left > at), "area"].value_counts(sort=False)
    parts = ", ".join(f"{area} {number}" for area, number in sorted(where.items(), key=lambda item: str(item[0])))
    one = most == 1
    words = f"{most} incident{'' if one else 's'} wait{'s' if one else ''} for somebody to be sent, the most ({parts})"
    return [(float(most), at, words)]


def _nobody_free(night: Night) -> list[Weighed]:
    facts, reach = night.log.facts, night.spells
    found = []
    for area in facts.scenario.places.areas if night.area is None else (night.area,):
        units = np.array([place in (area, "force") for place in facts.unit_area])
        mine = night.senders & units[facts.officer_unit]
        free = mine[reach.officer] & (reach.activity == Activity.AVAILABLE)
        here = night.stays[night.stays["area"] == area]
        waits = here["entered_at"].to_numpy(np.int64), here["left_at"].to_numpy(np.int64)
        for since, until in _without(reach.from_at[free], reach.to_at[free], *waits, night.begin, night.end):
            most = peak(*waits, since, until)[1]
            waiting = "1 incident waits" if most == 1 else f"up to {most} incidents wait"
            length, until_when = format_duration(until - since), night.clock(until)
            words = f"nobody of {area} is free for {length}, until {until_when}, while {waiting} there"
            found.append((float(until - since), since, words))
    return found


def _without(
    free_from: Ints, free_to: Ints, wait_from: Ints, wait_to: Ints, begin: int, end: int
) -> Iterable[tuple[int, int]]:
    """Give the stretches in which nobody is free and somebody waits."""
    edges = np.unique(np.clip(np.concatenate([[begin, end], free_from, free_to, wait_from, wait_to]), begin, end))
    free, waiting = _level(free_from, free_to, edges[:-1]), _level(wait_from, wait_to, edges[:-1])
    bad = (free == 0) & (waiting > 0)
    since = None
    for number, edge in enumerate(edges[:-1].tolist()):
        if bad[number] and since is None:
            since = edge
        elif not bad[number] and since is not None:
            yield since, edge
            since = None
    if since is not None:
        yield since, end


def _level(from_at: Ints, to_at: Ints, at: Ints) -> Ints:
    begun = np.searchsorted(np.sort(from_at), at, side="right")
    return np.asarray(begun - np.searchsorted(np.sort(to_at), at, side="right"), dtype=np.int64)


def _changes(night: Night) -> list[Weighed]:
    log, known = night.log, {int(row["incident"]): row for row in night.incidents.to_dict("records")}
    rows = _within(night, rows_of(log, *CHANGES))
    found = []
    for row, step in zip(rows.tolist(), told(log, rows), strict=True):
        incident = known.get(int(log.subject[row]))
        if incident is not None:
            words = f"{incident['kind']} in {incident['area']}: {step.words}"
            found.append((float(step.at - int(incident["notice_at"])), step.at, words))
    return found


def _callers(night: Night) -> list[Weighed]:
    scenario = night.log.facts.scenario
    answer = scenario.rules.answer
    lines = answer.order if isinstance(answer, Priority) else tuple(scenario.demand.lines)
    place = {name: len(lines) - number for number, name in enumerate(lines)}
    target = {name: line.target.within for name, line in scenario.demand.lines.items()}
    found = []
    for row in night.calls.to_dict("records"):
        line, wait = str(row["line"]), _known(row["wait"], night.end) or 0
        if wait > target[line] and row["ended"] in ("answered", "abandoned"):
            how = "is answered" if row["ended"] == "answered" else "gives up"
            words = f"a caller to {line} {how} after {format_duration(wait)}, target {format_duration(target[line])}"
            found.append((place[line] * float(night.log.ends_at) + wait, int(row["received_at"]), words))
    return found


def _harm(night: Night) -> list[Weighed]:
    frame = crimes(night.log)
    frame = frame[(frame["recorded_at"] >= night.begin) & (frame["recorded_at"] < night.end) & ~frame["backlog"]]
    if night.area is not None:
        frame = frame[frame["area"] == night.area]
    return [
        (
            float(row["harm"]),
            int(row["recorded_at"]),
            f"{row['offence']} recorded in {row['area']}, harm {row['harm']:,.0f} (crime {row['uid']})",
        )
        for row in frame.to_dict("records")
    ]


def _overtime(night: Night) -> list[Weighed]:
    log = night.log
    rows = _within(night, rows_of(log, Moment.OFF_DUTY))
    rows = rows[(log.amount[rows] > 0) & night.senders[log.officer[rows]]]
    keys = log.facts.officer_key
    return [
        (float(over), at, f"{keys[officer]} goes off duty after {format_duration(over)} of overtime")
        for at, officer, over in _columns(log.at[rows], log.officer[rows], log.amount[rows])
    ]


def _columns(*columns: Ints) -> Sequence[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _within(night: Night, rows: Ints) -> Ints:
    at = night.log.at[rows]
    return rows[(at >= night.begin) & (at < night.end)]
