"""The commands about people: the desk and its positions, skills and leaders, officers' years, rosters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from demandsim.commands.console import console


@click.command()
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
    with console().status("beginning") as doing:
        said = staff(scenario, tell=doing.update, **asked)
    click.echo(said, nl=False)


@click.command()
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

    with console().status("beginning") as doing:
        found = audited_and_played(file, tell=doing.update, **asked)
    written = ""
    if out is not None:
        from demandsim.report.workbooks.audit_files import write_audit

        written = "Page: {}   Workbook: {}\n".format(*write_audit(found, out))
    click.echo(text(found) + written, nl=False)


@click.command()
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


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Write the roster of the scenario as it is under this option.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write, .csv or .xlsx.")
def roster(file: Path, option: str | None, out: Path) -> None:
    """Write the roster table that a scenario's posts amount to: a row for each post, for a force to fill in."""
    from demandsim.report.workbooks.roster_file import write_roster

    click.echo(f"Roster: {out} ({write_roster(file, out, option):,} people)")
