"""Places on the tape: incidents lie evenly over their area, and a map disturbs nobody else's luck."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from scipy import stats

from demandsim.tape import Tape, record
from demandsim.tape.tape import Incidents
from tests.worlds import village

BOXES = {"north": [-10, 0, 30, 20], "south": [0, -20, 30.5, 0]}
ON_MAP: dict[str, Any] = {
    **{f"places.areas.{area}.box": box for area, box in BOXES.items()},
    "places.areas.north.borders": {},
    "places.areas.south.borders": {},
    "places.map": {
        "metric": "streets",
        "speed": {"emergency": 60, "priority": 50, "scheduled": 40},
        "waiting_at": "anywhere",
    },
}


def tape(**changes: Any) -> Tape:
    """The tape of a village so changed."""
    return record(village(**{"demand.backlog": [], **changes}), days=365)


def test_incidents_lie_evenly_over_the_rectangle_of_their_area() -> None:
    incidents = tape(**ON_MAP).incidents
    for number, (west, south, east, north) in enumerate(BOXES.values()):
        x, y = incidents.place[incidents.area == number].T
        assert len(x) > 1500
        for along, low, high in ((x, west, east), (y, south, north)):
            assert stats.kstest(along, stats.uniform(low * 1000, (high - low) * 1000).cdf).pvalue > 1e-3
        assert abs(stats.spearmanr(x, y).statistic) < 4 / np.sqrt(len(x))


def test_a_map_disturbs_nobody_elses_luck() -> None:
    plain, on_map = tape().incidents, tape(**ON_MAP).incidents
    assert plain.place.shape[1] == plain.patrol_luck.shape[1] == 0
    assert on_map.patrol_luck.shape == (len(plain.area), 12)
    for column in fields(Incidents):
        if column.name not in ("place", "patrol_luck"):
            assert np.array_equal(getattr(plain, column.name), getattr(on_map, column.name)), column.name


def test_an_incident_keeps_its_relative_place_when_its_area_is_drawn_larger() -> None:
    small = tape(**ON_MAP).incidents
    large = tape(**{**ON_MAP, "places.areas.north.box": [-20, 0, 60, 40]}).incidents
    north = small.area == 0
    assert np.abs(large.place - 2 * small.place)[north].max() <= 2, "but for rounding to metres"
    assert np.array_equal(large.place[~north], small.place[~north])
