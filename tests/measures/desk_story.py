"""A contact desk told by hand: two handlers, a switchboard, callers rung back and written work, from Monday to Tuesday.

Eleven contacts wait fourteen times. In the comments: what each adds up to, in seconds of waiting and of work.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from demandsim.eventlog import EventLog, Facts
from demandsim.rules.allocate import ONLY_ONE, OPENING
from demandsim.scenario.scenario import Scenario
from tests.logs import DETECTIVE, HANDLERS, OLD_BURGLARY, Row, log_of, story_facts
from tests.worlds import village

ANN, BEN = 0, 6
LINE_999, LINE_101, SWITCHBOARD, ONLINE = range(4)
INFORMATION, INCIDENT, CRIME, OTHER_AGENCY = range(4)

DESK: tuple[Row, ...] = (
    (0, "ON_DUTY", -1, ANN, -1, 36_000),
    (0, "ON_DUTY", -1, BEN, -1, 36_000),
    (0, "RECORDED", OLD_BURGLARY, -1, 3, 1),
    (0, "ALLOCATED", OLD_BURGLARY, DETECTIVE, OPENING + ONLY_ONE, -1),
    # Put through: waits 0 s and again 40 s; 30 s of work at the switchboard, 360 s afterwards.
    (3600, "RECEIVED", 0, -1, SWITCHBOARD, 1),
    (3600, "ANSWERED", 0, ANN, SWITCHBOARD, 0),
    (3605, "RECEIVED", 1, -1, LINE_999, 1),
    (3630, "PUT_THROUGH", 0, ANN, LINE_101, 30),
    # An incident: waits 25 s, 360 s of work.
    (3630, "ANSWERED", 1, ANN, LINE_999, 25),
    (3670, "ANSWERED", 0, BEN, LINE_101, 40),
    (3930, "HUNG_UP", 1, ANN, INCIDENT, 300),
    (3930, "GRADED", 0, -1, 1, 0),
    (3970, "HUNG_UP", 0, BEN, INFORMATION, 300),
    (3990, "FREED", 1, ANN, -1, 60),
    (4030, "FREED", 0, BEN, -1, 60),
    # Gives up 101 after 100 s, rings 999, waits 5 s; 160 s of work.
    (7200, "RECEIVED", 2, -1, LINE_101, 1),
    # Engaged tone; rings again, after 60 s is promised to be rung back; 30 s in vain, then 260 s of work.
    (7210, "RECEIVED", 3, -1, LINE_101, 1),
    (7210, "BLOCKED", 3, -1, LINE_101, 1),
    (7300, "ABANDONED", 2, -1, LINE_101, 100),
    (7810, "RECEIVED", 3, -1, LINE_101, 2),
    (7870, "PROMISED", 3, -1, LINE_101, 60),
    (9000, "RECEIVED", 2, -1, LINE_999, 2),
    (9000, "RUNG_BACK", 3, BEN, LINE_101, 1130),
    (9005, "ANSWERED", 2, ANN, LINE_999, 5),
    (9030, "UNREACHED", 3, BEN, 1, 30),
    (9105, "HUNG_UP", 2, ANN, INFORMATION, 100),
    (9165, "FREED", 2, ANN, -1, 60),
    (9930, "RUNG_BACK", 3, BEN, LINE_101, 2060),
    (10_130, "HUNG_UP", 3, BEN, INFORMATION, 200),
    (10_190, "FREED", 3, BEN, -1, 60),
    # Asks for news: 160 s of work.  Nobody came: 260 s.  Belongs to another agency: 100 s.
    (10_800, "RECEIVED", 4, -1, LINE_101, 1),
    (10_800, "ANSWERED", 4, BEN, LINE_101, 0),
    (10_900, "HUNG_UP", 4, BEN, CRIME, 100),
    (10_900, "RECEIVED", 5, -1, LINE_101, 1),
    (10_900, "ANSWERED", 5, ANN, LINE_101, 0),
    (10_960, "FREED", 4, BEN, -1, 60),
    (11_100, "HUNG_UP", 5, ANN, INCIDENT, 200),
    (11_160, "FREED", 5, ANN, -1, 60),
    (14_400, "RECEIVED", 6, -1, LINE_101, 1),
    (14_400, "ANSWERED", 6, BEN, LINE_101, 0),
    (14_400, "RECEIVED", 7, -1, ONLINE, 1),
    (14_500, "HUNG_UP", 6, BEN, OTHER_AGENCY, 100),
    (14_500, "FREED", 6, BEN, -1, 0),
    # Written: lies there for 200 s, is set aside once, done after 1,000 s; 600 s of work.  The next is never begun.
    (14_600, "TAKEN_UP", 7, ANN, ONLINE, 600),
    (14_800, "SET_ASIDE", 7, ANN, ONLINE, 400),
    (15_000, "TAKEN_UP", 7, ANN, ONLINE, 400),
    (15_400, "DEALT_WITH", 7, ANN, INFORMATION, 600),
    (20_000, "RECEIVED", 8, -1, ONLINE, 1),
    (36_000, "OFF_DUTY", -1, ANN, -1, 0),
    (36_000, "OFF_DUTY", -1, BEN, -1, 0),
    # Promised to be rung back after 60 s, and forgotten.
    (36_100, "RECEIVED", 9, -1, LINE_101, 1),
    (36_160, "PROMISED", 9, -1, LINE_101, 60),
    # Still rings at the end, after 10 s.
    (172_790, "RECEIVED", 10, -1, LINE_101, 1),
)  # fmt: skip

LINE: dict[str, Any] = {
    "volume": "1 per day",
    "profile": "flat",
    "talk": "1 min",
    "wrap": "0 s",
    "target": {"share": "90 %", "within": "20 s"},
    "retry": {"information": "0 %", "need": "0 %", "after": "1 h"},
}


def desk_scenario(**changes: object) -> Scenario:
    """The village with a switchboard before 101, one trunk and callers rung back on it, and a line of written work."""
    return village(
        **{
            "period.days": 2,
            "period.warm_up": 0,
            "demand.lines.101.trunks": 1,
            "demand.lines.101.call_back": {"accepts": "50 %", "reached": "80 %"},
            "demand.lines.switchboard": LINE,
            "demand.lines.online": LINE
            | {
                "yields": True,
                "target": {"share": "80 %", "within": "1 day"},
                "retry": LINE["retry"] | {"attempts": 1},
            },
            "demand.switchboard": {"line": "switchboard", "resolves": {"information": "50 %"}},
            "workforce.teams.handlers.lines": ["999", "101", "switchboard", "online"],
            "rules.answer": {
                "kind": "priority",
                "order": ["999", "switchboard", "101", "online"],
                "switchboard": ["101"],
                "call_back": {"101": {"offer_after": "1 min", "within": "1 h"}},
            },
            **changes,
        }
    )


def desk_facts(scenario: Scenario | None = None) -> Facts:
    """What the rows of the desk's story refer to."""
    facts = story_facts(scenario or desk_scenario())
    unit = facts.officer_unit.copy()
    unit[BEN] = HANDLERS
    contacts = 11
    incident, crime = np.full(contacts, -1), np.full(contacts, -1)
    incident[[1, 5]], crime[4] = 0, OLD_BURGLARY
    return replace(
        facts,
        officer_unit=unit,
        contact_uid=np.arange(700, 700 + contacts),
        contact_line=np.array([1, 0, 1, 1, 1, 1, 1, 3, 3, 1, 1]),
        contact_cause=np.array([0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0]),
        contact_about=np.array([0, 1, 0, 0, 2, 1, 3, 0, 0, 0, 0]),
        contact_incident=incident,
        contact_crime=crime,
        spell_officer=np.array([ANN, BEN]),
        spell_from=np.zeros(2, dtype=np.int64),
        spell_to=np.full(2, 36_000),
    )


def desk_log(rows: tuple[Row, ...] | list[Row] = DESK, facts: Facts | None = None) -> EventLog:
    """The desk's two days as a log."""
    return log_of(rows, facts or desk_facts())
