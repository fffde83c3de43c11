"""Bodies: the people of a team, those alike added up, with how many there are and how much of the run they work.

Pure arithmetic: those who leave by chance count with the probability that they, or a successor, are there that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import DAY, YEAR
from demandsim.scenario.people import Joiners, Leavers, Rank, Terms

if TYPE_CHECKING:
    from demandsim.scenario.workforce import Team, Workforce


@dataclass(frozen=True, slots=True)
class Body:
    """People of a team and place who are alike."""

    rank: Rank
    shift: str | None
    """Shift pattern of their own; None: the team's."""
    skills: frozenset[str] | None
    """Skills that each holds; None for posts, of which the shares of the team hold them."""
    without: frozenset[str]
    """Skills that they, who succeed somebody, do not have in spite of these shares."""
    restricted: bool
    first_day: int = 0
    """Heads on the first day."""
    ever: int = 0
    """Heads at any time in the run."""
    paid: float = 0.0
    """Full-time equivalents, as a mean over the run."""
    working: float = 0.0
    """The same without the time of protected learning."""


class Run(NamedTuple):
    """The days of a run, and who leaves in it by chance."""

    start: date
    days: int
    leavers: Leavers | None

    def day(self, of: date | None, otherwise: int) -> int:
        """Number a date from the first day of the run."""
        return otherwise if of is None else (of - self.start).days


def bodies_of(workforce: Workforce, name: str, start: date, days: int) -> dict[str, tuple[Body, ...]] | None:
    """Add up the people of a team by place, over the days of a run from its start.

    None for a team of posts that nobody joins and nobody leaves by chance: there its posts say everything.
    """
    team, run = workforce.teams[name], Run(start, days, workforce.leavers)
    joiners = [one for one in workforce.joiners if one.team == name]
    leaving = {} if run.leavers is None else run.leavers.share
    ranks = {rank for posts in team.posts.values() for rank in posts}
    if not team.people and not joiners and not any(leaving.get(rank, 0.0) for rank in ranks):
        return None
    places: dict[str, dict[Body, Body]] = {}
    for place, body in _each(team, joiners, run):
        alike = replace(body, first_day=0, ever=0, paid=0.0, working=0.0)
        same = places.setdefault(place, {})
        so_far = same.get(alike, alike)
        same[alike] = replace(
            so_far,
            first_day=so_far.first_day + body.first_day,
            ever=so_far.ever + body.ever,
            paid=so_far.paid + body.paid,
            working=so_far.working + body.working,
        )
    return {place: tuple(same.values()) for place, same in places.items()}


def _each(team: Team, joiners: list[Joiners], run: Run) -> Iterator[tuple[str, Body]]:
    """Give the people listed, the posts and those who join, each with their successors, and where they are."""
    for one in team.people:
        body = Body(one.rank, one.shift, frozenset(one.skills), frozenset(), one.restricted)
        for each in _with_successors(body, one, 1, 0, run):
            yield one.area, each
    for place, ranks in team.posts.items() if not team.people else ():
        for rank, number in ranks.items():
            for each in _with_successors(Body(rank, None, None, frozenset(), False), Terms(), number, 0, run):
                yield place, each
    for intake in joiners:
        body = Body(intake.rank, None, frozenset(intake.skills), frozenset(), intake.restricted)
        for place, number in intake.places.items():
            first = max(0, run.day(intake.begins, 0))
            for each in _with_successors(body, intake, number, first, run):
                yield place, each


def _with_successors(body: Body, terms: Terms, number: int, since: int, run: Run) -> Iterator[Body]:
    """Count so many people on these terms; from day `since` on they may leave by chance."""
    first, last = run.day(terms.begins, 0), run.day(terms.ends, run.days - 1) + 1
    days = np.arange(run.days)
    served = (days >= first) & (days < last)
    learns = terms.learning * (days <= run.day(terms.learning_until, run.days))
    share = 0.0 if run.leavers is None else run.leavers.share.get(body.rank, 0.0)
    there = served * stays(share, days - since)
    yield replace(
        body,
        first_day=number * int(served[0]),
        ever=number * int(served.any()),
        paid=number * terms.fte * float(there.mean()),
        working=number * terms.fte * float((there * (1 - learns)).mean()),
    )
    if run.leavers is None or run.leavers.vacant is None or share == 0:
        return
    # Whoever left so long ago, before the own last day, has a successor.
    left = 1 - stays(share, np.minimum(days - ceil(run.leavers.vacant / DAY), last) - since)
    succeeded = (days >= first) * left
    without = frozenset(run.leavers.without)
    yield replace(
        body,
        skills=None if body.skills is None else body.skills - without,
        without=without,
        paid=number * terms.fte * float(succeeded.mean()),
        working=number * terms.fte * float((succeeded * (1 - learns)).mean()),
    )


def stays(share: float, days: NDArray[np.int64] | int) -> Any:
    """Give the probability of still being there after so many days, where a share leaves in a year."""
    return (1 - share) ** (np.maximum(days, 0) * DAY / YEAR)
