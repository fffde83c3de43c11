"""Crimes told by hand for measures of investigation: facts for any number of them, and the rows of a crime's life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from demandsim.eventlog import EventLog
from demandsim.measures import measure
from demandsim.rules.allocate import LISTED_FIRST
from tests.logs import Row, log_of, story_facts
from tests.worlds import village

DAY = 86_400
ASSAULT, RAPE, BURGLARY, THEFT = range(4)
NORTHERN, SOUTH_SIDE = 0, 1
FOR_THE_REST = 2
"""Number of the route's clause that covers what no other does."""


def told(
    rows: Iterable[Row],
    offences: Sequence[int],
    areas: Sequence[int] | None = None,
    named: Iterable[int] = (),
    ends_at: int = 40 * DAY,
    declared: dict[str, object] | None = None,
    **facts: np.ndarray,
) -> EventLog:
    """Seal the rows, in order of time, with a village that declares so much, about so many crimes."""
    count = len(offences)
    scenario = village(**{"period.days": 40, "period.warm_up": 0, **(declared or {})})
    needs = np.array([0b001, 0b110, 0b010, 0])
    about = {
        "crime_uid": np.arange(900, 900 + count),
        "crime_offence": np.array(offences),
        "crime_area": np.array(areas if areas is not None else [NORTHERN] * count),
        "crime_incident": np.full(count, -1),
        "crime_opened_at": np.zeros(count, dtype=np.int64),
        "crime_backlog": np.zeros(count, dtype=np.bool_),
        "crime_named": np.isin(np.arange(count), list(named)),
        "crime_vulnerable": np.zeros(count, dtype=np.bool_),
        "crime_prospect": np.full(count, 0.5),
        "crime_score": np.full(count, 0.5),
        "crime_skills": needs[list(offences)],
        **facts,
    }
    return log_of(sorted(rows, key=lambda row: row[0]), replace(story_facts(scenario), **about), ends_at)  # type: ignore[arg-type]


def given(
    crime: int, at: int, unit: int, owner: int, verdict: int = 0, attended: int = -1, clause: int = FOR_THE_REST
) -> list[Row]:
    """Record, screen, route and allocate a crime in one second."""
    return [
        (at, "RECORDED", crime, attended, 0, -1),
        (at, "SCREENED", crime, -1, verdict, 1),
        (at, "ROUTED", crime, -1, clause, unit),
        (at, "ALLOCATED", crime, owner, LISTED_FIRST, -1),
    ]


def moved(crime: int, at: int, owner: int, unit: int, to: int, takes: int, new_owner: int) -> list[Row]:
    """Offer, accept, move and allocate a crime anew."""
    return [
        (at, "OFFERED", crime, owner, 0, to),
        (at, "ACCEPTED", crime, owner, 0, to),
        (at + takes, "TRANSFERRED", crime, owner, unit, to),
        (at + takes, "ROUTED", crime, -1, -1, to),
        (at + takes, "ALLOCATED", crime, new_owner, LISTED_FIRST, -1),
    ]


def values(log: EventLog, name: str) -> dict[str, float]:
    """Ask one measure of the whole log: values by group."""
    return dict(measure(log, [name], 0).set_index("group")["value"])
