"""Quiet checks: do breaks, proactive work and the resolution desk fit together with teams, turns and kinds?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from demandsim.quantities import DAY, format_clock, format_duration
from demandsim.scenario.flows import place_of, teams_at
from demandsim.scenario.problems import is_unknown
from demandsim.scenario.shifts import Hours, Shift
from demandsim.scenario.workforce import Rest

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]

PROACTIVE: Path = ("rules", "proactive")
TEAMS: Path = ("workforce", "teams")


def names_in_quiet_hours(scenario: Scenario) -> Found:
    """List names of teams and kinds that do not exist, and plans of one name, as (path, what is wrong)."""
    kinds = tuple(kind.name for kind in scenario.demand.incidents)
    teams = tuple(name for name, team in scenario.workforce.teams.items() if "contact" not in team.desks)
    plans = scenario.desk_rules.proactive
    for number, plan in enumerate(plans):
        here = (*PROACTIVE, number)
        for name in plan.teams:
            yield from is_unknown("team that attends or investigates", name, teams, (*here, "teams"))
        for name in plan.incidents:
            yield from is_unknown("incident kind", name, kinds, (*here, "incidents"))
        if any(plan.name == earlier.name for earlier in plans[:number]):
            yield here, f"{plan.name!r} is named twice; a name must tell one from the others"


def misfits_in_quiet_hours(scenario: Scenario) -> Found:
    """List what does not fit in quiet hours when all names are known, as (path, what is wrong)."""
    shifts = scenario.workforce.shifts
    for name, team in scenario.workforce.teams.items():
        if team.rest is None:
            continue
        if "contact" in team.desks or team.shift is None:
            message = "the contact desk takes no breaks of this kind: count them in the hours that are staffed"
            yield (*TEAMS, name, "rest"), message
        else:
            for shift in team.shifts:
                yield from _rest(team.rest, shift, shifts[shift], (*TEAMS, name, "rest"))
    for number, plan in enumerate(scenario.desk_rules.proactive):
        for name in plan.teams:
            for shift in scenario.workforce.teams[name].shifts:
                yield from _hours(plan.per_turn, shift, shifts[shift], (*PROACTIVE, number, "per_turn"))
    yield from _resolution(scenario)


def _rest(rest: Rest, name: str, shift: Shift, path: Path) -> Found:
    if rest.before < rest.after:
        message = (
            f"a break that may begin after {format_duration(rest.after)} "
            f"cannot have begun before {format_duration(rest.before)}"
        )
        yield (*path, "before"), message
    for turn in _turns(shift):
        if rest.after + rest.time > length(turn):
            message = (
                f"a break of {format_duration(rest.time)} after {format_duration(rest.after)} does not fit into the "
                f"turn {_words(turn)} of the shift {name}"
            )
            yield path, message
            return


def _hours(per_turn: int, name: str, shift: Shift, path: Path) -> Found:
    for turn in _turns(shift):
        if per_turn > length(turn):
            message = f"{format_duration(per_turn)} do not fit into the turn {_words(turn)} of the shift {name}"
            yield path, message
            return


def _resolution(scenario: Scenario) -> Found:
    """An incident with work for the resolution desk needs a team that does it, wherever it happens."""
    teams = teams_at(scenario, "resolution").values()
    without = [area for area in scenario.places.areas if not any(place_of(team, area) for team in teams)]
    for number, kind in enumerate(scenario.demand.incidents):
        if kind.desk is not None and without:
            message = (
                f"{kind.name} is work for a resolution team, and none has officers in {', '.join(without)} nor for the "
                "force: add resolution to the `desks` of a team"
            )
            yield ("demand", "incidents", number, "desk"), message


def _turns(shift: Shift) -> list[Hours]:
    """Give the turns that the cycle has, those of single weekdays too."""
    worked = [turn for letter, turn in shift.turns.items() if letter in shift.cycle]
    return [hours for turn in worked for hours in (turn, *turn.exceptions.values())]


def length(turn: Hours) -> int:
    """Give the seconds of a turn by the clock."""
    return (turn.ends - turn.starts) % DAY or DAY


def _words(turn: Hours) -> str:
    return f"{format_clock(turn.starts)}-{format_clock(turn.ends)}"
