"""Quiet checks: what cannot be in breaks, proactive work and resolution is refused at its place, in words that help."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.crosscheck import cross_check
from tests.stories.quiet import plans
from tests.worlds import village

TEAMS = ("workforce", "teams")
PLAN = ("rules", "proactive", 0)
REST = {"time": "30 min", "after": "3 h", "before": "6 h"}
DESK = {"desks": ["resolution"], "posts": {"north": {"staff": 2}}, "shift": "office"}


def changed(**changes: Any) -> Any:
    facts = {"workforce.teams.response.rest": REST, "workforce.teams.desk": DESK | {"posts": {"force": {"staff": 1}}}}
    return village(**{**facts, **plans({}), "demand.incidents.concern.desk": "20 min", **changes})


def test_all_of_it_fits_together() -> None:
    assert cross_check(changed()) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (plans({"teams": ["respons"]}), (*PLAN, "teams"), "did you mean 'response'"),
        (plans({"teams": ["handlers"]}), (*PLAN, "teams"), "no team that attends or investigates 'handlers'"),
        (plans({"incidents": ["violense"]}), (*PLAN, "incidents"), "did you mean 'violence'"),
        (plans({}, {}), ("rules", "proactive", 1), "named twice"),
        (plans({"per_turn": "601 min"}), (*PLAN, "per_turn"), "turn 07:00-17:00 of the shift 2-2-2-4"),
        (
            {"workforce.teams.response.rest": {**REST, "before": "2 h"}},
            (*TEAMS, "response", "rest", "before"),
            "after 3 h cannot have begun before 2 h",
        ),
        (
            {"workforce.teams.response.rest": {**REST, "after": "571 min", "before": "600 min"}},
            (*TEAMS, "response", "rest"),
            "does not fit into the turn 07:00-17:00 of the shift 2-2-2-4",
        ),
        ({"workforce.teams.handlers.rest": REST}, (*TEAMS, "handlers", "rest"), "contact desk"),
        (
            {"workforce.teams.desk": DESK},
            ("demand", "incidents", 2, "desk"),
            "concern is work for a resolution team, and none has officers in south nor for the force",
        ),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(changed(**changes))
    assert [(where, words in message) for where, message in found] == [(path, True)], found


def test_hours_as_long_as_the_turn_and_a_break_up_to_its_end_fit() -> None:
    rest = {**REST, "after": "570 min", "before": "600 min"}
    assert cross_check(changed(**plans({"per_turn": "10 h"}), **{"workforce.teams.response.rest": rest})) == []
