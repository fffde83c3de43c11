"""Worlds for tests: a village small enough to check by hand, and ways to change one thing in it.

`village()` is a complete scenario: 2 areas, 2 lines (999 and 101), 3 incident kinds, 4 offences, 4 teams. Every
figure is invented for tests. Change anything by its path; a step into a list is an item's name or number:

    village(start="2025-03-29")
    village(demand__repeat__times=0)
    village(**{"demand.lines.101.volume": "20 per day", "demand.incidents.violence.arrest": 0.5})
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from demandsim.scenario.scenario import Scenario

VILLAGE: dict[str, Any] = {
    "about": {"title": "Village", "question": "Does everything fit together?", "status": "made up for tests"},
    "start": "2025-01-06",
    "timezone": "Europe/London",
    "period": {"days": 28, "warm_up": 7, "replications": 3},
    "places": {
        "areas": {
            "north": {"share": 0.6, "borders": {"south": "10 min"}},
            "south": {"share": 0.4, "travel_factor": 1.2, "borders": {"north": "10 min"}},
        },
        "travel": {
            "emergency": {"lognormal": {"mean": "8 min", "cv": 0.5}},
            "priority": {"lognormal": {"mean": "14 min", "cv": 0.5}},
            "scheduled": "20 min",
            "resolution": "20 min",
        },
        "targets": {"emergency": "15 min", "priority": "1 h", "scheduled": "48 h", "resolution": "48 h"},
    },
    "demand": {
        "profiles": {
            "flat": {"hours": [1] * 24},
            "daytime": {
                "hours": [0.3] * 7 + [1.0] * 2 + [1.6] * 10 + [1.2] * 3 + [0.6] * 2,
                "days": [1.1, 1.0, 1.0, 1.0, 1.1, 1.0, 0.8],
                "months": [0.9, 0.9, 1.0, 1.0, 1.05, 1.1, 1.1, 1.1, 1.0, 1.0, 0.95, 0.9],
            },
        },
        "lines": {
            "999": {
                "volume": "12 per day",
                "profile": "daytime",
                "dispersion": 0.1,
                "talk": {"lognormal": {"mean": "4 min", "cv": 0.6}},
                "wrap": "60 s",
                "patience": {"exponential": {"mean": "3 min"}},
                "target": {"share": "90 %", "within": "10 s"},
                "retry": {"information": "30 %", "need": "95 %", "after": "1 min"},
                "other_agency": "10 %",
            },
            "101": {
                "volume": "40 per day",
                "profile": "daytime",
                "dispersion": 0.2,
                "talk": {"lognormal": {"mean": "6 min", "cv": 0.8}},
                "wrap": {"erlang": {"mean": "2 min", "phases": 2}},
                "patience": {"exponential": {"mean": "10 min"}},
                "target": {"share": "80 %", "within": "30 s"},
                "retry": {
                    "information": "40 %",
                    "need": "80 %",
                    "after": {"exponential": {"mean": "30 min"}},
                    "switch_to": "999",
                    "switch_share": "5 %",
                },
                "other_agency": "20 %",
            },
        },
        "generated_profile": "flat",
        "online_profile": "daytime",
        "call_line": "101",
        "incidents": [
            {
                "name": "violence",
                "per_year": "1500 per year",
                "by": {"999": 0.6, "101": 0.3},
                "grades": {"emergency": 0.5, "priority": 0.4, "scheduled": 0.1},
                "officers": {"emergency": 2.2, "priority": 1.5},
                "scene": {"lognormal": {"mean": "50 min", "cv": 0.7}},
                "arrest": 0.25,
                "vulnerable": 0.3,
            },
            {
                "name": "property",
                "per_year": "1800 per year",
                "by": {"999": 0.2, "101": 0.8},
                "grades": {"emergency": 0.1, "priority": 0.3, "scheduled": 0.4, "resolution": 0.2},
                "attended": {"scheduled": 0.9},
                "scene": {"exponential": {"mean": "35 min"}},
                "arrest": 0.05,
                "vulnerable": 0.1,
            },
            {
                "name": "concern",
                "per_year": "2400 per year",
                "by": {"999": 0.3, "101": 0.4},
                "grades": {"emergency": 0.2, "priority": 0.5, "scheduled": 0.1, "resolution": 0.2},
                "officers": {"emergency": 1.8},
                "scene": {"uniform": {"low": "15 min", "high": "2 h"}},
                "arrest": 0.02,
                "vulnerable": 0.6,
            },
        ],
        "offences": [
            {
                "name": "assault",
                "per_year": "900 per year",
                "harm": 180,
                "skills": "pip1",
                "reported": {"incident": 0.8, "call": 0.15, "online": 0.05},
                "kind": "violence",
                "named_suspect": 0.6,
                "vulnerable": 0.4,
                "work": {"lognormal": {"mean": "6 h", "cv": 0.8}},
                "plan": "volume",
                "outcomes": {"charged": 0.12, "out_of_court": 0.05, "evidential": 0.5},
            },
            {
                "name": "rape",
                "per_year": "40 per year",
                "harm": 1400,
                "skills": "pip2 rasso",
                "reported": {"incident": 0.7, "call": 0.3},
                "kind": "violence",
                "named_suspect": 0.8,
                "vulnerable": 0.9,
                "work": {"lognormal": {"mean": "60 h", "cv": 0.6}},
                "plan": "complex",
                "outcomes": {"charged": 0.05, "out_of_court": 0.0, "evidential": 0.6},
            },
            {
                "name": "burglary",
                "per_year": "300 per year",
                "harm": 440,
                "skills": "pip2",
                "reported": {"incident": 1.0},
                "kind": "property",
                "named_suspect": 0.15,
                "vulnerable": 0.2,
                "work": {"lognormal": {"mean": "8 h", "cv": 0.8}},
                "plan": "volume",
                "outcomes": {"charged": 0.05, "out_of_court": 0.01, "evidential": 0.1},
            },
            {
                "name": "theft",
                "per_year": "1200 per year",
                "harm": 20,
                "reported": {"incident": 0.4, "call": 0.4, "online": 0.2},
                "kind": "property",
                "named_suspect": 0.2,
                "vulnerable": 0.05,
                "work": {"exponential": {"mean": "2 h"}},
                "plan": "short",
                "outcomes": {"charged": 0.06, "out_of_court": 0.04, "evidential": 0.15},
                "victim": False,
            },
        ],
        "plans": {
            "short": [{"name": "enquiries", "work": 1.0}],
            "volume": [
                {
                    "name": "enquiries",
                    "work": 0.6,
                    "wait": {"share": 0.4, "time": {"exponential": {"mean": "14 days"}}},
                },
                {"name": "interview and file", "work": 0.4},
            ],
            "complex": [
                {"name": "first account", "work": 0.3, "wait": {"share": 0.8, "time": "21 days"}},
                {
                    "name": "digital",
                    "work": 0.4,
                    "wait": {"share": 0.5, "time": {"lognormal": {"mean": "60 days", "cv": 0.5}}},
                },
                {"name": "file", "work": 0.3},
            ],
        },
        "custody": {"officers": 1.5, "work": {"lognormal": {"mean": "3 h", "cv": 0.4}}},
        "desk": {"filed": "15 min", "worked": {"lognormal": {"mean": "1 h", "cv": 0.5}}},
        "victims": {
            "patience": {"exponential": {"mean": "90 days"}},
            "chase": {"line": "101", "after": "10 days", "share": 0.3, "times": 2},
        },
        "repeat": {
            "line": "101",
            "after": {"emergency": "15 min", "priority": "1 h", "scheduled": "24 h"},
            "share": 0.4,
            "times": 2,
        },
        "backlog": [
            {
                "team": "response",
                "per_officer": 4.5,
                "offences": {"assault": 3, "theft": 1},
                "age": {"exponential": {"mean": "30 days"}},
            },
            {
                "team": "cid",
                "per_officer": 6,
                "offences": {"rape": 1, "burglary": 2},
                "age": {"exponential": {"mean": "60 days"}},
            },
        ],
    },
    "workforce": {
        "skills": ["pip1", "pip2", "rasso"],
        "teams": {
            "handlers": {
                "desks": ["contact"],
                "posts": {"force": {"supervisor": 1, "handler": 10}},
                "lines": ["999", "101"],
                "shift": "2-2-2-4",
            },
            "response": {
                "desks": ["response", "investigation"],
                "posts": {
                    "north": {"sergeant": 5, "constable": 20},
                    "south": {"sergeant": 5, "constable": 15},
                },
                "skills": {"pip1": 0.9, "pip2": 0.1},
                "shift": "2-2-2-4",
                "caseload_cap": 15,
            },
            "cid": {
                "desks": ["investigation"],
                "posts": {"force": {"sergeant": 1, "constable": 6}},
                "skills": {"pip1": 1.0, "pip2": 0.8, "rasso": 0.5},
                "shift": "office",
                "caseload_cap": 18,
            },
            "crime_bureau": {
                "desks": ["investigation"],
                "posts": {"force": {"supervisor": 1, "staff": 3}},
                "skills": {"pip1": 0.5},
                "shift": "office",
                "caseload_cap": 100,
            },
        },
        "shifts": {
            "2-2-2-4": {
                "cycle": "EELLNN----",
                "turns": {
                    "E": {"starts": "07:00", "ends": "17:00"},
                    "L": {"starts": "14:00", "ends": "24:00"},
                    "N": {"starts": "21:00", "ends": "07:00"},
                },
                "teams": 5,
            },
            "office": {"cycle": "OOOOO--", "turns": {"O": {"starts": "08:00", "ends": "16:00"}}},
        },
        "abstraction": 0.2,
        "sickness": {"share": 0.04, "spell": "8 days"},
    },
    "rules": {
        "answer": {"kind": "priority", "order": ["999", "101"], "reserve": {"999": 1}},
        "grade": {"kind": "as_assessed"},
        "dispatch": {"kind": "nearest", "borrow_after": "20 min", "hold_back": {"scheduled": 1}},
    },
    "investigative_model": {
        "screen": {
            "kind": "solvability",
            "by": "crime_bureau",
            "file_below": 0.2,
            "desk_below": 0.4,
            "never": [{"vulnerable": True}, {"harm_at_least": 400}],
        },
        "routes": [
            {"name": "rape to cid", "when": {"offence": ["rape"]}, "to": "cid"},
            {"name": "burglary to cid", "when": {"offence": ["burglary"]}, "to": "cid", "practice": 0.8},
            {"name": "the rest", "to": "attending_officer", "otherwise_to": "response"},
        ],
        "allocate": {"kind": "best_fit", "takes": "10 min"},
        "transfer": {
            "clauses": [
                {
                    "name": "serious assault",
                    "when": {"harm_at_least": 150, "suspect": "named"},
                    "owner": "lacks_skill",
                    "from_teams": ["response"],
                    "to": "cid",
                    "practice": {"north": 0.5, "south": 0.3},
                }
            ],
            "refusal": 0.25,
            "lost_work": "2.5 h",
            "delay": "4 days",
        },
        "next_work": {"kind": "oldest_first"},
        "review": {
            "first": "72 h",
            "then": "28 days",
            "then_if": {"pip2": "14 days"},
            "takes": "20 min",
            "takes_if": {"pip2": "40 min"},
            "on_time_within": "48 h",
        },
    },
    "mechanics": {
        "below_level": {"work": 0.25, "charge": 0.3, "wait": 0.1},
        "score_accuracy": 0.6,
        "evidence_lost_per_30_days": 0.1,
        "decision_time": "2 h",
    },
    "costs": {
        "post": {
            "constable": 50000,
            "sergeant": 62000,
            "handler": 36000,
            "staff": 34000,
            "supervisor": 42000,
        },
        "hours_per_post": 1650,
        "overtime": 1.33,
    },
    "sources": [
        {"figures": "**", "source": "ASSUMPTION", "range": "invented for tests: any", "quality": "D"},
    ],
}


def village_facts(**changes: object) -> dict[str, Any]:
    """Give the village as plain data, with the changes made: what a scenario file holds once it is read."""
    facts = deepcopy(VILLAGE)
    for path, value in changes.items():
        *above, last = path.replace("__", ".").split(".")
        here: Any = facts
        for step in above:
            here = here[_key(here, step)]
        here[_key(here, last)] = deepcopy(value)
    return facts


def village(**changes: object) -> Scenario:
    """Give the village as a scenario, with the changes made; see the module for how to write them."""
    return Scenario.model_validate(village_facts(**changes))


def _key(here: Any, step: str) -> Any:
    if not isinstance(here, list):
        return step
    names = [item.get("name") if isinstance(item, dict) else None for item in here]
    return names.index(step) if step in names else int(step)
