"""The story of one crime in spans: hand-worked, with every second of it in one part."""

from __future__ import annotations

import pytest

from demandsim.eventlog.crime_story import (
    BETWEEN,
    INCIDENT,
    MOVING,
    NO_OWNER,
    OFF_DUTY,
    OTHER_WORK,
    OUTSIDE,
    OWNER,
    PARTS,
    QUEUE,
    SIGNATURE,
    SPECIALIST,
    SUPERVISOR,
    UNDECIDED,
    VICTIM,
    WAITS,
    WORK,
    WORKED,
    crime_story,
    shared_out,
)
from demandsim.eventlog.moments import SCHEMA
from demandsim.eventlog.timeline import _WORDS, timeline
from tests.stories.hand import DAY, EVER, World
from tests.stories.test_case_duty_stories import signing
from tests.stories.test_case_life_stories import DOWNLOAD, ENQUIRIES, plan
from tests.stories.test_transfer_stories import transfer
from tests.stories.test_victim_contact_stories import calling

HOUR = 3600


def test_the_days_of_a_crime_worked_out_by_hand() -> None:
    """Recorded at 0; the owner on duty from 1000, at work until 2000; then 3000 seconds for a laboratory."""
    world = World()
    world.detective("deb", (1000, 4000), (10_000, 13_000), skills=["pip1", "pip2"])
    world.crime(0, offence="burglary", work=[1000, 2000], waits=[3000])
    story = crime_story(world.play(), 0)
    assert [(h.kind, h.from_at, h.to_at, h.worked) for h in story.held] == [(OWNER, 0, 12_000, 3000)]
    assert [(s.from_at, s.to_at) for s in story.spans if s.lane == WORK] == [(1000, 2000), (10_000, 12_000)]
    assert [(s.from_at, s.to_at, s.words) for s in story.spans if s.lane == WAITS] == [(2000, 5000, OUTSIDE)]
    assert {part: seconds for part, seconds in story.parts.items() if seconds} == {
        WORKED: 3000,
        OUTSIDE: 3000,
        OFF_DUTY: 1000 + 5000,
    }
    assert [(work.seconds, work.spells, work.first_at, work.last_at) for work in story.work] == [
        (1000, 1, 1000, 2000),
        (2000, 1, 10_000, 12_000),
    ]
    assert (story.recorded_at, story.closed_at, story.until, story.outcome) == (0, 12_000, 12_000, "no_suspect")


def test_other_work_of_the_owner_is_told_from_being_off_duty() -> None:
    world = World()
    world.detective("deb", (0, 5000), (9000, DAY))
    world.crime(0, work=[4000])
    world.crime(10, work=[3000])
    story = crime_story(world.play(), 1)
    assert story.parts[OTHER_WORK] == 4000 - 10  # deb is at work on the first
    assert story.parts[WORKED] == 1000 + 2000
    assert story.parts[OFF_DUTY] == 4000
    assert sum(story.parts.values()) == story.until - story.recorded_at == 11_000 - 10
    assert len([s for s in story.spans if s.lane == WORK]) == 2


def test_a_crime_that_moves_is_held_by_nobody_on_the_way() -> None:
    world = World(transfer(delay="2 h"))
    world.patrol("ann", (0, DAY))
    world.detective("deb", (12_000, DAY))
    world.crime(0, offence="burglary", work=[1000, 2000])
    story = crime_story(world.play(), 0)
    assert [(h.kind, h.from_at, h.to_at) for h in story.held] == [
        (OWNER, 0, 1000),
        (MOVING, 1000, 1000 + 2 * HOUR),
        (OWNER, 1000 + 2 * HOUR, 14_000),
    ]
    assert "under the clause 'to detectives'" in story.held[1].why
    assert story.parts[BETWEEN] == 2 * HOUR
    assert story.parts[OFF_DUTY] == 12_000 - 8200
    assert [point.moment for point in story.points] == ["OFFERED", "TRANSFERRED", "CLOSED"]


def test_without_an_owner_a_crime_waits_in_a_queue_and_is_open_at_the_end() -> None:
    world = World({"mechanics.decision_time": "1 h"}, caps={"cid": 1})
    world.detective("deb", (0, DAY))
    world.crime(0, work=[2 * DAY])
    world.crime(5, work=[10])
    story = crime_story(world.play(), 1)
    assert [(h.kind, h.from_at, h.to_at) for h in story.held] == [
        (UNDECIDED, 5, 5 + HOUR),
        (QUEUE, 5 + HOUR, DAY),
    ]
    assert (story.closed_at, story.outcome, story.until) == (None, None, DAY)
    assert story.parts == dict.fromkeys(PARTS, 0) | {NO_OWNER: DAY - 5}
    assert story.owners == []


def test_supervisors_victims_and_the_scene_have_lanes_of_their_own() -> None:
    review = {"first": "30 min", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"}
    world = World(calling() | {"investigative_model.review": review})
    world.patrol("pat", (0, DAY))
    world.detective("deb", (0, DAY), skills=["pip1", "pip2"])
    world.supervisor("sam", "cid", (0, DAY))
    incident = world.incident(0, travel=300, scene=600)
    world.crime(incident=incident, offence="burglary", work=[9000, 20], waits=[40_000], patience=EVER)
    story = crime_story(world.play(), 0)
    assert [(s.from_at, s.to_at) for s in story.spans if s.lane == INCIDENT] == [(0, 300), (300, 900)]
    given = story.held[-1].from_at
    assert (given + 1800, given + 3000) in [(s.from_at, s.to_at) for s in story.spans if s.lane == SUPERVISOR]
    due = [point.at for point in story.points if point.moment == "CONTACT_DUE"]
    told = [(span.from_at, span.to_at) for span in story.spans if span.lane == VICTIM]
    assert told[-1][0] == due[-1]
    assert told[-1][1] - told[-1][0] == 600


def test_an_incident_that_nobody_reported_brings_no_strangers_call() -> None:
    world = World()
    world.handler("han", (0, DAY))
    world.patrol("pat", (0, DAY))
    world.detective("deb", (0, DAY))
    world.call(5000)
    world.crime(incident=world.incident(0))
    told = timeline(world.play(), 0)
    assert {"RECORDED", "ARRIVED"} <= {step.moment for step in told}
    assert "RECEIVED" not in {step.moment for step in told}


def test_every_moment_of_a_subject_has_words() -> None:
    assert {moment for moment, columns in SCHEMA.items() if columns.subject} <= set(_WORDS)


def test_calls_to_victims_are_told_in_words() -> None:
    world = World(calling())
    world.detective("deb", (0, 3900), (5000, 12_000))
    world.crime(0, work=[100], waits=[30_000], patience=EVER)
    said = [step.words for step in timeline(world.play(), 0)]
    assert "call 1 to the victim falls due" in said
    assert "cid/force/deb/0 calls the victim" in said


def test_seconds_are_shared_out_once_to_the_first_that_claims_them() -> None:
    found = shared_out({"a": [(10, 20), (15, 30)], "b": [(0, 25), (28, 40)], "c": [(0, 100)]}, 5, 50)
    assert found == {"a": 20, "b": 5 + 10, "c": 10}
    assert shared_out({"a": [(0, 5)]}, 5, 5) == {"a": 0}


def test_a_crime_that_is_not_there_is_refused() -> None:
    world = World()
    world.detective("deb", (0, DAY))
    world.crime(0)
    with pytest.raises(ValueError, match="no crime 7"):
        crime_story(world.play(), 7)


def test_waiting_for_specialists_is_told_from_their_work() -> None:
    """Dot has done 500 of 900 seconds when she leaves; dan comes 500 seconds later."""
    world = plan(DOWNLOAD, ENQUIRIES)
    world.detective("deb", (0, DAY))
    world.officer("dot", "digital", (0, 1500))
    world.officer("dan", "digital", (2000, DAY))
    world.crime(1000, work=[900])
    story = crime_story(world.play(), 0)
    assert {part: seconds for part, seconds in story.parts.items() if seconds} == {WORKED: 900, SPECIALIST: 500}
    assert [(work.seconds, work.words.split("/")[2]) for work in story.work] == [(500, "dot"), (400, "dan")]


def test_waiting_for_a_signature_lasts_until_it_is_signed() -> None:
    """Done at 1000; the supervisor comes back on duty at 3000 and takes ten minutes."""
    world = World(signing())
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (0, 1500), (3000, 9000))
    world.crime(0, work=[1000])
    story = crime_story(world.play(), 0)
    assert {part: seconds for part, seconds in story.parts.items() if seconds} == {WORKED: 1000, SIGNATURE: 2600}
    assert (3000, 3600) in [(span.from_at, span.to_at) for span in story.spans if span.lane == SUPERVISOR]
