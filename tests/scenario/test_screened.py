"""Flows of crimes with scores, factors and hours: the table of a year is what the tape and the rules would do."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from demandsim.engine import run
from demandsim.eventlog.moments import Moment
from demandsim.roster import build_roster
from demandsim.rules.screen import ALLOCATE, DESK, FILE, ByFactors
from demandsim.scenario.decisions import in_words
from demandsim.scenario.explain import explain
from demandsim.scenario.flows import crime_flows
from demandsim.scenario.model_warnings import (
    ambiguous_routes,
    skills_never_held,
    unmet_routes,
    warnings_in_the_model,
)
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.screened import points_of_crimes
from demandsim.tape import record
from tests.worlds import village

MODEL = "investigative_model"
FACTORS = {
    "witness": {"share": 0.3, "by_offence": {"theft": 0.1}, "accuracy": 0.7},
    "cctv": {"share": 0.2, "accuracy": 0.4},
}
BY_FACTORS = {
    "kind": "factors",
    "by": "crime_bureau",
    "weights": {"witness": 2, "cctv": 2, "named suspect": 3},
    "file_below": 2,
    "desk_below": 4,
    "never": [{"vulnerable": True}],
}
MORNING = {"opens": "06:00", "closes": "11:00", "days": ["Mon", "Tue", "Sat"]}
ROUTES = [
    {"name": "good ones", "when": {"score_at_least": 0.7}, "to": "cid"},
    {"name": "in the morning", "when": {"hours": MORNING}, "to": "cid"},
    {"name": "rest", "to": "response"},
]


def shares(scenario: Scenario) -> dict[tuple[int, int], float]:
    """Shares of all crimes by decision and clause."""
    flows = crime_flows(scenario)
    total = sum(flow.per_year for flow in flows)
    found: dict[tuple[int, int], float] = {}
    for flow in flows:
        found[flow.decision, flow.clause] = found.get((flow.decision, flow.clause), 0.0) + flow.per_year / total
    return found


def played(scenario: Scenario, days: int) -> dict[tuple[int, int], tuple[float, int]]:
    """Shares of the crimes screened in a run by decision and clause, and how many crimes there were."""
    tape = record(scenario, seed=11, days=days)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    screened, routed = log.moment == Moment.SCREENED, log.moment == Moment.ROUTED
    verdict = dict(zip(log.subject[screened].tolist(), log.detail[screened].tolist(), strict=True))
    clause: dict[int, int] = {}
    for crime, number in zip(log.subject[routed].tolist(), log.detail[routed].tolist(), strict=True):
        clause.setdefault(crime, number)
    met = [(verdict[crime], clause[crime]) for crime in verdict]
    return {which: (met.count(which) / len(met), len(met)) for which in set(met)}


@pytest.mark.parametrize("screen", ["solvability", "factors", "none", "in hours"])
def test_the_flows_are_those_of_a_year_played(screen: str) -> None:
    """Calls and incidents are put on a flat week, on which no time is lost between the report and the record."""
    screens: dict[str, Any] = {
        "solvability": {"kind": "solvability", "by": "crime_bureau", "file_below": 0.3, "desk_below": 0.8},
        "factors": BY_FACTORS,
        "none": {"kind": "none"},
        "in hours": {"kind": "none", "hours": {"opens": "10:00", "closes": "12:00", "days": ["Mon", "Thu"]}},
    }
    changes: dict[str, Any] = {
        "demand.factors": FACTORS,
        f"{MODEL}.screen": screens[screen],
        f"{MODEL}.routes": ROUTES,
        f"{MODEL}.transfer": {},
        "mechanics.score_accuracy": 0.5,
        "demand.backlog": [],
    }
    for line in ("999", "101"):
        changes[f"demand.lines.{line}.profile"] = "flat"
    scenario = village(**changes)
    expected, found = shares(scenario), played(scenario, 364)
    assert set(found) == set(expected)
    for which, (share, number) in found.items():
        spread = np.sqrt(expected[which] * (1 - expected[which]) / number)
        assert abs(share - expected[which]) < 4 * spread, which


def test_points_by_hand_where_factors_say_nothing_of_the_prospect() -> None:
    factors = {name: facts | {"accuracy": 0} for name, facts in FACTORS.items()}
    scenario = village(demand__factors=factors, **{f"{MODEL}.screen": BY_FACTORS, "mechanics.score_accuracy": 0})
    rule = scenario.investigative_model.screen
    assert isinstance(rule, ByFactors)
    theft = scenario.demand.offences[3]
    assert points_of_crimes(scenario, rule, theft, named=False) == pytest.approx(
        {0: 0.9 * 0.8, 2: 0.9 * 0.2 + 0.1 * 0.8, 4: 0.1 * 0.2}
    )
    assert points_of_crimes(scenario, rule, theft, named=True) == pytest.approx(
        {3: 0.9 * 0.8, 5: 0.9 * 0.2 + 0.1 * 0.8, 7: 0.1 * 0.2}
    )


def test_decisions_come_when_screening_opens_and_after_the_time_it_takes() -> None:
    """With one hour of screening a day everything is decided in it; a decision of two hours comes two hours later."""
    hour = {"opens": "09:00", "closes": "10:00"}
    routes = [{"name": "nine", "when": {"hours": hour}, "to": "cid"}, {"name": "rest", "to": "response"}]
    open_at_nine = {f"{MODEL}.screen": {"kind": "none", "hours": hour}, f"{MODEL}.routes": routes}
    assert shares(village(**open_at_nine)) == pytest.approx({(ALLOCATE, 0): 1.0})
    at_once = {
        f"{MODEL}.screen": {"kind": "none"},
        f"{MODEL}.routes": routes,
        "demand.profiles.daytime": {"hours": [0] * 7 + [1] + [0] * 16},
        "demand.profiles.flat": {"hours": [0] * 7 + [1] + [0] * 16},
        "mechanics.decision_time": "0 s",
    }
    assert shares(village(**at_once)) == pytest.approx({(ALLOCATE, 1): 1.0})
    assert shares(village(**at_once | {"mechanics.decision_time": "2 h"})) == pytest.approx({(ALLOCATE, 0): 1.0})
    half = shares(village(**at_once | {"mechanics.decision_time": "90 min"}))
    assert half == pytest.approx({(ALLOCATE, 0): 0.5, (ALLOCATE, 1): 0.5})


def test_a_crime_that_is_never_filed_is_allocated_whatever_its_points() -> None:
    scenario = village(**{"demand.factors": FACTORS, f"{MODEL}.screen": BY_FACTORS})
    for flow, decision in product(crime_flows(scenario), (FILE, DESK)):
        assert not (flow.sort.facts.vulnerable and flow.decision == decision)


class TestWarnings:
    def test_two_clauses_of_which_neither_is_narrower(self) -> None:
        """30 % of thefts in the north would meet both; the first is followed for half of them."""
        routes = [
            {"name": "thefts", "when": {"offence": ["theft"]}, "to": "cid", "practice": 0.5},
            {"name": "the north", "when": {"area": ["north"]}, "to": "response"},
            {"name": "rest", "to": "cid"},
        ]
        scenario = village(**{f"{MODEL}.screen": {"kind": "none"}, f"{MODEL}.routes": routes})
        thefts = scenario.demand.offences[3].per_year * 365 * 86_400 * 0.6
        (warning,) = ambiguous_routes(scenario)
        assert warning == (
            "the clauses 'thefts' and 'the north' overlap and lead to different teams: only their order decides on "
            f"{thefts:,.0f} crimes a year"
        )
        assert f"WARNING: {warning}"[:60] in explain(scenario).text()
        assert warning in warnings_in_the_model(scenario)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"offence": ["theft"], "area": ["north"]}, {"offence": ["theft"]}),  # an exception
            ({"offence": ["theft"]}, {"offence": ["rape"]}),  # no crime is both
            ({"score_at_least": 0.6}, {"score_below": 0.6}),
            ({"hours": MORNING}, {"hours": {"opens": "11:00", "closes": "06:00"}}),
        ],
    )
    def test_what_is_not_ambiguous(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        routes = [
            {"name": "first", "when": first, "to": "cid"},
            {"name": "second", "when": second, "to": "response"},
            {"name": "rest", "to": "cid"},
        ]
        assert ambiguous_routes(village(**{f"{MODEL}.screen": {"kind": "none"}, f"{MODEL}.routes": routes})) == []

    def test_the_order_does_not_matter_where_both_lead_to_one_team_or_an_earlier_clause_takes_all(self) -> None:
        thefts = {"name": "thefts", "when": {"offence": ["theft"]}, "to": "cid"}
        north = {"name": "the north", "when": {"area": ["north"]}, "to": "cid"}
        rest = {"name": "rest", "to": "response"}
        assert ambiguous_routes(village(investigative_model__routes=[thefts, north, rest])) == []
        earlier = {"name": "first", "when": {"offence": ["theft"], "area": ["north"]}, "to": "response"}
        routes = [earlier, thefts, north | {"to": "response"}, rest]
        assert ambiguous_routes(village(investigative_model__routes=routes)) == []

    def test_a_clause_that_no_crime_meets(self) -> None:
        routes = [{"name": "all", "to": "cid"}, {"name": "rest", "to": "response"}]
        scenario = village(investigative_model__routes=routes)
        assert unmet_routes(scenario, crime_flows(scenario)) == [
            "no crime ever meets the clause 'rest': 0 crimes a year"
        ]

    def test_a_skill_that_a_team_never_holds_unless_it_is_taught(self) -> None:
        """40 rapes a year come to CID, where nobody is trained for them."""
        changes: dict[str, Any] = {
            f"{MODEL}.screen": {"kind": "none"},
            f"{MODEL}.routes": [{"name": "all", "to": "cid"}],
            "workforce.teams.cid.skills": {"pip1": 1, "pip2": 1},
        }
        scenario = village(**changes)
        assert skills_never_held(scenario, crime_flows(scenario)) == [
            "nobody in cid ever holds 'rasso', which 40 crimes a year that come there need: rape"
        ]
        course = {"team": "cid", "places": {"force": 1}, "skill": "rasso", "begins": "2025-01-10", "days": 10}
        taught = village(**changes, workforce__courses=[course])
        assert skills_never_held(taught, crime_flows(taught)) == []


class TestWords:
    def test_conditions_on_score_and_hours(self) -> None:
        (first, second, _) = village(investigative_model__routes=ROUTES).investigative_model.routes
        assert in_words(first.when) == "score 70 % or more"
        assert in_words(second.when) == "decided Mon Tue Sat 06:00-11:00"

    def test_the_whole_model_is_written(self) -> None:
        weekdays = {"opens": "08:00", "closes": "18:00", "days": ["Mon", "Tue", "Wed", "Thu", "Fri"]}
        routes = [ROUTES[0] | {"if_full": "response", "if_off_duty": "crime_bureau"}, *ROUTES[1:]]
        scenario = village(
            **{
                "demand.factors": FACTORS,
                f"{MODEL}.screen": BY_FACTORS | {"hours": weekdays},
                f"{MODEL}.routes": routes,
                f"{MODEL}.allocate.by": "cid",
                f"{MODEL}.allocate.hours": {"opens": "07:00", "closes": "15:00"},
            }
        )
        text = " ".join(explain(scenario).text().split())
        for said in (
            "crime_bureau decides, Mon-Fri 08:00-18:00, by points of factors (witness +2, cctv +2, named suspect +3):",
            "files what scores below 2:",
            "works at the desk what scores below 4:",
            "-> cid, or crime_bureau where nobody there is on duty, or response where all are full:",
            "One allocation desk: the supervisors of cid allocate the crimes of every unit.",
            "Allocated 07:00-15:00; where somebody is in custody at any time.",
        ):
            assert said in text

    def test_crimes_that_no_clause_covers_are_counted(self) -> None:
        routes = [{"name": "most", "to": "cid", "practice": 0.9}]
        scenario = village(**{f"{MODEL}.screen": {"kind": "none"}, f"{MODEL}.routes": routes})
        assert "WARNING: no clause covers rape: 4 crimes a year" in explain(scenario).text()
        (message,) = [message for path, message in scenario.cross_check() if path == (MODEL, "routes")]
        volume = sum(offence.per_year for offence in scenario.demand.offences) * 365 * 86_400
        assert f"{volume * 0.1:,.0f} crimes a year" in message

    def test_the_desk_that_allocates_has_the_supervisors_hours(self) -> None:
        own, desk = (explain(village(**changes)) for changes in ({}, {f"{MODEL}.allocate.by": "response"}))
        by_unit = [{(unit.team, unit.place): unit.supervision for unit in each.units} for each in (own, desk)]
        assert by_unit[1]["cid", "force"] < by_unit[0]["cid", "force"]
        assert sum(by_unit[1].values()) == pytest.approx(sum(by_unit[0].values()))
