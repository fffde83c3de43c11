"""Shift patterns: cycles in letters, numbers and by name, other hours by weekday, seasons, bank holidays, clocks."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from demandsim.quantities import DAY, HOUR
from demandsim.roster import Roster
from demandsim.scenario.duty import bank_holidays
from demandsim.scenario.shifts import expanded
from demandsim.scenario.workforce import BankHolidays
from tests.test_roster import NEVER_AWAY, roster_of, spells_of
from tests.worlds import village_facts

MONDAY = "2025-01-06"
ENGLAND = {"country": "GB", "subdivision": "ENG"}


def turn(starts: str, ends: str, **more: Any) -> dict[str, Any]:
    return {"starts": starts, "ends": ends, **more}


EARLY, NIGHT = turn("07:00", "15:00"), turn("22:00", "06:00")


def one_team(shifts: dict[str, Any], officers: int = 1, **team: Any) -> dict[str, Any]:
    """Officers of one team, who work the first of the shifts and are never away."""
    posts = {"force": {"constable": officers}}
    whole = {"desks": ["response"], "posts": posts, "shift": next(iter(shifts)), **team}
    return {"workforce.teams": {"team": whole}, "workforce.shifts": shifts, **NEVER_AWAY}


def hours(roster: Roster, officer: int = 0) -> list[tuple[float, float]]:
    return [(start / HOUR, end / HOUR) for start, end in spells_of(roster, officer)]


def days_on(roster: Roster, officer: int = 0) -> list[int]:
    return [start // DAY for start, _ in spells_of(roster, officer)]


def same(one: Roster, other: Roster) -> bool:
    return all(
        np.array_equal(getattr(one, column), getattr(other, column))
        for column in ("spell_officer", "spell_from", "spell_to")
    )


# Cycles


@pytest.mark.parametrize(
    ("written", "turns", "letters"),
    [
        ("EELLNN----", "ELN", "EELLNN----"),
        ("2-2-2-4", "ELN", "EELLNN----"),
        ("VSA 2-2-2-4", "ELN", "EELLNN----"),
        ("2-2-2-4", "NLE", "NNLLEE----"),
        ("5-2", "O", "OOOOO--"),
        ("5-2 office", "O", "OOOOO--"),
        ("4-on-4-off", "D", "DDDD----"),
        ("4-on-4-off", "DN", "DDNN----"),
        ("3-2-2-3", "D", "DDD--DD---"),
        ("7-0-0-2-0-7-0-2-0-0-7-3", "ELN", "EEEEEEE--LLLLLLL--NNNNNNN---"),
        ("12-2", "D", "DDDDDDDDDDDD--"),
    ],
)
def test_a_cycle_in_numbers_is_days_of_each_turn_as_written_then_rest(written: str, turns: str, letters: str) -> None:
    assert expanded(written, tuple(turns)) == letters


@pytest.mark.parametrize(
    ("written", "turns", "words"),
    [
        ("2-2-4", "ELN", "turns E, L, N, then days of rest: 4 numbers or a multiple; 2-2-4 has 3"),
        ("5-2 office", "ELN", "goes with 1 turns, not 3"),
        ("4-on-4-off", "ELN", "goes with 1 or 2 turns, not 3"),
        ("60-11", "D", "a cycle has 1 to 70 days; 60-11 has 71"),
        ("0-0", "D", "a cycle has 1 to 70 days; 0-0 has 0"),
        ("2x2", "D", "'2x2' is no cycle; write letters such as EELLNN----"),
        ("D" * 71, "D", "is no cycle"),
    ],
)
def test_numbers_that_make_no_cycle_are_refused(written: str, turns: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        expanded(written, tuple(turns))


def test_a_cycle_of_rest_alone_is_refused_in_numbers_too() -> None:
    with pytest.raises(ValueError, match="no day of duty"):
        roster_of(**one_team({"s": {"cycle": "0-3", "turns": {"E": EARLY}}}))


@pytest.mark.parametrize("written", ["2-2-2-4", "VSA 2-2-2-4"])
def test_letters_and_numbers_make_the_same_roster(written: str) -> None:
    shifts = village_facts()["workforce"]["shifts"]
    shifts["2-2-2-4"]["cycle"] = written
    assert same(roster_of(days=60), roster_of(days=60, **{"workforce.shifts": shifts}))


# Other hours on some days of the week


LATE = turn("14:00", "24:00", **{"except": {"Fri Sat": turn("15:00", "01:00")}})


def test_a_turn_has_other_hours_on_the_days_of_the_week_on_which_it_begins() -> None:
    roster = roster_of(days=8, start=MONDAY, **one_team({"s": {"cycle": "L", "turns": {"L": LATE}}}))
    plain, later = (14, 24), (15, 25)
    expected = [plain, plain, plain, plain, later, later, plain, plain]
    assert hours(roster) == [(24 * day + begins, 24 * day + ends) for day, (begins, ends) in enumerate(expected)]


def test_no_exceptions_and_exceptions_with_the_same_hours_make_the_same_roster() -> None:
    usual = turn("14:00", "24:00")
    rosters = [
        roster_of(days=30, **one_team({"s": {"cycle": "2-2", "turns": {"L": late}}}, officers=3))
        for late in (usual, usual | {"except": {"Mon": usual, "Wed Sun": usual}})
    ]
    assert same(*rosters)


def test_a_day_named_in_two_exceptions_is_refused() -> None:
    late = turn("14:00", "24:00", **{"except": {"Fri Sat": EARLY, "Sat": NIGHT}})
    with pytest.raises(ValueError, match="Sat is named twice"):
        roster_of(**one_team({"s": {"cycle": "L", "turns": {"L": late}}}))


def test_an_exception_that_runs_into_the_next_turn_is_refused() -> None:
    late = turn("14:00", "24:00", **{"except": {"Sun": turn("23:00", "08:00")}})
    with pytest.raises(ValueError, match="turn L ends at 08:00 of the next day, when turn E has begun at 07:00"):
        roster_of(**one_team({"s": {"cycle": "LE", "turns": {"L": late, "E": EARLY}}}))
    # On a cycle of a week the two never meet: the late turn of a Sunday is followed by a day of rest.
    roster = roster_of(days=14, **one_team({"s": {"cycle": "-E----L", "turns": {"L": late, "E": EARLY}}}))
    assert [end - start for start, end in hours(roster)] == [8, 9, 8, 9]


# Clocks


@pytest.mark.parametrize(
    ("start", "night", "saturday_late"),
    [("2025-03-29", 7, 10), ("2025-10-25", 9, 10)],
)
def test_clock_changes_shorten_and_lengthen_nights_of_every_pattern(start: str, night: int, saturday_late: int) -> None:
    # Both Saturdays are day 5 of the week. Saturday's late turn ends at 01:00, when the clocks are about to change.
    shifts = {
        "s": {"cycle": "5-2-0", "turns": {"E": EARLY, "N": NIGHT}},
        "lates": {"cycle": "1-0", "turns": {"L": LATE}},
    }
    nights = roster_of(days=2, start=start, **one_team(shifts))
    assert [end - begins for begins, end in hours(nights)] == [night, 8]
    lates = roster_of(days=2, start=start, **one_team(shifts, shift="lates"))
    # Sunday has 23 hours or 25: its turn begins at 14:00 by the clock, 13 or 15 hours after midnight.
    sunday = 24 + 14 + (night - 8)
    assert hours(lates) == [(15, 15 + saturday_late), (sunday, sunday + 10)]


# Seasons


BASE = {"base": {"cycle": "E", "turns": {"E": EARLY}}}


def test_a_season_is_decided_by_the_day_on_which_a_turn_begins() -> None:
    shifts = BASE | {"nights": {"cycle": "N", "turns": {"N": NIGHT}}}
    season = [{"from": "01-08", "to": "01-09", "shift": "nights"}]
    roster = roster_of(days=5, start=MONDAY, **one_team(shifts, seasons=season))
    assert hours(roster) == [(7, 15), (31, 39), (70, 78), (94, 102), (103, 111)]


def test_a_turn_that_would_begin_before_the_former_one_has_ended_is_not_worked() -> None:
    shifts = BASE | {"long nights": {"cycle": "N", "turns": {"N": turn("22:00", "08:00")}}}
    season = [{"from": "01-08", "to": "01-09", "shift": "long nights"}]
    roster = roster_of(days=6, start=MONDAY, **one_team(shifts, seasons=season))
    assert hours(roster) == [(7, 15), (31, 39), (70, 80), (94, 104), (127, 135)]


def test_a_season_may_run_over_the_new_year() -> None:
    shifts = BASE | {"winter": {"cycle": "W", "turns": {"W": turn("10:00", "12:00")}}}
    season = [{"from": "12-31", "to": "01-01", "shift": "winter"}]
    roster = roster_of(days=4, start="2024-12-30", **one_team(shifts, seasons=season))
    assert [start % 24 for start, _ in hours(roster)] == [7, 10, 10, 7]


def test_the_cycle_of_a_season_runs_from_the_monday_before_the_start_for_each_group() -> None:
    turns = {"A": turn("01:00", "02:00"), "B": turn("03:00", "04:00")}
    shifts = BASE | {"pair": {"cycle": "AB", "turns": turns, "teams": 2}}
    season = [{"from": "01-09", "to": "01-10", "shift": "pair"}]
    roster = roster_of(days=5, start=MONDAY, **one_team(shifts, officers=3, seasons=season))
    begins = [[start % 24 for start, _ in hours(roster, officer)] for officer in range(3)]
    assert begins == [[7, 7, 7, 3, 1], [7, 7, 7, 1, 3], [7, 7, 7, 3, 1]]


@pytest.mark.parametrize(("first", "last"), [("01-01", "12-31"), ("06-01", "05-31")])
def test_a_season_of_the_whole_year_is_that_shift_alone(first: str, last: str) -> None:
    shifts = BASE | {"2-2-2-4": village_facts()["workforce"]["shifts"]["2-2-2-4"]}
    season = [{"from": first, "to": last, "shift": "2-2-2-4"}]
    alone = roster_of(days=100, **one_team(shifts, officers=7, shift="2-2-2-4"))
    assert same(roster_of(days=100, **one_team(shifts, officers=7, seasons=season)), alone)


@pytest.mark.parametrize(
    ("seasons", "words"),
    [
        ([{"from": "02-30", "to": "03-01", "shift": "base"}], "02-30 is no day of the year"),
        ([{"from": "6-1", "to": "08-31", "shift": "base"}], "6-1 is no day of the year"),
        (
            [{"from": "12-01", "to": "01-05", "shift": "base"}, {"from": "01-05", "to": "02-01", "shift": "base"}],
            "01-05 lies in more than one season",
        ),
    ],
)
def test_seasons_that_do_not_exist_or_overlap_are_refused(seasons: list[dict[str, str]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        roster_of(**one_team(BASE, seasons=seasons))


# Bank holidays


def office(on_bank_holidays: str) -> dict[str, Any]:
    turns = {"O": turn("09:00", "17:00"), "B": turn("10:00", "14:00")}
    return {"office": {"cycle": "OOOOO--", "turns": turns, "on_bank_holidays": on_bank_holidays}}


def easter(on_bank_holidays: str, **kept: Any) -> Roster:
    # From Monday 2025-04-14: Good Friday is day 4, Easter Monday day 7.
    return roster_of(days=14, start="2025-04-14", **one_team(office(on_bank_holidays)), **kept)


def test_a_shift_may_rest_on_bank_holidays() -> None:
    assert days_on(easter("rest", **{"workforce.bank_holidays": ENGLAND})) == [0, 1, 2, 3, 8, 9, 10, 11]


def test_a_part_of_the_country_has_its_own_bank_holidays() -> None:
    scotland = {"country": "GB", "subdivision": "SCT"}
    assert days_on(easter("rest", **{"workforce.bank_holidays": scotland})) == [0, 1, 2, 3, 7, 8, 9, 10, 11]


def test_a_shift_may_work_another_turn_on_bank_holidays_but_days_of_rest_stay() -> None:
    roster = easter("B", **{"workforce.bank_holidays": ENGLAND})
    assert days_on(roster) == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert [end - start for start, end in hours(roster)] == [8, 8, 8, 8, 4, 4, 8, 8, 8, 8]
    four_days = office("B")
    four_days["office"]["cycle"] = "OOOO---"
    roster = roster_of(days=7, start="2025-04-14", **one_team(four_days), **{"workforce.bank_holidays": ENGLAND})
    assert days_on(roster) == [0, 1, 2, 3], "Good Friday was a day off already"


def test_bank_holidays_change_nothing_where_all_work_or_none_are_kept() -> None:
    assert same(easter("work", **{"workforce.bank_holidays": ENGLAND}), easter("work"))
    assert same(easter("rest"), easter("work"))


def test_substitute_days_and_the_last_day_of_the_run_count() -> None:
    # Christmas Day of 2021 was a Saturday: Monday and Tuesday were substitute days; so was Monday 3 January 2022.
    kept = BankHolidays(country="GB", subdivision="ENG")
    found = bank_holidays(kept, date(2021, 12, 24), 11)
    assert {3, 4, 10} <= found <= {1, 2, 3, 4, 8, 10}
    assert 10 not in bank_holidays(kept, date(2021, 12, 24), 10)
    assert bank_holidays(None, date(2021, 12, 24), 11) == frozenset()
