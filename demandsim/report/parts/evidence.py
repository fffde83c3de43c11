"""Evidence: where the figures of a scenario come from, and the recipe that gives the results again."""

from __future__ import annotations

from demandsim.experiment.comparison import Comparison
from demandsim.report import tables
from demandsim.report.section import Section, Table
from demandsim.report.words import amount

QUALITY = "Quality: A read in the source, B second-hand, C derived, D assumption, M general knowledge"


def assumptions_section(comparison: Comparison) -> Section:
    """Give every source and assumption with its range, and the share of figures that have none."""
    sources = comparison.scenario.sources
    lead = (sourcing_words(tables.sourcing(comparison.scenario)),)
    rows = tuple(
        (each.figures, f"{each.source}\n{each.note}" if each.note else each.source, each.range or "", each.quality)
        for each in sources
    )
    table = Table(QUALITY, ("Figures", "Source", "Range", "Quality"), rows, words=4)
    return Section("assumptions", "Assumptions and sources", lead, (table,) if rows else ())


def recipe_section(comparison: Comparison) -> Section:
    """Give what decides the numbers."""
    made = comparison.made
    rows = (
        ("Scenario", made["scenario"]["file"]),
        ("Scenario hash", made["scenario"]["hash"]),
        ("Options", ", ".join(made["options"])),
        ("Seed", str(made["seed"])),
        ("Replications", str(made["replications"])),
        ("Days measured", str(made["days"])),
        ("Warm-up days", str(made["warm_up_days"])),
        ("Program hash", made["code"]),
        ("Versions", ", ".join(f"{name} {version}" for name, version in made["versions"].items())),
    )
    lead = (
        "The same recipe gives the same numbers on any machine. The scenario stands in full in recipe.json beside "
        "this page.",
    )
    return Section("recipe", "Recipe", lead, (Table("What decides the numbers", ("Part", "Value"), rows, words=2),))


def sourcing_words(found: tables.Sourcing) -> str:
    """Say in a sentence how well the figures of a scenario are founded."""
    if found.figures == 0:
        return "The scenario holds no figures."
    text = (
        f"The scenario holds {found.figures:,} figures: {amount(found.sourced, 'share')} have a source and "
        f"{amount(found.assumed, 'share')} are stated assumptions"
    )
    if found.unaccounted > 0:
        return f"{text}; for {amount(found.unaccounted, 'share')} neither is given."
    return f"{text}."
