"""Dispatch checks: what cannot be in response is refused at its place, in words that help."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from demandsim.scenario.crosscheck import cross_check
from tests.worlds import village

DISPATCH = ("rules", "dispatch")
VISITS = (*DISPATCH, "appointments")
BOOKING: dict[str, Any] = {
    "opens": "08:00",
    "closes": "18:00",
    "slot": "2 h",
    "notice": "1 h",
    "visits": {"north": 2, "south": 1},
}
RULE: dict[str, Any] = {
    "kind": "nearest",
    "borrow_after": "20 min",
    "divert_for": ["emergency"],
    "hold_back": {"scheduled": 1},
    "reserve_teams": {"neighbourhood": "10 min"},
    "escalate": {"priority": "50 min"},
    "whole_crew": ["emergency"],
    "appointments": BOOKING,
}
NEIGHBOURHOOD: dict[str, Any] = {
    "desks": ["response", "investigation"],
    "posts": {"north": {"sergeant": 5, "constable": 10}},
    "shift": "2-2-2-4",
    "caseload_cap": 10,
}


def changed(**changes: Any) -> Any:
    return village(**{"workforce.teams.neighbourhood": NEIGHBOURHOOD, "rules.dispatch": RULE, **changes})


def booking(**changes: Any) -> dict[str, Any]:
    return {"rules.dispatch.appointments": {**BOOKING, **changes}}


def test_all_of_it_fits_together() -> None:
    lapses = {"demand.incidents.concern.lapses": {"scheduled": "2 days"}, "places.travel_hours": [1.0] * 24}
    assert cross_check(changed(**lapses)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (
            {"rules.dispatch.reserve_teams": {"neigbourhood": "10 min"}},
            (*DISPATCH, "reserve_teams", "neigbourhood"),
            "neighbourhood",
        ),
        (
            {"rules.dispatch.reserve_teams": {"cid": "10 min"}},
            (*DISPATCH, "reserve_teams", "cid"),
            "response team",
        ),
        (
            {"rules.dispatch.reserve_teams": {"neighbourhood": "10 min", "response": "5 min"}},
            (*DISPATCH, "reserve_teams"),
            "every response team is a reserve: nobody is sent at first",
        ),
        (booking(visits={"nroth": 1}), (*VISITS, "visits", "nroth"), "north"),
        (booking(visits={"north": 0}), (*VISITS, "visits"), "no visit can ever be booked"),
        (booking(visits={}), (*VISITS, "visits"), "no visit can ever be booked"),
        (
            booking(visits={"north": 1, "south": -1}),
            (*VISITS, "visits", "south"),
            "visits cannot be fewer than none, found -1",
        ),
        (
            booking(opens="18:00", closes="08:00"),
            (*VISITS, "closes"),
            "the last slot must end after the first begins: 18:00-08:00",
        ),
        (booking(slot="11 h"), (*VISITS, "slot"), "a slot of 11 h does not fit between 08:00 and 18:00"),
        (booking(slot="0 s"), (*VISITS, "slot"), "does not fit between 08:00 and 18:00"),
        (
            {"rules.dispatch.hold_back": {"scheduled": -1}},
            (*DISPATCH, "hold_back", "scheduled"),
            "officers kept free cannot be fewer than none, found -1",
        ),
        (
            {"rules.dispatch.hold_back": {"scheduled": 15}},
            (*DISPATCH, "hold_back", "scheduled"),
            "15 kept free are all 15 officers of south: no scheduled incident is attended",
        ),
        (
            {
                "rules.dispatch": {"kind": "nearest", "whole_crew": ["emergency"]},
                "workforce.teams.response.posts.south": {"constable": 2},
            },
            (*DISPATCH, "whole_crew"),
            "crews of up to 2.2 officers are needed, south has 2 and borrows none: nobody is sent",
        ),
        (
            {"workforce.teams.response.posts": {"north": {"constable": 15}}},
            ("places", "areas", "south"),
            "no response team has officers in south nor for the force: nobody attends there",
        ),
        (
            {"places.travel": {"emergency": "8 min", "priority": "14 min"}},
            ("places", "travel"),
            "incidents graded scheduled are attended: `travel` must say how long for scheduled",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(changed(**changes))
    assert path in [place for place, _ in found], found
    assert words in next(message for place, message in found if place == path)


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"places.travel_hours": [1.0] * 23}, ("places", "travel_hours"), "there are 24 factors"),
        ({"places.travel_hours": [1.0] * 23 + [0]}, ("places", "travel_hours", 23), "greater than 0"),
        ({"rules.dispatch.kind": "closest"}, ("rules", "dispatch"), "'least_disruptive'"),
        ({"rules.dispatch.at_desk": 3}, ("rules", "dispatch", "nearest", "at_desk"), "not permitted"),
        ({"rules.dispatch.divert_for": ["urgent"]}, ("rules", "dispatch", "nearest", "divert_for", 0), "emergency"),
        (
            {"rules.dispatch.escalate": {"priority": 50}},
            ("rules", "dispatch", "nearest", "escalate", "priority"),
            "unit",
        ),
        (
            {"demand.incidents.concern.lapses": {"soon": "1 h"}},
            ("demand", "incidents", 2, "lapses", "soon"),
            "emergency",
        ),
        (
            {"rules.dispatch.appointments": {key: BOOKING[key] for key in BOOKING if key != "notice"}},
            ("rules", "dispatch", "nearest", "appointments", "notice"),
            "required",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        changed(**changes)
    told = {error["loc"]: str(error["msg"]) for error in refused.value.errors()}
    places = [place for place in told if place[: len(path)] == path]
    assert places, told
    assert any(words in told[place] for place in places), told
