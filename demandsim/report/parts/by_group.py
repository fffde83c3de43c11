"""By group: service, skill and consistency, teams, outcomes, and leadership, with a section for each."""

from __future__ import annotations

from collections.abc import Sequence

from demandsim.experiment.comparison import Comparison
from demandsim.report import tables
from demandsim.report.heat_map import heat_map
from demandsim.report.levels import levels
from demandsim.report.parts.glance import EXPLORATORY, measures_table
from demandsim.report.section import Chart, Section, Table
from demandsim.report.words import NO_VALUE

MAPS = ("owner_has_skill", "modal_route", "days_to_move")
MAPS_SIDE_BY_SIDE = 3
OUTCOMES = (
    "charged",
    "positive_outcomes",
    "harm_resolved",
    "days_to_outcome",
    "solvable_filed",
    "victims_withdrew",
    "victim_contact_overdue",
)
LEADERSHIP = (
    "reviews_on_time",
    "reviews_overdue",
    "without_direction",
    "allocation_delay",
    "supervisor_there",
    "supervisors_busy",
    "span_of_control",
)


def service_levels_section(comparison: Comparison) -> Section | None:
    """Show how many calls are answered and incidents attended in target, by line, grade and area."""
    drawn = _drawn(
        comparison, ("calls_in_target", "line"), ("response_in_target", "grade"), ("response_in_target", "area")
    )
    return _section("service-levels", "Calls and response in target", drawn)


def consistency_section(comparison: Comparison) -> Section | None:
    """Show by offence and area whether crimes go to the skilled and take the usual route, and how long a move takes.

    Of many options those are drawn that differ most from the baseline.
    """
    maps = []
    for measure in MAPS:
        shown = most_different(comparison, measure, MAPS_SIDE_BY_SIDE - 1)
        drawn = heat_map(comparison, measure, options=(comparison.baseline, *shown))
        maps += [] if drawn is None else [drawn]
    lead: tuple[str, ...] = ()
    if len(comparison.options) > MAPS_SIDE_BY_SIDE:
        lead = (
            f"Drawn are {comparison.baseline} and, for each measure, the {MAPS_SIDE_BY_SIDE - 1} options whose cells "
            "differ most from it; all options stand in comparison.csv beside this page.",
        )
    return _section("consistency", "Skill and consistency, by offence and area", maps, lead)


def teams_section(comparison: Comparison) -> Section | None:
    """Show how many crimes people hold and how busy they are, by team."""
    drawn = _drawn(comparison, ("caseload", "team"), ("utilisation", "team"))
    return _section("teams", "Caseload and utilisation, by team", drawn)


def outcomes_section(comparison: Comparison) -> Section | None:
    """Show how crimes end, how soon, and what victims see of it."""
    table = _of_force(comparison, OUTCOMES, "Outcomes and victims, whole force")
    drawn = _drawn(comparison, ("outcomes", "outcome"), ("days_to_outcome", "offence"))
    return _section("outcomes", "Outcomes and victims", [*table, *drawn])


def leadership_section(comparison: Comparison) -> Section | None:
    """Show whether supervisors are there, look in time and decide soon."""
    table = _of_force(comparison, LEADERSHIP, "Leadership, whole force")
    drawn = _drawn(comparison, ("reviews_on_time", "team"), ("supervisors_busy", "team"))
    return _section("leadership", "Leadership", [*table, *drawn])


def most_different(comparison: Comparison, measure: str, most: int) -> list[str]:
    """Name the options whose values by offence and area differ most from the baseline's, in the order of the page."""
    table = comparison.table
    asked = (table["measure"] == measure) & table["group"].str.fullmatch(r"offence=[^,]*, area=[^,]*")
    size = table[asked].groupby("option")["difference"].apply(lambda differences: differences.abs().mean())
    others = size.reindex(list(comparison.options[1:])).dropna().sort_values(ascending=False, kind="stable")
    largest = set(others.index[:most])
    return [option for option in comparison.options if option in largest]


def _drawn(comparison: Comparison, *what: tuple[str, str]) -> list[Chart]:
    return [chart for measure, key in what if (chart := levels(comparison, measure, key)) is not None]


def _of_force(comparison: Comparison, names: Sequence[str], caption: str) -> list[Table]:
    found = {row.name: row for row in tables.every_measure(comparison)}
    known = [found[name] for name in names if name in found]
    rows = [row for row in known if any(cell.figure != NO_VALUE for cell in row.cells)]
    return [measures_table(rows, comparison.options, caption, EXPLORATORY)] if rows else []


def _section(key: str, heading: str, blocks: Sequence[Chart | Table], lead: tuple[str, ...] = ()) -> Section | None:
    return Section(key, heading, lead, tuple(blocks)) if blocks else None
