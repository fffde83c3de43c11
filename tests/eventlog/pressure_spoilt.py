"""A day under pressure, played by hand, and ways of spoiling its log, each with the words in which it is found.

From 100 s on two crimes wait for an owner and an incident for an officer: the bounds of two rules are passed. Eve, who
investigates, is lent to the incident in that second; another becomes graver at 1,250 s, and Ann is kept on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from demandsim.eventlog import EventLog, Moment
from tests.stories.hand import World

FULL = {
    "name": "full",
    "watch": {"queue": "crimes", "teams": ["cid"]},
    "above": 1,
    "release": 1,
    "every": "100 s",
    "do": {"borrow": True},
}
BUSY = {
    "name": "busy",
    "watch": {"queue": "incidents", "grades": ["priority", "emergency"]},
    "above": 0,
    "release": 0,
    "every": "100 s",
    "do": {"divert_investigators": ["cid"], "keep_on": {"teams": ["response"], "time": "40 min"}},
}
RINGING = {
    "name": "ringing",
    "watch": {"queue": "calls"},
    "above": 0,
    "release": 0,
    "every": "1 min",
    "do": {"borrow": True},
}
GRAVER = {"scheduled": {"share": 1.0, "after": "1 h", "to": "priority"}}

Spoil = tuple[Callable[[], EventLog], str]


def day() -> EventLog:
    """The day as it is."""
    world = World(
        {"rules.pressure": [FULL, BUSY, RINGING], "demand.incidents.violence.upgrades": GRAVER}, caps={"cid": 1}
    )
    world.patrol("ann", (0, 1350))
    world.detective("eve", (0, 9000))
    world.handler("hal", (70, 9000))
    world.call(10, "999", talk=50)
    for at in (0, 10, 20):
        world.crime(at, work=[20_000])
    world.incident(50, scene=1300)
    world.incident(60, "priority", scene=5000)
    world.incident(1000, "scheduled", upgrade=250)
    return world.play()


def where(moment: Moment, at: int) -> int:
    """Give the first row of a moment at a second."""
    log = day()
    return int(np.flatnonzero((log.moment == moment) & (log.at == at))[0])


def changed(moment: Moment, at: int, **columns: int) -> EventLog:
    """The day with other values in one row."""
    log, row = day(), where(moment, at)
    spoilt = {}
    for name, value in columns.items():
        spoilt[name] = getattr(log, name).copy()
        spoilt[name][row] = value
    return replace(log, **spoilt)


def less(moment: Moment, at: int) -> EventLog:
    """The day without one row."""
    log, row = day(), where(moment, at)
    return replace(
        log,
        **{
            name: np.delete(getattr(log, name), row)
            for name in ("at", "moment", "subject", "officer", "detail", "amount")
        },
    )


SPOILT: dict[str, Spoil] = {
    "pressed by fewer than wait": (
        lambda: changed(Moment.PRESSED, 100, amount=7),
        "pressure is wrongly told or not told: rule 0 at 100: 7 told, 2 counted",
    ),
    "nothing told of a trigger that was passed": (
        lambda: less(Moment.PRESSED, 60),
        "pressure is wrongly told or not told: rule 2 at 60: nothing told, 1 counted",
    ),
    "pressed when nobody looks": (
        lambda: changed(Moment.PRESSED, 60, detail=0),
        "a rule of pressure changes when nobody looks: rule 0 at 60",
    ),
    "an investigator is sent though nobody lends any": (
        lambda: changed(Moment.DISPATCHED, 50, amount=64),
        "an investigator is sent though no rule says so: officer 0 at 50",
    ),
    "graver than it can become": (
        lambda: changed(Moment.UPGRADED, 1250, detail=0),
        "an incident becomes graver when it cannot: incident 2 at 1250",
    ),
    "graver at another time than it says": (
        lambda: changed(Moment.UPGRADED, 1250, amount=1),
        "the wait until upgraded stated is not the time that passed",
    ),
    "kept on for less time than it says": (
        lambda: changed(Moment.KEPT_ON, 1350, amount=2600),
        "idle or at a desk when not planned to be on duty",
    ),
}
