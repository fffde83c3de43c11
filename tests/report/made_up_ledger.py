"""A made-up ledger of demand whose truth is known: the same arrivals under every option, and cases moved on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from demandsim.measures.unmet import HOURS, STATES

GROUPS = {
    "contacts": ("999", "101"),
    "incidents": ("emergency", "priority"),
    "crimes": ("assault", "rape", "burglary", "theft"),
    "backlog": ("assault", "rape", "burglary", "theft"),
    "hours": ("handlers", "response", "cid", "crime_bureau", "response, supervisors"),
}
HARM = {"assault": 180.0, "rape": 1400.0, "burglary": 440.0, "theft": 20.0}
WITHDREW, OPEN, ENDED = "victim withdrew for want of news", "open", "other outcome, owner had the skills"
"""Where cases are moved from and to: not met, undecided and met."""
Moves = Mapping[tuple[str, str, str], float]


def made_up_ledger(options: Sequence[str], replications: int, moves: Moves | None = None) -> pd.DataFrame:
    """Make the ledgers of all runs; `moves` gives, by option, kind (crimes or backlog) and offence, how many more of
    them are not met rather than met, on average, under the option.

    The options differ by these and by a luck of about one case of each offence.
    """
    rows: list[tuple[object, ...]] = []
    for number, option in enumerate(options):
        for n in range(replications):
            shared, own = np.random.default_rng(n), np.random.default_rng(1000 + 50 * number + n)
            for kind, groups in GROUPS.items():
                for group in groups:
                    counts = {state.name: float(shared.integers(20, 90)) for state in STATES[kind]}
                    if WITHDREW in counts:
                        moved = (moves or {}).get((option, kind, group), 0.0)
                        moved += float(own.integers(-1, 2)) if number else 0.0
                        counts[WITHDREW] += moved
                        counts[ENDED] -= moved
                    for state in STATES[kind]:
                        many = counts[state.name]
                        harm = np.nan if kind == HOURS else many * HARM.get(group, 0.0)
                        vulnerable = np.nan if kind == HOURS else many * (group == "rape")
                        rows.append((option, n, kind, group, state.name, many, harm, vulnerable, state.met))
    columns = ["option", "replication", "kind", "group", "state", "number", "harm", "vulnerable", "met"]
    return pd.DataFrame(rows, columns=columns)
