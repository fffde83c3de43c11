"""The page: one HTML file that holds everything, asks nothing of the network and prints well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.store import write_text
from demandsim.report.levels import MOST_TOGETHER
from demandsim.report.parts.best_option import rank_section
from demandsim.report.parts.by_group import (
    consistency_section,
    leadership_section,
    outcomes_section,
    service_levels_section,
    teams_section,
)
from demandsim.report.parts.costs import costs_section
from demandsim.report.parts.evidence import assumptions_section, recipe_section
from demandsim.report.parts.gains_and_losses import gains_and_losses_section
from demandsim.report.parts.glance import answer_section, every_section, glance_section
from demandsim.report.parts.hour_of_week import service_section
from demandsim.report.parts.method import method_section
from demandsim.report.parts.over_time import throughput_section
from demandsim.report.parts.second_opinion import second_opinion_section
from demandsim.report.parts.unmet import unmet_section
from demandsim.report.section import Section
from demandsim.scenario.scenario import About

SECTIONS: tuple[Callable[[Comparison], Section | None], ...] = (
    answer_section,
    glance_section,
    throughput_section,
    service_section,
    service_levels_section,
    consistency_section,
    teams_section,
    outcomes_section,
    leadership_section,
    costs_section,
    gains_and_losses_section,
    unmet_section,
    rank_section,
    second_opinion_section,
    every_section,
    assumptions_section,
    method_section,
    recipe_section,
)
"""The parts of the page, in the order in which they are read; one that has nothing to say is left out."""


def write_report(comparison: Comparison, path: str | Path) -> Path:
    """Write the report of a comparison as one HTML file, to the letter the same for the same results."""
    place = Path(path)
    write_text(place, page(comparison))
    return place


def page(comparison: Comparison) -> str:
    """Compose the page of a comparison."""
    found = [compose(comparison) for compose in SECTIONS]
    return template("page.html.j2").render(
        about=comparison.scenario.about,
        roles=_roles(comparison.scenario.about),
        wide=len(comparison.options) > MOST_TOGETHER,
        sections=[section for section in found if section is not None],
    )


def template(name: str) -> Template:
    """Open a template: whatever is put into it is escaped, and a name that is not given is an error."""
    return Environment(
        loader=PackageLoader("demandsim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(name)


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
