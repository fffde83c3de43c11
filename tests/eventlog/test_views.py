"""Views of the hand-written story: what each reader sees, checked against the rows by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from demandsim.eventlog.views import (
    calls,
    crimes,
    duty,
    holdings,
    incidents,
    officer_timeline,
    queue_names,
    queue_spells,
    queues,
    reviews,
    timeline,
    turns,
)
from demandsim.rules.allocate import (
    ATTENDED,
    FEWEST,
    LACKS_SKILL,
    LISTED_FIRST,
    LONGEST,
    ONLY_ONE,
    ONLY_SKILLED,
    OPENING,
    OVER_CAP,
)
from tests.logs import (
    CID,
    CLERK,
    DETECTIVE,
    ENDS_AT,
    HANDLER,
    NORTH,
    NORTH_1,
    NORTH_2,
    RAPE,
    SERGEANT,
    SOUTH,
    STORY,
    instead,
    log_of,
    story,
)


def plain(column: pd.Series) -> list[object]:
    """The values with None for those that are missing."""
    return [None if pd.isna(value) else value for value in column.tolist()]


def test_calls_have_a_row_for_every_attempt() -> None:
    frame = calls(story())
    assert plain(frame["contact"]) == [0, 1, 2, 3, 1, 5, 4, 6]
    assert plain(frame["uid"]) == [700, 701, 702, 703, 701, 705, 704, 706]
    assert plain(frame["line"]) == ["999", "101", "101", "999", "101", "101", "101", "101"]
    assert plain(frame["attempt"]) == [1, 1, 1, 1, 2, 1, 1, 1]
    assert plain(frame["wait"]) == [0, 90, 250, 20, 0, 0, 0, None]
    assert plain(frame["answered_at"]) == [3600, None, 3900, None, 5500, 12000, 30000, None]
    assert plain(frame["abandoned_at"]) == [None, 3700, None, 3720, None, None, None, None]
    assert plain(frame["handler"]) == [HANDLER, None, HANDLER, None, HANDLER, HANDLER, HANDLER, None]
    assert plain(frame["last"]) == [True, False, True, True, True, True, True, False]
    assert plain(frame["cause"])[5:7] == ["nobody came", "asking for news"]
    assert plain(frame["about"])[:3] == ["incident", "information", "crime"]
    # A second attempt that is answered leaves nothing of it in the first.
    assert plain(frame["hung_up_at"])[1] is None
    assert plain(frame["freed_at"])[4] == 5860


def test_incidents_run_from_the_first_call() -> None:
    frame = incidents(story()).set_index("uid")
    assert plain(frame["called_at"]) == [3600, None, None, None]
    assert plain(frame["notice_at"]) == [3600, 5000, 6000, 160000]
    assert plain(frame["dispatched_at"]) == [3840, 12600, None, None]
    assert plain(frame["arrived_at"]) == [4440, 13200, None, None]
    assert plain(frame["closed_at"]) == [11040, 15000, 6000, None]
    assert plain(frame["sent"]) == [2, 2, 0, 0]
    assert plain(frame["borrowed"]) == [0, 1, 0, 0]
    assert plain(frame["arrested"]) == [True, False, False, False]
    assert plain(frame["resolved"]) == [False, False, True, False]
    assert plain(frame["grade"]) == ["emergency", "priority", "resolution", "scheduled"]
    # A caller who rings because nobody came did not report the incident.
    assert plain(frame["contact"]) == [0, None, None, None]


def test_a_crime_that_moved() -> None:
    crime = crimes(story()).set_index("uid").loc[900]
    assert (crime["offence"], crime["area"], crime["cause"], crime["route"]) == (
        "assault",
        "north",
        "incident",
        "the rest",
    )
    assert (crime["first_unit"], crime["final_unit"]) == ("response/north", "cid/force")
    assert (crime["owner_team"], crime["final_team"]) == ("response", "cid")
    assert (crime["allocated_at"], crime["first_owner"], crime["last_owner"]) == (7440, NORTH_1, DETECTIVE)
    assert (crime["transfers"], crime["offers"], crime["refused"], crime["hand_offs"]) == (1, 2, 1, 1)
    assert (crime["outcome"], crime["closed_at"]) == ("charged", 33000)
    assert crime["days"] == (33000 - 7440) / 86_400
    assert crime["skilled_first"]
    assert crime["skilled_last"]
    assert crime["solvable"]


def test_crimes_from_before_the_start_keep_their_age_and_open_ones_miss_their_end() -> None:
    frame = crimes(story()).set_index("uid")
    assert plain(frame["recorded_at"]) == [-10 * 86_400, -130 * 86_400, 4200, 7440, 90000, 95000]
    assert plain(frame["closed_at"]) == [None, None, 29700, 33000, None, None]
    assert plain(frame["outcome"]) == [None, None, "filed", "charged", None, None]
    assert plain(frame["screened"]) == [None, None, "file", "allocate", "allocate", "allocate"]
    assert plain(frame["allocated_at"]) == [0, 0, 4200, 7440, 115800, None]
    # A filed crime has an owner at the desk, whose skill is nobody's concern.
    assert plain(frame["skilled_first"]) == [True, True, None, True, False, None]
    assert plain(frame["reviews_due"]) == [1, 1, 0, 0, 0, 0]
    assert plain(frame["reviews_on_time"]) == [1, 0, 0, 0, 0, 0]
    assert plain(frame["owner_team"]) == ["cid", "response", "crime_bureau", "response", "cid", None]


def test_holdings_end_when_another_team_has_accepted() -> None:
    frame = holdings(story())
    assert [
        (row.crime, row.officer, row.unit, row.from_at, None if pd.isna(row.to_at) else row.to_at)
        for row in frame.itertuples()
    ] == [
        (0, NORTH_1, NORTH, 7440, 22440),
        (0, DETECTIVE, CID, 29400, 33000),
        (1, CLERK, 4, 4200, 29700),
        (2, DETECTIVE, CID, 0, None),
        (3, NORTH_2, NORTH, 0, None),
        (4, DETECTIVE, CID, 115800, None),
    ]


def test_reviews_are_told_apart_by_crime_and_number() -> None:
    frame = reviews(story())
    assert plain(frame["crime"]) == [3, 2]
    assert plain(frame["reviewed_at"]) == [None, 32400]
    assert plain(frame["late"]) == [None, 2400]
    assert plain(frame["supervisor"]) == [None, SERGEANT]


def test_duty_tells_what_an_officer_did_from_when_to_when() -> None:
    frame = duty(story())
    mine = frame[frame["officer"] == NORTH_1]
    assert list(zip(mine["activity"], mine["from_at"], mine["to_at"], plain(mine["subject"]), strict=True)) == [
        ("available", 0, 3840, None),
        ("travelling", 3840, 4440, 0),
        ("on_scene", 4440, 7440, 0),
        ("in_custody", 7440, 11040, 0),
        ("investigating", 11040, 12600, 0),
        ("travelling", 12600, 13200, 1),
        ("on_scene", 13200, 15000, 1),
        ("investigating", 15000, 20640, 0),
        ("available", 20640, 36000, None),
    ]
    assert plain(mine["about"])[2:6] == ["incident", "incident", "crime", "incident"]


def test_an_allocation_keeps_the_supervisor_busy_until_the_crime_has_its_owner() -> None:
    frame = duty(story())
    hers = frame[frame["officer"] == SERGEANT]
    assert list(zip(hers["activity"], hers["from_at"], hers["to_at"], strict=True))[:4] == [
        ("allocating", 28800, 29400),
        ("available", 29400, 30000),
        ("reviewing", 30000, 32400),
        ("available", 32400, 57600),
    ]


def test_duty_that_goes_on_at_the_end_is_cut_there() -> None:
    frame = duty(log_of([row for row in STORY if row[0] <= 30_050], ends_at=30_050))
    handler = frame[frame["officer"] == HANDLER].iloc[-1]
    assert (handler["activity"], handler["from_at"], handler["to_at"]) == ("talking", 30_000, 30_050)


def test_turns_of_duty_and_their_overtime() -> None:
    frame = turns(story())
    late = frame[frame["officer"] == SOUTH].iloc[0]
    assert (late["on_at"], late["off_at"], late["planned"], late["overtime"]) == (0, 15000, 14400, 600)
    assert plain(frame[frame["officer"] == DETECTIVE]["on_at"]) == [28800, 115200]
    assert int(frame["overtime"].sum()) == 600
    assert not frame["off_at"].isna().any()
    cut = turns(log_of([row for row in STORY if row[0] <= 30_000], ends_at=30_000))
    assert plain(cut[cut["officer"] == HANDLER]["off_at"]) == [None]
    assert plain(cut[cut["officer"] == HANDLER]["worked"]) == [30_000]


def test_a_turn_over_two_spells_of_the_roster_has_overtime_between_them() -> None:
    rows = [
        (28800, "ON_DUTY", -1, DETECTIVE, -1, 57600),
        (57000, "STARTED", 2, DETECTIVE, 0, 60000),
        (117000, "FINISHED", 2, DETECTIVE, 0, 0),
        (144000, "OFF_DUTY", -1, DETECTIVE, -1, 0),
    ]
    frame = turns(log_of(rows))
    assert plain(frame["spells"]) == [2]
    assert plain(frame["overtime"]) == [115200 - 57600]


def test_queue_lengths_step_by_step() -> None:
    frame = queues(story())

    def steps(queue: str) -> list[tuple[int, int]]:
        mine = frame[frame["queue"] == queue]
        return list(zip(mine["at"].tolist(), mine["level"].tolist(), strict=True))

    assert steps("calls: 101") == [(3610, 1), (3650, 2), (3700, 1), (3900, 0), (172790, 1)]
    assert steps("calls: 999") == [(3700, 1), (3720, 0)]
    assert steps("incidents: north") == []
    assert steps("incidents: south") == [(5000, 1), (12600, 0), (160000, 1)]
    assert steps("unallocated: cid/force") == [(24240, 1), (29400, 0), (90000, 1), (115800, 0)]
    assert steps("unallocated: response/south") == [(95000, 1)]
    assert steps("open: cid/force") == [(0, 1), (22440, 2), (33000, 1), (90000, 2)]
    assert steps("open: response/north") == [(0, 1), (7440, 2), (22440, 1)]


@pytest.mark.parametrize("name", queue_names(story()))
def test_littles_law_by_hand(name: str) -> None:
    stays = queue_spells(story(), name)
    waits = (stays["left_at"].fillna(ENDS_AT) - stays["entered_at"]).sum()
    frame = queues(story())
    mine = frame[frame["queue"] == name]
    until = [*mine["at"].tolist()[1:], ENDS_AT]
    area = sum(level * (end - at) for at, level, end in zip(mine["at"], mine["level"], until[: len(mine)], strict=True))
    assert area == waits


def test_an_unknown_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no queue 'calls: 112'"):
        queue_spells(story(), "calls: 112")


def test_the_story_of_a_crime() -> None:
    told = timeline(story(), 900)
    assert [(step.at, step.moment) for step in told][:6] == [
        (3600, "RECEIVED"),
        (3600, "ANSWERED"),
        (3840, "HUNG_UP"),
        (3840, "GRADED"),
        (3840, "DISPATCHED"),
        (3840, "DISPATCHED"),
    ]
    words = [step.words for step in told]
    assert "violence graded emergency" in words
    assert "given to response/north/constable/1 of response/north: the officer who attended" in words
    assert "in the queue of response/north under the route 'the rest'" in words
    assert "put down with 1 h 34 min of enquiries left" in words
    assert "offered to cid/force under the clause 'serious assault'" in words
    assert "cid/force refuses, by practice" in words
    assert "moved from response/north to cid/force" in words
    assert "given to cid/force/constable/1 of cid/force by cid/force/sergeant/1: the only one to choose" in words
    assert "rings 101, to ask for news" in words
    assert told[-1] == (33000, "CLOSED", "closed: charged")
    # The theft was reported by another caller, and what the clerk does is desk work, not a stage of a plan.
    theft = [step.words for step in timeline(story(), 901)]
    assert theft[0] == "rings 101"
    assert "crime_bureau/force/staff/1 works on the desk work" in theft
    assert theft[-1] == "closed: filed"


def test_the_story_of_an_officer() -> None:
    told = officer_timeline(story(), "cid/force/sergeant/1")
    assert [(step.at, step.moment) for step in told][:5] == [
        (28800, "ON_DUTY"),
        (28800, "ALLOCATING"),
        (29400, "ALLOCATED"),
        (30000, "REVIEWING"),
        (32400, "REVIEWED"),
    ]
    assert told[4].words == "review 1 done, 40 min after it fell due (crime 902)"


def test_every_reason_for_an_owner_is_told_in_words() -> None:
    row = next(row for row in STORY if row[1:3] == ("ALLOCATED", RAPE))

    def told(why: int) -> str:
        rows = instead(STORY, row, (*row[:4], why, row[5]))
        return next(step.words for step in timeline(log_of(rows), 904) if step.moment == "ALLOCATED").partition(": ")[2]

    assert told(ATTENDED) == "the officer who attended"
    assert told(ONLY_ONE) == "the only one to choose"
    assert told(ONLY_SKILLED) == "the only skilled one to choose"
    assert told(FEWEST) == "fewest open crimes"
    assert told(LONGEST) == "longest since the last one"
    assert told(LISTED_FIRST) == "first of equals"
    assert told(FEWEST + LACKS_SKILL + OVER_CAP + OPENING) == (
        "fewest open crimes, lacks a skill, beyond the cap, open from before the start"
    )


def test_every_moment_can_be_told() -> None:
    told = {step.moment for uid in (900, 901, 902, 903, 904, 905) for step in timeline(story(), uid)}
    told |= {step.moment for key in story().facts.officer_key for step in officer_timeline(story(), key)}
    assert {name for _, name, *_ in STORY} - told == {"ABANDONED", "LOST", "RESOLVED"}


def test_nobody_of_that_name() -> None:
    with pytest.raises(ValueError, match="no crime 12"):
        timeline(story(), 12)
    with pytest.raises(ValueError, match="no officer 'Dixon'"):
        officer_timeline(story(), "Dixon")


def test_views_of_an_empty_log() -> None:
    empty = log_of([])
    for view in (calls, incidents, crimes, holdings, reviews, duty, turns, queues):
        assert len(view(empty)) == 0
    assert list(calls(empty).columns) == list(calls(story()).columns)
    assert list(crimes(empty).columns) == list(crimes(story()).columns)
