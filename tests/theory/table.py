"""The table of all reference cases: `python -m tests.theory.table` plays them and writes it into the documentation.

`python -m tests.theory.table M D05` plays group M and case D05 only: all other rows stay as they are on the page.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

import demandsim
from tests.theory import (
    test_casework_theory,
    test_contact_theory,
    test_day_theory,
    test_desks_theory,
    test_dispatch_theory,
    test_exact,
    test_formula_theory,
    test_method_theory,
    test_place_theory,
    test_priority_theory,
    test_published_theory,
    test_response_theory,
    test_scene_theory,
    test_sharing_theory,
    test_skill_theory,
    test_tape_theory,
)
from tests.theory.runner import Row, Trial, cases, play

MODULES = (
    test_contact_theory,
    test_priority_theory,
    test_skill_theory,
    test_tape_theory,
    test_day_theory,
    test_formula_theory,
    test_published_theory,
    test_response_theory,
    test_dispatch_theory,
    test_place_theory,
    test_scene_theory,
    test_casework_theory,
    test_desks_theory,
    test_sharing_theory,
    test_exact,
    test_method_theory,
)
PAGE = Path(__file__).parents[2] / "docs" / "background" / "validation_table.md"
START = "<!-- table -->"
WIDE = " (wide)"
DIFFERS = "**differs**"


def trials() -> list[Trial]:
    """Give every trial in order of case."""
    found = [trial for module in MODULES for trial in module.TRIALS]
    return sorted(found, key=lambda trial: (trial.case, trial.part))


def page(written: Mapping[str, Sequence[str]]) -> str:
    """Put the table together from the rows of each case, with a sentence that sums it up and what is not compared."""
    rows = [row for case in dict.fromkeys(trial.case for trial in trials()) for row in written[case]]
    lines = ["---", "orphan: true", "---", "", "# Every reference case", "", START, "", summary(rows), ""]
    lines += ["| case | system | measure | reference | simulated | standard error | z | code |"]
    lines += ["|---|---|---|--:|--:|--:|--:|---|", *rows]
    lines += ["", "Measures of these cases that are not compared:", ""]
    lines += [f"- {line}" for line in left_out(trials())]
    return "\n".join(lines) + "\n"


def written_rows(trial: Trial, rows: Sequence[Row]) -> list[str]:
    """Write the rows of the table that a trial gives."""
    case = cases()[trial.case]
    system = f"{case.system} - {trial.part}" if trial.part else case.system
    return [
        f"| {row.case} | {system if row is rows[0] else ''} | `{row.measure}` | {row.reference:.6g} "
        f"| {row.estimate:.6g} | {error_of(trial, row)} | {z_of(row, chance=trial.replications > 1)} "
        f"| {case.tolerance} |"
        for row in rows
    ]


def standing() -> dict[str, list[str]]:
    """Give the rows that stand on the page, by case."""
    rows = re.findall(r"^\| \w\d\d \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {case: list(found) for case, found in groupby(rows, lambda row: cells(row)[0])}


def cells(row: str) -> list[str]:
    """Take a row of the table apart."""
    return [cell.strip() for cell in row.strip("|").split(" | ")]


def error_of(trial: Trial, row: Row) -> str:
    """Write the standard error, and whether it is wider than the tolerance asks for."""
    if trial.replications == 1:
        return "none"
    return f"{row.error:.2g}{WIDE if row.error > row.error_allowed else ''}"


def z_of(row: Row, chance: bool) -> str:
    """Write how far a simulated value lies from its reference, or whether one without chance agrees."""
    if chance:
        return f"{row.z:.2f}"
    return "agrees" if row.z == 0 else DIFFERS


def summary(rows: Sequence[str]) -> str:
    """Sum up the rows of the table in words."""
    told = [cells(row) for row in rows]
    chance = [row for row in told if row[5] != "none"]
    z = np.array([float(row[6]) for row in chance])
    furthest = chance[int(np.abs(z).argmax())]
    wide = sum(row[5].endswith(WIDE) for row in told)
    differ = sum(row[6] == DIFFERS for row in told)
    return (
        f"Played with demandsim {demandsim.__version__}: {len({row[0] for row in told})} cases, {len(told)} values, "
        f"{len(z)} of them estimates with a standard error. The largest |z| is {np.abs(z).max():.2f} "
        f"({furthest[0]}, {furthest[2]}); {int((np.abs(z) > 1.96).sum())} lie beyond 1.96, where chance alone "
        f"puts {0.05 * len(z):.0f}. The mean of z is {z.mean():+.2f} and its standard deviation {z.std(ddof=1):.2f} (0 "
        f"and 1 if nothing is wrong; values of one case go together). {len(told) - len(z)} values owe nothing to "
        f"chance; {differ} of them differ. The standard error of {wide} values is wider than their code asks for."
    )


def left_out(played: Iterable[Trial]) -> list[str]:
    """List the measures that no trial of their case compares, and why."""
    compared: dict[str, set[str]] = {}
    reasons: dict[tuple[str, str], str] = {}
    for trial in played:
        compared.setdefault(trial.case, set()).update(trial.measures)
        reasons |= {(trial.case, measure): reason for measure, reason in trial.left_out.items()}
    return [
        f"{case} `{measure}`: {reason}"
        for (case, measure), reason in sorted(reasons.items())
        if measure not in compared[case]
    ]


def main(names: Sequence[str]) -> None:
    """Play every trial once, or those of the cases whose names begin so, and write the page."""
    chosen, begun = [trial for trial in trials() if trial.case.startswith(tuple(names) or "")], time.process_time()
    played: dict[str, list[str]] = {trial.case: [] for trial in chosen}
    for trial in chosen:
        rows = play(trial)
        played[trial.case] += written_rows(trial, rows)
        print(*rows, f"{trial.name}: {time.process_time() - begun:.1f} s so far", sep="\n", flush=True)
    PAGE.write_text(page((standing() if names else {}) | played), encoding="utf-8")
    print(f"{PAGE.name}: {sum(map(len, played.values()))} values in {time.process_time() - begun:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
