"""Answer: which waiting contact does a free handler take next, and which positions stay free for the gravest line?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from demandsim.rules.choice import Choice, Name

NOBODY = -1


class Priority(Choice):
    """Lines are answered in a fixed order of urgency, first come first served within a line."""

    kind: Literal["priority"]
    order: tuple[Name, ...]
    """Lines, most urgent first; every telephone line must be named once."""
    reserve: dict[Name, int] = {}
    """Handlers kept free for a line: the lines after it in the order are answered only while more are free."""


class FirstCome(Choice):
    """The caller who has waited longest is answered first, whatever the line."""

    kind: Literal["first_come"]


Answer = Annotated[Priority | FirstCome, Field(discriminator="kind")]


def answer_order(rule: Priority | FirstCome, lines: Sequence[str]) -> list[int]:
    """Give the rank of every line under the rule (0 = answered first; equal ranks are first come first served)."""
    if isinstance(rule, FirstCome):
        return [0] * len(lines)
    return [rule.order.index(line) for line in lines]


def positions_held_back(rule: Priority | FirstCome, lines: Sequence[str]) -> list[int]:
    """Give for every line the number of free handlers that must remain untouched when it is answered."""
    if isinstance(rule, FirstCome):
        return [0] * len(lines)
    reserve: Mapping[str, int] = rule.reserve
    return [
        max((reserve.get(graver, 0) for graver in rule.order[: rule.order.index(line)]), default=0) for line in lines
    ]


def next_contact(
    heads: Sequence[tuple[int, int]], rank: Sequence[int], held_back: Sequence[int], free: Sequence[int]
) -> int:
    """Choose the line whose oldest waiting contact a free handler takes.

    `heads[line]` is (queued at, contact) of the oldest waiting contact, with contact -1 where nobody waits;
    `free[line]` counts the free handlers who answer the line. Ties: lower rank, then longer wait, then lower contact
    id. Returns the line or NOBODY.
    """
    best = NOBODY
    best_key = (0, 0, 0)
    for line, (since, contact) in enumerate(heads):
        if contact < 0 or free[line] <= held_back[line]:
            continue
        key = (rank[line], since, contact)
        if best == NOBODY or key < best_key:
            best, best_key = line, key
    return best
