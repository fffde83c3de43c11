"""How long a crime is open when nobody queues for its owner, or when its owner shares the day among all that he holds.

Lengths are probabilities on a grid of quarter days up to the end of the run; what lasts longer is still open there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demandsim.quantities import DAY
from demandsim.scenario.calendar import HALF_HOUR
from demandsim.scenario.cases import Stage
from demandsim.scenario.laws import Law
from demandsim.scenario.shifts import Shift
from demandsim.tape.distributions import lengths

Floats = NDArray[np.float64]

STEP = 0.25
"""Days between two points of the grid."""
POINTS = 400
"""Equally likely values that stand for a law."""
GRID = (np.arange(POINTS) + 0.5) / POINTS
MOST_MISSED = 12
"""Turns in a row that somebody misses at most."""
SHARES_DONE = (np.arange(20) + 0.5) / 20
"""Shares of its work that a crime of the opening backlog has behind it: each as likely as any other."""


def on_grid(seconds: Floats, points: int) -> Floats:
    """Turn equally likely lengths into the chances of the points of the grid; what is beyond is left out."""
    place = np.rint(seconds / DAY / STEP).astype(np.int64)
    return np.asarray(np.bincount(place[place < points], minlength=points) / len(seconds), dtype=np.float64)


def after(one: Floats, other: Floats) -> Floats:
    """Give the chances of the sum of two independent lengths."""
    return np.asarray(np.convolve(one, other)[: len(one)], dtype=np.float64)


def at_once(points: int) -> Floats:
    """Give the length that is always nought."""
    found = np.zeros(points)
    found[0] = 1.0
    return found


@lru_cache(maxsize=1024)
def outside_waits(plan: tuple[Stage, ...], points: int, since: int = 0) -> Floats:
    """Give the chances of all outside waits of a plan together, from a stage on; stages sent back wait again."""
    total, nothing = at_once(points), at_once(points)
    for stage in plan[since:]:
        if stage.wait is None:
            continue
        once = (1 - stage.wait.share) * nothing + stage.wait.share * on_grid(lengths(stage.wait.time, GRID), points)
        if stage.again is not None:
            more = nothing
            for _ in range(stage.again.at_most):
                more = (1 - stage.again.share) * nothing + stage.again.share * after(once, more)
            once = after(once, more)
        total = after(total, once)
    return total


def lasting(plan: tuple[Stage, ...], work: Law, pace: float, begins: Floats, points: int) -> Floats:
    """Give the chances of the time from recording to closing.

    `pace` is the calendar time that an hour of work takes (infinite: the work is never done), `begins` the chances of
    the time until the work begins.
    """
    worked = _worked(lengths(work, GRID), pace, points)
    return after(after(outside_waits(plan, points), worked), begins)


def left(plan: tuple[Stage, ...], work: Law, pace: float, points: int) -> Floats:
    """Give the chances of the time that a crime of the opening backlog is still open; see `tape.backlog`."""
    ends = np.cumsum([stage.work for stage in plan])
    total = np.zeros(points)
    for done in SHARES_DONE:
        stage = min(int(np.searchsorted(ends, done, side="right")), len(plan) - 1)
        worked = _worked(lengths(work, GRID) * (1 - done), pace, points)
        total += after(outside_waits(plan, points, stage), worked) / len(SHARES_DONE)
    return total


def next_turn(shift: Shift | None, there: float, points: int) -> Floats:
    """Give the chances of the time from any half hour of a shift pattern until one who works it is at work.

    In each turn the person is `there` with the same chance, whatever was before; somebody on duty waits for nothing.
    """
    turns = [] if shift is None else list(_turns(shift))
    if shift is None or not turns or not there:
        return at_once(points)
    cycle = shift.repeats_after * DAY
    starts, ends = np.array(turns).T
    now = np.arange(0, cycle, HALF_HOUR)
    first = np.searchsorted(ends, now, side="right")
    total, left_out = np.zeros(points), 1.0
    for missed in range(MOST_MISSED + 1):
        turn = first + missed
        waits = np.maximum(starts[turn % len(turns)] + turn // len(turns) * cycle - now, 0)
        chance = left_out * there if missed < MOST_MISSED else left_out
        total += chance * on_grid(waits.astype(np.float64), points)
        left_out -= chance
    return total


def _turns(shift: Shift) -> Iterator[tuple[int, int]]:
    """List when the turns of one group of a pattern start and end, in seconds of its cycle."""
    for day in range(shift.repeats_after):
        letter = shift.letter(day, 0)
        if letter != "-":
            turn = shift.turns[letter].on(day % 7)
            yield day * DAY + turn.starts, day * DAY + turn.until


def _worked(seconds: Floats, pace: float, points: int) -> Floats:
    return on_grid(seconds * pace, points) if np.isfinite(pace) else np.zeros(points)
