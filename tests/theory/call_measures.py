"""What a log of calls says, under the names that the reference cases use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demandsim.eventlog import EventLog, Moment

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answered:
    """One entry per call that rings once: seconds, and -1 for what did not happen."""

    received: Ints
    answered: Ints
    left: Ints
    """When the caller gave up."""
    freed: Ints
    handler: Ints

    @property
    def wait(self) -> Ints:
        """Seconds in the queue, whatever became of the caller."""
        return np.where(self.answered >= 0, self.answered, self.left) - self.received

    @property
    def waited(self) -> NDArray[np.bool_]:
        """Whether the call was not answered at once."""
        return self.answered != self.received


def answered(log: EventLog) -> Answered:
    """Read the calls of a log in which everybody rings once and the last call is over before the end."""
    count = len(log.facts.contact_uid)

    def at(moment: Moment) -> Ints:
        rows = log.moment == moment
        second = np.full(count, -1)
        second[log.subject[rows]] = log.at[rows]
        return second

    rows = log.moment == Moment.ANSWERED
    handler = np.full(count, -1)
    handler[log.subject[rows]] = log.officer[rows]
    return Answered(at(Moment.RECEIVED), at(Moment.ANSWERED), at(Moment.ABANDONED), at(Moment.FREED), handler)


def busy_seconds(calls: Answered, since: int, until: int) -> Floats:
    """Give the handler's seconds of every call, talk and wrap, that lie between two instants."""
    spent = np.minimum(calls.freed, until) - np.maximum(calls.answered, since)
    return np.where(calls.answered >= 0, np.maximum(spent, 0), 0).astype(np.float64)


def share_of_time_all_busy(calls: Answered, handlers: int, since: int, until: int) -> float:
    """Give the share of the time between two instants in which every handler has a call."""
    taken = calls.answered >= 0
    at = np.concatenate([calls.answered[taken], calls.freed[taken]])
    change = np.repeat([1, -1], taken.sum())
    order = np.lexsort((change, at))
    at, busy = np.clip(at[order], since, until), np.cumsum(change[order])
    return float(np.diff(at)[busy[:-1] == handlers].sum() / (until - since))


def stationary(
    log: EventLog, unit: float, handlers: int, load: Sequence[float], target: float, warm_up: float = 0.05
) -> dict[str, float]:
    """Give every measure of a stationary queue, by the reference's names; times in the case's unit.

    `load[line]` is the work a line brings, in handlers; `target` the answer target in the case's unit; calls of the
    first `warm_up` of the run are left out.
    """
    calls = answered(log)
    line = log.facts.contact_line
    first = int(len(calls.received) * warm_up)
    since, until = int(calls.received[first]), int(calls.received[-1])
    kept = slice(first, len(calls.received) - 1)
    length = (until - since) / unit
    wait, waited = calls.wait[kept] / unit, calls.waited[kept]
    served = calls.answered[kept] >= 0
    busy = busy_seconds(calls, since, until) / unit
    mean_busy = busy.sum() / length
    found = {
        "P_wait": waited.mean(),
        "P_ab": 1 - served.mean(),
        "P_block": 1 - served.mean(),
        "W": wait.mean(),
        "Wq": wait.mean(),
        "Wq_all": wait.mean(),
        "Ws": wait[served].mean(),
        "SL": (served & (wait <= target)).mean(),
        "Lq": wait.sum() / length,
        "L": wait.sum() / length + mean_busy,
        "busy": mean_busy,
        "util": mean_busy / handlers,
        "P_busy_all": share_of_time_all_busy(calls, handlers, since, until),
    }
    talk, wrap = log.amount[log.moment == Moment.HUNG_UP], log.amount[log.moment == Moment.FREED]
    found["occ_talk"] = found["util"] * talk.sum() / (talk.sum() + wrap.sum())
    found["occ_wrap"] = found["util"] - found["occ_talk"]
    for number in range(int(line.max()) + 1):
        of_line = line[kept] == number
        found[f"W{number}"] = found[f"Wq{number}"] = wait[of_line].mean()
        found[f"PW{number}"] = found[f"P_wait{number}"] = waited[of_line].mean()
        found[f"P_ab{number}"] = 1 - served[of_line].mean()
    for handler in range(handlers):
        found[f"rho{handler}"] = busy[calls.handler == handler].sum() / length
    found["sum_rho_W"] = sum(rho * found[f"Wq{number}"] for number, rho in enumerate(load))
    return {name: float(value) for name, value in found.items()}
