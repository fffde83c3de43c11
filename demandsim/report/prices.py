"""Prices in words: what an option buys, what each of it changes, and where no price can be told."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from demandsim.experiment.comparison import BETTER, WORSE, Comparison
from demandsim.experiment.prices import COST, NOT_PRICED, PRICED, SAVING, SUM, price_list, with_crimes
from demandsim.quantities import WEEK, YEAR
from demandsim.report.words import MINUS, NO_VALUE, bare_change, bare_unit, change, listed, title, verdict_words

Record: TypeAlias = Mapping[Hashable, object]
OTHER = "other="
"""What the groups of the cost of other means begin with."""


def pounds(value: float) -> str:
    """Write pounds: whole ones from a hundred on, pence below."""
    if math.isnan(value):
        return NO_VALUE
    digits = 0 if abs(value) >= 100 or value == 0 else 2
    return f"{MINUS if round(value, digits) < 0 else ''}£{abs(value):,.{digits}f}"


HOW_TO_READ = (
    "± and brackets are 95 % intervals over the same simulated worlds; those of prices are Fieller's (1954). No price "
    "is shown where no difference of the measure is shown. A price sets all of the money against one measure: the same "
    "pounds bring the other changes as well."
)
EQUAL = (
    f"What {pounds(SUM)} a year improves, were every option bought in proportion; below 0 it becomes worse. An "
    "interval that holds 0 shows no improvement."
)
STEP = (
    "What an option changes is divided by the number that it buys: an average over that step. The first of them may "
    "bring more than the last, and twice as many need not bring twice as much."
)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One measure under one option."""

    title: str
    unit: str
    change: str
    """For each that is bought."""
    verdict: str
    """As in a comparison; colours go by it."""
    words: str
    price: str
    """Pounds a year for one unit of improvement, or why there is no such price."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An option with what it buys."""

    option: str
    buys: str
    """What and how many; empty where it is not bought by the piece."""
    cost: str
    """Change of the cost a year for each."""
    once: str
    months: str
    band_d: str
    """How many of them a pound on band D pays for."""
    rows: tuple[PriceRow, ...]

    def words(self, baseline: str) -> str:
        """Say what is bought and what it costs, in a sentence or two."""
        said = f"{self.option}: {self.buys or 'not bought by the piece'}. "
        said += f"Cost against {baseline}: {self.cost}{' for each' if self.buys else ''}"
        said += f", {self.once} once" if self.once else ""
        said += f"; there and trained {self.months} after the decision" if self.months else ""
        return f"{said}.{f' £1 on band D pays for {self.band_d} of them.' if self.band_d else ''}"

    @property
    def each(self) -> str:
        """Heading of what it changes."""
        return "For each" if self.buys else "Change"


@dataclass(frozen=True, slots=True)
class Equal:
    """What an option improves for a sum, beside the others."""

    title: str
    unit: str
    option: str
    gain: str
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Money:
    """What a report says of money."""

    offers: list[Offer]
    equal: list[Equal]
    band_d: str
    """What a pound on band D brings; empty where that is not known."""
    other: list[tuple[str, list[str]]]
    """Other means with their pounds a year under each option."""
    step: str
    beware: str
    """Options that bring more than people; empty where there are none."""
    how_to_read: str = HOW_TO_READ
    equal_words: str = EQUAL


def offers(prices: pd.DataFrame) -> list[Offer]:
    """Give the options of a price list with their measures in words."""
    return [_offer(part.to_dict("records")) for _, part in prices.groupby("option", sort=False)]


def at_equal_cost(prices: pd.DataFrame) -> list[Equal]:
    """Give what the options that are shown to cost more improve for the same sum, the greatest improvement first.

    Only measures are told on which one of these options is shown to be better.
    """
    known = prices[prices["for_sum"].notna()]
    shown = known.groupby("measure", sort=False)["verdict"].transform(lambda verdicts: verdicts.isin([BETTER]).any())
    rows = []
    for _, part in known[shown.astype(bool)].groupby("measure", sort=False):
        for record in part.sort_values("for_sum", ascending=False, kind="stable").to_dict("records"):
            verdict = str(record["verdict"])
            rows.append(
                Equal(
                    *_named(record),
                    str(record["option"]),
                    _with_ends(record, "for_sum", _figure),
                    verdict,
                    verdict_words(verdict),
                )
            )
    return rows


def precept_words(comparison: Comparison) -> str:
    """Say what a pound on band D brings; empty where the scenario does not say."""
    precept = comparison.scenario.costs.precept
    if precept is None:
        return ""
    return f"£1 on band D brings {pounds(precept.tax_base)} a year."


def crimes_words(comparison: Comparison) -> str:
    """Warn of options whose posts bring open crimes of their own; empty where there are none."""
    found = with_crimes(comparison)
    if not found:
        return ""
    each = "; ".join(f"{option} ({listed(teams)})" for option, teams in found.items())
    return (
        f"Beware: the posts of these options bring open crimes of their own, because demand.backlog is stated "
        f"`per_officer` for their teams: {each}. State it as `crimes` by area to price the people alone."
    )


def money(comparison: Comparison) -> Money | None:
    """Say what the options cost; None where nothing is bought, spent once, or shown to cost more or less."""
    if len(comparison.options) < 2 or COST not in set(comparison.values["measure"]):
        return None
    prices = price_list(comparison)
    priced = offers(prices)
    told = prices.loc[prices["measure"] == COST, "verdict"].isin([BETTER, WORSE]).any()
    if not told and not any(offer.buys or offer.once for offer in priced):
        return None
    step = STEP if any(offer.buys for offer in priced) else ""
    equal = at_equal_cost(prices)
    return Money(priced, equal, precept_words(comparison), _other(comparison), step, crimes_words(comparison))


def _other(comparison: Comparison) -> list[tuple[str, list[str]]]:
    """Give the pounds a year of every other means under each option."""
    table = comparison.table
    table = table[(table["measure"] == COST) & table["group"].str.startswith(OTHER)]
    rows = []
    for group, part in table.groupby("group", sort=False):
        # What an option does not have costs it nothing.
        a_week = dict(zip(part["option"], part["mean"].fillna(0.0), strict=True))
        a_year = [pounds(a_week[option] * YEAR / WEEK) for option in comparison.options]
        rows.append((str(group).removeprefix(OTHER), a_year))
    return rows


def _offer(records: list[dict[Hashable, object]]) -> Offer:
    first = records[0]
    buys, number = str(first["buys"]), _float(first["number"])
    once, months, band_d = (_float(first[name]) for name in ("one_off_each", "months", "band_d_buys"))
    return Offer(
        option=str(first["option"]),
        buys=f"{number:,g} × {buys}" if buys else "",
        cost=change(_float(first["cost_each"]), _float(first["cost_each_half_width"]), "pounds a year"),
        once=pounds(once) if once else "",
        months="" if math.isnan(months) or not months else f"{months:g} months",
        band_d="" if math.isnan(band_d) else _figure(band_d),
        rows=tuple(_row(record) for record in records if record["measure"] != COST),
    )


def _figure(value: float) -> str:
    """Write a figure with three digits that count, large ones whole."""
    digits = 0 if value == 0 else min(5, max(0, 2 - math.floor(math.log10(abs(value)))))
    return f"{MINUS if round(value, digits) < 0 else ''}{abs(value):,.{digits}f}"


def _row(record: Record) -> PriceRow:
    name, unit = _named(record)
    verdict = str(record["verdict"])
    change = bare_change(_float(record["change_each"]), _float(record["change_each_half_width"]), str(record["unit"]))
    return PriceRow(name, unit, change, verdict, verdict_words(verdict), _price(record))


def _price(record: Record) -> str:
    said = str(record["said"])
    if said == NOT_PRICED:
        return ""
    if said == PRICED:
        return _with_ends(record, "price", pounds)
    if said == SAVING:
        return f"saves {_with_ends(record, 'price', pounds)} for one given up"
    return said


def _with_ends(record: Record, name: str, write: Callable[[float], str]) -> str:
    value, low, high = (_float(record[name + end]) for end in ("", "_low", "_high"))
    ends = "" if math.isnan(low) else f" ({write(low)} to {write(high)})"
    return f"{write(value)}{ends}"


def _named(record: Record) -> tuple[str, str]:
    return title(str(record["measure"])), bare_unit(str(record["unit"]))


def _float(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
