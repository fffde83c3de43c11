"""Forces for theory: scenarios that hold nothing but handlers and callers, or officers, incidents and crimes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from demandsim.scenario.scenario import Scenario
from tests.worlds import village

ATTEMPTS = 4
"""Attempts that a scenario allows a caller."""
GRADES = ("emergency", "priority", "scheduled")


@dataclass(frozen=True, slots=True)
class Desk:
    """What is particular about a contact desk; by default lines go in order of urgency."""

    rule: Mapping[str, Any] | None = None
    """`rules.answer`, with lines `line-0`, `line-1` and teams `desk-0`, `desk-1` (handlers with the same lines)."""
    line: Mapping[str, Any] = field(default_factory=dict)
    """What is particular about every line, as in a scenario."""
    slower: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    """By team: how much longer its handlers take, by line."""
    retry: float = 0.0
    """Share of those who give up who ring again."""
    attempts: int = ATTEMPTS
    """Attempts of a caller at most."""


PLAIN = Desk()
IN_TURN = Desk({"kind": "first_come"})
"""The longest waiting caller is next, whatever the line."""


def in_order(lines: int, reserve: int = 0) -> Desk:
    """Let line 0 go before line 1 and so on, with `reserve` handlers kept free for line 0."""
    names = [f"line-{number}" for number in range(lines)]
    return Desk({"kind": "priority", "order": names, "reserve": {names[0]: reserve} if reserve else {}})


def call_scenario(lines: int, teams: tuple[tuple[int, ...], ...], desk: Desk) -> Scenario:
    """Describe a force that only answers calls."""
    names = [f"line-{number}" for number in range(lines)]
    rule = desk.rule or {"kind": "priority", "order": names}
    scenario = _call_scenario(lines, teams, json.dumps([rule, desk.line, desk.slower, desk.retry]))
    if desk.attempts == ATTEMPTS:
        return scenario
    # More attempts than a scenario may have: theory lets callers ring for ever.
    ringing = {
        name: line.model_copy(update={"retry": line.retry.model_copy(update={"attempts": desk.attempts})})
        for name, line in scenario.demand.lines.items()
    }
    return scenario.model_copy(update={"demand": scenario.demand.model_copy(update={"lines": ringing})})


@cache
def _call_scenario(lines: int, teams: tuple[tuple[int, ...], ...], particulars: str) -> Scenario:
    rule, of_line, slower, retry = json.loads(particulars)
    names = [f"line-{number}" for number in range(lines)]
    line = {
        "volume": "1 per day",
        "profile": "flat",
        "talk": "1 min",
        "wrap": "0 s",
        "patience": "1 min",
        "target": {"share": "80 %", "within": "20 s"},
        "retry": {"information": retry, "need": retry, "after": "1 min", "attempts": ATTEMPTS},
        **of_line,
    }
    desks = {
        f"desk-{number}": {
            "desks": ["contact"],
            "posts": {"force": {"handler": 1}},
            "lines": [names[line] for line in sorted(answered)],
            "shift": "2-2-2-4",
            **({"handle_factor": slower[str(number)]} if str(number) in slower else {}),
        }
        for number, answered in enumerate(teams)
    }
    return village(
        **{
            "start": "2018-01-01",
            "timezone": "UTC",
            "demand.lines": dict.fromkeys(names, line),
            "demand.backlog": [],
            "workforce.teams": desks,
            "rules.answer": rule,
        }
    )


@cache
def field_scenario(cap: int, reserve: int, particulars: str = "{}") -> Scenario:
    """Describe a force of one area whose officers attend incidents and hold crimes, unsupervised and unreviewed.

    `particulars` (JSON) are what is declared otherwise, by path.
    """
    return village(
        **{
            "start": "2018-01-01",
            "timezone": "UTC",
            "places.areas": {"here": {"share": 1.0}},
            "places.travel": dict.fromkeys(GRADES, "0 s"),
            "demand.repeat.times": 0,
            "demand.victims.chase.times": 0,
            "demand.backlog": [],
            "demand.offences": [offence()],
            "workforce.teams": {
                "officers": {
                    "desks": ["response", "investigation"],
                    "posts": {"force": {"constable": 1}},
                    "shift": "2-2-2-4",
                    "caseload_cap": cap,
                }
            },
            "rules.dispatch": {"kind": "nearest", "hold_back": {"priority": reserve} if reserve else {}},
            "investigative_model.screen": {"kind": "none"},
            "investigative_model.routes": [{"name": "all", "to": "officers"}],
            "investigative_model.allocate": {"kind": "least_caseload"},
            "investigative_model.transfer": {},
            "investigative_model.review": {
                "first": "3000 days",
                "then": "3000 days",
                "takes": "0 s",
                "on_time_within": "1 h",
            },
            "mechanics.decision_time": "0 s",
            **json.loads(particulars),
        }
    )


def offence(name: str = "case", skills: str = "") -> dict[str, Any]:
    """Describe an offence without victims that nobody is charged with."""
    return {
        "name": name,
        "skills": skills,
        "per_year": "1 per day",
        "harm": 1,
        "reported": {"online": 1.0},
        "named_suspect": 0.0,
        "work": "1 h",
        "plan": "short",
        "outcomes": {"charged": 0.0, "out_of_court": 0.0, "evidential": 0.0},
        "victim": False,
    }
