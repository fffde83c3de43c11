"""Try verdicts over the ranges of assumptions: `python docs/ranges.py SCENARIO RANGES OUT [RESULTS]`.

RANGES is a table with the columns what, figures (paths with `*` for every part, several joined by spaces), low and
high. One line at a time, at either end, for today and every option, TAPES replications are played and what is asked is
kept in OUT (a CSV that is added to, so that a stopped run goes on). Prints a table in Markdown: by option and measure
the difference from today as assumed, its range over all ends, and the lines under which it changes sign; with RESULTS,
the folder of a comparison, only where it shows a difference.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pydantic import BaseModel

from demandsim.engine import run
from demandsim.experiment.comparison import BETTER, HIGHER, LOWER, WORSE, read_comparison
from demandsim.experiment.store import TODAY, scenario_under
from demandsim.measures import measure
from demandsim.roster import build_roster
from demandsim.scenario.files import read_tree
from demandsim.scenario.options import option_names
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record

TAPES = 1
AS_ASSUMED = "as assumed"
ENDS = ("low", "high")
COLUMNS = ("setting", "option", "replication", "measure", "value")


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


def figure(value: Any, how: str) -> Any:
    """Give a figure at one end of its range: `x F` multiplies it, `gap x F` what is missing to 1."""
    gap, factor = how.startswith("gap "), float(how.rsplit(" ", 1)[1])
    if isinstance(value, dict):
        return {key: figure(part, how) for key, part in value.items()}
    changed = 1 - (1 - value) * factor if gap else value * factor
    return round(changed) if isinstance(value, int) else max(0.0, min(changed, 1.0) if value <= 1 else changed)


def changed(node: Any, steps: list[str], how: Callable[[Any], Any]) -> Any:
    """Give a part of the scenario with the figures at a path changed; `*` stands for every part."""
    if not steps:
        return how(node)
    step, rest = steps[0], steps[1:]
    if isinstance(node, tuple):
        return tuple(changed(item, rest, how) if step in ("*", item.name) else item for item in node)
    if isinstance(node, dict):
        return {key: changed(part, rest, how) if step in ("*", key) else part for key, part in node.items()}
    assert isinstance(node, BaseModel), f"there is no {step} here"
    return node.model_copy(update={step: changed(getattr(node, step), rest, how)})


def values(path: Path, setting: str, paths: str, how: str, option: str, replication: int) -> list[tuple[Any, ...]]:
    """Play one option at one end of one range once."""
    scenario: Scenario = scenario_under(read_tree(path), option)
    for each in paths.split():
        scenario = changed(scenario, each.split("."), lambda value: figure(value, how))
    tape = record(scenario, replication)
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    table = measure(log, list(MEASURES))
    force = table[table["group"] == ""]
    return [(setting, option, replication, row.measure, row.value) for row in force.itertuples()]


def play(path: Path, ranges: pd.DataFrame, out: Path) -> None:
    """Play what is not in OUT yet."""
    settings = [(AS_ASSUMED, "", "")]
    settings += [(f"{row.what}: {end}", row.figures, getattr(row, end)) for row in ranges.itertuples() for end in ENDS]
    done = set()
    if out.exists():
        found = pd.read_csv(out)
        done = set(zip(found["setting"], found["option"], found["replication"], strict=True))
    else:
        out.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    options = (TODAY, *option_names(read_tree(path)))
    tasks = [
        (setting, paths, how, option, tape)
        for tape, (setting, paths, how), option in product(range(TAPES), settings, options)
        if (setting, option, tape) not in done
    ]
    with ProcessPoolExecutor() as workers, out.open("a", encoding="utf-8", newline="") as file:
        for task in as_completed([workers.submit(values, path, *task) for task in tasks]):
            csv.writer(file).writerows(task.result())
            file.flush()


def table(found: pd.DataFrame, results: Path | None) -> list[tuple[str, ...]]:
    """Give the rows (option, measure, as assumed, range, where the sign changes)."""
    shown = None if results is None else _shown(results)
    means = found.groupby(["measure", "option", "setting"], sort=False)["value"].mean().unstack("option")
    rows: list[tuple[str, ...]] = []
    for option, (name, asked) in product([o for o in found["option"].unique() if o != TODAY], MEASURES.items()):
        if shown is not None and (option, name) not in shown:
            continue
        difference = (means.loc[name, option] - means.loc[name, TODAY]) * asked.scale
        here, nothing = difference[AS_ASSUMED], 0.5 * 10**-asked.digits
        turns = difference[(difference * here < 0) & (difference.abs() > nothing) & (abs(here) > nothing)]
        low, high, now = (
            f"{v:+,.{asked.digits}f}".replace("-", "−") for v in (difference.min(), difference.max(), here)
        )
        rows.append((option, asked.words, now, f"{low} to {high}", "; ".join(turns.index)))
    return rows


def _shown(results: Path) -> set[tuple[str, str]]:
    """Give the options and measures for which a comparison shows a difference."""
    rows = read_comparison(results).table
    rows = rows[(rows["group"] == "") & rows["verdict"].isin([BETTER, WORSE, HIGHER, LOWER])]
    return set(zip(rows["option"].astype(str), rows["measure"].astype(str), strict=True))


def main(path: Path, ranges: Path, out: Path, results: Path | None = None) -> None:
    """Play and print the table."""
    play(path, pd.read_csv(ranges, comment="#"), out)
    head = ("Option", "Measure", "As assumed", "Over the ranges", "Changes sign under")
    lines = [head, ("---", "---", "--:", "--:", "---"), *table(pd.read_csv(out), results)]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
