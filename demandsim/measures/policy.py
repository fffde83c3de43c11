"""Policy: who should hold a crime, if the routes of the investigative model were followed to the letter?"""

from __future__ import annotations

from functools import reduce

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.rows import NO_ROW, Flags, Ints, codes_at, first_of, last_of, rows_of
from demandsim.measures.measure import Measure, Values, counts
from demandsim.measures.window import Window
from demandsim.rules.hours import WEEK, Hours
from demandsim.rules.route import ATTENDING
from demandsim.rules.when import When
from demandsim.scenario.calendar import Calendar

CELLS = ("team", "offence", "area", "offence, area")


def within_hours(hours: Hours, calendar: Calendar, seconds: Ints) -> Flags:
    """Tell which elapsed seconds lie in the hours by the local clock; the second at which they close does not."""
    inside = np.zeros(len(seconds), dtype=np.bool_)
    days = {WEEK.index(day) for day in hours.days}
    for place, second in enumerate(seconds.tolist()):
        local = calendar.local(second)
        clock = local.hour * 3600 + local.minute * 60 + local.second
        if hours.opens < hours.closes:
            inside[place] = hours.opens <= clock < hours.closes and local.weekday() in days
        elif clock >= hours.opens:
            inside[place] = local.weekday() in days
        else:
            inside[place] = clock < hours.closes and (local.weekday() - 1) % 7 in days
    return inside


def meets(window: Window, frame: pd.DataFrame, when: When) -> Flags:
    """Tell which crimes meet a condition; the frame needs the columns of crimes and those that `_decided` adds."""
    asked: list[pd.Series | Flags] = [np.ones(len(frame), dtype=np.bool_)]
    if when.offence is not None:
        asked.append(frame["offence"].isin(when.offence))
    if when.area is not None:
        asked.append(frame["area"].isin(when.area))
    if when.harm_at_least is not None:
        asked.append(frame["harm"] >= when.harm_at_least)
    if when.harm_below is not None:
        asked.append(frame["harm"] < when.harm_below)
    if when.score_at_least is not None:
        asked.append(frame["score"] >= when.score_at_least)
    if when.score_below is not None:
        asked.append(frame["score"] < when.score_below)
    if when.suspect is not None:
        asked.append(frame["named"] == (when.suspect == "named"))
    known = (("vulnerable", when.vulnerable), ("arrested", when.arrested), ("attended", when.attended))
    asked += [frame[column] == wanted for column, wanted in known if wanted is not None]
    if when.hours is not None:
        calendar = Calendar(window.scenario.start, window.scenario.timezone)
        asked.append(within_hours(when.hours, calendar, frame["decided_at"].to_numpy(np.int64)))
    return reduce(np.logical_and, (np.asarray(flags, dtype=np.bool_) for flags in asked))


def _decided(window: Window, frame: pd.DataFrame) -> pd.DataFrame:
    """Add what the first route was decided upon: who attended, arrest, score and second."""
    log, facts, crime = window.log, window.log.facts, frame["crime"].to_numpy(np.int64)
    count = len(facts.crime_uid)
    recorded = first_of(log, rows_of(log, Moment.RECORDED), count)[crime]
    routed = first_of(log, rows_of(log, Moment.ROUTED), count)[crime]
    arrests = first_of(log, rows_of(log, Moment.ARRESTED), len(facts.incident_uid))
    attending = codes_at(log.officer, recorded)
    return frame.assign(
        attending=attending,
        attended=attending >= 0,
        arrested=codes_at(arrests, facts.crime_incident[crime]) != NO_ROW,
        score=facts.crime_score[crime],
        decided_at=codes_at(log.at, routed),
    )


def held_against_policy(window: Window, groups: tuple[str, ...]) -> Values:
    """Count open investigations held by a team that their route, followed to the letter, does not name.

    A team that has accepted a crime under a clause of transfer holds it by policy.
    """
    log, model, teams = window.log, window.scenario.investigative_model, window.scenario.workforce.teams
    frame = window.open_crimes
    frame = _decided(window, frame[(frame["screened"] == "allocate") & ~frame["backlog"]])
    holder = frame["final_team"].astype(str).to_numpy()
    crime, count = frame["crime"].to_numpy(np.int64), len(log.facts.crime_uid)
    by_policy = last_of(log, rows_of(log, Moment.ACCEPTED), count)[crime] != NO_ROW
    undecided = np.ones(len(frame), dtype=np.bool_)
    of_unit = np.array(log.facts.unit_team)[log.facts.officer_unit]
    attending = frame["attending"].to_numpy(np.int64)
    keeps = attending >= 0
    keeps &= np.isin(of_unit[attending], [name for name, team in teams.items() if "investigation" in team.desks])
    for route in model.routes:
        here = undecided & meets(window, frame, route.when)
        named: list[str | None] = [route.to, route.otherwise_to, route.if_full, route.if_off_duty]
        held = np.isin(holder, [name for name in named if name])
        by_policy |= here & (np.where(keeps, holder == of_unit[attending], held) if route.to == ATTENDING else held)
        undecided &= ~here
    against = frame[~by_policy & ~undecided]
    return counts(against.assign(team=against["final_team"]), groups, 1)


POLICY = (
    Measure(
        "held_against_policy",
        "How many open investigations are held at the end by a team that the first route that holds, followed to the "
        "letter, does not name? Those accepted under a clause of transfer and the opening backlog do not count.",
        "crimes",
        "lower",
        CELLS,
        held_against_policy,
    ),
)
