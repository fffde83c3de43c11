"""A year of officers in words: by team the median and the worst tenth, and the year of one in hours that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from textwrap import wrap

import numpy as np
import pandas as pd

from demandsim.eventlog.officers import DOING, high_harm
from demandsim.experiment.officers import A_YEAR, OfficerYears
from demandsim.measures.officer_year import worst_tenth
from demandsim.quantities import HOUR, format_share
from demandsim.report.words import MINUS, listed

WIDTH = 110
NOTHING = "-"
DECIMALS = 4


def _number(digits: int) -> Callable[[float], str]:
    return lambda value: f"{value:,.{digits}f}"


Column = tuple[str, str, str, Callable[[float], str]]
"""Column of a summary: heading in two lines, column of the table, and how it is written."""
SHOWN: tuple[Column, ...] = (
    ("crimes", "held", "crimes_held", _number(1)),
    ("high", "harm", "high_harm_held", _number(2)),
    ("called", "a turn", "interruptions_per_shift", _number(2)),
    ("late", "turns", "late_finishes", format_share),
    ("breaks", "missed", "breaks_missed", format_share),
    ("no super-", "visor", "without_supervisor", format_share),
    ("over-", "time h", "overtime", _number(0)),
    ("night", "turns", "nights", _number(0)),
    ("weekend", "turns", "weekend", _number(0)),
    ("turns", "lost", "turns_lost", _number(0)),
)


def text(found: OfficerYears) -> str:
    """Write the summary by team and the year of one officer as plain text."""
    about = found.scenario.about.title
    title = about if found.option is None else f"{about}: {found.option}"
    said = (
        f"{found.days} days after {found.scenario.period.warm_up} days of warm-up, replication {found.replication}. By "
        "team the median officer and, column by column, the mean of the tenth with the highest value; supervisors and "
        f"staffed positions apart. High harm: {high_harm(found.scenario):,.0f} or more."
    )
    people = found.officers[~found.officers["supervisor"] & (found.officers["on_duty"] > 0)]
    people = people[people["team"].isin(found.shown)].assign(
        **{name: people[name] / HOUR for name in (*DOING, "overtime")}
    )
    used = [name for name in DOING if people[name].any()]
    doing = [(*name.rpartition("_")[::2], name, _number(0)) for name in used]
    lines = [title, "=" * len(title), "", *wrap(said, WIDTH), "", *_by_team(people, found.shown, SHOWN), ""]
    lines += ["Hours on duty by activity:", "", *_by_team(people, found.shown, doing), ""]
    return "\n".join([*lines, *_one(found)]) + "\n"


def write_table(found: OfficerYears, path: Path) -> None:
    """Write one row for every officer, supervisors included, as CSV: hours instead of seconds, shares from 0 to 1."""
    frame = found.officers
    kept = ["key", "team", "area", "rank", "supervisor"]
    counts = ["turns", "turns_lost", *_lost(found, "turns_lost"), "nights", "weekend", "interruptions", "late"]
    burdens = ["interruptions_per_shift", "late_finishes", "breaks_missed", "high_harm_held", "without_supervisor"]
    seconds = ["paid", "planned", "lost", *_lost(found, "lost"), "on_duty", "overtime", "alone", *DOING]
    table = frame[[*kept, "crimes_held", *burdens, *counts, "breaks_due", "breaks_forgone", *seconds]].copy()
    table[seconds] /= HOUR
    table = table.rename(columns={name: f"hours_{name.replace(':', '_').replace(' ', '_')}" for name in seconds})
    table.columns = [name.replace(":", "_").replace(" ", "_") for name in table.columns]
    table.round(DECIMALS).to_csv(path, index=False)


def _lost(found: OfficerYears, what: str) -> list[str]:
    return [f"{what}:{reason}" for reason in found.reasons]


def _by_team(people: pd.DataFrame, teams: Sequence[str], columns: Sequence[Column]) -> Iterator[str]:
    """Write two lines for every team that has any of the people: the median and the mean of the worst tenth."""
    rows = [
        ["", "", "", *(above for above, _, _, _ in columns)],
        ["team", "people", "", *(two for _, two, _, _ in columns)],
    ]
    for team in teams:
        there = people[people["team"] == team]
        for what, statistic in (("median", pd.Series.median), ("worst tenth", worst_tenth)):
            if len(there):
                figures = [
                    _written(float(statistic(there[name].astype(float))), write) for _, _, name, write in columns
                ]
                named = [team, str(len(there))] if what == "median" else ["", ""]
                rows.append([*named, what, *figures])
    yield from _aligned(rows, left=(0, 2))


def _one(found: OfficerYears) -> Iterator[str]:
    one = found.officers.iloc[found.chosen]
    team = found.officers[(found.officers["team"] == one["team"]) & (found.officers["supervisor"] == one["supervisor"])]
    yield f"THE YEAR OF {one['key']}" if found.days == A_YEAR else f"{found.days} DAYS OF {one['key']}"
    yield ""
    yield from _hours(found, one)
    yield ""
    for said in _sentences(found, one, team):
        yield from wrap(f"- {said}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _hours(found: OfficerYears, one: pd.Series) -> Iterator[str]:
    """Write the officer's hours as a table in which every sum is that of the lines above it."""
    doing = [name for name in DOING if one[name]]
    lost = [reason for reason in found.reasons if one[f"lost:{reason}"]]
    parts = [*(one[name] for name in doing), -one["overtime"], *(one[f"lost:{reason}"] for reason in lost)]
    shown = adding_up(parts)
    worked, on_duty = sum(shown[: len(doing) + 1]), sum(shown[: len(doing)])
    lines = [(name.replace("_", " "), value) for name, value in zip(doing, shown, strict=False)]
    lines += [("= on duty", on_duty), ("less overtime", shown[len(doing)]), ("= worked by the roster", worked)]
    lines += [(f"{reason}, turns lost", value) for reason, value in zip(lost, shown[len(doing) + 1 :], strict=True)]
    lines.append(("= rostered, and so paid", sum(shown)))
    paid = max(sum(shown), 1)
    rows = [
        [name, _signed(f"{value / 10:,.1f}"), _signed(format_share(round(value / paid, 3)))] for name, value in lines
    ]
    yield from _aligned([["", "hours", "of paid"], *rows], left=(0,))


def adding_up(seconds: Sequence[int]) -> list[int]:
    """Round lengths to tenths of hours so that every sum from the first on is right to a tenth of an hour itself."""
    reached = [round(total * 10 / HOUR) for total in (0, *np.cumsum(seconds).tolist())]
    return [after - before for before, after in pairwise(reached)]


def _sentences(found: OfficerYears, one: pd.Series, team: pd.DataFrame) -> Iterator[str]:
    """Say in sentences what the hours do not, with the median of the officer's colleagues, if any, in brackets."""

    def middle(column: str, digits: int = 0, per: float = 1.0) -> str:
        value = float(team[column].median()) / per
        return "" if len(team) == 1 or np.isnan(value) else f" ({value:,.{digits}f})"

    where = "the whole force" if one["area"] == "force" else one["area"]
    among = f"one of {len(team)}; the median of them in brackets" if len(team) > 1 else "the only one"
    yield f"{one['rank'].capitalize()} of {one['team']} ({where}), {among}."
    reasons = [f"{reason} {one[f'turns_lost:{reason}']}" for reason in found.reasons if one[f"turns_lost:{reason}"]]
    yield (
        f"Turns: {one['turns']}{middle('turns')} worked, {one['turns_lost']}{middle('turns_lost')} lost"
        f"{': ' + listed(reasons, most=len(reasons)) if reasons else ''}. {one['nights']}{middle('nights')} lasted "
        f"over 03:00, {one['weekend']}{middle('weekend')} began at a weekend."
    )
    if not one["supervisor"]:
        grave = (
            ""
            if np.isnan(one["high_harm_held"])
            else (f", {one['high_harm_held']:.2f}{middle('high_harm_held', 2)} of them of high harm")
        )
        yield f"Crimes held, on average over time: {one['crimes_held']:.1f}{middle('crimes_held', 1)}{grave}."
    if not one["supervisor"] and not np.isnan(one["interruptions_per_shift"]):
        yield (
            f"Called from a crime or a report to an incident {one['interruptions']}{middle('interruptions')} times, "
            f"{one['interruptions_per_shift']:.2f}{middle('interruptions_per_shift', 2)} a turn."
        )
    yield (
        f"Late: {one['late']}{middle('late')} of {one['finished']} turns ended more than 15 minutes after the roster; "
        f"{one['overtime'] / HOUR:,.1f}{middle('overtime', 1, HOUR)} hours of overtime, paid on top."
    )
    if one["breaks_due"]:
        yield f"Breaks: {one['breaks_forgone']}{middle('breaks_forgone')} of {one['breaks_due']} missed."
    if not one["supervisor"]:
        yield (
            f"No supervisor of the unit on duty: {one['alone'] / HOUR:,.1f}{middle('alone', 1, HOUR)} of "
            f"{one['on_duty'] / HOUR:,.1f} hours, {_written(one['without_supervisor'], format_share)}."
        )


def _signed(figure: str) -> str:
    return figure.replace("-", MINUS)


def _written(value: float, write: Callable[[float], str]) -> str:
    return NOTHING if np.isnan(value) else write(float(value))


def _aligned(rows: Sequence[Sequence[str]], left: tuple[int, ...]) -> Iterator[str]:
    """Set rows in columns two spaces apart, numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
