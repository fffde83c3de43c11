"""What the witness of rosters by people says of small teams is what is worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from demandsim.roster import build_roster
from demandsim.scenario.workforce import SICKNESS
from demandsim.tape import record
from demandsim.tape.streams import Chance
from tests.promises.people_witness import EVER, Establishment, Expected
from tests.worlds import village

DAY = 86_400
DAYS = 10
DAILY = {"cycle": "E", "turns": {"E": {"starts": "08:00", "ends": "10:00"}}}
BY_TURNS = {"cycle": "E-", "teams": 2, "turns": {"E": {"starts": "08:00", "ends": "10:00"}}}
PLAIN = {"id": "ann", "team": "cid", "area": "force", "rank": "constable"}
WELL = {"workforce.abstraction": 0, "workforce.sickness": {"share": 0, "spell": "1 day"}}
START = "2025-01-06"


def people(*rows: dict[str, Any], luck: float = 0.5, **changes: Any) -> dict[str, Expected]:
    """Those of a unit of detectives who work daily from 08:00 to 10:00, by the end of their keys."""
    facts = {
        "workforce.shifts.office": DAILY,
        "workforce.teams.cid.posts": {},
        "workforce.people": [{**PLAIN, "id": f"p{number}", **row} for number, row in enumerate(rows)],
        **WELL,
        **changes,
    }
    scenario = village(start=START, **facts)
    tape = record(scenario, days=DAYS)
    keys = [f"cid/force/constable/{end}" for end in (*(f"p{number}" for number in range(9)), "new.0", "new.1")]
    known = replace(
        tape.absences,
        shift_luck={**tape.absences.shift_luck, **dict.fromkeys(keys, np.full(DAYS, luck))},
        sick={**tape.absences.sick, **dict.fromkeys(keys, np.empty((0, 2), dtype=np.int64))},
    )
    others = build_roster(village(start=START).workforce, record(village(start=START), days=1).absences)
    force = Establishment(replace(tape, absences=known), replace(others, courses=()))
    return {one.key.split("/")[-1]: one for one in force.everybody if one.key.startswith("cid/")}


def days(one: Expected, why: str = "worked") -> list[int]:
    """Days of the turns that are worked, or lost for a reason."""
    return [turn["on"][0] for turn in one.turns if turn["why"] == why]


def test_six_tenths_of_the_turns_are_spread_evenly() -> None:
    full, part = people({}, {"fte": 0.6}).values()
    assert days(full) == list(range(10))
    assert days(part) == [1, 3, 4, 6, 8, 9]


def test_a_third_is_exactly_three_in_ten_turns() -> None:
    assert days(people({"fte": 0.333})["p0"]) == [3, 6, 9]
    assert days(people({"fte": 1 / 3})["p0"]) == [2, 5, 8]


def test_service_counts_in_whole_days_and_the_share_of_turns_from_the_first_of_the_pattern() -> None:
    one = people({"begins": "2025-01-09", "ends": "2025-01-14", "fte": 0.6})["p0"]
    assert days(one) == [3, 4, 6, 8]
    assert one.service == [(3 * DAY, 9 * DAY)]


def test_learning_counts_from_the_first_turn_in_service_and_ends_with_its_last_day() -> None:
    one = people({"begins": "2025-01-08", "learning": 0.5, "learning_until": "2025-01-11"})["p0"]
    assert days(one, "learning") == [3, 5]
    assert days(one) == [2, 4, 6, 7, 8, 9]
    assert one.lost("learning") == 4 * 3600


def test_learning_comes_before_other_absence() -> None:
    one = people({"learning": 0.5}, luck=0.1, **{"workforce.abstraction": 0.2})["p0"]
    assert days(one, "learning") == [1, 3, 5, 7, 9]
    assert days(one, "abstraction") == [0, 2, 4, 6, 8]


def test_people_are_dealt_round_the_groups_and_joiners_go_on_counting() -> None:
    joiners = [{"name": "new", "team": "cid", "rank": "constable", "places": {"force": 2}}]
    found = people({}, {"group": 1}, {}, **{"workforce.shifts.office": BY_TURNS, "workforce.joiners": joiners})
    assert list(found) == ["p0", "p1", "p2", "new.0", "new.1"]
    even, odd = [0, 2, 4, 6, 8], [1, 3, 5, 7, 9]
    assert [days(one) for one in found.values()] == [even, even, even, odd, even]


def test_an_own_shift_replaces_that_of_the_team() -> None:
    weekend = {"cycle": "-----WW", "turns": {"W": {"starts": "10:00", "ends": "18:00"}}}
    found = people({"shift": "weekend"}, {}, **{"workforce.shifts.weekend": weekend})
    assert days(found["p0"]) == [5, 6]
    assert len(days(found["p1"])) == 10


def test_whoever_is_away_is_called_back_but_not_from_learning() -> None:
    absent = {"workforce.abstraction": 0.9, "workforce.teams.cid.minimum": {"all": 1}}
    found = people({"learning": 0.5}, {}, {}, **absent)
    assert days(found["p0"]) == [0, 2, 4, 6, 8]
    assert days(found["p1"]) == [1, 3, 5, 7, 9]
    assert days(found["p2"]) == []


def test_people_hold_their_own_skills_and_the_shares_of_a_team_go_to_its_posts() -> None:
    found = people({"skills": ["rasso"]}, {})
    assert [one.skills for one in found.values()] == [{"rasso"}, set()]


HALF = 1 - 2.0 ** (-1 / 100)
"""Luck with which somebody of whose rank half leave in a year leaves after a hundredth of it: 3.65 days."""


@pytest.mark.parametrize(
    ("terms", "more", "service"),
    [
        ({}, {}, [(-EVER, 4 * DAY)]),
        ({}, {"vacant": "12 h"}, [(-EVER, 4 * DAY), (5 * DAY, EVER)]),
        ({}, {"vacant": "2 days"}, [(-EVER, 4 * DAY), (6 * DAY, EVER)]),
        ({"ends": "2025-01-07"}, {"vacant": "2 days"}, [(-EVER, 2 * DAY)]),
    ],
)
def test_leavers_leave_at_midnight_and_successors_begin_at_one(
    terms: dict[str, Any], more: dict[str, Any], service: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = Chance.luck
    monkeypatch.setattr(
        Chance,
        "luck",
        lambda self, name, *shape: (
            np.array([HALF]) if name == "leaver/cid/force/constable/p0" else drawn(self, name, *shape)
        ),
    )
    one = people(terms, **{"workforce.leavers": {"share": {"constable": 0.5}, **more}})["p0"]
    assert one.service == service
    served = [day for day in range(10) if any(since <= day * DAY < until for since, until in service)]
    assert days(one) == served


def test_reasons_are_named_as_the_scenario_names_them() -> None:
    one = people({}, luck=0.45, **{"workforce.abstraction": {"leave": 0.4, "court": 0.1}})["p0"]
    assert days(one, "court") == list(range(10))
    assert days(one, SICKNESS) == []
