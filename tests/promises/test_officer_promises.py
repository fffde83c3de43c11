"""Promises of courses, lapses and shared work: nobody else's luck moves, and time adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog.duty import planned_seconds, seconds_by_activity, turns
from demandsim.eventlog.log import EventLog
from demandsim.roster import Roster, build_roster
from demandsim.tape import Tape, record
from tests.promises.test_tape_promises import digest
from tests.worlds import village

DAYS = 21
DAY = 86_400
COURSES = [
    {"team": "cid", "places": {"force": 2}, "skill": "rasso", "begins": "2025-01-13", "days": 5},
    {"team": "response", "places": {"north": 2, "south": 1}, "skill": "pip1", "begins": "2025-01-15", "days": 3},
]
LEARNING = {"workforce.courses": COURSES, "investigative_model.transfer.after_sickness": "2 days"}
LAPSING = {"workforce.lapses": {"pip1": 0.3, "pip2": 0.9}}
SHARED = {
    "investigative_model.allocate.cap": "soft",
    "workforce.teams.cid.shares_work": True,
    "investigative_model.next_work": {"kind": "in_turn", "slice": "1 h", "change": "10 min"},
}


def played(**changes: Any) -> tuple[Tape, Roster, EventLog]:
    """The village with changes, three weeks long."""
    scenario = village(**changes)
    tape = record(scenario, days=DAYS)
    roster = build_roster(scenario.workforce, tape.absences)
    return tape, roster, run(tape, roster, scenario.rules)


@pytest.fixture(scope="module")
def plain() -> tuple[Tape, Roster, EventLog]:
    """The village as it is."""
    return played()


@pytest.mark.parametrize("changes", [LEARNING, LAPSING, SHARED], ids=["courses", "lapses", "shared work"])
def test_the_tape_is_the_same_world(changes: dict[str, Any], plain: tuple[Tape, Roster, EventLog]) -> None:
    assert digest(record(village(**changes), days=DAYS)) == digest(plain[0])


def test_an_officers_luck_of_a_skill_depends_on_nobody_else() -> None:
    few = record(village(**{"workforce.lapses": {"pip2": 0.9}}), days=2).absences.lapse_luck
    posts = {"workforce.teams.cid.posts": {"force": {"sergeant": 2, "constable": 9}}}
    many = record(village(**{"workforce.lapses": {"rasso": 0.1, "pip2": 0.2}}, **posts), days=9).absences.lapse_luck
    assert few.items() < many.items()
    assert len(set(many.values())) == len(many)


def test_only_those_who_learn_miss_turns(plain: tuple[Tape, Roster, EventLog]) -> None:
    _, before, _ = plain
    _, after, _ = played(**LEARNING)
    gone = {one.officer for one in after.courses}
    assert len(gone) == 5
    for name in ("spell_officer", "spell_from", "spell_to"):
        kept = [getattr(roster, name)[~np.isin(roster.spell_officer, list(gone))] for roster in (before, after)]
        assert np.array_equal(*kept)
    # What the learners no longer work is what is told as lost to the course.
    worked = [
        np.bincount(roster.spell_officer, weights=roster.spell_to - roster.spell_from, minlength=len(roster.officers))
        for roster in (before, after)
    ]
    assert np.array_equal(worked[0] - worked[1], after.lost["course"])


def test_nothing_is_different_before_the_first_day_of_a_course(plain: tuple[Tape, Roster, EventLog]) -> None:
    rows, other = plain[2].rows(), played(**LEARNING | {"investigative_model.transfer.after_sickness": "0 s"})[2].rows()
    first = 7 * DAY + 8 * 3600
    assert [row for row in rows if row[0] < first] == [row for row in other if row[0] < first]
    assert rows != other


@pytest.mark.parametrize("changes", [LEARNING, LAPSING, SHARED, {**LEARNING, **LAPSING, **SHARED}])
def test_the_time_of_every_officer_adds_up(changes: dict[str, Any]) -> None:
    _, roster, log = played(**changes)
    spent = seconds_by_activity(log, 0, log.ends_at).sum(axis=1)
    overtime = turns(log).groupby("officer")["overtime"].sum().reindex(range(len(roster.officers)), fill_value=0)
    assert np.array_equal(spent, planned_seconds(log, 0, log.ends_at) + overtime.to_numpy(np.float64))


def test_a_course_for_nobody_and_a_skill_that_hardly_lapses_change_nothing(
    plain: tuple[Tape, Roster, EventLog],
) -> None:
    nobody = [{**COURSES[0], "places": {"force": 0}}]
    _, _, log = played(**{"workforce.courses": nobody, "workforce.lapses": {"pip2": 1e-12}})
    assert log.rows() == plain[2].rows()


def test_sharing_among_one_is_no_sharing() -> None:
    alone = {
        "workforce.teams.cid.posts": {"force": {"sergeant": 1, "constable": 1}},
        "workforce.teams.cid.skills": {"pip1": 1, "pip2": 1, "rasso": 1},
        "investigative_model.allocate.cap": "soft",
    }
    shared = played(**alone, **{"workforce.teams.cid.shares_work": True})[2]
    assert shared.rows() == played(**alone)[2].rows()


def test_a_slice_that_no_stage_outlasts_is_no_slice() -> None:
    longest = played(**{"investigative_model.next_work": {"kind": "ready_longest"}})[2]
    sliced = played(**{"investigative_model.next_work": {"kind": "in_turn", "slice": "365 days"}})[2]
    assert sliced.rows() == longest.rows()
