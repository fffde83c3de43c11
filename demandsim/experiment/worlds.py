"""Worlds: options played in worlds in which assumptions are other than assumed, each run kept in a file of its own.

All worlds meet the same tapes: what differs between two of them comes from the assumptions alone. A run that is there
is never played again, whichever question asks for it: a stopped study goes on, and one question profits from another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from demandsim.engine import run
from demandsim.experiment.runner import chosen_options
from demandsim.experiment.store import (
    PARTS,
    TODAY,
    ResultsError,
    is_whole,
    open_folder,
    read_recipe,
    scenario_of,
    scenario_under,
    slug,
    write_part,
    write_text,
)
from demandsim.measures import MEASURES, measure_window
from demandsim.measures.window import Window
from demandsim.provenance import Recipe, identity, recipe
from demandsim.roster import build_roster
from demandsim.scenario.files import read_tree
from demandsim.scenario.options import option_names
from demandsim.scenario.problems import did_you_mean
from demandsim.scenario.ranges import Assumption, World, moved, ranges_of_sources, read_ranges
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record
from demandsim.workers import carry_out

Floats = NDArray[np.float64]
RANGES = "ranges.csv"


@dataclass(frozen=True)
class Task:
    """One run: an option in a world on the tape of a replication."""

    folder: Path
    made: str
    assumptions: tuple[Assumption, ...]
    world: World
    option: str
    replication: int
    measures: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.option}, {in_words(self.assumptions, self.world)}, replication {self.replication}"

    @property
    def path(self) -> Path:
        """Where the run leaves its measures: the figures moved decide, not what they are called."""
        figures = [
            (each.figures, each.way, each.number(position))
            for each, position in zip(self.assumptions, self.world, strict=True)
            if position is not None
        ]
        name = hashlib.sha256(json.dumps(figures).encode()).hexdigest()[:16] if figures else "as-assumed"
        return self.folder / PARTS / name / slug(self.option) / f"{self.replication}.parquet"


@dataclass(frozen=True)
class Study:
    """A scenario, its assumptions with their ranges, what is asked of which options, and where the runs are kept."""

    folder: Path
    made: Recipe
    assumptions: tuple[Assumption, ...]
    unread: dict[str, str]
    """Figures whose range in `sources` could not be read, and why."""
    options: tuple[str, ...]
    """Today first."""
    measures: tuple[str, ...]
    replications: int

    @property
    def as_assumed(self) -> World:
        """The world in which nothing is moved."""
        return (None,) * len(self.assumptions)

    def at(self, number: int, position: float) -> World:
        """Give the world in which one assumption alone is moved."""
        return tuple(position if n == number else None for n in range(len(self.assumptions)))

    def play(self, worlds: Sequence[World], *, jobs: int = 1, tell: Callable[[Task], None] | None = None) -> Floats:
        """Play every option in the worlds, as far as it is not there yet, and give what was asked.

        Values by world, option, measure and replication. Raises `TaskFailed`; finished runs are kept.
        """
        found = self.play_pairs(list(product(worlds, self.options)), jobs=jobs, tell=tell)
        return found.reshape(len(worlds), len(self.options), *found.shape[1:])

    def play_pairs(
        self, pairs: Sequence[tuple[World, str]], *, jobs: int = 1, tell: Callable[[Task], None] | None = None
    ) -> Floats:
        """Play single options in single worlds; gives values by pair, measure and replication."""
        every, tasks = self._tasks(pairs), self.missing(pairs)
        carry_out(tasks, play, min(jobs, len(tasks)), tell)
        values = np.array([_read(task)["value"].reindex(list(self.measures)) for task in every], dtype=np.float64)
        found: Floats = np.swapaxes(values.reshape(len(pairs), self.replications, len(self.measures)), 1, 2)
        return found

    def missing(self, pairs: Sequence[tuple[World, str]]) -> list[Task]:
        """List the runs of single options in single worlds that are still to be played, each once."""
        return [task for task in dict.fromkeys(self._tasks(pairs)) if not _is_done(task)]

    def _tasks(self, pairs: Sequence[tuple[World, str]]) -> list[Task]:
        key = identity(self.made)
        return [
            Task(self.folder, key, self.assumptions, world, option, replication, self.measures)
            for world, option in pairs
            for replication in range(self.replications)
        ]


@dataclass(frozen=True, slots=True)
class Player:
    """Plays worlds and gives differences from today: by world, option other than today, measure and replication."""

    study: Study
    jobs: int = 1
    tell: Callable[[Task], None] | None = None

    def values(self, worlds: Sequence[World]) -> Floats:
        """Give values by world, option, measure and replication."""
        return self.study.play(worlds, jobs=self.jobs, tell=self.tell)

    def differences(self, worlds: Sequence[World]) -> Floats:
        """Give the paired differences of all options but today."""
        values = self.values(worlds)
        found: Floats = values[:, 1:] - values[:, :1]
        return found

    def pairs(self, pairs: Sequence[tuple[World, str]]) -> Floats:
        """Give the values of single options in single worlds, by pair, measure and replication."""
        return self.study.play_pairs(pairs, jobs=self.jobs, tell=self.tell)

    def cells(self) -> list[tuple[int, str, int, str]]:
        """List the options other than today and the measures, each with its number."""
        options, measures = enumerate(self.study.options[1:]), list(enumerate(self.study.measures))
        return [(o, option, m, name) for o, option in options for m, name in measures]


def open_study(
    path: str | Path,
    *,
    out: str | Path,
    ranges: str | Path | None = None,
    measures: Sequence[str] | None = None,
    options: Sequence[str] | None = None,
    replications: int | None = None,
    days: int | None = None,
    warm_up_days: int | None = None,
    seed: int = 1,
) -> Study:
    """Check a scenario, its options and its ranges, and make the folder ready; nothing is played.

    `ranges` left out: those of `sources` that can be read; `measures` left out: the headline measures that have a
    better direction; the others as for a comparison. Raises `ScenarioError` and `ResultsError`.
    """
    tree = read_tree(path)
    names = chosen_options(option_names(tree), options)
    today = scenario_under(tree)
    for option in names:
        scenario_under(tree, option)
    known = [name for name, measure in MEASURES.items() if measure.headline and measure.better != "neither"]
    for name in measures or ():
        if name not in MEASURES:
            raise ResultsError(f"there is no measure {name!r}{did_you_mean(name, MEASURES)}; see `demandsim measures`")
    unread: dict[str, str] = {}
    if ranges is None:
        assumptions, unread = ranges_of_sources(today)
    else:
        assumptions = read_ranges(ranges, today)
    if not assumptions:
        raise ResultsError("no range of an ASSUMPTION in `sources` can be read; give a table with --ranges")
    period = today.period
    made = recipe(
        file=Path(tree.file).name,
        resolved=tree.plain(),
        options=names,
        seed=seed,
        replications=period.replications if replications is None else replications,
        days=period.days if days is None else days,
        warm_up_days=period.warm_up if warm_up_days is None else warm_up_days,
    )
    wanted = made["replications"]
    standing = open_folder(Path(out), made)
    table = pd.DataFrame([asdict(replace(each, unit=None)) for each in assumptions]).drop(columns="unit")
    write_text(Path(out) / RANGES, table.to_csv(index=False, lineterminator="\n"))
    asked = tuple(dict.fromkeys(measures or known))
    return Study(Path(out), standing, assumptions, unread, tuple(names), asked, wanted)


def play(task: Task) -> Task:
    """Carry out one run and leave the measures of the force in its file."""
    made = read_recipe(task.folder)
    if identity(made) != task.made:
        raise ResultsError("the recipe in the results folder changed while the study was running")
    scenario, today = _scenario(task.folder, task.made, task.option), _scenario(task.folder, task.made, TODAY)
    scenario = moved(scenario, today, task.assumptions, task.world)
    tape = record(scenario, task.replication, made["seed"], made["warm_up_days"] + made["days"])
    log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
    before = _read(task).index if is_whole(task.path, task.made) else ()
    asked = list(dict.fromkeys([*before, *task.measures]))
    values = measure_window(Window(log, made["warm_up_days"]), asked)
    write_part(task.path, values.loc[values["group"] == "", ["measure", "value"]], task.made)
    return task


def in_words(assumptions: Sequence[Assumption], world: World) -> str:
    """Say what is moved in a world."""
    moves = [
        f"{each.what}: {each.written(position)}"
        for each, position in zip(assumptions, world, strict=True)
        if position is not None
    ]
    return "; ".join(moves) if moves else "as assumed"


@lru_cache(maxsize=16)
def _scenario(folder: Path, made: str, option: str) -> Scenario:
    """Read a scenario once per process and option; the identity makes another recipe another key."""
    there = read_recipe(folder)
    assert identity(there) == made
    return scenario_of(there, option)


def _is_done(task: Task) -> bool:
    return is_whole(task.path, task.made) and set(task.measures) <= set(_read(task).index)


def _read(task: Task) -> pd.DataFrame:
    try:
        return pd.read_parquet(task.path).set_index("measure")
    except (OSError, pa.ArrowException):
        message = f"{task.path} is missing or cannot be read; delete it, and the same command makes it again"
        raise ResultsError(message) from None
