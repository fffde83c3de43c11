"""Costs: what the options cost, what they improve for the same money, and what one better costs."""

from __future__ import annotations

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.prices import SUM
from demandsim.report.prices import Equal, Money, Offer, money, pounds
from demandsim.report.section import Section, Table

MANY_ROWS = 15
"""Rows from which on a table of prices is folded."""


def costs_section(comparison: Comparison) -> Section | None:
    """Say what the options cost; None where nothing is bought, spent once, or shown to cost more or less."""
    found = money(comparison)
    if found is None:
        return None
    blocks = [_cost(found, comparison.baseline)]
    if found.other:
        other = tuple((name, *pounds) for name, pounds in found.other)
        caption = "Other means that count in the cost, pounds a year"
        blocks.append(Table(caption, ("Means", *comparison.options), other))
    blocks += [_equal(found.equal, found.equal_words)] if found.equal else []
    blocks += [_prices(offer) for offer in found.offers]
    lead = tuple(filter(None, (found.how_to_read, found.band_d, found.beware)))
    return Section("costs", "What it costs", lead, tuple(blocks), found.step)


def _cost(found: Money, baseline: str) -> Table:
    """Write the cost of each option; what is empty for all of them is left out."""
    columns = {
        "Option": [offer.option for offer in found.offers],
        "Buys": [offer.buys for offer in found.offers],
        "More a year": [offer.cost for offer in found.offers],
        "Once": [offer.once for offer in found.offers],
        "There and trained after": [offer.months for offer in found.offers],
        "£1 on band D pays for": [offer.band_d for offer in found.offers],
    }
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    return Table(
        f"Cost of each option against {baseline}: people, overtime and other means; for each one where it is bought "
        "by the piece",
        tuple(filled),
        tuple(zip(*filled.values(), strict=True)),
        words=2 if "Buys" in filled else 1,
    )


def _equal(equal: list[Equal], note: str) -> Table:
    rows = tuple((f"{row.title}, {row.unit}", row.option, row.words, row.gain) for row in equal)
    columns = ("Measure", "Option", "Verdict", "Improves by")
    caption = f"What {pounds(SUM)} a year improves under each option"
    return Table(caption, columns, rows, words=3, note=note, folded=len(rows) > MANY_ROWS)


def _prices(offer: Offer) -> Table:
    return Table(
        f"{offer.option}: what it changes{' for each' if offer.buys else ''}, and what one better costs",
        ("Measure", "Verdict", offer.each, "A year for one better"),
        tuple(
            (f"{row.title}{f', {row.unit}' if row.unit else ''}", row.words, row.change, row.price)
            for row in offer.rows
        ),
        words=2,
        folded=True,
    )
