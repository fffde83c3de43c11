"""Training: who goes on which course, what is missed for it, what is held afterwards, and what lapses when."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest

from demandsim.roster import Roster, build_roster
from demandsim.scenario.training import YEAR, lapses_at
from demandsim.tape import record
from tests.worlds import village

DAY = 86_400
PIP2, RASSO = 1, 2
COURSE = {"team": "cid", "places": {"force": 2}, "skill": "rasso", "begins": "2025-01-13", "days": 5}
"""Monday of the second week to Friday. Of the six detectives the first three hold rasso, the first five pip2."""


def roster(*courses: dict[str, Any], days: int = 28, **changes: Any) -> Roster:
    """The village's people with courses and nobody ill or abstracted."""
    nobody_away = {"workforce.abstraction": 0, "workforce.sickness.share": 0}
    scenario = village(**{**nobody_away, "workforce.courses": list(courses), **changes})
    return build_roster(scenario.workforce, record(scenario, days=days).absences)


def names(people: Roster, rows: Any) -> list[str]:
    """The officers' keys."""
    return [people.officers[row].key for row in rows]


def test_the_first_who_do_not_hold_the_skill_go_and_hold_it_when_the_course_is_over() -> None:
    people = roster(COURSE)
    gone = [one.officer for one in people.courses]
    assert names(people, gone) == ["cid/force/constable/3", "cid/force/constable/4"]
    assert {(one.begins_at, one.ends_at) for one in people.courses} == {(7 * DAY, 12 * DAY)}
    assert people.skill_changes == tuple((12 * DAY, row, RASSO, True) for row in gone)
    assert not any(people.officers[row].skills >> RASSO & 1 for row in gone)


def test_turns_that_begin_on_the_days_of_a_course_are_missed() -> None:
    there, away = roster(), roster(COURSE)
    assert list(there.lost) == ["abstraction", "sickness"]
    assert list(away.lost) == ["abstraction", "sickness", "course"]
    gone = [one.officer for one in away.courses]
    assert away.lost["course"][gone].tolist() == [5 * 8 * 3600] * 2
    assert away.lost["course"].sum() == 2 * 5 * 8 * 3600
    mine = np.isin(there.spell_officer, gone) & (there.spell_from >= 7 * DAY) & (there.spell_from < 12 * DAY)
    for column in ("spell_officer", "spell_from", "spell_to"):
        assert np.array_equal(getattr(away, column), getattr(there, column)[~mine])


def test_a_turn_that_is_lost_anyway_is_not_lost_to_the_course() -> None:
    lost = roster(COURSE, **{"workforce.abstraction": 1}).lost
    assert lost["course"].sum() == 0 < lost["abstraction"].sum()


def test_nobody_is_called_back_from_a_course() -> None:
    alone = {"workforce.teams.cid.posts": {"force": {"sergeant": 1, "constable": 1}}, "workforce.teams.cid.skills": {}}
    needed = {"workforce.teams.cid.minimum": {"all": 1}, "workforce.abstraction": 1, "demand.backlog": []}
    people = roster(COURSE, **alone, **needed)
    (row,) = (one.officer for one in people.courses)
    begins = people.spell_from[people.spell_officer == row] // DAY
    assert set(range(12)) & set(begins.tolist()) == {0, 1, 2, 3, 4}


def test_a_course_that_is_over_has_been_attended_and_one_that_goes_on_is_attended_from_the_start() -> None:
    over = roster({**COURSE, "begins": "2025-01-01"})
    assert over.courses == over.skill_changes == ()
    assert sum(officer.skills >> RASSO & 1 for officer in over.officers if not officer.supervisor) == 3 + 2
    begun = roster({**COURSE, "begins": "2025-01-03"})
    assert {(one.begins_at, one.ends_at) for one in begun.courses} == {(-3 * DAY, 2 * DAY)}
    assert {change.at for change in begun.skill_changes} == {2 * DAY}
    assert begun.lost["course"].sum() == 2 * 2 * 8 * 3600


def test_who_is_on_a_course_goes_on_no_other_and_a_later_one_takes_the_next() -> None:
    one = {**COURSE, "places": {"force": 1}}
    together = roster(one, {**one, "begins": "2025-01-17"})
    assert names(together, [a.officer for a in together.courses]) == ["cid/force/constable/3", "cid/force/constable/4"]
    later = roster({**one, "begins": "2025-01-20"}, one)
    assert names(later, [a.officer for a in later.courses]) == ["cid/force/constable/3", "cid/force/constable/4"]
    assert [a.begins_at // DAY for a in later.courses] == [7, 14]


def test_places_are_by_area_and_supervisors_do_not_go() -> None:
    south = {"team": "response", "places": {"south": 100}, "skill": "pip1", "begins": "2025-01-13", "days": 1}
    people = roster(south)
    gone = {one.officer for one in people.courses}
    unit = next(unit for unit in people.units if unit.team == "response" and unit.area == 1)
    lacking = {row for row in unit.officers if not people.officers[row].skills & 1}
    assert gone == lacking
    assert lacking


def test_accreditations_lapse_by_the_luck_of_each_holder() -> None:
    people = roster(days=365, **{"workforce.lapses": {"pip2": 0.5}})
    luck = record(village(**{"workforce.lapses": {"pip2": 0.5}}), days=1).absences.lapse_luck
    holders = [row for row, one in enumerate(people.officers) if one.skills >> PIP2 & 1 and not one.supervisor]
    expected = sorted((lapses_at(0.5, luck[people.officers[row].key, "pip2"]), row) for row in holders)
    assert [(change.at, change.officer) for change in people.skill_changes] == expected
    assert {change.skill for change in people.skill_changes} == {PIP2}
    assert not any(change.gained for change in people.skill_changes)


def test_what_a_course_has_given_does_not_lapse_and_who_has_lost_a_skill_may_go() -> None:
    nearly_all = {"workforce.lapses": {"rasso": 1 - 1e-9}}
    people = roster({**COURSE, "begins": "2025-06-02", "places": {"force": 6}}, days=365, **nearly_all)
    before = {c.officer for c in people.skill_changes if not c.gained and c.at < 147 * DAY}
    assert before
    gained = [change.officer for change in people.skill_changes if change.gained]
    holders = {row for row in people.units[-2].officers if people.officers[row].skills >> RASSO & 1}
    assert set(gained) == set(people.units[-2].officers) - (holders - before)
    for row in gained:
        assert [c.gained for c in people.skill_changes if c.officer == row] in ([True], [False, True])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_share_has_lost_the_skill_after_a_year(share: float) -> None:
    assert lapses_at(share, share) == YEAR
    assert lapses_at(share, 1 - (1 - share) ** 2) == pytest.approx(2 * YEAR, abs=1)
    mean = YEAR / -log(1 - share)
    assert lapses_at(share, 1 - np.exp(-1)) == pytest.approx(mean, abs=1)
