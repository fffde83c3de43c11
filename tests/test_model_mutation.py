"""Mutation of conditions, screening and allocation desks: broken on purpose, one at a time, and a story must fail.

| broken rule | story that fails |
| --- | --- |
| the score is not known to the conditions | a_score_decides_the_route_from_its_bound_on |
| it is always Monday midnight | the_hour_of_the_decision_decides_the_route_until_the_hours_close |
| nights end at midnight | hours_over_midnight_belong_to_the_day_on_which_they_begin |
| the clock is never put forward | the_clock_on_the_wall_decides_when_it_is_put_forward |
| crimes are screened at any hour | what_is_recorded_at_night_is_screened_when_the_hours_begin |
| what waits for the hours is forgotten | what_is_recorded_at_night_is_screened_when_the_hours_begin |
| points are added up in binary fractions | points_of_factors_file_work_at_the_desk_or_allocate |
| a named suspect counts nothing | points_of_factors_file_work_at_the_desk_or_allocate |
| full is looked at before off duty | another_team_has_the_crime_while_nobody_is_on_duty |
| one who is full is enough | all_must_be_full_and_room_kept_by_an_allocation_counts |
| crimes are allocated at any hour | crimes_of_the_night_are_allocated_in_the_second_in_which_the_hours_begin |
| nobody looks when the hours begin | crimes_of_the_night_are_allocated_in_the_second_in_which_the_hours_begin |
| those in custody wait too | with_somebody_in_custody_nobody_waits_for_the_hours |
| every unit's supervisors allocate | one_desk_allocates_for_all_units_in_their_order_and_reviews_only_its_own |
| the desk is not told of room | the_desk_is_told_of_room_in_any_unit |
| one desk serves all areas | the_desk_of_the_area_serves_the_units_of_the_area_and_the_first_the_force |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import opening, screening, state
from demandsim.engine.allocation_desk import AllocationDesk
from demandsim.engine.investigation import InvestigationDesk
from demandsim.engine.opening import LocalWeek
from demandsim.engine.screening import Destinations, InHours
from demandsim.engine.tables import CrimeReader
from demandsim.rules import when
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, nothing, table
from tests.stories import test_allocation_desk_stories as desks
from tests.stories import test_model_stories as models

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(models.test_a_score_decides_the_route_from_its_bound_on)
def _(patch: Patch) -> None:
    """the score is not known to the conditions"""
    facts = CrimeReader.facts
    patch.setattr(CrimeReader, "facts", lambda *known: facts(*known)._replace(score=0.0))


@caught_by(models.test_the_hour_of_the_decision_decides_the_route_until_the_hours_close)
def _(patch: Patch) -> None:
    """it is always Monday midnight"""
    patch.setattr(LocalWeek, "now", lambda _: 0)


@caught_by(models.test_hours_over_midnight_belong_to_the_day_on_which_they_begin)
def _(patch: Patch) -> None:
    """nights end at midnight"""
    patch.setattr(when, "within", lambda parts, second: any(begins <= second < until for begins, until in parts))


@caught_by(models.test_the_clock_on_the_wall_decides_when_it_is_put_forward)
def _(patch: Patch) -> None:
    """the clock is never put forward"""
    settings = opening.clock_settings
    patch.setattr(opening, "clock_settings", lambda calendar, ends_at: settings(calendar, ends_at)[:1])


@caught_by(models.test_what_is_recorded_at_night_is_screened_when_the_hours_begin)
def _(patch: Patch) -> None:
    """crimes are screened at any hour"""
    patch.setattr(InHours, "is_open", lambda _: True)


@caught_by(models.test_what_is_recorded_at_night_is_screened_when_the_hours_begin)
def _(patch: Patch) -> None:
    """what waits for the hours is forgotten"""
    patch.setattr(InHours, "when_open", nothing)


@caught_by(models.test_points_of_factors_file_work_at_the_desk_or_allocate)
def _(patch: Patch) -> None:
    """points are added up in binary fractions"""

    def plainly(weights: Any, for_named: float, factors: int, named: bool) -> float:
        return sum(weight for number, weight in enumerate(weights) if factors >> number & 1) + for_named * named

    patch.setattr(screening, "points", plainly)


@caught_by(models.test_points_of_factors_file_work_at_the_desk_or_allocate)
def _(patch: Patch) -> None:
    """a named suspect counts nothing"""
    by_factor = screening.points_by_factor
    patch.setattr(screening, "points_by_factor", lambda *known: (by_factor(*known)[0], 0.0))


@caught_by(models.test_another_team_has_the_crime_while_nobody_is_on_duty)
def _(patch: Patch) -> None:
    """full is looked at before off duty"""

    def unit(self: Any, route: Any, area: int) -> int:
        first = self._find.unit(route.team, area)
        officers = self._units[first].officers
        if route.if_full is not None and not self._state.have_room(officers):
            return int(self._find.unit(route.if_full, area))
        return int(decided(self, route, area))

    decided = Destinations.unit
    patch.setattr(Destinations, "unit", unit)


@caught_by(models.test_all_must_be_full_and_room_kept_by_an_allocation_counts)
def _(patch: Patch) -> None:
    """one who is full is enough"""
    patch.setattr(state, "any", all, raising=False)


@caught_by(desks.test_crimes_of_the_night_are_allocated_in_the_second_in_which_the_hours_begin)
def _(patch: Patch) -> None:
    """crimes are allocated at any hour"""
    patch.setattr(InHours, "is_open", lambda _: True)


@caught_by(desks.test_crimes_of_the_night_are_allocated_in_the_second_in_which_the_hours_begin)
def _(patch: Patch) -> None:
    """nobody looks when the hours begin"""
    patch.setattr(InvestigationDesk, "_look_at_all", nothing)


@caught_by(desks.test_with_somebody_in_custody_nobody_waits_for_the_hours)
def _(patch: Patch) -> None:
    """those in custody wait too"""
    following = InvestigationDesk.next_allocation
    patch.setattr(
        InvestigationDesk,
        "next_allocation",
        lambda self, unit: following(self, unit) if self._allocating.is_open() else None,
    )


@caught_by(desks.test_one_desk_allocates_for_all_units_in_their_order_and_reviews_only_its_own)
def _(patch: Patch) -> None:
    """every unit's supervisors allocate"""

    def each_its_own(desk: Any) -> None:
        desk._named = False
        desk.of = range(len(desk.of))

    after_start(patch, AllocationDesk, each_its_own)


@caught_by(desks.test_the_desk_is_told_of_room_in_any_unit)
def _(patch: Patch) -> None:
    """the desk is not told of room"""

    def room(self: Any, owner: int) -> None:
        self._state.caseload[owner] -= 1

    patch.setattr(InvestigationDesk, "room", room)


@caught_by(desks.test_the_desk_of_the_area_serves_the_units_of_the_area_and_the_first_the_force)
def _(patch: Patch) -> None:
    """one desk serves all areas"""

    def first(desk: Any) -> None:
        desk.of = [min(desk.of)] * len(desk.of)
        desk._serves = [tuple(range(len(desk.of))) if unit == desk.of[0] else () for unit in range(len(desk.of))]

    after_start(patch, AllocationDesk, first)


@pytest.mark.parametrize(("breaking", "story"), [each[1:] for each in BROKEN], ids=BROKEN.rules)
def test_a_broken_rule_is_caught(breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_says_what_is_tested() -> None:
    assert table(__doc__) == BROKEN.table
