"""Scene checks: what cannot be on scene and in custody is refused at its place, in words that help."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.load import offered_incidents
from tests.worlds import village

SUITES = ("demand", "custody", "suites")
DISPATCH = ("rules", "dispatch")
SOUND: dict[str, Any] = {
    "rules.dispatch.call_off": {"emergency": ["priority", "scheduled"], "priority": ["scheduled"]},
    "rules.dispatch.work_left": "done again",
    "rules.dispatch.hand_over": {"above": "30 min"},
}


def suites(**areas: list[str]) -> dict[str, Any]:
    return {
        "demand.custody.suites": {name: {"areas": served, "desks": 1} for name, served in areas.items()},
        "demand.custody.transport": "20 min",
        "demand.custody.booking": "30 min",
    }


def test_all_of_it_fits_together() -> None:
    assert cross_check(village(**SOUND, **suites(main=["north", "south"]))) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (suites(main=["north", "soth"]), (*SUITES, "main", "areas", 1), "did you mean 'south'"),
        (suites(main=["north"]), SUITES, "area south belongs to no custody suite"),
        (
            suites(main=["north", "south"], other=["south"]),
            SUITES,
            "area south belongs to more than one custody suite: main, other",
        ),
        (
            {"rules.dispatch.call_off": {"priority": ["scheduled", "priority"]}},
            (*DISPATCH, "call_off", "priority"),
            "priority is not less grave than priority",
        ),
        (
            {"rules.dispatch.call_off": {"priority": ["emergency"]}},
            (*DISPATCH, "call_off", "priority"),
            "emergency is not less grave than priority",
        ),
        ({"rules.dispatch.work_left": "done again"}, (*DISPATCH, "work_left"), "nobody leaves work on scene"),
    ],
)
def test_what_does_not_fit_is_found(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(village(**changes))
    assert [where for where, _ in found] == [path]
    assert words in found[0][1]


def test_the_way_to_the_suite_and_booking_in_count_as_work_that_incidents_bring() -> None:
    """Of an arrest, every officer taken has the way, and one of them books in."""
    without, with_them = (village(**changes) for changes in ({}, suites(main=["north", "south"])))
    custody = without.demand.custody
    busy = 0.0
    for kind in without.demand.incidents:
        for grade, share in kind.grades.items():
            officers = min(custody.officers, kind.officers.get(grade, 1.0))
            went = share * kind.attended.get(grade, float(grade != "resolution")) * kind.arrest
            busy += kind.per_year * went * (officers * 1200 + 1800)
    more = sum(offered_incidents(with_them, "north")) - sum(offered_incidents(without, "north"))
    assert more == pytest.approx(busy * 0.6 * 168)
