"""The commands that read a results folder: compare, report, query, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from demandsim.commands.console import console, names


@click.command()
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

    screen = console()
    if options is None and crime is None:
        show_comparison(screen, write_comparison(folder))
        return
    chosen = names(options) or list(read_comparison(folder).options[:2])
    show_twice(screen, same_victim_twice(folder, chosen, crime, replication))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sheet", help="Write one page about a part instead: contact, response, investigation or leadership.")
@click.option("--option", help="With --sheet: the option that it speaks of.  [default: today]")
def report(folder: Path, sheet: str | None, option: str | None) -> None:
    """Write the report of a results folder again, or a sheet: one page that can be sent and printed."""
    from demandsim.experiment import write_comparison
    from demandsim.report import write_pages
    from demandsim.report.sheets.sheet import write_sheet

    if sheet is not None:
        click.echo(f"Sheet: {write_sheet(folder, sheet, option)}")
        return
    if option is not None:
        raise click.UsageError("--option says of what a sheet speaks; it goes with --sheet")
    page, workbook = write_pages(write_comparison(folder), folder)
    click.echo(f"Report: {page}   Workbook: {workbook}")


@click.command()
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


@click.command()
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
