"""Model words: hours, factors, second teams and the allocation desk as a planner would say them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from demandsim.quantities import format_clock
from demandsim.rules.hours import WEEK, Hours
from demandsim.rules.route import Route
from demandsim.rules.screen import ByFactors
from demandsim.scenario.flows import Flow

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


def hours_in_words(hours: Hours) -> str:
    """Write hours as `Mon-Fri 08:00-18:00`; the days are those on which they begin."""
    days = [day for day in WEEK if day in hours.days]
    first, last = WEEK.index(days[0]), WEEK.index(days[-1])
    on = " ".join(days) if last - first != len(days) - 1 or len(days) < 3 else f"{days[0]}-{days[-1]}"
    return f"{'' if len(days) == len(WEEK) else on + ' '}{format_clock(hours.opens)}-{format_clock(hours.closes)}"


def weights_in_words(rule: ByFactors) -> str:
    """Write the points that each factor counts."""
    return ", ".join(f"{name} {weight:+g}" for name, weight in rule.weights.items())


def second_teams(route: Route) -> str:
    """Write which teams serve instead when the clause's team is full or off duty."""
    reasons = (("nobody there is on duty", route.if_off_duty), ("all are full", route.if_full))
    return "".join(f", or {team} where {why}" for why, team in reasons if team is not None)


def allocation_desk(scenario: Scenario) -> list[str]:
    """Write who allocates for all and in which hours, where the model says so."""
    rule = scenario.investigative_model.allocate
    rows = []
    if rule.by is not None and rule.takes:
        rows.append(f"  One allocation desk: the supervisors of {rule.by} allocate the crimes of every unit.")
    if rule.hours is not None:
        rows.append(f"  Allocated {hours_in_words(rule.hours)}; where somebody is in custody at any time.")
    return rows


def not_covered(scenario: Scenario, flows: list[Flow]) -> list[str]:
    """List the crimes that no clause covers, or whose practice leaves them over, with the crimes a year."""
    left: dict[str, float] = defaultdict(float)
    for flow in flows:
        if flow.team is None:
            left[scenario.demand.offences[flow.sort.facts.offence].name] += flow.per_year
    return [f"  WARNING: no clause covers {name}: {number:,.0f} crimes a year" for name, number in left.items()]
