"""The commands: check, explain, run, compare, why, report, officers, audit and the others; they decide nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import demandsim
from demandsim.commands.trace import trace

# Everything else is imported inside the commands, so that --help answers at once.
if TYPE_CHECKING:
    from rich.console import Console

    from demandsim.experiment.runner import Plan

DONE, FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 130
PLAIN_WIDTH = 110


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(demandsim.__version__, prog_name="demandsim")
@click.option("--debug", is_flag=True, help="Show the program's own trace when something fails.")
def demandsim_command(debug: bool) -> None:
    """Compare ways of answering, attending and investigating on the same simulated demand.

    Begin with: demandsim check FILE, then explain FILE, then run FILE.
    """


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a scenario and all its options; every fault is shown with file and line."""
    from demandsim.quantities import format_share
    from demandsim.scenario.crosscheck import unsourced
    from demandsim.scenario.files import read_options, read_scenario
    from demandsim.scenario.headcount import listed
    from demandsim.scenario.warnings import warnings

    scenario = read_scenario(file)
    options = read_options(file)
    console = _console()
    console.print(f"{file} is sound: {scenario.about.title}", highlight=False)
    console.print(f"  question  {scenario.about.question}", highlight=False)
    console.print(f"  options   {', '.join(options) or 'none'}", highlight=False, soft_wrap=True)
    console.print(
        f"  people    {len(scenario.workforce.teams)} teams; {len(scenario.demand.offences)} offences, "
        f"{len(scenario.demand.incidents)} kinds of incident, {len(scenario.demand.lines)} lines",
        highlight=False,
    )
    for line in listed(scenario):
        console.print(f"            {line}", highlight=False, markup=False, soft_wrap=True)
    for warning in warnings(scenario):
        console.print(f"  warning   {warning}", highlight=False, markup=False, soft_wrap=True)
    silent = [".".join(str(step) for step in path) for path in unsourced(scenario)]
    every = len(unsourced(scenario.model_copy(update={"sources": ()})))
    share = format_share(1 - len(silent) / max(every, 1))
    console.print(f"  sources   {share} of {every:,} figures have a source or a stated range", highlight=False)
    for path in silent:
        console.print(f"            none for {path}", highlight=False, markup=False, soft_wrap=True)


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Explain the scenario as it is under this option.")
def explain(file: Path, option: str | None) -> None:
    """Say in plain words what a scenario asks of each team, before anything runs."""
    from demandsim.scenario.explain import explain as explained
    from demandsim.scenario.files import read_scenario

    click.echo(explained(read_scenario(file, option)).text())


@demandsim_command.command()
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
    import os
    from functools import partial

    from demandsim.experiment import plan_experiment, write_comparison
    from demandsim.experiment.until import read_target, run_until
    from demandsim.report import write_report
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
        options=[*(_names(options) or ()), *chosen] if chosen else _names(options),
        days=days,
        warm_up_days=warm_up,
        seed=seed,
        keep_logs=keep_logs,
    )
    plan = planned(replications=replications)
    at_once = workers or os.cpu_count() or 1
    console = _console(quiet=quiet)
    how = f"{min(at_once, max(len(plan.tasks), 1))} at a time" if cluster is None else f"on the cluster at {cluster}"
    _announce(console, plan, how)
    playing = partial(play, console, workers=at_once, cluster=cluster)
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
    report = write_report(comparison, plan.folder / "report.html")
    show_comparison(console, comparison)
    if precision is not None:
        show_precision(console, precision)
    click.echo(f"Results: {plan.folder}   Report: {report}")


@demandsim_command.command("warm-up")
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


@demandsim_command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--options", help="Two options, separated by a comma: show one crime's journey under both.")
@click.option("--crime", type=int, help="The crime, by its uid.  [default: the most telling one]")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Tape on which the crime is.")
def compare(folder: Path, options: str | None, crime: int | None, replication: int) -> None:
    """Compare the options in a results folder, or one victim's journey under two of them.

    With --options or --crime the tape is played again under two options, following one crime."""
    from demandsim.experiment import read_comparison, write_comparison
    from demandsim.experiment.twice import same_victim_twice
    from demandsim.report.terminal import show_comparison, show_twice

    console = _console()
    if options is None and crime is None:
        show_comparison(console, write_comparison(folder))
        return
    chosen = _names(options) or list(read_comparison(folder).options[:2])
    show_twice(console, same_victim_twice(folder, chosen, crime, replication))


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("crime", type=int)
@click.option("--option", help="Play the scenario as it is under this option.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Tape on which the crime is.")
@click.option("--days", type=click.IntRange(1, 3660), help="Days that are played.  [default: the file's, with warm-up]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
def why(file: Path, crime: int, **asked: Any) -> None:
    """Play one replication and say why a crime, given by its uid, went to whom it went to, and who came next."""
    from demandsim.experiment.why import why as told

    click.echo("\n".join(told(file, crime, **asked)))


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Play the scenario as it is under this option.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Tape that is played.")
@click.option("--days", type=click.IntRange(1, 3660), help="Days told of, after the warm-up.  [default: 365]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
@click.option("--team", help="Tell of this team alone.  [default: all]")
@click.option("--officer", help="Whose year is told, by key.  [default: one often called away, of the largest team]")
@click.option("--out", type=click.Path(path_type=Path), help="Write one row for every officer to this CSV file.")
def officers(file: Path, out: Path | None, **asked: Any) -> None:
    """Play a year and say what it asks of officers: by team the median and the worst tenth, and the year of one."""
    from demandsim.experiment.officers import officer_years
    from demandsim.report.officers import text, write_table

    found = officer_years(file, **asked)
    if out is not None:
        write_table(found, out)
    click.echo(text(found) + ("" if out is None else f"\nTable: {out}\n"), nl=False)


@demandsim_command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sheet", help="Write one page about a part of the force instead: contact (the contact desk).")
@click.option("--option", help="With --sheet: the option that it speaks of.  [default: today]")
def report(folder: Path, sheet: str | None, option: str | None) -> None:
    """Write the report of a results folder again, or a sheet: one page that can be sent and printed."""
    from demandsim.experiment import write_comparison
    from demandsim.report import write_report
    from demandsim.report.sheet import write_sheet

    if sheet is not None:
        click.echo(f"Sheet: {write_sheet(folder, sheet, option)}")
        return
    if option is not None:
        raise click.UsageError("--option says of what a sheet speaks; it goes with --sheet contact")
    click.echo(f"Report: {write_report(write_comparison(folder), folder / 'report.html')}")


@demandsim_command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--per", "measures", multiple=True, help="Measure to price; may be repeated.  [default: the main ones]")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the list.  [default: prices.csv in DIR]")
def prices(folder: Path, measures: tuple[str, ...], out: Path | None) -> None:
    """Price what the options in a results folder buy: what each changes, and what a unit of improvement costs."""
    from demandsim.experiment import price_list, read_comparison, write_prices
    from demandsim.report.terminal import show_prices

    found = price_list(comparison := read_comparison(folder), measures or None)
    show_prices(_console(), comparison, found)
    click.echo(f"Prices: {write_prices(found, out or folder / 'prices.csv')}")


@demandsim_command.command()
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
        ranked(_console(), where, **asked | {"options": _names(asked["options"]), "pareto": _names(asked["pareto"])})
    except KeyboardInterrupt:
        click.echo("\nStopped. Finished runs are kept; the same command goes on from there.", err=True)
        raise click.exceptions.Exit(STOPPED) from None


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Staff the scenario as it is under this option.")
@click.option("--line", "lines", multiple=True, help="Line whose target counts; may be repeated.  [default: all]")
@click.option("--share", help='Share of calls to be answered in time, such as "90 %".  [default: each line\'s]')
@click.option("--within", help='Time in which they should be, such as "10 s".  [default: each line\'s]')
@click.option("--by", type=click.Choice(["day", "week"]), default="week", show_default=True, help="Half hours of what.")
@click.option("--replications", type=click.IntRange(2, 1000), default=4, show_default=True, help="Tapes to search on.")
@click.option("--weeks", type=click.IntRange(1, 520), help="Weeks on each.  [default: 6 to 26, by the calls there are]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes all chance.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes at work.  [default: one per processor]")
@click.option("--out", type=click.Path(path_type=Path), help="Write the whole table to this CSV file.")
@click.option("--positions", type=click.Path(path_type=Path), help="Write the positions found, for a scenario to use.")
def staffing(file: Path, option: str | None, **asked: Any) -> None:
    """Find the positions that each half hour needs for a target: by Erlang C, by Erlang A and by simulation.

    Says what each would give when it is played, and where the formulas mislead in this scenario.
    """
    from demandsim.scenario.files import read_scenario
    from demandsim.staffing.command import staff

    scenario = read_scenario(file, option)
    with _console().status("beginning") as doing:
        said = staff(scenario, tell=doing.update, **asked)
    click.echo(said, nl=False)


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Audit the scenario as it is under this option.")
@click.option("--budget", help='Plan training for this sum, such as "£120,000", at the prices of costs.course.')
@click.option("--leaders", type=click.Path(path_type=Path), help="Table of supervisors, CSV or .xlsx: levels, roles.")
@click.option("--required", help="Level by rank for --leaders.  [default: sergeant=1,inspector=2,supervisor=1]")
@click.option("--play", type=click.IntRange(2, 1000), help="Play fewer and more supervisors, in so many replications.")
@click.option(
    "--days", type=click.IntRange(1, 3660), help="With --play: days that are measured.  [default: the file's]"
)
@click.option("--busy", help="With --play: share of supervisors' time that may be asked for.  [default: 60 %]")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="With --play: fixes all chance.  [default: 1]")
@click.option("--workers", type=click.IntRange(1, 256), help="With --play: processes.  [default: one per processor]")
@click.option("--out", type=click.Path(path_type=Path), help="Write a page and a workbook to this folder.")
def audit(file: Path, out: Path | None, **asked: Any) -> None:
    """Set required against held: skills and supervisors by team, area and hour; nothing is played without --play."""
    from demandsim.audit.words import text
    from demandsim.experiment.leadership import audited_and_played

    with _console().status("beginning") as doing:
        found = audited_and_played(file, tell=doing.update, **asked)
    written = ""
    if out is not None:
        from demandsim.report.audit_files import write_audit

        written = "Page: {}   Workbook: {}\n".format(*write_audit(found, out))
    click.echo(text(found) + written, nl=False)


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--precept", help='Pounds added to band D from the first year on, such as "£1".  [default: the plan\'s]')
@click.option("--option", help="Plan with the scenario as it is under this option.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a table by month and a workbook to this folder.")
def plan(file: Path, out: Path | None, **asked: Any) -> None:
    """Say what money buys over the years: posts funded, recruited, in training and at work; nothing is played."""
    from demandsim.money.plan import planned
    from demandsim.money.plan_words import text

    found = planned(file, **asked)
    written = ""
    if out is not None:
        from demandsim.report.plan_files import write_plan

        written = "Table: {}   Workbook: {}\n".format(*write_plan(found, out))
    click.echo(text(found) + written, nl=False)


@demandsim_command.command("break-even")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Take the scenario as it is under this option.")
def break_even(file: Path, option: str | None) -> None:
    """Say how much demand problem solving must prevent for its hours to come back; nothing is played."""
    from demandsim.money.break_even import break_even as worked_out
    from demandsim.money.break_even_words import text
    from demandsim.scenario.files import read_scenario

    scenario = read_scenario(file, option)
    click.echo(text(scenario, option, worked_out(scenario)), nl=False)


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Write the roster of the scenario as it is under this option.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write, .csv or .xlsx.")
def roster(file: Path, option: str | None, out: Path) -> None:
    """Write the roster table that a scenario's posts amount to: a row for each post, for a force to fill in."""
    from demandsim.report.roster_file import write_roster

    click.echo(f"Roster: {out} ({write_roster(file, out, option):,} people)")


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("spans", nargs=-1, required=True, metavar="PATH=LOW..HIGH...")
@click.option("--rows", type=click.IntRange(2, 10_000), default=10, show_default=True, help="Options to make.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes the choice.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Table to write, for run --design.")
def design(file: Path, out: Path, **asked: Any) -> None:
    """Write a table of options that spread over spans of values evenly (a Latin hypercube), for run --design."""
    from demandsim.scenario.design import write_design

    click.echo(f"Design: {out} ({write_design(file, out, **asked)} options)")


@demandsim_command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ranges", type=click.Path(path_type=Path), help="Table of ranges.  [default: those in `sources`]")
@click.option("--measure", "measures", multiple=True, help="Measure to judge by; may be repeated.  [default: headline]")
@click.option("--options", help="Options to try, separated by commas.  [default: all]")
@click.option("--worlds", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Plausible worlds.")
@click.option("--screen", type=click.IntRange(0, 1000), default=0, help="Screen first, in so many rounds (Morris).")
@click.option(
    "--matter", type=click.IntRange(1, 100), default=3, show_default=True, help="Keep so many when screening."
)
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

    asked["options"] = _names(asked["options"])
    study = open_study(file, out=out or Path("results") / f"{file.stem}_ranges", **asked)
    found = tried(study, Asked(worlds, screen, matter, levels), jobs=jobs, tell=counter(_console()))
    click.echo(text(found) + f"\nTables: {study.folder}")


@demandsim_command.command()
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


@demandsim_command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--option", required=True, help="Option of the run.")
@click.option("--replication", type=click.IntRange(0), required=True, help="Tape of the run.")
@click.option(
    "--format", "how", type=click.Choice(["xes", "ocel"]), default="xes", show_default=True, help="Of the file."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--anyway", is_flag=True, help="Also where another version of the program made the results.")
def export(folder: Path, option: str, replication: int, how: Any, out: Path, anyway: bool) -> None:
    """Write the histories of a run's crimes for tools of process mining; the run is played again."""
    from demandsim.experiment.rerun import log_again
    from demandsim.report.process_mining import export as written

    events = written(log_again(folder, option, replication, anyway=anyway), out, how)
    click.echo(f"Histories: {out} ({events:,} events)")


@demandsim_command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("sql", required=False)
@click.option("--csv", is_flag=True, help="Print the answer as CSV.")
def query(folder: Path, sql: str | None, csv: bool) -> None:
    """Answer a question in SQL about a results folder, which it only reads; without one, list the tables."""
    from demandsim.experiment.query import query as asked
    from demandsim.experiment.query import tables, text

    if sql is None:
        for name, columns in tables(folder).items():
            click.echo(f"{name}: {', '.join(columns)}")
        return
    found = asked(folder, sql)
    click.echo(found.to_csv(index=False, lineterminator="\n") if csv else text(found), nl=False)


@demandsim_command.command()
def measures() -> None:
    """List the measures: what each asks, its unit and which direction is better."""
    from rich.table import Table

    from demandsim.measures import MEASURES

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Measure", no_wrap=True)
    for heading in ("Question", "Unit", "Better", "Asked by"):
        table.add_column(heading)
    for measure in MEASURES.values():
        name = f"[bold]{measure.name}[/bold]" if measure.headline else measure.name
        table.add_row(name, measure.question, measure.unit, measure.better, "; ".join(measure.groups))
    console = _console()
    console.print(table)
    console.print("\nHeadline measures, by which options are judged, are in bold:", highlight=False)
    headline = [measure.name for measure in MEASURES.values() if measure.headline]
    console.print(", ".join(headline), highlight=False)


@demandsim_command.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check what is typed."""
    import json

    from demandsim.scenario.schema import scenario_schema

    click.echo(json.dumps(scenario_schema(), ensure_ascii=False, indent=2))


demandsim_command.add_command(trace)


def main() -> NoReturn:
    """Run a command and end with 0 (done), 1 (failed), 2 (bad input) or 130 (stopped)."""
    words = [word for word in sys.argv[1:] if word != "--debug"]
    debug = len(words) < len(sys.argv) - 1
    try:
        code = demandsim_command.main(words, prog_name="demandsim", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(STOPPED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        if debug:
            raise
        message, code = _explained(error)
        click.echo(message, err=True)
        sys.exit(code)
    sys.exit(code if isinstance(code, int) else DONE)


def _explained(error: Exception) -> tuple[str, int]:
    """Give the words and the exit code for an error; only what nobody foresaw asks for --debug."""
    from demandsim.scenario.problems import ScenarioError

    if isinstance(error, ScenarioError):
        return str(error), BAD_INPUT
    from demandsim.experiment.store import ResultsError
    from demandsim.experiment.workers import TaskFailed

    if isinstance(error, ResultsError):
        return str(error), BAD_INPUT
    if isinstance(error, TaskFailed):
        return f"A run failed: {error}\nFinished runs are kept; --debug shows more.", FAILED
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}", FAILED
    return f"The program failed ({type(error).__name__}: {error}); --debug shows more.", FAILED


def _names(text: str | None) -> list[str] | None:
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


def _console(quiet: bool = False) -> Console:
    from rich.console import Console

    console = Console(quiet=quiet)
    return console if console.is_terminal else Console(quiet=quiet, width=PLAIN_WIDTH)


def _announce(console: Console, plan: Plan, where: str) -> None:
    from demandsim.experiment.store import scenario_of

    about = scenario_of(plan.made).about
    options, replications = len(plan.made["options"]), plan.made["replications"]
    console.print(f"[bold]{about.title}[/bold]", highlight=False)
    console.print(about.question, highlight=False)
    console.print(
        f"{options} option{'s' * (options > 1)} ({', '.join(plan.made['options'])}) x {replications} "
        f"replications of {plan.made['days']} days after {plan.made['warm_up_days']} days of warm-up; seed "
        f"{plan.made['seed']}.",
        highlight=False,
    )
    for path in plan.damaged:
        console.print(f"Damaged, so its run is played again: {path}", highlight=False, markup=False, soft_wrap=True)
    finished = plan.runs - len(plan.tasks)
    done = f", {finished} of them finished before" if finished else ""
    console.print(f"{plan.runs} runs{done}; {where}; results go to {plan.folder}.\n", highlight=False)
