"""Who is worse off: the same crime and the same officer under two options, added up by group.

Only shared tapes allow it. Totals reconcile: the changes of all groups, with the crimes that only one
option records, are exactly the difference of the options' totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.accounts import NOT_APPLICABLE
from demandsim.experiment.precision import t_interval
from demandsim.experiment.store import read_part
from demandsim.measures.outcomes import POSITIVE
from demandsim.quantities import DAY

Floats = NDArray[np.float64]
Labels: TypeAlias = "pd.Series | NDArray[np.object_] | NDArray[np.str_]"
EVERYONE = "everyone"
IN_BOTH, ONLY_BASELINE, ONLY_OPTION = "in both", "only under the first", "only under the second"


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that can become better or worse for one crime or officer."""

    name: str
    words: str
    unit: str
    lower_is_better: bool
    matters: float
    """Smaller changes than this, in the unit, count as the same."""


class Grouping(NamedTuple):
    """A way of grouping: the names of the groups, and the group of every pair."""

    names: list[str]
    codes: NDArray[np.int64]


CRIME_ASPECTS = (
    Aspect("days_open", "days open, up to the end of the run", "days", True, 1.0),
    Aspect("skilled", "held by an officer with every required skill", "share", False, 0.5),
    Aspect("positive", "charged or settled out of court by the end of the run", "share", False, 0.5),
)
OFFICER_ASPECTS = (
    Aspect("utilisation", "share of duty spent busy", "share", True, 0.01),
    Aspect("caseload", "crimes held on average", "crimes", True, 0.5),
)
ASPECTS = {aspect.name: aspect for aspect in (*CRIME_ASPECTS, *OFFICER_ASPECTS)}

MEANING = {
    "option": "Option that is compared with the first",
    "aspect": "What became better or worse; for officers, busier counts as worse",
    "by": "How crimes or officers are grouped, as they were under the first option",
    "group": "The group",
    "number": "Pairs (a crime or officer under both options, per replication), or crimes under one only",
    "better": "Share of pairs that are better off",
    "worse": "Share of pairs that are worse off",
    "same": "Share of pairs without a change that matters",
    "mean_change": "Mean change per pair, second option less first, in the unit",
    "half_width": "Half-width of the 95 % interval of the mean change, over replications",
    "total_change": "Sum of the changes; for crimes under one option only, what they add or take away",
    "replications": "Replications in which the group occurs",
    "unit": "Unit of the change",
}


def worse_off(folder: Path, runs: Mapping[str, Sequence[int]], baseline: str, options: Sequence[str]) -> pd.DataFrame:
    """Add up who is better and who is worse off under each option than under the baseline.

    Reads the tables per crime and officer that the runs left; one row per option, aspect and group with the
    columns of `MEANING`.
    """
    rows: list[pd.DataFrame] = []
    for option in options:
        for replication in sorted(set(runs[baseline]) & set(runs[option])):
            crimes = [read_part(folder, name, replication, "crimes") for name in (baseline, option)]
            officers = [read_part(folder, name, replication, "officers") for name in (baseline, option)]
            found = pd.concat([changes_of_crimes(*crimes), changes_of_officers(*officers)])
            rows.append(found.assign(option=option, replication=replication))
    if not rows:
        return pd.DataFrame(columns=list(MEANING))
    return added_up(pd.concat(rows, ignore_index=True))


def changes_of_crimes(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set the crimes of one tape under two options side by side and count who gained and who lost.

    Takes two tables of `accounts.crime_accounts`; gives one row per aspect and group with the numbers of
    pairs, of better and of worse ones, and the total change.
    """
    _, here, there = np.intersect1d(first["uid"], second["uid"], assume_unique=True, return_indices=True)
    before, after = first.iloc[here], second.iloc[there]
    labels: dict[str, Labels] = {
        "offence": before["offence"],
        "victim": np.where(before["vulnerable"], "vulnerable", "not vulnerable"),
        "area": before["area"],
        "team": before["team"],
        "harm": _tenths(before["harm"].to_numpy(np.float64), "least harm", "most harm"),
    }
    groups = _grouped(labels, len(before))
    alone = {
        ONLY_BASELINE: (first.drop(first.index[here]), -1.0),
        ONLY_OPTION: (second.drop(second.index[there]), 1.0),
    }
    rows: list[tuple[object, ...]] = []
    for aspect in CRIME_ASPECTS:
        a, b = _of_crimes(before, aspect), _of_crimes(after, aspect)
        rows += _counted(aspect, a, b, groups)
        # A crime whose aspect exists under one option only counts with those that only that option records.
        halves = {ONLY_BASELINE: a[~np.isnan(a) & np.isnan(b)], ONLY_OPTION: b[np.isnan(a) & ~np.isnan(b)]}
        for name, (table, sign) in alone.items():
            values = _of_crimes(table, aspect)
            values = np.concatenate([values[~np.isnan(values)], halves[name]])
            rows.append((aspect.name, EVERYONE, name, len(values), 0, 0, sign * float(values.sum())))
    return _frame(rows)


def changes_of_officers(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set the officers of one tape under two options side by side, by team and by earlier load.

    Takes two tables of `accounts.officer_accounts`; officers without a duty under either are left out.
    """
    both = first.merge(second, on="officer", suffixes=("_before", "_after"))
    both = both[(both["on_duty_before"] > 0) & (both["on_duty_after"] > 0)]
    rows: list[tuple[object, ...]] = []
    for aspect in OFFICER_ASPECTS:
        a, b = _of_officers(both, aspect, "_before"), _of_officers(both, aspect, "_after")
        labels: dict[str, Labels] = {
            "team of officer": both["team_before"],
            "officers by " + aspect.name: _tenths(a, "lowest", "highest"),
        }
        rows += _counted(aspect, a, b, _grouped(labels, len(both)))
    return _frame(rows)


def added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the counts of single replications up to shares, means and intervals by option and group."""
    found = []
    keys = ["option", "aspect", "by", "group"]
    for (option, name, by, group), part in rows.groupby(keys, sort=False):
        pairs, total = int(part["number"].sum()), float(part["total_change"].sum())
        better, worse = int(part["better"].sum()), int(part["worse"].sum())
        seen = part[part["number"] > 0]
        means = (seen["total_change"] / seen["number"]).to_numpy(np.float64)
        paired = pairs > 0 and group not in (ONLY_BASELINE, ONLY_OPTION)
        found.append(
            {
                "option": option,
                "aspect": name,
                "by": by,
                "group": group,
                "number": pairs,
                "better": better / pairs if paired else np.nan,
                "worse": worse / pairs if paired else np.nan,
                "same": (pairs - better - worse) / pairs if paired else np.nan,
                "mean_change": total / pairs if paired else np.nan,
                "half_width": t_interval(means).half_width if paired else np.nan,
                "total_change": total,
                "replications": len(seen),
                "unit": ASPECTS[str(name)].unit,
            }
        )
    return pd.DataFrame(found, columns=list(MEANING))


def _counted(aspect: Aspect, a: Floats, b: Floats, groups: Mapping[str, Grouping]) -> Iterator[tuple[object, ...]]:
    known = ~np.isnan(a) & ~np.isnan(b)
    change = (b - a)[known]
    gain = -change if aspect.lower_is_better else change
    better, worse = gain >= aspect.matters, gain <= -aspect.matters
    for by, (names, codes) in groups.items():
        counts = [
            np.bincount(codes[known], weights=weights, minlength=len(names))
            for weights in (None, better, worse, change)
        ]
        for n, name in enumerate(names):
            number, up, down, total = (column[n] for column in counts)
            if number:
                yield aspect.name, by, name, int(number), int(up), int(down), float(total)


def _grouped(labels: Mapping[str, Labels], size: int) -> dict[str, Grouping]:
    """Number the groups of each way of grouping, in the order of their names; everyone is one group."""
    found = {EVERYONE: Grouping([IN_BOTH], np.zeros(size, dtype=np.int64))}
    for by, each in labels.items():
        codes, names = pd.factorize(np.asarray(each, dtype=object), sort=True)
        found[by] = Grouping([str(name) for name in names], codes.astype(np.int64))
    return found


def _frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["aspect", "by", "group", "number", "better", "worse", "total_change"])


def _of_crimes(table: pd.DataFrame, aspect: Aspect) -> Floats:
    if aspect.name == "days_open":
        return table["open_time"].to_numpy(np.float64) / DAY
    if aspect.name == "positive":
        positive: Floats = table["outcome"].isin(POSITIVE).to_numpy().astype(np.float64)
        return positive
    skilled: Floats = table["skilled"].to_numpy(np.float64, copy=True)
    skilled[skilled == NOT_APPLICABLE] = np.nan
    return skilled


def _of_officers(table: pd.DataFrame, aspect: Aspect, when: str) -> Floats:
    if aspect.name == "caseload":
        return table["caseload" + when].to_numpy(np.float64)
    busy: Floats = table["busy" + when].to_numpy(np.float64)
    return np.asarray(busy / table["on_duty" + when].to_numpy(np.float64), dtype=np.float64)


def _tenths(values: Floats, lowest: str, highest: str) -> NDArray[np.object_]:
    """Sort values into tenths, named from 01 to 10; equal values share a tenth."""
    rank = pd.Series(values).rank(method="average", pct=True).to_numpy(np.float64)
    tenth = np.clip(np.ceil(rank * 10), 1, 10).astype(np.int64)
    words = {1: f"01 {lowest}", 10: f"10 {highest}"}
    return np.array([words.get(int(number), f"{number:02d}") for number in tenth], dtype=object)
