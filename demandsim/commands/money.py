"""The commands about money: price lists, what a precept buys, what problem solving must prevent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from demandsim.commands.console import console


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--per", "measures", multiple=True, help="Measure to price; may be repeated.  [default: the main ones]")
@click.option("--out", type=click.Path(path_type=Path), help="CSV file for the list.  [default: prices.csv in DIR]")
def prices(folder: Path, measures: tuple[str, ...], out: Path | None) -> None:
    """Price what the options in a results folder buy: what each changes, and what a unit of improvement costs."""
    from demandsim.experiment import price_list, read_comparison, write_prices
    from demandsim.report.terminal import show_prices

    found = price_list(comparison := read_comparison(folder), measures or None)
    show_prices(console(), comparison, found)
    click.echo(f"Prices: {write_prices(found, out or folder / 'prices.csv')}")


@click.command()
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
        from demandsim.report.workbooks.plan_files import write_plan

        written = "Table: {}   Workbook: {}\n".format(*write_plan(found, out))
    click.echo(text(found) + written, nl=False)


@click.command("break-even")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--option", help="Take the scenario as it is under this option.")
def break_even(file: Path, option: str | None) -> None:
    """Say how much demand problem solving must prevent for its hours to come back; nothing is played."""
    from demandsim.money.break_even import break_even as worked_out
    from demandsim.money.break_even_words import text
    from demandsim.scenario.files import read_scenario

    scenario = read_scenario(file, option)
    click.echo(text(scenario, option, worked_out(scenario)), nl=False)
