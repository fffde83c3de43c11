"""Draw the heat maps of skill and consistency: `python docs/heat_maps.py RESULTS FOLDER`.

RESULTS is the results folder of `west_mercia_2018.yaml`, FOLDER where `skill_map.svg` and `consistency_map.svg` go.
"""

from __future__ import annotations

import sys
from pathlib import Path

from demandsim.experiment import read_comparison
from demandsim.report.heat_map import heat_map

OPTIONS = ("today", "one allocation desk", "officers keep their crimes")
SPECIALIST = (
    "homicide",
    "gbh and wounding",
    "child cruelty",
    "domestic abuse high risk",
    "stalking",
    "rape",
    "other sexual",
    "robbery",
    "drug supply",
)
"""Offences that need more than what every constable is trained for."""


def main(results: Path, folder: Path) -> None:
    """Draw both."""
    comparison = read_comparison(results)
    for name, measure, rows in (
        ("skill", "owner_has_skill", SPECIALIST),
        ("consistency", "modal_route", ()),
    ):
        chart = heat_map(comparison, measure, options=OPTIONS, rows=rows)
        assert chart is not None
        (folder / f"{name}_map.svg").write_text(chart.svg, encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
