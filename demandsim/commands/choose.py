"""The commands that help to choose: rank the options, and try what would change our mind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from demandsim.commands.console import STOPPED, console, names


@click.command()
@click.argument("where", metavar="DIR|FILE", type=click.Path(path_type=Path))
@click.option("--measure", help="Measure by which options are ranked.")
@click.option("--least", help='Smallest difference that matters, such as "5 per week" or "2 points".')
@click.option("--pareto", help="Two or three measures, separated by commas: which options no other beats on all.")
@click.option("--options", help="Options to rank beside today, separated by commas.  [default: all]")
@click.option("--sure", default="95 %", show_default=True, help="Probability with which a selection is right.")
@click.option("--first", type=click.IntRange(2, 1000), help="Replications before any is ruled out.  [default: 10]")
@click.option("--play", is_flag=True, help="Play FILE, those longer that are still in, until one is selected.")
@click.option("--at-most", type=click.IntRange(2, 10_000), help="With --play: replications of each.  [default: 200]")
@click.option("--runs", type=click.IntRange(2), help="With --play: runs in all, more of them for close options (OCBA).")
@click.option("--days", type=click.IntRange(1, 3660), help="With --play: days that are measured.")
@click.option("--warm-up", "warm_up_days", type=click.IntRange(0, 3660), help="With --play: days played before.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="With --play: fixes all chance.  [default: 1]")
@click.option("--workers", type=click.IntRange(1, 256), help="With --play: processes.  [default: one per processor]")
@click.option("--out", type=click.Path(path_type=Path), help="With --play: results folder.  [default: as run]")
def rank(where: Path, **asked: Any) -> None:
    """Rank the options: which is best, which cannot be ruled out, how surely, and what it takes to know.

    Reads a results folder, or with --play plays a scenario; today is kept unless an option is better.
    """
    from demandsim.report.ranking import ranked

    try:
        ranked(console(), where, **asked | {"options": names(asked["options"]), "pareto": names(asked["pareto"])})
    except KeyboardInterrupt:
        click.echo("\nStopped. Finished runs are kept; the same command goes on from there.", err=True)
        raise click.exceptions.Exit(STOPPED) from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ranges", type=click.Path(path_type=Path), help="Table of ranges.  [default: those in `sources`]")
@click.option("--measure", "measures", multiple=True, help="Measure to judge by; may be repeated.  [default: headline]")
@click.option("--options", help="Options to try, separated by commas.  [default: all]")
@click.option("--worlds", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Plausible worlds.")
@click.option("--screen", type=click.IntRange(0, 1000), default=0, help="Screen first, in so many rounds (Morris).")
@click.option(
    "--matter", type=click.IntRange(1, 100), default=3, show_default=True, help="Keep so many when screening."
)
@click.option("--sobol", type=click.IntRange(0, 2**16), default=0, help="Rounds (2, 4, 8, …) that share ignorance out.")
@click.option("--levels", type=click.IntRange(2, 50), default=2, show_default=True, help="Values tried in each range.")
@click.option("--replications", type=click.IntRange(1, 10_000), help="Replications.  [default: the file's]")
@click.option("--days", type=click.IntRange(1, 3660), help="Days that are measured.  [default: the file's]")
@click.option("--warm-up", "warm_up_days", type=click.IntRange(0, 3660), help="Days before.  [default: the file's]")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes at work.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder.  [default: results/NAME OF THE FILE_ranges]")
def sensitivity(
    file: Path, out: Path | None, jobs: int, worlds: int, screen: int, matter: int, levels: int, **asked: Any
) -> None:
    """Say what would change our mind: which assumptions, within their ranges, turn a verdict, and where.

    Stopping with Ctrl-C keeps what is finished; the same command goes on from there.
    """
    from demandsim.experiment.sensitivity import Asked
    from demandsim.experiment.sensitivity import sensitivity as tried
    from demandsim.experiment.worlds import open_study
    from demandsim.report.progress import counter
    from demandsim.report.sensitivity import text

    sobol, asked["options"] = asked.pop("sobol"), names(asked["options"])
    study = open_study(file, out=out or Path("results") / f"{file.stem}_ranges", **asked)
    shown, how = console(), Asked(worlds, screen, matter, levels, sobol=sobol)
    found = tried(study, how, jobs=jobs, tell=counter(shown), say=shown.print)
    click.echo(text(found) + f"\nTables: {study.folder}")
