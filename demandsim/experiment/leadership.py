"""Leadership: play a scenario with fewer supervisors, and with as many as are asked for, on the same tapes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import JsonValue

from demandsim.audit.audit import Audit
from demandsim.audit.capability import WHOLE_FORCE
from demandsim.audit.command import audited
from demandsim.audit.played import CHANGES, Effect, Played, UnitPosts, commonest_rank, supervisors_posts
from demandsim.engine import run
from demandsim.experiment.comparison import WHOLE, compare_values
from demandsim.experiment.store import COLUMNS, TODAY, scenario_under
from demandsim.measures import MEASURES
from demandsim.measures.measure import Measure, Values, counts
from demandsim.measures.window import Window
from demandsim.quantities import QuantityError, parse_share
from demandsim.roster import build_roster
from demandsim.scenario.options import OPTIONS
from demandsim.scenario.people import Person, Rank
from demandsim.scenario.problems import Problem, ScenarioError
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.yamltext import parse_yaml
from demandsim.tape import record
from demandsim.workers import carry_out

BUSY = 0.6
"""Share of supervisors' time that the hours asked for may take, unless the command says otherwise: an ASSUMPTION."""
GROUPS = ("team",)


def positive_outcomes(window: Window, groups: tuple[str, ...]) -> Values:
    """Count crimes closed a week with a charge or out of court, whenever they were recorded."""
    closed = window.closed_crimes
    positive = closed[closed["outcome"].isin(["charged", "out_of_court"])]
    return counts(positive.assign(team=positive["final_team"]), groups, window.weeks)


ASKED = (
    # One question is asked here, of several measures: no verdict is a headline.
    *(
        replace(MEASURES[name], headline=False)
        for name in (
            "supervisors_busy",
            "supervisor_there",
            "reviews_on_time",
            "without_direction",
            "allocation_delay",
            "crimes_closed",
        )
    ),
    Measure(
        "positive_outcomes",
        "How many crimes are closed with a charge or out of court?",
        "crimes a week",
        "higher",
        GROUPS,
        positive_outcomes,
    ),
)
"""What is asked of every run."""


@dataclass(frozen=True, eq=False)
class Run:
    """One run: a scenario on the tape of a replication."""

    scenario: Scenario
    change: str
    replication: int
    seed: int
    warm_up: int
    days: int
    """Days that are measured."""

    def __str__(self) -> str:
        return f"{self.change}, replication {self.replication}"


def audited_and_played(
    file: Path,
    *,
    play: int | None = None,
    days: int | None = None,
    busy: str | None = None,
    seed: int | None = None,
    workers: int | None = None,
    tell: Callable[[str], object] = lambda _: None,
    **asked: Any,
) -> Audit:
    """Audit a scenario file as `audit.command.audited`, and play what supervisors do in `play` replications, if any.

    Left out: the scenario's days, a share of 60 %, seed 1, one process per processor. `tell` hears how far it has come.
    Raises ScenarioError for whatever cannot be read, and for `days` and the like without `play`; TaskFailed.
    """
    said = {"--days": days, "--busy": busy, "--seed": seed, "--workers": workers}
    idle = [name for name, value in said.items() if value is not None]
    if play is None and idle:
        raise _unusable(idle[0], "says how the simulation is played; it goes with --play")
    try:
        share = BUSY if busy is None else parse_share(busy)
    except QuantityError as error:
        raise _unusable("--busy", str(error)) from None
    if share == 0:
        raise _unusable("--busy", "supervisors who may give none of their time are never enough")
    found = audited(file, **asked)
    if play is None:
        return found
    played = play_leaders(
        found, play, days=days, busy=share, seed=1 if seed is None else seed, workers=workers, tell=tell
    )
    return replace(found, played=played)


def play_leaders(
    found: Audit,
    replications: int,
    *,
    days: int | None = None,
    busy: float = BUSY,
    seed: int = 1,
    workers: int | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> Played:
    """Play an audited scenario as it is, with a fifth fewer supervisors and with as many as are asked for.

    A change that leaves every unit as it is is not played. Raises TaskFailed, and ValueError for a scenario that was
    put together in memory.
    """
    scenario, posts = found.scenario, supervisors_posts(found.scenario, found.leaders, busy)
    period = scenario.period
    worlds = {TODAY: scenario, **changed(scenario, posts)}
    runs = [
        Run(world, change, replication, seed, period.warm_up, days or period.days)
        for replication in range(replications)
        for change, world in worlds.items()
    ]
    values: list[pd.DataFrame] = []

    def done(table: pd.DataFrame) -> None:
        values.append(table)
        tell(f"{len(values)} of {len(runs)} runs done")

    if len(worlds) > 1:
        carry_out(runs, values_of, min(workers or os.cpu_count() or 1, len(runs)), done)
    return Played(
        replications=replications,
        days=days or period.days,
        warm_up=period.warm_up,
        seed=seed,
        busy=busy,
        posts=posts,
        effects=_effects(values, tuple(worlds), list(dict.fromkeys(unit.team for unit in posts))) if values else (),
    )


def changed(scenario: Scenario, posts: Sequence[UnitPosts]) -> dict[str, Scenario]:
    """Give the scenario under each change that leaves not every unit as it is.

    Raises ValueError for a scenario that was put together in memory: changes are made to the text of a file.
    """
    changes = {change: _changes(scenario, posts, change) for change in CHANGES}
    tree = scenario.origin
    if tree is None:
        raise ValueError("supervisors are changed in the text of a scenario: read it from a file with read_scenario")
    options = {change: {"changes": made} for change, made in changes.items() if made}
    written = parse_yaml(json.dumps(options), "supervisors")
    tree = replace(tree, root=replace(tree.root, entries={**tree.root.entries, OPTIONS: written}))
    return {change: scenario_under(tree, change) for change in changes if changes[change]}


def _changes(scenario: Scenario, posts: Sequence[UnitPosts], change: str) -> dict[str, JsonValue]:
    """Write down what a change does to posts and to listed people, as an option would."""
    workforce, people = scenario.workforce, list(scenario.workforce.people)
    written: dict[str, JsonValue] = {}
    for unit in posts:
        more, team = unit.posts[change] - unit.today, workforce.teams[unit.team]
        rank = commonest_rank(scenario, unit.team, unit.place)
        if more and team.people:
            people = _with_people(people, unit, rank, more)
        elif more:
            number = team.posts[unit.place].get(rank, 0) + more
            written[f"workforce.teams.{unit.team}.posts.{unit.place}"] = {rank: number}
    if people != list(workforce.people):
        written["workforce.people"] = [one.model_dump(mode="json", exclude_defaults=True) for one in people]
    return written


def _with_people(people: list[Person], unit: UnitPosts, rank: Rank, more: int) -> list[Person]:
    """List so many more supervisors of a unit, or so many fewer: those who act in the rank go first, then the last."""
    if more > 0:
        mark = f"{unit.team}-{unit.place}-added"
        added = (Person(id=f"{mark}-{n}", team=unit.team, area=unit.place, rank=rank) for n in range(1, more + 1))
        return [*people, *added]
    here = [n for n, one in enumerate(people) if (one.team, one.area, one.rank) == (unit.team, unit.place, rank)]
    gone = sorted(here, key=lambda n: (not people[n].acting, -n))[:-more]
    return [one for n, one in enumerate(people) if n not in gone]


def values_of(played: Run) -> pd.DataFrame:
    """Carry out one run: record the tape, play it and ask the measures."""
    scenario = played.scenario
    tape = record(scenario, played.replication, played.seed, played.warm_up + played.days)
    window = Window(run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules), played.warm_up)
    rows = [
        (played.change, played.replication, measure.name, group, value, measure.unit)
        for measure in ASKED
        for group, value in measure.compute(window, GROUPS)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _effects(values: Sequence[pd.DataFrame], changes: tuple[str, ...], teams: Sequence[str]) -> tuple[Effect, ...]:
    """Compare the changes with the scenario as it is, pair by pair: the whole force first, then teams."""
    table = compare_values(pd.concat(values, ignore_index=True), changes, ASKED)
    every: list[dict[str, Any]] = [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
    rows = {(row["option"], row["group"], row["measure"]): row for row in every}
    groups = {WHOLE: WHOLE_FORCE, **{f"team={name}": name for name in teams}}
    found = []
    for (group, team), change, measure in product(groups.items(), changes[1:], ASKED):
        row = rows.get((change, group, measure.name))
        if row is not None and row["pairs"]:
            today = rows[TODAY, group, measure.name]["mean"]
            seen = (row["difference"], row["half_width"], row["verdict"])
            found.append(Effect(change, team, measure.name, today, *seen))
    return tuple(found)


def _unusable(option: str, message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, None, option, message)])
