"""The page: one HTML file that holds everything, asks nothing of the network and prints well."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.store import TODAY, write_text
from demandsim.experiment.worse_off import EVERYONE
from demandsim.provenance import Recipe
from demandsim.report import charts, tables
from demandsim.report.prices import money
from demandsim.report.words import amount, answer, still_open
from demandsim.scenario.scenario import About, Scenario

LEVELS = (
    ("calls_in_target", "line"),
    ("response_in_target", "grade"),
    ("owner_has_skill", "team"),
    ("caseload", "team"),
    ("utilisation", "team"),
    ("days_to_outcome", "offence"),
    ("outcomes", "outcome"),
)
"""Measures drawn by group, where the results hold them."""
WORSE_TABLES = (
    (
        "days_open",
        (EVERYONE, "victim", "area", "team"),
        "Days open, by victim, area and team",
        "Group",
        "Crimes",
    ),
    ("days_open", ("offence",), "Days open, by offence", "Offence", "Crimes"),
    ("days_open", ("harm",), "Days open, by tenth of harm", "Harm", "Crimes"),
    (
        "skilled",
        (EVERYONE, "victim", "offence"),
        "Held by an officer with every required skill",
        "Group",
        "Crimes",
    ),
    ("positive", (EVERYONE, "victim", "offence"), "Charged or settled out of court", "Group", "Crimes"),
    (
        "utilisation",
        ("team of officer", "officers by utilisation"),
        "How busy officers are",
        "Officers",
        "Officers",
    ),
    (
        "caseload",
        ("team of officer", "officers by caseload"),
        "Crimes that officers hold",
        "Officers",
        "Officers",
    ),
)


@dataclass(frozen=True, slots=True)
class Described:
    """An option as the page introduces it."""

    name: str
    because: str
    cost: str


@dataclass(frozen=True, slots=True)
class WorseTable:
    """A table of who is better and worse off."""

    heading: str
    what: str
    counted: str
    rows: list[tables.GroupRow]


def write_report(comparison: Comparison, path: str | Path) -> Path:
    """Write the report of a comparison as one HTML file, to the letter the same for the same results."""
    place = Path(path)
    write_text(place, page(comparison))
    return place


def template(name: str) -> Template:
    """Open a template: whatever is put into it is escaped, and a name that is not given is an error."""
    return Environment(
        loader=PackageLoader("demandsim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(name)


def page(comparison: Comparison) -> str:
    """Compose the page of a comparison."""
    glance_rows = tables.at_a_glance(comparison)
    drawn = [charts.differences(comparison), *(charts.levels(comparison, *what) for what in LEVELS)]
    worse = [WorseTable(*_worse(comparison, *what)) for what in WORSE_TABLES] if len(comparison.options) > 1 else []
    bars = [charts.worse_off_bars(comparison, "days_open", (EVERYONE, "victim", "offence"))] if worse else []
    return template("page.html.j2").render(
        about=comparison.scenario.about,
        options=comparison.options,
        answer=answer(comparison),
        roles=_roles(comparison.scenario.about),
        basis=_basis(comparison),
        glance_rows=glance_rows,
        comparisons=len(glance_rows) * (len(comparison.options) - 1),
        described=[_described(comparison.scenario, option) for option in comparison.options],
        money=money(comparison),
        throughput_rows=tables.throughput(comparison),
        charts=[chart for chart in drawn if chart is not None],
        worse_tables=[table for table in worse if table.rows],
        worse_charts=[chart for chart in bars if chart is not None],
        reconciled=tables.reconciliation(comparison, "days_open") if worse else [],
        all_rows=tables.every_measure(comparison),
        sources=comparison.scenario.sources,
        sourcing_words=_sourcing_words(tables.sourcing(comparison.scenario)),
        recipe=_recipe_lines(comparison.made),
    )


def _worse(
    comparison: Comparison, aspect: str, by: tuple[str, ...], heading: str, what: str, counted: str
) -> tuple[str, str, str, list[tables.GroupRow]]:
    return heading, what, f"{counted} a replication", tables.who_is_worse_off(comparison, aspect, by)


def _roles(about: About) -> list[str]:
    named = {
        "commissioned by": about.commissioner,
        "analyst": about.analyst,
        "assured by": about.assurer,
        "approved by": about.approver,
    }
    unknown = About.model_fields["analyst"].default
    found = [f"{role} {name}" for role, name in named.items() if name != unknown]
    return [found[0][:1].upper() + found[0][1:], *found[1:]] if found else []


def _basis(comparison: Comparison) -> str:
    made = comparison.made
    counts = comparison.values.groupby("option")["replication"].nunique()
    runs = sorted({int(counts[option]) for option in comparison.options})
    shown = f"{runs[0]}" if len(runs) == 1 else f"{runs[0]} to {runs[-1]}"
    text = (
        f"Based on {shown} replications per option of {made['days']} days each, after "
        f"{made['warm_up_days']} days of warm-up. Every option met the same simulated worlds."
    )
    saving = tables.tape_saving(comparison)
    if not math.isnan(saving) and saving >= 1.5:
        text += f" Independent worlds would have needed about {saving:,.0f} times as many for the same certainty."
    return f"{text} {still_open(comparison)}".rstrip()


def _described(scenario: Scenario, option: str) -> Described:
    found = scenario.options.get(option)
    if found is None:
        return Described(option, "The scenario as it stands." if option == TODAY else "", "")
    because = found.because or ("The scenario as it stands." if option == TODAY else "No reason is written down.")
    return Described(option, because, amount(found.one_off_cost, "£") if found.one_off_cost else "")


def _sourcing_words(found: tables.Sourcing) -> str:
    if found.figures == 0:
        return "The scenario holds no figures."
    text = (
        f"The scenario holds {found.figures:,} figures: {amount(found.sourced, 'share')} have a source and "
        f"{amount(found.assumed, 'share')} are stated assumptions"
    )
    if found.unaccounted > 0:
        return f"{text}; for {amount(found.unaccounted, 'share')} neither is given."
    return f"{text}."


def _recipe_lines(made: Recipe) -> list[tuple[str, str]]:
    return [
        ("Scenario", made["scenario"]["file"]),
        ("Scenario hash", made["scenario"]["hash"]),
        ("Options", ", ".join(made["options"])),
        ("Seed", str(made["seed"])),
        ("Replications", str(made["replications"])),
        ("Days measured", str(made["days"])),
        ("Warm-up days", str(made["warm_up_days"])),
        ("Program hash", made["code"]),
        ("Versions", ", ".join(f"{name} {version}" for name, version in made["versions"].items())),
    ]
