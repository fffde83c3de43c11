"""Circles: crimes that the transfer clauses would send round from team to team, and how many a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from demandsim.rules.choice import Name
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import ALLOCATE
from demandsim.rules.transfer import TransferClause
from demandsim.rules.when import Condition, CrimeFacts, holds, resolve
from demandsim.scenario.flows import first_team, practice_by_area, sorts_of_crime, teams_at
from demandsim.scenario.screened import Screening

if TYPE_CHECKING:
    from demandsim.scenario.scenario import Scenario


class Circle(NamedTuple):
    """A way round and the crimes that would go it."""

    clauses: tuple[int, ...]
    """Clauses in the order in which they are followed, the earliest in the file first."""
    teams: tuple[Name, ...]
    """Teams in that order; the first comes round again at the end."""
    per_year: float


class _Clause(NamedTuple):
    rule: TransferClause
    condition: Condition
    practice: tuple[float, ...]

    def may_move(self, team: Name, facts: CrimeFacts, luck: float) -> bool:
        """Tell whether the clause may move such a crime away from a team, if the owner is as it says."""
        sources = self.rule.from_teams
        return (
            self.rule.to != team
            and (sources is None or team in sources)
            and luck < self.practice[facts.area]
            and holds(self.condition, facts)
        )


def circles(scenario: Scenario) -> list[Circle]:
    """Find the circles of clauses that hold whoever owns the crime, among crimes that can get into them.

    A crime has one luck of practice for all clauses, so that a circle is gone by the share for which all its clauses
    are followed. Hours in conditions are taken to come round sooner or later. Refusals are left aside.
    """
    model, areas = scenario.investigative_model, tuple(scenario.places.areas)
    if not _may_return(model.transfer.clauses, teams_at(scenario, "investigation")):
        return []
    offences = {offence.name: row for row, offence in enumerate(scenario.demand.offences)}
    numbers = {name: row for row, name in enumerate(areas)}
    clauses = [
        _Clause(
            each,
            resolve(each.when, offences, numbers)._replace(hours=None),
            practice_by_area(each.practice, areas),
        )
        for each in model.transfer.clauses
    ]
    routes = [
        (route, resolve(route.when, offences, numbers), practice_by_area(route.practice, areas))
        for route in model.routes
    ]
    attending = [name for name, team in teams_at(scenario, "response").items() if "investigation" in team.desks]
    screening, found = Screening(scenario), defaultdict[tuple[tuple[int, ...], tuple[Name, ...]], float](float)
    for sort in sorts_of_crime(scenario):
        for facts, decision, share in screening.cases(sort.facts):
            if decision != ALLOCATE or not any(holds(each.condition, facts) for each in clauses):
                continue
            start, followed = set[Name](), 0.0
            for route, condition, practice in routes:
                if practice[facts.area] > followed and holds(condition, facts):
                    followed, team = practice[facts.area], first_team(route, facts)
                    start.update(attending if team == ATTENDING else [team] if team is not None else [])
            bands = sorted({0.0, 1.0, *(each.practice[facts.area] for each in clauses)})
            for low, high in pairwise(bands):
                for way in _ways_round(clauses, facts, low, start):
                    found[way] += sort.per_year * share * (high - low)
    return [Circle(*way, per_year) for way, per_year in found.items()]


def _may_return(clauses: Iterable[TransferClause], teams: Iterable[Name]) -> bool:
    """Tell whether some team can be reached from itself by clauses that hold whoever owns the crime."""
    ways = {team: {each.to for each in clauses if _leads_away(each, team)} for team in teams}
    for start in ways:
        reached, ahead = set[Name](), list(ways[start])
        while ahead:
            team = ahead.pop()
            if team not in reached:
                reached.add(team)
                ahead += ways.get(team, ())
        if start in reached:
            return True
    return False


def _leads_away(clause: TransferClause, team: Name) -> bool:
    return clause.owner == "any" and clause.to != team and (clause.from_teams is None or team in clause.from_teams)


def _ways_round(
    clauses: list[_Clause], facts: CrimeFacts, luck: float, start: Iterable[Name]
) -> set[tuple[tuple[int, ...], tuple[Name, ...]]]:
    """Follow a crime from wherever it may come to be, as far as nobody asks who owns it."""
    reached, ahead = set[Name](), list(start)
    while ahead:
        team = ahead.pop()
        if team not in reached:
            reached.add(team)
            ahead += [each.rule.to for each in clauses if each.may_move(team, facts, luck)]
    following = {
        team: next(
            (
                number
                for number, each in enumerate(clauses)
                if each.rule.owner == "any" and each.may_move(team, facts, luck)
            ),
            None,
        )
        for team in reached
    }
    ways = set()
    for team in reached:
        gone: list[Name] = []
        while team not in gone and (number := following[team]) is not None:
            gone.append(team)
            team = clauses[number].rule.to
        if team in gone and following[team] is not None:
            ring = gone[gone.index(team) :]
            begins = min(range(len(ring)), key=lambda place: following[ring[place]] or 0)
            ring = ring[begins:] + ring[:begins]
            by = tuple(number for each in ring if (number := following[each]) is not None)
            ways.add((by, (*ring, ring[0])))
    return ways
