"""Record: the tape holds what the scenario says, in order, with every reference leading there and back."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scipy import stats

from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import DAY, HOUR
from demandsim.tape import Tape, record
from demandsim.tape.streams import Floats
from demandsim.tape.tape import AGAIN, ASKING, CRIME, FROM_PUBLIC, INCIDENT, INFORMATION, NONE, OTHER_AGENCY
from tests.tape.errors import z_of_count, z_of_mean, z_of_share
from tests.worlds import village

YEARS = 12
"""Long enough that every share in the village is known to about 1 %."""


@cache
def tape() -> Tape:
    return record(village(), days=28)


@cache
def long_tape() -> Tape:
    return record(village(**{"demand.backlog": []}), days=365 * YEARS)


def test_first_calls_are_in_order_of_time_and_candidates_follow() -> None:
    contacts = tape().contacts
    first = contacts.cause == FROM_PUBLIC
    count = int(first.sum())
    assert first[:count].all()
    assert (np.diff(contacts.received_at[:count]) >= 0).all()
    assert contacts.received_at[0] >= 0
    assert contacts.received_at[count - 1] < tape().ends_at
    assert (contacts.received_at[count:] == NONE).all()
    assert (contacts.about[count:] == INFORMATION).all()
    assert (np.diff(contacts.cause[count:]) >= 0).all(), "victims' calls come before those about incidents"


def test_contacts_incidents_and_crimes_refer_to_each_other() -> None:
    contacts, incidents, crimes = tape().contacts, tape().incidents, tape().crimes
    first = contacts.cause == FROM_PUBLIC
    for what, column, back in (
        (INCIDENT, contacts.incident, incidents.contact),
        (CRIME, contacts.crime, crimes.contact),
    ):
        rows = np.flatnonzero(first & (contacts.about == what))
        assert len(rows) > 20
        assert np.array_equal(back[column[rows]], rows)
        assert (column[first & (contacts.about != what)] == NONE).all()
        assert (back != NONE).sum() == len(rows)
    found = np.flatnonzero(incidents.crime != NONE)
    assert len(found) > 50
    assert np.array_equal(crimes.incident[incidents.crime[found]], found)
    assert (crimes.incident != NONE).sum() == len(found)
    assert np.array_equal(crimes.area[incidents.crime[found]], incidents.area[found])


def test_incidents_and_crimes_are_in_order_of_the_time_they_come_to_notice() -> None:
    contacts, incidents, crimes = tape().contacts, tape().incidents, tape().crimes
    assert ((incidents.contact == NONE) == (incidents.generated_at != NONE)).all()
    noticed = np.where(incidents.contact == NONE, incidents.generated_at, contacts.received_at[incidents.contact])
    assert (np.diff(noticed) >= 0).all()
    backlog = crimes.backlog_team != NONE
    ways = (crimes.incident != NONE).astype(int) + (crimes.contact != NONE) + (crimes.direct_at != NONE)
    assert (ways[~backlog] == 1).all()
    assert (ways[backlog] == 0).all()
    first = int(backlog.sum())
    assert backlog[:first].all()
    assert first > 100
    came = np.where(
        crimes.incident != NONE,
        noticed[crimes.incident],
        np.where(crimes.contact != NONE, contacts.received_at[crimes.contact], crimes.direct_at),
    )
    assert (np.diff(came[first:]) >= 0).all()


def test_candidate_calls_wait_for_every_victim_and_every_incident() -> None:
    scenario = village(demand__repeat__times=3)
    world = record(scenario, days=14)
    contacts, incidents, crimes = world.contacts, world.incidents, world.crimes
    victim = np.array([offence.victim for offence in scenario.demand.offences])[crimes.offence]
    assert crimes.asks.shape == (len(crimes.uid), 2)
    assert incidents.again.shape == incidents.repeat_luck.shape == (len(incidents.uid), 3)
    assert (crimes.asks[~victim] == NONE).all()
    assert (crimes.patience[~victim] == NONE).all()
    assert (crimes.patience[victim] >= 0).all()
    asks = crimes.asks[victim]
    assert (contacts.crime[asks] == np.flatnonzero(victim)[:, None]).all()
    assert (contacts.incident[incidents.again] == np.arange(len(incidents.uid))[:, None]).all()
    assert (contacts.cause[asks] == ASKING).all()
    assert (contacts.cause[incidents.again] == AGAIN).all()
    candidates = np.concatenate([asks.reshape(-1), incidents.again.reshape(-1)])
    assert sorted(candidates) == np.flatnonzero(contacts.cause != FROM_PUBLIC).tolist()


def test_no_times_means_no_candidates() -> None:
    world = record(village(demand__repeat__times=0, demand__victims__chase__times=0), days=7)
    assert (world.contacts.cause == FROM_PUBLIC).all()
    assert world.incidents.again.shape == (len(world.incidents.uid), 0)
    assert world.crimes.asks.shape == (len(world.crimes.uid), 0)


def test_every_identity_is_used_once() -> None:
    for table in (tape().contacts, tape().incidents, tape().crimes):
        assert len(set(table.uid.tolist())) == len(table.uid)
        assert (table.uid >= 0).all()


def test_columns_per_attempt_cover_the_line_with_most_attempts() -> None:
    scenario = village(**{"demand.lines.101.retry.attempts": 4, "demand.lines.999.retry.attempts": 1})
    contacts = record(scenario, days=3).contacts
    for column in (contacts.patience, contacts.retry_luck, contacts.switch_luck, contacts.retry_time):
        assert column.shape == (len(contacts.uid), 4)


def test_a_run_has_at_least_a_day_and_by_default_all_days_of_the_period() -> None:
    assert record(village()).days == 35
    assert record(village()).ends_at == 35 * DAY
    with pytest.raises(ValueError, match="one day at least"):
        record(village(), days=0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"demand.incidents.violence.per_year": "9000 per year"}, "line 999: .* reported per call"),
        ({"demand.offences.burglary.per_year": "3000 per year"}, "more crimes begin as property"),
    ],
)
def test_demand_that_contradicts_itself_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        record(village(**changes), days=2)


def test_a_world_without_incidents_or_offences_is_a_world_of_questions() -> None:
    changes = {"demand.incidents": [], "demand.offences": [], "demand.backlog": []}
    world = record(village(**changes), days=7)
    assert set(world.contacts.about.tolist()) == {INFORMATION, OTHER_AGENCY}
    assert len(world.incidents.uid) == len(world.crimes.uid) == 0


def test_calls_incidents_and_crimes_come_in_the_yearly_numbers_written() -> None:
    world, demand = long_tape(), village().demand
    contacts, incidents, crimes = world.contacts, world.incidents, world.crimes
    seconds = 365 * DAY * YEARS
    first = contacts.cause == FROM_PUBLIC
    for number, line in enumerate(demand.lines.values()):
        mean = line.volume * seconds
        excess = (line.volume * DAY * line.dispersion) ** 2 * 365 * YEARS
        assert abs(z_of_count((first & (contacts.line == number)).sum(), mean, excess)) < 4.5
    for number, kind in enumerate(demand.incidents):
        assert abs(z_of_count((incidents.kind == number).sum(), kind.per_year * seconds, 100)) < 4.5
        generated = kind.per_year * (1 - sum(kind.by.values())) * seconds
        count = ((incidents.kind == number) & (incidents.contact == NONE)).sum()
        assert count == 0 if generated < 1e-6 else abs(z_of_count(count, generated)) < 4.5
        for line, share in kind.by.items():
            rows = (incidents.kind == number) & (incidents.contact != NONE)
            rows[rows] = contacts.line[incidents.contact[rows]] == list(demand.lines).index(line)
            assert abs(z_of_count(rows.sum(), kind.per_year * share * seconds, 100)) < 4.5
    for number, offence in enumerate(demand.offences):
        mine = crimes.offence == number
        for found, share in (
            (crimes.incident != NONE, offence.reported.incident),
            (crimes.contact != NONE, offence.reported.call),
            (crimes.direct_at != NONE, offence.reported.online),
        ):
            mean = offence.per_year * share * seconds
            count = (mine & found).sum()
            assert count == 0 if share == 0 else abs(z_of_count(count, mean, mean / 50)) < 4.5


def test_only_the_named_line_records_crimes_without_deployment() -> None:
    contacts = tape().contacts
    assert set(contacts.line[contacts.about == CRIME].tolist()) == {1}


def test_lengths_have_the_means_written() -> None:
    world, scenario = long_tape(), village()
    contacts, incidents, crimes = world.contacts, world.incidents, world.crimes
    for number, line in enumerate(scenario.demand.lines.values()):
        rows = contacts.line == number
        assert abs(z_of_mean(contacts.talk[rows], line.talk.mean)) < 4.5
        assert abs(z_of_mean(contacts.patience[rows].reshape(-1), line.patience.mean)) < 4.5
    constant = contacts.line == 0
    assert (contacts.wrap[constant] == 60).all()
    assert (contacts.retry_time[constant] == 60).all()
    for number, kind in enumerate(scenario.demand.incidents):
        rows = incidents.kind == number
        assert abs(z_of_mean(incidents.scene[rows], kind.scene.mean)) < 4.5
        assert abs(z_of_share(incidents.arrest[rows], kind.arrest)) < 4.5
        assert abs(z_of_share(incidents.vulnerable[rows], kind.vulnerable)) < 4.5
        for index, grade in enumerate(GRADES):
            graded = rows & (incidents.assessed == index)
            share = kind.grades.get(grade, 0.0)
            if share == 0:
                assert not graded.any()
                continue
            assert abs(z_of_share(graded[rows], share)) < 4.5
            attended = kind.attended.get(grade, float(grade != "resolution"))
            going = incidents.needs_attendance[graded]
            assert going.mean() == attended if attended in (0, 1) else abs(z_of_share(going, attended)) < 4.5
            mean = kind.officers.get(grade, 1.0)
            officers = incidents.officers[graded]
            assert set(officers.tolist()) <= {math.floor(mean), math.ceil(mean)}
            assert mean % 1 == 0 or abs(z_of_mean(officers, mean)) < 4.5
    assert abs(z_of_mean(incidents.custody_officers, 1.5)) < 4.5
    assert abs(z_of_mean(incidents.custody_work, 3 * HOUR)) < 4.5
    for number, offence in enumerate(scenario.demand.offences):
        rows = crimes.offence == number
        assert abs(z_of_mean(crimes.stage_work[rows].sum(axis=1), offence.work.mean)) < 4.5
        assert abs(z_of_share(crimes.named[rows], offence.named_suspect)) < 4.5
        assert abs(z_of_share(crimes.vulnerable[rows], offence.vulnerable)) < 4.5
        assert abs(z_of_share(crimes.area[rows] == 0, 0.6)) < 4.5
    victims = crimes.patience[crimes.patience != NONE]
    assert abs(z_of_mean(victims, 90 * DAY)) < 4.5
    assert abs(z_of_mean(crimes.desk_work, HOUR)) < 4.5
    assert set(crimes.filed_work.tolist()) == {15 * 60}


def test_luck_is_uniform() -> None:
    world = long_tape()
    columns: list[Floats] = [
        world.contacts.retry_luck[:, 1],
        world.contacts.switch_luck[:, 0],
        world.incidents.travel_luck[:, 5],
        world.incidents.desk_luck,
        world.incidents.repeat_luck[:, 1],
        world.crimes.prospect,
        world.crimes.score,
        world.crimes.route_luck,
        world.crimes.transfer_luck,
        world.crimes.refusal_luck[:, 3],
        world.crimes.chase_luck[:, 0],
    ]
    for column in columns:
        assert stats.kstest(column, "uniform").pvalue > 1e-5
    assert abs(np.corrcoef(world.crimes.refusal_luck.T) - np.eye(4)).max() < 4.5 / math.sqrt(len(world.crimes.uid))


def test_work_is_split_over_the_stages_of_the_plan() -> None:
    crimes = long_tape().crimes
    rape = crimes.offence == 1
    work = crimes.stage_work[rape]
    assert work[:, :3].mean(axis=0) / work.sum(axis=1).mean() == pytest.approx([0.3, 0.4, 0.3], rel=1e-3)
    assert (work[:, 3] == 0).all()
    assert (work[:, :3] >= 1).all()
    wait = crimes.stage_wait[rape]
    assert set(wait[:, 0].tolist()) == {0, 21 * DAY}
    assert abs(z_of_share(wait[:, 0] > 0, 0.8)) < 4.5
    assert abs(z_of_share(wait[:, 1] > 0, 0.5)) < 4.5
    assert abs(z_of_mean(wait[:, 1][wait[:, 1] > 0], 60 * DAY)) < 4.5
    assert (wait[:, 2:] == 0).all()
    theft = crimes.offence == 3
    assert (crimes.stage_work[theft, 1:] == 0).all()


def test_crimes_with_a_named_suspect_have_better_prospects_and_higher_scores() -> None:
    crimes = long_tape().crimes
    assault = crimes.offence == 0
    named, unknown = assault & crimes.named, assault & ~crimes.named
    assert crimes.prospect[named].mean() < crimes.prospect[unknown].mean() - 0.1
    assert crimes.score[named].mean() > crimes.score[unknown].mean() + 0.05
    none = record(village(mechanics__score_accuracy=0, demand__backlog=[]), days=365 * 3).crimes
    n = len(none.uid)
    assert abs(np.corrcoef(none.prospect, none.score)[0, 1]) * math.sqrt(n) < 4.5
    assert abs(np.corrcoef(none.prospect, none.named)[0, 1]) * math.sqrt(n) < 4.5
