"""Habits: how a contact desk worked, read from its log of calls: which lines share handlers, and who goes first.

Both questions need no names of handlers. The table of calls is that of `demandsim.tape.replay`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from demandsim.scenario.calendar import HOUR
from demandsim.tape.streams import Flags, Floats, Ints

CLEARLY = 3
"""Seconds that somebody must have been waiting, and must go on waiting, to count: clocks of one log differ by one."""
DAY_HOURS = 24


def answered_past(calls: pd.DataFrame, line: str) -> float:
    """Say how often callers of other lines are answered at once while callers of this line alone are waiting.

    As a multiple of how often they are at the same hours of the day while nobody waits: about 1 where the line has
    handlers of its own, near 0 where all lines share the same, between them where some handlers take both. Missing
    where it never happens that only this line waits.
    """
    at = _seconds(calls, "received_at")
    waited = _seconds(calls, "waited")
    own = (calls["line"] == line).to_numpy()
    while_own, while_others = (_somebody_waits(at[rows], waited[rows], at) for rows in (own, ~own))
    past, usual = ~own & while_own & ~while_others, ~own & ~while_own & ~while_others
    hour = at // HOUR % DAY_HOURS
    calls_then, calls_usually = (np.bincount(hour[rows], minlength=DAY_HOURS) for rows in (past, usual))
    at_once = np.bincount(hour[usual], waited[usual] == 0, DAY_HOURS)
    expected = float((calls_then * at_once / np.maximum(calls_usually, 1)).sum())
    return float((waited[past] == 0).sum()) / expected if expected else float("nan")


def taken_first(calls: pd.DataFrame, line: str, other: str, leads: Sequence[int]) -> pd.DataFrame:
    """Say who is taken first when callers of two lines wait, by how much longer the caller of the other has waited.

    One row per class of lead, `from` to `to` seconds (bounds in `leads`, ascending), with how often a handler chose
    between the two (`times`) and the share in which the caller of `line` was `taken`. With one queue for both the share
    is 1 below a lead of 0 and 0 above; with strict priority it is 1 throughout; a head start moves the step.
    """
    table = calls[calls["line"].isin([line, other]) & (calls["waited"] > 0)]
    first = (table["line"] == line).to_numpy()
    since = _seconds(table, "received_at")
    until = since + _seconds(table, "waited")
    answered = np.flatnonzero(table["patience"].isna().to_numpy())
    longest = int((until - since).max(initial=0))
    lead, taken = [], []
    for row in answered:
        now = until[row]
        rivals = np.arange(*np.searchsorted(since, [now - longest, now - CLEARLY]))
        rivals = rivals[(first[rivals] != first[row]) & (until[rivals] >= now + CLEARLY)]
        if len(rivals):
            ahead = int(since[row] - since[rivals].min())
            lead.append(ahead if first[row] else -ahead)
            taken.append(bool(first[row]))
    place = np.searchsorted(leads, lead, side="right")
    times = np.bincount(place, minlength=len(leads) + 1)
    share = np.bincount(place, taken, len(leads) + 1) / np.where(times > 0, times, np.nan)
    bounds = [float("-inf"), *leads, float("inf")]
    return pd.DataFrame({"from": bounds[:-1], "to": bounds[1:], "times": times, "taken": share})


def _somebody_waits(received: Ints, waited: Ints, at: Ints) -> Flags:
    """Tell at which instants somebody of these has clearly been waiting and clearly goes on."""
    clearly = waited > 2 * CLEARLY
    since, until = received[clearly] + CLEARLY, (received + waited)[clearly] - CLEARLY
    there = np.searchsorted(np.sort(since), at, "right") - np.searchsorted(np.sort(until), at, "left")
    return np.asarray(there > 0, dtype=np.bool_)


def _seconds(calls: pd.DataFrame, name: str) -> Ints:
    seconds: Floats = calls[name].fillna(0).to_numpy(dtype=np.float64)
    return np.rint(seconds).astype(np.int64)
