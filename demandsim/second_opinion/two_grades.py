"""Two grades of call at one desk with a reserve: the chain of states, solved exactly for many hours at once.

Urgent calls may take any position; others only while more than `reserve` positions are free. Calls at random,
exponential handling of one mean, exponential patience by grade, first come first served within a grade, urgent first.
Without a reserve it is the non-preemptive priority queue of Cobham (Operations Research 2, 1954) with patience; with
one it is the cut-off queue of Schaack and Larson (Operations Research 34, 1986). The states are how far the urgent
calls have gone beyond the level up to which all may call (never dependent on the others) and how many others wait; they
are solved by block elimination from the longest queue down (Neuts, Matrix-Geometric Solutions, 1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

URGENT_MOST = 14
"""Urgent calls waiting at once beyond which the chain is cut: with under half of the handlers' time asked for by urgent
calls, one time in sixteen thousand."""
OTHERS_MOST = 400
"""Other calls waiting at once beyond which the chain is cut at the latest."""
SPREAD = 6.0
"""Standard deviations above the mean number waiting up to which the chain is followed where callers give up; that of
everybody waiting for ever so short a time, the root of calls by patience, is never less."""
NEGLIGIBLE = 1e-9
"""Chance of more calls waiting than are followed, where nobody gives up."""
ENDLESS = 1e-3
"""Chance of the longest queue that is followed from which on it is said to grow without end."""
FOLLOWED = 24
"""Calls ahead of a caller beyond which the time asked for is taken to pass before an answer."""
STEPS_A_CHANGE = 4.0
"""Steps of time for every change of state that the fastest state makes on average."""


@dataclass(frozen=True, slots=True)
class TwoGrades:
    """What callers of each grade meet, by hour; shares of the calls of the grade."""

    urgent_in_time: Floats
    urgent_given_up: Floats
    others_in_time: Floats
    others_given_up: Floats
    urgent_waits: Floats
    """Share that is not answered at once."""
    others_waits: Floats
    urgent_wait: Floats
    """Mean wait of urgent callers, whatever became of them; in the unit of the handling time."""
    others_wait: Floats
    """The same of the others."""


def two_grades(
    urgent: ArrayLike,
    others: ArrayLike,
    handle: float,
    positions: ArrayLike,
    reserve: ArrayLike,
    *,
    patience: tuple[float | None, float | None],
    within: tuple[float, float],
) -> TwoGrades:
    """Say what callers meet: rates of calls, positions and reserve by hour, mean patience and time asked for by grade.

    An hour without positions gives nobody an answer; one with no more positions than the reserve is taken to keep one
    position fewer, so that others are answered at all.
    """
    fast, slow = np.asarray(urgent, dtype=np.float64), np.asarray(others, dtype=np.float64)
    staff = np.maximum(np.asarray(positions, dtype=np.int64), 0) + 0 * fast.astype(np.int64)
    kept = np.minimum(np.asarray(reserve, dtype=np.int64) + 0 * staff, np.maximum(staff - 1, 0))
    gives_up = tuple(0.0 if mean is None else 1.0 / mean for mean in patience)
    # An hour without positions is solved for one, so that the chain is whole, and answered below.
    hours = _Hours(fast, slow, 1.0 / handle, np.maximum(staff, 1), kept, gives_up[0], gives_up[1])
    below, above = hours.states()
    beyond, waits = np.arange(hours.levels) - kept[:, None], np.arange(above.shape[1])
    full = above.sum(axis=1)
    endless = (gives_up[1] == 0) & (full[:, 0] > 0) & (above[:, -1].sum(axis=1) > ENDLESS)
    urgent_wait = np.einsum("hl,hl->h", full, np.maximum(beyond, 0))
    others_wait = np.einsum("hql,q->h", above, waits)
    asked = full * (beyond >= 0)
    urgent_late = np.einsum("hl,hl->h", asked, 1 - hours.urgent_reached(beyond, within[0]))
    in_time = below + hours.others_reached(above, within[1])
    answers = staff > 0
    return TwoGrades(
        urgent_in_time=np.where(answers, 1 - urgent_late, 0.0),
        urgent_given_up=np.where(answers, _ratio(gives_up[0] * urgent_wait, fast), float(gives_up[0] > 0)),
        others_in_time=np.where(answers & ~endless, in_time, 0.0),
        others_given_up=np.where(answers, _ratio(gives_up[1] * others_wait, slow), float(gives_up[1] > 0)),
        urgent_waits=np.where(answers, asked.sum(axis=1), 1.0),
        others_waits=np.where(answers, 1 - below, 1.0),
        urgent_wait=np.where(answers, _ratio(urgent_wait, fast), np.nan),
        others_wait=np.where(answers, np.where(endless, np.inf, _ratio(others_wait, slow)), np.nan),
    )


@dataclass(frozen=True, slots=True)
class _Hours:
    """Rates by hour; level 0 is where others may just no longer call: positions less reserve busy."""

    fast: Floats
    slow: Floats
    ends: float
    staff: NDArray[np.int64]
    kept: NDArray[np.int64]
    fast_gives_up: float
    slow_gives_up: float

    @property
    def levels(self) -> int:
        """Levels that are followed: the reserve, then urgent calls waiting."""
        return int(self.kept.max()) + URGENT_MOST + 1

    @property
    def most_waiting(self) -> int:
        """Other calls waiting at once that are followed."""
        free = self.staff - self.kept
        if self.slow_gives_up:
            mean = np.maximum(self.fast + self.slow - free * self.ends, 0.0) / self.slow_gives_up
            spread = np.sqrt((self.fast + self.slow) / self.slow_gives_up)
            most = float(np.max(mean + SPREAD * spread, initial=0.0))
        else:
            room = np.maximum(self.staff * self.ends - self.fast, 1e-12)
            filled = float(np.max(np.where(self.staff > 0, self.slow / room, 0.0), initial=0.0))
            most = OTHERS_MOST if filled >= 1 else np.log(NEGLIGIBLE) / np.log(max(filled, 0.1)) * (1 + self.kept.max())
        return int(np.clip(np.ceil(most), FOLLOWED, OTHERS_MOST))

    def falls(self) -> Floats:
        """Give the rate at which each level falls; that of level 0 takes up another call, or frees a position."""
        level = np.arange(self.levels)
        beyond = np.maximum(level - self.kept[:, None], 0)
        busy = np.minimum(self.staff[:, None], (self.staff - self.kept)[:, None] + level)
        return np.asarray(busy * self.ends + beyond * self.fast_gives_up, dtype=np.float64)

    def within_level(self) -> Floats:
        """Give the generator of the levels alone, whatever the others do: rises with urgent calls, falls to 0."""
        number, falls = self.levels, self.falls()
        moves = np.zeros((len(self.fast), number, number))
        at = np.arange(number - 1)
        moves[:, at, at + 1] = self.fast[:, None]
        moves[:, at + 1, at] = falls[:, 1:]
        place = np.arange(number)
        moves[:, place, place] = -moves.sum(axis=2)
        return moves

    def states(self) -> tuple[Floats, Floats]:
        """Give the chance of a position for anybody, and the chances (hours, others waiting, levels) beyond it."""
        hours, number = len(self.fast), self.levels
        moves, unit = self.within_level(), np.eye(number)
        starts = self.falls()[:, 0]
        up = self.slow[:, None, None] * unit
        ratio = np.zeros((hours, number, number))
        ratios = []
        for waiting in range(self.most_waiting, 0, -1):
            taken = waiting * self.slow_gives_up * unit + np.zeros((hours, 1, 1))
            taken[:, 0, 0] += starts
            leaving = moves - taken - (up if waiting < self.most_waiting else 0 * up)
            more = (waiting + 1) * self.slow_gives_up * unit + np.zeros((hours, 1, 1))
            more[:, 0, 0] += starts
            ratio = up @ np.linalg.inv(-(leaving + ratio @ more))
            ratios.append(ratio)
        ratios.reverse()
        # With nobody waiting, level 0 falls into the states in which there is a position for anybody, and comes back.
        one = self.slow_gives_up * unit + np.zeros((hours, 1, 1))
        one[:, 0, 0] += starts
        empty = moves - up + ratios[0] @ one
        empty[:, :, 0] = 1.0  # the balance of level 0 follows from the others
        wanted = np.zeros((hours, number))
        wanted[:, 0] = 1.0
        first = np.linalg.solve(empty.transpose(0, 2, 1), wanted[..., None])[..., 0]
        layers = [first]
        for each in ratios:
            layers.append(np.einsum("hi,hij->hj", layers[-1], each))
        above = np.maximum(np.stack(layers, axis=1), 0.0)
        # Below, all calls come and all busy positions end: a chain of single steps down from level 0.
        below, step = np.zeros(hours), above[:, 0, 0]
        top = self.staff - self.kept
        rate = self.fast + self.slow
        for down in range(int(top.max(initial=0))):
            busy = top - down
            step = np.where(busy > 0, step * busy * self.ends / np.where(rate > 0, rate, 1.0), 0.0)
            step = np.where(rate > 0, step, 0.0)
            below = below + step
        total = below + above.sum(axis=(1, 2))
        quiet = rate == 0
        above = np.where(quiet[:, None, None], 0.0, above / total[:, None, None])
        return np.where(quiet, 1.0, below / total), above

    def urgent_reached(self, beyond: NDArray[np.int64], within: float) -> Floats:
        """Give the share of urgent callers answered in time by the number found waiting ahead (below 0: at once)."""
        most = URGENT_MOST + 1
        busy = np.asarray(self.staff * self.ends, dtype=np.float64)
        found = np.zeros((len(self.fast), most))
        # A caller with `ahead` before them is served after ahead + 1 steps; each may also be somebody giving up.
        places = np.arange(most)
        here = np.broadcast_to(np.eye(most), (len(self.fast), most, most)).copy()
        fastest = float((busy + most * self.fast_gives_up).max(initial=0.0))
        steps = max(1, int(np.ceil(STEPS_A_CHANGE * fastest * within)))
        forward = busy[:, None] + places * self.fast_gives_up
        step = within / steps
        for _ in range(steps):
            # Half a step, then a whole one with the middle's slope (Runge and Kutta, second order).
            slope, gain = _drift(here, forward, self.fast_gives_up, busy)
            middle = here + slope * (step / 2)
            slope, gain = _drift(middle, forward, self.fast_gives_up, busy)
            here, found = here + slope * step, found + gain * step
        return np.take_along_axis(found, np.clip(beyond, 0, most - 1), axis=1)

    def others_reached(self, above: Floats, within: float) -> Floats:
        """Give the share of other callers who have to wait and are answered in time, of all other callers."""
        moves, starts = self.within_level(), self.falls()[:, 0]
        here = above[:, :FOLLOWED].copy()
        found = np.zeros(len(self.fast))
        places = np.arange(here.shape[1])
        fastest = float(np.abs(moves[:, np.arange(self.levels), np.arange(self.levels)]).max(initial=0.0))
        fastest += float(starts.max(initial=0.0)) + FOLLOWED * self.slow_gives_up
        steps = max(1, int(np.ceil(STEPS_A_CHANGE * fastest * within)))
        step = within / steps

        def slope(state: Floats) -> tuple[Floats, Floats]:
            change = state @ moves - state * ((places + 1) * self.slow_gives_up)[None, :, None]
            change[:, :-1] += state[:, 1:] * (places[1:] * self.slow_gives_up)[None, :, None]
            taken = state[:, :, 0] * starts[:, None]
            change[:, :, 0] -= taken
            change[:, :-1, 0] += taken[:, 1:]
            return change, taken[:, 0]

        for _ in range(steps):
            change, _ = slope(here)
            change, gain = slope(here + change * (step / 2))
            here, found = here + change * step, found + gain * step
        return found


def _drift(here: Floats, forward: Floats, gives_up: float, busy: Floats) -> tuple[Floats, Floats]:
    """Move callers by their place in the queue (last axis); give the change and who is answered from the front."""
    change = -here * (forward + gives_up)[:, None, :]
    change[..., :-1] += here[..., 1:] * forward[:, None, 1:]
    return change, here[..., 0] * busy[:, None]


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
