"""Patrols for theory: bases with officers, places where incidents come from, and an order of officers for each place.

A place is an area of its own without officers, and a base an area without incidents. Help comes from everywhere at once
(`borrow_after` 0 s), nearest first; the way from each base is a second or a few, which tells bases apart and takes no
time to speak of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from demandsim.roster import Officer, Roster, Unit
from demandsim.rules.choice import GRADES
from demandsim.tape.tape import NEVER
from tests.theory.draws import Floats
from tests.theory.worlds import Jobs, World, _contacts, _crimes, _incidents, _tape
from tests.worlds import village

Ints = NDArray[np.int64]


def patrol_world(
    jobs: Jobs,
    place: Ints,
    ways: Sequence[Sequence[int]],
    ends_at: int,
    at_base: Sequence[int] | None = None,
    officers: Ints | None = None,
    lost: bool = False,
    rule: Mapping[str, Any] | None = None,
    apart: Ints | None = None,
) -> World:
    """Put incidents before officers: `ways[place][base]` are seconds, `at_base` officers by base (left out: 1).

    `officers` are needed at each incident (left out: 1); what is `lost` lapses in the second in which nobody can go.
    With `apart`, everybody sent has seconds of work on scene of his or her own: shape (incidents, 6).
    """
    bases = len(ways[0])
    at_base = [1] * bases if at_base is None else at_base
    areas: dict[str, Any] = {f"base-{base}": {"share": 0.0} for base in range(bases)}
    for number, way in enumerate(ways):
        borders = {f"base-{base}": f"{extra} s" for base, extra in enumerate(way)}
        areas[f"place-{number}"] = {"share": 1 / len(ways), "borders": borders}
    scenario = village(
        **{
            "start": "2018-01-01",
            "timezone": "UTC",
            "places.areas": areas,
            "places.travel": dict.fromkeys(GRADES, "0 s"),
            "demand.repeat.times": 0,
            "demand.victims.chase.times": 0,
            "demand.backlog": [],
            "demand.incidents.0.apart": apart is not None,
            "workforce.teams": {
                "patrols": {"desks": ["response"], "posts": {"force": {"constable": 1}}, "shift": "2-2-2-4"}
            },
            "rules.dispatch": {
                "kind": "nearest",
                "borrow_after": "0 s",
                "borrow_for": list(GRADES),
                **(rule or {}),
            },
        }
    )
    count = len(jobs.at)
    table = replace(
        _incidents(jobs),
        area=place + bases,
        officers=np.ones(count, dtype=np.int64) if officers is None else officers,
        lapse=np.full(count, 0 if lost else NEVER),
        scene_apart=np.zeros((count, 0), dtype=np.int64) if apart is None else apart,
    )
    return World(
        _tape(scenario, ends_at, _contacts(None), table, _crimes(None)), _roster(at_base, ends_at), scenario.rules
    )


def _roster(at_base: Sequence[int], ends_at: int) -> Roster:
    of_base = [base for base, number in enumerate(at_base) for _ in range(number)]
    units = tuple(
        Unit("patrols", base, tuple(row for row, home in enumerate(of_base) if home == base), ())
        for base in range(len(at_base))
    )
    people = tuple(
        Officer(f"patrols/base-{base}/constable/{row}", base, "constable", 0, False) for row, base in enumerate(of_base)
    )
    everybody = np.arange(len(of_base))
    return Roster(units, people, everybody, np.zeros_like(everybody), np.full_like(everybody, ends_at))


@dataclass(frozen=True)
class Attended:
    """What became of incidents before officers; arrays have one entry per incident, times are in seconds."""

    graded: Ints
    sent: Ints
    """Second in which the first officer was sent, -1 for never."""
    officer: Ints
    """First officer sent, -1 for nobody."""
    busy_from: Ints
    busy_to: Ints
    busy_who: Ints
    """Spells of officers from being sent to clearing."""

    def busy(self, since: int, until: int, officers: int) -> Floats:
        """Give the share of time that each officer is busy."""
        spent = np.clip(self.busy_to, since, until) - np.clip(self.busy_from, since, until)
        return np.bincount(self.busy_who, weights=spent, minlength=officers) / (until - since)

    def at_once(self, since: int, until: int, officers: int) -> Floats:
        """Give the share of time in which so many officers are busy, for 0 to all of them."""
        at = np.concatenate([self.busy_from, self.busy_to, [since, until]])
        change = np.concatenate([np.ones(len(self.busy_from)), -np.ones(len(self.busy_to)), [0, 0]])
        order = np.argsort(at, kind="stable")
        level = np.cumsum(change[order])[:-1].astype(np.int64)
        lasts = np.diff(np.clip(at[order], since, until))
        return np.bincount(level[lasts > 0], weights=lasts[lasts > 0], minlength=officers + 1) / (until - since)


def attended(log: EventLog) -> Attended:
    """Read who was sent where and until when."""
    count = len(log.facts.incident_uid)
    graded, sent, officer = (np.full(count, -1, dtype=np.int64) for _ in range(3))
    rows = np.flatnonzero(log.moment == Moment.GRADED)
    graded[log.subject[rows]] = log.at[rows]
    rows = np.flatnonzero((log.moment == Moment.DISPATCHED) & (log.detail == 0))
    sent[log.subject[rows]], officer[log.subject[rows]] = log.at[rows], log.officer[rows]
    begun, over = (np.flatnonzero(log.moment == moment) for moment in (Moment.DISPATCHED, Moment.CLEARED))
    begun, over = (rows[np.argsort(log.officer[rows], kind="stable")] for rows in (begun, over))
    assert np.array_equal(log.officer[begun], log.officer[over]), "everybody must have cleared"
    return Attended(graded, sent, officer, log.at[begun], log.at[over], log.officer[begun])
