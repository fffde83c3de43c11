"""Answer: order of lines, positions held back, and the choice of the next contact with its ties."""

from __future__ import annotations

import pytest

from demandsim.rules.answer import NOBODY, FirstCome, Priority, answer_order, next_contact, positions_held_back

LINES = ("999", "101", "online")
NOBODY_WAITS = (0, -1)


def rule(**reserve: int) -> Priority:
    """999 before 101 before online, with positions kept free for the lines named."""
    names = {"emergency": "999", "routine": "101", "online": "online"}
    return Priority(
        kind="priority",
        order=("999", "101", "online"),
        reserve={names[line]: number for line, number in reserve.items()},
    )


def test_the_order_gives_each_line_its_rank() -> None:
    shuffled = Priority(kind="priority", order=("online", "999", "101"))
    assert answer_order(shuffled, LINES) == [1, 2, 0]
    assert answer_order(FirstCome(kind="first_come"), LINES) == [0, 0, 0]


@pytest.mark.parametrize(
    ("chosen", "held_back"),
    [
        (rule(), [0, 0, 0]),
        (rule(emergency=2), [0, 2, 2]),
        (rule(emergency=2, routine=1), [0, 2, 2]),
        (rule(emergency=1, routine=3), [0, 1, 3]),
        (rule(online=5), [0, 0, 0]),
        (FirstCome(kind="first_come"), [0, 0, 0]),
    ],
)
def test_positions_are_held_back_from_the_lines_after(chosen: Priority | FirstCome, held_back: list[int]) -> None:
    assert positions_held_back(chosen, LINES) == held_back


@pytest.mark.parametrize(
    ("heads", "rank", "held_back", "free", "line"),
    [
        ([(50, 7), (10, 3), NOBODY_WAITS], [0, 1, 2], [0, 0, 0], [1, 1, 1], 0),  # the graver line
        ([(50, 7), (10, 3), NOBODY_WAITS], [0, 0, 0], [0, 0, 0], [1, 1, 1], 1),  # the longer wait
        ([(10, 7), (10, 3), (10, 5)], [0, 0, 0], [0, 0, 0], [1, 1, 1], 1),  # the lower contact
        ([NOBODY_WAITS, (10, 0), NOBODY_WAITS], [0, 1, 2], [0, 0, 0], [1, 1, 1], 1),  # contact 0 is somebody
        ([(10, 1), (10, 2), NOBODY_WAITS], [0, 1, 2], [0, 0, 0], [0, 1, 1], 1),  # nobody is free for 999
        ([NOBODY_WAITS, (10, 2), NOBODY_WAITS], [0, 1, 2], [0, 2, 2], [3, 2, 2], NOBODY),  # just the reserve is free
        ([NOBODY_WAITS, (10, 2), NOBODY_WAITS], [0, 1, 2], [0, 2, 2], [3, 3, 3], 1),  # one more
        ([(90, 9), (10, 2), NOBODY_WAITS], [0, 1, 2], [0, 1, 1], [1, 1, 1], 0),  # the reserve is for 999
        ([NOBODY_WAITS] * 3, [0, 1, 2], [0, 0, 0], [9, 9, 9], NOBODY),
    ],
)
def test_the_next_contact(
    heads: list[tuple[int, int]], rank: list[int], held_back: list[int], free: list[int], line: int
) -> None:
    assert next_contact(heads, rank, held_back, free) == line
