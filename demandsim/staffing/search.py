"""Search: the fewest positions by half hour with which the engine itself meets the targets, on tapes that stay fixed.

All half hours are tried at once, round after round. Where a target is missed, positions are added; where it is
exceeded, they are taken away, but not below what was seen to miss. How many at a time is read off Erlang A's curve,
shifted to go through what the engine gave: the formula only proposes, the engine decides. A half hour is not blamed
for a queue that the one before it left behind.

Positions are taken away only as long as the target is met with a standard error to spare. Of several numbers of
positions that are nearly enough a search would otherwise take the one that luck favours on its tapes; where there are
few calls it stays near the formula, for want of evidence against it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demandsim.staffing.formulas import Pool
from demandsim.staffing.players import Players
from demandsim.staffing.shares import FEW_CALLS, By, Counts, shares

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 10
"""Rounds at most."""
IDLE_ROUNDS = 2
"""Rounds without a better plan after which the search ends."""
LARGEST_STEP = 0.3
"""Positions are changed by no more than this share at a time, but by two if need be."""
WORTH_A_TRY = 0.5
"""Positions that a half hour must have to spare, by the shifted curve, for one fewer to be tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found."""

    plan: dict[str, tuple[int, ...]]
    """Positions by team."""
    rounds: int
    """Rounds played."""
    missed: int
    """Half hours that still miss a target on the tapes of the search; 0 unless rounds ran out."""
    few: dict[str, Flags]
    """Half hours by team with too few calls to search: they keep what Erlang A asks for."""


def search(
    players: Players,
    replications: Sequence[int],
    pools: Sequence[Pool],
    lines: Sequence[str],
    within: Sequence[int],
    by: By,
    rounds: int = ROUNDS,
    tell: Callable[[str], None] = lambda _: None,
) -> Found:
    """Search for the fewest positions; `lines` are the scenario's lines and `within` the time asked for on each.

    Starts from Erlang A with lagged load. Ends when nothing changes or gets better any more, or after so many rounds;
    the best round counts: fewest half hours that lack positions, then the least that they lack, then fewest positions.
    """
    teams = [_Team(pool) for pool in pools]
    best: tuple[tuple[int, float, int], int, dict[str, tuple[int, ...]]] | None = None
    played = best_round = 0
    for played in range(1, rounds + 1):
        plan = {team.name: tuple(int(number) for number in team.positions) for team in teams}
        counts = players.play(replications, plan, within, by)
        for team in teams:
            team.look(counts, lines)
        missed = sum(int(team.missing.sum()) for team in teams)
        lacking = sum(int(team.lacking.sum()) for team in teams)
        score = lacking, sum(team.by_how_much for team in teams), sum(sum(numbers) for numbers in plan.values())
        tell(f"round {played}: {score[2]:,} positions, {missed} half hours miss a target")
        if best is None or score < best[0]:
            best, best_round = (score, missed, plan), played
        if played - best_round >= IDLE_ROUNDS:
            break
        changes = [team.change() for team in teams]
        if not any(changes):
            changes = [team.try_fewer() for team in teams]
        if not any(changes):
            break
    assert best is not None
    return Found(best[2], played, best[1], {team.name: team.few for team in teams})


class _Team:
    """The positions of one team while they are searched for."""

    def __init__(self, pool: Pool) -> None:
        self.name = pool.team
        self.positions = pool.erlang_a_lagged()
        self._pool = pool
        self._floor = np.minimum(1, self.positions)
        """Fewest positions that may still be tried."""
        self._tried = 0
        self.missing: Flags = np.zeros(len(self.positions), dtype=np.bool_)
        """Half hours that miss a target."""
        self.lacking: Flags = self.missing
        """Those, and half hours that were safe with more positions and are not now: they are not left to luck."""
        self.by_how_much = 0.0
        """Positions lacking to the targets, added up over half hours and lines."""
        self.few: Flags = np.zeros(len(self.positions), dtype=np.bool_)
        """Half hours with too few calls."""
        self._missed_at = np.full(len(self.positions), -1)
        self._short: Floats = np.zeros(len(self.positions))
        self._spare: Floats = np.zeros(len(self.positions))
        self._was_safe: Flags = np.zeros(len(self.positions), dtype=np.bool_)

    def look(self, counts: Counts, lines: Sequence[str]) -> None:
        """Read off a round where a target is missed, and how many positions each half hour is short of or can spare."""
        nothing = np.full((len(self._pool.targets), len(self.positions)), -math.inf)
        short, not_safe = nothing.copy(), nothing.copy()
        for number, target in enumerate(self._pool.targets):
            line = list(lines).index(target.line)
            seen = shares(counts.offered[line], counts.in_time[line])
            for period in np.flatnonzero(seen.calls >= FEW_CALLS):
                share, safe = float(seen.share[period]), float(seen.safe[period])
                short[number, period] = self._shortage(number, int(period), share)
                not_safe[number, period] = self._shortage(number, int(period), safe)
        self._short, self._spare = short.max(axis=0), -not_safe.max(axis=0)
        self.missing, self.few = self._short > 0, np.isinf(self._short)
        self.lacking = self.missing | (self._was_safe & (self._spare < 0))
        self._was_safe |= self._spare >= 0
        self.by_how_much = float(np.maximum(short, 0).sum())

    def change(self) -> bool:
        """Add positions where a target is missed, take away where many are to spare; tell whether any changed."""
        before = self.positions.copy()
        largest = np.maximum(2, LARGEST_STEP * self.positions).astype(np.int64)
        lacking = self.lacking
        # A half hour that follows one with a queue is at fault only if it misses twice with the same positions.
        queue_before = np.roll(self.missing, 1) & (self._missed_at != self.positions)
        at_fault = lacking & ~queue_before
        self._missed_at = np.where(lacking, self.positions, self._missed_at)
        self._floor = np.where(at_fault, np.maximum(self._floor, self.positions + 1), self._floor)
        more = np.clip(np.ceil(np.where(lacking, self._short, 0) - 0.3), 1, largest).astype(np.int64)
        fewer = np.clip(np.floor(np.where(lacking | self.few, 0.0, self._spare)), 0, largest).astype(np.int64)
        self.positions = np.where(lacking, self.positions + more, self.positions)
        self.positions = np.maximum(self.positions - fewer, np.minimum(self._floor, before))
        return bool((self.positions != before).any())

    def try_fewer(self) -> bool:
        """Take one position away where one might do without, and tell whether there was any."""
        worth = ~self.few & (self._spare > WORTH_A_TRY) & (self.positions > self._floor)
        # Every other half hour at a time, once each, so that what one lacks is not put down to the next.
        while self._tried < 2:
            these = worth & (np.arange(len(worth)) % 2 == self._tried)
            self._tried += 1
            if these.any():
                self.positions = self.positions - these
                return True
        return False

    def _shortage(self, number: int, period: int, share: float) -> float:
        """Give the positions between what was seen and the target, along the formula's curve."""
        positions, shares = self._pool.curve(period, self._pool.within[number])
        needed, seen = np.interp([self._pool.targets[number].share, share], shares, positions)
        return float(needed - seen) if share < 1 else min(float(needed - seen), -1.0)


def as_plan(positions: Mapping[str, Ints]) -> dict[str, tuple[int, ...]]:
    """Turn positions by team into a plan."""
    return {name: tuple(int(number) for number in numbers) for name, numbers in positions.items()}
