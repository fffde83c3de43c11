"""A year of real officers: play one replication and give what every officer went through, turns lost included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from demandsim.engine import run
from demandsim.measures.officer_year import officer_burdens
from demandsim.measures.window import Window
from demandsim.roster import Roster, build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import Problem, ScenarioError, did_you_mean
from demandsim.scenario.scenario import Scenario
from demandsim.tape import record

A_YEAR = 365
"""Days that are measured where nobody says how many."""
OFTEN_CALLED = 0.9
"""Share of a team's officers who are called from a desk no more often than the one whose year is told."""
CALLED = "interruptions_per_shift"


@dataclass(frozen=True, slots=True)
class OfficerYears:
    """What every officer went through in one replication, and whose year is told in words."""

    scenario: Scenario
    option: str | None
    replication: int
    days: int
    """Days measured, after the scenario's warm-up."""
    officers: pd.DataFrame
    """`officer_burdens` with what `with_lost` adds."""
    reasons: tuple[str, ...]
    """Why turns are lost, in the scenario's order."""
    chosen: int
    """Row of the officer whose year is told."""
    shown: tuple[str, ...]
    """Teams of which the summary speaks."""


def officer_years(
    path: str | Path,
    *,
    option: str | None = None,
    replication: int = 0,
    days: int | None = None,
    seed: int = 1,
    team: str | None = None,
    officer: str | None = None,
) -> OfficerYears:
    """Play a scenario, as it stands or under an option, for its warm-up and so many days (left out: 365).

    The officer whose year is told is the one given by key, or else the one whom nine in ten of the largest team that
    attends (or of `team`) do not exceed in calls from a desk; of equals the first. Raises `ScenarioError` for a faulty
    scenario, an unknown team or officer, and where nobody is left to tell of.
    """
    scenario = read_scenario(path, option)
    people = [name for name, facts in scenario.workforce.teams.items() if facts.positions is None]
    if team is not None and team not in people:
        raise _unusable("--team", f"there is no team {team!r} of people{did_you_mean(team, people)}", people)
    measured = A_YEAR if days is None else days
    tape = record(scenario, replication, seed, scenario.period.warm_up + measured)
    roster = build_roster(scenario.workforce, tape.absences)
    known = [one.key for one in roster.officers if roster.units[one.unit].team in people]
    if officer is not None and officer not in known:
        first = f"; the first is {known[0]!r}" if known else ""
        raise _unusable("--officer", f"there is no officer {officer!r}{did_you_mean(officer, known)}{first}")
    window = Window(run(tape, roster, scenario.rules))
    officers = with_lost(officer_burdens(window), roster, window.begin, window.end)
    row = _often_called(scenario, officers, team) if officer is None else list(officers["key"]).index(officer)
    shown = tuple(people) if team is None else (team,)
    return OfficerYears(scenario, option, replication, measured, officers, tuple(roster.lost), row, shown)


def with_lost(officers: pd.DataFrame, roster: Roster, begin: int, end: int) -> pd.DataFrame:
    """Add what each officer lost between two instants, by reason and in all, and what is paid.

    `turns_lost:REASON` counts turns that would have begun then, `lost:REASON` their seconds that lie between;
    `turns_lost` and `lost` are the sums, and `paid` the seconds worked by the roster and those lost.
    """
    missed, found = roster.missed, officers.copy()
    reasons, row = tuple(roster.lost), officers["officer"].to_numpy(np.int64)
    shape, flat = (len(roster.officers), len(reasons)), missed.officer * len(reasons) + missed.reason
    inside = np.clip(missed.to_at, begin, end) - np.clip(missed.from_at, begin, end)
    begun = (missed.from_at >= begin) & (missed.from_at < end)
    size = shape[0] * shape[1]
    turns = np.bincount(flat[begun], minlength=size).reshape(shape)[row]
    seconds = np.bincount(flat, weights=inside, minlength=size).astype(np.int64).reshape(shape)[row]
    for number, reason in enumerate(reasons):
        found[f"turns_lost:{reason}"], found[f"lost:{reason}"] = turns[:, number], seconds[:, number]
    found["turns_lost"], found["lost"] = turns.sum(axis=1), seconds.sum(axis=1)
    found["paid"] = found["planned"] + found["lost"]
    return found


def _often_called(scenario: Scenario, officers: pd.DataFrame, team: str | None) -> int:
    """Choose the officer whom nine in ten of a team do not exceed in calls from a desk."""
    there = officers[~officers["supervisor"] & (officers["on_duty"] > 0)]
    if team is None:
        attending = [name for name, facts in scenario.workforce.teams.items() if "response" in facts.desks]
        attend = there["team"].isin(attending)
        size = (there[attend] if attend.any() else there)["team"].value_counts(sort=False)
        team = str(size.idxmax())
    called = there.loc[there["team"] == team, CALLED].fillna(0.0)
    if called.empty:
        raise _unusable("--team", f"nobody of {team} but supervisors is ever on duty, so there is no year to tell")
    wanted = np.quantile(called, OFTEN_CALLED, method="inverted_cdf")
    return int(called.index[called == wanted][0])


def _unusable(path: str, message: str, choices: Sequence[str] = ()) -> ScenarioError:
    return ScenarioError([Problem("", None, None, path, message, tuple(choices))])
