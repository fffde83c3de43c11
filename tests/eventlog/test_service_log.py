"""People who join and leave in a log: identities, and who serves when."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from demandsim.eventlog.identities import identities
from demandsim.eventlog.service import changes_of_service, serving
from demandsim.eventlog.store import read_log, scenario_words, write_log
from demandsim.eventlog.timeline import timeline
from demandsim.scenario.scenario import Scenario
from tests.eventlog.service_spoilt import DAN, JO, SPOILT, played, with_stays
from tests.stories.hand import World
from tests.worlds import village


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_log_is_found(how: str) -> None:
    spoil, message = SPOILT[how]
    found = identities(spoil())
    assert any(message in line for line in found), found


def test_who_serves_when_and_still_will() -> None:
    log = with_stays((DAN, 0, 1000), (DAN, 3000, 4000), (JO, 500, 2**45))()
    at = np.array([0, 999, 1000, 2999, 3000, 3999, 4000])
    dan = np.full(len(at), DAN)
    assert serving(log, dan, at).tolist() == [True, True, False, False, True, True, False]
    assert serving(log, dan, at, still=1).tolist() == [True, False, False, False, True, False, False]
    assert serving(log, np.full(2, JO), np.array([499, 500])).tolist() == [False, True]
    assert changes_of_service(log.facts, 600) == [
        (0, DAN, True), (400, DAN, False), (500, JO, True), (3000, DAN, True), (3400, DAN, False),
        (2**45 - 600, JO, False),
    ]  # fmt: skip
    assert serving(with_stays()(), dan, at).all()


def test_the_story_is_sound() -> None:
    assert identities(played()) == []


def test_a_scenario_with_listed_people_survives_its_words() -> None:
    people = [{"id": "7", "team": "cid", "area": "force", "rank": "constable", "begins": "2025-02-01", "fte": 0.6}]
    team = {"desks": ["investigation"], "shift": "office"}
    leavers = {"share": {"constable": 0.1}, "vacant": "30 days"}
    joiners = [{"name": "in", "team": "cid", "rank": "constable", "places": {"force": 2}, "learning": 0.2}]
    scenario = village(
        **{
            "workforce.people": people,
            "workforce.teams.cid": team,
            "workforce.leavers": leavers,
            "workforce.joiners": joiners,
        }
    )
    words = json.loads(json.dumps(scenario_words(scenario)))
    assert Scenario.model_validate(words) == scenario
    assert "posts" not in words["workforce"]["teams"]["cid"]


def test_who_has_left_is_told_and_kept_with_the_log(tmp_path: Path) -> None:
    world = World()
    dan = world.detective("dan", (0, 800), leaves=1000)
    world.follows(dan, 3000)
    world.detective("eve", (0, 10))
    world.crime(0, work=[2000])
    log = world.play()
    words = [step.words for step in timeline(log, 0)]
    assert any("has left: back to the queue of" in said for said in words)
    found = read_log(write_log(log, tmp_path / "log"))
    assert identities(found) == []
    for column in ("stay_officer", "stay_from", "stay_to"):
        assert (getattr(found.facts, column) == getattr(log.facts, column)).all()
    plainly = World()
    plainly.detective("eve", (0, 10))
    folder = write_log(plainly.play(), tmp_path / "plain")
    assert not (folder / "stays.parquet").exists()
    assert len(read_log(folder).facts.stay_officer) == 0
