"""The command: find the positions, write the files asked for, and say everything in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from demandsim.quantities import QuantityError, parse_duration, parse_share
from demandsim.scenario.problems import Problem, ScenarioError
from demandsim.scenario.scenario import Scenario
from demandsim.staffing.search import Found
from demandsim.staffing.shares import By
from demandsim.staffing.staffing import staffing
from demandsim.staffing.words import text

Quantity = TypeVar("Quantity")

DECIMALS = 4


def staff(
    scenario: Scenario,
    *,
    lines: Sequence[str] = (),
    share: str | None = None,
    within: str | None = None,
    by: By = "week",
    replications: int = 4,
    weeks: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    out: Path | None = None,
    positions: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> str:
    """Staff a scenario and give the text to print; `workers` left out are as many as there are processors.

    Writes the whole table to `out`, and to `positions` a table of positions that a scenario can name; where several
    teams were searched, one each with the team's name at the end. Raises ScenarioError for what cannot be read or
    searched, and before the work begins for a file that cannot be written.
    """
    for path in (out, positions):
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise _unusable(str(path), "cannot be written: it is a folder, or lies in none that exists")
    found = staffing(
        scenario,
        lines=lines,
        share=_read("--share", share, parse_share),
        within=_read("--within", within, parse_duration),
        by=by,
        replications=replications,
        weeks=weeks,
        seed=seed,
        workers=min(workers or os.cpu_count() or 1, replications),
        tell=tell,
    )
    said = [text(found)]
    if out is not None:
        found.table.round(DECIMALS).to_csv(out, index=False)
        said.append(f"Table: {out}\n")
    if positions is not None:
        said += _write_positions(found.found, positions)
    return "".join(said)


def _read(name: str, written: str | None, parse: Callable[[str], Quantity]) -> Quantity | None:
    try:
        return None if written is None else parse(written)
    except QuantityError as error:
        raise _unusable(name, str(error)) from None


def _write_positions(found: Found, path: Path) -> list[str]:
    """Write the positions of each team as a scenario reads them."""
    said = []
    for team, plan in found.plan.items():
        file = path if len(found.plan) == 1 else path.with_stem(f"{path.stem}-{team}")
        numbers = "\n".join(str(number) for number in plan)
        what = f"Positions of {team}, {len(plan)} half hours, found by simulation"
        file.write_text(f"# {what}\nvalue\n{numbers}\n", encoding="utf-8")
        said.append(f"Positions of {team}: {file}\n")
    return said


def _unusable(path: str, message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, None, path, message)])
