"""Measures of quiet hours in a small story, worked out on paper."""

from __future__ import annotations

import pytest

from demandsim.measures import measure
from demandsim.scenario.calendar import DAY
from tests.eventlog.quiet_story import quiet_world

WEEKS = 2 / 7

VALUES: dict[str, dict[str, float]] = {
    # Ann and Bob have their break, Dot is out while hers is due; the third turn of 4,499 s has no room for one.
    "breaks_had": {"": 2 / 3, "team=response": 2 / 3},
    # Ann's report lies for 3,900 s. Dot's first one is done after 1,000 s, the other lies from 79,500 s to the end.
    "reports_waiting": {
        "": (3900 + 1000 + 93_300) / (2 * DAY),
        "area=north": (3900 + 1000) / (2 * DAY),
        "area=south": 93_300 / (2 * DAY),
    },
    # The mean up to the longest length seen: all are open for 1,000 s, two of three for 2,900 s, then one of three.
    "report_delay": {"": (1000 + 2900 * 2 / 3 + 89_400 / 3) / 3600, "area=north": 2450 / 3600},
    "proactive_hours": {
        "": 0.5 / WEEKS,
        "plan=hotspots": 0.5 / WEEKS,
        "area=north": 0.5 / WEEKS,
        "area=south": 0,
        "plan=hotspots, area=north": 0.5 / WEEKS,
    },
    "incidents_prevented": {"": 1 / WEEKS, "kind=violence": 1 / WEEKS, "kind=property": 0, "area=north": 1 / WEEKS},
    # Taken up at once, after 300 s, and (in the south, where nobody is) not within a day.
    "resolution_wait": {"": (300 * 2 / 3 + 86_100 / 3) / 60, "area=north": 2.5},
}


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], float]:
    world = quiet_world()
    world.patrol("cat", (40_000, 44_499))
    world.patrol("dot", (50_000, 60_000), (78_000, 79_500))
    world.incident(50_500, scene=8000, report=1000)
    world.incident(78_100, area="south", scene=500, report=1000)
    world.incident(6300, "resolution", desk_work=600)
    world.incident(6300, "resolution", desk_work=0)
    world.incident(DAY, "resolution", area="south", desk_work=600)
    world.changes["rules.dispatch"] = {"kind": "nearest", "borrow_after": "0 s"}
    values = measure(world.play(), list(VALUES), 0)
    return values.set_index(["measure", "group"])["value"].to_dict()


@pytest.mark.parametrize(("name", "group"), [(name, group) for name, groups in VALUES.items() for group in groups])
def test_value_on_paper(found: dict[tuple[str, str], float], name: str, group: str) -> None:
    assert found[name, group] == pytest.approx(VALUES[name][group])
