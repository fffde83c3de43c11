"""Any investigation in full: changes to any world, so that what may be declared of it meets in every combination."""

from __future__ import annotations

from operator import or_
from typing import Any

from hypothesis import strategies as st

from tests.promises.any_response import DEMAND, TEAMS, Changes, often
from tests.promises.any_world import CHANGES, CLAUSES, length

MODEL = "investigative_model"
OFFICE = {"opens": "08:00", "closes": "18:00", "days": ["Mon", "Tue", "Wed", "Thu", "Fri"]}
NIGHT = {"opens": "20:00", "closes": "06:00", "days": ["Mon", "Wed", "Sun"]}
HOURS = st.sampled_from([OFFICE, NIGHT, {"opens": "06:00", "closes": "22:00"}])
GRADED = st.sampled_from([["emergency"], ["emergency", "priority"], []])


def _weights(**least: float) -> st.SearchStrategy[dict[str, Any]]:
    """Weights, each of them counted or not."""
    some = {
        "caseload": st.sampled_from([1.0, 0.5]),
        "lacks_skill": st.sampled_from([3.0, 0.3]),
        "rare_skill": st.sampled_from([1.0, 2.5]),
        "off_duty": st.just(2.0),
        "not_attended": st.sampled_from([1.5, 10.0]),
        "over_cap": st.sampled_from([4.0, 0.1]),
    }
    return st.fixed_dictionaries({}, optional=some).map(lambda drawn: least | drawn)


SKILLED = st.fixed_dictionaries(
    {"kind": st.sampled_from(["best_fit", "longest_idle", "listed_first", "rarest_skill", "continuity"])},
    optional={"skill": st.sampled_from(["required", "preferred"])},
)
WEIGHTED = st.fixed_dictionaries({"kind": st.just("weighted"), "weights": _weights()})
MEETING = st.fixed_dictionaries(
    {
        "kind": st.just("meeting"),
        "at": st.sampled_from([["09:00"], ["08:00", "13:30", "21:00"], [f"{hour:02}:15" for hour in range(24)]]),
        "weights": _weights(caseload=1.0),
        "left": st.sampled_from([0.5, 3.0, 20.0]),
    }
)
KINDS = st.one_of(st.just({"kind": "least_caseload"}), SKILLED, SKILLED, WEIGHTED, MEETING)
HOW = often(
    {
        "cap": st.sampled_from(["hard", "soft"]),
        "takes": length("10 min", "1 h"),
        "by": st.just("crime_bureau"),
        "hours": HOURS,
        "order": st.sampled_from(["longest_queued", "harm", "harm_by_age"]),
        "linked": st.just(True),
    }
)
ALLOCATE = st.builds(lambda kind, how: kind | how, KINDS, HOW)
NEXT_WORK = st.builds(
    lambda kind, more: kind | more,
    st.sampled_from(
        [
            *({"kind": kind} for kind in ("oldest_first", "ready_longest", "harm_first", "shortest_first")),
            *({"kind": "like_first"}, {"kind": "in_turn", "slice": "30 min"}, {"kind": "in_turn", "slice": "2 h"}),
        ]
    ),
    often({"change": length("5 min", "20 min"), "new_first": st.just(True)}),
)
SCREENS = st.builds(
    lambda screen, hours: screen | hours,
    st.sampled_from(
        [
            {"kind": "none"},
            {"kind": "solvability", "by": "crime_bureau", "file_below": 0.2, "desk_below": 0.5},
            {
                "kind": "factors",
                "by": "crime_bureau",
                "weights": {"witness": 2, "named suspect": 3, "video": 1.5},
                "file_below": 1,
                "desk_below": 3,
                "never": [{"harm_at_least": 400}],
            },
        ]
    ),
    often({"hours": HOURS}),
)
FACTORS = {
    "witness": {"share": 0.4, "accuracy": 0.5},
    "video": {"share": 0.2, "by_offence": {"theft": 0.6}},
}
ROUTES = st.sampled_from(
    [
        [{"name": "all", "to": "cid", "if_off_duty": "response"}],
        [{"name": "all", "to": "response"}],
        [
            {"name": "likely", "when": {"score_at_least": 0.6}, "to": "cid", "if_full": "response"},
            {"name": "by day", "when": {"hours": OFFICE, "harm_at_least": 100}, "to": "cid"},
            {"name": "rest", "to": "attending_officer", "otherwise_to": "response"},
        ],
        [
            {"name": "keep", "when": {"attended": True}, "to": "attending_officer", "otherwise_to": "cid"},
            {"name": "rest", "to": "cid", "if_full": "response", "practice": 0.7},
            {"name": "others", "to": "response"},
        ],
    ]
)
TRANSFER = st.fixed_dictionaries(
    {"clauses": CLAUSES.map(lambda clauses: clauses[:1])},
    optional={
        "refusal": st.sampled_from([0.0, 0.5]),
        "offers": st.integers(1, 4),
        "offer_again_after": length("1 min", "3 h"),
        "lost_work": length("0 s", "1 h"),
        "delay": length("0 s", "1 day"),
        "after_sickness": length("3 h", "1 day"),
    },
)
REVIEW = st.builds(
    lambda first, extension, more: {
        "first": first,
        "then": "7 h",
        "takes": "20 min",
        "on_time_within": "1 h",
        "bail_extension": extension,
        **more,
    },
    length("1 h", "2 days"),
    length("15 min", "2 h"),
    often(
        {
            "sign_off": length("10 min", "1 h"),
            "bail_asked_before": length("1 h", "10 h", "3 days"),
            "then_if": st.just({"pip1": "5 h"}),
        }
    ),
)
LONG = {"exponential": {"mean": "6 h"}}
PLANS = st.builds(
    lambda by, again, arrest, lost, suspect: {
        "volume": [
            {"name": "enquiries", "work": 0.5, "wait": {"share": 0.5, "time": LONG}, "arrest": arrest},
            {"name": "lab", "work": 0.2, "evidence_lost_per_30_days": lost, "suspect": suspect} | by,
            {"name": "file", "work": 0.3, "wait": {"share": 0.4, "time": "2 h"}} | again,
        ],
        "short": [{"name": "enquiries", "work": 1.0, "arrest": arrest} | again],
        "complex": [
            {"name": "digital", "work": 0.5, "wait": {"share": 0.5, "time": LONG}} | by,
            {"name": "file", "work": 0.5, "evidence_lost_per_30_days": lost} | again,
        ],
    },
    st.sampled_from([{}, {"by": "lab"}, {"by": "cid"}]),
    st.sampled_from(
        [{}, {"again": {"share": 0.6, "at_most": 2}}, {"again": {"share": 0.5, "at_most": 3, "work": "20 min"}}]
    ),
    st.sampled_from([0.0, 0.4]),
    st.sampled_from([0.0, 0.5]),
    st.booleans(),
)
RELEASED = st.builds(
    lambda bail, first, more: {"bail": bail, "under_investigation": 0.2, "bail_for": first, "extended_to": more},
    st.sampled_from([0.8, 0.5]),
    length("1 h", "5 h", "12 h"),
    length("13 h", "30 h"),
)
CUSTODY = st.builds(
    lambda clock, more: {"officers": 1.5, "work": {"lognormal": {"mean": "1 h", "cv": 0.4}}, "clock": clock} | more,
    length("1 h", "6 h", "10 h", "24 h"),
    st.fixed_dictionaries({"released": RELEASED}, optional={"interview": st.just("1 h")}),
)
HELD = st.sampled_from([False, True, True, True]).flatmap(
    lambda declared: CUSTODY.map(lambda custody: {"demand.custody": custody}) if declared else st.just({})
)
LAB = st.sampled_from(
    [
        {"posts": {"force": {"staff": 2}}, "shift": "office"},
        {"posts": {"north": {"staff": 1}, "force": {"supervisor": 1, "staff": 2}}, "shift": "2-2-2-4"},
    ]
).map(lambda lab: {"desks": ["investigation"], "skills": {"pip1": 0.5}, "caseload_cap": 3} | lab)
COURSES = st.sampled_from(
    [
        {"team": "response", "places": {"north": 2, "south": 1}, "skill": "pip1"},
        {"team": "cid", "places": {"force": 3}, "skill": "rasso"},
    ]
)
MODELS: dict[str, st.SearchStrategy[Any]] = {
    f"{MODEL}.victim_contact": st.fixed_dictionaries(
        {"every": length("4 h", "1 day"), "takes": length("5 min", "30 min")},
        optional={"vulnerable_every": length("2 h", "12 h")},
    ),
    f"{MODEL}.mentoring": st.fixed_dictionaries(
        {"teams": st.sampled_from([["response"], ["response", "cid"]]), "takes": length("10 min", "1 h")}
    ),
    "demand.links": st.fixed_dictionaries({"share": st.sampled_from([0.5, 1.0]), "within": length("6 h", "30 days")}),
    "demand.reopened": st.fixed_dictionaries(
        {"share": st.sampled_from([0.4, 1.0]), "after": length("1 h", "1 day"), "work": length("10 min", "3 h")}
    ),
    "mechanics.missed_review": st.just(0.2),
    "mechanics.mentored": st.sampled_from([0.5, 1.0]),
    "mechanics.linked_work": st.just(0.6),
    "workforce.teams.response.protected": st.fixed_dictionaries(
        {"every": st.integers(1, 3)}, optional={"break_for": GRADED}
    ),
    "workforce.teams.response.rest": TEAMS["workforce.teams.response.rest"],
    "demand.incidents.violence.report": DEMAND["demand.incidents.violence.report"],
    "workforce.lapses": st.sampled_from([{"pip1": 0.99}, {"pip1": 0.99, "pip2": 0.9}]),
}
SHARING = st.sampled_from([[], [], ["response"], ["cid"], ["response", "cid"]])


def _together(
    world: dict[str, Any], model: dict[str, Any], chosen: dict[str, Any], shared: list[str], course: Any, load: bool
) -> dict[str, Any]:
    """Put a world together, so that everything in it fits."""
    changes = {**world, **model, **chosen, "demand.factors": FACTORS}
    changes["demand.desk.worked"] = "40 min"
    changes.pop("demand.plans.volume")
    for offence in ("assault", "burglary", "theft"):
        changes[f"demand.offences.{offence}.work"] = LONG if load else {"exponential": {"mean": "90 min"}}
    if shared:
        changes[f"{MODEL}.allocate"] = changes[f"{MODEL}.allocate"] | {"cap": "soft"}
        if changes[f"{MODEL}.next_work"]["kind"] == "in_turn":
            changes[f"{MODEL}.next_work"] = {"kind": "harm_first"}
        for team in shared:
            changes[f"workforce.teams.{team}.shares_work"] = True
    if course is not None:
        day, days, about = course
        start = int(str(changes["start"])[-2:])
        month = str(changes["start"])[:-2]
        changes["workforce.courses"] = [{**about, "begins": f"{month}{start + day:02}", "days": days}]
    if "demand.custody" not in chosen:
        changes[f"{MODEL}.review"].pop("bail_extension", None)
    return changes


ANY_CASE: Changes = st.builds(
    _together,
    CHANGES,
    st.fixed_dictionaries(
        {
            f"{MODEL}.screen": SCREENS,
            f"{MODEL}.routes": ROUTES,
            f"{MODEL}.allocate": ALLOCATE,
            f"{MODEL}.transfer": TRANSFER,
            f"{MODEL}.next_work": NEXT_WORK,
            f"{MODEL}.review": REVIEW,
            "demand.plans": PLANS,
            "workforce.teams.lab": LAB,
        }
    ),
    st.builds(or_, often(MODELS), HELD),
    SHARING,
    st.one_of(st.none(), st.tuples(st.integers(-4, 2), st.integers(1, 4), COURSES)),
    st.booleans(),
)
"""Changes for `village`: any world of `any_world`, with any of all this."""
