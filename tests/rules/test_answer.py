"""Answer: order, weights, reserves and routes of the lines, and the choice of the next contact with its ties."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from demandsim.rules.answer import (
    NOBODY,
    Answer,
    AnyAnswer,
    answer_order,
    answer_routes,
    answer_weights,
    next_contact,
    protected_from,
    taking_order,
)

LINES = ("999", "101", "online")
TEAMS = {"novices": ("101", "online"), "experts": ("999", "101"), "all": LINES}
ALIKE = [0, 0, 0]
ANY_RULE: TypeAdapter[AnyAnswer] = TypeAdapter(Answer)


def rule(kind: str, **facts: Any) -> AnyAnswer:
    """A rule as a planner writes it."""
    needs = {
        "priority": {"order": LINES},
        "first_come": {},
        "ageing": {"weights": {"999": 4, "101": 1, "online": 1}},
        "by_skill": {"routes": {}},
    }
    return ANY_RULE.validate_python({"kind": kind, **needs[kind], **facts})


KINDS = ("priority", "first_come", "ageing", "by_skill")


def test_the_order_gives_each_line_its_rank_and_other_rules_rank_all_lines_alike() -> None:
    assert answer_order(rule("priority", order=("online", "999", "101")), LINES) == [1, 2, 0]
    for kind in KINDS[1:]:
        assert answer_order(rule(kind), LINES) == ALIKE


def test_only_ageing_weighs_the_wait() -> None:
    assert answer_weights(rule("ageing", weights={"101": 1, "online": 0.5, "999": 4}), LINES) == [4, 1, 0.5]
    for kind in ("priority", "first_come", "by_skill"):
        assert answer_weights(rule(kind), LINES) is None


@pytest.mark.parametrize(
    ("kind", "reserve", "protected"),
    [
        ("priority", {}, [(), (), ()]),
        ("priority", {"999": 2}, [(), (0,), (0,)]),
        ("priority", {"101": 3, "999": 1}, [(), (0,), (0, 1)]),
        ("priority", {"online": 5}, [(), (), ()]),  # the last line: nobody comes after it
        ("priority", {"999": 0}, [(), (0,), (0,)]),
        ("first_come", {"101": 1}, [(1,), (), (1,)]),
        ("first_come", {"101": 1, "999": 1}, [(1,), (0,), (0, 1)]),
        ("by_skill", {"999": 2}, [(), (0,), (0,)]),
        ("ageing", {"999": 2}, [(), (0,), (0,)]),
        ("ageing", {"101": 2}, [(), (), ()]),  # 999 weighs more, online as much
    ],
)
def test_a_reserve_is_kept_from_the_lines_that_the_rule_says(
    kind: str, reserve: dict[str, int], protected: list[tuple[int, ...]]
) -> None:
    assert protected_from(rule(kind, reserve=reserve), LINES) == protected


@pytest.mark.parametrize("kind", KINDS)
def test_without_routes_every_team_that_answers_a_line_may_take_its_calls_at_once(kind: str) -> None:
    everybody = [((1, 0), (2, 0)), ((0, 0), (1, 0), (2, 0)), ((0, 0), (2, 0))]
    assert answer_routes(rule(kind), LINES, TEAMS) == everybody


def test_routes_by_skill_are_tried_in_the_order_written_each_after_its_wait() -> None:
    routes = {"101": [{"team": "novices"}, {"team": "all", "after": "30 s"}, {"team": "experts", "after": "2 min"}]}
    found = answer_routes(rule("by_skill", routes=routes), LINES, TEAMS)
    assert found == [((1, 0), (2, 0)), ((0, 0), (2, 30), (1, 120)), ((0, 0), (2, 0))]


def test_a_team_takes_lines_in_its_own_order_and_other_lines_after_them() -> None:
    takes = {"experts": ["101", "999"], "novices": ["online"]}
    by_skill = rule("by_skill", takes=takes)
    assert taking_order(by_skill, LINES, "experts") == [1, 0, 2]
    assert taking_order(by_skill, LINES, "novices") == [1, 1, 0]
    assert taking_order(by_skill, LINES, "all") == ALIKE
    assert taking_order(rule("priority"), LINES, "experts") == [0, 1, 2]


@pytest.mark.parametrize(
    ("heads", "rank", "weights", "chosen"),
    [
        ([(0, 50, 7), (1, 10, 3)], [0, 1, 2], None, 0),  # the graver line
        ([(0, 50, 7), (1, 10, 3)], ALIKE, None, 1),  # the longer wait
        ([(0, 10, 7), (1, 10, 3), (2, 10, 5)], ALIKE, None, 1),  # the lower contact
        ([(1, 10, 0)], [0, 1, 2], None, 0),  # contact 0 is somebody
        ([(1, 10, 4), (1, 5, 9)], [0, 1, 2], None, 1),  # two queues of one line: callers, and those to be rung back
        ([(0, 80, 7), (1, 0, 3)], ALIKE, [4.0, 1.0, 1.0], 1),  # at 100: 20 x 4 against 100 x 1
        ([(0, 74, 7), (1, 0, 3)], ALIKE, [4.0, 1.0, 1.0], 0),  # 26 x 4
        ([(0, 75, 7), (1, 0, 9)], ALIKE, [4.0, 1.0, 1.0], 1),  # a tie: the longer wait
        ([(2, 60, 7), (1, 60, 3)], ALIKE, [4.0, 1.0, 1.0], 1),  # a tie of waits, too: the lower contact
        ([(0, 100, 7), (1, 100, 3)], ALIKE, [4.0, 1.0, 1.0], 1),  # nobody has waited yet
        ([], ALIKE, None, NOBODY),
    ],
)
def test_the_next_contact(
    heads: list[tuple[int, int, int]], rank: list[int], weights: list[float] | None, chosen: int
) -> None:
    assert next_contact(heads, rank, weights, 100) == chosen


def test_the_order_in_which_queues_are_listed_means_nothing() -> None:
    heads = [(0, 30, 4), (1, 20, 1), (2, 20, 0)]
    for weights in (None, [2.0, 1.0, 0.5]):
        first = heads[next_contact(heads, ALIKE, weights, 40)]
        assert heads[::-1][next_contact(heads[::-1], ALIKE, weights, 40)] == first


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"kind": "ageing", "weights": {"999": 0}}, "greater than 0"),
        ({"kind": "by_skill", "routes": {"999": [{"team": "all", "after": 30}]}}, "say the unit"),
        ({"kind": "first_come", "order": ["999"]}, "Extra inputs"),
        (
            {"kind": "first_come", "call_back": {"101": {"offer_after": "1 min", "within": "1 h", "tries": 4}}},
            "less than or equal to 3",
        ),
        ({"kind": "first_come", "reserve": {"999": "two"}}, "reserve"),
    ],
)
def test_what_makes_no_sense_is_refused(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ANY_RULE.validate_python(facts)
