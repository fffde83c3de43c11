"""The ranking in words: a table of the options, then what can be said of them and what cannot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from demandsim.experiment.rank import (
    FRONT_MEANING,
    RULED_OUT,
    SELECTED,
    Playing,
    Ranking,
    front,
    play_and_rank,
    rank,
    write_front,
    write_ranking,
)
from demandsim.experiment.store import ResultsError
from demandsim.measures import MEASURES
from demandsim.quantities import format_share
from demandsim.report.words import amount, bare_amount, bare_unit, listed, title

STYLES = {SELECTED: "green", RULED_OUT: "dim"}
MANY = 1000


def ranked(
    console: Console,
    where: Path,
    *,
    measure: str | None,
    least: str | None,
    pareto: Sequence[str] | None,
    options: Sequence[str] | None,
    sure: str,
    first: int | None,
    play: bool,
    out: Path | None,
    **asked: Any,
) -> None:
    """Rank what a results folder holds, or play a scenario for it; print what was found and leave it in the folder.

    `asked` goes to `Playing` and `play_and_rank` where it is given. Raises `ResultsError` for what does not go
    together.
    """
    asked = {name: value for name, value in asked.items() if value is not None}
    if (measure is None) != (least is None) or (measure is None and (pareto is None or play)):
        raise ResultsError("a ranking needs --measure and --least, a front of finished runs --pareto")
    if not play and (asked or out is not None):
        given = ", ".join(
            f"--{name.removesuffix('_days').replace('_', '-')}" for name in [*asked, *["out"] * bool(out)]
        )
        raise ResultsError(f"{given} without --play: finished runs are what they are")
    if play == where.is_dir():
        raise ResultsError(
            f"{where} is a folder; --play plays a scenario file"
            if play
            else f"{where} is no results folder; with --play a scenario file is played"
        )
    folder = (Path("results") / where.stem if out is None else out) if play else where
    if measure is not None and least is not None:
        if play:
            found = _played(console, where, measure, least, first, asked, out=folder, options=options, sure=sure)
        else:
            found = rank(folder, measure, least, options=options, sure=sure, first=first)
        show_ranking(console, found)
        console.print(f"Ranking: {write_ranking(folder, found)}", highlight=False, soft_wrap=True)
    if pareto is not None:
        show_front(console, on_it := front(folder, pareto, options))
        console.print(f"Front: {write_front(folder, on_it)}", highlight=False, soft_wrap=True)


def show_ranking(console: Console, ranking: Ranking) -> None:
    """Print a ranking: the options from the best mean down, then the answer."""
    about = f"{title(ranking.measure)}; {ranking.better} is better, differences below {_least(ranking)} do not matter."
    lead = f"Lead over the best other, {format_share(ranking.sure)} for all at once"
    columns = ("Option", "Replications", f"Mean, {bare_unit(ranking.unit)}", lead, "Sequential selection")
    table = _plain(about, *columns)
    for row in ranking.table.sort_values("mean", ascending=ranking.better == "lower", kind="stable").to_dict("records"):
        ends = [bare_amount(row[end], ranking.unit) for end in ("lead_low", "lead_high")]
        after = "" if pd.isna(row["ruled_out_after"]) else f" after {row['ruled_out_after']}"
        style = STYLES.get(str(row["verdict"]), "")
        words = f"[{style}]{row['verdict']}{after}[/{style}]" if style else row["verdict"]
        mean = bare_amount(row["mean"], ranking.unit)
        table.add_row(escape(str(row["option"])), f"{row['n']:,}", mean, " to ".join(ends), words)
    console.print(Padding(table, (1, 0, 0, 0)))
    for sentence in answer(ranking):
        console.print(Padding(escape(sentence), (1, 0, 0, 0)), highlight=False)


def answer(ranking: Ranking) -> list[str]:
    """Say what a ranking shows, how surely, and what it would take to know more."""
    selection, today = ranking.selection, ranking.options[0]
    least, sure = _least(ranking), format_share(ranking.sure)
    said = []
    if selection.settled and ranking.still_in == (today,):
        said.append(f"{today} is kept: no option is better by a difference that matters.")
    elif selection.settled:
        alike = ", which do not differ at all" if len(ranking.still_in) > 1 else ""
        said.append(f"Selected: {listed(ranking.still_in, MANY)}{alike}.")
    else:
        said.append(f"Not decided: {listed(ranking.still_in, MANY)} cannot be ruled out.")
        if selection.more is None:
            said[-1] += (
                f" Nothing is ruled out before {ranking.first} replications have a value of every option; "
                f"there are {selection.used}."
            )
        else:
            said[-1] += (
                f" If the mean differences stay as they are, some {selection.more:,} further replications of each "
                f"decide it; {selection.at_most:,} do so in any case."
            )
        said.append(
            f"{ranking.ahead} is ahead on these tapes. The probability that it is the best is at least "
            f"{format_share(round(ranking.chance, 2))}, as far as the spread that was seen tells."
        )
    said.append(
        f"The promise of the selection: an option that is better than {today} and than every other by {least} or more "
        f"is selected with probability {sure} or more; where none is better than {today}, {today} is kept as surely. "
        "What lies between does not matter by your own word. "
        f"Spread is judged from the first {ranking.first} replications."
    )
    if ranking.dropped:
        said.append(f"{ranking.dropped} replications are left out where an option has no value.")
    return said


def show_front(console: Console, found: pd.DataFrame) -> None:
    """Print the options on two or three measures at once, and how probably each is beaten by none."""
    measures = [name for name in found.columns if name not in FRONT_MEANING]
    units = {name: bare_unit(MEASURES[name].unit) for name in measures}
    columns = [f"{title(name)}, {units[name]}, {MEASURES[name].better} is better" for name in measures]
    table = _plain("Options on several measures at once", "Option", *columns, "On the front", "Probability")
    for row in found.to_dict("records"):
        means = [bare_amount(row[name], MEASURES[name].unit) for name in measures]
        probability = format_share(round(row["probability"], 2))
        table.add_row(escape(str(row["option"])), *means, "yes" if row["on_front"] else "no", probability)
    console.print(Padding(table, (1, 0, 0, 0)))
    number = found["replications"].iloc[0]
    sentence = (
        f"On the front is what no other option beats: as good on every measure and better on one. The probability is "
        f"that of the true means, from {number} replications on the same tapes."
    )
    console.print(Padding(sentence, (1, 0, 0, 0)), highlight=False)


def _played(
    console: Console, file: Path, measure: str, least: str, first: int | None, asked: dict[str, Any], **more: Any
) -> Ranking:
    """Play for a ranking, telling who is still in as it goes."""
    how: dict[str, int] = {name: asked.pop(name) for name in ("at_most", "runs", "workers") if name in asked}
    if first is not None:
        how["first"] = first
    with console.status("beginning") as doing:
        return play_and_rank(file, measure, least, Playing(**how), tell=doing.update, **asked, **more)


def _least(ranking: Ranking) -> str:
    words = amount(ranking.least, ranking.unit)
    return words.replace("%", "points") if ranking.unit == "share" else words


def _plain(heading: str, *columns: str) -> Table:
    table = Table(
        title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
