"""Measures that the story is too small to tell: consistency, positions, reviews no longer needed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from demandsim.eventlog import EventLog
from demandsim.measures import MEASURES, measure
from demandsim.rules.allocate import LISTED_FIRST, ONLY_ONE
from tests.logs import (
    CID,
    DETECTIVE,
    ENDS_AT,
    NORTH,
    NORTH_1,
    SOUTH,
    SOUTHERN,
    STORY,
    Row,
    instead,
    log_of,
    story_facts,
)
from tests.worlds import village

EARLY, LATE = 7 * 3600, 15 * 3600


def values(log: EventLog, name: str) -> dict[str, float]:
    return dict(measure(log, [name], 0).set_index("group")["value"])


def like_crimes() -> EventLog:
    """Four assaults and two thefts: two assaults stay in the north, of two in the south one moves to CID."""
    told = (
        # crime, offence, area, recorded at, first unit, first owner, moves to CID
        (0, 0, 0, EARLY, NORTH, NORTH_1, False),
        (1, 0, 0, LATE, NORTH, NORTH_1, False),
        (2, 0, 1, EARLY, SOUTHERN, SOUTH, True),
        (3, 0, 1, EARLY, CID, DETECTIVE, False),
        (4, 3, 0, EARLY, NORTH, NORTH_1, False),
        (5, 3, 1, LATE, SOUTHERN, SOUTH, False),
    )
    rows: list[Row] = []
    for crime, _, _, at, unit, owner, moves in told:
        rows += [
            (at, "RECORDED", crime, -1, 0, -1),
            (at, "SCREENED", crime, -1, 0, 1),
            (at, "ROUTED", crime, -1, 2, unit),
            (at, "ALLOCATED", crime, owner, LISTED_FIRST, -1),
        ]
        if moves:
            rows += [
                (at + 10, "OFFERED", crime, owner, 0, CID),
                (at + 10, "ACCEPTED", crime, owner, 0, CID),
                (at + 20, "TRANSFERRED", crime, owner, unit, CID),
                (at + 20, "ROUTED", crime, -1, -1, CID),
                (at + 20, "ALLOCATED", crime, DETECTIVE, ONLY_ONE, -1),
            ]
    rows.sort(key=lambda row: row[0])
    facts = replace(
        story_facts(village(period__warm_up=0)),
        crime_offence=np.array([offence for _, offence, *_ in told]),
        crime_area=np.array([area for _, _, area, *_ in told]),
        crime_backlog=np.zeros(6, dtype=np.bool_),
        crime_opened_at=np.zeros(6, dtype=np.int64),
        crime_incident=np.full(6, -1),
    )
    return log_of(rows, facts)


def test_share_of_like_crimes_on_the_modal_route() -> None:
    found = values(like_crimes(), "modal_route")
    assert found[""] == pytest.approx(4 / 6)
    assert found["offence=assault"] == 1 / 2
    assert found["offence=theft"] == 1
    # The usual route is that of the force: the south, where assaults go to CID, is consistently different.
    assert found["area=north"] == 1
    assert found["area=south"] == pytest.approx(1 / 3)
    assert found["shift=early"] == 2 / 4
    assert found["offence=assault, area=south, shift=early"] == 0
    assert "offence=theft, area=north, shift=late" not in found


def test_entropy_of_routes() -> None:
    assaults = -(1 / 2 * math.log(1 / 2) + 2 * 1 / 4 * math.log(1 / 4))
    force = 4 / 6 * assaults
    most = math.log(3**2)  # response, cid and crime_bureau investigate
    found = values(like_crimes(), "route_entropy")
    assert found[""] == pytest.approx(force / most)
    assert found["offence=assault"] == pytest.approx(assaults / most)
    assert found["area=north"] == 0
    assert found["area=south"] == pytest.approx(2 / 3 * math.log(2) / most)
    assert found["offence=assault, area=south, shift=early"] == pytest.approx(math.log(2) / most)
    ways = values(like_crimes(), "ways_alike")
    assert ways[""] == pytest.approx(2)
    assert ways["offence=theft"] == 1


def test_equal_routes_are_decided_by_name_not_by_order() -> None:
    log = like_crimes()
    mirrored = log_of(
        [(at, name, 5 - crime, who, detail, amount) for at, name, crime, who, detail, amount in _named(log)],
        replace(log.facts, crime_offence=log.facts.crime_offence[::-1], crime_area=log.facts.crime_area[::-1]),
    )
    assert values(mirrored, "modal_route") == pytest.approx(values(log, "modal_route"))


def _named(log: EventLog) -> list[Row]:
    from demandsim.eventlog import Moment

    return [(at, Moment(moment).name, *rest) for at, moment, *rest in log.rows()]  # type: ignore[misc]


def test_positions_cost_the_paid_hours_behind_them() -> None:
    handlers = {
        "desks": ["contact"],
        "positions": [2] * 12 + [3] * 12,
        "paid_hours_per_position_hour": 1.5,
        "lines": ["999", "101"],
    }
    scenario = village(**{"workforce.teams.handlers": handlers, "period.warm_up": 0})
    weekly = values(log_of(STORY, story_facts(scenario)), "cost")["team=handlers"]
    assert weekly == pytest.approx(7 * (24 + 36) * 1.5 * 36_000 / 1650)


def test_a_review_of_a_crime_closed_in_time_is_not_needed() -> None:
    due = (1000, "REVIEW_DUE", 3, 2, 5, NORTH)
    closed = (20_000, "CLOSED", 3, 2, 3, 0)
    grace = {"investigative_model.review.on_time_within": "6 h", "period.warm_up": 0}
    facts = story_facts(village(**grace))
    rows = sorted([*STORY, closed], key=lambda row: row[0])
    assert due in STORY
    assert values(log_of(STORY, facts), "reviews_on_time")[""] == 1 / 2
    assert values(log_of(rows, facts), "reviews_on_time")[""] == 1
    assert values(log_of(rows, facts), "reviews_overdue")[""] == 0


def test_a_review_whose_time_has_not_passed_does_not_count_yet() -> None:
    facts = story_facts(village(**{"investigative_model.review.on_time_within": "48 h", "period.warm_up": 0}))
    assert ENDS_AT < 1000 + 48 * 3600
    assert values(log_of(STORY, facts), "reviews_on_time")[""] == 1
    assert values(log_of(STORY, facts), "reviews_overdue")[""] == 0


def test_a_late_review_is_not_on_time() -> None:
    late = instead(STORY, (32400, "REVIEWED", 2, 5, 1, 2400), (32400, "REVIEWED", 2, 5, 1, 3601))
    assert values(log_of(late), "reviews_on_time")["team=cid"] == 0


def test_an_empty_log_has_no_values_but_no_errors() -> None:
    empty = log_of([])
    found = measure(empty, warm_up_days=0).set_index(["measure", "group"])["value"]
    assert found["calls_offered", ""] == 0
    assert math.isnan(found["calls_in_target", ""])
    assert math.isnan(found["days_to_outcome", ""])
    assert math.isnan(found["cost_per_closed_crime", ""])
    assert set(found.index.get_level_values("measure")) >= set(MEASURES) - {
        "outcomes",
        "outcomes_of_recorded",
        "time_shares",
    }


def test_the_catalogue_is_complete() -> None:
    for name, entry in MEASURES.items():
        assert entry.name == name
        assert entry.question.endswith(("?", ".")), name
        assert entry.unit, name
        assert entry.better in ("higher", "lower", "neither")
        assert not (entry.headline and entry.better == "neither"), name
    assert 8 <= sum(entry.headline for entry in MEASURES.values()) <= 14
