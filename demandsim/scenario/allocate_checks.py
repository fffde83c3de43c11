"""Allocation checks: what cannot decide who receives a crime: weights without say, meetings with an order, no links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.quantities import format_clock
from demandsim.rules.allocate import Continuity, Meeting, Weighted
from demandsim.scenario.flows import teams_at

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

HERE: Path = ("investigative_model", "allocate")


def misfits_in_allocation(scenario: Scenario) -> Found:
    """List what does not fit in the rule of allocation when all names are known, as (path, what is wrong)."""
    rule = scenario.investigative_model.allocate
    if rule.linked and scenario.demand.links is None:
        message = "no crime is linked to another: say in `demand.links` how many are, or leave `linked` out"
        yield (*HERE, "linked"), message
    if isinstance(rule, Weighted | Meeting):
        if not any(rule.weights.model_dump().values()):
            yield (*HERE, "weights"), "no weight is above 0: everybody would be equal; give at least one"
        if rule.weights.over_cap and rule.cap == "hard":
            message = "nobody passes a hard cap, so `over_cap` counts for nothing: write `cap: soft`, or leave it out"
            yield (*HERE, "weights", "over_cap"), message
    if isinstance(rule, Meeting):
        for key, given in (("order", rule.order != "longest_queued"), ("hours", rule.hours is not None)):
            if given:
                message = f"a meeting gives out the whole queue at the times of `at`: `{key}` has no say, leave it out"
                yield (*HERE, key), message
        for number, at in enumerate(rule.at):
            if at in rule.at[:number]:
                yield (*HERE, "at", number), f"the meeting of {format_clock(at)} is named twice"
    if isinstance(rule, Continuity):
        attend = teams_at(scenario, "response")
        if not any("investigation" in team.desks for team in attend.values()):
            message = (
                "nobody who attends incidents investigates, so nobody can keep a crime: add investigation to the "
                "`desks` of a team that responds, or choose best_fit"
            )
            yield (*HERE, "kind"), message
