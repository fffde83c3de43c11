"""Place checks: what cannot be in places is refused at its place, in words that help."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.explain import explain
from demandsim.scenario.places import Places
from demandsim.scenario.ways import along, distance, mean_travel
from tests.worlds import village

AREAS = ("places", "areas")
MATRIX: dict[str, Any] = {
    "north": {"north": "8 min", "south": "20 min"},
    "south": {"north": "22 min", "south": "10 min"},
}
ON_MAP: dict[str, Any] = {
    "places.areas": {
        "north": {
            "share": 0.6,
            "box": [0, 0, 30, 20],
            "stations": {"town": {"at": [10, 10], "share": 0.7}, "hill": {"at": [25, 15], "share": 0.3}},
            "borders": {"south": "0 s"},
        },
        "south": {"share": 0.4, "box": [0, -20, 30, 0]},
    },
    "places.travel": {},
    "places.map": {"metric": "streets", "speed": {"emergency": 60, "priority": 50, "scheduled": 40}},
}


def on_map(**changes: Any) -> dict[str, Any]:
    """The village on a map, changed by path."""
    return {**ON_MAP, **changes}


@pytest.mark.parametrize("changes", [{"places.between": MATRIX}, ON_MAP], ids=["matrix", "map"])
def test_all_of_it_fits_together_and_can_be_explained(changes: dict[str, Any]) -> None:
    scenario = village(**changes)
    assert cross_check(scenario) == []
    assert all(sum(area.asked) > 0 for area in explain(scenario).response)


def test_every_area_may_have_laws_of_its_own_instead_of_the_forces() -> None:
    own = {"emergency": "5 min", "priority": "6 min", "scheduled": "7 min"}
    changes = {"places.travel": {}, "places.areas.north.travel": own, "places.areas.south.travel": own}
    assert cross_check(village(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"places.areas.north.borders": {"sauth": "1 min"}}, (*AREAS, "north", "borders", "sauth"), "south"),
        ({"places.between": {**MATRIX, "saoth": {}}}, ("places", "between", "saoth"), "south"),
        (
            {"places.between": {**MATRIX, "south": {**MATRIX["south"], "nroth": "1 min"}}},
            ("places", "between", "south", "nroth"),
            "did you mean 'north'?",
        ),
        (
            {"places.between": {"south": MATRIX["south"]}},
            ("places", "between"),
            "area north has no travel time to north",
        ),
        (
            {"places.between": {**MATRIX, "north": {"north": "8 min"}}},
            ("places", "between", "north"),
            "area north has no travel time to south",
        ),
        (
            {"places.between": MATRIX, "places.travel.emergency": "0 s"},
            ("places", "travel"),
            "how times spread round the mean of the gravest grade",
        ),
        (
            {"places.between": MATRIX, "places.areas.north.travel": {"priority": "9 min"}},
            (*AREAS, "north", "travel"),
            "have no say with a travel matrix",
        ),
        (
            {"places.travel": {"emergency": "8 min", "priority": "9 min"}, "places.areas.north.travel": {}},
            ("places", "travel"),
            "`travel` must say how long for scheduled",
        ),
        (on_map(**{"places.between": MATRIX}), ("places", "between"), "has no say with a map"),
        (on_map(**{"places.areas.south": {"share": 0.4}}), (*AREAS, "south"), "with a map every area needs its `box`"),
        (
            on_map(**{"places.areas.south.box": [30, -20, 0, 0]}),
            (*AREAS, "south", "box"),
            "west must lie west of east and south south of north: found west 30, south -20, east 0, north 0",
        ),
        (on_map(**{"places.areas.south.box": [0, 0, 30, 0]}), (*AREAS, "south", "box"), "south of north"),
        (
            on_map(**{"places.map.speed": {"emergency": 60, "priority": 50}}),
            ("places", "map", "speed"),
            "`speed` must say how fast officers drive to scheduled ones",
        ),
        (
            on_map(**{"places.areas.north.borders": {"south": "10 min"}}),
            (*AREAS, "north", "borders", "south"),
            "write 0 s to say that they are neighbours",
        ),
        (
            on_map(**{"places.areas.north.stations.hill.share": 0.4}),
            (*AREAS, "north", "stations"),
            "the shares of the stations add up to 1.100, not 1: town 0.7 + hill 0.4",
        ),
        (
            on_map(**{"places.areas.south.travel": {"priority": "9 min"}}),
            (*AREAS, "south", "travel"),
            "have no say with a map",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(village(**changes))
    assert path in [place for place, _ in found], found
    assert words in next(message for place, message in found if place == path)


@pytest.mark.parametrize(("crews", "words"), [([2] * 23, "found 23"), ([3] * 24, "1 or 2")])
def test_crews_are_one_or_two_for_every_hour(crews: list[int], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        village(**{"rules.dispatch.crews": crews})


def test_one_officer_alone_is_no_crew_of_two() -> None:
    rule = {"kind": "nearest", "crews": [1] * 20 + [2] * 4}
    alone = {"rules.dispatch": rule, "workforce.teams.response.posts.south": {"constable": 1}}
    assert cross_check(village(**{"rules.dispatch": rule})) == []
    found = [message for path, message in cross_check(village(**alone)) if path == ("rules", "dispatch", "crews")]
    assert found == ["south has one officer and borrows none: in hours of crews of two nobody is sent"]


def places(**changes: Any) -> Places:
    """The places of a village so changed."""
    return village(**changes).places


def test_the_mean_way_is_that_of_the_law_or_of_the_matrix() -> None:
    assert mean_travel(places(), "south", "scheduled") == pytest.approx(1.2 * 1200)
    assert mean_travel(places(**{"places.areas.south.travel": {"scheduled": "5 min"}}), "south", "scheduled") == 360
    by_matrix = places(**{"places.between": MATRIX})
    assert mean_travel(by_matrix, "south", "emergency") == pytest.approx(600)
    assert mean_travel(by_matrix, "south", "priority") == pytest.approx(600 * 14 / 8)


@pytest.mark.parametrize(
    ("changes", "kilometres"),
    [
        ({}, 0.7 * ((10**2 + 20**2) / 60 + 5) + 0.3 * ((25**2 + 5**2) / 60 + (15**2 + 5**2) / 40)),
        ({"places.areas.north.stations": {}}, 7.5 + 5),  # from the middle
        ({"places.map.waiting_at": "anywhere"}, 10 + 20 / 3),  # a third of each side
    ],
)
def test_the_mean_way_on_a_map_is_that_of_geometry(changes: dict[str, Any], kilometres: float) -> None:
    seconds = mean_travel(places(**{**ON_MAP, **changes}), "north", "emergency")
    assert seconds == pytest.approx(60 * kilometres, rel=0.001)


def test_turnout_is_for_those_at_a_station() -> None:
    for waiting_at, turnout in (("station", 90.0), ("anywhere", 0.0)):
        still = places(**on_map(**{"places.map.waiting_at": waiting_at}))
        late = places(**on_map(**{"places.map.waiting_at": waiting_at, "places.map.turnout": "90 s"}))
        longer = mean_travel(late, "south", "priority") - mean_travel(still, "south", "priority")
        assert longer == pytest.approx(turnout)


@pytest.mark.parametrize("metric", ["streets", "straight"])
@pytest.mark.parametrize(("east", "north"), [(3, 4), (-3, 4), (0, -4), (-3, 0), (0, 0)])
def test_a_way_leads_from_its_start_to_its_end_at_an_even_pace(metric: str, east: int, north: int) -> None:
    map_ = places(**on_map(**{"places.map.metric": metric})).map
    assert map_ is not None
    steps = [along(map_, (1.0, 1.0), (1.0 + east, 1.0 + north), done / 20) for done in range(21)]
    assert steps[0] == (1, 1)
    assert steps[-1] == pytest.approx((1 + east, 1 + north))
    whole = distance(map_, east, north)
    for (x, y), (further_x, further_y) in pairwise(steps):
        assert distance(map_, further_x - x, further_y - y) == pytest.approx(whole / 20, abs=1e-9)
