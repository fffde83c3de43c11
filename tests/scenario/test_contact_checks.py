"""Contact checks: what cannot be at a contact desk is refused at its place, in words that help."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from demandsim.scenario.crosscheck import cross_check
from tests.worlds import village

ONLINE: dict[str, Any] = {
    "volume": "10 per day",
    "profile": "flat",
    "talk": "5 min",
    "wrap": "0 s",
    "target": {"share": "90 %", "within": "1 day"},
    "retry": {"information": 0.0, "need": 0.0, "after": "1 h"},
    "yields": True,
}
BASE: dict[str, Any] = {
    "demand.lines.online": ONLINE,
    "workforce.teams.handlers.lines": ["999", "101", "online"],
    "rules.answer": {"kind": "priority", "order": ["999", "101", "online"]},
}
BY_SKILL: dict[str, Any] = {"kind": "by_skill", "routes": {"999": [{"team": "handlers"}]}}
SURGE: dict[str, Any] = {
    "name": "storm",
    "kind": "surge",
    "begins": "2025-01-10 12:00",
    "ends": "2025-01-10 18:00",
    "lines": ["101"],
    "factor": 2,
}
ROUTE: tuple[str, ...] = ("rules", "answer", "routes", "999")


def changed(**changes: Any) -> Any:
    return village(**{**BASE, **changes})


def by_skill(*route: dict[str, Any], takes: dict[str, list[str]] | None = None) -> dict[str, Any]:
    return {"rules.answer": {"kind": "by_skill", "routes": {"999": list(route)}, "takes": takes or {}}}


def test_all_of_it_fits_together() -> None:
    world = changed(
        **{
            "demand.lines.101.call_back": {"accepts": 0.4, "reached": 0.8},
            "demand.lines.101.online": {"line": "online", "share": {"information": 0.2}},
            "demand.lines.front": {**ONLINE, "yields": False, "volume": "0 per day"},
            "workforce.teams.handlers.lines": ["999", "101", "online", "front"],
            "demand.switchboard": {"line": "front", "resolves": {"information": 0.3}},
            "rules.answer": {
                "kind": "priority",
                "order": ["999", "101", "front", "online"],
                "reserve": {"999": [0] * 12 + [1] * 12},
                "switchboard": ["101"],
                "call_back": {"101": {"offer_after": "2 min", "within": "1 h"}},
            },
            "events": [SURGE],
        }
    )
    assert cross_check(world) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (
            {"demand.lines.101.online": {"line": "101", "share": {}}},
            ("demand", "lines", "101", "online", "line"),
            "no other line '101'; valid: 999, online",
        ),
        ({"rules.answer": {"kind": "ageing", "weights": {"99": 1}}}, ("rules", "answer", "weights", "99"), "'999'"),
        (
            {"rules.answer": {"kind": "ageing", "weights": {"999": 4, "101": 1}}},
            ("rules", "answer", "weights"),
            "missing: online",
        ),
        (by_skill({"team": "cid"}), (*ROUTE, 0, "team"), "no contact team 'cid'"),
        (by_skill(), ROUTE, "names no team"),
        (
            by_skill({"team": "handlers"}, {"team": "handlers", "after": "30 s"}),
            (*ROUTE, 1),
            "comes back to handlers",
        ),
        (
            {
                **by_skill({"team": "handlers", "after": "1 min"}, {"team": "second", "after": "30 s"}),
                "workforce.teams.second": {"desks": ["contact"], "lines": ["999"], "positions": [1] * 24},
            },
            (*ROUTE, 1, "after"),
            "second takes calls after 30 s, before handlers does (1 min)",
        ),
        (
            {
                **by_skill({"team": "second"}),
                "workforce.teams.second": {"desks": ["contact"], "lines": ["101"], "positions": [1] * 24},
            },
            (*ROUTE, 0, "team"),
            "second does not answer line 999",
        ),
        (
            by_skill({"team": "handlers"}, takes={"handlers": ["101"]}),
            ("rules", "answer", "takes", "handlers"),
            "missing: 999",
        ),
        (
            {"rules.answer.reserve": {"999": [1] * 23}},
            ("rules", "answer", "reserve", "999"),
            "24, 48, 168, 336 numbers by hour or half hour; found 23",
        ),
        (
            {"rules.answer.switchboard": ["101"]},
            ("rules", "answer", "switchboard"),
            "say under `demand.switchboard`",
        ),
        (
            {"rules.answer.call_back": {"101": {"offer_after": "2 min", "within": "1 h"}}},
            ("rules", "answer", "call_back", "101"),
            "demand.lines.101.call_back",
        ),
        (
            {
                "demand.lines.front": {**ONLINE, "yields": False, "call_back": {"accepts": 0.4, "reached": 0.8}},
                "workforce.teams.handlers.lines": ["999", "101", "online", "front"],
                "demand.switchboard": {"line": "front", "resolves": {}},
                "rules.answer": {
                    "kind": "first_come",
                    "switchboard": ["101"],
                    "call_back": {"front": {"offer_after": "2 min", "within": "1 h"}},
                },
            },
            ("rules", "answer", "call_back", "front"),
            "for the switchboard only",
        ),
        (
            {"demand.lines.online.trunks": 3},
            ("demand", "lines", "online", "trunks"),
            "written work (`yields`), which has no trunks",
        ),
        (
            {"workforce.teams.handlers.handle_factor": {"9": 1.2}},
            ("workforce", "teams", "handlers", "handle_factor", "9"),
            "no line of the team '9'; valid: 999, 101, online",
        ),
        ({"events": [SURGE, SURGE]}, ("events", 1), "named twice"),
        (
            {"events": [{**SURGE, "begins": "2024-12-31 22:00", "ends": "2025-01-01 03:00"}]},
            ("events", 0, "ends"),
            "over (2025-01-01 03:00) before the run begins (2025-01-06)",
        ),
        ({"events": [{**SURGE, "lines": ["102"]}]}, ("events", 0, "lines"), "did you mean '101'?"),
        (
            {"events": [{**SURGE, "reports": {"storm damage": 0.5}}]},
            ("events", 0, "reports", "storm damage"),
            "no incident kind 'storm damage'",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = dict(cross_check(changed(**changes)))
    assert path in found, found
    assert words in found[path]


def test_a_reserve_above_the_staffing_of_some_half_hour_names_it() -> None:
    """Two positions at night: with two kept free for 999, nobody ever answers 101 then."""
    staffing = [2] * 7 + [10] * 17
    world = changed(
        **{
            "workforce.teams.handlers": {
                "desks": ["contact"],
                "lines": ["999", "101", "online"],
                "positions": staffing,
            },
            "rules.answer.reserve": {"999": 2},
        }
    )
    found = dict(cross_check(world))
    assert "with 2 of at most 2 handlers kept free for 999, no other line gets one (Monday 00:00)" in str(found)


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ({"scipy": {"name": "pareto", "shapes": {"b": 0.9}, "scale": "3 s"}}, "infinite mean"),
        ({"scipy": {"name": "norm", "scale": "3 s"}}, "negative lengths"),
        ({"scipy": {"name": "gama", "shapes": {"a": 2}, "mean": "3 s"}}, "did you mean 'gamma'?"),
        ({"scipy": {"name": "gamma", "mean": "3 s"}}, "takes the shapes a, not"),
        ({"scipy": {"name": "gamma", "shapes": {"a": -1}, "mean": "3 s"}}, "cannot have these shapes"),
        ({"scipy": {"name": "gamma", "shapes": {"a": 2}}}, "either `mean` or `scale`"),
        ({"mixture": [{"share": 0.4, "law": "3 s"}, {"share": 0.4, "law": "9 s"}]}, "add up to 0.8, not 1"),
        ({"constant": "3 s", "empirical": {"values": ["3 s"]}}, "exactly one law"),
        ({"empirical": {"values": []}}, "at least 1 item"),
    ],
)
def test_a_law_that_cannot_be_is_refused(law: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        village(**{"demand.lines.101.talk": law})


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({**SURGE, "begins": "10.1.2025"}, "write date and local time"),
        ({**SURGE, "ends": "2025-01-10 11:00"}, "before it has begun"),
        ({**SURGE, "factor": -1}, "greater than or equal to 0"),
    ],
)
def test_an_event_that_cannot_be_is_refused(event: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        village(events=[event])
