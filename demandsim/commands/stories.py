"""The commands that tell what happened: why a crime went to whom it went to; the story of a crime, a week, a night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from demandsim.commands.console import console, names


@click.command()
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


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--crime", type=int, help="A crime, by its uid.")
@click.option("--options", help="With --crime: two options, separated by a comma, side by side.")
@click.option("--officer", help="An officer's week, by key, such as response/north/constable/3.")
@click.option("--week", metavar="DATE", help="With --officer: a date in the week.  [default: the busiest one]")
@click.option("--night", metavar="DATE", help="A night, from 18:00 on a date to 06:00 on the next day.")
@click.option("--area", help="With --night: one area.  [default: the whole force]")
@click.option("--option", help="Option of the run.  [default: today]")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True, help="Tape of the run.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a page with a drawing to this .html file as well.")
@click.option("--anyway", is_flag=True, help="Also where another version of the program made the results.")
def trace(
    folder: Path,
    crime: int | None,
    options: str | None,
    officer: str | None,
    week: str | None,
    night: str | None,
    area: str | None,
    option: str | None,
    replication: int,
    out: Path | None,
    anyway: bool,
) -> None:
    """Tell what happened: to one crime, in one officer's week, or in one night; the run is played again.

    Dates are written as 2018-04-07 or, the day first, as 07/04/2018.
    """
    _check(crime, options, officer, week, night, area, option, out)

    from demandsim.experiment.trace import trace_crime, trace_night, trace_week
    from demandsim.report.trace.story import show_story, story_page, write_story

    if crime is not None:
        asked = [option] if option else names(options)
        story = story_page(trace_crime(folder, crime, asked or None, replication, anyway=anyway))
    elif officer is not None:
        story = story_page(trace_week(folder, officer, week, option, replication, anyway=anyway))
    else:
        assert night is not None
        story = story_page(trace_night(folder, night, area, option, replication, anyway=anyway))
    written = None if out is None else write_story(story, out)
    show_story(console(), story)
    if written is not None:
        click.echo(f"Page: {written}")


def _check(
    crime: int | None,
    options: str | None,
    officer: str | None,
    week: str | None,
    night: str | None,
    area: str | None,
    option: str | None,
    out: Path | None,
) -> None:
    """Refuse what does not go together; raises `click.UsageError`."""
    if sum(one is not None for one in (crime, officer, night)) != 1:
        raise click.UsageError("say what to tell of: exactly one of --crime, --officer and --night")
    for name, given, needs, there in (
        ("--options", options, "--crime", crime),
        ("--week", week, "--officer", officer),
        ("--area", area, "--night", night),
    ):
        if given is not None and there is None:
            raise click.UsageError(f"{name} goes with {needs}")
    if options is not None and option is not None:
        raise click.UsageError("--option names one option and --options two; give one of them")
    if out is not None and out.suffix.lower() != ".html":
        raise click.UsageError(f"--out is an .html file, not {out.name!r}")
