"""Made-up results whose truth is known: options that differ by given amounts on given measures, and some luck."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import cast

import numpy as np
import pandas as pd
from pydantic import JsonValue

from demandsim.experiment.comparison import Comparison, compare_values
from demandsim.experiment.worse_off import added_up, changes_of_crimes, changes_of_officers
from demandsim.measures import MEASURES
from demandsim.provenance import recipe
from tests.report.made_up_ledger import made_up_ledger
from tests.report.made_up_weeks import calls_by_hour, hourly, weekly
from tests.worlds import village, village_facts

OPTIONS = ("today", "desk first", "volume <crime> & teams")
LEVELS = {"share": 0.6, "seconds": 40.0, "minutes": 14.0, "days": 22.0, "hours": 30.0, "pounds": 2900.0}
GROUPS = {
    "line": ("999", "101"),
    "grade": ("emergency", "priority", "scheduled"),
    "area": ("north", "south"),
    "team": ("handlers", "response", "cid", "crime_bureau"),
    "offence": ("assault", "rape", "burglary", "theft"),
    "outcome": ("charged", "out_of_court", "evidential", "no_suspect", "victim_withdrew", "filed"),
}


def comparison(effects: dict[tuple[str, str], float] | None = None, replications: int = 8) -> Comparison:
    """Make a comparison; `effects` gives, by option and measure, the true effect in standard deviations of the luck.

    Measures without an effect have exactly the luck of the baseline plus a little of their own.
    """
    made = _made(tuple(sorted((effects or {}).items())), replications)
    tables = {one.name: getattr(made, one.name) for one in fields(made)}
    return replace(made, **{name: value.copy() for name, value in tables.items() if isinstance(value, pd.DataFrame)})


@cache
def _made(effects: tuple[tuple[tuple[str, str], float], ...], replications: int) -> Comparison:
    luck, true = np.random.default_rng(2018), dict(effects)
    rows: list[tuple[object, ...]] = []
    for measure in MEASURES.values():
        level = LEVELS.get(measure.unit, 120.0)
        for group in ("", *(f"{key}={value}" for key in measure.groups for value in GROUPS.get(key, ()))):
            shared = luck.normal(0, 0.05, replications)
            for option in OPTIONS:
                own = luck.normal(0, 0.01, replications) if option != OPTIONS[0] else np.zeros(replications)
                if replications > 1 and option != OPTIONS[0]:
                    own = 0.01 * (own - own.mean()) / own.std(ddof=1)
                own = own + 0.01 * true.get((option, measure.name), 0.0)
                for n in range(replications):
                    value = level * (1 + shared[n] + own[n])
                    rows.append((option, n, measure.name, group, float(value), measure.unit))
    values = pd.DataFrame(rows, columns=["option", "replication", "measure", "group", "value", "unit"])
    found = []
    for number, option in enumerate(OPTIONS[1:], 1):
        for n in range(replications):
            crimes = changes_of_crimes(_crimes(n, 0), _crimes(n, number))
            officers = changes_of_officers(_officers(n, 0), _officers(n, number))
            found.append(pd.concat([crimes, officers]).assign(option=option, replication=n))
    facts = village_facts(options={name: {"because": f"Because of {name}."} for name in ("today", "desk first")})
    made = recipe(
        file="village.yaml",
        resolved=cast(dict[str, JsonValue], facts),
        options=OPTIONS,
        seed=1,
        replications=replications,
        days=28,
        warm_up_days=7,
    )
    # Pages are compared to the letter, also while the program is being edited.
    made["code"] = "0" * 64
    scenario = village(
        options={"today": {}, "desk first": {"because": "Less travel <for> the same crimes.", "one_off_cost": 120000}}
    )
    table = compare_values(values, OPTIONS, tuple(MEASURES.values()))
    return Comparison(
        scenario,
        made,
        OPTIONS,
        values,
        table,
        added_up(pd.concat(found)),
        weekly=weekly(OPTIONS, replications),
        hourly=hourly(OPTIONS, replications),
        calls_by_hour=calls_by_hour(OPTIONS, replications),
        unmet=made_up_ledger(OPTIONS, replications),
    )


def _crimes(tape: int, option: int) -> pd.DataFrame:
    facts, how = np.random.default_rng(tape), np.random.default_rng(1000 * option + tape)
    n = 300
    offence = facts.choice(GROUPS["offence"], n)
    return pd.DataFrame(
        {
            "uid": np.arange(n) + option,
            "offence": offence,
            "area": facts.choice(GROUPS["area"], n),
            "team": facts.choice(["response", "cid"], n),
            "vulnerable": facts.random(n) < 0.3,
            "harm": pd.Series(offence).map({"assault": 180.0, "rape": 1400.0, "burglary": 440.0, "theft": 20.0}),
            "open_time": (86_400 * (facts.exponential(20, n) + how.normal(0, 3, n) - option).clip(0)).astype(int),
            "outcome": how.choice(["charged", "no_suspect", "filed"], n),
            "skilled": how.integers(0, 2, n),
        }
    )


def _officers(tape: int, option: int) -> pd.DataFrame:
    luck = np.random.default_rng(500 + 10 * option + tape)
    return pd.DataFrame(
        {
            "officer": [f"cid/force/constable/{n}" for n in range(20)],
            "team": "cid",
            "on_duty": 100_000,
            "busy": luck.integers(60_000, 95_000, 20),
            "caseload": luck.uniform(5, 15, 20),
        }
    )
