"""Case duty checks: what cannot be in custody, bail, signatures, mentoring and calls is refused in words that help."""

from __future__ import annotations

from typing import Any

import pytest

from demandsim.scenario.case_duty_checks import nobody_signs
from demandsim.scenario.crosscheck import cross_check
from demandsim.scenario.decisions import decision_table
from demandsim.scenario.flows import crime_flows
from demandsim.scenario.load import case_work
from tests.worlds import village

MODEL = ("investigative_model",)
RELEASED = {"bail": 0.3, "under_investigation": 0.3, "bail_for": "28 days", "extended_to": "90 days"}
SOUND: dict[str, Any] = {
    "demand.custody.clock": "24 h",
    "demand.custody.released": RELEASED,
    "investigative_model.review.sign_off": "15 min",
    "investigative_model.review.bail_extension": "20 min",
    "investigative_model.mentoring": {"teams": ["response", "cid"], "takes": "1 h"},
    "investigative_model.victim_contact": {"every": "28 days", "vulnerable_every": "14 days", "takes": "15 min"},
    "mechanics.mentored": 0.5,
    "mechanics.missed_review": 0.05,
}
NOBODY_ABOVE: dict[str, Any] = {
    "investigative_model.allocate.takes": "0 s",
    "investigative_model.review.takes": "0 s",
    "investigative_model.review.takes_if": {},
    "workforce.teams.response.posts.south": {"constable": 15},
}


def test_all_of_it_fits_together() -> None:
    scenario = village(**SOUND)
    assert cross_check(scenario) == []
    assert nobody_signs(scenario) == []


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"demand.custody.released": RELEASED}, ("demand", "custody", "released"), "nobody is ever released"),
        (
            {"demand.custody.clock": "24 h", "investigative_model.review.bail_extension": "20 min"},
            (*MODEL, "review", "bail_extension"),
            "there is no bail to extend",
        ),
        (
            SOUND | {"demand.custody.released": RELEASED | {"bail": 0}},
            (*MODEL, "review", "bail_extension"),
            "there is no bail to extend",
        ),
        (
            {"investigative_model.mentoring": {"teams": ["cdi"], "takes": "1 h"}},
            (*MODEL, "mentoring", "teams"),
            "did you mean 'cid'",
        ),
        (
            {"investigative_model.mentoring": {"teams": ["handlers"], "takes": "1 h"}},
            (*MODEL, "mentoring", "teams"),
            "there is no team that investigates 'handlers'",
        ),
        (
            NOBODY_ABOVE | {"investigative_model.mentoring": {"teams": ["cid", "response"], "takes": "1 h"}},
            (*MODEL, "mentoring", "teams"),
            "nobody supervises response in south",
        ),
        (
            {"investigative_model.mentoring": {"teams": ["cid", "response"], "takes": "9 h"}},
            (*MODEL, "mentoring", "takes"),
            "9 h do not fit into any turn of cid",
        ),
        (
            {"investigative_model.victim_contact": {"every": "28 days", "takes": "10 h"}},
            (*MODEL, "victim_contact", "takes"),
            "10 h do not fit into any turn of cid",
        ),
        ({"investigative_model.review.sign_off": "10 h"}, (*MODEL, "review", "sign_off"), "any turn of cid"),
    ],
)
def test_what_does_not_fit_is_found(changes: dict[str, Any], path: tuple[str | int, ...], words: str) -> None:
    found = cross_check(village(**changes))
    assert path in [where for where, _ in found]
    assert words in found[0][1]


def test_units_in_which_nobody_signs_are_told() -> None:
    scenario = village(**NOBODY_ABOVE, **{"investigative_model.review.sign_off": "15 min"})
    assert cross_check(scenario) == []
    assert nobody_signs(scenario) == [
        "nobody supervises response in south: its crimes are closed without being signed off"
    ]
    assert nobody_signs(village(**NOBODY_ABOVE)) == []


def test_what_is_declared_is_told_in_words() -> None:
    scenario, plain = village(**SOUND), village()
    told = decision_table(scenario, crime_flows(scenario))
    assert told[:-6] == decision_table(plain, crime_flows(plain))
    assert told[-6:] == [
        "  Custody: until the first stage after the arrest is done, for 1 day at most; the crime comes first "
        "meanwhile.",
        "  Release: 30 % on bail for 28 days, to 90 days once a supervisor has extended it (20 min, asked for 3 days "
        "before it ends); 30 % under investigation.",
        "  Advice: owners in response and cid who lack a skill have 1 h of a supervisor, which makes good 50 % of "
        "what it costs.",
        "  Victims: called by the owner after 28 days without news (14 days where vulnerable); a call takes 15 min.",
        "  Each review not held within 2 days costs 5 % of the chance of a charge.",
        "  Closing: when a supervisor has signed, which takes 15 min.",
    ]


def test_signatures_count_among_what_is_asked_of_supervisors() -> None:
    scenario, plain = village(**{"investigative_model.review.sign_off": "30 min"}), village()
    asked, before = (case_work(each, crime_flows(each)) for each in (scenario, plain))
    for unit in asked:
        more = asked[unit].supervision - before[unit].supervision
        assert more == pytest.approx(0 if unit[0] == "crime_bureau" else before[unit].crimes / 2)
