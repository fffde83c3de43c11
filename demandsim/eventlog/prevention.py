"""Prevention, read again from the log: hours of proactive work by day, what they amount to, and whom they spared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog.journeys import reporting_contact
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, first_of, rows_of, stable_order
from demandsim.eventlog.successions import shown
from demandsim.rules.proactive import days_of_lag, first_to_prevent, next_level, share_prevented
from demandsim.scenario.calendar import HOUR, Calendar
from demandsim.scenario.workforce import FORCE

Floats = NDArray[np.float64]

TOLERANCE = 1e-9
"""Luck so near to a limit is not asked about: sums of hours may differ in their last digit."""


def proactive_spells(log: EventLog) -> tuple[Ints, Ints, Ints, Ints]:
    """Give every spell of proactive work: officer, plan, from and to; one that goes on ends with the log."""
    rows = rows_of(log, Moment.PREVENTING, Moment.STOPPED)
    rows = rows[stable_order(log.officer[rows])]
    begins = np.flatnonzero(log.moment[rows] == Moment.PREVENTING)
    row = rows[begins]
    following = rows[np.minimum(begins + 1, len(rows) - 1)] if len(rows) else rows
    over = (begins + 1 < len(rows)) & (log.officer[following] == log.officer[row])
    return log.officer[row], log.detail[row], log.at[row], np.where(over, log.at[following], log.ends_at)


def proactive_seconds(log: EventLog, since: int, until: int) -> Floats:
    """Add up proactive work between two instants, in seconds: shape (plans, areas).

    Hours of officers of the whole force are spread over the areas by their shares.
    """
    facts, areas = log.facts, log.facts.scenario.places.areas
    places = (*areas, FORCE)
    based = np.array([places.index(facts.unit_area[unit]) for unit in facts.officer_unit.tolist()], dtype=np.int64)
    officer, plan, from_at, to_at = proactive_spells(log)
    seconds = np.clip(to_at, since, until) - np.clip(from_at, since, until)
    shape = (len(facts.scenario.rules.proactive), len(places))
    done = np.bincount(plan * len(places) + based[officer], weights=seconds, minlength=shape[0] * shape[1])
    done = done.reshape(shape)
    shares = np.array([area.share for area in areas.values()])
    spread: Floats = done[:, :-1] + done[:, -1:] * shares
    return spread


def shares_in_force(log: EventLog, midnights: list[int]) -> Floats:
    """Work out the share that each plan prevents in every area on every local day: shape (days, plans, areas)."""
    plans = log.facts.scenario.rules.proactive
    days = len(midnights) - 1
    levels = np.zeros((days + 1, len(plans), len(log.facts.scenario.places.areas)))
    for day in range(days):
        hours = proactive_seconds(log, midnights[day], midnights[day + 1]) / HOUR
        for number, plan in enumerate(plans):
            levels[day + 1, number] = [
                next_level(level, done, plan.fades)
                for level, done in zip(levels[day, number].tolist(), hours[number].tolist(), strict=True)
            ]
    shares = np.zeros((days, *levels.shape[1:]))
    for number, plan in enumerate(plans):
        for day in range(days):
            known = levels[max(0, day - days_of_lag(plan) + 1), number].tolist()
            shares[day, number] = [share_prevented(plan, level) for level in known]
    return shares


def what_is_prevented_follows_from_the_hours(log: EventLog) -> list[str]:
    """An incident is prevented exactly if the hours done so far, and its luck, say so; it then has no other row.

    Which incidents ought to be prevented is only asked where the facts hold their luck.
    """
    facts, scenario = log.facts, log.facts.scenario
    count = len(facts.incident_uid)
    prevented = rows_of(log, Moment.PREVENTED)
    contact = reporting_contact(log)
    rang = codes_at(first_of(log, rows_of(log, Moment.RECEIVED), len(facts.contact_uid)), contact)
    graded = first_of(log, rows_of(log, Moment.GRADED), count)
    gone = log.subject[prevented]
    found = shown(
        "prevented, and yet it happened",
        [f"incident {n}" for n in gone[(rang[gone] != NO_ROW) | (graded[gone] != NO_ROW)].tolist()],
    )
    luck, plans = facts.incident_prevention_luck, scenario.rules.proactive
    if not len(luck) or not plans:
        return found
    calendar = Calendar(scenario.start, scenario.timezone)
    midnights = [calendar.elapsed(day, 0) for day in range(calendar.day_of(log.ends_at - 1) + 2)]
    shares = shares_in_force(log, midnights)
    by = np.full(count, NO_ROW, dtype=np.int64)
    by[gone] = log.detail[prevented]
    noticed = np.where(contact == NO_ROW, graded, rang)
    noticed[gone] = prevented
    seen = np.flatnonzero(noticed != NO_ROW)
    day = np.searchsorted(midnights, log.at[noticed[seen]], side="right") - 1
    kinds = [kind.name for kind in scenario.demand.incidents]
    wrong = []
    for incident, today in zip(seen.tolist(), day.tolist(), strict=True):
        against = [n for n, plan in enumerate(plans) if kinds[facts.incident_kind[incident]] in plan.incidents]
        today_here = shares[today, against, facts.incident_area[incident]].tolist()
        ought = {first_to_prevent(today_here, luck[incident] + shift) for shift in (-TOLERANCE, TOLERANCE)}
        if by[incident] not in {against[n] if n >= 0 else -1 for n in ought}:
            wrong.append(f"incident {incident} on day {today}")
    return found + shown("prevented, or not, against the hours done", wrong)
