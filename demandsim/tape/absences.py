"""Absences: who is missing when, one stream per officer, so that another post disturbs nobody else's luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.workforce import FORCE, Rank, Sickness, Team, Workforce
from demandsim.tape.streams import Chance, Ints, stream, uniforms
from demandsim.tape.tape import NONE, Absences


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of one rank of a team in one area."""

    team: str
    area: str
    """Area name, or `force`."""
    area_index: int
    """Area in the scenario's order, -1 for the force."""
    rank: Rank
    count: int

    @property
    def name(self) -> str:
        """`team/area/rank`."""
        return f"{self.team}/{self.area}/{self.rank}"

    @property
    def keys(self) -> list[str]:
        """`team/area/rank/ordinal` of every post."""
        return [f"{self.name}/{ordinal}" for ordinal in range(self.count)]


def posts_of(name: str, team: Team, areas: tuple[str, ...]) -> list[Posts]:
    """List a team's posts: areas in the scenario's order, then the force; ranks as written.

    Raises ValueError for posts in an area that the scenario does not have.
    """
    unknown = sorted(set(team.posts) - {*areas, FORCE})
    if unknown:
        raise ValueError(f"team {name} has posts in {', '.join(unknown)}, which is not an area")
    return [
        Posts(name, area, NONE if area == FORCE else areas.index(area), rank, count)
        for area in (*areas, FORCE)
        for rank, count in team.posts.get(area, {}).items()
    ]


def absences(chance: Chance, workforce: Workforce, areas: tuple[str, ...], calendar: Calendar, days: int) -> Absences:
    """Draw every officer's luck per day and spells of sickness; staffed positions have neither."""
    ends_at = calendar.elapsed(days, 0)
    keys = [
        key for name, team in workforce.teams.items() for group in posts_of(name, team, areas) for key in group.keys
    ]
    return Absences(
        calendar=calendar,
        days=days,
        areas=areas,
        shift_luck={key: chance.luck(f"absence/{key}", days) for key in keys},
        sick={key: sick_spells(chance, key, workforce.sickness, ends_at) for key in keys},
    )


def sick_spells(chance: Chance, key: str, sickness: Sickness, ends_at: int) -> Ints:
    """Draw an officer's spells of sickness that begin before the end: (from, to) in seconds.

    An alternating renewal process with exponential spells of both kinds, begun in equilibrium: the officer is
    sick at the start with the share's probability, and the rest of the first spell is as long as any other.
    Stream `sick/key`.
    """
    if sickness.share == 0 or sickness.spell == 0:
        return np.empty((0, 2), dtype=np.int64)
    generator = stream(chance.seed, chance.replication, f"sick/{key}")
    well = sickness.spell * (1 - sickness.share) / sickness.share
    sick = float(uniforms(generator)) < sickness.share
    spells = []
    at = 0
    while at < ends_at:
        mean = sickness.spell if sick else well
        until = at + round(-mean * float(np.log1p(-uniforms(generator))))
        if sick and until > at:
            spells.append((at, until))
        at, sick = until, not sick
    return np.array(spells, dtype=np.int64).reshape(-1, 2)
