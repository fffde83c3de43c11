"""Appointments, lapses, escalations and diversions in a hand-written log: views and measures, worked out on paper.

Three officers, eight incidents on one day; what the village has of crimes and calls plays no part.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from demandsim.eventlog import EventLog
from demandsim.eventlog.identities import identities
from demandsim.eventlog.views import incidents, officer_timeline, queue_spells
from demandsim.measures import measure
from tests.logs import NORTH_1, NORTH_2, SOUTH, Row, log_of, story_facts

ENDS_AT = 86_400
WEEKS = 1 / 7
ENDLESS = 10**6

ROWS: tuple[Row, ...] = (
    (0, "ON_DUTY", -1, NORTH_1, -1, ENDLESS),
    (0, "ON_DUTY", -1, NORTH_2, -1, ENDLESS),
    (0, "ON_DUTY", -1, SOUTH, -1, ENDLESS),
    # 0: a visit that is kept. 1: one that is missed and made later. 2: one that is booked and lapses before its slot.
    (0, "GRADED", 0, -1, 2, 0),
    (0, "BOOKED", 0, -1, 7200, 7200),
    (0, "GRADED", 1, -1, 2, 0),
    (0, "BOOKED", 1, -1, 7200, 7200),
    (0, "GRADED", 2, -1, 2, 0),
    (0, "BOOKED", 2, -1, 7200, 14_400),
    # 3: the officer is diverted to 4; it is escalated and reached later.
    (600, "GRADED", 3, -1, 1, 0),
    (600, "DISPATCHED", 3, NORTH_1, 0, 0),
    (900, "GRADED", 4, -1, 0, 0),
    (900, "DIVERTED", 3, NORTH_1, 0, 4),
    (900, "DISPATCHED", 4, NORTH_1, 0, 4),
    (1500, "ARRIVED", 4, NORTH_1, 0, 600),
    (3000, "ESCALATED", 3, -1, 1, 2400),
    (3600, "LAPSED", 2, -1, 2, 3600),
    (4200, "DISPATCHED", 3, SOUTH, 1, 9),
    (5400, "ARRIVED", 3, SOUTH, 1, 4800),
    (6000, "CLEARED", 3, SOUTH, 1, -1),
    (6000, "ATTENDED", 3, -1, 1, 2),
    (7200, "DISPATCHED", 0, NORTH_2, 0, 0),
    (7800, "ARRIVED", 0, NORTH_2, 0, 7800),
    (9000, "CLEARED", 0, NORTH_2, 0, -1),
    (9000, "ATTENDED", 0, -1, 2, 1),
    (14_400, "MISSED", 1, -1, -1, -1),
    (15_000, "DISPATCHED", 1, NORTH_2, 0, 0),
    (15_600, "ARRIVED", 1, NORTH_2, 0, 15_600),
    (16_800, "CLEARED", 1, NORTH_2, 0, -1),
    (16_800, "ATTENDED", 1, -1, 2, 1),
    # 5: diverted to 6, and lapses in that second, having been sent to.
    (20_000, "GRADED", 5, -1, 1, 0),
    (20_000, "DISPATCHED", 5, SOUTH, 0, 0),
    (21_000, "GRADED", 6, -1, 0, 0),
    (21_000, "DIVERTED", 5, SOUTH, 0, 6),
    (21_000, "DISPATCHED", 6, SOUTH, 0, 4),
    (21_000, "LAPSED", 5, -1, 1, 1000),
    (21_600, "ARRIVED", 6, SOUTH, 0, 600),
    # 7: a slot that has not ended.
    (80_000, "GRADED", 7, -1, 2, 0),
    (80_000, "BOOKED", 7, -1, 7200, 90_000),
)  # fmt: skip


def response_log(rows: tuple[Row, ...] = ROWS) -> EventLog:
    north, south = 0, 1
    facts = replace(
        story_facts(),
        incident_uid=np.arange(800, 808),
        incident_kind=np.zeros(8, dtype=np.int64),
        incident_area=np.array([north, north, south, north, north, south, south, south]),
        incident_needs_attendance=np.ones(8, dtype=np.bool_),
        contact_incident=np.full(7, -1),
        spell_officer=np.array([NORTH_1, NORTH_2, SOUTH]),
        spell_from=np.zeros(3, dtype=np.int64),
        spell_to=np.full(3, ENDLESS),
    )
    return log_of(rows, facts, ENDS_AT)


def plain(column: pd.Series) -> list[object]:
    """The values with None for those that are missing."""
    return [None if pd.isna(value) else value for value in column.tolist()]


def test_the_log_is_sound() -> None:
    assert identities(response_log()) == []


def test_incidents_tell_of_visits_lapses_and_diversions() -> None:
    frame = incidents(response_log())
    assert plain(frame["booked_at"]) == [0, 0, 0, None, None, None, None, 80_000]
    assert plain(frame["slot_at"]) == [7200, 7200, 14_400, None, None, None, None, 90_000]
    assert plain(frame["visit_kept"]) == [True, False, None, None, None, None, None, None]
    assert plain(frame["lapsed_at"]) == [None, None, 3600, None, None, 21_000, None, None]
    assert plain(frame["escalated_at"]) == [None, None, None, 3000, None, None, None, None]
    assert plain(frame["dispatched_at"]) == [7200, 15_000, None, 600, 900, 20_000, 21_000, None]
    assert plain(frame["closed_at"]) == [9000, 16_800, 3600, 6000, None, 21_000, None, None]
    assert plain(frame["sent"]) == [1, 1, 0, 2, 1, 1, 1, 0]
    assert plain(frame["diverted"]) == [0, 0, 0, 1, 0, 1, 0, 0]


def test_who_waits_waits_until_somebody_is_sent_or_nobody_is_needed() -> None:
    assert queue_spells(response_log(), "incidents: south")["left_at"].tolist() == [3600, 20_000, 21_000, pd.NA]


@pytest.mark.parametrize(
    ("name", "group", "value"),
    [
        # Two slots are over in whose time somebody was still needed.
        ("appointments_kept", "", 1 / 2),
        ("appointments_kept", "area=north", 1 / 2),
        ("incidents_lapsed", "", 2 / WEEKS),
        ("incidents_lapsed", "area=south", 2 / WEEKS),
        ("incidents_lapsed", "grade=priority, area=south", 1 / WEEKS),
        ("incidents_lapsed", "area=north", 0),
        # Seven are sent, two of them turned away from something less grave.
        ("diverted", "", 2 / 7),
        ("diverted", "grade=emergency", 1),
        ("diverted", "area=north", 1 / 5),
        ("diverted", "grade=priority", 0),
        # 7,200 s and 15,000 s in the north; 3,600 s and 6,400 s in the south, where one is not over.
        ("incidents_waiting", "area=north", 22_200 / 86_400),
        ("incidents_waiting", "area=south", 10_000 / 86_400),
        # Emergencies after ten minutes. One priority incident is reached after 80, the other lapses after 1,000 s.
        ("response_time", "grade=emergency", 10),
        ("response_time", "grade=priority", 80),
        ("response_in_target", "grade=priority", 0),
        # The longest of three scheduled ones, in hours: 7,800 s, 15,600 s; 3,600 s and 6,400 s are censored.
        ("response_time", "grade=scheduled", (7800 + 15_600) / 2 / 60),
        ("helped_by_neighbours", "area=north", 1 / 4),
    ],
)
def test_value_on_paper(name: str, group: str, value: float) -> None:
    found = measure(response_log(), [name], 0).set_index("group")["value"]
    assert found[group] == pytest.approx(value, rel=1e-12)


def test_the_story_of_officers_and_incidents_in_words() -> None:
    told = [step.words for step in officer_timeline(response_log(), "response/north/constable/1")]
    assert told[1:4] == [
        "response/north/constable/1 sent (incident 803)",
        "response/north/constable/1 turns to incident 804 instead (incident 803)",
        "response/north/constable/1 sent, diverted (incident 804)",
    ]
    borrowed = [step.words for step in officer_timeline(response_log(), "response/south/constable/1")][1]
    assert borrowed == "response/south/constable/1 sent, borrowed, of a reserve team (incident 803)"


SPOILT: dict[str, tuple[tuple[Row, ...], str]] = {
    "missed though somebody was there": (
        (*ROWS, (14_400, "MISSED", 0, -1, -1, -1)),
        "MISSED follows ATTENDED",
    ),
    "not told as missed": (
        tuple(row for row in ROWS if row[1] != "MISSED"),
        "an appointment is wrongly told or not told as missed: incident 1",
    ),
    "sent before the slot": (
        tuple((7199, *row[1:]) if row[:3] == (7200, "DISPATCHED", 0) else row for row in ROWS),
        "sent before the slot: incident 0",
    ),
    "missed without an appointment": (
        tuple(row for row in ROWS if row[:3] != (0, "BOOKED", 1)),
        "missed without an appointment: incident 1",
    ),
    "diverted to nothing": (
        tuple((*row[:5], 5) if row[1:3] == ("DIVERTED", 3) else row for row in ROWS),
        "a diversion leads nowhere, or none is told of",
    ),
    "a diversion that nobody tells of": (
        tuple((*row[:5], 5) if row[:3] == (4200, "DISPATCHED", 3) else row for row in ROWS),
        "a diversion leads nowhere, or none is told of",
    ),
    "diverted to something less grave": (
        tuple((*row[:4], 2, row[5]) if row[1:3] == ("GRADED", 4) else row for row in ROWS),
        "diverted to something no graver: 3 at 900",
    ),
    "lapses while somebody is on the way": (
        tuple(row for row in ROWS if row[:3] != (21_000, "DIVERTED", 5)),
        "LAPSED follows DISPATCHED",
    ),
    "lapses at another time than it says": (
        tuple((*row[:5], 3599) if row[1:3] == ("LAPSED", 2) else row for row in ROWS),
        "the wait until lapsed stated is not the time that passed",
    ),
    "escalated at another time than it says": (
        tuple((*row[:5], 2399) if row[1] == "ESCALATED" else row for row in ROWS),
        "the wait until escalated stated is not the time that passed",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    rows, message = SPOILT[how]
    rows = tuple(sorted(rows, key=lambda row: row[0]))
    found = identities(response_log(rows))
    assert any(message in line for line in found), found
