"""Method: the study under the headings of STRESS-DES, as far as scenario and recipe state it; gaps stand as gaps.

Monks, Currie, Onggo, Robinson, Kunc and Taylor (2018), Strengthening the reporting of empirical simulation studies,
Journal of Simulation 13(1), 55-67, https://doi.org/10.1080/17477778.2018.1442155.
"""

from __future__ import annotations

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.precision import LEVEL
from demandsim.measures import MEASURES
from demandsim.report.parts.method_logic import logic_table
from demandsim.report.section import Section, Table
from demandsim.report.tables import sourcing
from demandsim.report.words import headline_rows, title
from demandsim.scenario.crosscheck import ASSUMPTION
from demandsim.scenario.scenario import About

NOT_STATED = "not stated"
COLUMNS = ("Item", "What scenario and recipe state")
LEAD = (
    "Set out under the headings of STRESS-DES (Monks and others 2018, Journal of Simulation 13(1)). Everything here is "
    "written from the scenario and the recipe; what neither holds is marked “not stated”, for the analyst to fill in."
)


def method_section(comparison: Comparison) -> Section:
    """Report the method under the six headings of STRESS-DES with their items."""
    parts = (
        _objectives(comparison),
        logic_table(comparison, COLUMNS),
        _data(comparison),
        _experimentation(comparison),
        _implementation(comparison),
        _code_access(comparison),
    )
    return Section("method", "Method", (LEAD,), parts)


def _objectives(comparison: Comparison) -> Table:
    about = comparison.scenario.about
    unknown = About.model_fields["analyst"].default
    named = (
        ("Commissioned by", about.commissioner),
        ("Analyst", about.analyst),
        ("Assured by", about.assurer),
        ("Approved by", about.approver),
    )
    roles = (f"{role}: {NOT_STATED if name == unknown else name}" for role, name in named)
    headline = (f"{title(name)}: {MEASURES[name].question}" for name in headline_rows(comparison)["measure"].unique())
    found = comparison.scenario.options
    options = (
        f"{option}: {found[option].because if option in found and found[option].because else NOT_STATED}"
        for option in comparison.options[1:]
    )
    return _table(
        "1 Objectives",
        ("1.1 Purpose of the model", _lines(about.question, *roles, f"Status: {about.status}")),
        (
            "1.2 Model outputs",
            _lines(
                f"{comparison.table['measure'].nunique()} measures, worked out from the log of events of each run "
                f"after the warm-up. Intervals are Student’s, {100 * LEVEL:g} %, over replications. Options are judged "
                "by the headline measures:",
                *headline,
            ),
        ),
        (
            "1.3 Experimentation aims",
            _lines(f"Comparison of {comparison.baseline} with each option, and why it is on the table:", *options),
        ),
    )


def _data(comparison: Comparison) -> Table:
    scenario = comparison.scenario
    found = sourcing(scenario)
    assumed = sum(ASSUMPTION in each.source.upper() for each in scenario.sources)
    without = round(found.figures * found.unaccounted)
    return _table(
        "3 Data",
        (
            "3.1 Data sources",
            f"{_counted(len(scenario.sources) - assumed, 'source')}, with the figures that each stands for and its "
            "quality, under “Assumptions and sources”.",
        ),
        (
            "3.2 Pre-processing",
            f"{NOT_STATED.capitalize()}, beyond the notes beside the sources: the scenario holds finished figures.",
        ),
        (
            "3.3 Input parameters",
            f"{found.figures:,} figures, all in recipe.json beside this page, with the distributions that they belong "
            f"to. For {without:,} of them neither source nor assumption is given.",
        ),
        (
            "3.4 Assumptions",
            f"{_counted(assumed, 'stated assumption')} for {_counted(round(found.figures * found.assumed), 'figure')}, "
            "with ranges under “Assumptions and sources”.",
        ),
    )


def _experimentation(comparison: Comparison) -> Table:
    made, scenario = comparison.made, comparison.scenario
    backlog = scenario.demand.backlog
    crimes = sum(sum(each.crimes.values()) for each in backlog)
    per_officer = [f"{each.team} {each.per_officer:g} an officer" for each in backlog if each.per_officer is not None]
    opening = [f"{crimes:,} crimes by team and area"] * bool(crimes) + per_officer
    counts = comparison.values.groupby("option")["replication"].nunique()
    return _table(
        "4 Experimentation",
        (
            "4.1 Initialisation",
            _lines(
                f"The system does not end by itself. {made['warm_up_days']} days of warm-up from "
                f"{scenario.start.day} {scenario.start:%B %Y} on are played and not measured; how their number was "
                f"found: {NOT_STATED}.",
                f"Crimes open at the start: {', '.join(opening) if opening else 'none'}. "
                "Which they are and how old, chance decides, alike under every option."
                + " More officers bring more of them where they are stated by officer."
                * bool(per_officer),
            ),
        ),
        ("4.2 Run length", f"{made['days']} days are measured. Time runs in whole seconds."),
        (
            "4.3 Estimation approach",
            _lines(
                f"Replications: {', '.join(f'{option} {counts[option]}' for option in comparison.options)}. Why so "
                f"many: {NOT_STATED}; what more would settle stands at the end of “Options at a glance”.",
                "Every replication is played under every option on the same recorded chance (common random numbers), "
                "so options are compared by paired differences.",
                "Verdicts on headline measures allow for all headline comparisons at once (Holm 1979); all others "
                "are exploratory.",
            ),
        ),
    )


def _implementation(comparison: Comparison) -> Table:
    made = comparison.made
    versions = ", ".join(f"{name} {version}" for name, version in made["versions"].items())
    return _table(
        "5 Implementation",
        ("5.1 Software or programming language", f"{versions}. Operating system: {NOT_STATED}."),
        (
            "5.2 Random sampling",
            "PCG64 generators, one stream for each kind of chance, seeded from seed, replication and the name of the "
            f"stream (numpy.random.SeedSequence). Seed {made['seed']}. All chance is recorded before a run begins; "
            "none is drawn while it runs.",
        ),
        (
            "5.3 Model execution",
            "Process interaction (SimPy). What happens at the same second is taken in a stated order, by kind of event "
            "and then by number. A run uses one processor; how many ran side by side does not touch the numbers.",
        ),
        ("5.4 System specification", f"Hardware and run time: {NOT_STATED}. The numbers do not depend on them."),
    )


def _code_access(comparison: Comparison) -> Table:
    made = comparison.made
    return _table(
        "6 Code access",
        (
            "6.1 Computer model sharing statement",
            _lines(
                f"demandsim {made['versions'].get('demandsim', NOT_STATED)} is free under the MIT licence; the "
                f"hash of the program is {made['code']}.",
                f"The scenario stands in full in recipe.json beside this page; its hash is {made['scenario']['hash']}.",
                f"Where both can be had: {NOT_STATED}.",
            ),
        ),
    )


def _table(caption: str, *rows: tuple[str, str]) -> Table:
    return Table(caption, COLUMNS, rows, words=2, folded=True)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _lines(*lines: str) -> str:
    return "\n".join(lines)
