"""Played: what a simulation says of fewer and of more supervisors; `demandsim.experiment.leadership` plays it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from demandsim.audit.leaders import LeaderCapacity
from demandsim.scenario.load import staffed
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import SUPERVISORS, Rank

FEWER, MADE_GOOD = "a fifth fewer", "shortfall made good"
CHANGES = (FEWER, MADE_GOOD)
"""What is played beside the scenario as it is."""
FEWER_BY = 0.2


@dataclass(frozen=True, slots=True)
class UnitPosts:
    """The supervisors' posts of one unit, as they are and as they are played."""

    team: str
    place: str
    hours: float
    """Hours a week asked of them."""
    today: int
    posts: dict[str, int]
    """Posts by change."""
    pounds: dict[str, float]
    """What the change costs a year by change; below 0: what it saves."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one measure in one team, or in the whole force: a paired difference on shared tapes."""

    change: str
    team: str
    measure: str
    today: float
    """Mean of the scenario as it is."""
    difference: float
    half_width: float
    """Half-width of the 95 % interval of the difference."""
    verdict: str


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: posts by unit, effects of the whole force and then of teams."""

    replications: int
    days: int
    """Days that were measured."""
    warm_up: int
    seed: int
    busy: float
    """Share of their time that the hours asked for may take."""
    posts: tuple[UnitPosts, ...]
    effects: tuple[Effect, ...]

    def more(self, change: str, team: str | None = None) -> int:
        """Give the posts that a change adds in a team, or in the whole force; below 0: takes away."""
        return sum(unit.posts[change] - unit.today for unit in self.posts if team in (None, unit.team))

    def cost(self, change: str, team: str | None = None) -> float:
        """Give what the change costs a year in a team, or in the whole force; below 0: what it saves."""
        return sum(unit.pounds[change] for unit in self.posts if team in (None, unit.team))


def supervisors_posts(scenario: Scenario, leaders: Iterable[LeaderCapacity], busy: float) -> tuple[UnitPosts, ...]:
    """Give the supervisors' posts of every unit as they are, with a fifth fewer, and with the shortfall made good.

    A fifth is rounded to whole posts, and one is left at least; the shortfall is made good when the hours asked for
    take no more than the share `busy` of the hours there. Units have no fewer then than they have now; one that has
    none and needs none is left out.
    """
    found = []
    for one in leaders:
        team = scenario.workforce.teams[one.team]
        today = sum(number for rank, number in team.posts[one.place].items() if rank in SUPERVISORS)
        a_post = sum(staffed(scenario, team, 1))
        needed = math.ceil(one.hours / (busy * a_post) - 1e-9) if a_post else 0
        posts = {FEWER: today - int(FEWER_BY * today + 0.5), MADE_GOOD: max(today, needed)}
        if not posts[MADE_GOOD]:
            continue
        rank = commonest_rank(scenario, one.team, one.place)
        pounds = {
            change: (number - today) * scenario.costs.a_year(rank) if number != today else 0.0
            for change, number in posts.items()
        }
        found.append(UnitPosts(one.team, one.place, one.hours, today, posts, pounds))
    return tuple(found)


def commonest_rank(scenario: Scenario, team: str, place: str) -> Rank:
    """Give the supervisors' rank of which posts are taken or added: the commonest of unit, team or force."""
    every = [
        (name, where, ranks) for name, one in scenario.workforce.teams.items() for where, ranks in one.posts.items()
    ]
    for near in (
        [ranks for name, where, ranks in every if (name, where) == (team, place)],
        [ranks for name, _, ranks in every if name == team],
        [ranks for _, _, ranks in every],
    ):
        number: Counter[Rank] = Counter()
        for ranks in near:
            number.update({rank: posts for rank, posts in ranks.items() if rank in SUPERVISORS})
        if number.total():
            return number.most_common(1)[0][0]
    return "sergeant"
