"""Tables that the engine reads: the tape's columns as plain numbers, and rules with their names resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demandsim.roster import Roster
from demandsim.rules import Rules
from demandsim.rules.choice import Name
from demandsim.rules.route import ATTENDING
from demandsim.rules.transfer import ResolvedClause
from demandsim.rules.when import Condition, CrimeFacts, resolve
from demandsim.scenario.scenario import Scenario
from demandsim.tape.tape import Crimes

FORCE_WIDE = -1
NO_UNIT = -1


def plain(column: NDArray[Any]) -> Any:
    """View a numpy column so that indexing gives Python numbers: quick to read one at a time, and nothing is copied."""
    return np.ascontiguousarray(column).data.toreadonly()


def plain_copy(column: Any) -> Any:
    """Copy a column that `plain` has made, so that it may be written to."""
    return np.array(column).data


@dataclass(frozen=True, slots=True)
class Names:
    """Indices of the scenario's names."""

    lines: Mapping[str, int]
    areas: Mapping[str, int]
    offences: Mapping[str, int]
    skills: Mapping[str, int]

    @classmethod
    def of(cls, scenario: Scenario) -> Names:
        """Number the names in the scenario's own order."""
        return cls(
            {name: number for number, name in enumerate(scenario.demand.lines)},
            {name: number for number, name in enumerate(scenario.places.areas)},
            {offence.name: number for number, offence in enumerate(scenario.demand.offences)},
            {name: number for number, name in enumerate(scenario.workforce.skills)},
        )

    def mask(self, skills: tuple[str, ...]) -> int:
        """Give the bit mask of some skills."""
        return sum(1 << self.skills[skill] for skill in set(skills))


@dataclass(frozen=True, slots=True)
class RouteClause:
    """A route with its names resolved."""

    name: str
    condition: Condition
    practice: tuple[float, ...]
    attending: bool
    team: str
    """Team for crimes that meet the clause (with `attending`: for those that nobody attended)."""
    if_full: str | None
    if_off_duty: str | None


def by_area(practice: float | Mapping[Name, float], areas: Mapping[str, int]) -> tuple[float, ...]:
    """Spread a share, or shares by area, over all areas; an area that is not named follows the rule always."""
    if isinstance(practice, Mapping):
        return tuple(practice.get(area, 1.0) for area in areas)
    return (practice,) * len(areas)


def resolve_routes(rules: Rules, names: Names) -> tuple[RouteClause, ...]:
    """Resolve the names in the routes."""
    return tuple(
        RouteClause(
            route.name,
            resolve(route.when, names.offences, names.areas),
            by_area(route.practice, names.areas),
            route.to == ATTENDING,
            (route.otherwise_to or "") if route.to == ATTENDING else route.to,
            route.if_full,
            route.if_off_duty,
        )
        for route in rules.routes
    )


def resolve_transfers(rules: Rules, names: Names) -> tuple[ResolvedClause, ...]:
    """Resolve the names in the transfer clauses."""
    return tuple(
        ResolvedClause(
            resolve(clause.when, names.offences, names.areas),
            clause.owner,
            None if clause.from_teams is None else frozenset(clause.from_teams),
            clause.to,
            by_area(clause.practice, names.areas),
        )
        for clause in rules.transfer.clauses
    )


class UnitFinder:
    """Find the unit of a team that serves an area: the area's own, else the force-wide one."""

    def __init__(self, roster: Roster) -> None:
        self._units = {(unit.team, unit.area): number for number, unit in enumerate(roster.units)}

    def unit(self, team: str, area: int) -> int:
        """Give the unit's row, or NO_UNIT."""
        return self._units.get((team, area), self._units.get((team, FORCE_WIDE), NO_UNIT))


class CrimeReader:
    """Read the facts of one crime as the rules see them."""

    def __init__(self, crimes: Crimes, scenario: Scenario) -> None:
        self._offence = plain(crimes.offence)
        self._area = plain(crimes.area)
        self._named = plain(crimes.named)
        self._vulnerable = plain(crimes.vulnerable)
        self._score = plain(crimes.score)
        self._harm = [offence.harm for offence in scenario.demand.offences]

    def facts(self, crime: int, arrested: bool, attended: bool, of_week: int = 0) -> CrimeFacts:
        """Give what is known of a crime in a second of the local week."""
        offence = self._offence[crime]
        return CrimeFacts(
            offence,
            self._area[crime],
            self._harm[offence],
            bool(self._named[crime]),
            bool(self._vulnerable[crime]),
            arrested,
            attended,
            self._score[crime],
            of_week,
        )
