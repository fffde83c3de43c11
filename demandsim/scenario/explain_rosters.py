"""Explain rosters: people asked for against people on duty by hour of the week, and what becomes of paid hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demandsim.scenario.load import WEEKS_A_YEAR, Week, rostered, staffed
from demandsim.scenario.shifts import WEEKDAYS
from demandsim.scenario.strength import strengths
from demandsim.scenario.workforce import LEARNING, SICKNESS, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

BARS = "▁▂▃▄▅▆▇█"
CELL = 10


@dataclass(frozen=True, slots=True)
class PaidHours:
    """Hours a year of a team: paid for, rostered, lost by reason, on duty; supervisors included."""

    team: str
    paid: float
    rostered: float
    """Hours of the turns of its shifts; for staffed positions the paid hours behind them."""
    lost: dict[str, float]
    """Hours of those turns lost by reason: protected learning if any, abstraction, sickness out of what that leaves."""
    on_duty: float

    def text(self) -> str:
        """Write it as one line of words."""
        lost = "".join(f" - {hours:,.0f} {reason}" for reason, hours in self.lost.items() if hours > 0)
        return (
            f"  {self.team}: {self.paid:,.0f} paid for; {self.rostered:,.0f} rostered{lost} = {self.on_duty:,.0f} "
            "on duty"
        )


def paid_hours(scenario: Scenario) -> tuple[PaidHours, ...]:
    """Work out for every team what becomes of the hours paid for, by arithmetic on means.

    Bank holidays, and officers called back to a minimum strength, are left aside.
    """
    workforce = scenario.workforce
    found = []
    for name, team in workforce.teams.items():
        if team.positions is not None:
            there = sum(staffed(scenario, team, 0)) * WEEKS_A_YEAR
            paid = there * team.paid_hours_per_position_hour
            found.append(PaidHours(name, paid, paid, {"behind the positions": paid - there}, there))
            continue
        paid, hours, working = 0.0, 0.0, 0.0
        for shift, (there, learnt) in _equivalents(team).items():
            a_year = sum(rostered(scenario, team, shift)) * WEEKS_A_YEAR
            paid += there * scenario.costs.hours_per_post
            hours += there * a_year
            working += (there - learnt) * a_year
        lost = {LEARNING: hours - working} if working < hours else {}
        lost |= {reason: working * share for reason, share in workforce.abstracted.items()}
        lost[SICKNESS] = (hours - sum(lost.values())) * workforce.sickness.share
        found.append(PaidHours(name, paid, hours, lost, hours - sum(lost.values())))
    return tuple(found)


def _equivalents(team: Team) -> dict[str | None, tuple[float, float]]:
    """Give a team's paid full-time equivalents, supervisors included, and those of them spent learning, by shift."""
    found: dict[str | None, tuple[float, float]] = {}
    for place in team.posts:
        for supervisors in (False, True):
            working = strengths(team, place, supervisors=supervisors)
            for shift, paid in strengths(team, place, supervisors=supervisors, paid=True).items():
                there, learnt = found.get(shift, (0, 0))
                found[shift] = there + paid, learnt + paid - working[shift]
    return found


def week_chart(asked: Week, there: Week) -> list[str]:
    """Draw people asked for / people on duty in every hour of the week: 24 rows, a column a day, 74 wide.

    A bar before each pair shows how much of those there is asked for; `!` stands where it is more than all.
    """
    rows = [" " * 4 + "".join(f"{day:>{CELL}}" for day in WEEKDAYS)]
    for hour in range(24):
        cells = (_cell(asked[place], there[place]) for place in range(hour, len(asked), 24))
        rows.append(f"  {hour:02d}{''.join(f'{cell:>{CELL}}' for cell in cells)}")
    return rows


def _cell(asked: float, there: float) -> str:
    mark = "!" if asked > there else BARS[min(7, int(8 * asked / there))] if there > 0 else ""
    return f"{mark}{_number(asked)}/{_number(there)}"


def _number(people: float) -> str:
    return f"{people:.1f}" if people < 99.95 else f"{people:.0f}"
