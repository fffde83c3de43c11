"""The sheets; that of the contact desk: month by month, hour by hour, with what need not have been."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from demandsim.experiment.comparison import BETTER, TOO_FEW, WORSE, read_comparison
from demandsim.experiment.precision import t_interval
from demandsim.experiment.store import TODAY, ResultsError, slug, write_text
from demandsim.measures.performance import GIVEN_UP_AFTER
from demandsim.quantities import HOURS_A_WEEK
from demandsim.report.page import template
from demandsim.report.sheets import contact_tables, one_page
from demandsim.report.sheets.contact_chart import HEADING, hours_of_the_week
from demandsim.report.sheets.contact_desk import Desk, array, avoidable_shares, chosen_option, read_desk
from demandsim.report.sheets.contact_words import avoidable_sentence, option_sentence, target_sentence, too_few_sentence
from demandsim.report.week_grid import DAY_NAMES
from demandsim.scenario.problems import did_you_mean

CONTACT = "contact"
SHEETS = (CONTACT, *one_page.FORMS)
"""Names of the sheets that there are."""


def write_sheet(folder: str | Path, sheet: str = CONTACT, option: str | None = None) -> Path:
    """Write a sheet of a results folder as one HTML file in it, to the letter the same for the same results.

    `option` left out: today, or the first of the options. Raises `ResultsError` for a sheet that there is not, an
    option that the folder does not hold, and a folder without finished runs.
    """
    if sheet not in SHEETS:
        raise ResultsError(
            f"there is no sheet {sheet!r}{did_you_mean(sheet, list(SHEETS))}; the sheets are: {', '.join(SHEETS)}"
        )
    if sheet == CONTACT:
        text = page(read_desk(Path(folder), option))
    else:
        comparison = read_comparison(folder)
        text = one_page.page(comparison, sheet, chosen_option(Path(folder), option, comparison.options))
    name = sheet if option is None or option == TODAY else f"{sheet}-{slug(option)}"
    place = Path(folder) / f"{name}.html"
    write_text(place, text)
    return place


def page(desk: Desk) -> str:
    """Compose the sheet of the contact desk."""
    weeks = contact_tables.weeks_of_hours(desk)
    compared = contact_tables.side_by_side(desk)
    return template("sheet.html.j2").render(
        about=desk.scenario.about,
        option=desk.option,
        baseline=desk.options[0],
        options=desk.options,
        said=sentences(desk),
        basis=_basis(desk),
        compared=compared,
        put_through_first=any(row.measure == "calls_put_through" for row in compared),
        rings_back=any(row.measure == "callbacks_kept" for row in compared),
        columns=[column.heading for column in contact_tables.month_columns(desk)],
        blocks=contact_tables.months(desk),
        picture=hours_of_the_week(weeks),
        weeks=weeks,
        hours_heading=HEADING,
        fewest_calls=contact_tables.FEWEST_CALLS,
        days=DAY_NAMES,
        entries=contact_tables.balance(desk),
        given_up_after=GIVEN_UP_AFTER,
        made=desk.made,
    )


def sentences(desk: Desk) -> list[str]:
    """Say by rule how each line stands to its target, how much is avoidable, and what an option changes."""
    said = []
    for name in desk.telephone_lines:
        whole = desk.rows("window", name)
        a_week = t_interval(array(whole["offered"] / whole["hours"]) * HOURS_A_WEEK)
        in_target = t_interval(array(whole["in_target"] / whole["due"]))
        behind = name in desk.scenario.rules.answer.switchboard
        who = f"{name}, second waits of callers put through" if behind else name
        said.append(target_sentence(who, desk.scenario.demand.lines[name].target, a_week, in_target))
    if desk.avoidable["calls"].any():
        shares = avoidable_shares(desk)
        said.append(avoidable_sentence(shares.calls, shares.hours, shares.by_cause))
    if desk.option != desk.options[0]:
        said.append(_option_against_baseline(desk))
    return said


def _option_against_baseline(desk: Desk) -> str:
    column = desk.options.index(desk.option)
    rows = contact_tables.side_by_side(desk)
    verdicts = {row.name: row.cells[column].verdict for row in rows if row.cells[column].verdict}
    if set(verdicts.values()) <= {TOO_FEW}:
        return too_few_sentence(desk.option, desk.options[0])
    better, worse = ([name for name, found in verdicts.items() if found == verdict] for verdict in (BETTER, WORSE))
    return option_sentence(desk.option, desk.options[0], better, worse)


def _basis(desk: Desk) -> str:
    made, runs = desk.made, desk.replications
    since = desk.scenario.start + timedelta(days=made["warm_up_days"])
    text = (
        f"Simulated: {runs} replication{'s' * (runs != 1)} of {made['days']:,} days from {since.day} {since:%B %Y} on, "
        f"{made['warm_up_days']} days of warm-up before."
    )
    return f"{text} ± is the half-width of the 95 % interval of a mean." if runs > 1 else f"{text} No intervals."
