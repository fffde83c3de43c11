"""Any world: small villages with rules of every kind, from plenty to overload, in seconds or in whole minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from demandsim.tape import Tape
from demandsim.tape.tape import NEVER
from tests.worlds import VILLAGE

INCIDENT_LENGTHS = (
    *("generated_at", "scene", "scene_apart", "custody_work", "transport", "booking", "interview"),
    *("lapse", "upgrade", "report", "desk_work"),
)


def minutes(tape: Tape) -> Tape:
    """The tape with every length and instant in whole minutes, so that ties abound."""

    def whole(table: Any, *names: str) -> Any:
        columns = {name: getattr(table, name) for name in names}
        return replace(
            table, **{name: np.where((c > 0) & (c < NEVER), -(-c // 60) * 60, c) for name, c in columns.items()}
        )

    return replace(
        tape,
        contacts=whole(tape.contacts, "received_at", "talk", "wrap", "patience", "retry_time", "switchboard_talk"),
        incidents=whole(tape.incidents, *INCIDENT_LENGTHS),
        crimes=whole(tape.crimes, "direct_at", "stage_work", "stage_wait", "filed_work", "desk_work", "patience"),
    )


def loaded(times: int) -> dict[str, str]:
    """Changes that multiply what the village faces."""
    demand = VILLAGE["demand"]
    changes = {
        f"demand.lines.{name}.volume": f"{int(line['volume'].split()[0]) * times} per day"
        for name, line in demand["lines"].items()
    }
    for table in ("incidents", "offences"):
        for row in demand[table]:
            rate = int(row["per_year"].split()[0]) * times
            changes[f"demand.{table}.{row['name']}.per_year"] = f"{rate} per year"
    return changes


def length(*texts: str) -> st.SearchStrategy[str]:
    """One of some lengths of time."""
    return st.sampled_from(texts)


GRADE_SETS = st.sampled_from([[], ["emergency"], ["emergency", "priority"], ["emergency", "priority", "scheduled"]])
ANSWER = st.one_of(
    st.just({"kind": "first_come"}),
    st.fixed_dictionaries(
        {
            "kind": st.just("priority"),
            "order": st.sampled_from([["999", "101"], ["101", "999"]]),
            "reserve": st.dictionaries(st.sampled_from(["999", "101"]), st.integers(0, 2)),
        }
    ),
)
GRADE = st.one_of(
    st.just({"kind": "as_assessed"}),
    st.just({"kind": "desk_first", "grades": ["priority", "scheduled"], "incidents": ["property"], "share": 0.6}),
)
APPOINTMENTS = st.fixed_dictionaries(
    {
        "opens": st.sampled_from(["00:00", "08:00"]),
        "closes": st.sampled_from(["18:00", "24:00"]),
        "slot": length("10 min", "2 h"),
        "notice": length("0 s", "3 h"),
        "visits": st.fixed_dictionaries({"north": st.integers(0, 2)}, optional={"south": st.integers(0, 2)}),
    },
    optional={
        "grades": st.sampled_from([["scheduled"], ["priority", "scheduled"]]),
        "ahead": length("6 h", "1 day"),
    },
)
RULES_OF_DISPATCH: dict[str, st.SearchStrategy[Any]] = {
    "borrow_after": length("0 s", "5 min", "2 h"),
    "borrow_for": GRADE_SETS,
    "interrupt_for": GRADE_SETS,
    "divert_for": GRADE_SETS,
    "hold_back": st.dictionaries(st.sampled_from(["priority", "scheduled"]), st.integers(0, 2)),
    "reserve_teams": st.sampled_from(
        [{}, {"neighbourhood": "10 min"}, {"neighbourhood": "1 min", "response": "5 min"}]
    ),
    "escalate": st.sampled_from([{}, {"emergency": "5 min", "priority": "30 min", "scheduled": "2 h"}]),
    "whole_crew": GRADE_SETS,
    "appointments": APPOINTMENTS,
}
WEIGHTS = st.fixed_dictionaries(
    {"kind": st.just("weighted")},
    optional={
        "at_desk": st.sampled_from([0, 5, 60]),
        "on_the_way": st.sampled_from([0, 5, 60]),
        "borrowed": st.sampled_from([0, 10]),
        "harm": st.sampled_from([0, 0.05]),
        "idle": st.sampled_from([0, 2]),
    },
)
KINDS = st.one_of(
    st.fixed_dictionaries({"kind": st.sampled_from(["nearest", "longest_idle", "least_disruptive"])}), WEIGHTS
)
DISPATCH = st.builds(lambda kind, rules: kind | rules, KINDS, st.fixed_dictionaries({}, optional=RULES_OF_DISPATCH))
LAPSES = st.sampled_from(
    [
        {},
        {"emergency": "0 s", "scheduled": "1 day"},
        {"priority": {"exponential": {"mean": "30 min"}}, "scheduled": "3 h"},
    ]
)
NEIGHBOURHOOD = {
    "desks": ["response"],
    "posts": {"north": {"sergeant": 1, "constable": 2}, "force": {"constable": 1}},
    "shift": "office",
}
SCREEN = st.one_of(
    st.just({"kind": "none"}),
    st.just(
        {
            "kind": "solvability",
            "by": "crime_bureau",
            "file_below": 0.2,
            "desk_below": 0.6,
            "never": [{"harm_at_least": 400}],
        }
    ),
)
ROUTES = st.sampled_from(
    [
        [{"name": "keep", "to": "attending_officer", "otherwise_to": "response"}],
        [
            {"name": "serious", "when": {"harm_at_least": 400}, "to": "cid", "practice": {"north": 0.5}},
            {"name": "arrested", "when": {"arrested": True, "attended": True}, "to": "cid"},
            {"name": "rest", "to": "response"},
        ],
        [{"name": "all", "to": "cid"}],
    ]
)
ALLOCATE = st.fixed_dictionaries(
    {"kind": st.sampled_from(["least_caseload", "best_fit"])},
    optional={"cap": st.sampled_from(["hard", "soft"]), "takes": length("0 s", "10 min", "1 h")},
)
CLAUSES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.just("clause"),
            "owner": st.sampled_from(["any", "lacks_skill", "over_cap"]),
            "to": st.sampled_from(["response", "cid"]),
        }
    ),
    max_size=2,
)
TRANSFER = st.fixed_dictionaries(
    {"clauses": CLAUSES},
    optional={
        "refusal": st.sampled_from([0.0, 0.5, 1.0]),
        "refuse_when_full": st.booleans(),
        "offers": st.integers(1, 4),
        "offer_again_after": length("0 s", "1 min", "3 h"),
        "lost_work": length("0 s", "1 h"),
        "delay": length("0 s", "1 min", "1 day"),
    },
)
REVIEW = st.fixed_dictionaries(
    {
        "first": length("0 s", "1 h", "2 days"),
        "then": length("7 h", "3 days"),
        "takes": length("0 s", "20 min"),
        "on_time_within": st.just("1 h"),
    },
    optional={"then_if": st.just({"pip1": "5 h"}), "takes_if": st.just({"rasso": "9 h"})},
)
TURNS = {
    "E": {"starts": "07:00", "ends": "17:00"},
    "L": {"starts": "14:00", "ends": "24:00"},
    "N": {"starts": "21:00", "ends": "07:00"},
}
SHIFT = st.sampled_from(
    [
        {"cycle": "EELLNN----", "turns": TURNS, "teams": 5},
        {"cycle": "EELLNN----", "turns": TURNS, "teams": 2},
        {"cycle": "E", "turns": {"E": {"starts": "00:00", "ends": "24:00"}}},
        {"cycle": "E", "turns": {"E": {"starts": "08:00", "ends": "10:00"}}},
    ]
)
CHANGES = st.fixed_dictionaries(
    {
        "start": st.sampled_from(["2025-01-06", "2025-03-29", "2025-10-25"]),
        "rules.answer": ANSWER,
        "rules.grade": GRADE,
        "rules.dispatch": DISPATCH,
        "investigative_model.screen": SCREEN,
        "investigative_model.routes": ROUTES,
        "investigative_model.allocate": ALLOCATE,
        "investigative_model.transfer": TRANSFER,
        "investigative_model.next_work": st.sampled_from(
            [{"kind": kind} for kind in ("oldest_first", "ready_longest", "harm_first", "shortest_first")]
        ),
        "investigative_model.review": REVIEW,
        "mechanics.decision_time": length("0 s", "1 h"),
        "demand.victims.patience": length("0 s", "8 h", "2 days"),
        "demand.victims.chase.after": length("1 min", "9 h"),
        "demand.repeat.after": st.sampled_from([{}, {"emergency": "1 min", "priority": "30 min"}]),
        "demand.lines.999.patience": length("0 s", "1 min", "1 h"),
        "demand.lines.101.talk": length("0 s", "6 min"),
        "demand.lines.101.retry.after": length("0 s", "30 min"),
        "demand.plans.volume": st.just(
            [{"name": "one", "work": 0.5, "wait": {"share": 0.5, "time": "1 day"}}, {"name": "two", "work": 0.5}]
        ),
        "demand.incidents.property.lapses": LAPSES,
        "demand.incidents.concern.lapses": LAPSES,
        "places.travel_hours": st.sampled_from([[], [0.5, 2.0] * 12]),
        "workforce.teams.neighbourhood": st.just(NEIGHBOURHOOD),
        "workforce.shifts.2-2-2-4": SHIFT,
        "workforce.teams.handlers.posts.force.handler": st.integers(1, 8),
        "workforce.teams.response.posts": st.fixed_dictionaries(
            {
                "north": st.fixed_dictionaries({"sergeant": st.integers(0, 2), "constable": st.integers(1, 8)}),
                "south": st.fixed_dictionaries({"sergeant": st.integers(0, 1), "constable": st.integers(1, 6)}),
            }
        ),
        "workforce.teams.response.caseload_cap": st.integers(0, 4),
        "workforce.teams.cid.caseload_cap": st.integers(1, 6),
    },
    optional={"demand.lines.999.emergency_passed_on": length("0 s", "1 min")},
)
