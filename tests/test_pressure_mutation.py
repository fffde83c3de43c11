"""Mutation of pressure, cover and upgrades: broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| nothing is stopped | what_is_stopped_stays_in_its_place_though_somebody_is_free |
| what is stopped holds up what is behind it | what_is_stopped_stays_in_its_place_though_somebody_is_free |
| neighbours help with what is stopped | stop_and_borrow_together_leave_the_neighbours_for_what_is_served |
| neighbours go on helping when the rule has ended | borrowing_ends_with_the_rule |
| investigators are lent for good | investigators_are_sent_and_finish_when_the_rule_has_ended |
| investigators go anywhere | investigators_of_the_force_go_only_to_the_area_under_pressure |
| nobody is kept on | officers_are_kept_on_once_and_until_the_next_turn_at_most |
| officers are kept on into the next turn | officers_are_kept_on_once_and_until_the_next_turn_at_most |
| the screen is made harder everywhere | the_screen_is_made_harder_in_the_area_that_is_watched |
| crimes that the desk works are filed too | two_rules_file_up_to_the_higher_score_and_no_further_than_the_desk_works |
| nothing becomes graver | what_has_become_graver_goes_before_what_has_not |
| a graver incident keeps its appointment | a_booked_visit_that_becomes_graver_is_given_up |
| those on the way turn away from what is as grave | whoever_is_on_the_way_is_not_turned_to_what_is_no_graver_now |
| all neighbours help after the first wait | each_neighbour_helps_after_its_own_wait |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import pressure as pressure_room
from demandsim.engine.appointments import Diary
from demandsim.engine.attendance import Attendance
from demandsim.engine.duty import Duty
from demandsim.engine.patrols import Patrols
from demandsim.engine.pressure import PressureRules
from demandsim.engine.waiting_incidents import WaitingIncidents
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_cover_stories as cover
from tests.stories import test_pressure_stories as pressure
from tests.stories import test_pressure_watch_stories as watch
from tests.stories import test_upgrade_stories as upgrades

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(pressure.test_what_is_stopped_stays_in_its_place_though_somebody_is_free)
def _(patch: Patch) -> None:
    """nothing is stopped"""
    patch.setattr(WaitingIncidents, "stop", nothing)


@caught_by(pressure.test_what_is_stopped_stays_in_its_place_though_somebody_is_free)
def _(patch: Patch) -> None:
    """what is stopped holds up what is behind it"""
    patch.setattr(WaitingIncidents, "_first_served", nothing)


@caught_by(pressure.test_stop_and_borrow_together_leave_the_neighbours_for_what_is_served)
def _(patch: Patch) -> None:
    """neighbours help with what is stopped"""
    patch.setattr(WaitingIncidents, "_first_served", lambda self, area: min(self._queues[area], default=None))


@caught_by(pressure.test_borrowing_ends_with_the_rule)
def _(patch: Patch) -> None:
    """neighbours go on helping when the rule has ended"""
    help_at_once = WaitingIncidents.help_at_once
    patch.setattr(WaitingIncidents, "help_at_once", lambda self, area, helps: helps and help_at_once(self, area, helps))


@caught_by(pressure.test_investigators_are_sent_and_finish_when_the_rule_has_ended)
def _(patch: Patch) -> None:
    """investigators are lent for good"""
    lend = Patrols.lend
    patch.setattr(Patrols, "lend", lambda self, officer, areas: areas and lend(self, officer, areas))


@caught_by(pressure.test_investigators_of_the_force_go_only_to_the_area_under_pressure)
def _(patch: Patch) -> None:
    """investigators go anywhere"""
    lend = Patrols.lend
    patch.setattr(Patrols, "lend", lambda self, officer, areas: lend(self, officer, areas and (0, 1)))


@caught_by(pressure.test_officers_are_kept_on_once_and_until_the_next_turn_at_most)
def _(patch: Patch) -> None:
    """nobody is kept on"""
    patch.setattr(Duty, "_is_kept_on", lambda *_: False)


@caught_by(pressure.test_officers_are_kept_on_once_and_until_the_next_turn_at_most)
def _(patch: Patch) -> None:
    """officers are kept on into the next turn"""
    kept_on = Duty._is_kept_on

    def without_next_turns(self: Any, officer: int) -> bool:
        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(self, "_starts", ([], [], []))
            return kept_on(self, officer)

    patch.setattr(Duty, "_is_kept_on", without_next_turns)


@caught_by(watch.test_the_screen_is_made_harder_in_the_area_that_is_watched)
def _(patch: Patch) -> None:
    """the screen is made harder everywhere"""
    patch.setattr(PressureRules, "_in_force", lambda self, _: self._rules)
    after_start(patch, PressureRules, lambda those: setattr(those, "_areas", [range(2)] * len(those._rules)))


@caught_by(watch.test_two_rules_file_up_to_the_higher_score_and_no_further_than_the_desk_works)
def _(patch: Patch) -> None:
    """crimes that the desk works are filed too"""
    patch.setattr(
        pressure_room,
        "harder",
        lambda rule, by: rule.model_copy(update={"file_below": rule.file_below + by, "desk_below": 1.0}),
    )


@caught_by(upgrades.test_what_has_become_graver_goes_before_what_has_not)
def _(patch: Patch) -> None:
    """nothing becomes graver"""
    patch.setattr(WaitingIncidents, "_upgrades", nothing)


@caught_by(upgrades.test_a_booked_visit_that_becomes_graver_is_given_up)
def _(patch: Patch) -> None:
    """a graver incident keeps its appointment"""
    patch.setattr(Diary, "give_up", lambda *_: False)


@caught_by(upgrades.test_whoever_is_on_the_way_is_not_turned_to_what_is_no_graver_now)
def _(patch: Patch) -> None:
    """those on the way turn away from what is as grave"""
    patch.setattr(Attendance, "is_graver", nothing)


@caught_by(cover.test_each_neighbour_helps_after_its_own_wait)
def _(patch: Patch) -> None:
    """all neighbours help after the first wait"""
    after_start(patch, Patrols, lambda those: [each.update(dict.fromkeys(each, 0)) for each in those.helpers])


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
