"""Posts: the places of every unit in order, whose they are, and the skills that go with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from demandsim.scenario.people import FORCE, Joiners, Person, Rank
from demandsim.scenario.workforce import Team, Workforce

FORCE_WIDE = -1
"""Stands for the area of the whole force."""


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of one rank of a team in one area, or those who join it there."""

    team: str
    area: str
    """Area name, or `force`."""
    area_index: int
    """Area in the scenario's order, -1 for the force."""
    rank: Rank
    count: int
    people: tuple[Person, ...] = ()
    """Those who hold them, where people are listed."""
    intake: Joiners | None = None
    """Those who join."""

    @property
    def name(self) -> str:
        """`team/area/rank`."""
        return f"{self.team}/{self.area}/{self.rank}"

    @property
    def keys(self) -> list[str]:
        """`team/area/rank/` and the ordinal of every post, the number of a listed person or `intake.ordinal`."""
        if self.people:
            return [f"{self.name}/{one.id}" for one in self.people]
        intake = "" if self.intake is None else f"{self.intake.name}."
        return [f"{self.name}/{intake}{ordinal}" for ordinal in range(self.count)]

    @property
    def terms(self) -> Sequence[Person | Joiners | None]:
        """On what terms each of them works; None for posts that somebody always holds."""
        return self.people or [self.intake] * self.count


def posts_of(name: str, team: Team, areas: tuple[str, ...], joiners: Sequence[Joiners] = ()) -> list[Posts]:
    """List a team's posts: areas in the scenario's order, then the force; ranks as written, then those who join.

    Raises ValueError for posts in an area that the scenario does not have.
    """
    intakes = [one for one in joiners if one.team == name]
    unknown = sorted({*team.posts, *(area for one in intakes for area in one.places)} - {*areas, FORCE})
    if unknown:
        raise ValueError(f"team {name} has posts in {', '.join(unknown)}, which is not an area")
    found = []
    for area in (*areas, FORCE):
        index = FORCE_WIDE if area == FORCE else areas.index(area)
        for rank, count in team.posts.get(area, {}).items():
            people = tuple(one for one in team.people if (one.area, one.rank) == (area, rank))
            found.append(Posts(name, area, index, rank, count, people))
        found += [
            Posts(name, area, index, one.rank, one.places[area], (), one) for one in intakes if one.places.get(area)
        ]
    return found


class Place(NamedTuple):
    """A place of a unit: somebody's, or a post whose holder nobody names."""

    key: str
    rank: Rank
    number: int
    """Number among the unit's people of the rank."""
    terms: Person | Joiners | None


def units_of(name: str, team: Team, areas: tuple[str, ...], joiners: Sequence[Joiners]) -> list[list[Posts]]:
    """Group a team's posts by area; staffed positions are posts of the force, enough for the busiest hour."""
    if team.positions is not None:
        return [[Posts(name, FORCE, FORCE_WIDE, team.position_rank, max(team.positions))]]
    by_area: dict[int, list[Posts]] = {}
    for posts in posts_of(name, team, areas, joiners):
        by_area.setdefault(posts.area_index, []).append(posts)
    return list(by_area.values())


def places_of(unit: Sequence[Posts]) -> list[Place]:
    """List a unit's places in order, numbered by rank."""
    places: list[Place] = []
    held: Counter[Rank] = Counter()
    for posts in unit:
        for key, terms in zip(posts.keys, posts.terms, strict=True):
            places.append(Place(key, posts.rank, held[posts.rank], terms))
            held[posts.rank] += 1
    return places


def skills_of(workforce: Workforce, team: Team, places: Sequence[Place], above: Sequence[bool]) -> list[int]:
    """Give each of a unit's officers a bit mask of skills: their own, or as the team's shares deal them out."""
    masks = [
        sum(1 << workforce.skills.index(skill) for skill in set(one.terms.skills)) if one.terms else 0 for one in places
    ]
    posts = [n for n, one in enumerate(places) if one.terms is None]
    for n, mask in zip(posts, _dealt(workforce, team, [above[n] for n in posts]), strict=True):
        masks[n] = mask
    return masks


def _dealt(workforce: Workforce, team: Team, above: Sequence[bool]) -> list[int]:
    """Deal skills out to the holders of a unit's posts; supervisors and the rest are served apart.

    So a rarer skill is held by people who hold the commoner one, and as officers are dealt round the shift's
    groups in the same order, every group has its part.
    """
    masks = [0] * len(above)
    for bit, skill in enumerate(workforce.skills):
        share = team.skills.get(skill, 0.0)
        for supervisor in (False, True):
            rows = [row for row, is_above in enumerate(above) if is_above == supervisor]
            for row in rows[: int(share * len(rows) + 0.5)]:
                masks[row] |= 1 << bit
    return masks
