"""What people cost: the measure against a ledger that pays every officer day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from demandsim.eventlog import EventLog
from demandsim.measures import measure
from demandsim.measures.pay import books, terms_by_key
from demandsim.scenario.costs import Costs, PayScale
from demandsim.scenario.fits import misfits
from demandsim.scenario.scenario import Scenario
from tests.logs import DAY, log_of, story_facts
from tests.worlds import village

DAYS, WARM_UP = 28, 7
PAY = {"points": [30_000, 40_000], "shares": [0.25, 0.75], "on_cost": 0.4}
COSTS = {
    "post": {"sergeant": 62_000, "handler": 36_000, "staff": 34_000, "supervisor": 42_000},
    "pay": {"constable": PAY},
    "hours_per_post": 1650,
    "overtime": 1.33,
    "other": {"case system": {"a_year": 73_000}, "lease": {"a_year": 36_500}},
}
SPREAD = (30_000 * 0.25 + 40_000 * 0.75) * 1.4
CID: dict[str, Any] = {"desks": ["investigation"], "shift": "office", "caseload_cap": 18}


def person(number: str, **more: object) -> dict[str, object]:
    return {"id": number, "team": "cid", "area": "force", "rank": "constable", **more}


PEOPLE = [
    person("s1", rank="sergeant", acting=True),
    person("p1", point=0),
    person("p2", point=7),
    person("half", fte=0.5, point=1),
    person("late", begins="2018-04-15"),
    person("early", ends="2018-04-12", fte=0.8),
    person("learner", learning=0.4, restricted=True, skills=["pip1"]),
]
JOINERS = [
    {"name": "intake", "team": "cid", "rank": "constable", "places": {"force": 2}, "begins": "2018-04-22"},
    {"name": "clerks", "team": "crime_bureau", "rank": "staff", "places": {"force": 1}, "fte": 0.6},
]


def listed(**changes: object) -> Scenario:
    facts: dict[str, object] = {
        "start": "2018-04-01",
        "period.days": DAYS - WARM_UP,
        "period.warm_up": WARM_UP,
        "costs": COSTS,
        "workforce.teams.cid": CID,
        "workforce.people": PEOPLE,
        "workforce.joiners": JOINERS,
        "workforce.leavers": {"share": {"constable": 0.1}, "vacant": "10 days"},
    }
    return village(**(facts | changes))


def quiet(scenario: Scenario, stays: dict[str, list[tuple[int, int]]]) -> EventLog:
    """Give a log of four weeks in which nothing happens; `stays` are first and last midnight by officer's key, in days.

    Days count from the start; whoever has no stay is there throughout.
    """
    of_team = [
        (f"{team}/{area}/{rank}/{n}", rank, unit)
        for unit, (team, area) in enumerate(
            (name, area) for name, team in scenario.workforce.teams.items() for area in team.posts
        )
        for rank, number in scenario.workforce.teams[team].posts[area].items()
        for n in range(number)
        if not scenario.workforce.teams[team].people
    ]
    units = [(name, area) for name, team in scenario.workforce.teams.items() for area in team.posts]
    rank_of = {key: key.split("/")[2] for key in terms_by_key(scenario.workforce)}
    of_team += [(key, rank, units.index((key.split("/")[0], key.split("/")[1]))) for key, rank in rank_of.items()]
    keys = [key for key, _, _ in of_team]
    flat = sorted((keys.index(key), since * DAY, to * DAY) for key, every in stays.items() for since, to in every)
    nothing = np.empty(0, dtype=np.int64)
    facts = replace(
        story_facts(scenario),
        officer_key=tuple(keys),
        officer_rank=tuple(rank for _, rank, _ in of_team),
        officer_unit=np.array([unit for _, _, unit in of_team]),
        officer_skills=np.zeros(len(keys), dtype=np.int64),
        officer_supervisor=np.zeros(len(keys), dtype=bool),
        unit_team=tuple(team for team, _ in units),
        unit_area=tuple(area for _, area in units),
        spell_officer=nothing,
        spell_from=nothing,
        spell_to=nothing,
        stay_officer=np.array([row for row, _, _ in flat], dtype=np.int64),
        stay_from=np.array([since for _, since, _ in flat], dtype=np.int64),
        stay_to=np.array([to for _, _, to in flat], dtype=np.int64),
    )
    return log_of([], facts, ends_at=DAYS * DAY)


def costs_of(log: EventLog) -> dict[str, float]:
    return dict(measure(log, ["cost"]).set_index("group")["value"])


STAYS = {
    "cid/force/constable/late": [(14, 99)],
    "cid/force/constable/early": [(0, 12)],
    "cid/force/constable/intake.0": [(21, 99)],
    "cid/force/constable/intake.1": [(21, 99)],
    "response/north/constable/3": [(0, 10), (20, 99)],  # leaves by chance and has a successor
    "response/south/constable/0": [(0, 25)],  # leaves by chance and has none
    "handlers/force/handler/2": [(0, 3)],  # gone before the warm-up is over
}
"""As the roster would give them: the table's dates, and what luck adds."""
A_YEAR = {
    "cid/force/sergeant/s1": 62_000.0,
    "cid/force/constable/p1": 30_000 * 1.4,
    "cid/force/constable/p2": 40_000 * 1.4,  # beyond the highest point
    "cid/force/constable/half": 40_000 * 1.4 * 0.5,
    "cid/force/constable/late": SPREAD,
    "cid/force/constable/early": SPREAD * 0.8,
    "cid/force/constable/learner": SPREAD,
    "cid/force/constable/intake.0": SPREAD,
    "cid/force/constable/intake.1": SPREAD,
    "crime_bureau/force/staff/clerks.0": 34_000 * 0.6,
}
BY_RANK = {"constable": SPREAD, "sergeant": 62_000.0, "handler": 36_000.0, "staff": 34_000.0, "supervisor": 42_000.0}


def test_every_pound_is_on_the_ledger_of_an_officer() -> None:
    log = quiet(listed(), STAYS)
    ledger: dict[str, float] = {}
    for key in log.facts.officer_key:
        a_day = A_YEAR.get(key, BY_RANK[key.split("/")[2]]) / 365
        there = STAYS.get(key, [(0, DAYS)])
        worked = sum(any(since <= day < to for since, to in there) for day in range(WARM_UP, DAYS))
        ledger[key.split("/")[0]] = ledger.get(key.split("/")[0], 0.0) + worked * a_day
    found, weeks = costs_of(log), (DAYS - WARM_UP) / 7
    for team, paid in ledger.items():
        assert found[f"team={team}"] * weeks == pytest.approx(paid, abs=0.005), team
    assert found["other=case system"] == pytest.approx(1400)
    assert found["other=lease"] == pytest.approx(700)
    assert found[""] == pytest.approx(sum(value for group, value in found.items() if group))


def test_a_team_whose_people_are_all_there_costs_what_its_posts_would() -> None:
    alike = [person(f"n{number}") for number in range(6)]
    people = listed(**{"workforce.people": alike, "workforce.joiners": []})
    posts = listed(
        **{
            "workforce.people": [],
            "workforce.joiners": [],
            "workforce.teams.cid": {**CID, "posts": {"force": {"constable": 6}}},
        }
    )
    assert books(people, "cid") == books(posts, "cid") == pytest.approx(6 * SPREAD)
    assert costs_of(quiet(people, {})) == pytest.approx(costs_of(quiet(posts, {})))


def test_overtime_is_paid_at_the_price_of_the_one_who_works_it() -> None:
    scenario = listed()
    log = quiet(scenario, STAYS)
    keys = log.facts.officer_key
    top, low = keys.index("cid/force/constable/p2"), keys.index("cid/force/constable/p1")
    begin, end = 10 * DAY, 10 * DAY + 7200
    rows = [(begin, "ON_DUTY", -1, officer, -1, end) for officer in (low, top)]
    rows += [(end + 3600, "OFF_DUTY", -1, officer, -1, 0) for officer in (low, top)]
    facts = replace(
        log.facts,
        spell_officer=np.array([low, top]),
        spell_from=np.array([begin, begin]),
        spell_to=np.array([end, end]),
    )
    more = costs_of(log_of(rows, facts, ends_at=DAYS * DAY))["team=cid"] - costs_of(log)["team=cid"]
    assert more == pytest.approx((30_000 + 40_000) * 1.4 / 1650 * 1.33 / 3)


def test_service_dates_of_the_table_are_those_of_the_stays() -> None:
    """The stays above are what the table's dates come to."""
    start = date(2018, 4, 1)
    for one in listed().workforce.people:
        stay = STAYS.get(f"cid/force/{one.rank}/{one.id}", [(0, 99)])[0]
        assert one.begins in (None, start + timedelta(days=stay[0]))
        assert one.ends in (None, start + timedelta(days=stay[1] - 1))


def test_the_pay_of_a_rank_is_spread_over_its_points() -> None:
    scale = PayScale.model_validate({"points": ["24k", "30k", "39k"], "shares": [0.5, 0.3, 0.2], "on_cost": "40 %"})
    assert scale.at(None) == pytest.approx((12_000 + 9_000 + 7_800) * 1.4)
    assert scale.at(0) == pytest.approx(24_000 * 1.4)
    assert scale.at(2) == scale.at(30) == pytest.approx(39_000 * 1.4)
    assert PayScale.model_validate({"points": ["24k", "39k"], "on_cost": 0}).at(None) == 39_000


def test_a_rank_has_one_price_and_those_who_join_need_one() -> None:
    with pytest.raises(ValidationError, match="constable: write either `post` or `pay`"):
        Costs.model_validate({**COSTS, "post": {"constable": 50_000}})
    with pytest.raises(ValidationError, match="2 points need as many shares; found 1"):
        PayScale.model_validate({"points": [1, 2], "shares": [1.0], "on_cost": 0})
    pcsos = {"name": "new", "team": "response", "rank": "pcso", "places": {"north": 1}}
    assert not [message for _, message in misfits(listed()) if "cost" in message]
    found = [message for _, message in misfits(listed(**{"workforce.joiners": [pcsos]}))]
    assert "what does a pcso cost? The team response has some, and `costs.post` does not say" in found
