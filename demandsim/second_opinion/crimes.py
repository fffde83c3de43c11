"""Crimes that come, last and close by themselves: a flow without queues, between two paces of work.

At the *free* pace every crime is worked on from the moment when it has an owner, round the clock, and closes earlier
where its victim loses patience. At the *shared* pace work begins in the owner's next turn, and each owner's hours for
investigation are shared evenly among all that he holds: an hour of work then takes a calendar time of 1 / (share of the
time spent on investigation x (1 - load)), on average and whatever the law of the work (processor sharing: Kleinrock,
Queueing Systems II, 1976, section 4.4), with crimes dealt out at random. A rule that looks at what officers hold does
better. What is open, closed and charged follows from Little's law in its form for a stretch of days: open at t = rate x
integral of the share still open after u, u = 0 to t.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from demandsim.quantities import DAY, WEEK, YEAR
from demandsim.rules.screen import ALLOCATE, DESK, FILE, BySolvability, ScreenAll
from demandsim.rules.when import Condition, resolve
from demandsim.scenario.cases import Offence, Stage
from demandsim.scenario.flows import Flow, crime_flows, officers_in, place_of, teams_at
from demandsim.scenario.laws import Law
from demandsim.scenario.load import HOURS_A_YEAR, Unit, attending_hours, case_work, hours_a_year, presence, units_of
from demandsim.scenario.scenario import Scenario
from demandsim.scenario.workforce import FORCE, Team
from demandsim.second_opinion.lasting import GRID, STEP, after, lasting, left, next_turn, on_grid
from demandsim.second_opinion.window import Measured
from demandsim.tape.distributions import lengths

Floats = NDArray[np.float64]

Pace = Literal["free", "shared"]
ALONE = (Stage(name="all", work=1.0),)
"""The plan of what is filed or worked at a desk: work and no wait."""


class Stream(NamedTuple):
    """Crimes that are alike in how long they last and how they may end."""

    offence: Offence
    unit: Unit
    decision: int
    per_day: float
    charge: float
    """Chance of a charge when an owner with the skills begins at once."""
    free: Floats
    """Share still open after 0, STEP, 2 STEP, … days at the free pace."""
    shared: Floats
    """The same at the shared pace."""


class Stock(NamedTuple):
    """Crimes of the opening backlog that are alike."""

    offence: Offence
    unit: Unit
    crimes: float
    free: Floats
    shared: Floats


@dataclass(frozen=True)
class Crimes:
    """What comes and what was there, with how long it lasts at either pace."""

    measured: Measured
    paces: dict[Unit, float] = field(default_factory=dict)
    """What `pace` has found so far."""

    @cached_property
    def flows(self) -> list[Flow]:
        """The crimes of a year as the written model sends them."""
        return crime_flows(self.measured.scenario)

    @cached_property
    def transfers_when(self) -> list[Condition]:
        """The conditions of the clauses of transfer."""
        scenario = self.measured.scenario
        offences = {offence.name: number for number, offence in enumerate(scenario.demand.offences)}
        areas = {name: number for number, name in enumerate(scenario.places.areas)}
        return [resolve(clause.when, offences, areas) for clause in scenario.investigative_model.transfer.clauses]

    @cached_property
    def points(self) -> int:
        """Points of the grid from the start to the end of the run."""
        return round(self.measured.end / STEP) + 1

    @cached_property
    def begins(self) -> int:
        """The point of the grid at which measuring begins."""
        return round(self.measured.begin / STEP)

    @cached_property
    def load(self) -> dict[Unit, tuple[float, float]]:
        """Investigation by unit: hours asked for and hours held a year, response taken off what is held."""
        scenario, away = self.measured.scenario, attending_hours(self.measured.scenario)
        found = {}
        for unit, work in case_work(scenario, self.flows).items():
            team = scenario.workforce.teams[unit[0]]
            held = hours_a_year(scenario, team, unit[1]) - away.get(unit, 0.0)
            found[unit] = (work.hours * self.season, max(held, 0.0))
        return found

    @cached_property
    def season(self) -> float:
        """How much busier the measured days are than the mean of the year, over all ways of reporting."""
        demand = self.measured.scenario.demand
        kinds = {kind.name: kind for kind in demand.incidents}
        weights: dict[str, float] = defaultdict(float)
        for offence in demand.offences:
            weights[demand.lines[demand.call_line].profile] += offence.per_year * offence.reported.call
            weights[demand.online_profile] += offence.per_year * offence.reported.online
            if offence.kind is not None:
                by = kinds[offence.kind].by
                for line, share in by.items():
                    weights[demand.lines[line].profile] += offence.per_year * offence.reported.incident * share
                rest = max(0.0, 1 - sum(by.values()))
                weights[demand.generated_profile] += offence.per_year * offence.reported.incident * rest
        total = sum(weights.values())
        return sum(weight * self.measured.season(name) for name, weight in weights.items()) / total if total else 1.0

    def pace(self, unit: Unit) -> float:
        """Give the calendar time that an hour of an owner's work takes at the shared pace; infinite in overload."""
        if unit in self.paces:
            return self.paces[unit]
        scenario = self.measured.scenario
        team = scenario.workforce.teams[unit[0]]
        # A unit to which the rules send nothing works on its backlog with all its hours.
        asked, held = self.load[unit] if unit in self.load else (0.0, hours_a_year(scenario, team, unit[1]))
        people = officers_in(team, unit[1], ever=True)
        self.paces[unit] = people * HOURS_A_YEAR / (held - asked) if held > asked else float("inf")
        return self.paces[unit]

    @cached_property
    def off_duty(self) -> dict[str, Floats]:
        """The chances, by team, of the time until an owner chosen at any hour is at work, absences included."""
        scenario, found = self.measured.scenario, {}
        for name, team in teams_at(scenario, "investigation").items():
            shares = team.year_by_shift()
            usual = max(shares, key=lambda shift: shares[shift], default=None)
            shift = None if usual is None else scenario.workforce.shifts[usual]
            found[name] = next_turn(shift, presence(scenario), self.points)
        return found

    @cached_property
    def streams(self) -> list[Stream]:
        """Crimes as they are recorded."""
        scenario = self.measured.scenario
        areas = tuple(scenario.places.areas)
        numbers: dict[tuple[int, Unit, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
        met: dict[tuple[object, int], float] = defaultdict(float)
        for flow in self.flows:
            met[flow.sort, flow.decision] += flow.per_year
        for flow in self.flows:
            chance = _charge(scenario, flow, {each: met.get((flow.sort, each), 0.0) for each in (ALLOCATE, DESK, FILE)})
            for unit, share in units_of(scenario, flow, areas[flow.sort.facts.area]):
                total = numbers[flow.sort.facts.offence, unit, flow.decision]
                total[0] += flow.per_year * share
                total[1] += flow.per_year * share * chance
        decided = on_grid(np.array([float(scenario.mechanics.decision_time)]), self.points)
        found = []
        for (row, unit, decision), (per_year, charged) in numbers.items():
            offence = scenario.demand.offences[row]
            plan, work = self._to_do(offence, decision)
            free = self._open(lasting(plan, work, 1.0, decided, self.points), offence, withdraws=True)
            begins = after(decided, self.off_duty[unit[0]])
            shared = self._open(lasting(plan, work, self.pace(unit), begins, self.points), offence)
            per_day = per_year * DAY / YEAR * self.season
            found.append(Stream(offence, unit, decision, per_day, charged / per_year, free, shared))
        return found

    @cached_property
    def stocks(self) -> list[Stock]:
        """Crimes that were open at the start."""
        scenario, found = self.measured.scenario, []
        areas = tuple(scenario.places.areas)
        offences = {offence.name: offence for offence in scenario.demand.offences}
        for entry in scenario.demand.backlog:
            team = scenario.workforce.teams[entry.team]
            total = sum(entry.offences.values())
            for place, number in _held(entry.crimes, entry.per_officer, team):
                at = place_of(team, place) if place in areas else place
                unit = (entry.team, at or FORCE)
                for name, weight in entry.offences.items():
                    offence = offences[name]
                    plan = scenario.demand.plans[offence.plan]
                    free = self._open(left(plan, offence.work, 1.0, self.points), offence, withdraws=True)
                    shared = self._open(left(plan, offence.work, self.pace(unit), self.points), offence)
                    found.append(Stock(offence, unit, number * weight / total, free, shared))
        return found

    def _to_do(self, offence: Offence, decision: int) -> tuple[tuple[Stage, ...], Law]:
        demand = self.measured.scenario.demand
        if decision == ALLOCATE:
            return demand.plans[offence.plan], offence.work
        return ALONE, demand.desk.filed if decision == FILE else demand.desk.worked

    def _open(self, chances: Floats, offence: Offence, *, withdraws: bool = False) -> Floats:
        """Give the share still open; with `withdraws`, victims are never told anything and lose patience."""
        still = np.maximum(1 - np.cumsum(chances), 0.0)
        if withdraws and offence.victim:
            still = still * self.patient
        return still

    @cached_property
    def patient(self) -> Floats:
        """The share of victims who have not lost patience after so long without news."""
        days = lengths(self.measured.scenario.demand.victims.patience, GRID) / DAY
        return 1 - np.searchsorted(np.sort(days), np.arange(self.points) * STEP) / len(days)

    def closed_a_week(self) -> tuple[float, float]:
        """Give the crimes closed a week of the measured days at the free and at the shared pace."""
        return self._closed("free"), self._closed("shared")

    def _closed(self, pace: Pace) -> float:
        total = sum(each.per_day * area(1 - getattr(each, pace), self.begins) for each in self.streams)
        for stock in self.stocks:
            still = getattr(stock, pace)
            total += stock.crimes * float((still[self.begins] if self.begins else 1.0) - still[-1])
        return total * WEEK / DAY / self.measured.days

    def open_at_end(self, *, harm: bool = False) -> tuple[float, float]:
        """Give the crimes open at the end at either pace, or their harm."""
        totals = [0.0, 0.0]
        for stream in self.streams:
            weight = stream.per_day * (stream.offence.harm if harm else 1.0)
            for number, still in enumerate((stream.free, stream.shared)):
                totals[number] += weight * area(still)
        for stock in self.stocks:
            weight = stock.crimes * (stock.offence.harm if harm else 1.0)
            for number, still in enumerate((stock.free, stock.shared)):
                totals[number] += weight * float(still[-1])
        return totals[0], totals[1]

    def open_by_unit(self) -> Iterator[tuple[Unit, Offence, int, tuple[float, float]]]:
        """List the mean numbers of crimes open over the measured days, at either pace, by unit, offence and decision.

        Those whose owner is not yet chosen are left out.
        """
        undecided = float(self.measured.scenario.mechanics.decision_time) / DAY
        for stream in self.streams:
            means = []
            for still in (stream.free, stream.shared):
                grown = (np.cumsum(still) - (still[0] + still) / 2) * STEP
                means.append(stream.per_day * max(0.0, float(grown[self.begins :].mean()) - undecided))
            yield stream.unit, stream.offence, stream.decision, (means[0], means[1])
        for stock in self.stocks:
            free, shared = (stock.crimes * float(still[self.begins :].mean()) for still in (stock.free, stock.shared))
            yield stock.unit, stock.offence, ALLOCATE, (free, shared)

    def held_on_average(self) -> tuple[float, float]:
        """Give the mean number of crimes that have an owner over the measured days, at either pace."""
        numbers = [both for *_, both in self.open_by_unit()]
        return sum(free for free, _ in numbers), sum(shared for _, shared in numbers)

    def half_closed_after(self) -> tuple[float, float]:
        """Give the days after which half of what is recorded in the measured days is closed; NaN: beyond."""
        return self._half("free"), self._half("shared")

    def _half(self, pace: Pace) -> float:
        rates = sum(stream.per_day for stream in self.streams)
        if not rates:
            return float("nan")
        still: Floats = sum(stream.per_day * getattr(stream, pace) for stream in self.streams) / rates
        within = still[: self.points - self.begins]
        below = np.flatnonzero(within <= 0.5)
        return float(below[0] * STEP) if len(below) else float("nan")

    def charged(self, kept: float) -> tuple[float, float]:
        """Give the least and the greatest share charged of what is recorded and closed in the measured days.

        `kept` is the share of the charges that remain when owners are chosen at random. Least: so many remain, and
        victims who are never told anything withdraw. Greatest: all remain and nobody withdraws.
        """
        number, shares = self.points - self.begins, []
        for pace in ("free", "shared"):
            for remains, stay in ((1.0, False), (kept, True)):
                above = below = 0.0
                for stream in self.streams:
                    closed = stream.per_day * area((1 - getattr(stream, pace))[:number])
                    chance = 0.0 if stream.decision == FILE else stream.charge * remains
                    if stay and stream.offence.victim:
                        ends = -np.diff(stream.shared[:number], prepend=1.0)
                        chance *= float(ends @ self.patient[:number]) / max(float(ends.sum()), 1e-12)
                    above, below = above + closed * chance, below + closed
                shares.append(above / below if below else float("nan"))
        return min(shares), max(shares)


def area(values: Floats, since: int = 0) -> float:
    """Give the integral over days from a point of the grid on (trapezium rule)."""
    kept = values[since:]
    return float((kept[:-1] + kept[1:]).sum() * STEP / 2)


def _held(crimes: dict[str, int], per_officer: float | None, team: Team) -> Iterator[tuple[str, float]]:
    if per_officer is None:
        yield from ((place, float(number)) for place, number in crimes.items())
    else:
        for place in team.bodies or team.posts:
            yield place, per_officer * officers_in(team, place)


def investigators(scenario: Scenario) -> int:
    """Count the officers of the teams that investigate, supervisors apart."""
    teams = teams_at(scenario, "investigation").values()
    return sum(officers_in(team, place) for team in teams for place in (team.bodies or team.posts))


def _charge(scenario: Scenario, flow: Flow, met: dict[int, float]) -> float:
    """Give the chance of a charge of a flow's crimes: screening keeps the promising ones of a sort for allocation.

    With a solvability score it is worked out from the score's accuracy (a Gaussian copula, as on the tape); with
    factors the score is taken as no guide, which is a bound from below.
    """
    offence, screen = scenario.demand.offences[flow.sort.facts.offence], scenario.investigative_model.screen
    chance, total = offence.outcomes.charged, sum(met.values())
    share = met[flow.decision] / total if total else 1.0
    if isinstance(screen, ScreenAll) or not isinstance(screen, BySolvability) or share > 1 - 1e-9 or not chance:
        return chance
    # The best scores are allocated, the next are worked at the desk, the lowest are filed.
    above = 0.0 if flow.decision == ALLOCATE else met[ALLOCATE] if flow.decision == DESK else met[ALLOCATE] + met[DESK]
    accuracy, prospects = scenario.mechanics.score_accuracy, GRID * chance
    top, low = 1 - above / total, 1 - above / total - share

    def below(score: float) -> Floats:
        at = special.ndtri(min(max(score, 1e-12), 1 - 1e-12)) + accuracy * special.ndtri(prospects)
        return np.asarray(special.ndtr(at / np.sqrt(1 - accuracy**2)), dtype=np.float64)

    return float(chance * (below(top) - below(low)).mean() / share)
