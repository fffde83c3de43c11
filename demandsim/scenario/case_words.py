"""The life of a crime in words, and the work that it is by whoever does it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from demandsim.quantities import format_duration, format_share
from demandsim.scenario.cases import Again, Offence

if TYPE_CHECKING:
    from demandsim.scenario.demand import Demand
    from demandsim.scenario.scenario import Scenario


def life_of_crimes(scenario: Scenario) -> list[str]:
    """Say what happens to crimes besides the stages of their plans, one line for each thing declared."""
    demand, rows = scenario.demand, []
    for name, plan in demand.plans.items():
        for stage in plan:
            said = []
            if stage.by is not None:
                said.append(f"{stage.by} does it for the owner")
            if stage.again is not None:
                share, most = format_share(stage.again.share), stage.again.at_most
                said.append(f"sent back for {share} of crimes each time, {most} times at most")
            if stage.evidence_lost_per_30_days:
                lost = format_share(stage.evidence_lost_per_30_days)
                said.append(f"begun 30 days later it costs {lost} of the chance of a charge")
            if said:
                rows.append(f"  Plan {name}, {stage.name}: {'; '.join(said)}.")
    if demand.links is not None:
        share, within = format_share(demand.links.share), format_duration(demand.links.within)
        rows.append(f"  {share} of crimes belong to an earlier one of their offence and area, within {within}.")
    if demand.reopened is not None:
        share, work = format_share(demand.reopened.share), format_duration(round(demand.reopened.work.mean))
        after = format_duration(round(demand.reopened.after.mean))
        rows.append(
            f"  {share} of crimes closed without a suspect, for want of evidence, or filed are opened again, once: "
            f"after {after} on average, for {work} of work."
        )
    return rows


def work_by_doer(demand: Demand, offence: Offence) -> dict[str | None, float]:
    """Give the mean seconds of standard work on a crime of an offence, by specialists and (None) by its owner."""
    seconds: dict[str | None, float] = defaultdict(float)
    for stage in demand.plans[offence.plan]:
        once = offence.work.mean * stage.work
        seconds[stage.by] += once
        if stage.again is not None:
            again = once if stage.again.work is None else stage.again.work.mean
            seconds[stage.by] += again * _times_again(stage.again)
    return dict(seconds)


def _times_again(again: Again) -> float:
    """Give how often a stage is done again on average: each time with the same share, up to `at_most` times."""
    return sum(again.share**time for time in range(1, again.at_most + 1))


def work_after_closing(demand: Demand, offence: Offence, filed: bool) -> float:
    """Give the mean seconds of work for which a closed crime is opened again."""
    if demand.reopened is None:
        return 0.0
    without_charge = 1.0 if filed else 1 - offence.outcomes.charged - offence.outcomes.out_of_court
    return demand.reopened.share * without_charge * demand.reopened.work.mean
