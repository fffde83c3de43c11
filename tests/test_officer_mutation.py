"""Mutation of officers' work and skills: rules are broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| the way into a crime is found at once | finding_ones_way_into_another_crime_takes_time |
| what is lost of the change is work left | what_is_put_down_while_finding_the_way_in_is_as_it_was |
| every crime is as good as new | a_crime_on_which_nobody_has_worked_comes_before_the_others_if_the_rule_says_so |
| likeness is ignored | like_follows_like_and_the_longest_ready_where_there_is_none |
| a slice is never over | all_have_their_turn |
| the change counts for the slice | all_have_their_turn |
| nobody shares | whoever_is_free_takes_up_a_colleagues_crime_and_becomes_its_owner |
| only the owner is asked | the_owner_is_asked_first_then_the_lowest_number |
| the level is never looked at again | who_gains_the_skill_works_at_the_level_when_next_at_work |
| the level at the end is that of the last work | the_level_at_the_end_is_that_of_the_second_of_closing |
| nobody looks round when a course ends | a_crime_that_waits_for_a_skill_has_an_owner_when_a_course_ends |
| the absent are given crimes again | after_so_long_an_illness_crimes_go_back_to_the_queue |
| nothing is lost in handing back | after_so_long_an_illness_crimes_go_back_to_the_queue |
| whoever learns keeps all crimes | whoever_learns_for_long_hands_crimes_back_likewise |
| all of a unit are protected at once | in_a_protected_turn_nobody_is_sent_but_to_emergencies_after_everybody_else |
| the protected are sent like others | in_a_protected_turn_nobody_is_sent_but_to_emergencies_after_everybody_else |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import ready_crimes
from demandsim.engine.casework import Casework
from demandsim.engine.hand_back import HandBack
from demandsim.engine.patrols import Patrols
from demandsim.engine.protected import Protection
from demandsim.engine.ready_crimes import ReadyCrimes
from demandsim.engine.skills import Skills
from demandsim.engine.state import CrimeState
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_next_work_stories as work
from tests.stories import test_skill_stories as skills

BROKEN = Broken()
caught_by = BROKEN.caught_by
GUARDED = skills.test_in_a_protected_turn_nobody_is_sent_but_to_emergencies_after_everybody_else


@caught_by(work.test_finding_ones_way_into_another_crime_takes_time)
def _(patch: Patch) -> None:
    """the way into a crime is found at once"""
    after_start(patch, Casework, lambda room: setattr(room, "_change", 0))


@caught_by(work.test_what_is_put_down_while_finding_the_way_in_is_as_it_was)
def _(patch: Patch) -> None:
    """what is lost of the change is work left"""
    put_down = Casework.put_down

    def with_the_change(self: Any, officer: int) -> None:
        if officer in self._doing:
            self._state.left[self._doing[officer][0]] = 10**9
        put_down(self, officer)

    patch.setattr(Casework, "put_down", with_the_change)


@caught_by(work.test_a_crime_on_which_nobody_has_worked_comes_before_the_others_if_the_rule_says_so)
def _(patch: Patch) -> None:
    """every crime is as good as new"""
    key = ready_crimes.work_key
    patch.setattr(ready_crimes, "work_key", lambda *facts: key(*facts[:6], False, facts[7]))


@caught_by(work.test_like_follows_like_and_the_longest_ready_where_there_is_none)
def _(patch: Patch) -> None:
    """likeness is ignored"""
    after_start(patch, ReadyCrimes, lambda lines: setattr(lines, "_like", False))


@caught_by(work.test_all_have_their_turn)
def _(patch: Patch) -> None:
    """a slice is never over"""
    patch.setattr(Casework, "_slice_is_over", nothing)


@caught_by(work.test_all_have_their_turn)
def _(patch: Patch) -> None:
    """the change counts for the slice"""
    begin = Casework._begin_slice
    patch.setattr(Casework, "_begin_slice", lambda self, officer, _: begin(self, officer, self._clock.now))


@caught_by(work.test_whoever_is_free_takes_up_a_colleagues_crime_and_becomes_its_owner)
def _(patch: Patch) -> None:
    """nobody shares"""

    def apart(lines: Any) -> None:
        lines._lines = [[] for _ in lines._lines]

    after_start(patch, ReadyCrimes, apart)


@caught_by(work.test_the_owner_is_asked_first_then_the_lowest_number)
def _(patch: Patch) -> None:
    """only the owner is asked"""
    patch.setattr(ReadyCrimes, "_asks_colleagues", nothing)


@caught_by(skills.test_who_gains_the_skill_works_at_the_level_when_next_at_work)
def _(patch: Patch) -> None:
    """the level is never looked at again"""
    after_start(patch, CrimeState, lambda state: setattr(state, "skills_change", False))


@caught_by(skills.test_the_level_at_the_end_is_that_of_the_second_of_closing)
def _(patch: Patch) -> None:
    """the level at the end is that of the last work"""
    close = Casework.close

    def as_it_was(self: Any, crime: int, why: Any = None) -> None:
        self._state.skills_change = False
        close(self, crime, why)

    patch.setattr(Casework, "close", as_it_was)


@caught_by(skills.test_a_crime_that_waits_for_a_skill_has_an_owner_when_a_course_ends)
def _(patch: Patch) -> None:
    """nobody looks round when a course ends"""
    after_start(patch, Skills, lambda room: setattr(room, "_look_at", nothing))


@caught_by(skills.test_after_so_long_an_illness_crimes_go_back_to_the_queue)
def _(patch: Patch) -> None:
    """the absent are given crimes again"""
    after_start(patch, HandBack, lambda room: setattr(room._state, "away", _Nobody()))


class _Nobody(set[int]):
    def add(self, _: int) -> None:
        """Stay empty."""


@caught_by(skills.test_after_so_long_an_illness_crimes_go_back_to_the_queue)
def _(patch: Patch) -> None:
    """nothing is lost in handing back"""
    after_start(patch, HandBack, lambda room: setattr(room, "_lost_work", 0))


@caught_by(skills.test_whoever_learns_for_long_hands_crimes_back_likewise)
def _(patch: Patch) -> None:
    """whoever learns keeps all crimes"""
    patch.setattr(HandBack, "_of_who_learns", nothing)


@caught_by(GUARDED)
def _(patch: Patch) -> None:
    """all of a unit are protected at once"""

    def together(room: Any) -> None:
        room._turns = dict.fromkeys(room._turns, 0)

    after_start(patch, Protection, together)


@caught_by(GUARDED)
def _(patch: Patch) -> None:
    """the protected are sent like others"""

    def after_nobody(patrols: Any) -> None:
        patrols._protected = _Nobody()

    after_start(patch, Patrols, after_nobody)


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
