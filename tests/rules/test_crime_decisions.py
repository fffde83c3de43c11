"""Decisions on a crime: conditions, screening, routes, owners, transfers, next work and reviews, each with its ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from demandsim.rules.allocate import (
    FEWEST,
    LACKS_SKILL,
    LISTED_FIRST,
    LONGEST,
    NOBODY,
    ONLY_ONE,
    ONLY_SKILLED,
    OVER_CAP,
    WAYS,
    BestFit,
    LeastCaseload,
    choose_owner,
    remarks,
    why_owner,
)
from demandsim.rules.next_work import HarmFirst, OldestFirst, ReadyLongest, ShortestFirst, work_key
from demandsim.rules.review import Review, review_times
from demandsim.rules.screen import (
    ALLOCATE,
    DESK,
    FILE,
    PROTECTED,
    SOLVABLE,
    TOO_LITTLE,
    BySolvability,
    ScreenAll,
    screen,
)
from demandsim.rules.transfer import NO_TRANSFER, ResolvedClause, Transfer, due_transfer, refused
from demandsim.rules.when import CrimeFacts, When, first_that_holds, holds, resolve

OFFENCES, AREAS = {"theft": 0, "rape": 1}, {"north": 0, "south": 1}
CRIME = CrimeFacts(offence=0, area=1, harm=20.0, named=True, vulnerable=False, arrested=False, attended=True)


def condition(**when: Any) -> Any:
    """A condition with its names resolved."""
    return resolve(When(**when), OFFENCES, AREAS)


@pytest.mark.parametrize(
    ("when", "true"),
    [
        ({}, True),
        ({"offence": ["theft"]}, True),
        ({"offence": ["rape"]}, False),
        ({"offence": []}, False),
        ({"harm_at_least": 20}, True),
        ({"harm_at_least": 20.1}, False),
        ({"harm_below": 20}, False),
        ({"harm_below": 20.1}, True),
        ({"suspect": "named"}, True),
        ({"suspect": "unknown"}, False),
        ({"vulnerable": False}, True),
        ({"vulnerable": True}, False),
        ({"arrested": False}, True),
        ({"arrested": True}, False),
        ({"attended": True}, True),
        ({"attended": False}, False),
        ({"area": ["north"]}, False),
        ({"area": ["north", "south"]}, True),
        ({"offence": ["theft"], "area": ["north"]}, False),
    ],
)
def test_all_that_is_stated_must_hold(when: dict[str, Any], true: bool) -> None:
    assert holds(condition(**when), CRIME) is true


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        condition(offence=["arson"])


def test_the_first_clause_that_holds_and_is_followed() -> None:
    clauses = [condition(offence=["rape"]), condition(), condition()]
    practice = [(1.0, 1.0), (1.0, 0.4), (1.0, 0.9)]
    assert first_that_holds(clauses, practice, CRIME, 0.39) == 1
    assert first_that_holds(clauses, practice, CRIME, 0.4) == 2
    assert first_that_holds(clauses, practice, CRIME, 0.9) == -1
    assert first_that_holds(clauses, practice, CRIME._replace(area=0), 0.99) == 1


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        (0.0, (FILE, TOO_LITTLE)),
        (0.199, (FILE, TOO_LITTLE)),
        (0.2, (DESK, TOO_LITTLE)),
        (0.4, (ALLOCATE, SOLVABLE)),
    ],
)
def test_the_score_decides_unless_the_crime_is_protected(score: float, verdict: tuple[int, int]) -> None:
    rule = BySolvability(kind="solvability", by="bureau", file_below=0.2, desk_below=0.4)
    assert screen(rule, (), CRIME, score) == verdict
    assert screen(rule, (condition(vulnerable=True), condition(offence=["rape"])), CRIME, score) == verdict
    assert screen(rule, (condition(vulnerable=True), condition(suspect="named")), CRIME, score) == (ALLOCATE, PROTECTED)
    assert screen(ScreenAll(kind="none"), (), CRIME, score) == (ALLOCATE, PROTECTED)


FIT, PREFERRED = BestFit(kind="best_fit", skill="required"), BestFit(kind="best_fit")
LEAST = LeastCaseload(kind="least_caseload")
SOFT = {"cap": "soft"}


@pytest.mark.parametrize(
    ("rule", "caseload", "caps", "skills", "last", "owner"),
    [
        (LEAST, [2, 1, 1], [9, 9, 9], [3, 0, 0], [0, 5, 4], 2),  # fewest, then longest since the last
        (LEAST, [1, 1, 1], [9, 9, 9], [0, 0, 0], [4, 4, 4], 0),  # then the lowest id
        (LEAST, [1, 0, 0], [9, 0, 0], [0, 0, 0], [0, 0, 0], 0),  # the others have no room
        (LEAST, [1, 1, 1], [1, 1, 1], [3, 3, 3], [0, 0, 0], NOBODY),  # a hard cap
        (LEAST.model_copy(update=SOFT), [1, 2, 3], [1, 1, 4], [0, 0, 0], [0, 0, 0], 2),  # room before no room
        (LEAST.model_copy(update=SOFT), [3, 2, 2], [1, 1, 1], [0, 0, 0], [0, 2, 1], 2),  # all full: the rule goes on
        (PREFERRED, [5, 0, 0], [9, 9, 9], [3, 1, 2], [0, 0, 0], 0),  # both skills are needed
        (PREFERRED, [5, 1, 0], [5, 9, 9], [3, 1, 2], [0, 0, 0], 2),  # the skilled one is full
        (FIT, [5, 1, 0], [5, 9, 9], [3, 1, 2], [0, 0, 0], NOBODY),  # and no other will do
        (FIT, [4, 3, 0], [5, 9, 9], [3, 7, 2], [0, 0, 0], 1),  # more skills do no harm
        (FIT.model_copy(update=SOFT), [5, 1, 0], [5, 9, 9], [3, 1, 2], [0, 0, 0], 0),
        (PREFERRED.model_copy(update=SOFT), [5, 1, 0], [5, 9, 9], [3, 1, 2], [0, 0, 0], 2),  # room before skill
    ],
)
def test_the_owner(
    rule: Any, caseload: list[int], caps: list[int], skills: list[int], last: list[int], owner: int
) -> None:
    for officers in ((0, 1, 2), (2, 0, 1)):
        assert choose_owner(rule, officers, caseload, caps, skills, 3, last) == owner
    assert choose_owner(rule, (), caseload, caps, skills, 3, last) == NOBODY


LEAST_SOFT, PREFERRED_SOFT, FIT_SOFT = (rule.model_copy(update=SOFT) for rule in (LEAST, PREFERRED, FIT))


@pytest.mark.parametrize(
    ("rule", "caseload", "caps", "skills", "last", "owner", "why"),
    [
        (LEAST, [2, 1, 1], [9, 9, 9], [3, 3, 3], [0, 5, 4], 2, LONGEST),
        (LEAST, [2, 1, 3], [9, 9, 9], [3, 0, 3], [0, 5, 4], 1, FEWEST + LACKS_SKILL),  # skill does not count here
        (LEAST, [1, 1, 1], [9, 9, 9], [3, 3, 3], [4, 4, 4], 0, LISTED_FIRST),
        (LEAST, [1, 0, 0], [9, 0, 0], [3, 3, 3], [0, 0, 0], 0, ONLY_ONE),  # the others are full
        (LEAST_SOFT, [1, 2, 3], [1, 1, 4], [3, 3, 3], [0, 0, 0], 2, ONLY_ONE),  # the full go when all are
        (LEAST_SOFT, [3, 2, 2], [1, 1, 1], [3, 3, 3], [0, 2, 1], 2, LONGEST + OVER_CAP),
        (LEAST_SOFT, [3, 2, 4], [1, 1, 1], [3, 0, 3], [0, 2, 1], 1, FEWEST + OVER_CAP + LACKS_SKILL),
        (PREFERRED, [5, 0, 0], [9, 9, 9], [3, 1, 2], [0, 0, 0], 0, ONLY_SKILLED),
        (PREFERRED, [5, 4, 0], [9, 9, 9], [3, 3, 2], [0, 0, 0], 1, FEWEST),  # of the skilled
        (PREFERRED, [5, 1, 0], [5, 9, 9], [3, 1, 2], [0, 0, 0], 2, FEWEST + LACKS_SKILL),  # the skilled one is full
        (PREFERRED, [5, 1, 9], [5, 9, 9], [3, 1, 2], [0, 0, 0], 1, ONLY_ONE + LACKS_SKILL),
        (PREFERRED_SOFT, [5, 1, 9], [5, 1, 9], [3, 1, 2], [0, 0, 0], 0, ONLY_SKILLED + OVER_CAP),
        (FIT, [4, 3, 0], [5, 9, 9], [3, 7, 2], [0, 0, 0], 1, FEWEST),
        (FIT, [4, 9, 0], [5, 9, 9], [3, 7, 2], [0, 0, 0], 0, ONLY_SKILLED),  # one is full, one has room but no skill
        (FIT, [4, 9, 9], [5, 9, 9], [3, 7, 2], [0, 0, 0], 0, ONLY_ONE),
        (FIT_SOFT, [5, 1, 0], [5, 9, 9], [3, 1, 2], [0, 0, 0], 0, ONLY_SKILLED + OVER_CAP),
        (FIT_SOFT, [4, 9, 0], [5, 9, 9], [3, 3, 2], [0, 0, 0], 0, ONLY_SKILLED),  # of the two with room
        (FIT_SOFT, [9, 9, 0], [5, 5, 9], [3, 3, 2], [0, 2, 0], 0, LONGEST + OVER_CAP),  # the third has room in vain
    ],
)
def test_why_this_owner(
    rule: Any, caseload: list[int], caps: list[int], skills: list[int], last: list[int], owner: int, why: int
) -> None:
    for officers in ((0, 1, 2), (2, 0, 1)):
        assert choose_owner(rule, officers, caseload, caps, skills, 3, last) == owner
        assert why_owner(rule, owner, officers, caseload, caps, skills, 3, last) == why
    alone = why_owner(rule, owner, (owner,), caseload, caps, skills, 3, last)
    assert alone == ONLY_ONE + remarks(caseload[owner], caps[owner], skills[owner], 3)


def test_what_decided_is_what_sets_the_owner_apart_from_who_would_be_chosen_next() -> None:
    rng = np.random.default_rng(1)
    seen = dict.fromkeys((ONLY_ONE, ONLY_SKILLED, FEWEST, LONGEST, LISTED_FIRST), 0)
    for _ in range(3_000):
        rule = (LEAST, LEAST_SOFT, PREFERRED, PREFERRED_SOFT, FIT, FIT_SOFT)[rng.integers(6)]
        officers = range(int(rng.integers(1, 5)))
        caseload, caps = rng.integers(0, 3, 5).tolist(), rng.integers(0, 4, 5).tolist()
        skills, last = rng.integers(0, 4, 5).tolist(), rng.integers(0, 3, 5).tolist()
        owner = choose_owner(rule, officers, caseload, caps, skills, 3, last)
        if owner == NOBODY:
            continue
        others = [officer for officer in officers if officer != owner]
        second = choose_owner(rule, others, caseload, caps, skills, 3, last)
        why = why_owner(rule, owner, officers, caseload, caps, skills, 3, last)
        (way,) = [way for way in WAYS if why & way]
        seen[way] += 1
        full, skilled = caseload[owner] >= caps[owner], skills[owner] == 3
        assert why - way == LACKS_SKILL * (not skilled) + OVER_CAP * full
        roomy = [other for other in others if caseload[other] < caps[other]]
        if way == ONLY_ONE:
            assert not roomy
            assert not full or not others
        elif way == ONLY_SKILLED:
            assert skilled
            assert others
            assert all(skills[other] != 3 for other in (others if full else roomy))
        else:
            mine, theirs = (caseload[owner], last[owner], owner), (caseload[second], last[second], second)
            assert (caseload[second] >= caps[second]) == full
            assert mine < theirs
            differs = [a != b for a, b in zip(mine, theirs, strict=True)].index(True)
            assert way == (FEWEST, LONGEST, LISTED_FIRST)[differs]
    assert min(seen.values()) > 20, seen


def clause(to: str, owner: str = "any", from_teams: frozenset[str] | None = None, **when: Any) -> ResolvedClause:
    """A transfer clause that half of practice follows in the south."""
    return ResolvedClause(condition(**when), owner, from_teams, to, (1.0, 0.5))


@pytest.mark.parametrize(
    ("clauses", "lacks_skill", "over_cap", "luck", "number"),
    [
        ((clause("cid"),), False, False, 0.49, 0),
        ((clause("cid"),), False, False, 0.5, NO_TRANSFER),
        ((clause("response"), clause("cid")), False, False, 0.0, 1),  # nobody offers to the own team
        ((clause("cid", from_teams=frozenset({"bureau"})),), False, False, 0.0, NO_TRANSFER),
        ((clause("cid", from_teams=frozenset({"response"})),), False, False, 0.0, 0),
        ((clause("cid", "lacks_skill"), clause("bureau", "over_cap")), False, False, 0.0, NO_TRANSFER),
        ((clause("cid", "lacks_skill"), clause("bureau", "over_cap")), True, True, 0.0, 0),
        ((clause("cid", "lacks_skill"), clause("bureau", "over_cap")), False, True, 0.0, 1),
        ((clause("cid", offence=["rape"]),), True, True, 0.0, NO_TRANSFER),
        ((), True, True, 0.0, NO_TRANSFER),
    ],
)
def test_the_clause_under_which_a_crime_must_move(
    clauses: tuple[ResolvedClause, ...], lacks_skill: bool, over_cap: bool, luck: float, number: int
) -> None:
    assert due_transfer(clauses, CRIME, "response", lacks_skill, over_cap, luck) == number


@pytest.mark.parametrize(
    ("full", "when_full", "luck", "refuses"),
    [
        (False, True, 0.25, False),
        (False, True, 0.2499, True),
        (True, True, 0.9, True),
        (True, False, 0.9, False),
        (True, False, 0.1, True),
    ],
)
def test_who_refuses(full: bool, when_full: bool, luck: float, refuses: bool) -> None:
    assert refused(Transfer(refusal=0.25, refuse_when_full=when_full), full, luck) is refuses


CASES = {
    "old": (False, 10, 500, 20.0, 900),
    "ready": (False, 30, 100, 20.0, 900),
    "grave": (False, 20, 300, 440.0, 900),
    "short": (False, 25, 300, 20.0, 60),
    "custody": (True, 90, 900, 1.0, 9000),
}


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        (OldestFirst(kind="oldest_first"), "custody old grave short ready"),
        (ReadyLongest(kind="ready_longest"), "custody ready grave short old"),
        (HarmFirst(kind="harm_first"), "custody grave old short ready"),
        (ShortestFirst(kind="shortest_first"), "custody short old grave ready"),
    ],
)
def test_the_order_of_work(rule: Any, order: str) -> None:
    assert sorted(CASES, key=lambda name: work_key(rule, *CASES[name])) == order.split()


def test_the_most_frequent_and_longest_review_that_applies_counts() -> None:
    rule = Review.model_validate(
        {
            "first": "72 h",
            "then": "28 days",
            "then_if": {"pip2": "14 days", "rasso": "7 days"},
            "takes": "20 min",
            "takes_if": {"pip2": "40 min", "rasso": "30 min"},
            "on_time_within": "48 h",
        }
    )
    day = 86_400
    assert review_times(rule, frozenset()) == (28 * day, 1200)
    assert review_times(rule, frozenset({"pip1"})) == (28 * day, 1200)
    assert review_times(rule, frozenset({"pip2"})) == (14 * day, 2400)
    assert review_times(rule, frozenset({"pip2", "rasso"})) == (7 * day, 2400)


@pytest.mark.parametrize("fact", [{"then": "0 s"}, {"then_if": {"pip2": "0 s"}}])
def test_reviews_without_a_pause_are_refused(fact: dict[str, Any]) -> None:
    facts = {"first": "72 h", "then": "28 days", "takes": "20 min", "on_time_within": "48 h"}
    with pytest.raises(ValidationError, match="greater than 0"):
        Review.model_validate(facts | fact)
