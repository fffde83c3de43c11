"""One page for one command: what response, investigation or leadership looks like under one option, on one A4 side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.store import TODAY, scenario_of
from demandsim.report.page import template
from demandsim.report.section import Chart, Section, Table
from demandsim.report.sheets.form import Form
from demandsim.report.sheets.investigation import INVESTIGATION
from demandsim.report.sheets.leaders import leaders_section, skills_section
from demandsim.report.sheets.leadership import LEADERSHIP
from demandsim.report.sheets.response import RESPONSE
from demandsim.report.sheets.seen import Seen
from demandsim.report.sheets.tables import APART, block
from demandsim.report.sheets.words import sentences, targets
from demandsim.report.words import amount, still_open

FORMS = {"response": RESPONSE, "investigation": INVESTIGATION, "leadership": LEADERSHIP}
"""The one-page sheets by name."""
PRINTED_ALONE, PRINTED_COMPARED = 8.0, 7.4
"""Size of the letters in print, in points: figures with what they differ by take two lines."""


@dataclass(frozen=True, slots=True)
class Band:
    """Sections that take the whole width of the sheet, or two columns of them side by side."""

    columns: tuple[tuple[Section, ...], ...]


def page(comparison: Comparison, sheet: str, option: str) -> str:
    """Compose a sheet; `sheet` is one of `FORMS` and `option` one of the options compared."""
    form = FORMS[sheet]
    seen = Seen(comparison, option, scenario_of(comparison.made, option))
    bands, absent = _bands(seen, form)
    return template("one_page.html.j2").render(
        about=comparison.scenario.about,
        heading=form.heading if option == comparison.baseline else f"{form.heading}: {option}",
        kicker=form.kicker,
        because=_because(seen),
        basis=_basis(seen, form),
        said=sentences(seen, form),
        bands=bands,
        printed=PRINTED_COMPARED if seen.compared else PRINTED_ALONE,
        how_to_read=_how_to_read(seen),
        absent=absent,
        targets=targets(seen.scenario, form.targets),
        option=option,
        made=comparison.made,
    )


def _bands(seen: Seen, form: Form) -> tuple[list[Band], str]:
    """Give the sections that hold anything, and in words what these results hold nothing of."""
    bands, narrow, absent = list[Band](), list[Section](), list[str]()
    for part in form.parts:
        table, missing = block(seen, part)
        absent += missing
        if table is not None:
            section = Section(part.key, part.heading, blocks=(table,))
            if part.wide:
                bands += [*_side_by_side(narrow), Band(((section,),))]
                narrow = []
            else:
                narrow.append(section)
    if form.leaders:
        narrow += [made for made in (leaders_section(seen), skills_section(seen)) if made is not None]
    return bands + _side_by_side(narrow), "; ".join(name[:1].lower() + name[1:] for name in dict.fromkeys(absent))


def _side_by_side(sections: list[Section]) -> list[Band]:
    """Set sections in two columns of about the same height, each in the order in which they came."""
    if not sections:
        return []
    every = [
        tuple(tuple(one for one, side in zip(sections, sides, strict=True) if side == column) for column in (0, 1))
        for sides in product((0, 1), repeat=len(sections))
    ]
    return [Band(min(every, key=lambda columns: max(sum(map(_height, column)) for column in columns)))]


def _height(section: Section) -> int:
    """Count the lines of a section, heading, head of the table, note and drawings included."""
    tables = [one for one in section.blocks if isinstance(one, Table)]
    drawn = sum(3 + len(one.data.rows) for one in section.blocks if isinstance(one, Chart) and one.data)
    lines = sum(1 + any(APART in cell for cell in row[:2]) for table in tables for row in table.rows)
    return 4 + drawn + lines + sum(2 for table in tables if table.note)


def _because(seen: Seen) -> str:
    """Say what the option is, and what it costs once."""
    option = seen.comparison.scenario.options.get(seen.option)
    if option is None or seen.option == TODAY:
        return ""
    once = f" One-off cost: {amount(option.one_off_cost, '£')}." if option.one_off_cost else ""
    return f"{option.because}{once}".strip()


def _basis(seen: Seen, form: Form) -> str:
    made, runs = seen.comparison.made, seen.replications
    since = seen.scenario.start + timedelta(days=made["warm_up_days"])
    text = (
        f"Simulated: {runs} replication{'s' * (runs != 1)} of {made['days']:,} days from {since.day} {since:%B %Y} on, "
        f"{made['warm_up_days']} days of warm-up before."
    )
    warned = still_open(replace(seen.comparison, options=(seen.option,))) if form.outcomes else ""
    return f"{text} {warned}".rstrip()


def _how_to_read(seen: Seen) -> str:
    """Say what stands beside the figures."""
    if not seen.compared:
        if seen.replications == 1:
            return "One replication: no intervals."
        return "± is the half-width of the 95 % interval of the mean; none stands where all replications agree."
    return (
        f"Below or beside each figure: its paired difference from \N{LEFT SINGLE QUOTATION MARK}{seen.baseline}"
        "\N{RIGHT SINGLE QUOTATION MARK} on the same simulated worlds with its 95 % interval, percentages in points. "
        "Where no word stands, no difference is shown. Verdicts on the headline measures of the whole force allow for "
        "all headline comparisons of the report; every other stands alone."
    )
