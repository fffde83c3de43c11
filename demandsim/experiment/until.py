"""Until it is precise enough: replications are added until every interval asked for is as narrow as it should be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from demandsim.experiment.precision import LEVEL, t_interval
from demandsim.experiment.runner import Plan
from demandsim.experiment.store import finished_runs, read_values, write_table
from demandsim.measures import MEASURES
from demandsim.quantities import NUMBER
from demandsim.scenario.problems import Problem, ScenarioError, did_you_mean
from demandsim.statistics.stopping import MOST, Floats, look

WHOLE = ""
AT_MOST = 200
"""Replications after which the search ends unless another number is given."""
POINTS = ("", "point", "points")
MEAN, DIFFERENCE = "mean", "difference"

MEANING = {
    "asked": "Target as it was asked for",
    "measure": "Name of the measure, for the force as a whole",
    "unit": "Unit of half_width and target",
    "option": "Option",
    "of": "What the interval is of: the option's own mean (the baseline's), or the paired difference from the baseline",
    "n": "Replications with a value, for a difference under both options",
    "half_width": "Half-width of the 95 % interval",
    "target": "Half-width that was asked for; a percentage is one of the baseline's mean",
    "reached": "Whether the half-width is inside the target, and was after each of the last five replications before",
    "more_replications": "Further replications that would reach it if the spread stays as it is; empty where reached",
}
"""What the columns of `precision.csv` hold."""

_TARGET = re.compile(rf"\s*(\w+)\s*(?:±|\+/?-)\s*({NUMBER})\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class Target:
    """How narrow the interval of a measure should be."""

    text: str
    """As it was asked for."""
    measure: str
    half_width: float
    """In the unit of the measure, or a share of the baseline's mean."""
    relative: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for precision came to."""

    table: pd.DataFrame
    """One row per target and option, with the columns of `MEANING`."""
    rounds: tuple[int, ...]
    """Replications at which it looked."""
    options: int
    at_most: int

    @property
    def reached(self) -> bool:
        """Whether every target is reached."""
        return bool(self.table["reached"].all())


def read_target(text: str) -> Target:
    """Read a target such as "crimes_closed ±2 %" (of today's mean) or "days_to_outcome ±1.5" (in the measure's unit).

    A share is asked for in points: "reviews_on_time ±1" or "±1 point" is one percentage point, "±1 %" a hundredth of
    today's share. For ± one may write +-. Raises `ScenarioError` for anything else.
    """
    found = _TARGET.fullmatch(text)
    if found is None:
        raise _unusable(f'{text!r} is no target; write "crimes_closed ±2 %" or "days_to_outcome ±1.5"')
    name, figure, unit = found[1], float(found[2].replace(",", "")), found[3]
    if name not in MEASURES:
        raise _unusable(f"there is no measure {name!r}{did_you_mean(name, MEASURES)}", tuple(MEASURES))
    if figure == 0:
        raise _unusable(f"{text!r}: no number of replications makes an interval of no width")
    if unit == "%":
        return Target(text, name, figure / 100, True)
    own = MEASURES[name].unit
    known = POINTS if own == "share" else ("", own)
    if unit not in known:
        raise _unusable(f"{text!r}: {name} is not in {unit!r}", (*filter(None, known), "%"))
    return Target(text, name, figure / 100 if own == "share" else figure, False)


def run_until(
    targets: Sequence[Target],
    plan: Plan,
    again: Callable[[int], Plan],
    play: Callable[[Plan], object],
    at_most: int = AT_MOST,
) -> Found:
    """Play replications until every target is reached for the baseline and for each option's difference from it.

    `plan` is the first round; `again` plans the same experiment with so many replications in its folder, which grows;
    `play` carries a plan out. After each round `demandsim.statistics.stopping.look` says when to look again. How many
    replications there will be depends on the scenario and the seed alone, not on the number of processes. Leaves
    `precision.csv` in the folder. Raises `ScenarioError` for a measure that has no value for the force, and what
    `again` and `play` raise.
    """
    if plan.runs < plan.made["replications"] * len(plan.options):
        # A search that was stopped goes on with the number that it had come to.
        plan = again(plan.made["replications"])
    rounds = []
    while True:
        play(plan)
        rounds.append(plan.made["replications"])
        table, wanted = judge(_values(plan), plan.options, targets)
        if table["reached"].all() or rounds[-1] >= at_most:
            break
        plan = again(min(wanted, at_most))
    write_table(plan.folder, "precision", table, MEANING)
    return Found(table, tuple(rounds), len(plan.options), at_most)


def judge(values: pd.DataFrame, options: Sequence[str], targets: Sequence[Target]) -> tuple[pd.DataFrame, int]:
    """Set the intervals there are against the targets; give the table, and the replications at which to look again.

    `values` has the columns option, replication, measure, group, value and unit; the first option is the baseline.
    """
    rows: list[dict[str, object]] = []
    played = int(values["replication"].nunique())
    wanted = played
    for target in targets:
        mine = values[(values["measure"] == target.measure) & (values["group"] == WHOLE)]
        by_option = mine.set_index(["replication", "option"])["value"].unstack("option").reindex(columns=list(options))
        baseline = by_option[options[0]].to_numpy(np.float64)
        middle = t_interval(baseline).mean
        if np.isnan(middle):
            raise _unusable(f"{target.measure} has no value for the force as a whole in this scenario")
        allowed = target.half_width * abs(middle) if target.relative else target.half_width
        for option in options:
            series = baseline
            if option != options[0]:
                series = by_option[option].to_numpy(np.float64) - baseline
            row, n = _judged(series, allowed)
            about: dict[str, object] = {"asked": target.text, "measure": target.measure}
            about |= {"unit": MEASURES[target.measure].unit, "option": option}
            about["of"] = MEAN if option == options[0] else DIFFERENCE
            rows.append(about | row)
            wanted = max(wanted, played + n)
    return pd.DataFrame(rows, columns=list(MEANING)), wanted


def _judged(series: Floats, allowed: float) -> tuple[dict[str, object], int]:
    """Give the figures of one interval, and how many more replications to play before looking at it again."""
    seen, found = t_interval(series), look(series, allowed, LEVEL)
    more = found.wanted - seen.n
    said = "" if found.reached else f"more than {MOST:,}" if found.wanted >= MOST else f"{more:,}"
    figures = {"n": seen.n, "half_width": seen.half_width, "target": allowed, "reached": found.reached}
    return {**figures, "more_replications": said}, more


def _values(plan: Plan) -> pd.DataFrame:
    runs = finished_runs(Path(plan.folder), plan.made)
    return read_values(plan.folder, {option: runs[option] for option in plan.options})


def _unusable(message: str, choices: Sequence[str] = ()) -> ScenarioError:
    return ScenarioError([Problem("", None, None, "--until", message, tuple(choices))])
