"""Words: numbers as people read them, and an answer that never says more than the intervals show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import zip_longest

import pandas as pd

from demandsim.experiment.comparison import (
    BETTER,
    IDENTICAL,
    TOO_FEW,
    WHOLE,
    WORSE,
    Comparison,
)
from demandsim.measures import MEASURES

MOST_NAMED = 3
MOST_FIGURES = 4
"""Figures in an answer: about as many as people keep in mind at once (Cowan 2001, Behavioral and Brain Sciences 24)."""
MUCH_OPEN = 0.1
"""Share of the crimes recorded in a run above which a reader is told that many have no outcome yet."""
MINUS = "\N{MINUS SIGN}"
NO_VALUE = "no value"


def title(name: str) -> str:
    """Turn the name of a measure into words: `calls_in_target` becomes "Calls in target"."""
    words = name.replace("_", " ").replace(" p90", ", nine in ten")
    return words[:1].upper() + words[1:]


def group_words(group: str) -> str:
    """Turn a group into words: `team=cid, area=north` becomes "cid, north"; the whole is "force"."""
    parts = [part.split("=", 1)[-1] for part in group.split(", ")] if group else ["force"]
    return ", ".join(part.replace("_", " ") for part in parts)


def amount(value: float, unit: str) -> str:
    """Write a value with its unit, in digits that people use: "81.3 %", "12.4 days", "1,204 crimes"."""
    figure = bare_amount(value, unit)
    if figure == NO_VALUE:
        return figure
    if _is_money(unit):
        return f"{_with_pound(figure)}{_rest_of(unit)}"
    return f"{figure} {'%' if unit == 'share' else unit}".rstrip()


def change(difference: float, half_width: float, unit: str) -> str:
    """Write a difference with the half-width of its interval: "+2.1 ± 0.8 points", "−1.4 ± 0.3 days"."""
    figures = bare_change(difference, half_width, unit)
    if figures == NO_VALUE:
        return figures
    if _is_money(unit):
        return " ± ".join(_with_pound(figure) for figure in figures.split(" ± ")) + _rest_of(unit)
    return f"{figures} {'points' if unit == 'share' else unit}".rstrip()


def bare_amount(value: float, unit: str) -> str:
    """Write a value for a column whose unit is named beside it; shares as percentages."""
    if math.isnan(value):
        return NO_VALUE
    if unit == "share":
        return _signed(100 * value, 1)
    return _signed(value, 0 if _is_money(unit) else _digits(value))


def bare_change(difference: float, half_width: float, unit: str) -> str:
    """Write a difference with the half-width of its interval for a column whose unit is named beside it."""
    if math.isnan(difference):
        return NO_VALUE
    scale = 100.0 if unit == "share" else 1.0
    digits = 1 if unit == "share" else _digits_for(scale * difference, scale * half_width)
    rounded = round(scale * difference, digits)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    text = f"{sign}{abs(rounded):,.{digits}f}"
    return text if math.isnan(half_width) else f"{text} ± {scale * half_width:,.{digits}f}"


def bare_mean(mean: float, half_width: float, unit: str) -> str:
    """Write a mean with the half-width of its interval for a column whose unit is named beside it."""
    return bare_change(mean, half_width, unit).removeprefix("+")


def bare_unit(unit: str) -> str:
    """Name the unit of a column of bare figures."""
    return "%" if unit == "share" else f"£{_rest_of(unit)}" if _is_money(unit) else unit


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Join names as in a sentence; beyond the first few only say how many more there are."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def headline_rows(comparison: Comparison) -> pd.DataFrame:
    """Give the rows by which options are judged: headline measures of the force, in catalogue order."""
    names = [measure.name for measure in MEASURES.values() if measure.headline]
    table = comparison.table
    rows = table[table["measure"].isin(names) & (table["group"] == WHOLE)]
    order = {name: number for number, name in enumerate(names)}
    return rows.sort_values("measure", key=lambda column: column.map(order), kind="stable")


def answer(comparison: Comparison) -> list[str]:
    """Give the answer in up to three sentences, from the verdicts on the headline measures alone.

    An option is only called better on a measure where the interval, allowing for the number of comparisons,
    shows it. The leading measures carry their difference with the half-width of its 95 % interval; a trade-off
    carries a gain and a loss, or neither.
    """
    rows = headline_rows(comparison)
    baseline = comparison.baseline
    others = comparison.options[1:]
    if not others:
        return [f"Only {baseline!r} was played, so there is nothing to compare it with."]
    said: dict[str, dict[str, list[str]]] = {}
    for option in others:
        mine = rows[rows["option"] == option]
        said[option] = {
            verdict: mine.loc[mine["verdict"] == verdict, "measure"].astype(str).tolist() for verdict in (BETTER, WORSE)
        }
    total = rows["measure"].nunique()
    if (rows.loc[rows["option"] != baseline, "verdict"] == TOO_FEW).all():
        return ["Nothing can be said from a single replication: there is no interval to judge by."]
    gains = [o for o in others if said[o][BETTER] and not said[o][WORSE]]
    mixed = [o for o in others if said[o][BETTER] and said[o][WORSE]]
    losses = [o for o in others if said[o][WORSE] and not said[o][BETTER]]
    silent = [o for o in others if not said[o][BETTER] and not said[o][WORSE]]
    figures = _figures(rows, _leading((gains, mixed, losses), said, _sizes(rows, baseline)))

    def on(option: str, verdict: str) -> str:
        return listed([f"{title(name).lower()}{figures.get((option, name), '')}" for name in said[option][verdict]])

    sentences = []
    if gains:
        each = "; ".join(f"{_quoted(o)} on {on(o, BETTER)}" for o in gains)
        sentences.append(f"Better than {_quoted(baseline)} and worse on no headline measure: {each}.")
    if mixed:
        each = "; ".join(f"{_quoted(o)} is better on {on(o, BETTER)}, but worse on {on(o, WORSE)}" for o in mixed)
        sentences.append(f"A trade-off: {each}.")
    last = []
    if losses:
        each = "; ".join(f"{_quoted(o)} on {on(o, WORSE)}" for o in losses)
        last.append(f"worse than {_quoted(baseline)} and better on no headline measure: {each}")
    if silent:
        names = listed([_quoted(o) for o in silent], most=len(silent))
        last.append(
            f"no difference from {_quoted(baseline)} is shown for {names} on any of the {total} headline measures"
        )
    if last:
        sentence = "; ".join(last)
        sentences.append(f"{sentence[:1].upper()}{sentence[1:]}.")
    return sentences


def _leading(
    sentences: Sequence[Sequence[str]],
    said: Mapping[str, Mapping[str, list[str]]],
    sizes: Mapping[tuple[str, str], float],
) -> set[tuple[str, str]]:
    """Choose the pairs of option and measure that carry a figure, of those that are named.

    The greatest change of every option comes before its second, and the greatest option of every sentence before its
    second, until `MOST_FIGURES` are given; where a gain and a loss do not both fit, neither is given.
    """
    named = {
        option: [sorted(names[:MOST_NAMED], key=lambda name: -sizes[option, name]) for names in verdicts.values()]
        for option, verdicts in said.items()
    }

    def greatest(option: str) -> float:
        return max(sizes[option, name] for names in named[option] for name in names)

    ordered = [sorted(options, key=greatest, reverse=True) for options in sentences]
    options = [option for turn in zip_longest(*ordered) for option in turn if option is not None]
    chosen: list[tuple[str, str]] = []
    for depth in range(MOST_NAMED):
        for option in list(options):
            more = [(option, names[depth]) for names in named[option] if depth < len(names)]
            if len(chosen) + len(more) <= MOST_FIGURES:
                chosen += more
            else:
                options.remove(option)
    return set(chosen)


def _sizes(rows: pd.DataFrame, baseline: str) -> dict[tuple[str, str], float]:
    """Give the size of every difference as a share of the baseline's mean; 0 where that is 0."""
    before: dict[str, float] = dict(rows.loc[rows["option"] == baseline, ["measure", "mean"]].itertuples(index=False))
    return {
        (option, name): abs(difference / before[name]) if before[name] else 0.0
        for option, name, difference in rows[["option", "measure", "difference"]].itertuples(index=False)
    }


def _figures(rows: pd.DataFrame, chosen: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    found = {}
    for option, name, difference, half_width, unit in rows[
        ["option", "measure", "difference", "half_width", "unit"]
    ].itertuples(index=False):
        if (option, name) in chosen:
            found[option, name] = f" ({change(float(difference), float(half_width), str(unit))})"
    return found


def verdict_words(verdict: str) -> str:
    """Write a verdict as it stands in a table."""
    return "identical results" if verdict == IDENTICAL else verdict


def settled_by(more: str) -> str:
    """Say what would settle an open comparison at the spread seen so far; nothing where none is open."""
    if not more:
        return ""
    if not more.isdigit():
        return "over 1,000 more runs to settle"
    return f"{more} more run{'' if more == '1' else 's'} to settle"


def quoted(option: str) -> str:
    """Put the name of an option between quotation marks."""
    return f"\N{LEFT SINGLE QUOTATION MARK}{option}\N{RIGHT SINGLE QUOTATION MARK}"


_quoted = quoted


def _with_pound(figure: str) -> str:
    sign = figure[:1] if figure[:1] in ("+", MINUS) else ""
    return f"{sign}£{figure.removeprefix(sign)}"


def _is_money(unit: str) -> bool:
    return unit.startswith(("£", "pounds"))


def _rest_of(unit: str) -> str:
    rest = unit.removeprefix("£").removeprefix("pounds").strip()
    return f" {rest}" if rest else ""


def _signed(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) != 0 else text


def _digits(value: float) -> int:
    return 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2


def _digits_for(difference: float, half_width: float) -> int:
    """Choose digits so that the half-width keeps two figures that count: more would be false precision."""
    size = half_width if half_width > 0 else abs(difference)
    if math.isnan(size) or size == 0:
        return 1
    return min(4, max(0, 1 - math.floor(math.log10(size))))


def still_open(comparison: Comparison) -> str:
    """Warn where much of the crime has no outcome yet, because the run is short; empty where it has."""
    values = comparison.values
    asked = (values["measure"] == "outcomes_of_recorded") & (values["group"] == "outcome=open")
    share = float(values.loc[asked & (values["option"] == comparison.options[0]), "value"].mean())
    if not share >= MUCH_OPEN:
        return ""
    return (
        f"{amount(share, 'share')} of the crimes recorded in these {comparison.made['days']} days were still open at "
        "the end. How serious crime ends, and what becomes of backlogs, shows only in longer runs."
    )
