"""Handling: how long crimes are on the way, which come back, and what custody, specialists and victims' calls take."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from demandsim.eventlog import Moment
from demandsim.eventlog.journeys import team_of_units
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, names, rows_of, stable_order, with_following
from demandsim.measures.measure import FORCE, Measure, Values, counts, label, means, over, ratio
from demandsim.measures.window import Window, mean, once
from demandsim.quantities import DAY, HOUR

TEAM = ("team",)
CELLS = ("offence", "area", "offence, area")


def _crimes_of(window: Window, rows: Ints) -> pd.DataFrame:
    facts, crime = window.log.facts, window.log.subject[rows]
    return pd.DataFrame(
        {
            "offence": names(facts.crime_offence[crime], tuple(o.name for o in window.scenario.demand.offences)),
            "area": names(facts.crime_area[crime], tuple(window.scenario.places.areas)),
        }
    )


def _lasting(window: Window, begins: Moment, done: Moment, unit: float) -> tuple[pd.DataFrame, Ints]:
    """Give what began in the window with its length so far and whether it is done, and the rows of the beginnings.

    What is still going on at the end is censored there; what a crime's closing cuts short, at the closing.
    """
    log = window.log
    row, following = with_following(log, begins, done, Moment.CLOSED)
    chosen = (log.moment[row] == begins) & (log.at[row] >= window.begin)
    row, following = row[chosen], following[chosen]
    until = np.where(following == NO_ROW, window.end, codes_at(log.at, following))
    over_now = codes_at(log.moment, following) == done
    return _crimes_of(window, row).assign(length=(until - log.at[row]) / unit, done=over_now), row


def _mean_length(frame: pd.DataFrame) -> float:
    return mean(frame["length"].to_numpy(np.float64), frame["done"].to_numpy(np.bool_))


def days_to_move(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the days of transfers of the window from the first offer since the crime moved last."""
    log = window.log
    rows = rows_of(log, Moment.OFFERED, Moment.TRANSFERRED)
    rows = rows[stable_order(log.subject[rows])]
    moved = log.moment[rows] == Moment.TRANSFERRED
    # An offer is the first if the row before tells of another crime, or of this one's last move.
    first = ~moved
    first[1:] &= (log.subject[rows[1:]] != log.subject[rows[:-1]]) | moved[:-1]
    offered = rows[np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))]
    inside = moved & (log.at[rows] >= window.begin)
    frame = _crimes_of(window, rows[inside])
    return means(frame.assign(days=(log.at[rows] - log.at[offered])[inside] / DAY), "days", groups)


def days_in_transit(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the days from acceptance until the crime is in the new unit's queue; open cases are censored."""
    return over(_lasting(window, Moment.ACCEPTED, Moment.ROUTED, DAY)[0], groups, _mean_length)


def ping_pong(window: Window, groups: tuple[str, ...]) -> Values:
    """Count crimes recorded in the window that returned to a unit that had them before, per 100 recorded."""
    stays = window.open_stays
    unit = stays["queue"].cat.codes
    before = unit.groupby(stays["subject"]).shift()
    held = pd.DataFrame({"crime": stays["subject"], "unit": unit}).duplicated()
    back = stays["subject"][held & (unit != before)]
    frame = window.crimes
    return means(frame.assign(back=100.0 * frame["crime"].isin(back)), "back", groups)


@once
def _solvable_filed(window: Window) -> pd.DataFrame:
    frame = window.crimes
    return frame[(frame["screened"] == "file") & frame["solvable"]]


def solvable_filed_crimes(window: Window, groups: tuple[str, ...]) -> Values:
    """Count the solvable crimes a week that are filed."""
    return counts(_solvable_filed(window), groups, window.weeks)


def solvable_filed_harm(window: Window, groups: tuple[str, ...]) -> Values:
    """Add up the harm weights of the solvable crimes a week that are filed."""
    frame = _solvable_filed(window)
    yield FORCE, float(frame["harm"].sum()) / window.weeks
    for group in groups:
        keys = group.split(", ")
        for values, total in frame.groupby(keys, observed=False)["harm"].sum().items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), float(total) / window.weeks


def reopened(window: Window, groups: tuple[str, ...]) -> Values:
    """Count openings of closed crimes per 100 closings; no value where the scenario opens none again."""
    if window.scenario.demand.reopened is None:
        yield FORCE, float("nan")
        return
    closings, openings = (_crimes_of(window, window.rows(m)) for m in (Moment.CLOSED, Moment.REOPENED))
    yield FORCE, 100 * ratio(len(openings), len(closings))
    for group in groups:
        keys = group.split(", ")
        below = closings.groupby(keys, observed=False).size()
        above = openings.groupby(keys, observed=False).size()
        for values, share in (100 * above / below).dropna().items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), float(share)


def _hours(moment: Moment) -> Callable[[Window, tuple[str, ...]], Values]:
    def compute(window: Window, groups: tuple[str, ...]) -> Values:
        """Add up the hours a week of what begins with the moment, by team of who does it."""
        log = window.log
        officer, row, _, from_at, to_at = window.spells
        of_these = log.moment[row] == moment
        seconds = np.clip(to_at, window.begin, window.end) - np.clip(from_at, window.begin, window.end)
        teams, team_of = team_of_units(log)
        team = team_of[log.facts.officer_unit[officer[of_these]]]
        hours = np.bincount(team, weights=seconds[of_these], minlength=len(teams)) / HOUR / window.weeks
        yield FORCE, float(hours.sum())
        if groups:
            for name, value in zip(teams, hours.tolist(), strict=True):
                yield label(["team"], [name]), value

    return compute


assisted_hours = _hours(Moment.ASSISTING)
contact_hours = _hours(Moment.CONTACTING)


def custody_clock_out(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of releases from custody that the end of the clock forces."""
    rows = window.rows(Moment.RELEASED)
    return means(_crimes_of(window, rows).assign(forced=window.log.amount[rows] == 1), "forced", groups)


def sign_off_time(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the hours from the end of the work to the signature; open cases are censored."""
    frame, row = _lasting(window, Moment.SIGN_OFF_WANTED, Moment.SIGNED_OFF, HOUR)
    teams, team_of = team_of_units(window.log)
    return over(frame.assign(team=names(team_of[window.log.amount[row]], teams)), groups, _mean_length)


HANDLING = (
    Measure(
        "days_to_move",
        "How long from the first offer of a crime until it has reached the other team, on average? Crimes that every "
        "team refused do not count.",
        "days",
        "lower",
        CELLS,
        days_to_move,
    ),
    Measure(
        "days_in_transit",
        "How long is a crime on the way from the acceptance to the other team's queue, on average?",
        "days",
        "lower",
        CELLS,
        days_in_transit,
    ),
    Measure(
        "ping_pong",
        "How many crimes return to a unit that held them before, per 100 recorded?",
        "per 100 crimes",
        "lower",
        CELLS,
        ping_pong,
    ),
    Measure(
        "solvable_filed_crimes",
        "How many crimes are filed that a full investigation would have solved?",
        "crimes a week",
        "lower",
        CELLS,
        solvable_filed_crimes,
    ),
    Measure(
        "solvable_filed_harm",
        "How much harm is in the crimes that are filed and that a full investigation would have solved?",
        "severity score a week",
        "lower",
        CELLS,
        solvable_filed_harm,
        source="weights: ONS Crime Severity Score",
    ),
    Measure(
        "reopened",
        "How many crimes are opened again, per 100 closed?",
        "per 100 closed",
        "neither",
        CELLS,
        reopened,
    ),
    Measure(
        "assisted_hours",
        "How many hours do specialists work on the crimes of other owners?",
        "hours a week",
        "neither",
        TEAM,
        assisted_hours,
    ),
    Measure(
        "contact_hours",
        "How many hours do owners spend on calls to victims that are due?",
        "hours a week",
        "neither",
        TEAM,
        contact_hours,
    ),
    Measure(
        "custody_clock_out",
        "What share of suspects who leave custody does so because the clock has run out?",
        "share",
        "lower",
        CELLS,
        custody_clock_out,
    ),
    Measure(
        "sign_off_time",
        "How long does a finished investigation wait for a supervisor's signature, on average?",
        "hours",
        "lower",
        TEAM,
        sign_off_time,
    ),
)
