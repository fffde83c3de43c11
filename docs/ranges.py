"""Try verdicts over the ranges of assumptions: `python docs/ranges.py SCENARIO RANGES OUT [RESULTS]`.

Does `demandsim sensitivity` for the measures below with TAPES replications, in the folder OUT, and prints its table of
assumptions moved one at a time in Markdown; with RESULTS, the folder of a comparison, only where it shows a difference.
"""

from __future__ import annotations

import os
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from demandsim.experiment.comparison import BETTER, HIGHER, LOWER, WORSE, read_comparison
from demandsim.experiment.sensitivity import Asked as Thoroughly
from demandsim.experiment.sensitivity import sensitivity
from demandsim.experiment.worlds import open_study

TAPES = 1


class Asked(NamedTuple):
    """A measure of the table: words, scale and digits."""

    words: str
    scale: float
    digits: int


MEASURES = {
    "specialist_owner_has_skill": Asked("specialist crimes to the skilled, points", 100, 1),
    "modal_route": Asked("usual route, points", 100, 1),
    "crimes_closed": Asked("crimes closed a week", 1, 0),
    "days_to_outcome": Asked("days to outcome", 1, 2),
    "reviews_on_time": Asked("reviews on time, points", 100, 1),
}


def table(levels: pd.DataFrame, results: Path | None) -> list[tuple[str, ...]]:
    """Give the rows (option, measure, as assumed, range, where the sign changes)."""
    shown = None if results is None else _shown(results)
    rows: list[tuple[str, ...]] = []
    for option, (name, asked) in product(levels["option"].unique(), MEASURES.items()):
        if shown is not None and (option, name) not in shown:
            continue
        found = levels[(levels["option"] == option) & (levels["measure"] == name)]
        difference, nothing = found["difference"] * asked.scale, 0.5 * 10**-asked.digits
        here = difference.iloc[0]
        turns = found[(difference * here < 0) & (difference.abs() > nothing) & (abs(here) > nothing)]
        low, high, now = (
            f"{v:+,.{asked.digits}f}".replace("-", "−") for v in (difference.min(), difference.max(), here)
        )
        said = "; ".join(turns["assumption"] + ": " + turns["value"])
        rows.append((option, asked.words, now, f"{low} to {high}", said))
    return rows


def _shown(results: Path) -> set[tuple[str, str]]:
    """Give the options and measures for which a comparison shows a difference."""
    rows = read_comparison(results).table
    rows = rows[(rows["group"] == "") & rows["verdict"].isin([BETTER, WORSE, HIGHER, LOWER])]
    return set(zip(rows["option"].astype(str), rows["measure"].astype(str), strict=True))


def main(path: Path, ranges: Path, out: Path, results: Path | None = None) -> None:
    """Play and print the table."""
    study = open_study(path, out=out, ranges=ranges, measures=list(MEASURES), replications=TAPES)
    levels = sensitivity(study, Thoroughly(worlds=0, turns=False), jobs=os.cpu_count() or 1).levels
    head = ("Option", "Measure", "As assumed", "Over the ranges", "Changes sign under")
    lines = [head, ("---", "---", "--:", "--:", "---"), *table(levels, results)]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
