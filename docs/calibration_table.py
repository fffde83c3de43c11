"""Set a run's baseline beside what is known of the force: `python docs/calibration_table.py RESULTS TARGETS`.

RESULTS is a results folder whose first option is the baseline; TARGETS a table with the columns what, measure, group,
scale, unit, low, high, source. Groups joined by ` + ` are added; a negative scale shows what is left of 100. The
interval is the 95 % t interval over replications. Prints a table in Markdown.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from demandsim.experiment.precision import t_interval


def table(values: pd.DataFrame, targets: pd.DataFrame) -> list[tuple[str, str, str, str, str]]:
    """Give the rows (what, target, simulated with interval, verdict, source) for tidy values of the baseline."""
    rows = []
    for target in targets.itertuples():
        groups = "" if pd.isna(target.group) else str(target.group)
        asked = values[(values["measure"] == target.measure) & values["group"].isin(groups.split(" + "))]
        sums = asked.groupby("replication")["value"].sum(min_count=len(groups.split(" + ")))
        scaled = sums * target.scale + (100 if target.scale < 0 else 0)
        interval = t_interval(scaled.to_list())
        met = "met" if target.low <= interval.mean <= target.high else "**not met**"
        rows.append(
            (
                str(target.what),
                f"{target.low:,g}–{target.high:,g} {target.unit}",
                f"{interval.mean:,.{_digits(interval.mean)}f} ± {interval.half_width:,.{_digits(interval.mean)}f}",
                met,
                str(target.source),
            )
        )
    return rows


def _digits(value: float) -> int:
    return 0 if abs(value) >= 1000 else 1


def main(results: Path, targets: Path) -> None:
    """Print the table of a results folder."""
    values = pd.read_parquet(results / "measures.parquet")
    baseline = values[values["option"].astype(str) == "today"]
    head = ("What", "Target", "Simulated, 95 % interval", "", "Source")
    lines = [head, tuple("---" for _ in head), *table(baseline, pd.read_csv(targets, comment="#"))]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
