"""Who owns crimes, by rules alone: officers dealt out at random, or by the rules as though nobody were away."""

from __future__ import annotations

from collections import defaultdict
from math import prod
from typing import NamedTuple

from demandsim.rules.allocate import LeastCaseload
from demandsim.rules.route import ATTENDING
from demandsim.rules.screen import ALLOCATE
from demandsim.rules.when import holds
from demandsim.scenario.flows import Flow, holders_in, officers_in, practice_by_area
from demandsim.scenario.load import Unit, units_of
from demandsim.second_opinion.crimes import Crimes
from demandsim.second_opinion.opinion import SecondOpinion, between, no_opinion

HOW_SKILL = (
    "routes followed through the rules with their practice; at least the share of officers of the unit who hold the "
    "skills (an owner at random), at most every crime given out by a supervisor where anybody in the unit holds them"
)
WHY_SKILL = (
    "who holds the skills may be off duty, at the caseload cap or away; a crime kept by whoever attended is not given "
    "out, and which officers attend most is not known beforehand"
)
HOW_ROUTE = (
    "shares of routes from the routing rules and their practice, the commonest of each offence; lowest and highest as "
    "anything from none to all of the transfers due by the rules has been made"
)
WHY_ROUTE = (
    "transfers take time and fall due only when a stage is finished, so that a short run has made some of them; "
    "crimes that move twice, and owners over their cap, are left out"
)
STEPS = 10
"""Steps from no transfer made to all."""


class Owned(NamedTuple):
    """Crimes of a flow in a unit, with the share whose first owner holds the skills."""

    flow: Flow
    unit: Unit
    number: float
    at_random: float
    by_rule: float


def owner_opinions(crimes: Crimes, rows: list[Owned]) -> list[SecondOpinion]:
    """Give the opinions on owners with the skill and on the usual route."""
    total = sum(row.number for row in rows)
    if not total:
        reason = "no crime is given to an investigator"
        return [no_opinion(name, reason) for name in ("owner_has_skill", "modal_route")]
    due = [_moved(crimes, row) for row in rows]
    shares = [usual(rows, due, moves=made / STEPS) for made in range(STEPS + 1)]
    least = sum(row.number * row.at_random for row in rows) / total
    most = sum(row.number * row.by_rule for row in rows) / total
    return [
        between("owner_has_skill", least, most, HOW_SKILL, WHY_SKILL),
        between("modal_route", min(shares), max(shares), HOW_ROUTE, WHY_ROUTE),
    ]


def owned(crimes: Crimes) -> list[Owned]:
    """List the crimes that are given to investigators, by flow and unit."""
    scenario = crimes.measured.scenario
    areas, model = tuple(scenario.places.areas), scenario.investigative_model
    blind = isinstance(model.allocate, LeastCaseload)
    found = []
    for flow in crimes.flows:
        if flow.decision != ALLOCATE:
            continue
        skills = scenario.demand.offences[flow.sort.facts.offence].skills
        kept = model.routes[flow.clause].to == ATTENDING and flow.sort.facts.attended
        for unit, share in units_of(scenario, flow, areas[flow.sort.facts.area]):
            team, place = scenario.workforce.teams[unit[0]], unit[1]
            people = officers_in(team, place)
            shares = [holders_in(team, place, skill) / people if people else 0.0 for skill in skills]
            # Who holds several is not known: skills independent of each other, or the rarest always with the others.
            least, nested = prod(shares), min(shares, default=1.0)
            most = nested if kept or blind else float(nested > 0)
            found.append(Owned(flow, unit, flow.per_year * share, least, most))
    return found


def usual(rows: list[Owned], due: list[list[tuple[str, float]]], *, moves: float) -> float:
    """Give the share of crimes on the commonest route of their offence when so much of the transfers due is made."""
    routes: dict[int, dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    for row, its_moves in zip(rows, due, strict=True):
        first, left = row.unit[0], row.number
        its = routes[row.flow.sort.facts.offence]
        for to, share in its_moves:
            its[first, to] += row.number * share * moves
            left -= row.number * share * moves
        its[(first,)] += left
    total = sum(sum(its.values()) for its in routes.values())
    return sum(max(its.values()) for its in routes.values()) / total


def _moved(crimes: Crimes, row: Owned) -> list[tuple[str, float]]:
    """Give the teams to which crimes move under the clauses of transfer, with shares; refusals as declared."""
    scenario, facts = crimes.measured.scenario, row.flow.sort.facts
    rule, areas = scenario.investigative_model.transfer, list(scenario.places.areas)
    offers = rule.offers if rule.offer_again_after else 1
    accepted = 1 - rule.refusal**offers
    found, followed = [], 0.0
    for clause, condition in zip(rule.clauses, crimes.transfers_when, strict=True):
        owner = {"any": 1.0, "lacks_skill": 1 - row.by_rule, "over_cap": 0.0}[clause.owner]
        if clause.to == row.unit[0] or (clause.from_teams is not None and row.unit[0] not in clause.from_teams):
            continue
        if not owner or not holds(condition, facts):
            continue
        share = practice_by_area(clause.practice, areas)[facts.area]
        if share > followed:
            # The same number decides over every clause: a looser one adds only what a stricter one left.
            found.append((clause.to, (share - followed) * owner * accepted))
            followed = share if owner == 1 else followed
    return found
