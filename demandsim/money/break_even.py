"""Break-even of problem solving: how much demand must a plan prevent for the hours that go into it to come back?

Arithmetic on means, plan by plan in the order of `rules.proactive`: those before have done their part. Investigation is
counted on the day of the incident, though in life it takes weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from demandsim.money.invested import Effort, added, invested
from demandsim.money.spared import Named, Work, a_year_of
from demandsim.rules.proactive import Proactive, days_of_lag, next_level, share_prevented
from demandsim.scenario.load import WEEKS_A_YEAR

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12
YEARS_FOLLOWED = 10


class InArea(NamedTuple):
    """A plan in one area, a year in the steady state."""

    area: str
    invested: Effort
    named: Named
    """The incidents that the plan names, as they would be without it."""
    share: float
    """Share of them that it prevents once its hours have been kept up for long."""

    @property
    def spared(self) -> Effort:
        """Effort that is not asked for, thanks to the plan."""
        return self.named.effort.times(self.share)


class Month(NamedTuple):
    """A month of a plan from its first day on: effort put in and effort spared."""

    number: int
    invested: Effort
    spared: Effort


@dataclass(frozen=True, slots=True)
class BreakEven:
    """A plan of problem solving: what it takes, what it spares, and the effect from which it pays."""

    plan: Proactive
    areas: tuple[InArea, ...]
    """Areas in which hours are put in."""
    months: tuple[Month, ...]
    """The first years, month by month."""

    @property
    def invested(self) -> Effort:
        """Effort put in, a year."""
        return added([one.invested for one in self.areas])

    @property
    def spared(self) -> Effort:
        """Effort spared, a year in the steady state."""
        return added([one.spared for one in self.areas])

    def spared_by(self, work: Work) -> Effort:
        """Give the effort of one sort of work that is spared, a year in the steady state."""
        return added([one.named.asks[work].times(one.share) for one in self.areas])

    @property
    def incidents(self) -> float:
        """Incidents a year that the plan names where its hours are put in."""
        return sum(one.named.incidents for one in self.areas)

    @property
    def share(self) -> float:
        """Share of them that it prevents in the steady state."""
        prevented = sum(one.named.incidents * one.share for one in self.areas)
        return prevented / self.incidents if self.incidents else 0.0

    @property
    def crimes(self) -> float:
        """Crimes prevented, a year in the steady state."""
        return sum(one.named.crimes * one.share for one in self.areas)

    @property
    def harm(self) -> float:
        """Harm weights prevented, a year in the steady state."""
        return sum(one.named.harm * one.share for one in self.areas)

    @property
    def break_even(self) -> tuple[float, float]:
        """Share of the incidents that must be prevented for hours, and for pounds, to come back.

        Above 1: they never do. Infinite where the incidents ask for nothing.
        """
        asked, put_in = added([one.named.effort for one in self.areas]), self.invested
        return (
            put_in.hours / asked.hours if asked.hours else inf,
            put_in.pounds / asked.pounds if asked.pounds else inf,
        )

    def first_month_that_pays(self) -> int | None:
        """Give the first month in which no fewer hours are spared than put in; None within the years followed."""
        return next((month.number for month in self.months if month.spared.hours >= month.invested.hours), None)

    def paid_back_in(self) -> int | None:
        """Give the first month at whose end all hours put in so far have come back; None within the years followed."""
        left = 0.0
        for month in self.months:
            left += month.invested.hours - month.spared.hours
            if left <= 1e-9:
                return month.number
        return None


def break_even(scenario: Scenario) -> tuple[BreakEven, ...]:
    """Work out the break-even of every plan of `rules.proactive`, in order; none where nothing is declared."""
    left = {area: _left_by_others(scenario) for area in scenario.places.areas}
    found = []
    for plan in scenario.rules.proactive:
        areas = []
        for area, effort in invested(scenario, plan).items():
            if effort.hours <= 0:
                continue
            share = share_prevented(plan, effort.hours / WEEKS_A_YEAR)
            kinds = {name: left[area][name] for name in dict.fromkeys(plan.incidents)}
            areas.append(InArea(area, effort, a_year_of(scenario, area, kinds), share))
            for name in kinds:
                left[area][name] *= 1 - share
        found.append(BreakEven(plan, tuple(areas), tuple(_months(plan, areas))))
    return tuple(found)


def _left_by_others(scenario: Scenario) -> dict[str, float]:
    """Give the share of each kind of incident that `demand.prevented` leaves."""
    left = {kind.name: 1.0 for kind in scenario.demand.incidents}
    for prevented in scenario.demand.prevented:
        for name in dict.fromkeys(prevented.incidents):
            left[name] *= 1 - prevented.share
    return left


def _months(plan: Proactive, areas: list[InArea]) -> Iterator[Month]:
    """Follow a plan from its first day on, day by day as a run does: hours count by their age, after the lag."""
    lag = days_of_lag(plan)
    levels = [[0.0] for _ in areas]
    first = 0
    for number in range(1, YEARS_FOLLOWED * MONTHS_A_YEAR + 1):
        last = round(number * DAYS_A_YEAR / MONTHS_A_YEAR)
        spared = []
        for day in range(first, last):
            for one, level in zip(areas, levels, strict=True):
                # Entry 0 is before the plan, so that the end of day d is entry d + 1.
                share = share_prevented(plan, level[max(0, day - lag + 1)])
                spared.append(one.named.effort.times(share / DAYS_A_YEAR))
                level.append(next_level(level[-1], one.invested.hours / DAYS_A_YEAR, plan.fades))
        put_in = added([one.invested for one in areas]).times((last - first) / DAYS_A_YEAR)
        yield Month(number, put_in, added(spared))
        first = last
