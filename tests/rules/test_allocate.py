"""Allocation: the order in which each rule prefers officers, weights added up, and meetings of least cost."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from demandsim.rules.allocate import (
    FEWEST,
    KEPT,
    LACKS_SKILL,
    LISTED_FIRST,
    LONGEST,
    NOBODY,
    ONLY_ONE,
    ONLY_SKILLED,
    OVER_CAP,
    RAREST,
    SCORED,
    WAYS,
    BestFit,
    Continuity,
    LeastCaseload,
    ListedFirst,
    LongestIdle,
    Meeting,
    RarestSkill,
    Weighted,
    at_the_opening,
    choose_owner,
    standings,
    why_owner,
)
from demandsim.rules.meeting import assign, costs
from demandsim.rules.weights import Weights, rarity

IDLE, LISTED = LongestIdle(kind="longest_idle"), ListedFirst(kind="listed_first")
RARE, STAYS = RarestSkill(kind="rarest_skill"), Continuity(kind="continuity")
PLAIN = Weights(caseload=1, lacks_skill=3)
SUM = Weighted(kind="weighted", weights=PLAIN)
ON_DUTY = [1, 1, 1]


def soft(rule: Any) -> Any:
    return rule.model_copy(update={"cap": "soft"})


def needing(rule: Any) -> Any:
    return rule.model_copy(update={"skill": "required"})


@pytest.mark.parametrize(
    ("rule", "caseload", "caps", "skills", "last", "attended", "owner", "why"),
    [
        (IDLE, [0, 5, 9], [9, 9, 10], [3, 3, 3], [4, 2, 3], NOBODY, 1, LONGEST),
        (IDLE, [0, 5, 9], [9, 9, 10], [3, 3, 3], [4, 4, 4], NOBODY, 0, LISTED_FIRST),
        (IDLE, [0, 5, 9], [9, 5, 10], [3, 3, 1], [4, 2, 0], NOBODY, 0, ONLY_SKILLED),
        (soft(IDLE), [9, 9, 9], [1, 1, 1], [1, 1, 1], [4, 2, 3], NOBODY, 1, LONGEST + OVER_CAP + LACKS_SKILL),
        (LISTED, [5, 0, 0], [9, 9, 9], [3, 3, 3], [4, 0, 0], NOBODY, 0, LISTED_FIRST),
        (LISTED, [9, 1, 0], [9, 9, 9], [3, 1, 3], [0, 0, 0], NOBODY, 2, ONLY_SKILLED),
        (needing(LISTED), [9, 1, 9], [9, 9, 9], [3, 1, 3], [0, 0, 0], NOBODY, NOBODY, 0),
        (RARE, [5, 0, 0], [9, 9, 9], [3, 7, 7], [0, 0, 0], NOBODY, 0, RAREST),  # 0 : 1/2
        (RARE, [0, 1, 0], [9, 9, 9], [15, 7, 7], [0, 0, 0], NOBODY, 2, FEWEST),  # 1/3 each, the first 1 more
        (RARE, [0, 0, 0], [9, 9, 9], [7, 7, 7], [2, 3, 1], NOBODY, 2, LONGEST),
        (RARE, [1, 0, 1], [1, 9, 1], [3, 1, 3], [2, 3, 1], NOBODY, 1, ONLY_ONE + LACKS_SKILL),
        (RARE, [0, 1, 3], [9, 9, 9], [5, 1, 9], [2, 3, 1], NOBODY, 0, FEWEST + LACKS_SKILL),  # rarity of none counts
        (STAYS, [5, 0, 0], [9, 9, 9], [3, 3, 3], [4, 0, 0], 0, 0, KEPT),
        (STAYS, [5, 0, 0], [5, 9, 9], [3, 3, 3], [4, 0, 0], 0, 1, LISTED_FIRST),  # full
        (STAYS, [5, 0, 0], [9, 9, 9], [1, 3, 3], [4, 0, 0], 0, 0, KEPT + LACKS_SKILL),
        (needing(STAYS), [5, 0, 0], [9, 9, 9], [1, 3, 3], [4, 0, 1], 0, 1, LONGEST),
        (soft(STAYS), [5, 7, 6], [5, 6, 6], [3, 3, 3], [4, 0, 1], 1, 0, FEWEST + OVER_CAP),  # as best fit
        (STAYS, [0, 0, 0], [9, 9, 9], [3, 3, 3], [0, 0, 0], 7, 0, LISTED_FIRST),  # of another unit
        (SUM, [5, 1, 3], [9, 9, 9], [3, 0, 3], [0, 0, 0], NOBODY, 2, SCORED),  # 5 : 1 + 2 x 3 : 3
        (SUM, [6, 1, 9], [9, 9, 9], [3, 1, 3], [0, 0, 0], NOBODY, 1, SCORED + LACKS_SKILL),  # 6 : 4
        (SUM, [5, 2, 5], [9, 9, 5], [3, 1, 3], [1, 0, 0], NOBODY, 1, LONGEST + LACKS_SKILL),  # 5 each
        (SUM, [5, 2, 5], [5, 9, 5], [3, 1, 3], [1, 0, 0], NOBODY, 1, ONLY_ONE + LACKS_SKILL),
        (soft(SUM), [2, 4, 3], [1, 9, 9], [3, 3, 3], [0, 0, 0], NOBODY, 0, SCORED + OVER_CAP),  # room is not asked for
    ],
)
def test_the_owner_and_why(
    rule: Any,
    caseload: list[int],
    caps: list[int],
    skills: list[int],
    last: list[int],
    attended: int,
    owner: int,
    why: int,
) -> None:
    for officers in ((0, 1, 2), (2, 0, 1)):
        facts = (officers, caseload, caps, skills, 3, last, attended, ON_DUTY)
        assert choose_owner(rule, *facts) == owner
        if owner != NOBODY:
            assert why_owner(rule, owner, *facts) == why


def test_each_weight_counts_what_it_says() -> None:
    weights = Weights(caseload=1, lacks_skill=10, rare_skill=100, off_duty=1000, not_attended=10_000, over_cap=100_000)
    rule = Weighted(kind="weighted", weights=weights, cap="soft")
    found = {
        officer: key
        for key, officer in standings(rule, (0, 1, 2), [2, 4, 3], [9, 3, 3], [7, 4, 1], 3, [7, 8, 9], 2, [1, 0, 1])
    }
    assert found == {
        0: (2 + 100 * 0.5 + 10_000, 7),  # holds bit 2, as one other does
        1: (4 + 10 * 2 + 100 * 0.5 + 1000 + 10_000 + 100_000 * 2, 8),  # would be two beyond the cap
        2: (3 + 10 + 100_000, 9),
    }


def test_rare_skills_count_by_their_holders_in_the_unit() -> None:
    skills = [0b0001, 0b0111, 0b0110, 0b1110]
    assert rarity((0, 1, 2, 3), skills, 0b0010) == pytest.approx({0: 1 / 2, 1: 1 / 2 + 1 / 3, 2: 1 / 3, 3: 1 + 1 / 3})
    assert rarity((1, 2), skills, 0) == pytest.approx({1: 1 + 1 / 2 + 1 / 2, 2: 1})


def test_equal_sums_are_equal_in_whatever_order_they_were_added_up() -> None:
    rule = Weighted(kind="weighted", weights=Weights(caseload=0.1, lacks_skill=0.3))
    assert 0.1 * 3 != 0.3
    assert choose_owner(rule, (0, 1), [3, 0], [9, 9], [1, 0], 1, [0, 5], NOBODY, [1, 1]) == 0
    assert why_owner(rule, 0, (0, 1), [3, 0], [9, 9], [1, 0], 1, [0, 5], NOBODY, [1, 1]) == LONGEST


def test_the_backlog_waits_for_nothing() -> None:
    for rule in (BestFit(kind="best_fit", skill="required"), needing(LISTED), needing(STAYS)):
        assert choose_owner(rule, (0,), [1], [1], [0], 1, [0]) == NOBODY
        assert choose_owner(at_the_opening(rule), (0,), [1], [1], [0], 1, [0]) == 0


def test_the_quick_way_and_the_ranking_agree() -> None:
    rng = np.random.default_rng(2)
    seen = dict.fromkeys(WAYS, 0)
    plain = (LeastCaseload(kind="least_caseload"), BestFit(kind="best_fit"), needing(BestFit(kind="best_fit")))
    for _ in range(2_000):
        rule: Any = (*plain, *map(soft, plain))[rng.integers(6)]
        officers = range(int(rng.integers(1, 6)))
        facts = [rng.integers(low, high, 6).tolist() for low, high in ((0, 4), (0, 5), (0, 4))]
        caseload, caps, skills = facts
        last = rng.integers(0, 3, 6).tolist()
        ranked = min(standings(rule, officers, caseload, caps, skills, 3, last), default=((), NOBODY))
        owner = choose_owner(rule, officers, caseload, caps, skills, 3, last)
        assert ranked[1] == owner
        if owner != NOBODY:
            why = why_owner(rule, owner, officers, caseload, caps, skills, 3, last)
            seen[next(way for way in WAYS if why & way)] += 1
    assert min(seen[way] for way in (ONLY_ONE, ONLY_SKILLED, FEWEST, LONGEST, LISTED_FIRST)) > 10, seen


def meeting(left: float = 10, cap: str = "hard", **weights: float) -> Meeting:
    return Meeting.model_validate({"kind": "meeting", "at": ["09:00"], "left": left, "cap": cap, "weights": weights})


def total(rule: Meeting, owners: list[int], facts: tuple[Any, ...]) -> float:
    """The cost of an assignment, added up from the rule alone; an officer's crimes in the order in which they queue."""
    officers, caseload, caps, skills, required, attended, harms, on_duty = facts
    held, mean, cost = list(caseload), sum(harms) / len(harms), 0.0
    for owner, needs, who, harm in zip(owners, required, attended, harms, strict=True):
        if owner == NOBODY:
            cost += rule.left * (harm / mean if mean else 1)
            continue
        w = rule.weights
        cost += w.caseload * held[owner] + w.lacks_skill * (needs & ~skills[owner]).bit_count()
        rare = [bit for bit in range(4) if skills[owner] >> bit & 1 and not needs >> bit & 1]
        cost += w.rare_skill * sum(1 / sum(skills[other] >> bit & 1 for other in officers) for bit in rare)
        cost += w.off_duty * (not on_duty[owner]) + w.not_attended * (who >= 0 and who != owner)
        held[owner] += 1
        cost += w.over_cap * max(0, held[owner] - caps[owner])
    return cost


def test_no_other_assignment_of_a_meeting_costs_less() -> None:
    rng = np.random.default_rng(3)
    left_over = 0
    for _ in range(150):
        rule = meeting(
            float(rng.choice([0.5, 3, 50])),
            str(rng.choice(["hard", "soft"])),
            **{name: float(rng.choice([0, 0.4, 1, 3])) for name in Weights.model_fields},
        )
        count, people = int(rng.integers(1, 5)), int(rng.integers(1, 4))
        officers = tuple(range(people))
        facts = (
            officers,
            rng.integers(0, 4, people).tolist(),
            rng.integers(0, 5, people).tolist(),
            rng.integers(0, 16, people).tolist(),
            rng.integers(0, 4, count).tolist(),
            rng.integers(-1, people, count).tolist(),
            rng.choice([0.0, 20, 180], count).tolist(),
            rng.integers(0, 2, people).tolist(),
        )
        owners = assign(rule, *facts)
        _, caseload, caps, *_ = facts
        for officer in officers:
            assert rule.cap == "soft" or owners.count(officer) <= max(0, caps[officer] - caseload[officer])
        every = (
            list(choice)
            for choice in product((NOBODY, *officers), repeat=count)
            if rule.cap == "soft" or all(choice.count(o) <= max(0, caps[o] - caseload[o]) for o in officers)
        )
        assert total(rule, owners, facts) == pytest.approx(min(total(rule, each, facts) for each in every))
        left_over += owners.count(NOBODY)
    assert left_over > 20


def test_a_meeting_keeps_the_skilled_for_those_who_need_them() -> None:
    rule = meeting(caseload=1, lacks_skill=3)
    facts: Any = ((0, 1), [0, 0], [1, 1], [1, 0], [0, 1], [NOBODY] * 2, [20.0, 180.0], [1, 1])
    assert assign(rule, *facts) == [1, 0]
    assert assign(rule, *facts[:4], [], [], [], [1, 1]) == []


def test_the_columns_of_a_meeting_are_places_and_being_left() -> None:
    rule = meeting(left=4, caseload=1, lacks_skill=3)
    table, owners = costs(rule, (1, 0), [2, 0], [9, 2], [1, 0], [1, 0], [NOBODY] * 2, [30.0, 10.0], [1, 1])
    assert owners == [0, 0, 1, 1, NOBODY, NOBODY]  # in order of id
    assert table.tolist() == [[2, 3, 3, 4, 6, 6], [2, 3, 0, 1, 2, 2]]
    # A third place of officer 1 there is not; one that is dearer for all than leaving them is left out.
    _, owners = costs(meeting(left=1, caseload=1), (0,), [1], [9], [0], [0, 0], [NOBODY] * 2, [0.0, 0.0], [1])
    assert owners == [0, NOBODY, NOBODY]
