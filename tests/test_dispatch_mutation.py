"""Mutation of dispatch: its rules are broken on purpose, one at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| whoever is on the way stays on the way | an_officer_on_the_way_turns_to_something_graver |
| what is left behind is forgotten | an_officer_on_the_way_turns_to_something_graver |
| what is left behind waits for the next second | what_is_left_behind_goes_to_somebody_else_at_once |
| what is left behind has no help | what_is_left_behind_after_the_wait_is_borrowed_for_and_escalated_at_once |
| what is left behind never lapses | an_incident_whose_officer_is_diverted_after_its_time_lapses_at_once |
| all crimes at the desk are equal | least_disruptive_sends_the_idle_first_and_then_whose_crime_does_least_harm |
| nothing that is put aside has a price | weighted_spares_a_desk_for_the_minutes_that_it_is_worth |
| nobody is escalated | an_incident_that_is_about_to_miss_its_target_goes_before_the_second_officer_of_another |
| reserve teams are sent at once | a_reserve_team_is_sent_after_the_wait |
| reserve teams are forgotten | a_reserve_team_is_sent_after_the_wait |
| part of a crew is sent | a_whole_crew_is_awaited_and_not_overtaken |
| those held back make up a crew | a_whole_crew_leaves_those_held_back |
| those behind a crew take its officers | who_is_awaited_by_a_crew_is_not_taken_by_those_behind_it |
| a slot takes any number of visits | appointments_are_kept_missed_or_not_to_be_had |
| no appointment is missed | appointments_are_kept_missed_or_not_to_be_had |
| a missed caller keeps quiet | after_a_missed_appointment_the_caller_rings_again |
| nothing lapses | an_incident_lapses_where_nobody_is_on_the_way |
| incidents lapse under the eyes of those on the way | an_incident_lapses_where_nobody_is_on_the_way |
| every hour is as fast | travel_depends_on_the_hour_in_which_somebody_is_sent |
| the longest wait over all areas goes first | an_emergency_of_a_neighbour_goes_before_the_areas_own_routine |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from demandsim.engine import patrols
from demandsim.engine.appointments import Diary
from demandsim.engine.attendance import Attendance
from demandsim.engine.casework import Casework
from demandsim.engine.incident_state import IncidentState
from demandsim.engine.patrols import Patrols
from demandsim.engine.response import ResponseDesk
from demandsim.engine.waiting_incidents import WaitingIncidents
from demandsim.rules.dispatch import Nearest, dispatch_order
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import hand
from tests.stories import test_dispatch_crew_stories as crews
from tests.stories import test_dispatch_diversion_stories as diversion
from tests.stories import test_dispatch_stories as rules
from tests.stories import test_dispatch_visit_stories as visits

BROKEN = Broken()
caught_by = BROKEN.caught_by


def while_turning_away(patch: Patch, what: str) -> None:
    """Leave one thing out whenever an officer turns away from an incident."""
    turns_away = ResponseDesk._turns_away

    def forgetful(self: Any, officer: int, incident: int) -> int:
        with pytest.MonkeyPatch.context() as meanwhile:
            meanwhile.setattr(self, what, nothing, raising=False)
            return turns_away(self, officer, incident)

    patch.setattr(ResponseDesk, "_turns_away", forgetful)


def choosing(patch: Patch, change: Callable[[Any, tuple[Any, ...]], tuple[Any, ...]]) -> None:
    """Let officers be chosen from other facts: grade, area, wait, own, borrows, wanted, now."""
    choose = Patrols.choose
    patch.setattr(Patrols, "choose", lambda self, *facts: choose(self, *change(self, facts)))


@caught_by(diversion.test_an_officer_on_the_way_turns_to_something_graver)
def _(patch: Patch) -> None:
    """whoever is on the way stays on the way"""
    after_start(patch, Patrols, lambda those: setattr(those, "_diverts", [False] * 4))


@caught_by(diversion.test_an_officer_on_the_way_turns_to_something_graver)
def _(patch: Patch) -> None:
    """what is left behind is forgotten"""
    while_turning_away(patch, "_waits")


@caught_by(diversion.test_what_is_left_behind_goes_to_somebody_else_at_once)
def _(patch: Patch) -> None:
    """what is left behind waits for the next second"""
    turns_away = ResponseDesk._turns_away

    def forgetful(self: Any, officer: int, incident: int) -> int:
        turns_away(self, officer, incident)
        return -1

    patch.setattr(ResponseDesk, "_turns_away", forgetful)
    patch.setattr(WaitingIncidents, "_flag", lambda self, area: self.flagged.add(area))


@caught_by(diversion.test_what_is_left_behind_after_the_wait_is_borrowed_for_and_escalated_at_once)
def _(patch: Patch) -> None:
    """what is left behind has no help"""
    while_turning_away(patch, "_expects_changes")


@caught_by(diversion.test_an_incident_whose_officer_is_diverted_after_its_time_lapses_at_once)
def _(patch: Patch) -> None:
    """what is left behind never lapses"""
    while_turning_away(patch, "_expects_lapse")


@caught_by(rules.test_least_disruptive_sends_the_idle_first_and_then_whose_crime_does_least_harm)
def _(patch: Patch) -> None:
    """all crimes at the desk are equal"""
    patch.setattr(Casework, "harm_in_hand", lambda *_: 1.0)


@caught_by(rules.test_weighted_spares_a_desk_for_the_minutes_that_it_is_worth)
def _(patch: Patch) -> None:
    """nothing that is put aside has a price"""
    nearest = dispatch_order(Nearest(kind="nearest"))
    patch.setattr(patrols, "dispatch_order", lambda _: nearest)


@caught_by(rules.test_an_incident_that_is_about_to_miss_its_target_goes_before_the_second_officer_of_another)
def _(patch: Patch) -> None:
    """nobody is escalated"""
    patch.setattr(WaitingIncidents, "_escalates", nothing)


@caught_by(rules.test_a_reserve_team_is_sent_after_the_wait)
def _(patch: Patch) -> None:
    """reserve teams are sent at once"""
    after_start(patch, Patrols, lambda those: setattr(those, "_sent_after", [0] * len(those._sent_after)))


@caught_by(rules.test_a_reserve_team_is_sent_after_the_wait)
def _(patch: Patch) -> None:
    """reserve teams are forgotten"""
    after_start(patch, Patrols, lambda those: setattr(those, "reserve_waits", []))


@caught_by(crews.test_a_whole_crew_is_awaited_and_not_overtaken)
def _(patch: Patch) -> None:
    """part of a crew is sent"""
    after_start(patch, Patrols, lambda those: setattr(those, "_whole_crew", [False] * 4))


@caught_by(crews.test_a_whole_crew_leaves_those_held_back)
def _(patch: Patch) -> None:
    """those held back make up a crew"""
    choosing(patch, lambda _, facts: (*facts[:5], min(facts[5], 1), *facts[6:]))


@caught_by(crews.test_who_is_awaited_by_a_crew_is_not_taken_by_those_behind_it)
def _(patch: Patch) -> None:
    """those behind a crew take its officers"""
    choosing(patch, lambda _, facts: (*facts[:3], True, *facts[4:]))


@caught_by(visits.test_appointments_are_kept_missed_or_not_to_be_had)
def _(patch: Patch) -> None:
    """a slot takes any number of visits"""
    after_start(patch, Diary, lambda diary: setattr(diary, "_visits", [99 * visits for visits in diary._visits]))


@caught_by(visits.test_appointments_are_kept_missed_or_not_to_be_had)
def _(patch: Patch) -> None:
    """no appointment is missed"""
    patch.setattr(Diary, "_ends", nothing)
    patch.setattr(hand, "identities", lambda _: [])


@caught_by(visits.test_after_a_missed_appointment_the_caller_rings_again)
def _(patch: Patch) -> None:
    """a missed caller keeps quiet"""
    after_start(patch, Diary, lambda diary: setattr(diary, "_missed", nothing))


@caught_by(diversion.test_an_incident_lapses_where_nobody_is_on_the_way)
def _(patch: Patch) -> None:
    """nothing lapses"""
    patch.setattr(WaitingIncidents, "_lapses", nothing)


@caught_by(diversion.test_an_incident_lapses_where_nobody_is_on_the_way)
def _(patch: Patch) -> None:
    """incidents lapse under the eyes of those on the way"""
    patch.setattr(IncidentState, "is_attended", lambda *_: False)


@caught_by(visits.test_travel_depends_on_the_hour_in_which_somebody_is_sent)
def _(patch: Patch) -> None:
    """every hour is as fast"""
    after_start(patch, Attendance, lambda those: setattr(those, "_slow_hours", []))


@caught_by(rules.test_an_emergency_of_a_neighbour_goes_before_the_areas_own_routine)
def _(patch: Patch) -> None:
    """the longest wait over all areas goes first"""
    candidates = WaitingIncidents.candidates
    patch.setattr(WaitingIncidents, "candidates", lambda *facts: [(0, *each[1:]) for each in candidates(*facts)])


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_a_broken_rule_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
