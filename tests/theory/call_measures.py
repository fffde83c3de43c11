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
    blocked: Ints
    """When the caller heard the engaged tone."""
    freed: Ints
    handler: Ints

    @property
    def wait(self) -> Ints:
        """Seconds in the queue, whatever became of the caller."""
        return np.maximum(self.answered, np.maximum(self.left, self.blocked)) - self.received

    @property
    def waited(self) -> NDArray[np.bool_]:
        """Whether the call was admitted and not answered at once."""
        return (self.answered != self.received) & (self.blocked < 0)


def answered(log: EventLog) -> Answered:
    """Read the calls of a log in which everybody rings once and the last call is over before the end."""
    rows = log.moment == Moment.ANSWERED
    handler = np.full(len(log.facts.contact_uid), -1)
    handler[log.subject[rows]] = log.officer[rows]
    moments = (Moment.RECEIVED, Moment.ANSWERED, Moment.ABANDONED, Moment.BLOCKED, Moment.FREED)
    return Answered(*(second_of(log, moment) for moment in moments), handler)


def second_of(log: EventLog, moment: Moment) -> Ints:
    """Give the second of a moment (the last, if there are several) by contact, -1 where it did not happen."""
    rows = log.moment == moment
    second = np.full(len(log.facts.contact_uid), -1)
    second[log.subject[rows]] = log.at[rows]
    return second


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
    log: EventLog,
    unit: float,
    group: Sequence[int],
    load: Sequence[float],
    target: float,
    warm_up: float = 0.05,
) -> dict[str, float]:
    """Give every measure of a stationary queue, by the reference's names; times in the case's unit.

    `group[handler]` numbers the groups of handlers who are alike; `load[line]` is the work a line brings, in
    handlers; `target` the answer target in the case's unit; calls of the first `warm_up` of the run are left out.
    """
    calls, handlers = answered(log), len(group)
    line = log.facts.contact_line
    first = int(len(calls.received) * warm_up)
    since, until = int(calls.received[first]), int(calls.received[-1])
    kept = slice(first, len(calls.received) - 1)
    length = (until - since) / unit
    wait, waited = calls.wait[kept] / unit, calls.waited[kept]
    served, blocked, left = calls.answered[kept] >= 0, calls.blocked[kept] >= 0, calls.left[kept] >= 0
    hung_up = second_of(log, Moment.HUNG_UP)
    busy = busy_seconds(calls, since, until) / unit
    mean_busy = busy.sum() / length
    found = {
        "P_wait": waited.mean(),
        "P_ab": left.mean(),
        "P_block": blocked.mean(),
        "P_lost": 1 - served.mean(),
        "W": wait[~blocked].mean(),
        "Wq": wait.mean(),
        "Wq_all": wait.mean(),
        "Wq_fcfs": wait.mean(),
        "Ws": wait[served].mean(),
        "caller_time": (wait + np.maximum(hung_up - calls.answered, 0)[kept] / unit).mean(),
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
        found[f"P_ab{number}"] = found[f"Pab{number}"] = left[of_line].mean()
        found[f"Ploss{number}"] = 1 - served[of_line].mean()
    for number in set(group):
        members = [handler for handler, of_group in enumerate(group) if of_group == number]
        found[f"rho{number}"] = busy[np.isin(calls.handler, members)].sum() / length / len(members)
    found["sum_rho_W"] = sum(rho * found[f"Wq{number}"] for number, rho in enumerate(load))
    return {name: float(value) for name, value in found.items()}
