"""The witness sees it: whoever plays response by other rules than those declared does not get past the witness.

One busy village is played by the rules that are declared, and judged by rules that differ in one thing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.roster import Roster, build_roster
from demandsim.tape import Tape, record
from tests.promises.any_response import BY_MATRIX, LESS_GRAVE, RISKS, SUITES
from tests.promises.any_world import loaded
from tests.promises.witness import Witness
from tests.worlds import village

PLAN = {
    "name": "hot spots",
    "teams": ["response"],
    "per_turn": "1 h",
    "protected": True,
    "incidents": ["violence", "concern"],
    "effect": 0.5,
    "hours_a_week": 20,
    "lag": "1 day",
    "fades": "3 days",
    "evidence": "assumption",
    "because": "made up for tests",
}
DO = {
    "stop": ["scheduled"],
    "borrow": True,
    "divert_investigators": ["cid"],
    "keep_on": {"teams": ["response"], "time": "1 h"},
    "screen_harder": 0.15,
}
PRESSURE = {
    "name": "queue",
    "watch": {"queue": "incidents", "area": "north"},
    "above": 4,
    "release": 1,
    "every": "15 min",
    "do": DO,
}
FULL: dict[str, Any] = {
    **loaded(5),
    **BY_MATRIX,
    "workforce.teams.response.posts": {
        area: {"sergeant": 1, "constable": number} for area, number in (("north", 12), ("south", 8), ("east", 6))
    },
    "workforce.teams.response.rest": {"time": "30 min", "after": "2 h", "before": "5 h"},
    "workforce.teams.desk": {"desks": ["resolution"], "posts": {"force": {"staff": 2}}, "shift": "2-2-2-4"},
    "demand.incidents.violence.apart": True,
    "demand.incidents.violence.report": "30 min",
    "demand.incidents.concern.upgrades": RISKS,
    "demand.incidents.concern.desk": "1 h",
    "demand.incidents.violence.arrest": 0.6,
    "demand.custody": SUITES,
    "rules.dispatch": {
        "kind": "nearest",
        "call_off": LESS_GRAVE,
        "work_left": "continued",
        "hand_over": {"above": "10 min", "waits": True},
        "crews": [2] * 7 + [1] * 17,
        "cover": {"north": {"south": "20 min", "east": "5 min"}, "south": {"north": "10 min"}},
        "borrow_for": ["emergency", "priority", "scheduled"],
    },
    "rules.proactive": [PLAN],
    "rules.pressure": [PRESSURE],
}
OTHERWISE: dict[str, tuple[str, Any]] = {
    "nobody is called off": ("rules.dispatch.call_off", {}),
    "only emergencies call off": ("rules.dispatch.call_off", {"emergency": ["scheduled"]}),
    "work left is done again": ("rules.dispatch.work_left", "done again"),
    "nothing is handed over": ("rules.dispatch.hand_over", None),
    "whose turn is over leaves at once": ("rules.dispatch.hand_over.waits", False),
    "more is finished as overtime": ("rules.dispatch.hand_over.above", "40 min"),
    "everybody rides alone": ("rules.dispatch.crews", []),
    "the east helps later": ("rules.dispatch.cover.north.east", "30 min"),
    "the south is not helped": ("rules.dispatch.cover.south", {}),
    "the east is nearer": ("places.between.east.north", "10 min"),
    "all do the same on scene": ("demand.incidents.violence.apart", False),
    "nothing becomes graver": ("demand.incidents.concern.upgrades", {}),
    "a suite has two desks": ("demand.custody.suites.central.desks", 2),
    "another suite": (
        "demand.custody.suites",
        {"central": {"areas": ["north"], "desks": 1}, "eastern": {"areas": ["south", "east"], "desks": 1}},
    ),
    "no break": ("workforce.teams.response.rest", None),
    "breaks are due later": ("workforce.teams.response.rest.after", "3 h"),
    "breaks are longer": ("workforce.teams.response.rest.time", "40 min"),
    "breaks end for more": ("workforce.teams.response.rest.interrupt_for", ["emergency", "priority", "scheduled"]),
    "the desk deals with nothing": ("workforce.teams.desk.desks", ["contact"]),
    "proactive work is put down": ("rules.proactive.0.protected", False),
    "proactive work is shorter": ("rules.proactive.0.per_turn", "50 min"),
    "proactive work prevents more": ("rules.proactive.0.effect", 0.9),
    "proactive work prevents other things": ("rules.proactive.0.incidents", ["violence"]),
    "proactive work tells later": ("rules.proactive.0.lag", "2 days"),
    "the trigger is higher": ("rules.pressure.0.above", 5),
    "the release level is higher": ("rules.pressure.0.release", 3),
    "somebody looks more often": ("rules.pressure.0.every", "5 min"),
    "the whole force is watched": ("rules.pressure.0.watch.area", None),
    "nothing is stopped": ("rules.pressure.0.do.stop", []),
    "nobody helps at once": ("rules.pressure.0.do.borrow", False),
    "no investigator is sent": ("rules.pressure.0.do.divert_investigators", []),
    "nobody is kept on": ("rules.pressure.0.do.keep_on", None),
    "kept on for longer": ("rules.pressure.0.do.keep_on.time", "90 min"),
    "nothing is screened harder": ("rules.pressure.0.do.screen_harder", 0.0),
}


@cache
def played() -> tuple[Tape, Roster, EventLog]:
    """The village, played by the rules declared."""
    scenario = village(**FULL)
    tape = record(scenario, days=5)
    roster = build_roster(scenario.workforce, tape.absences)
    return tape, roster, run(tape, roster, scenario.rules)


def test_the_witness_has_nothing_to_complain_of() -> None:
    tape, roster, log = played()
    assert Witness(tape, roster).complaints(log) == []


@pytest.mark.parametrize("what", OTHERWISE)
def test_the_witness_sees_another_rule(what: str) -> None:
    tape, roster, log = played()
    path, value = OTHERWISE[what]
    judged_by = replace(tape, scenario=village(**{**FULL, path: value}))
    assert Witness(judged_by, roster).complaints(log) != []
