"""Views of the contact desk's hand-written story: waits, queues, duty and timelines, checked against it by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demandsim.eventlog.moments import Moment
from demandsim.eventlog.store import read_log, write_log
from demandsim.eventlog.views import (
    calls,
    duty,
    identities,
    officer_timeline,
    queue_names,
    queue_spells,
    queues,
    timeline,
)
from tests.eventlog.contact_story import ANN, BEN, ENDS_AT, OLGA, STORY, contact_facts, contact_log
from tests.logs import log_of, with_facts


def plain(column: pd.Series) -> list[object]:
    """The values with None for those that are missing."""
    return [None if pd.isna(value) else value for value in column.tolist()]


WAITS = """
    contact line   attempt leg begins ended     wait  handler through rung  hung  freed last
    0       board  1       0   100    answered  0     0       yes     -     130   130   no
    0       101    1       1   130    answered  0     1       no      -     190   200   yes
    1       board  1       0   300    answered  0     0       no      -     340   340   yes
    6       online 1       0   400    answered  0     1       no      -     930   930   yes
    7       online 1       0   450    answered  0     2       no      -     5630  5630  yes
    2       999    1       0   500    answered  0     2       no      -     560   600   yes
    3       999    1       0   510    blocked   0     -       no      -     -     -     no
    3       999    2       0   570    answered  0     1       no      -     640   650   yes
    4       board  1       0   1000   answered  0     0       yes     -     1020  1020  no
    4       101    1       1   1020   promised  120   2       no      1500  1600  1620  yes
    5       board  1       0   1200   answered  0     0       yes     -     1215  1215  no
    5       101    1       1   1215   promised  120   -       no      -     -     -     yes
    8       board  1       0   1400   answered  0     0       yes     -     1410  1410  no
    8       101    1       1   1410   abandoned 50    -       no      -     -     -     no
    8       board  2       0   2000   answered  0     0       yes     -     2010  2010  no
    8       101    2       1   2010   answered  0     2       no      -     2070  2080  yes
    9       online 1       0   3500   answered  0     2       no      -     -     -     yes
    10      999    1       0   7100   answered  500   1       no      -     7700  7700  yes
    11      board  1       0   9000   answered  0     0       yes     -     9010  9010  no
    11      101    1       1   9010   promised  120   -       no      -     -     -     no
    12      999    1       0   11000  -         -     -       no      -     -     -     no
"""


def test_calls_have_a_row_for_every_wait() -> None:
    frame = calls(contact_log())
    columns = (
        "contact", "line", "attempt", "leg", "received_at", "ended", "wait", "handler", "put_through", "rung_back_at",
        "hung_up_at", "freed_at", "last",
    )  # fmt: skip
    words = {None: "-", True: "yes", False: "no"}

    def told(value: object) -> str:
        return words[value] if value is None or isinstance(value, bool) else str(value)

    rows = [" ".join(told(value) for value in row) for row in zip(*(plain(frame[c]) for c in columns), strict=True)]
    assert rows == [" ".join(line.split()) for line in WAITS.strip().splitlines()[1:]]


def test_answered_and_given_up_stand_in_their_own_columns() -> None:
    frame = calls(contact_log())
    answered, given_up = frame["answered_at"].notna(), frame["abandoned_at"].notna()
    assert plain(frame["answered_at"][answered]) == plain((frame["received_at"] + frame["wait"])[answered])
    assert plain(frame["ended"][answered]) == ["answered"] * 15
    # Who gave up on the telephone, and the writer whose report was set aside and left lying.
    assert list(zip(frame["contact"][given_up], frame["abandoned_at"][given_up], strict=True)) == [(8, 1460), (9, 5000)]
    assert plain(frame["ended"][given_up]) == ["abandoned", "answered"]


def test_avoidable_waits_name_what_caused_them() -> None:
    frame = calls(contact_log())
    avoidable = frame[frame["avoidable"].notna()]
    assert list(zip(avoidable["contact"], avoidable["avoidable"], avoidable["cause_id"], strict=True)) == [
        (0, "put through", 7000),
        (1, "other agency", 7001),
        (3, "rang again", 7003),
        (4, "put through", 7004),
        (5, "put through", 7005),
        (8, "other agency", 7008),
        (8, "put through", 7008),
        (8, "rang again", 7008),
        (8, "put through", 7008),
        (11, "put through", 7011),
    ]
    assert frame["cause_id"].notna().tolist() == frame["avoidable"].notna().tolist()


def test_calls_that_others_caused_name_the_crime_or_the_incident() -> None:
    """In the village's story contact 4 asks for news of crime 0, contact 5 about incident 1; neither is for others."""
    frame = calls(with_facts(contact_about=np.array([1, 0, 2, 0, 3, 3, 3])))
    assert plain(frame["avoidable"]) == [
        None, None, None, None, "rang again", "nobody came", "asking for news", "other agency"
    ]  # fmt: skip
    assert plain(frame["cause_id"]) == [None, None, None, None, 701, 801, 900, 706]


def test_rung_again_counts_before_asking() -> None:
    rows = [
        (100, "RECEIVED", 4, -1, 1, 1),
        (160, "ABANDONED", 4, -1, 1, 60),
        (300, "RECEIVED", 4, -1, 1, 2),
    ]
    frame = calls(log_of(rows))
    assert plain(frame["avoidable"]) == ["asking for news", "rang again"]
    assert plain(frame["cause_id"]) == [900, 704]


def test_a_call_back_under_way_is_not_known_to_reach_anybody() -> None:
    frame = calls(contact_log([row for row in STORY if row[0] <= 1599]))
    promised = frame[frame["ended"] == "promised"]
    assert plain(promised["rung_back_at"]) == [None, None]
    assert plain(promised["handler"]) == [None, None]
    assert plain(promised["last"]) == [False, False]


def steps(queue: str) -> list[tuple[int, int]]:
    frame = queues(contact_log())
    mine = frame[frame["queue"] == queue]
    return list(zip(mine["at"].tolist(), mine["level"].tolist(), strict=True))


def test_queues_of_callers_and_of_written_work() -> None:
    # The engaged tone is no wait, and those answered at once are none that can be seen.
    assert steps("calls: 999") == [(7100, 1), (7600, 0), (11000, 1)]
    assert steps("calls: 101") == [
        (1020, 1), (1140, 0), (1215, 1), (1335, 0), (1410, 1), (1460, 0), (9010, 1), (9130, 0)
    ]  # fmt: skip
    # Set aside for a call, twice; at 1500 once more; and at the end of the turn.
    assert steps("calls: online") == [
        (500, 1), (570, 2), (600, 1), (650, 0), (1500, 1), (1530, 0), (4000, 1), (5000, 0)
    ]  # fmt: skip
    assert steps("calls: board") == []


def test_queue_of_those_to_be_rung_back() -> None:
    # Contacts 4 and 5 until 1500; 5 again after a try in vain; the second is the last. Contact 11 is never rung.
    assert steps("call backs: 101") == [(1140, 1), (1335, 2), (1500, 0), (1530, 1), (2430, 0), (9130, 1)]
    spells = queue_spells(contact_log(), "call backs: 101")
    assert plain(spells["left_at"])[-1] is None
    names = queue_names(contact_log())
    assert [name for name in names if name.startswith("call backs")] == ["call backs: 101"]


@pytest.mark.parametrize("name", queue_names(contact_log()))
def test_littles_law_by_hand(name: str) -> None:
    stays = queue_spells(contact_log(), name)
    waits = (stays["left_at"].fillna(ENDS_AT) - stays["entered_at"]).sum()
    levels = [*steps(name), (ENDS_AT, 0)]
    area = sum(level * (until - at) for (at, level), (until, _) in pairwise(levels))
    assert area == waits


def test_duty_counts_writing_as_work() -> None:
    frame = duty(contact_log())

    def did(officer: int) -> list[tuple[object, ...]]:
        mine = frame[frame["officer"] == officer]
        columns = (mine["activity"], mine["from_at"], mine["to_at"], plain(mine["subject"]))
        return [row for row in zip(*columns, strict=True) if row[0] != "available"]

    assert did(BEN) == [
        ("writing", 450, 500, 7),
        ("talking", 500, 560, 2),
        ("wrapping", 560, 600, 2),
        ("writing", 600, 930, 6),
        ("talking", 1500, 1600, 4),
        ("wrapping", 1600, 1620, 4),
        ("talking", 2010, 2070, 8),
        ("wrapping", 2070, 2080, 8),
        ("talking", 2430, 2460, 5),
        ("writing", 3500, 4000, 9),
    ]
    # The switchboard is free again as soon as it has put a call through.
    assert did(OLGA)[:3] == [("talking", 100, 130, 0), ("talking", 300, 340, 1), ("talking", 1000, 1020, 4)]
    assert did(ANN)[-2:] == [("writing", 1530, 5630, 7), ("talking", 7600, 7700, 10)]


def test_what_handlers_did_can_be_told() -> None:
    log = contact_log()
    told = [step for key in log.facts.officer_key for step in officer_timeline(log, key)]
    words = {step.moment: step.words for step in reversed(told)}
    assert words["PUT_THROUGH"] == "put through to 101 by handlers/force/handler/1 (contact 7000)"
    assert words["RUNG_BACK"] == "rung back by handlers/force/handler/2, 165 s after the promise (contact 7005)"
    assert words["UNREACHED"] == "does not pick up, try 1 (contact 7005)"
    assert words["TAKEN_UP"] == "taken up by handlers/force/handler/2 with 500 s of work left (contact 7006)"
    assert words["SET_ASIDE"] == "set aside with 330 s of work left (contact 7006)"
    assert words["DEALT_WITH"] == "dealt with; it was about information (contact 7007)"


def test_what_happened_to_contacts_can_be_told() -> None:
    facts = contact_facts()
    one = {name: np.zeros(1, dtype=np.int64) for name in ("crime_offence", "crime_area", "crime_skills")}
    one |= {"crime_uid": np.array([900]), "crime_incident": np.array([-1])}

    def story_of(contact: int) -> list[str]:
        asks = np.full(len(facts.contact_uid), -1)
        asks[contact] = 0
        return [step.words for step in timeline(contact_log(STORY, replace(facts, **one, contact_crime=asks)), 900)]

    assert story_of(3)[:3] == ["rings 999", "hears the engaged tone on 999", "rings 999, attempt 2"]
    assert story_of(5)[3] == "promised to be rung back, after a wait of 2 min"
    assert story_of(5)[-2:] == ["does not pick up, try 2", "will not ring again"]
    assert story_of(9)[0] == "writes to online"


def test_every_moment_of_the_contact_desk_is_in_the_story() -> None:
    told = {Moment[row[1]] for row in STORY}
    contact = {
        m
        for m in Moment
        if m in (Moment.ON_DUTY, Moment.OFF_DUTY)
        or Moment.RECEIVED <= m < Moment.GRADED
        or Moment.UNREACHED <= m < Moment.ESCALATED
    }
    assert contact <= told


def test_a_contact_log_is_kept_whole(tmp_path: Path) -> None:
    log = contact_log()
    write_log(log, tmp_path / "log")
    again = read_log(tmp_path / "log")
    pd.testing.assert_frame_equal(calls(again), calls(log))
    assert identities(again) == []
