"""Roster checks: what a roster names and nobody knows, what cannot be worked, and hours that nobody covers."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.gaps import nobody_on_duty
from tests.worlds import village, village_facts

TEAM, SHIFTS = "workforce.teams.response", "workforce.shifts.2-2-2-4"


def found(**changes: object) -> dict[tuple[str | int, ...], str]:
    return dict(cross_check(village(**changes)))


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (
            {f"{TEAM}.seasons": [{"from": "06-01", "to": "08-31", "shift": "offise"}]},
            ("workforce", "teams", "response", "seasons", 0, "shift"),
            "did you mean 'office'?",
        ),
        (
            {f"{TEAM}.minimum": {"O": 2}},
            ("workforce", "teams", "response", "minimum", "O"),
            "no turn 'O'; valid: E, L, N, all",
        ),
        (
            {"workforce.bank_holidays": {"country": "GB", "subdivision": "ENGLISH"}},
            ("workforce", "bank_holidays"),
            "ENGLISH",
        ),
        ({"workforce.bank_holidays": {"country": "XX"}}, ("workforce", "bank_holidays"), "XX"),
        (
            {f"{SHIFTS}.on_bank_holidays": "rest"},
            ("workforce", "shifts", "2-2-2-4", "on_bank_holidays"),
            "say whose bank holidays",
        ),
        (
            {f"{SHIFTS}.turns.L.except": {"Fri": {"starts": "14:00", "ends": "14:00"}}},
            ("workforce", "shifts", "2-2-2-4", "turns", "L", "except", "Fri"),
            "another time",
        ),
        (
            {
                f"{SHIFTS}.cycle": "LE--------",
                f"{SHIFTS}.turns.L.except": {"Fri": {"starts": "20:00", "ends": "07:30"}},
            },
            ("workforce", "shifts", "2-2-2-4", "cycle"),
            "turn L ends at 07:30 of the next day, when turn E has begun at 07:00",
        ),
    ],
)
def test_what_a_roster_cannot_be_is_found_at_its_place(
    changes: dict[str, Any], path: tuple[str | int, ...], words: str
) -> None:
    wrong = found(**changes)
    assert words in wrong[path]


@pytest.mark.parametrize(
    "changes",
    [
        {
            f"{TEAM}.seasons": [{"from": "06-01", "to": "08-31", "shift": "office"}],
            f"{TEAM}.minimum": {"O": 1, "E": 2, "all": 3},
        },
        {"workforce.bank_holidays": {"country": "GB", "subdivision": "ENG"}, f"{SHIFTS}.on_bank_holidays": "E"},
        {f"{SHIFTS}.turns.L.except": {"Fri Sat": {"starts": "15:00", "ends": "01:00"}}},
        {f"{SHIFTS}.cycle": "VSA 2-2-2-4"},
    ],
)
def test_what_a_roster_can_be_is_let_pass(changes: dict[str, Any]) -> None:
    assert found(**changes) == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({f"{SHIFTS}.on_bank_holidays": "B"}, "no hours for turn B, which bank holidays ask for"),
        ({f"{SHIFTS}.cycle": "2-2-4"}, "4 numbers or a multiple; 2-2-4 has 3"),
        ({f"{SHIFTS}.turns.L.except": {"Friday": {"starts": "15:00", "ends": "16:00"}}}, "pattern"),
        ({"workforce.teams.handlers.seasons": []}, None),
        (
            {"workforce.teams.handlers": {"desks": ["contact"], "positions": [1] * 24, "minimum": {"all": 1}}},
            "go with `posts`",
        ),
    ],
)
def test_what_makes_no_shift_is_refused(changes: dict[str, Any], words: str | None) -> None:
    if words is None:
        assert village(**changes) == village()
        return
    with pytest.raises(ValueError, match=words):
        village(**changes)


# Hours that nobody covers


def shift(cycle: str, starts: str, ends: str, teams: int = 1, **more: Any) -> dict[str, Any]:
    return {"cycle": cycle, "turns": {"A": {"starts": starts, "ends": ends, **more}}, "teams": teams}


def gaps(response: dict[str, Any], **changes: Any) -> list[str]:
    return nobody_on_duty(village(**{SHIFTS: response, **changes}))


def test_a_pattern_round_the_clock_leaves_no_gap() -> None:
    assert nobody_on_duty(village()) == []
    assert gaps(shift("A", "00:00", "24:00")) == []


def test_hours_that_no_turn_covers_are_named_by_day() -> None:
    short = {"Sat": {"starts": "09:00", "ends": "03:00"}, "Tue Thu": {"starts": "07:30", "ends": "03:00"}}
    (north, south) = gaps(shift("A", "07:00", "03:00", **{"except": short}))
    assert north == (
        "nobody of a response team is ever on duty in north: Mon Wed Fri Sun 03:00-07:00; Tue Thu 03:00-07:30; "
        "Sat 03:00-09:00"
    )
    assert south == north.replace("north", "south")


def test_a_weekend_without_anybody_is_named_unless_groups_take_turns() -> None:
    assert gaps(shift("AAAAA--", "00:00", "24:00"))[0].endswith(": Sat Sun 00:00-24:00")
    assert gaps(shift("AAAAA--", "00:00", "24:00", teams=7)) == []
    # A cycle that is no whole number of weeks comes round to every day of the week.
    assert gaps(shift("AAAAA---", "00:00", "24:00")) == []


def test_only_the_groups_that_have_somebody_count() -> None:
    posts = {"north": {"sergeant": 9, "constable": 2}, "south": {"sergeant": 9, "constable": 4}}
    assert gaps(shift("A------", "00:00", "24:00", teams=7), **{f"{TEAM}.posts": posts}) == [
        "nobody of a response team is ever on duty in north: Tue-Sat 00:00-24:00",
        "nobody of a response team is ever on duty in south: Tue-Thu 00:00-24:00",
    ]


def test_officers_of_the_force_cover_every_area() -> None:
    teams = village_facts()["workforce"]["teams"]
    cars = {"desks": ["response"], "posts": {"force": {"constable": 1}}, "shift": "nights"}
    nights = {"workforce.teams": teams | {"cars": cars}}
    shifts = village_facts()["workforce"]["shifts"]
    shifts |= {"2-2-2-4": shift("A", "07:00", "22:00"), "nights": shift("A", "22:00", "06:00")}
    found = nobody_on_duty(village(**nights, **{"workforce.shifts": shifts}))
    assert found == [f"nobody of a response team is ever on duty in {area}: Mon-Sun 06:00-07:00" for area in VILLAGES]


VILLAGES = ("north", "south")


def test_a_season_with_a_gap_is_named() -> None:
    season = {f"{TEAM}.seasons": [{"from": "11-01", "to": "02-29", "shift": "office"}]}
    north, _ = nobody_on_duty(village(**season))
    assert north == (
        "nobody of a response team is ever on duty in north (11-01 to 02-29): "
        "Mon-Fri 00:00-08:00, 16:00-24:00; Sat Sun 00:00-24:00"
    )


def test_hours_without_emergencies_are_not_named() -> None:
    nine_to_five = [0.0] * 9 + [1.0] * 8 + [0.0] * 7
    incidents = village_facts()["demand"]["incidents"]
    for kind in incidents:
        kind["by"] = {}
    changes = {"demand.incidents": incidents, "demand.generated_profile": "flat"}
    by_day = {**changes, "demand.profiles.flat": {"hours": nine_to_five}}
    assert gaps(shift("A", "10:00", "20:00"), **by_day)[0].endswith(": Mon-Sun 09:00-10:00")
    for kind in incidents:
        kind["grades"] = {"priority": 1.0}
    assert gaps(shift("A", "10:00", "20:00"), **changes) == []
