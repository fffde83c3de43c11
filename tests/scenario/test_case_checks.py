"""Case checks: what cannot be in the life of a crime is refused at its place; what is declared is told and counted."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.cases import pass_names, passes
from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.explain import explain
from tests.worlds import village

PLANS = ("demand", "plans")
BY, AGAIN = "demand.plans.volume.1.by", "demand.plans.volume.1.again"
ASSISTED: dict[str, Any] = {
    "demand.plans.complex.1.by": "cid",
    AGAIN: {"share": 0.5, "at_most": 2},
    "demand.plans.complex.1.evidence_lost_per_30_days": 0.1,
    "demand.links": {"share": 0.3, "within": "14 days"},
    "demand.reopened": {"share": 0.1, "after": "30 days", "work": "2 h"},
}
REOPENED = ASSISTED["demand.reopened"]
IN_NORTH = {"desks": ["investigation"], "posts": {"north": {"sergeant": 1, "constable": 2}}, "shift": "office"}
PREFERRED = {"investigative_model.allocate": {"kind": "best_fit", "skill": "preferred", "takes": "10 min"}}


def test_all_of_it_fits_together() -> None:
    assert cross_check(village(**ASSISTED, **PREFERRED)) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({BY: "cidd"}, (*PLANS, "volume", 1, "by"), "did you mean 'cid'"),
        ({BY: "handlers"}, (*PLANS, "volume", 1, "by"), "does not investigate"),
        (
            {"workforce.teams.digital": IN_NORTH, BY: "digital"},
            (*PLANS, "volume", 1, "by"),
            "480 crimes a year of south follow this plan, and digital has nobody in south nor for the force",
        ),
        (
            {"demand.plans.volume.0.again": {"share": 0.5, "at_most": 30}, AGAIN: {"share": 0.5, "at_most": 9}},
            (*PLANS, "volume"),
            "may be done 41 times in all, those sent back included; 40 at most",
        ),
        ({AGAIN: {"share": 0.5, "work": "0 s"}}, (*PLANS, "volume", 1, "again", "work"), "is work: say how much"),
        ({"demand.reopened": {**REOPENED, "work": "0 s"}}, ("demand", "reopened", "work"), "are work: say how much"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(village(**PREFERRED, **changes))
    assert [place for place, _ in found] == [path]
    assert words in found[0][1]


def test_a_crime_opened_again_where_nobody_may_have_it_is_refused() -> None:
    """The bureau closes assaults that score too little, and nobody there holds pip1."""
    changes = {"demand.reopened": REOPENED, "workforce.teams.crime_bureau.skills": {}}
    required = {**changes, "investigative_model.allocate": {"kind": "best_fit", "skill": "required", "takes": "10 min"}}
    told = [message for path, message in cross_check(village(**required)) if path == ("demand", "reopened")]
    assert len(told) == 1
    assert told[0].startswith("assault closed by crime_bureau (")
    assert "nobody there holds pip1" in told[0]
    never = village(**{**required, "demand.reopened": {**REOPENED, "share": 0}})
    assert [path for path, _ in cross_check(never) if path == ("demand", "reopened")] == []
    assert cross_check(village(**changes, **PREFERRED)) == []


def test_places_are_counted_and_named() -> None:
    plan = village(**{AGAIN: {"share": 0.5, "at_most": 2}}).demand.plans["volume"]
    assert [tuple(place) for place in passes(plan)] == [(0, 0), (1, 0), (1, 1), (1, 2)]
    assert pass_names(plan) == ("enquiries", "interview and file", "interview and file (2)", "interview and file (3)")


def test_the_life_of_crimes_is_told() -> None:
    told = "\n".join(explain(village(**ASSISTED, **PREFERRED)).decisions)
    for words in (
        "Plan volume, interview and file: sent back for 50 % of crimes each time, 2 times at most.",
        "Plan complex, digital: cid does it for the owner; begun 30 days later it costs 10 % of the chance",
        "30 % of crimes belong to an earlier one of their offence and area, within 14 days.",
        "10 % of crimes closed without a suspect, for want of evidence, or filed are opened again, once: "
        "after 30 days on average, for 2 h of work.",
    ):
        assert words in told
    assert "sent back" not in "\n".join(explain(village()).decisions)


def test_work_of_specialists_is_theirs_and_work_done_again_is_counted() -> None:
    """Thefts alone, none screened out: 2 h for 1,200 a year; half by cid, which does its half 1.5 times."""
    alone = {
        "investigative_model.screen": {"kind": "none"},
        "investigative_model.routes": [{"name": "all", "to": "response"}],
        **{f"demand.offences.{name}.per_year": "0 per year" for name in ("assault", "rape", "burglary")},
        **PREFERRED,
    }
    plans = [
        {"name": "enquiries", "work": 0.5},
        {"name": "download", "work": 0.5, "by": "cid", "again": {"share": 0.5, "at_most": 1}},
    ]
    hours = {
        (unit.team, unit.place): unit.casework
        for unit in explain(village(**alone, **{"demand.plans.short": plans})).units
    }
    assert hours["response", "north"] + hours["response", "south"] == pytest.approx(1200)
    assert hours["cid", "force"] == pytest.approx(1800)
    again = {**alone, "demand.reopened": {"share": 0.5, "after": "1 day", "work": "1 h"}}
    hours = {(unit.team, unit.place): unit.casework for unit in explain(village(**again)).units}
    assert hours["response", "north"] + hours["response", "south"] == pytest.approx(1200 * (2 + 0.5 * 0.9 * 1))
