"""Avoidable demand: each contact has one cause, each cause a rule of the scenario behind it, and all adds up."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from demandsim.measures import measure
from demandsim.measures.performance_avoidable import CAUSES, MEANING, NEEDED, avoidable_demand
from demandsim.measures.window import Window
from demandsim.scenario.scenario import Scenario
from tests.logs import NORTH_1, NORTH_2, Row, story
from tests.measures.desk_story import DESK, LINE_101, SWITCHBOARD, desk_facts, desk_log, desk_scenario

HOUR = 3600
BALANCE = {
    ("rang again", "demand.lines.999.retry"): (0, 0),
    ("rang again", "demand.lines.101.retry"): (2, 160 + 290),
    ("rang again", "demand.lines.switchboard.retry"): (0, 0),
    ("asking for news", "demand.victims.chase"): (1, 160),
    ("nobody came", "demand.repeat"): (1, 260),
    ("other agency", "demand.lines.999.other_agency"): (0, 0),
    ("other agency", "demand.lines.101.other_agency"): (1, 100),
    # Putting through costs the 30 s of the switchboard; the 360 s of the second handler were needed.
    ("put through", "demand.switchboard.resolves"): (1, 30),
    (NEEDED, ""): (8, 360 + 360 + 600),
}
"""Contacts and seconds of work, worked out from the rows of the story."""


def balance(table: pd.DataFrame) -> dict[tuple[str, str], tuple[int, float]]:
    return {
        (each.cause, each.rule): (each.calls, each.hours * HOUR)  # type: ignore[misc]
        for each in table.itertuples(index=False)
    }


def test_the_balance_by_hand() -> None:
    found = avoidable_demand(Window(desk_log()))
    assert list(found.columns) == list(MEANING)
    seen = balance(found)
    assert list(seen) == list(BALANCE)
    for key, (calls, seconds) in BALANCE.items():
        assert seen[key] == (calls, pytest.approx(seconds)), key
    assert (found["revisits"] == 0).all()


def test_it_adds_up_to_all_contacts_and_agrees_with_the_measures() -> None:
    for log in (story(), desk_log()):
        window = Window(log)
        found = avoidable_demand(window)
        assert found["calls"].sum() == len(window.calls)
        values = measure(log).set_index(["measure", "group"])["value"]
        for cause in CAUSES:
            mine = found[found["cause"] == cause]
            assert values["avoidable_calls", f"cause={cause}"] == pytest.approx(mine["calls"].sum() / window.weeks)
            assert values["avoidable_hours", f"cause={cause}"] == pytest.approx(mine["hours"].sum() / window.weeks)


def test_the_rule_is_that_of_the_line_on_which_the_caller_gave_up() -> None:
    """Who gives up 101 and then rings 999 does so by the rule of 101; who gives up 999 by that of 999."""
    rows: list[Row] = [
        (100, "RECEIVED", 9, -1, LINE_101, 1),
        (200, "ABANDONED", 9, -1, LINE_101, 100),
        (300, "RECEIVED", 9, -1, 0, 2),
        (400, "ABANDONED", 9, -1, 0, 100),
        (86_500, "RECEIVED", 9, -1, LINE_101, 3),
    ]
    whole = balance(avoidable_demand(Window(desk_log(rows), 0)))
    assert whole["rang again", "demand.lines.101.retry"][0] == 1
    assert whole["rang again", "demand.lines.999.retry"][0] == 1
    # The second attempt lies in the warm-up; what comes after it is still known to be caused by it.
    later = balance(avoidable_demand(Window(desk_log(rows), 1)))
    assert later["rang again", "demand.lines.999.retry"][0] == 1
    assert later["rang again", "demand.lines.101.retry"][0] == 0


def test_whoever_gives_up_the_switchboard_rings_again_by_the_rule_of_the_line_dialled() -> None:
    rows: list[Row] = [
        (100, "RECEIVED", 9, -1, SWITCHBOARD, 1),
        (200, "ABANDONED", 9, -1, SWITCHBOARD, 100),
        (300, "RECEIVED", 9, -1, SWITCHBOARD, 2),
    ]
    found = balance(avoidable_demand(Window(desk_log(rows))))
    assert found["rang again", "demand.lines.101.retry"][0] == 1
    assert found["rang again", "demand.lines.switchboard.retry"][0] == 0
    # This caller first dialled 999, gave up and was sent to the switchboard of 101 by ringing there.
    facts = desk_facts()
    line = facts.contact_line.copy()
    line[9] = 0
    switched = balance(avoidable_demand(Window(desk_log(rows, replace(facts, contact_line=line)))))
    assert switched["rang again", "demand.lines.101.retry"][0] == 1


def test_those_who_write_instead_of_ringing_are_still_callers_of_their_line() -> None:
    shift = {"line": "online", "share": {"other agency": "100 %"}}
    scenario = desk_scenario(**{"demand.lines.101.online": shift})
    facts = desk_facts(scenario)
    about = facts.contact_about.copy()
    about[8] = 3  # the written contact that nobody takes up
    found = balance(avoidable_demand(Window(desk_log(DESK, replace(facts, contact_about=about)))))
    assert found["other agency", "demand.lines.101.other_agency"] == (2, pytest.approx(100))


def test_only_what_the_scenario_allows_is_listed() -> None:
    found = avoidable_demand(Window(story()))
    assert "put through" not in set(found["cause"])
    once = desk_scenario(**{"demand.lines.999.retry.attempts": 1, "demand.lines.999.other_agency": 0})
    rules = set(_rules(once))
    assert "demand.lines.999.retry" not in rules
    assert "demand.lines.999.other_agency" not in rules
    assert "demand.lines.online.retry" not in rules
    assert "demand.lines.101.retry" in rules


def _rules(scenario: Scenario) -> list[str]:
    return avoidable_demand(Window(desk_log(DESK, desk_facts(scenario))))["rule"].tolist()


def test_officers_who_are_sent_because_a_caller_rang_about_the_same_thing_are_counted() -> None:
    """The engine never does it; a log in which a second call opens an incident shows it."""
    sent: list[Row] = [
        (11_100, "GRADED", 1, -1, 1, 0),
        (11_200, "DISPATCHED", 1, NORTH_1, 0, 0),
        (11_200, "DISPATCHED", 1, NORTH_2, 1, 0),
    ]
    rows = sorted([*DESK, *sent], key=lambda each: each[0])
    facts = desk_facts()
    incident = facts.contact_incident.copy()
    incident[5] = 1
    found = avoidable_demand(Window(desk_log(rows, replace(facts, contact_incident=incident))))
    assert found.set_index("cause")["revisits"].drop(index=["rang again", "other agency"]).to_dict() == {
        "asking for news": 0,
        "nobody came": 2,
        "put through": 0,
        NEEDED: 0,
    }
    # Sent to what had been reported before the second call: not because of it.
    same = avoidable_demand(Window(desk_log(rows, facts)))
    assert (same["revisits"] == 0).all()
