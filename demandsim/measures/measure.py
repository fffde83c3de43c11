"""What a measure is: a question about a log, with its unit, the better direction and the groups it is asked of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from demandsim.measures.window import Window

Better = Literal["higher", "lower", "neither"]
Values = Iterable[tuple[str, float]]
"""Pairs of group and value: the group is "" for the force, else `key=value` pairs joined by ", "."""

FORCE = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A question asked of an event log."""

    name: str
    """Name under which it stands in tables."""
    question: str
    """What it answers, in words, with what is counted and what is not."""
    unit: str
    """Unit of the value; a share lies between 0 and 1."""
    better: Better
    """Which direction is better; `neither` for what only describes."""
    groups: tuple[str, ...]
    """Groups of which it is asked beside the force; keys that are combined are joined by ", "."""
    compute: Callable[[Window, tuple[str, ...]], Values]
    """Gives the values for the force and for every group."""
    headline: bool = False
    """Whether it belongs to the few that decide between options."""
    source: str = ""
    """Where the definition comes from, if it is not ours."""


def over(
    frame: pd.DataFrame, groups: Sequence[str], statistic: Callable[[pd.DataFrame], float]
) -> Iterator[tuple[str, float]]:
    """Apply a statistic to all cases and to the cases of every group that has any."""
    yield FORCE, statistic(frame)
    for group in groups:
        keys = group.split(", ")
        for values, cases in frame.groupby(keys, observed=True, sort=True):
            yield label(keys, values if isinstance(values, tuple) else (values,)), statistic(cases)


def means(frame: pd.DataFrame, column: str, groups: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Average a column over all cases and over every group; missing cases do not count, no cases give no value."""
    yield FORCE, float_of(frame[column].mean())
    for group in groups:
        keys = group.split(", ")
        averages = frame.groupby(keys, observed=True, sort=True)[column].mean()
        for values, average in averages.items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), float_of(average)


def counts(frame: pd.DataFrame, groups: Sequence[str], per: float) -> Iterator[tuple[str, float]]:
    """Count all cases and those of every group, empty groups included, divided by `per`."""
    yield FORCE, len(frame) / per
    for group in groups:
        keys = group.split(", ")
        sizes = frame.groupby(keys, observed=False, sort=True).size()
        for values, size in sizes.items():
            yield label(keys, values if isinstance(values, tuple) else (values,)), size / per


def label(keys: Sequence[str], values: Sequence[object]) -> str:
    """Write a group, for example `grade=emergency, area=north`."""
    return ", ".join(f"{key}={value}" for key, value in zip(keys, values, strict=True))


def float_of(value: object) -> float:
    """Turn a number or a missing value into a float; missing becomes NaN."""
    return float("nan") if pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def ratio(above: float, below: float) -> float:
    """Divide; nothing by nothing has no value."""
    return above / below if below else float("nan")
