"""Sensitivity in words: what would change our mind about an option, and what no replication will tell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import fill

import pandas as pd

from demandsim.experiment.comparison import BETTER, NO_DIFFERENCE, WORSE
from demandsim.experiment.sensitivity import Sensitivity
from demandsim.experiment.store import TODAY
from demandsim.experiment.turns import OTHER_SIGN
from demandsim.measures import MEASURES
from demandsim.quantities import format_share
from demandsim.report.words import bare_change, bare_unit, title

WIDTH = 110
WORTH_NAMING, ROUGH = 0.01, 0.2
"""Shares of ignorance that are named, and half-widths of their intervals from which on they only give an idea."""
ONE_TAPE = "With one replication a difference is judged by its sign alone, and luck cannot be told from ignorance."


def text(found: Sensitivity) -> str:
    """Say what a study found, measure by measure."""
    study = found.study
    lines = [
        f"{_count(len(study.assumptions), 'assumption')}, {_count(len(study.options) - 1, 'option')} beside {TODAY}, "
        f"{_count(study.replications, 'replication')} of every world, all on the same tapes."
    ]
    if study.replications == 1:
        lines.append(ONE_TAPE)
    if study.unread:
        lines.append(f"Not tried, because no range could be read: {', '.join(study.unread)}.")
    if len(found.shares):
        moved, still = found.shares["assumption"].unique(), len(study.assumptions)
        others = f"; the other {still - len(moved)} stand as assumed" if still > len(moved) else ""
        lines.append(f"Ignorance is shared out among {_count(len(moved), 'assumption')}: {', '.join(moved)}{others}.")
    lines = [fill(line, WIDTH, break_on_hyphens=False) for line in lines]
    for name in study.measures:
        measure = MEASURES[name]
        way = "" if measure.better == "neither" else f"; {measure.better} is better"
        lines += ["", f"{title(name)} ({bare_unit(measure.unit)}{way})"]
        for option in study.options[1:]:
            lines += [f"  {option}", *(_wrapped(said) for said in _of_option(found, option, name))]
        lines += [_wrapped(said, "  ") for said in _of_worlds(found, name)]
    return "\n".join(lines) + "\n"


def _of_option(found: Sensitivity, option: str, name: str) -> Iterator[str]:
    """Say what one option does to one measure, and what would change our mind."""
    unit = MEASURES[name].unit
    rows = _only(found.levels, option, name)
    here, moved = rows.iloc[0], rows.iloc[1:]
    change = bare_change(here["difference"], here["half_width"], unit)
    over = _between(rows["difference"].min(), rows["difference"].max(), unit)
    yield f"as assumed {change}: {_called(here['verdict'], name)}; one assumption at a time {over}"
    told = False
    turns = _only(found.turns, option, name)
    for row in turns.to_dict("records"):
        told = True
        becomes = "turns round" if row["becomes"] == OTHER_SIGN else _called(str(row["becomes"]), name)
        yield (
            f"{becomes} where {row['assumption']} reaches {row['turns_at']} (as assumed {row['assumed']}; between "
            f"{row['holds_at']} and {row['turned_at']})"
        )
    known = set(zip(turns["assumption"], turns["becomes"], strict=True))
    for row in moved[moved["verdict"] != here["verdict"]].to_dict("records"):
        turned = {here["verdict"], row["verdict"]} == {BETTER, WORSE}
        if (row["assumption"], OTHER_SIGN if turned else row["verdict"]) in known:
            continue
        told = True
        change = bare_change(float(row["difference"]), float(row["half_width"]), unit)
        yield f"{_called(str(row['verdict']), name)} with {row['assumption']} at {row['value']} ({change})"
    if not told:
        yield "nothing tried changes that"
    yield from _screened(found, option, name)
    yield from _split(found, option, name)
    yield from _shared_out(found, option, name)


def _screened(found: Sensitivity, option: str, name: str) -> Iterator[str]:
    rows = _only(found.screening, option, name).sort_values("size", ascending=False, kind="stable")
    matter = [row for row in rows.to_dict("records") if row["size"] > 0][:3]
    if matter:
        unit = MEASURES[name].unit
        each = (f"{row['assumption']} {_size(float(row['size']), unit)}" for row in matter)
        yield f"screened, most matter (change over the range): {', '.join(each)}"


def _split(found: Sensitivity, option: str, name: str) -> Iterator[str]:
    rows = _only(found.split, option, name)
    if rows.empty or math.isnan(rows.iloc[0]["difference"]):
        return
    row, unit = rows.iloc[0], MEASURES[name].unit
    said = f"in plausible worlds {_between(row['low'], row['high'], unit)}"
    if not math.isnan(row["better_in"]):
        said += f", better than {TODAY} in {format_share(row['better_in'])} of them"
    if not math.isnan(row["luck"]):
        said += f"; ± {_size(row['luck'], unit)} by luck, ± {_size(row['ignorance'], unit)} by ignorance"
    if not math.isnan(row["share"]):
        said += f", which is {format_share(round(row['share'], 2))} of what is open"
    yield said


def _shared_out(found: Sensitivity, option: str, name: str) -> Iterator[str]:
    """Say which assumption drives how much of what the ranges leave open."""
    rows = _only(found.shares, option, name).sort_values("in_all", ascending=False, kind="stable")
    if rows.empty or rows["ignorance"].isna().any():
        return
    if rows["in_all"].isna().any():
        yield "the ranges that were shared out leave nothing open"
        return
    drives = rows[rows["in_all"] >= WORTH_NAMING].head(3)
    each = (
        f"{row['assumption']} {_share(row['in_all'], row['in_all_half_width'])}, "
        f"by itself {_share(row['alone'], row['alone_half_width'])}"
        for row in drives.to_dict("records")
    )
    rough = " (rough: more rounds tell more)" if drives["in_all_half_width"].max() > ROUGH else ""
    size = _size(float(rows.iloc[0]["ignorance"]), MEASURES[name].unit)
    yield f"of the ± {size} by ignorance of these: {'; '.join(each)}{rough}"


def _of_worlds(found: Sensitivity, name: str) -> Iterator[str]:
    """Say which option is best in how many plausible worlds."""
    rows = found.split[found.split["measure"] == name]
    known = rows[rows["best_in"].notna()].sort_values("best_in", ascending=False, kind="stable")
    if len(known):
        each = (f"{row['option']} {format_share(round(row['best_in'], 3))}" for row in known.to_dict("records"))
        yield f"Best of all, in share of plausible worlds: {', '.join(each)}"


def _only(table: pd.DataFrame, option: str, name: str) -> pd.DataFrame:
    return table[(table["option"] == option) & (table["measure"] == name)]


def _called(verdict: str, name: str) -> str:
    """Name a verdict; where no direction is better it only says higher or lower."""
    if verdict == NO_DIFFERENCE or MEASURES[name].better != "neither":
        return verdict
    return "higher" if verdict == BETTER else "lower"


def _between(low: float, high: float, unit: str) -> str:
    return f"{bare_change(low, float('nan'), unit)} to {bare_change(high, float('nan'), unit)}"


def _size(value: float, unit: str) -> str:
    return bare_change(value, float("nan"), unit).removeprefix("+")


def _share(share: float, half_width: float) -> str:
    """Write an estimated share with its interval; either may come out a little below nothing or above the whole."""
    within = [format_share(round(min(1.0, max(0.0, at)), 2)) for at in (share, share - half_width, share + half_width)]
    return f"{within[0]} ({within[1].removesuffix(' %')} to {within[2]})"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _wrapped(line: str, indent: str = "    ") -> str:
    return fill(line, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
