"""Ways and returns of crimes, custody, specialists and calls to victims, on logs written by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.logs import BUREAU, CID, CLERK, DETECTIVE, NORTH, NORTH_1, SOUTH, SOUTHERN, Row
from tests.measures.cases import ASSAULT, BURGLARY, DAY, RAPE, SOUTH_SIDE, THEFT, given, moved, told, values

WEEKS = 40 / 7


def test_how_long_crimes_are_on_the_way() -> None:
    rows: list[Row] = [
        # Refused, offered again after two days and accepted: five days from the first offer, three of them on the way.
        *given(0, DAY, NORTH, NORTH_1),
        (10 * DAY, "OFFERED", 0, NORTH_1, 0, CID),
        (10 * DAY, "REFUSED", 0, NORTH_1, 0, CID),
        *moved(0, 12 * DAY, NORTH_1, NORTH, CID, 3 * DAY, DETECTIVE),
        # It moves on: the time counts from the offer after the first move.
        *moved(0, 20 * DAY, DETECTIVE, CID, SOUTHERN, DAY, SOUTH),
        # Closed on the way after two days; never accepted; still on the way at the end for ten days.
        *given(1, DAY, NORTH, NORTH_1),
        *moved(1, 10 * DAY, NORTH_1, NORTH, CID, DAY, DETECTIVE)[:2],
        (12 * DAY, "CLOSED", 1, -1, 4, 0),
        *given(2, DAY, NORTH, NORTH_1),
        (10 * DAY, "OFFERED", 2, NORTH_1, 0, CID),
        (10 * DAY, "REFUSED", 2, NORTH_1, 1, CID),
        *given(3, DAY, NORTH, NORTH_1),
        *moved(3, 30 * DAY, NORTH_1, NORTH, CID, DAY, DETECTIVE)[:2],
    ]
    log = told(rows, [ASSAULT, ASSAULT, ASSAULT, BURGLARY])
    assert values(log, "days_to_move") == pytest.approx(
        {"": 3, "offence=assault": 3, "area=north": 3, "offence=assault, area=north": 3}
    )
    # Arrived after 1 and 3 days, closed after 2, still on the way after 10: all, three quarters, then half of those.
    found = values(log, "days_in_transit")
    assert found[""] == pytest.approx(1 + 2 * 3 / 4 + 7 * 3 / 8)
    assert found["offence=assault, area=north"] == pytest.approx(1 + 2 * 2 / 3)
    assert math.isnan(found["offence=burglary"])


def test_crimes_that_return() -> None:
    rows: list[Row] = [
        *given(0, DAY, NORTH, NORTH_1),
        *moved(0, 2 * DAY, NORTH_1, NORTH, CID, DAY, DETECTIVE),
        *moved(0, 4 * DAY, DETECTIVE, CID, NORTH, DAY, NORTH_1),
        *given(1, DAY, NORTH, NORTH_1),
        *moved(1, 2 * DAY, NORTH_1, NORTH, CID, DAY, DETECTIVE),
        *moved(1, 4 * DAY, DETECTIVE, CID, SOUTHERN, DAY, SOUTH),
        # Opened again where it was closed: it has not been elsewhere.
        *given(2, DAY, NORTH, NORTH_1),
        (2 * DAY, "CLOSED", 2, NORTH_1, 3, 0),
        (9 * DAY, "REOPENED", 2, NORTH_1, -1, 7 * DAY),
        (9 * DAY, "ROUTED", 2, -1, -1, NORTH),
        *given(3, DAY, NORTH, NORTH_1),
    ]
    found = values(told(rows, [ASSAULT] * 4, [SOUTH_SIDE, 0, 0, 0]), "ping_pong")
    assert found[""] == 25
    assert found["offence=assault, area=south"] == 100
    assert found["area=north"] == 0


def test_solvable_crimes_that_are_filed() -> None:
    rows: list[Row] = []
    for crime, verdict in enumerate((1, 1, 2, 0, 1)):
        rows += given(crime, DAY, BUREAU, CLERK, verdict=verdict)
    # A theft is solved below 0.10, a burglary below 0.06.
    prospect = np.array([0.09, 0.11, 0.01, 0.01, 0.05])
    log = told(rows, [THEFT, THEFT, THEFT, THEFT, BURGLARY], crime_prospect=prospect)
    assert values(log, "solvable_filed_crimes")[""] == pytest.approx(2 / WEEKS)
    assert values(log, "solvable_filed_harm")[""] == pytest.approx((20 + 440) / WEEKS)
    assert values(log, "solvable_filed_harm")["offence=burglary, area=north"] == pytest.approx(440 / WEEKS)


def test_crimes_opened_again() -> None:
    rows: list[Row] = []
    for crime in range(4):
        rows += [*given(crime, DAY, NORTH, NORTH_1), (2 * DAY, "CLOSED", crime, NORTH_1, 3, 0)]
    rows += [(9 * DAY, "REOPENED", 0, NORTH_1, -1, 7 * DAY), (9 * DAY, "ROUTED", 0, -1, -1, NORTH)]
    again = {"demand.reopened": {"share": 0.1, "after": "7 days", "work": "1 h"}}
    found = values(told(rows, [RAPE, RAPE, THEFT, THEFT], declared=again), "reopened")
    assert found[""] == 25
    assert found["offence=rape"] == 50
    assert found["offence=theft, area=north"] == 0
    assert "offence=assault" not in found
    undeclared = values(told(rows, [RAPE] * 4), "reopened")
    assert list(undeclared) == [""]
    assert math.isnan(undeclared[""])


def test_hours_of_specialists_and_of_calls_to_victims() -> None:
    rows: list[Row] = [(DAY, "ON_DUTY", -1, who, -1, 39 * DAY) for who in (NORTH_1, DETECTIVE)]
    rows += [
        *given(0, DAY, NORTH, NORTH_1),
        (2 * DAY, "PASSED", 0, NORTH_1, 0, CID),
        (2 * DAY, "ASSISTING", 0, DETECTIVE, 0, 7200),
        (2 * DAY + 3600, "ASSIST_PAUSED", 0, DETECTIVE, 0, 3600),
        (3 * DAY, "ASSISTING", 0, DETECTIVE, 0, 3600),
        (3 * DAY + 3600, "ASSISTED", 0, DETECTIVE, 0, 0),
        (4 * DAY, "STARTED", 0, NORTH_1, 1, 5000),
        (4 * DAY + 5000, "FINISHED", 0, NORTH_1, 1, 0),
        (9 * DAY, "CONTACT_DUE", 0, NORTH_1, 1, -1),
        (9 * DAY, "CONTACTING", 0, NORTH_1, 1, 900),
        (9 * DAY + 900, "CONTACTED", 0, NORTH_1, 1, 900),
    ]
    log = told(rows, [ASSAULT])
    specialists = values(log, "assisted_hours")
    assert specialists[""] == specialists["team=cid"] == pytest.approx(2 / WEEKS)
    assert specialists["team=response"] == 0
    assert values(log, "contact_hours")["team=response"] == pytest.approx(0.25 / WEEKS)


def test_releases_forced_by_the_clock() -> None:
    rows: list[Row] = []
    for crime, forced in enumerate((1, 0, 0, 0)):
        rows += given(crime, DAY, NORTH, NORTH_1)
        rows.append((2 * DAY, "RELEASED", crime, NORTH_1, 2, forced))
    found = values(told(rows, [ASSAULT, ASSAULT, THEFT, THEFT]), "custody_clock_out")
    assert found[""] == 1 / 4
    assert found["offence=assault, area=north"] == 1 / 2
    assert found["offence=theft"] == 0
