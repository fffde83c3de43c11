"""Players: processes that each record some replications of typical weeks and play them again under plan after plan."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment
from demandsim.eventlog.rows import rows_of
from demandsim.scenario.calendar import place_in_table
from demandsim.scenario.scenario import Scenario
from demandsim.staffing.shares import PERIODS, By, Counts, count
from demandsim.staffing.weeks import Plan, Weeks, handlers_today, play, record_weeks

Floats = NDArray[np.float64]
Given = TypeVar("Given")

QUANTILES = 500
"""Lengths of handling by which a line's law is described: the means of so many equal shares of all calls."""
ROOM = 20
"""Handlers beyond twice the most calls that were ever handled at once: nobody waits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What calls ask of the desk when nobody waits, for one or several replications."""

    offered: Floats
    """Calls by line and half hour, on a mean day or week: shape (lines, half hours)."""
    handled: tuple[Floats, ...]
    """Lengths of handling by line, wrap-up included: equally likely values, none where nobody rang."""
    today: dict[str, Floats]
    """Mean number of handlers on duty today, by team and half hour."""
    caused: float
    """Share of callers who ring only because of what the force did or failed to do."""


@dataclass(slots=True)
class _Replications:
    """The replications of one process, recorded when they are first asked for."""

    scenario: Scenario
    seed: int
    weeks: int
    recorded: dict[int, Weeks] = field(default_factory=dict)

    def get(self, replication: int) -> Weeks:
        if replication not in self.recorded:
            self.recorded[replication] = record_weeks(self.scenario, replication, self.seed, self.weeks)
        return self.recorded[replication]

    def ask(self, replication: int, by: By) -> Asked:
        return asked(self.get(replication), by)

    def play(self, replication: int, plan: Plan, within: Sequence[int], by: By) -> Counts:
        weeks = self.get(replication)
        return count(weeks, play(weeks, plan), within, by)


class Players:
    """Plays plans on the same replications again and again, in this process or in several.

    Every replication stays with the process that recorded it. The result does not depend on the number of processes.
    """

    def __init__(self, scenario: Scenario, seed: int, weeks: int, workers: int = 1) -> None:
        self._here = _Replications(scenario, seed, weeks)
        self._others = set(multiprocessing.active_children())
        self._pools = (
            [
                ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin, (self._here,))
                for _ in range(workers)
            ]
            if workers > 1
            else []
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._pools:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def ask(self, replications: Sequence[int], by: By) -> Asked:
        """Find out what calls ask of the desk: the mean over replications."""
        return _mean(self._each(_Replications.ask, replications, by))

    def play(self, replications: Sequence[int], plan: Plan, within: Sequence[int], by: By) -> Counts:
        """Play a plan and count who was answered within the time asked for by line."""
        return Counts.together(self._each(_Replications.play, replications, plan, within, by))

    def _each(self, work: Callable[..., Given], replications: Sequence[int], *given: Any) -> list[Given]:
        if not self._pools:
            return [work(self._here, replication, *given) for replication in replications]
        flying = [
            self._pools[replication % len(self._pools)].submit(_there, work, replication, *given)
            for replication in replications
        ]
        return [future.result() for future in flying]


_HERE: list[_Replications] = []
"""The replications of a process that was started to play."""


def _begin(replications: _Replications) -> None:
    """Take over what is needed, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _HERE[:] = [replications]


def _there(work: Callable[..., Given], *given: Any) -> Given:
    return work(_HERE[0], *given)


def asked(weeks: Weeks, by: By) -> Asked:
    """Play typical weeks with room for everybody, and see how many rang when and how long each took."""
    contacts = weeks.tape.contacts
    ends = contacts.received_at + contacts.talk + contacts.wrap
    at = np.concatenate([contacts.received_at, ends])
    change = np.repeat([1, -1], len(ends))[np.argsort(at, kind="stable")]
    most = int(np.cumsum(change).max(initial=0))
    scenario = weeks.tape.scenario
    teams = [name for name, team in scenario.workforce.teams.items() if "contact" in team.desks]
    log = play(weeks, dict.fromkeys(teams, (2 * most + ROOM,) * 48))
    lines = len(scenario.demand.lines)
    counts = count(weeks, log, [0] * lines, by)
    line, length = handled(log)
    return Asked(
        offered=counts.offered.mean(axis=1),
        handled=tuple(_described(length[line == number]) for number in range(lines)),
        today=_on_duty(weeks, by),
        caused=weeks.caused,
    )


def handled(log: EventLog) -> tuple[NDArray[np.int64], Floats]:
    """Give line and seconds of handling, wrap-up included, of every conversation and every piece of written work."""
    ends = (Moment.FREED, Moment.PUT_THROUGH, Moment.DEALT_WITH)
    rows = rows_of(log, Moment.ANSWERED, Moment.TAKEN_UP, *ends)
    rows = rows[np.argsort(log.officer[rows], kind="stable")]
    begins = np.isin(log.moment[rows], (Moment.ANSWERED, Moment.TAKEN_UP))
    over = np.flatnonzero(begins[:-1] & ~begins[1:] & (log.officer[rows[:-1]] == log.officer[rows[1:]]))
    begun, ended = rows[over], rows[over + 1]
    return log.detail[begun], (log.at[ended] - log.at[begun]).astype(np.float64)


def _described(lengths: Floats) -> Floats:
    """Describe lengths by fewer values with the same mean: the means of equal shares of them, in order."""
    if len(lengths) <= QUANTILES:
        return np.sort(lengths)
    parts = np.array_split(np.sort(lengths), QUANTILES)
    return np.array([part.mean() for part in parts])


def _on_duty(weeks: Weeks, by: By) -> dict[str, Floats]:
    periods, counted = PERIODS[by], weeks.counted()
    place = place_in_table(periods, weeks.half_hours()[counted])
    times = np.maximum(np.bincount(place, minlength=periods), 1)
    return {
        name: np.bincount(place, weights=on_duty[counted], minlength=periods) / times
        for name, on_duty in handlers_today(weeks).items()
    }


def _mean(several: Sequence[Asked]) -> Asked:
    lines = range(len(several[0].handled))
    return Asked(
        offered=np.mean([each.offered for each in several], axis=0),
        handled=tuple(np.sort(np.concatenate([each.handled[line] for each in several])) for line in lines),
        today={name: np.mean([each.today[name] for each in several], axis=0) for name in several[0].today},
        caused=float(np.mean([each.caused for each in several])),
    )
