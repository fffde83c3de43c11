"""Warm-up: play today from its first day and see how long its stocks take to forget how they were begun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demandsim.engine import run
from demandsim.eventlog import EventLog
from demandsim.eventlog.queues import INCIDENTS, OPEN, UNALLOCATED, waits
from demandsim.experiment.precision import Interval, holm, p_value, t_interval
from demandsim.quantities import DAY
from demandsim.roster import build_roster
from demandsim.scenario.files import read_scenario
from demandsim.scenario.problems import Problem, ScenarioError, did_you_mean
from demandsim.scenario.scenario import Scenario
from demandsim.statistics.warm_up import BATCH, Truncation, mser, slopes
from demandsim.tape import record

Floats = NDArray[np.float64]

STOCKS = {
    "open_crimes": (OPEN, "crimes open"),
    "unallocated": (UNALLOCATED, "crimes without an owner"),
    "incidents_waiting": (INCIDENTS, "incidents waiting"),
}
"""Stocks that carry the past on, with their queues and words for them; crimes by team, incidents by area.

Caseload is not among them: it is the open crimes of a team divided by its people, and settles when they do."""
WEEK_DAYS, FOUR_WEEKS = 7, 28
FEWEST_DAYS = 4 * BATCH
DOUBT = 0.05
"""Chance of finding a drift, or an opening that is off, where there is none: over all series together."""


@dataclass(frozen=True, slots=True)
class Series:
    """One stock of one team or area, day by day, and what it says."""

    stock: str
    place: str
    """Team or area."""
    days: Floats
    """Average number over each day: shape (replications, days)."""
    cut: Truncation
    """Where the mean over replications is best cut; a value is a day."""
    opening: Interval
    """By how much the days before the cut differ from those after it, over replications."""
    opens_off: bool
    """Whether that is shown, allowing for all series at once: MSER-5 alone cuts many a steady series by luck."""
    drift: Interval
    """Change in four weeks, after the scenario's warm-up and its own cut, over replications."""
    drifts: bool
    """Whether the drift is shown, allowing for all series at once."""

    @property
    def settles_after(self) -> int:
        """Days until it has settled, 0 where it is not shown to begin elsewhere."""
        return self.cut.values if self.opens_off else 0


@dataclass(frozen=True, slots=True)
class WarmUp:
    """What the first days of a scenario say about its warm-up."""

    scenario: Scenario
    replications: int
    days: int
    """Days played, from the first on."""
    series: tuple[Series, ...]

    @property
    def given(self) -> int:
        """Days of warm-up in the scenario."""
        return self.scenario.period.warm_up

    @property
    def unsettled(self) -> tuple[Series, ...]:
        """Series that had not settled half-way, or drift on after they should have."""
        return tuple(one for one in self.series if one.drifts or (one.opens_off and not one.cut.settled))

    @property
    def longest(self) -> Series:
        """The series that takes longest to settle, of those that do."""
        settled = [one for one in self.series if one not in self.unsettled] or list(self.series)
        return max(settled, key=lambda one: one.settles_after)

    @property
    def advised(self) -> int:
        """Days of warm-up after which every series that settles has settled, in whole weeks."""
        return -(-self.longest.settles_after // WEEK_DAYS) * WEEK_DAYS


def warm_up(
    path: str | Path,
    *,
    measures: Sequence[str] = (),
    option: str | None = None,
    replications: int = 5,
    days: int | None = None,
    seed: int = 1,
) -> WarmUp:
    """Play a scenario from its first day, and judge every stock of every team and area.

    `measures` are names in `STOCKS` (left out: all of them); `days` are all days played (left out: the scenario's
    warm-up and measured days). Stocks that are empty throughout are left out. With one replication nothing can be told
    from luck, and every cut counts. Raises `ScenarioError` for a faulty scenario, an unknown stock and too few days.
    """
    scenario = read_scenario(path, option)
    for name in measures:
        if name not in STOCKS:
            raise _unusable("--measure", f"there is no stock {name!r}{did_you_mean(name, STOCKS)}", tuple(STOCKS))
    played = scenario.period.warm_up + scenario.period.days if days is None else days
    if played - scenario.period.warm_up < 2 or played < FEWEST_DAYS:
        least = max(FEWEST_DAYS, scenario.period.warm_up + 2)
        raise _unusable("--days", f"{played} days are too few to see a stock settle; {least} or more are needed")
    daily: dict[tuple[str, str], list[Floats]] = {}
    for replication in range(replications):
        tape = record(scenario, replication, seed, played)
        log = run(tape, build_roster(scenario.workforce, tape.absences), scenario.rules)
        for key, row in _stocks(log, played, measures or tuple(STOCKS)):
            daily.setdefault(key, []).append(row)
    rows = {key: np.stack(found) for key, found in daily.items() if np.any(found)}
    return WarmUp(scenario, replications, played, tuple(judge(rows, scenario.period.warm_up)))


def daily_level(entered: Floats, left: Floats, days: int) -> Floats:
    """Average a stock over every day from the instants (s) at which its members come and go: shape (days,)."""
    edges: Floats = np.arange(days + 1, dtype=np.float64) * DAY
    # Seconds spent in stock before each midnight: a sum over members, without a table of members by days.
    total = _before(edges, entered) - _before(edges, left)
    found: Floats = np.diff(total) / DAY
    return found


def _before(edges: Floats, at: Floats) -> Floats:
    """Give the seconds that have passed since instants `at`, added up, at every edge."""
    ordered = np.sort(at)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    count = np.searchsorted(ordered, edges)
    found: Floats = count * edges - sums[count]
    return found


def _stocks(log: EventLog, days: int, names: Sequence[str]) -> Iterator[tuple[tuple[str, str], Floats]]:
    for name in names:
        kind, _ = STOCKS[name]
        stays = waits(log, kind)
        # `open: cid/north` is a unit of the team cid; an area stands alone.
        place = stays["queue"].astype(str).str.removeprefix(f"{kind}: ").str.split("/").str[0]
        places = log.facts.scenario.places.areas if kind == INCIDENTS else log.facts.scenario.workforce.teams
        until = stays["left_at"].fillna(log.ends_at).to_numpy(np.float64)
        since = stays["entered_at"].to_numpy(np.float64)
        for one in places:
            mine = (place == one).to_numpy(np.bool_)
            yield (name, one), daily_level(since[mine], until[mine], days)


def judge(rows: dict[tuple[str, str], Floats], given: int) -> Iterator[Series]:
    """Judge series by stock and place, each of shape (replications, days), of which `given` days are warm-up."""
    cuts = [mser(days.mean(axis=0)) for days in rows.values()]
    openings = [
        t_interval(days[:, : cut.values or 1].mean(axis=1) - days[:, cut.values or 1 :].mean(axis=1))
        for days, cut in zip(rows.values(), cuts, strict=True)
    ]
    drifts = [
        t_interval(slopes(days[:, max(given, cut.values if cut.settled else 0) :]) * FOUR_WEEKS)
        for days, cut in zip(rows.values(), cuts, strict=True)
    ]
    found = zip(rows.items(), cuts, openings, _shown(openings), drifts, _shown(drifts), strict=True)
    for (key, days), cut, opening, off, drift, moves in found:
        yield Series(key[0], key[1], days, cut, opening, cut.values > 0 and (off or len(days) == 1), drift, moves)


def _shown(seen: Sequence[Interval]) -> list[bool]:
    return [p < DOUBT for p in holm([p_value(one.mean, one.sd, one.n) for one in seen])]


def _unusable(path: str, message: str, choices: Sequence[str] = ()) -> ScenarioError:
    return ScenarioError([Problem("", None, None, path, message, tuple(choices))])
