"""What the formulas ask for: each team's calls taken as one queue, half hour by half hour."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demandsim.rules.answer import BySkill, answer_routes
from demandsim.scenario.calendar import HALF_HOUR
from demandsim.scenario.scenario import Scenario
from demandsim.staffing.erlang import positions_for, service
from demandsim.staffing.offered_load import lagged_loads
from demandsim.staffing.players import Asked

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SHORTEST_PATIENCE = 1.0
"""Mean patience in seconds that a line has at least when several are taken as one."""
BAND = 4.0
"""Standard deviations of the number busy about the load within which a curve is drawn."""
GRAIN = 0.1
"""Loads whose roots differ by less share a curve: a tenth of a standard deviation of the number busy."""
RISE = 1e-9
"""What a curve rises by at least with every position, so that it can be read backwards."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for on a line: this share of calls offered, answered within this time."""

    line: str
    share: float
    within: int
    """Seconds from the first ring."""


@dataclass(frozen=True, slots=True)
class Pool:
    """A team and the calls that are its own, as formulas see them: one queue, all calls alike."""

    team: str
    targets: tuple[Target, ...]
    """Targets of its lines."""
    within: tuple[float, ...]
    """Seconds that each target leaves after the line's recorded message."""
    calls: Floats
    """Calls by half hour."""
    handle: float
    """Mean seconds of handling, wrap-up included."""
    load: Floats
    """Handlers that the calls of each half hour would keep busy if it lasted for ever."""
    lagged: Floats
    """Handlers that calls keep busy in each half hour when nobody waits: the load lags behind the calls."""
    patience: float | None
    """Mean seconds until a caller gives up; None: nobody does."""

    def erlang_c(self) -> Ints:
        """Give the positions that Erlang C asks for, half hour by half hour as though each lasted for ever."""
        return self._needed(self.load, None)

    def erlang_a(self) -> Ints:
        """Give the positions that Erlang A asks for, half hour by half hour as though each lasted for ever."""
        return self._needed(self.load, self.patience)

    def erlang_a_lagged(self) -> Ints:
        """Give the positions that Erlang A asks for when the load lags behind the calls (modified offered load)."""
        return self._needed(self.lagged, self.patience)

    def _needed(self, load: Floats, patience: float | None) -> Ints:
        asked = [
            [_positions_for(each, self.handle, target.share, within, patience) for each in load.round(9).tolist()]
            for target, within in zip(self.targets, self.within, strict=True)
        ]
        most: Ints = np.max(asked, axis=0)
        return most

    def curve(self, period: int, within: float) -> tuple[Floats, Floats]:
        """Draw the share answered in time against positions about the load of a half hour: (positions, shares)."""
        load = float(self.lagged[period])
        positions, shares = _curve(round(math.sqrt(load) / GRAIN), self.handle, within, self.patience)
        return positions + load, shares


@lru_cache(maxsize=16384)
def _positions_for(load: float, handle: float, share: float, within: float, patience: float | None) -> int:
    return positions_for(load / handle, handle, share, within, patience=patience)


@lru_cache(maxsize=4096)
def _curve(grains: int, handle: float, within: float, patience: float | None) -> tuple[Floats, Floats]:
    """Draw a curve for a load of (grains x GRAIN)^2, against positions beyond the load."""
    deviation = max(grains, 1) * GRAIN
    load = deviation**2
    step = max(1, int(deviation / 4))
    positions = np.arange(max(0, math.floor(load - BAND * deviation - 3)), load + BAND * deviation + 3, step)
    shares = [
        service(load / handle, handle, int(number), within=within, patience=patience).in_time for number in positions
    ]
    return positions - load, np.maximum.accumulate(shares) + RISE * np.arange(len(shares))


def homes(scenario: Scenario) -> dict[str, str]:
    """Give the team that each line is home to: the one to which people are added when the line misses its target.

    With routes by skill it is the first team of the route; else, of the teams that answer the line, the one that
    answers the fewest lines, the first in the file if there are several.
    """
    rule, lines = scenario.desk_rules.answer, tuple(scenario.demand.lines)
    teams = {name: team.lines for name, team in scenario.workforce.teams.items() if "contact" in team.desks}
    names = tuple(teams)
    found = {}
    for line, route in zip(lines, answer_routes(rule, lines, teams), strict=True):
        order = [names[team] for team, _ in route]
        if not isinstance(rule, BySkill):
            order.sort(key=lambda name: len(teams[name]))
        if order:
            found[line] = order[0]
    return found


def pools(scenario: Scenario, asked: Asked, targets: Sequence[Target]) -> list[Pool]:
    """Put the calls of every team that has a target to meet, on lines that are rung, into one queue.

    Calls are spread evenly over each hour, as the tape spreads them. The patience of several lines is that of a caller
    who has only just begun to wait: rates of giving up are averaged, weighted by calls. Written work is left out: it is
    done between calls.
    """
    home, lines = homes(scenario), list(scenario.demand.lines)
    found = []
    for team in dict.fromkeys(home[target.line] for target in targets):
        mine = [number for number, name in enumerate(lines) if home.get(name) == team and not _written(scenario, name)]
        offered = asked.offered[mine].reshape(len(mine), -1, 2).mean(axis=2).repeat(2, axis=1)
        weights = offered.sum(axis=1) / offered.sum()
        handle = float(weights @ [asked.handled[line].mean() if len(asked.handled[line]) else 0.0 for line in mine])
        lagged = sum(
            lagged_loads(calls / HALF_HOUR, HALF_HOUR, asked.handled[line])
            for line, calls in zip(mine, offered, strict=True)
            if len(asked.handled[line])
        )
        own = tuple(target for target in targets if home[target.line] == team)
        found.append(
            Pool(
                team=team,
                targets=own,
                within=tuple(
                    max(0.0, target.within - scenario.demand.lines[target.line].announcement) for target in own
                ),
                calls=offered.sum(axis=0),
                handle=handle,
                load=np.asarray(offered.sum(axis=0) * handle / HALF_HOUR, dtype=np.float64),
                lagged=np.asarray(lagged, dtype=np.float64),
                patience=_patience(scenario, [lines[number] for number in mine], weights),
            )
        )
    return found


def _written(scenario: Scenario, line: str) -> bool:
    return scenario.demand.lines[line].yields


def _patience(scenario: Scenario, lines: Sequence[str], weights: Floats) -> float | None:
    laws = [scenario.demand.lines[line].patience for line in lines]
    rates = [0.0 if law is None else 1 / max(law.mean, SHORTEST_PATIENCE) for law in laws]
    rate = float(weights @ rates)
    return 1 / rate if rate else None
