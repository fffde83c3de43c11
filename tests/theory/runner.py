"""The runner: replicate a world, compare what the log says with a number that somebody else worked out.

A case passes when every estimate lies within 3.29 standard errors of its reference (99.9 %) *and* the standard error
is small enough for the pass to mean something. A failure is tried once more with new seeds, since over some hundred
numbers a true engine fails now and then. The references are those of `cases.json`, which our code never touches.

`python -m pytest tests/theory -s` prints the table: case, measure, reference, estimate, standard error, z.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FURTHEST = 3.29
SEEDS = (2018, 1918)
PROBABILITY_ERROR = 0.002
USE_ERROR, TIME_ERROR, SPREAD_ERROR = 0.003, 0.01, 0.05
"""Largest standard error: of a probability; and relative, of a utilisation, rate or count, of a mean time or number,
and of a variance."""


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
    """

    estimates: Mapping[str, float]
    controls: Sequence[float] = ()


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


def check(
    case: Case,
    replicate: Callable[[Case, Generator], Sample],
    replications: int = 40,
    measures: Sequence[str] | None = None,
) -> list[Row]:
    """Replicate a case and fail unless every measure (or those named) agrees with its reference."""
    rows: list[Row] = []
    for seed in SEEDS:
        rows = replications_of(case, replicate, replications, measures, seed)
        print(*rows, sep="\n")
        if all(abs(row.z) <= FURTHEST for row in rows):
            break
    table = "\n".join(map(str, rows))
    vague = [row.measure for row in rows if row.error > row.error_allowed]
    wrong = [row.measure for row in rows if not abs(row.z) <= FURTHEST]
    assert not wrong, f"{case.id} {case.system}: {', '.join(wrong)} far from theory, twice\n{table}"
    assert not vague, f"{case.id} {case.system}: too few calls to judge {', '.join(vague)}\n{table}"
    return rows


def replications_of(
    case: Case,
    replicate: Callable[[Case, Generator], Sample],
    replications: int,
    measures: Sequence[str] | None,
    seed: int,
) -> list[Row]:
    """Run independent replications and set the estimates against the references."""
    key = zlib.crc32(case.id.encode())
    samples = [replicate(case, np.random.default_rng([seed, key, number])) for number in range(replications)]
    controls = np.array([sample.controls for sample in samples], dtype=np.float64).reshape(replications, -1)
    rows = []
    for measure in case.expected if measures is None else measures:
        values = np.array([sample.estimates[measure] for sample in samples], dtype=np.float64)
        estimate, error = mean_with_error(values, controls)
        reference = case.expected[measure]
        joint = math.hypot(error, case.printed_error.get(measure, 0.0))
        z = (estimate - reference) / joint if joint else (0.0 if estimate == reference else math.inf)
        rows.append(Row(case.id, measure, reference, estimate, error, z, error_allowed(case, measure)))
    return rows


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
    reference = case.expected[measure]
    if measure in case.printed_error:
        return 2 * case.printed_error[measure]
    if measure.startswith(("P", "SL", "frac", "redial")):
        return PROBABILITY_ERROR
    if measure.startswith(("util", "rho", "occ", "busy", "attempt", "availability", "arrivals", "n_")):
        return USE_ERROR * reference
    return (SPREAD_ERROR / 2 if measure.startswith("sd") else TIME_ERROR) * reference
