"""A story of work on scene and in custody, and ways of spoiling it, each with the words in which it is found.

Ann is called off and comes back; dan's turn ends on scene and he is relieved; two prisoners want one desk, and eve
comes along with cat and the first of them. The engine tells the story.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from demandsim.eventlog import EventLog, Moment
from tests.logs import Row, instead, log_of
from tests.stories.hand import World
from tests.stories.test_custody_stories import ARREST, suites
from tests.stories.test_response_stories import dispatch
from tests.worlds import village

ANN, DAN, BOB, CAT = range(4)


@cache
def world() -> World:
    rule = dispatch(call_off={"emergency": ["scheduled"]}, hand_over={"above": "1 min"})
    story = World(suites(main=(["north"], 1), far=(["south"], 1)) | rule)
    story.patrol("ann", (0, 2200))
    story.patrol("dan", (2500, 3100))
    for name in ("bob", "cat", "eve"):
        story.patrol(name, (3100, 20_000))
    story.incident(0, "scheduled")
    story.incident(500, "emergency")
    story.incident(2500, "priority", travel=[300, 100])
    story.incident(5000, "priority", officers=2, custody_officers=2, **ARREST)
    story.incident(5010, "priority", **ARREST)
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


def without_suites() -> EventLog:
    return replace(played(), facts=replace(played().facts, scenario=village(**{"period.warm_up": 0})))


SPOILT: dict[str, tuple[Callable[[], EventLog], str]] = {
    "called off to nothing": (
        spoilt((500, "CALLED_OFF", 0, ANN, 0, 1), (500, "CALLED_OFF", 0, ANN, 0, 2)),
        "a diversion leads nowhere, or none is told of: officer 0 at 500",
    ),
    "a calling off that nobody tells of": (
        spoilt((500, "DISPATCHED", 1, ANN, 0, 16), (500, "DISPATCHED", 1, ANN, 0, 0)),
        "a diversion leads nowhere, or none is told of: officer 0 at 500",
    ),
    "called off for something less grave": (
        spoilt((500, "GRADED", 1, -1, 0, 0), (500, "GRADED", 1, -1, 2, 0)),
        "diverted to something no graver: 0 at 500",
    ),
    "relieved, and still there": (
        spoilt((3200, "HANDED_OVER", 2, DAN, 0, 200)),
        "closed with officers not clear: incident 2",
    ),
    "more work left than is left": (
        spoilt((3200, "HANDED_OVER", 2, DAN, 0, 200), (3200, "HANDED_OVER", 2, DAN, 0, 250)),
        "work on scene does not add up: incident 2 at 3200",
    ),
    "relief does less than was left": (
        spoilt((3400, "CLEARED", 2, BOB, 1, -1), (3390, "CLEARED", 2, BOB, 1, -1)),
        "work on scene does not add up: incident 2 at 3390",
    ),
    "the wrong suite": (
        spoilt((6000, "BROUGHT_IN", 3, CAT, 0, 0), (6000, "BROUGHT_IN", 3, CAT, 1, 0)),
        "brought to another area's custody suite: incident 3",
    ),
    "a desk that nobody waits for is not free": (
        spoilt((6010, "BROUGHT_IN", 4, BOB, 0, 1), (6010, "BROUGHT_IN", 4, BOB, 0, 0)),
        "prisoners are not booked in in their turn: incident 4 at 6010",
    ),
    "booked in before the one who came first": (
        spoilt((6000, "TAKEN_IN", 3, CAT, 0, 250), (6201, "TAKEN_IN", 3, CAT, 0, 250)),
        "prisoners are not booked in in their turn: suite 0",
    ),
    "booking in misstated": (
        spoilt((6200, "TAKEN_IN", 4, BOB, 0, 250), (6200, "TAKEN_IN", 4, BOB, 0, 249)),
        "the booking and custody work stated is not the time that passed: 4 at 6200: 249 s, 250 s passed",
    ),
    "nobody brings the prisoner in": (
        spoilt((5900, "ARRESTED", 3, CAT, 0, 100), (5901, "ARRESTED", 3, CAT, 0, 100)),
        "not the first with the prisoner, but one, brings the prisoner in: incident 3",
    ),
    "no custody suites": (without_suites, "a custody suite that is not there: incident 3"),
}
