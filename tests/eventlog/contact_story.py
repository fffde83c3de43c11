"""A contact desk in 200 minutes, told row by row: a switchboard, written work, promises, trunks and two outages.

Olga is at the switchboard for 101, which resolves or puts through; Ann and Ben answer 999 (one trunk), 101 (callers
are offered to be rung back) and, between calls, what comes in writing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from demandsim.eventlog import EventLog, Facts
from demandsim.scenario.scenario import Scenario
from tests.logs import Row, log_of, story_facts
from tests.worlds import VILLAGE, village

LINE_999, LINE_101, ONLINE, BOARD = range(4)
OLGA, ANN, BEN = range(3)
ENDS_AT = 12_000

STORY: tuple[Row, ...] = (
    (0, "ON_DUTY", -1, OLGA, -1, 10000),
    (0, "ON_DUTY", -1, ANN, -1, 10000),
    (0, "ON_DUTY", -1, BEN, -1, 4000),
    # One caller is put through and answered at once, the next is told at the switchboard whom to ring.
    (100, "RECEIVED", 0, -1, BOARD, 1),
    (100, "ANSWERED", 0, OLGA, BOARD, 0),
    (130, "PUT_THROUGH", 0, OLGA, LINE_101, 30),
    (130, "ANSWERED", 0, ANN, LINE_101, 0),
    (190, "HUNG_UP", 0, ANN, 0, 60),
    (200, "FREED", 0, ANN, -1, 10),
    (300, "RECEIVED", 1, -1, BOARD, 1),
    (300, "ANSWERED", 1, OLGA, BOARD, 0),
    (340, "HUNG_UP", 1, OLGA, 3, 40),
    (340, "FREED", 1, OLGA, -1, 0),
    # Two reports in writing are put down for 999 calls, one of which first hears the engaged tone.
    (400, "RECEIVED", 6, -1, ONLINE, 1),
    (400, "TAKEN_UP", 6, ANN, ONLINE, 500),
    (450, "RECEIVED", 7, -1, ONLINE, 1),
    (450, "TAKEN_UP", 7, BEN, ONLINE, 5000),
    (500, "RECEIVED", 2, -1, LINE_999, 1),
    (500, "SET_ASIDE", 7, BEN, ONLINE, 4950),
    (500, "ANSWERED", 2, BEN, LINE_999, 0),
    (510, "RECEIVED", 3, -1, LINE_999, 1),
    (510, "BLOCKED", 3, -1, LINE_999, 1),
    (560, "HUNG_UP", 2, BEN, 0, 60),
    (570, "RECEIVED", 3, -1, LINE_999, 2),
    (570, "SET_ASIDE", 6, ANN, ONLINE, 330),
    (570, "ANSWERED", 3, ANN, LINE_999, 0),
    (600, "FREED", 2, BEN, -1, 40),
    (600, "TAKEN_UP", 6, BEN, ONLINE, 330),
    (640, "HUNG_UP", 3, ANN, 0, 70),
    (650, "FREED", 3, ANN, -1, 10),
    (650, "TAKEN_UP", 7, ANN, ONLINE, 4950),
    (930, "DEALT_WITH", 6, BEN, 1, 500),
    (930, "GRADED", 0, -1, 3, 0),
    (930, "RESOLVED", 0, -1, 3, -1),
    # Nobody can answer 101 for a while: two callers accept to be rung back, a third gives up.
    (990, "SILENCED", -1, -1, LINE_101, -1),
    (1000, "RECEIVED", 4, -1, BOARD, 1),
    (1000, "ANSWERED", 4, OLGA, BOARD, 0),
    (1020, "PUT_THROUGH", 4, OLGA, LINE_101, 20),
    (1140, "PROMISED", 4, -1, LINE_101, 120),
    (1200, "RECEIVED", 5, -1, BOARD, 1),
    (1200, "ANSWERED", 5, OLGA, BOARD, 0),
    (1215, "PUT_THROUGH", 5, OLGA, LINE_101, 15),
    (1335, "PROMISED", 5, -1, LINE_101, 120),
    (1400, "RECEIVED", 8, -1, BOARD, 1),
    (1400, "ANSWERED", 8, OLGA, BOARD, 0),
    (1410, "PUT_THROUGH", 8, OLGA, LINE_101, 10),
    (1460, "ABANDONED", 8, -1, LINE_101, 50),
    (1500, "RESTORED", -1, -1, LINE_101, -1),
    # One of the two is reached, the other twice in vain; the third rings again.
    (1500, "RUNG_BACK", 4, BEN, LINE_101, 360),
    (1500, "SET_ASIDE", 7, ANN, ONLINE, 4100),
    (1500, "RUNG_BACK", 5, ANN, LINE_101, 165),
    (1530, "UNREACHED", 5, ANN, 1, 30),
    (1530, "TAKEN_UP", 7, ANN, ONLINE, 4100),
    (1600, "HUNG_UP", 4, BEN, 0, 100),
    (1620, "FREED", 4, BEN, -1, 20),
    (2000, "RECEIVED", 8, -1, BOARD, 2),
    (2000, "ANSWERED", 8, OLGA, BOARD, 0),
    (2010, "PUT_THROUGH", 8, OLGA, LINE_101, 10),
    (2010, "ANSWERED", 8, BEN, LINE_101, 0),
    (2070, "HUNG_UP", 8, BEN, 3, 60),
    (2080, "FREED", 8, BEN, -1, 10),
    (2430, "RUNG_BACK", 5, BEN, LINE_101, 1095),
    (2460, "UNREACHED", 5, BEN, 2, 30),
    (2460, "LOST", 5, -1, 0, 1),
    # A report is put down at the end of the turn, and its writer gives up on it.
    (3500, "RECEIVED", 9, -1, ONLINE, 1),
    (3500, "TAKEN_UP", 9, BEN, ONLINE, 2000),
    (4000, "SET_ASIDE", 9, BEN, ONLINE, 1500),
    (4000, "OFF_DUTY", -1, BEN, -1, 0),
    (5000, "ABANDONED", 9, -1, ONLINE, 1000),
    (5000, "LOST", 9, -1, 0, 1),
    (5630, "DEALT_WITH", 7, ANN, 0, 5000),
    (7000, "SILENCED", -1, -1, LINE_999, -1),
    (7100, "RECEIVED", 10, -1, LINE_999, 1),
    (7600, "RESTORED", -1, -1, LINE_999, -1),
    (7600, "ANSWERED", 10, ANN, LINE_999, 500),
    (7700, "HUNG_UP", 10, ANN, 0, 100),
    (7700, "FREED", 10, ANN, -1, 0),
    # At the end one caller is still to be rung back, and one waits.
    (9000, "RECEIVED", 11, -1, BOARD, 1),
    (9000, "ANSWERED", 11, OLGA, BOARD, 0),
    (9010, "PUT_THROUGH", 11, OLGA, LINE_101, 10),
    (9130, "PROMISED", 11, -1, LINE_101, 120),
    (10000, "OFF_DUTY", -1, OLGA, -1, 0),
    (10000, "OFF_DUTY", -1, ANN, -1, 0),
    (11000, "RECEIVED", 12, -1, LINE_999, 1),
)  # fmt: skip


def contact_scenario(**changes: object) -> Scenario:
    """The village with a switchboard for 101, online reports, one 999 trunk and calls back on 101."""
    lines = VILLAGE["demand"]["lines"]
    desk = {
        "999": {**lines["999"], "trunks": 1},
        "101": {**lines["101"], "call_back": {"accepts": 0.5, "reached": 0.5}},
        "online": {**lines["101"], "yields": True},
        "board": {**lines["101"], "volume": "1 per day", "talk": "30 s"},
    }
    return village(
        **{
            "period.days": 2,
            "period.warm_up": 0,
            "demand.lines": desk,
            "demand.switchboard": {"line": "board", "resolves": {"other agency": 0.8}},
            "workforce.teams.handlers.lines": list(desk),
            "rules.answer": {
                "kind": "priority",
                "order": ["999", "board", "101", "online"],
                "switchboard": ["101"],
                "call_back": {"101": {"offer_after": "2 min", "within": "1 h"}},
            },
            **changes,
        }
    )


def contact_facts(scenario: Scenario | None = None) -> Facts:
    """What the rows of the story refer to."""
    spells = ((OLGA, 0, 10000), (ANN, 0, 10000), (BEN, 0, 4000))
    about = _ints(0, 3, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0)
    nothing = np.full(len(about), -1, dtype=np.int64)
    flags, none = np.zeros(0, dtype=np.bool_), _ints()
    return replace(
        story_facts(scenario or contact_scenario()),
        contact_uid=7000 + np.arange(len(about)),
        contact_line=_ints(1, 1, 0, 0, 1, 1, 2, 2, 1, 2, 0, 1, 0),
        contact_cause=np.zeros(len(about), dtype=np.int64),
        contact_about=about,
        contact_incident=np.where(about == 1, 0, -1),
        contact_crime=nothing,
        incident_uid=_ints(800),
        incident_kind=_ints(1),
        incident_area=_ints(0),
        incident_needs_attendance=np.array([False]),
        crime_uid=none, crime_offence=none, crime_area=none, crime_incident=none, crime_opened_at=none,
        crime_skills=none, crime_backlog=flags, crime_named=flags, crime_vulnerable=flags,
        crime_prospect=np.zeros(0), crime_score=np.zeros(0),
        officer_key=("handlers/force/handler/1", "handlers/force/handler/2", "handlers/force/handler/3"),
        officer_unit=_ints(0, 0, 0),
        officer_rank=("handler", "handler", "handler"),
        officer_skills=_ints(0, 0, 0),
        officer_supervisor=np.array([False, False, False]),
        spell_officer=_ints(*(who for who, _, _ in spells)),
        spell_from=_ints(*(begin for _, begin, _ in spells)),
        spell_to=_ints(*(end for _, _, end in spells)),
    )  # fmt: skip


def contact_log(rows: tuple[Row, ...] | list[Row] = STORY, facts: Facts | None = None) -> EventLog:
    """Seal the story, or other rows about the same people."""
    return log_of(rows, facts or contact_facts(), ENDS_AT)


def _ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)
