"""What does not fit in rules of pressure, in cover and in upgrades is said at its place, in words that help."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from demandsim.scenario.crosscheck import cross_check
from tests.worlds import VILLAGE, village

PRESSURE = ("rules", "pressure", 0)
COVER = ("rules", "dispatch", "cover")
ROW = {kind["name"]: number for number, kind in enumerate(VILLAGE["demand"]["incidents"])}
SCREEN_ALL = {"investigative_model.screen": {"kind": "none"}}
UPGRADE = {"share": "10 %", "after": "2 h", "to": "emergency"}
NOBODY_HERE = {"workforce.teams.response.posts": {"north": {"constable": 9}}}


def rule(watch: dict[str, Any] | None = None, **do: Any) -> dict[str, Any]:
    watches = {"queue": "incidents"} | (watch or {})
    facts = {"name": "busy", "watch": watches, "above": 5, "release": 2, "do": do or {"borrow": True}}
    return {"rules.pressure": [facts]}


def test_all_of_it_fits_together() -> None:
    sound = rule(
        {"grades": ["priority"], "area": "north"},
        screen_harder="10 %",
        stop=["scheduled"],
        borrow=True,
        divert_investigators=["cid"],
        keep_on={"teams": ["response", "cid"], "time": "2 h"},
    )
    graver = {"demand.incidents.concern.upgrades": {"priority": UPGRADE}}
    cover = {"rules.dispatch.cover": {"north": {"south": "5 min"}}}
    assert cross_check(village(**sound, **graver, **cover)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (rule({"area": "nroth"}), (*PRESSURE, "watch", "area"), "north"),
        (rule({"queue": "crimes", "teams": ["cdi"]}), (*PRESSURE, "watch", "teams"), "cid"),
        (rule({"queue": "crimes", "teams": ["handlers"]}), (*PRESSURE, "watch", "teams"), "no investigation team"),
        (rule({"queue": "calls", "lines": ["99"]}), (*PRESSURE, "watch", "lines"), "999"),
        (rule(divert_investigators=["cdi"]), (*PRESSURE, "do", "divert_investigators"), "cid"),
        (rule(keep_on={"teams": ["x"], "time": "1 h"}), (*PRESSURE, "do", "keep_on", "teams"), "there is no team 'x'"),
        (rule({"teams": ["cid"]}), (*PRESSURE, "watch", "teams"), "`teams` goes with the queue 'crimes'"),
        (rule({"queue": "calls", "area": "north"}), (*PRESSURE, "watch", "area"), "calls are answered for the whole"),
        (
            rule(screen_harder=0.1) | SCREEN_ALL,
            (*PRESSURE, "do", "screen_harder"),
            "nothing is screened by solvability",
        ),
        (rule(stop=["resolution"]), (*PRESSURE, "do", "stop"), "no incident graded resolution is attended"),
        (
            rule(divert_investigators=["response"]),
            (*PRESSURE, "do", "divert_investigators"),
            "sent to incidents anyway",
        ),
        (rule(divert_investigators=["handlers"]), (*PRESSURE, "do", "divert_investigators"), "does not investigate"),
        (
            rule(keep_on={"teams": ["desk"], "time": "1 h"})
            | {"workforce.teams.desk": {"desks": ["contact"], "positions": [1] * 24, "lines": ["101"]}},
            (*PRESSURE, "do", "keep_on", "teams"),
            "has positions by hour and no posts",
        ),
        (
            {"rules.pressure": [*rule()["rules.pressure"], *rule()["rules.pressure"]]},
            ("rules", "pressure", 1, "name"),
            "another rule of pressure named 'busy'",
        ),
        ({"rules.dispatch.cover": {"nroth": {}}}, (*COVER, "nroth"), "north"),
        ({"rules.dispatch.cover": {"north": {"suoth": "1 min"}}}, (*COVER, "north", "suoth"), "south"),
        ({"rules.dispatch.cover": {"north": {"north": "1 min"}}}, (*COVER, "north", "north"), "valid: south"),
        (
            {"rules.dispatch.cover": {"south": {"north": "1 min"}}, "places.areas.south.borders": {}},
            (*COVER, "south", "north"),
            "north is not among the `borders` of south",
        ),
        (
            {"rules.dispatch.cover": {"south": {"north": "0 s"}}} | NOBODY_HERE,
            (*COVER, "south"),
            "south has no officers of its own and `borrow_for` leaves scheduled out",
        ),
        (
            {"demand.incidents.concern.upgrades": {"priority": UPGRADE | {"to": "scheduled"}}},
            ("demand", "incidents", ROW["concern"], "upgrades", "priority", "to"),
            "scheduled is no graver than priority",
        ),
        (
            {"demand.incidents.concern.upgrades": {"resolution": UPGRADE}},
            ("demand", "incidents", ROW["concern"], "upgrades", "resolution"),
            "nobody waits for an officer at concern graded resolution",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(village(**changes))
    assert path in [place for place, _ in found], found
    assert words in next(message for place, message in found if place == path)


def test_an_area_without_officers_is_sound_where_a_neighbour_covers_all_it_has() -> None:
    grades = ["emergency", "priority", "scheduled"]
    cover = {"kind": "nearest", "borrow_for": grades, "cover": {"south": {"north": "0 s"}}}
    told = [message for _, message in cross_check(village(**{"rules.dispatch": cover}, **NOBODY_HERE))]
    assert not [message for message in told if "attend" in message or "cover" in message], told


def test_cover_that_goes_round_in_a_circle_is_named() -> None:
    areas = {
        "north": {"share": 0.4},
        "west": {"share": 0.3, "borders": {"east": "5 min"}},
        "east": {"share": 0.3, "borders": {"west": "5 min"}},
    }
    cover = {"west": {"east": "0 s"}, "east": {"west": "0 s"}}
    changes = {"places.areas": areas, "rules.dispatch.cover": cover, "investigative_model.transfer": {}}
    found = cross_check(village(**changes, **NOBODY_HERE))
    told = [message for place, message in found if place == (*COVER, "west")]
    assert told == ["the cover goes round in a circle of areas without officers: west -> east -> west"], found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"release": 6}, "the release level 6 lies above the trigger 5"),
        ({"do": {}}, "the rule does nothing"),
        ({"every": 900}, "unit"),
        ({"watch": {"queue": "letters"}}, "'incidents', 'crimes' or 'calls'"),
    ],
)
def test_what_cannot_be_read_is_refused(changes: dict[str, Any], words: str) -> None:
    (facts,) = rule()["rules.pressure"]
    with pytest.raises(ValidationError, match=words):
        village(**{"rules.pressure": [facts | changes]})
