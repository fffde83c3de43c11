"""Backlog: the crimes that officers hold when the run begins."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from demandsim.scenario.calendar import DAY
from demandsim.tape import record
from tests.worlds import village


def test_every_officer_starts_with_the_backlog_written_and_supervisors_with_none() -> None:
    scenario = village()
    crimes = record(scenario, days=1).crimes
    response, cid = (crimes.backlog_team == number for number in (0, 1))
    # 35 constables with 4 or 5 each, mean 4.5; 6 detectives with 6 each.
    assert 35 * 4 <= response.sum() <= 35 * 5
    assert abs(response.sum() - 35 * 4.5) < 4.5 * math.sqrt(35 * 0.25)
    assert cid.sum() == 36
    assert set(crimes.offence[response].tolist()) == {0, 3}
    assert set(crimes.offence[cid].tolist()) == {1, 2}
    assert (crimes.opened_at[response | cid] < 0).all()
    assert (crimes.opened_at[~(response | cid)] == 0).all()
    # Response officers hold the crimes of their area; detectives of the force hold both areas'.
    assert (np.diff(crimes.area[response]) >= 0).all()
    assert 20 * 4 <= (crimes.area[response] == 0).sum() <= 20 * 5
    assert set(crimes.area[cid].tolist()) == {0, 1}


def test_backlog_work_already_done_is_taken_off_stage_by_stage() -> None:
    entry = {"team": "response", "per_officer": 60, "offences": {"assault": 1}, "age": "30 days"}
    changes = {
        "demand.backlog": [entry],
        "demand.offences.assault.work": "10000 s",
        "demand.plans.volume.0.wait.share": 1.0,
    }
    crimes = record(village(**changes), days=1).crimes
    backlog = crimes.backlog_team == 0
    assert backlog.sum() == 35 * 60
    done, work, wait = crimes.done[backlog], crimes.stage_work[backlog], crimes.stage_wait[backlog]
    assert stats.kstest(done, "uniform").pvalue > 1e-5
    assert (crimes.opened_at[backlog] == -30 * DAY).all()
    through = np.floor(10_000 * done)
    assert np.array_equal(work[:, 0], np.maximum(6000 - through, 0))
    assert np.array_equal(work[:, 1], np.clip(10_000 - through, 60, 4000))
    assert (work[:, 2:] == 0).all()
    assert ((wait[:, 0] == 0) == (work[:, 0] == 0)).mean() > 0.99, "waits after finished stages are over"
    assert (wait[work[:, 0] == 0, 0] == 0).all()
    assert (crimes.done[~backlog] == 0).all()


def test_a_backlog_by_area_is_the_same_whoever_has_the_posts() -> None:
    entry = {
        "team": "response",
        "crimes": {"north": 30, "south": 12},
        "offences": {"assault": 3, "theft": 1},
        "age": "9 days",
    }
    few, many = (
        record(
            village(**{"demand.backlog": [entry], "workforce.teams.response.posts.north.constable": posts}), days=1
        ).crimes
        for posts in (2, 40)
    )
    opened = few.backlog_team == 0
    assert np.bincount(few.area[opened]).tolist() == [30, 12]
    for column in ("uid", "offence", "area", "opened_at", "stage_work", "stage_wait", "prospect"):
        assert np.array_equal(getattr(few, column)[opened], getattr(many, column)[many.backlog_team == 0])


def test_a_backlog_of_the_force_lies_in_all_areas() -> None:
    entry = {"team": "cid", "crimes": {"force": 200}, "offences": {"burglary": 1}, "age": "9 days"}
    crimes = record(village(**{"demand.backlog": [entry]}), days=1).crimes
    shares = np.array([area.share for area in village().places.areas.values()])
    found = np.bincount(crimes.area[crimes.backlog_team == 0])
    assert stats.chisquare(found, 200 * shares).pvalue > 1e-5
