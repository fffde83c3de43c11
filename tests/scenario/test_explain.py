"""Explain: the sums against the village worked out with a pencil, and the words against what a planner must see."""

from __future__ import annotations

from pathlib import Path

import pytest

from demandsim.quantities import YEAR
from demandsim.rules.when import When
from demandsim.scenario.decisions import in_words
from demandsim.scenario.explain import OVERLOADED, Explanation, YearlyLoad, explain
from demandsim.scenario.explain_rosters import PaidHours, week_chart
from demandsim.scenario.files import read_scenario
from demandsim.scenario.flows import crime_flows, practice_by_area, sorts_of_crime
from demandsim.scenario.load import on_duty, rostered
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.shifts import Shift
from tests.worlds import village

WEEKS = 365 / 7
VILLAGE = Path(__file__).parents[2] / "scenarios" / "village.yaml"


@pytest.fixture(scope="module")
def by_hand() -> Explanation:
    return explain(read_scenario(VILLAGE))


def shift(cycle: str, teams: int = 1, **turns: tuple[str, str]) -> Shift:
    hours = {letter: {"starts": starts, "ends": ends} for letter, (starts, ends) in turns.items()}
    return Shift.model_validate({"cycle": cycle, "turns": hours, "teams": teams})


def unit(explanation: Explanation, team: str) -> YearlyLoad:
    (found,) = [each for each in explanation.units if each.team == team]
    return found


class TestOnDuty:
    def test_office_hours(self) -> None:
        week = on_duty(shift("DDDDD--", D=("09:00", "17:00")))
        expected = [float(day < 5 and 9 <= hour < 17) for day in range(7) for hour in range(24)]
        assert week == pytest.approx(expected)

    def test_parts_of_an_hour_count_in_part(self) -> None:
        week = on_duty(shift("D", D=("07:30", "15:15")))
        assert week[6:9] == pytest.approx((0, 0.5, 1))
        assert week[14:17] == pytest.approx((1, 0.25, 0))

    def test_a_night_runs_into_the_next_day_and_the_next_week(self) -> None:
        week = on_duty(shift("------N", N=("22:00", "06:00")))
        assert week[6 * 24 + 22 :] == pytest.approx((1, 1))
        assert week[:7] == pytest.approx((1, 1, 1, 1, 1, 1, 0))
        assert sum(week) == pytest.approx(8)

    def test_five_groups_put_a_fifth_on_each_turn_every_day_of_the_week(self) -> None:
        turns = {"E": ("07:00", "17:00"), "L": ("14:00", "24:00"), "N": ("21:00", "07:00")}
        week = on_duty(shift("EELLNN----", teams=5, **turns))
        for day in range(7):
            assert week[day * 24 + 10] == pytest.approx(0.2)
            assert week[day * 24 + 15] == pytest.approx(0.4)  # earlies and lates
            assert week[day * 24 + 22] == pytest.approx(0.4)  # lates and nights
        assert sum(week) == pytest.approx(42)

    def test_other_hours_on_a_day_of_the_week_count_on_that_day(self) -> None:
        late = {"starts": "14:00", "ends": "24:00", "except": {"Fri": {"starts": "15:00", "ends": "01:00"}}}
        week = on_duty(Shift.model_validate({"cycle": "2-2", "turns": {"L": late}, "teams": 2}))
        assert week[14] == pytest.approx(0.5)
        assert (week[4 * 24 + 14], week[5 * 24]) == pytest.approx((0, 0.5))
        assert week[6 * 24] == 0
        assert sum(week) == pytest.approx(35)

    def test_seasons_count_by_their_days(self) -> None:
        season = [{"from": "07-01", "to": "12-31", "shift": "office"}]
        changes = {"workforce.teams.response.seasons": season}
        scenario = village(**changes)
        week = rostered(scenario, scenario.workforce.teams["response"])
        # 184 of 366 days; Saturday 03:00 has nights (one group of five) in the other 182, Monday 09:00 has earlies.
        assert week[5 * 24 + 3] == pytest.approx(0.2 * 182 / 366)
        assert week[9] == pytest.approx(0.2 * 182 / 366 + 184 / 366)


class TestPaidHours:
    def test_abstraction_by_reason_then_sickness(self) -> None:
        changes = {"workforce.abstraction": {"leave": 0.125, "court": 0.075}, "costs.hours_per_post": 2000}
        cid = hours_of(village(**changes), "cid")
        rostered = 7 * 40 * WEEKS
        assert (cid.paid, cid.rostered) == pytest.approx((14000, rostered))
        assert cid.lost == pytest.approx(
            {"leave": rostered * 0.125, "court": rostered * 0.075, "sickness": rostered * 0.8 * 0.04}
        )
        assert cid.on_duty == pytest.approx(rostered * 0.8 * 0.96)
        assert cid.text() == (
            "  cid: 14,000 paid for; 14,600 rostered - 1,825 leave - 1,095 court - 467 sickness = 11,213 on duty"
        )

    def test_staffed_positions_have_paid_hours_behind_them(self) -> None:
        handlers = {"desks": ["contact"], "lines": ["999", "101"], "positions": [3] * 24}
        paid = {"paid_hours_per_position_hour": 1.5}
        found = hours_of(village(workforce__teams__handlers=handlers | paid), "handlers")
        assert (found.paid, found.on_duty) == pytest.approx((3 * 8760 * 1.5, 3 * 8760))
        assert found.text().endswith("39,420 rostered - 13,140 behind the positions = 26,280 on duty")


class TestWeekChart:
    def test_a_row_an_hour_and_a_column_a_day(self) -> None:
        asked, there = [0.0] * 168, [2.0] * 168
        asked[3 * 24 + 5], asked[6 * 24 + 23] = 1.0, 2.5
        there[0], asked[1], there[1] = 0.0, 123.4, 200.0
        rows = week_chart(tuple(asked), tuple(there))
        assert len(rows) == 25
        assert {len(row) for row in rows} == {74}
        assert rows[0].split() == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        assert rows[1].split() == ["00", "0.0/0.0", *["▁0.0/2.0"] * 6]
        assert rows[2].split()[:2] == ["01", "▅123/200"]
        assert rows[6].split()[4] == "▅1.0/2.0"
        assert rows[24].split()[7] == "!2.5/2.0"

    def test_it_stands_in_the_explanation_with_the_hours_that_nobody_covers(self) -> None:
        village_in_the_day = village(workforce__teams__response__shift="office")
        text = explain(village_in_the_day).text()
        street = text[text.index("STREET") : text.index("PAID HOURS")].splitlines()
        assert [len(line) for line in street if line[2:4].isdigit()] == [74] * 48
        assert "  WARNING: nobody of a response team is ever on duty in north: Mon-Fri 00:00-08:00" in text
        assert "WARNING" not in explain(village()).text()
        # 20 constables less a fifth and 4 %, all in on a Monday at 09:00, nobody at 07:00.
        north = [line for line in street if line.startswith(("  07 ", "  09 "))][:2]
        assert [row.split()[1].split("/")[1] for row in north] == ["0.0", "15.4"]


def hours_of(scenario: Scenario, team: str) -> PaidHours:
    (found,) = [hours for hours in explain(scenario).paid if hours.team == team]
    return found


class TestFlows:
    def test_sorts_of_crime_add_up_to_the_volume(self) -> None:
        scenario = village()
        total: dict[int, float] = {}
        for sort in sorts_of_crime(scenario):
            total[sort.facts.offence] = total.get(sort.facts.offence, 0.0) + sort.per_year
        for row, offence in enumerate(scenario.demand.offences):
            assert total[row] == pytest.approx(offence.per_year * YEAR)

    def test_every_crime_meets_one_decision(self) -> None:
        flows = crime_flows(village())
        expected = sum(offence.per_year * YEAR for offence in village().demand.offences)
        assert sum(flow.per_year for flow in flows) == pytest.approx(expected)
        assert all(flow.team is not None for flow in flows)

    def test_practice_is_a_share_of_the_same_luck_not_a_new_draw(self) -> None:
        """A second clause followed for no more crimes than an earlier one that also holds is never reached."""
        first = {"name": "first", "when": {"offence": ["rape"]}, "to": "cid", "practice": 0.6}
        second = {"name": "second", "when": {"offence": ["rape"]}, "to": "response", "practice": 0.5}
        rest = {"name": "rest", "to": "response"}
        met = [0.0, 0.0, 0.0]
        for flow in crime_flows(village(investigative_model__routes=[first, second, rest])):
            if flow.sort.facts.offence == 1:
                met[flow.clause] += flow.per_year
        assert met == pytest.approx([24, 0, 16])

    def test_an_area_that_is_left_out_follows_the_clause(self) -> None:
        assert practice_by_area({"south": 0.5}, ["north", "south"]) == (1.0, 0.5)

    def test_a_desk_that_resolves_incidents_leaves_fewer_attended(self) -> None:
        def attended(scenario: Scenario) -> float:
            return sum(sort.per_year for sort in sorts_of_crime(scenario) if sort.facts.attended)

        rule = {"kind": "desk_first", "grades": ["scheduled"], "incidents": ["property"], "share": 0.5}
        fewer = attended(village()) - attended(village(rules__grade=rule))
        # property: 40 % scheduled, 90 % of them attended, half now resolved; 300 burglaries and 480 thefts begin so
        assert fewer == pytest.approx((300 + 480) * 0.4 * 0.9 * 0.5)


class TestVillageByHand:
    def test_telephone(self, by_hand: Explanation) -> None:
        (load,) = by_hand.contact
        assert sum(load.asked) == pytest.approx(7 * 35 / 60)
        assert load.ratio == pytest.approx(35 / 60 / 24)
        assert load.overloaded_hours == 0

    def test_street(self, by_hand: Explanation) -> None:
        (load,) = by_hand.response
        arrest = 0.2 * 240
        disturbance = 0.5 * (2 * (10 + 30) + arrest) + 0.5 * ((20 + 30) + arrest)
        break_in = 0.8 * (20 + 60)
        assert sum(load.asked) * 60 == pytest.approx(7 * disturbance + break_in)
        assert load.there == pytest.approx((2.0,) * 168)

    def test_a_year_of_detectives(self, by_hand: Explanation) -> None:
        detectives = unit(by_hand, "detectives")
        unprotected = {"theft": 2 * 0.8, "assault": 2 * 0.2 * 0.75, "burglary": 1 * 0.9}
        filed = desk = 0.25 * sum(unprotected.values())
        thefts = 2 - 0.5 * unprotected["theft"]
        burglaries = (1 - 0.5 * unprotected["burglary"]) * (0.6 + 0.4 * 0.2)
        assert detectives.crimes == pytest.approx((filed + desk + thefts + burglaries) * WEEKS)
        assert detectives.casework == pytest.approx((filed * 0.5 + desk * 2 + thefts * 2 + burglaries * 10) * WEEKS)
        assert detectives.there == pytest.approx(2 * 40 * WEEKS)
        assert detectives.attending == 0

    def test_a_year_of_officers_and_their_sergeant(self, by_hand: Explanation) -> None:
        officers = unit(by_hand, "officers")
        assaults = 2 - 0.5 * 2 * 0.2 * 0.75
        burglaries = (1 - 0.5 * 0.9) * 0.4 * 0.8
        assert officers.casework == pytest.approx((assaults * 6 + burglaries * 10) * WEEKS)
        # 10 min to allocate, 20 min for a review; half the burglaries wait 7 days, past the first review at 3
        minutes = assaults * 30 + burglaries * (10 + 20 * (1 + 0.5 / 14))
        assert officers.supervision == pytest.approx(minutes / 60 * WEEKS)
        assert officers.supervisors == pytest.approx(168 * WEEKS)

    def test_work_that_nobody_may_do(self, by_hand: Explanation) -> None:
        (nobody,) = by_hand.nobody
        assert (nobody.team, nobody.offence) == ("officers", "burglary")
        assert nobody.crimes == pytest.approx((1 - 0.5 * 0.9) * 0.4 * 0.8 * WEEKS)

    def test_a_skill_is_held_by_a_share_to_the_nearest_officer(self, by_hand: Explanation) -> None:
        (detectives,) = [load for load in by_hand.skills if (load.team, load.skill) == ("detectives", "pip2")]
        assert detectives.there == pytest.approx(40 * WEEKS)


class TestAbsenceAndPlaces:
    def test_abstraction_and_sickness_are_taken_off_one_after_the_other(self) -> None:
        there = unit(explain(village()), "cid").there
        assert there == pytest.approx(6 * 40 * 0.8 * 0.96 * WEEKS)

    def test_staffed_positions_are_people_without_absence(self) -> None:
        handlers = {"desks": ["contact"], "lines": ["999", "101"], "positions": [3] * 24}
        (load,) = explain(village(workforce__teams__handlers=handlers)).contact
        assert load.there == pytest.approx((3.0,) * 168)

    def test_travel_is_longer_where_the_area_says_so(self) -> None:
        north, south = explain(village()).response
        plain = explain(village(places__areas__south__travel_factor=1.0)).response[1]
        assert sum(south.asked) > sum(plain.asked)
        assert sum(plain.asked) == pytest.approx(sum(north.asked) * 0.4 / 0.6)

    def test_officers_of_the_force_count_in_an_area_by_its_share(self) -> None:
        posts = {"force": {"sergeant": 5, "constable": 30}}
        north, south = explain(village(workforce__teams__response__posts=posts)).response
        assert sum(north.there) == pytest.approx(1.5 * sum(south.there))
        assert sum(north.there) + sum(south.there) == pytest.approx(30 * 42 * 0.8 * 0.96)


class TestWords:
    def test_overload_is_flagged_where_it_is_and_only_there(self) -> None:
        quiet = explain(village())
        busy = explain(village(workforce__teams__cid__posts={"force": {"sergeant": 1, "constable": 1}}))
        assert unit(quiet, "cid").ratio < 1 < unit(busy, "cid").ratio

        def flagged(explanation: Explanation) -> list[str]:
            return [line for line in explanation.text().splitlines() if line.endswith(OVERLOADED)]

        assert not any(line.split()[:2] == ["cid", "force"] for line in flagged(quiet))
        assert any(line.split()[:2] == ["cid", "force"] for line in flagged(busy))

    def test_an_overloaded_hour_is_named(self) -> None:
        handlers = {"desks": ["contact"], "lines": ["999", "101"], "positions": [1] * 23 + [0]}
        explanation = explain(village(workforce__teams__handlers=handlers))
        assert explanation.contact[0].overloaded_hours == 7
        assert explanation.contact[0].tightest[0] % 24 == 23
        assert f"{OVERLOADED} in 7 of 168 hours" in explanation.text()

    def test_the_decision_table_says_who_gets_what(self) -> None:
        text = explain(village()).text()
        assert "crime_bureau decides by a solvability score" in text
        assert "never: vulnerable victim" in text
        assert "1. rape to cid: rape -> cid: 40 a year" in text
        assert "burglary -> cid (followed for 80 %)" in text
        assert "the officer who attended, or response where nobody did" in text
        assert "harm 150 or more, suspect named, owner lacks a skill from response -> cid" in text
        assert "(followed for 30 % to 50 % by area)" in " ".join(text.split())

    def test_a_clause_that_no_crime_meets_is_named(self) -> None:
        routes = [{"name": "all", "to": "cid"}, {"name": "rest", "to": "response"}]
        text = explain(village(investigative_model__routes=routes)).text()
        assert "2. rest: every crime -> response: no crime ever meets this clause" in text

    def test_conditions_in_words(self) -> None:
        assert in_words(When()) == "every crime"
        when = When(offence=("theft",), harm_below=50, suspect="unknown", attended=False, area=("north", "south"))
        assert in_words(when) == "theft, harm below 50, no suspect named, not attended, in north or south"

    def test_no_line_is_wider_than_a_page(self) -> None:
        text = explain(read_scenario(VILLAGE.with_name("west_mercia_2018.yaml"))).text()
        assert max(len(line) for line in text.splitlines()) <= 118
        assert text.count("\n") > 80
