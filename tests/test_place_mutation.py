"""Mutation of places: travel is broken on purpose, one thing at a time, and a story must fail each time.

| broken rule | story that fails |
| --- | --- |
| a diverted officer begins at the station | who_is_diverted_sets_out_from_where_the_car_has_got_to |
| turnout is slept through twice | who_is_diverted_sets_out_from_where_the_car_has_got_to |
| everybody on the way has arrived | who_is_diverted_twice_goes_on_from_the_second_way |
| the nearest is chosen by area | on_a_map_the_nearest_by_distance_goes_whatever_the_area |
| patrols wait in the middle | officers_who_wait_anywhere_are_chosen_by_the_middle_and_set_out_by_luck_without_turnout |
| stations share officers by rounding down | stations_are_dealt_by_largest_remainders_in_order |
| the matrix is read by column | with_a_matrix_the_nearest_may_come_over_the_border_and_the_border_costs_nothing_more |
| an area's own law is forgotten | an_area_may_have_a_law_of_its_own |
| nobody waits for the second of a pair | a_crew_of_two_leaves_together_and_waits_for_the_second |
"""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.engine import travel
from demandsim.engine.patrols import Patrols
from demandsim.engine.travel import ByMatrix, OnMap
from demandsim.rules.dispatch import DIVERTED
from tests.breaking import Breaking, Broken, Patch, Story, after_start, caught, table
from tests.stories import test_place_stories as places

BROKEN = Broken()
caught_by = BROKEN.caught_by


@caught_by(places.test_who_is_diverted_sets_out_from_where_the_car_has_got_to)
def _(patch: Patch) -> None:
    """a diverted officer begins at the station"""
    patch.setattr(OnMap, "_present", lambda those, officer, _: those._base[officer])


@caught_by(places.test_who_is_diverted_sets_out_from_where_the_car_has_got_to)
def _(patch: Patch) -> None:
    """turnout is slept through twice"""
    journey = OnMap.journey

    def twice(those: Any, officer: int, incident: int, place: int, why: int, now: int) -> int:
        return journey(those, officer, incident, place, why, now) + (those._turnout if why & DIVERTED else 0)

    patch.setattr(OnMap, "journey", twice)


@caught_by(places.test_who_is_diverted_twice_goes_on_from_the_second_way)
def _(patch: Patch) -> None:
    """everybody on the way has arrived"""
    patch.setattr(travel, "along", lambda _map, _start, end, _done: end)


@caught_by(places.test_on_a_map_the_nearest_by_distance_goes_whatever_the_area)
def _(patch: Patch) -> None:
    """the nearest is chosen by area"""
    patch.setattr(OnMap, "seen_from", lambda _self, one, _incident, _now: one._replace(travel=float(one.borrowed)))


@caught_by(places.test_officers_who_wait_anywhere_are_chosen_by_the_middle_and_set_out_by_luck_without_turnout)
def _(patch: Patch) -> None:
    """patrols wait in the middle"""
    patch.setattr(OnMap, "_start", lambda those, officer, _incident, _place: those._base[officer])


@caught_by(places.test_stations_are_dealt_by_largest_remainders_in_order)
def _(patch: Patch) -> None:
    """stations share officers by rounding down"""
    bases = travel._bases

    def rounded_down(unit: Any, area: Any, patrolling: bool) -> Any:
        dealt = bases(unit, area, patrolling)
        last = [station.at for station in area.stations.values()][-1]
        whole = sum(int(station.share * len(unit.officers)) for station in area.stations.values())
        return {officer: point if number < whole else last for number, (officer, point) in enumerate(dealt.items())}

    patch.setattr(travel, "_bases", rounded_down)


@caught_by(places.test_with_a_matrix_the_nearest_may_come_over_the_border_and_the_border_costs_nothing_more)
def _(patch: Patch) -> None:
    """the matrix is read by column"""

    def turned(those: Any) -> None:
        columns = zip(*(row[:-1] for row in those._stretch), strict=True)
        those._stretch = [[*column, row[-1]] for column, row in zip(columns, those._stretch, strict=True)]

    after_start(patch, ByMatrix, turned)


@caught_by(places.test_an_area_may_have_a_law_of_its_own)
def _(patch: Patch) -> None:
    """an area's own law is forgotten"""
    lawful = travel.standard_travel

    def forgetful(incidents: Any, where: Any) -> Any:
        areas = {name: area.model_copy(update={"travel": {}}) for name, area in where.areas.items()}
        return lawful(incidents, where.model_copy(update={"areas": areas}))

    patch.setattr(travel, "standard_travel", forgetful)


@caught_by(places.test_a_crew_of_two_leaves_together_and_waits_for_the_second)
def _(patch: Patch) -> None:
    """nobody waits for the second of a pair"""

    class Nobody(set[int]):
        def add(self, _incident: int) -> None:
            """Forget it."""

    after_start(patch, Patrols, lambda those: setattr(those, "pairs", Nobody()))


@pytest.mark.parametrize(("rule", "breaking", "story"), BROKEN, ids=BROKEN.rules)
def test_broken_travel_is_caught(rule: str, breaking: Breaking, story: Story, monkeypatch: Patch) -> None:
    caught(breaking, story, monkeypatch)


def test_the_table_above_is_complete() -> None:
    assert table(__doc__) == BROKEN.table
