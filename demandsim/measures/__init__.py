"""Measures: questions asked of an event log. To add one, write a function of a window and enter it in its catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from demandsim.eventlog import EventLog
from demandsim.measures.consistency import CONSISTENCY
from demandsim.measures.contact import CONTACT
from demandsim.measures.exchange import EXCHANGE
from demandsim.measures.handlers import HANDLERS
from demandsim.measures.handling import HANDLING
from demandsim.measures.investigation import INVESTIGATION
from demandsim.measures.leadership import LEADERSHIP
from demandsim.measures.measure import Measure
from demandsim.measures.mismatch import MISMATCH
from demandsim.measures.money import MONEY
from demandsim.measures.officer_year import OFFICER_YEAR
from demandsim.measures.outcomes import OUTCOMES
from demandsim.measures.policy import POLICY
from demandsim.measures.pressure import PRESSURE
from demandsim.measures.quiet import QUIET
from demandsim.measures.response import RESPONSE
from demandsim.measures.scene import SCENE
from demandsim.measures.watch import WATCH
from demandsim.measures.window import Window
from demandsim.measures.workforce import WORKFORCE

__all__ = ["MEASURES", "Measure", "measure", "measure_window"]

MEASURES: dict[str, Measure] = {
    entry.name: entry
    for catalogue in (
        CONTACT,
        HANDLERS,
        RESPONSE,
        SCENE,
        QUIET,
        INVESTIGATION,
        WATCH,
        MISMATCH,
        POLICY,
        HANDLING,
        OUTCOMES,
        CONSISTENCY,
        WORKFORCE,
        OFFICER_YEAR,
        LEADERSHIP,
        MONEY,
        PRESSURE,
        EXCHANGE,
    )
    for entry in catalogue
}
"""The catalogue, by name, in the order in which it is reported."""


def measure(log: EventLog, measures: Sequence[str] | None = None, warm_up_days: int | None = None) -> pd.DataFrame:
    """Ask the measures (left out: all of them) of a log: a tidy table of measure, group, value and unit.

    What begins from the end of the warm-up on counts (left out: the scenario's warm-up); the group is "" for the
    force and else `key=value` pairs such as `grade=emergency, area=north`; a value that the log does not give, for
    example a median that is not reached, is missing. Raises ValueError for an unknown name.
    """
    return measure_window(Window(log, warm_up_days), measures)


def measure_window(window: Window, measures: Sequence[str] | None = None) -> pd.DataFrame:
    """Ask the measures of a window that is there already, as `measure` does of a log."""
    chosen = list(MEASURES) if measures is None else list(dict.fromkeys(measures))
    for name in chosen:
        if name not in MEASURES:
            near = get_close_matches(name, MEASURES, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"there is no measure {name!r}{meant} There are: {', '.join(MEASURES)}")
    rows = [
        (name, group, value, MEASURES[name].unit)
        for name in chosen
        for group, value in MEASURES[name].compute(window, MEASURES[name].groups)
    ]
    found = pd.DataFrame(rows, columns=["measure", "group", "value", "unit"])
    return found.astype({"value": np.float64})
