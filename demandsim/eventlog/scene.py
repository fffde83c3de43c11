"""Work on scene and in custody: what was broken off is taken up where it was left, and prisoners wait their turn."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from demandsim.eventlog.duty import steps
from demandsim.eventlog.log import EventLog
from demandsim.eventlog.moments import Moment
from demandsim.eventlog.rows import rows_of
from demandsim.eventlog.successions import shown

BROKEN_OFF = (Moment.CALLED_OFF, Moment.LEFT, Moment.RELIEF_WANTED, Moment.HANDED_OVER)
FINISHED = (Moment.ARRESTED, Moment.CLEARED)
SHARED = -1
"""The piece of work of an incident at which everybody has the same to do."""


class _Row(NamedTuple):
    at: int
    moment: int
    place: int
    amount: int


class _Work(NamedTuple):
    """What an officer works on: which piece, how much of it others had done, and since when."""

    piece: int
    done: int
    since: int


def work_on_scene_adds_up(log: EventLog) -> list[str]:
    """Where work on scene was broken off, the seconds spent on each piece of work add up to the piece.

    Whoever arrives next goes on where another left off, or does all of it again, as the rule says; what a row says is
    left is left; and once the first has finished nobody begins, unless everybody has work of his or her own.
    """
    broken = np.unique(log.subject[rows_of(log, *BROKEN_OFF)])
    if not len(broken):
        return []
    rows = rows_of(log, Moment.ARRIVED, *FINISHED, *BROKEN_OFF)
    rows = rows[np.isin(log.subject[rows], broken)]
    told: dict[int, list[_Row]] = defaultdict(list)
    columns = (log.subject, log.at, log.moment, log.detail, log.amount)
    for incident, *row in zip(*(column[rows].tolist() for column in columns), strict=True):
        told[incident].append(_Row(*row))
    kinds = log.facts.scenario.demand.incidents
    again = log.facts.scenario.rules.dispatch.work_left == "done again"
    wrong = [
        f"incident {incident} at {at}"
        for incident, story in told.items()
        for at in _Books(kinds[log.facts.incident_kind[incident]].apart, again, story).wrong
    ]
    return shown("work on scene does not add up", wrong)


class _Books:
    """Books on the pieces of work of one incident."""

    def __init__(self, apart: bool, again: bool, story: list[_Row]) -> None:
        self.wrong: list[int] = []
        self._apart, self._again = apart, again
        self._length: dict[int, int] = {}
        """By piece: seconds of the whole of it, as far as told."""
        self._left: list[tuple[int, int]] = []
        """Pieces that were broken off, and seconds done of each."""
        self._works: dict[int, _Work] = {}
        """By place in the crew."""
        self._done = False
        waited = {row.place for row in story if row.moment == Moment.RELIEF_WANTED}
        self._needless = [row.at for row in story if row.moment in FINISHED and row.place in waited]
        """Seconds in which somebody who waited to be relieved finished: a relief who comes then has nothing to do."""
        for number, row in enumerate(story):
            self._enter(row, story[number + 1] if number + 1 < len(story) else None)

    def _enter(self, row: _Row, following: _Row | None) -> None:
        if row.moment == Moment.ARRIVED:
            goes = following is not None and following.at == row.at and following.place == row.place
            if goes and (self._done or self._is_needless(row.at)):
                return
            if following is None or following.moment != Moment.HANDED_OVER:
                self._begins(row, self._left.pop(0) if self._left else None)
            else:
                old = self._works[following.place]
                self._begins(row, None if self._again else (old.piece, old.done + row.at - old.since))
        elif row.place in self._works:
            self._breaks_off(row) if row.moment in BROKEN_OFF else self._finishes(row)

    def _is_needless(self, at: int) -> bool:
        found = next((number for number, second in enumerate(self._needless) if second <= at), None)
        if found is not None:
            del self._needless[found]
        return found is not None

    def _begins(self, row: _Row, piece: tuple[int, int] | None) -> None:
        if self._done:
            self.wrong.append(row.at)
        fresh = (row.place if self._apart else SHARED), 0
        self._works[row.place] = _Work(*(fresh if piece is None else piece), row.at)

    def _breaks_off(self, row: _Row) -> None:
        work = self._works[row.place]
        done = work.done + row.at - work.since
        if row.moment != Moment.CALLED_OFF:
            self._says(work.piece, done + row.amount, row.at)
        if row.moment != Moment.RELIEF_WANTED:
            del self._works[row.place]
            if row.moment != Moment.HANDED_OVER and not self._again and not self._done:
                self._left.append((work.piece, done))

    def _finishes(self, row: _Row) -> None:
        work = self._works.pop(row.place)
        self._says(work.piece, work.done + row.at - work.since, row.at)
        if not self._apart:
            self._done = True
            self._left.clear()

    def _says(self, piece: int, length: int, at: int) -> None:
        if self._length.setdefault(piece, length) != length:
            self.wrong.append(at)


def prisoners_wait_their_turn(log: EventLog) -> list[str]:
    """Prisoners are brought to the suite of their area and booked in as they came, at once if a desk is free.

    The first officer of an incident who makes an arrest brings the prisoner in; a second one does not.
    """
    suites = list(log.facts.scenario.demand.custody.suites.values())
    if not suites:
        astray = rows_of(log, Moment.BROUGHT_IN, Moment.TAKEN_IN)
        return shown("a custody suite that is not there", [f"incident {n}" for n in log.subject[astray].tolist()])
    areas = list(log.facts.scenario.places.areas)
    brought, taken = (
        list(zip(*(column[rows].tolist() for column in (log.detail, log.subject, log.at, log.amount)), strict=True))
        for rows in (rows_of(log, Moment.BROUGHT_IN), rows_of(log, Moment.TAKEN_IN))
    )
    area_of = log.facts.incident_area
    found = shown(
        "brought to another area's custody suite",
        [f"incident {n}" for suite, n, *_ in brought if areas[area_of[n]] not in suites[suite].areas],
    )
    wrong = []
    for number, suite in enumerate(suites):
        came, went = ([row for row in rows if row[0] == number] for rows in (brought, taken))
        if [n for _, n, *_ in went] != [n for _, n, *_ in came[: len(went)]]:
            wrong.append(f"suite {number}")
            continue
        at_once = [position < len(went) and went[position][2] == row[2] for position, row in enumerate(came)]
        wrong += [
            f"incident {row[1]} at {row[2]}"
            for row, without_wait in zip(came, at_once, strict=True)
            if without_wait != (row[3] < suite.desks)
        ]
    found += shown("prisoners are not booked in in their turn", wrong)
    officer, row, _ = steps(log)
    arrests = rows_of(log, Moment.ARRESTED)
    first = np.isin(row, arrests[np.unique(log.subject[arrests], return_index=True)[1]])
    moment = log.moment[row]
    after = np.flatnonzero((moment[:-1] == Moment.ARRESTED) & (officer[1:] == officer[:-1]))
    wrong_way = after[(moment[after + 1] == Moment.BROUGHT_IN) != first[after]]
    return found + shown(
        "not the first with the prisoner, but one, brings the prisoner in",
        [f"incident {log.subject[row[n]]}" for n in wrong_way.tolist()],
    )
