"""Prices: what an option changes for each piece that it buys, and what a unit of improvement costs.

Everything is reckoned from paired replications. A price is a ratio of two paired means, the change of the cost by the
change of a measure; its interval is Fieller's, which holds its level where the usual approximations do not, and which
does not exist where the change below the line may be nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.experiment.comparison import BETTER, WHOLE, WORSE, Comparison
from demandsim.experiment.precision import LEVEL, Ratio, fieller, t_interval
from demandsim.experiment.store import ResultsError, scenario_of, write_table
from demandsim.measures import MEASURES
from demandsim.quantities import WEEK, YEAR
from demandsim.scenario.options import Option
from demandsim.scenario.problems import did_you_mean

Floats = NDArray[np.float64]

COST = "cost"
SUM = 100_000.0
"""Pounds a year at which options are compared."""
BESIDE = ("days_to_close", "allocation_time", "positive_outcomes", "harm_resolved")
"""Measures of a price list beside the headline measures."""
PRICED, SAVING = "a price", "a saving at a price"
CHEAPER_BETTER, DEARER_WORSE = "cheaper and better", "dearer and worse"
FREE_BETTER, FREE_WORSE = "better, no difference in cost shown", "worse, no difference in cost shown"
NOT_SHOWN, NOT_PRICED = "no price shown", "not priced"

MEANING = {
    "option": "Option",
    "baseline": "Option with which it is compared",
    "buys": "What it buys, one of it; empty for an option that is not bought by the piece",
    "number": "How many it buys; 1 for an option that is not bought by the piece",
    "months": "Months from the decision until they are there and trained",
    "one_off_each": "Pounds spent once for each",
    "cost_each": "Change of the cost for each, in pounds a year: people, overtime and other means",
    "cost_each_half_width": "Half-width of its interval",
    "band_d_buys": "How many of them a pound on band D pays for each year; empty where that is not known",
    "measure": "Name of the measure",
    "unit": "Unit of the change; what is counted by the week stands by the year, shares in percentage points",
    "better": "Which direction is better: higher, lower or neither",
    "pairs": "Replications with a value of cost and measure under both options",
    "change_each": "Change of the measure for each: the paired difference divided by the number",
    "change_each_half_width": "Half-width of its interval",
    "ci_level": "Confidence level of the intervals",
    "verdict": "Verdict on the whole difference, as in comparison.csv",
    "said": f"{PRICED}, {SAVING}, {CHEAPER_BETTER}, {DEARER_WORSE}, {FREE_BETTER}, {FREE_WORSE}, {NOT_SHOWN} where no "
    f"difference of the measure is shown, {NOT_PRICED} for money and for what is neither better nor worse",
    "price": "Pounds a year for one unit of improvement (or saved for one unit given up); where one is told",
    "price_low": "Lower end of its interval (Fieller)",
    "price_high": "Upper end of its interval",
    "for_sum": f"Improvement for £{SUM:,.0f} a year, where the option is shown to cost more; below 0 it is worse",
    "for_sum_low": "Lower end of its interval (Fieller)",
    "for_sum_high": "Upper end of its interval",
}
"""What the columns of a price list hold."""


def price_list(comparison: Comparison, measures: Sequence[str] | None = None) -> pd.DataFrame:
    """Give the price list of a comparison: a row per option and measure with the columns of `MEANING`.

    `measures` left out: the headline measures and `BESIDE`; the cost itself comes first. A difference is only given a
    price where its verdict shows it, and options are judged for the force as a whole. Raises `ResultsError` for a
    measure that the results do not hold, or where there is nothing to compare.
    """
    chosen = _chosen(comparison, measures)
    others = comparison.options[1:]
    if not others:
        raise ResultsError("a price list compares options; these results hold only one")
    values = comparison.values[comparison.values["group"] == WHOLE]
    wide = values.pivot(index=["option", "replication"], columns="measure", values="value")
    units = dict(zip(values["measure"], values["unit"], strict=True))
    table = comparison.table[comparison.table["group"] == WHOLE]
    before, rows = wide.loc[[comparison.baseline]].droplevel("option"), list[dict[str, object]]()
    for option in others:
        changes = wide.loc[[option]].droplevel("option") - before
        judged = table[table["option"] == option]
        verdicts: dict[str, str] = dict(zip(judged["measure"], judged["verdict"], strict=True))
        cost = np.asarray(changes[COST], dtype=np.float64) * YEAR / WEEK
        found = comparison.scenario.options.get(option, Option())
        offer = _offer(comparison, option, found, cost, verdicts[COST] == WORSE)
        number = 1.0 if found.buys is None else found.buys.number
        for name in chosen:
            change = np.asarray(changes[name], dtype=np.float64)
            rows.append(offer | _row(name, units[name], change / number, cost / number, verdicts))
    return pd.DataFrame(rows, columns=list(MEANING))


def write_prices(prices: pd.DataFrame, path: Path) -> Path:
    """Write a price list as CSV with a description of its columns beside it."""
    write_table(path.parent, path.stem, prices, MEANING)
    return path.with_suffix(".csv")


def with_crimes(comparison: Comparison) -> dict[str, list[str]]:
    """Name the options whose posts bring open crimes of their own, with the teams: a backlog stated per officer.

    What such an option changes is not the work of its people alone.
    """
    before = scenario_of(comparison.made, comparison.baseline)
    shares = {entry.team for entry in before.demand.backlog if entry.per_officer}
    found: dict[str, list[str]] = {}
    # To read a large scenario under every option takes seconds: only where there is something to find.
    for option in comparison.options[1:] if shares else ():
        if option not in before.options:
            continue
        after = scenario_of(comparison.made, option).workforce.teams
        found[option] = [
            name
            for name, team in before.workforce.teams.items()
            if name in shares and name in after and after[name].posts != team.posts
        ]
    return {option: teams for option, teams in found.items() if teams}


def yearly(unit: str) -> tuple[str, float]:
    """Give the unit in which changes are priced and the factor that leads there: a year for a week, points for a share.

    So `crimes a week` becomes `crimes a year`.
    """
    if unit == "share":
        return "points", 100.0
    if unit.endswith(" a week"):
        return unit.removesuffix("week") + "year", YEAR / WEEK
    return unit, 1.0


def _chosen(comparison: Comparison, measures: Sequence[str] | None) -> list[str]:
    there = list(dict.fromkeys(comparison.values["measure"].astype(str)))
    if COST not in there:
        raise ResultsError(f"these results hold no {COST}; without it nothing has a price")
    if measures is None:
        headline = [name for name, measure in MEASURES.items() if measure.headline]
        return [COST, *(name for name in (*headline, *BESIDE) if name in there)]
    for name in measures:
        if name not in there:
            raise ResultsError(f"these results hold no measure {name!r}{did_you_mean(name, there)}")
    return list(dict.fromkeys([COST, *measures]))


def _offer(comparison: Comparison, name: str, option: Option, cost: Floats, dearer: bool) -> dict[str, object]:
    """Say what an option buys and what each of it costs; `dearer` tells whether it is shown to cost more."""
    buys, precept = option.buys, comparison.scenario.costs.precept
    number = 1.0 if buys is None else buys.number
    each = t_interval(cost / number)
    return {
        "option": name,
        "baseline": comparison.baseline,
        "buys": "" if buys is None else buys.what,
        "number": number,
        "months": math.nan if buys is None else buys.months,
        "one_off_each": option.one_off_cost / number,
        "cost_each": each.mean,
        "cost_each_half_width": each.half_width,
        "band_d_buys": math.nan if precept is None or buys is None or not dearer else precept.tax_base / each.mean,
    }


def _row(name: str, unit: str, change: Floats, cost: Floats, verdicts: Mapping[str, str]) -> dict[str, object]:
    """Price the change of a measure, replication by replication beside that of the cost."""
    by_year, factor = yearly(unit)
    change = change * factor
    seen = t_interval(change)
    better = MEASURES[name].better if name in MEASURES else "neither"
    gain = -change if better == "lower" else change
    priced = better != "neither" and not unit.startswith("pounds")
    dearer = verdicts[COST]
    said = _SAID.get((verdicts[name], dearer if dearer in (BETTER, WORSE) else ""), NOT_SHOWN) if priced else NOT_PRICED
    price = fieller(cost, gain) if said in (PRICED, SAVING) else NO_RATIO
    for_sum = fieller(SUM * gain, cost) if priced and dearer == WORSE else NO_RATIO
    return {
        "measure": name,
        "unit": by_year,
        "better": better,
        "pairs": seen.n,
        "change_each": seen.mean,
        "change_each_half_width": seen.half_width,
        "ci_level": LEVEL,
        "verdict": verdicts[name],
        "said": said,
        "price": price.value,
        "price_low": price.low,
        "price_high": price.high,
        "for_sum": for_sum.value,
        "for_sum_low": for_sum.low,
        "for_sum_high": for_sum.high,
    }


NO_RATIO = Ratio(math.nan, math.nan, math.nan)
_SAID = {
    (BETTER, WORSE): PRICED,
    (BETTER, BETTER): CHEAPER_BETTER,
    (BETTER, ""): FREE_BETTER,
    (WORSE, WORSE): DEARER_WORSE,
    (WORSE, BETTER): SAVING,
    (WORSE, ""): FREE_WORSE,
}
"""What is said of a measure with this verdict where the cost has that one: "worse" is dearer, "" is not shown."""
