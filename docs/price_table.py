"""Write the table of a page on what money buys: `python docs/price_table.py RESULTS`.

RESULTS is the results folder of options that are bought by the piece. Prints a table in Markdown: per option and for
each piece the change from today with the half-width of its 95 % interval, bold where a difference is shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from markdown_tables import table

from demandsim.experiment import price_list, read_comparison

SHOWN = ("better", "worse", "higher", "lower")
MEASURES = {
    "calls_abandoned": ("Calls abandoned, points", 2),
    "response_in_target": ("Incidents reached in target, points", 2),
    "open_crimes": ("Open crimes", 1),
    "positive_outcomes": ("Crimes solved a year", 0),
    "harm_resolved": ("Harm in them, points a year", 0),
    "specialist_owner_has_skill": ("Specialist crimes to the skilled, points", 2),
    "reviews_on_time": ("Reviews on time, points", 2),
    "without_direction": ("Time without direction, points", 2),
    "incidents_graded": ("Incidents a year", 0),
}
"""Words and digits of the measures shown."""


def main(folder: Path) -> None:
    """Print the table."""
    comparison = read_comparison(folder)
    prices = price_list(comparison, list(MEASURES)).set_index(["option", "measure"])
    rows = [
        [option, *(written(prices.loc[option, name], digits) for name, (_, digits) in MEASURES.items())]
        for option in comparison.options[1:]
    ]
    print("\n".join(table(["Each pound on band D", *(words for words, _ in MEASURES.values())], rows)))


def written(row: pd.Series, digits: int) -> str:
    """Write a change with its half-width."""
    change = f"{row['change_each']:+,.{digits}f} ± {row['change_each_half_width']:,.{digits}f}".replace("-", "−")
    return f"**{change}**" if row["verdict"] in SHOWN else change


if __name__ == "__main__":
    main(Path(sys.argv[1]))
