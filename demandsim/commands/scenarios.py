"""The commands that read a scenario and play nothing: check, explain, fit, design, measures, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from demandsim.commands.console import console


@click.command()
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
    screen = console()
    screen.print(f"{file} is sound: {scenario.about.title}", highlight=False)
    screen.print(f"  question  {scenario.about.question}", highlight=False)
    screen.print(f"  options   {', '.join(options) or 'none'}", highlight=False, soft_wrap=True)
    screen.print(
        f"  people    {len(scenario.workforce.teams)} teams; {len(scenario.demand.offences)} offences, "
        f"{len(scenario.demand.incidents)} kinds of incident, {len(scenario.demand.lines)} lines",
        highlight=False,
    )
    for line in listed(scenario):
        screen.print(f"            {line}", highlight=False, markup=False, soft_wrap=True)
    for warning in warnings(scenario):
        screen.print(f"  warning   {warning}", highlight=False, markup=False, soft_wrap=True)
    silent = [".".join(str(step) for step in path) for path in unsourced(scenario)]
    every = len(unsourced(scenario.model_copy(update={"sources": ()})))
    share = format_share(1 - len(silent) / max(every, 1))
    screen.print(f"  sources   {share} of {every:,} figures have a source or a stated range", highlight=False)
    for path in silent:
        screen.print(f"            none for {path}", highlight=False, markup=False, soft_wrap=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Explain the scenario as it is under this option.")
def explain(file: Path, option: str | None) -> None:
    """Say in plain words what a scenario asks of each team, before anything runs."""
    from demandsim.scenario.explain import explain as explained
    from demandsim.scenario.files import read_scenario

    click.echo(explained(read_scenario(file, option)).text())


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("spans", nargs=-1, required=True, metavar="PATH=LOW..HIGH...")
@click.option("--rows", type=click.IntRange(2, 10_000), default=10, show_default=True, help="Options to make.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Fixes the choice.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Table to write, for run --design.")
def design(file: Path, out: Path, **asked: Any) -> None:
    """Write a table of options that spread over spans of values evenly (a Latin hypercube), for run --design."""
    from demandsim.scenario.design import write_design

    click.echo(f"Design: {out} ({write_design(file, out, **asked)} options)")


@click.command()
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
    screen = console()
    screen.print(table)
    screen.print("\nHeadline measures, by which options are judged, are in bold:", highlight=False)
    headline = [measure.name for measure in MEASURES.values() if measure.headline]
    screen.print(", ".join(headline), highlight=False)


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check what is typed."""
    import json

    from demandsim.scenario.schema import scenario_schema

    click.echo(json.dumps(scenario_schema(), ensure_ascii=False, indent=2))


@click.command()
@click.argument("calls", metavar="CALLS.csv", type=click.Path(path_type=Path))
@click.option("--timezone", default="Europe/London", show_default=True, help="Of the times in the log.")
@click.option("--out", type=click.Path(path_type=Path), help="Write to this file instead of printing.")
def fit(calls: Path, timezone: str, out: Path | None) -> None:
    """Read a log of calls and write what it says of each line: volume, profile, talk and patience, for a scenario."""
    from demandsim.experiment.store import write_text
    from demandsim.tape.call_log import read_call_log

    text = read_call_log(calls, timezone).scenario_text()
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(out, text)
    click.echo(f"Lines: {out}")
