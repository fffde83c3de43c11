"""Training checks: courses for nobody known, work shared under a hard cap, turns protected from nothing."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.decisions import decision_table
from demandsim.scenario.flows import crime_flows
from demandsim.scenario.training_checks import places_for_nobody
from tests.worlds import village

COURSE = {"team": "cid", "places": {"force": 1}, "skill": "rasso", "begins": "2025-02-03", "days": 5}
SOFT = {"investigative_model.allocate.cap": "soft"}
CID, HERE = "workforce.teams.cid", ("workforce", "teams", "cid")


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"workforce.courses": [{**COURSE, "team": "sid"}]}, ("courses", 0, "team"), "did you mean 'cid'?"),
        ({"workforce.courses": [{**COURSE, "skill": "raso"}]}, ("courses", 0, "skill"), "did you mean 'rasso'?"),
        (
            {"workforce.courses": [{**COURSE, "places": {"nord": 1}}]},
            ("courses", 0, "places", "nord"),
            "no area 'nord'",
        ),
        ({"workforce.lapses": {"pip9": 0.1}}, ("lapses", "pip9"), "no skill 'pip9'"),
        ({"workforce.lapses": {"pip2": 1.0}}, ("lapses", "pip2"), "below 100 %"),
        ({f"{CID}.shares_work": True}, ("teams", "cid", "shares_work"), "write `cap: soft`"),
        (
            {"workforce.teams.handlers.shares_work": True, **SOFT},
            ("teams", "handlers", "shares_work"),
            "no crimes to share",
        ),
        ({f"{CID}.protected": {"every": 3}}, ("teams", "cid", "protected"), "cid attends no incidents"),
        (
            {"workforce.courses": [COURSE], "workforce.abstraction": {"leave": 0.1, "course": 0.1}},
            ("abstraction", "course"),
            "another name",
        ),
    ],
)
def test_what_cannot_be_is_found_at_its_place(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = dict(cross_check(village(**changes)))
    assert words in found["workforce", *path]


def test_what_can_be_is_not_complained_of() -> None:
    changes = {
        "workforce.courses": [COURSE],
        "workforce.lapses": {"pip2": 0.2},
        f"{CID}.shares_work": True,
        "workforce.teams.response.protected": {"every": 3, "break_for": []},
        "workforce.abstraction": {"leave": 0.1, "training": 0.1},
    }
    assert cross_check(village(**changes, **SOFT)) == []


def test_more_places_than_officers_who_lack_the_skill_are_warned_of() -> None:
    assert places_for_nobody(village(**{"workforce.courses": [{**COURSE, "places": {"force": 3}}]})) == []
    two = [{**COURSE, "places": {"force": 2}}, {**COURSE, "places": {"force": 2}, "begins": "2025-04-07"}]
    assert places_for_nobody(village(**{"workforce.courses": two})) == [
        "the course from 2025-04-07 has 2 places for cid in force, where 1 lack rasso"
    ]


def test_explain_says_what_is_declared() -> None:
    changes = {
        "workforce.courses": [{**COURSE, "places": {"force": 2}}],
        "workforce.lapses": {"pip2": 0.2},
        f"{CID}.shares_work": True,
        "workforce.teams.response.protected": {"every": 4},
        "workforce.teams.crime_bureau.desks": ["response", "investigation"],
        "workforce.teams.crime_bureau.protected": {"every": 1, "break_for": []},
        "investigative_model.transfer.after_sickness": "14 days",
        "investigative_model.next_work": {"kind": "in_turn", "slice": "2 h", "change": "10 min", "new_first": True},
    }
    scenario = village(**changes, **SOFT)
    said = decision_table(scenario, crime_flows(scenario))
    assert [line for line in said if line.startswith("  Next work")] == [
        "  Next work: All in turn: after a slice of work the next is taken up, and the one put down goes to the end of "
        "the line; a slice is 2 h; those on which nobody has worked come first; finding the way into another crime "
        "takes 10 min."
    ]
    assert said[-6:] == [
        "  response: one turn in 4 of an officer is left for investigation (sent only to emergency, after everybody "
        "else).",
        "  cid shares its work: whoever is free takes up the next crime of the unit and owns it.",
        "  crime_bureau: every turn of an officer is left for investigation (sent to nothing).",
        "  Crimes of owners who are ill, or on a course, for 14 days go back to the unit's queue.",
        "  Course from 2025-02-03 for 5 days: rasso for officers of cid (2 in force).",
        "  20 % of those who hold pip2 lose it in a year.",
    ]
