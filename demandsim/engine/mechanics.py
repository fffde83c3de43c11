"""Mechanics: how the world works, free of choice and of chance: travel, work below the required level, outcomes."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.moments import Outcome
from demandsim.rules.choice import GRADES
from demandsim.scenario.calendar import DAY
from demandsim.scenario.cases import Outcomes
from demandsim.scenario.investigation import Mechanics
from demandsim.scenario.places import Places
from demandsim.tape.distributions import lengths
from demandsim.tape.tape import Floats, Incidents, Ints


def standard_travel(incidents: Incidents, places: Places) -> Ints:
    """Turn the luck of every journey into seconds at the assessed grade, within the incident's area: (incidents, 6)."""
    factors = np.array([area.travel_factor for area in places.areas.values()])
    seconds: Ints = np.rint(law_of_journeys(incidents, places) * factors[incidents.area, None]).astype(np.int64)
    return seconds


def law_of_journeys(incidents: Incidents, places: Places) -> Floats:
    """Turn the luck of every journey into seconds by the law of its grade and area, before factors: (incidents, 6)."""
    seconds = np.zeros(incidents.travel_luck.shape, dtype=np.float64)
    for number, grade in enumerate(GRADES):
        graded = incidents.assessed == number
        if grade in places.travel:
            seconds[graded] = lengths(places.travel[grade], incidents.travel_luck[graded])
        for area, each in enumerate(places.areas.values()):
            if grade in each.travel:
                rows = graded & (incidents.area == area)
                seconds[rows] = lengths(each.travel[grade], incidents.travel_luck[rows])
    return seconds


def work_factor(mechanics: Mechanics, below_level: float) -> float:
    """Give the owner's working time for a second of standard work; `below_level` as `CrimeState.lacking` gives it."""
    return 1.0 + mechanics.below_level.work * below_level if below_level else 1.0


def wait_factor(mechanics: Mechanics, below_level: float) -> float:
    """Give the length of an outside wait for a second of the standard one."""
    return 1.0 + mechanics.below_level.wait * below_level if below_level else 1.0


def share_left(lost_per_30_days: float, delay: int) -> float:
    """Give the share of the evidence that is left after so many seconds."""
    left: float = (1.0 - lost_per_30_days) ** (delay / (30 * DAY))
    return left


def outcome(
    mechanics: Mechanics,
    chances: Outcomes,
    prospect: float,
    below_level: float,
    delay: int,
    missed_reviews: int = 0,
    left: float = 1.0,
) -> Outcome:
    """Say how a fully investigated crime ends.

    `prospect` is the crime's own luck, `delay` the seconds between report and first work, `left` the share of the
    evidence that later stages have left. An owner below level, a late start and reviews that were not on time lower the
    chance of a charge and of an out-of-court outcome; what they lose becomes evidential.
    """
    kept = left * share_left(mechanics.evidence_lost_per_30_days, delay)
    if below_level:
        kept *= 1.0 - mechanics.below_level.charge * below_level
    if missed_reviews:
        kept *= (1.0 - mechanics.missed_review) ** missed_reviews
    charged = chances.charged * kept
    if prospect < charged:
        return Outcome.CHARGED
    if prospect < charged + chances.out_of_court * kept:
        return Outcome.OUT_OF_COURT
    if prospect < chances.charged + chances.out_of_court + chances.evidential:
        return Outcome.EVIDENTIAL
    return Outcome.NO_SUSPECT
