"""Stages on the tape: how often they are sent back, which crimes belong together, and which are opened again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from demandsim.scenario.calendar import DAY, HOUR
from demandsim.tape import Tape, record
from demandsim.tape.tape import NEVER, NONE
from tests.tape.errors import z_of_mean, z_of_share
from tests.worlds import VILLAGE, village

YEARS = 6
THEFT, ASSAULT, RAPE = 3, 0, 1
SHARE = 0.4
PLANS = {
    "short": [{"name": "enquiries", "work": 1.0, "again": {"share": SHARE, "at_most": 2}, "arrest": 0.2}],
    "volume": [
        {
            "name": "enquiries",
            "work": 0.6,
            "wait": {"share": 0.4, "time": {"exponential": {"mean": "14 days"}}},
            "again": {"share": SHARE, "at_most": 3, "work": {"exponential": {"mean": "30 min"}}},
        },
        {"name": "interview and file", "work": 0.4},
    ],
    "complex": VILLAGE["demand"]["plans"]["complex"],
}
EVERYTHING = {
    "demand.plans": PLANS,
    "demand.links": {"share": 0.3, "within": "10 days"},
    "demand.reopened": {"share": 0.25, "after": {"exponential": {"mean": "20 days"}}, "work": "90 min"},
}


@cache
def plain() -> Tape:
    return record(village(), days=365 * YEARS)


@cache
def tape() -> Tape:
    return record(village(**EVERYTHING), days=365 * YEARS)


def test_existing_columns_keep_their_luck() -> None:
    """The same crimes, and all that was drawn before is as it was; only places for further times are new."""
    before, after = plain().crimes, tape().crimes
    assert before.stage_work.shape[1] == 4
    assert after.stage_work.shape[1] == 5
    for column in before.__dataclass_fields__:
        if column not in ("stage_work", "stage_wait", "linked", "reopens", "reopen_work", "stage_arrest", "done"):
            assert np.array_equal(getattr(before, column), getattr(after, column)), column
    new = before.backlog_team == NONE
    for offence, places in ((THEFT, [0]), (ASSAULT, [0, 4]), (RAPE, [0, 1, 2])):
        rows = np.flatnonzero(new & (before.offence == offence))
        assert len(rows) > 50
        for stage, place in enumerate(places):
            assert np.array_equal(before.stage_work[rows, stage], after.stage_work[rows, place])
            assert np.array_equal(before.stage_wait[rows, stage], after.stage_wait[rows, place])


def test_a_longer_chain_keeps_the_shorter_one_and_no_one_elses_luck_changes() -> None:
    longer = {**PLANS, "short": [{**PLANS["short"][0], "again": {"share": SHARE, "at_most": 6}}]}
    one, two = tape().crimes, record(village(**{**EVERYTHING, "demand.plans": longer}), days=365 * YEARS).crimes
    theft = one.offence == THEFT
    assert two.stage_work.shape[1] == 7
    new = one.backlog_team == NONE
    assert np.array_equal(one.stage_work[theft & new][:, :3], two.stage_work[theft & new][:, :3])
    assert np.array_equal(one.stage_work[~theft], two.stage_work[~theft][:, :5])
    assert np.array_equal(one.linked, two.linked)
    assert np.array_equal(one.reopens, two.reopens)


@pytest.mark.parametrize("offence", [THEFT, ASSAULT])
def test_each_time_it_is_sent_back_anew(offence: int) -> None:
    crimes = tape().crimes
    rows = (crimes.offence == offence) & (crimes.backlog_team == NONE)
    work = crimes.stage_work[rows]
    times = 3 if offence == THEFT else 4
    back = np.ones(len(work), dtype=bool)
    for place in range(1, times):
        assert not work[~back, place].any(), "what is not sent back once is not sent back twice"
        assert abs(z_of_share(work[back, place] > 0, SHARE)) < 4
        back = back & (work[:, place] > 0)
    if offence == THEFT:
        assert np.array_equal(work[back, 0], work[back, 1]), "as much work as the first time"
    else:
        again = work[:, 1][work[:, 1] > 0]
        assert abs(z_of_mean(again.astype(float), HOUR / 2)) < 4
        waits = crimes.stage_wait[rows]
        assert not waits[:, 1][work[:, 1] == 0].any()
        assert abs(z_of_share(waits[work[:, 1] > 0, 1] > 0, 0.4)) < 4
        both = (waits[:, 0] > 0) & (waits[:, 1] > 0)
        assert abs(np.corrcoef(waits[both, 0], waits[both, 1])[0, 1]) < 4 / both.sum() ** 0.5, "each wait anew"


def test_a_stage_arrests_the_first_time_only() -> None:
    crimes = tape().crimes
    theft = crimes.offence == THEFT
    assert crimes.stage_arrest.shape == crimes.stage_work.shape
    assert abs(z_of_share(crimes.stage_arrest[theft, 0], 0.2)) < 4
    assert not crimes.stage_arrest[:, 1:].any()
    assert not crimes.stage_arrest[~theft].any()
    assert plain().crimes.stage_arrest.shape == (len(plain().crimes.uid), 0)


def test_crimes_belong_to_the_latest_earlier_one_of_their_offence_and_area() -> None:
    """Found again by walking through the crimes one by one."""
    world = tape()
    crimes = world.crimes
    at = _reported_at(world)
    latest: dict[tuple[int, int], int] = {}
    could, wrong = [], []
    for row in range(len(at)):
        key = int(crimes.offence[row]), int(crimes.area[row])
        before = latest.get(key, NONE)
        near = before != NONE and at[row] - at[before] <= 10 * DAY and crimes.backlog_team[row] == NONE
        could.append(near)
        if crimes.linked[row] not in ((before, NONE) if near else (NONE,)):
            wrong.append(row)
        if crimes.backlog_team[row] == NONE or before == NONE or at[row] >= at[before]:
            latest[key] = row
    assert wrong == []
    possible = np.array(could)
    assert abs(z_of_share(crimes.linked[possible] != NONE, 0.3)) < 4
    assert (plain().crimes.linked == NONE).all()


def _reported_at(world: Tape) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    crimes, incidents, contacts = world.crimes, world.incidents, world.contacts
    at = np.where(crimes.backlog_team != NONE, crimes.opened_at, crimes.direct_at)
    noticed = np.where(incidents.contact == NONE, incidents.generated_at, contacts.received_at[incidents.contact])
    at = np.where(crimes.incident != NONE, noticed[crimes.incident], at)
    return np.where(crimes.contact != NONE, contacts.received_at[crimes.contact], at)


def test_a_share_of_crimes_may_be_opened_again() -> None:
    crimes = tape().crimes
    again = crimes.reopens < NEVER
    assert abs(z_of_share(again, 0.25)) < 4
    assert abs(z_of_mean(crimes.reopens[again].astype(float), 20 * DAY)) < 4
    assert (crimes.reopen_work == 90 * 60).all()
    assert (plain().crimes.reopens == NEVER).all()
    assert not plain().crimes.reopen_work.any()


def test_the_opening_backlog_has_done_its_share_over_all_times() -> None:
    crimes = tape().crimes
    rows = np.flatnonzero((crimes.backlog_team != NONE) & (crimes.offence == ASSAULT))
    left = crimes.stage_work[rows]
    assert len(rows) > 20
    assert (left.sum(axis=1) > 0).all()
    done = (left[:, 0] == 0).sum()
    assert 0 < done < len(rows)
    assert not crimes.stage_wait[rows][:, 0][left[:, 0] == 0].any()


def test_a_longer_run_begins_with_the_rows_of_a_shorter_one() -> None:
    short = record(village(**EVERYTHING), days=60).crimes
    count = len(short.uid)
    for column in ("uid", "stage_work", "stage_wait", "stage_arrest", "linked", "reopens", "reopen_work"):
        assert np.array_equal(getattr(short, column), getattr(tape().crimes, column)[:count]), column
