"""The worst hours of the week: where a service falls short, told so that luck alone does not make an hour look bad.

Of many hours some come out badly by luck, and those are the ones that one would pick. So the worst hours that a run is
judged by are chosen in the other runs (leave one out): what is said of them is not said of the luck that chose them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.comparison import HIGHER, Comparison
from demandsim.experiment.precision import Interval, t_interval
from demandsim.measures.performance import ALL_LINES, telephone_lines
from demandsim.quantities import DAYS_A_WEEK, HOURS_A_WEEK, format_duration
from demandsim.report.parts.weeks import Shown, against_baseline
from demandsim.report.sheets.contact_tables import FEWEST_CALLS
from demandsim.rules.choice import GRADES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORST = 10
"""So many hours of the week are called the worst."""
FEWEST = FEWEST_CALLS
"""No share and no mean is told of an hour with fewer cases, over all replications."""
GRAVER = GRADES[:2]
"""Grades that are told of by hour: the others are visits by appointment, or none."""


@dataclass(frozen=True, slots=True)
class Service:
    """Something promised within a target, counted by hour of the week under every option."""

    name: str
    """What is served: emergency, 101."""
    cases: str
    """One of its cases, for a heading: incidents, calls."""
    promise: str
    """What is promised: reached within 15 min."""
    weeks: float
    """Weeks in a replication."""
    due: Mapping[str, Floats]
    """Cases by option, each replications x hours of the week; replications that were not played hold none."""
    in_target: Mapping[str, Floats]
    """Of those, in target."""
    arrived: Mapping[str, Floats] = field(default_factory=dict)
    """Incidents at which somebody arrived; nothing for calls."""
    wait_time: Mapping[str, Floats] = field(default_factory=dict)
    """Seconds until then, added up."""

    def share(self, option: str) -> Floats:
        """Give the share in target by hour of the week, over all replications; NaN for too few cases."""
        return _over(self.in_target[option].sum(axis=0), self.due[option].sum(axis=0))

    def minutes(self, option: str) -> Floats:
        """Give the mean minutes to the first arrival by hour of the week; NaN for too few cases."""
        return _over(self.wait_time[option].sum(axis=0) / 60, self.arrived[option].sum(axis=0))

    def worst(self, option: str) -> Ints:
        """List the hours with the lowest share in target, the worst first; of equal ones the busier, then the first."""
        return _worst(self.due[option].sum(axis=0), self.in_target[option].sum(axis=0))


@dataclass(frozen=True, slots=True)
class Worst:
    """What the worst hours of the baseline show, replication by replication."""

    whole: Interval
    """Share in target over all hours."""
    inside: Interval
    """Share in target in the worst hours."""
    gap: Interval
    """That share less the share in all other hours."""
    options: tuple[Shown, ...]
    """How far every option is from the baseline in these hours."""


def services(comparison: Comparison) -> list[Service]:
    """List what was promised and asked for: the graver grades of incidents, then the telephone lines."""
    scenario, weeks = comparison.scenario, comparison.made["days"] / DAYS_A_WEEK
    found = []
    incidents = comparison.hourly
    if not incidents.empty:
        for grade in GRAVER:
            target = scenario.places.targets.get(grade)
            counts = _counted(comparison, incidents[incidents["grade"] == grade], COUNTED) if target else {}
            if counts:
                promise = f"reached within {format_duration(target or 0)}"
                found.append(Service(grade, "incidents", promise, weeks, **counts))
    calls = comparison.calls_by_hour
    if not calls.empty:
        calls = calls[calls["line"] != ALL_LINES].assign(hour=lambda rows: rows["period"].astype(np.int64))
        for name, by_phone in zip(scenario.demand.lines, telephone_lines(scenario), strict=True):
            counts = _counted(comparison, calls[calls["line"] == name], COUNTED[:2]) if by_phone else {}
            if counts:
                promise = f"answered within {format_duration(scenario.demand.lines[name].target.within)}"
                found.append(Service(name, "calls", promise, weeks, **counts))
    return found


COUNTED = ("due", "in_target", "arrived", "wait_time")


def _counted(comparison: Comparison, rows: pd.DataFrame, columns: tuple[str, ...]) -> dict[str, Mapping[str, Floats]]:
    """Add up columns by option, replication and hour of the week; nothing where nothing was due."""
    if not rows["due"].sum():
        return {}
    runs = sorted(set(comparison.values["replication"]))
    shape = (len(comparison.options), len(runs), HOURS_A_WEEK)
    cell = np.ravel_multi_index(
        (
            pd.Index(comparison.options).get_indexer(pd.Index(rows["option"].astype(str))),
            np.searchsorted(runs, rows["replication"]),
            rows["hour"].to_numpy(np.int64),
        ),
        shape,
    )
    found: dict[str, Mapping[str, Floats]] = {}
    for name in columns:
        weights = rows[name].to_numpy(np.float64)
        cube = np.bincount(cell, weights=weights, minlength=int(np.prod(shape))).reshape(shape)
        found[name] = dict(zip(comparison.options, cube, strict=True))
    return found


def worst_of(service: Service, options: tuple[str, ...]) -> Worst:
    """Say how the first of the options does in its worst hours, and how far the others are from it there.

    The hours of each replication are those that are worst in all the others; NaN with fewer than two.
    """
    baseline = options[0]
    due, kept = service.due[baseline], service.in_target[baseline]
    runs = len(due)
    inside = np.zeros((runs, HOURS_A_WEEK), dtype=np.bool_)
    for run in range(runs) if runs > 1 else ():
        inside[run, _worst(due.sum(axis=0) - due[run], kept.sum(axis=0) - kept[run])] = True

    def share(option: str, chosen: NDArray[np.bool_]) -> Floats:
        above, below = ((counts[option] * chosen).sum(axis=1) for counts in (service.in_target, service.due))
        return np.where(below > 0, above / np.maximum(below, 1), np.nan)

    within = share(baseline, inside)
    others = {option: share(option, inside) for option in options[1:]}
    return Worst(
        whole=t_interval(share(baseline, np.ones_like(inside))),
        inside=t_interval(within),
        gap=t_interval(within - share(baseline, ~inside)),
        options=tuple(against_baseline(within, others, HIGHER)),
    )


def share_by_run(service: Service, option: str, hours: Ints) -> Interval:
    """Give the share in target in some hours together, with its interval over replications."""
    due = service.due[option][:, hours].sum(axis=1)
    kept = service.in_target[option][:, hours].sum(axis=1)
    return t_interval(np.where(due > 0, kept / np.maximum(due, 1), np.nan))


def _over(above: Floats, below: Floats) -> Floats:
    return np.where(below >= FEWEST, above / np.maximum(below, 1), np.nan)


def _worst(due: Floats, in_target: Floats) -> Ints:
    enough = np.flatnonzero(due >= FEWEST)
    share = in_target[enough] / due[enough]
    return enough[np.lexsort((enough, -due[enough], share))][:WORST]
