"""A story of specialists and of a crime that is opened again, and ways of spoiling it, each with how it is found.

Deb's burglary goes to dot at the digital unit, whose turn ends, and dan goes on; closed, it is opened again, and dee
gets it. The engine tells the story.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from demandsim.eventlog import EventLog, Moment
from tests.logs import Row, instead, log_of
from tests.stories.hand import DAY, World
from tests.stories.test_case_life_stories import DOWNLOAD, ENQUIRIES, REOPENED, plan

DEB, DEE, DOT, DAN = range(4)


@cache
def world() -> World:
    story = plan(ENQUIRIES, DOWNLOAD, **{"demand.reopened": REOPENED})
    story.detective("deb", (0, DAY))
    story.detective("dee", (0, DAY))
    story.officer("dot", "digital", (0, 1000))
    story.officer("dan", "digital", (2000, DAY))
    story.crime(0, work=[600, 1000], waits=[0, 500], reopens=3600, reopen_work=700)
    return story


@cache
def played() -> EventLog:
    return world().play()


def rows() -> tuple[Row, ...]:
    return tuple((at, Moment(moment).name, *rest) for at, moment, *rest in played().rows())


def spoilt(old: Row, *new: Row) -> Callable[[], EventLog]:
    """Give the story with other rows in the place of one, each after all that happens in its second."""
    return lambda: log_of(
        sorted(instead(rows(), old, *new), key=lambda row: row[0]), played().facts, ends_at=played().ends_at
    )


PASSED: Row = (600, "PASSED", 0, DEB, 1, 1)
REOPENS: Row = (6700, "REOPENED", 0, DEB, -1, 3600)

SPOILT: dict[str, tuple[Callable[[], EventLog], str]] = {
    "passed to the wrong unit": (
        spoilt(PASSED, (600, "PASSED", 0, DEB, 1, 0)),
        "a stage is passed to another team: crime 0 at 600",
    ),
    "passed on by somebody else": (
        spoilt(PASSED, (600, "PASSED", 0, DEE, 1, 1)),
        "somebody other than the owner: crime 0: PASSED by 1 at 600",
    ),
    "a stage passed on that the owner does": (
        spoilt(PASSED, (600, "PASSED", 0, DEB, 0, 1)),
        "a stage is passed to another team: crime 0 at 600",
    ),
    "never passed on": (spoilt(PASSED), "unlawful succession: crime 0: ASSISTING follows FINISHED at 600"),
    "an owner helps": (
        spoilt((2000, "ASSISTING", 0, DAN, 1, 600), (2000, "ASSISTING", 0, DEE, 1, 600)),
        "a specialist of another unit helps: crime 0 at 2000",
    ),
    "an owner does what specialists do": (
        spoilt((0, "STARTED", 0, DEB, 0, 600), (0, "STARTED", 0, DEB, 1, 600)),
        "an owner does what specialists do: crime 0 at 0",
    ),
    "help misstated": (
        spoilt((2000, "ASSISTING", 0, DAN, 1, 600), (2000, "ASSISTING", 0, DAN, 1, 500)),
        "the work stated is not the time that passed: 0 at 2000: 500 s, 600 s passed",
    ),
    "a wait misstated": (
        spoilt((2600, "ASSISTED", 0, DAN, 1, 500), (2600, "ASSISTED", 0, DAN, 1, 400)),
        "the outside wait stated is not the time that passed: 0 at 2600: 400 s, 500 s passed",
    ),
    "the time since closing misstated": (
        spoilt(REOPENS, (6700, "REOPENED", 0, DEB, -1, 3000)),
        "the time since closing stated is not the time that passed: 0 at 6700: 3000 s, 3600 s passed",
    ),
    "nobody opens it again": (spoilt(REOPENS), "a crime ends twice: crime 0"),
    "opened again for nobody": (
        spoilt(REOPENS, (6700, "REOPENED", 0, DEE, -1, 3600)),
        "somebody other than the owner: crime 0: REOPENED by 1 at 6700",
    ),
    "opened again by its unit only": (
        spoilt((6700, "ROUTED", 0, -1, -1, 0), (6700, "ROUTED", 0, -1, -1, 1)),
        "an owner is of another unit: crime 0 at 6700",
    ),
}
