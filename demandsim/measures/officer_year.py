"""A year of an officer: what does the work ask of the one in the middle, and of the tenth on whom it falls hardest?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demandsim.measures.measure import Measure, Values, float_of, over, ratio
from demandsim.measures.window import Window, once
from demandsim.scenario.workforce import Desk

TENTH = 10
"""One in so many officers belongs to the worst tenth."""


@dataclass(frozen=True, slots=True)
class Burden:
    """Something that officers bear: one column of their year over another, or over their number."""

    name: str
    question: str
    """What it asks of all officers of a group together."""
    of_the_worst: str
    """What it asks of the worst tenth."""
    unit: str
    counted: str
    """Column of `Window.officer_year` that is added up."""
    per: str | None = None
    """Column by which the sum is divided; officers for whom it is 0 do not count. None: the number of officers."""
    desks: tuple[Desk, ...] = ()
    """Teams with none of these do not count (left out: all teams do)."""


BURDENS = (
    Burden(
        "interruptions_per_shift",
        "How often in a turn is an officer called from a crime or a report to an incident? Teams that attend or "
        "investigate, supervisors apart.",
        "How often in a turn are the tenth of officers who are called most called from a crime or a report?",
        "times a turn",
        "interruptions",
        "turns",
        ("response", "investigation"),
    ),
    Burden(
        "late_finishes",
        "What share of turns lasts more than 15 minutes beyond the roster? Supervisors apart.",
        "What share of the turns of the tenth of officers who are late most often lasts 15 minutes beyond the roster?",
        "share",
        "late",
        "finished",
    ),
    Burden(
        "breaks_missed",
        "In what share of turns long enough for the team's break is it not begun? One that is cut short is not missed.",
        "What share of their breaks does the tenth of officers miss who miss most?",
        "share",
        "breaks_forgone",
        "breaks_due",
    ),
    Burden(
        "high_harm_held",
        "How many open crimes of high harm does an investigator hold, on average over time? Nine in ten of the crimes "
        "of a year weigh no more than the least of them.",
        "How many open crimes of high harm does the tenth of investigators with most of them hold?",
        "crimes",
        "high_harm_held",
        None,
        ("investigation",),
    ),
    Burden(
        "without_supervisor",
        "What share of officers' hours on duty passes without a supervisor of their unit on duty?",
        "What share of their hours is the tenth of officers without a supervisor who are so longest?",
        "share",
        "alone",
        "on_duty",
    ),
)


def officer_burdens(window: Window) -> pd.DataFrame:
    """Give `Window.officer_year` with a column for each of the `BURDENS`, missing for officers who do not count."""
    return window.officer_year.assign(**{burden.name: _borne(window, burden) for burden in BURDENS})


def worst_tenth(values: pd.Series) -> float:
    """Average the highest tenth of values, rounded down but at least one; those that are missing do not count."""
    there = values.dropna()
    return float_of(there.nlargest(max(len(there) // TENTH, 1)).mean())


def _borne(window: Window, burden: Burden) -> pd.Series:
    """Give what each officer bears; missing for those who do not count."""
    people = window.officer_year
    value = people[burden.counted].astype(float)
    if burden.per is not None:
        value = value / people[burden.per].replace(0, np.nan)
    teams = window.scenario.workforce.teams
    apart = [name for name, team in teams.items() if burden.desks and set(burden.desks).isdisjoint(team.desks)]
    return value.mask(people["team"].isin(apart))


@once
def _counting(window: Window, burden: Burden) -> pd.DataFrame:
    """Give the people who count, supervisors apart: team, what each bears, and the two parts of it."""
    people = window.officer_year
    value, counted = _borne(window, burden), people[burden.counted]
    per = 1 if burden.per is None else people[burden.per]
    frame = pd.DataFrame({"team": people["team"], "value": value, "counted": counted, "per": per})
    return frame[~people["supervisor"]]


def _of_all(burden: Burden) -> Callable[[Window, tuple[str, ...]], Values]:
    def compute(window: Window, groups: tuple[str, ...]) -> Values:
        def together(frame: pd.DataFrame) -> float:
            there = frame["value"].notna()
            return ratio(float(frame["counted"][there].sum()), float(frame["per"][there].sum()))

        return over(_counting(window, burden), groups, together)

    return compute


def _of_the_worst(burden: Burden) -> Callable[[Window, tuple[str, ...]], Values]:
    return lambda window, groups: over(_counting(window, burden), groups, lambda frame: worst_tenth(frame["value"]))


OFFICER_YEAR = tuple(
    measure
    for burden in BURDENS
    for measure in (
        Measure(burden.name, burden.question, burden.unit, "lower", ("team",), _of_all(burden)),
        Measure(
            f"{burden.name}_worst_tenth", burden.of_the_worst, burden.unit, "lower", ("team",), _of_the_worst(burden)
        ),
    )
)
