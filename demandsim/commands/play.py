"""The commands that play a scenario: run, warm-up, and rerun for one run again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from demandsim.commands.console import FAILED, STOPPED, console, names

if TYPE_CHECKING:
    from rich.console import Console

    from demandsim.experiment.runner import Plan


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--options", help="Options to compare with today, separated by commas.  [default: all]")
@click.option(
    "--replications",
    type=click.IntRange(1, 10_000),
    help="Replications of each option.  [default: the file's]",
)
@click.option("--days", type=click.IntRange(1, 3660), help="Days that are measured.  [default: the file's]")
@click.option("--warm-up", type=click.IntRange(0, 3660), help="Days played before measuring.  [default: the file's]")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes at work.  [default: one per processor]")
@click.option(
    "--cluster", metavar="ADDRESS", help="Dask scheduler whose workers play instead, such as tcp://host:8786."
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
@click.option("--until", multiple=True, help='Add replications until "crimes_closed ±2 %"; may be repeated.')
@click.option("--at-most", type=click.IntRange(1, 10_000), default=200, show_default=True, help="End of --until.")
@click.option("--out", type=click.Path(path_type=Path), help="Results folder.  [default: results/NAME OF THE FILE]")
@click.option("--keep-logs", is_flag=True, help="Keep the event log of every run.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors and where the results are.")
@click.option("--sweep", "sweeps", multiple=True, metavar="PATH=A,B", help="Options made of values; may be repeated.")
@click.option("--design", type=click.Path(path_type=Path), help="Table of options: columns are paths.")
def run(
    file: Path,
    options: str | None,
    replications: int | None,
    days: int | None,
    warm_up: int | None,
    workers: int | None,
    cluster: str | None,
    seed: int,
    until: tuple[str, ...],
    at_most: int,
    out: Path | None,
    keep_logs: bool,
    quiet: bool,
    sweeps: tuple[str, ...],
    design: Path | None,
) -> None:
    """Play every option on the same simulated worlds and compare them.

    With --sweep or --design options are made of values (of several sweeps, every combination) and played beside today.

    Stopping with Ctrl-C keeps what is finished; the same command goes on from there.
    """
    from functools import partial

    from demandsim.experiment import plan_experiment, write_comparison
    from demandsim.experiment.runner import processes
    from demandsim.experiment.until import read_target, run_until
    from demandsim.report import write_pages
    from demandsim.report.progress import play
    from demandsim.report.terminal import show_comparison, show_precision
    from demandsim.scenario.design import with_options

    source, chosen = with_options(file, sweeps, design)
    name = f"{file.stem}{'_design' if design else '_sweep' if sweeps else ''}"
    targets = [read_target(text) for text in until]
    planned = partial(
        plan_experiment,
        source,
        out=Path("results") / name if out is None else out,
        options=[*(names(options) or ()), *chosen] if chosen else names(options),
        days=days,
        warm_up_days=warm_up,
        seed=seed,
        keep_logs=keep_logs,
    )
    plan = planned(replications=replications)
    screen = console(quiet=quiet)
    how = f"{processes(plan, workers)} at a time" if cluster is None else f"on the cluster at {cluster}"
    _announce(screen, plan, how)
    playing = partial(play, screen, workers=workers, cluster=cluster)
    precision = None
    try:
        if targets:
            precision = run_until(targets, plan, lambda number: planned(replications=number), playing, at_most)
        else:
            playing(plan)
    except KeyboardInterrupt:
        click.echo(
            f"\nStopped. Finished runs are kept in {plan.folder}; the same command goes on from there.",
            err=True,
        )
        raise click.exceptions.Exit(STOPPED) from None
    comparison = write_comparison(plan.folder)
    page, workbook = write_pages(comparison, plan.folder)
    show_comparison(screen, comparison)
    if precision is not None:
        show_precision(screen, precision)
    click.echo(f"Results: {plan.folder}   Report: {page}   Workbook: {workbook}")


@click.command("warm-up")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--measure", "measures", multiple=True, help="Stock to look at; may be repeated.  [default: all]")
@click.option("--option", help="Play the scenario as it is under this option.")
@click.option("--replications", type=click.IntRange(1, 100), default=5, show_default=True, help="Tapes to play.")
@click.option("--days", type=click.IntRange(1, 3660), help="Days that are played.  [default: the file's, with warm-up]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
@click.option("--out", type=click.Path(path_type=Path), help="Draw every stock week by week to this .png or .svg file.")
def warm_up(file: Path, out: Path | None, **asked: Any) -> None:
    """Play from the first day and say how long stocks take to settle: whether the warm-up is long enough."""
    from demandsim.experiment.warm_up import warm_up as judged
    from demandsim.report.warm_up import text, write_chart

    if out is not None and out.suffix.lower() not in {".png", ".svg"}:
        raise click.UsageError(f"--out is a .png or .svg file, not {out.name!r}")
    found = judged(file, **asked)
    if out is not None:
        write_chart(found, out)
    click.echo(text(found) + ("" if out is None else f"\nChart: {out}\n"), nl=False)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--option", required=True, help="Option of the run.")
@click.option("--replication", type=click.IntRange(0), required=True, help="Tape of the run.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write.  [default: DIR/reruns/OPTION/NUMBER]")
@click.option("--anyway", is_flag=True, help="Also where another version of the program made the results.")
def rerun(folder: Path, option: str, replication: int, **asked: Any) -> None:
    """Play one finished run again with its log, and prove that it is the same run: what happened that night?"""
    from demandsim.experiment.rerun import rerun as played_again
    from demandsim.experiment.rerun import text

    found = played_again(folder, option, replication, **asked)
    click.echo(text(found, option, replication))
    if found.unlike:
        raise click.exceptions.Exit(FAILED)


def _announce(screen: Console, plan: Plan, where: str) -> None:
    from demandsim.experiment.store import scenario_of

    about = scenario_of(plan.made).about
    options, replications = len(plan.made["options"]), plan.made["replications"]
    screen.print(f"[bold]{about.title}[/bold]", highlight=False)
    screen.print(about.question, highlight=False)
    screen.print(
        f"{options} option{'s' * (options > 1)} ({', '.join(plan.made['options'])}) x {replications} "
        f"replications of {plan.made['days']} days after {plan.made['warm_up_days']} days of warm-up; seed "
        f"{plan.made['seed']}.",
        highlight=False,
    )
    for path in plan.damaged:
        screen.print(f"Damaged, so its run is played again: {path}", highlight=False, markup=False, soft_wrap=True)
    finished = plan.runs - len(plan.tasks)
    done = f", {finished} of them finished before" if finished else ""
    screen.print(f"{plan.runs} runs{done}; {where}; results go to {plan.folder}.\n", highlight=False)
