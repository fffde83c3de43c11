"""The runner: every option meets every replication's tape, once, and leaves its results in the folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pandas as pd

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.eventlog.log import COLUMNS
from demandsim.experiment.accounts import crime_accounts, officer_accounts
from demandsim.experiment.cluster import Cluster
from demandsim.experiment.store import (
    PREFIX,
    TODAY,
    Kind,
    ResultsError,
    finished_runs,
    in_words,
    is_whole,
    log_path,
    open_folder,
    part_path,
    read_recipe,
    read_values,
    scenario_of,
    scenario_under,
    write_parquet,
    write_part,
    write_recipe,
    write_table,
)
from demandsim.measures import measure_window
from demandsim.measures.by_hour import by_hour
from demandsim.measures.by_week import by_week
from demandsim.measures.performance import performance
from demandsim.measures.performance_avoidable import avoidable_demand
from demandsim.measures.unmet import unmet
from demandsim.measures.window import Window
from demandsim.provenance import Recipe, differences, identity, made_by_this_program, made_now, recipe
from demandsim.quantities import DAY
from demandsim.roster import Roster, build_roster
from demandsim.scenario.files import read_tree
from demandsim.scenario.options import option_names
from demandsim.scenario.problems import did_you_mean
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.tree import Tree
from demandsim.tape import record
from demandsim.workers import carry_out

WORTH_A_PROCESS = 30_000
"""Calls, incidents and crimes that one process plays while another starts: that takes 1.9 s of processor time, in which
the engine plays 17,000 a second of West Mercia and 25,000 of the town (measured once; no result hangs on it)."""
RUN_MEANING = {
    "option": "Option that was played",
    "replication": "Number of the tape, from 0; the same number is the same world under every option",
}
VALUES_MEANING = RUN_MEANING | {
    "measure": "Name of the measure",
    "group": "Part of the force or of the demand that the value speaks of",
    "value": "The value, in the unit of the row; empty where the measure has none",
    "unit": "Unit of the value",
}


class UnknownOption(ResultsError):
    """An option was asked for that the scenario does not have; the message lists those that it has."""


@dataclass(frozen=True, slots=True)
class Task:
    """One run: an option on the tape of a replication; it reads everything else in the folder's recipe."""

    folder: Path
    option: str
    replication: int
    made: str
    """Identity of the recipe."""
    keep_log: bool = False

    def __str__(self) -> str:
        return f"{self.option}, replication {self.replication}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an experiment will do: all its runs, and those that are still to be done."""

    folder: Path
    made: Recipe
    tasks: tuple[Task, ...]
    runs: int
    """Runs in all, those already finished included."""
    options: tuple[str, ...]
    """Options asked for, the one to compare with first; the folder may hold more."""
    damaged: tuple[Path, ...] = ()
    """Files of runs still to be done that are there but cannot be read, or belong to another recipe."""


def plan_experiment(
    path: str | Path | Tree,
    *,
    out: str | Path,
    options: Sequence[str] | None = None,
    replications: int | None = None,
    days: int | None = None,
    warm_up_days: int | None = None,
    seed: int = 1,
    keep_logs: bool = False,
) -> Plan:
    """Check a scenario under every option asked for, make the folder ready and list what is to be done.

    Left out: all options, today first, and the scenario's own replications, days and warm-up. Asking again
    for a folder of the same recipe takes up where it stopped. Raises `ScenarioError` for a faulty scenario,
    `UnknownOption`, and `ResultsError` for a folder that cannot be used; nothing is written in any of these
    cases.
    """
    tree = path if isinstance(path, Tree) else read_tree(path)
    wanted = chosen_options(option_names(tree), options)
    made = recipe(
        file=Path(tree.file).name,
        resolved=tree.plain(),
        options=wanted,
        seed=seed,
        replications=1,
        days=1,
        warm_up_days=0,
    )
    scenarios = [scenario_under(tree, option) for option in wanted]
    period = scenarios[0].period
    made["replications"] = period.replications if replications is None else replications
    made["days"] = period.days if days is None else days
    made["warm_up_days"] = period.warm_up if warm_up_days is None else warm_up_days
    folder = Path(out)
    standing = open_folder(folder, made)
    key = identity(standing)
    every = [
        Task(folder, option, replication, key, keep_logs)
        for replication in range(made["replications"])
        for option in wanted
    ]
    left = tuple(task for task in every if not _is_done(task))
    damaged = tuple(path for task in left for path in _files(task) if path.exists() and not is_whole(path, key))
    return Plan(folder, standing, left, len(every), tuple(wanted), damaged)


def plan_further(plan: Plan, wanted: Mapping[str, int]) -> Plan:
    """Go on from a plan that was carried out: let each option named have so many replications in all, others as are."""
    made = read_recipe(plan.folder)
    made["replications"] = max(made["replications"], *wanted.values())
    write_recipe(plan.folder, made)
    key, keep = identity(made), any(task.keep_log for task in plan.tasks)
    every = [Task(plan.folder, option, number, key, keep) for option, runs in wanted.items() for number in range(runs)]
    every.sort(key=lambda task: task.replication)
    left = tuple(task for task in every if not _is_done(task))
    return Plan(plan.folder, made, left, len(every), tuple(wanted))


def processes(plan: Plan, workers: int | None = None) -> int:
    """Give how many processes play what a plan lists: as many as are asked for, else one per processor.

    One where so little is to be played that starting another would take longer.
    """
    at_most = max(len(plan.tasks), 1)
    if workers is not None:
        return min(workers, at_most)
    demand = scenario_of(plan.made).demand
    a_second = sum(line.volume for line in demand.lines.values())
    a_second += sum(kind.per_year for kind in demand.incidents) + sum(crime.per_year for crime in demand.offences)
    expected = a_second * DAY * (plan.made["warm_up_days"] + plan.made["days"]) * len(plan.tasks)
    return 1 if expected < WORTH_A_PROCESS else min(os.cpu_count() or 1, at_most)


def run_experiment(
    plan: Plan,
    *,
    workers: int | None = None,
    progress: Callable[[Task], None] | None = None,
    cluster: str | None = None,
) -> Recipe:
    """Carry out what a plan lists and put the measures together; gives the recipe as it now stands.

    `workers` processes work at once (left out: see `processes`); the numbers do not depend on it.
    `progress` is called after each run. `cluster` is the address of a Dask scheduler whose workers do the work
    instead. Raises `TaskFailed`; finished runs are kept.
    """
    made = read_recipe(plan.folder)
    if plan.tasks:
        made.setdefault("started_at", _now())
        made.pop("finished_at", None)
        write_recipe(plan.folder, made)
    if cluster is None:
        carry_out(plan.tasks, play, processes(plan, workers), progress)
    elif plan.tasks:
        _carry_out_on(cluster, plan.tasks, progress)
    values = read_values(plan.folder, finished_runs(plan.folder, made))
    write_parquet(plan.folder, "measures", values)
    write_table(plan.folder, "measures", values, VALUES_MEANING)
    if plan.tasks:
        made["finished_at"] = _now()
        write_recipe(plan.folder, made)
    return made


def play(task: Task) -> Task:
    """Carry out one run: record the tape, play it, measure, and leave the tables in the folder."""
    made = read_recipe(task.folder)
    if identity(made) != task.made:
        raise ResultsError("the recipe in the results folder changed while the experiment was running")
    if not made_by_this_program(made):
        changed = in_words(differences(made, made_now(made)))
        raise ResultsError(f"this worker has another version of the program than the experiment:\n{changed}")
    log = play_log(made, task.folder, task.option, task.replication)
    if task.keep_log:
        columns = {name: getattr(log, name) for name in COLUMNS}
        write_part(log_path(task.folder, task.option, task.replication), pd.DataFrame(columns), task.made)
    where = (task.folder, task.option, task.replication)
    for kind, table in tables_of(log, made["warm_up_days"]).items():
        write_part(part_path(*where, kind), table, task.made)
    return task


def _carry_out_on(address: str, tasks: Sequence[Task], progress: Callable[[Task], None] | None) -> None:
    """Carry out runs on a cluster, and see to it that what they leave is here."""

    def arrived(task: Task) -> None:
        if not _is_done(task):
            raise ResultsError(
                f"{task} is done, but its tables are not in {task.folder}: the workers of the cluster have to see the "
                "results folder under the same path"
            )
        if progress is not None:
            progress(task)

    # Workers may have been started in any folder.
    everywhere = [replace(task, folder=task.folder.resolve()) for task in tasks]
    with Cluster(address) as crew:
        carry_out(everywhere, play, len(everywhere), arrived, crew)


def tables_of(log: EventLog, since: int) -> dict[Kind, pd.DataFrame]:
    """Give the tables that a run leaves, of what happened after `since` days of warm-up."""
    window = Window(log, since)
    return {
        "crimes": crime_accounts(log, since),
        "officers": officer_accounts(log, since),
        "performance": performance(window),
        "avoidable": avoidable_demand(window),
        "weekly": by_week(window),
        "hourly": by_hour(window),
        "unmet": unmet(window),
        # The measures come last: a run whose measures are there is complete.
        "measures": measure_window(window),
    }


def play_log(made: Recipe, folder: Path, option: str, replication: int) -> EventLog:
    """Record the tape of a replication and play it under an option, as the recipe in the folder says."""
    return play_with_roster(made, folder, option, replication)[0]


def play_with_roster(made: Recipe, folder: Path, option: str, replication: int) -> tuple[EventLog, Roster]:
    """Play a replication under an option, as `play_log` does, and give the roster that was worked as well."""
    scenario = _scenario(folder, identity(made), option)
    tape = record(scenario, replication, made["seed"], made["warm_up_days"] + made["days"])
    roster = build_roster(scenario.workforce, tape.absences)
    return run(tape, roster, scenario.rules), roster


def chosen_options(names: Sequence[str], asked: Sequence[str] | None) -> list[str]:
    """Give the options to compare, the one to compare with first: `today` unless others alone were asked for.

    `today` is the scenario as it stands where no option has that name. Raises `UnknownOption`.
    """
    known = list(dict.fromkeys([TODAY, *names]))
    for option in asked or ():
        if option not in known:
            valid = ", ".join(known)
            raise UnknownOption(f"there is no option {option!r}{did_you_mean(option, known)}; valid: {valid}")
    return list(dict.fromkeys([TODAY, *(known if asked is None else asked)]))


@lru_cache(maxsize=4)
def _scenario(folder: Path, made: str, option: str) -> Scenario:
    """Read a scenario once per process and option; the identity makes another recipe another key."""
    there = read_recipe(folder)
    assert identity(there) == made
    return scenario_of(there, option)


def _is_done(task: Task) -> bool:
    return all(is_whole(path, task.made) for path in _files(task))


def _files(task: Task) -> list[Path]:
    where = (task.folder, task.option, task.replication)
    return [*(part_path(*where, kind) for kind in PREFIX), *([log_path(*where)] if task.keep_log else [])]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
