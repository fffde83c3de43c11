"""What supervisors watch, on logs written by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from demandsim.eventlog.journeys import crimes
from demandsim.measures.watch import suspect_columns
from demandsim.rules.allocate import LISTED_FIRST, OPENING
from demandsim.scenario.cases import Stage
from tests.logs import BUREAU, CID, CLERK, DETECTIVE, NORTH, NORTH_1, SERGEANT, Row
from tests.measures.cases import ASSAULT, BURGLARY, DAY, SOUTH_SIDE, THEFT, given, moved, told, values

END = 40 * DAY
BAIL = {
    "demand.custody": {
        "officers": 1,
        "work": "3 h",
        "clock": "24 h",
        "released": {"bail": 0.5, "under_investigation": 0.5, "bail_for": "3 days", "extended_to": "6 days"},
    }
}


def test_plans_are_overdue_after_seven_days_without_work() -> None:
    rows: list[Row] = [
        *given(0, DAY, NORTH, NORTH_1),
        *given(1, DAY, NORTH, NORTH_1),
        (2 * DAY, "STARTED", 1, NORTH_1, 0, 600),
        # The former owner has worked on it, the new one has not.
        *given(2, DAY, NORTH, NORTH_1),
        (2 * DAY, "STARTED", 2, NORTH_1, 0, 600),
        (2 * DAY + 600, "FINISHED", 2, NORTH_1, 0, 0),
        *moved(2, 3 * DAY, NORTH_1, NORTH, CID, DAY, DETECTIVE),
        # Seven days, and seven days and a second.
        *given(3, END - 7 * DAY, NORTH, NORTH_1),
        *given(4, END - 7 * DAY - 1, NORTH, NORTH_1),
        # A specialist is at work on it; filed; in transit; handed back; closed; with the owner since before the start.
        *given(5, DAY, NORTH, NORTH_1),
        (2 * DAY, "PASSED", 5, NORTH_1, 0, CID),
        (2 * DAY, "ASSISTING", 5, DETECTIVE, 0, 600),
        *given(6, DAY, BUREAU, CLERK, verdict=1),
        *moved(7, 30 * DAY, NORTH_1, NORTH, CID, 20 * DAY, DETECTIVE)[:2],
        *given(7, DAY, NORTH, NORTH_1),
        *given(8, DAY, NORTH, NORTH_1),
        (2 * DAY, "HANDED_BACK", 8, NORTH_1, 0, NORTH),
        (2 * DAY, "ROUTED", 8, -1, -1, NORTH),
        *given(9, DAY, NORTH, NORTH_1),
        (30 * DAY, "CLOSED", 9, NORTH_1, 4, 0),
        (0, "RECORDED", 10, -1, 3, 0),
        (0, "ALLOCATED", 10, NORTH_1, OPENING + LISTED_FIRST, -1),
    ]
    backlog = np.arange(11) == 10
    log = told(rows, [ASSAULT] * 10 + [THEFT], [SOUTH_SIDE] + [0] * 10, crime_backlog=backlog)
    found = values(log, "plans_overdue")
    assert found[""] == 3
    assert found["team=response"] == 2
    assert found["team=cid"] == 1
    assert found["offence=assault, area=south"] == 1
    assert found["offence=theft"] == 0


def test_victims_owed_a_call_for_over_seven_days() -> None:
    rows: list[Row] = []
    for crime in range(5):
        rows += given(crime, DAY, NORTH, NORTH_1)
    rows += [
        (10 * DAY, "CONTACT_DUE", 0, NORTH_1, 1, -1),
        # Called late, and owed the next call for exactly seven days.
        (10 * DAY, "CONTACT_DUE", 1, NORTH_1, 1, -1),
        (30 * DAY, "CONTACTING", 1, NORTH_1, 1, 900),
        (30 * DAY + 900, "CONTACTED", 1, NORTH_1, 1, 20 * DAY),
        (END - 7 * DAY, "CONTACT_DUE", 1, NORTH_1, 2, -1),
        (END - 7 * DAY - 1, "CONTACT_DUE", 2, NORTH_1, 1, -1),
        (10 * DAY, "CONTACT_DUE", 3, NORTH_1, 1, -1),
        (30 * DAY, "CLOSED", 3, NORTH_1, 4, 0),
    ]
    duty = {"investigative_model.victim_contact": {"every": "9 days", "takes": "15 min"}}
    found = values(told(rows, [ASSAULT, ASSAULT, BURGLARY, ASSAULT, ASSAULT], declared=duty), "victim_contact_overdue")
    assert found[""] == 2
    assert found["offence=burglary, area=north"] == 1
    undeclared = values(told(rows, [ASSAULT] * 5), "victim_contact_overdue")
    assert list(undeclared) == [""]
    assert math.isnan(undeclared[""])


SUSPECTS = {
    "demand.plans.volume": [
        {"name": "enquiries", "work": 0.6, "again": {"share": 0.5, "at_most": 2}},
        {"name": "interview", "work": 0.2, "suspect": True},
        {"name": "file", "work": 0.2},
    ]
}


def _with_suspects() -> list[Row]:
    rows: list[Row] = []
    for crime in range(9):
        rows += given(crime, 13 * DAY if crime == 4 else DAY, NORTH, NORTH_1)
    return [
        *rows,
        # Enquiries, sent back once; the interview (stage 3, after three passes of enquiries) is done for crime 1.
        (20 * DAY, "FINISHED", 0, NORTH_1, 0, 0),
        (21 * DAY, "FINISHED", 0, NORTH_1, 1, 0),
        (20 * DAY, "FINISHED", 1, NORTH_1, 3, 0),
        (2 * DAY, "SUSPECT_ARRESTED", 2, NORTH_1, 0, 0),
        (3 * DAY, "RELEASED", 2, NORTH_1, 2, 1),
        (2 * DAY, "SUSPECT_ARRESTED", 3, NORTH_1, 0, 0),
        (20 * DAY, "FINISHED", 5, NORTH_1, 0, 0),
        (20 * DAY, "PAUSED", 6, NORTH_1, 0, 100),
        # A specialist does the interview; of the last one only the file is left, and begun.
        (20 * DAY, "ASSISTED", 7, DETECTIVE, 3, 0),
        (20 * DAY, "STARTED", 8, NORTH_1, 4, 100),
    ]


def test_suspects_outstanding() -> None:
    offences = [ASSAULT] * 5 + [THEFT, THEFT, BURGLARY, ASSAULT]
    log = told(_with_suspects(), offences, named=(0, 1, 4, 5, 6, 7, 8), declared={**SUSPECTS, **BAIL})
    found = values(log, "suspects_outstanding")
    # Named and not interviewed (0), released (2), a theft nobody has finished a stage of (6).
    assert found[""] == 3
    assert found["offence=assault"] == 2
    assert found["offence=theft, area=north"] == 1
    assert found["offence=burglary"] == 0


def test_without_a_custody_clock_whoever_was_arrested_is_outstanding() -> None:
    arrested: Row = (DAY, "ARRESTED", 0, NORTH_1, 0, 3600)
    rows = [row for row in _with_suspects() if row[1] != "RELEASED"]
    at_scene = np.array([-1, -1, -1, -1, 0, 0, -1, -1, -1])
    log = told([*rows, arrested], [ASSAULT] * 9, declared=SUSPECTS, crime_incident=at_scene)
    # Arrested in the investigation (2, 3) and at the scene (5; 4 is too young).
    assert values(log, "suspects_outstanding")[""] == 3
    in_custody = told([*rows, arrested], [ASSAULT] * 9, declared={**SUSPECTS, **BAIL}, crime_incident=at_scene)
    assert values(in_custody, "suspects_outstanding")[""] == 0


def test_columns_of_the_stages_that_deal_with_the_suspect() -> None:
    def plan(*marks: tuple[bool, int]) -> list[Stage]:
        again = [{"again": {"share": 0.5, "at_most": times}} if times else {} for _, times in marks]
        return [
            Stage.model_validate({"name": f"stage {number}", "work": 0.5, "suspect": mark, **sent_back})
            for number, ((mark, _), sent_back) in enumerate(zip(marks, again, strict=True))
        ]

    assert suspect_columns(plan((False, 2), (True, 1), (False, 0))) == (3, 4)
    assert suspect_columns(plan((False, 1), (False, 0))) == (0, 1, 2)


def test_bails_that_have_expired() -> None:
    rows: list[Row] = []
    for crime in range(5):
        rows += given(crime, DAY, NORTH, NORTH_1)
        rows.append((2 * DAY, "RELEASED", crime, NORTH_1, 1, 0))
    late = [(6 * DAY, "EXTENDING", SERGEANT, 900), (6 * DAY + 900, "BAIL_EXTENDED", SERGEANT, 8 * DAY)]
    rows += [(5 * DAY, "BAIL_EXPIRED", crime, NORTH_1, -1, -1) for crime in range(4)]
    rows += [(at, name, crime, who, -1, amount) for crime in (1, 2) for at, name, who, amount in late]
    rows += [(8 * DAY, "BAIL_EXPIRED", 2, NORTH_1, -1, -1), (9 * DAY, "CLOSED", 3, NORTH_1, 3, 0)]
    log = told(rows, [ASSAULT, ASSAULT, THEFT, THEFT, THEFT], declared=BAIL)
    found = values(log, "bails_expired")
    assert found[""] == 2
    assert found["offence=theft"] == 1
    view = crimes(log)
    assert view["released_at"].tolist() == [2 * DAY] * 5
    assert view["bail_expired_at"].fillna(-1).tolist() == [5 * DAY, -1, 8 * DAY, 5 * DAY, -1]
    assert math.isnan(values(told(rows, [ASSAULT] * 5), "bails_expired")[""])


def test_signatures_waited_for() -> None:
    rows: list[Row] = []
    wanted = (10 * DAY, END - 48 * 3600, END - 48 * 3600 - 1, 20 * DAY)
    for crime, at in enumerate(wanted):
        rows += given(crime, DAY, CID, DETECTIVE)
        rows.append((at, "SIGN_OFF_WANTED", crime, DETECTIVE, -1, CID))
    rows += [
        (12 * DAY, "SIGNING_OFF", 0, SERGEANT, -1, 600),
        (12 * DAY + 600, "SIGNED_OFF", 0, SERGEANT, -1, 2 * DAY + 600),
        (12 * DAY + 600, "CLOSED", 0, DETECTIVE, 2, 0),
        # The victim withdraws meanwhile: how long the signature would have taken is not known.
        (21 * DAY, "CLOSED", 3, DETECTIVE, 4, 0),
    ]
    log = told(rows, [ASSAULT] * 4, declared={"investigative_model.review.sign_off": "10 min"})
    assert values(log, "sign_offs_overdue") == {
        "": 1, "team=handlers": 0, "team=response": 0, "team=cid": 1, "team=crime_bureau": 0
    }  # fmt: skip
    # The others have waited for 48 h, 48 h and a second, and a day: none is signed before the first.
    hours = 48 + 600 / 3600
    assert values(log, "sign_off_time") == pytest.approx({"": hours, "team=cid": hours})
    assert math.isnan(values(told(rows, [ASSAULT] * 4), "sign_offs_overdue")[""])
