"""On scene and in custody: who is called off, whose work is handed over, how long is the wait at the custody suite?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.rows import names
from demandsim.measures.measure import Measure, Values, counts, means, over
from demandsim.measures.response import GRADE_AND_AREA, of_rows
from demandsim.measures.window import Window, mean, once, quantile
from demandsim.quantities import MINUTE
from demandsim.rules.dispatch import CALLED_OFF

SUITE = ("suite",)


def called_off(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of all sent officers who were called off the scene of something less grave for it."""
    rows = window.rows(Moment.DISPATCHED)
    sent = of_rows(window, rows).assign(called_off=window.log.amount[rows] & CALLED_OFF > 0)
    return means(sent, "called_off", groups)


def handed_over(window: Window, groups: tuple[str, ...]) -> Values:
    """Count, a week, officers whose turn ends on scene and who leave the rest of the work to others."""
    rows = window.rows(Moment.LEFT, Moment.HANDED_OVER)
    return counts(of_rows(window, rows), groups, window.weeks)


@once
def _brought_in(window: Window) -> pd.DataFrame:
    """Prisoners brought in within the window: suite, minutes until booked in or so far, and whether that is over."""
    log, came = window.log, window.rows(Moment.BROUGHT_IN)
    taken_at = np.full(len(log.facts.incident_uid), -1, dtype=np.int64)
    went = window.rows(Moment.TAKEN_IN)
    taken_at[log.subject[went]] = log.at[went]
    until = taken_at[log.subject[came]]
    over = until >= 0
    minutes = (np.where(over, until, log.ends_at) - log.at[came]) / MINUTE
    suites = tuple(window.scenario.demand.custody.suites)
    return pd.DataFrame({"suite": names(log.detail[came], suites), "minutes": minutes, "over": over})


def custody_wait(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the minutes from reaching the custody suite until being booked in."""
    return over(_brought_in(window), groups, lambda f: mean(f["minutes"].to_numpy(), f["over"].to_numpy()))


def custody_wait_p90(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the minutes within which nine in ten are booked in."""
    return over(_brought_in(window), groups, lambda f: quantile(f["minutes"].to_numpy(), f["over"].to_numpy(), 0.9))


SCENE = (
    Measure(
        "called_off",
        "What share of the officers sent was called off the scene of something less grave?",
        "share",
        "neither",
        GRADE_AND_AREA,
        called_off,
    ),
    Measure(
        "handed_over",
        "How often does somebody whose turn is over leave the rest of the work on scene to others?",
        "times a week",
        "neither",
        GRADE_AND_AREA,
        handed_over,
    ),
    Measure(
        "custody_wait",
        "How long does an officer wait with a prisoner at the custody suite before booking in begins, on average?",
        "minutes",
        "lower",
        SUITE,
        custody_wait,
    ),
    Measure(
        "custody_wait_p90",
        "Within how many minutes of reaching the custody suite does booking in begin in nine cases of ten?",
        "minutes",
        "lower",
        SUITE,
        custody_wait_p90,
    ),
)
