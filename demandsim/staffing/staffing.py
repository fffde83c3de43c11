"""The staffing table: positions by half hour by Erlang C, by Erlang A and by simulation, and what each would give."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demandsim.quantities import DAY, WEEK, format_clock
from demandsim.scenario.calendar import HALF_HOUR
from demandsim.scenario.problems import Problem, ScenarioError
from demandsim.scenario.scenario import Scenario
from demandsim.staffing.formulas import Pool, Target, homes, pools
from demandsim.staffing.players import Asked, Players
from demandsim.staffing.search import Found, as_plan, search
from demandsim.staffing.shares import CYCLE, FEW_CALLS, By, Counts, Shares, shares
from demandsim.staffing.weeks import Plan

Floats = NDArray[np.float64]
Verdict = Literal["met", "narrowly met", "narrowly missed", "missed", "too few calls"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
FEWEST_WEEKS, MOST_WEEKS = 6, 26
"""Weeks in a replication."""
CALLS = 50_000
"""First calls that a replication should hold: the fewer there are, the more weeks it has."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a way of staffing gives when the engine plays it, on replications of which the search knows nothing."""

    name: str
    hours: float
    """Position hours a week of the teams that are searched."""
    answered: dict[str, tuple[float, float, float]]
    """By line: share answered in time over the whole week, and its 95 % interval."""
    given_up: dict[str, float]
    """By line: share of calls offered that callers gave up."""
    verdicts: dict[Verdict, int]
    """Half hours in which all targets are met, or the worst that can be said."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Positions needed by half hour, by formula and by simulation, with everything that is said about them."""

    scenario: Scenario
    targets: tuple[Target, ...]
    by: By
    asked: Asked
    pools: tuple[Pool, ...]
    found: Found
    trials: tuple[Trial, ...]
    """Today, Erlang C, Erlang A and the simulation, in this order."""
    weeks: int
    """Typical weeks in a replication."""
    searched: int
    """Replications on which the search was made."""
    checked: int
    """Replications on which the trials were played."""
    table: pd.DataFrame
    """One row per team and half hour; columns as `COLUMNS` says, and four for every target."""

    def trial(self, name: str) -> Trial:
        """Give the trial of a way of staffing."""
        return next(trial for trial in self.trials if trial.name == name)


COLUMNS = {
    "team": "team",
    "day": "day of the week, or `every day`",
    "time": "start of the half hour, local time",
    "calls": "calls in a mean half hour when nobody waits (attempts after giving up come on top)",
    "handle": "mean seconds of handling, wrap-up included",
    "load": "handlers that these calls would keep busy if the half hour lasted for ever",
    "lagged": "handlers that calls keep busy in this half hour when nobody waits",
    "today": "mean number of handlers on duty today",
    "erlang_c": "positions that Erlang C asks for",
    "erlang_a": "positions that Erlang A asks for",
    "simulation": "positions that the search found",
}
"""Columns of the table. For every target follow `LINE calls`, `LINE share`, `LINE low`, `LINE high` (share answered in
time with the positions of the simulation, and its 95 % interval) and `LINE verdict`."""


def staffing(
    scenario: Scenario,
    *,
    lines: Sequence[str] = (),
    share: float | None = None,
    within: int | None = None,
    by: By = "week",
    replications: int = 4,
    weeks: int | None = None,
    seed: int = 1,
    workers: int = 1,
    tell: Callable[[str], None] = lambda _: None,
) -> Staffing:
    """Find the positions that each half hour of the day or the week needs, three ways, and try all of them out.

    Targets are those of the lines (all lines that are rung, or those named), or `share` within `within` seconds.
    The search uses `replications` of `weeks` typical weeks (6 to 26, the more the fewer calls there are), and half as
    many others, two at least, judge what it found. Teams that are home to none of the lines are staffed as today.
    `tell` hears what is being done. With more than one worker the replications are shared by as many processes; the
    result is the same.

    Raises ScenarioError for a line that is not there or cannot be searched, and for a share of 0 or 100 %.
    """
    weeks = weeks or weeks_of(scenario)
    targets = _targets(scenario, lines, share, within)
    names = list(scenario.demand.lines)
    limits = [line.target.within for line in scenario.demand.lines.values()]
    for target in targets:
        limits[names.index(target.line)] = target.within
    search_on = range(replications)
    check_on = range(replications, replications + max(2, replications // 2))
    with Players(scenario, seed, weeks, workers) as players:
        tell(f"recording {replications} replications of {weeks} weeks")
        asked = players.ask(search_on, by)
        targets = tuple(target for target in targets if asked.offered[names.index(target.line)].any())
        if not targets:
            raise _unusable("demand.lines", "nobody rings on these lines: there is nothing to staff")
        asked_pools = pools(scenario, asked, targets)
        formulas: dict[str, Plan] = {
            "Erlang C": as_plan({pool.team: pool.erlang_c() for pool in asked_pools}),
            "Erlang A": as_plan({pool.team: pool.erlang_a() for pool in asked_pools}),
        }
        tell("searching")
        found = search(players, search_on, asked_pools, names, limits, by, tell=tell)
        tell(f"recording {len(check_on)} other replications and trying out what was found")
        plans: dict[str, Plan] = {"today": {}, **formulas, "simulation": found.plan}
        played = {name: players.play(check_on, plan, limits, by) for name, plan in plans.items()}
    seen = {target: _seen(played["simulation"], names.index(target.line)) for target in targets}
    trials = [
        _trial(name, _hours(plans[name], asked, asked_pools, by), counts, names, targets)
        for name, counts in played.items()
    ]
    return Staffing(
        scenario=scenario,
        targets=targets,
        by=by,
        asked=asked,
        pools=tuple(asked_pools),
        found=found,
        trials=tuple(trials),
        weeks=weeks,
        searched=replications,
        checked=len(check_on),
        table=pd.concat([_table(pool, asked, found.plan, by, seen) for pool in asked_pools], ignore_index=True),
    )


def weeks_of(scenario: Scenario) -> int:
    """Give the weeks that a replication should have for enough calls."""
    a_week = sum(line.volume for line in scenario.demand.lines.values()) * WEEK
    return min(max(math.ceil(CALLS / a_week), FEWEST_WEEKS), MOST_WEEKS) if a_week else FEWEST_WEEKS


def _targets(scenario: Scenario, lines: Sequence[str], share: float | None, within: int | None) -> tuple[Target, ...]:
    home, every = homes(scenario), scenario.demand.lines
    found = []
    for name in dict.fromkeys(lines) if lines else [name for name in every if name in home and not every[name].yields]:
        path = f"demand.lines.{name}"
        if name not in every:
            raise _unusable("--line", f"there is no line {name!r}", *every)
        if name not in home:
            raise _unusable(path, "no team answers this line")
        if every[name].yields:
            raise _unusable(path, "this is written work, done between calls: only lines that ring can be searched")
        target = every[name].target
        wanted = target.share if share is None else share
        if not 0 < wanted < 1:
            raise _unusable(f"{path}.target", "positions can reach a share above 0 % and below 100 %: use --share")
        found.append(Target(name, wanted, target.within if within is None else within))
    if not found:
        raise _unusable("workforce.teams", "no team answers a line that rings: there is nothing to staff")
    return tuple(found)


def _unusable(path: str, message: str, *choices: str) -> ScenarioError:
    return ScenarioError([Problem("", None, None, path, message, choices)])


def verdict(target: Target, seen: Shares) -> list[Verdict]:
    """Say for every half hour whether a target is met: clearly when the interval leaves no doubt, else narrowly."""
    choices: list[NDArray[np.bool_]] = [
        seen.calls < FEW_CALLS,
        seen.low >= target.share,
        seen.share >= target.share,
        seen.high < target.share,
    ]
    codes = np.select(choices, [4, 0, 1, 3], 2)
    return [VERDICTS[code] for code in codes]


def _seen(counts: Counts, line: int) -> Shares:
    return shares(counts.offered[line], counts.in_time[line])


def _hours(plan: Plan, asked: Asked, searched: Sequence[Pool], by: By) -> float:
    """Give the position hours a week of the searched teams."""
    positions = sum(float(np.sum(plan.get(pool.team, asked.today[pool.team]))) for pool in searched)
    return positions / 2 * (WEEK / CYCLE[by])


def _trial(name: str, hours: float, counts: Counts, lines: Sequence[str], targets: Sequence[Target]) -> Trial:
    answered, given_up = {}, {}
    for number, line in enumerate(lines):
        offered, in_time = counts.offered[number], counts.in_time[number]
        if not offered.sum():
            continue
        whole = shares(offered.sum(axis=1, keepdims=True), in_time.sum(axis=1, keepdims=True))
        answered[line] = float(whole.share[0]), float(whole.low[0]), float(whole.high[0])
        given_up[line] = float(counts.given_up[number].sum() / offered.sum())
    by_target = [verdict(target, _seen(counts, lines.index(target.line))) for target in targets]
    told = [_worst(each) for each in zip(*by_target, strict=True)]
    return Trial(name, hours, answered, given_up, {each: told.count(each) for each in VERDICTS})


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    known = [each for each in verdicts if each != "too few calls"]
    return max(known, key=VERDICTS.index) if known else "too few calls"


def _table(pool: Pool, asked: Asked, plan: Plan, by: By, seen: dict[Target, Shares]) -> pd.DataFrame:
    periods = np.arange(len(pool.calls))
    a_day = DAY // HALF_HOUR
    columns: dict[str, object] = {
        "team": pool.team,
        "day": [DAYS[period // a_day] if by == "week" else "every day" for period in periods],
        "time": [format_clock(int(period) % a_day * HALF_HOUR) for period in periods],
        "calls": pool.calls,
        "handle": pool.handle,
        "load": pool.load,
        "lagged": pool.lagged,
        "today": asked.today[pool.team],
        "erlang_c": pool.erlang_c(),
        "erlang_a": pool.erlang_a(),
        "simulation": plan[pool.team],
    }
    for target in pool.targets:
        found = seen[target]
        columns |= {
            f"{target.line} calls": found.calls,
            f"{target.line} share": found.share,
            f"{target.line} low": found.low,
            f"{target.line} high": found.high,
            f"{target.line} verdict": verdict(target, found),
        }
    return pd.DataFrame(columns)
