"""Absence by reason and minimum strength: who is away for what, and who is called back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from demandsim.quantities import DAY, HOUR
from demandsim.roster import Roster, build_roster
from demandsim.tape import record
from tests.test_roster import roster_of, spells_of
from tests.test_rosters_patterns import EARLY, days_on, one_team, same
from tests.worlds import village

EIGHT_HOURS = 8 * HOUR
REASONS = {"leave": 0.14, "training": 0.06, "court": 0.02}


def played(luck: list[list[float]], sick: dict[int, list[tuple[int, int]]] | None = None, **changes: Any) -> Roster:
    """Officers of one team on earlies every day, with the luck of each day and spells of sickness given."""
    days = len(luck[0])
    facts = one_team({"s": {"cycle": "E", "turns": {"E": EARLY}}}, officers=len(luck)) | changes
    scenario = village(**{"demand.backlog": [], **facts})
    absences = record(scenario, days=days).absences
    keys = [f"team/force/constable/{number}" for number in range(len(luck))]
    ill = {key: np.empty((0, 2), np.int64) for key in absences.sick}
    ill |= {keys[number]: np.array(spells, dtype=np.int64) for number, spells in (sick or {}).items()}
    lucky = {key: np.ones(days) for key in absences.shift_luck}
    lucky |= {key: np.array(row) for key, row in zip(keys, luck, strict=True)}
    return build_roster(scenario.workforce, replace(absences, shift_luck=lucky, sick=ill))


def lost(roster: Roster, officer: int = 0) -> dict[str, int]:
    return {reason: int(seconds[officer]) for reason, seconds in roster.lost.items()}


# Reasons


def test_luck_falls_into_the_reasons_in_written_order() -> None:
    luck = [[0.0, 0.05, 0.139, 0.141, 0.19, 0.205, 0.219, 0.221, 0.5, 0.99]]
    roster = played(luck, **{"workforce.abstraction": REASONS})
    assert days_on(roster) == [7, 8, 9]
    expected = {"leave": 3, "training": 2, "court": 2, "sickness": 0}
    assert lost(roster) == {reason: turns * EIGHT_HOURS for reason, turns in expected.items()}


def test_a_turn_lost_to_both_counts_as_the_abstraction() -> None:
    roster = played([[0.1, 0.9, 0.9]], sick={0: [(0, 2 * DAY)]}, **{"workforce.abstraction": REASONS})
    assert days_on(roster) == [2]
    assert lost(roster) == {"leave": EIGHT_HOURS, "training": 0, "court": 0, "sickness": EIGHT_HOURS}


def test_reasons_make_the_same_roster_as_the_plain_share_that_they_add_up_to() -> None:
    plain = roster_of(days=120, **{"workforce.abstraction": 0.25})
    table = roster_of(days=120, **{"workforce.abstraction": {"leave": 0.125, "training": 0.0625, "court": 0.0625}})
    assert same(plain, table)
    assert list(plain.lost) == ["abstraction", "sickness"]
    assert list(table.lost) == ["leave", "training", "court", "sickness"]
    assert np.array_equal(plain.lost["abstraction"], sum(table.lost[name] for name in ("leave", "training", "court")))
    assert np.array_equal(plain.lost["sickness"], table.lost["sickness"])


def test_hours_lost_and_hours_on_duty_add_up_to_hours_rostered() -> None:
    # Over the change of clocks on 2025-03-30, for officers and seats alike.
    everybody = roster_of(start="2025-03-24", **{"workforce.abstraction": 0, "workforce.sickness.share": 0})
    roster = roster_of(start="2025-03-24", **{"workforce.abstraction": REASONS})

    def on_duty(one: Roster) -> Any:
        seconds = one.spell_to - one.spell_from
        return np.bincount(one.spell_officer, weights=seconds, minlength=len(one.officers)).astype(np.int64)

    assert np.array_equal(on_duty(roster) + sum(roster.lost.values()), on_duty(everybody))
    assert sum(everybody.lost.values()).sum() == 0
    assert all(seconds.shape == (67,) for seconds in roster.lost.values())
    assert roster.lost["leave"].sum() > roster.lost["training"].sum() > roster.lost["court"].sum() > 0


def test_staffed_positions_lose_nothing() -> None:
    team = {"desks": ["contact"], "positions": [2] * 24, "lines": ["999"]}
    roster = roster_of(**{"workforce.teams": {"team": team}, "workforce.shifts": {}})
    assert lost(roster) == {"abstraction": 0, "sickness": 0}


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"leave": 0.7, "training": 0.4}, "add up to 1.100"),
        ({"sickness": 0.1}, "sickness has a place of its own"),
    ],
)
def test_shares_that_cannot_be_are_refused(shares: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        village(**{"workforce.abstraction": shares})


# Minimum strength


HALF = {"workforce.abstraction": 0.5}
FOUR = [[0.1, 0.1, 0.1, 0.1], [0.2, 0.2, 0.2, 0.2], [0.3, 0.3, 0.3, 0.2], [0.6, 0.4, 0.4, 0.2]]


def on_earlies(roster: Roster) -> list[list[int]]:
    """The officers on duty on each of four days."""
    return [[officer for officer in range(4) if day in days_on(roster, officer)] for day in range(4)]


def test_those_closest_to_the_threshold_are_called_back_until_the_minimum_is_met() -> None:
    unguarded = played(FOUR, **HALF)
    assert on_earlies(unguarded) == [[3], [], [], []]
    ill = {3: [(2 * DAY, 3 * DAY)]}
    roster = played(FOUR, sick=ill, **HALF, **{"workforce.teams.team.minimum": {"E": 2}})
    # Day 2: officer 3 is ill. Day 3: three are equal in luck, and the lower numbers come.
    assert on_earlies(roster) == [[2, 3], [2, 3], [1, 2], [1, 2]]
    assert [lost(roster, officer)["abstraction"] // EIGHT_HOURS for officer in range(4)] == [4, 2, 0, 2]


def test_nobody_is_called_back_from_sickness_and_nobody_more_than_there_is() -> None:
    ill = {2: [(0, 4 * DAY)], 3: [(0, DAY)]}
    roster = played(FOUR, sick=ill, **HALF, **{"workforce.teams.team.minimum": {"all": 9}})
    assert on_earlies(roster) == [[0, 1], [0, 1, 3], [0, 1, 3], [0, 1, 3]]
    assert lost(roster, 2) == {"abstraction": 4 * EIGHT_HOURS, "sickness": 0}


def test_each_turn_of_each_unit_has_its_minimum_and_supervisors_do_not_count() -> None:
    minimum = {"N": 4, "all": 2}
    changes = {"workforce.abstraction": 0.9, "workforce.sickness.share": 0}
    roster = roster_of(**changes, **{"workforce.teams.response.minimum": minimum})
    without = roster_of(**changes)
    everybody = roster_of(**{**changes, "workforce.abstraction": 0})
    begins = {7: 2, 14: 2, 21: 4}
    for unit in roster.units[1:3]:
        for day in range(28):
            for hour, wanted in begins.items():
                strength = [
                    sum((day * DAY + hour * HOUR, length) in turns[officer] for officer in unit.officers)
                    for turns, length in ((TurnsOf(each), 10 * HOUR) for each in (without, roster, everybody))
                ]
                # Groups in the north have 4 officers, in the south 3.
                assert strength[1] == max(strength[0], min(wanted, strength[2]))
        for supervisor in unit.supervisors:
            assert spells_of(roster, supervisor) == spells_of(without, supervisor)


class TurnsOf(dict[int, set[tuple[int, int]]]):
    """(start, length) of the turns of each officer of a roster."""

    def __init__(self, roster: Roster) -> None:
        super().__init__({row: set() for row in range(len(roster.officers))})
        for officer, start, end in zip(
            roster.spell_officer.tolist(), roster.spell_from.tolist(), roster.spell_to.tolist(), strict=True
        ):
            self[officer].add((start, end - start))


@pytest.mark.parametrize("minimum", [{"all": 0}, {"E": 0, "N": 0}, {}])
def test_a_minimum_of_nobody_changes_nothing(minimum: dict[str, int]) -> None:
    assert same(roster_of(days=60), roster_of(days=60, **{"workforce.teams.response.minimum": minimum}))


def test_a_minimum_of_everybody_is_no_abstraction() -> None:
    well = {"workforce.sickness.share": 0.1}
    strict = {
        f"workforce.teams.{team}.minimum": {"all": 99} for team in ("handlers", "response", "cid", "crime_bureau")
    }
    none = roster_of(days=60, **well, **{"workforce.abstraction": 0})
    all_back = roster_of(days=60, **well, **strict)
    for row, officer in enumerate(none.officers):
        if not officer.supervisor:
            assert spells_of(all_back, row) == spells_of(none, row)
    assert all_back.lost["sickness"].sum() <= none.lost["sickness"].sum()


def test_a_post_added_only_spares_others_a_call_back() -> None:
    posts = {"north": {"sergeant": 5, "constable": 24}, "south": {"sergeant": 5, "constable": 15}}
    changes = {"workforce.abstraction": 0.6}
    guarded = {"workforce.teams.response.minimum": {"all": 3}}
    more = {"workforce.teams.response.posts": posts}
    without, before, after = (
        {officer.key: set(spells_of(roster, row)) for row, officer in enumerate(roster.officers)}
        for roster in (roster_of(**changes), roster_of(**changes, **guarded), roster_of(**changes, **guarded, **more))
    )
    assert all(without[key] <= after[key] <= turns for key, turns in before.items())
    assert any(after[key] < turns for key, turns in before.items())
    assert all(after[key] == turns for key, turns in before.items() if "response/north/constable" not in key)
