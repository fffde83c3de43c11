"""A day of suspects, signatures, advice and calls, played by hand, and ways of spoiling its log, with what is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from demandsim.eventlog import EventLog, Moment
from tests.stories.hand import DAY, World

COLUMNS = ("at", "moment", "subject", "officer", "detail", "amount")


def day(**further: object) -> EventLog:
    """Pat arrests a suspect, bailed until two hours later; deb works on that and two other crimes; sam supervises."""
    changes = {
        "demand.custody.clock": "24 h",
        "demand.custody.released": {"bail": 1, "under_investigation": 0, "bail_for": "2 h", "extended_to": "5 h"},
        "investigative_model.allocate": {"kind": "least_caseload"},
        "investigative_model.review": {
            **{"first": "1000 days", "then": "1000 days", "takes": "20 min", "on_time_within": "48 h"},
            **{"sign_off": "10 min", "bail_extension": "15 min", "bail_asked_before": "30 min"},
        },
        "investigative_model.mentoring": {"teams": ["cid"], "takes": "10 min"},
        "investigative_model.victim_contact": {"every": "1 h", "takes": "10 min"},
    }
    world = World(changes | further)
    world.patrol("pat", (0, 3600))
    world.detective("deb", (0, DAY))
    world.supervisor("sam", "cid", (0, DAY))
    world.incident(0, travel=100, scene=200, arrest=True, custody=50)
    world.crime(incident=0, work=[500, 30_000], release_luck=0.1)
    world.crime(0, "assault", work=[100], waits=[50_000], patience=10**7)
    world.crime(9000, work=[100], patience=10**7)
    return world.play()


def where(log: EventLog, moment: Moment) -> int:
    """Give the first row of a moment."""
    return int(np.flatnonzero(log.moment == moment)[0])


def changed(which: Moment, **columns: int) -> EventLog:
    """The day with other values in the first row of a moment."""
    log = day()
    row, spoilt = where(log, which), {}
    for name, value in columns.items():
        spoilt[name] = getattr(log, name).copy()
        spoilt[name][row] = value
    return replace(log, **spoilt)


def less(*moments: Moment) -> EventLog:
    """The day without the first row of some moments."""
    log = day()
    rows = [where(log, moment) for moment in moments]
    return replace(log, **{name: np.delete(getattr(log, name), rows) for name in COLUMNS})


def judged_by(**rules: object) -> EventLog:
    """The day as it was, said to be of a scenario that declares less."""
    log = day()
    scenario = log.facts.scenario.model_copy(deep=True)
    for path, value in rules.items():
        *above, last = path.split("__")
        here: object = scenario
        for step in above:
            here = getattr(here, step)
        object.__setattr__(here, last, value)
    return replace(log, facts=replace(log.facts, scenario=scenario))


SPOILT: dict[str, tuple[Callable[[], EventLog], str]] = {
    "a suspect is never released": (lambda: less(Moment.RELEASED), "wrongly released or not released: crime 0"),
    "a suspect is released by a clock that had not ended": (
        lambda: changed(Moment.RELEASED, amount=1),
        "not released when due: crime 0",
    ),
    "a suspect is released though no clock runs": (
        lambda: judged_by(demand__custody__clock=None),
        "released, though no clock runs: crime 0",
    ),
    "a bail is extended to another day": (
        lambda: changed(Moment.BAIL_EXTENDED, amount=9000),
        "a bail is not what was granted: crime 0",
    ),
    "a bail expires twice": (
        lambda: changed(Moment.CONTACTED, moment=int(Moment.BAIL_EXPIRED), subject=0),
        "a bail is not what was granted: crime 0",
    ),
    "nobody has signed": (
        lambda: less(Moment.SIGNING_OFF, Moment.SIGNED_OFF),
        "closed without a signature: crime 0",
    ),
    "somebody signs though nobody is to": (
        lambda: judged_by(investigative_model__review__sign_off=0),
        "signed off, though nobody signs: crime 0",
    ),
    "a signature was waited for longer": (
        lambda: changed(Moment.SIGNED_OFF, amount=7),
        "the wait for a signature stated is not the time that passed",
    ),
    "advice on something else": (lambda: changed(Moment.MENTORED, amount=7), "advice is not about an allocation"),
    "advice took longer": (lambda: changed(Moment.MENTORING, amount=7), "the advice stated is not the time"),
    "a call is owed too late": (
        lambda: judged_by(investigative_model__victim_contact__every=3000),
        "the time without news stated is not the time that passed",
    ),
    "a call is owed though nobody has the duty": (
        lambda: judged_by(investigative_model__victim_contact=None),
        "a call is owed, though nobody has the duty: crime 1",
    ),
    "a call was later than it says": (lambda: changed(Moment.CONTACTED, amount=7), "the lateness of a call stated"),
    "a call took longer": (lambda: changed(Moment.CONTACTING, amount=7), "the call to a victim stated"),
    "a call that is not ended": (lambda: less(Moment.CONTACTED), "in two places, or not on duty"),
}
