"""Service: nobody comes on duty, is given a crime or takes one up who has not joined yet or has left."""

from __future__ import annotations

import numpy as np

from demandsim.eventlog.facts import Facts
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import Flags, Ints, rows_of
from demandsim.eventlog.successions import shown

LEFT = 2


def serving(log: EventLog, officer: Ints, at: Ints, still: int = 0) -> Flags:
    """Tell of each officer and second whether he or she serves then, and will in `still` seconds; shape (rows,)."""
    facts = log.facts
    serves: Flags = ~np.isin(officer, facts.stay_officer)
    if serves.all():
        return serves
    first = np.searchsorted(facts.stay_officer, officer)
    for number in range(np.bincount(facts.stay_officer).max()):
        stay = np.minimum(first + number, len(facts.stay_officer) - 1)
        here = (facts.stay_from[stay] <= at) & (at + still < facts.stay_to[stay])
        serves |= here & (facts.stay_officer[stay] == officer)
    return serves


def changes_of_service(facts: Facts, takes: int) -> list[tuple[int, int, bool]]:
    """List who serves from which second on (True), and who is given nothing more (False), in order of time.

    `takes` is a supervisor's time to allocate, for which before leaving nothing more is given to anybody.
    """
    stays = zip(facts.stay_officer.tolist(), facts.stay_from.tolist(), facts.stay_to.tolist(), strict=True)
    changes = [
        change
        for officer, from_at, to_at in stays
        for change in ((from_at, officer, True), (max(from_at, to_at - takes), officer, False))
    ]
    return sorted(changes, key=lambda change: change[0])


def only_who_serves(log: EventLog) -> list[str]:
    """Turns of duty, allocations and work on own crimes begin while an officer serves, and those who leave have left.

    A turn that began before may end later.
    """
    found: list[str] = []
    for moment in (Moment.ON_DUTY, Moment.ALLOCATED, Moment.STARTED):
        rows = rows_of(log, moment)
        outside = rows[~serving(log, log.officer[rows], log.at[rows])]
        cases = [f"officer {log.officer[n]} at {log.at[n]}" for n in outside.tolist()]
        found += shown(f"{moment.name} outside of service", cases)
    back = rows_of(log, Moment.HANDED_BACK)
    back = back[log.detail[back] == LEFT]
    never = back[~np.isin(log.officer[back], log.facts.stay_officer)]
    return found + shown(
        "handed back by somebody who never leaves", [f"crime {log.subject[n]}" for n in never.tolist()]
    )
