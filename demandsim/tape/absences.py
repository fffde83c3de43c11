"""Absences: who is missing when, one stream per officer, so that another post disturbs nobody else's luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from demandsim.scenario.calendar import Calendar
from demandsim.scenario.events import Event, SicknessPeak
from demandsim.scenario.posts import posts_of
from demandsim.scenario.workforce import Sickness, Workforce
from demandsim.tape.streams import Chance, Floats, Ints, stream, uniforms
from demandsim.tape.tape import Absences


def absences(
    chance: Chance,
    workforce: Workforce,
    areas: tuple[str, ...],
    calendar: Calendar,
    days: int,
    events: Sequence[Event] = (),
) -> Absences:
    """Draw every officer's luck per day and spells of sickness; staffed positions have neither.

    When a holder would lose a skill that may lapse, or would leave, has a stream of its own (`lapse/skill/key`,
    `leaver/key`).
    A wave of sickness adds a spell for those whom its luck strikes (stream `event/sick/key`), and leaves so many
    fewer positions staffed.
    """
    waves = [
        (event, calendar.instant(event.begins), calendar.instant(event.ends))
        for event in events
        if isinstance(event, SicknessPeak)
    ]
    ends_at = calendar.elapsed(days, 0)
    keys = [
        key
        for name, team in workforce.teams.items()
        for group in posts_of(name, team, areas, workforce.joiners)
        for key in group.keys
    ]
    return Absences(
        calendar=calendar,
        days=days,
        areas=areas,
        shift_luck={key: chance.luck(f"absence/{key}", days) for key in keys},
        sick={key: sick_spells(chance, key, workforce.sickness, ends_at, _struck(chance, key, waves)) for key in keys},
        fewer=_fewer_positions(workforce, waves, calendar, days),
        lapse_luck={
            (key, skill): float(chance.luck(f"lapse/{skill}/{key}", 1)[0]) for skill in workforce.lapses for key in keys
        },
        leaver_luck={key: float(chance.luck(f"leaver/{key}", 1)[0]) for key in keys if workforce.leavers is not None},
    )


Wave = tuple[SicknessPeak, int, int]
"""(event, begins at, ends at) in seconds."""


def _struck(chance: Chance, key: str, waves: Sequence[Wave]) -> list[tuple[int, int]]:
    """Give the waves of sickness that strike an officer, as (from, to)."""
    team = key.split("/")[0]
    return [
        (begins_at, ends_at)
        for event, begins_at, ends_at in waves
        if team in event.teams and float(chance.luck(f"{event.name}/sick/{key}", 1)[0]) < event.share
    ]


def _fewer_positions(workforce: Workforce, waves: Sequence[Wave], calendar: Calendar, days: int) -> dict[str, Floats]:
    """Give the share of positions staffed by half hour for the teams that waves of sickness strike."""
    at = np.array([second for second, _ in calendar.half_hours(days)])
    fewer: dict[str, Floats] = {}
    for event, begins_at, ends_at in waves:
        for name in event.teams:
            if workforce.teams[name].positions is not None:
                struck = (at >= begins_at) & (at < ends_at)
                fewer[name] = fewer.get(name, np.ones(len(at))) * np.where(struck, 1 - event.share, 1.0)
    return fewer


def sick_spells(
    chance: Chance, key: str, sickness: Sickness, ends_at: int, struck: Sequence[tuple[int, int]] = ()
) -> Ints:
    """Draw an officer's spells of sickness that begin before the end: (from, to) in seconds; `struck` come on top.

    An alternating renewal process with exponential spells of both kinds, begun in equilibrium: the officer is
    sick at the start with the share's probability, and the rest of the first spell is as long as any other.
    Stream `sick/key`.
    """
    if sickness.share == 0 or sickness.spell == 0:
        return _joined(struck)
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
    return _joined([*spells, *struck]) if struck else np.array(spells, dtype=np.int64).reshape(-1, 2)


def _joined(spells: Sequence[tuple[int, int]]) -> Ints:
    """Put spells in order and join those that overlap."""
    joined: list[tuple[int, int]] = []
    for since, until in sorted(spells):
        if joined and since <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], until)
        else:
            joined.append((since, until))
    return np.array(joined, dtype=np.int64).reshape(-1, 2)
