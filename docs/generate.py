"""Make the reference pages from the program itself, so that they cannot say anything else."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import scenario_page
from markdown_tables import table

from demandsim import cli
from demandsim.audit.audit import audit
from demandsim.audit.leader_table import read_leaders
from demandsim.engine import run, run_for
from demandsim.eventlog import views
from demandsim.eventlog.moments import SCHEMA, Activity, Outcome
from demandsim.experiment import (
    compare,
    plan_experiment,
    price_list,
    read_comparison,
    run_experiment,
    write_comparison,
)
from demandsim.experiment.officers import officer_years
from demandsim.experiment.prices import MEANING as PRICES_MEANING
from demandsim.experiment.rank import FRONT_MEANING
from demandsim.experiment.rank import MEANING as RANKING_MEANING
from demandsim.experiment.results_tables import DICTIONARY_MEANING, TABLES
from demandsim.experiment.sensitivity import (
    LEVELS_MEANING,
    SCREENING_MEANING,
    SHARES_MEANING,
    SPLIT_MEANING,
    TURNS_MEANING,
    WORLDS_MEANING,
)
from demandsim.experiment.twice import same_victim_twice
from demandsim.experiment.until import MEANING as PRECISION_MEANING
from demandsim.measures import MEASURES, Measure, measure
from demandsim.money.break_even import break_even
from demandsim.money.plan import planned
from demandsim.report import write_report
from demandsim.roster import build_roster
from demandsim.scenario.explain import explain
from demandsim.scenario.files import read_options, read_scenario
from demandsim.staffing.erlang import erlang_b, erlang_c, positions_for, service
from demandsim.staffing.offered_load import mean_busy, sipp
from demandsim.staffing.staffing import staffing
from demandsim.tape import record
from demandsim.tape.busy import handlers
from demandsim.tape.fit import handling, patience, scenario_text, volume
from demandsim.tape.replay import observed, replay

Function = Callable[..., object]

SEVEN_LINES: tuple[Function, ...] = (read_scenario, record, build_roster, run, measure, compare, write_report)
BEYOND: tuple[tuple[str, tuple[Function, ...]], ...] = (
    ("Before anything runs", (read_options, explain)),
    ("Horizons whose log is too long to keep", (run_for,)),
    ("Skills audit", (audit, read_leaders)),
    ("Money", (planned, break_even)),
    ("Officers one by one", (officer_years,)),
    ("Staffing arithmetic", (staffing, positions_for, service, erlang_b, erlang_c, mean_busy, sipp)),
    ("From a log of calls", (observed, replay, patience, handling, volume, handlers, scenario_text)),
    (
        "Experiments in a results folder",
        (plan_experiment, run_experiment, read_comparison, write_comparison, same_victim_twice, price_list),
    ),
    ("Views of an event log", tuple(getattr(views, name) for name in views.__all__ if name != "Step")),
)
DESKS = {
    "contact": "Contact desk",
    "response": "Response",
    "investigation": "Investigation",
    "outcomes": "Outcomes",
    "consistency": "Consistency of allocation",
    "workforce": "Workforce",
    "officer_year": "A year of an officer",
    "leadership": "Leadership",
    "money": "Money",
    "pressure": "Pressure",
    "exchange": "Exchange between response and investigation",
}
BETTER = {"higher": "higher is better", "lower": "lower is better", "neither": "neither direction is better"}


def write_reference(folder: Path) -> None:
    """Write the reference pages into a folder, leaving alone those that say the same already."""
    pages = {
        "scenario": scenario_page.page(),
        "cli": commands(),
        "measures": measures(),
        "moments": moments(),
        "results": results(),
        "api": functions(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def commands() -> str:
    """Give the help of every command."""
    group = cli.demandsim_command
    lines = ["# Commands", "", "What `demandsim --help` says, and the help of each command.", ""]
    lines += _help(group, "demandsim", None)
    above = click.Context(group, info_name="demandsim", **group.context_settings)
    for name, command in group.commands.items():
        lines += [f"## {name}", "", *_help(command, name, above)]
    lines += [
        "## How a command ends",
        "",
        *table(
            ("Exit code", "Meaning"),
            [
                ("0", "done"),
                ("1", "failed"),
                ("2", "bad input: a scenario, a folder or the command line"),
                ("130", "stopped"),
            ],
        ),
    ]
    return _joined(lines)


def _help(command: click.Command, name: str, parent: click.Context | None) -> list[str]:
    settings: dict[str, Any] = {} if parent else dict(command.context_settings)
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, **settings)
    return ["```text", command.get_help(context), "```", ""]


def measures() -> str:
    """List every measure: question, unit, better direction, groups, definition and source."""
    by_desk: dict[str, list[Measure]] = {}
    for entry in MEASURES.values():
        by_desk.setdefault(entry.compute.__module__.rpartition(".")[2], []).append(entry)
    headline = ", ".join(_linked(entry.name) for entry in MEASURES.values() if entry.headline)
    lines = [
        "# Measures",
        "",
        "Every measure is a question asked of the event log. A share lies between 0 and 1. Options are judged by the",
        f"headline measures for the force as a whole: {headline}. All others, and all groups, are exploratory.",
        "",
    ]
    for desk, entries in by_desk.items():
        lines += [f"## {DESKS.get(desk, desk.capitalize())}", ""]
        for entry in entries:
            lines += list(_measure(entry))
    return _joined(lines)


def _linked(name: str) -> str:
    return f"[{name}](#measure-{_slug(name)})"


def _measure(entry: Measure) -> Iterator[str]:
    yield from (f"(measure-{_slug(entry.name)})=", f"### {entry.name}", "", entry.question, "")
    if entry.headline:
        yield "- **headline measure**"
    yield f"- unit: {entry.unit}"
    yield f"- {BETTER[entry.better]}"
    if entry.groups:
        yield f"- asked of the force and by {'; by '.join(entry.groups)}"
    if entry.source:
        yield f"- source: {entry.source}"
    yield from ("", inspect.getdoc(entry.compute) or "", "")


def moments() -> str:
    """Say what each row of the event log holds."""
    lines = [
        "# Moments",
        "",
        "The event log has one row for every moment, in the order in which things happened. Its columns are whole",
        "numbers: `at` (seconds from the start), `moment`, `subject` (row of the contact, incident or crime),",
        "`officer` (row of the officer), `detail` and `amount`. -1 stands for what does not apply.",
        "",
    ]
    for subject in dict.fromkeys(columns.subject for columns in SCHEMA.values()):
        lines += [f"## {subject.capitalize() + 's' if subject else 'Duty'}", ""]
        rows = [
            (
                f"`{moment.name}` ({moment.value})",
                columns.meaning,
                columns.officer,
                columns.detail,
                columns.amount,
                "" if columns.activity is None else _word(columns.activity.name),
            )
            for moment, columns in SCHEMA.items()
            if columns.subject == subject
        ]
        lines += table(("Moment", "Meaning", "officer", "detail", "amount", "The officer is then"), rows)
    lines += ["## Activities of officers", "", "Every second on duty belongs to exactly one of these.", ""]
    lines += table(("Number", "Activity"), [(str(each.value), _word(each.name)) for each in Activity])
    lines += ["## Outcomes of crimes", ""]
    lines += table(("Number", "Outcome"), [(str(each.value), _word(each.name)) for each in Outcome])
    return _joined(lines)


def results() -> str:
    """Describe the results folder and the columns of its tables."""
    from demandsim.experiment import store

    layout = (store.__doc__ or "").split("\n\n", 1)[1].strip()
    lines = [
        "# Results folder",
        "",
        "What `demandsim run` leaves behind. Beside every `.csv` stands a `-metadata.json` that describes its columns.",
        "",
        "```text",
        layout,
        "```",
        "",
    ]
    tables: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        *((f"{entry.name}.csv", entry.holds, entry.meaning) for entry in TABLES),
        ("dictionary.csv", "The columns of the tables above, one a row.", DICTIONARY_MEANING),
        (
            "prices.csv",
            "One row per option and measure; left by `demandsim prices DIR`.",
            PRICES_MEANING,
        ),
        ("ranking.csv", "One row per option; left by `demandsim rank`.", RANKING_MEANING),
        ("front.csv", "One row per option; left by `demandsim rank --pareto`.", FRONT_MEANING),
        ("precision.csv", "One row per target and option; left by `demandsim run FILE --until`.", PRECISION_MEANING),
        (
            "levels.csv",
            "One assumption at a time; this and the next are left by `demandsim sensitivity`.",
            LEVELS_MEANING,
        ),
        ("turns.csv", "Values at which a verdict turns.", TURNS_MEANING),
        ("worlds.csv", "One row per plausible world, option and measure.", WORLDS_MEANING),
        ("luck_and_ignorance.csv", "What plausible worlds say together.", SPLIT_MEANING),
        ("screening.csv", "What screening says of each assumption.", SCREENING_MEANING),
        ("shares_of_ignorance.csv", "Which assumption drives how much of the ignorance.", SHARES_MEANING),
    )
    for name, what, meaning in tables:
        lines += [f"## {name}", "", what, ""]
        lines += table(("Column", "What it holds"), [(f"`{column}`", said) for column, said in meaning.items()])
    return _joined(lines)


def functions() -> str:
    """Give the functions that the seven lines call, and the few beyond them."""
    lines = [
        "# Functions",
        "",
        "Everything that the commands do can be done from Python by these. The first seven are the program in seven",
        "lines; see [](../start/seven_lines.md).",
        "",
        "## The seven",
        "",
    ]
    lines += _functions(SEVEN_LINES)
    for title, beyond in BEYOND:
        lines += [f"## {title}", "", *_functions(beyond)]
    return _joined(lines)


def _functions(chosen: Iterable[Function]) -> Iterator[str]:
    for function in chosen:
        home = function.__module__
        package = home.rpartition(".")[0]
        if hasattr(sys.modules[package], function.__name__):
            home = package
        yield from (f"### {function.__name__}", "", "```python", f"from {home} import {function.__name__}")
        yield from ("", _signature(function), "```", "", inspect.getdoc(function) or "", "")


def _signature(function: Function) -> str:
    signature = inspect.signature(function)
    plain = f"{function.__name__}{signature}".replace("'", "")
    if len(plain) <= 96:
        return plain
    inner = ",\n    ".join(_parameters(signature))
    return f"{function.__name__}(\n    {inner},\n) -> {str(signature.return_annotation).strip()}"


def _parameters(signature: inspect.Signature) -> Iterator[str]:
    starred = False
    for parameter in signature.parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        yield str(parameter).replace("'", "")


def _word(name: str) -> str:
    return name.lower().replace("_", " ")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
