"""Maps for theory: incidents at points, officers at stations or anywhere, and areas between which travel is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from demandsim.rules.choice import GRADES
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import NEVER
from tests.theory.draws import Floats
from tests.theory.patrols import _roster
from tests.theory.worlds import Ints, Jobs, World, _contacts, _crimes, _incidents, _tape
from tests.worlds import village

METRES = 1000


def force(places: Mapping[str, Any], rule: Mapping[str, Any] | None = None) -> Scenario:
    """Describe a force that only attends; everybody who is free may be sent everywhere at once, nearest first."""
    return village(
        **{
            "start": "2018-01-01",
            "timezone": "UTC",
            **{f"places.{name}": facts for name, facts in places.items()},
            "demand.repeat.times": 0,
            "demand.victims.chase.times": 0,
            "demand.backlog": [],
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


def on_map(kilometre: float, metric: str = "streets", **facts: Any) -> dict[str, Any]:
    """Describe a map on which a kilometre takes so many seconds."""
    return {"metric": metric, "speed": dict.fromkeys(GRADES, 3600 / kilometre), **facts}


def placed(
    scenario: Scenario,
    jobs: Jobs,
    at_home: Sequence[int],
    ends_at: int,
    area: Ints | None = None,
    points: Floats | None = None,
    luck: Floats | None = None,
    patrol_luck: Floats | None = None,
    lost: bool = False,
) -> World:
    """Put incidents in areas, or at points in kilometres, before officers: `at_home` of them by area, one each job.

    `luck` is that of journeys by law, `patrol_luck` (two columns) that of where those are who wait anywhere; what is
    `lost` lapses in the second in which nobody can go.
    """
    count = len(jobs.at)
    table = _incidents(jobs)
    known = {
        "area": area,
        "place": None if points is None else np.rint(points * METRES).astype(np.int64),
        "travel_luck": None if luck is None else np.repeat(luck[:, None], 6, axis=1),
        "patrol_luck": None if patrol_luck is None else np.tile(patrol_luck, 6),
        "lapse": np.full(count, 0 if lost else NEVER),
    }
    table = replace(table, **{name: column for name, column in known.items() if column is not None})
    return World(
        _tape(scenario, ends_at, _contacts(None), table, _crimes(None)), _roster(at_home, ends_at), scenario.rules
    )
