"""Streams: named sources of luck, so that adding one thing to a scenario disturbs nobody else's luck."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST = 2.0**-54
"""Stands for a uniform number of exactly 0, so that every inversion stays finite."""
WORD = 2**32
ORDINAL_BITS = 31


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """Open the stream of luck of that name: the same seed, replication and name always give the same numbers.

    Seeds PCG64 from (seed, replication, SHA-256 of the name) through `numpy.random.SeedSequence`. Raises
    ValueError for a seed or replication outside 0 to 2^32 - 1, where two different pairs could mean the same
    stream.
    """
    for what, number in (("seed", seed), ("replication", replication)):
        if not 0 <= number < WORD:
            raise ValueError(f"the {what} lies between 0 and {WORD - 1}, not {number}")
    words = np.frombuffer(sha256(name.encode()).digest(), dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, replication, *words.tolist()])))


def uniforms(generator: np.random.Generator, *shape: int) -> Floats:
    """Take uniform numbers above 0 and below 1; a longer array begins with the numbers of a shorter one."""
    return np.maximum(generator.random(shape), SMALLEST)


@dataclass(frozen=True, slots=True)
class Chance:
    """The luck of one replication: everything drawn from it is found again by name."""

    seed: int
    replication: int

    def luck(self, name: str, *shape: int) -> Floats:
        """Give the first uniform numbers of the named stream, row by row."""
        return uniforms(stream(self.seed, self.replication, name), *shape)

    def source(self, name: str, length: int) -> Source:
        """Open a source of numbered rows, all of them kept."""
        return Source(self, name, length, np.arange(length))


@dataclass(frozen=True, slots=True)
class Source:
    """A named source of numbered rows (the calls on one line, say) and those of its rows that are kept.

    Every column has a stream of its own and every row its own place in it: what is drawn for a row depends
    neither on the other columns, nor on which other rows are kept, nor on how many follow.
    """

    chance: Chance
    name: str
    length: int
    kept: Ints
    """Ordinals of the kept rows, ascending."""

    def luck(self, column: str, *width: int) -> Floats:
        """Give the kept rows' uniform numbers of a column: shape (kept, *width)."""
        luck = self.chance.luck(f"{self.name}/{column}", self.length, *width)
        return luck if len(self.kept) == self.length else luck[self.kept]

    def only(self, rows: Flags) -> Source:
        """Keep only some of the kept rows."""
        return replace(self, kept=self.kept[rows])

    def renamed(self, name: str) -> Source:
        """Number another source's rows by these: the incidents reported by these calls, say."""
        return replace(self, name=name)

    def uid(self, times: int = 1) -> Ints:
        """Give the identity of each kept row: 32 bits of the source's name, then its ordinal.

        Shape (kept,), or (kept, times) in order of time when `times` is above 1. Raises ValueError where a
        source has more rows than 31 bits can number.
        """
        if self.length * times >= 1 << ORDINAL_BITS:
            raise ValueError(f"{self.name} has {self.length} rows: too many to number")
        first = (crc32(self.name.encode()) << ORDINAL_BITS) + self.kept * times
        return first if times == 1 else first[:, None] + np.arange(times)
