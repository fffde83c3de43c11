"""Screening: on what a crime is screened, when, and to which unit its route then leads."""

from __future__ import annotations

from collections.abc import Callable

from demandsim.engine.clock import Appointment, Clock, Rank
from demandsim.engine.duty import AWAY, Duty
from demandsim.engine.opening import Opening
from demandsim.engine.state import CrimeState
from demandsim.engine.tables import Names, RouteClause, UnitFinder, plain
from demandsim.roster import Roster
from demandsim.rules.hours import Hours
from demandsim.rules.screen import ByFactors, Screen, ScreenAll, points, points_by_factor
from demandsim.rules.when import Condition, resolve
from demandsim.tape.tape import Tape

ANY_TIME = -1
"""Subject of an appointment that concerns no crime."""


def protections(rule: Screen, names: Names) -> tuple[Condition, ...]:
    """Resolve the conditions under which a crime is always allocated."""
    never = () if isinstance(rule, ScreenAll) else rule.never
    return tuple(resolve(when, names.offences, names.areas) for when in never)


def screened_on(rule: Screen, tape: Tape, state: CrimeState) -> Callable[[int], float]:
    """Give what tells of a crime on what it is screened: the solvability score, or the points of its factors."""
    if not isinstance(rule, ByFactors):
        score: Callable[[int], float] = state.score.__getitem__
        return score
    weights, for_named = points_by_factor(rule, tuple(tape.scenario.demand.factors))
    factors, named = plain(tape.crimes.factors), plain(tape.crimes.named)
    return lambda crime: points(weights, for_named, factors[crime], named[crime])


class InHours:
    """Something that is only done in some hours; without them it is always done."""

    def __init__(self, clock: Clock, tape: Tape, hours: Hours | None) -> None:
        self._clock = clock
        self._opening = None if hours is None else Opening(hours, tape)

    def is_open(self) -> bool:
        """Tell whether it is done now."""
        return self._opening is None or self._opening.is_open(self._clock.now)

    def when_open(self, who: int, action: Callable[[Appointment], None]) -> None:
        """Call the action in the second in which the hours begin next, if they do in this run."""
        begins = None if self._opening is None else self._opening.next(self._clock.now)
        if begins is not None:
            self._clock.at(begins, Rank.OPENS, who, action)

    def every_time(self, action: Callable[[], None]) -> None:
        """Call the action in every second in which the hours begin."""

        def begun(_: Appointment) -> None:
            action()
            self.when_open(ANY_TIME, begun)

        self.when_open(ANY_TIME, begun)


class Destinations:
    """The unit to which a clause leads: that of its team for the area, or of the team named for when that cannot."""

    def __init__(self, roster: Roster, state: CrimeState, duty: Duty) -> None:
        self._find, self._units = UnitFinder(roster), roster.units
        self._state, self._activity = state, duty.activity

    def unit(self, route: RouteClause, area: int) -> int:
        """Give the unit's row: off duty is looked at first, then full, both of the unit first found."""
        unit = self._find.unit(route.team, area)
        officers = self._units[unit].officers
        if route.if_off_duty is not None and all(self._activity[officer] == AWAY for officer in officers):
            return self._find.unit(route.if_off_duty, area)
        if route.if_full is not None and not self._state.have_room(officers):
            return self._find.unit(route.if_full, area)
        return unit
