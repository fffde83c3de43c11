"""Any response in full: changes to any world, so that what may be declared of response meets in every combination."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.promises.any_world import CHANGES, DISPATCH, length

Changes = st.SearchStrategy[dict[str, Any]]


def often(strategies: dict[str, st.SearchStrategy[Any]]) -> Changes:
    """Each of some changes in half of all worlds: left to choose freely, they would seldom meet."""
    tossed = {name: st.tuples(st.booleans(), strategy) for name, strategy in strategies.items()}
    return st.fixed_dictionaries(tossed).map(
        lambda drawn: {name: value for name, (wanted, value) in drawn.items() if wanted}
    )


AREAS = ("north", "south", "east")
SHARES = {"north": 0.5, "south": 0.3, "east": 0.2}
BOXES = {"north": [0, 10, 20, 30], "south": [0, 0, 12, 10], "east": [12, -5, 30, 10]}
STATIONS = {
    "north": {"town": {"at": [4, 12], "share": 0.5}, "mill": {"at": [15, 25], "share": 0.5}},
    "south": {"port": {"at": [6, 5], "share": 1.0}},
    "east": {},
}
LESS_GRAVE = {"emergency": ["priority", "scheduled"], "priority": ["scheduled"]}
ON_SCENE: dict[str, st.SearchStrategy[Any]] = {
    "call_off": st.sampled_from([{"emergency": ["priority", "scheduled"]}, LESS_GRAVE, {"emergency": ["scheduled"]}]),
    "work_left": st.sampled_from(["continued", "done again"]),
    "hand_over": st.fixed_dictionaries({"above": length("0 s", "10 min"), "waits": st.booleans()}),
    "crews": st.sampled_from([[2] * 24, [2] * 7 + [1] * 12 + [2] * 5]),
    "cover": st.sampled_from(
        [
            {"north": {"east": "0 s"}},
            {"north": {"south": "20 min", "east": "5 min"}, "south": {"north": "1 min"}, "east": {}},
        ]
    ),
}


def _areas(**each: Any) -> dict[str, Any]:
    """Three areas; `each` gives facts by area of all of them."""
    borders = {area: {other: "10 min" for other in AREAS if other != area} for area in AREAS}
    return {
        area: {"share": SHARES[area], "borders": borders[area], **{name: facts[area] for name, facts in each.items()}}
        for area in AREAS
    }


BY_LAW = {
    "places.areas": _areas(travel={"north": {"emergency": "4 min"}, "south": {}, "east": {"priority": "25 min"}}),
}
BY_MATRIX = {
    "places.areas": _areas(),
    "places.between": {
        "north": {"north": "8 min", "south": "15 min", "east": "20 min"},
        "south": {"north": "14 min", "south": "6 min", "east": "12 min"},
        "east": {"north": "25 min", "south": "12 min", "east": "9 min"},
    },
}
ON_MAP = st.builds(
    lambda stations, facts: {
        "places.areas": _areas(
            borders={area: {other: "0 s" for other in AREAS if other != area} for area in AREAS},
            box=BOXES,
            stations=STATIONS if stations else {area: {} for area in AREAS},
        ),
        "places.travel_hours": [],
        "places.map": {"speed": {"emergency": 60, "priority": 45, "scheduled": 30}, **facts},
    },
    st.booleans(),
    st.fixed_dictionaries(
        {"metric": st.sampled_from(["streets", "straight"]), "waiting_at": st.sampled_from(["station", "anywhere"])},
        optional={"detour": st.just(1.3), "turnout": length("1 min", "3 min")},
    ),
)
PLACES = st.builds(lambda which, on_map: (on_map, BY_MATRIX, BY_LAW, on_map)[which], st.integers(0, 3), ON_MAP)
RISKS = {
    "priority": {"share": 0.5, "after": "20 min", "to": "emergency"},
    "scheduled": {"share": 0.5, "after": {"uniform": {"low": "10 min", "high": "6 h"}}, "to": "priority"},
}
SUITES = {
    "officers": 1.5,
    "work": {"lognormal": {"mean": "1 h", "cv": 0.4}},
    "suites": {
        "central": {"areas": ["north", "south"], "desks": 1},
        "eastern": {"areas": ["east"], "desks": 1},
    },
    "transport": {"uniform": {"low": "10 min", "high": "40 min"}},
    "booking": {"lognormal": {"mean": "1 h", "cv": 0.5}},
}
DEMAND: dict[str, st.SearchStrategy[Any]] = {
    "demand.incidents.violence.apart": st.booleans(),
    "demand.incidents.concern.apart": st.booleans(),
    "demand.incidents.property.officers": st.just({"priority": 2.5, "scheduled": 1.5}),
    "demand.incidents.violence.upgrades": st.just(RISKS),
    "demand.incidents.concern.upgrades": st.sampled_from(
        [{"priority": {"share": 1.0, "after": "5 min", "to": "emergency"}}, RISKS]
    ),
    "demand.incidents.violence.report": length("10 min", "2 h"),
    "demand.incidents.concern.report": st.just({"exponential": {"mean": "20 min"}}),
    "demand.incidents.property.desk": length("15 min", "2 h"),
    "demand.incidents.concern.desk": st.just({"exponential": {"mean": "30 min"}}),
    "demand.incidents.violence.arrest": st.just(0.7),
    "demand.custody": st.sampled_from([SUITES, SUITES | {"interview": "2 h"}]),
}
REST = st.fixed_dictionaries(
    {"time": length("30 min", "1 h"), "after": length("0 s", "2 h"), "before": length("4 h", "6 h")},
    optional={"interrupt_for": st.sampled_from([[], ["emergency", "priority", "scheduled"]])},
)
DESK = st.builds(
    lambda also, shift: {
        "desks": ["resolution", *also],
        "posts": {"north": {"staff": 1}, "force": {"supervisor": 1, "staff": 1}},
        "shift": shift,
    },
    st.sampled_from([[], ["investigation"]]),
    st.sampled_from(["office", "2-2-2-4"]),
)
TEAMS: dict[str, st.SearchStrategy[Any]] = {
    "workforce.teams.response.rest": REST,
    "workforce.teams.cid.rest": REST,
    "workforce.teams.desk": DESK,
}
PLAN = st.fixed_dictionaries(
    {
        "name": st.just("hot spots"),
        "teams": st.sampled_from([["response"], ["neighbourhood"], ["response", "cid"]]),
        "per_turn": length("20 min", "2 h"),
        "protected": st.booleans(),
        "incidents": st.sampled_from([["violence"], ["violence", "concern", "property"]]),
        "effect": st.sampled_from([0.3, 0.9]),
        "hours_a_week": st.sampled_from([2, 40]),
        "lag": length("1 day", "30 h"),
        "fades": length("1 day", "7 days"),
        "evidence": st.just("assumption"),
        "because": st.just("made up for tests"),
    }
)
WATCH = st.one_of(
    st.fixed_dictionaries(
        {"queue": st.just("incidents")},
        optional={
            "grades": st.sampled_from([["emergency"], ["priority", "scheduled"]]),
            "area": st.sampled_from(["north", "south"]),
        },
    ),
    st.fixed_dictionaries({"queue": st.just("calls")}, optional={"lines": st.just(["101"])}),
    st.fixed_dictionaries({"queue": st.just("crimes")}, optional={"teams": st.just(["cid"])}),
)
REACTIONS = often(
    {
        "screen_harder": st.sampled_from([0.1, 0.5]),
        "stop": st.sampled_from([["scheduled"], ["priority"]]),
        "borrow": st.just(True),
        "divert_investigators": st.just(["cid"]),
        "keep_on": st.fixed_dictionaries(
            {"teams": st.sampled_from([["response"], ["response", "cid"]]), "time": length("1 h", "5 h")}
        ),
    },
).filter(bool)
PRESSURE = st.builds(
    lambda watch, above, release, every, do: {
        "name": "pressed",
        "watch": watch,
        "above": above,
        "release": min(above, release),
        "every": every,
        "do": do,
    },
    WATCH,
    st.sampled_from([0, 1, 5]),
    st.sampled_from([0, 3]),
    length("1 min", "15 min", "40 min"),
    REACTIONS,
)
RULES: dict[str, st.SearchStrategy[Any]] = {
    "rules.pressure": st.lists(PRESSURE, min_size=2, max_size=3),
    "rules.proactive": st.lists(PLAN, min_size=1, max_size=2),
}
EAST = {"east": {"constable": 2}}


def _together(
    world: dict[str, Any],
    dispatch: dict[str, Any],
    more: dict[str, Any],
    places: dict[str, Any],
    others: dict[str, Any],
) -> dict[str, Any]:
    """Put a world together, so that everything in it fits."""
    changes = {**world, **places, **others, "rules.dispatch": dispatch | more}
    changes["workforce.teams.response.posts"] = world["workforce.teams.response.posts"] | EAST
    for name in ("rules.pressure", "rules.proactive"):
        changes[name] = [{**one, "name": f"{one['name']} {n}"} for n, one in enumerate(changes.get(name, []))]
    if any(name.endswith(".desk") and name.startswith("demand") for name in changes):
        changes.setdefault("workforce.teams.desk", {"desks": ["resolution"], "posts": {"force": {"staff": 1}}})
        changes["workforce.teams.desk"].setdefault("shift", "office")
    return changes


ANY_RESPONSE: Changes = st.builds(
    _together,
    CHANGES,
    DISPATCH,
    often(ON_SCENE),
    PLACES,
    often({**DEMAND, **TEAMS, **RULES}),
)
"""Changes for `village`: any world of `any_world`, with any of all this."""
