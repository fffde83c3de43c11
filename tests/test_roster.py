"""The roster: who is on duty when, in whole seconds of a clock that changes twice a year."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from demandsim.roster import Roster, build_roster
from demandsim.scenario.calendar import DAY, HOUR
from demandsim.tape import record
from tests.worlds import village, village_facts

NEVER_AWAY = {"workforce.abstraction": 0, "workforce.sickness.share": 0}
ON_NIGHTS = {"desks": ["response"], "posts": {"force": {"constable": 1}}, "shift": "nights"}
NIGHTS = {"cycle": "N", "turns": {"N": {"starts": "22:00", "ends": "06:00"}}}


def roster_of(days: int = 28, **changes: Any) -> Roster:
    scenario = village(**{"demand.backlog": [], **changes})
    return build_roster(scenario.workforce, record(scenario, days=days).absences)


def spells_of(roster: Roster, officer: int) -> list[tuple[int, int]]:
    mine = roster.spell_officer == officer
    return list(zip(roster.spell_from[mine].tolist(), roster.spell_to[mine].tolist(), strict=True))


def only(team: dict[str, Any], shift: dict[str, Any] | None = None) -> dict[str, Any]:
    shifts = {} if shift is None else {team["shift"]: shift}
    return {"workforce.teams": {"team": team}, "workforce.shifts": shifts, **NEVER_AWAY}


# Units and officers


def test_units_follow_the_teams_and_areas_and_officers_follow_the_units() -> None:
    roster = roster_of(days=1)
    assert [(unit.team, unit.area) for unit in roster.units] == [
        ("handlers", -1), ("response", 0), ("response", 1), ("cid", -1), ("crime_bureau", -1),
    ]  # fmt: skip
    rows = [row for unit in roster.units for row in sorted(unit.supervisors + unit.officers)]
    assert rows == list(range(67))
    for number, unit in enumerate(roster.units):
        for row in (*unit.officers, *unit.supervisors):
            officer = roster.officers[row]
            assert officer.unit == number
            assert officer.supervisor == (row in unit.supervisors)
            assert officer.key.startswith(f"{unit.team}/{('north', 'south', 'force')[unit.area]}/{officer.rank}/")
    assert [roster.officers[row].rank for row in roster.units[3].supervisors] == ["sergeant"]
    assert len({officer.key for officer in roster.officers}) == 67
    south = roster.units[2]
    assert [roster.officers[row].key for row in south.officers[:2]] == [
        "response/south/constable/0", "response/south/constable/1",
    ]  # fmt: skip


def test_posts_in_an_area_that_does_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="team cid has posts in east, which is not an area"):
        roster_of(**{"workforce.teams.cid.posts": {"east": {"constable": 1}}})


def test_the_first_of_a_unit_hold_each_skill_so_that_rarer_skills_go_with_commoner_ones() -> None:
    roster = roster_of(days=1)
    cid = roster.units[3]
    # pip1 100 %, pip2 80 %, rasso 50 % of 6: 6, 4.8 and 3 people; the sergeant: 1, 0.8 and 0.5 of a person.
    assert [roster.officers[row].skills for row in cid.officers] == [0b111] * 3 + [0b011] * 2 + [0b001]
    assert [roster.officers[row].skills for row in cid.supervisors] == [0b111]
    north = roster.units[1]
    held = [roster.officers[row].skills for row in north.officers]
    assert sum(mask & 1 for mask in held) == 18
    assert sum(mask >> 1 & 1 for mask in held) == 2


def test_skilled_people_are_spread_evenly_over_the_shift_groups() -> None:
    team = {
        "desks": ["response"],
        "posts": {"force": {"constable": 50}},
        "skills": {"pip2": 0.25},
        "shift": "2-2-2-4",
    }
    roster = roster_of(days=10, **only(team, village_facts()["workforce"]["shifts"]["2-2-2-4"]))
    group_of = {row: tuple(spells_of(roster, row)) for row in range(50)}
    groups = Counter(group_of.values())
    assert sorted(groups.values()) == [10] * 5
    skilled = Counter(group_of[row] for row in range(50) if roster.officers[row].skills)
    assert sorted(skilled.values()) == [2, 2, 3, 3, 3]


# Duty


def test_the_cycle_begins_on_the_monday_on_or_before_the_start() -> None:
    # 2025-01-08 is a Wednesday: day 2 of the cycle.
    team = {"desks": ["response"], "posts": {"force": {"constable": 1}}, "shift": "s"}
    shift = {
        "cycle": "AAB-C--",
        "turns": {
            "A": {"starts": "01:00", "ends": "02:00"},
            "B": {"starts": "03:00", "ends": "04:00"},
            "C": {"starts": "05:00", "ends": "06:00"},
        },
    }
    roster = roster_of(days=7, start="2025-01-08", **only(team, shift))
    starts = [(at // DAY, at % DAY // HOUR) for at, _ in spells_of(roster, 0)]
    assert starts == [(0, 3), (2, 5), (5, 1), (6, 1)]


def test_groups_follow_each_other_through_the_cycle() -> None:
    roster = roster_of(days=10, **NEVER_AWAY)
    north = roster.units[1]
    first, second, *_ = north.officers
    # EELLNN----: the first group starts with two earlies, the second, two days on, with two lates.
    assert [(at / HOUR, end / HOUR) for at, end in spells_of(roster, first)] == [
        (7, 17), (31, 41), (62, 72), (86, 96), (117, 127), (141, 151),
    ]  # fmt: skip
    assert [(at / HOUR, end / HOUR) for at, end in spells_of(roster, second)[:4]] == [
        (14, 24), (38, 48), (69, 79), (93, 103),
    ]  # fmt: skip
    # Five groups on a ten-day cycle with two days of each turn: 4 of 20 people are on earlies every morning.
    for day in range(10):
        at = day * DAY + 8 * HOUR
        on_duty = (roster.spell_from <= at) & (at < roster.spell_to) & np.isin(roster.spell_officer, north.officers)
        assert on_duty.sum() == 4
    assert spells_of(roster, north.officers[5]) == spells_of(roster, first), "people are dealt round the groups"


def test_a_night_over_the_spring_clock_change_lasts_seven_hours() -> None:
    # Reference case F15: 22:00 to 06:00 from 2025-03-29 is 7 hours.
    roster = roster_of(days=3, start="2025-03-29", **only(ON_NIGHTS, NIGHTS))
    spells = spells_of(roster, 0)
    assert [(end - at) / HOUR for at, end in spells] == [7, 8, 8]
    assert spells[0] == (22 * HOUR, 29 * HOUR)
    assert spells[1][0] == (23 + 22) * HOUR, "Sunday has 23 hours, and Sunday's night starts at 22:00 by the clock"


def test_a_night_over_the_autumn_clock_change_lasts_nine_hours() -> None:
    roster = roster_of(days=2, start="2025-10-25", **only(ON_NIGHTS, NIGHTS))
    assert [(end - at) / HOUR for at, end in spells_of(roster, 0)] == [9, 8]


def test_turns_that_touch_become_one_spell() -> None:
    shift = {
        "cycle": "EN-",
        "turns": {"E": {"starts": "12:00", "ends": "24:00"}, "N": {"starts": "00:00", "ends": "06:00"}},
    }
    roster = roster_of(days=3, **only({**ON_NIGHTS}, shift))
    assert spells_of(roster, 0) == [(12 * HOUR, 30 * HOUR)]


def test_turns_that_overlap_are_refused() -> None:
    shift = {
        "cycle": "NE",
        "turns": {"N": {"starts": "21:00", "ends": "07:00"}, "E": {"starts": "06:00", "ends": "14:00"}},
    }
    with pytest.raises(ValueError, match="shift nights: a turn begins before"):
        roster_of(days=3, **only({**ON_NIGHTS}, shift))


def test_spells_are_in_order_and_an_officers_never_touch() -> None:
    roster = roster_of(days=60)
    keys = list(zip(roster.spell_from.tolist(), roster.spell_officer.tolist(), strict=True))
    assert keys == sorted(keys)
    for officer in range(len(roster.officers)):
        spells = spells_of(roster, officer)
        assert all(end < later for (_, end), (later, _) in pairwise(spells))
        assert all(at < end for at, end in spells)


# Absence


def test_a_turn_is_missed_by_the_luck_of_its_day_or_in_sickness_and_no_other_is() -> None:
    scenario = village()
    absences = record(scenario, days=364).absences
    everybody = build_roster(
        scenario.workforce.model_copy(update={"abstraction": 0.0}),
        replace(absences, sick={key: np.empty((0, 2), np.int64) for key in absences.sick}),
    )
    roster = build_roster(scenario.workforce, absences)
    calendar = absences.calendar
    for row, officer in enumerate(roster.officers):
        luck, sick = absences.shift_luck[officer.key], absences.sick[officer.key].tolist()
        expected = [
            (at, end)
            for at, end in spells_of(everybody, row)
            if luck[calendar.day_of(at)] >= 0.2 and not any(ill <= at < well for ill, well in sick)
        ]
        assert spells_of(roster, row) == expected
    lost = 1 - len(roster.spell_from) / len(everybody.spell_from)
    # 20 % of shifts lost to abstraction and 4 % of the rest to sickness, whose spells of 8 days vary widely.
    assert lost == pytest.approx(1 - 0.8 * 0.96, abs=0.015)


def test_more_abstraction_takes_the_same_turns_and_more() -> None:
    scenario = village()
    absences = record(scenario, days=60).absences
    few, many = (
        build_roster(scenario.workforce.model_copy(update={"abstraction": share}), absences) for share in (0.3, 0.1)
    )
    turns = [set(zip(r.spell_officer.tolist(), r.spell_from.tolist(), strict=True)) for r in (few, many)]
    assert turns[0] < turns[1]


def test_everybody_away_means_nobody_on_duty() -> None:
    roster = roster_of(**{"workforce.abstraction": 1})
    assert len(roster.spell_from) == 0
    assert len(roster.officers) == 67


def test_a_post_added_changes_nobody_elses_duty() -> None:
    posts = {"north": {"sergeant": 5, "constable": 21}, "south": {"sergeant": 5, "constable": 15}}
    before, after = roster_of(), roster_of(**{"workforce.teams.response.posts": posts})
    duty = [
        {officer.key: spells_of(roster, row) for row, officer in enumerate(roster.officers)}
        for roster in (before, after)
    ]
    assert set(duty[1]) - set(duty[0]) == {"response/north/constable/20"}
    assert all(duty[1][key] == spells for key, spells in duty[0].items())


def test_posts_that_the_tape_does_not_know_are_refused() -> None:
    scenario = village()
    more = village(**{"workforce.teams.cid.posts": {"force": {"constable": 7}}})
    with pytest.raises(ValueError, match="knows no absences of cid/force/constable/6"):
        build_roster(more.workforce, record(scenario, days=2).absences)


# Staffed positions


def test_positions_become_seats_that_are_staffed_in_the_hours_that_need_them() -> None:
    by_hour = [2] * 8 + [5] * 10 + [3] * 6
    team = {"desks": ["contact"], "positions": by_hour, "lines": ["999", "101"], "skills": {"pip1": 0.4}}
    roster = roster_of(days=3, **only(team))
    (unit,) = roster.units
    assert (unit.area, unit.officers, unit.supervisors) == (-1, (0, 1, 2, 3, 4), ())
    assert [officer.key for officer in roster.officers][:2] == [
        "team/force/handler/0",
        "team/force/handler/1",
    ]
    assert spells_of(roster, 0) == [(0, 3 * DAY)]
    assert [(at / HOUR, end / HOUR) for at, end in spells_of(roster, 2)] == [(8, 24), (32, 48), (56, 72)]
    assert [(at / HOUR, end / HOUR) for at, end in spells_of(roster, 4)] == [(8, 18), (32, 42), (56, 66)]
    for hour in range(72):
        at = hour * HOUR
        assert ((roster.spell_from <= at) & (at < roster.spell_to)).sum() == by_hour[hour % 24]
    assert [officer.skills for officer in roster.officers] == [1, 1, 0, 0, 0]


def test_positions_by_hour_of_the_week_follow_the_local_clock() -> None:
    # One seat on Mondays from 06:00 to 07:00 only; the clocks went forward the day before.
    by_hour = [0] * 168
    by_hour[6] = 1
    team = {"desks": ["contact"], "positions": by_hour, "lines": ["999"]}
    roster = roster_of(days=14, start="2025-03-24", **only(team))
    assert spells_of(roster, 0) == [(6 * HOUR, 7 * HOUR), (7 * DAY + 5 * HOUR, 7 * DAY + 6 * HOUR)]


@pytest.mark.parametrize(
    ("start", "length", "spells"),
    [
        # Seats from 01:30 to 02:30, by half hour of the day or of the week (the changes are on Sundays).
        ("2025-01-05", 48, [(1.5, 2.5), (25.5, 26.5)]),
        ("2025-01-05", 336, [(1.5, 2.5)]),
        # 01:00 to 02:00 does not exist: 02:00 to 02:30 is left, an hour after midnight.
        ("2025-03-30", 48, [(1, 1.5), (24.5, 25.5)]),
        ("2025-03-30", 336, [(1, 1.5)]),
        # 01:00 to 02:00 comes twice: 01:30 to 02:00 twice, then 02:00 to 02:30.
        ("2025-10-26", 48, [(1.5, 2), (2.5, 3.5), (26.5, 27.5)]),
        ("2025-10-26", 336, [(1.5, 2), (2.5, 3.5)]),
    ],
)
def test_positions_by_the_half_hour_follow_the_clock_through_its_changes(
    start: str, length: int, spells: list[tuple[float, float]]
) -> None:
    positions = [0] * length
    sunday = 6 * 48 if length == 336 else 0
    positions[sunday + 3] = positions[sunday + 4] = 1
    team = {"desks": ["contact"], "positions": positions, "lines": ["999"]}
    roster = roster_of(days=2, start=start, **only(team))
    assert [(at / HOUR, end / HOUR) for at, end in spells_of(roster, 0)] == spells


@pytest.mark.parametrize(("start", "hours"), [("2025-03-30", 23), ("2025-10-26", 25)])
def test_hourly_positions_are_skipped_in_spring_and_staffed_twice_in_autumn(start: str, hours: int) -> None:
    """As many positions as the hour of the clock says, an hour of the run at a time."""
    team = {"desks": ["contact"], "positions": list(range(24)), "lines": ["999"]}
    roster = roster_of(days=1, start=start, **only(team))
    there = [int(((roster.spell_from <= at) & (at < roster.spell_to)).sum()) for at in range(0, hours * HOUR, HOUR)]
    assert there == ([0, *range(2, 24)] if hours == 23 else [0, 1, *range(1, 24)])


def test_equal_positions_by_hour_or_half_hour_of_day_or_week_make_the_same_roster() -> None:
    day = [2, 2, 2, 2, 2, 2, *[4] * 12, *[3] * 6]
    tables = [day, [n for n in day for _ in range(2)], day * 7, [n for n in day * 7 for _ in range(2)]]
    assert [len(table) for table in tables] == [24, 48, 168, 336]
    rosters = [
        roster_of(days=9, **only({"desks": ["contact"], "positions": table, "lines": ["999"]})) for table in tables
    ]
    for roster in rosters[1:]:
        assert [spells_of(roster, row) for row in range(4)] == [spells_of(rosters[0], row) for row in range(4)]


def test_positions_of_any_other_length_are_refused() -> None:
    with pytest.raises(ValueError, match="found 25"):
        roster_of(**only({"desks": ["contact"], "positions": [1] * 25, "lines": ["999"]}))
