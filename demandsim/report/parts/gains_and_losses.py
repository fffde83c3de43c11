"""Gains and losses: who is better and who is worse off under each option, crime by crime and officer by officer."""

from __future__ import annotations

from demandsim.experiment.comparison import Comparison
from demandsim.experiment.worse_off import EVERYONE
from demandsim.report import charts, tables
from demandsim.report.levels import MOST_TOGETHER
from demandsim.report.section import Chart, Section, Table

LEAD = (
    "Every option met the same callers, victims and crimes, so each crime can be compared with itself. A crime counts "
    "as better or worse off when it was open for at least a day less or more, or when its owner’s level or its outcome "
    "changed."
)
CRIMES, OFFICERS = "Crimes", "Officers"
TABLES = (
    ("days_open", (EVERYONE, "victim", "area", "team"), "Days open, by victim, area and team", CRIMES),
    ("days_open", ("offence",), "Days open, by offence", CRIMES),
    ("days_open", ("harm",), "Days open, by tenth of harm", CRIMES),
    ("skilled", (EVERYONE, "victim", "offence"), "Held by an officer with every required skill", CRIMES),
    ("positive", (EVERYONE, "victim", "offence"), "Charged or settled out of court", CRIMES),
    ("utilisation", ("team of officer", "officers by utilisation"), "How busy officers are", OFFICERS),
    ("caseload", ("team of officer", "officers by caseload"), "Crimes that officers hold", OFFICERS),
)


def gains_and_losses_section(comparison: Comparison) -> Section | None:
    """Say who gains and who loses under each option; None where nobody can be compared."""
    blocks: list[Chart | Table] = []
    # Of many options a panel each with all offences would be longer than anybody reads; the tables hold them.
    drawn = (EVERYONE, "victim", "area" if len(comparison.options) > MOST_TOGETHER else "offence")
    bars = charts.worse_off_bars(comparison, "days_open", drawn)
    blocks += [] if bars is None else [bars]
    found: list[Table] = []
    for aspect, by, caption, counted in TABLES:
        rows = tables.who_is_worse_off(comparison, aspect, by)
        columns = ("Option", "Group", f"{counted} a replication", "Better off", "Same", "Worse off", "Mean change")
        written = tuple((r.option, r.group, r.number, r.better, r.same, r.worse, r.change) for r in rows)
        folded = bool(found) or len(comparison.options) > MOST_TOGETHER
        found += [Table(caption, columns, written, words=2, folded=folded)] if rows else []
    if not found:
        return None
    return Section("worse-off", "Who gains and who is worse off", (LEAD,), (*blocks, *found, _reconciled(comparison)))


def _reconciled(comparison: Comparison) -> Table:
    rows = tables.reconciliation(comparison, "days_open")
    return Table(
        "How single crimes add up to the totals",
        ("Option", "Crimes", "A replication", "Change in total days open"),
        tuple((option, crimes, f"{number:,.1f}", change) for option, crimes, number, change in rows),
        words=2,
        note=f"First is {comparison.baseline}, second the option. A crime is recorded under one option only when, for "
        "instance, the caller never got through under the other, or was recorded just before the measured period "
        "began. The three lines of an option add up to the difference of its total.",
        folded=True,
    )
