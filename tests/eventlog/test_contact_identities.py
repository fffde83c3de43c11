"""The identities of the contact desk hold on its story and on logs of the engine; every way of spoiling is found."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pandas as pd
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.eventlog.desk import trunks_suffice
from demandsim.eventlog.identities import identities
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.views import calls
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.eventlog.contact_spoilt import SPOILT, with_trunks
from tests.eventlog.contact_story import BOARD, LINE_999, STORY, contact_log
from tests.worlds import VILLAGE, village


def test_the_story_is_sound() -> None:
    assert identities(contact_log()) == []


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(re.search(message, line) for line in found), found


def test_every_row_of_the_story_matters() -> None:
    """Leaving any one row out is found, except where what is left is a sound, shorter story."""
    overlooked = []
    for number, row in enumerate(STORY):
        if not identities(contact_log([*STORY[:number], *STORY[number + 1 :]])):
            overlooked.append(row[:3])
    # The last that is heard of a subject is missing, which is then still open.
    assert overlooked == [
        (930, "RESOLVED", 0),
        (2460, "LOST", 5),
        (5000, "LOST", 9),
        (9130, "PROMISED", 11),
        (11000, "RECEIVED", 12),
    ]


def test_a_trunk_is_given_back_with_the_promise_and_when_the_caller_gives_up() -> None:
    """With one trunk on 101 the story is sound: nobody rings while another waits, but those promised would still."""
    assert identities(with_trunks("101", 1)) == []


def test_a_trunk_of_a_line_that_is_not_known_is_left_out() -> None:
    """Whoever rings again behind the switchboard may have dialled another line than before: no verdict on others."""
    again = [*STORY[:-1], (11000, "RECEIVED", 8, -1, BOARD, 3), STORY[-1]]
    assert trunks_suffice(with_trunks("101", 1, again)) == []
    engaged = (9500, "RECEIVED", 12, -1, LINE_999, 1), (9500, "BLOCKED", 12, -1, LINE_999, 1)
    early = [row for row in STORY[:-1] if row[0] <= 9130] + list(engaged)
    assert trunks_suffice(contact_log(early)) == ["engaged tone on 999 while a trunk is free: 12 at 9500"]
    assert trunks_suffice(contact_log([*early, (11000, "RECEIVED", 8, -1, BOARD, 3)])) == []


def worlds() -> dict[str, dict[str, Any]]:
    """Three control centres, each with several of the features that meet in the log."""
    lines = VILLAGE["demand"]["lines"]
    online = {**lines["101"], "volume": "20 per day", "yields": True, "patience": "2 h"}
    board = {**lines["101"], "volume": "10 per day", "talk": "40 s"}
    shift = {"line": "online", "share": {"information": 0.3, "incident": 0.2, "crime": 0.4}}
    rung = {"accepts": 0.6, "reached": 0.5, "try_time": "45 s"}
    offer = {"offer_after": "1 min", "within": "10 min", "tries": 3, "try_again_after": "5 min"}
    outage = {"name": "out", "kind": "outage", "begins": "2025-01-06 09:00", "ends": "2025-01-06 11:00"}
    slow = {"name": "slow", "kind": "slow", "begins": "2025-01-06 10:00", "ends": "2025-01-07 13:00", "factor": 1.7}
    return {
        "everything at once": {
            "demand.lines": {
                "999": {**lines["999"], "volume": "80 per day", "trunks": 2, "emergency_passed_on": "40 s"},
                "101": {
                    **lines["101"],
                    "volume": "300 per day",
                    "trunks": 4,
                    "online": shift,
                    "call_back": rung,
                },
                "online": online,
                "board": board,
            },
            "demand.switchboard": {"line": "board", "resolves": {"information": 0.4, "other agency": 0.8}},
            "rules.answer": {
                "kind": "priority",
                "order": ["999", "board", "101", "online"],
                "reserve": {"999": 1},
                "switchboard": ["101"],
                "call_back": {"101": offer | {"order": "keeps_place"}},
            },
            "events": [{**outage, "lines": ["101", "online"]}, {**slow, "lines": ["999", "101"]}],
        },
        "written work and two outages": {
            "demand.lines": {
                "999": {**lines["999"], "volume": "60 per day"},
                "101": {**lines["101"], "volume": "200 per day", "announcement": "20 s", "online": shift},
                "online": online,
            },
            "rules.answer": {"kind": "ageing", "weights": {"999": 4, "101": 1, "online": 0.1}, "reserve": {"999": 1}},
            "events": [
                {**outage, "lines": ["999", "online"]},
                {**outage, "name": "longer", "ends": "2025-01-06 12:00", "lines": ["online"]},
            ],
        },
        "two lines behind one switchboard": {
            "demand.lines": {
                "999": {**lines["999"], "volume": "100 per day", "trunks": 2},
                "101": {**lines["101"], "volume": "200 per day", "trunks": 3},
                "board": board,
            },
            "demand.switchboard": {"line": "board", "resolves": {"information": 0.4}},
            "rules.answer": {"kind": "first_come", "switchboard": ["999", "101"]},
        },
    }


def played(name: str) -> EventLog:
    changes = worlds()[name]
    scenario = village(
        **{
            "period": {"days": 3, "warm_up": 0, "replications": 2},
            "workforce.teams.handlers.lines": list(changes["demand.lines"]),
            "workforce.teams.handlers.posts": {"force": {"handler": 8}},
            "workforce.sickness": {"share": 0, "spell": "8 days"},
            **changes,
        }
    )
    tape = record(scenario, replication=1, seed=3)
    return run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)


@pytest.fixture(scope="module")
def logs() -> dict[str, EventLog]:
    return {name: played(name) for name in worlds()}


@pytest.mark.parametrize("name", worlds())
def test_what_the_engine_writes_is_sound(logs: dict[str, EventLog], name: str) -> None:
    assert identities(logs[name]) == []


def test_the_worlds_tell_of_everything(logs: dict[str, EventLog]) -> None:
    told = Counter(moment for log in logs.values() for moment in log.moment.tolist())
    contact = [
        m
        for m in Moment
        if m in (Moment.ON_DUTY, Moment.OFF_DUTY)
        or Moment.RECEIVED <= m < Moment.GRADED
        or Moment.UNREACHED <= m < Moment.ESCALATED
    ]
    assert {moment.name: told[moment] for moment in contact if told[moment] < 3} == {}


def by_hand(log: EventLog) -> list[dict[str, Any]]:
    """Waits found by walking through the rows one after another."""
    facts, lines = log.facts, tuple(log.facts.scenario.demand.lines)
    waits: list[dict[str, Any]] = []
    latest: dict[int, dict[str, Any]] = {}
    ends = {"ANSWERED": "answered", "ABANDONED": "abandoned", "BLOCKED": "blocked", "PROMISED": "promised"}
    for at, moment, contact, officer, detail, amount in log.rows():
        name = Moment(moment).name
        wait = latest.get(contact)
        if name in ("RECEIVED", "PUT_THROUGH"):
            if name == "PUT_THROUGH":
                assert wait is not None
                wait.update(put_through=True, hung_up_at=at, freed_at=at)
            attempt = amount if name == "RECEIVED" else wait["attempt"] if wait else -1
            latest[contact] = {
                "contact": contact,
                "line": lines[detail],
                "attempt": attempt,
                "leg": int(name == "PUT_THROUGH"),
                "received_at": at,
                "put_through": False,
            }
            waits.append(latest[contact])
            continue
        if name in ends or (name == "TAKEN_UP" and wait is not None and "ended" not in wait):
            assert wait is not None
            if "ended" not in wait:
                wait.update(ended=ends.get(name, "answered"), wait=at - wait["received_at"])
            if name in ("ANSWERED", "TAKEN_UP"):
                wait.update(answered_at=at, handler=officer, last=True)
            if name == "ABANDONED":
                wait.update(abandoned_at=at, last=False)
        elif wait is not None and name == "RUNG_BACK":
            wait.update(tried_at=at)
        elif wait is not None and name in ("HUNG_UP", "DEALT_WITH"):
            if wait["ended"] == "promised":
                wait.update(rung_back_at=wait["tried_at"], handler=officer)
            wait.update(hung_up_at=at, last=True)
            if name == "DEALT_WITH":
                wait.update(freed_at=at)
        elif wait is not None and name == "FREED":
            wait.update(freed_at=at)
        elif wait is not None and name == "LOST":
            wait.update(last=True)
    for wait in waits:
        contact = wait["contact"]
        wait["last"] = wait.get("last", False) and not wait["put_through"]
        wait["uid"] = int(facts.contact_uid[contact])
        cause, about = int(facts.contact_cause[contact]), int(facts.contact_about[contact])
        if wait["leg"]:
            wait["avoidable"] = "put through"
        elif wait["attempt"] > 1:
            wait["avoidable"] = "rang again"
        elif cause == 1:
            wait.update(avoidable="asking for news", cause_id=int(facts.crime_uid[facts.contact_crime[contact]]))
        elif cause == 2:
            wait.update(avoidable="nobody came", cause_id=int(facts.incident_uid[facts.contact_incident[contact]]))
        elif about == 3:
            wait["avoidable"] = "other agency"
        if "avoidable" in wait:
            wait.setdefault("cause_id", wait["uid"])
        wait.pop("tried_at", None)
    return waits


@pytest.mark.parametrize("name", worlds())
def test_calls_are_those_found_row_by_row(logs: dict[str, EventLog], name: str) -> None:
    frame = calls(logs[name]).drop(columns=["cause", "about"])
    found = [
        {column: value for column, value in row.items() if not pd.isna(value)}
        for row in frame.astype(object).to_dict("records")
    ]
    assert found == by_hand(logs[name])
