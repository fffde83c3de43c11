"""Direction by hand: reviews that are due and not done, allocations that wait for a supervisor, and who is there."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog, Moment
from demandsim.measures import measure
from demandsim.measures.stretches import united
from demandsim.roster import build_roster
from demandsim.tape import record
from tests.logs import CID, DETECTIVE, HOUR, NORTH, NORTH_1, SERGEANT, Row
from tests.measures.cases import ASSAULT, DAY, THEFT, given, moved, told, values
from tests.stories.hand import World
from tests.worlds import village

ALLOCATES = {"investigative_model.allocate": {"kind": "best_fit", "takes": "10 min"}}


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_stretches_are_united_and_cut() -> None:
    # Of 0: 10-30 and 30-40 touch, 15-20 lies within, 60-60 is nothing; of 1: 0-5; of 3: 90-100, to the very end.
    found = united(ints(0, 1, 0, 0, 0, 3), ints(10, 0, 15, 30, 60, 90), ints(30, 5, 20, 40, 60, 100), 100)
    assert len(found.begins) == 3
    whose, since, until = ints(0, 0, 0, 0, 1, 2, 3), ints(0, 35, 40, 12, 0, 0, 0), ints(100, 90, 100, 12, 100, 100, 100)
    assert found.within(whose, since, until).tolist() == [30, 5, 0, 0, 5, 0, 10]
    nothing = united(ints(), ints(), ints(), 100)
    assert nothing.within(ints(0, 1), ints(0, 5), ints(100, 6)).tolist() == [0, 0]


def test_time_without_direction_ends_with_the_review_or_the_crime() -> None:
    rows: list[Row] = [
        # Two reviews of one crime are due at once: the time counts once, until the later of them is done.
        *given(0, 0, NORTH, NORTH_1),
        (10 * DAY, "REVIEW_DUE", 0, NORTH_1, 1, NORTH),
        (12 * DAY, "REVIEW_DUE", 0, NORTH_1, 2, NORTH),
        (13 * DAY, "REVIEWED", 0, SERGEANT, 1, 3 * DAY),
        (14 * DAY, "REVIEWED", 0, SERGEANT, 2, 2 * DAY),
        # Never reviewed, and closed.
        *given(1, 0, NORTH, NORTH_1),
        (5 * DAY, "REVIEW_DUE", 1, NORTH_1, 1, NORTH),
        (10 * DAY, "CLOSED", 1, NORTH_1, 2, 0),
        # Due with one team, and still with the next; nobody holds it on the way.
        *moved(2, 20 * DAY, NORTH_1, NORTH, CID, 4 * DAY, DETECTIVE),
        *given(2, 0, NORTH, NORTH_1),
        (18 * DAY, "REVIEW_DUE", 2, NORTH_1, 1, NORTH),
    ]
    found = values(told(rows, [ASSAULT] * 3), "without_direction")
    # The north holds 40, 10 and 20 days, 4, 5 and 2 of them without direction; CID holds 16, all of them without.
    assert found == {
        "": pytest.approx((4 + 5 + 2 + 16) / (40 + 10 + 20 + 16)),
        "team=response": pytest.approx(11 / 70),
        "team=cid": pytest.approx(1),
    }


def test_a_crime_that_is_filed_counts_from_being_opened_again() -> None:
    rows: list[Row] = [
        *given(0, 0, NORTH, NORTH_1, verdict=1),
        (5 * DAY, "CLOSED", 0, NORTH_1, 5, 0),
        (20 * DAY, "REOPENED", 0, NORTH_1, -1, 15 * DAY),
        (20 * DAY, "ROUTED", 0, -1, -1, NORTH),
        (20 * DAY, "ALLOCATED", 0, NORTH_1, 0, -1),
        (30 * DAY, "REVIEW_DUE", 0, NORTH_1, 1, NORTH),
        # The review fell due before the first closing of another: that is over, for good.
        *given(1, 0, NORTH, NORTH_1),
        (2 * DAY, "REVIEW_DUE", 1, NORTH_1, 1, NORTH),
        (4 * DAY, "CLOSED", 1, NORTH_1, 2, 0),
        (10 * DAY, "REOPENED", 1, NORTH_1, -1, 6 * DAY),
        (10 * DAY, "ROUTED", 1, -1, -1, NORTH),
        (10 * DAY, "ALLOCATED", 1, NORTH_1, 0, -1),
    ]
    assert values(told(rows, [THEFT, ASSAULT]), "without_direction")[""] == pytest.approx((10 + 2) / (20 + 4 + 30))


def test_only_what_lies_after_the_warm_up_counts() -> None:
    rows: list[Row] = [
        (0, "ON_DUTY", -1, SERGEANT, -1, 20 * DAY),
        *given(0, 0, NORTH, NORTH_1),
        (5 * DAY, "REVIEW_DUE", 0, NORTH_1, 1, NORTH),
        (15 * DAY, "REVIEWED", 0, SERGEANT, 1, 10 * DAY),
        (20 * DAY, "OFF_DUTY", -1, SERGEANT, -1, 0),
        (30 * DAY, "RECORDED", 1, -1, 0, -1),
        (30 * DAY, "SCREENED", 1, -1, 0, 1),
        (30 * DAY, "ROUTED", 1, -1, 2, CID),
    ]
    log = told(rows, [ASSAULT] * 2)
    asked = ["without_direction", "allocation_delay", "supervisor_there"]
    found = measure(log, asked, 10).set_index(["measure", "group"])["value"]
    assert found["without_direction", ""] == pytest.approx(5 / 30)
    assert found["supervisor_there", "team=cid"] == pytest.approx(10 / 30)
    # The crime given out before does not count, the one that waits does, with the ten days until the end.
    assert found["allocation_delay", ""] == pytest.approx(240)


def played(log: EventLog) -> dict[str, float]:
    asked = ["without_direction", "allocation_delay", "supervisor_there"]
    table = measure(log, asked, 0)
    return dict(table[table["group"] == ""].set_index("measure")["value"])


def test_crimes_wait_while_the_one_supervisor_is_away_or_busy() -> None:
    world = World(ALLOCATES)
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (1000, 5000))
    world.crime(100, work=[50])
    world.crime(200, work=[50])
    found = played(world.play())
    # From 100 to 1,000, when sam comes; from 200 to 1,600, when sam has given out the other.
    assert found["allocation_delay"] == pytest.approx((900 + 1400) / 2 / HOUR)
    assert found["supervisor_there"] == pytest.approx(4000 / DAY)
    assert found["without_direction"] == 0


def test_waiting_for_room_is_not_waiting_for_a_supervisor() -> None:
    world = World(ALLOCATES, caps={"cid": 1})
    world.detective("deb", (2000, 9000))
    world.supervisor("sam", "cid", (0, 5000))
    world.supervisor("sid", "cid", (0, 9000))
    world.crime(100, work=[50])
    world.crime(200, work=[50])
    found = played(world.play())
    assert found["allocation_delay"] == 0
    assert found["supervisor_there"] == pytest.approx(9000 / DAY)


def test_where_allocation_takes_no_time_nobody_is_waited_for() -> None:
    world = World()
    world.detective("deb", (0, 9000))
    world.supervisor("sam", "cid", (5000, 6000))
    world.crime(100, work=[50])
    assert played(world.play())["allocation_delay"] == 0


def test_the_allocation_desk_is_waited_for_where_there_is_one() -> None:
    by = {"investigative_model.allocate": {"kind": "best_fit", "takes": "10 min", "by": "bureau"}}
    world = World(by)
    world.detective("deb", (0, 9000))
    world.officer("dan", "bureau")
    world.supervisor("sam", "cid", (0, 9000))
    world.supervisor("sue", "bureau", (700, 9000))
    world.crime(100, work=[50])
    # Sam is free, and may not allocate; sue comes 600 s later.
    assert played(world.play())["allocation_delay"] == pytest.approx(600 / HOUR)


def test_a_review_is_due_until_a_supervisor_has_done_it() -> None:
    every = {"first": "1 h", "then": "1000 days", "takes": "20 min", "on_time_within": "1 h"}
    world = World({"investigative_model.review": every})
    world.detective("deb", (0, 4000))
    world.supervisor("sam", "cid", (10_000, 20_000))
    world.crime(100, work=[50_000])
    # Allocated at 100, due at 3,700, done from 10,000 to 11,200.
    assert played(world.play())["without_direction"] == pytest.approx((11_200 - 3700) / (DAY - 100))


def test_nobody_to_lead_and_nothing_held_give_no_value() -> None:
    recorded: list[Row] = [(0, "RECORDED", 0, -1, 0, -1)]
    assert math.isnan(values(told(recorded, [ASSAULT]), "without_direction")[""])
    assert math.isnan(values(told(recorded, [ASSAULT]), "allocation_delay")[""])
    assert values(told(recorded, [ASSAULT]), "supervisor_there")[""] == 0


def test_staffed_positions_have_no_supervisors_to_speak_of() -> None:
    positions = {"desks": ["contact"], "positions": [2] * 24, "lines": ["999", "101"]}
    log = told([(0, "RECORDED", 0, -1, 0, -1)], [ASSAULT], declared={"workforce.teams.handlers": positions})
    found = values(log, "supervisor_there")
    assert "team=handlers" not in found
    assert found["team=cid"] == 0


def told_by_the_second(log: EventLog, begin: int) -> dict[str, dict[str, float]]:
    """Work the measures out another way: go through the log row by row and keep count of who and what is where."""
    facts = log.facts
    team = facts.unit_team
    led = sorted(
        {int(unit) for unit, above in zip(facts.officer_unit, facts.officer_supervisor, strict=True) if not above}
    )
    supervisors: dict[int, set[int]] = {unit: set() for unit in led}
    for officer in np.flatnonzero(facts.officer_supervisor).tolist():
        supervisors[int(facts.officer_unit[officer])].add(officer)
    investigated = set(np.flatnonzero(facts.crime_backlog).tolist())
    owner: dict[int, int] = {}
    due: dict[int, set[int]] = defaultdict(set)
    on_duty, free = set[int](), set[int]()
    queued: dict[int, tuple[int, int]] = {}
    held, late, there = (defaultdict[str, float](float) for _ in range(3))
    waited: dict[tuple[int, int], tuple[str, float]] = {}
    before = begin
    for at, moment, crime, officer, detail, amount in [*log.rows(), (log.ends_at, 0, -1, -1, -1, -1)]:
        seconds = max(0, at - before)
        for one, who in owner.items() if seconds else ():
            if one in investigated:
                held[team[facts.officer_unit[who]]] += seconds
                late[team[facts.officer_unit[who]]] += seconds * bool(due[one])
        for stay in queued.values() if seconds else ():
            if stay in waited and supervisors[stay[1]] and not supervisors[stay[1]] & free:
                waited[stay] = (waited[stay][0], waited[stay][1] + seconds)
        for unit in led if seconds else ():
            there[team[unit]] += seconds * bool(supervisors[unit] & on_duty) / sum(team[n] == team[unit] for n in led)
        before = max(before, at)
        match Moment(moment).name if moment else "":
            case "ON_DUTY":
                on_duty.add(officer)
                free.add(officer)
            case "OFF_DUTY":
                on_duty.discard(officer)
                free.discard(officer)
            case "ROUTED":
                if at >= begin:
                    queued[crime] = (len(waited), amount)
                    waited[queued[crime]] = (team[amount], 0.0)
            case "ALLOCATING" | "REVIEWING":
                free.discard(officer)
                if Moment(moment) == Moment.ALLOCATING:
                    queued.pop(crime, None)
            case "ALLOCATED":
                queued.pop(crime, None)
                owner[crime] = officer
                if amount >= 0:
                    free.add(amount)
            case "REVIEW_DUE":
                due[crime].add(detail)
            case "REVIEWED":
                due[crime].discard(detail)
                free.add(officer)
            case "SCREENED" if detail == 0:
                investigated.add(crime)
            case "ACCEPTED" | "CLOSED":
                owner.pop(crime, None)
                queued.pop(crime, None)
                if Moment(moment) == Moment.CLOSED:
                    due[crime].clear()
    whole = log.ends_at - begin
    delays: dict[str, list[float]] = defaultdict(list)
    for name, seconds in waited.values():
        delays[name].append(seconds / HOUR)
    return {
        "without_direction": {f"team={name}": late[name] / held[name] for name in held},
        "allocation_delay": {f"team={name}": float(np.mean(hours)) for name, hours in delays.items()},
        "supervisor_there": {f"team={name}": there[name] / whole for name in {team[unit] for unit in led}},
    }


def test_a_played_village_gives_what_a_count_row_by_row_gives() -> None:
    scenario = village(**{"period.days": 14})
    tape = record(scenario, 0, 1, 21)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    expected = told_by_the_second(log, 7 * DAY)
    for name, teams in expected.items():
        table = measure(log, [name], 7)
        found = dict(table[table["group"] != ""].set_index("group")["value"])
        assert found == pytest.approx(teams), name
        assert len({*teams.values()}) > 1
