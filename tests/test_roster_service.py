"""Service: who joins, leaves by luck and follows, when, and what a successor cannot do."""

from __future__ import annotations

from dataclasses import replace
from math import log1p
from typing import Any

import numpy as np
import pytest

from demandsim.roster import Roster, Stay, build_roster
from demandsim.scenario.calendar import DAY, HOUR
from demandsim.scenario.people import Leavers
from demandsim.scenario.service import FOR_GOOD, service
from demandsim.scenario.training import YEAR, SkillChange
from demandsim.tape import record
from demandsim.tape.streams import Chance
from tests.test_roster import spells_of
from tests.test_roster_people import days_of, force_of, joiners, keys_of, made, person, roster_of

LEAVERS = {"workforce.leavers": {"share": {"constable": 0.9}}}
FOLLOWED = {"workforce.leavers": {"share": {"constable": 0.9}, "vacant": "36 h", "without": ["pip2"]}}


def test_leavers_go_at_the_midnight_after_their_luck_says() -> None:
    roster, absences = made(days=200, **LEAVERS)
    gone = {stay.officer: stay for stay in roster.stays}
    for row, key in enumerate(keys_of(roster)):
        at = YEAR * log1p(-absences.leaver_luck[key]) / log1p(-0.9)
        if at <= 199 * DAY:
            assert gone[row].from_at == 0
            to_at = absences.calendar.elapsed(int(at // DAY) + 1, 0)
            assert abs(gone[row].to_at - to_at) <= HOUR, "the run begins in winter"
            assert spells_of(roster, row)[-1][1] <= gone[row].to_at
        else:
            assert row not in gone
    assert gone, "somebody leaves"


def with_luck(luck: dict[str, float], *people: dict[str, Any], days: int = 20, **changes: Any) -> Roster:
    """Build a roster with the luck of leaving given by key."""
    scenario = force_of(*people, **FOLLOWED, **changes)
    absences = record(scenario, days=days).absences
    return build_roster(
        scenario.workforce, replace(absences, leaver_luck={key: luck.get(key, 0.999) for key in absences.leaver_luck})
    )


def leaving_after(days: float) -> float:
    """Give the luck with which a constable leaves so many days after the start."""
    return 1 - 0.1 ** (days / 365)


def test_a_successor_has_the_same_row_key_and_luck_and_lacks_what_is_said() -> None:
    roster = with_luck(
        {"cid/force/constable/a": leaving_after(4.5)},
        person("a", skills=["pip1", "pip2"]),
        person("b", skills=["pip2"]),
    )
    # Gone at midnight after 4.5 days; 36 hours later is noon of day 6: the successor begins on day 7.
    assert roster.stays == (Stay(0, 0, 5 * DAY), Stay(0, 7 * DAY, FOR_GOOD))
    assert days_of(roster, 0) == [*range(5), *range(7, 20)]
    assert [officer.skills for officer in roster.officers] == [0b011, 0b010]
    assert roster.skill_changes == (SkillChange(5 * DAY, 0, 1, False),)


@pytest.mark.parametrize(
    ("terms", "stays"),
    [
        # One's own last day comes first: nobody follows.
        ({"ends": "2025-01-08"}, [(0, 3 * DAY)]),
        # The post itself ends, for the successor too.
        ({"ends": "2025-01-14"}, [(0, 5 * DAY), (7 * DAY, 9 * DAY)]),
        ({"ends": "2025-01-12"}, [(0, 5 * DAY)]),
        # The time until somebody leaves begins with the first day.
        ({"begins": "2025-01-16"}, [(10 * DAY, 15 * DAY), (17 * DAY, FOR_GOOD)]),
        ({"begins": "2024-01-16"}, [(0, 5 * DAY), (7 * DAY, FOR_GOOD)]),
        ({"begins": "2025-01-21"}, [(15 * DAY, FOR_GOOD)]),
        ({"rank": "sergeant"}, []),
    ],
)
def test_own_days_and_luck_together(terms: dict[str, Any], stays: list[tuple[int, int]]) -> None:
    key = f"cid/force/{terms.get('rank', 'constable')}/a"
    roster = with_luck({key: leaving_after(4.5)}, person("a", **terms), person("b"))
    assert [stay[1:] for stay in roster.stays] == stays


def test_joiners_come_on_their_day_and_leave_a_time_after_it() -> None:
    intake = joiners(begins="2025-01-09", fte=0.5)
    roster = with_luck(
        {"cid/force/constable/intake.1": leaving_after(2)}, person("a"), **{"workforce.joiners": [intake]}
    )
    assert roster.stays == (Stay(1, 3 * DAY, FOR_GOOD), Stay(2, 3 * DAY, 5 * DAY), Stay(2, 7 * DAY, FOR_GOOD))
    assert days_of(roster, 1) == [*range(3, 20, 2)]
    assert days_of(roster, 2) == [3, *range(7, 20, 2)]


def test_what_the_successor_lacks_is_lost_once() -> None:
    """A skill that has lapsed before is not lost again, one that would lapse later is lost with the leaving."""
    luck = leaving_after(4.5)
    for lapsed_after, expected in ((2, [SkillChange(2 * DAY, 0, 1, False)]), (8, [SkillChange(5 * DAY, 0, 1, False)])):
        scenario = force_of(person("a", skills=["pip2"]), **{"workforce.lapses": {"pip2": 0.9}}, **FOLLOWED)
        key = "cid/force/constable/a"
        absences = replace(
            record(scenario, days=20).absences,
            leaver_luck={key: luck},
            lapse_luck={(key, "pip2"): leaving_after(lapsed_after)},
        )
        assert list(build_roster(scenario.workforce, absences).skill_changes) == expected


def test_nobody_goes_on_a_course_who_is_not_there_throughout() -> None:
    course = {"team": "cid", "places": {"force": 2}, "skill": "pip1", "begins": "2025-01-09", "days": 3}
    roster = roster_of(
        person("early", ends="2025-01-10"), person("late", begins="2025-01-10"), person("there"), person("too"),
        **{"workforce.courses": [course]},
    )  # fmt: skip
    assert [one.officer for one in roster.courses] == [2, 3]


def test_nobody_leaves_where_no_share_is_given_and_the_tape_must_know_who_does() -> None:
    assert roster_of().stays == ()
    roster, absences = made(**{"workforce.leavers": {"share": {"constable": 0}}})
    assert roster.stays == ()
    assert set(absences.leaver_luck) == set(keys_of(roster))
    with pytest.raises(ValueError, match="does not know when cid/force/constable/0 would leave"):
        build_roster(force_of(**LEAVERS).workforce, replace(absences, leaver_luck={}))


def test_a_year_loses_the_share_that_leaves() -> None:
    """By theory 1 - 0.2 of 4,000 lots are there after a year; standard deviation 0.0063."""
    calendar = made(days=1)[1].calendar
    leavers = Leavers.model_validate({"share": {"constable": 0.2}})
    luck = Chance(3, 0).luck("leavers", 4000)
    stayed = [not service(None, calendar, 365, leavers, "constable", float(one)) for one in luck]
    assert abs(np.mean(stayed) - 0.8) < 4 * 0.0063
