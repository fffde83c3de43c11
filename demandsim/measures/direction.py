"""Direction: is a supervisor there, and what waits because none is free or none has looked?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demandsim.eventlog import Activity, Moment
from demandsim.eventlog.journeys import team_of_units
from demandsim.eventlog.rows import NO_ROW, Flags, codes_at, names, rows_of, with_following
from demandsim.measures.measure import FORCE, Measure, Values, label, means, ratio
from demandsim.measures.stretches import Stretches, united
from demandsim.measures.window import Ints, Window
from demandsim.quantities import HOUR
from demandsim.scenario.workforce import FORCE as WHOLE_FORCE

TEAM = ("team",)


def without_direction(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of the time that investigators hold crimes in which a review is due and not done.

    Crimes that are filed or worked at a desk have no reviews and do not count, unless they are opened again.
    """
    frame = window.holdings[_investigated(window)]
    crime = frame["crime"].to_numpy(np.int64)
    since = np.clip(frame["from_at"].to_numpy(np.int64), window.begin, window.end)
    until = np.clip(frame["to_at"].fillna(window.end).to_numpy(np.int64), window.begin, window.end)
    teams, team_of = team_of_units(window.log)
    held = pd.DataFrame(
        {
            "team": names(team_of[frame["unit"].to_numpy(np.int64)], teams),
            "held": until - since,
            "late": _review_is_due(window).within(crime, since, until),
        }
    )
    yield FORCE, ratio(float(held["late"].sum()), float(held["held"].sum()))
    for group in groups:
        for value, seconds in held.groupby(group, observed=True)[["late", "held"]].sum().iterrows():
            yield label([group], [value]), ratio(float(seconds["late"]), float(seconds["held"]))


def _investigated(window: Window) -> Flags:
    """Tell which holdings are of crimes that somebody investigates: reviews fall due for these alone."""
    crimes, held = window.all_crimes, window.holdings
    opened = np.full(len(window.log.facts.crime_uid), window.end + 1)
    opened[crimes["crime"]] = crimes["reopened_at"].fillna(window.end + 1)
    opened[crimes["crime"][(crimes["screened"] == "allocate") | crimes["backlog"]]] = 0
    found: Flags = held["from_at"].to_numpy(np.int64) >= opened[held["crime"]]
    return found


def _review_is_due(window: Window) -> Stretches:
    """Give the time in which each crime has a review that is due and neither done nor put an end to by closing."""
    log, frame = window.log, window.reviews
    crime, due_at = frame["crime"].to_numpy(np.int64), frame["due_at"].to_numpy(np.int64)
    closed, width = rows_of(log, Moment.CLOSED), window.end + 1
    closings = np.append(np.sort(log.subject[closed] * width + log.at[closed]), len(log.facts.crime_uid) * width)
    next_closing = closings[np.searchsorted(closings, crime * width + due_at)] - crime * width
    done_at = frame["reviewed_at"].fillna(window.end).to_numpy(np.int64)
    return united(crime, due_at, np.minimum(np.minimum(done_at, next_closing), window.end), window.end)


def allocation_delay(window: Window, groups: tuple[str, ...]) -> Values:
    """Average the hours that crimes spend in a unit's queue while no supervisor who may allocate them is free.

    A crime counts each time that it enters a queue within the window, until a supervisor takes it up, it has an owner
    or it is closed; one that still waits counts with the hours so far. Crimes that need no supervisor wait for none.
    """
    log = window.log
    row, following = with_following(
        log, Moment.ROUTED, Moment.ALLOCATING, Moment.ALLOCATED, Moment.ACCEPTED, Moment.CLOSED
    )
    enters = (log.moment[row] == Moment.ROUTED) & (log.at[row] >= window.begin)
    row, following = row[enters], following[enters]
    unit, since = log.amount[row], log.at[row]
    until = np.where(following == NO_ROW, window.end, codes_at(log.at, following))
    desk, spells = _allocating(window), window.spells
    free = spells.activity == Activity.AVAILABLE
    idle = _of_supervisors(window, free).within(desk[unit], since, until)
    waits = np.where(desk[unit] >= 0, until - since - idle, 0)
    teams, team_of = team_of_units(log)
    return means(pd.DataFrame({"team": names(team_of[unit], teams), "hours": waits / HOUR}), "hours", groups)


def _allocating(window: Window) -> Ints:
    """Give for every unit that whose supervisors allocate its crimes, or -1 where nobody need be waited for."""
    facts, rule = window.log.facts, window.scenario.investigative_model.allocate
    units = list(zip(facts.unit_team, facts.unit_area, strict=True))
    desks = np.arange(len(units))
    if rule.by is not None:
        own = [number for number, (team, _) in enumerate(units) if team == rule.by]
        for number, (_, area) in enumerate(units):
            at = [units.index(place) for place in ((rule.by, area), (rule.by, WHOLE_FORCE)) if place in units]
            desks[number] = next(iter(at + (own if area == WHOLE_FORCE else [])), number)
    staffed = np.bincount(facts.officer_unit[facts.officer_supervisor], minlength=len(units)) > 0
    return np.where(staffed[desks] & (rule.takes > 0), desks, -1)


def supervisor_there(window: Window, groups: tuple[str, ...]) -> Values:
    """Give the share of the hours in which at least one supervisor of the unit is on duty, averaged over units.

    Teams that are given as staffed positions have no supervisors to speak of and do not count.
    """
    facts, workforce = window.log.facts, window.scenario.workforce
    led = np.unique(facts.officer_unit[~facts.officer_supervisor])
    led = led[[workforce.teams[facts.unit_team[unit]].positions is None for unit in led.tolist()]]
    begin, end = np.full(len(led), window.begin), np.full(len(led), window.end)
    there = _of_supervisors(window, np.ones(len(window.spells.row), dtype=np.bool_)).within(led, begin, end)
    teams, team_of = team_of_units(window.log)
    return means(pd.DataFrame({"team": names(team_of[led], teams), "there": there / window.seconds}), "there", groups)


def _of_supervisors(window: Window, chosen: Flags) -> Stretches:
    """Give the time in which some supervisor of each unit is in one of the chosen spells of activity."""
    facts, spells = window.log.facts, window.spells
    rows = np.flatnonzero(chosen & facts.officer_supervisor[spells.officer])
    unit = facts.officer_unit[spells.officer[rows]]
    return united(unit, spells.from_at[rows], spells.to_at[rows], window.end)


DIRECTION = (
    Measure(
        "without_direction",
        "For what share of the time that investigators hold crimes is a supervisor's review due and not done?",
        "share",
        "lower",
        TEAM,
        without_direction,
    ),
    Measure(
        "allocation_delay",
        "How many hours does a crime wait in a unit's queue while no supervisor who may allocate it is free (on duty "
        "and at no other task)? On average over all that enter a queue, those included that need no supervisor.",
        "hours",
        "lower",
        TEAM,
        allocation_delay,
    ),
    Measure(
        "supervisor_there",
        "For what share of the hours is at least one supervisor of the unit on duty? On average over units.",
        "share",
        "higher",
        TEAM,
        supervisor_there,
    ),
)
