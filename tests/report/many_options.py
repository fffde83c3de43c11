"""Made-up results of more options than share a drawing, with values by offence and area."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.measures import MEASURES
from tests.report.made_up import GROUPS, OPTIONS, comparison

MORE = ("third", "fourth", "fifth")
EFFECTS = {
    (OPTIONS[1], "owner_has_skill"): 9.0,
    (OPTIONS[1], "caseload"): 9.0,
    (OPTIONS[2], "crimes_closed"): -9.0,
}
BY_OFFENCE_AND_AREA = ("owner_has_skill", "modal_route")


def many_options(effects: dict[tuple[str, str], float] | None = None) -> Comparison:
    """Make a comparison of six options; those in `MORE` do as the second does, by offence and area ever better."""
    found = comparison(EFFECTS if effects is None else effects)
    second = found.values[found.values["option"] == OPTIONS[1]]
    options = (*OPTIONS, *MORE)
    parts = [found.values, *(second.assign(option=option) for option in MORE)]
    luck = np.random.default_rng(7)
    cells = [
        (option, n, measure, f"offence={offence}, area={area}", 0.5 + 0.02 * step + luck.normal(0, 0.005), "share")
        for measure in BY_OFFENCE_AND_AREA
        for offence in GROUPS["offence"]
        for area in GROUPS["area"]
        for step, option in enumerate(options)
        for n in range(8)
    ]
    values = pd.concat([*parts, pd.DataFrame(cells, columns=found.values.columns)], ignore_index=True)
    table = compare_values(values, options, tuple(MEASURES.values()))
    return replace(found, options=options, values=values, table=table)
