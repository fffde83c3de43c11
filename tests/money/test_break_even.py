"""Break-even of problem solving: the village with a pencil, areas, several plans, and months until it pays.

Two officers have a turn a day and give an hour of it: 14 hours a week, 730 a year, at £50,000 / 2,080 an hour. The 365
disturbances of a year ask for 113 minutes of officers each (half of them 2 x (10 + 30) minutes, half 20 + 30, and in a
fifth 4 hours of custody) and, nine in ten being rung in, for 6.3 minutes of a handler. The 104.29 assaults among them
ask detectives for 6 hours, and their sergeant for 10 minutes of allocation and 20 of review.
"""

from __future__ import annotations

from math import ceil, exp, inf
from pathlib import Path
from typing import Any

import pytest

from demandsim.money.break_even import BreakEven, break_even
from demandsim.money.break_even_words import text
from demandsim.money.invested import invested, turns_a_week
from demandsim.money.prices import cost_a_year
from demandsim.money.spared import a_year_of
from demandsim.scenario.files import read_scenario
from demandsim.scenario.shifts import Shift
from tests.conftest import Command
from tests.money.villages import ALL_TO_DETECTIVES, DAYS_AND_NIGHTS, PLAN, ROOT, problem_solving, village, write
from tests.stories.quiet import plans
from tests.worlds import village as two_areas

CONSTABLE, SERGEANT, HANDLER = 50_000 / 2080, 60_000 / 2080, 32_000 / 2080
ASSAULTS = 2 * 365 / 7
ASKED = {
    "attendance": (365 * 113 / 60, CONSTABLE),
    "calls": (365 * 6.3 / 60, HANDLER),
    "resolution desk": (0, 0),
    "investigation": (ASSAULTS * 6, CONSTABLE),
    "supervision": (ASSAULTS * 0.5, SERGEANT),
}
HOURS = sum(hours for hours, _ in ASKED.values())
POUNDS = sum(hours * price for hours, price in ASKED.values())


def of(folder: Path, *entries: dict[str, Any], **changes: Any) -> tuple[BreakEven, ...]:
    return break_even(village(folder, problem_solving(*(entries or ({},)), **{**ALL_TO_DETECTIVES, **changes})))


def test_the_village_by_hand(tmp_path: Path) -> None:
    (one,) = of(tmp_path)
    assert one.invested == pytest.approx((730, 730 * CONSTABLE))
    for work, (hours, price) in ASKED.items():
        assert one.spared_by(work) == pytest.approx((0.5 * hours, 0.5 * hours * price)), work  # type: ignore[arg-type]
    assert one.spared == pytest.approx((0.5 * HOURS, 0.5 * POUNDS))
    assert (one.incidents, one.share) == pytest.approx((365, 0.5))
    assert (one.crimes, one.harm) == pytest.approx((ASSAULTS / 2, ASSAULTS / 2 * 184))


def test_the_break_even_is_what_is_put_in_as_a_share_of_what_the_incidents_ask_for(tmp_path: Path) -> None:
    (one,) = of(tmp_path)
    assert one.break_even == pytest.approx((730 / HOURS, 730 * CONSTABLE / POUNDS))
    assert one.break_even[0] == pytest.approx(0.5201, abs=1e-4)
    # With an effect of just that share, what is spared is what is put in.
    (at_it,) = of(tmp_path, {"effect": one.break_even[0]})
    assert at_it.spared.hours == pytest.approx(at_it.invested.hours)
    (at_it,) = of(tmp_path, {"effect": one.break_even[1]})
    assert at_it.spared.pounds == pytest.approx(at_it.invested.pounds)


def test_fewer_hours_than_the_full_effect_takes_spare_in_proportion_and_more_no_more(tmp_path: Path) -> None:
    assert of(tmp_path, {"hours_a_week": 28})[0].share == pytest.approx(0.25)
    assert of(tmp_path, {"hours_a_week": 7})[0].share == pytest.approx(0.5)


def test_absences_take_their_part_of_what_is_put_in(tmp_path: Path) -> None:
    (one,) = of(tmp_path, **{"workforce.abstraction": "20 %", "workforce.sickness.share": "5 %"})
    assert one.invested.hours == pytest.approx(730 * 0.8 * 0.95)


def test_incidents_that_other_means_prevent_are_not_there_to_be_prevented(tmp_path: Path) -> None:
    prevented = [{"incidents": ["disturbance"], "share": 0.4, "because": "invented"}]
    (one,) = of(tmp_path, **{"demand.prevented": prevented})
    assert (one.incidents, one.spared.hours) == pytest.approx((365 * 0.6, 0.5 * 0.6 * HOURS))


def test_a_second_plan_finds_what_the_first_leaves(tmp_path: Path) -> None:
    first, second = of(tmp_path, {}, {"name": "visits", "effect": 0.2})
    assert (first.incidents, second.incidents) == pytest.approx((365, 365 / 2))
    assert second.spared.hours == pytest.approx(0.2 * 0.5 * HOURS)


def test_incidents_that_ask_for_nothing_never_pay(tmp_path: Path) -> None:
    nothing = {"demand.incidents.break-in.per_year": "0 per year", "demand.offences.burglary.per_year": "0 per year"}
    (one,) = of(tmp_path, {"incidents": ["break-in"]}, **nothing)
    assert (one.break_even, one.share, one.first_month_that_pays()) == ((inf, inf), 0, None)


def test_crimes_reported_in_other_ways_are_not_prevented(tmp_path: Path) -> None:
    """A third of the assaults is rung in without an incident; these stay. All disturbances are attended."""
    reported = {"demand.offences.assault.reported": {"incident": 2 / 3, "call": 1 / 3}}
    (one,) = of(tmp_path, **reported)
    assert (one.crimes, one.spared_by("investigation").hours) == pytest.approx((ASSAULTS / 3, ASSAULTS / 3 * 6))


def test_crimes_of_incidents_that_nobody_attends_are_prevented_too(tmp_path: Path) -> None:
    """Burglaries all come by break-ins, a fifth of which nobody attends."""
    (one,) = of(tmp_path, {"incidents": ["break-in"]})
    assert one.crimes == pytest.approx(365 / 7 / 2)
    assert one.spared_by("investigation").hours == pytest.approx(365 / 7 / 2 * 10)
    assert one.spared_by("attendance").hours == pytest.approx(365 / 7 / 2 * 0.8 * 80 / 60)


def test_reports_and_the_resolution_desk_are_spared(tmp_path: Path) -> None:
    """Break-ins: a report of half an hour for the four fifths attended, and 15 minutes at a desk for the rest."""
    changes = {
        "demand.incidents.break-in.report": "30 min",
        "demand.incidents.break-in.desk": "15 min",
        "workforce.teams.desk": {
            "desks": ["resolution"],
            "posts": {"force": {"sergeant": 2, "constable": 1}},
            "shift": "office",
        },
    }
    (one,) = of(tmp_path, {"incidents": ["break-in"]}, **changes)
    number = 365 / 7 / 2
    assert one.spared_by("attendance").hours == pytest.approx(number * 0.8 * (80 + 30) / 60)
    assert one.spared_by("resolution desk") == pytest.approx((number * 0.2 / 4, number * 0.2 / 4 * CONSTABLE))
    first = {"rules.grade": {"kind": "desk_first", "grades": ["priority"], "incidents": ["break-in"], "share": 0.25}}
    (one,) = of(tmp_path, {"incidents": ["break-in"]}, **changes, **first)
    assert one.spared_by("resolution desk").hours == pytest.approx(number * (0.2 + 0.8 * 0.25) / 4)
    assert one.spared_by("attendance").hours == pytest.approx(number * 0.6 * (80 + 30) / 60)


def test_calls_are_counted_where_they_are_dealt_with(tmp_path: Path) -> None:
    """Break-ins come by 101. Half are written online instead (8 min); of the rest a switchboard ends a quarter."""
    line = {
        "volume": "1 per day",
        "profile": "flat",
        "talk": "8 min",
        "wrap": "0 s",
        "target": {"share": 1, "within": "1 h"},
    }
    line["retry"] = {"information": 0, "need": 0, "after": "1 h"}
    changes = {
        "demand.lines.online": line,
        "demand.lines.switchboard": {**line, "volume": "0 per day", "talk": "1 min"},
        "demand.lines.101.online": {"line": "online", "share": {"incident": 0.5}},
        "demand.switchboard": {"line": "switchboard", "resolves": {"incident": 0.25}},
        "rules.answer": {"kind": "priority", "order": ["999", "101", "online", "switchboard"], "switchboard": ["101"]},
        "workforce.teams.handlers.lines": ["999", "101", "online"],
        "workforce.teams.operators": {
            "desks": ["contact"],
            "lines": ["switchboard"],
            "positions": [1] * 24,
            "position_rank": "sergeant",
        },
    }
    (one,) = of(tmp_path, {"incidents": ["break-in"]}, **changes)
    number = 365 / 7 / 2
    hours = number / 60 * (0.5 * 8 + 0.5 * 0.75 * 7)
    operator = number / 60 * 0.5 * 1
    assert one.spared_by("calls") == pytest.approx((hours + operator, hours * HANDLER + operator * SERGEANT))


def test_months_until_it_pays_with_lag_and_fade(tmp_path: Path) -> None:
    """An effect of 60 % spares 2.307 hours a day for 2 put in, once it tells.

    Nothing is spared for 30 days; after n more days 1 - exp(-n / 60) is. As many are spared as put in from n = 121, in
    the sixth month. Till it tells in full 30 + 1 / (exp(1 / 60) - 1) = 89.5 days' worth is lost, 206.5 hours, which
    come back at 0.307 a day in 672 days: in the twenty-third month.
    """
    (one,) = of(tmp_path, {"effect": 0.6, "lag": "30 days", "fades": "60 days"})
    a_day = 0.6 * HOURS / 365
    lost = (30 + 1 / (exp(1 / 60) - 1)) * a_day
    assert one.first_month_that_pays() == 6
    assert one.paid_back_in() == ceil(lost / (a_day - 2) * 12 / 365) == 23
    assert sum(month.spared.hours for month in one.months) == pytest.approx(3650 * a_day - lost)
    assert sum(month.invested.hours for month in one.months) == pytest.approx(7300)


def test_what_never_pays_is_said_so(tmp_path: Path) -> None:
    (one,) = of(tmp_path, {"effect": 0.3})
    assert (one.first_month_that_pays(), one.paid_back_in()) == (None, None)


@pytest.mark.parametrize(
    ("facts", "turns"),
    [
        ({"cycle": "DDDDD--", "turns": {"D": {"starts": "09:00", "ends": "17:00"}}}, 5),
        (DAYS_AND_NIGHTS, 7),
        ({"cycle": "A", "turns": {"A": {"starts": "00:00", "ends": "24:00"}}}, 0),
        # Two days of 24 hours that touch are one turn, of four days.
        ({"cycle": "AA--", "turns": {"A": {"starts": "08:00", "ends": "08:00"}}}, 7 / 4),
        (
            {
                "cycle": "EELLNN----",
                "teams": 5,
                "turns": {
                    "E": {"starts": "07:00", "ends": "17:00"},
                    "L": {"starts": "14:00", "ends": "24:00"},
                    "N": {"starts": "21:00", "ends": "07:00"},
                },
            },
            4.2,
        ),
    ],
)
def test_turns_a_week(facts: dict[str, Any], turns: float) -> None:
    assert turns_a_week(Shift.model_validate(facts)) == pytest.approx(turns)


def test_hours_of_the_force_count_in_the_areas_by_share_and_others_where_they_are_based() -> None:
    """Of 20 and 15 responders with 4.2 turns a week half an hour each; of six detectives with 5 turns 60 % and 40 %."""
    scenario = two_areas(**plans({"teams": ["response", "cid"]}))
    found = invested(scenario, scenario.rules.proactive[0])
    worked = 0.8 * 0.96 * 365 / 7
    assert {area: effort.hours for area, effort in found.items()} == pytest.approx(
        {"north": (20 * 2.1 + 0.6 * 6 * 2.5) * worked, "south": (15 * 2.1 + 0.4 * 6 * 2.5) * worked}
    )


def test_areas_without_hours_do_not_count_and_areas_add_up() -> None:
    scenario = two_areas(**plans({"effect": 0.3, "hours_a_week": 10}))
    (both,) = break_even(scenario)
    assert [one.area for one in both.areas] == ["north", "south"]
    assert both.incidents == pytest.approx(1500)
    alone = scenario.model_copy(deep=True)
    alone.workforce.teams["response"].posts["south"]["constable"] = 0
    (north,) = break_even(alone)
    assert [one.area for one in north.areas] == ["north"]
    assert north.areas[0] == both.areas[0]


def test_all_kinds_together_ask_for_what_explain_and_the_audit_reckon() -> None:
    """Spared attendance of everything in an area is the whole load of its responders."""
    from demandsim.scenario.load import WEEKS_A_YEAR, offered_incidents

    scenario = two_areas()
    every = {kind.name: 1.0 for kind in scenario.demand.incidents}
    for area in ("north", "south"):
        named = a_year_of(scenario, area, every)
        assert named.asks["attendance"].hours == pytest.approx(sum(offered_incidents(scenario, area)) * WEEKS_A_YEAR)
        by_incident = {"assault": 900 * 0.8, "rape": 40 * 0.7, "burglary": 300, "theft": 1200 * 0.4}
        assert named.crimes == pytest.approx(sum(by_incident.values()) * scenario.places.areas[area].share)


def test_the_command(command: Command, tmp_path: Path) -> None:
    file = write(tmp_path, problem_solving({"evidence": "local evaluation"}, **ALL_TO_DETECTIVES))
    said = " ".join(command("break-even", file, "--option", PLAN).out.split())
    assert (
        "hours come back when 52 % of these incidents are prevented, pounds when 52.1 % are; expected are 50 %" in said
    )
    assert "on the evidence of: local evaluation" in said
    assert "put in 730 £17,548" in said
    assert "spared in all 702" in said
    assert "is the price of what is prevented" in said
    nothing = command("break-even", file)
    assert "No problem solving is declared" in nothing.out


def test_more_than_all_incidents_is_said_in_times(tmp_path: Path) -> None:
    scenario = village(tmp_path, problem_solving({"per_turn": "6 h"}, **ALL_TO_DETECTIVES))
    said = " ".join(text(scenario, None, break_even(scenario)).split())
    assert "3.1 times as many as there are" in said
    assert "even if all were prevented it would not pay for itself" in said


def test_turns_that_never_begin_anew_give_no_time(tmp_path: Path) -> None:
    scenario = village(tmp_path, problem_solving({}, **{"workforce.teams.officers.shift": "always"}))
    assert break_even(scenario)[0].areas == ()
    assert "Nobody gives it any time" in text(scenario, None, break_even(scenario))


def test_the_price_of_everybody_is_what_the_measure_of_cost_takes() -> None:
    """Pounds a week of all posts and positions, as the measure `cost` has them where nobody works overtime."""
    from demandsim.measures.money import _posts

    for file in ("village", "town"):
        scenario = read_scenario(ROOT / "scenarios" / f"{file}.yaml")
        weekly = sum(_posts(scenario, name, team, 0.0) for name, team in scenario.workforce.teams.items())
        assert cost_a_year(scenario) == pytest.approx(weekly * 365 / 7)


def test_the_price_of_everybody_counts_people_by_their_terms_and_other_means(tmp_path: Path) -> None:
    """Listed: half a constable at the first point and a sergeant; joining: two at 80 %; besides: a system."""
    people = [
        {"id": "1", "team": "detectives", "area": "village", "rank": "constable", "fte": 0.5, "point": 0},
        {"id": "2", "team": "detectives", "area": "village", "rank": "sergeant"},
    ]
    joiners = [{"name": "intake", "team": "officers", "rank": "constable", "places": {"village": 2}, "fte": 0.8}]
    changes = {
        "workforce.teams.detectives.posts": None,
        "workforce.teams.detectives.skills": None,
        "workforce.teams.officers.skills.pip2": "50 %",
        "workforce.people": people,
        "workforce.joiners": joiners,
        "costs.post.constable": None,
        "costs.pay": {"constable": {"points": [20_000, 40_000], "on_cost": 0.25}},
        "costs.other": {"a system": {"a_year": 7_000}},
    }
    scenario = village(tmp_path, changes)
    detectives, officers, handlers = 0.5 * 25_000 + 60_000, 2 * 50_000 + 60_000, 32_000
    assert cost_a_year(scenario) == pytest.approx(detectives + officers + handlers + 2 * 0.8 * 50_000 + 7_000)
