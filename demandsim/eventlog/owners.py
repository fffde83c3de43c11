"""Owners: every owner is of the unit that has the crime, and the reason that is written down for him or her is true."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.choices import choices
from demandsim.eventlog.journeys import BACKLOG_CAUSE, unit_at
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import NO_ROW, Flags, Ints, codes_at, first_of, last_of, rows_of, stable_order
from demandsim.eventlog.service import serving
from demandsim.eventlog.skills import skills_at
from demandsim.eventlog.successions import shown
from demandsim.rules.allocate import ATTENDED, LACKS_SKILL, LINKED, OPENING, OVER_CAP, SHARED, WAYS, Meeting
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import ALLOCATE

KNOWN = sum(WAYS) + LACKS_SKILL + OVER_CAP + OPENING


def owners_are_explained(log: EventLog) -> list[str]:
    """Every owner is of the unit that the crime was routed to, and the reason for the allocation agrees with the facts.

    An allocation names exactly one thing that decided it. It remarks that the owner lacks a skill, that the owner was
    full, that the crime was open from before the start or that the attending officer keeps it where, and only where,
    that is so.
    """
    given = rows_of(log, Moment.ALLOCATED)
    if not len(given):
        return []
    before = _before(log, given, Moment.RECORDED, Moment.ROUTED)
    why, opening = log.detail[given], _opening(log, before)
    shared = codes_at(log.moment, before) == Moment.ALLOCATED
    found = _wrong(log, given, "an owner is of another unit", ~_of_the_unit(log, given, before, opening))
    named = np.sum([why & way > 0 for way in WAYS], axis=0)
    found += _wrong(log, given, "an owner is not explained by one thing", (named != 1) | (why & ~KNOWN > 0))
    for what, reason, true in (
        ("that the owner lacks a skill", LACKS_SKILL, _lacks_skill(log, given)),
        ("that the owner was full", OVER_CAP, _full(log, given)),
        ("that the crime was open before the start", OPENING, opening),
        ("that a team shares its work", SHARED, shared & _shares_work(log, given)),
        ("that the attending officer keeps the crime", ATTENDED, _keeps(log, given, before)),
    ):
        found += _wrong(log, given, f"it is wrongly told or not told {what}", (why & reason > 0) != true)
    return found


def _wrong(log: EventLog, rows: Ints, what: str, wrong: Flags) -> list[str]:
    return shown(what, [f"crime {log.subject[n]} at {log.at[n]}" for n in rows[wrong].tolist()])


def _before(log: EventLog, given: Ints, *moments: Moment) -> Ints:
    """Give for each allocation the last row before it that tells of the moments, or of another owner, or NO_ROW."""
    rows = np.sort(np.concatenate([given, rows_of(log, *moments)]))
    rows = rows[stable_order(log.subject[rows])]
    last = np.full(len(rows), NO_ROW, dtype=np.int64)
    same = log.subject[rows[1:]] == log.subject[rows[:-1]]
    last[1:][same] = rows[:-1][same]
    wanted = log.moment[rows] == Moment.ALLOCATED
    found: Ints = last[wanted][np.argsort(rows[wanted])]
    return found


def _opening(log: EventLog, before: Ints) -> Flags:
    """Tell which allocations are the first of a crime of the opening backlog: nobody routes those."""
    recorded = codes_at(log.moment, before) == Moment.RECORDED
    found: Flags = recorded & (codes_at(log.detail, before) == BACKLOG_CAUSE)
    return found


def _of_the_unit(log: EventLog, given: Ints, before: Ints, opening: Flags) -> Flags:
    """Tell which owners are of the unit that the crime was routed to, or that held it when a colleague took it up.

    The first owners of the opening backlog are of the team that had it before the start.
    """
    unit = log.facts.officer_unit[log.officer[given]]
    placed = np.isin(codes_at(log.moment, before), (Moment.ROUTED, Moment.ALLOCATED))
    found: Flags = placed & (unit == unit_at(log, before))
    teams = np.array([entry.team for entry in log.facts.scenario.demand.backlog])
    found[opening] = np.array(log.facts.unit_team)[unit[opening]] == teams[log.amount[before[opening]]]
    return found


def _lacks_skill(log: EventLog, given: Ints) -> Flags:
    """Tell which owners lack a skill; crimes that are filed or worked at a desk need none until opened again."""
    facts, crime = log.facts, log.subject[given]
    if isinstance(facts.scenario.investigative_model.allocate, Meeting):
        # What was noted is how it was when they met, which may be long before.
        met: Flags = np.array([choice.needed & ~choice.skills[choice.owner] > 0 for choice in choices(log)])
        return met
    verdict = codes_at(log.detail, first_of(log, rows_of(log, Moment.SCREENED), len(facts.crime_uid))[crime])
    again = first_of(log, rows_of(log, Moment.REOPENED), len(facts.crime_uid))[crime]
    investigated = (verdict == ALLOCATE) | (verdict < 0) | ((again != NO_ROW) & (again < given))
    needs = np.where(investigated, facts.crime_skills[crime], 0)
    lacks: Flags = (skills_at(log, log.officer[given], _chosen(log, given)) & needs) != needs
    return lacks


def _shares_work(log: EventLog, given: Ints) -> Flags:
    """Tell which owners are of a team that shares its work."""
    teams = log.facts.scenario.workforce.teams
    shares = np.array([teams[name].shares_work for name in log.facts.unit_team], dtype=np.bool_)
    found: Flags = shares[log.facts.officer_unit[log.officer[given]]]
    return found


def _chosen(log: EventLog, given: Ints) -> Ints:
    """Give the row with which each owner was chosen: where a supervisor allocates, the one that begins it."""
    begun = _before(log, given, Moment.ALLOCATING)
    supervised = (log.amount[given] >= 0) & (codes_at(log.moment, begun) == Moment.ALLOCATING)
    return np.where(supervised, begun, given)


def _keeps(log: EventLog, given: Ints, before: Ints) -> Flags:
    """Tell which crimes are kept by the officer who attended, as the route that they took says."""
    facts, scenario = log.facts, log.facts.scenario
    keeps = np.array([route.to == ATTENDING for route in scenario.investigative_model.routes])
    team = [scenario.workforce.teams[name] for name in facts.unit_team]
    investigates = np.array(["investigation" in unit.desks for unit in team])
    recorded = last_of(log, rows_of(log, Moment.RECORDED), len(facts.crime_uid))[log.subject[given]]
    attended = codes_at(log.officer, recorded)
    clause = np.where(codes_at(log.moment, before) == Moment.ROUTED, codes_at(log.detail, before), -1)
    found: Flags = (clause >= 0) & keeps[clause] & (attended >= 0) & investigates[facts.officer_unit[attended]]
    found &= log.detail[given] & LINKED == 0
    return found & serving(log, attended, log.at[given], scenario.investigative_model.allocate.takes)


def _full(log: EventLog, given: Ints) -> Flags:
    """Tell which owners held as many crimes as their cap allows, or more, when they were chosen.

    A supervisor chooses on beginning to allocate, and room is kept from then on.
    """
    facts = log.facts
    if isinstance(facts.scenario.investigative_model.allocate, Meeting):
        # Room is kept from the meeting on, which writes no row.
        met: Flags = np.array([choice.full for choice in choices(log)])
        return met
    cap = np.array([facts.scenario.workforce.teams[name].caseload_cap for name in facts.unit_team])
    chosen = _chosen(log, given)
    ended = rows_of(log, Moment.ACCEPTED, Moment.HANDED_BACK, Moment.CLOSED)
    ended = ended[log.officer[ended] >= 0]
    # A colleague who takes a crime up ends the holding of its owner before.
    shared = log.detail[given] & SHARED > 0
    former = _before(log, given)[shared]
    taken, former = given[shared][former != NO_ROW], former[former != NO_ROW]
    officer = np.concatenate([log.officer[given], log.officer[ended], log.officer[former]])
    change = np.concatenate([np.ones(len(given), np.int64), np.full(len(ended) + len(taken), -1)])
    order = np.lexsort((np.concatenate([chosen, ended, taken]), officer))
    held = np.cumsum(change[order]) - change[order]
    officer = officer[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = officer[1:] != officer[:-1]
    # What was counted for officers before is taken off again.
    held -= held[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    full = np.zeros(len(order), dtype=np.bool_)
    full[order] = held >= cap[facts.officer_unit[officer]]
    return full[: len(given)]
