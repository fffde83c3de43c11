"""Plan checks: does a spending plan name what there is, and do its dates lie within its years?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.scenario.plan import MONTHS, month_of
from demandsim.scenario.problems import is_unknown

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]


def names_in_the_plan(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    """List what a spending plan names that is not there or comes twice, as (path, what is wrong)."""
    plan = scenario.plan
    if plan is None:
        return
    if any(plan.precept) and scenario.costs.precept is None:
        yield ("plan", "precept"), "nothing says what a pound on band D brings: write `costs.precept`"
    for number, one in enumerate(plan.spend):
        here: Path = ("plan", "spend", number)
        yield from is_unknown("rank with a cost in `costs`", one.rank, sorted(scenario.costs.ranks()), (*here, "rank"))
        if one.rank in scenario.costs.post and scenario.costs.post[one.rank] < 1:
            yield (*here, "rank"), f"a {one.rank} costs nothing a year, so that there is no end to what money buys"
        if one.team is not None:
            yield from is_unknown("team", one.team, scenario.workforce.teams, (*here, "team"))
        if one.name in (earlier.name for earlier in plan.spend[:number]):
            yield here, f"{one.name!r} is named twice; a name must tell one from the others"
    for number, adopted in enumerate(plan.adopt):
        here = ("plan", "adopt", number)
        yield from is_unknown("option", adopted.option, scenario.options, (*here, "option"))
        if adopted.option in (earlier.option for earlier in plan.adopt[:number]):
            yield here, f"{adopted.option!r} is adopted twice"
        if not 0 <= month_of(scenario.start, adopted.since) < MONTHS * plan.years:
            message = f"{adopted.since} lies outside the {plan.years} years that begin on {scenario.start}"
            yield (*here, "from"), message
