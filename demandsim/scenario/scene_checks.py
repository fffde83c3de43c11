"""Scene checks: what cannot be on scene and in custody: suites by area, who is called off, what is handed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.rules.choice import GRADES
from demandsim.scenario.problems import is_unknown

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

DISPATCH: Path = ("rules", "dispatch")
SUITES: Path = ("demand", "custody", "suites")


def names_in_custody(scenario: Scenario) -> Found:
    """List areas of custody suites that do not exist, as (path, what is wrong)."""
    for name, suite in scenario.demand.custody.suites.items():
        for number, area in enumerate(suite.areas):
            yield from is_unknown("area", area, scenario.places.areas, (*SUITES, name, "areas", number))


def misfits_on_scene(scenario: Scenario) -> Found:
    """List what does not fit on scene and in custody when all names are known, as (path, what is wrong)."""
    yield from _suites(scenario)
    rule = scenario.desk_rules.dispatch
    for grade, leaves in rule.call_off.items():
        for left in leaves:
            if GRADES.index(left) <= GRADES.index(grade):
                yield (*DISPATCH, "call_off", grade), f"{left} is not less grave than {grade}: nobody is called off it"
    if rule.work_left == "done again" and not rule.call_off and rule.hand_over is None:
        message = "nobody leaves work on scene: say who is called off (`call_off`), or when it is handed over"
        yield (*DISPATCH, "work_left"), message


def _suites(scenario: Scenario) -> Found:
    """Every area has one custody suite."""
    suites = scenario.demand.custody.suites
    if not suites:
        return
    for area in scenario.places.areas:
        serving = [name for name, suite in suites.items() for one in suite.areas if one == area]
        if not serving:
            yield SUITES, f"area {area} belongs to no custody suite: its prisoners have nowhere to go"
        elif len(serving) > 1:
            yield SUITES, f"area {area} belongs to more than one custody suite: {', '.join(serving)}"
