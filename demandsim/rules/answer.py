"""Answer: who takes which call: order of lines, routes by skill, positions kept free, switchboard and call-back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from demandsim.quantities import Duration
from demandsim.rules.choice import Choice, Name

NOBODY = -1
Table = int | tuple[int, ...]
"""One number, or 24, 48, 168 or 336 numbers: by hour or half hour of the day, or of the week from Monday 00:00."""


class CallBack(Choice):
    """Callers who wait are offered to be rung back, and leave the queue if they accept."""

    offer_after: Duration
    """Wait after which it is offered, once per wait."""
    within: Duration
    """Promise: rung back within this time."""
    order: Literal["when_quiet", "keeps_place"] = "when_quiet"
    """`when_quiet`: rung when no caller waits, and once the promise has passed as though still in the queue;
    `keeps_place`: rung when it would have been the caller's turn."""
    tries: int = Field(default=2, ge=1, le=3)
    """Times a caller who does not pick up is tried."""
    try_again_after: Duration = 900
    """Time between tries."""


class _Answer(Choice):
    reserve: dict[Name, Table] = {}
    """Handlers kept free for a line: another line gets a handler who answers it only while more are free."""
    switchboard: tuple[Name, ...] = ()
    """Lines on which a switchboard (see `demand.switchboard`) answers first."""
    call_back: dict[Name, CallBack] = {}
    """Lines on which callers are offered to be rung back."""


class Priority(_Answer):
    """Lines are answered in a fixed order of urgency, first come first served within a line."""

    kind: Literal["priority"]
    order: tuple[Name, ...]
    """Lines, most urgent first; every line must be named once. A reserve is kept from the lines after it."""


class FirstCome(_Answer):
    """The caller who has waited longest is answered first, whatever the line."""

    kind: Literal["first_come"]


class Ageing(_Answer):
    """Waiting makes urgent: the caller with the greatest wait times weight is answered first."""

    kind: Literal["ageing"]
    weights: dict[Name, Annotated[float, Field(gt=0)]]
    """Urgency gained per second by line; a reserve is kept from lines of less weight."""


class Step(Choice):
    """A team that may take a line's calls."""

    team: Name
    """The team."""
    after: Duration = 0
    """Wait after which it may."""


class BySkill(_Answer):
    """Each line has its teams, tried in order; a handler who becomes free takes the team's lines in order."""

    kind: Literal["by_skill"]
    routes: dict[Name, tuple[Step, ...]]
    """Teams by line: a call goes to the first that has somebody free, to later ones after a wait (overflow)."""
    takes: dict[Name, tuple[Name, ...]] = {}
    """Lines that a free handler of a team takes, most urgent first; left out: whoever has waited longest."""


AnyAnswer = Priority | FirstCome | Ageing | BySkill
Answer = Annotated[AnyAnswer, Field(discriminator="kind")]

Route = tuple[tuple[int, int], ...]
"""(team, wait after which it may take the call) in the order in which they are tried."""


def answer_order(rule: AnyAnswer, lines: Sequence[str]) -> list[int]:
    """Give the rank of every line under the rule (0 = answered first; equal ranks are first come first served)."""
    if isinstance(rule, Priority):
        return [rule.order.index(line) for line in lines]
    return [0] * len(lines)


def answer_weights(rule: AnyAnswer, lines: Sequence[str]) -> list[float] | None:
    """Give the urgency that a second of waiting adds on every line, or None where waiting does not count."""
    return [rule.weights[line] for line in lines] if isinstance(rule, Ageing) else None


def protected_from(rule: AnyAnswer, lines: Sequence[str]) -> list[tuple[int, ...]]:
    """Give for every line the lines for which handlers are kept free of it."""

    def yields_to(line: str, other: str) -> bool:
        if isinstance(rule, Priority):
            return rule.order.index(other) < rule.order.index(line)
        if isinstance(rule, Ageing):
            return rule.weights[other] > rule.weights[line]
        return other != line

    return [
        tuple(number for number, other in enumerate(lines) if other in rule.reserve and yields_to(line, other))
        for line in lines
    ]


def answer_routes(rule: AnyAnswer, lines: Sequence[str], teams: Mapping[str, Sequence[str]]) -> list[Route]:
    """Give for every line the teams that may take its calls, by number; `teams` names the lines each can answer.

    A line that `by_skill` does not route goes to every team that can answer it, like all lines under other rules.
    """
    number = {name: position for position, name in enumerate(teams)}
    routed = rule.routes if isinstance(rule, BySkill) else {}
    return [
        tuple((number[step.team], step.after) for step in routed[line])
        if line in routed
        else tuple((number[team], 0) for team, answered in teams.items() if line in answered)
        for line in lines
    ]


def taking_order(rule: AnyAnswer, lines: Sequence[str], team: str) -> list[int]:
    """Give the rank in which a free handler of a team takes the lines (equal ranks: whoever has waited longest)."""
    if isinstance(rule, BySkill):
        order = rule.takes.get(team, ())
        return [order.index(line) if line in order else len(order) for line in lines]
    return answer_order(rule, lines)


def next_contact(
    heads: Sequence[tuple[int, int, int]], rank: Sequence[int], weights: Sequence[float] | None, now: int
) -> int:
    """Choose among the oldest waiting contacts of several queues the one that is answered next.

    `heads[n]` is (line, waits since, contact); `rank[line]` and `weights[line]` come from the rule. Ties: lower rank
    (with weights: greater wait times weight), then longer wait, then lower contact id. Returns n or NOBODY.
    """
    best = NOBODY
    best_key: tuple[float, int, int] = (0, 0, 0)
    for n, (line, since, contact) in enumerate(heads):
        urgency = rank[line] if weights is None else (since - now) * weights[line]
        key = (urgency, since, contact)
        if best == NOBODY or key < best_key:
            best, best_key = n, key
    return best
