"""Mismatch: is the work done by people who hold the skills that it needs?

At first allocation: `owner_has_skill` among the measures of investigation. Here at closing, and in hours worked.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.journeys import team_of_units
from demandsim.eventlog.rows import NO_ROW, Ints, first_of, names, rows_of
from demandsim.eventlog.skills import skills_at
from demandsim.measures.measure import Measure, Values, means, over, ratio
from demandsim.measures.window import Window
from demandsim.quantities import HOUR

CELLS = ("team", "offence", "area", "offence, area")


def _of_owners(window: Window, rows: Ints) -> pd.DataFrame:
    """Give for rows of owners the crime's offence, area, skills and whether it is investigated by then, and the team.

    What was filed or worked at a desk is investigated once it has been opened again.
    """
    log, facts = window.log, window.log.facts
    crime = log.subject[rows]
    crimes = window.all_crimes.set_index("crime").loc[crime].reset_index()
    again = first_of(log, rows_of(log, Moment.REOPENED), len(facts.crime_uid))[crime]
    teams, team_of = team_of_units(log)
    return crimes[["offence", "area", "needs"]].assign(
        team=names(team_of[facts.officer_unit[log.officer[rows]]], teams),
        investigated=(crimes["screened"] == "allocate") | crimes["backlog"] | ((again != NO_ROW) & (again < rows)),
    )


def closed_below_level(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of investigations closed whose owner lacked a required skill by then."""
    log, rows = window.log, window.rows(Moment.CLOSED)
    rows = rows[log.officer[rows] >= 0]
    frame = _of_owners(window, rows).assign(below=log.amount[rows] > 0)
    return means(frame[frame["investigated"]], "below", groups)


def hours_below_level(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of owners' hours at work on investigations for which they lacked a required skill on starting."""
    log = window.log
    officer, row, _, from_at, to_at = window.spells
    seconds = np.clip(to_at, window.begin, window.end) - np.clip(from_at, window.begin, window.end)
    worked = (log.moment[row] == Moment.STARTED) & (seconds > 0)
    officer, row, seconds = officer[worked], row[worked], seconds[worked]
    frame = _of_owners(window, row)
    needs = frame["needs"].to_numpy(np.int64)
    lacks = (skills_at(log, officer, row) & needs) != needs
    frame = frame.assign(hours=seconds / HOUR, lacking=np.where(lacks, seconds / HOUR, 0.0))
    return over(
        frame[frame["investigated"]],
        groups,
        lambda f: ratio(float(f["lacking"].sum()), float(f["hours"].sum())),
    )


MISMATCH = (
    Measure(
        "closed_below_level",
        "What share of the investigations closed has an owner who then lacks a required skill?",
        "share",
        "lower",
        CELLS,
        closed_below_level,
        source="HMICFRS: crimes allocated to investigators with the right skills (area for improvement)",
    ),
    Measure(
        "hours_below_level",
        "What share of the hours that owners work on investigations is worked by owners who, on taking up the work, "
        "lack a required skill? Filed crimes and work at a desk need none; the hours of specialists do not count.",
        "share",
        "lower",
        CELLS,
        hours_below_level,
    ),
)
