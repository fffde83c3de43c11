"""Stretches of time: those of each unit or crime united, and how much of other stretches lies within them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from demandsim.measures.window import Ints


class Stretches(NamedTuple):
    """Stretches that neither overlap nor touch, in order of whose they are and of time; equal-length columns."""

    width: int
    """More than any second."""
    begins: Ints
    """whose × width + first second."""
    ends: Ints
    """whose × width + the second at which it ends."""

    def within(self, whose: Ints, since: Ints, until: Ints) -> Ints:
        """Give how many seconds from `since` to `until` lie in the stretches of each."""
        before = np.concatenate([[0], np.cumsum(self.ends - self.begins)])
        return self._up_to(before, whose * self.width + until) - self._up_to(before, whose * self.width + since)

    def _up_to(self, before: Ints, key: Ints) -> Ints:
        begun = np.searchsorted(self.begins, key, side="right")
        ends = np.concatenate([[0], self.ends])[begun]
        seconds: Ints = before[begun] - np.maximum(ends - key, 0)
        return seconds


def united(whose: Ints, from_at: Ints, to_at: Ints, latest: int) -> Stretches:
    """Unite the stretches of each, of which none ends after `latest`; those of no length are left out."""
    width = latest + 1
    lasting = to_at > from_at
    begins, ends = (whose * width + from_at)[lasting], (whose * width + to_at)[lasting]
    order = np.argsort(begins, kind="stable")
    begins, ends = begins[order], np.maximum.accumulate(ends[order])
    first = np.flatnonzero(np.append(True, begins[1:] > ends[:-1])[: len(begins)])
    last = np.append(first[1:], len(begins))[: len(first)] - 1
    return Stretches(width, begins[first], ends[last])
