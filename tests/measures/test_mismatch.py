"""Mismatch, policy and consistency by cell, on logs written by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from demandsim.eventlog import EventLog
from demandsim.eventlog.skills import skills_at
from demandsim.measures.policy import within_hours
from demandsim.rules.allocate import LACKS_SKILL, LISTED_FIRST
from demandsim.rules.hours import Hours
from demandsim.scenario.calendar import Calendar
from tests.logs import BUREAU, CID, CLERK, DETECTIVE, NORTH, NORTH_1, NORTH_2, SOUTH, SOUTHERN, Row
from tests.measures.cases import ASSAULT, BURGLARY, DAY, RAPE, SOUTH_SIDE, THEFT, given, moved, told, values

RASSO = 2


def _work(crime: int, at: int, owner: int, length: int, below: int | None = None) -> list[Row]:
    rows: list[Row] = [(at, "STARTED", crime, owner, 0, length), (at + length, "FINISHED", crime, owner, 0, 0)]
    return rows if below is None else [*rows, (at + length, "CLOSED", crime, owner, 2, below)]


def _accredited_late() -> EventLog:
    """A detective gains the accreditation at 4 days and an officer in the north loses the skill at 6."""
    duty: list[Row] = [(DAY, "ON_DUTY", -1, who, -1, 9 * DAY) for who in (NORTH_1, DETECTIVE, CLERK)]
    rows: list[Row] = [
        *given(0, DAY, CID, DETECTIVE),
        *_work(0, 2 * DAY, DETECTIVE, 3600),
        (4 * DAY, "QUALIFIED", -1, DETECTIVE, RASSO, -1),
        *_work(0, 5 * DAY, DETECTIVE, 7200, below=0),
        *given(1, 5 * DAY, CID, DETECTIVE),
        *given(2, DAY, NORTH, NORTH_1),
        *_work(2, 5 * DAY, NORTH_1, 1800),
        (6 * DAY, "DISQUALIFIED", -1, NORTH_1, 0, -1),
        *_work(2, 7 * DAY, NORTH_1, 5400, below=1),
        *given(3, DAY, BUREAU, CLERK, verdict=1),
        *_work(3, 2 * DAY, CLERK, 900, below=0),
        # What was filed needs no skill until it is opened again.
        (6 * DAY, "REOPENED", 3, CLERK, -1, 4 * DAY),
        (6 * DAY, "ROUTED", 3, -1, -1, BUREAU),
        (6 * DAY, "ALLOCATED", 3, CLERK, LISTED_FIRST + LACKS_SKILL, -1),
        *_work(3, 7 * DAY, CLERK, 1800, below=1),
    ]
    return told([*duty, *rows], [RAPE, RAPE, ASSAULT, ASSAULT], [SOUTH_SIDE, 0, 0, 0])


def test_skills_at_a_moment_are_those_at_the_start_gained_and_lapsed_since() -> None:
    log = _accredited_late()
    change = int(np.flatnonzero(log.at == 4 * DAY)[0])
    before_and_after = skills_at(log, np.array([DETECTIVE] * 3 + [CLERK]), np.array([0, change, change + 1, 0]))
    assert before_and_after.tolist() == [0b011, 0b011, 0b111, 0]
    last = np.array([len(log) - 1])
    assert skills_at(log, np.array([NORTH_1]), last).tolist() == [0]
    assert log.facts.officer_skills[NORTH_1] == 0b001


def test_mismatch_at_allocation_at_closing_and_in_hours() -> None:
    log = _accredited_late()
    # The first rape goes to a detective without the accreditation, the second to the same one with it.
    assert values(log, "owner_has_skill")["offence=rape"] == 1 / 2
    assert values(log, "owner_has_skill")["offence=rape, area=north"] == 1
    closed = values(log, "closed_below_level")
    assert closed[""] == 2 / 3
    assert closed["team=crime_bureau"] == 1
    assert closed["team=cid"] == 0
    assert closed["offence=assault, area=north"] == 1
    hours = values(log, "hours_below_level")
    assert hours[""] == pytest.approx((3600 + 5400 + 1800) / (3600 + 7200 + 1800 + 5400 + 1800))
    assert hours["team=cid"] == pytest.approx(1 / 3)
    assert hours["offence=assault, area=north"] == pytest.approx((5400 + 1800) / (1800 + 5400 + 1800))
    assert hours["team=crime_bureau"] == 1


def test_held_against_policy() -> None:
    rows: list[Row] = [
        # By the clauses: rape to CID, burglary to CID, the rest to whoever attended, or else to response.
        *given(0, DAY, NORTH, NORTH_1),
        *given(1, DAY, CID, DETECTIVE, clause=0),
        *given(2, DAY, NORTH, NORTH_1, attended=NORTH_1),
        *given(3, DAY, SOUTHERN, SOUTH, attended=NORTH_1),
        *given(4, DAY, CID, DETECTIVE, attended=SOUTH),
        *given(5, DAY, CID, DETECTIVE, attended=DETECTIVE),
        # Accepted by CID under a clause of transfer; filed; closed.
        *given(6, DAY, NORTH, NORTH_1, attended=NORTH_1),
        *moved(6, 2 * DAY, NORTH_1, NORTH, CID, DAY, DETECTIVE),
        *given(7, DAY, BUREAU, CLERK, verdict=1),
        *given(8, DAY, NORTH, NORTH_1),
        (2 * DAY, "CLOSED", 8, NORTH_1, 3, 1),
    ]
    offences = [RAPE, RAPE, ASSAULT, ASSAULT, ASSAULT, THEFT, ASSAULT, RAPE, RAPE]
    found = values(told(rows, offences, [SOUTH_SIDE] + [0] * 8), "held_against_policy")
    # The rape in response, and the assault that CID has though an officer of response attended.
    assert found[""] == 2
    assert found["team=response"] == 1
    assert found["offence=rape, area=south"] == 1
    assert found["offence=assault, area=north"] == 1


def test_a_clause_is_held_against_score_hours_arrest_and_what_is_known() -> None:
    night = {"opens": "22:00", "closes": "06:00"}
    scored = {"when": {"score_at_least": 0.5, "score_below": 0.8}, "to": "cid"}
    routes = [
        {"name": "arrested", "when": {"arrested": True, "attended": True}, "to": "crime_bureau"},
        {"name": "scored", **scored},
        {"name": "at night", "when": {"hours": night, "suspect": "named", "area": ["north"]}, "to": "cid"},
        {"name": "rest", "to": "response", "if_full": "cid", "when": {"harm_below": 100, "vulnerable": False}},
        {"name": "last", "to": "response"},
    ]
    at = [DAY + 12 * 3600] * 6
    at[2] = at[3] = DAY + 23 * 3600
    rows: list[Row] = []
    for crime, second in enumerate(at):
        rows += given(crime, second, CID, DETECTIVE, attended=NORTH_1 if crime == 0 else -1)
    rows.append((DAY, "ARRESTED", 0, NORTH_1, 0, 3600))
    log = told(
        rows,
        [ASSAULT, ASSAULT, ASSAULT, BURGLARY, THEFT, ASSAULT],
        named=(2,),
        declared={"investigative_model.routes": routes},
        crime_incident=np.array([0, -1, -1, -1, -1, -1]),
        crime_score=np.array([0.6, 0.79, 0.2, 0.2, 0.8, 0.8]),
    )
    # CID holds all: rightly 1 (score), 2 (at night, named) and 4 (the bureau of response was full);
    # wrongly 0 (arrested), 3 (not named) and 5 (grave, and the clause for the grave names nobody else).
    found = values(log, "held_against_policy")
    assert found[""] == 3
    assert found["offence=assault"] == 2
    assert found["offence=burglary"] == 1
    assert found["offence=theft"] == 0


def test_hours_of_the_day() -> None:
    calendar = Calendar(date(2018, 1, 1), "Europe/London")
    clock = [0, 6 * 3600 - 1, 6 * 3600, 22 * 3600 - 1, 22 * 3600, DAY - 1]

    def inside(seconds: list[int], **hours: object) -> list[bool]:
        found = within_hours(Hours.model_validate(hours), calendar, np.array(seconds))
        return found.tolist()

    assert inside(clock, opens="06:00", closes="22:00") == [False, False, True, True, False, False]
    assert inside(clock, opens="22:00", closes="06:00") == [True, True, False, False, True, True]
    # Only on Mondays: the night that begins on Sunday is not of them, Tuesday's small hours are.
    monday = {"opens": "22:00", "closes": "06:00", "days": ["Mon"]}
    assert inside([0, 23 * 3600, DAY + 3600, DAY + 23 * 3600], **monday) == [False, True, True, False]


def test_first_teams_of_like_crimes_by_cell() -> None:
    rows: list[Row] = [
        *given(0, 7 * 3600, NORTH, NORTH_1),
        *given(1, 8 * 3600, NORTH, NORTH_2),
        *moved(1, 9 * 3600, NORTH_2, NORTH, CID, 60, DETECTIVE),
        *given(2, 15 * 3600, CID, DETECTIVE),
        *given(3, 15 * 3600, NORTH, NORTH_1),
    ]
    log = told(rows, [ASSAULT] * 4, [0, 0, SOUTH_SIDE, 0])
    found = values(log, "usual_team")
    # The transfer does not make the first team unusual, though it does the route.
    assert found[""] == 3 / 4
    assert found["offence=assault, area=north"] == 1
    assert found["offence=assault, area=south, shift=late"] == 0
    assert found["shift=late"] == 1 / 2
    assert values(log, "modal_route")["offence=assault, area=north"] == pytest.approx(2 / 3)
