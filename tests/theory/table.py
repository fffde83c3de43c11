"""The table of all reference cases: `python -m tests.theory.table` plays them and writes it into the documentation."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
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


def trials() -> list[Trial]:
    """Give every trial in order of case."""
    found = [trial for module in MODULES for trial in module.TRIALS]
    return sorted(found, key=lambda trial: (trial.case, trial.part))


def page(played: Sequence[tuple[Trial, Sequence[Row]]]) -> str:
    """Write the table, with a sentence that sums it up and a list of what is not compared."""
    lines = ["---", "orphan: true", "---", "", "# Every reference case", "", START, ""]
    lines += [summary([row for _, rows in played for row in rows]), ""]
    lines += ["| case | system | measure | reference | simulated | standard error | z | code |"]
    lines += ["|---|---|---|--:|--:|--:|--:|---|"]
    for trial, rows in played:
        case = cases()[trial.case]
        for row in rows:
            system = case.system if row is rows[0] else ""
            if system and trial.part:
                system = f"{system} - {trial.part}"
            lines.append(
                f"| {row.case} | {system} | `{row.measure}` | {row.reference:.6g} | {row.estimate:.6g} "
                f"| {error_of(trial, row)} | {z_of(row, chance=trial.replications > 1)} | {case.tolerance} |"
            )
    lines += ["", "Measures of these cases that are not compared:", ""]
    lines += [f"- {line}" for line in left_out(trial for trial, _ in played)]
    return "\n".join(lines) + "\n"


def error_of(trial: Trial, row: Row) -> str:
    """Write the standard error, and whether it is wider than the tolerance asks for."""
    if trial.replications == 1:
        return "none"
    return f"{row.error:.2g}{WIDE if row.error > row.error_allowed else ''}"


def z_of(row: Row, chance: bool) -> str:
    """Write how far a simulated value lies from its reference, or whether one without chance agrees."""
    if chance:
        return f"{row.z:.2f}"
    return "agrees" if row.z == 0 else "**differs**"


def summary(rows: Sequence[Row]) -> str:
    """Sum up the table in words."""
    certain = [row for row in rows if row.error == 0]
    z = np.array([row.z for row in rows if row.error > 0])
    furthest = max((row for row in rows if row.error > 0), key=lambda row: abs(row.z))
    wide = sum(row.error > row.error_allowed for row in rows)
    differ = sum(row.z != 0 for row in certain)
    return (
        f"Played with demandsim {demandsim.__version__}: {len({row.case for row in rows})} cases, {len(rows)} values, "
        f"{len(z)} of them estimates with a standard error. The largest |z| is {abs(furthest.z):.2f} "
        f"({furthest.case}, `{furthest.measure}`); {int((np.abs(z) > 1.96).sum())} lie beyond 1.96, where chance alone "
        f"puts {0.05 * len(z):.0f}. The mean of z is {z.mean():+.2f} and its standard deviation {z.std(ddof=1):.2f} (0 "
        f"and 1 if nothing is wrong; values of one case go together). {len(certain)} values owe nothing to chance; "
        f"{differ} of them differ. The standard error of {wide} values is wider than their code asks for."
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


def main() -> None:
    """Play every trial once and write the page."""
    played, begun = [], time.process_time()
    for trial in trials():
        rows = play(trial)
        played.append((trial, rows))
        print(*rows, f"{trial.name}: {time.process_time() - begun:.1f} s so far", sep="\n", flush=True)
    PAGE.write_text(page(played), encoding="utf-8")
    print(f"{PAGE.name}: {sum(len(rows) for _, rows in played)} values in {time.process_time() - begun:.0f} s")


if __name__ == "__main__":
    main()
