"""A roster by people: whose turns are whose, on what terms, and who joins, leaves and follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from demandsim.roster import Roster, Stay, build_roster
from demandsim.scenario.calendar import DAY, HOUR
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.service import FOR_GOOD, spread
from demandsim.tape import record
from demandsim.tape.tape import Absences
from tests.test_roster import NEVER_AWAY, spells_of
from tests.worlds import village, village_facts

OFFICE = {"cycle": "D", "turns": {"D": {"starts": "08:00", "ends": "16:00"}}}
"""A turn every day: turn k begins at 08:00 of day k."""
SHIFTS = {
    "daily": OFFICE,
    "lates": {"cycle": "L-", "turns": {"L": {"starts": "16:00", "ends": "24:00"}}},
    "five": village_facts()["workforce"]["shifts"]["2-2-2-4"],
    "nights": {"cycle": "N", "turns": {"N": {"starts": "22:00", "ends": "06:00"}}},
}
TEAM: dict[str, Any] = {"desks": ["investigation"], "shift": "daily"}


def person(who: str, **terms: Any) -> dict[str, Any]:
    return {"id": who, "team": "cid", "area": "force", "rank": "constable", **terms}


def joiners(**about: Any) -> dict[str, Any]:
    return {"name": "intake", "team": "cid", "rank": "constable", "places": {"force": 2}, **about}


def force_of(*people: dict[str, Any], team: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """Give the village with one team that works every day; without people it has three posts."""
    posts = {} if people else {"posts": {"force": {"constable": 3}}}
    return village(
        **{
            "workforce.people": list(people),
            "workforce.teams": {"cid": TEAM | posts | (team or {})},
            "workforce.shifts": SHIFTS,
            "demand.backlog": [],
            **NEVER_AWAY,
            **changes,
        }
    )


def made(*people: dict[str, Any], days: int = 10, **changes: Any) -> tuple[Roster, Absences]:
    """Build the roster of one team."""
    scenario = force_of(*people, **changes)
    absences = record(scenario, days=days).absences
    return build_roster(scenario.workforce, absences), absences


def roster_of(*people: dict[str, Any], **changes: Any) -> Roster:
    return made(*people, **changes)[0]


def days_of(roster: Roster, row: int) -> list[int]:
    """Give the days on which somebody's turns begin."""
    return [at // DAY for at, _ in spells_of(roster, row)]


def keys_of(roster: Roster) -> list[str]:
    return [officer.key for officer in roster.officers]


def lost(roster: Roster, row: int) -> dict[str, float]:
    return {reason: seconds[row] / HOUR for reason, seconds in roster.lost.items()}


# Who there is


def test_ranks_come_as_they_first_appear_people_as_listed_and_joiners_last() -> None:
    roster = roster_of(
        person("7", area="south"),
        person("12"),
        person("9", rank="sergeant"),
        person("3"),
        person("1", rank="sergeant", area="south"),
        **{"workforce.joiners": [joiners(), joiners(name="late", rank="sergeant", places={"north": 1, "south": 0})]},
    )
    assert keys_of(roster) == [
        "cid/north/sergeant/late.0",
        "cid/south/constable/7", "cid/south/sergeant/1",
        "cid/force/constable/12", "cid/force/constable/3", "cid/force/sergeant/9",
        "cid/force/constable/intake.0", "cid/force/constable/intake.1",
    ]  # fmt: skip
    assert [(unit.area, unit.officers, unit.supervisors) for unit in roster.units] == [
        (0, (), (0,)), (1, (1,), (2,)), (-1, (3, 4, 6, 7), (5,)),
    ]  # fmt: skip


def test_listed_people_and_joiners_have_their_own_skills_and_posts_the_teams_shares() -> None:
    people = roster_of(
        person("a", skills=["rasso"]), person("b", skills=["pip2", "pip1"]), **{"workforce.joiners": [joiners()]}
    )
    assert [officer.skills for officer in people.officers] == [0b100, 0b011, 0, 0]
    posts = roster_of(team={"skills": {"pip1": 0.34}}, **{"workforce.joiners": [joiners(skills=["rasso"])]})
    # A third of three posts, as without the two who join.
    assert [officer.skills for officer in posts.officers] == [0b001, 0, 0, 0b100, 0b100]


def test_restricted_is_who_is_said_to_be() -> None:
    roster = roster_of(
        person("a"),
        person("b", restricted=True),
        **{"workforce.joiners": [joiners(restricted=True, places={"force": 1})]},
    )
    assert [officer.restricted for officer in roster.officers] == [False, True, True]


def test_people_work_in_their_group_or_are_dealt_round_by_number() -> None:
    """EELLNN----, five groups, each two days further in the cycle: the first turn of each tells the group."""
    roster = roster_of(
        person("a", group=4), person("b"), person("c", group=1), person("d"), person("s", rank="sergeant"),
        team={"shift": "five"}, **{"workforce.joiners": [joiners()]},
    )  # fmt: skip
    posts = roster_of(team={"shift": "five", "posts": {"force": {"constable": 5}}})
    groups = [spells_of(posts, row) for row in range(5)]
    assert [groups.index(spells_of(roster, row)) for row in range(7)] == [3, 1, 0, 3, 0, 4, 0]


def test_an_own_shift_replaces_the_teams_and_its_seasons() -> None:
    season = {"shift": "nights", "from": "01-01", "to": "12-31"}
    roster = roster_of(person("a"), person("b", shift="lates"), days=4, team={"seasons": [season]})
    assert [at % DAY // HOUR for at, _ in spells_of(roster, 0)] == [22] * 4
    assert spells_of(roster, 1) == [(16 * HOUR, 24 * HOUR), (2 * DAY + 16 * HOUR, 3 * DAY)]


# Whose turns


@pytest.mark.parametrize(
    ("fte", "days"),
    [
        (1.0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (0.5, [1, 3, 5, 7, 9]),
        # floor(0.6 (k + 1)) over k = 0, 1, …: 0 1 1 2 3 3 4 4 5 6.
        (0.6, [1, 3, 4, 6, 8, 9]),
        (0.1, [9]),
        (0.7, [1, 2, 4, 5, 7, 8, 9]),
        # Two turns in three of the nearest fraction of at most 1,000 parts.
        (0.6667, [1, 2, 4, 5, 7, 8]),
    ],
)
def test_part_timers_have_their_share_of_the_turns_spread_evenly(fte: float, days: list[int]) -> None:
    roster = roster_of(person("a", fte=fte))
    assert days_of(roster, 0) == days
    assert lost(roster, 0) == {"abstraction": 0, "sickness": 0}, "what is not rostered is not lost"


def test_shares_are_exact_where_decimal_fractions_are_not() -> None:
    # 0.29 x 100 is 28.999999999999996 in binary.
    assert spread(100, 0.29).sum() == 29
    assert np.flatnonzero(spread(100, 0.29))[-1] == 99
    assert not spread(7, 0.0).any()


def test_service_begins_and_ends_at_midnight_and_turns_go_on_being_counted() -> None:
    roster = roster_of(
        person("a", begins="2025-01-08", ends="2025-01-12", fte=0.5),
        person("b", begins="2024-06-01"),
        person("c", ends="2025-01-08"),
        person("d", begins="2026-01-01"),
        person("e", ends="2024-12-31"),
        person("f", ends="2025-01-15"),
    )
    assert [days_of(roster, row) for row in range(6)] == [[3, 5], [*range(10)], [0, 1, 2], [], [], [*range(10)]]
    assert roster.stays == (
        Stay(0, 2 * DAY, 7 * DAY),
        Stay(2, 0, 3 * DAY),
        Stay(3, 360 * DAY, FOR_GOOD),
        Stay(4, 0, -5 * DAY),
    )
    assert all(seconds.sum() == 0 for seconds in roster.lost.values())


def test_a_night_begun_in_service_is_finished() -> None:
    roster = roster_of(person("a", ends="2025-01-07"), days=4, team={"shift": "nights"})
    assert spells_of(roster, 0) == [(22 * HOUR, 30 * HOUR), (DAY + 22 * HOUR, DAY + 30 * HOUR)]
    assert roster.stays == (Stay(0, 0, 2 * DAY),)


def test_midnight_is_that_of_the_local_clock() -> None:
    roster = roster_of(person("a", begins="2025-03-31"), days=4, start="2025-03-29")
    assert roster.stays == (Stay(0, 47 * HOUR, FOR_GOOD),), "Sunday has 23 hours"
    assert [at / HOUR for at, _ in spells_of(roster, 0)] == [47 + 8, 47 + 32]


# What is lost


def test_protected_learning_is_a_share_of_the_rostered_turns_in_service() -> None:
    roster = roster_of(
        person("a", learning=0.4, learning_until="2025-01-13", begins="2025-01-07", fte=0.8),
        person("b"),
    )
    # Of days 0 to 9 turns 1 2 3 4 6 7 8 9 are the part-timer's (eight in ten), all of them in service. Of their
    # numbers 0 to 7 learning takes 2, 4 and 7, which are days 3, 6 and 9; the last day of learning is day 7.
    assert days_of(roster, 0) == [1, 2, 4, 7, 8, 9]
    assert lost(roster, 0) == {"abstraction": 0, "sickness": 0, "learning": 16}
    assert lost(roster, 1)["learning"] == 0


def test_learning_comes_before_every_other_reason_and_nobody_is_called_back_from_it() -> None:
    everything = {"workforce.abstraction": {"leave": 1.0}, "workforce.sickness": {"share": 0, "spell": "1 day"}}
    course = {"team": "cid", "places": {"force": 1}, "skill": "pip1", "begins": "2025-01-06", "days": 5}
    roster = roster_of(
        person("a", learning=0.5),
        team={"minimum": {"D": 1}},
        **everything,
        **{"workforce.courses": [course]},
    )
    # Days 0 to 4 are the course's; of the ten turns every second is learning; the rest of the course's are lost to
    # leave as the first reason. From day 5 on leave gives way to the minimum, learning does not.
    assert list(roster.lost) == ["leave", "sickness", "course", "learning"]
    assert lost(roster, 0) == {"leave": 24, "sickness": 0, "course": 0, "learning": 40}
    assert days_of(roster, 0) == [6, 8]


def test_luck_of_absence_hangs_on_the_key_alone() -> None:
    away = {"workforce.abstraction": 0.3, "workforce.sickness": {"share": 0.2, "spell": "3 days"}}
    few = roster_of(person("a"), person("b", shift="lates"), days=60, **away)
    many = roster_of(
        person("z"), person("b", shift="lates"), person("a"), days=60, **away, **{"workforce.joiners": [joiners()]}
    )
    rows = [{key: row for row, key in enumerate(keys_of(one))} for one in (few, many)]
    for key, row in rows[0].items():
        assert spells_of(few, row) == spells_of(many, rows[1][key])
    assert 0 < len(spells_of(few, 0)) < 60


def test_people_without_terms_work_as_the_posts_that_they_hold() -> None:
    """The village, its officers listed with the groups and skills that they have by post."""
    as_posts = village(**{"demand.backlog": [], **NEVER_AWAY})
    posts = build_roster(as_posts.workforce, record(as_posts, days=28).absences)
    skills = as_posts.workforce.skills
    people, teams = [], village_facts()["workforce"]["teams"]
    for number, officer in enumerate(posts.officers):
        team, area, rank, _ = officer.key.split("/")
        held = [skill for bit, skill in enumerate(skills) if officer.skills >> bit & 1]
        people.append({"id": str(number), "team": team, "area": area, "rank": rank, "skills": held})
        teams[team].pop("posts", None)
    listed = village(**{"demand.backlog": [], **NEVER_AWAY, "workforce.teams": teams, "workforce.people": people})
    roster = build_roster(listed.workforce, record(listed, days=28).absences)
    assert roster.units == posts.units
    assert [replace(one, key="") for one in roster.officers] == [replace(one, key="") for one in posts.officers]
    for column in ("spell_officer", "spell_from", "spell_to"):
        assert (getattr(roster, column) == getattr(posts, column)).all()
    assert roster.stays == posts.stays == ()
