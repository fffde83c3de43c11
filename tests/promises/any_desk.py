"""Any contact desk: every kind of answer rule with every feature, in small villages that are often overrun."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.promises.any_world import SHIFT, length
from tests.worlds import VILLAGE

LINES = ("999", "101", "online", "front")
"""The last two: written work, and the line of the switchboard."""
BY_PHONE = ("999", "101", "front")
TEAMS = ("handlers", "clerks")
ROUTINE = VILLAGE["demand"]["lines"]["101"]
DAYS = 3

Draw = Any


@st.composite
def any_desk(draw: Draw) -> dict[str, Any]:
    """Changes to the village: lines, handlers, the rule by which they answer, and what befalls them."""
    start = draw(st.sampled_from(["2025-01-06", "2025-03-29", "2025-10-25"]))
    takes = {team: draw(st.lists(st.sampled_from(LINES), min_size=1, unique=True)) for team in TEAMS}
    return {
        "start": start,
        "demand.lines.online": {**ROUTINE, "volume": "20 per day", "yields": True},
        "demand.lines.front": {**ROUTINE, "volume": "10 per day"},
        "demand.switchboard": {
            "line": "front",
            "resolves": draw(st.sampled_from([{}, {"information": 0.5, "incident": 0.2, "other agency": 1.0}])),
        },
        "workforce.shifts.2-2-2-4": draw(SHIFT),
        "workforce.teams.handlers.lines": takes["handlers"],
        "workforce.teams.handlers.posts.force.handler": draw(st.integers(1, 8)),
        "workforce.teams.handlers.handle_factor": draw(st.sampled_from([{}, {"101": 1.3, "online": 0.5}])),
        "workforce.teams.clerks": {
            "desks": ["contact"],
            "lines": takes["clerks"],
            "positions": draw(_table(0, 3)),
            "handle_factor": draw(st.sampled_from([{}, {"999": 2, "101": 0.5, "front": 1.5}])),
        },
        "rules.answer": draw(_rules(takes)),
        "events": draw(_events(datetime.fromisoformat(start))),
        "demand.lines.101.online": draw(
            st.sampled_from([None, {"line": "online", "share": {"incident": 0.3, "crime": 0.5}}])
        ),
        "demand.lines.101.signposted": draw(st.sampled_from([0, 0.5])),
        **{f"demand.lines.{line}.patience": draw(PATIENCE) for line in LINES},
        **{f"demand.lines.{line}.talk": draw(TALK) for line in LINES},
        **{f"demand.lines.{line}.wrap": draw(length("0 s", "2 min")) for line in LINES},
        **{f"demand.lines.{line}.retry": draw(RETRY) for line in LINES},
        **{f"demand.lines.{line}.trunks": draw(st.sampled_from([None, None, 1, 3])) for line in BY_PHONE},
        **{f"demand.lines.{line}.announcement": draw(length("0 s", "0 s", "20 s", "2 min")) for line in BY_PHONE},
        **{f"demand.lines.{line}.call_back": draw(CALL_BACK_HABITS) for line in BY_PHONE},
        **{f"demand.lines.{line}.emergency_passed_on": draw(st.sampled_from([None, "1 min"])) for line in BY_PHONE},
    }


@st.composite
def _table(draw: Draw, least: int, most: int) -> list[int]:
    """Numbers by hour or half hour of the day or the week."""
    few, size = (
        draw(st.lists(st.integers(least, most), min_size=3, max_size=8)),
        draw(st.sampled_from([24, 48, 168, 336])),
    )
    return (few * size)[:size]


PATIENCE = st.sampled_from(
    [None, "0 s", "3 min", {"exponential": {"mean": "10 min"}}, {"mixture": [
        {"share": 0.3, "law": "0 s"}, {"share": 0.7, "law": {"uniform": {"low": "1 min", "high": "1 h"}}},
    ]}]
)  # fmt: skip
TALK = st.sampled_from(
    [
        "0 s",
        "5 min",
        {"exponential": {"mean": "10 min"}},
        {"scipy": {"name": "gamma", "shapes": {"a": 2}, "mean": "8 min"}},
    ]
)
RETRY = st.fixed_dictionaries(
    {
        "information": st.sampled_from([0, 0.5]),
        "need": st.sampled_from([0.5, 1]),
        "after": st.sampled_from(["0 s", "5 min", {"exponential": {"mean": "20 min"}}]),
        "attempts": st.integers(1, 4),
    },
    optional={"switch_to": st.sampled_from(["999", "101"]), "switch_share": st.sampled_from([0.3, 1])},
)
CALL_BACK_HABITS = st.sampled_from(
    [
        None,
        {"accepts": 0.7, "reached": 0.5},
        {"accepts": 1, "reached": 0.3, "try_time": "0 s"},
        {"accepts": 1, "reached": 1},
    ]
)
CALL_BACK = st.fixed_dictionaries(
    {"offer_after": length("0 s", "1 min", "5 min"), "within": length("0 s", "10 min", "2 h")},
    optional={
        "order": st.sampled_from(["when_quiet", "keeps_place"]),
        "tries": st.integers(1, 3),
        "try_again_after": length("0 s", "1 min", "30 min"),
    },
)


@st.composite
def _rules(draw: Draw, takes: dict[str, list[str]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["priority", "first_come", "ageing", "by_skill"]))
    rule: dict[str, Any] = {
        "kind": kind,
        "reserve": draw(st.dictionaries(st.sampled_from(LINES), st.integers(0, 2) | _table(0, 2), max_size=2)),
        "switchboard": draw(st.sampled_from([[], ["101"], ["101", "999"]])),
        "call_back": draw(st.dictionaries(st.sampled_from(["999", "101"]), CALL_BACK)),
    }
    if kind == "priority":
        rule["order"] = draw(st.permutations(LINES))
    elif kind == "ageing":
        rule["weights"] = {line: draw(st.sampled_from([0.3, 1, 4])) for line in LINES}
    elif kind == "by_skill":
        rule["routes"], rule["takes"] = {}, {}
        for line in draw(st.lists(st.sampled_from(LINES), unique=True)):
            teams = draw(st.permutations([team for team in TEAMS if line in takes[team]]))
            waits = sorted(draw(st.sampled_from([0, 0, 30, 300])) for _ in teams)
            if teams:
                steps = zip(teams, waits, strict=True)
                rule["routes"][line] = [{"team": team, "after": f"{after} s"} for team, after in steps]
        for team in draw(st.lists(st.sampled_from(TEAMS), unique=True)):
            rule["takes"][team] = draw(st.permutations(takes[team]))
    return rule


@st.composite
def _events(draw: Draw, start: datetime) -> list[dict[str, Any]]:
    events = []
    kinds: dict[str, dict[str, Any]] = {
        "surge": {"factor": st.sampled_from([0, 0.5, 8]), "reports": st.sampled_from([{}, {"violence": 0.6}])},
        "outage": {},
        "slow": {"factor": st.sampled_from([0.5, 3])},
        "sickness": {"share": st.sampled_from([0.5, 1]), "teams": st.just(TEAMS)},
    }
    for number, kind in enumerate(draw(st.lists(st.sampled_from(sorted(kinds)), max_size=5))):
        begins = start + timedelta(minutes=draw(st.integers(-8, 4 * DAYS * 24)) * 15)
        event = {
            "name": f"event {number}",
            "kind": kind,
            "begins": f"{begins:%Y-%m-%d %H:%M}",
            "ends": f"{begins + timedelta(minutes=draw(st.sampled_from([15, 120, 1440]))):%Y-%m-%d %H:%M}",
        }
        if kind != "sickness":
            event["lines"] = draw(st.lists(st.sampled_from(LINES), min_size=1, unique=True))
        events.append(event | {name: draw(values) for name, values in kinds[kind].items()})
    return events
