"""Hours invested: what a plan of problem solving takes from its teams by area, before anything is prevented."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from demandsim.money.prices import an_hour
from demandsim.quantities import DAY, DAYS_A_WEEK, HOUR
from demandsim.rules.proactive import Proactive
from demandsim.scenario.flows import officers_in
from demandsim.scenario.load import WEEKS_A_YEAR, presence
from demandsim.scenario.shifts import Shift
from demandsim.scenario.workforce import FORCE, Team

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


class Effort(NamedTuple):
    """Hours of work and what they cost, a year."""

    hours: float
    pounds: float

    def times(self, factor: float) -> Effort:
        """Give a multiple."""
        return Effort(self.hours * factor, self.pounds * factor)


NONE = Effort(0.0, 0.0)


def added(efforts: list[Effort]) -> Effort:
    """Add efforts up."""
    return Effort(sum(one.hours for one in efforts), sum(one.pounds for one in efforts))


def turns_a_week(shift: Shift) -> float:
    """Give the turns that somebody on a shift pattern works a week; turns that touch are one, as in a run."""
    days, turns = shift.repeats_after, 0
    for group in range(shift.teams):
        for day in range(days):
            today, before = shift.letter(day, group), shift.letter((day - 1) % days, group)
            if today == "-":
                continue
            starts = DAY + shift.turns[today].on(day % 7).starts
            turns += before == "-" or shift.turns[before].on((day - 1) % 7).until != starts
    return turns / (shift.teams * days / DAYS_A_WEEK)


def invested(scenario: Scenario, plan: Proactive) -> dict[str, Effort]:
    """Give the effort a year that a plan takes in each area: officers x turns x time of a turn, less absences.

    Hours of officers of the whole force count in the areas by their shares. It is what is asked for: hours that are
    not protected may not all be found.
    """
    areas = scenario.places.areas
    found: dict[str, list[Effort]] = defaultdict(list)
    for name in plan.teams:
        team = scenario.workforce.teams[name]
        each = _turns(scenario, team) * presence(scenario) * WEEKS_A_YEAR * plan.per_turn / HOUR
        for place in team.posts:
            hours = each * officers_in(team, place)
            effort = Effort(hours, hours * an_hour(scenario, (name, place)))
            for area in areas if place == FORCE else (place,):
                found[area].append(effort.times(areas[area].share if place == FORCE else 1.0))
    return {area: added(found[area]) for area in areas}


def _turns(scenario: Scenario, team: Team) -> float:
    """Give a post's turns a week, over the seasons of a year."""
    return sum(share * turns_a_week(scenario.workforce.shifts[name]) for name, share in team.year_by_shift().items())
