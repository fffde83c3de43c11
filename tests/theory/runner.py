"""The runner: replicate a world, compare what the log says with a number that somebody else worked out.

A trial passes when every estimate lies within 3.29 standard errors of its reference (99.9 %) *and* the standard error
is small enough for the pass to mean something. A failure is tried once more with new seeds, since over some hundred
numbers a true engine fails now and then. The references are those of `cases.json`, which our code never touches.

`python -m pytest tests/theory -s` prints every row: case, measure, reference, estimate, standard error, z. To keep the
suite short it plays a third of a trial's replications, and another third for as long as something is left open;
`python -m tests.theory.table` plays them all and writes them down.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FURTHEST = 3.29
AT_FIRST = 2.6
"""What has been played suffices where every |z| stays below this (99 %) ..."""
VAGUER = 2.0
"""... and no error is larger than allowed by more."""
INPUT = "what is put in, not what comes out"
SEEDS = (2018, 1918)
FREEDOM = 12
"""Replications that there must be beyond the number of controls for an error to be worth its name."""
PROBABILITY_ERROR = 0.002
USE_ERROR, TIME_ERROR, HARD_ERROR, SPREAD_ERROR = 0.003, 0.01, 0.02, 0.05
"""Largest standard error: of a probability; and relative, of a utilisation, rate or count; of a mean time or number;
of one near saturation or with a heavy tail (code Q); and of a variance."""
NUMBERS_PRESENT = [f"p{number}" for number in range(9)]
"""Measures that are the share of time in which so many are open."""
NUMERICAL_ERROR = 1e-6
"""Largest relative error of our own calculators (code N; the references have seven digits)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A reference case: what is modelled, with which parameters, and what must come out."""

    id: str
    system: str
    params: Mapping[str, Any]
    tolerance: str
    source: str
    expected: Mapping[str, float]
    printed_error: Mapping[str, float]
    """Standard error of references that are themselves printed results of a simulation."""


class Sample(NamedTuple):
    """What one replication gives: estimates by measure, and controls, whose true mean is zero.

    Controls say how far the arrivals and the work that happened to be drawn lay from what theory assumes; what the
    estimates owe to that is taken out by regression, which leaves the mean where it is and makes the error smaller.
    Controls come from what was drawn alone, never from the log, so that they cannot hide what the engine does wrong.
    """

    estimates: Mapping[str, float]
    controls: Sequence[float] = ()
    special: Mapping[str, Sequence[float]] = {}
    """More controls for single measures."""


class Row(NamedTuple):
    """One line of the table."""

    case: str
    measure: str
    reference: float
    estimate: float
    error: float
    z: float
    error_allowed: float

    def __str__(self) -> str:
        return (
            f"{self.case:5} {self.measure:18} {self.reference:12.6g} {self.estimate:12.6g} "
            f"{self.error:10.3g} {self.z:6.2f}"
        )


Replicate = Callable[[Case, Generator], Sample]
"""Plays one replication of a case."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A case put before the engine: how one replication is played, and how many there are.

    A trial of one replication has nothing to do with chance and must agree to six digits, or exactly (code X).
    """

    case: str
    replicate: Replicate
    replications: int = 40
    part: str = ""
    """What distinguishes the trial, where a case has several."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Measures of the case that are not compared here, and why."""
    wide: Sequence[str] = ()
    """Measures compared with a larger standard error than the tolerance allows: a smaller one costs too much time."""

    @property
    def name(self) -> str:
        """What tests call the trial."""
        return f"{self.case}-{self.part.replace(' ', '_')}" if self.part else self.case

    @property
    def measures(self) -> list[str]:
        """Measures compared."""
        return [measure for measure in cases()[self.case].expected if measure not in self.left_out]


@cache
def cases() -> dict[str, Case]:
    """Read the cases we test, by id."""
    entries = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
    return {
        entry["id"]: Case(
            entry["id"],
            entry["system"],
            entry["params"],
            entry["tolerance"],
            entry["source"],
            {row["measure"]: row["value"] for row in entry["expected"]},
            {row["measure"]: row["error"] for row in entry["expected"] if "error" in row},
        )
        for entry in entries
    }


def check(trial: Trial) -> list[Row]:
    """Play a trial and fail unless every measure agrees with its reference."""
    case = cases()[trial.case]
    rows: list[Row] = []
    for seed in SEEDS:
        samples = first_samples(trial, seed)
        rows = compare(trial, samples)
        while not clear(rows) and len(samples) < trial.replications:
            samples += replicate(trial, seed, len(samples), min(len(samples) + third(trial), trial.replications))
            rows = compare(trial, samples)
        print(*rows, sep="\n")
        if all(abs(row.z) <= FURTHEST for row in rows):
            break
    limit = 1.0 if len(samples) == trial.replications else VAGUER
    table = "\n".join(map(str, rows))
    vague = [row.measure for row in rows if row.error > limit * row.error_allowed and row.measure not in trial.wide]
    wrong = [row.measure for row in rows if not abs(row.z) <= FURTHEST]
    assert not wrong, f"{case.id} {case.system}: {', '.join(wrong)} far from theory, twice\n{table}"
    assert not vague, f"{case.id} {case.system}: too few calls to judge {', '.join(vague)}\n{table}"
    return rows


def clear(rows: Sequence[Row]) -> bool:
    """Tell whether what has been played leaves nothing open."""
    return all(abs(row.z) <= AT_FIRST and row.error <= VAGUER * row.error_allowed for row in rows)


def third(trial: Trial) -> int:
    """A third of a trial's replications, rounded up."""
    return -(-trial.replications // 3)


def play(trial: Trial, seed: int = SEEDS[0]) -> list[Row]:
    """Run all replications of a trial and set the estimates against the references."""
    return compare(trial, list(replicate(trial, seed, 0, trial.replications)))


def first_samples(trial: Trial, seed: int) -> list[Sample]:
    """Run a third of a trial's replications, or as many more as it takes for an error to be worth its name."""
    samples = list(replicate(trial, seed, 0, third(trial)))
    enough = min(FREEDOM + most_controls(samples), trial.replications)
    return samples + list(replicate(trial, seed, len(samples), enough))


def replicate(trial: Trial, seed: int, first: int, last: int) -> Iterator[Sample]:
    """Run independent replications."""
    case, key = cases()[trial.case], zlib.crc32(trial.name.encode())
    return (trial.replicate(case, np.random.default_rng([seed, key, number])) for number in range(first, last))


def most_controls(samples: Sequence[Sample]) -> int:
    """Give the largest number of controls of any measure."""
    return max((len(one.controls) + max(map(len, one.special.values()), default=0) for one in samples), default=0)


def compare(trial: Trial, samples: Sequence[Sample]) -> list[Row]:
    """Set the estimates of some replications against the references."""
    case = cases()[trial.case]
    rows = []
    for measure in trial.measures:
        controls = np.array(
            [[*sample.controls, *sample.special.get(measure, ())] for sample in samples], dtype=np.float64
        ).reshape(len(samples), -1)
        values = np.array([sample.estimates[measure] for sample in samples], dtype=np.float64)
        reference = case.expected[measure]
        if len(values) == 1:
            estimate, error, z = float(values[0]), 0.0, certain(float(values[0]), reference, case.tolerance)
        else:
            estimate, error = mean_with_error(values, controls)
            z = (estimate - reference) / math.hypot(error, case.printed_error.get(measure, 0.0))
        rows.append(Row(case.id, measure, reference, estimate, error, z, error_allowed(case, measure)))
    return rows


def certain(value: float, reference: float, tolerance: str) -> float:
    """Give 0 where a value that owes nothing to chance agrees with its reference, and infinity where it does not."""
    exact = tolerance == "X"
    agrees = value == reference if exact else math.isclose(value, reference, rel_tol=NUMERICAL_ERROR)
    return 0.0 if agrees else math.inf


def mean_with_error(values: NDArray[np.float64], controls: NDArray[np.float64]) -> tuple[float, float]:
    """Give the mean and its standard error, after regression on controls: shape (replications, controls)."""
    design = np.column_stack([np.ones(len(values)), controls])
    inverse = np.linalg.pinv(design.T @ design)
    fitted = inverse @ design.T @ values
    residual = values - design @ fitted
    variance = residual @ residual / (len(values) - design.shape[1])
    return float(fitted[0]), float(math.sqrt(variance * inverse[0, 0]))


def error_allowed(case: Case, measure: str) -> float:
    """Give the largest standard error with which agreement still means something, by the kind of measure.

    Against a reference that is a simulation itself, ours may be twice as wide as the printed one.
    """
    reference = abs(case.expected[measure])
    if measure in case.printed_error:
        return 2 * case.printed_error[measure]
    if measure.startswith(("P", "SL", "frac", "redial", "delay", "exact_delay")) or measure in NUMBERS_PRESENT:
        return PROBABILITY_ERROR
    if measure.startswith(("util", "rho", "occ", "busy", "attempt", "availability", "arrivals", "n_")):
        return USE_ERROR * reference
    if measure.startswith("sd"):
        return SPREAD_ERROR / 2 * reference
    return (HARD_ERROR if case.tolerance == "Q" else TIME_ERROR) * reference
