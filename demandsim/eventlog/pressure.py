"""Pressure: when rules were in force, and whether they were just when their queue was as long as they say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Ints, codes_at, rows_of
from demandsim.eventlog.successions import shown
from demandsim.rules.choice import GRADES
from demandsim.rules.dispatch import INVESTIGATOR
from demandsim.rules.pressure import Pressure, in_force


class InForce(NamedTuple):
    """Spells in which rules of pressure were in force: equal-length columns."""

    rule: Ints
    from_at: Ints
    to_at: Ints
    """The end of the log for those that last."""


def in_force_spells(log: EventLog) -> InForce:
    """Give the spells in which rules of pressure were in force, rule by rule in order of time."""
    row = rows_of(log, Moment.PRESSED, Moment.EASED)
    row = row[np.argsort(log.detail[row], kind="stable")]
    rule, begins = log.detail[row], log.moment[row] == Moment.PRESSED
    to_at = np.full(len(row), log.ends_at, dtype=np.int64)
    same = rule[1:] == rule[:-1]
    to_at[:-1][same] = log.at[row[1:]][same]
    return InForce(rule[begins], log.at[row[begins]], to_at[begins])


def pressure_is_felt(log: EventLog) -> list[str]:
    """A rule begins when its queue passes the trigger and ends at the release level, at the first look that finds so.

    Every queue is counted again from the rows before: calls and crimes exactly; of incidents, those to whom nobody has
    been sent are counted, which are fewer than wait where several officers are needed or some have gone again.
    """
    found: list[str] = []
    rows = rows_of(log, Moment.PRESSED, Moment.EASED)
    for number, rule in enumerate(log.facts.scenario.desk_rules.pressure):
        told = {int(log.at[row]): row for row in rows[log.detail[rows] == number].tolist()}
        others = set(log.at[rows[log.detail[rows] != number]].tolist())
        looks = range(rule.every, log.ends_at, rule.every)
        astray = sorted(set(told) - set(looks))
        found += shown("a rule of pressure changes when nobody looks", [f"rule {number} at {at}" for at in astray])
        after = np.searchsorted(log.at, np.array(looks, dtype=np.int64), side="right").tolist()
        places = [told.get(at, row) for at, row in zip(looks, after, strict=True)]
        counted = _queue(log, rule, np.array(places, dtype=np.int64)).tolist()
        exactly = rule.watch.queue != "incidents"
        was, wrong = False, list[str]()
        for at, place, least in zip(looks, places, counted, strict=True):
            if at in told:
                amount, is_on = int(log.amount[place]), bool(log.moment[place] == Moment.PRESSED)
                right = amount == least if exactly else amount >= least
                if not right or is_on == was or is_on != in_force(rule, was, amount):
                    wrong.append(f"rule {number} at {at}: {amount} told, {least} counted")
                was = is_on
            elif at not in others and in_force(rule, was, least) != was and (exactly or not was):
                wrong.append(f"rule {number} at {at}: nothing told, {least} counted")
        found += shown("pressure is wrongly told or not told", wrong)
    return found


def _queue(log: EventLog, rule: Pressure, places: Ints) -> Ints:
    """Count a rule's queue before each of some rows."""
    if rule.watch.queue == "calls":
        rows, change = _calls(log, rule.watch.lines or tuple(log.facts.scenario.demand.lines))
    elif rule.watch.queue == "crimes":
        rows, change = _crimes(log, rule)
    else:
        rows, change = _incidents(log, rule)
    order = np.argsort(rows, kind="stable")
    level = np.concatenate([[0], np.cumsum(change[order])])
    return level[np.searchsorted(rows[order], places, side="left")].astype(np.int64)


def _calls(log: EventLog, lines: tuple[str, ...]) -> tuple[Ints, Ints]:
    enters = (Moment.RECEIVED, Moment.PUT_THROUGH, Moment.SET_ASIDE)
    leaves = (Moment.ANSWERED, Moment.ABANDONED, Moment.BLOCKED, Moment.PROMISED, Moment.TAKEN_UP)
    rows = rows_of(log, *enters, *leaves)
    known = list(log.facts.scenario.demand.lines)
    rows = rows[np.isin(log.detail[rows], [known.index(line) for line in lines])]
    return rows, np.where(np.isin(log.moment[rows], enters), 1, -1)


def _crimes(log: EventLog, rule: Pressure) -> tuple[Ints, Ints]:
    """List the rows with which crimes enter and leave the units' queues; whoever allocates one takes it out."""
    facts, watch = log.facts, rule.watch
    units = [number for number, team in enumerate(facts.unit_team) if not watch.teams or team in watch.teams]
    rows = rows_of(log, Moment.ROUTED, Moment.ALLOCATING, Moment.ALLOCATED, Moment.CLOSED)
    rows = rows[np.argsort(log.subject[rows], kind="stable")]
    moment, crime = log.moment[rows], log.subject[rows]
    queued = np.zeros(len(rows), dtype=np.bool_)
    queued[1:] = (crime[1:] == crime[:-1]) & (moment[:-1] == Moment.ROUTED)
    enters = moment == Moment.ROUTED
    unit = np.where(enters, log.amount[rows], -1)
    unit[1:][queued[1:]] = unit[:-1][queued[1:]]
    counts = (enters | queued) & np.isin(unit, units)
    if watch.area is not None:
        counts &= facts.crime_area[crime] == list(facts.scenario.places.areas).index(watch.area)
    return rows[counts], np.where(enters[counts], 1, -1)


def _incidents(log: EventLog, rule: Pressure) -> tuple[Ints, Ints]:
    """List the rows with which incidents begin and cease to wait for the first officer, at their grade of the time.

    Those with an appointment are left out: the log has no row for the beginning of a slot.
    """
    facts, watch = log.facts, rule.watch
    wanted = [grade in (watch.grades or GRADES) and grade != "resolution" for grade in GRADES]
    here = np.ones(len(facts.incident_area), dtype=np.bool_)
    if watch.area is not None:
        here = facts.incident_area == list(facts.scenario.places.areas).index(watch.area)
    begins = (Moment.GRADED, Moment.UPGRADED)
    ends = (Moment.BOOKED, Moment.RESOLVED, Moment.DISPATCHED, Moment.LAPSED)
    rows = rows_of(log, *begins, *ends)
    rows = rows[here[log.subject[rows]]]
    counted: dict[int, bool] = {}
    """Incidents to which nobody has been sent, and whether they count at their grade."""
    changes = np.zeros(len(rows), dtype=np.int64)
    for number, (moment, incident, grade) in enumerate(
        zip(log.moment[rows].tolist(), log.subject[rows].tolist(), log.detail[rows].tolist(), strict=True)
    ):
        was = counted.get(incident, False)
        if moment == Moment.GRADED or (moment == Moment.UPGRADED and incident in counted):
            counted[incident] = wanted[grade]
        elif moment == Moment.BOOKED:
            counted[incident] = False
        elif moment != Moment.UPGRADED:
            counted.pop(incident, None)
        changes[number] = counted.get(incident, False) - was
    return rows, changes


def investigators_are_lent(log: EventLog) -> list[str]:
    """Investigators are sent to incidents only while a rule of pressure that lends their team is in force."""
    facts = log.facts
    sent = rows_of(log, Moment.DISPATCHED)
    sent = sent[log.amount[sent] & INVESTIGATOR > 0]
    areas, teams = list(facts.scenario.places.areas), np.array(facts.unit_team)
    lent = np.zeros(len(sent), dtype=np.bool_)
    changes = rows_of(log, Moment.PRESSED, Moment.EASED)
    for number, rule in enumerate(facts.scenario.desk_rules.pressure):
        rows = changes[log.detail[changes] == number]
        before = np.searchsorted(rows, sent) - 1
        on = (before >= 0) & (codes_at(log.moment, np.append(rows, NO_ROW)[before]) == Moment.PRESSED)
        team = np.isin(teams[facts.officer_unit[log.officer[sent]]], rule.do.divert_investigators)
        there = facts.incident_area[log.subject[sent]]
        lent |= on & team & ((rule.watch.area is None) | (there == (areas.index(rule.watch.area or areas[0]))))
    return shown(
        "an investigator is sent though no rule says so",
        [f"officer {log.officer[row]} at {log.at[row]}" for row in sent[~lent].tolist()],
    )
