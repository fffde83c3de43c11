"""A story of somebody who leaves and somebody who joins, and ways of spoiling it, each with how it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from demandsim.eventlog import EventLog, Moment
from tests.logs import Row, instead, log_of
from tests.stories.hand import DAY, World

DAN, JO = range(2)


@cache
def played() -> EventLog:
    """Dan leaves at 1000 and hands crime 1 back; Jo, who joins at 500, has her first turn at 2000."""
    story = World()
    story.detective("dan", (0, 1500), leaves=1000)
    story.detective("jo", (2000, DAY), joins=500)
    story.crime(0, work=[1200])
    story.crime(0, work=[600, 50])
    return story.play()


def rows() -> tuple[Row, ...]:
    return tuple((at, Moment(moment).name, *rest) for at, moment, *rest in played().rows())


def spoilt(old: Row, *new: Row) -> Callable[[], EventLog]:
    """Give the story with other rows in the place of one."""
    return lambda: log_of(
        sorted(instead(rows(), old, *new), key=lambda row: row[0]), played().facts, ends_at=played().ends_at
    )


def with_stays(*stays: tuple[int, int, int]) -> Callable[[], EventLog]:
    """Give the story as it was, of people who join and leave at other times."""
    columns = np.array(stays, dtype=np.int64).reshape(-1, 3).T
    names = ("stay_officer", "stay_from", "stay_to")
    return lambda: replace(played(), facts=replace(played().facts, **dict(zip(names, columns, strict=True))))


SPOILT: dict[str, tuple[Callable[[], EventLog], str]] = {
    "on duty before joining": (
        with_stays((DAN, 0, 1000), (JO, 2001, DAY)),
        "ON_DUTY outside of service: officer 1 at 2000",
    ),
    "given a crime before joining": (
        with_stays((DAN, 0, 1000), (JO, 2001, DAY)),
        "ALLOCATED outside of service: officer 1 at 2000",
    ),
    "at work after leaving": (
        with_stays((DAN, 0, 1000), (JO, 500, 2400)),
        "STARTED outside of service: officer 1 at 2600",
    ),
    "between two times of service": (
        with_stays((DAN, 0, 1000), (JO, 500, 1900), (JO, 2500, DAY)),
        "ON_DUTY outside of service: officer 1 at 2000",
    ),
    "handed back by somebody who stays": (
        with_stays((JO, 500, DAY)),
        "handed back by somebody who never leaves: crime 1",
    ),
    "not handed back": (
        spoilt((1000, "HANDED_BACK", 1, DAN, 2, 0)),
        "unlawful succession",
    ),
}
