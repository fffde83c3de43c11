"""Say who gains and who loses by each option: `python docs/who_loses.py RESULTS`.

Prints a table in Markdown from the comparison of every crime and officer with itself under today: crimes that are open
for less and for more time, by how much for vulnerable victims and the rest, the offence that loses most days, and the
team whose officers are kept busiest beyond today.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from demandsim.experiment import read_comparison
from demandsim.experiment.worse_off import IN_BOTH

HEAD = (
    "Option", "Sooner, %", "Later, %", "Vulnerable victims, days", "Others, days", "Offence that loses most, days",
    "Busier team, points",
)  # fmt: skip
FEWEST = 100
"""Crimes of an offence over all replications below which its mean is not shown."""


def table(worse_off: pd.DataFrame) -> list[tuple[str, ...]]:
    """Give the rows of the table."""
    rows: list[tuple[str, ...]] = [HEAD, ("---", *["--:"] * (len(HEAD) - 1))]
    for option, mine in worse_off.groupby("option", sort=False):
        days, busy = (mine[mine["aspect"] == aspect] for aspect in ("days_open", "utilisation"))
        every = days[days["group"] == IN_BOTH].iloc[0]
        victims = days[days["by"] == "victim"].set_index("group")
        offences = days[(days["by"] == "offence") & (days["number"] >= FEWEST)]
        loser = offences.loc[offences["mean_change"].idxmax()]
        teams = busy[busy["by"] == "team of officer"]
        busiest = teams.loc[teams["mean_change"].idxmax()]
        rows.append(
            (
                str(option),
                f"{100 * every['better']:.1f}",
                f"{100 * every['worse']:.1f}",
                _change(victims.loc["vulnerable"], 1, 2),
                _change(victims.loc["not vulnerable"], 1, 2),
                f"{loser['group']} {_change(loser, 1, 1)}",
                f"{str(busiest['group']).replace('_', ' ')} {_change(busiest, 100, 1)}",
            )
        )
    return rows


def _change(row: pd.Series, scale: float, digits: int) -> str:
    nothing = f"{0:.{digits}f}"
    change = f"{scale * row['mean_change']:+.{digits}f}"
    change = nothing if change[1:] == nothing else change.replace("-", "−")
    return f"{change} ± {scale * row['half_width']:.{digits}f}"


if __name__ == "__main__":
    found = read_comparison(Path(sys.argv[1])).worse_off
    print("\n".join(f"| {' | '.join(line)} |" for line in table(found)))
