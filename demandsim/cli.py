"""The program on the command line: its commands, and what an error and an exit code mean."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

import demandsim
from demandsim.commands.choose import rank, sensitivity
from demandsim.commands.console import BAD_INPUT, DONE, FAILED, STOPPED
from demandsim.commands.money import break_even, plan, prices
from demandsim.commands.people import audit, officers, roster, staffing
from demandsim.commands.play import rerun, run, warm_up
from demandsim.commands.results import compare, export, query, report
from demandsim.commands.scenarios import check, design, explain, fit, measures, schema
from demandsim.commands.stories import trace, why

COMMANDS = (
    check,
    explain,
    fit,
    run,
    warm_up,
    compare,
    why,
    trace,
    officers,
    report,
    prices,
    rank,
    staffing,
    audit,
    plan,
    break_even,
    roster,
    design,
    sensitivity,
    rerun,
    export,
    query,
    measures,
    schema,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(demandsim.__version__, prog_name="demandsim")
@click.option("--debug", is_flag=True, help="Show the program's own trace when something fails.")
def demandsim_command(debug: bool) -> None:
    """Compare ways of answering, attending and investigating on the same simulated demand.

    Begin with: demandsim check FILE, then explain FILE, then run FILE.
    """


for command in COMMANDS:
    demandsim_command.add_command(command)


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
    from demandsim.workers import TaskFailed

    if isinstance(error, ResultsError):
        return str(error), BAD_INPUT
    if isinstance(error, TaskFailed):
        return f"A run failed: {error}\nFinished runs are kept; --debug shows more.", FAILED
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}", FAILED
    return f"The program failed ({type(error).__name__}: {error}); --debug shows more.", FAILED
