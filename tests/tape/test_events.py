"""Events: outages and slow systems in seconds, and waves of sickness among officers and staffed positions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demandsim.roster import Roster, build_roster
from demandsim.scenario.calendar import DAY, HOUR, Calendar
from demandsim.tape import record
from demandsim.tape.events import silences, stretches
from tests.tape.errors import z_of_share
from tests.worlds import village


def event(kind: str, begins: str, ends: str, **more: Any) -> dict[str, Any]:
    """An event, named after its kind and beginning."""
    return {"name": f"{kind} {begins[5:10]}", "kind": kind, "begins": begins, "ends": ends, **more}


# Outages and slow systems


def test_outages_and_slow_systems_are_listed_line_by_line_in_seconds() -> None:
    scenario = village(
        events=[
            event("outage", "2025-01-06 10:15", "2025-01-06 11:00", lines=["101", "999"]),
            event("slow", "2025-01-05 22:00", "2025-01-06 02:00", lines=["999"], factor=1.5),
            event("outage", "2025-01-08 00:00", "2025-01-08 00:01", lines=["999"]),
        ]
    )
    calendar = Calendar(scenario.start, scenario.timezone)
    assert silences(scenario, calendar) == ((1, 36900, 39600), (0, 36900, 39600), (0, 2 * DAY, 2 * DAY + 60))
    assert stretches(scenario, calendar) == ((0, -2 * HOUR, 2 * HOUR, 1.5),)
    tape = record(scenario, days=3)
    assert tape.silences == silences(scenario, calendar)
    assert tape.stretches == stretches(scenario, calendar)


@pytest.mark.parametrize(("start", "hours"), [("2025-03-30", 2), ("2025-10-26", 4), ("2025-01-06", 3)])
def test_events_follow_the_clock_through_its_changes(start: str, hours: int) -> None:
    """From 00:30 to 03:30: two hours in spring, four in autumn, three otherwise."""
    begins_at, ends_at = 1800, 1800 + hours * HOUR
    when = f"{start} 00:30", f"{start} 03:30"
    events = [event("outage", *when, lines=["999"]), event("slow", *when, lines=["999"], factor=2)]
    tape = record(village(start=start, events=events), days=1)
    assert tape.silences == ((0, begins_at, ends_at),)
    assert tape.stretches == ((0, begins_at, ends_at, 2.0),)


# Waves of sickness


WELL = {"workforce.abstraction": 0, "workforce.sickness": {"share": 0, "spell": "8 days"}}
CROWD = {"workforce.teams.response.posts": {"north": {"constable": 1500}, "south": {"sergeant": 500}}}


def test_a_wave_of_sickness_strikes_its_share_of_its_teams_for_the_whole_time() -> None:
    wave = event("sickness", "2025-01-08 12:00", "2025-01-10 06:00", teams=["response"], share=0.3)
    tape = record(village(**WELL, **CROWD, **{"demand.backlog": []}, events=[wave]), days=7)
    spells = tape.absences.sick
    theirs = {key: rows for key, rows in spells.items() if key.startswith("response/")}
    assert len(theirs) == 2000
    ill = np.array([len(rows) > 0 for rows in theirs.values()])
    assert abs(z_of_share(ill, 0.3)) < 4.5
    whole_time = [2 * DAY + 12 * HOUR, 4 * DAY + 6 * HOUR]
    assert all(rows.tolist() in ([], [whole_time]) for rows in theirs.values())
    assert all(len(rows) == 0 for key, rows in spells.items() if key not in theirs)


def test_turns_that_begin_in_the_wave_are_missed_and_no_others() -> None:
    changes = {**WELL, "demand.backlog": []}
    wave = event("sickness", "2025-01-08 12:00", "2025-01-10 06:00", teams=["response"], share=1)
    before, after = (record(village(**changes, events=events), days=7) for events in ([], [wave]))
    turns = []
    for tape in (before, after):
        roster = build_roster(tape.scenario.workforce, tape.absences)
        team = np.array([roster.units[officer.unit].team == "response" for officer in roster.officers])
        turns.append((set(zip(roster.spell_officer.tolist(), roster.spell_from.tolist(), strict=True)), team))
    (usual, response), (left, _) = turns
    begins, ends = 2 * DAY + 12 * HOUR, 4 * DAY + 6 * HOUR
    missed = {(who, at) for who, at in usual if response[who] and begins <= at < ends}
    assert len(missed) > 20
    assert left == usual - missed


def test_a_wave_joins_the_sickness_that_there_is_and_leaves_everybody_elses_alone() -> None:
    wave = event("sickness", "2025-01-20 00:00", "2025-02-03 00:00", teams=["response"], share=0.5)
    crowd = {**CROWD, "demand.backlog": []}
    before, after = (record(village(**crowd, events=events), days=60).absences for events in ([], [wave]))
    begins, ends = 14 * DAY, 28 * DAY
    joined = 0
    for key, rows in before.sick.items():
        now = after.sick[key]
        assert np.array_equal(after.shift_luck[key], before.shift_luck[key])
        if np.array_equal(now, rows):
            continue
        assert key.startswith("response/")
        assert (now[1:, 0] > now[:-1, 1]).all(), "spells stay in order and apart"
        meets = (rows[:, 0] <= ends) & (rows[:, 1] >= begins)
        long = [min([begins, *rows[meets, 0].tolist()]), max([ends, *rows[meets, 1].tolist()])]
        assert sorted([*rows[~meets].tolist(), long]) == now.tolist()
        joined += bool(meets.any())
    assert joined > 100


def test_the_same_are_struck_by_a_greater_wave_and_others_by_another() -> None:
    def ill(share: float, name: str = "flu") -> set[str]:
        wave = event("sickness", "2025-01-08 00:00", "2025-01-09 00:00", teams=["response"], share=share)
        tape = record(village(**WELL, **{"demand.backlog": []}, events=[wave | {"name": name}]), days=4)
        return {key for key, rows in tape.absences.sick.items() if len(rows)}

    assert ill(0.3) < ill(0.6)
    assert ill(0.3) != ill(0.3, "cold")
    assert ill(0) == set()


def on_duty(roster: Roster, at: int) -> int:
    """People on duty at a second."""
    return int(((roster.spell_from <= at) & (at < roster.spell_to)).sum())


def seats(positions: list[int], *waves: dict[str, Any], start: str = "2025-01-06") -> Roster:
    """The roster of a team of staffed positions; another team beside it is not struck."""
    team = {"desks": ["contact"], "positions": positions, "lines": ["999", "101"]}
    other = {"desks": ["contact"], "positions": [3] * 24, "lines": ["101"]}
    changes = {"workforce.teams": {"desk": team, "others": other}, "demand.backlog": [], "start": start}
    tape = record(village(**changes, events=waves), days=3)
    roster = build_roster(tape.scenario.workforce, tape.absences)
    mine = np.array([roster.units[officer.unit].team == "desk" for officer in roster.officers])[roster.spell_officer]
    assert ((roster.spell_to - roster.spell_from)[~mine] == tape.ends_at).all(), "the other team is as it was"
    spells = (column[mine] for column in (roster.spell_officer, roster.spell_from, roster.spell_to))
    return Roster(roster.units, roster.officers, *spells)


def test_a_wave_leaves_fewer_positions_staffed_to_the_nearest() -> None:
    one = event("sickness", "2025-01-07 06:00", "2025-01-07 18:30", teams=["desk"], share=0.2)
    two = event("sickness", "2025-01-07 12:00", "2025-01-08 00:00", teams=["desk"], share=0.5)
    roster = seats([7] * 8 + [10] * 16, one, two)
    expected = {
        0: 7, 10: 10, 24 + 5.5: 7, 24 + 6: 6, 24 + 7.5: 6, 24 + 8: 8, 24 + 11.5: 8, 24 + 12: 4, 24 + 18: 4,
        24 + 18.5: 5, 24 + 23.5: 5, 48: 7, 60: 10,
    }  # fmt: skip
    # 7 x 0.8 = 5.6; 10 x 0.8 x 0.5 = 4.
    assert {hour: on_duty(roster, round(hour * HOUR)) for hour in expected} == expected


def test_a_wave_over_the_clock_change_strikes_the_half_hours_of_the_clock() -> None:
    wave = event("sickness", "2025-10-26 01:00", "2025-10-26 02:00", teams=["desk"], share=1)
    roster = seats([2] * 24, wave, start="2025-10-26")
    # Between 01:00 in summer time and 02:00 in winter time lie two hours.
    assert [on_duty(roster, half * 1800) for half in range(8)] == [2, 2, 0, 0, 0, 0, 2, 2]
