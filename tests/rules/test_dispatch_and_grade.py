"""Dispatch and grade: who is sent, with ties, and what a desk may take over."""

from __future__ import annotations

import pytest

from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import NOBODY, Candidate, choose_officer
from demandsim.rules.grade import AS_ASSESSED, BY_DESK, RESOLUTION, AsAssessed, DeskFirst, grade


@pytest.mark.parametrize(
    ("candidates", "nearest", "longest_idle"),
    [
        ([], NOBODY, NOBODY),
        ([(9.0, False, 5, 1), (8.0, True, 9, 2)], 2, 1),  # distance before idleness, or only idleness
        ([(9.0, True, 0, 1), (9.0, False, 7, 2)], 2, 2),  # idle before desk work
        ([(9.0, False, 7, 1), (9.0, False, 5, 2)], 2, 2),  # longest ready
        ([(9.0, False, 5, 2), (9.0, False, 5, 1)], 1, 1),  # lowest id
        ([(9.5, False, 5, 1), (9.0, False, 9, 2)], 2, 1),
    ],
)
def test_the_officer_who_is_sent(candidates: list[Candidate], nearest: int, longest_idle: int) -> None:
    assert choose_officer(True, candidates) == nearest
    assert choose_officer(False, candidates) == longest_idle
    assert choose_officer(True, candidates[::-1]) == nearest
    assert choose_officer(False, candidates[::-1]) == longest_idle


def test_a_desk_takes_over_only_what_the_rule_names_and_luck_allows() -> None:
    rule = DeskFirst(kind="desk_first", grades=("priority", "scheduled"), incidents=("property",), share=0.3)
    priority = GRADES.index("priority")
    assert grade(rule, priority, True, 0.2999) == (RESOLUTION, BY_DESK)
    assert grade(rule, priority, True, 0.3) == (priority, AS_ASSESSED)
    assert grade(rule, priority, False, 0.0) == (priority, AS_ASSESSED)
    assert grade(rule, GRADES.index("emergency"), True, 0.0) == (0, AS_ASSESSED)
    assert grade(AsAssessed(kind="as_assessed"), priority, True, 0.0) == (priority, AS_ASSESSED)
