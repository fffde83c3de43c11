"""Allocation checks: what cannot decide who receives a crime is refused at its place, in words that help."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.explain import explain
from tests.worlds import village

HERE = ("investigative_model", "allocate")
RESPONSE = ("workforce", "teams", "response")
WEIGHTS = {"caseload": 1, "lacks_skill": 3}
LINKS = {"demand.links": {"share": 0.1, "within": "30 days"}}


def by(kind: str, **further: Any) -> dict[str, Any]:
    """Change the rule of allocation."""
    return {"investigative_model.allocate": {"kind": kind, **further}}


def meeting(**further: Any) -> dict[str, Any]:
    """Allocate at meetings."""
    return by("meeting", **{"at": ["09:00"], "left": 5, "weights": WEIGHTS, **further})


@pytest.mark.parametrize(
    "changes",
    [
        by("longest_idle", order="harm"),
        by("listed_first"),
        by("rarest_skill", linked=True) | LINKS,
        by("continuity"),
        by("weighted", weights={**WEIGHTS, "over_cap": 2}, cap="soft"),
        meeting(at=["09:00", "15:30"], takes="5 min"),
    ],
)
def test_all_of_it_fits_together(changes: dict[str, Any]) -> None:
    assert cross_check(village(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        (by("best_fit", linked=True), (*HERE, "linked"), "say in `demand.links` how many"),
        (by("weighted", weights={}), (*HERE, "weights"), "no weight is above 0"),
        (by("weighted", weights={"over_cap": 1}), (*HERE, "weights", "over_cap"), "write `cap: soft`"),
        (meeting(order="harm"), (*HERE, "order"), "`order` has no say"),
        (meeting(hours={"opens": "08:00", "closes": "16:00"}), (*HERE, "hours"), "`hours` has no say"),
        (meeting(at=["09:00", "12:00", "09:00"]), (*HERE, "at", 2), "the meeting of 09:00 is named twice"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    ((where, message),) = cross_check(village(**changes))
    assert where == path
    assert words in message


def test_continuity_needs_somebody_who_attends_and_investigates() -> None:
    changes = by("continuity") | {"workforce.teams.response.desks": ["response"]}
    assert ((*HERE, "kind")) in [path for path, _ in cross_check(village(**changes))]


def test_a_required_skill_that_a_team_never_holds_is_refused_under_every_rule() -> None:
    changes = {
        "workforce.teams.cid.skills": {"pip1": 1.0, "pip2": 0.8},
        "workforce.teams.response.skills": {"pip1": 0.9, "pip2": 0.5, "rasso": 0.2},
    }
    for kind in ("best_fit", "longest_idle", "listed_first", "rarest_skill", "continuity"):
        (fault,) = [words for _, words in cross_check(village(**by(kind, skill="required"), **changes))]
        assert fault.startswith("rape of north, south comes to cid and would never find an owner")
        assert cross_check(village(**by(kind), **changes)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (by("least_caseload"), "In the team: to the officer with the fewest open crimes; a full caseload makes crimes"),
        (by("longest_idle"), "whose last allocation is longest ago among those with the skills, to another where none"),
        (
            by("rarest_skill", skill="required"),
            "other skills are least rare among those with the skills, and to nobody",
        ),
        (by("weighted", weights=WEIGHTS), "to the officer with the lowest sum of caseload 1 + lacks skill 3; a full"),
        (meeting(), "all of the queue together at 09:00, at the least sum of caseload 1 + lacks skill 3, or left at 5"),
        (by("listed_first", order="harm_by_age"), "Of a queue first: the greatest harm times days since recording"),
        (
            by("best_fit", linked=True) | LINKS | {"mechanics.linked_work": 0.6},
            "A crime linked to an open one goes to its owner, if there is room, and takes 60 % of the work.",
        ),
    ],
)
def test_explain_says_to_whom(changes: dict[str, Any], said: str) -> None:
    assert said in explain(village(**changes)).text()
